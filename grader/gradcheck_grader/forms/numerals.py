"""Numbers as they were written: decimal places, significant figures, powers of ten."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from gradcheck_grader.feedback import forms as feedback
from gradcheck_grader.forms.case import Case, percentage
from gradcheck_grader.syntax.build import value_of
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Node, Num, walk

TEN = Fraction(10)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A decimal number as it was written: 2.50e-3 is 2, 50 and -3.

    power    None when no power of ten was written.
    percent  whether the sign % stands behind it.
    """

    whole: str
    decimals: str
    power: int | None = None
    negative: bool = False
    percent: bool = False

    @property
    def value(self) -> Fraction:
        """The number."""
        size = int(self.whole + self.decimals) * self.unit
        return -size if self.negative else size

    @property
    def unit(self) -> Fraction:
        """What 1 in the last digit counts."""
        return TEN ** ((self.power or 0) - len(self.decimals) - 2 * self.percent)

    @property
    def digits(self) -> str:
        """All digits from the first that is not 0."""
        return (self.whole + self.decimals).lstrip("0")

    @property
    def figures(self) -> range:
        """How many significant figures this may be: 1200 may be anything from 2 to 4, 1200. and 0.12 not."""
        most = len(self.digits)
        open_ended = not self.decimals and self.power is None
        return range(max(1, len(self.digits.rstrip("0"))) if open_ended else most, most + 1)


def numeral_of(tree: Node) -> Numeral | None:
    """The decimal number that was written, with or without a sign and a power of ten; None for others.

    >>> from gradcheck_grader.notation import Notation
    >>> from gradcheck_grader.syntax.parser import parse
    >>> numeral_of(parse("-2.50*10^-3", Notation("number")))
    Numeral(whole='2', decimals='50', power=-3, negative=True, percent=False)
    """
    inner, negative = tree, False
    while isinstance(inner, Apply) and inner.head == "neg":
        inner, negative = inner.args[0], not negative
    if (number := percentage(inner)) is not None:
        plain = numeral_of(number)
        return None if plain is None else replace(plain, negative=negative, percent=True)
    if isinstance(inner, Apply) and inner.head == "*" and len(inner.args) == 2:
        mantissa, power = inner.args[0], _power_of_ten(inner.args[1])
        plain = numeral_of(mantissa) if isinstance(mantissa, Num) else None
        if plain is None or power is None or plain.power is not None:
            return None
        return Numeral(plain.whole, plain.decimals, power, negative)
    if not isinstance(inner, Num):
        return None
    text = inner.text or (str(inner.value) if inner.value.denominator == 1 and inner.value >= 0 else "")
    mantissa, _, power = text.replace("−", "-").lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    if not (whole + decimals).isdecimal():
        return None
    return Numeral(whole, decimals, int(power) if power else None, negative)


def _power_of_ten(node: Node) -> int | None:
    """n, where this is 10^n; 1 for a bare 10 would be no way to write a number."""
    if not isinstance(node, Apply) or node.head != "^" or value_of(node.args[0]) != TEN:
        return None
    exponent = value_of(node.args[1])
    if exponent is None or exponent.denominator != 1 or abs(exponent) > 1_000:
        return None
    return exponent.numerator


def places(case: Case) -> str | None:
    """A decimal with exactly so many digits behind the point."""
    wanted, numeral = int(case.setting), numeral_of(case.tree)
    if numeral is None or numeral.power is not None or numeral.percent:
        return feedback.places(wanted, None)
    written = len(numeral.decimals)
    return None if written == wanted else feedback.places(wanted, written)


def figures(case: Case) -> str | None:
    """A decimal with exactly so many significant figures."""
    wanted, numeral = int(case.setting), numeral_of(case.tree)
    if numeral is None:
        return feedback.figures(wanted, None)
    if not numeral.digits or wanted in numeral.figures:  # 0 has none
        return None
    return feedback.figures(wanted, numeral.figures[-1])


def scientific(case: Case) -> str | None:
    """A number from 1 up to 10 times a power of ten."""
    numeral = numeral_of(case.tree)
    if numeral is None or numeral.power is None or numeral.percent:
        return feedback.SCIENTIFIC
    one_digit = len(numeral.whole) == 1 and numeral.whole != "0"
    return None if one_digit or not numeral.digits else feedback.SCIENTIFIC


def no_decimals(case: Case) -> str | None:
    """No number with a point or a written power of ten occurs."""
    for node in walk(case.tree):
        if isinstance(node, Num) and not node.text.isdecimal() and node.text:
            return feedback.no_decimal(to_plain(node))
    return None


def decimal_text(value: Fraction, unit_power: int, *, scientific: bool = False) -> str:
    """The value rounded to a multiple of 10^unit_power, half to even, with all its digits.

    >>> decimal_text(Fraction(2, 3), -2), decimal_text(Fraction(-1234), 1), decimal_text(Fraction(1234), 1)
    ('0.67', '-1230', '1230')
    >>> decimal_text(Fraction(1, 400), -5, scientific=True)
    '2.50e-3'
    """
    count = round(abs(value) / TEN**unit_power)
    sign, digits = "-" if value < 0 and count else "", str(count)
    if scientific:
        rest = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{rest}e{unit_power + len(digits) - 1}"
    if unit_power >= 0:
        return sign + digits + "0" * unit_power * bool(count)
    digits = digits.rjust(1 - unit_power, "0")
    return f"{sign}{digits[:unit_power]}.{digits[unit_power:]}"


def magnitude(value: Fraction) -> int:
    """The power of ten that the first digit counts: 2 for 345, -3 for 0.005; 0 for 0."""
    if value == 0:
        return 0
    size = abs(value)
    guess = len(str(size.numerator)) - len(str(size.denominator))
    return guess if size >= TEN**guess else guess - 1
