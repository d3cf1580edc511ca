"""Long-lived judging processes that can be killed: after a crash or time-out, once more, then undecided."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import selectors
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self

from gradcheck_course.classroom.shown import ShownProblem, unknown
from gradcheck_grader.verdict import Outcome, Verdict

COMMAND = (sys.executable, "-P", "-m", "gradcheck_course.classroom.worker")
UNDECIDED = "This answer could not be decided automatically. A person will look at it."
LONGEST_ANSWER = 16 * 2**20
# All that the judging process inherits: no token, address or key can be among these.
_KEPT = (
    "PATH",
    "HOME",
    "LANG",
    "TZ",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SYSTEMROOT",
    "VIRTUAL_ENV",
    "GRADCHECK_SANDBOX",
)
_KEPT_FAMILIES = ("LC_", "PYTHON")

log = logging.getLogger("gradcheck.workers")


@dataclass(frozen=True, slots=True)
class JudgeTask:
    """Responses to the parts of one problem, by letter; show: the parts that are to be shown with it."""

    exercise: str
    parameters: Mapping[str, Any]
    responses: Mapping[str, str]
    show: tuple[str, ...] = ()

    def line(self, number: int) -> bytes:
        """The task as the worker reads it."""
        record = {
            "id": number,
            "exercise": self.exercise,
            "parameters": dict(self.parameters),
            "responses": dict(self.responses),
            "show": self.show,
        }
        return json.dumps(record).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts on a task, by letter, what is shown of its problem, and curves of wrong responses."""

    verdicts: Mapping[str, Verdict]
    shown: ShownProblem
    curves: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])


class Workers:
    """A few judging processes, started when first used; a context manager that leaves none behind."""

    def __init__(
        self,
        count: int = 1,
        *,
        seconds: float = 20.0,
        memory_mb: int = 1024,
        command: Sequence[str] | None = None,
    ) -> None:
        """Nothing starts yet. seconds: for one task, the start apart; memory_mb: for one process."""
        self.count = count
        self.seconds = seconds
        self.memory_mb = memory_mb
        self.command = tuple(command or COMMAND)
        self._idle: list[_Process] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def warm(self) -> Self:
        """These workers, started: while they import what judging needs, the caller does something else."""
        self._idle += [_Process(self.command, self.memory_mb) for _ in range(self.count - len(self._idle))]
        return self

    def judge(self, tasks: Sequence[JudgeTask]) -> list[dict[str, Verdict]]:
        """The verdicts on each task, by letter, in the order of the tasks.

        Where judging a problem breaks twice, its parts are judged one after the other: only what breaks it,
        and what may follow from that, is undecided.
        """
        return self._judged(tasks).results

    def _judged(self, tasks: Sequence[JudgeTask]) -> _Run:
        run = self._run(tasks)
        for number in sorted(run.broken):
            if len(tasks[number].responses) > 1:
                run.results[number] = self._part_by_part(tasks[number])
        return run

    def judge_shown(self, tasks: Sequence[JudgeTask]) -> list[Judged]:
        """The verdicts on each task, with what is shown of it, whatever the responses did to judging.

        A problem that cannot be made again is shown by a sentence; its parts are undecided.
        """
        run = self._judged(tasks)
        lost = [number for number, shown in enumerate(run.shown) if shown is None]
        again = self._run([replace(tasks[number], responses={}) for number in lost])
        found = dict(zip(lost, again.shown, strict=True))
        return [
            Judged(
                run.results[number],
                run.shown[number] or found[number] or unknown(task.show),
                run.curves[number],
            )
            for number, task in enumerate(tasks)
        ]

    def _part_by_part(self, task: JudgeTask) -> dict[str, Verdict]:
        """The verdicts on a task, each part judged with those before it that could be judged.

        A part can only gain by following from an earlier one. So when one is lost, a later one that is right
        stays right; one that is not may follow from the lost one, which only a person can see.
        """
        verdicts: dict[str, Verdict] = {}
        sound: dict[str, str] = {}
        for letter, response in task.responses.items():
            run = self._run([replace(task, responses=sound | {letter: response})])
            verdict = run.results[0][letter]
            lost = len(sound) < len(verdicts)
            if not run.broken:
                sound[letter] = response
            unsure = verdict.outcome in (Outcome.WRONG, Outcome.PARTLY_RIGHT)
            verdicts[letter] = undecided() if lost and unsure else verdict
        return verdicts

    def _run(self, tasks: Sequence[JudgeTask]) -> _Run:
        """Judge the tasks, each as a whole."""
        run = _Run(tasks)
        busy: list[_Process] = []
        try:
            while run.waiting or busy:
                while run.waiting and len(busy) < self.count:
                    busy.append(self._started(run))
                busy = self._collected(run, busy)
        finally:
            for process in busy:
                process.kill()
        return run

    def close(self) -> None:
        """End every process."""
        while self._idle:
            self._idle.pop().kill()

    def _started(self, run: _Run) -> _Process:
        process = self._idle.pop() if self._idle else _Process(self.command, self.memory_mb)
        process.send(run.waiting.popleft(), run, self.seconds)
        return process

    def _collected(self, run: _Run, busy: list[_Process]) -> list[_Process]:
        """Wait for news; the processes that are still busy."""
        with selectors.DefaultSelector() as selector:
            for process in busy:
                selector.register(process.output, selectors.EVENT_READ, process)
            wait = max(0.0, min(process.deadline for process in busy) - time.monotonic())
            ready = {key.data for key, _ in selector.select(wait)}
        still = []
        for process in busy:
            if process in ready:
                process.receive()
            if process.answer is not None:
                self._finish(run, process)
            elif process.ended or time.monotonic() >= process.deadline:
                run.failed(process.number, "it ended early" if process.ended else "it took too long")
                process.kill()
            else:
                still.append(process)
        return still

    def _finish(self, run: _Run, process: _Process) -> None:
        try:
            run.answered(process.number, process.answer or b"")
        except (ValueError, TypeError, KeyError) as error:
            run.failed(process.number, f"its answer cannot be read ({error})")
            process.kill()
        else:
            process.answer = None
            self._idle.append(process)


