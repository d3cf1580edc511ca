"""From functions to densities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import comb

import numpy as np
from sympy import Rational, Symbol, expand, latex

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Formula, Value
from gradcheck_grader import Number

x = Symbol("x")
ENDS = {2: tuple(range(1, 11)), 3: (1, 2, 3, 4, 5, 6, 10), 4: (1, 2, 3, 4, 5), 5: (1, 2, 3), 6: (1, 2)}
EXPONENTS = {
    "affine": ((0, 1), (0, 2), (0, 3)),
    "two powers": ((1, 2), (1, 3), (2, 3)),
    "three powers": ((0, 1, 2),),
}  # "product" is the fourth


@dataclass(frozen=True)
class Hump:
    """x^m (b^k - x^k)^n on [0, b]; or, where there are weights, the sum of (j + 1) weight x^j."""

    b: int
    m: int = 0
    n: int = 0
    k: int = 1
    weights: tuple[tuple[int, int], ...] = ()

    @cached_property
    def g(self) -> Formula:
        """The function that is to become a density."""
        if self.weights:
            return sum((j + 1) * weight * x**j for j, weight in self.weights)
        return x**self.m * (self.b**self.k - x**self.k) ** self.n

    @property
    def shown(self) -> str:
        """The function as it is shown: a sum in brackets, or a product as it is built, as LaTeX."""
        if self.weights:
            return f"({latex(self.g)})"
        base = f"{self.b**self.k} - x" + ("^2" if self.k == 2 else "")
        powers = [("x", self.m), (f"({base})", self.n)]
        return r" \cdot ".join(what if n == 1 else f"{what}^{n}" for what, n in powers if n)

    @cached_property
    def terms(self) -> dict[int, Value]:
        """The coefficients of the expanded function, by exponent."""
        if self.weights:
            return {j: (j + 1) * weight for j, weight in self.weights}
        return {
            self.m + self.k * i: (-1) ** i * comb(self.n, i) * self.b ** (self.k * (self.n - i))
            for i in range(self.n + 1)
        }

    def moment(self, order: int) -> Value:
        """The integral of x^order times the function over [0, b]."""
        return sum(a * Rational(self.b ** (j + order + 1), j + order + 1) for j, a in self.terms.items())

    @cached_property
    def area(self) -> Value:
        """The integral of the function."""
        return self.moment(0)

    @property
    def mean(self) -> Value:
        """The expectation under the density."""
        return self.moment(1) / self.area

    @property
    def mode(self) -> Value:
        """Where the function is largest."""
        return (
            self.b
            if self.weights
            else self.b * Rational(self.m, self.m + self.k * self.n) ** Rational(1, self.k)
        )

    def at(self, z: float) -> float:
        """The function, without SymPy."""
        if self.weights:
            return sum((j + 1) * weight * z**j for j, weight in self.weights)
        return z**self.m * (self.b**self.k - z**self.k) ** self.n

    def is_clear(self) -> bool:
        """Whether no wrong rule gives the right constant or mean by chance."""
        constants = {1 / self.area, self.area, Rational(1, self.b)}
        return len(constants) == 3 and len({self.mean, self.moment(1), self.mode, Rational(self.b, 2)}) == 4


PRODUCTS = tuple(
    (m, n, k, b)
    for m, n, k in (
        *((0, 1, 1), (0, 2, 1), (0, 3, 1), (1, 0, 1), (2, 0, 1), (3, 0, 1)),
        *((1, 2, 1), (1, 3, 1), (2, 1, 1), (2, 3, 1), (3, 1, 1), (3, 2, 1)),
        *((m, 1, 2) for m in range(4)),
    )
    for b in ENDS[m + n * k + 1]  # the powers of b stay short
    if Hump(b, m, n, k).is_clear()
)


@exercise("calculus/definite-integral-density", title="From a function to a density", level=3)
def definite_integral_density(draw: Draw) -> Problem:
    """A nonnegative function is a density once it is divided by its integral; then it has a mean.

    Trap: the constant is one over the integral; and the mean is not where the density is largest.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, sections 6.2.2 and 6.4.1.
    """
    hump = _hump(draw)
    return Problem(
        say(
            r"""
            A random variable $X$ has the density
            $$p(x) = c \cdot {g} \quad \text{for } 0 \leq x \leq {b},$$
            and $p(x) = 0$ for all other $x$. Here $c$ is a constant.
            """,
            g=hump.shown,
            b=hump.b,
        ),
        (_constant_part(hump), _mean_part(hump)),
    )


def _hump(draw: Draw) -> Hump:
    shape = draw.choice("shape", ("product", *EXPONENTS))
    if shape == "product":
        m, n, k, b = draw.choice("exponents", PRODUCTS)
        return Hump(b, m, n, k)
    exponents = draw.choice("exponents", EXPONENTS[shape])
    weights = tuple((j, draw.integer(f"w{j}", 1, 7)) for j in exponents)
    return Hump(draw.integer("b", 1, 3), weights=weights)


def _primitive(terms: dict[int, Value], order: int) -> Formula:
    """An antiderivative of x^order times the sum of these terms."""
    return sum(Rational(a, j + order + 1) * x ** (j + order + 1) for j, a in terms.items())


def _constant_part(hump: Hump) -> Part:
    """The constant that makes a density of it."""
    primitive = _primitive(hump.terms, 0)
    return Part(
        say("Find $c$, exactly."),
        Number(1 / hump.area),
        slips=_constant_slips(hump),
        hints=hints(
            "All probability together is 1.",
            r"The integral of $p$ from $0$ to ${b}$ is $c$ times a number. What is the whole to be?",
            r"Find $\int_0^{{b}} ({g})\,dx$ from the antiderivative ${primitive}$; then $c$ is one over it.",
            b=hump.b,
            g=expand(hump.g),
            primitive=primitive,
        ),
        steps=(
            step("The whole is certain", r"$c \cdot \int_0^{{b}} g(x)\,dx$", "$1$", b=hump.b),
            step("Write the function without $c$ as a sum", "$g(x)$", "${g}$", g=expand(hump.g)),
            step("Find an antiderivative", r"$\int g(x)\,dx$", "${primitive}$", primitive=primitive),
            step("Put in the ends", r"$\int_0^{{b}} g(x)\,dx$", "${area}$", b=hump.b, area=hump.area),
            step("Divide", "$c$", "${c}$", c=1 / hump.area),
        ),
        check=lambda _: 1 / _integral(hump.at, hump.b),
    )


def _constant_slips(hump: Hump) -> tuple[Slip, ...]:
    """The wrong constants."""
    slips = [
        Slip(
            "integral-itself",
            hump.area,
            "This is the integral without the constant. Which factor makes it 1?",
        ),
        Slip(
            "interval-length",
            Rational(1, hump.b),
            "One over the length is the constant of a uniform density. This one is not the same everywhere.",
        ),
    ]
    end = hump.g.subs(x, hump.b)
    if end not in (0, hump.area, hump.b) and end * hump.area != 1:
        sentence = "You put the end into the function itself. What adds the function up over the interval?"
        slips.append(Slip("end-into-function", Rational(1) / end, sentence))
    if hump.m and hump.n:
        apart = Hump(hump.b, hump.m).area * Hump(hump.b, 0, hump.n, hump.k).area
        sentence = "You integrated the factors one by one. A product has to be expanded first."
        slips.append(Slip("factors-integrated-apart", 1 / apart, sentence))
    return tuple(slips)


def _integral(function: Callable[[float], float], end: float) -> float:
    """The integral from 0 to end, by Gauss's rule with 12 points: exact for these polynomials."""
    nodes, weights = np.polynomial.legendre.leggauss(12)
    return (
        end
        / 2
        * sum(float(w) * function(end * (1 + float(t)) / 2) for t, w in zip(nodes, weights, strict=True))
    )


