"""Newton's method, and backtracking line search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sympy import ImmutableMatrix, Rational, Symbol

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.factors import as_factor
from gradcheck_exercises.symbolic import Formula, Grid
from gradcheck_grader import Array, Number

x, y = Symbol("x"), Symbol("y")


@dataclass(frozen=True)
class Quadratic:
    """f = 1/2 (a x^2 + 2 b x y + c y^2) - d x - e y, with its minimiser and a start."""

    H: Grid
    minimiser: Grid
    start: Grid

    @property
    def linear(self) -> Grid:
        """The column (d, e)."""
        return self.H * self.minimiser

    @property
    def f(self) -> Formula:
        """The function."""
        (a, b, _, c), (d, e) = self.H, self.linear
        return Rational(a, 2) * x**2 + b * x * y + Rational(c, 2) * y**2 - d * x - e * y

    @property
    def gradient(self) -> Grid:
        """The gradient at the start."""
        return self.H * (self.start - self.minimiser)

    def measured(self) -> np.ndarray:
        """The gradient at the start by central differences."""
        H, d = (np.array(M.tolist(), dtype=float) for M in (self.H, self.linear))
        at = np.array(self.start.tolist(), dtype=float)
        units = np.eye(2)[:, :, None]

        def f(u: np.ndarray) -> float:
            return float((u.T @ H @ u / 2 - d.T @ u)[0, 0])

        return np.array([(f(at + unit) - f(at - unit)) / 2 for unit in units])


@exercise("optimization/newton-step", title="One Newton step on a quadratic", level=3)
def newton_step(draw: Draw) -> Problem:
    """A Newton step solves a linear system with the Hessian matrix, and minimises a quadratic at once.

    Trap: the Hessian matrix is inverted, not multiplied by; and it is f' that shall become 0, not f.
    Source: Nocedal & Wright, Numerical Optimization, 2nd ed., section 2.2.
    """
    H = draw.until(
        lambda M: M[0, 1] != 0 and M[0, 0] * M[1, 1] > M[0, 1] ** 2 and M.trace() > 2,
        lambda: _symmetric(draw),
    )
    minimiser = draw.vector("minimiser", 2, bound=4, exclude=(0,))
    shift = draw.vector("shift", 2, bound=3, exclude=(0,))
    f = Quadratic(H, minimiser, minimiser + shift)
    return Problem(
        say(
            r"""
            Let $$f(x, y) = {f}$$ and let Newton's method start at $(x_0, y_0) = ({first}, {second})$.
            """,
            f=f.f,
            first=f.start[0],
            second=f.start[1],
        ),
        (_gradient(f), _hessian(f), _step(f), _fall(f)),
    )


def _symmetric(draw: Draw) -> Grid:
    a, b, c = draw.integer("a", 1, 6), draw.integer("b", -4, 4, exclude=(0,)), draw.integer("c", 1, 6)
    return ImmutableMatrix([[a, b], [b, c]])


def _gradient(f: Quadratic) -> Part:
    """The gradient at the start."""
    right = f.gradient
    return Part(
        say("What is the gradient at the start, as a vector?"),
        Array(right, names=()),
        slips=distinct(
            right,
            Slip("linear-term-lost", f.H * f.start, "The terms without squares have a derivative too."),
            Slip("sign", -right, "This is the direction of descent, minus the gradient."),
            Slip(
                "cross-term-lost",
                ImmutableMatrix([f.H[0, 0] * f.start[0], f.H[1, 1] * f.start[1]]) - f.linear,
                "The product of x and y has a derivative by each of them.",
            ),
        ),
        hints=hints(
            "Differentiate by each variable, the other one held fixed.",
            "By $x$ it is ${slope}$. What is it by $y$?",
            "Put in $x = {first}$, $y = {second}$.",
            slope=f.f.diff(x),
            first=f.start[0],
            second=f.start[1],
        ),
        steps=(
            step("Differentiate by x", r"$\frac{\partial f}{\partial x}$", "${slope}$", slope=f.f.diff(x)),
            step("Differentiate by y", r"$\frac{\partial f}{\partial y}$", "${slope}$", slope=f.f.diff(y)),
            step("Put in the start", r"$\nabla f$", "${right}$", right=right),
        ),
        check=lambda at: f.measured(),
    )


def _hessian(f: Quadratic) -> Part:
    """The Hessian matrix."""
    a, b, _, c = f.H
    return Part(
        say("What is the Hessian matrix of $f$?"),
        Array(f.H, names=()),
        slips=distinct(
            f.H,
            Slip(
                "cross-term-lost",
                ImmutableMatrix([[a, 0], [0, c]]),
                "The mixed second derivatives are not 0 here.",
            ),
            Slip(
                "cross-term-halved",
                ImmutableMatrix([[a, Rational(b, 2)], [Rational(b, 2), c]]),
                "Differentiate the product of x and y by x, then by y.",
            ),
            Slip(
                "squares-not-differentiated",
                ImmutableMatrix([[Rational(a, 2), b], [b, Rational(c, 2)]]),
                "The second derivative of a square is twice its factor.",
            ),
        ),
        hints=hints(
            "Differentiate each partial derivative once more, by each variable.",
            r"The first row is $({a}, \text{?})$.",
            "The mixed derivative is ${b}$, in both places.",
            a=a,
            b=b,
        ),
        steps=(step("The second partial derivatives", "$H$", "${H}$", H=f.H),),
        check=lambda at: np.array([[a, b], [b, c]], dtype=float),
    )


def _step(f: Quadratic) -> Part:
    """The point after one Newton step."""
    right = f.minimiser
    g = f.gradient
    return Part(
        say("Where does one full Newton step lead? Give $(x_1, y_1)$."),
        Array(right, names=()),
        points=2,
        slips=distinct(
            right,
            Slip(
                "multiplied-by-the-hessian",
                f.start - f.H * g,
                "You multiplied by the Hessian matrix. Solve a system with it.",
            ),
            Slip(
                "plus-sign",
                f.start + f.H.inv() * g,
                "You went the wrong way: the step is minus the solution.",
            ),
            Slip(
                "gradient-step",
                f.start - g,
                "This is a step of gradient descent with rate 1. Where is the curvature?",
            ),
            Slip("step-only", right - f.start, "This is the step. Where does it start?"),
        ),
        hints=hints(
            "The step $p$ solves a linear system.",
            r"$H p = \text{?}$, and the new point is the old one plus $p$.",
            "Solve ${H} p = {minus}$ and add $p$ to the start.",
            H=f.H,
            minus=-g,
        ),
        steps=(
            step("Solve for the step", "$p$", "${p}$", p=right - f.start),
            step("Add it to the start", "$(x_1, y_1)$", "${right}$", right=right),
        ),
        check=lambda at: np.linalg.solve(
            np.array(f.H.tolist(), dtype=float), np.array(f.linear.tolist(), dtype=float)
        ),
        follow=Follow(("a", "b"), lambda own: _from(own, f)),
    )


def _from(own: Mapping[str, Grid], f: Quadratic) -> Array | None:
    """The step with the person's own gradient and Hessian matrix, where that can be inverted."""
    g, H = own["a"], own["b"]
    if H.shape != (2, 2) or len(g) != 2 or H.det() == 0 or not any(g):
        return None
    return Array(f.start - H.inv() * ImmutableMatrix(2, 1, list(g)), names=())


