"""The best approximation of a lower rank as a program: a function to write."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from math import gcd
from typing import Any

import numpy as np
from sympy import ImmutableMatrix

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid
from gradcheck_grader import Array, Code, Speed, Trial

SOLUTION = """import numpy as np
def low_rank(A, k):
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return (U[:, :k] * s[:k]) @ Vt[:k], np.sqrt(np.sum(s[k:] ** 2))"""
TURNED = SOLUTION.replace("@ Vt[:k]", "@ Vt[:, :k].T")
LAST = SOLUTION.replace("(U[:, :k] * s[:k]) @ Vt[:k]", "(U[:, k:] * s[k:]) @ Vt[k:]")
NO_FACTORS = SOLUTION.replace("(U[:, :k] * s[:k])", "U[:, :k]")
NO_ROOT = SOLUTION.replace("np.sqrt(np.sum(s[k:] ** 2))", "np.sum(s[k:] ** 2)")
SPECTRAL = SOLUTION.replace("np.sqrt(np.sum(s[k:] ** 2))", "s[k]")
SMALL = "an error far smaller than the matrix"


@dataclass(frozen=True)
class Directed:
    """A of two columns, and its right singular vectors v and w as coprime integers, v to the larger value."""

    A: Grid
    values: tuple[int, int]

    @cached_property
    def v(self) -> Grid:
        """The right singular vector to the larger singular value."""
        gram = self.A.T * self.A
        one, other = int(gram[0, 1]), int(self.values[0] ** 2 - gram[0, 0])
        return ImmutableMatrix([one, other]) / (gcd(one, other) * (1 if one > 0 else -1))

    @property
    def w(self) -> Grid:
        """That to the smaller one, at a right angle to v."""
        return ImmutableMatrix([-self.v[1], self.v[0]])

    @cached_property
    def best(self) -> Grid:
        """The best approximation of rank 1: A v vᵀ / vᵀv."""
        return self.A * self.v * self.v.T / self.v.dot(self.v)


@exercise("spectral/low-rank-code", title="The best low-rank approximation, as a function", level=3)
def low_rank_code(draw: Draw) -> Problem:
    """Of the terms that a matrix is the sum of, the largest are kept; the others are the error.

    Trap: NumPy gives V transposed, so that right singular vectors are rows; and the error is no difference
    of two squared norms, where it is small.
    Source: Strang, Introduction to Linear Algebra, 5th ed., sections 7.2 and 7.3.
    """
    made = draw.until(lambda made: len(_mistakes(made)) > 2, lambda: _directed(draw))
    return Problem(
        say(
            r"""
            A matrix $A$ of shape $m \times n$ has the singular values $\sigma_1 \ge \sigma_2 \ge \ldots$,
            with left and right singular vectors $u_i$ and $v_i$ of length 1. It is the sum of the terms
            $\sigma_i u_i v_i^{\top}$. The best approximation of rank $k$ keeps the first $k$ of them,
            $$A_k = \sum_{i=1}^{k} \sigma_i u_i v_i^{\top},$$

            and its error is the Frobenius norm $\|A - A_k\|_F$, the root of the sum of the squares of all
            entries.
            """
        ),
        (_matrix_part(made), _code_part(draw.integer("inputs", 0, 9_999))),
    )


def _directed(draw: Draw) -> Directed:
    drawn = draw.singular_values("A", draw.choice("rows", (2, 3)), bound=7)
    return Directed(drawn.A, drawn.values)


def _mistakes(made: Directed) -> tuple[Slip, ...]:
    """The wrong matrices that differ."""
    A, v, w, square = made.A, made.v, made.w, made.v.dot(made.v)
    return distinct(
        made.best,
        Slip(
            "smaller-kept",
            A * w * w.T / square,
            "You kept the term to the smaller singular value. The larger one is kept.",
        ),
        Slip(
            "not-of-length-1",
            A * v * v.T,
            "The vector that is given is not of length 1. Divide by the square of its length.",
        ),
        Slip(
            "without-singular-value",
            made.best / made.values[0],
            "This term lacks its singular value.",
        ),
        Slip(
            "divided-by-singular-value",
            A * v * v.T / made.values[0],
            "You divided by the singular value. It is the vector that has to have length 1.",
        ),
    )


def _matrix_part(made: Directed) -> Part:
    """The best approximation of rank 1, by hand."""
    A, v, square = made.A, made.v, made.v.dot(made.v)
    return Part(
        say(
            r"Let $$A = {A}.$$ Its larger singular value is $\sigma_1 = {large}$, and ${v}$ is a multiple of "
            "$v_1$. Find $A_1$, exactly. Write it row by row, such as `[[1, 2], [3, 4]]`.",
            A=A,
            large=made.values[0],
            v=v,
        ),
        Array(made.best),
        slips=_mistakes(made),
        hints=hints(
            r"You need $\sigma_1 u_1$ and $v_1$. What does $A$ make of $v_1$?",
            r"$A v_1 = \sigma_1 u_1$, so $A_1 = A v_1 v_1^{\top}$. For $v = {v}$, $A v = {image}$. This $v$ "
            r"is longer than 1. What does $v v^{\top}$ have to be divided by?",
            r"Multiply the column ${image}$ by the row ${row}$, and divide by {square}.",
            v=v,
            image=A * v,
            row=v.T,
            square=square,
        ),
        steps=(
            step("The image of $v = {v}$", "$A v$", "${image}$", v=v, image=A * v),
            step("Times the row", r"$A v v^{\top}$", "${outer}$", outer=A * v * v.T),
            step(r"Divide by $v^{\top} v = {square}$", "$A_1$", "${best}$", square=square, best=made.best),
        ),
        check=lambda _: _by_gram(floats(A)),
    )


def _by_gram(A: np.ndarray) -> np.ndarray:
    """The best approximation of rank 1 from the eigenvector of A Aᵀ, which multiplies from the left."""
    u = np.linalg.eigh(A @ A.T)[1][:, -1]
    return np.outer(u, u @ A)


def _code_part(inputs: int) -> Part:
    """The approximation of any rank and its error, as code."""
    trials, large = _trials(inputs)
    return Part(
        say(
            "Write a function that gives two results: $A_k$ as a NumPy array of the shape of `A`, and its "
            "error. The whole number `k` is at least 0 and less than the rank of `A`. The matrix may be tall "
            "or wide, or have thousands of rows and few columns. The error may be far smaller than the "
            "entries of `A`. Begin with `import numpy as np`."
        ),
        Code(
            "low_rank(A, k)",
            SOLUTION,
            _by_rotations,
            trials,
            outputs=("approximation", "error"),
            speed=Speed(large),
        ),
        points=2,
        slips=(
            Slip(
                "V-not-transposed",
                TURNED,
                "You took columns of what NumPy gives third. That is V transposed already: its rows are the "
                "right singular vectors.",
            ),
            Slip("smallest-kept", LAST, "Your matrix is the sum of the terms that have to be left out."),
            Slip("without-singular-values", NO_FACTORS, "Your terms lack their singular values."),
            Slip("error-without-root", NO_ROOT, "Your error is the square of the Frobenius norm."),
            Slip(
                "error-in-spectral-norm",
                SPECTRAL,
                "Your error is the largest of the singular values that are left out: the spectral norm.",
            ),
        ),
        hints=hints(
            "`np.linalg.svd` gives all that is needed. What is its third result?",
            "It gives U, the singular values in descending order, and V transposed. Which columns of U and "
            "which rows of V transposed are kept, and which singular values are left for the error?",
            "Scale the first `k` columns of U by the first `k` values, and multiply by the first `k` rows of "
            "V transposed. The error is the root of the sum of the squares of the values from `k` on. With "
            "`full_matrices=False` nothing is computed in vain.",
        ),
        steps=(
            step(
                "Only as many columns as are needed", "", "`U, s, Vt = np.linalg.svd(A, full_matrices=False)`"
            ),
            step("Keep the first `k` terms", "", "`(U[:, :k] * s[:k]) @ Vt[:k]`"),
            step("The others are the error", "", "`np.sqrt(np.sum(np.square(s[k:])))`"),
        ),
        check=lambda _: [_by_symmetric(*trial.inputs) for trial in trials],
    )


def _trials(inputs: int) -> tuple[tuple[Trial, ...], tuple[np.ndarray, int]]:
    """Matrices of either shape whose singular values lie apart, and a tall one to time.

    Two values or more are left out, so that the two norms of the error differ.
    """
    rng = np.random.default_rng(inputs)

    def given(m: int, n: int, *values: float) -> np.ndarray:
        U, V = (np.linalg.qr(rng.normal(size=(size, len(values))))[0] for size in (m, n))
        return (U * np.array(values)) @ V.T

    trials = (
        Trial((given(5, 3, 9.0, 4.0, 2.0), 1)),
        Trial((given(3, 5, 8.0, 5.0, 2.0), 1)),
        Trial((given(4, 4, 9.0, 6.0, 3.0, 1.0), 2)),
        Trial((given(3, 3, 7.0, 4.0, 2.0), 0), "k = 0"),
        Trial((given(5, 4, 3e3, 1e3, 3e-3, 1e-3), 2), SMALL),
    )
    return trials, (rng.normal(size=(4_000, 10)) * np.arange(10, 0, -1), 3)


def _by_rotations(A: Any, k: int) -> tuple[np.ndarray, float]:
    """Both results by Jacobi's one-sided method: pairs of columns are turned until all are orthogonal.

    The columns are then σ u, and the turns are V. In Python's own floats.
    """
    columns = A.T.tolist()
    turns = np.eye(len(columns)).tolist()
    for _ in range(30):
        for i in range(len(columns)):
            for j in range(i + 1, len(columns)):
                c, s = _turn(columns[i], columns[j])
                for rows in (columns, turns):
                    rows[i], rows[j] = (
                        [c * a - s * b for a, b in zip(rows[i], rows[j], strict=True)],
                        [s * a + c * b for a, b in zip(rows[i], rows[j], strict=True)],
                    )
    order = sorted(range(len(columns)), key=lambda i: -math.hypot(*columns[i]))
    kept = sum((np.outer(columns[i], turns[i]) for i in order[:k]), np.zeros(A.shape))
    return kept, math.hypot(*(math.hypot(*columns[i]) for i in order[k:]))


def _turn(one: list[float], other: list[float]) -> tuple[float, float]:
    """Cosine and sine of the angle that makes two columns orthogonal."""
    dot = math.fsum(a * b for a, b in zip(one, other, strict=True))
    if not dot:
        return 1.0, 0.0
    zeta = (math.fsum(b * b for b in other) - math.fsum(a * a for a in one)) / (2 * dot)
    t = math.copysign(1 / (abs(zeta) + math.hypot(1, zeta)), zeta)
    c = 1 / math.hypot(1, t)
    return c, c * t


def _by_symmetric(A: np.ndarray, k: int) -> tuple[np.ndarray, float]:
    """Both results from the eigenvalues σ and -σ of the symmetric matrix with the blocks A and Aᵀ."""
    m, n = A.shape
    values, vectors = np.linalg.eigh(np.block([[np.zeros((m, m)), A], [A.T, np.zeros((n, n))]]))
    values, vectors = values[::-1][: min(m, n)], vectors[:, ::-1]
    kept = 2 * (vectors[:m, :k] * values[:k]) @ vectors[m:, :k].T
    return kept, float(np.linalg.norm(values[k:]))