def _mean_part(hump: Hump) -> Part:
    """The expectation."""
    primitive = _primitive(hump.terms, 1)
    first = hump.moment(1)
    return Part(
        say(r"Find the mean $E[X]$, exactly."),
        Number(hump.mean),
        points=2,
        slips=(
            Slip(
                "not-normalised",
                first,
                "The constant c is missing: the mean is an integral with the density, not with the function "
                "alone.",
            ),
            Slip(
                "mode",
                hump.mode,
                "This is where the density is largest. The mean weighs every x by the density.",
            ),
            Slip(
                "midpoint",
                Rational(hump.b, 2),
                "This is the middle of the interval. On which side of it is more probability?",
            ),
        ),
        hints=hints(
            "The mean is an integral of $x$ times the density.",
            r"Complete $E[X] = c \cdot \int_0^{{b}} \ldots\,dx$.",
            r"$E[X] = c \cdot \int_0^{{b}} ({g})\,dx$, with your $c$ from (a).",
            b=hump.b,
            g=expand(x * hump.g),
        ),
        steps=(
            step("Multiply by $x$", "$x \\cdot g(x)$", "${g}$", g=expand(x * hump.g)),
            step("Find an antiderivative", r"$\int x \cdot g(x)\,dx$", "${primitive}$", primitive=primitive),
            step("Put in the ends", r"$\int_0^{{b}} x \cdot g(x)\,dx$", "${first}$", b=hump.b, first=first),
            step("Multiply by $c$", r"$E[X]$", "${mean}$", mean=hump.mean),
        ),
        check=lambda _: _integral(lambda z: z * hump.at(z), hump.b) / _integral(hump.at, hump.b),
        follow=Follow(("a",), lambda own: Number(own["a"] * first)),
    )
