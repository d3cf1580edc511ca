"""How strongly untrusted code is locked in, what a run may take, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gradcheck_grader.errors import GradcheckError

INSTALL = (
    "Install bubblewrap (Debian, Ubuntu: apt install bubblewrap), or use Linux 6.2 or newer with Landlock; "
    "in a container, allow user namespaces."
)


class SandboxError(GradcheckError):
    """The sandbox cannot be had, or failed through no fault of the code in it; the message says why."""


class Level(StrEnum):
    """How a learner's code is locked in; every level has the seccomp filter, the limits and the clock too.

    BUBBLEWRAP  all namespaces, made by bubblewrap.
    NAMESPACES  all namespaces, made by ourselves.
    LANDLOCK    no namespaces: the kernel refuses every file that is not Python's or NumPy's.
    """

    BUBBLEWRAP = "bubblewrap"
    NAMESPACES = "namespaces"
    LANDLOCK = "landlock"

    def is_at_least(self, other: Level) -> bool:
        """Whether this level stops all that the other stops.

        >>> Level.NAMESPACES.is_at_least(Level.LANDLOCK), Level.LANDLOCK.is_at_least(Level.BUBBLEWRAP)
        (True, False)
        """
        return LEVELS.index(self) <= LEVELS.index(other)


LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one run may take.

    cpu_s      seconds of computing; more is the code's own fault.
    wall_s     seconds on the clock: a guard, since a busy machine may be the reason.
    memory_mb  of addresses, Python and NumPy included.     output_mb  that may come back.
    """

    cpu_s: int = 2
    wall_s: float = 20.0
    memory_mb: int = 1024
    output_mb: int = 16


class Ended(StrEnum):
    """How a run ended.

    FINISHED  by itself.    LEFT   the code ended its process.    CRASHED  a signal ended it.
    COMPUTED  it took all its seconds of computing.    WAITED  the clock ended it.
    FLOODED   it sent back more than is taken.         GARBLED what it sent back could not be read.
    """

    FINISHED = "finished"
    LEFT = "left"
    CRASHED = "crashed"
    COMPUTED = "computed"
    WAITED = "waited"
    FLOODED = "flooded"
    GARBLED = "garbled"
