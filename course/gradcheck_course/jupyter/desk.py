"""The instructor's desk: nbgrader's settings of one course, and the folders and files that they name."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import AutogradeApp
from nbgrader.exchange.abc import ExchangeError
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import find_all_files

from gradcheck_course.classroom.courses import Assignment, Course, load_course
from gradcheck_course.classroom.files import FilePart
from gradcheck_course.errors import CourseError
from gradcheck_course.jupyter.exchange.collect import ExchangeCollect
from gradcheck_course.jupyter.exchange.exchange import write_folder
from gradcheck_course.jupyter.gradebook import scored_by_hand
from gradcheck_course.jupyter.layout import RECEIPT_FILE, TIMESTAMP_FILE

LOCK_FILE = ".marking.lock"


@dataclass(frozen=True, slots=True)
class Handed:
    """A submission that was collected.

    receipt   empty where the folder has none.      received  by the service's clock; None when unknown.
    """

    person: str
    folder: Path
    receipt: str
    received: datetime | None


class Desk:
    """One course as nbgrader's own configuration in its folder sets it up."""

    def __init__(self, course: Course, app: AutogradeApp) -> None:
        self.course = course
        self._app = app
        self._places: Any = app.coursedir

    @classmethod
    def open(cls, folder: Path) -> Desk:
        """The desk of a course folder. Raises CourseError when nbgrader is not configured for it."""
        course = load_course(folder)
        # Otherwise nbgrader reads this command's own arguments, and its settings from where we happen to be.
        with contextlib.chdir(course.folder), _restored_path():
            app = AutogradeApp()
            app.initialize(["--log-level", "ERROR"])
        places: Any = app.coursedir
        if Path(places.root).resolve() != course.folder:
            raise CourseError(
                "nbgrader is not set up for this course here.",
                file=str(course.folder / "nbgrader_config.py"),
                action="Call gradcheck_course.jupyter.configuration.configure there, as `course init` does.",
            )
        return cls(course, app)

    def folder(self, step: str, person: str, assignment: Assignment) -> Path:
        """Where nbgrader keeps a person's files of a step: submitted, autograded or feedback."""
        return Path(
            self._places.format_path(getattr(self._places, f"{step}_directory"), person, assignment.name)
        )

    def handed_in(self, assignment: Assignment) -> list[Handed]:
        """The collected submissions that have the notebook, by person."""
        pattern = self.folder("submitted", "*", assignment)
        folders = sorted(Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor))))
        excluded = set(self._places.student_id_exclude.split(","))
        found = [folder for folder in folders if (folder / f"{assignment.notebook}.ipynb").is_file()]
        return [
            self._handed(folder, person)
            for folder in found
            if (person := self._person(folder, assignment)) not in excluded
        ]

    def collect(self, assignment: Assignment, *, before_due: bool, update: bool) -> list[str]:
        """Who has another submission here than before, after the service was asked for them."""
        before = {one.person: one.receipt for one in self.handed_in(assignment)}
        self._places.assignment_id = assignment.name
        exchange: Any = ExchangeCollect(coursedir=self._places, parent=self._app)
        exchange.before_duedate, exchange.update = before_due, update
        try:
            exchange.start()
        except ExchangeError as error:
            raise CourseError(str(error)) from error
        after = {one.person: one.receipt for one in self.handed_in(assignment)}
        return [person for person, receipt in after.items() if before.get(person) != receipt]

    def is_marked(self, handed: Handed, assignment: Assignment) -> bool:
        """Whether this very submission was marked to the end."""
        folder = self.folder("autograded", handed.person, assignment)
        if not (folder / f"{assignment.notebook}.ipynb").is_file():
            return False
        name = RECEIPT_FILE if handed.receipt else TIMESTAMP_FILE
        return _text(folder / name) == _text(handed.folder / name)

    def write_marked(self, handed: Handed, assignment: Assignment, notebook: str) -> None:
        """Write the marked notebook and what nbgrader puts beside it, all at once: then it is marked."""
        name = f"{assignment.notebook}.ipynb"
        beside = self.beside(handed.folder) | self.beside(self.folder("source", ".", assignment))
        files = [FilePart(path, content) for path, content in sorted(beside.items())]
        target = self.folder("autograded", handed.person, assignment)
        write_folder(target, [FilePart(name, notebook.encode()), *files])
        self._set_permissions(target, 0o664 if self._places.groupshared else 0o444)

    @contextlib.contextmanager
    def gradebook(self, assignment: Assignment) -> Iterator[Any]:
        """The gradebook, open for the one that writes it. Raises CourseError when it knows no assignment."""
        with Gradebook(self._places.db_url, self.course.id) as gradebook:
            try:
                known = bool(gradebook.find_assignment(assignment.name).notebooks)
            except MissingEntry:
                known = False
            if not known:
                raise CourseError(
                    f"The gradebook does not know {assignment.name} yet.",
                    action=f"In {self.course.folder}: nbgrader generate_assignment {assignment.name}",
                )
            yield gradebook

    def assign_late_penalty(self, handed: Handed, assignment: Assignment) -> None:
        """Let nbgrader's own pre-processor, with the plug-in that is configured, judge a late submission."""
        preprocessor: Any = AssignLatePenalties(parent=self._app)
        preprocessor.preprocess(NotebookNode(cells=[]), {"nbgrader": self.resources(handed, assignment)})

    @property
    def config(self) -> Any:
        """nbgrader's configuration of this course."""
        return self._app.config

    def resources(self, handed: Handed, assignment: Assignment) -> dict[str, Any]:
        """What nbgrader tells its pre-processors about a submission."""
        return {
            "notebook": assignment.notebook,
            "assignment": assignment.name,
            "student": handed.person,
            "db_url": self._places.db_url,
        }

    def scored_by_hand(self, assignment: Assignment) -> dict[str, dict[str, float]]:
        """The scores that a person has given, by student and label."""
        with Gradebook(self._places.db_url, self.course.id) as gradebook:
            return scored_by_hand(gradebook, assignment)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Within it nobody else marks this course. Raises CourseError when somebody does."""
        with (self.course.folder / LOCK_FILE).open("a") as file:
            if sys.platform != "win32":
                import fcntl

                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as error:
                    raise CourseError(
                        f"{self.course.id} is being marked at this moment, by another command.",
                        action="Wait until that one has ended.",
                        code="busy",
                    ) from error
            yield

    def beside(self, folder: Path) -> dict[str, bytes]:
        """Every file of a folder but its notebooks, by its path there."""
        found = find_all_files(str(folder), [*self._places.ignore, "*.ipynb"])
        return {Path(path).relative_to(folder).as_posix(): Path(path).read_bytes() for path in found}

    def _handed(self, folder: Path, person: str) -> Handed:
        moment = self._places.get_existing_timestamp(str(folder))
        return Handed(person, folder, _text(folder / RECEIPT_FILE), moment)

    def _person(self, folder: Path, assignment: Assignment) -> str:
        """Whose folder it is: what stands where the pattern has its star."""
        before, _, _ = str(self.folder("submitted", "*", assignment)).partition("*")
        return str(folder)[len(before) :].split("/")[0]

    def _set_permissions(self, folder: Path, mode: int) -> None:
        for path in folder.rglob("*"):
            if path.is_file():
                path.chmod(mode)
            elif self._places.groupshared:
                path.chmod(0o2775)


@contextlib.contextmanager
def _restored_path() -> Iterator[None]:
    """Within it nbgrader may put the course folder into sys.path; afterwards it is gone."""
    path = list(sys.path)
    try:
        yield
    finally:
        sys.path[:] = path


def _text(path: Path) -> str:
    """The text of a small file; empty when there is none."""
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""
