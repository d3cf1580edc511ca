"""Gradient descent, step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from sympy import ImmutableMatrix, Rational, Symbol, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Formula, Grid, Value
from gradcheck_grader import Array, Number

RATES = (Rational(1, 20), Rational(1, 10), Rational(1, 8), Rational(1, 5), Rational(1, 4))
x, y = Symbol("x"), Symbol("y")
Point = tuple[Value, Value]


@dataclass(frozen=True)
class Descent:
    """f = a x² + b xy + c y² + d x + e y, where descent starts, and its learning rate."""

    coefficients: tuple[int, int, int, int, int]
    start: Point
    rate: Value

    @cached_property
    def f(self) -> Formula:
        """The function, in x and y."""
        a, b, c, d, e = self.coefficients
        return a * x**2 + b * x * y + c * y**2 + d * x + e * y

    @property
    def slopes(self) -> tuple[Formula, Formula]:
        """The partial derivatives by x and y, as formulas."""
        a, b, c, d, e = self.coefficients
        return 2 * a * x + b * y + d, b * x + 2 * c * y + e

    @cached_property
    def gradient(self) -> tuple[int, int]:
        """The partial derivatives at the start."""
        a, b, c, d, e = self.coefficients
        first, second = self.start
        return 2 * a * first + b * second + d, b * first + 2 * c * second + e

    @cached_property
    def following(self) -> Point:
        """The point after one step."""
        return self.moved(self.gradient)

    def moved(self, direction: Point) -> Point:
        """The start minus the learning rate times the direction."""
        first, second = direction
        return self.start[0] - self.rate * first, self.start[1] - self.rate * second

    def value(self, point: Any) -> Value:
        """f at a point: exact for exact numbers."""
        a, b, c, d, e = self.coefficients
        first, second = point
        return a * first * first + b * first * second + c * second * second + d * first + e * second


@exercise("optimization/gd-step-2d", title="One step of gradient descent in two variables", level=2)
def gd_step_2d(draw: Draw) -> Problem:
    """One step of gradient descent on a quadratic with a cross term, and how far the function falls.

    Trap: both coordinates move at once, by the gradient at the old point, against its direction.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 7.1.
    """
    descent = draw.until(_tells_mistakes_apart, lambda: _descent(draw))
    return Problem(
        say(
            r"""
            Let $$f(x, y) = {f}.$$

            Gradient descent starts at $(x_0, y_0) = ({first}, {second})$ with learning rate $\eta = {rate}$.
            One step moves both coordinates at once:
            $(x_1, y_1) = (x_0, y_0) - \eta \cdot \nabla f(x_0, y_0)$.
            """,
            f=descent.f,
            first=descent.start[0],
            second=descent.start[1],
            rate=descent.rate,
        ),
        (_gradient_part(descent), _step_part(descent), _decrease_part(descent)),
    )


def _descent(draw: Draw) -> Descent:
    """A strictly convex quadratic (4ac > b²), and a learning rate below 1/(a + c), with which it falls."""
    a, c = draw.integer("a", 1, 4), draw.integer("c", 1, 4)
    bound = 1 if a * c == 1 else 2 if a * c < 3 else 3
    b = draw.integer("b", -bound, bound, exclude=(0,))
    d, e = draw.integer("d", -4, 4), draw.integer("e", -4, 4)
    first = draw.integer("x0", -3, 3, exclude=(0,))
    second = draw.integer("y0", -3, 3, exclude=(0, first))
    rate = draw.choice("rate", [rate for rate in RATES if rate * (a + c) < 1])
    return Descent((a, b, c, d, e), (first, second), rate)


def _tells_mistakes_apart(descent: Descent) -> bool:
    """Whether the partial derivatives differ in size and are not 0, and no two mistakes look alike."""
    first, second = descent.gradient
    a, b, c, d, e = descent.coefficients
    x0, y0 = descent.start
    before, after = descent.value(descent.start), descent.value(descent.following)
    exchanged = (second, first) == ((2 * a + b) * x0 + d, (2 * c + b) * y0 + e)
    promised = descent.rate * (first**2 + second**2)
    return (
        first * second != 0
        and abs(first) != abs(second)
        and not exchanged
        and before not in (0, 2 * after)
        and after not in (0, promised)
    )


def _gradient_part(descent: Descent) -> Part:
    """The gradient at the start."""
    at = dict(zip(("first", "second"), descent.start, strict=True))
    by_x, by_y = descent.slopes
    gradient = ImmutableMatrix(descent.gradient)
    return Part(
        say(r"Find the gradient $\nabla f(x_0, y_0)$ as a vector, such as `[1, 2]`."),
        Array(gradient),
        slips=_gradient_slips(descent),
        hints=hints(
            "Differentiate by $x$ with $y$ held fixed, then by $y$ with $x$ held fixed.",
            r"$\frac{\partial f}{\partial x} = {slope}$. Find $\frac{\partial f}{\partial y}$ likewise. "
            "The cross term gives something to both.",
            r"$\frac{\partial f}{\partial y} = {other}$. Put $x = {first}$ and $y = {second}$ into both.",
            slope=by_x,
            other=by_y,
            **at,
        ),
        steps=(
            step("Hold $y$ fixed", r"$\frac{\partial f}{\partial x}$", "${slope}$", slope=by_x),
            step("Hold $x$ fixed", r"$\frac{\partial f}{\partial y}$", "${slope}$", slope=by_y),
            step(
                "Put in $x = {first}$, $y = {second}$",
                r"$\nabla f(x_0, y_0)$",
                "${gradient}$",
                gradient=gradient,
                **at,
            ),
        ),
        check=lambda _: _central_differences(descent.value, descent.start),
    )


def _gradient_slips(descent: Descent) -> tuple[Slip, ...]:
    """The wrong rules for the gradient."""
    a, b, c, d, e = descent.coefficients
    first, second = descent.start
    by_x, by_y = descent.gradient
    return (
        Slip(
            "cross-term-left-out",
            ImmutableMatrix([2 * a * first + d, 2 * c * second + e]),
            "The term with xy is missing. It contributes to both partial derivatives.",
        ),
        Slip(
            "partials-exchanged",
            ImmutableMatrix([by_y, by_x]),
            "Both numbers are right but in the wrong order: the derivative by x comes first.",
        ),
        Slip(
            "cross-term-by-wrong-name",
            ImmutableMatrix([2 * a * first + b * first + d, 2 * c * second + b * second + e]),
            "Look at the term with xy again: when you differentiate by x, which letter is left?",
        ),
    )


def _step_part(descent: Descent) -> Part:
    """The point after one step."""
    following = ImmutableMatrix(descent.following)
    return Part(
        say("Find the next point $(x_1, y_1)$ as a vector."),
        Array(following),
        points=2,
        slips=_step_slips(descent),
        hints=hints(
            "Go a little way against the gradient.",
            r"$x_1 = {x0} - {rate} \cdot$ (the first entry of your gradient). And $y_1$?",
            r"Compute $({x0}, {y0}) - {rate} \cdot \nabla f(x_0, y_0)$, each coordinate by itself.",
            x0=descent.start[0],
            y0=descent.start[1],
            rate=descent.rate,
        ),
        steps=(
            step(
                "Scale the gradient by the learning rate",
                r"$\eta \cdot \nabla f(x_0, y_0)$",
                "${scaled}$",
                scaled=descent.rate * ImmutableMatrix(descent.gradient),
            ),
            step(
                "Subtract it from the start",
                "$(x_1, y_1)$",
                "${following}$",
                following=following,
            ),
        ),
        check=lambda _: (
            np.array(descent.start) - float(descent.rate) * _central_differences(descent.value, descent.start)
        ),
        follow=Follow(("a",), lambda own: Array(ImmutableMatrix(descent.moved(own["a"])))),
    )


def _step_slips(descent: Descent) -> tuple[Slip, ...]:
    """The wrong rules for the step."""
    first, second = descent.gradient
    _, b, c, _, e = descent.coefficients
    late = b * descent.following[0] + 2 * c * descent.start[1] + e
    length = sqrt(first**2 + second**2)
    return (
        Slip(
            "uphill",
            ImmutableMatrix(descent.moved((-first, -second))),
            "You went along the gradient, which is uphill. Descent subtracts it.",
        ),
        Slip(
            "one-after-the-other",
            ImmutableMatrix(descent.moved((first, late))),
            "For the second coordinate you used the new x. Both move at once, from the old point.",
        ),
        Slip(
            "gradient-normalised",
            ImmutableMatrix(descent.moved((first / length, second / length))),
            "You divided the gradient by its length. This rule takes the gradient as it is.",
        ),
        Slip(
            "learning-rate-left-out",
            ImmutableMatrix([descent.start[0] - first, descent.start[1] - second]),
            "You subtracted the whole gradient. The learning rate scales it down first.",
        ),
    )


def _decrease_part(descent: Descent) -> Part:
    """How far the function falls."""
    gradient = descent.gradient
    before, after = descent.value(descent.start), descent.value(descent.following)
    return Part(
        say("By how much does the step lower the function? Give $f(x_0, y_0) - f(x_1, y_1)$, exactly."),
        Number(before - after),
        slips=(
            Slip("sign-exchanged", after - before, "This is new minus old. The question is old minus new."),
            Slip(
                "tangent-plane",
                descent.rate * (gradient[0] ** 2 + gradient[1] ** 2),
                "This is what the tangent plane promises. The function is curved: put both points into f.",
            ),
            Slip("new-value", after, "This is the value at the new point. How far is it below the old one?"),
        ),
        hints=hints(
            "Put both points into $f$.",
            "$f(x_0, y_0) = {before}$. Now put your $(x_1, y_1)$ into $f$.",
            "Subtract: ${before} - f(x_1, y_1)$. Write a fraction, or a decimal without rounding.",
            before=before,
        ),
        steps=(
            step("Put in the start", "$f(x_0, y_0)$", "${value}$", value=before),
            step("Put in the new point", "$f(x_1, y_1)$", "${value}$", value=after),
            step("Subtract", "$f(x_0, y_0) - f(x_1, y_1)$", "${fall}$", fall=before - after),
        ),
        check=lambda _: _fall(descent),
        follow=Follow(("b",), lambda own: _fall_from(descent, own["b"])),
    )


def _fall_from(descent: Descent, own: Grid) -> Number | None:
    """The fall to the person's own point, where that is not the start itself."""
    fall = descent.value(descent.start) - descent.value(own)
    return Number(fall) if fall != 0 else None


def _central_differences(f: Callable[[Any], float], point: Point, size: float = 1e-4) -> np.ndarray:
    """The gradient of f at the point, shape (2,); exact for quadratics but for rounding.

    Source: Nocedal & Wright, Numerical Optimization, 2nd ed., section 8.1.
    """
    units = np.eye(2) * size
    return np.array([(f(np.array(point) + unit) - f(np.array(point) - unit)) / (2 * size) for unit in units])


def _fall(descent: Descent) -> float:
    """The fall, from the symmetric matrix H and vector g of f = ½ zᵀHz + gᵀz, in floating point."""
    a, b, c, d, e = descent.coefficients
    H, g = np.array([[2.0 * a, b], [b, 2.0 * c]]), np.array([d, e], dtype=float)
    z = np.array(descent.start, dtype=float)
    slope = H @ z + g
    rate = float(descent.rate)
    return float(rate * slope @ slope - rate**2 / 2 * slope @ H @ slope)
