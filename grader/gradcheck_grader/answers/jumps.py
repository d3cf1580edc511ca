"""Whether a function jumps: by the mean value theorem, with rigorous bounds.

On a stretch where the derivative lies in a ball, the function changes by the width times a number of that
ball. A change outside of it proves that this is no derivative of the function there.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from flint import arb, fmpq

from gradcheck_grader.equality import Compiled, sampling
from gradcheck_grader.equality.sampling import Coordinate, decimal_text
from gradcheck_grader.equality.steps import PRECISION
from gradcheck_grader.notation import REAL, Domain

STEPS = frozenset({"sign", "floor", "ceil", "piecewise"})
FURTHEST = 6
HALVINGS = 24
BITS = 128
SHIFT = Fraction(37, 100)

Place = dict[str, Coordinate]


def jump_of(function: Compiled, derivative: Compiled, variable: str) -> str | None:
    """Where a jump of the function is proved, printed; None when none is seen.

    Looks only at functions that are made of steps, from -6 to 6 in the variable, the other names fixed.
    """
    if STEPS.isdisjoint(function.graph.heads) or not function.program.complete:
        return None
    domain = function.notation.names.get(variable, REAL)
    others = {name: kind for name, kind in function.notation.names.items() if name != variable}
    place = dict(sampling.ordinary_point(others, 0))
    for low, high in _stretches(domain):
        found = _jump_between(function, derivative, variable, place, low, high)
        if found is not None:
            return found
    return None


def _stretches(domain: Domain) -> Iterator[tuple[Fraction, Fraction]]:
    """Stretches of width 1 around the whole numbers, and all of a domain that is shorter."""
    for number in range(-FURTHEST, FURTHEST + 1):
        low, high = number - SHIFT, number + 1 - SHIFT
        low = low if domain.low is None else max(low, domain.low)
        high = high if domain.high is None else min(high, domain.high)
        if low < high:
            yield low, high


def _jump_between(
    function: Compiled, derivative: Compiled, variable: str, place: Place, low: Fraction, high: Fraction
) -> str | None:
    """Halves the stretch towards the steeper side; a change that is proved too large is looked at closely."""
    found: Fraction | None = None
    for _ in range(HALVINGS):
        middle, half = (low + high) / 2, (high - low) / 2
        values = [_at(function, variable, place, Coordinate(at)) for at in (low, middle, high)]
        rate = _at(derivative, variable, place, Coordinate(middle, radius=half))
        first, between, last = values
        if first is None or between is None or last is None or rate is None:
            break
        with PRECISION:
            width = arb(fmpq((2 * half).numerator, (2 * half).denominator))
            if not (last - first).overlaps(rate * width):
                found = middle
            left, right = abs(between - first), abs(last - between)
        low, high = (low, middle) if left > right else (middle, high)
    return None if found is None else decimal_text(Fraction(round(found * 100), 100))


def _at(compiled: Compiled, variable: str, place: Place, coordinate: Coordinate) -> arb | None:
    """The real value at a place, where there is one."""
    value = compiled.at({**place, variable: coordinate}, BITS)[1]
    return value if isinstance(value, arb) else None
