"""The sandbox that a process shares among all that it judges; started when it is first needed."""

from __future__ import annotations

import atexit
import os
import threading

from gradcheck_grader.sandbox.levels import LEVELS, Level, SandboxError
from gradcheck_grader.sandbox.running import Sandbox

# The weakest level that an operator allows on this machine.
MINIMUM = "GRADCHECK_SANDBOX"
_lock = threading.Lock()
_own: list[Sandbox] = []


def shared() -> Sandbox:
    """This process's sandbox, at the strongest level there is; a new one where the last has ended.

    Raises SandboxError when there is none as strong as the environment's GRADCHECK_SANDBOX asks for.
    """
    with _lock:
        if _own and not _own[0].is_alive:
            _own.pop().close()
        if not _own:
            _own.append(Sandbox.start(at_least=minimum()))
        return _own[0]


def minimum() -> Level:
    """The weakest level that may be used here: GRADCHECK_SANDBOX, or any."""
    wanted = os.environ.get(MINIMUM, LEVELS[-1])
    try:
        return Level(wanted)
    except ValueError as error:
        raise SandboxError(f"{MINIMUM} is one of {', '.join(LEVELS)}; it is set to {wanted!r}.") from error


def _close() -> None:
    while _own:
        _own.pop().close()


def _forget() -> None:
    """After a fork the sandbox is the other process's."""
    global _lock
    _lock = threading.Lock()
    while _own:
        _own.pop().forget()


atexit.register(_close)
os.register_at_fork(after_in_child=_forget)
