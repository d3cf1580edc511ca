"""Zeros of a function of one real name, found by ball arithmetic on intervals.

An interval on which the enclosure excludes 0 has no zero; one on which the derivative's enclosure excludes 0
has at most one, and has it exactly when the signs at its ends differ (the function is continuous there, since
it has a value on the whole interval). Other intervals are halved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import arb

from gradcheck_grader.equality.balls import Value, Void

# Value and derivative, each on all numbers from low to high.
Enclose = Callable[[Fraction, Fraction], tuple[Value, Value]]
MOST_STEPS = 2_000
MOST_FOUND = 50
FINEST = Fraction(1, 2**30)
# No round number, so that a zero at a round number lies inside an interval and not at an end of it.
SHIFT = Fraction(1, 7919)
MARKS = (0, 1, 3, 10, 30, 100, 300, 1000, 3000, 10**4, 10**5, 10**6)


@dataclass(slots=True)
class Isolated:
    """What was found between two bounds.

    simple    intervals with one zero each, at which the sign changes; and whether it rises.
    unclear   tiny intervals in which there may be anything: a double zero, a pole, an end of the domain.
    finished  False when there was more to look at than the budget allows.
    """

    simple: list[tuple[Fraction, Fraction, bool]] = field(
        default_factory=list[tuple[Fraction, Fraction, bool]]
    )
    unclear: list[tuple[Fraction, Fraction]] = field(default_factory=list[tuple[Fraction, Fraction]])
    finished: bool = True


def isolate(enclose: Enclose, low: Fraction, high: Fraction) -> Isolated:
    """The zeros from low to high.

    >>> from gradcheck_grader.equality.real_line.reals import Exact
    >>> def parabola(low, high):
    ...     x = Exact(low).ball(64).union(Exact(high).ball(64))
    ...     return x * x - 2, 2 * x
    >>> [rising for _, _, rising in isolate(parabola, Fraction(-9), Fraction(9)).simple]
    [False, True]
    """
    found = Isolated()
    todo = _parts(low, high)
    steps = 0
    while todo:
        start, end = todo.pop()
        steps += 1
        if steps > MOST_STEPS or len(found.simple) + len(found.unclear) > MOST_FOUND:
            found.finished = False
            return found
        value, slope = enclose(start, end)
        if value is Void.UNDEFINED or excludes_zero(value):
            continue
        if not isinstance(value, Void) and excludes_zero(slope):
            ends = _signs(enclose, start, end)
            if ends is not None:
                if ends[0] != ends[1]:
                    found.simple.append((start, end, ends[0] < 0))
                continue
        width = end - start
        if width <= FINEST * max(1, abs(start)):
            _join(found.unclear, start, end)
            continue
        middle = start + width * Fraction(31, 64)
        todo.extend(((middle, end), (start, middle)))
    return found


def excludes_zero(value: Value) -> bool:
    """Whether the value is known and is not 0."""
    return not isinstance(value, Void) and bool(value.is_finite()) and 0 not in _real(value)


def sign_of(value: Value) -> int | None:
    """-1, 0 or 1, or None when it cannot be seen."""
    if isinstance(value, Void):
        return None
    real = _real(value)
    if real.is_zero():
        return 0
    return None if 0 in real or not real.is_finite() else 1 if real > 0 else -1


def _real(value: Any) -> arb:
    return value if isinstance(value, arb) else value.real


def _signs(enclose: Enclose, start: Fraction, end: Fraction) -> tuple[int, int] | None:
    left, right = sign_of(enclose(start, start)[0]), sign_of(enclose(end, end)[0])
    return (left, right) if left and right else None


def _join(unclear: list[tuple[Fraction, Fraction]], start: Fraction, end: Fraction) -> None:
    """Adds an interval, as one with the last when they touch; intervals come from left to right."""
    if unclear and unclear[-1][1] == start:
        start = unclear.pop()[0]
    unclear.append((start, end))


def _parts(low: Fraction, high: Fraction) -> list[tuple[Fraction, Fraction]]:
    """From low to high in intervals that grow with the distance from 0; the first one last."""
    marks = {sign * mark + SHIFT for mark in MARKS for sign in (-1, 1)}
    inner = sorted(mark for mark in marks if low < mark < high)
    bounds = [low, *inner, high]
    return list(pairwise(bounds))[::-1]
