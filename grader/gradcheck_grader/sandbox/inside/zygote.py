"""A process that has imported what learners' code needs, locks itself in, and forks a child for each run.

It never sees source or inputs: the channel to a child comes as an open file and goes to the child.
Messages are JSON, one packet each. It ends when its maker closes the other end.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Mapping
from typing import Any

from . import kernel, learner
from .confine import drop_user, enter_landlock, enter_namespaces

MODULES = (
    *("numpy", "numpy.linalg", "numpy.fft", "numpy.random", "math", "cmath", "random", "statistics"),
    *("itertools", "functools", "collections", "fractions", "decimal", "operator", "dataclasses", "typing"),
    *("copy", "heapq", "bisect", "numbers", "string", "re", "datetime", "inspect", "traceback"),
    *("array", "contextlib", "enum", "json", "struct", "time", "types", "warnings"),
)
PACKET = 65_536


def main() -> None:
    """Locks itself in as the first argument says, tells that it is ready, and serves until it is let go."""
    settings = json.loads(sys.argv[1])
    control = socket.socket(fileno=0)
    level = settings["level"]
    if level == "namespaces":
        enter_namespaces(settings["binds"], settings["links"], settings["masks"])
    elif level == "bubblewrap":
        drop_user()
    sys.path.append(settings["packages"])
    for name in MODULES:
        importlib.import_module(name)
    sys.path = [path for path in sys.path if path not in (settings["packages"], settings["home"])]
    if level == "landlock":
        enter_landlock(settings["paths"])
    gc.collect()
    gc.freeze()  # what is shared with children is not touched by their collector
    control.send(json.dumps({"ready": sys.modules["numpy"].__version__}).encode())
    while (job := _next(control)) is not None:
        bounds, channel = job
        _run(control, channel, bounds)


def _next(control: socket.socket) -> tuple[dict[str, Any], int] | None:
    """Bounds and channel of the next run; None when the maker is gone."""
    packet, channels, _, _ = socket.recv_fds(control, PACKET, 1)
    return (json.loads(packet), channels[0]) if packet and channels else None


def _run(control: socket.socket, channel: int, bounds: Mapping[str, Any]) -> None:
    """One child from its birth to its end, and the packet that says how it ended."""
    child = os.fork()
    if child == 0:
        _be_the_child(channel, bounds)
    os.close(channel)
    is_late = _waited(child, control, float(bounds["wall_s"]))
    _, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    ended = {
        "late": is_late,
        "exit": max(code, 0),
        "signal": max(-code, 0),
        "cpu_s": usage.ru_utime + usage.ru_stime,
    }
    control.send(json.dumps(ended).encode())


def _be_the_child(channel: int, bounds: Mapping[str, Any]) -> None:
    """The child's whole life; it never returns into the zygote."""
    code = 70
    try:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        os.dup2(1, 0)  # the control channel is not for the child, nor is the zygote's log
        os.dup2(1, 2)
        os.closerange(3, channel)
        os.closerange(channel + 1, 1024)
        learner.serve(channel, bounds)
        code = 0
    finally:
        os._exit(code)


def _waited(child: int, control: socket.socket, seconds: float) -> bool:
    """Whether the child had to be killed, because its time was over or its maker is gone."""
    watch = os.pidfd_open(child)
    poll = select.poll()
    poll.register(watch, select.POLLIN)
    poll.register(control, select.POLLHUP)
    deadline = time.monotonic() + seconds
    try:
        while (left := deadline - time.monotonic()) > 0:
            for descriptor, events in poll.poll(left * 1000):
                if descriptor == watch:
                    return False
                if events & (select.POLLHUP | select.POLLERR):
                    os.kill(child, signal.SIGKILL)
                    os._exit(0)
        os.kill(child, signal.SIGKILL)
        return True
    finally:
        os.close(watch)
