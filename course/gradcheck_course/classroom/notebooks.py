"""Notebooks of an assignment: the master in source/, and each person's own; neither can judge."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from nbformat import NotebookNode, from_dict, v4

from gradcheck_course.classroom.courses import Assignment, Course, zone
from gradcheck_course.classroom.problems import Find, GivenProblem, find_exercise, label_of
from gradcheck_course.classroom.responses import Response
from gradcheck_course.classroom.seeds import master_seed
from gradcheck_course.classroom.shown import ShownPart, ShownProblem, question_of

PLACEHOLDER = "# write your answer on the line below"
EXTENSION = "gradcheck_course.jupyter"
_CELLS = uuid.uuid5(uuid.NAMESPACE_OID, "gradcheck cells")
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def master_notebook(course: Course, assignment: Assignment, *, find: Find = find_exercise) -> NotebookNode:
    """The notebook for source/: fixed example problems, unrelated to the secret and to anybody's own.

    Its cells have the ids and points of every personal notebook; nbgrader takes no more from it.
    """
    problems = []
    for position, entry in enumerate(assignment.exercises, start=1):
        exercise = find(entry.id)
        problem = exercise.problem(master_seed(course.id, assignment.name, position))
        points = {part.label: float(entry.points.get(part.label, part.points)) for part in problem.parts}
        given = GivenProblem(position, entry.id, exercise.version, problem.parameters, points)
        problems.append((given, question_of(problem, points)))
    return _notebook(
        course, assignment, problems, "These are examples; everybody gets problems of their own."
    )


def personal_notebook(
    course: Course,
    assignment: Assignment,
    problems: Sequence[GivenProblem],
    person: str,
    *,
    whose: str = "",
    find: Find = find_exercise,
) -> NotebookNode:
    """The notebook of one person: statements, prompts, empty answer cells, and how answers may be written.

    whose  what is said below the title, in Markdown; that the problems are this person's unless given.

    It holds nothing of seeds, parameters, answers, hints, slips or solutions, but for the numbers that a
    statement itself shows.
    """
    shown = [question_of(given.rebuild(find), given.points) for given in problems]
    return shown_notebook(course, assignment, list(zip(problems, shown, strict=True)), person, whose)


def shown_notebook(
    course: Course,
    assignment: Assignment,
    problems: Sequence[tuple[GivenProblem, ShownProblem]],
    person: str,
    whose: str = "",
) -> NotebookNode:
    """The same notebook, from problems that a judging process has made again."""
    return _notebook(course, assignment, problems, whose or f"These problems are yours alone, `{person}`.")


def with_responses(notebook: NotebookNode, responses: Mapping[str, Response | str]) -> NotebookNode:
    """The notebook, its answer cells filled with these responses by label; others stay as they are."""
    filled = v4.new_notebook(cells=[], metadata=notebook.metadata)
    for cell in notebook.cells:
        ours = cell.metadata.get("gradcheck", {})
        response = responses.get(ours.get("label", "")) if ours.get("role") == "answer" else None
        if response is not None:
            text = response if isinstance(response, str) else response.text
            cell = NotebookNode({**cell, "source": answer_source(ours["label"], text)})
        filled.cells.append(cell)
    return filled


def code_cell(source: str, metadata: Mapping[str, Any], **more: str) -> NotebookNode:
    """A code cell that was never run; nbformat's own maker validates each cell, and a class has thousands."""
    known = {"cell_type": "code", "source": source, "metadata": metadata, **more}
    made: Any = from_dict({**known, "execution_count": None, "outputs": []})
    return made


def markdown_cell(source: str, metadata: Mapping[str, Any], **more: str) -> NotebookNode:
    """A Markdown cell, made like code_cell."""
    made: Any = from_dict({"cell_type": "markdown", "source": source, "metadata": metadata, **more})
    return made


def answer_source(label: str, text: str = "") -> str:
    """The text of an answer cell.

    >>> print(answer_source("1a", "2*x"))
    %%answer 1a
    # write your answer on the line below
    2*x
    """
    return f"%%answer {label}\n{PLACEHOLDER}\n{text}"


def checksum(cell: NotebookNode) -> str:
    """nbgrader's checksum of a cell (nbgrader.utils.compute_checksum), without nbgrader's imports."""
    ours = cell.metadata["nbgrader"]
    locked = not ours["solution"] and (ours["grade"] or ours["locked"])
    pieces = [
        cell.source,
        cell.cell_type,
        str(ours["grade"]),
        str(ours["solution"]),
        str(locked),
        ours["grade_id"],
    ]
    if ours["grade"]:
        pieces.append(str(float(ours["points"])))
    digest = hashlib.md5(usedforsecurity=False)
    for piece in pieces:
        digest.update(piece.encode())
    return digest.hexdigest()


