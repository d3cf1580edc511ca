"""What nbgrader must know of an assignment before formgrader shows it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from typing import Any

from nbgrader.apps import GenerateAssignmentApp

from gradcheck_course.classroom.courses import Assignment, Course
from gradcheck_course.errors import CourseError
from gradcheck_course.jupyter.master import write_master


def generate(course: Course, assignment: Assignment) -> None:
    """Write the master, and let nbgrader take it into its gradebook. Raises CourseError when it cannot."""
    write_master(course, assignment)
    _run(GenerateAssignmentApp, course, [assignment.name, "--force", "--create"])


def _run(kind: Any, course: Course, arguments: Sequence[str]) -> None:
    """Run one of nbgrader's programs in the course's folder, where it finds its settings."""
    path = list(sys.path)
    try:
        with contextlib.chdir(course.folder):
            app = kind()
            app.initialize([*arguments, "--log-level", "WARN"])
            app.start()
    except SystemExit as error:
        if error.code:
            raise CourseError(
                f"nbgrader could not do this for {arguments[0]}.",
                action="Its message above says why.",
            ) from error
    finally:
        sys.path[:] = path
