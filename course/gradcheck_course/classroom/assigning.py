"""Adding an assignment to course.toml: the rest of the file stays as its author wrote it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from gradcheck_course.classroom.courses import Assignment, Course, load_course, zone
from gradcheck_course.classroom.founding import assignment_lines
from gradcheck_course.errors import CourseError


def add_assignment(
    course: Course, assignment: Assignment, *, parts_of: Mapping[str, int] | None = None
) -> Course:
    """The course with the assignment at the end of its course.toml, written in one step after it was checked.

    Raises CourseError when the name is taken or the file would not be in order.
    """
    if any(one.name == assignment.name for one in course.assignments):
        raise CourseError(
            f"The course {course.id} has an assignment {assignment.name!r} already.",
            action="Take another name, or change it in course.toml.",
        )
    path = course.folder / "course.toml"
    text = path.read_text(encoding="utf-8").rstrip("\n")
    added = text + "\n\n" + "\n".join(assignment_lines(assignment)) + "\n"
    with tempfile.TemporaryDirectory(prefix=".gradcheck-assign-", dir=course.folder) as staging:
        written = Path(staging) / "course.toml"
        with written.open("w", encoding="utf-8", newline="\n") as file:
            file.write(added)
            file.flush()
            os.fsync(file.fileno())
        shutil.copy(course.folder / "roster.csv", staging)
        load_course(staging, parts_of=parts_of)
        written.chmod(path.stat().st_mode & 0o777)
        written.replace(path)
    return load_course(course.folder, parts_of=parts_of)


def moment_in(course: Course, text: str) -> datetime:
    """The moment that somebody wrote; without a zone, in the course's own. Raises CourseError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CourseError(
            f"{text[:40]!r} is not a date and time.",
            action=f'Write it like "2026-12-01 23:59", in {course.timezone}.',
        ) from error
    return moment if moment.utcoffset() is not None else moment.replace(tzinfo=zone(course.timezone))
