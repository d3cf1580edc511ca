"""How the values of two sides at one point compare: exactly, or within a tolerance."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from flint import arb, ctx, fmpq

from gradcheck_grader.equality.balls import DEFAULT_BITS, UNDEFINED, Ball, Value, Void, is_narrow, overlap
from gradcheck_grader.equality.steps import PRECISION
from gradcheck_grader.equality.tolerance import EXACT, Tolerance

# Of a number beyond 2^(±this) the decade is not looked for.
FARTHEST_EXPONENT = 20_000


class Meeting(Enum):
    """How the two values at one point compare."""

    AGREE = "agree"
    DIFFER = "differ"
    TIE = "tie"
    ONE_UNDEFINED = "one undefined"
    SILENT = "silent"


def relation(left: Value, right: Value, tolerance: Tolerance) -> Meeting:
    """How two values compare, as far as they are known."""
    if isinstance(left, Void) or isinstance(right, Void):
        one = (left is UNDEFINED) != (right is UNDEFINED)
        both_known = not (isinstance(left, Void) and isinstance(right, Void))
        return Meeting.ONE_UNDEFINED if one and both_known else Meeting.SILENT
    if tolerance is not EXACT and not tolerance.is_exact:
        return _within(left, right, tolerance)
    if not overlap(left, right):
        return Meeting.DIFFER
    return Meeting.AGREE if is_narrow(left) and is_narrow(right) else Meeting.SILENT


def _within(left: Ball, right: Ball, tolerance: Tolerance) -> Meeting:
    """Whether the difference is at most the allowed one; TIE when the balls cannot tell."""
    with PRECISION:
        # With more bits than the balls have: so the outcome is that of the balls, whoever else computes now.
        ctx.prec = max(left.bits(), right.bits()) + DEFAULT_BITS
        try:
            sizes, difference = (abs(left), abs(right)), abs(left - right)
            allowed = sizes[0].max(sizes[1]) * _ball(tolerance.relative_part)
            allowed = allowed.max(_ball(tolerance.fixed_part))
            units = _half_units(sizes[0].min(sizes[1]), tolerance)
            if units is None:
                return Meeting.AGREE if difference <= allowed else Meeting.TIE
            if difference <= allowed.max(units[0]):
                return Meeting.AGREE
            return Meeting.DIFFER if difference > allowed.max(units[1]) else Meeting.TIE
        finally:
            ctx.prec = DEFAULT_BITS


def _half_units(size: arb, tolerance: Tolerance) -> tuple[arb, arb] | None:
    """The least and the most that half a unit in the last figure can be; None when that is out of reach."""
    if tolerance.figures is None:
        return arb(0), arb(0)
    units: list[arb] = []
    for end in (size.abs_lower(), size.abs_upper()):
        mantissa, exponent = (int(part) for part in end.man_exp())
        if abs(exponent) > FARTHEST_EXPONENT:
            return None
        units.append(_ball(tolerance.half_unit(mantissa * Fraction(2) ** exponent)))
    return units[0], units[1]


def _ball(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))
