"""Functions of real numbers on balls: an enclosure, or nan where the ball does not lie in the domain.

UNDEFINED holds the proofs: each says that its function has no value anywhere on the balls given.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from flint import acb, arb

Operation = Callable[..., arb]
Proof = Callable[..., bool]

NAN = arb.nan()


def summed(*terms: arb) -> arb:
    """The sum of the terms."""
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def multiplied(*factors: arb) -> arb:
    """The product of the factors."""
    total = factors[0]
    for factor in factors[1:]:
        total = total * factor
    return total


def power(base: arb, exponent: arb) -> arb:
    """base**exponent; 0**0 is 1. What is not finite stays so, where flint would have nan**0 = 1."""
    return base**exponent if base.is_finite() and exponent.is_finite() else NAN


def integer_power(exponent: int) -> Operation:
    """The power with this exponent."""
    if exponent == -1:
        return _inverse
    if exponent == 0:
        return _one_where_defined

    def power_of(base: arb) -> arb:
        return base**exponent

    return power_of


def _inverse(x: arb) -> arb:
    return 1 / x


def _one_where_defined(x: arb) -> arb:
    return x * 0 + 1


def size(x: arb) -> arb:
    """The absolute value."""
    return abs(x)


def smallest(*values: arb) -> arb:
    """The least of the values."""
    return reduce(arb.min, values)


def largest(*values: arb) -> arb:
    """The greatest of the values."""
    return reduce(arb.max, values)


def sign(x: arb) -> arb:
    """-1, 0 or 1."""
    return x.sgn() if x.is_finite() else NAN


def root(x: arb, degree: arb) -> arb:
    """The real root: of a negative number when the degree is odd."""
    n = small_natural(degree)
    if n is None or n == 0:
        return NAN
    return -((-x).root(n)) if n % 2 and x < 0 else x.root(n)


def itself(x: arb) -> arb:
    """The real part, and the conjugate, of what is real."""
    return x


def nothing(x: arb) -> arb:
    """The imaginary part of what is real."""
    return arb(0) if x.is_finite() else NAN


def argument(x: arb) -> arb:
    """0 or pi; 0 has none."""
    return arb(0) if x > 0 else arb.pi() if x < 0 else NAN


def factorial(x: arb) -> arb:
    """x! = gamma(x + 1)."""
    return (x + 1).gamma()


def digamma(x: arb) -> arb:
    """The derivative of log gamma."""
    return x.digamma()


def polygamma(order: arb, x: arb) -> arb:
    """The derivative of digamma of this order, a natural number."""
    n = small_natural(order)
    return NAN if n is None or not x.is_finite() else acb(x).polygamma(acb(n)).real


def binomial(n: arb, k: arb) -> arb:
    """n (n - 1) … (n - k + 1) / k! for a natural k; by gamma functions otherwise."""
    if not n.is_finite():
        return NAN
    small = small_natural(k)
    if small is not None:
        return n.bin(small)
    return (n + 1).gamma() * (k + 1).rgamma() * (n - k + 1).rgamma()


def small_natural(x: arb) -> int | None:
    """The natural number below 10 000 that x is exactly, or None."""
    if not (
        x.is_exact() and x >= 0 and x < 10_000
    ):  # bounded first: the integer 2^(2^40) would fill the memory
        return None
    whole = x.unique_fmpz()
    return None if whole is None or whole != x else int(whole)


def _power_is_undefined(base: arb, exponent: arb) -> bool:
    if base.is_zero():
        return exponent < 0
    return base < 0 and not exponent.contains_integer()


def _root_is_undefined(x: arb, degree: arb) -> bool:
    n = small_natural(degree)
    return n == 0 or (n is not None and n % 2 == 0 and x < 0)


def _is_negative(x: arb) -> bool:
    return x < 0


def _is_not_positive(x: arb) -> bool:
    return x <= 0


def _is_beyond_one(x: arb) -> bool:
    return abs(x) > 1


def _is_one_or_beyond(x: arb) -> bool:
    return abs(x) >= 1


def _is_below_one(x: arb) -> bool:
    return x < 1


def _is_pole_of_factorial(x: arb) -> bool:
    return _is_pole_of_gamma(x + 1)


def _is_pole_of_polygamma(_order: arb, x: arb) -> bool:
    return _is_pole_of_gamma(x)


def _is_pole_of_gamma(x: arb) -> bool:
    return x.is_exact() and x <= 0 and x.is_integer()


OPERATIONS: dict[str, Operation] = {
    "+": summed,
    "*": multiplied,
    "^": power,
    "sqrt": arb.sqrt,
    "root": root,
    "exp": arb.exp,
    "log": arb.log,
    "sin": arb.sin,
    "cos": arb.cos,
    "tan": arb.tan,
    "cot": arb.cot,
    "sec": arb.sec,
    "csc": arb.csc,
    "asin": arb.asin,
    "acos": arb.acos,
    "atan": arb.atan,
    "sinh": arb.sinh,
    "cosh": arb.cosh,
    "tanh": arb.tanh,
    "asinh": arb.asinh,
    "acosh": arb.acosh,
    "atanh": arb.atanh,
    "abs": size,
    "re": itself,
    "conj": itself,
    "im": nothing,
    "arg": argument,
    "sign": sign,
    "floor": arb.floor,
    "ceil": arb.ceil,
    "min": smallest,
    "max": largest,
    "gamma": arb.gamma,
    "digamma": digamma,
    "polygamma": polygamma,
    "factorial": factorial,
    "binomial": binomial,
    "erf": arb.erf,
}


UNDEFINED: dict[str, Proof] = {
    "^": _power_is_undefined,
    "sqrt": _is_negative,
    "root": _root_is_undefined,
    "log": _is_not_positive,
    "arg": arb.is_zero,
    "cot": arb.is_zero,
    "csc": arb.is_zero,
    "asin": _is_beyond_one,
    "acos": _is_beyond_one,
    "acosh": _is_below_one,
    "atanh": _is_one_or_beyond,
    "gamma": _is_pole_of_gamma,
    "digamma": _is_pole_of_gamma,
    "polygamma": _is_pole_of_polygamma,
    "factorial": _is_pole_of_factorial,
}
