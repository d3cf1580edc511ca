"""A question made ready: its expected text read and its answer compiled, once for any number of responses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from gradcheck_grader.answers.judging import undecided
from gradcheck_grader.answers.protocol import Answer
from gradcheck_grader.cases.expected import Expected, read_any, read_expected
from gradcheck_grader.cases.kinds import KINDS, answer_for, kind_of, unknown
from gradcheck_grader.cases.question import CaseError, Policy, Question
from gradcheck_grader.cases.signs_of_programs import IMAGINARY, by_hand
from gradcheck_grader.cases.values import Substituted, substituted, values_of, with_shapes
from gradcheck_grader.cases.wrappings import unwrapped
from gradcheck_grader.errors import AnswerError, ResponseError
from gradcheck_grader.feedback.levels import at_level
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import read
from gradcheck_grader.syntax.derivative import work_out
from gradcheck_grader.syntax.kinds import FORMS
from gradcheck_grader.syntax.parser import parse
from gradcheck_grader.syntax.tree import Apply, Node, names_in, walk
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

if TYPE_CHECKING:
    from gradcheck_grader.slips import Derived

# Kinds of which a value may be complex.
WITH_UNITS = frozenset({"number", "expression", "array", "set", "multiset", "tuple"})


class ExpectedError(ResponseError):
    """An expected text that cannot be read."""

    def __init__(self, error: ResponseError) -> None:
        super().__init__(error.message, error.text, error.position, error.suggestion, end=error.end)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What judges every response to one question.

    kind      as it was asked for, or as the expected text settled it.
    written   the expected text as it was read;  expected: the same, with derivatives worked out.
    answer    what judges; None where nobody could, for the reason given as a sentence.
    units     whether i may be the imaginary unit in a response though the expected text has none.
    derived   the slips derived from it, once somebody asked for them.
    """

    kind: str
    written: Expected
    expected: Expected
    policy: Policy
    answer: Answer | None
    reason: str = ""
    units: bool = True
    derived: list[Derived] = field(default_factory=list["Derived"], repr=False, compare=False)

    def judge(self, response: str) -> Verdict:
        """The verdict on a response; any text has one, none raises."""
        if self.answer is None:
            return self._undecided(response)
        verdict = self.answer.judge(response)
        if verdict.outcome is Outcome.UNREADABLE:
            verdict = self._unwrapped(verdict, response)
        if verdict.outcome is Outcome.UNREADABLE and self.kind in WITH_UNITS:
            verdict = self._with_units(verdict, response)
        if verdict.outcome is Outcome.UNREADABLE:
            nowhere = {"message": verdict.feedback, "at": [0, len(response)], "suggestion": ""}
            return replace(verdict, error={**(verdict.error or nowhere), "side": "response"})
        if verdict.outcome is Outcome.PARTLY_RIGHT and not self.policy.partial_credit:
            return replace(verdict, outcome=Outcome.WRONG, credit=0)
        return verdict

    def _unwrapped(self, verdict: Verdict, response: str) -> Verdict:
        """The verdict on what stands behind f(x) =, or in \\text{…}, where the whole could not be read."""
        for inside in unwrapped(response, self.kind, exact=self.policy.tolerance.is_exact):
            again = self.answer.judge(inside) if self.answer is not None else verdict
            if again.outcome is not Outcome.UNREADABLE:
                return again
        return verdict

    def _with_units(self, verdict: Verdict, response: str) -> Verdict:
        """The verdict with i as the imaginary unit, and E and I as programs have them, if that helps."""
        notation, answer = self.expected.notation, self.answer
        heads = {node.head for node in walk(self.expected.tree) if isinstance(node, Apply)}
        names = names_in(self.expected.tree)
        declared = names - notation.constants
        has_e = not declared or "e" in names or "exp" in heads
        written = by_hand(response, notation.names if has_e else {*notation.names, "E"})
        wants_unit = IMAGINARY.search(written) is not None and "i" not in notation.constants
        if answer is None or isinstance(answer, Substituted) or not (wants_unit or written != response):
            return verdict
        if wants_unit:
            if declared or "i" in notation.names or not self.units:
                return verdict
            with_unit = replace(notation, constants=notation.constants | {"i"})
            answer = answer_for(self.kind, replace(self.expected, notation=with_unit), self.policy)
        again = answer.judge(written)
        return verdict if again.outcome is Outcome.UNREADABLE else again

    def told(self, verdict: Verdict, response: str) -> Verdict:
        """The verdict with the slips that the policy looks for, as far as its level of feedback goes."""
        wanted = self.policy.slips and self.policy.level in ("slip", "full")
        if wanted and self.answer is not None and verdict.outcome in (Outcome.WRONG, Outcome.PARTLY_RIGHT):
            verdict = self._with_slips(verdict, response, self.answer)
        if self.policy.prove and verdict.outcome is Outcome.RIGHT and verdict.evidence[0].kind == "agrees":
            verdict = self._proved(verdict, response)
        return at_level(verdict, self.policy.level)

    def _with_slips(self, verdict: Verdict, response: str, answer: Answer) -> Verdict:
        # Its slips would be derived from an antiderivative that SymPy finds, if ever: nothing bounds that.
        if self.kind == "antiderivative":
            return verdict
        try:
            return self._derived(answer).named(verdict, response)
        except AnswerError:  # an answer that has no formula, such as an antiderivative that nobody knows
            return verdict

    def _derived(self, answer: Answer) -> Derived:
        """The slips that are derived from the answer, the same for every response."""
        if not self.derived:
            from gradcheck_grader.slips import Derived  # not needed where nobody reads them

            self.derived.append(Derived(answer))
        return self.derived[0]

    def _proved(self, verdict: Verdict, response: str) -> Verdict:
        """The verdict with a proof where it only agreed, if there is one in time; the outcome stays."""
        from gradcheck_grader.equality.proof import is_proved  # SymPy's process is seldom wanted

        tree, notation = parse(response, self.expected.notation), self.expected.notation
        if not is_proved(self.expected.tree, tree, notation):
            return verdict
        return replace(verdict, evidence=(replace(verdict.evidence[0], kind="proved"), *verdict.evidence[1:]))

    def _undecided(self, response: str) -> Verdict:
        """Undecided for the reason; the response is read all the same, so that it can be shown."""
        verdict = undecided(Evidence("limit", note=self.reason))
        try:
            reading = read(response, self.expected.notation)
        except ResponseError as error:
            return unreadable_side(error, "response")
        return replace(verdict, read_as=reading.plain, latex=reading.latex)


