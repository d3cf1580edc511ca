"""Functions on complex balls around a piece of the real line: nan unless analytic on the whole ball.

Each is the continuation of the function that real_balls has on the real piece. That is what rigorous
integration needs to bound its error (Petras; Johansson 2018, "Numerical integration in arbitrary-precision
ball arithmetic").
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from flint import acb, arb

from gradcheck_grader.equality import complex_balls, real_balls
from gradcheck_grader.equality.complex_balls import NAN, Operation
from gradcheck_grader.equality.conditions import REAL as CONDITIONS
from gradcheck_grader.equality.conditions import Cases


def _power(base: acb, exponent: acb) -> acb:
    if not (base.is_finite() and exponent.is_finite()):
        return NAN
    return base.pow(exponent, analytic=True)


def _square_root(z: acb) -> acb:
    return z.sqrt(analytic=True)


def _logarithm(z: acb) -> acb:
    return z.log(analytic=True)


def _root(x: acb, degree: acb) -> acb:
    n = real_balls.small_natural(degree.real) if degree.imag.is_zero() else None
    if n is None or n == 0:
        return NAN
    if n % 2 and x.real < 0:
        return -((-x).pow(acb(1) / n, analytic=True))
    return x.pow(acb(1) / n, analytic=True)


def _size(z: acb) -> acb:
    return z if z.real > 0 else -z if z.real < 0 else NAN


def _sign(z: acb) -> acb:
    return acb(1) if z.real > 0 else acb(-1) if z.real < 0 else NAN


def _larger(a: acb, b: acb) -> acb:
    return a if a.real > b.real else b if b.real > a.real else NAN


def _smaller(a: acb, b: acb) -> acb:
    return a if a.real < b.real else b if b.real < a.real else NAN


def _step(of: Callable[[arb], arb]) -> Operation:
    """floor or ceil, which are constant where no whole number lies in the ball."""

    def step(z: acb) -> acb:
        return NAN if z.real.contains_integer() or not z.is_finite() else acb(of(z.real))

    return step


def _off_the_cut(function: Operation) -> Operation:
    """asin, acos, atanh: cut along the real line from 1 and from -1 outwards."""

    def cut(z: acb) -> acb:
        inside = abs(z.real) < 1 or not z.imag.contains(0)
        return function(z) if inside else NAN

    return cut


def _off_the_imaginary_cut(function: Operation) -> Operation:
    """atan, asinh: cut along the imaginary line from i and from -i outwards."""

    def cut(z: acb) -> acb:
        inside = abs(z.imag) < 1 or not z.real.contains(0)
        return function(z) if inside else NAN

    return cut


def _acosh(z: acb) -> acb:
    return z.acosh() if z.real > 1 else NAN


def _truth(condition: Callable[..., arb]) -> Operation:
    """What holds on the whole ball holds on the real piece in it."""

    def truth(*values: acb) -> acb:
        return acb(condition(*(value.real for value in values)))

    return truth


OPERATIONS: dict[str, Operation] = {
    **{head: complex_balls.OPERATIONS[head] for head in ("+", "*", "factorial", "binomial")},
    **{
        head: complex_balls.OPERATIONS[head]
        for head in ("exp", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "gamma", "erf")
    },
    **{head: _off_the_cut(complex_balls.OPERATIONS[head]) for head in ("asin", "acos", "atanh")},
    **{head: _off_the_imaginary_cut(complex_balls.OPERATIONS[head]) for head in ("atan", "asinh")},
    **{head: _truth(condition) for head, condition in CONDITIONS.items() if head != "="},
    "piecewise": Cases(NAN, doubts=False),
    "^": _power,
    "root": _root,
    "sqrt": _square_root,
    "log": _logarithm,
    "acosh": _acosh,
    "abs": _size,
    "sign": _sign,
    "max": lambda *values: reduce(_larger, values),
    "min": lambda *values: reduce(_smaller, values),
    "floor": _step(arb.floor),
    "ceil": _step(arb.ceil),
}
