"""The two questions that most callers have: is this response right, and are these two equal?"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from gradcheck_grader.answers.protocol import Answer
from gradcheck_grader.answers.references import constants_for, declared, tree_of
from gradcheck_grader.cases.expected import Expected, by_hand_where_alone, notation_of
from gradcheck_grader.cases.kinds import answer_for, kind_of
from gradcheck_grader.cases.prepared import ExpectedError, Prepared, prepared, ready
from gradcheck_grader.cases.question import Given, Policy, Question
from gradcheck_grader.equality import ladder
from gradcheck_grader.equality.comparison import Comparison
from gradcheck_grader.equality.tolerance import EXACT, Tolerance
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import CONSTANTS, Domain, Notation, real_names
from gradcheck_grader.sympy_bridge import from_sympy
from gradcheck_grader.syntax.parser import parse
from gradcheck_grader.syntax.sorts import sort_of
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, names_in
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

# A set may be written as a condition, and the other way round; anything else is another kind of thing.
_SORTS = {
    **dict.fromkeys(("value", "name"), "a value"),
    **dict.fromkeys(("set", "condition"), "a set or a condition"),
    "tuple": "a tuple", "law": "a distribution",
}  # fmt: skip
REMEMBERED = 256  # answers given as texts that stay compiled


def judge(response: str, answer: object) -> Verdict:
    """The verdict on a response; any text has one, none raises.

    answer  an Answer; or what is right: a text, a Node, a number or a SymPy object. Then it says of what kind
            the response is to be, and with which names: real ones, unless SymPy symbols assume otherwise.
    Raises AnswerError for an answer that nothing can be judged against.

    >>> judge("2x cos(x^2)", "diff(sin(x^2), x)").outcome
    <Outcome.RIGHT: 'right'>
    """
    if isinstance(answer, str):
        return _of_text(answer).judge(response)
    if callable(getattr(answer, "judge", None)):
        own: Answer = answer  # pyright: ignore[reportAssignmentType]
        return own.judge(response)
    return _of_object(answer).judge(response)


def equal(
    a: object,
    b: object,
    notation: Notation | None = None,
    *,
    tolerance: Tolerance = EXACT,
    limits: Limits = DEFAULT,
    prove: bool = False,
) -> Comparison:
    """Whether a and b mean the same on the declared domains: right, wrong (proved) or undecided.

    a, b      texts, Nodes, numbers or SymPy objects; derivatives in them are worked out.
    notation  what the texts are written with; without one, the names in either are real.
    prove     whether to look for a proof where two values agree: up to two seconds, in a process of its own.
    Raises ResponseError for a text that cannot be read.

    >>> equal("(x + 1)^2", "x^2 + 2x + 1").outcome, equal("x", "sqrt(x^2)").outcome
    (<Outcome.RIGHT: 'right'>, <Outcome.WRONG: 'wrong'>)
    """
    if notation is None:
        a, b = (by_hand_where_alone(side, Given()) if isinstance(side, str) else side for side in (a, b))
        notation = _notation_of(a, b)
    left, right = _read_alike(a, b, notation, limits)
    sorts = {_SORTS.get(sort_of(tree), sort_of(tree)) for tree in (left, right)}
    if sorts == {"a value"}:
        return ladder.equal(left, right, notation, tolerance=tolerance, limits=limits, prove=prove)
    if len(sorts) > 1:
        needed, yours = (_SORTS.get(sort_of(tree), sort_of(tree)) for tree in (left, right))
        return Comparison(Outcome.WRONG, Evidence("shape", needed=needed, yours=yours))
    expected = Expected("", left, notation)
    kind = "set" if "set" in (sort_of(left), sort_of(right)) else kind_of(expected)
    answer = answer_for(kind, expected, Policy(tolerance=tolerance))
    return _of_verdict(answer.decide(right))


def _read_alike(a: object, b: object, notation: Notation, limits: Limits) -> tuple[Node, Node]:
    """The two trees; a pair beside a set or a condition is an interval."""
    left, right = (_tree(side, notation, limits) for side in (a, b))
    sorts = {sort_of(left), sort_of(right)}
    if "tuple" in sorts and sorts & {"set", "condition"}:
        left, right = (_tree(side, replace(notation, kind="set"), limits) for side in (a, b))
    return left, right


def _of_verdict(verdict: Verdict) -> Comparison:
    """The comparison that a verdict amounts to: what is right in part is not equal."""
    partly = verdict.outcome is Outcome.PARTLY_RIGHT
    reason = next(iter(verdict.evidence), Evidence("limit", note=verdict.feedback))
    if verdict.outcome is Outcome.UNREADABLE:
        return Comparison(Outcome.UNDECIDED, Evidence("limit", note=verdict.feedback))
    return Comparison(Outcome.WRONG if partly else verdict.outcome, reason)


@lru_cache(maxsize=REMEMBERED)
def _of_text(answer: str) -> Prepared:
    try:
        return prepared(Question(answer))
    except ExpectedError as error:
        raise AnswerError(f"The right answer cannot be read. {error.pointed()}") from error


def _of_object(answer: object) -> Prepared:
    """What judges against a Node, a number or a SymPy object."""
    names = _names(answer)
    notation = Notation("any", names, constants=constants_for(answer, names))
    return ready("auto", Expected("", tree_of(answer, notation), notation), Policy())


def _notation_of(*sides: object) -> Notation:
    """The notation of texts and objects whose names nobody declared."""
    objects = [side for side in sides if not isinstance(side, str)]
    names = {name: domain for side in objects for name, domain in _names(side).items()}
    constants = frozenset[str]().union(*(constants_for(side, names) for side in objects))
    notation = notation_of([side for side in sides if isinstance(side, str)], Given(names=names))
    return replace(notation, constants=notation.constants | (constants - set(notation.names)))


def _names(side: object) -> dict[str, Domain]:
    """The names of a tree, real; of anything else those that its symbols declare."""
    if isinstance(side, Apply | Name | Num):
        return real_names(sorted(names_in(side) - CONSTANTS))
    return declared((), side)


def _tree(side: object, notation: Notation, limits: Limits) -> Node:
    if isinstance(side, str):
        return parse(side, replace(notation, allow_diff=True), limits)
    return side if isinstance(side, Apply | Name | Num) else from_sympy(side)
