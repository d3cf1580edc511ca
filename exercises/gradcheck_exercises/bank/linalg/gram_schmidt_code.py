"""Orthonormal columns as a program: a function to write."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np
from sympy import ImmutableMatrix, Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Code, Trial

SOLUTION = """import numpy as np
def gram_schmidt(A):
    Q = np.array(A, dtype=float)
    R = np.zeros((A.shape[1], A.shape[1]))
    for j in range(A.shape[1]):
        R[j, j] = np.linalg.norm(Q[:, j])
        Q[:, j] /= R[j, j]
        R[j, j + 1:] = Q[:, j] @ Q[:, j + 1:]
        Q[:, j + 1:] -= np.outer(Q[:, j], R[j, j + 1:])
    return Q, R"""
NOT_UNIT = SOLUTION.replace("        Q[:, j] /= R[j, j]\n", "").replace(
    "R[j, j + 1:] = Q[:, j] @ Q[:, j + 1:]", "R[j, j + 1:] = Q[:, j] @ Q[:, j + 1:] / R[j, j] ** 2"
)
TURNED = SOLUTION.replace("return Q, R", "return Q, R.T")
GIVEN = """import numpy as np
def gram_schmidt(A):
    V = np.array(A, dtype=float)
    for j in range(1, A.shape[1]):
        for i in range(j):
            V[:, j] -= (A[:, i] @ A[:, j]) / (A[:, i] @ A[:, i]) * A[:, i]
    Q = V / np.linalg.norm(V, axis=0)
    return Q, Q.T @ A"""
SIGNS = """import numpy as np
def gram_schmidt(A):
    Q, R = np.linalg.qr(A)
    return -Q * np.sign(np.diag(R)), -np.sign(np.diag(R))[:, None] * R"""
NEAR = "columns that are nearly dependent"
FIRST = tuple((s * a, t * b) for a, b in ((3, 4), (4, 3), (6, 8), (8, 6)) for s in (1, -1) for t in (1, -1))


@dataclass(frozen=True)
class Pair:
    """Two columns, the first with a whole number for its length."""

    A: Grid

    @property
    def length(self) -> int:
        """The length of the first column."""
        return round(float(self.A[0, 0] ** 2 + self.A[1, 0] ** 2) ** 0.5)

    @property
    def dot(self) -> Value:
        """The dot product of the columns."""
        return self.A.col(0).dot(self.A.col(1))

    @property
    def R(self) -> Grid:
        """The triangular factor: the length, the dot product over it, and the area over it."""
        n = self.length
        return ImmutableMatrix([[n, Rational(self.dot, n)], [0, Rational(abs(self.A.det()), n)]])


@exercise("linalg/gram-schmidt-code", title="Gram–Schmidt, as a function", level=3)
def gram_schmidt_code(draw: Draw) -> Problem:
    """Orthonormal columns, and the triangular matrix that makes of them the columns that were given.

    Trap: a projection is removed from what is left of a column, with vectors that are orthogonal already; all
    projections computed from the given column lose their digits where columns are nearly dependent.
    Source: Trefethen & Bau, Numerical Linear Algebra, lectures 7 to 9.
    """
    pair = draw.until(lambda pair: len(_mistakes(pair)) > 2, lambda: _pair(draw))
    inputs = draw.integer("inputs", 0, 9_999)
    return Problem(
        say(
            r"""
            Let $A$ have $n$ independent columns. There is exactly one way to write $A = Q R$ where $Q$ has
            the shape of $A$ and orthonormal columns, and $R$ is upper triangular, of shape $n \times n$,
            with a positive diagonal. The Gram–Schmidt process finds both.
            """
        ),
        (_factor_part(pair), _code_part(inputs)),
    )


def _pair(draw: Draw) -> Pair:
    first = draw.choice("first", FIRST)
    second = draw.vector("second", 2, bound=9, exclude=(0,))
    return Pair(ImmutableMatrix([[first[0], second[0]], [first[1], second[1]]]))


def _mistakes(pair: Pair) -> tuple[Slip, ...]:
    """The wrong triangular factors that differ; none where the columns are dependent or orthogonal."""
    n, dot, height = pair.length, pair.dot, pair.R[1, 1]
    if not (dot and height):
        return ()
    rows = (
        (
            "dot-not-divided",
            [[n, dot], [0, height]],
            "The first column is not of length 1 in your dot product.",
        ),
        (
            "divided-twice",
            [[n, Rational(dot, n * n)], [0, height]],
            "You divided by the squared length. That is for a first column that stays as it is given.",
        ),
        (
            "transposed",
            [[n, 0], [Rational(dot, n), height]],
            "Your matrix is lower triangular. Write down what the product of its factors is.",
        ),
        (
            "root-left-out",
            [[n, Rational(dot, n)], [0, height**2]],
            "Your last entry is the square of a length. Take the root.",
        ),
    )
    return distinct(pair.R, *(Slip(name, ImmutableMatrix(R), said) for name, R, said in rows))


def _factor_part(pair: Pair) -> Part:
    """The triangular factor, by hand."""
    n, left = pair.length, pair.A.col(1) - Rational(pair.dot, pair.length**2) * pair.A.col(0)
    return Part(
        say("Find $R$, exactly, for $$A = {A}.$$ Write it row by row, such as `[[1, 2], [0, 3]]`.", A=pair.A),
        Array(pair.R),
        slips=_mistakes(pair),
        hints=hints(
            "The first column of $Q$ has the direction of the first column of $A$. How long is that column?",
            "Column by column, $a_1 = R_{11} q_1$ and $a_2 = R_{12} q_1 + R_{22} q_2$. Here $R_{11} = {n}$. "
            "What is $q_1$, and what is $q_1 \\cdot a_2$?",
            "$R_{12} = q_1 \\cdot a_2 = {dot} / {n}$. Then $a_2 - R_{12} q_1 = {left}$: its length is "
            "$R_{22}$.",
            n=n,
            dot=pair.dot,
            left=left,
        ),
        steps=(
            step("The length of the first column", "$R_{11}$", "${n}$", n=n),
            step(
                "Its unit vector times the second column",
                r"$R_{12} = q_1 \cdot a_2$",
                "${entry}$",
                entry=pair.R[0, 1],
            ),
            step("What is left of the second column", "$a_2 - R_{12} q_1$", "${left}$", left=left),
            step("Its length", "$R_{22}$", "${entry}$", entry=pair.R[1, 1]),
        ),
        check=lambda _: _positive(floats(pair.A))[1],
    )


def _positive(A: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both factors by reflections, with the signs that make the diagonal positive."""
    Q, R = np.linalg.qr(A)
    signs = np.sign(np.diag(R))
    return Q * signs, signs[:, None] * R


