"""The set file: what a sheet asks. Its keys are those of an assignment in course.toml, and two of paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gradcheck_course.classroom.courses import (
    ExerciseEntry,
    checked_name,
    exercise_entry,
    parts_of_the_bank,
    timezone_name,
    zone,
)
from gradcheck_course.classroom.toml import Table
from gradcheck_course.errors import CourseError

MOST_EXERCISES = 60
MOST_SPACE = 20  # centimetres: more than a page has left below a statement


@dataclass(frozen=True, slots=True)
class SetExercise:
    """One exercise of a set.

    level  of its problems; the exercise's usual one unless given.
    space  centimetres to write in below each part; what suits the kind of answer unless given.
    """

    entry: ExerciseEntry
    level: int | None = None
    space: int | None = None

    @property
    def id(self) -> str:
        """unit/slug."""
        return self.entry.id


@dataclass(frozen=True, slots=True)
class ProblemSet:
    """A set of exercises as its file describes it."""

    name: str
    title: str
    file: Path
    exercises: tuple[SetExercise, ...]
    due: datetime | None = None
    timezone: str = "UTC"
    instructions: str = ""

    @property
    def due_text(self) -> str:
        """Until when, as people write it; empty without a date."""
        if self.due is None:
            return ""
        return f"{self.due.astimezone(zone(self.timezone)):%A, %d %B %Y, %H:%M %Z}"


def load_set(path: Path, *, parts_of: Mapping[str, int] | None = None) -> ProblemSet:
    """The set that a file describes, complete and consistent.

    parts_of  how many parts each known exercise has; the installed bank's unless given.

    Raises CourseError that names file, key and what to do.
    """
    if not path.is_file():
        raise CourseError(f"There is no file {path}.", action="docs/sheets.md shows how a set is written.")
    table = Table.read(path)
    known = parts_of_the_bank() if parts_of is None else parts_of
    name = checked_name(table, "name")
    made = ProblemSet(
        name=name,
        title=table.text("title", default=name),
        file=path,
        exercises=tuple(_exercise(item, known) for item in table.tables("exercise")),
        due=table.moment("due"),
        timezone=timezone_name(table),
        instructions=table.optional_text("instructions"),
    )
    table.nothing_else()
    if not 1 <= len(made.exercises) <= MOST_EXERCISES:
        raise table.error(
            f"The set has {len(made.exercises)} exercises; it needs 1 to {MOST_EXERCISES}.",
            action="Write [[exercise]] and its id below, once for each.",
        )
    return made


def _exercise(table: Table, known: Mapping[str, int]) -> SetExercise:
    level = table.whole("level", least=1, most=5)
    space = table.whole("space", least=0, most=MOST_SPACE)
    return SetExercise(exercise_entry(table, known), level, space)
