"""Exact rational arithmetic that refuses to grow: every result has a bounded number of bits, or is None."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, comb, factorial, floor, isqrt

from gradcheck_grader.limits import Limits

EXACT_BITS = 65_536


def bits_of(value: Fraction) -> int:
    """Bits of numerator and denominator together."""
    return value.numerator.bit_length() + value.denominator.bit_length()


def power(base: Fraction, exponent: Fraction, limits: Limits) -> Fraction | None:
    """base**exponent for an integer exponent or an exact square root; 0**0 is 1, as polynomials have it.

    None when it is irrational, undefined (0 to a negative power) or too large.

    >>> power(Fraction(2), Fraction(-2), Limits()), power(Fraction(4, 9), Fraction(1, 2), Limits())
    (Fraction(1, 4), Fraction(2, 3))
    """
    if exponent == Fraction(1, 2):
        return square_root(base)
    if exponent.denominator != 1 or (base == 0 and exponent < 0):
        return None
    size = abs(exponent.numerator)
    if size > limits.exponent or bits_of(base) * size > EXACT_BITS:
        return base if base in (0, 1) and exponent > 0 else None
    return base**exponent.numerator


def square_root(value: Fraction) -> Fraction | None:
    """The exact square root, or None."""
    if value < 0:
        return None
    above, below = isqrt(value.numerator), isqrt(value.denominator)
    if above * above == value.numerator and below * below == value.denominator:
        return Fraction(above, below)
    return None


def total(left: Fraction, right: Fraction) -> Fraction | None:
    """The sum, unless it is too large."""
    return left + right if bits_of(left) + bits_of(right) <= EXACT_BITS else None


def product(left: Fraction, right: Fraction) -> Fraction | None:
    """The product, unless it is too large."""
    return left * right if bits_of(left) + bits_of(right) <= EXACT_BITS else None


def applied(head: str, values: tuple[Fraction, ...], limits: Limits) -> Fraction | None:
    """The exact value of abs, sign, floor, ceil, min, max, factorial or binomial, or None.

    >>> applied("binomial", (Fraction(5), Fraction(2)), Limits())
    Fraction(10, 1)
    """
    match head, values:
        case ("min", _):
            return min(values)
        case ("max", _):
            return max(values)
        case ("factorial", (n,)):
            return Fraction(factorial(n.numerator)) if _small_natural(n, limits) else None
        case ("binomial", (n, k)):
            small = _small_natural(n, limits) and _small_natural(k, limits)
            return Fraction(comb(n.numerator, k.numerator)) if small else None
        case (_, (x,)):
            return _applied_to_one(head, x)
        case _:
            return None


def _applied_to_one(head: str, x: Fraction) -> Fraction | None:
    match head:
        case "abs":
            return abs(x)
        case "sign":
            return Fraction((x > 0) - (x < 0))
        case "floor":
            return Fraction(floor(x))
        case "ceil":
            return Fraction(ceil(x))
        case _:
            return None


def _small_natural(value: Fraction, limits: Limits) -> bool:
    return value.denominator == 1 and 0 <= value <= limits.factorial
