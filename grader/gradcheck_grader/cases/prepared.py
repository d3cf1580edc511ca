"""A question made ready: its expected text read and its answer compiled, once for any number of responses."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gradcheck_grader.answers.judging import undecided
from gradcheck_grader.answers.protocol import Answer
from gradcheck_grader.cases.expected import Expected, read_any, read_expected
from gradcheck_grader.cases.kinds import KINDS, answer_for, kind_of
from gradcheck_grader.cases.question import CaseError, Policy, Question
from gradcheck_grader.errors import AnswerError, ResponseError
from gradcheck_grader.feedback.levels import at_level
from gradcheck_grader.reading import read
from gradcheck_grader.slips import name_derived_slips
from gradcheck_grader.syntax.derivative import work_out
from gradcheck_grader.verdict import Evidence, Outcome, Verdict


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
    """

    kind: str
    written: Expected
    expected: Expected
    policy: Policy
    answer: Answer | None
    reason: str = ""

    def judge(self, response: str) -> Verdict:
        """The verdict on a response; any text has one, none raises."""
        if self.answer is None:
            return self._undecided(response)
        verdict = self.answer.judge(response)
        if verdict.outcome is Outcome.UNREADABLE and verdict.error is not None:
            return replace(verdict, error={**verdict.error, "side": "response"})
        if verdict.outcome is Outcome.PARTLY_RIGHT and not self.policy.partial_credit:
            return replace(verdict, outcome=Outcome.WRONG, credit=0)
        return verdict

    def told(self, verdict: Verdict, response: str) -> Verdict:
        """The verdict with the slips that the policy looks for, as far as its level of feedback goes."""
        if self.policy.slips and self.policy.level in ("slip", "full") and self.answer is not None:
            verdict = name_derived_slips(verdict, response, self.answer)
        return at_level(verdict, self.policy.level)

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
        raise CaseError(f'I do not know the kind "{kind[:40]}". Known are auto, {", ".join(KINDS)}.')
    if kind == "choice" and not question.given.options:
        raise CaseError('A choice needs "notation.options", such as {"a": "yes", "b": "no"}.')
    try:
        expected = (
            read_any(question.expected, question.given)
            if kind == "auto"
            else read_expected(question.expected, question.given, KINDS[kind].reads)
        )
    except ResponseError as error:
        raise ExpectedError(error) from error
    except AnswerError as error:
        raise CaseError(f'"notation.names": {error}.') from error
    return ready(kind, expected, question.policy)


def ready(kind: str, expected: Expected, policy: Policy) -> Prepared:
    """What judges against an expected text that was read; kind "auto" takes the kind from it.

    Raises AnswerError and CaseError as prepared does.
    """
    if kind == "auto":
        kind = kind_of(expected)
    try:
        tree = work_out(expected.tree, euler="e" in expected.notation.constants)
    except AnswerError as error:
        reason = f"{str(error)[:1].upper()}{str(error)[1:]}."
        return Prepared(kind, expected, expected, policy, None, reason)
    worked_out = replace(expected, tree=tree)
    return Prepared(kind, expected, worked_out, policy, answer_for(kind, worked_out, policy))


def unreadable_side(error: ResponseError, side: str) -> Verdict:
    """The verdict when one of the two texts could not be read."""
    sentences = f"{error.message} {error.suggestion}".strip()
    if side == "expected":
        sentences = f"The expected answer cannot be read. {sentences}"
    return Verdict(Outcome.UNREADABLE, 0, sentences, error={**error.to_json(), "side": side})
