"""A point where two sides differ, printed for a person."""

from __future__ import annotations

from fractions import Fraction

from flint import acb, arb

from gradcheck_grader import feedback
from gradcheck_grader.equality import exact
from gradcheck_grader.equality.balls import DEFAULT_BITS, UNDEFINED, UNKNOWN, Ball, Value, Void, noise_of
from gradcheck_grader.equality.compiled import Pair
from gradcheck_grader.equality.sampling import Point, decimal_text
from gradcheck_grader.equality.steps import PRECISION
from gradcheck_grader.verdict import Evidence

FEW_DIGITS = 9
DIGITS = (4, 6, 9, 12, 16, 24, 40)
LONGEST_EXACT = 12
EXACT_DIGITS = 8
LONGEST_POWER = 12


def printed_point(point: Point) -> dict[str, str]:
    """The coordinates, as text by name."""
    return {name: place.text for name, place in point.items()}


def counterexample(pair: Pair, point: Point, values: tuple[Value, Value] = (UNKNOWN, UNKNOWN)) -> Evidence:
    """Evidence of a point where the two values differ, with as many digits as it takes to see that.

    values  there, as far as they were computed before.
    """
    needed = yours = ""
    for digits in DIGITS:
        needed, yours = _printed(values, digits)
        if not (needed and yours):
            values = pair.at(point, max(DEFAULT_BITS, 4 * digits + 40))
            needed, yours = _printed(values, digits)
        if needed and yours and needed != yours:
            return Evidence("counterexample", at=printed_point(point), needed=needed, yours=yours)
    note = feedback.differ_beyond(DIGITS[-1])
    return Evidence("counterexample", at=printed_point(point), needed=needed, yours=yours, note=note)


def _printed(values: tuple[Value, Value], digits: int) -> tuple[str, str]:
    left, right = ("" if isinstance(value, Void) else decimal(value, digits) for value in values)
    return left, right


def undefined(point: Point, left: Value, right: Value) -> Evidence:
    """Evidence of a point around which one side has no value and the other has one."""
    return Evidence("undefined", at=printed_point(point), needed=value_text(left), yours=value_text(right))


def exact_text(value: Fraction) -> str:
    """A number as a person would write it: short ones exactly, long ones in decimals.

    >>> exact_text(Fraction(3, 4)), exact_text(Fraction(10**20, 3))
    ('0.75', '3.3333333e19')
    """
    # Bounded first: Python refuses to write out an integer of thousands of digits.
    if exact.bits_of(value) <= 8 * LONGEST_EXACT and len(text := decimal_text(value)) <= LONGEST_EXACT:
        return text
    with PRECISION:
        return decimal(arb(value.numerator) / arb(value.denominator), EXACT_DIGITS)


def decimal(ball: Ball, digits: int) -> str:
    """The number to this many significant digits; empty when the ball does not fix them.

    >>> decimal(arb(1) / 3, 4), decimal(arb(10) ** 30, 4), decimal(acb(1, -2), 4)
    ('0.3333', '1e30', '1 - 2 i')
    """
    if isinstance(ball, acb):
        return _complex_decimal(ball, digits)
    if 0 in ball:
        return "0" if noise_of(ball) < arb(10) ** (-digits - 4) else ""
    if ball.rel_accuracy_bits() < 3.33 * digits + 2:
        return ""
    return _short(float(ball), digits) or _plain(ball.str(digits, radius=False))


def _short(number: float, digits: int) -> str:
    """Few digits of a number of ordinary size, or nothing: flint would take ten times as long to write it."""
    if digits > FEW_DIGITS or not 1e-4 <= abs(number) < 10.0**digits:
        return ""
    text = f"{number:.{digits}g}"
    return "" if "e" in text else text


def _complex_decimal(ball: acb, digits: int) -> str:
    real, imaginary = decimal(ball.real, digits), decimal(ball.imag, digits)
    if not real or not imaginary:
        return ""
    if imaginary == "0":
        return real
    sign, size = ("-", imaginary[1:]) if imaginary.startswith("-") else ("+", imaginary)
    return f"{real} {sign} {size} i"


def _plain(text: str) -> str:
    """A decimal as flint prints it, without trailing zeros, with an exponent only where that is shorter."""
    mantissa, _, power = text.partition("e")
    if len(power) > LONGEST_POWER:  # the number of digits of such a number is itself beyond reading
        return feedback.TINY if power.startswith("-") else feedback.HUGE
    sign, size = ("-", mantissa[1:]) if mantissa.startswith("-") else ("", mantissa)
    whole, _, fraction = size.partition(".")
    digits = (whole + fraction).lstrip("0")
    adjusted = len(whole) - 1 - (len(whole + fraction) - len(digits)) + int(power or 0)
    digits = digits.rstrip("0")
    if -5 <= adjusted < 10:
        return sign + _fixed(digits, adjusted)
    return f"{sign}{digits[0]}{'.' if len(digits) > 1 else ''}{digits[1:]}e{adjusted}"


def _fixed(digits: str, adjusted: int) -> str:
    """The digits with the point where the first of them counts 10^adjusted."""
    if adjusted < 0:
        return "0." + "0" * (-adjusted - 1) + digits
    whole, fraction = digits[: adjusted + 1].ljust(adjusted + 1, "0"), digits[adjusted + 1 :]
    return f"{whole}.{fraction}" if fraction else whole


def value_text(value: Value, digits: int = DIGITS[0]) -> str:
    """The value to this many significant digits, or that there is none; empty when neither is known."""
    if isinstance(value, Void):
        return feedback.UNDEFINED if value is UNDEFINED else ""
    return decimal(value, digits)