def _fall(f: Quadratic) -> Part:
    """By how much f falls."""
    g, p = f.gradient, f.start - f.minimiser
    right = g.dot(p) / 2
    return Part(
        say("By how much does $f$ fall in this step: what is $f(x_0, y_0) - f(x_1, y_1)$?"),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "tangent-only",
                2 * right,
                "So much the tangent plane would fall. f bends upwards: half of it is lost.",
            ),
            Slip("sign", -right, "It falls: the value at the start is the larger one."),
            Slip(
                "gradient-squared",
                g.dot(g),
                "That would be the slope along the gradient. The step has another direction and length.",
            ),
        ),
        hints=hints(
            "Put both points into f, or use that f is a quadratic with its minimum at the new point.",
            r"With the gradient $g$ at the start, "
            r"$f(x_0, y_0) - f(x_1, y_1) = \frac{1}{2} g^\top H^{-1} \text{?}$",
            r"Half of the scalar product of ${g}$ and ${p}$.",
            g=g,
            p=p,
        ),
        steps=(
            step(
                "Half of the gradient times the step back",
                r"$\frac{1}{2} \cdot {product}$",
                "${right}$",
                product=as_factor(g.dot(p)),
                right=right,
            ),
        ),
        check=lambda at: _fallen(f),
        follow=Follow(("c",), lambda own: _fall_from(own, f)),
    )


def _fallen(f: Quadratic) -> float:
    """The difference of the values, in floating point."""
    a, b, _, c = (float(entry) for entry in f.H)
    d, e = (float(entry) for entry in f.linear)

    def value(point: Grid) -> float:
        u, v = (float(entry) for entry in point)
        return a / 2 * u * u + b * u * v + c / 2 * v * v - d * u - e * v

    return value(f.start) - value(f.minimiser)


def _fall_from(own: Mapping[str, Grid], f: Quadratic) -> Number | None:
    """The difference with the person's own new point."""
    if len(own["c"]) != 2:
        return None
    u, v = own["c"]
    found = f.f.subs({x: f.start[0], y: f.start[1]}) - f.f.subs({x: u, y: v})
    return Number(found) if found != 0 else None
