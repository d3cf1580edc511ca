"""Processes that check a bank beside each other: started afresh, long-lived, and gone when all is said."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, final

LONGEST = 120.0  # seconds for one job; what takes longer hangs
NEVER = float("inf")
_READY = "ready"
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Lost:
    """A job whose process did not come back; why says in words what became of it."""

    job: Any
    why: str


@final
class Crew:
    """Some processes that do jobs; a context manager that leaves none behind, whatever ends it.

    work  is called with each job in a process of its own; both have to be importable there.
    """

    def __init__(self, work: Callable[[Any], Any], count: int, *, seconds: float = LONGEST) -> None:
        self._work, self._count, self._seconds = work, count, seconds
        self._members: list[_Member] = []

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for member in self._members:
            member.end()
        self._members.clear()

    def results(self, jobs: Iterable[Any], *, until: float = NEVER) -> Iterator[Any]:
        """What each job came to, in the order in which they end; Lost where its process broke twice.

        until  no job is begun after this time, by time.monotonic.
        """
        waiting = deque(jobs)
        again: set[int] = set()
        while True:
            while waiting and time.monotonic() < until and (member := self._free()):
                member.begin(waiting.popleft(), self._seconds)
            busy = [member for member in self._members if member.job is not None]
            if not busy:
                return
            for member in self._with_news(busy):
                if member.has_started_now():
                    continue
                job, result = member.job, member.result()
                if not isinstance(result, Lost):
                    yield result
                    continue
                self._members.remove(member)
                if id(job) in again:
                    yield result
                else:  # it may have been the machine: once more, in a new process
                    again.add(id(job))
                    waiting.appendleft(job)

    def _free(self) -> _Member | None:
        """A process without a job; a new one while there are fewer than there may be."""
        for member in self._members:
            if member.job is None:
                return member
        if len(self._members) < self._count:
            self._members.append(_Member.started(self._work))
            return self._members[-1]
        return None

    def _with_news(self, busy: list[_Member]) -> list[_Member]:
        """Those that have answered, ended, or taken too long."""
        deadline = min(member.deadline for member in busy)
        patience = None if deadline == NEVER else max(0.0, deadline - time.monotonic())
        ready = wait([member.connection for member in busy], patience)
        now = time.monotonic()
        return [member for member in busy if member.connection in ready or now >= member.deadline]


@dataclass(slots=True)
class _Member:
    """One process, the pipe to it, and what it is doing; the start of a process counts for no job."""

    process: Any
    connection: Any
    job: Any = None
    deadline: float = NEVER
    seconds: float = 0.0
    is_ready: bool = False

    @classmethod
    def started(cls, work: Callable[[Any], Any]) -> _Member:
        """A new process, waiting for its first job."""
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_serve, args=(theirs, work), daemon=True)
        process.start()
        theirs.close()
        return cls(process, ours)

    def begin(self, job: Any, seconds: float) -> None:
        self.job, self.seconds = job, seconds
        self.deadline = time.monotonic() + seconds if self.is_ready else NEVER
        with contextlib.suppress(OSError):  # it has ended: result() will find that out
            self.connection.send(job)

    def has_started_now(self) -> bool:
        """Whether the news is that the process is ready for its first job."""
        if self.is_ready or not self.connection.poll():
            return False
        with contextlib.suppress(EOFError, OSError):
            self.is_ready = self.connection.recv() == _READY
        self.deadline = time.monotonic() + self.seconds
        return self.is_ready

    def result(self) -> Any:
        """What the job came to; the process is ended where it has none."""
        job, self.job = self.job, None
        if self.connection.poll():
            try:
                return self.connection.recv()
            except (EOFError, OSError):
                self.end()
                return Lost(job, f"its process ended by itself ({_exit(self.process.exitcode)})")
        self.end()
        return Lost(job, f"it was not done after {self.seconds:.0f} s")

    def end(self) -> None:
        """Afterwards the process is gone."""
        self.connection.close()
        self.process.kill()
        self.process.join()


def _serve(connection: Connection, work: Callable[[Any], Any]) -> None:
    """Does jobs until the pipe closes."""
    # Ctrl-C goes to every process of the terminal; only the one that started this decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection.send(_READY)
    while True:
        try:
            job = connection.recv()
        except (EOFError, OSError):
            return
        connection.send(work(job))


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _exit(code: int | None) -> str:
    if code is None or code >= 0:
        return f"exit code {code}"
    return f"signal {signal.Signals(-code).name}"
