"""How much a loss bends: smoothness and strong convexity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np
from sympy import ImmutableMatrix, Rational

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Number


@lru_cache(maxsize=1)
def _data() -> tuple[tuple[int, ...], ...]:
    """Entries of X, three rows of two, for which X^T X has two different positive integer eigenvalues."""
    rows = [(p, q) for p in range(-3, 4) for q in range(-3, 4) if p or q]
    triples = (
        (one, rows[j], rows[k])
        for i, one in enumerate(rows)
        for j in range(i + 1, 48, 2)
        for k in range(j + 1, 48, 2)
    )
    return tuple((*one, *two, *three) for one, two, three in triples if _clean(one, two, three))


def _clean(*rows: tuple[int, int]) -> bool:
    """Whether the eigenvalues are different positive integers, and the columns not orthogonal."""
    a, b, c = (sum(row[i] * row[j] for row in rows) for i, j in ((0, 0), (0, 1), (1, 1)))
    root = round(sqrt((a - c) ** 2 + 4 * b * b))
    return root * root == (a - c) ** 2 + 4 * b * b and (a + c - root) % 2 == 0 and a * c > b * b and b != 0


@dataclass(frozen=True)
class Loss:
    """The data matrix X, shape (3, 2), with the eigenvalues m < L of X^T X; and the name of the loss."""

    X: Grid
    logistic: bool

    @property
    def gram(self) -> Grid:
        """X^T X."""
        return self.X.T * self.X

    @property
    def eigenvalues(self) -> tuple[int, int]:
        """The eigenvalues of X^T X, the smaller one first."""
        trace, det = int(self.gram.trace()), int(self.gram.det())
        root = round(sqrt(trace * trace - 4 * det))
        return (trace - root) // 2, (trace + root) // 2

    @property
    def share(self) -> Value:
        """What the largest eigenvalue of X^T X is multiplied by for the smoothness."""
        return Rational(1, 12) if self.logistic else Rational(1, 3)

    def bent(self, w: np.ndarray) -> np.ndarray:
        """The Hessian matrix of the loss at w, in floating point."""
        X = np.array(self.X.tolist(), dtype=float)
        if not self.logistic:
            return X.T @ X / 3
        s = 1 / (1 + np.exp(-X @ w))
        return X.T @ np.diag(s * (1 - s)) @ X / 3


@exercise("optimization/lipschitz-constant", title="Smoothness and strong convexity of a loss", level=4)
def lipschitz_constant(draw: Draw) -> Problem:
    """The eigenvalues of the Hessian matrix bound how much a loss bends, and with it the learning rate.

    Trap: the second derivative of the logistic loss is at most a quarter.
    Source: Boyd & Vandenberghe, Convex Optimization, section 9.1.2.
    """
    logistic = draw.case("loss", ("least squares", "logistic")) == "logistic"
    numbers = draw.choice("data", _data())
    X = ImmutableMatrix(3, 2, numbers)
    loss = Loss(X, logistic)
    formula = (
        r"f(w) = \frac{1}{3} \sum_{i=1}^{3} \ln(1 + e^{-y_i x_i^\top w})"
        if logistic
        else r"f(w) = \frac{1}{2 \cdot 3} \lVert X w - y \rVert^2"
    )
    return Problem(
        say(
            r"""
            The rows of $X$ are the features $x_i$ of three examples:
            $$X = {X}.$$
            The loss is $${formula}{labels}.$$ It is $L$-smooth if no eigenvalue of its Hessian matrix is
            above $L$ at any $w$.
            """,
            X=X,
            formula=formula,
            labels=r", \quad y_i \in \{-1, 1\}" if logistic else "",
        ),
        (_gram(loss), _largest(loss), _smooth(loss), _rate(loss)),
    )


def _gram(f: Loss) -> Part:
    """X^T X."""
    right = f.gram
    diagonal = ImmutableMatrix([[right[0, 0], 0], [0, right[1, 1]]])
    return Part(
        say(r"What is $X^\top X$?"),
        Array(right, names=()),
        slips=distinct(
            right,
            Slip(
                "off-diagonal-lost",
                diagonal,
                "The columns are not orthogonal: their scalar product stands beside the diagonal.",
            ),
            Slip(
                "divided",
                right / 3,
                "This is divided by the number of examples already. Here it is the product alone.",
            ),
        ),
        hints=hints(
            "Each entry is the scalar product of two columns of X.",
            "The entry in the first row and column is ${a}$. What are the others?",
            "Beside the diagonal stands ${b}$, twice.",
            a=right[0, 0],
            b=right[0, 1],
        ),
        steps=(step("Scalar products of the columns", r"$X^\top X$", "${right}$", right=right),),
        check=lambda at: 3 * Loss(f.X, logistic=False).bent(np.zeros(2)),
    )


def _largest(f: Loss) -> Part:
    """Its largest eigenvalue."""
    low, high = f.eigenvalues
    return Part(
        say(r"What is the largest eigenvalue of $X^\top X$?"),
        Number(high),
        slips=distinct(
            Rational(high),
            Slip(
                "trace-for-largest", Rational(low + high), "This is the trace, the sum of both eigenvalues."
            ),
            Slip("smallest", Rational(low), "This is the smaller one."),
            Slip(
                "largest-entry",
                Rational(max(f.gram[0, 0], f.gram[1, 1])),
                "An entry of the diagonal is no eigenvalue where the others are not 0.",
            ),
        ),
        hints=hints(
            r"Solve the characteristic equation.",
            r"$\lambda^2 - {trace} \lambda + \text{?} = 0$",
            r"Solve $\lambda^2 - {trace} \lambda + {det} = 0$ and take the larger solution.",
            trace=low + high,
            det=low * high,
        ),
        steps=(
            step(
                "The characteristic polynomial",
                "",
                r"$\lambda^2 - {trace} \lambda + {det}$",
                trace=low + high,
                det=low * high,
            ),
            step("Its zeros", "", "${low}$ and ${high}$", low=low, high=high),
        ),
        check=lambda at: np.linalg.norm(np.array(f.X.tolist(), dtype=float), 2) ** 2,
        follow=Follow(("a",), _largest_from),
    )


def _largest_from(own: Mapping[str, Grid]) -> Number | None:
    """The largest eigenvalue of the person's own matrix, where that is symmetric."""
    G = own["a"]
    if G.shape != (2, 2) or G != G.T:
        return None
    values = sorted(G.eigenvals())
    return Number(values[-1]) if all(value.is_real for value in values) else None


