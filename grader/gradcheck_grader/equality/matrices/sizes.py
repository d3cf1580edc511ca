"""Sizes of matrices: numbers, names of dimensions, products of these, and what a text leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import final

from gradcheck_grader.notation import Dimension

TIMES = "·"


@final
class Unknown:
    """A size that the text leaves open, of I, of a vector of ones, of 0: settled by what stands beside it.

    may_be_one  whether 1 can be meant, as of 0; nobody writes I or a vector of ones for the number.
    """

    __slots__ = ("may_be_one", "settled")

    def __init__(self, *, may_be_one: bool = False) -> None:
        self.may_be_one = may_be_one
        self.settled: Size | None = None


Size = Dimension | Unknown


def settled(size: Size) -> Size:
    """What is known of the size so far."""
    while isinstance(size, Unknown) and size.settled is not None:
        size = size.settled
    return size


def is_open(size: Size) -> bool:
    """Whether nothing is known of the size."""
    return isinstance(settled(size), Unknown)


def may_be_equal(a: Size, b: Size) -> bool:
    """Whether the two can be the same: n and d cannot, for they are different names."""
    a, b = settled(a), settled(b)
    if isinstance(a, Unknown):
        return a.may_be_one or b != 1
    if isinstance(b, Unknown):
        return b.may_be_one or a != 1
    return a == b


def unify(a: Size, b: Size) -> bool:
    """Whether the two can be the same; then what was open is settled.

    >>> k = Unknown()
    >>> unify(k, "n"), settled(k), unify("n", "d")
    (True, 'n', False)
    """
    a, b = settled(a), settled(b)
    if a is b or not may_be_equal(a, b):
        return a is b
    if isinstance(a, Unknown):
        if isinstance(b, Unknown):
            b.may_be_one = a.may_be_one and b.may_be_one
        a.settled = b
    elif isinstance(b, Unknown):
        b.settled = a
    return True


def multiplied(a: Dimension, b: Dimension) -> Dimension:
    """The size of a Kronecker product: 2 and n give 2·n.

    >>> multiplied(2, "n"), multiplied("n·2", "m"), multiplied(2, 3)
    ('2·n', '2·m·n', 6)
    """
    parts = [*str(a).split(TIMES), *str(b).split(TIMES)]
    number = prod(int(part) for part in parts if part.isdecimal())
    names = sorted(part for part in parts if not part.isdecimal())
    if not names:
        return number
    return TIMES.join(names if number == 1 else [str(number), *names])


def names_of(size: Dimension) -> tuple[str, ...]:
    """The names of dimensions in a size."""
    if isinstance(size, int):
        return ()
    return tuple(part for part in size.split(TIMES) if not part.isdecimal())


def size_at(size: Dimension, sizes: Mapping[str, int]) -> int:
    """The size as a number, where each name has one."""
    if isinstance(size, int):
        return size
    known = sizes.get(size)
    if known is not None:
        return known
    return prod(int(part) if part.isdecimal() else sizes[part] for part in size.split(TIMES))
