"""Conditions on balls: 1 where one holds, 0 where it does not, from 0 to 1 where the balls cannot tell.

A definition by cases takes the value of the first condition that holds; the others do not matter then, not
even where they have no value. Where the balls cannot tell, it may be any of several.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, final

from flint import acb, arb

# Heads whose value is the truth of something and no number.
CONDITIONS = frozenset({"<", "<=", "=", "not", "and", "or", "iff", "true", "false"})
ONE, ZERO, DOUBT, NAN = arb(1), arb(0), arb(0.5, 0.5), arb.nan()


def less(left: arb, right: arb) -> arb:
    """Whether left < right."""
    return ONE if left < right else ZERO if left >= right else _doubt(left, right)


def at_most(left: arb, right: arb) -> arb:
    """Whether left <= right."""
    return ONE if left <= right else ZERO if left > right else _doubt(left, right)


def equals(left: arb | acb, right: arb | acb) -> arb:
    """Whether left = right: seen only where both are exact."""
    return ONE if left == right else ZERO if left != right else _doubt(left, right)


def both(*parts: arb) -> arb:
    """Whether all hold."""
    if any(part == 0 for part in parts):
        return ZERO
    return ONE if all(part == 1 for part in parts) else _doubt(*parts)


def either(*parts: arb) -> arb:
    """Whether one holds."""
    if any(part == 1 for part in parts):
        return ONE
    return ZERO if all(part == 0 for part in parts) else _doubt(*parts)


def negation(part: arb) -> arb:
    """Whether it does not hold."""
    return 1 - part


def agree(left: arb, right: arb) -> arb:
    """Whether both hold or neither does."""
    if not (left.is_exact() and right.is_exact()):
        return _doubt(left, right)
    return ONE if left == right else ZERO


def always() -> arb:
    """True."""
    return ONE


def never() -> arb:
    """False."""
    return ZERO


def _doubt(*parts: arb | acb) -> arb:
    return DOUBT if all(part.is_finite() for part in parts) else NAN


REAL: dict[str, Callable[..., arb]] = {
    "<": less,
    "<=": at_most,
    "=": equals,
    "not": negation,
    "and": both,
    "or": either,
    "iff": agree,
    "true": always,
    "false": never,
}


@final
class Cases:
    """The operation of piecewise (value, condition, …; an odd last one is the value otherwise).

    nothing  what stands for no value.    doubts  whether a doubtful condition leaves all cases open.
    """

    __slots__ = ("doubts", "nothing")

    def __init__(self, nothing: arb | acb, *, doubts: bool = True) -> None:
        self.nothing, self.doubts = nothing, doubts

    def __call__(self, *args: Any) -> Any:
        found: Any = None
        for place in range(1, len(args), 2):
            value, condition = args[place - 1 : place + 1]
            if condition == 0:
                continue
            found = value if found is None else found.union(value)
            if condition == 1:
                return found
            if not (self.doubts and condition.is_finite()):
                return self.nothing
        if len(args) % 2 == 0:
            return self.nothing
        return args[-1] if found is None else found.union(args[-1])

    def is_undefined(self, values: Sequence[Any], args: tuple[int, ...], undefined: Collection[int]) -> bool:
        """Whether no case holds; or the one that does, or the first doubtful condition, has no value."""
        for place in range(1, len(args), 2):
            condition = values[args[place]]
            if condition == 1:
                return args[place - 1] in undefined
            if not condition == 0:  # noqa: SIM201  a ball may be neither equal to 0 nor unequal
                return args[place] in undefined
        return len(args) % 2 == 0 or args[-1] in undefined