def _notebook(
    course: Course, assignment: Assignment, problems: Sequence[tuple[GivenProblem, ShownProblem]], whose: str
) -> NotebookNode:
    cells = _Cells(course, assignment)
    made = [cells.setup(problems), cells.title(whose)]
    for given, problem in problems:
        made.append(cells.statement(given, problem))
        for part in problem.parts:
            made += [cells.prompt(given, part), cells.answer(given, part)]
    about = {"course": course.id, "assignment": assignment.name}
    metadata = {"kernelspec": _KERNEL, "language_info": {"name": "python"}, "gradcheck": about}
    return v4.new_notebook(cells=made, metadata=metadata)


class _Cells:
    """Makes the cells of one assignment, each with an id that its role alone decides."""

    def __init__(self, course: Course, assignment: Assignment) -> None:
        self.course = course
        self.assignment = assignment

    def setup(self, problems: Sequence[tuple[GivenProblem, ShownProblem]]) -> NotebookNode:
        """Loads the magic and says how each part may be written.

        In base64, since IPython would expand {…} and $… on the line of a magic.
        """
        notations = {
            label_of(given.position, part.letter): dict(part.notation)
            for given, problem in problems
            for part in problem.parts
        }
        packed = base64.urlsafe_b64encode(json.dumps(notations, separators=(",", ":")).encode()).decode()
        source = f"%load_ext {EXTENSION}\n%gradcheck_notation {packed}"
        if checks := self.assignment.policy.checks:
            source += f"\n%gradcheck_checks {self.course.id} {self.assignment.name} {checks}"
        metadata = {"gradcheck": {"role": "setup"}, "nbgrader": self._nbgrader("setup", locked=True)}
        return self._code("setup", source, metadata | {"editable": False, "deletable": False})

    def title(self, whose: str) -> NotebookNode:
        """What it is, until when, and how to go on."""
        lines = [f"# {one_line(self.assignment.title)}", "", whose]
        if self.assignment.due is not None:
            due = self.assignment.due.astimezone(zone(self.course.timezone))
            lines += ["", f"Due {due:%A, %d %B %Y, %H:%M %Z}."]
        lines += ["", _HOW]
        return self._markdown("title", "\n".join(lines), {"role": "title"})

    def statement(self, given: GivenProblem, problem: ShownProblem) -> NotebookNode:
        """The statement; a plain cell, since nbgrader would overwrite a locked one by the master's."""
        text = f"## Problem {given.position}\n\n{problem.statement}"
        ours = {"role": "statement", "exercise": given.exercise, "position": given.position}
        return self._markdown(f"statement-{given.position}", text, ours)

    def prompt(self, given: GivenProblem, part: ShownPart) -> NotebookNode:
        """What a part asks, and what it is worth."""
        label, points = label_of(given.position, part.letter), given.points[part.letter]
        worth = f"{points:g} point" if points == 1 else f"{points:g} points"
        text = f"**{label}** ({worth}) {part.prompt}"
        return self._markdown(f"prompt-{label}", text, {"role": "prompt", "label": label})

    def answer(self, given: GivenProblem, part: ShownPart) -> NotebookNode:
        """The cell to write in: graded by nbgrader's rules, never run by the marker."""
        label = label_of(given.position, part.letter)
        metadata = {
            "gradcheck": {"role": "answer", "label": label},
            "nbgrader": self._nbgrader(label, points=given.points[part.letter]),
        }
        return self._code(f"answer-{label}", answer_source(label), metadata | {"deletable": False})

    def _nbgrader(self, label: str, *, locked: bool = False, points: float | None = None) -> dict[str, Any]:
        graded = points is not None
        record: dict[str, Any] = {"grade": graded, "solution": graded, "locked": locked, "task": False}
        record |= {"schema_version": 3, "grade_id": self.assignment.grade_id(label), "cell_type": "code"}
        return record | ({"points": points} if graded else {})

    def _code(self, role: str, source: str, metadata: dict[str, Any]) -> NotebookNode:
        cell = code_cell(source, metadata, id=self._id(role))
        cell.metadata["nbgrader"]["checksum"] = checksum(cell)
        return cell

    def _markdown(self, role: str, source: str, ours: dict[str, Any]) -> NotebookNode:
        metadata = {"gradcheck": ours, "editable": False, "deletable": False}
        return markdown_cell(source, metadata, id=self._id(role))

    def _id(self, role: str) -> str:
        return str(uuid.uuid5(_CELLS, json.dumps([self.course.id, self.assignment.name, role])))


_HOW = (
    "Run the cell at the top once. Then write each answer below the grey line of its cell and run it: "
    "you see how it is read. Running a cell does not hand anything in."
)


def one_line(text: str) -> str:
    """The text on one line, with no sign that Markdown or HTML would act upon."""
    escaped = "".join(f"\\{sign}" if sign in "\\`*_[]#|" else sign for sign in " ".join(text.split()))
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
