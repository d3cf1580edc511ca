"""A sheet as all renderings see it: whose it is, what it asks, and how it is laid out."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gradcheck_course.classroom.courses import Person
from gradcheck_course.classroom.problems import Find, find_exercise, points_text
from gradcheck_course.errors import CourseError
from gradcheck_course.sheets.given import EVERYONE, Given, Record
from gradcheck_course.sheets.settings import ProblemSet

if TYPE_CHECKING:
    from gradcheck_exercises import Part, Problem

_RECEIPT = "0123456789abcdefghjkmnpqrstvwxyz"
PAPERS = {"a4": "a4", "letter": "us-letter"}
ROOM = {"choice": 0, "code": 9, "number": 3, "derivation": 8}  # centimetres; 4 for any other kind
USUAL_ROOM = 4


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet looks: the paper, large print, and whether problems show their share codes."""

    paper: str = "a4"
    large: bool = False
    practice: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One problem of a sheet.

    title   of its exercise.     points  of each part by its letter.     room  centimetres below each part.
    """

    position: int
    exercise: str
    title: str
    problem: Problem
    points: Mapping[str, float]
    room: Mapping[str, int]

    @property
    def heading(self) -> str:
        """What stands above it."""
        return f"Problem {self.position}"

    @property
    def worth(self) -> str:
        """The points of all its parts."""
        return worth(sum(self.points.values()))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The problems of one person; of everybody where person is None.

    receipt  finds the sheet's problems again, and says nothing of them.
    """

    title: str
    person: Person | None
    receipt: str
    asked: tuple[Asked, ...]
    due: str = ""
    instructions: str = ""

    @property
    def whose(self) -> str:
        """The name, or the id of who has none; empty for a sheet for all."""
        return "" if self.person is None else name_of(self.person)

    @property
    def named(self) -> str:
        """The name with the id behind it, where these are not the same."""
        if self.person is None or self.whose == self.person.id:
            return self.whose
        return f"{self.whose} ({self.person.id})"

    @property
    def scope(self) -> str:
        """How many points and problems."""
        points = worth(sum(sum(one.points.values()) for one in self.asked))
        return f"{points} in {len(self.asked)} {'problem' if len(self.asked) == 1 else 'problems'}"


def worth(points: float) -> str:
    """Points in words.

    >>> worth(1), worth(2.5)
    ('1 point', '2.5 points')
    """
    return f"{points_text(points)} {'point' if points == 1 else 'points'}"


def name_of(person: Person) -> str:
    """First and last name; the id where there is neither."""
    return f"{person.first_name} {person.last_name}".strip() or person.id


def receipt_of(secret: bytes, set_name: str, person: str) -> str:
    """Eight characters that nobody without the secret can tell from chance.

    >>> receipt_of(b"s" * 32, "ps3", "ada") == receipt_of(b"s" * 32, "ps3", "ada")
    True
    """
    message = json.dumps(["receipt", set_name, person]).encode()
    number = int.from_bytes(hmac.new(secret, message, hashlib.sha256).digest(), "big")
    letters = "".join(_RECEIPT[(number >> (5 * place)) & 31] for place in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def make_sheets(
    problem_set: ProblemSet,
    people: Sequence[Person],
    record: Record,
    *,
    same: bool,
    find: Find = find_exercise,
) -> tuple[Sheet, ...]:
    """A sheet for each person, or one for all where nobody is named. Raises CourseError.

    same  whether all have the problems of EVERYONE.
    """
    shared = _asked(problem_set, record.people[EVERYONE], find) if same else ()
    return tuple(
        Sheet(
            title=problem_set.title,
            person=person,
            receipt=receipt_of(record.secret, problem_set.name, person.id if person else EVERYONE),
            asked=shared if person is None or same else _asked(problem_set, record.people[person.id], find),
            due=problem_set.due_text,
            instructions=problem_set.instructions,
        )
        for person in (people or [None])
    )


def _asked(problem_set: ProblemSet, given: Sequence[Given], find: Find) -> tuple[Asked, ...]:
    asked: list[Asked] = []
    for position, (one, drawn) in enumerate(zip(problem_set.exercises, given, strict=True), start=1):
        problem = _rebuilt(drawn, problem_set, find)
        points = {part.label: one.entry.points.get(part.label, float(part.points)) for part in problem.parts}
        room = {part.label: _room(part) if one.space is None else one.space for part in problem.parts}
        asked.append(Asked(position, one.id, find(one.id).title, problem, points, room))
    return tuple(asked)


def _rebuilt(given: Given, problem_set: ProblemSet, find: Find) -> Problem:
    from gradcheck_exercises import ExerciseError

    try:
        return given.rebuild(find)
    except ExerciseError as error:
        raise CourseError(
            f"A problem that was given cannot be made again, since {given.exercise} has changed: {error}",
            file=str(problem_set.file),
            action="Use the version of gradcheck that the sheets were built with.",
        ) from error


def _room(part: Part) -> int:
    return ROOM.get(part.kind, USUAL_ROOM)
