"""Functions of complex numbers on balls, principal branches; nan where the ball holds a pole.

Functions that only real numbers have are nan unless every argument is exactly real.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import acb, arb

from gradcheck_grader.equality import conditions, real_balls

Operation = Callable[..., acb]
Proof = Callable[..., bool]

NAN = acb(arb.nan())


def summed(*terms: acb) -> acb:
    """The sum of the terms."""
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def multiplied(*factors: acb) -> acb:
    """The product of the factors."""
    total = factors[0]
    for factor in factors[1:]:
        total = total * factor
    return total


def power(base: acb, exponent: acb) -> acb:
    """The principal power exp(exponent log(base)); 0**0 is 1."""
    return base**exponent if base.is_finite() and exponent.is_finite() else NAN


def integer_power(exponent: int) -> Operation:
    """The power with this exponent."""
    if exponent == 0:
        return _one_where_defined

    def power_of(base: acb) -> acb:
        return base**exponent

    return power_of


def _one_where_defined(z: acb) -> acb:
    return z * 0 + 1


def size(z: acb) -> acb:
    """The absolute value."""
    return acb(abs(z))


def real_part(z: acb) -> acb:
    """Re z."""
    return acb(z.real) if z.is_finite() else NAN


def imaginary_part(z: acb) -> acb:
    """Im z."""
    return acb(z.imag) if z.is_finite() else NAN


def conjugate(z: acb) -> acb:
    """Re z - i Im z."""
    return acb(z.real, -z.imag) if z.is_finite() else NAN


def argument(z: acb) -> acb:
    """The principal argument, from -pi (open) to pi; 0 has none."""
    return NAN if z.contains(0) or not z.is_finite() else acb(z.arg())


def factorial(z: acb) -> acb:
    """z! = gamma(z + 1)."""
    return (z + 1).gamma()


def polygamma(order: acb, z: acb) -> acb:
    """The derivative of digamma of this order, a natural number."""
    n = real_balls.small_natural(order.real) if order.imag.is_zero() else None
    return NAN if n is None or not z.is_finite() else z.polygamma(acb(n))


def of_reals(operation: Callable[..., arb]) -> Operation:
    """A function that only real numbers have; nan unless every argument is exactly real."""

    def applied(*values: acb) -> acb:
        if all(value.imag.is_zero() for value in values):
            return acb(operation(*(value.real for value in values)))
        return NAN

    return applied


def root(x: acb, degree: acb) -> acb:
    """The principal root."""
    return power(x, 1 / degree)


def binomial(n: acb, k: acb) -> acb:
    """By gamma functions; by a product for a natural k."""
    if n.imag.is_zero() and k.imag.is_zero():
        return acb(real_balls.binomial(n.real, k.real))
    return (n + 1).gamma() * (k + 1).rgamma() * (n - k + 1).rgamma()


def equals(left: acb, right: acb) -> acb:
    """1 where the two are seen to be equal, 0 where they are not; complex numbers may be equal too."""
    return acb(conditions.equals(left, right))


def _power_is_undefined(base: acb, exponent: acb) -> bool:
    return base.is_zero() and exponent.real < 0


OPERATIONS: dict[str, Operation] = {
    "+": summed,
    "*": multiplied,
    "^": power,
    "root": root,
    "binomial": binomial,
    "abs": size,
    "re": real_part,
    "im": imaginary_part,
    "conj": conjugate,
    "arg": argument,
    "factorial": factorial,
    "polygamma": polygamma,
    **{
        head: getattr(acb, head)
        for head in (
            *("sqrt", "exp", "log", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan"),
            *("sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "gamma", "digamma", "erf"),
        )
    },
    **{head: of_reals(real_balls.OPERATIONS[head]) for head in ("sign", "floor", "ceil", "min", "max")},
    **{head: of_reals(condition) for head, condition in conditions.REAL.items()},
    "=": equals,
}

UNDEFINED: dict[str, Proof] = {
    "^": _power_is_undefined,
    "log": acb.is_zero,
    "arg": acb.is_zero,
    "cot": acb.is_zero,
    "csc": acb.is_zero,
}
