"""Integrals over the whole line."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from sympy import Rational, Symbol, exp, pi, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Formula, Value
from gradcheck_grader import Number

x = Symbol("x")
RATES = tuple(
    Rational(p, q)
    for p, q in (
        *((2, 1), (3, 1), (4, 1), (8, 1), (9, 1), (18, 1), (1, 3), (1, 4)),
        *((1, 8), (1, 9), (1, 18), (1, 32), (2, 9), (9, 2), (4, 9)),
    )
)  # neither 1 nor ½, where a rate and its inverse, or a variance and its inverse, are the same


@dataclass(frozen=True)
class Bell:
    """f = A exp(-a (x - b)²)."""

    A: int
    a: Value
    b: int

    @property
    def f(self) -> Formula:
        """The function."""
        return self.A * exp(-self.a * (x - self.b) ** 2)

    @property
    def integral(self) -> Value:
        """Its integral over the whole line."""
        return self.A * sqrt(pi / self.a)

    def moment(self, order: int) -> float:
        """The integral of (x - b)^order f, in floating point.

        The trapezoid rule, which for such functions is exact but for what lies beyond e^-64.
        """
        u = np.linspace(-8, 8, 129)
        shift = u / math.sqrt(self.a)
        values = shift**order * self.A * np.exp(-float(self.a) * shift**2)
        return float(np.sum(values) * (shift[1] - shift[0]))


@exercise("calculus/gaussian-integral", title="The Gaussian integral by substitution", level=3)
def gaussian_integral(draw: Draw) -> Problem:
    """Every Gaussian bell has the same integral as one standard bell, but for the factor of a substitution.

    Trap: moving the bell changes nothing; the rate stands under a root, and below.
    Source: Bishop, Pattern Recognition and Machine Learning, section 1.2.4 and exercise 1.7.
    """
    rate = draw.choice("a", RATES)
    bell = Bell(draw.integer("A", 2, 9), rate, draw.integer("b", -6, 6, exclude=(0,)))
    return Problem(
        say(
            r"""
            Let $$f(x) = {f}$$ for every real number $x$. It is known that
            $$\int_{-\infty}^{\infty} e^{-u^2}\,du = \sqrt{\pi}.$$
            """,
            f=bell.f,
        ),
        (_substitution_part(bell), _bell_part(bell), _variance_part(bell)),
    )


def _substitution_part(bell: Bell) -> Part:
    """The factor of the substitution."""
    a = bell.a
    shift = x - bell.b
    return Part(
        say(
            "The exponent of $f$ is to become $-u^2$. For which $k > 0$ does "
            r"$u = k \cdot ({shift})$ do that? Give $k$ exactly.",
            shift=shift,
        ),
        Number(sqrt(a)),
        slips=(
            Slip(
                "root-left-out",
                a,
                "Put your k in and square: does the number of the exponent come out, or its square?",
            ),
            Slip(
                "inverted",
                1 / sqrt(a),
                "With this k the exponent comes out the wrong way round: multiply, do not divide.",
            ),
        ),
        hints=hints(
            "Square $u$ and compare with the exponent.",
            r"$u^2 = k^2 \cdot ({shift})^2$; the exponent is minus ${a}$ times $({shift})^2$. What is $k^2$?",
            "$k^2 = {a}$, and $k$ is positive.",
            shift=shift,
            a=a,
        ),
        steps=(
            step("Compare the squares", "$k^2$", "${a}$", a=a),
            step("Take the positive root", "$k$", "${k}$", k=sqrt(a)),
        ),
        check=lambda _: math.sqrt(math.log(bell.A / (bell.A * math.exp(-float(a))))),
    )


def _bell_part(bell: Bell) -> Part:
    """The integral."""
    A, a, b = bell.A, bell.a, bell.b
    return Part(
        say(r"Find $I = \int_{-\infty}^{\infty} f(x)\,dx$, exactly."),
        Number(bell.integral),
        points=2,
        slips=(
            Slip(
                "depends-on-centre",
                bell.integral * exp(-a * b**2),
                "You let the place of the top count. Move the bell along the line: does its area change?",
            ),
            Slip(
                "inverted",
                A * sqrt(pi * a),
                "A narrower bell has less area. Does your integral grow when the bell gets narrower?",
            ),
            Slip(
                "root-left-out",
                A * pi / a,
                "The root is missing. By how much does u change when x changes by 1?",
            ),
            Slip(
                "dx-unchanged",
                A * sqrt(pi),
                "You put du for dx. When x changes by 1, u changes by k.",
            ),
        ),
        hints=hints(
            "Substitute $u$ for $x$; the limits stay, and $dx$ becomes something times $du$.",
            r"$u = k \cdot ({shift})$ gives $du = k\,dx$. What is to be put for $dx$?",
            r"$I = {top} \cdot \frac{1}{k} \cdot \int_{-\infty}^{\infty} e^{-u^2}\,du$, with your $k$ from "
            "(a).",
            shift=x - b,
            top=A,
        ),
        steps=(
            step("Differentiate the substitution", "$dx$", r"$\frac{1}{k}\,du$"),
            step(
                "Substitute",
                "$I$",
                r"${top} \cdot \frac{1}{k} \cdot \int_{-\infty}^{\infty} e^{-u^2}\,du$",
                top=A,
            ),
            step(r"The integral is $\sqrt{\pi}$, and $k = {k}$", "$I$", "${I}$", k=sqrt(a), I=bell.integral),
        ),
        check=lambda _: bell.moment(0),
        follow=Follow(("a",), lambda own: Number(A * sqrt(pi) / own["a"])),
    )


def _variance_part(bell: Bell) -> Part:
    """The variance of the normal distribution that it is the bell of."""
    a = bell.a
    return Part(
        say(
            r"Divided by $I$ the function is the density of a normal distribution, "
            r"$$\frac{1}{\sqrt{2 \pi \sigma^2}} \cdot e^{-\frac{(x - \mu)^2}{2 \sigma^2}}.$$ "
            r"Find its variance $\sigma^2$, exactly."
        ),
        Number(1 / (2 * a)),
        slips=(
            Slip(
                "half-left-out",
                1 / a,
                "In the exponent of a normal density the variance stands with a 2 beside it.",
            ),
            Slip(
                "inverted",
                2 * a,
                "A narrow bell has a small variance. In the exponent the variance stands below.",
            ),
        ),
        hints=hints(
            "Compare the two exponents.",
            r"In one $(x - \mu)^2$ is divided by $2 \sigma^2$, in the other it is multiplied by ${a}$. "
            "Which equation does that give for $\\sigma^2$?",
            r"$\frac{1}{2 \sigma^2} = {a}$. Solve for $\sigma^2$.",
            a=a,
        ),
        steps=(
            step("Compare the exponents", r"$\frac{1}{2 \sigma^2}$", "${a}$", a=a),
            step("Solve", r"$\sigma^2$", "${variance}$", variance=1 / (2 * a)),
        ),
        check=lambda _: bell.moment(2) / bell.moment(0),
    )
