"""Sheets as notebooks: the same cells that a class gets, read in the notebook and judged elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import nbformat

from gradcheck_course.classroom.courses import Assignment, Course
from gradcheck_course.classroom.notebooks import one_line, personal_notebook
from gradcheck_course.classroom.problems import Find, GivenProblem, find_exercise
from gradcheck_course.sheets.codes import practice_command
from gradcheck_course.sheets.settings import ProblemSet
from gradcheck_course.sheets.sheets import Asked, Layout, Sheet

if TYPE_CHECKING:
    from nbformat import NotebookNode


def notebook_text(
    problem_set: ProblemSet, sheet: Sheet, layout: Layout, *, find: Find = find_exercise
) -> str:
    """The notebook of one sheet, as its file holds it: no seed, parameter or answer of a graded one."""
    course = Course(problem_set.name, sheet.title, problem_set.file.parent, timezone=problem_set.timezone)
    entries = tuple(one.entry for one in problem_set.exercises)
    assignment = Assignment(problem_set.name, sheet.title, problem_set.due, entries)
    given = [_given(one, find) for one in sheet.asked]
    person = sheet.person.id if sheet.person else ""
    whose = f"Name: {one_line(sheet.named)}" if sheet.named else "The same problems for everybody."
    notebook = personal_notebook(course, assignment, given, person, whose=whose, find=find)
    if layout.practice:
        notebook = _with_commands(notebook, {one.position: one.problem.code or "" for one in sheet.asked})
    return nbformat.writes(notebook) + "\n"


def _given(asked: Asked, find: Find) -> GivenProblem:
    version = find(asked.exercise).version
    return GivenProblem(asked.position, asked.exercise, version, asked.problem.parameters, asked.points)


def _with_commands(notebook: NotebookNode, codes: Mapping[int, str]) -> NotebookNode:
    """The notebook, with the way to the terminal below each statement."""
    for cell in notebook.cells:
        ours = cell.metadata.get("gradcheck", {})
        if ours.get("role") == "statement" and (code := codes[ours["position"]]):
            cell.source += f"\n\nCheck your answers in the terminal: `{practice_command(code)}`"
    return notebook
