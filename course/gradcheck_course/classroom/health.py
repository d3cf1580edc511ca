"""What is found when somebody looks through a course: each thing, and what is wrong with it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gradcheck_course.classroom.courses import Course, load_course
from gradcheck_course.classroom.founding import SERVICE_FOLDER, read_secret, records_url
from gradcheck_course.classroom.roster import doubts
from gradcheck_course.errors import CourseError
from gradcheck_course.records.database import connect, version_of
from gradcheck_course.records.models import SCHEMA_VERSION
from gradcheck_grader.errors import GradcheckError

LEAST_FREE_MB = 500


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that was looked at: what was found, or what is wrong."""

    what: str
    told: str = ""
    problem: str = ""


def examined(folder: Path) -> list[Look]:
    """Everything that can be found out from here, in the order in which it should be put right."""
    try:
        course = load_course(folder)
    except CourseError as error:
        return [Look("course.toml", problem=str(error))]
    return list(_looks(course))


def _looks(course: Course) -> Iterator[Look]:
    yield Look("course.toml", f"{course.id}: {len(course.assignments)} assignments")
    found = doubts(course)
    yield Look("roster", f"{len(course.students)} students", " ".join(found[:3]))
    if not os.access(course.folder / SERVICE_FOLDER, os.R_OK | os.X_OK):
        yield Look("secret, records", "the operator's: not to be read from here")
    else:
        yield _look("secret", lambda: f"{len(read_secret(course.folder)) * 8} bits, its owner's alone")
        yield _look("records", lambda: _records(course))
    yield _look("exercises", lambda: _exercises(course))
    free = shutil.disk_usage(course.folder).free // 2**20
    short = f"{free} MB are free; a class needs {LEAST_FREE_MB}." if free < LEAST_FREE_MB else ""
    yield Look("disk", f"{free} MB free", short)
    yield _look("service", lambda: _service(course))


def _look(what: str, finding: Callable[[], str]) -> Look:
    try:
        return Look(what, finding())
    except GradcheckError as error:
        return Look(what, problem=str(error))


def _records(course: Course) -> str:
    engine = connect(records_url(course.folder))
    try:
        with engine.connect() as connection:
            version = version_of(connection)
    finally:
        engine.dispose()
    if version is None:
        return "none yet: the service makes them"
    if version != SCHEMA_VERSION:
        raise CourseError(
            f"They are of version {version}; this gradcheck needs {SCHEMA_VERSION}.",
            action=f"Run: gradcheck course upgrade {course.folder}",
        )
    return f"{engine.dialect.name}, version {version}"


def _exercises(course: Course) -> str:
    """Draw one problem of each."""
    from gradcheck_course.classroom.problems import find_exercise
    from gradcheck_course.classroom.seeds import master_seed

    named = sorted({entry.id for assignment in course.assignments for entry in assignment.exercises})
    for exercise in named:
        find_exercise(exercise).problem(master_seed(course.id, "doctor", 1))
    return f"{len(named)}, and each draws"


def _service(course: Course) -> str:
    from gradcheck_course.classroom.client import ServiceClient

    if not os.environ.get("GRADCHECK_SERVICE_URL"):
        return "not asked: GRADCHECK_SERVICE_URL is not set here"
    roles = {one.id: one.role for one in ServiceClient.from_environment(timeout=10).courses()}
    if course.id not in roles:
        raise CourseError(f"It answers, but you are not in {course.id}.", action="Sign in as an instructor.")
    return f"answers; you are {roles[course.id]}"
