"""nbgrader's pre-processors for gradcheck: they read answers and never run one. No kernel starts.

The person's notebook is rendered anew from what the service recorded; of what was submitted, only the texts
of the answer cells are taken over. So nothing else that a student changes (metadata, points, ids, order, the
questions) changes what is asked or what it is worth.
"""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from gradcheck_course.classroom.client import ServiceClient
from gradcheck_course.classroom.courses import Course, load_course
from gradcheck_course.classroom.marking import MarkedNotebook, Paper, mark_notebook, shown_problems
from gradcheck_course.classroom.notebooks import master_notebook
from gradcheck_course.classroom.problems import GivenProblem
from gradcheck_course.classroom.workers import Workers
from gradcheck_course.jupyter.gradebook import record_assignment, write_scores
from gradcheck_course.jupyter.layout import RECEIPT_FILE
from gradcheck_course.jupyter.marked import own_notebook, with_flags, write_verdicts
from gradcheck_course.jupyter.page import page_of
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
        receipt = place.folder / RECEIPT_FILE
        number = receipt.read_text(encoding="utf-8").strip() if receipt.is_file() else ""
        given = self.client().problems(course.id, place.assignment, place.student, receipt=number)
        return given.problems


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
        shown = shown_problems(problems, shared_workers())
        paper = Paper(nb, problems)
        return own_notebook(course, assignment, problems, shown, place.student, paper), resources


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
            write_scores(gradebook, assignment, place.student, marked)
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


class MakePage(CoursePreprocessor):
    """Gathers what the feedback page shows: as much as the policy of the assignment says."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """The same notebook, and the page in the resources."""
        policy = self.course().assignment(Place.of(resources).assignment).policy
        resources["gradcheck_page"] = page_of(nb, resources, show=policy.show)
        return nb, resources


@lru_cache(maxsize=1)
def shared_workers() -> Workers:
    """The worker process of this process, for all notebooks that it marks; it ends with it."""
    workers = Workers(1)
    atexit.register(workers.close)
    return workers
