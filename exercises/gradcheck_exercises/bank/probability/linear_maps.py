"""The mean and the covariance matrix of a linear map."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from sympy import ImmutableMatrix

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct, sound
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid
from gradcheck_grader import Array, Number


@exercise("probability/covariance-transform", title="Covariance matrix of a linear map", level=3)
def covariance_transform(draw: Draw) -> Problem:
    """If x has the covariance matrix S, then y = Ax + b has A S A^T, whatever b is.

    Trap: A stands on both sides, transposed on the right; a shift changes the mean alone.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 6.4.4 and equation (6.50).
    """
    return draw.until(sound, lambda: _covariance_transform(draw))


def _covariance_transform(draw: Draw) -> Problem:
    A = draw.until(_mixing, lambda: draw.matrix("A", 2, 2, bound=3, exclude=(0,)))
    L = draw.choice("factor", FACTORS)
    mu, b = draw.until(
        lambda pair: any(A * pair[0] + pair[1]),
        lambda: (draw.vector("mu", 2, bound=5), draw.vector("b", 2, bound=4, exclude=(0,))),
    )
    S = ImmutableMatrix(2, 2, L) * ImmutableMatrix(2, 2, L).T
    return Problem(
        say(
            r"""
            A random column vector $x$ has the mean $\mu$ and the covariance matrix $\Sigma$, and
            $y = A x + b$ with
            $$\mu = {mu}, \quad \Sigma = {S}, \quad A = {A}, \quad b = {b}.$$
            """,
            mu=mu,
            S=S,
            A=A,
            b=b,
        ),
        (_moved_mean(A, mu, b), _moved_covariance(A, S, b), _sum_variance(A, S)),
    )


FACTORS = tuple(
    (p, 0, q, r) for p in (1, 2, 3) for q in (-2, -1, 1, 2) for r in (1, 2) if (p, q, r) != (1, 1, 1)
)


def _mixing(A: Grid) -> bool:
    """Whether A is invertible, not symmetric, and neither normal nor orthogonal up to scale."""
    return A.det() != 0 and A != A.T and A * A.T != A.T * A


def _moved_mean(A: Grid, mu: Grid, b: Grid) -> Part:
    """E[y]."""
    right = A * mu + b
    return Part(
        say("What is the mean of $y$? Give a column."),
        Array(right, names=()),
        slips=distinct(
            right,
            Slip("shift-lost", A * mu, "You left out b. A shift moves the mean."),
            Slip(
                "transposed",
                A.T * mu + b,
                "You used the columns of A where its rows are needed.",
            ),
        ),
        hints=hints(
            "Expectation is linear, for vectors as for numbers.",
            r"$E[Ax + b] = A \cdot \text{?} + \text{?}$",
            r"Compute ${A} {mu}$ and add ${b}$.",
            A=A,
            mu=mu,
            b=b,
        ),
        steps=(
            step("Map the mean", r"$A \mu$", "${image}$", image=A * mu),
            step("Add the shift", r"$A \mu + b$", "${right}$", right=right),
        ),
        check=lambda at: floats(A) @ floats(mu) + floats(b),
    )


def _moved_covariance(A: Grid, S: Grid, b: Grid) -> Part:
    """Cov(y)."""
    right = A * S * A.T
    return Part(
        say("What is the covariance matrix of $y$?"),
        Array(right, names=()),
        points=2,
        slips=distinct(
            right,
            Slip(
                "one-side-only",
                A * S,
                "A stands on both sides. A covariance matrix is symmetric: is yours?",
            ),
            Slip(
                "sides-exchanged",
                A.T * S * A,
                "You transposed the wrong one of the two factors. Write y less its mean as A (x "
                "less its mean).",
            ),
            Slip(
                "shift-added",
                right + b * b.T,
                "A shift moves every value alike: it changes the mean and no covariance.",
            ),
        ),
        hints=hints(
            r"The covariance matrix is $E[(y - E[y])(y - E[y])^\top]$, and $y - E[y] = A (x - \mu)$.",
            r"Take $A$ out to the left. What comes out to the right? $A\,\Sigma\,\text{?}$",
            r"Compute $A \Sigma = {half}$, then multiply it by $A^\top$ from the right.",
            half=A * S,
        ),
        steps=(
            step("Multiply from the left", r"$A \Sigma$", "${half}$", half=A * S),
            step("Multiply by the transpose from the right", r"$A \Sigma A^\top$", "${right}$", right=right),
        ),
        check=lambda at: _spread(floats(A), floats(S), floats(b)),
    )


def _sum_variance(A: Grid, S: Grid) -> Part:
    """Var(y1 + y2)."""
    C = A * S * A.T
    right = sum(C)
    return Part(
        say(r"What is the variance of $y_1 + y_2$, the sum of the two entries of $y$?"),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "covariance-forgotten",
                C.trace(),
                "You added the two variances. The entries of y are correlated.",
            ),
            Slip(
                "covariance-once",
                C.trace() + C[0, 1],
                "The covariance counts twice: it stands in two places of the matrix.",
            ),
            Slip(
                "difference-for-sum",
                C.trace() - 2 * C[0, 1],
                "This is the variance of the difference of the two.",
            ),
        ),
        hints=hints(
            "A sum is a linear map too: with the row $(1, 1)$.",
            r"$\operatorname{Var}(y_1 + y_2) = \operatorname{Var}(y_1) + \operatorname{Var}(y_2) + \text{?}$",
            "All four entries of the covariance matrix of $y$ are added.",
        ),
        steps=(
            step(
                "Add both variances and twice the covariance",
                r"${v} + {w} + 2 \cdot {k}$",
                "${right}$",
                v=C[0, 0],
                w=C[1, 1],
                k=f"({C[0, 1]})" if C[0, 1] < 0 else C[0, 1],
                right=right,
            ),
        ),
        check=lambda at: float(np.ones(2) @ _spread(floats(A), floats(S), np.zeros((2, 1))) @ np.ones(2)),
        follow=Follow(("b",), _sum_of),
    )


def _sum_of(own: Mapping[str, Grid]) -> Number | None:
    """The variance of the sum from the person's own matrix, where that is a covariance matrix."""
    C = own["b"]
    if C.shape != (2, 2) or C != C.T or C[0, 0] <= 0 or C.det() <= 0:
        return None
    return Number(sum(C))


def _spread(A: np.ndarray, S: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The covariance matrix of A x + b for four equally likely x that have the covariance matrix S."""
    signs = np.array([[1, 1, -1, -1], [1, -1, 1, -1]], dtype=float)
    return np.cov(A @ np.linalg.cholesky(S) @ signs + b, bias=True)
