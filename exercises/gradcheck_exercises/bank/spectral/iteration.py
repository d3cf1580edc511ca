"""Power iteration."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

import numpy as np
from sympy import Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Number, UpToScale

Wrong = list[tuple[str, Value, str]]
PAIRS = tuple(  # the eigenvalue that is larger in size first
    (first, second) for first in range(-7, 8) for second in range(-5, 6) if abs(first) > abs(second) > 0
)


@dataclass(frozen=True)
class Powers:
    """A, shape (2, 2), with its eigenvalues and eigenvectors, the dominant ones first, and a start."""

    A: Grid
    values: tuple[int, int]
    vectors: tuple[Grid, Grid]
    start: Grid

    @cached_property
    def once(self) -> Grid:
        """A x₀."""
        return self.A * self.start

    @cached_property
    def twice(self) -> Grid:
        """A² x₀."""
        return self.A * self.once

    @property
    def factor(self) -> Value:
        """The convergence factor."""
        first, second = self.values
        return Rational(abs(second), abs(first))

    @cached_property
    def wrong_factors(self) -> Wrong:
        """The name, response and feedback of each wrong convergence factor."""
        first, second = self.values
        found: Wrong = [
            ("inverted", 1 / self.factor, "You divided the other way. What converges has a factor below 1."),
            (
                "squared",
                self.factor**2,
                "This is the factor of two steps, or of the eigenvalue of a symmetric matrix.",
            ),
        ]
        if first * second < 0:
            feedback = "The size is right. A factor for errors has no sign: take absolute values."
            found.append(("sign-kept", -self.factor, feedback))
        return found


@exercise("spectral/power-iteration", title="Power iteration", level=3)
def power_iteration(draw: Draw) -> Problem:
    """Two steps of power iteration, the direction that it turns to, and how fast it does.

    Trap: the ratio of the eigenvalues, the smaller over the dominant one, is the factor of every step.
    Source: Strang, Introduction to Linear Algebra, 5th ed., section 11.3.
    """
    powers = draw.until(_has_telling_iterates, lambda: _powers(draw))
    return Problem(
        say(
            r"""
            $$A = {A}, \qquad x_0 = {x}$$

            Power iteration computes $x_{k+1} = A x_k$. Only the direction of $x_k$ matters, so each vector
            may be multiplied by any number other than 0.
            """,
            A=powers.A,
            x=powers.start,
        ),
        (_iterate_part(powers), _limit_part(powers), _factor_part(powers)),
    )


def _powers(draw: Draw) -> Powers:
    """An integer matrix with two eigenvalues of different size, and a start."""
    first, second = draw.choice("eigenvalues", PAIRS)
    drawn = draw.matrix_with_eigenvalues("A", (first, second))
    order = (0, 1) if drawn.values[0] == first else (1, 0)
    one, other = (_leading(drawn.P.col(place)) for place in order)
    return Powers(drawn.A, (first, second), (one, other), draw.vector("x0", 2, bound=3))


def _leading(vector: Grid) -> Grid:
    """The vector with the sign that makes its first entry other than 0 positive."""
    return vector * (1 if next(entry for entry in vector if entry) > 0 else -1)


def _parallel(u: Grid, v: Grid) -> bool:
    return u[0] * v[1] == u[1] * v[0]


def _has_telling_iterates(powers: Powers) -> bool:
    """Whether the start is no eigenvector, and its iterates are small."""
    return (
        any(powers.start)
        and not any(_parallel(powers.start, vector) for vector in powers.vectors)
        and not _parallel(powers.start, powers.twice)
        and max(map(abs, powers.twice)) <= 150
    )


def _iterate_part(powers: Powers) -> Part:
    """The second iterate."""
    return Part(
        say("Compute $x_2$, up to a factor."),
        UpToScale(powers.twice),
        slips=(
            Slip("one-step-only", powers.once, "This is the direction after one step. Multiply once more."),
            Slip("start", powers.start, "This is still the direction of the start."),
        ),
        hints=hints(
            "Multiply by $A$ once, then once more.",
            "$x_1 = A x_0$ has the first entry {first}. What is $x_2$?",
            "Multiply $A$ by your $x_1$; you may divide by a common factor first.",
            first=powers.once[0],
        ),
        steps=(
            step("First step", "$x_1 = A x_0$", "${once}$", once=powers.once),
            step("Second step", "$x_2 = A x_1$", "${twice}$", twice=powers.twice),
        ),
        check=lambda _: np.linalg.matrix_power(floats(powers.A), 2) @ floats(powers.start),
    )


def _limit_part(powers: Powers) -> Part:
    """The direction in the limit."""
    (first, second), (one, other) = powers.values, powers.vectors
    slips = [Slip("smaller-eigenvalue", other, "That direction dies out. Take the dominant eigenvalue.")]
    for name, vector, feedback in (
        ("second-iterate", powers.twice, "This is the second iterate. The direction still changes after it."),
        ("first-iterate", powers.once, "This is the first iterate. The direction still changes after it."),
    ):
        if not _parallel(vector, one) and not any(_parallel(vector, slip.response) for slip in slips):
            slips.append(Slip(name, vector, feedback))
    return Part(
        say("To which direction do the $x_k$ turn? Give a vector, up to a factor."),
        UpToScale(one),
        points=2,
        slips=tuple(slips),
        hints=hints(
            "In the long run only the part along one eigenvector counts.",
            "The eigenvalues have the sum {trace} and the product {determinant}. Which is larger in size?",
            "Find an eigenvector to the eigenvalue that is larger in size.",
            trace=powers.A.trace(),
            determinant=first * second,
        ),
        steps=(
            step(
                "Eigenvalues, with sum {trace} and product {determinant}",
                "",
                "{first} and {second}",
                trace=first + second,
                determinant=first * second,
                first=first,
                second=second,
            ),
            step("Eigenvector to the one that is larger in size, {first}", "", "${v}$", first=first, v=one),
        ),
        check=lambda _: _limit(floats(powers.A), floats(powers.start)[:, 0]),
    )


def _limit(A: np.ndarray, x: np.ndarray) -> list[int]:
    """Where normalised steps lead, as coprime integers of which the first is positive."""
    for _ in range(400):
        x = A @ x
        x /= np.abs(x).max()
    first, second = (Fraction(float(entry)).limit_denominator(100) for entry in x)
    common = lcm(first.denominator, second.denominator)
    sign = 1 if (first or second) > 0 else -1
    return [int(sign * entry * common) for entry in (first, second)]


def _factor_part(powers: Powers) -> Part:
    """The factor of a step."""
    first, second = powers.values
    return Part(
        say(
            "In the long run, each step multiplies the part of $x_k$ along the other eigenvector, compared "
            "with the part along the dominant one, by a number. What is the absolute value of that number, "
            "the convergence factor?"
        ),
        Number(powers.factor),
        slips=tuple(Slip(*one) for one in powers.wrong_factors),
        hints=hints(
            "Write the start as a sum of two eigenvectors.",
            "A step multiplies each of them by its eigenvalue. How does their ratio change?",
            "Divide the smaller eigenvalue in size by the larger one, both without sign.",
        ),
        steps=(
            step(
                "Sizes of the eigenvalues",
                "",
                "{first} and {second}",
                first=abs(first),
                second=abs(second),
            ),
            step("The smaller over the larger", "", "${factor}$", factor=powers.factor),
        ),
        check=lambda _: _rate(floats(powers.A)),
    )


def _rate(A: np.ndarray) -> float:
    """The determinant over the square of the dominant eigenvalue, which the iteration itself finds."""
    x = _limit(A, np.array([0.83, 0.37]))
    dominant = np.linalg.norm(A @ x) / np.linalg.norm(x)
    return float(abs(np.linalg.det(A)) / dominant**2)
