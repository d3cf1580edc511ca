"""The Moore–Penrose inverse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from sympy import ImmutableMatrix, Rational, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.linalg.projections import NORMALS, planes
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Number

Wrong = list[tuple[str, Value, str]]
ROWS = ((1, 1), (1, -1), (1, 2), (2, 1), (1, -2), (2, -1), (1, 3))


@dataclass(frozen=True)
class Inverted:
    """A, shape (3, 2), with independent columns or of rank 1, and b; the pseudo-inverse is factor Aᵀ.

    factor  (AᵀA)⁻¹, or one over the sum of the squares of all entries.
    """

    A: Grid
    b: Grid
    factor: Value

    @property
    def is_rank_one(self) -> bool:
        """Whether the second column is a multiple of the first."""
        return not hasattr(self.factor, "shape")

    @cached_property
    def inverse(self) -> Grid:
        """The pseudo-inverse, shape (2, 3)."""
        return self.factor * self.A.T

    @cached_property
    def x(self) -> Grid:
        """The shortest x for which A x is nearest to b."""
        return self.inverse * self.b

    @cached_property
    def wrong_inverses(self) -> Wrong:
        """The name, response and feedback of each wrong pseudo-inverse."""
        A = self.A
        found: Wrong = [
            (
                "transpose",
                A.T,
                "This is the transpose. It is the pseudo-inverse for orthonormal columns only.",
            ),
            (
                "transposed",
                self.inverse.T,
                "The entries are right, but a pseudo-inverse has as many rows as A has columns.",
            ),
        ]
        if self.is_rank_one:
            norm = sqrt(1 / self.factor)
            feedback = (
                "You divided by the singular value once. The transpose has that factor itself: divide twice."
            )
            return [*found, ("divided-by-norm", A.T / norm, feedback)]
        feedback = "This is the inverse of the Gram matrix. The transpose of A is still missing on its right."
        return [*found, ("gram-inverse-only", self.factor, feedback)]


@exercise("spectral/pseudo-inverse", title="Pseudo-inverse", level=4)
def pseudo_inverse(draw: Draw) -> Problem:
    """The Moore–Penrose inverse of a matrix with independent columns, or of rank 1, and what it solves.

    Trap: the formula with the Gram matrix needs independent columns; with rank 1, singular vectors give it.
    Source: Strang, Introduction to Linear Algebra, 5th ed., section 7.4.
    """
    made = draw.until(_tells_inverses_apart, lambda: _inverted(draw))
    return Problem(
        say(
            r"""
            $$A = {A}, \qquad b = {b}$$

            Let $A^+$ be the pseudo-inverse of $A$ (the Moore–Penrose inverse).
            """,
            A=made.A,
            b=made.b,
        ),
        (
            _norm_part(made) if made.is_rank_one else _gram_inverse_part(made),
            _inverse_part(made),
            _solution_part(made),
        ),
    )


def _inverted(draw: Draw) -> Inverted:
    """Columns that span the plane across a short normal, or a column times a row."""
    if draw.choice("rank", (1, 2)) == 1:
        u = draw.vector("u", 3, bound=2, exclude=(0,))
        v = ImmutableMatrix(draw.choice("v", ROWS))
        b = draw.vector("b", 3, bound=4)
        return Inverted(u * v.T, b, Rational(1, int(u.dot(u) * v.dot(v))))
    normal = draw.choice("normal", NORMALS)
    A = ImmutableMatrix(draw.choice("columns", planes(normal))).T
    x = ImmutableMatrix(draw.choice("x", tuple(product((-2, -1, 1, 2), repeat=2))))
    (p, q), (_, r) = (A.T * A).tolist()
    b = A * x + draw.choice("beside", (1, -1)) * ImmutableMatrix(normal)
    return Inverted(A, b, ImmutableMatrix([[r, -q], [-q, p]]) / (p * r - q * q))


def _tells_inverses_apart(made: Inverted) -> bool:
    """Whether the solution is not 0, and no two responses to a question are equal."""
    inverses = [made.inverse, *(value for _, value, _ in made.wrong_inverses)]
    solutions = [made.x, *(value for _, value, _ in _wrong_solutions(made))]
    of_signs_alone = made.is_rank_one and max(map(abs, made.A)) == 1  # squares are absolute values there
    return (
        not of_signs_alone
        and any(made.x)
        and len(set(inverses)) == len(inverses)
        and len(set(solutions)) == len(solutions)
    )


def _wrong_solutions(made: Inverted) -> Wrong:
    """The name, response and feedback of each wrong solution."""
    return [
        (
            "transpose",
            made.A.T * made.b,
            "You multiplied b by the transpose of A. Multiply it by the pseudo-inverse.",
        ),
        (
            "fitted-instead",
            made.A * made.x,
            "This is A x, the point that is nearest to b. The vector x itself is wanted.",
        ),
    ]


def _norm_part(made: Inverted) -> Part:
    """The squared singular value of a matrix of rank 1."""
    square = 1 / made.factor
    return Part(
        say(
            r"The rank of $A$ is 1. Find $\sigma_1^2$, the square of its only singular value other than 0.",
        ),
        Number(square),
        slips=(
            Slip("root-taken", sqrt(square), "This is the singular value. Its square is wanted here."),
            Slip(
                "entries-added",
                sum(map(abs, made.A)),
                "You added the entries without squaring them.",
            ),
        ),
        hints=hints(
            "The squares of all singular values add up to a sum that can be read off the entries.",
            "It is the trace of $A^{\\top} A$. What is on the diagonal of that matrix?",
            "Add the squares of all six entries of $A$.",
        ),
        steps=(step("Add the squares of all entries", r"$\sigma_1^2$", "{square}", square=square),),
        check=lambda _: float(np.linalg.norm(floats(made.A), 2) ** 2),
    )


def _gram_inverse_part(made: Inverted) -> Part:
    """The inverse of the Gram matrix."""
    gram = made.A.T * made.A
    return Part(
        say("The columns of $A$ are independent. Find $(A^{\\top} A)^{-1}$, exactly."),
        Array(made.factor),
        slips=(
            Slip("not-inverted", gram, "This is the Gram matrix itself. Invert it."),
            Slip(
                "determinant-forgotten",
                made.factor * gram.det(),
                "The diagonal is exchanged and the signs are right. Divide by the determinant too.",
            ),
        ),
        hints=hints(
            "Multiply first: the entries of $A^{\\top} A$ are dot products of columns.",
            r"$A^{\top} A = {gram}$. What is its determinant?",
            "Exchange the diagonal, change the signs of the other entries, and divide by the determinant.",
            gram=gram,
        ),
        steps=(
            step("Gram matrix", "$A^{\\top} A$", "${gram}$", gram=gram),
            step("Its inverse", "$(A^{\\top} A)^{-1}$", "${inverse}$", inverse=made.factor),
        ),
        check=lambda _: np.linalg.inv(floats(made.A).T @ floats(made.A)),
    )


def _inverse_part(made: Inverted) -> Part:
    """The pseudo-inverse."""
    if made.is_rank_one:
        said = (
            r"Write $A = \sigma_1 u v^{\top}$ with vectors $u$ and $v$ of length 1. What undoes it?",
            r"$A^+ = \frac{1}{\sigma_1} v u^{\top}$. How can that be written with "
            r"$A^{\top} = \sigma_1 v u^{\top}$?",
            r"Divide $A^{\top}$ by $\sigma_1^2$.",
        )
        steps = (step(r"Divide the transpose by $\sigma_1^2$", "$A^+$", "${it}$", it=made.inverse),)
    else:
        said = (
            r"For independent columns, $A^+ A$ is the identity.",
            r"$(A^{\top} A)^{-1}$ times a third matrix is $A^+$. Which one makes $A^+ A$ the identity?",
            r"Multiply $(A^{\top} A)^{-1}$ by $A^{\top}$, in this order.",
        )
        steps = (step("Multiply", "$A^+ = (A^{\\top} A)^{-1} A^{\\top}$", "${it}$", it=made.inverse),)
    return Part(
        say("Find $A^+$. Write it row by row, such as `[[1/2, 0, 1], [0, 1/3, 2]]`."),
        Array(made.inverse),
        points=3,
        slips=tuple(Slip(*one) for one in made.wrong_inverses),
        hints=hints(*said),
        steps=steps,
        check=lambda _: np.linalg.pinv(floats(made.A)),
        follow=Follow(("a",), lambda own: Array(_over(made, own["a"]) * made.A.T)),
    )


def _over(made: Inverted, own: Value) -> Value:
    """The factor by the person's own (a): that number inverted, or that matrix."""
    return 1 / own if made.is_rank_one else own


def _solution_part(made: Inverted) -> Part:
    """What it solves."""
    return Part(
        say(
            r"Find the $x$ for which $\|A x - b\|$ is smallest in the Euclidean norm; if there are several, "
            "the shortest one."
        ),
        Array(made.x),
        slips=tuple(Slip(*one) for one in _wrong_solutions(made)),
        hints=hints(
            "This is what the pseudo-inverse is for.",
            "$x$ is $A^+$ times …?",
            "Multiply each row of your $A^+$ by $b$.",
        ),
        steps=(step("Multiply", "$x = A^+ b$", "${x}$", x=made.x),),
        check=lambda _: np.linalg.lstsq(floats(made.A), floats(made.b), rcond=None)[0],
        follow=Follow(("b",), lambda own: _solution_from(made, own)),
    )


def _solution_from(made: Inverted, own: Mapping[str, Grid]) -> Array | None:
    """The solution by the person's own pseudo-inverse."""
    x = own["b"] * made.b
    return Array(x) if any(x) else None
