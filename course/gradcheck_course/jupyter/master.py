"""The master notebook of an assignment, which nbgrader keeps in source/ and lists in formgrader."""

from __future__ import annotations

from pathlib import Path

import nbformat

from gradcheck_course.classroom.courses import Assignment, Course
from gradcheck_course.classroom.notebooks import master_notebook


def write_master(course: Course, assignment: Assignment) -> Path:
    """The path of source/<name>/<name>.ipynb, written anew from course.toml in one step."""
    path = course.folder / "source" / assignment.name / f"{assignment.notebook}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    staging = path.with_suffix(".new")
    staging.write_text(nbformat.writes(master_notebook(course, assignment)) + "\n", encoding="utf-8")
    return staging.replace(path)
