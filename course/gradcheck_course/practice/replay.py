"""A recorded answer, judged again by today's exercise and grader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gradcheck_course.practice.events import Answered, Event
from gradcheck_exercises import find, read_code
from gradcheck_grader import GradcheckError, Verdict


@dataclass(frozen=True, slots=True)
class Replayed:
    """The verdict of today; None where there is none, and why not.

    same  whether outcome and credit are those that were recorded.
    """

    verdict: Verdict | None
    same: bool
    why_not: str = ""


def replayed(event: Event, events: Iterable[Event]) -> Replayed:
    """The verdict of today on a recorded answer, with the answers to earlier parts that went along then."""
    body = event.body
    if not isinstance(body, Answered):
        return Replayed(None, same=False, why_not="this is no answer.")
    try:
        coded = read_code(body.problem.code)
        problem = find(coded.exercise_id).problem(coded.seed, level=coded.level)
        problem.part(body.part)
    except GradcheckError as error:
        return Replayed(None, same=False, why_not=str(error))
    verdict = problem.judge({**_before(event, body, events), body.part: body.response})[body.part]
    return Replayed(verdict, same=(str(verdict.outcome), verdict.credit) == (body.outcome, body.credit))


def _before(event: Event, body: Answered, events: Iterable[Event]) -> dict[str, str]:
    """The last readable response to each other part of the problem, before this one."""
    found: dict[str, str] = {}
    for one in events:
        if one.id == event.id:
            return found
        said = one.body
        if isinstance(said, Answered) and said.problem == body.problem and said.outcome != "unreadable":
            found[said.part] = said.response
    return found
