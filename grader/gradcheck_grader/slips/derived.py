"""Slips that nobody has to write down: derived from the question's function and from the right answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain, islice
from typing import Protocol, final, runtime_checkable

from gradcheck_grader.answers.protocol import Answer
from gradcheck_grader.answers.references import tree_of
from gradcheck_grader.answers.within import Within
from gradcheck_grader.equality.guard import Guard
from gradcheck_grader.errors import ResponseError
from gradcheck_grader.feedback.slips import ONE_EDIT, SENTENCES
from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import tree_of_response
from gradcheck_grader.slips import edits, function_rules, tree_rules
from gradcheck_grader.slips.candidates import Candidate, Candidates
from gradcheck_grader.slips.changes import changed_once
from gradcheck_grader.slips.matching import Matcher, matcher_of
from gradcheck_grader.slips.named import Slip
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import NamedSlip, Outcome, Verdict

MOST_TRIED = 60  # of each group
MOST_OF_AN_EDIT = 10
MOST_OF_A_RULE = 8
MOST_NAMES = 2
EDIT = "one-edit"
# Every name that a derived slip can have, in the order in which they are tried.
RULES = tuple(dict.fromkeys((*function_rules.NAMES, *tree_rules.RULES, EDIT)))
# Of a choice, a set or lines of working the wrong ones are no wrong rule applied to the right one.
_KINDS = frozenset({"number", "expression", "array", "matrix", "equation"})
_NOT_RIGHT = (Outcome.WRONG, Outcome.PARTLY_RIGHT)


@runtime_checkable
class KnowsSlips(Protocol):
    """An answer that knows its question's function."""

    def slips(self, rules: Collection[str]) -> Iterator[Slip]:
        """The slips that the function gives, of these rules."""
        ...


def derived_slips(
    answer: Answer,
    *,
    function: object = None,
    variable: object = None,
    order: int = 1,
    rules: Collection[str] | None = None,
) -> Iterator[Slip]:
    """Generic slips, most telling first; each is worked out when it is asked for.

    function, variable, order  of a derivative question, where the answer does not know them itself.
    rules                      the names of the slips that are wanted, of RULES; all of them when not given.
    A slip may happen to give the right answer here; name_derived_slips never names such a one.

    >>> from gradcheck_grader.answers import Expression
    >>> answer = Expression("2x cos(x^2)", names=["x"])
    >>> from itertools import islice
    >>> [slip.name for slip in islice(derived_slips(answer, function="sin(x^2)", variable="x"), 2)]
    ['inner-derivative-missing', 'power-not-lowered']
    """
    return chain.from_iterable(
        _groups(answer, function=function, variable=variable, order=order, rules=rules or RULES)
    )


def _groups(
    answer: Answer, *, function: object, variable: object, order: int, rules: Collection[str]
) -> Iterator[Iterator[Slip]]:
    """The slips of the function, of the right answer, and single edits of it."""
    if function is not None:
        tree = tree_of(function, answer.notation)
        yield function_rules.slips_of_function(tree, str(variable), answer.notation, order=order, rules=rules)
    elif isinstance(answer, KnowsSlips):
        yield answer.slips(rules)
    right = answer.reference_reading().tree
    yield _of_the_answer(right, answer.notation, rules)
    if EDIT in rules:
        yield _single_edits(right)


def _of_the_answer(right: Node, notation: Notation, rules: Collection[str]) -> Iterator[Slip]:
    for name, rule in tree_rules.RULES.items():
        if name in rules:
            for made in islice(rule(right, notation), MOST_OF_A_RULE):
                yield Slip(name, made, SENTENCES[name])


def _single_edits(right: Node) -> Iterator[Slip]:
    for kind, edit in edits.EDITS.items():
        for made in islice(changed_once(right, edit), MOST_OF_AN_EDIT):
            yield Slip(EDIT, made, ONE_EDIT[kind])


def name_derived_slips(
    verdict: Verdict,
    response: str,
    answer: Answer,
    *,
    function: object = None,
    variable: object = None,
    order: int = 1,
    limits: Limits = DEFAULT,
) -> Verdict:
    """The verdict with the first derived slips, two at most, whose response this is.

    Only a response judged wrong, or partly right for another reason than its form, has slips. Where the
    author's own slips were named, these say more and nothing is added. What gives the right answer is never
    named. Rules of the right answer are tried only where no rule of the function is named, single edits of it
    only where nothing else is. The number of slips tried is bounded; the guard of the limits ends a search
    that still takes too long.

    >>> from gradcheck_grader.answers import Expression
    >>> answer = Expression("2x cos(x^2)", names=["x"])
    >>> named = name_derived_slips(answer.judge("-2x cos(x*x)"), "-2x cos(x*x)", answer)
    >>> [(slip.name, slip.feedback) for slip in named.slips]
    [('sign', 'Look at the sign of the whole.')]
    """
    derived = Derived(answer, function=function, variable=variable, order=order)
    return derived.named(verdict, response, limits)


@final
class Derived:
    """The derived slips of one answer, for any number of responses; arguments as of derived_slips."""

    def __init__(
        self, answer: Answer, *, function: object = None, variable: object = None, order: int = 1
    ) -> None:
        self.answer, self.function, self.variable, self.order = answer, function, variable, order
        self.candidates: Candidates | None = None

    def named(self, verdict: Verdict, response: str, limits: Limits = DEFAULT) -> Verdict:
        """The verdict with the slips that name_derived_slips names."""
        answer = self.answer
        if verdict.outcome not in _NOT_RIGHT or verdict.slips or answer.notation.kind not in _KINDS:
            return verdict
        if isinstance(answer, Within) or any(item.kind == "form" for item in verdict.evidence):
            return verdict
        try:
            written = tree_of_response(response, answer.notation, limits)
        except ResponseError:  # then it was not this response that was judged wrong
            return verdict
        matcher = matcher_of(answer, written)
        for slip in _found(self._made(), matcher, Guard(limits.guard_ms)):
            verdict = verdict.with_slip(NamedSlip(slip.name, slip.feedback))
        return verdict

    def _made(self) -> Candidates:
        """The slips, worked out as far as they were asked for."""
        if self.candidates is None:
            groups = _groups(
                self.answer, function=self.function, variable=self.variable, order=self.order, rules=RULES
            )
            self.candidates = Candidates(self.answer, groups, MOST_TRIED)
        return self.candidates


def _found(groups: Iterable[Iterable[Candidate]], matcher: Matcher, guard: Guard) -> list[Slip]:
    """The first slips, of different names, whose response this is; all of one group."""
    for group in groups:
        found: dict[str, Slip] = {}
        for candidate in group:
            slip = candidate.slip
            if slip.name in found or matcher.refutes(candidate):
                continue
            if guard.is_over():
                break
            if matcher.is_produced_by(candidate):
                found[slip.name] = slip
                if len(found) == MOST_NAMES:
                    break
        if found:
            return list(found.values())
    return []
