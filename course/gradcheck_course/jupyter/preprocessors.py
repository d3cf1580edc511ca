"""nbgrader's pre-processors for gradcheck: they read answers and never run one. No kernel starts.

The person's notebook is rendered anew from what the service recorded; of what was submitted, only the texts
of the answer cells are taken over. So nothing else that a student changes (metadata, points, ids, order, the
questions) changes what is asked or what it is worth.
"""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import parse_utc
from traitlets import Unicode

from gradcheck_course.classroom.client import ServiceClient
from gradcheck_course.classroom.courses import Assignment, Course, load_course
from gradcheck_course.classroom.marking import MISSING, UNANSWERED, MarkedNotebook, MarkedPart, mark_notebook
from gradcheck_course.classroom.notebooks import master_notebook, personal_notebook, with_responses
from gradcheck_course.classroom.problems import Find, GivenProblem, find_exercise, label_of
from gradcheck_course.classroom.responses import responses_of
from gradcheck_course.classroom.workers import Workers
from gradcheck_course.jupyter.layout import RECEIPT_FILE
from gradcheck_course.jupyter.page import page_of, summary
from gradcheck_course.jupyter.service import UsesService


@dataclass(frozen=True, slots=True)
class Place:
    """Which notebook a converter is working on.

    student  "." while an assignment is generated.     folder  where the notebook is read from.
    """

    assignment: str
    notebook: str
    student: str
    db_url: str
    folder: Path

    @classmethod
    def of(cls, resources: Mapping[str, Any]) -> Place:
        """The place that nbgrader wrote into the resources of a conversion."""
        known = resources["nbgrader"]
        folder = Path(resources["metadata"]["path"])
        return cls(known["assignment"], known["notebook"], known["student"], known["db_url"], folder)


class CoursePreprocessor(UsesService, NbGraderPreprocessor):
    """A pre-processor that knows the course."""

    course_folder = Unicode("", help="The folder with course.toml; empty: the current one.").tag(config=True)

    def course(self) -> Course:
        """The course as its folder says now."""
        return load_course(Path(self.course_folder or "."))

    def problems(self, course: Course, place: Place) -> tuple[GivenProblem, ...]:
        """The problems that the service recorded for the student."""
        return self.client().problems(course.id, place.assignment, place.student).problems


class RenderMaster(CoursePreprocessor):
    """Makes the released preview from course.toml, and gives the gradebook the due date and the roster."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """The master notebook."""
        course, place = self.course(), Place.of(resources)
        assignment = course.assignment(place.assignment)
        gradebook: Any  # nbgrader's annotations say dict where any value may stand
        with Gradebook(place.db_url, course.id) as gradebook:
            record_assignment(gradebook, assignment)
            for person in course.students:
                gradebook.update_or_create_student(
                    person.id, first_name=person.first_name, last_name=person.last_name, email=person.email
                )
        return master_notebook(course, assignment), resources


class TakeResponses(CoursePreprocessor):
    """Renders the student's own notebook from the record and takes over the texts of the answer cells.

    Of several cells for one part the first counts that has something written and whose first line and id both
    name the part; the part is flagged. A part without a cell gets an empty one and is flagged as missing.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """The student's notebook, with the flags of each part in its answer cell."""
        course, place = self.course(), Place.of(resources)
        assignment = course.assignment(place.assignment)
        problems = self.problems(course, place)
        labels = [label for problem in problems for label in problem.labels]
        responses = responses_of(nb, assignment.name, labels=labels)
        fresh = personal_notebook(course, assignment, problems, place.student)
        taken = with_responses(fresh, responses)
        for cell in answer_cells(taken):
            response = responses.get(cell.metadata.gradcheck["label"])
            cell.metadata.gradcheck["flags"] = [MISSING] if response is None else sorted(response.flags)
        return taken, resources


