"""Derivatives that a computer finds: functions to write."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import Rational, Symbol

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Formula, Value
from gradcheck_grader import Code, Number, Trial
from gradcheck_grader.sandbox import Function

STEPS = (Rational(1, 2), Rational(1, 4), Rational(1, 5), Rational(1, 10))
SOLUTION = "def derivative(f, x, h):\n    return (f(x + h) - f(x - h)) / (2 * h)"
FORWARD = "def derivative(f, x, h):\n    return (f(x + h) - f(x)) / h"
HALF_WIDTH = "def derivative(f, x, h):\n    return (f(x + h) - f(x - h)) / h"
BACKWARD = "def derivative(f, x, h):\n    return (f(x) - f(x - h)) / h"
x = Symbol("x")


@dataclass(frozen=True)
class Cubic:
    """f = a x³ + b x² + c x, the place where it is differentiated, and the step h."""

    coefficients: tuple[int, int, int]
    place: int
    h: Value

    @property
    def f(self) -> Formula:
        """The function, in x."""
        a, b, c = self.coefficients
        return a * x**3 + b * x**2 + c * x

    def at(self, value: Any) -> Any:
        """The value of f: exact for exact numbers."""
        a, b, c = self.coefficients
        return ((a * value + b) * value + c) * value

    @property
    def central(self) -> Value:
        """(f(x + h) - f(x - h)) / 2h."""
        return (self.at(self.place + self.h) - self.at(self.place - self.h)) / (2 * self.h)


@dataclass(frozen=True)
class Probe:
    """A function of one variable: its source, its values, and its central differences in closed form."""

    source: str
    value: Callable[[Any], Any]
    differences: Callable[[Any, float], Any]


@exercise("calculus/numerical-derivative", title="A derivative by central differences", level=2)
def numerical_derivative(draw: Draw) -> Problem:
    """The slope of a function, from two values of it on both sides of the place.

    Trap: the two places are 2h apart, not h; and one of them lies before the place, not at it.
    Source: Nocedal & Wright, Numerical Optimization, 2nd ed., section 8.1.
    """
    cubic = draw.until(_tells_mistakes_apart, lambda: _cubic(draw))
    rates = tuple(draw.integer(name, 1, 4) for name in ("k1", "k2", "k3"))
    return Problem(
        say(
            r"""
            The **central difference** of a function $f$ at $x$ with step $h > 0$ is
            $$\frac{f(x + h) - f(x - h)}{2 h}.$$

            It comes near $f'(x)$ when $h$ is small, with an error that falls with $h^2$.
            """
        ),
        (_number_part(cubic), _code_part(rates)),
    )


def _cubic(draw: Draw) -> Cubic:
    a = draw.integer("a", -3, 3, exclude=(0,))
    b = draw.integer("b", -5, 5, exclude=(0,))
    c = draw.integer("c", -5, 5, exclude=(0,))
    return Cubic((a, b, c), draw.integer("x0", -3, 3, exclude=(0,)), draw.choice("h", STEPS))


def _tells_mistakes_apart(cubic: Cubic) -> bool:
    """Whether the wrong rules give four numbers that differ, and the right one is not 0."""
    values = [cubic.central, *(value for _, value, _ in _mistakes(cubic))]
    return cubic.central != 0 and len(set(values)) == len(values)


def _mistakes(cubic: Cubic) -> tuple[tuple[str, Value, str], ...]:
    """Name, value and feedback of each wrong rule."""
    a, b, c = cubic.coefficients
    place, h = cubic.place, cubic.h
    return (
        (
            "forward-difference",
            (cubic.at(place + h) - cubic.at(place)) / h,
            "You went from x to x + h. A central difference has one place on each side of x.",
        ),
        (
            "divided-by-h",
            2 * cubic.central,
            "You divided by h. How far apart are the two places?",
        ),
        (
            "derivative-itself",
            3 * a * place**2 + 2 * b * place + c,
            "This is the derivative itself. The central difference is near it, but not equal to it.",
        ),
    )


def _number_part(cubic: Cubic) -> Part:
    """The central difference of the cubic, by hand."""
    place, h = cubic.place, cubic.h
    after, before = cubic.at(place + h), cubic.at(place - h)
    return Part(
        say(
            "Find the central difference of $f(x) = {f}$ at $x = {place}$ with $h = {h}$, exactly.",
            f=cubic.f,
            place=place,
            h=h,
        ),
        Number(cubic.central),
        slips=tuple(Slip(*mistake) for mistake in _mistakes(cubic)),
        hints=hints(
            "You need two values of $f$: one before the place and one after it.",
            "The places are ${left}$ and ${right}$. They are $2 h$ apart.",
            "$f({right}) = {after}$ and $f({left}) = {before}$. Subtract, and divide by ${width}$.",
            left=place - h,
            right=place + h,
            after=after,
            before=before,
            width=2 * h,
        ),
        steps=(
            step("One step after the place", "$f({at})$", "${value}$", at=place + h, value=after),
            step("One step before the place", "$f({at})$", "${value}$", at=place - h, value=before),
            step(
                "Divide by how far apart they are",
                r"$\frac{f(x + h) - f(x - h)}{2 h}$",
                "${value}$",
                value=cubic.central,
            ),
        ),
        check=lambda _: float(_expanded(cubic)),
    )


def _expanded(cubic: Cubic) -> Value:
    """The central difference of a cubic by Taylor's formula: f'(x) + a h²."""
    a, b, c = cubic.coefficients
    return 3 * a * cubic.place**2 + 2 * b * cubic.place + c + a * cubic.h**2


def _code_part(rates: tuple[int, ...]) -> Part:
    """The central difference of any function, as code."""
    probes, trials = _trials(rates)
    by_source = {probe.source: probe for probe in probes}
    return Part(
        say(
            "Write a function in Python that gives the central difference of `f` at `x` with step `h`. Here "
            "`f` is a Python function. `x` is a number or a NumPy array; each entry of an array is a place."
        ),
        Code(
            "derivative(f, x, h)",
            SOLUTION,
            lambda f, x, h: (by_source[f.source].value(x + h) - by_source[f.source].value(x - h)) / (2 * h),
            trials,
        ),
        points=2,
        slips=(
            Slip(
                "forward-difference-code",
                FORWARD,
                "You went from x to x + h: that is a forward difference. Take one place on each side of x.",
            ),
            Slip("divided-by-h-code", HALF_WIDTH, "You divided by h. How far apart are the two places?"),
            Slip(
                "backward-difference-code",
                BACKWARD,
                "You went from x - h to x: that is a backward difference. Take one place on each side of x.",
            ),
        ),
        hints=hints(
            "Call `f` twice, and return a quotient. NumPy does the rest for arrays.",
            "The first call is `f(x + h)`. Which is the second, and by what do you divide?",
            "Return the difference of `f(x + h)` and `f(x - h)`, divided by `(2 * h)`. Mind the brackets.",
        ),
        steps=(
            step("The two values", "", "`f(x + h)` and `f(x - h)`"),
            step("Divide by how far apart they are", "", "`return (f(x + h) - f(x - h)) / (2 * h)`"),
        ),
        check=lambda _: [
            by_source[f.source].differences(at, h) for f, at, h in (one.inputs for one in trials)
        ],
    )


def _trials(rates: tuple[int, ...]) -> tuple[tuple[Probe, ...], tuple[Trial, ...]]:
    """Six functions, each tried at a number, and three of them at an array of places."""
    probes = tuple(probe for rate in rates for probe in _probes(rate))[:6]
    places = (0.3, -1.2, 0.7, 1.9, -0.4, 0.9)
    sizes = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-2)
    grid = np.linspace(-1.0, 1.0, 6).reshape(2, 3)
    numbers = [
        Trial((Function(probe.source), place, size))
        for probe, place, size in zip(probes, places, sizes, strict=True)
    ]
    arrays = [Trial((Function(probe.source), grid + 0.05, 1e-3), "arrays") for probe in probes[:3]]
    return probes, (*numbers, *arrays)


def _probes(k: int) -> tuple[Probe, ...]:
    """A sine, an exponential and a cubic with this rate.

    The differences come from the addition theorems: sin(u + v) - sin(u - v) = 2 cos(u) sin(v), and likewise.
    """
    return (
        Probe(
            f"lambda x: np.sin({k} * x)",
            lambda at: np.sin(k * at),
            lambda at, h: np.cos(k * at) * math.sin(k * h) / h,
        ),
        Probe(
            f"lambda x: np.exp(x / {k})",
            lambda at: np.exp(at / k),
            lambda at, h: np.exp(at / k) * math.sinh(h / k) / h,
        ),
        Probe(
            f"lambda x: {k} * x ** 3 + x",
            lambda at: k * at**3 + at,
            lambda at, h: 3 * k * at**2 + k * h**2 + 1,
        ),
    )
