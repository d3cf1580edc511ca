"""The map of the bank: units in the order of teaching, and what each exercise needs before it.

It is read from curriculum.toml, which says how that file is written. Not every exercise of the map is in the
bank yet.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from gradcheck_exercises.errors import UnknownExercise

FILE = Path(__file__).parent / "curriculum.toml"
CORE = 3  # the highest level of what everybody is to meet


@dataclass(frozen=True, slots=True)
class Skill:
    """What people bring along; no exercise teaches it."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An exercise of the map.

    ask     what it asks for, in a line.
    needs   the exercises that come before it.
    skills  the skills that it needs.
    """

    id: str
    ask: str
    level: int
    needs: tuple[str, ...]
    skills: tuple[str, ...]

    @property
    def unit(self) -> str:
        """What stands before the slash."""
        return self.id.partition("/")[0]

    @property
    def tier(self) -> str:
        """core, or stretch for what is harder."""
        return "core" if self.level <= CORE else "stretch"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; order is from 1, and entries stand as they are best met."""

    id: str
    title: str
    order: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Curriculum:
    """All units in the order of teaching, and the skills that people bring along."""

    units: tuple[Unit, ...]
    skills: tuple[Skill, ...]

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every exercise of the map by name, in the order of teaching."""
        return {entry.id: entry for unit in self.units for entry in unit.entries}

    def unit(self, unit_id: str) -> Unit:
        """The unit of this name; raises UnknownExercise for a name that is none."""
        for unit in self.units:
            if unit.id == unit_id:
                return unit
        known = ", ".join(unit.id for unit in self.units)
        raise UnknownExercise(f"The map has no unit {unit_id!r}. Its units are {known}.")

    def entry(self, exercise_id: str) -> Entry:
        """The exercise of this name; raises UnknownExercise for a name that is none."""
        if exercise_id not in self.entries:
            raise UnknownExercise(f"The map of the bank has no exercise {exercise_id!r}.")
        return self.entries[exercise_id]

    def before(self, exercise_id: str) -> tuple[Entry, ...]:
        """Everything that has to be met before this exercise, in the order of teaching."""
        wanted, found = [*self.entry(exercise_id).needs], set[str]()
        while wanted:
            name = wanted.pop()
            if name not in found:
                found.add(name)
                wanted += self.entry(name).needs
        return tuple(entry for entry in self.entries.values() if entry.id in found)

    def after(self, exercise_id: str) -> tuple[Entry, ...]:
        """The exercises that need this one itself, in the order of teaching."""
        self.entry(exercise_id)
        return tuple(entry for entry in self.entries.values() if exercise_id in entry.needs)


@lru_cache(maxsize=1)
def curriculum() -> Curriculum:
    """The map, read once."""
    written = tomllib.loads(FILE.read_text(encoding="utf-8"))
    units = tuple(
        Unit(unit["id"], unit["title"], order, tuple(map(_entry, unit["exercises"])))
        for order, unit in enumerate(written["units"], 1)
    )
    return Curriculum(units, tuple(Skill(**skill) for skill in written["skills"]))


def _entry(written: Mapping[str, Any]) -> Entry:
    """A line of the file."""
    needs = tuple(name for name in written["needs"] if not _is_skill(name))
    skills = tuple(filter(_is_skill, written["needs"]))
    return Entry(written["id"], written["ask"], written["level"], needs, skills)


def _is_skill(name: str) -> bool:
    return name.startswith("skill/")


def disagreements(listed: Iterable[Mapping[str, Any]]) -> list[str]:
    """Each way in which exercises, as summaries has them, differ from the map; empty when they agree."""
    entries = curriculum().entries
    found: list[str] = []
    for one in listed:
        entry = entries.get(one["id"])
        if entry is None:
            found.append(f"{one['id']} is in the bank, but not in curriculum.toml. Give it a line there.")
        elif one["level"] != entry.level:
            found.append(
                f"{one['id']} has level {one['level']} in the bank and {entry.level} in curriculum.toml. "
                "Decide which is true."
            )
    return found
