"""Making a new course folder: all of it or nothing, and never over something that is there."""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from gradcheck_course.classroom.courses import (
    ROSTER_COLUMNS,
    STATUS_COLUMN,
    Assignment,
    Course,
    Person,
    load_course,
)
from gradcheck_course.classroom.policies import Policy
from gradcheck_course.errors import CourseError

NBGRADER_FOLDERS = ("source", "release", "submitted", "autograded", "feedback")
SERVICE_FOLDER = ".gradcheck"
SECRET_FILE = f"{SERVICE_FOLDER}/secret"
RECORDS_FILE = f"{SERVICE_FOLDER}/records-url"

_NBGRADER_CONFIG = '''"""For nbgrader in this course: gradcheck sets its exchange and its way of marking."""

from pathlib import Path

from gradcheck_course.jupyter.configuration import configure

c = get_config()  # noqa: F821
configure(c, {course_id}, course_folder=str(Path(__file__).resolve().parent))
'''


def init_course(
    folder: Path | str,
    *,
    course_id: str,
    title: str,
    instructors: Sequence[str],
    students: Sequence[Person],
    graders: Sequence[str] = (),
    assignments: Sequence[Assignment] = (),
    timezone: str = "UTC",
    records: str = "",
    parts_of: Mapping[str, int] | None = None,
) -> Course:
    """The course whose folder was made: course.toml, roster.csv, nbgrader_config.py, folders, a new secret.

    records  the address of a database for them; an SQLite file in the folder unless given.

    All is prepared beside and checked by reading it back, then moved in, course.toml last: a folder with a
    course.toml is complete. Raises CourseError when one of the names is taken, or a value is not usable.
    """
    folder = Path(folder).resolve()
    refuse_to_overwrite(folder)
    folder.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".gradcheck-new-", dir=folder))
    try:
        write_texts(
            staging,
            {
                "course.toml": course_toml(course_id, title, instructors, assignments, timezone, graders),
                "roster.csv": roster_csv(students),
                "nbgrader_config.py": _NBGRADER_CONFIG.format(course_id=json.dumps(course_id)),
            },
        )
        for name in NBGRADER_FOLDERS:
            (staging / name).mkdir()
        write_secret(staging)
        if records:
            write_private(staging / RECORDS_FILE, records + "\n")
        load_course(staging, parts_of=parts_of)
        for child in sorted(staging.iterdir(), key=lambda path: path.name == "course.toml"):
            child.rename(folder / child.name)
    finally:
        shutil.rmtree(staging)
    return load_course(folder, parts_of=parts_of)


def refuse_to_overwrite(folder: Path) -> None:
    """Raise CourseError when the folder has anything that a new course would bring."""
    names = ("course.toml", "roster.csv", "nbgrader_config.py", SERVICE_FOLDER, *NBGRADER_FOLDERS)
    taken = [name for name in names if (folder / name).exists()]
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder} is a file.", action="Name a new folder.")
    if taken:
        raise CourseError(f"{folder} has {', '.join(taken)} already.", action="Name a new folder.")


def write_secret(folder: Path) -> None:
    """Write 32 random bytes in hexadecimal that only the owner can read."""
    (folder / SERVICE_FOLDER).mkdir(mode=0o700)
    write_private(folder / SECRET_FILE, secrets.token_hex(32) + "\n")


