"""Named wrong rules: what a person did who gave this wrong response."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gradcheck_grader.answers.protocol import Answer
from gradcheck_grader.verdict import NamedSlip, Outcome, Verdict

_NOT_RIGHT = (Outcome.WRONG, Outcome.PARTLY_RIGHT)


@dataclass(frozen=True, slots=True)
class Slip:
    """A named wrong rule and the response that it produces.

    response  whatever the answer takes as its reference: a Node, a text, a number or a SymPy object.
    feedback  a sentence or two that sets the person right without telling the answer.
    """

    name: str
    response: object
    feedback: str


def name_slips(verdict: Verdict, response: str, answer: Answer, slips: Iterable[Slip]) -> Verdict:
    """The verdict with each slip whose response this is.

    Only a response judged wrong, or partly right, has slips; one that gives the right answer is never named.

    >>> from gradcheck_grader.answers import Expression
    >>> answer = Expression("2x cos(x^2)", names=["x"])
    >>> slip = Slip("inner-derivative-missing", "cos(x^2)", "What is the derivative of the inner function?")
    >>> [named.name for named in name_slips(answer.judge("cos(x*x)"), "cos(x*x)", answer, [slip]).slips]
    ['inner-derivative-missing']
    """
    if verdict.outcome not in _NOT_RIGHT:
        return verdict
    for slip in slips:
        if is_produced_by(slip, response, answer) and not gives_the_answer(slip, answer):
            verdict = verdict.with_slip(NamedSlip(slip.name, slip.feedback))
    return verdict


def is_produced_by(slip: Slip, response: str, answer: Answer) -> bool:
    """Whether the response is what the slip leads to.

    Raises AnswerError when the slip's response is none that the question could have.
    """
    return answer.with_reference(slip.response).judge(response).outcome is Outcome.RIGHT


def gives_the_answer(slip: Slip, answer: Answer) -> bool:
    """Whether the slip leads to the right answer, in whatever form, so that it is no slip here."""
    verdict = answer.judge(answer.with_reference(slip.response).reference_text())
    return verdict.outcome is Outcome.RIGHT or any(item.kind == "form" for item in verdict.evidence)
