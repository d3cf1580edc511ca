"""Feedback pages of a class, as `nbgrader generate_feedback` makes them, and giving them to their owners."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.preprocessors import GetGrades

from gradcheck_course.classroom.client import ServiceClient
from gradcheck_course.classroom.courses import Assignment
from gradcheck_course.classroom.files import FilePart
from gradcheck_course.jupyter.desk import Desk, Handed
from gradcheck_course.jupyter.exchange.exchange import write_folder
from gradcheck_course.jupyter.exporters import FeedbackExporter
from gradcheck_course.jupyter.preprocessors import MakePage

RELEASED_FILE = "released.txt"  # the hash of the page that its owner was given


@dataclass(frozen=True, slots=True)
class Told:
    """One page: whether it is another one than before, and whether it was given to its owner just now."""

    person: str
    path: Path
    changed: bool
    released: bool = False


class FeedbackPages:
    """Makes the pages of one assignment; with a client they are also given to their owners."""

    def __init__(self, desk: Desk, assignment: Assignment, client: ServiceClient | None = None) -> None:
        self.desk = desk
        self.assignment = assignment
        self.client = client
        self._exporter: Any = FeedbackExporter(config=desk.config)
        for preprocessor in (GetGrades, MakePage):
            self._exporter.register_preprocessor(preprocessor, enabled=True)

    def make(self, handed: Sequence[Handed]) -> Iterator[Told]:
        """Write each person's page, with the scores and comments of the gradebook as they are now."""
        for one in handed:
            told = self._write(one, self._page(one).encode())
            yield told if self.client is None else self._release(one, told)

    def _page(self, handed: Handed) -> str:
        folder = self.desk.folder("autograded", handed.person, self.assignment)
        name = self.assignment.notebook
        known = self.desk.resources(handed, self.assignment)
        page, _ = self._exporter.from_filename(str(folder / f"{name}.ipynb"), resources={"nbgrader": known})
        return page

    def _write(self, handed: Handed, page: bytes) -> Told:
        folder = self.desk.folder("feedback", handed.person, self.assignment)
        path = folder / f"{self.assignment.notebook}.html"
        changed = not path.is_file() or path.read_bytes() != page
        if changed:
            beside = self.desk.beside(self.desk.folder("autograded", handed.person, self.assignment))
            mark = folder / RELEASED_FILE
            beside |= {RELEASED_FILE: mark.read_bytes()} if mark.is_file() else {}
            files = [FilePart(name, content) for name, content in sorted(beside.items())]
            write_folder(folder, [FilePart(path.name, page), *files])
        return Told(handed.person, path, changed)

    def _release(self, handed: Handed, told: Told) -> Told:
        """Give the page to its owner, unless they have this very page."""
        page = told.path.read_bytes()
        mark = told.path.parent / RELEASED_FILE
        seal = f"{handed.receipt} {hashlib.sha256(page).hexdigest()}"
        if self.client is None or not handed.receipt or (mark.is_file() and mark.read_text() == seal):
            return told
        self.client.put_feedback(self.desk.course.id, handed.receipt, [FilePart(told.path.name, page)])
        mark.write_text(seal)
        return Told(told.person, told.path, told.changed, released=True)