def write_private(path: Path, text: str) -> None:
    """Write a new file that only its owner can read, and that is on disk when this returns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def records_url(folder: Path) -> str:
    """The address of the course's database; the SQLite file in the folder unless records-url names another.

    Raises CourseError when others can read that file: the address may hold a password.
    """
    path = folder / RECORDS_FILE
    try:
        text = path.read_text(encoding="utf-8").strip()
        others = path.stat().st_mode & 0o077
    except FileNotFoundError:
        return f"sqlite:///{folder / SERVICE_FOLDER / 'records.db'}"
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"The file cannot be read: {error}.", file=str(path)) from error
    if others:
        raise CourseError(
            "Others can read the address of the records, which may hold a password.",
            file=str(path),
            action=f"Run: chmod 600 {path}",
        )
    return text


def read_secret(folder: Path) -> bytes:
    """The course secret. Raises CourseError when it is absent, damaged, or readable by others."""
    path = folder / SECRET_FILE
    try:
        text = path.read_text(encoding="ascii").strip()
        others = path.stat().st_mode & 0o077
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(
            "The course secret cannot be read.",
            file=str(path),
            action="Restore it from your backup: without it, no more problems can be drawn for this course.",
        ) from error
    if others:
        raise CourseError(
            "Others can read the course secret.", file=str(path), action=f"Run: chmod 600 {path}"
        )
    if len(text) != 64 or not all(character in "0123456789abcdef" for character in text):
        raise CourseError(
            "The course secret is damaged.", file=str(path), action="Restore it from your backup."
        )
    return bytes.fromhex(text)


def write_texts(folder: Path, texts: Mapping[str, str]) -> None:
    """Write the texts as files that are on disk when this returns."""
    for name, text in texts.items():
        with (folder / name).open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())


def roster_csv(people: Sequence[Person]) -> str:
    """The text of roster.csv; it has the column status only where somebody is withdrawn."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    status = any(person.withdrawn for person in people)
    writer.writerow([*ROSTER_COLUMNS, *([STATUS_COLUMN] if status else [])])
    for person in people:
        row = [person.id, person.first_name, person.last_name, person.email]
        writer.writerow([*row, *(["withdrawn" if person.withdrawn else "active"] if status else [])])
    return buffer.getvalue()


def course_toml(
    course_id: str,
    title: str,
    instructors: Sequence[str],
    assignments: Sequence[Assignment],
    timezone: str,
    graders: Sequence[str] = (),
) -> str:
    """The text of course.toml."""
    lines = [
        "[course]",
        f"id = {_quoted(course_id)}",
        f"title = {_quoted(title)}",
        f"instructors = [{', '.join(_quoted(name) for name in instructors)}]  # Hub user names",
        *([f"graders = [{', '.join(_quoted(name) for name in graders)}]"] if graders else []),
        f"timezone = {_quoted(timezone)}",
    ]
    for assignment in assignments:
        lines += ["", *assignment_lines(assignment)]
    if not assignments:
        lines += ["", *_EXAMPLE]
    return "\n".join(lines) + "\n"


_EXAMPLE = (
    "# An assignment looks like this; see `gradcheck list` for the exercises.",
    "# [[assignment]]",
    '# name = "ps1"',
    '# title = "Problem set 1"',
    '# due = "2026-12-01T23:59:00+01:00"',
    "# late = {per_day = 0.1, at_most = 0.5, grace_minutes = 15}",
    '# feedback = {when = "due", show = "full"}',
    "# attempts = 2",
    "# checks = 3",
    "#",
    "# [[assignment.exercise]]",
    '# id = "calculus/chain-rule"',
    "# points = {a = 1, b = 2}",
)


def assignment_lines(assignment: Assignment) -> list[str]:
    lines = ["[[assignment]]", f"name = {_quoted(assignment.name)}", f"title = {_quoted(assignment.title)}"]
    if assignment.due is not None:
        lines.append(f"due = {_quoted(assignment.due.isoformat())}")
    lines += _policy_lines(assignment.policy)
    for entry in assignment.exercises:
        lines += ["", "[[assignment.exercise]]", f"id = {_quoted(entry.id)}"]
        if entry.points:
            points = ", ".join(f"{_quoted(letter)} = {value}" for letter, value in entry.points.items())
            lines.append(f"points = {{{points}}}")
    return lines


def _policy_lines(policy: Policy) -> list[str]:
    """What differs from a policy that says nothing."""
    lines = [f"closes = {_quoted(policy.closes.isoformat())}"] if policy.closes else []
    lines += [f"attempts = {policy.attempts}"] if policy.attempts != 1 else []
    lines += [f"checks = {policy.checks}"] if policy.checks else []
    if late := policy.late:
        values = f"per_day = {late.per_day}, at_most = {late.at_most}, grace_minutes = {late.grace_minutes}"
        lines.append(f"late = {{{values}}}")
    if (policy.when, policy.show) != ("released", "full"):
        lines.append(f"feedback = {{when = {_quoted(policy.when)}, show = {_quoted(policy.show)}}}")
    return lines


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's too, but for one control character that JSON leaves."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