def prepared(question: Question) -> Prepared:
    """What judges the responses to a question.

    Raises ExpectedError when the expected text cannot be read, AnswerError when it is none that the kind
    could have, and CaseError when the settings do not fit.
    """
    kind = question.kind
    if kind != "auto" and kind not in KINDS:
        raise unknown(kind)
    if kind in ("choice", "ordering") and not question.given.options:
        raise CaseError(f'This kind, {kind}, needs "notation.options", such as {{"a": "yes", "b": "no"}}.')
    values = values_of(question.given)
    given = with_shapes(question.given, values) if values else question.given
    try:
        expected = (
            read_any(question.expected, given)
            if kind == "auto"
            else read_expected(question.expected, given, KINDS[kind].reads)
        )
    except ResponseError as error:
        raise ExpectedError(error) from error
    except AnswerError as error:
        raise CaseError(f'"notation.names": {error}.') from error
    made = ready(kind, expected, question.policy, values)
    return made if question.given.constants is None else replace(made, units=False)


def ready(
    kind: str, expected: Expected, policy: Policy, values: Mapping[str, Node] = MappingProxyType({})
) -> Prepared:
    """What judges against an expected text that was read; kind "auto" takes the kind from it.

    values  stand for their names on both sides.
    Raises AnswerError and CaseError as prepared does.
    """
    if kind == "auto":
        kind = kind_of(expected)
    try:
        tree = substituted(expected.tree, values)
        if kind != "derivation":  # there a derivative may well be the first line
            tree = work_out(tree, euler="e" in expected.notation.constants)
    except AnswerError as error:
        reason = f"{str(error)[:1].upper()}{str(error)[1:]}."
        return Prepared(kind, expected, expected, policy, None, reason)
    worked_out = replace(expected, tree=tree, notation=_with_infinity(kind, expected.notation))
    answer = answer_for(kind, worked_out, policy)
    return Prepared(kind, expected, worked_out, policy, Substituted(answer, values) if values else answer)


def _with_infinity(kind: str, notation: Notation) -> Notation:
    """The notation, in which a response may have infinity where it may have sets."""
    forms = FORMS.get(KINDS[kind].reads) if kind in KINDS else None
    if forms is None or not forms.curly or "inf" in notation.names:
        return notation
    return replace(notation, constants=notation.constants | {"inf"})


def unreadable_side(error: ResponseError, side: str) -> Verdict:
    """The verdict when one of the two texts could not be read."""
    sentences = f"{error.message} {error.suggestion}".strip()
    if side == "expected":
        sentences = f"The expected answer cannot be read. {sentences}"
    return Verdict(Outcome.UNREADABLE, 0, sentences, error={**error.to_json(), "side": side})
