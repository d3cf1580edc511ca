"""What a person did whose number is wrong, where that can be seen: rounded, shifted by tens, turned round."""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from gradcheck_grader import feedback
from gradcheck_grader.equality import Compiled, Tolerance, compare
from gradcheck_grader.feedback import numbers as said
from gradcheck_grader.forms.case import percentage, without_sign
from gradcheck_grader.forms.numerals import TEN, Numeral, magnitude, numeral_of
from gradcheck_grader.syntax.build import minus, rational
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Node

# With fewer digits a coincidence is likelier than a cause.
FEWEST_PLACES = 2
FEWEST_DIGITS = 2
NEAR_ENOUGH = Fraction(1, 20)
GUARD_BITS = 64


def near_miss(compiled: Compiled, response: Node, tolerance: Tolerance) -> str:
    """A sentence on a number that was judged wrong; empty when it is wrong in no way that has a name."""
    numeral = numeral_of(response)
    if numeral is not None and numeral.value:
        cause = _rounded(compiled, response, numeral, tolerance) or _shifted(compiled, numeral, tolerance)
        if cause:
            return cause
    return said.SIGN if compare(compiled, minus(response), tolerance=tolerance).is_right else ""


def _rounded(compiled: Compiled, response: Node, numeral: Numeral, tolerance: Tolerance) -> str:
    """Whether it is the right number, rounded or cut off behind its last digit."""
    exact = tolerance.is_exact
    shown = len(numeral.decimals) + 2 * numeral.percent + (numeral.power is not None)
    if exact and shown < FEWEST_PLACES:
        return ""
    half_unit = numeral.unit / 2
    near = Tolerance(absolute=half_unit)
    if not exact and numeral.unit > abs(numeral.value):
        return ""
    if compare(compiled, rational(numeral.value), tolerance=near).is_right:
        return feedback.rounded(_as_written(response)) if exact else _too_early(tolerance)
    middle = numeral.value + (half_unit if numeral.value > 0 else -half_unit)
    if not numeral.decimals or not compare(compiled, rational(middle), tolerance=near).is_right:
        return ""
    if exact:
        return feedback.rounded(_as_written(response))
    return said.CUT_OFF if _has_all_digits(numeral, tolerance) else _too_early(tolerance)


def _as_written(response: Node) -> str:
    """The number in plain notation, a percentage with its sign."""
    inner = without_sign(response)
    number = percentage(inner)
    if number is None:
        return to_plain(response)
    return f"{'' if inner is response else '-'}{to_plain(number)}%"


def _has_all_digits(numeral: Numeral, tolerance: Tolerance) -> bool:
    """Whether it has as many digits as the question wants, where it says so."""
    if tolerance.places is not None:
        return numeral.unit <= TEN**-tolerance.places
    return tolerance.figures is not None and len(numeral.digits) >= tolerance.figures


def _too_early(tolerance: Tolerance) -> str:
    """What to say of too few digits."""
    if tolerance.places is not None:
        return said.give_places(tolerance.places)
    return said.KEEP_MORE_DIGITS if tolerance.figures is None else said.give_figures(tolerance.figures)


def _shifted(compiled: Compiled, numeral: Numeral, tolerance: Tolerance) -> str:
    """Whether it is the right number times a power of ten."""
    needed = approximate(compiled)
    if not needed or (needed > 0) != (numeral.value > 0):
        return ""
    ratio = numeral.value / needed
    shift = round_to_power(ratio)
    shifted = numeral.value / TEN**shift
    if shift == 0 or abs(shifted / needed - 1) > NEAR_ENOUGH:
        return ""
    if not compare(compiled, rational(shifted), tolerance=tolerance).is_right:
        return ""
    if shift == 2 and abs(needed) <= 1:
        return said.PERCENTAGE
    return said.POWER_OF_TEN if len(numeral.digits.rstrip("0")) >= FEWEST_DIGITS else ""


def round_to_power(ratio: Fraction) -> int:
    """The exponent of the power of ten that is nearest to a positive number."""
    return magnitude(ratio * Fraction(316, 100))


def approximate(compiled: Compiled, *, bits: int = GUARD_BITS) -> Fraction | None:
    """The value of an expression without names: exactly where it is rational, else to so many bits.

    None when it is not real, has no value, or is not known so precisely.
    """
    exactly = compiled.graph.value(compiled.root)
    if exactly is not None:
        return exactly
    ball = compiled.at({}, bits)[1] if compiled.program.complete else None
    if not isinstance(ball, arb) or ball.rel_accuracy_bits() < bits // 2:
        return None
    mantissa, exponent = ball.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
