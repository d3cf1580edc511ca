"""How fast a function changes in a direction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isqrt
from typing import Any

import numpy as np
from sympy import ImmutableMatrix, Rational, Symbol

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Formula, Grid, Value
from gradcheck_grader import Array, Number

x, y = Symbol("x"), Symbol("y")
TRIPLES = ((3, 4), (5, 12), (8, 15))  # legs of right triangles; two of different ones are never parallel
GRADIENTS = ((3, 4), (6, 8), (5, 12), (8, 15))
QUADRATICS = ((1, 1, 1), (1, 2, 3), (2, 1, 1), (1, -1, 2), (1, 3, 1), (3, -2, 1), (2, 3, 2), (1, -2, 3))
Pair = tuple[Value, Value]


@dataclass(frozen=True)
class Slope:
    """f = a x² + b xy + c y² + d x + e y, whose gradient at a point is given; and a direction v."""

    quadratic: tuple[int, int, int]
    point: tuple[int, int]
    gradient: tuple[int, int]
    v: tuple[int, int]

    @property
    def linear(self) -> tuple[int, int]:
        """d and e, with which the gradient at the point is as wanted."""
        a, b, c = self.quadratic
        p, q = self.point
        return self.gradient[0] - 2 * a * p - b * q, self.gradient[1] - b * p - 2 * c * q

    @cached_property
    def f(self) -> Formula:
        """The function, in x and y."""
        return self.value((x, y))

    def value(self, place: Any) -> Any:
        """f at a place."""
        (a, b, c), (d, e) = self.quadratic, self.linear
        first, second = place
        return a * first * first + b * first * second + c * second * second + d * first + e * second

    @property
    def slopes(self) -> tuple[Formula, Formula]:
        """The partial derivatives by x and y, as formulas."""
        (a, b, c), (d, e) = self.quadratic, self.linear
        return 2 * a * x + b * y + d, b * x + 2 * c * y + e

    @property
    def length(self) -> int:
        """The length of v, an integer."""
        return isqrt(self.v[0] ** 2 + self.v[1] ** 2)

    @property
    def steepness(self) -> int:
        """The length of the gradient, an integer."""
        return isqrt(self.gradient[0] ** 2 + self.gradient[1] ** 2)

    @property
    def product(self) -> int:
        """The dot product of gradient and v."""
        return self.gradient[0] * self.v[0] + self.gradient[1] * self.v[1]


@exercise("vectorcalc/directional-derivative", title="Directional derivative", level=2)
def directional_derivative(draw: Draw) -> Problem:
    """The directional derivative is the gradient's dot product with a unit vector; largest along itself.

    Trap: a direction has no length, so a vector that is not a unit vector is divided by its length first.
    Source: Stewart, Calculus: Early Transcendentals, 8th ed., section 14.6.
    """
    slope = _slope(draw)
    return Problem(
        say(
            r"""
            Let $$f(x, y) = {f}$$ for all real $x$ and $y$. Consider the point $P = ({p}, {q})$ and the vector
            $v = {v}$. The directional derivative in the direction of $v$ is the rate at which $f$ changes per
            unit of length.
            """,
            f=slope.f,
            p=slope.point[0],
            q=slope.point[1],
            v=_column(slope.v).T,
        ),
        (_gradient_part(slope), _rate_part(slope), _steepest_part(slope)),
    )


def _slope(draw: Draw) -> Slope:
    """A quadratic whose gradient at the point has an integer length, as the vector has."""
    legs = draw.choice("v", TRIPLES)
    others = [pair for pair in GRADIENTS if pair[0] * legs[1] != pair[1] * legs[0]]
    return Slope(
        draw.choice("quadratic", QUADRATICS),
        (draw.integer("p", -3, 3, exclude=(0,)), draw.integer("q", -3, 3, exclude=(0,))),
        _turned(draw, "gradient", draw.choice("gradient", others)),
        _turned(draw, "v", legs),
    )


def _turned(draw: Draw, name: str, legs: tuple[int, int]) -> tuple[int, int]:
    """The legs in either order, with any signs."""
    first, second = legs if draw.choice(f"{name}_order", ("kept", "exchanged")) == "kept" else legs[::-1]
    return first * draw.choice(f"{name}_x", (1, -1)), second * draw.choice(f"{name}_y", (1, -1))


def _column(entries: Pair) -> Grid:
    return ImmutableMatrix(2, 1, entries)


def _gradient_part(slope: Slope) -> Part:
    """The gradient at the point."""
    a, b, c = slope.quadratic
    p, q = slope.point
    by_x, by_y = slope.slopes
    gx, gy = slope.gradient
    return Part(
        say(r"Find the gradient $\nabla f(P)$ as a vector."),
        Array(_column(slope.gradient)),
        slips=distinct(
            _column((gx, gy)),
            Slip(
                "cross-term-left-out",
                _column((gx - b * q, gy - b * p)),
                "The term with xy is missing. It contributes to both partial derivatives.",
            ),
            Slip(
                "partials-exchanged",
                _column((gy, gx)),
                "Both numbers are right but in the wrong order: the derivative by x comes first.",
            ),
            Slip(
                "squares-not-differentiated",
                _column((gx - a * p, gy - c * q)),
                "Look at the squares again: in the derivative the exponent comes in front.",
            ),
        ),
        hints=hints(
            "Differentiate by $x$ with $y$ held fixed, then by $y$ with $x$ held fixed.",
            r"$\frac{\partial f}{\partial x} = {by_x}$. Find $\frac{\partial f}{\partial y}$ likewise.",
            r"$\frac{\partial f}{\partial y} = {by_y}$. Put $x = {p}$ and $y = {q}$ into both.",
            by_x=by_x,
            by_y=by_y,
            p=p,
            q=q,
        ),
        steps=(
            step("Hold $y$ fixed", r"$\frac{\partial f}{\partial x}$", "${by_x}$", by_x=by_x),
            step("Hold $x$ fixed", r"$\frac{\partial f}{\partial y}$", "${by_y}$", by_y=by_y),
            step("Put in the point", r"$\nabla f(P)$", "${gradient}$", gradient=_column(slope.gradient)),
        ),
        check=lambda _: [_rate(slope, 0.0), _rate(slope, np.pi / 2)],
    )


def _rate(slope: Slope, angle: float) -> float:
    """How fast f changes in the direction of an angle: a central difference, exact for quadratics."""
    unit = np.array([np.cos(angle), np.sin(angle)])
    point = np.array(slope.point, dtype=float)
    return float(slope.value(point + unit / 2) - slope.value(point - unit / 2))


def _rate_part(slope: Slope) -> Part:
    """The directional derivative."""
    product, length = slope.product, slope.length
    return Part(
        say("Find the directional derivative of $f$ at $P$ in the direction of $v$, exactly."),
        Number(Rational(product, length)),
        points=2,
        slips=(
            Slip(
                "not-normalised",
                product,
                "This is per length of v. Make a unit vector of v first.",
            ),
            Slip(
                "divided-by-squared-length",
                Rational(product, length**2),
                "This is how many times v the gradient goes along v. Divide by the length of v only once.",
            ),
            Slip(
                "cosine",
                Rational(product, length * slope.steepness),
                "This is the cosine of the angle between v and the gradient. Only v is to be normalised.",
            ),
        ),
        hints=hints(
            "It is the dot product of the gradient with a unit vector.",
            r"The length of $v$ is $\sqrt{{first} + {second}}$. Which unit vector $u$ points like $v$?",
            r"Divide $v$ by {length}, and take the dot product of $\nabla f(P)$ with what comes out.",
            first=slope.v[0] ** 2,
            second=slope.v[1] ** 2,
            length=length,
        ),
        steps=(
            step("Length of $v$", r"$\lVert v \rVert$", "${length}$", length=length),
            step("Dot product", r"$\nabla f(P) \cdot v$", "${product}$", product=product),
            step(
                "Divide by the length",
                r"$\nabla f(P) \cdot \frac{v}{\lVert v \rVert}$",
                "${rate}$",
                rate=Rational(product, length),
            ),
        ),
        check=lambda _: _rate(slope, float(np.arctan2(slope.v[1], slope.v[0]))),
        follow=Follow(("a",), lambda own: _rate_of(slope, own)),
    )


def _rate_of(slope: Slope, own: Mapping[str, Grid]) -> Number | None:
    """The directional derivative by the person's own gradient."""
    product = own["a"].dot(_column(slope.v))
    return Number(Rational(product, slope.length)) if product else None


