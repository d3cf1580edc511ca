"""How often one person may ask: a bucket of requests for each, filled steadily."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST_PEOPLE = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests at once, and so many for each second that follows."""

    burst: int
    per_second: float


# JupyterLab's list of assignments asks some thirty times; marking a class, twice for each submission.
STUDENTS = Rate(burst=120, per_second=2.0)
TEACHERS = Rate(burst=2_000, per_second=100.0)


class RateLimiter:
    """Buckets by name; of the longest unseen a new one takes the place."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def seconds_to_wait(self, name: str, rate: Rate) -> int:
        """0 when this request may be answered, and is counted; else after how long the next may be."""
        now = self._clock()
        left, then = self._buckets.pop(name, (float(rate.burst), now))
        left = min(float(rate.burst), left + (now - then) * rate.per_second)
        allowed = left >= 1.0
        self._buckets[name] = (left - allowed, now)
        while len(self._buckets) > MOST_PEOPLE:
            self._buckets.popitem(last=False)
        return 0 if allowed else math.ceil((1.0 - left) / rate.per_second)
