"""The marked notebook of a person: rendered from the record, with their responses and what was decided.

It is the instructor's copy: formgrader shows it and the feedback page is made from it. A student's notebook
never has any of what is added here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import IO, Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_notebook, new_output

from gradcheck_course.classroom.courses import Assignment, Course
from gradcheck_course.classroom.marking import MISSING, UNANSWERED, MarkedNotebook, Paper
from gradcheck_course.classroom.notebooks import code_cell, markdown_cell, shown_notebook, with_responses
from gradcheck_course.classroom.problems import GivenProblem, label_of
from gradcheck_course.classroom.responses import ALTERED, MOVED, Response
from gradcheck_course.classroom.shown import ShownProblem
from gradcheck_course.jupyter.page import summary


def submitted_notebook(file: IO[str]) -> NotebookNode:
    """What a file holds, as a notebook with nothing but sources and our marks.

    Raises ValueError with a sentence for what is no notebook.
    """
    try:
        notebook = nbformat.read(file, as_version=4)
    except (ValueError, AttributeError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise ValueError(f"this is no notebook ({type(error).__name__})") from error
    return only_sources(notebook)


def only_sources(notebook: Mapping[str, Any]) -> NotebookNode:
    """The notebook with nothing but sources and our marks: outputs and odd shapes are left behind."""
    cells = notebook.get("cells")
    found = [cell for cell in cells if isinstance(cell, Mapping)] if isinstance(cells, list) else []
    notebook = new_notebook()
    notebook.cells = [_only_source(cell, f"cell-{number}") for number, cell in enumerate(found)]
    return notebook


def own_notebook(
    course: Course,
    assignment: Assignment,
    problems: Sequence[GivenProblem],
    shown: Sequence[ShownProblem],
    person: str,
    paper: Paper,
) -> NotebookNode:
    """The person's notebook as it was given, with the responses and the flags of each answer cell."""
    responses = paper.responses(assignment.name)
    pairs = list(zip(problems, shown, strict=True))
    taken = with_responses(shown_notebook(course, assignment, pairs, person), responses)
    altered, moved = altered_labels(taken, paper.notebook), moved_labels(responses)
    for cell in answer_cells(taken):
        label = cell.metadata.gradcheck["label"]
        more = {flag for flag, labels in ((ALTERED, altered), (MOVED, moved)) if label in labels}
        response = responses.get(label)
        cell.metadata.gradcheck["flags"] = [MISSING] if response is None else sorted(response.flags | more)
    return taken


def altered_labels(given: NotebookNode, handed_in: Mapping[str, Any]) -> set[str]:
    """The parts whose statement or prompt does not stand in what was handed in, word for word."""
    there = {_words(cell.get("source", "")) for cell in handed_in.get("cells", ())}
    altered: set[str] = set()
    statement = True
    for cell in given.cells:
        ours = cell.metadata.get("gradcheck", {})
        if ours.get("role") == "statement":
            statement = _words(cell.source) in there
        elif ours.get("role") == "prompt" and not (statement and _words(cell.source) in there):
            altered.add(ours["label"])
    return altered


def moved_labels(responses: Mapping[str, Response]) -> set[str]:
    """The parts whose cells do not stand in the order of the parts.

    >>> first, second = Response("1a", "", "", 7), Response("1b", "", "", 3)
    >>> sorted(moved_labels({"1a": first, "1b": second}))
    ['1a', '1b']
    """
    given = sorted(responses, key=lambda label: (int(label[:-1]), label[-1]))
    found = sorted(responses, key=lambda label: responses[label].index)
    return {label for label, other in zip(given, found, strict=True) if label != other}


def _words(source: Any) -> str:
    """A source as far as it is read: spaces and ends of lines do not matter."""
    return " ".join(source.split()) if isinstance(source, str) else ""


def answer_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """The answer cells of a notebook that we rendered."""
    return [cell for cell in notebook.cells if cell.metadata.get("gradcheck", {}).get("role") == "answer"]


def with_flags(marked: MarkedNotebook, notebook: NotebookNode) -> MarkedNotebook:
    """The marks with what was seen in the submitted notebook, as own_notebook noted it."""
    seen = {
        cell.metadata.gradcheck["label"]: frozenset(cell.metadata.gradcheck.get("flags", ()))
        for cell in answer_cells(notebook)
    }
    parts = []
    for part in marked.parts:
        flags = part.flags | seen.get(part.label, frozenset())
        parts.append(replace(part, flags=flags - {UNANSWERED} if MISSING in flags else flags))
    return replace(marked, parts=tuple(parts))


def write_verdicts(notebook: NotebookNode, marked: MarkedNotebook, problems: Sequence[GivenProblem]) -> None:
    """Put verdicts, questions and solutions into a notebook that own_notebook made."""
    asked = questions(problems, marked.shown)
    records = marked.to_json()
    for cell in notebook.cells:
        ours = cell.metadata.get("gradcheck", {})
        if ours.get("role") == "statement":
            ours["statement"] = asked[str(ours["position"])]
        if ours.get("role") == "answer":
            label = ours["label"]
            text = summary_of(marked, label)
            ours.update(records[label], **asked[label], comment=text)
            if curves := marked.by_label[label].curves:
                ours["curves"] = dict(curves)
            cell.outputs = [new_output("display_data", data={"text/plain": text})]


def summary_of(marked: MarkedNotebook, label: str) -> str:
    """The verdict on one part in words."""
    part = marked.by_label[label]
    return summary(label, part.verdict.to_json(), part.flags)


def questions(problems: Sequence[GivenProblem], shown: Sequence[ShownProblem]) -> dict[str, Any]:
    """Statement by position, and prompt, worked steps and options by label, all in Markdown."""
    found: dict[str, Any] = {}
    for given, problem in zip(problems, shown, strict=True):
        found[str(given.position)] = problem.statement
        for part in problem.parts:
            found[label_of(given.position, part.letter)] = {
                "prompt": part.prompt,
                "steps": list(part.steps),
                "options": dict(part.options),
            }
    return found


def _only_source(cell: Mapping[str, Any], cell_id: str) -> NotebookNode:
    source, cell_type = cell.get("source"), cell.get("cell_type")
    text = source if isinstance(source, str) else ""
    metadata = {
        key: {name: value}
        for key, name in (("nbgrader", "grade_id"), ("gradcheck", "label"))
        if isinstance(value := _inside(cell, "metadata", key, name), str)
    }
    make = code_cell if cell_type == "code" else markdown_cell
    return make(text, metadata, id=cell_id)


def _inside(record: Any, *keys: str) -> Any:
    """What stands at the end of the path of keys; None where it breaks off."""
    for key in keys:
        record = record.get(key) if isinstance(record, Mapping) else None
    return record
