"""Exit codes: what a script learns from a command without reading its words."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class ExitCode(IntEnum):
    """Every code that a command may leave with; MEANING says each in words."""

    DONE = 0
    NEGATIVE = 1
    USAGE = 2
    UNDECIDED = 3
    UNREADABLE = 4
    LIMIT = 5
    MISSING = 6
    BUG = 70
    INTERRUPTED = 130


MEANING: dict[ExitCode, str] = {
    ExitCode.DONE: "done, or right",
    ExitCode.NEGATIVE: "it ran, and the answer is wrong or partly right",
    ExitCode.USAGE: "the command line or a settings file is wrong",
    ExitCode.UNDECIDED: "could not be decided",
    ExitCode.UNREADABLE: "an answer could not be read",
    ExitCode.LIMIT: "a limit of time or memory was hit",
    ExitCode.MISSING: "something needed is missing: an extra, a file, a Hub",
    ExitCode.BUG: "a bug in gradcheck; the message names the report it wrote",
    ExitCode.INTERRUPTED: "stopped with Ctrl-C",
}

# The name of each kind of error in JSON, {"error": {"code": …}}.
ERROR_CODE: dict[ExitCode, str] = {
    ExitCode.USAGE: "usage",
    ExitCode.UNDECIDED: "undecided",
    ExitCode.UNREADABLE: "unreadable",
    ExitCode.LIMIT: "limit",
    ExitCode.MISSING: "missing",
    ExitCode.BUG: "bug",
    ExitCode.INTERRUPTED: "interrupted",
}


def exit_for(outcomes: Iterable[str]) -> ExitCode:
    """The code for the outcomes of one or more answers.

    An unreadable answer comes first, since it has to be typed again; then a wrong one, since nothing
    that is still open can make the whole right.

    >>> [exit_for(outcomes).name for outcomes in (["right"], ["right", "undecided"], ["undecided", "wrong"])]
    ['DONE', 'UNDECIDED', 'NEGATIVE']
    """
    found = set(outcomes)
    if "unreadable" in found:
        return ExitCode.UNREADABLE
    if found & {"wrong", "partly_right"}:
        return ExitCode.NEGATIVE
    return ExitCode.UNDECIDED if "undecided" in found else ExitCode.DONE