def _smooth(f: Loss) -> Part:
    """L."""
    high = Rational(f.eigenvalues[1])
    right = f.share * high
    return Part(
        say("What is the smallest $L$ for which $f$ is $L$-smooth?"),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip("mean-forgotten", right * 3, "The loss is a mean over three examples: divide."),
            *(
                (
                    Slip(
                        "quarter-forgotten",
                        right * 4,
                        "The factor s (1 - s) of each example is at most a quarter.",
                    ),
                )
                if f.logistic
                else (
                    Slip(
                        "half-kept",
                        right / 2,
                        "Differentiating the square twice gives a 2, which cancels the half.",
                    ),
                )
            ),
            Slip(
                "trace-for-largest",
                f.share * f.gram.trace(),
                "The trace is the sum of the eigenvalues. The largest one bounds the bending.",
            ),
        ),
        hints=hints(
            "Write down the Hessian matrix, and bound its largest eigenvalue.",
            r"It is $\frac{1}{3} X^\top D X$ with $D_{ii} = s_i (1 - s_i) \leq \text{?}$, where "
            r"$s_i = \sigma(y_i x_i^\top w)$."
            if f.logistic
            else r"It is $\frac{1}{\text{?}} X^\top X$, the same at every $w$.",
            r"Compute ${share} \cdot {high}$.",
            share=f.share,
            high=high,
        ),
        steps=(
            step(
                "The Hessian matrix is at most" if f.logistic else "The Hessian matrix is",
                "",
                r"${share} X^\top X$",
                share=f.share,
            ),
            step(
                "Its largest eigenvalue",
                r"${share} \cdot {high}$",
                "${right}$",
                share=f.share,
                high=high,
                right=right,
            ),
        ),
        check=lambda at: _bent_most(f),
        follow=Follow(("b",), lambda own: Number(f.share * own["b"]) if own["b"] > 0 else None),
    )


def _bent_most(f: Loss) -> float:
    """The largest eigenvalue of the Hessian matrix on a grid of w that has 0 in it."""
    grid = np.linspace(-2, 2, 9)
    return float(max(np.linalg.eigvalsh(f.bent(np.array([u, v])))[-1] for u in grid for v in grid))


def _rate(f: Loss) -> Part:
    """1/L."""
    right = 1 / (f.share * f.eigenvalues[1])
    return Part(
        say(r"Gradient descent with $\eta = 1/L$ falls in every step. What is that $\eta$?"),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "not-inverted", 1 / right, "This is L. The more a loss bends, the smaller the rate has to be."
            ),
            Slip("doubled", 2 * right, "With twice the rate it need not fall in every step."),
            Slip(
                "eigenvalue-inverted",
                Rational(1, f.eigenvalues[1]),
                "Invert L, the bound for the loss, and not the eigenvalue of the product.",
            ),
        ),
        hints=hints(
            "The more the loss bends, the shorter the step.",
            r"$\eta = \frac{1}{\text{?}}$",
            "Invert your answer to (c).",
        ),
        steps=(step("Invert", r"$\frac{1}{L}$", "${right}$", right=right),),
        check=lambda at: 1 / _bent_most(f),
        follow=Follow(("c",), lambda own: Number(1 / own["c"]) if own["c"] > 0 else None),
    )
