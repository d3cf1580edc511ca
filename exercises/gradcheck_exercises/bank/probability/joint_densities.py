"""Two continuous variables with a joint density: constant, marginal, conditional, expectation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import gcd

import numpy as np
from sympy import Poly, Rational, Symbol

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Formula, Value
from gradcheck_grader import Expression, Number
from gradcheck_grader.notation import Domain, between

x, y = Symbol("x"), Symbol("y")
SUPPORTS = {
    "square": r"0 \leq x \leq 1 \text{ and } 0 \leq y \leq 1",
    "below": r"0 \leq y \leq x \leq 1",
    "above": r"0 \leq x \leq y \leq 1",
}
FACTORS = tuple((a, b) for a in range(1, 7) for b in range(1, 7) if gcd(a, b) == 1)
NODES, WEIGHTS = np.polynomial.legendre.leggauss(12)  # exact for these polynomials


@dataclass(frozen=True)
class Joint:
    """c (a x^m + b y^n) on the square, or below or above its diagonal."""

    support: str
    a: int
    b: int
    m: int
    n: int

    @cached_property
    def p(self) -> Formula:
        """The density without its constant."""
        return self.a * x**self.m + self.b * y**self.n

    @property
    def bounds(self) -> tuple[Formula, Formula]:
        """Between which y lies for a given x."""
        return {"square": (0, 1), "below": (0, x), "above": (x, 1)}[self.support]

    def over_y(self, f: Formula) -> Formula:
        """The integral of a polynomial over y, for a given x."""
        low, high = self.bounds
        whole: Formula = Poly(f, y).integrate(y).as_expr()
        return Poly(whole.subs(y, high) - whole.subs(y, low), x).as_expr()

    @cached_property
    def column(self) -> Formula:
        """The integral of p over y."""
        return self.over_y(self.p)

    @cached_property
    def c(self) -> Value:
        """The constant."""
        return 1 / self.total(self.p)

    def total(self, f: Formula) -> Value:
        """The integral of a polynomial over the support."""
        return Poly(self.over_y(f), x).integrate(x).eval(1)

    @property
    def inside(self) -> dict[str, Domain]:
        """x and y between 0 and 1."""
        return {"x": between(0, 1), "y": between(0, 1)}

    def f(self, u: np.ndarray | float, v: np.ndarray | float) -> np.ndarray | float:
        """a u^m + b v^n in floating point."""
        return self.a * u**self.m + self.b * v**self.n

    def summed(self, u: float, of: Callable[[np.ndarray], np.ndarray]) -> float:
        """The integral over y at x = u of a function of y times the density without constant, by Gauss."""
        low, high = {"square": (0.0, 1.0), "below": (0.0, u), "above": (u, 1.0)}[self.support]
        v = (high - low) / 2 * NODES + (high + low) / 2
        return float((high - low) / 2 * WEIGHTS @ (of(v) * self.f(u, v)))

    def everywhere(self, of: Callable[[np.ndarray], np.ndarray]) -> float:
        """The same over the whole support."""
        return float(WEIGHTS / 2 @ [self.summed(u, of) for u in (NODES + 1) / 2])


@exercise("probability/marginalise", title="Marginal and conditional densities", level=4)
def marginalise(draw: Draw) -> Problem:
    """Integrate the joint density over the other variable; divide by the marginal to condition on it.

    Trap: the limits of the integral are those that the support allows for the given x.
    Source: Wasserman, All of Statistics, sections 2.5, 2.6 and 2.8.
    """
    support = draw.choice("support", tuple(SUPPORTS))
    joint = draw.until(_telling, lambda: _joint(draw, support))
    return Problem(
        say(
            """
            $(X, Y)$ has the joint density
            $$f(x, y) = c \\cdot ({p}) \\quad \\text{for } {support},$$
            and 0 elsewhere. Give exact numbers.
            """,
            p=joint.p,
            support=SUPPORTS[support],
        ),
        (_constant(joint), _marginal(joint), _conditional(joint), _mean(joint)),
    )


def _joint(draw: Draw, support: str) -> Joint:
    a, b = draw.choice("factors", FACTORS)
    return Joint(support, a, b, draw.integer("m", 0, 3), draw.integer("n", 1, 3))


def _telling(joint: Joint) -> bool:
    """Whether the constant matters, and the marginal is not the uniform density."""
    return bool(joint.c != 1 and joint.c * joint.column != 1)


def _limits(j: Joint) -> tuple[str, str]:
    return {"square": ("0", "1"), "below": ("0", "x"), "above": ("x", "1")}[j.support]


def _constant(j: Joint) -> Part:
    """c."""
    low, high = _limits(j)
    wrong = Joint("square" if j.support != "square" else "below", j.a, j.b, j.m, j.n)
    return Part(
        say("What is $c$?"),
        Number(j.c),
        slips=distinct(
            j.c,
            Slip("not-inverted", 1 / j.c, "This is the integral without c. Which c makes it 1?"),
            Slip(
                "square-limits" if j.support != "square" else "triangle-limits",
                wrong.c,
                "Look at the support again: between which bounds does y lie for a given x?",
            ),
            Slip(
                "not-integrated",
                Rational(1, j.a + j.b),
                "You made the density 1 at one corner. Its integral has to be 1.",
            ),
        ),
        hints=hints(
            "A density integrates to 1 over its support.",
            r"Solve $c \int_0^1 \int_{low}^{high} ({p}) \, dy \, dx = \text{?}$",
            r"The inner integral is ${column}$. Integrate it over $x$ from 0 to 1 and invert.",
            low=low,
            high=high,
            p=j.p,
            column=j.column,
        ),
        steps=(
            step(
                "Integrate over y",
                r"$\int_{low}^{high} ({p}) \, dy$",
                "${column}$",
                low=low,
                high=high,
                p=j.p,
                column=j.column,
            ),
            step(
                "Integrate over x",
                r"$\int_0^1 ({column}) \, dx$",
                "${total}$",
                column=j.column,
                total=1 / j.c,
            ),
            step("Invert", "$c$", "${c}$", c=j.c),
        ),
        check=lambda at: 1 / j.everywhere(np.ones_like),
    )


def _marginal(j: Joint) -> Part:
    """The density of X."""
    right = (j.c * j.column).expand()
    other = Joint("square" if j.support != "square" else "below", j.a, j.b, j.m, j.n)
    return Part(
        say("What is the marginal density $f_X(x)$ for $0 < x < 1$?"),
        Expression(right, {"x": between(0, 1)}),
        points=2,
        slips=(
            Slip(
                "constant-lost",
                j.column,
                "The constant c belongs to the density: without it this does not integrate to 1.",
            ),
            Slip(
                "limits",
                (j.c * other.column).expand(),
                "Look at the limits: for a given x, which y belong to the support?",
            ),
        ),
        hints=hints(
            "Integrate out what is not asked for.",
            r"$f_X(x) = \int_{\text{?}}^{\text{?}} f(x, y) \, dy$. What are the limits for a given $x$?",
            r"Compute ${c} \int_{low}^{high} ({p}) \, dy$.",
            c=j.c,
            low=_limits(j)[0],
            high=_limits(j)[1],
            p=j.p,
        ),
        steps=(
            step("The inner integral", "", "${column}$", column=j.column),
            step("Times the constant", "$f_X(x)$", "${right}$", right=right),
        ),
        check=lambda at: j.summed(at["x"], np.ones_like) / j.everywhere(np.ones_like),
    )


def _conditional(j: Joint) -> Part:
    """The density of Y given X = x."""
    right = j.p / j.column
    return Part(
        say("What is the conditional density $f_{Y \\mid X}(y \\mid x)$ for $y$ in the support?"),
        Expression(right, j.inside),
        slips=(
            Slip(
                "not-renormalised",
                j.c * j.p,
                "This is the joint density. As a density of y alone it does not integrate to 1.",
            ),
            Slip(
                "inverted",
                j.column / j.p,
                "You divided the marginal by the joint density. It is the other way round.",
            ),
        ),
        hints=hints(
            "Given x, the joint density is the density of y up to a factor. Which factor?",
            r"$f_{Y \mid X}(y \mid x) = \frac{f(x, y)}{\text{?}}$",
            r"Divide ${p}$ by ${column}$: the constant cancels.",
            p=j.p,
            column=j.column,
        ),
        steps=(
            step(
                "Divide the joint density by the marginal",
                r"$\frac{f(x, y)}{f_X(x)}$",
                r"$\frac{p}{column}$",
                p=j.p,
                column=j.column,
            ),
        ),
        check=lambda at: j.f(at["x"], at["y"]) / j.summed(at["x"], np.ones_like),
    )


def _mean(j: Joint) -> Part:
    """E[Y]."""
    right = j.c * j.total(y * j.p)
    return Part(
        say("What is $E[Y]$?"),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip("constant-lost", right / j.c, "The constant belongs to the density."),
            Slip("mean-of-x", j.c * j.total(x * j.p), "This is the expectation of X."),
            Slip(
                "middle",
                Rational(1, 2),
                "The middle of the range is the mean of a density that is symmetric. This one is not.",
            ),
        ),
        hints=hints(
            "An expectation is an integral of value times density, over the support.",
            r"$E[Y] = \int_0^1 \int_{low}^{high} \text{?} \cdot f(x, y) \, dy \, dx$",
            r"The inner integral of $y ({p})$ is ${inner}$. Integrate it over $x$ and multiply by ${c}$.",
            low=_limits(j)[0],
            high=_limits(j)[1],
            p=j.p,
            inner=j.over_y(y * j.p),
            c=j.c,
        ),
        steps=(
            step(
                "Integrate y times the density over y",
                "",
                r"${c} \cdot ({inner})$",
                c=j.c,
                inner=j.over_y(y * j.p),
            ),
            step("Integrate over x", "$E[Y]$", "${right}$", right=right),
        ),
        check=lambda at: j.everywhere(lambda v: v) / j.everywhere(np.ones_like),
    )
