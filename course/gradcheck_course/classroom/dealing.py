"""Before a release: everybody's problems, drawn and checked; who would share one with whom."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from gradcheck_course.classroom.seeds import fingerprint
from gradcheck_course.records.store import Deed

if TYPE_CHECKING:
    from gradcheck_course.classroom.members import Member
    from gradcheck_course.classroom.room import Classroom


def deal(room: Classroom, name: str, member: Member, *, seconds: float) -> dict[str, Any]:
    """How many of the roster have their problems, after as many more were dealt as fit into this time.

    At least one person's are dealt at each call, so that calling again and again comes to an end.
    """
    course = room.course
    assignment = course.assignment(name)
    people = [person.id for person in course.students]
    whole = len(assignment.exercises)
    attempts = room.store.attempts(assignment.name)
    waiting = [
        person
        for person in people
        if person not in attempts or len(room.store.given(assignment.name, person)) < whole
    ]
    end, dealt = time.monotonic() + seconds, 0
    for person in waiting:
        deed = Deed(member.name, member.role, room.clock())
        room.giver.given_or_drawn(assignment, person, 1, lambda deed=deed: deed)
        dealt += 1
        if time.monotonic() >= end:
            break
    return {"dealt": len(people) - len(waiting) + dealt, "of": len(people)}


def shared(room: Classroom, name: str) -> list[dict[str, Any]]:
    """For each exercise: how many students have a problem of it, and how many different ones there are."""
    course = room.course
    assignment = course.assignment(name)
    marks: list[Counter[str]] = [Counter() for _ in assignment.exercises]
    for person in course.students:
        for given in room.store.given(assignment.name, person.id):
            if given.position <= len(marks):
                marks[given.position - 1][fingerprint(given.parameters)] += 1
    return [
        {
            "position": position,
            "exercise": entry.id,
            "people": sum(seen.values()),
            "different": len(seen),
            "most": max(seen.values(), default=0),
        }
        for position, (entry, seen) in enumerate(zip(assignment.exercises, marks, strict=True), start=1)
    ]
