"""A list of people from elsewhere, brought into the roster: who is new, who changed, who is gone."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gradcheck_course.classroom.courses import Course, Person
from gradcheck_course.classroom.founding import roster_csv


@dataclass(frozen=True, slots=True)
class Merge:
    """A roster as it will be, and the ids of whom this changes."""

    people: tuple[Person, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    withdrawn: tuple[str, ...]
    returned: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.added or self.changed or self.withdrawn or self.returned)


def merge(before: Sequence[Person], listed: Sequence[Person], *, withdraw: bool = False) -> Merge:
    """The roster with what a list says; who is not on it stays, or is withdrawn. Nobody is deleted.

    A field that the list leaves empty keeps what the roster has.

    >>> merge([Person("ada"), Person("ben")], [Person("cleo"), Person("ada", "Ada")], withdraw=True).withdrawn
    ('ben',)
    """
    on_list = {person.id: person for person in listed}
    known = {person.id: person for person in before}
    people = [
        _updated(person, on_list[person.id])
        if person.id in on_list
        else replace(person, withdrawn=person.withdrawn or withdraw)
        for person in before
    ]
    people += [person for person in listed if person.id not in known]
    now = {person.id: person for person in people}
    both = [name for name in now if name in known]
    return Merge(
        tuple(people),
        added=tuple(name for name in now if name not in known),
        changed=tuple(
            name for name in both if replace(now[name], withdrawn=known[name].withdrawn) != known[name]
        ),
        withdrawn=tuple(name for name in both if now[name].withdrawn and not known[name].withdrawn),
        returned=tuple(name for name in both if known[name].withdrawn and not now[name].withdrawn),
    )


def write_roster(folder: Path, people: Sequence[Person]) -> None:
    """Write roster.csv in one step; the file before is kept as roster.csv.before."""
    path = folder / "roster.csv"
    descriptor, name = tempfile.mkstemp(prefix=".roster-", dir=folder)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(roster_csv(people))
        file.flush()
        os.fsync(file.fileno())
    mode = path.stat().st_mode & 0o777
    Path(name).chmod(mode)
    path.with_name("roster.csv.before").write_bytes(path.read_bytes())
    Path(name).replace(path)


def doubts(course: Course) -> list[str]:
    """What is allowed but looks wrong, in sentences."""
    found = [] if course.students else ["Nobody is on the roster."]
    for role, names in (("instructor", course.instructors), ("grader", course.graders)):
        found += [
            f"{person.id} is a student, and {role} in course.toml: they get that role."
            for person in course.students
            if person.id in names
        ]
    for key, what in (("email", "the address"), ("full", "the name")):
        seen: dict[str, str] = {}
        for person in course.students:
            full = f"{person.first_name} {person.last_name}".strip()
            value = (person.email if key == "email" else full).casefold()
            if value and value in seen:
                found.append(f"{seen[value]} and {person.id} have {what} {value}: one person, or two?")
            seen.setdefault(value, person.id)
    found += [f"{person.id} has no name." for person in course.students if not person.last_name]
    return found


def _updated(person: Person, listed: Person) -> Person:
    return replace(
        person,
        first_name=listed.first_name or person.first_name,
        last_name=listed.last_name or person.last_name,
        email=listed.email or person.email,
        withdrawn=listed.withdrawn,
    )
