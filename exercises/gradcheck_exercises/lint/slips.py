"""The claim that each slip is wrong, and is recognised as the slip that it is."""

from __future__ import annotations

from collections.abc import Iterator

from gradcheck_exercises.lint.sentences import Doubt
from gradcheck_exercises.problem import Part, Problem
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.slips import Slip
from gradcheck_grader.verdict import Outcome, Verdict

_WHOLE = ("number", "expression")  # a response of these kinds is right or wrong as a whole


def tells_slips_apart(problem: Problem) -> Iterator[str | Doubt]:
    """The response of each slip is wrong, and the slip is named when it is given; it, and no other."""
    for part in problem.parts:
        declared = {slip.name for slip in part.slips}
        told: set[frozenset[str]] = set()
        for slip in part.slips:
            verdict = _verdict_on(problem, part, slip)
            if verdict is None:
                yield (
                    f"part ({part.label}): the slip {slip.name} leads to {slip.response}, which is no answer "
                    "that this question could have."
                )
                continue
            yield from _of_slip(part, slip, verdict)
            both = frozenset({named.name for named in verdict.slips} & declared | {slip.name})
            # An option may be chosen for several reasons; a number that two rules lead to confuses.
            if len(both) > 1 and both not in told and part.kind != "choice":
                told.add(both)
                yield (
                    f"part ({part.label}): the slips {' and '.join(sorted(both))} lead to the same response. "
                    "Exclude such values in the draw, or drop one of them."
                )


def _verdict_on(problem: Problem, part: Part, slip: Slip) -> Verdict | None:
    """The verdict on the slip's response; None where the question could not have it."""
    try:
        return problem.judge({part.label: part.slip_text(slip)})[part.label]
    except AnswerError:
        return None


def _of_slip(part: Part, slip: Slip, verdict: Verdict) -> Iterator[str | Doubt]:
    """What is wrong with the verdict on one slip."""
    place = f"part ({part.label}): the slip {slip.name}"
    partly = verdict.outcome is Outcome.PARTLY_RIGHT and part.kind not in _WHOLE
    if verdict.outcome is Outcome.RIGHT:
        yield f"{place} is judged right. Exclude such values in the draw, or drop the slip."
    elif verdict.outcome is Outcome.UNDECIDED:
        yield Doubt(f"{place} is undecided.")
    elif verdict.outcome is not Outcome.WRONG and not partly:
        yield f"{place} is judged {verdict.outcome}; it must be wrong."
    elif slip.name not in [named.name for named in verdict.slips]:
        yield f"{place} is {verdict.outcome}, but it is not named."