@dataclass(slots=True)
class _Run:
    """The tasks of one call: which wait, which failed before, what came back. shown is None until it did."""

    tasks: Sequence[JudgeTask]
    waiting: deque[int] = field(init=False)
    results: list[dict[str, Verdict]] = field(init=False)
    shown: list[ShownProblem | None] = field(init=False)
    curves: list[dict[str, Any]] = field(init=False)
    failures: dict[int, int] = field(default_factory=dict[int, int])
    broken: set[int] = field(default_factory=set[int])

    def __post_init__(self) -> None:
        self.waiting = deque(range(len(self.tasks)))
        self.results = [{} for _ in self.tasks]
        self.shown = [None] * len(self.tasks)
        self.curves = [{} for _ in self.tasks]

    def answered(self, number: int, line: bytes) -> None:
        """Take over the verdicts of a line. Raises ValueError, TypeError or KeyError for any other line."""
        record = json.loads(line)
        if "error" in record:
            self.failed(number, str(record["error"]))
            return
        verdicts = {letter: Verdict.from_json(verdict) for letter, verdict in record["verdicts"].items()}
        if record["id"] != number or set(verdicts) != set(self.tasks[number].responses):
            raise ValueError("it answers another question")
        self.results[number] = verdicts
        if record["shown"] is not None:
            self.shown[number] = ShownProblem.from_json(record["shown"])
            self.curves[number] = record["curves"]

    def failed(self, number: int, reason: str) -> None:
        """Try a task once more, or leave it undecided."""
        self.failures[number] = self.failures.get(number, 0) + 1
        task = self.tasks[number]
        log.warning("judging %s failed, time %d: %s", task.exercise, self.failures[number], reason)
        if self.failures[number] == 1:
            self.waiting.append(number)
        else:
            self.broken.add(number)
            self.results[number] = dict.fromkeys(task.responses, undecided())


def undecided() -> Verdict:
    """The verdict that leaves it to a person."""
    return Verdict(Outcome.UNDECIDED, 0.0, feedback=UNDECIDED)


class _Process:
    """One judging process and the task that it has."""

    START_SECONDS = 60.0  # the first task pays for the imports

    def __init__(self, command: Sequence[str], memory_mb: int) -> None:
        environment = {
            name: value
            for name, value in os.environ.items()
            if name in _KEPT or name.startswith(_KEPT_FAMILIES)
        }
        environment["GRADCHECK_WORKER_MB"] = str(memory_mb)
        self.popen = subprocess.Popen(  # noqa: S603 - our own command, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        if self.popen.stdin is None or self.popen.stdout is None:
            raise RuntimeError("the judging process has no pipes")
        self.input, self.output = self.popen.stdin, self.popen.stdout
        self.fresh = True
        self.ended = False
        self.number = -1
        self.deadline = 0.0
        self.answer: bytes | None = None
        self._received = b""

    def send(self, number: int, run: _Run, seconds: float) -> None:
        """Give the process a task; a process that is gone shows as ended when it is read."""
        self.number = number
        self.deadline = time.monotonic() + seconds + (self.START_SECONDS if self.fresh else 0.0)
        self.fresh = False
        line = run.tasks[number].line(number)
        # In a thread: a process that hangs before it reads would otherwise hold us up beyond its deadline.
        threading.Thread(target=self._write, args=(line,), daemon=True).start()

    def receive(self) -> None:
        """Read what is there."""
        piece = os.read(self.output.fileno(), 2**16)
        self._received += piece
        self.ended = not piece or len(self._received) > LONGEST_ANSWER
        if self._received.endswith(b"\n"):
            self.answer, self._received = self._received, b""

    def _write(self, line: bytes) -> None:
        with contextlib.suppress(OSError, ValueError):
            self.input.write(line)
            self.input.flush()

    def kill(self) -> None:
        """End the process and wait until it is gone."""
        self.popen.kill()
        self.popen.wait()
        with contextlib.suppress(OSError):
            self.input.close()
        self.output.close()
