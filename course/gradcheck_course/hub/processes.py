"""Starting the Hub, waiting until it serves, and ending every process that it started.

The Hub puts the proxy, the service and each person's server into sessions of their own, and Jupyter does so
with each kernel. No process group holds them all: a marker in their environment does, because all of them
inherit it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from gradcheck_course.errors import CourseError
from gradcheck_course.hub.configuration import (
    HOST,
    MARKER,
    HubSettings,
    Ports,
    process_environment,
    write_hub_configuration,
)

READY_SECONDS = 90
GENTLE_SECONDS = 15
KILL_SECONDS = 5


class PortTakenError(CourseError):
    """Somebody else listens where one of our processes should; other ports will do."""


@dataclass(frozen=True, slots=True)
class RunningHub:
    """A Hub that was started, the settings it was started with, and its log."""

    process: subprocess.Popen[bytes]
    settings: HubSettings
    log: Path

    def check_ports(self) -> None:
        """Raises PortTakenError when somebody else took one of the ports before the Hub had it."""
        # Read from the log: the Hub itself waits a minute and longer for a proxy that could not listen.
        if "Address already in use" in self.log.read_text(errors="replace"):
            raise PortTakenError("A port of the Hub is in use.", action=f"The log tells more: {self.log}")

    def check_alive(self) -> None:
        """Raises CourseError when the Hub has ended by itself."""
        if self.process.poll() is not None:
            raise CourseError(
                f"The Hub ended by itself with code {self.process.returncode}.",
                action=f"Its last words are at the end of {self.log}.",
                code="hub-ended",
            )


def free_ports() -> Ports:
    """Four ports of this machine that nobody listens on at this moment."""
    with ExitStack() as stack:
        # All four are held until the last is found, so that they differ.
        sockets = [stack.enter_context(socket.socket()) for _ in range(4)]
        for held in sockets:
            held.bind((HOST, 0))
        return Ports(*(held.getsockname()[1] for held in sockets))


def start_hub(settings: HubSettings) -> RunningHub:
    """The Hub as a child in a session of its own: Ctrl-C in the terminal reaches us, and we end it."""
    configuration = write_hub_configuration(settings)
    log = settings.state_folder / "hub.log"
    # `-m jupyterhub` and not the script: the script's first line is cut off where the path of the
    # environment is long.
    command = [sys.executable, "-m", "jupyterhub", "--config", str(configuration)]
    # A home of its own, so that nobody's ~/.jupyter or ~/.local has a say.
    environment = process_environment(settings) | {"HOME": str(settings.state_folder)}
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - a fixed command, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=settings.state_folder,
            env=environment,
            start_new_session=True,
        )
    return RunningHub(process, settings, log)


def wait_until(
    happened: Callable[[], bool], *, what: str, log: Path, seconds: float = READY_SECONDS, pause: float = 0.2
) -> None:
    """Return once it happened.

    Raises CourseError, naming what was waited for and the log, when it did not happen in time.
    """
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise CourseError(
                f"Waited {seconds:.0f} s for {what}, in vain.",
                action=f"The log tells more: {log}",
                code="timeout",
            )
        time.sleep(pause)


def marked_processes(marker: str) -> list[psutil.Process]:
    """Every process with that marker in its environment, but this one; none for an empty marker."""
    return [] if not marker else list(find_marked(marker))


def find_marked(marker: str) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        # A process may end while we look, and other people's are closed to us: neither is ours.
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(MARKER) == marker:
                yield process


def stop_hub(hub: RunningHub) -> None:
    """No process that the Hub started is left, neither is the Hub; takes no longer than about 25 seconds."""
    if hub.process.poll() is None:
        # The Hub ends its own servers, service and proxy when it is asked to.
        hub.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            hub.process.wait(GENTLE_SECONDS)
    end_marked(hub.settings.marker)
    if hub.process.poll() is None:
        hub.process.kill()
    hub.process.wait(KILL_SECONDS)


def end_marked(marker: str) -> None:
    """End whoever has the marker: asked first, then made to, round after round until a look finds nobody.

    psutil sends no signal to a process that took over the number of one that ended.
    """
    deadline = time.monotonic() + KILL_SECONDS
    gentle = True
    while left := marked_processes(marker):
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.terminate() if gentle else process.kill()
        psutil.wait_procs(left, timeout=2 if gentle else 1)
        if time.monotonic() > deadline:
            return
        gentle = False


@contextmanager
def running_hub(settings: HubSettings) -> Iterator[RunningHub]:
    """A started Hub for the length of a block, and nothing of it afterwards, whatever happens there."""
    hub = start_hub(settings)
    try:
        yield hub
    finally:
        stop_hub(hub)
