"""Answers judged at once, while a student works: as often as the assignment allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gradcheck_course.classroom.courses import Assignment
from gradcheck_course.classroom.giving import checked
from gradcheck_course.classroom.members import Member, bad_request, conflict, not_found
from gradcheck_course.classroom.problems import GivenProblem, label_of
from gradcheck_course.classroom.workers import JudgeTask, Workers
from gradcheck_course.errors import CourseError
from gradcheck_course.records.checks import Checked
from gradcheck_course.records.store import Deed
from gradcheck_grader.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from gradcheck_course.classroom.room import Classroom

LONGEST_RESPONSE = 20_000
_FREE = (Outcome.UNREADABLE, Outcome.UNDECIDED)


def check_answer(
    room: Classroom, workers: Workers, name: str, member: Member, label: Any, response: Any
) -> dict[str, Any]:
    """What is decided about one answer of the person's own problems, and how many tries are left.

    An answer that cannot be read or decided costs no try, nor does one that was checked before. The verdict
    stays with the student; what counts is what they hand in. Raises CourseError where nothing is checked, no
    try is left, or the assignment is closed.
    """
    if not isinstance(label, str) or not isinstance(response, str) or len(response) > LONGEST_RESPONSE:
        raise bad_request("A label and a response are needed.")
    assignment = room.released_to(name, member)
    most = assignment.policy.checks
    if not most:
        raise conflict(f"Answers of {name} are not checked before you hand in.", code="no-checks")
    if room.terms(assignment, member.name).closed(room.clock()):
        raise conflict(f"{name} is closed; nothing more is checked.", code="closed")
    attempt = room.attempt(assignment, member.name)
    given, letter = _part(assignment, room.store.given(assignment.name, member.name, attempt), label)
    text = response.strip()
    known = room.store.checks.known(assignment.name, member.name, attempt, label, text)
    used = room.store.checks.used(assignment.name, member.name, attempt)[label]
    if known is None and used >= most:
        raise _no_tries(label, most)
    task = JudgeTask(given.exercise, given.parameters, {letter: text})
    verdict = workers.judge([task])[0][letter]
    if known is None:
        counts = verdict.outcome not in _FREE
        new = Checked(attempt, label, text, str(verdict.outcome), verdict.credit, counts)
        deed = Deed(member.name, member.role, room.clock())
        added = room.store.checks.add(assignment.name, new, deed, most=most)
        if added is None:
            raise _no_tries(label, most)
        used = added
    return _told(assignment, label, verdict, most - used)


def _part(assignment: Assignment, given: tuple[GivenProblem, ...], label: str) -> tuple[GivenProblem, str]:
    for problem in checked(assignment, given):
        for letter in problem.points:
            if label_of(problem.position, letter) == label:
                return problem, letter
    raise not_found(f"You have no part {label[:20]!r} in {assignment.name}.")


def _told(assignment: Assignment, label: str, verdict: Verdict, left: int) -> dict[str, Any]:
    """As much as the assignment shows: the words of the grader only where it shows all."""
    told = assignment.policy.show == "full" or verdict.outcome in _FREE
    return {
        "label": label,
        "outcome": str(verdict.outcome),
        "read_as": verdict.read_as,
        "feedback": verdict.feedback if told else "",
        "tries_left": left,
    }


def _no_tries(label: str, most: int) -> CourseError:
    said = f"You have used all {most} checks of {label}. It is marked when you hand in."
    return conflict(said, code="no-tries")
