"""What all exchange classes share: the service, the course, folders, times, and how a failure is said."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from nbgrader.exchange import ExchangeFactory, abc
from nbgrader.exchange.abc import ExchangeError
from nbgrader.utils import get_username
from traitlets import Bool

from gradcheck_course.classroom.files import FilePart, refuse_unsafe
from gradcheck_course.errors import CourseError
from gradcheck_course.jupyter.service import UsesService


class Exchange(UsesService, abc.Exchange):
    """One transfer between a folder and the service."""

    path_includes_course = Bool(
        False, help="Whether assignments are kept in ./COURSE/ASSIGNMENT instead of ./ASSIGNMENT."
    ).tag(config=True)

    coursedir: Any

    def start(self) -> Any:
        """Do the transfer. Raises nbgrader's own error, with one sentence, when it cannot be done.

        While listing, JupyterLab's Assignment List answers an ExchangeError with advice about a missing
        exchange folder, and shows every other error as it is: there, the CourseError goes on. It alone
        builds us without an application.
        """
        try:
            return super().start()
        except CourseError as error:
            problem = error
        self.log.fatal("%s", problem)
        in_assignment_list = isinstance(self.parent, ExchangeFactory) and self.parent.parent is None
        if in_assignment_list and isinstance(self, abc.ExchangeList):
            raise problem
        raise ExchangeError(str(problem))

    def refuse(self, sentence: str) -> NoReturn:
        """Stop the transfer with this sentence."""
        raise CourseError(sentence)

    def init_src(self) -> None:
        """Nothing to prepare, unless a transfer says otherwise."""

    def init_dest(self) -> None:
        """Nothing to prepare, unless a transfer says otherwise."""

    def course(self) -> str:
        """The id of the course. Refuses when none is set."""
        if not self.coursedir.course_id:
            self.refuse("No course is set. Run the command again with --course COURSE.")
        return self.coursedir.course_id

    def assignment(self) -> str:
        """The name of the assignment. Refuses when none is set."""
        if self.coursedir.assignment_id in ("", "*"):
            self.refuse("No assignment is named. Run the command again with the name of one.")
        return self.coursedir.assignment_id

    def local_folder(self, course: str, assignment: str) -> Path:
        """Where a person keeps an assignment."""
        root = Path(self.assignment_dir)
        return (root / course / assignment if self.path_includes_course else root / assignment).absolute()

    def wants(self, person: str) -> bool:
        """Whether the command is about this person."""
        excluded = self.coursedir.student_id_exclude.split(",")
        return self.coursedir.student_id in ("", "*", person) and person not in excluded


def stamp(moment: datetime) -> str:
    """A moment as nbgrader writes it; always in UTC, because "CEST" or "PDT" cannot be read back everywhere.

    >>> stamp(datetime(2026, 12, 1, 23, 59, tzinfo=UTC))
    '2026-12-01 23:59:00.000000 UTC'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def own_name() -> str:
    """The Hub user name of whoever runs this, else the name on this machine."""
    return os.environ.get("JUPYTERHUB_USER") or get_username()


def write_folder(folder: Path, files: Iterable[FilePart]) -> None:
    """Make the folder with these files, all at once and never half written; an old one is replaced."""
    files = tuple(files)
    refuse_unsafe(files)
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        staging.chmod(0o755)
        for file in files:
            target = staging / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.content)
        if folder.exists():
            shutil.rmtree(folder)
        staging.rename(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