class MarkResponses(CoursePreprocessor):
    """Judges each response and writes the verdicts: to the service, the gradebook and the notebook."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """The marked notebook. The service comes first: its records are the truth, all else follows."""
        course, place = self.course(), Place.of(resources)
        assignment = course.assignment(place.assignment)
        problems = self.problems(course, place)
        marked = mark_notebook(nb, problems, assignment=assignment.name, workers=shared_workers())
        marked = with_flags(marked, nb)
        self.record(self.client(), course, place, marked)
        with Gradebook(place.db_url, course.id) as gradebook:
            record_assignment(gradebook, assignment)
            for part in marked.parts:
                self.grade(gradebook, place, assignment.grade_id(part.label), part)
        write_verdicts(nb, marked, problems)
        return nb, resources

    def record(self, client: ServiceClient, course: Course, place: Place, marked: MarkedNotebook) -> None:
        """Give the verdicts to the service, under the receipt of the submission."""
        receipt = place.folder / RECEIPT_FILE
        if not receipt.is_file():
            self.log.warning("%s has no receipt: the verdicts are in the gradebook only.", place.student)
            return
        number = receipt.read_text(encoding="utf-8").strip()
        client.add_verdicts(course.id, place.assignment, place.student, number, marked.to_json())

    def grade(self, gradebook: Gradebook, place: Place, grade_id: str, part: MarkedPart) -> None:
        """Write one score. What is undecided, and what a person has scored before, waits for a person."""
        where = (grade_id, place.notebook, place.assignment, place.student)
        grade: Any = gradebook.find_grade(*where)
        comment: Any = gradebook.find_comment(*where)
        worth = float(grade.max_score or 0)
        if worth != part.max_points:
            self.log.warning(
                "%s is worth %g in the gradebook and %g in the record: the share is kept. "
                "Run `nbgrader generate_assignment` to make them equal.",
                grade_id,
                worth,
                part.max_points,
            )
        share = part.points / part.max_points if part.max_points else 0.0
        grade.auto_score = None if part.needs_person else share * worth
        grade.needs_manual_grade = part.needs_person or grade.manual_score is not None
        comment.auto_comment = summary(part.label, part.verdict.to_json(), part.flags)
        gradebook.db.commit()


class MakePage(NbGraderPreprocessor):
    """Gathers what the feedback page shows."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """The same notebook, and the page in the resources."""
        resources["gradcheck_page"] = page_of(nb, resources)
        return nb, resources


@lru_cache(maxsize=1)
def shared_workers() -> Workers:
    """The worker process of this process, for all notebooks that it marks; it ends with it."""
    workers = Workers(1)
    atexit.register(workers.close)
    return workers


def record_assignment(gradebook: Any, assignment: Assignment) -> None:
    """Give the gradebook the due date of course.toml, so that nbgrader's late penalties apply."""
    due = None if assignment.due is None else parse_utc(assignment.due)
    gradebook.update_or_create_assignment(assignment.name, duedate=due)


def answer_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """The answer cells of a notebook that we rendered."""
    return [cell for cell in notebook.cells if cell.metadata.get("gradcheck", {}).get("role") == "answer"]


def with_flags(marked: MarkedNotebook, notebook: NotebookNode) -> MarkedNotebook:
    """The marks with what TakeResponses saw in the submitted notebook."""
    seen = {
        cell.metadata.gradcheck["label"]: frozenset(cell.metadata.gradcheck.get("flags", ()))
        for cell in answer_cells(notebook)
    }
    parts = []
    for part in marked.parts:
        flags = part.flags | seen.get(part.label, frozenset())
        parts.append(replace(part, flags=flags - {UNANSWERED} if MISSING in flags else flags))
    return replace(marked, parts=tuple(parts))


def write_verdicts(
    notebook: NotebookNode, marked: MarkedNotebook, problems: tuple[GivenProblem, ...]
) -> None:
    """Put into the notebook what formgrader and the feedback page show: verdicts, questions, solutions.

    This is the instructor's copy; a student's notebook never has any of it.
    """
    shown = questions(problems)
    records = marked.to_json()
    for cell in notebook.cells:
        ours = cell.metadata.get("gradcheck", {})
        if ours.get("role") == "statement":
            ours["statement"] = shown[str(ours["position"])]
        if ours.get("role") == "answer":
            label = ours["label"]
            ours.update(records[label], **shown[label], comment=(text := summary_of(marked, label)))
            cell.outputs = [new_output("display_data", data={"text/plain": text})]


def summary_of(marked: MarkedNotebook, label: str) -> str:
    """The verdict on one part in words."""
    part = marked.by_label[label]
    return summary(label, part.verdict.to_json(), part.flags)


def questions(problems: tuple[GivenProblem, ...], find: Find = find_exercise) -> dict[str, Any]:
    """Statement by position, and prompt, worked steps and options by label, all in Markdown."""
    shown: dict[str, Any] = {}
    for given in problems:
        problem = given.rebuild(find)
        shown[str(given.position)] = problem.statement.markdown()
        for part in (part for part in problem.parts if part.label in given.points):
            steps = [step.markdown() for step in part.steps]
            shown[label_of(given.position, part.label)] = {
                "prompt": part.markdown(),
                "steps": steps,
                "options": dict(part.answer.notation.options),
            }
    return shown