def _steepest_part(slope: Slope) -> Part:
    """The direction of steepest ascent."""
    gx, gy = slope.gradient
    length = slope.steepness
    steepest = (Rational(gx, length), Rational(gy, length))
    return Part(
        say("In which direction does $f$ rise fastest at $P$? Give it as a unit vector."),
        Array(_column(steepest)),
        slips=(
            Slip(
                "descent",
                _column((-steepest[0], -steepest[1])),
                "In this direction f falls fastest. Which way is up?",
            ),
            Slip(
                "not-normalised",
                _column(slope.gradient),
                "The direction is right, but this vector is not of length 1.",
            ),
            Slip(
                "direction-of-v",
                _column((Rational(slope.v[0], slope.length), Rational(slope.v[1], slope.length))),
                "This is the direction of v. f rises faster in another one.",
            ),
        ),
        hints=hints(
            "The dot product with a unit vector is largest for the vector that points the same way.",
            r"So it is the direction of $\nabla f(P)$. What is the length of that?",
            r"Its length is the root of ${first} + {second}$. Divide $\nabla f(P)$ by it.",
            first=gx**2,
            second=gy**2,
        ),
        steps=(
            step("Length of the gradient", r"$\lVert \nabla f(P) \rVert$", "${length}$", length=length),
            step("Divide by it", "direction", "${steepest}$", steepest=_column(steepest)),
        ),
        check=lambda _: _best_direction(slope),
        follow=Follow(("a",), lambda own: Array(own["a"] / own["a"].norm())),
    )


def _best_direction(slope: Slope) -> list[float]:
    """The unit vector with the greatest rate, by a search that closes in on the angle."""
    middle, width = 0.0, np.pi
    for _ in range(12):
        angles = np.linspace(middle - width, middle + width, 33)
        middle, width = float(max(angles, key=lambda angle: _rate(slope, float(angle)))), width / 8
    return [float(np.cos(middle)), float(np.sin(middle))]
