"""Single keys, heard without waiting, while something else is watched."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def keys_heard() -> Iterator[Callable[[], str]]:
    """Within it, a function that gives the key pressed last, or nothing; afterwards all is as before.

    Without a terminal there are no keys.
    """
    if not sys.stdin.isatty():
        yield lambda: ""
    elif sys.platform == "win32":
        yield _on_windows
    else:
        with _one_by_one():
            yield _waiting


@contextmanager
def _one_by_one() -> Iterator[None]:
    """Within it, keys come without Enter and are not shown; Ctrl-C still ends the program."""
    import termios
    import tty

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _waiting() -> str:
    import os
    import select

    pressed = ""
    while select.select([sys.stdin], [], [], 0)[0]:
        more = os.read(sys.stdin.fileno(), 64).decode(errors="ignore")
        if not more:  # the terminal is gone
            return "q"
        pressed = more[-1]
    return pressed.lower()


def _on_windows() -> str:
    import msvcrt

    pressed = ""
    while msvcrt.kbhit():  # pyright: ignore[reportAttributeAccessIssue]
        pressed = msvcrt.getwch()  # pyright: ignore[reportAttributeAccessIssue]
    return pressed.lower()
