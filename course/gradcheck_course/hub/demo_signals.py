"""Ctrl-C and its like: the first one ends the demo in order, later ones do not disturb the cleaning up."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(BaseException):
    """Somebody asked the demo to end; not an error, so no handler of errors stops it on its way."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 128 + number


def ignore(number: int, frame: FrameType | None) -> None:
    """Does nothing. A function and not SIG_IGN, which child processes would inherit."""


def end(number: int, frame: FrameType | None) -> NoReturn:
    """Raises Ended, once: from now on the signals are ignored."""
    for each in ENDING:
        signal.signal(each, ignore)
    raise Ended(number)


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Inside the block the first ending signal raises Ended; afterwards all is as before.

    Outside of the main thread nothing changes: Python delivers signals there only.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.signal(each, end) for each in ENDING}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def no_more_signals() -> None:
    """From now on the ending signals are ignored, until the block of ended_by_signals is left."""
    if threading.current_thread() is threading.main_thread():
        for each in ENDING:
            signal.signal(each, ignore)
