"""The random stream of one problem.

The stream is ours: SHA-256 of the exercise's name and the seed starts random.Random, and only its getrandbits
is used (Python keeps the Mersenne twister and getrandbits as they are; choice, shuffle and randrange have
changed between versions). So no upgrade of Python, SymPy or NumPy changes a problem.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from random import Random
from typing import TypeVar, final

STREAM_VERSION = 1
T = TypeVar("T")


@final
class Stream:
    """Equally likely choices, the same ones for the same start."""

    __slots__ = ("_random",)

    def __init__(self, *start: object) -> None:
        digest = hashlib.sha256("\n".join(map(str, start)).encode()).digest()
        self._random = Random(int.from_bytes(digest))  # noqa: S311 - problems, not secrets

    def below(self, count: int) -> int:
        """An integer from 0 to count - 1, each equally likely."""
        bits = (count - 1).bit_length()
        while bits:
            if (value := self._random.getrandbits(bits)) < count:
                return value
        return 0

    def between(self, low: int, high: int) -> int:
        """An integer from low to high, both included."""
        return low + self.below(high - low + 1)

    def one(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.below(len(options))]

    def sign(self) -> int:
        """1 or -1."""
        return 1 - 2 * self.below(2)

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in another order, each order equally likely."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in items]

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """So many of the options, none twice, in the order in which they stand there."""
        places = sorted(self.shuffled(range(len(options)))[:count])
        return [options[place] for place in places]

    def rows(self, count: int, width: int, options: Sequence[int]) -> list[list[int]]:
        """So many rows of so many of the options."""
        return [[self.one(options) for _ in range(width)] for _ in range(count)]
