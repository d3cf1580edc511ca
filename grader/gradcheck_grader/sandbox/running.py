"""A running sandbox: source and inputs in, a report out; one run at a time, each in its own process."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, final

import gradcheck_grader
from gradcheck_grader.sandbox.inside.encoding import encode
from gradcheck_grader.sandbox.launch import ENVIRONMENT, Launch, launches
from gradcheck_grader.sandbox.levels import INSTALL, LEVELS, Bounds, Ended, Level, SandboxError
from gradcheck_grader.sandbox.reports import Report, read_report
from gradcheck_grader.sandbox.visible import visible

START_S = 30.0
GRACE_S = 10.0
_SETTLED = 65_536
# What must fail at every level, or the level is not in force. The function gives the names of what did not.
_PROBE = """
def probe(path):
    import os, socket
    def reading(): open(path).close()
    def writing(): open("/tmp/probe", "w").close()
    def connecting(): socket.socket().close()
    def starting(): os.fork() or os._exit(0)
    def being_root(): os.setuid(0)
    found = []
    for attempt in (reading, writing, connecting, starting, being_root):
        try:
            attempt()
        except OSError:
            continue
        found.append(attempt.__name__)
    return found if os.getuid() else [*found, "root"]
"""


@final
class Sandbox:
    """A process that forks a locked-in child for every run. Use `start`, and `close` when done."""

    def __init__(self, launch: Launch, process: subprocess.Popen[bytes], control: socket.socket) -> None:
        self.level: Level = launch.level
        self._process = process
        self._control = control
        self._lock = threading.Lock()

    @classmethod
    def start(cls, *, at_least: Level = Level.LANDLOCK) -> Sandbox:
        """The strongest sandbox that can be had here, tried before it is given out.

        Raises SandboxError, with a sentence that says what to install, when none is as strong as at_least.
        """
        reasons: list[str] = []
        for launch in launches(visible()):
            if launch.level.is_at_least(at_least):
                try:
                    return cls.at(launch)
                except SandboxError as error:
                    reasons.append(f"{launch.level}: {error}")
        wanted = "Learners' code cannot be run safely on this machine"
        if at_least is not LEVELS[-1]:
            wanted += f" at level {at_least}"
        raise SandboxError(f"{wanted}. {INSTALL} ({'; '.join(reasons) or 'no way to start one was found'})")

    @classmethod
    def at(cls, launch: Launch) -> Sandbox:
        """The sandbox of this launch. Raises SandboxError where it cannot be had, or does not hold."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, tempfile.TemporaryFile() as told:
            try:
                process = subprocess.Popen(  # noqa: S603  our own command; nothing of a learner is in it
                    launch.command,
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=told,
                    env=ENVIRONMENT,
                    cwd="/",
                    start_new_session=True,
                )
            except OSError as error:
                ours.close()
                raise SandboxError(str(error)) from error
            theirs.close()
            sandbox = cls(launch, process, ours)
            try:
                sandbox._await_ready(told)
                sandbox._try_out()
            except BaseException:
                sandbox.close()
                raise
        return sandbox

    def run(
        self, source: str, name: str, calls: Sequence[Sequence[Any]], *, bounds: Bounds | None = None
    ) -> Report:
        """What the function of this name, which the source defines, gives for the inputs of each call.

        Raises SandboxError when the sandbox failed, which says nothing about the code.
        """
        limits = bounds or Bounds()
        request = encode({"source": source, "name": name, "calls": [list(call) for call in calls]})
        with self._lock:
            ours, theirs = socket.socketpair()
            with ours:
                try:
                    with theirs:
                        socket.send_fds(self._control, [_settings(limits)], [theirs.fileno()])
                    frames, ended = self._exchanged(ours, request, limits)
                except OSError as error:
                    self._kill()
                    raise SandboxError(f"The sandbox stopped answering: {error}.") from error
        return _report(frames, ended, level=self.level, bounds=limits)

    @property
    def is_alive(self) -> bool:
        """Whether it can still be used."""
        return self._process.poll() is None

    @property
    def process_id(self) -> int:
        """The first of its processes, and their group."""
        return self._process.pid

    def close(self) -> None:
        """Ends the sandbox and everything in it, and waits for the end."""
        self._control.close()
        try:
            self._process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            self._kill()

    def forget(self) -> None:
        """Lets go of a sandbox that is another process's, after a fork."""
        self._control.close()

    def _await_ready(self, told: IO[bytes]) -> None:
        self._control.settimeout(START_S)
        try:
            packet = self._control.recv(_SETTLED)
        except OSError:
            packet = b""
        if not packet:
            self._kill()
            told.seek(0)
            lines = told.read().decode(errors="replace").strip().splitlines()
            raise SandboxError(lines[-1] if lines else "it did not start")

    def _try_out(self) -> None:
        """Raises SandboxError when a run can do what none may."""
        canary = str(Path(gradcheck_grader.__file__).resolve())
        report = self.run(_PROBE, "probe", [[canary]])
        if report.ended is not Ended.FINISHED or not report.calls or report.calls[0].value != []:
            value = report.calls[0].value if report.calls else report.fault or report.ended
            raise SandboxError(f"code in it could do what it must not: {value}")

    def _exchanged(
        self, channel: socket.socket, request: bytes, bounds: Bounds
    ) -> tuple[bytes, dict[str, Any]]:
        """The frames of the child, and how the zygote says it ended."""
        deadline = time.monotonic() + bounds.wall_s + GRACE_S
        most = bounds.output_mb << 20
        channel.setblocking(False)
        self._control.settimeout(GRACE_S)
        frames, to_send = bytearray(), memoryview(request)
        with selectors.DefaultSelector() as ready:
            ready.register(channel, selectors.EVENT_READ | selectors.EVENT_WRITE)
            while (left := deadline - time.monotonic()) > 0:
                events = ready.select(left)
                mask = events[0][1] if events else 0
                if mask & selectors.EVENT_WRITE:
                    to_send = _sent(channel, to_send)
                    if not len(to_send):
                        ready.modify(channel, selectors.EVENT_READ)
                if mask & selectors.EVENT_READ and not _received(channel, frames, most):
                    channel.close()
                    return bytes(frames), {"flooded": len(frames) > most} | self._ended()
        raise TimeoutError("a run was not ended in time")

    def _ended(self) -> dict[str, Any]:
        packet = self._control.recv(_SETTLED)
        if not packet:
            raise ConnectionError("it ended during a run")
        return json.loads(packet)

    def _kill(self) -> None:
        """Ends the whole group of processes; what is in a namespace ends with its first process."""
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def levels_here() -> dict[Level, str]:
    """Each level, strongest first, with the reason why it cannot be had here; empty where it can."""
    found = dict.fromkeys(LEVELS, "bubblewrap is not installed")
    for launch in launches(visible()):
        try:
            Sandbox.at(launch).close()
            found[launch.level] = ""
        except SandboxError as error:
            found[launch.level] = str(error)
    return found