def _code_part(inputs: int) -> Part:
    """Both factors of any matrix, as code."""
    trials = _trials(inputs)
    return Part(
        say(
            "Write a function that gives two results, $Q$ and $R$ as NumPy arrays, for `A` of shape (m, n) "
            "with independent columns. They may be nearly dependent. Begin with `import numpy as np`."
        ),
        Code("gram_schmidt(A)", SOLUTION, _exactly, trials, outputs=("Q", "R")),
        points=3,
        slips=(
            Slip("not-of-length-1", NOT_UNIT, "Your columns of Q are orthogonal, but not of length 1."),
            Slip("R-transposed", TURNED, "Your R is lower triangular: it is the transpose."),
            Slip(
                "given-columns-used",
                GIVEN,
                "You removed projections onto the given columns. Only those onto orthogonal ones add up.",
            ),
            Slip(
                "negative-diagonal", SIGNS, "The diagonal of your R is negative. Change signs in Q and in R."
            ),
        ),
        hints=hints(
            "One loop over the columns. What is done to the columns that are still to come?",
            "Divide column `j` by its length. Then remove its direction from all later columns at once: what "
            "are the dot products with them, and where do they stand in R?",
            "`R[j, j]` is the length of column `j` of `Q`. After dividing, row `j` of `R` is "
            "`Q[:, j] @ Q[:, j + 1:]` from `j + 1` on. Subtract the outer product of both from the later "
            "columns of `Q`.",
        ),
        steps=(
            step("A copy to work on", "", "`Q = np.array(A, dtype=float)`"),
            step(
                "Column `j` to length 1", "", "`R[j, j] = np.linalg.norm(Q[:, j])` and `Q[:, j] /= R[j, j]`"
            ),
            step("Its dot products with the later columns", "", "`R[j, j + 1:] = Q[:, j] @ Q[:, j + 1:]`"),
            step("Remove its direction", "", "`Q[:, j + 1:] -= np.outer(Q[:, j], R[j, j + 1:])`"),
        ),
        check=lambda _: [_positive(*trial.inputs) for trial in trials],
    )


def _trials(inputs: int) -> tuple[Trial, ...]:
    """Matrices of several shapes, one of whole numbers, and one whose columns are almost the same."""
    rng = np.random.default_rng(inputs)
    ordinary = tuple(Trial((rng.normal(size=shape),)) for shape in ((3, 3), (4, 2), (5, 3)))
    whole = Trial((np.array([[2, 1, 0], [1, 3, 1], [0, 1, 2], [1, 0, 1]]),), "whole numbers")
    near = Trial((rng.uniform(1, 2, size=(6, 1)) + 1e-6 * rng.normal(size=(6, 4)),), NEAR)
    return (*ordinary, whole, near)


def _exactly(A: Any) -> tuple[np.ndarray, np.ndarray]:
    """Both factors from exact fractions; roots are taken at the end, with 40 digits."""
    columns = [[Fraction(entry) for entry in column] for column in A.T.tolist()]
    left: list[list[Fraction]] = []
    weights = [[Fraction(0)] * len(columns) for _ in columns]
    for j, column in enumerate(columns):
        rest = column
        for i, other in enumerate(left):
            weights[i][j] = _dot(other, column) / _dot(other, other)
            rest = [a - weights[i][j] * b for a, b in zip(rest, other, strict=True)]
        weights[j][j] = Fraction(1)
        left.append(rest)
    lengths = [_root(_dot(u, u)) for u in left]
    Q = [[float(_decimal(entry) / length) for entry in u] for u, length in zip(left, lengths, strict=True)]
    R = [[float(_decimal(w) * n) for w in row] for row, n in zip(weights, lengths, strict=True)]
    return np.array(Q).T, np.array(R)


def _dot(one: list[Fraction], other: list[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(one, other, strict=True)), Fraction(0))


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _root(value: Fraction) -> Decimal:
    with localcontext() as context:
        context.prec = 40
        return _decimal(value).sqrt()
