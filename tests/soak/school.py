"""A class of simulated students on a real service that may be killed at any moment."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import requests
from tests.soak.serving import COURSE, PREFIX, TEACHER

from gradcheck_course.classroom.client import ServiceClient
from gradcheck_course.classroom.courses import Assignment, ExerciseEntry, Person
from gradcheck_course.classroom.files import FilePart
from gradcheck_course.classroom.founding import init_course
from gradcheck_course.errors import CourseError

EXERCISES = ("calculus/chain-rule", "linalg/norms")
ASSIGNMENT = "ps1"
PATIENCE = 60  # seconds that a student tries again for


@dataclass
class School:
    """A course folder with so many students, and its service."""

    folder: Path
    students: Sequence[str]
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    starts: int = field(default=0)

    def found(self) -> None:
        """Make the folder, start, release."""
        from gradcheck_exercises import find

        parts = {name: len(find(name).problem(0).parts) for name in EXERCISES}
        init_course(
            self.folder,
            course_id=COURSE,
            title="Soak",
            instructors=[TEACHER],
            graders=[],
            students=[Person(name, name.title(), "Doe") for name in self.students],
            assignments=[Assignment(ASSIGNMENT, "One", None, tuple(map(ExerciseEntry, EXERCISES)))],
            parts_of=parts,
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()
        self.client(TEACHER).release(COURSE, ASSIGNMENT)

    @property
    def url(self) -> str:
        """Of the service."""
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    def start(self) -> None:
        """Start the service, and wait until it answers."""
        command = [sys.executable, "-m", "tests.soak.serving", str(self.folder), str(self.port)]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        self.starts += 1
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(requests.ConnectionError):
                requests.get(self.url, timeout=2)
                return
            time.sleep(0.05)
        raise RuntimeError("the service does not answer")

    def kill(self) -> None:
        """kill -9."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """End the service as an operator does."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)

    def client(self, name: str) -> ServiceClient:
        """The service, asked by a person."""
        return ServiceClient(self.url, f"token-of-{name}", timeout=20)

    def hand_in(self, name: str, content: bytes) -> str:
        """The receipt; tried again while the service is away."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                files = [FilePart(f"{ASSIGNMENT}.ipynb", content)]
                return self.client(name).submit(COURSE, ASSIGNMENT, files).receipt
            except CourseError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def solved(self, name: str, *, right: bool) -> bytes:
        """The student's notebook, with what is right or wrong in every cell."""
        (file,) = self.client(name).fetch(COURSE, ASSIGNMENT)
        notebook = nbformat.reads(file.content.decode(), as_version=4)
        given = self.client(TEACHER).problems(COURSE, ASSIGNMENT, name).problems
        for problem in given:
            for part in problem.rebuild().parts:
                label = f"%%answer {problem.position}{part.label}"
                cell = next(cell for cell in notebook.cells if cell.source.startswith(label))
                cell.source += part.answer.reference_text() if right else "123456789"
        return json.dumps(notebook).encode()
