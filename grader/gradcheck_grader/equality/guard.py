"""The clock that ends what counted work should have ended before."""

from __future__ import annotations

import gc
from time import thread_time
from typing import final


@final
class Guard:
    """Says when so much of the thread's own time is over; others that judge meanwhile take none of it away.

    Collecting the garbage of a large process may take longer than all that is guarded here. That is no work
    of this comparison: the time starts once more when all garbage was collected meanwhile.
    """

    __slots__ = ("collected", "seconds", "until")

    def __init__(self, milliseconds: float) -> None:
        self.seconds = milliseconds / 1000
        self.until = thread_time() + self.seconds
        self.collected: int | None = _full_collections()

    def is_over(self) -> bool:
        """Whether the time is used up."""
        if thread_time() <= self.until:
            return False
        if self.collected is None or self.collected == _full_collections():
            return True
        self.until = thread_time() + self.seconds
        self.collected = None
        return False


def _full_collections() -> int:
    return gc.get_stats()[-1]["collections"]
