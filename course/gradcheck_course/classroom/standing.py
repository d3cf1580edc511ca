"""How far a class is with an assignment: who fetched, handed in, was marked, got feedback."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gradcheck_course.classroom.courses import Course

if TYPE_CHECKING:
    from gradcheck_course.classroom.room import Classroom
    from gradcheck_course.records.store import Submitted


def standing(room: Classroom, name: str) -> dict[str, Any]:
    """One record for the assignment, with one for each student: what there is of them, and how late.

    Of students who handed in several times the newest submission is told.
    """
    course = room.course
    assignment = course.assignment(name)
    newest = {one.person: one for one in room.store.submissions_of(assignment.name)}
    attempts = room.store.attempts(assignment.name)
    points = _points(room.store.verdicts(assignment.name))
    terms = room.everybodys_terms(assignment)
    extended = room.store.extensions.of(assignment.name)
    released = room.store.released().get(assignment.name)
    people = []
    for person in names(course, [*newest, *attempts]):
        handed_in, own = newest.get(person), terms(person)
        people.append(
            {
                "person": person,
                "attempt": attempts.get(person, 0),
                "attempts": own.attempts,
                "due": own.due.isoformat() if own.due else None,
                "extended": person in extended,
                **_submitted(handed_in),
                "late_seconds": own.late_seconds(handed_in.received_at) if handed_in else 0,
                **(points.get(handed_in.receipt, _NOTHING) if handed_in else _NOTHING),
            }
        )
    return {
        "name": assignment.name,
        "title": assignment.title,
        "due": assignment.due.isoformat() if assignment.due else None,
        "released_at": released.isoformat() if released else None,
        "people": people,
    }


def names(course: Course, seen: Sequence[str]) -> list[str]:
    """The students, then others who have something of an assignment but those who teach."""
    students = [person.id for person in course.students]
    teaching = {*course.instructors, *course.graders}
    return students + sorted(set(seen) - set(students) - teaching)


_NOTHING: dict[str, Any] = {"marked": False, "points": None, "max_points": None, "undecided": []}


def _submitted(submitted: Submitted | None) -> dict[str, Any]:
    if submitted is None:
        return {"receipt": None, "received_at": None, "feedback": False}
    return {
        "receipt": submitted.receipt,
        "received_at": submitted.received_at.isoformat(),
        "feedback": submitted.feedback,
    }


def _points(verdicts: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """By receipt: that it was marked, what it earned, and the labels that wait for a person."""
    by_receipt: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for one in verdicts:
        by_receipt[one["receipt"]].append(one)
    return {
        receipt: {
            "marked": True,
            "points": round(sum(one["verdict"]["points"] for one in found), 6),
            "max_points": sum(one["verdict"]["max_points"] for one in found),
            "undecided": [one["label"] for one in found if one["verdict"]["outcome"] == "undecided"],
        }
        for receipt, found in by_receipt.items()
    }
