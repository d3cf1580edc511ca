"""Descent as a program: a function to write."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from sympy import Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Code, Number, Trial
from gradcheck_grader.sandbox import Function

FACTORS = (Rational(1, 2), Rational(1, 3), Rational(1, 4), Rational(-1, 2), Rational(-1, 3))
FAR = 1e6  # descent has diverged when a point is farther from 0
SOLUTION = """import numpy as np
def gradient_descent(grad, x0, eta, tol, max_iter):
    x = np.array(x0, dtype=float)
    path = [x]
    for _ in range(max_iter):
        g = grad(x)
        if np.linalg.norm(g) <= tol or np.linalg.norm(x) > 1e6:
            break
        x = x - eta * g
        path.append(x)
    return np.array(path)"""
ASCENT = SOLUTION.replace("x - eta * g", "x + eta * g")
ONE_ARRAY = SOLUTION.replace("x = x - eta * g", "x -= eta * g")
START_LEFT_OUT = SOLUTION.replace("path = [x]", "path = []")
LATE = """import numpy as np
def gradient_descent(grad, x0, eta, tol, max_iter):
    x = np.array(x0, dtype=float)
    path = [x]
    for _ in range(max_iter):
        g = grad(x)
        x = x - eta * g
        path.append(x)
        if np.linalg.norm(g) <= tol or np.linalg.norm(x) > 1e6:
            break
    return np.array(path)"""
NO_DIVERGENCE = SOLUTION.replace(" or np.linalg.norm(x) > 1e6", "")


@dataclass(frozen=True)
class Halving:
    """f = half · (x - c)², a start at c + distance, and the factor by which a step multiplies x - c."""

    half: int
    c: int
    distance: int
    factor: Value
    tol: Value

    @property
    def a(self) -> int:
        """The second derivative."""
        return 2 * self.half

    @property
    def rate(self) -> Value:
        """The learning rate: 1 - rate · a is the factor."""
        return (1 - self.factor) / self.a

    def slope(self, steps: int) -> Value:
        """The derivative after so many steps."""
        return self.a * self.distance * self.factor**steps

    @property
    def steps(self) -> int:
        """How many steps are taken: until the slope is within tol."""
        return next(count for count in range(60) if abs(self.slope(count)) <= self.tol)


@dataclass(frozen=True)
class Bowl:
    """½ xᵀ A x - bᵀ x for a symmetric A, by the source of its gradient."""

    A: tuple[tuple[float, ...], ...]
    b: tuple[float, ...]

    @property
    def gradient(self) -> Function:
        """The gradient, A x - b."""
        return Function(f"lambda x: np.array({[*map(list, self.A)]}) @ x - np.array({list(self.b)})")


@exercise("optimization/gd-code", title="Gradient descent that knows when to stop", level=2)
def gd_code(draw: Draw) -> Problem:
    """Gradient descent ends where the gradient is small, after so many steps, or when it runs away.

    Trap: the test comes before the step; and a path that holds one array many times shows only its end.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 7.1.
    """
    factor = draw.choice("factor", FACTORS)
    example = Halving(
        draw.integer("half", 2, 5),
        draw.integer("c", -4, 4, exclude=(0,)),
        draw.integer("distance", -4, 4, exclude=(-1, 0, 1)),
        factor,
        draw.choice("tol", (Rational(1, 2), Rational(1, 4))),
    )
    inputs = draw.integer("inputs", 0, 9_999)
    return Problem(
        say(
            r"""
            Gradient descent with learning rate $\eta$ goes from $x_0$ to $x_1, x_2, \ldots$ by
            $$x_{k+1} = x_k - \eta \cdot \nabla f(x_k).$$

            Its **path** is the list of the points, beginning with $x_0$. It ends with the first $x_k$ for
            which one of these holds:

            - the gradient is small: $\lVert \nabla f(x_k) \rVert \le \mathrm{tol}$,
            - the point is far away: $\lVert x_k \rVert > 10^6$ (descent diverges),
            - $k$ is the greatest number of steps that is allowed.

            The norms are Euclidean.
            """
        ),
        (_number_part(example), _code_part(inputs)),
    )


def _number_part(h: Halving) -> Part:
    """How many points the path of a small example has."""
    count = h.steps + 1
    return Part(
        say(
            r"Let $f(x) = {half} \cdot (x - c)^2$ with $c = {c}$, $x_0 = {start}$, $\eta = {rate}$ "
            r"and $\mathrm{tol} = {small}$. As many as 100 steps are allowed. How many points has the path?",
            half=h.half,
            c=h.c,
            start=h.c + h.distance,
            rate=h.rate,
            small=h.tol,
        ),
        Number(count),
        slips=(
            Slip("steps-counted", count - 1, "You counted steps. The path has its start in it, too."),
            Slip(
                "stops-one-step-late",
                count + 1,
                "You took one more step from a point where the gradient was small already.",
            ),
        ),
        hints=hints(
            "What does one step do to the derivative? Look at $x - c$ before and after it.",
            r"The derivative is $f'(x) = {a} \cdot (x - c)$, at the start ${first}$. One step multiplies it "
            "by a number that does not depend on $x$. Which?",
            r"One step multiplies the derivative by $1 - \eta \cdot {a} = {factor}$. Go on from ${first}$ "
            r"until "
            "its size is at most ${small}$, and count all points, the start too.",
            a=h.a,
            first=h.slope(0),
            factor=h.factor,
            small=h.tol,
        ),
        steps=(
            step(
                "One step multiplies the derivative by the same number",
                r"$1 - \eta \cdot {a}$",
                "${v}$",
                a=h.a,
                v=h.factor,
            ),
            step(
                "The derivative is small for the first time",
                r"$f'(x_{{k}})$",
                "${value}$",
                k=h.steps,
                value=h.slope(h.steps),
            ),
            step("The points with the start", "${k} + 1$", "${count}$", k=h.steps, count=count),
        ),
        check=lambda _: len(_walked(h)),
    )


def _walked(h: Halving) -> list[Fraction]:
    """The path of the example, walked in rationals."""
    rate, tol = (Fraction(int(value.p), int(value.q)) for value in (h.rate, h.tol))
    path = [Fraction(h.c + h.distance)]
    while abs(slope := h.a * (path[-1] - h.c)) > tol:
        path.append(path[-1] - rate * slope)
    return path


def _code_part(inputs: int) -> Part:
    """The path for any gradient, as code."""
    bowls, trials = _trials(inputs)
    by_source = {bowl.gradient.source: bowl for bowl in bowls}
    return Part(
        say(
            "Write a function that gives the path as a NumPy array of floats, one point a row, $x_0$ in row "
            "0. Here `grad` is a Python function: it takes a point and gives the gradient there, both "
            "arrays of shape (d,). `x0` has shape (d,) and may hold whole numbers; leave it as it is. At "
            "most `max_iter` steps are allowed. Begin with `import numpy as np`."
        ),
        Code(
            "gradient_descent(grad, x0, eta, tol, max_iter)",
            SOLUTION,
            lambda grad, *rest: _path(by_source[grad.source], *rest),
            trials,
        ),
        points=2,
        slips=(
            Slip("ascent", ASCENT, "You went along the gradient, uphill. Descent goes against it."),
            Slip(
                "one-array-many-times",
                ONE_ARRAY,
                "All rows are the last point: subtracting in place changes the array in the path too.",
            ),
            Slip("start-left-out", START_LEFT_OUT, "The path begins with the start, before any step."),
            Slip(
                "stops-one-step-late-code",
                LATE,
                "You took one more step from a point where the gradient was small already. Test, then step.",
            ),
            Slip(
                "divergence-missed",
                NO_DIVERGENCE,
                "Your descent goes on after a point is farther away than 10⁶. Test the norm of the point, "
                "too.",
            ),
        ),
        hints=hints(
            "A list for the points, and a loop over the steps that are allowed. `np.array` turns the list "
            "into rows at the end.",
            "In the loop: find the gradient at `x`, test whether to stop, else make a **new** point, and "
            "append it. Which two norms do you test?",
            "Stop if `np.linalg.norm(g) <= tol` or `np.linalg.norm(x) > 1e6`. Else set `x = x - eta * g`, "
            "without `-=`, and append.",
        ),
        steps=(
            step("Begin with a copy of the start, as floats", "", "`x = np.array(x0, dtype=float)`"),
            step(
                "Test before the step", "", "`np.linalg.norm(g) <= tol or np.linalg.norm(x) > 1e6`: `break`"
            ),
            step("A new array for each point", "", "`x = x - eta * g`, then `path.append(x)`"),
        ),
        check=lambda _: [_by_eigenvectors(by_source[t.inputs[0].source], *t.inputs[1:]) for t in trials],
    )


def _trials(inputs: int) -> tuple[tuple[Bowl, ...], tuple[Trial, ...]]:
    """Bowls of several sizes: descent arrives, is cut off, runs away, or has nothing to do."""
    rng = np.random.default_rng(inputs)
    bowls = tuple(_bowl(rng, size) for size in (2, 3, 4, 2, 2, 3, 2))
    starts = [rng.normal(size=len(bowl.b)) * 3 for bowl in bowls]
    whole = np.array([4, -3])
    lowest = np.linalg.solve(np.array(bowls[6].A), np.array(bowls[6].b))
    first, second, third, fourth, fifth, sixth, last = (bowl.gradient for bowl in bowls)
    return bowls, (
        Trial((first, starts[0], 0.3, 1e-3, 500)),
        Trial((second, starts[1], 0.2, 1e-4, 500)),
        Trial((third, starts[2], 0.25, 1e-2, 500)),
        Trial((fourth, whole, 0.3, 1e-3, 500), "a start of whole numbers"),
        Trial((fifth, starts[4], 0.05, 1e-6, 7), "as many steps as are allowed"),
        Trial((sixth, starts[5], 3.0, 1e-6, 40), "descent that diverges"),
        Trial((last, lowest, 0.3, 1e-3, 500), "a start at the minimum"),
    )


def _bowl(rng: np.random.Generator, size: int) -> Bowl:
    """A bowl whose curvatures are between 1 and 3: a rate below 2/3 descends, and 3 diverges."""
    Q, _ = np.linalg.qr(rng.normal(size=(size, size)))
    A = Q @ np.diag(np.linspace(1.0, 3.0, size)) @ Q.T
    A = np.round((A + A.T) / 2, 6)
    return Bowl(tuple(tuple(row) for row in A.tolist()), tuple(np.round(rng.normal(size=size), 6).tolist()))


def _path(bowl: Bowl, x0: Any, eta: float, tol: float, max_iter: int) -> np.ndarray:
    """The path, in Python's own floats."""
    path = [[float(value) for value in x0]]
    for _ in range(max_iter):
        here = path[-1]
        rows = zip(bowl.A, bowl.b, strict=True)
        slope = [math.fsum([*(a * u for a, u in zip(row, here, strict=True)), -b]) for row, b in rows]
        if math.hypot(*slope) <= tol or math.hypot(*here) > FAR:
            break
        path.append([u - eta * g for u, g in zip(here, slope, strict=True)])
    return np.array(path)


def _by_eigenvectors(bowl: Bowl, x0: Any, eta: float, tol: float, max_iter: int) -> np.ndarray:
    """The path in closed form: along each eigenvector, the distance to the minimum is a power."""
    curvatures, Q = np.linalg.eigh(np.array(bowl.A))
    lowest = np.linalg.solve(np.array(bowl.A), np.array(bowl.b))
    offsets = Q.T @ (np.asarray(x0, dtype=float) - lowest)
    powers = (1 - eta * curvatures) ** np.arange(max_iter + 1)[:, None] * offsets
    points = lowest + powers @ Q.T
    ended = (np.linalg.norm(powers * curvatures, axis=1) <= tol) | (np.linalg.norm(points, axis=1) > FAR)
    return points[: int(np.argmax(ended)) + 1] if ended.any() else points
