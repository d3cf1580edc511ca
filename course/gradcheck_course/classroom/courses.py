"""The course folder: course.toml, roster.csv and the folders that nbgrader and the service use."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from importlib import import_module
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gradcheck_course.classroom.names import assignment_name_problem, person_id_problem
from gradcheck_course.classroom.policies import Policy, read_policy
from gradcheck_course.classroom.toml import Table
from gradcheck_course.errors import CourseError

ROSTER_COLUMNS = ("id", "first_name", "last_name", "email")
STATUS_COLUMN = "status"  # beside them where somebody is withdrawn


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roster; id is the Hub user name. withdrawn: without access, but all records stay."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class ExerciseEntry:
    """One exercise of an assignment; points by part letter where course.toml sets them."""

    id: str
    points: Mapping[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True)
class Assignment:
    """One assignment of a course: what is asked, and until when."""

    name: str
    title: str
    due: datetime | None = None
    exercises: tuple[ExerciseEntry, ...] = ()
    policy: Policy = field(default_factory=Policy)

    @property
    def notebook(self) -> str:
        """The name of its notebook, without suffix."""
        return self.name

    def grade_id(self, label: str) -> str:
        """The nbgrader id of the answer cell with that label, unique in the course."""
        return f"{self.name}-{label}"


@dataclass(frozen=True, slots=True)
class Course:
    """A course as its folder describes it.

    graders  mark, and see what was handed in, but release, extend and export nothing.
    withdrawn  those who were on the roster; students holds only who is there now.
    """

    id: str
    title: str
    folder: Path
    instructors: tuple[str, ...] = ()
    students: tuple[Person, ...] = ()
    timezone: str = "UTC"
    assignments: tuple[Assignment, ...] = ()
    graders: tuple[str, ...] = ()
    withdrawn: tuple[Person, ...] = ()

    @property
    def instructor_group(self) -> str:
        """The Hub group of those who teach it (nbgrader's name)."""
        return f"formgrade-{self.id}"

    @property
    def student_group(self) -> str:
        """The Hub group of those who take it (nbgrader's name)."""
        return f"nbgrader-{self.id}"

    def assignment(self, name: str) -> Assignment:
        """The assignment of that name. Raises CourseError when there is none."""
        for assignment in self.assignments:
            if assignment.name == name:
                return assignment
        known = ", ".join(assignment.name for assignment in self.assignments) or "none yet"
        raise CourseError(
            f"The course {self.id} has no assignment {name[:80]!r}.",
            action=f"Its assignments: {known}.",
            code="not-found",
            status=404,
        )


def zone(name: str) -> tzinfo:
    """The time zone of that name; UTC is known even where the system has no database of zones."""
    return UTC if name == "UTC" else ZoneInfo(name)


def load_course(folder: Path | str, *, parts_of: Mapping[str, int] | None = None) -> Course:
    """The course that a folder describes, complete and consistent.

    parts_of  how many parts each known exercise has; the installed bank's unless given.

    Raises CourseError that names file, key and what to do.
    """
    folder = Path(folder).resolve()
    table = Table.read(folder / "course.toml")
    head = table.table("course")
    known = parts_of_the_bank() if parts_of is None else parts_of
    assignments = tuple(_assignment(item, known) for item in table.tables("assignment"))
    for twin in _repeated(assignment.name for assignment in assignments):
        raise table.error(f"Two assignments have the name {twin!r}.", key="assignment")
    roster = load_roster(folder / "roster.csv")
    course = Course(
        id=checked_name(head, "id"),
        title=head.text("title"),
        folder=folder,
        instructors=_people(head, "instructors"),
        students=tuple(person for person in roster if not person.withdrawn),
        timezone=timezone_name(head),
        assignments=assignments,
        graders=_people(head, "graders"),
        withdrawn=tuple(person for person in roster if person.withdrawn),
    )
    if both := sorted(set(course.graders) & set(course.instructors)):
        raise head.error(f"{both[0]!r} is an instructor and a grader.", key="graders")
    head.nothing_else()
    table.nothing_else()
    return course


def load_roster(path: Path, *, columns: Mapping[str, str] | None = None) -> tuple[Person, ...]:
    """The people of a roster file, in its order. Raises CourseError that names the line.

    columns  what the file calls the columns that it names otherwise.
    """
    theirs = columns or {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            found = reader.fieldnames or ()
            rows = [(reader.line_num, row) for row in reader]
    except FileNotFoundError as error:
        raise CourseError("There is no roster.", file=str(path), action=_ROSTER) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CourseError(f"The roster cannot be read: {error}.", file=str(path)) from error
    for column in ("id", *theirs):
        if theirs.get(column, column) not in found:
            missing = f"The roster has no column {theirs.get(column, column)}."
            raise CourseError(missing, file=str(path), key="line 1", action=_ROSTER)
    ours = {name: theirs.get(name, name) for name in (*ROSTER_COLUMNS, STATUS_COLUMN)}
    people = tuple(
        _person({name: row.get(their) for name, their in ours.items()}, path, line) for line, row in rows
    )
    for twin in _repeated(person.id for person in people):
        raise CourseError(
            f"The id {twin!r} is there twice.", file=str(path), action="Keep one line for each."
        )
    return people


_ROSTER = f"Its first line is {','.join(ROSTER_COLUMNS)} and id is the Hub user name."


def _person(row: Mapping[str, str | None], path: Path, line: int) -> Person:
    status = (row.get(STATUS_COLUMN) or "").strip()
    if status not in ("", "active", "withdrawn"):
        raise CourseError(
            f"The status {status[:20]!r} is not known.",
            file=str(path),
            key=f"line {line}, status",
            action="Write active or withdrawn, or nothing.",
        )
    columns = ((row.get(column) or "").strip() for column in ROSTER_COLUMNS)
    person = Person(*columns, withdrawn=status == "withdrawn")
    if problem := person_id_problem(person.id):
        raise CourseError(problem, file=str(path), key=f"line {line}, id")
    return person


def _assignment(table: Table, known: Mapping[str, int]) -> Assignment:
    name = checked_name(table, "name")
    due = table.moment("due")
    assignment = Assignment(
        name=name,
        title=table.text("title", default=name),
        due=due,
        policy=read_policy(table, due),
        exercises=tuple(exercise_entry(item, known) for item in table.tables("exercise")),
    )
    table.nothing_else()
    if not assignment.exercises:
        raise table.error(
            f"The assignment {name} has no exercise.", action="Add [[assignment.exercise]] below."
        )
    return assignment


def exercise_entry(table: Table, known: Mapping[str, int]) -> ExerciseEntry:
    """The exercise that a table names, and the points it sets; keys that were asked for before may stand too.

    known  how many parts each exercise has.
    """
    entry = ExerciseEntry(table.text("id"), table.points("points"))
    table.nothing_else()
    if entry.id not in known:
        raise table.error(f"There is no exercise {entry.id!r}.", key="id", action="See: gradcheck list")
    letters = "abcdefghijklmnopqrstuvwxyz"[: known[entry.id]]
    for letter in sorted(set(entry.points) - set(letters)):
        raise table.error(
            f"{entry.id} has no part {letter!r}.", key="points", action=f"Its parts: {', '.join(letters)}."
        )
    return entry


def checked_name(table: Table, key: str) -> str:
    """A name that is safe in paths, groups and the ids of cells."""
    name = table.text(key)
    if problem := assignment_name_problem(name):
        raise table.error(problem, key=key)
    return name


def _people(table: Table, key: str) -> tuple[str, ...]:
    people = table.texts(key)
    for person in people:
        if problem := person_id_problem(person):
            raise table.error(problem, key=key)
    return people


def timezone_name(table: Table) -> str:
    """The time zone that a table names; UTC unless it does."""
    name = table.text("timezone", default="UTC")
    try:
        zone(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise table.error(
            f"The time zone {name!r} is not known here.",
            key="timezone",
            action='Write it like "Europe/Berlin".',
        ) from error
    return name


def parts_of_the_bank() -> dict[str, int]:
    """How many parts each exercise of the installed bank has."""
    summaries = import_module("gradcheck_exercises").summaries()
    return {summary["id"]: summary["parts"] for summary in summaries}


def _repeated(names: Iterator[str]) -> list[str]:
    return [name for name, group in groupby(sorted(names)) if len(list(group)) > 1]