def _sent(channel: socket.socket, rest: memoryview) -> memoryview:
    """What is left to send; nothing when the child takes no more of it."""
    try:
        rest = rest[channel.send(rest[:_SETTLED]) :]
        if not len(rest):
            channel.shutdown(socket.SHUT_WR)
    except BlockingIOError:
        pass
    except OSError:  # the child is gone
        return rest[:0]
    return rest


def _received(channel: socket.socket, frames: bytearray, most: int) -> bool:
    """Whether there may be more to receive."""
    try:
        piece = channel.recv(1 << 20)
    except BlockingIOError:
        return True
    except ConnectionError:
        return False
    frames += piece
    return bool(piece) and len(frames) <= most


def _settings(bounds: Bounds) -> bytes:
    record = {"cpu_s": bounds.cpu_s, "wall_s": bounds.wall_s, "memory_mb": bounds.memory_mb}
    return json.dumps(record).encode()


def _report(frames: bytes, ended: dict[str, Any], *, level: Level, bounds: Bounds) -> Report:
    """The report, after deciding how the run ended."""
    ending = Ended.FINISHED
    if ended["flooded"]:
        ending = Ended.FLOODED
    elif ended["signal"] == signal.SIGXCPU or (ended["signal"] and ended["cpu_s"] >= bounds.cpu_s):
        ending = Ended.COMPUTED
    elif ended["late"]:
        ending = Ended.WAITED
    elif ended["signal"]:
        ending = Ended.CRASHED
    elif ended["exit"] or not frames:
        ending = Ended.LEFT
    return read_report(frames, level=level, ended=ending, cpu_s=ended["cpu_s"], signal=ended["signal"])
