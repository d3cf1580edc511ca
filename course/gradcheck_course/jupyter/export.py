"""The gradebook as CSV, in the columns that each system reads."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from nbgrader.api import Gradebook

from gradcheck_course.classroom.courses import Assignment, Course, Person
from gradcheck_course.errors import CourseError

GRADEBOOK = "gradebook.db"
Scores = dict[str, dict[str, float]]


def exported(course: Course, kind: str, by: str) -> tuple[str, int]:
    """The text of the CSV, and how many students it has. Raises CourseError when nothing was marked."""
    path = course.folder / GRADEBOOK
    if not path.is_file():
        raise CourseError("There is no gradebook yet.", action="Release and mark an assignment first.")
    with Gradebook(f"sqlite:///{path}", course.id) as gradebook:
        columns, worth, scores = _BY[by](course, gradebook)
    if kind == "plain":
        return _plain(course, columns, worth, scores), len(course.students)
    titles = {one.name: one.title for one in course.assignments}
    heads = [titles[column] for column in columns]
    rows = _canvas if kind == "canvas" else _moodle
    return _text(rows(course, columns, heads, worth, scores)), len(course.students)


def _by_assignment(course: Course, gradebook: Any) -> tuple[list[str], dict[str, float], Scores]:
    scores: Scores = defaultdict(dict)
    worth: dict[str, float] = {}
    for assignment in _known(course, gradebook):
        worth[assignment.name] = gradebook.find_assignment(assignment.name).max_score
        for submission in gradebook.assignment_submissions(assignment.name):
            scores[submission.student.id][assignment.name] = submission.score
    return list(worth), worth, scores


def _by_part(course: Course, gradebook: Any) -> tuple[list[str], dict[str, float], Scores]:
    scores: Scores = defaultdict(dict)
    worth: dict[str, float] = {}
    for assignment in _known(course, gradebook):
        for submission in gradebook.assignment_submissions(assignment.name):
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    worth[grade.name] = grade.max_score
                    scores[submission.student.id][grade.name] = grade.score
    return list(worth), worth, scores


def _by_skill(course: Course, gradebook: Any) -> tuple[list[str], dict[str, float], Scores]:
    """A skill is the unit of the exercises that a part belongs to."""
    skills = {
        f"{assignment.name}-{position}": entry.id.partition("/")[0]
        for assignment in course.assignments
        for position, entry in enumerate(assignment.exercises, start=1)
    }
    parts, points, found = _by_part(course, gradebook)
    worth: dict[str, float] = defaultdict(float)
    scores: Scores = {person: defaultdict(float) for person in found}
    for part in parts:
        skill = skills.get(part[:-1])
        if skill is None:
            continue
        worth[skill] += points[part]
        for person, row in found.items():
            if part in row:
                scores[person][skill] += row[part]
    return list(worth), worth, scores


_BY = {"assignment": _by_assignment, "part": _by_part, "skill": _by_skill}


def _known(course: Course, gradebook: Any) -> list[Assignment]:
    names = {one.name for one in gradebook.assignments}
    return [one for one in course.assignments if one.name in names]


def _plain(course: Course, columns: Sequence[str], worth: dict[str, float], scores: Scores) -> str:
    rows: list[list[str]] = [["id", "first_name", "last_name", "email", *columns]]
    rows.append(["max", "", "", "", *(_number(worth[column]) for column in columns)])
    for person in course.students:
        own = scores.get(person.id, {})
        points = [_number(own[column]) if column in own else "" for column in columns]
        rows.append([person.id, person.first_name, person.last_name, person.email, *points])
    return _text(rows)


def _canvas(
    course: Course, columns: Sequence[str], heads: Sequence[str], worth: dict[str, float], scores: Scores
) -> list[list[str]]:
    """Canvas finds a student by SIS Login ID; a second row says what each column is worth."""
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *heads]]
    rows.append(["    Points Possible", "", "", "", "", *(_number(worth[column]) for column in columns)])
    for person in course.students:
        own = scores.get(person.id, {})
        points = [_number(own[column]) if column in own else "" for column in columns]
        rows.append([_surname_first(person), "", "", person.id, "", *points])
    return rows


def _moodle(
    course: Course, columns: Sequence[str], heads: Sequence[str], worth: dict[str, float], scores: Scores
) -> list[list[str]]:
    """Moodle's grade import maps a column to a user by user name or address, and asks for the others."""
    rows = [["username", "email", "firstname", "lastname", *heads]]
    for person in course.students:
        own = scores.get(person.id, {})
        points = [_number(own[column]) if column in own else "-" for column in columns]
        rows.append([person.id, person.email, person.first_name, person.last_name, *points])
    return rows


def _surname_first(person: Person) -> str:
    return ", ".join(part for part in (person.last_name, person.first_name) if part) or person.id


def _text(rows: Sequence[Sequence[str]]) -> str:
    """CSV that no spreadsheet takes for formulas: a name may begin with a sign that starts one."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([[_inert(value) for value in row] for row in rows])
    return buffer.getvalue()


def _inert(value: str) -> str:
    """The value, with an apostrophe where a spreadsheet would run it.

    >>> _inert("=1+1"), _inert("-"), _inert("3.5")
    ("'=1+1", '-', '3.5')
    """
    return (
        f"'{value}"
        if value[:1] in ("=", "+", "@", "\t", "\r") or (value[:1] == "-" and len(value) > 1)
        else value
    )


def _number(points: float) -> str:
    return f"{round(points, 4):g}"
