"""A classroom on loopback: a real server, real records, no Hub."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from tests.course.classes import bank, marked_class  # noqa: F401 - fixtures for every test here
from tornado.web import Application, RequestHandler

from gradcheck_course.classroom.client import ServiceClient
from gradcheck_course.classroom.courses import Assignment, Course, ExerciseEntry, Person
from gradcheck_course.classroom.founding import init_course
from gradcheck_course.classroom.room import Classroom
from gradcheck_course.hub.identity import Caller, Identify
from gradcheck_course.hub.service import Settings, make_application, serve

STUDENTS = ("alice", "bob", "carol")
GROUPS = {name: frozenset({"nbgrader-course101"}) for name in STUDENTS} | {
    "teacher": frozenset({"formgrade-course101"}),
    "gina": frozenset({"formgrade-course101"}),
    "stranger": frozenset({"nbgrader-other", "formgrade-other"}),
}
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def _load(name: str) -> ModuleType:
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"course_tests_{name}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def data_of_a_learner(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test writes into the data of whoever runs it."""
    monkeypatch.setenv(
        "GRADCHECK_DATA", str(tmp_path_factory.getbasetemp() / f"learner-{uuid4().hex}.sqlite")
    )


@pytest.fixture(scope="session")
def sums() -> ModuleType:
    """The stand-in bank."""
    return _load("sums")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A real PostgreSQL server; a test that asks for it is skipped where none is installed."""
    module = _load("postgres")
    found = module.binaries()
    if found is None:
        if os.environ.get("GRADCHECK_REQUIRE_POSTGRESQL"):
            pytest.fail("PostgreSQL is not installed, and here it must be")
        pytest.skip("PostgreSQL is not installed: apt install postgresql")
    with module.running_server(found) as server:
        yield server


class TokenIdentify:
    """Knows token-of-NAME for each of a few people."""

    async def identify(self, handler: RequestHandler) -> Caller | None:
        name = handler.request.headers.get("Authorization", "").removeprefix("token token-of-")
        return Caller(name, GROUPS[name], by_token=True) if name in GROUPS else None


@dataclass
class Clock:
    """A clock that tests set."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class RunningService:
    """A service that runs in a thread, until stop."""

    room: Classroom
    clock: Clock
    identify: Identify = field(default_factory=TokenIdentify)
    prefix: str = "/services/gradcheck/"

    def __post_init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.application: Application = make_application(
            {self.room.course.id: self.room}, self.identify, prefix=self.prefix
        )
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        assert self._ready.wait(10)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._loop.call_later(0.01, self._ready.set)
        settings = Settings((self.room.folder,), "127.0.0.1", self.port, self.prefix)
        await serve(settings, self.application, self._stop)

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(20)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.prefix}"

    @property
    def folder(self) -> Path:
        return self.room.folder

    @property
    def course(self) -> Course:
        return self.room.course

    def client(self, name: str) -> ServiceClient:
        return ServiceClient(self.url, f"token-of-{name}", timeout=30)


@pytest.fixture
def course_folder(tmp_path: Path, sums: ModuleType) -> Path:
    """A new course with two assignments of the stand-in bank: ps1 (due tomorrow) and ps2."""
    pair, tiny = ExerciseEntry("sums/pair", {"b": 3}), ExerciseEntry("sums/tiny")
    init_course(
        tmp_path / "course101",
        course_id="course101",
        title="Mathematics <for> Machines",
        instructors=["teacher"],
        graders=["gina"],
        students=[Person(name, name.title(), "Doe") for name in STUDENTS],
        assignments=[
            Assignment("ps1", "Problem set 1", NOW + timedelta(days=1), (pair, tiny)),
            Assignment("ps2", "Problem set 2", None, (pair,)),
        ],
        parts_of=sums.PARTS,
    )
    return tmp_path / "course101"


@pytest.fixture
def classroom_service(course_folder: Path, sums: ModuleType) -> Iterator[RunningService]:
    """The running service of that course; nothing is released yet."""
    clock = Clock()
    room = Classroom.open(course_folder, find=sums.find, parts_of=sums.PARTS, clock=clock)
    service = RunningService(room, clock)
    yield service
    service.stop()
