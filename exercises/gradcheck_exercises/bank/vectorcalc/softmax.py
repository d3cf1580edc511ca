"""Softmax and its relative log-sum-exp: Jacobian matrix, gradient, curvature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sympy import ImmutableMatrix, Rational, diag

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Grid
from gradcheck_grader import Array, Expression
from gradcheck_grader.notation import between

THREES = tuple(
    (a, b, c)
    for a in range(1, 10)
    for b in range(1, 10)
    for c in range(1, 10)
    if len({a, b, c}) == 3 and a + b + c <= 16
)


@dataclass(frozen=True)
class Scores:
    """Scores whose exponentials are a, b and c: z = (ln a, ln b, ln c)."""

    weights: tuple[int, int, int]

    @property
    def p(self) -> Grid:
        """The softmax of the scores."""
        return ImmutableMatrix(self.weights) / sum(self.weights)

    @property
    def J(self) -> Grid:
        """Its Jacobian matrix."""
        return diag(*self.p, unpack=True).as_immutable() - self.p * self.p.T

    def listed(self) -> str:
        """The scores in LaTeX."""
        return ", ".join("0" if w == 1 else rf"\ln {w}" for w in self.weights)

    def measured(self) -> np.ndarray:
        """The Jacobian matrix by central differences."""
        z, h = np.log(np.array(self.weights, dtype=float)), 1e-5
        columns = []
        for unit in np.eye(3):
            up, down = (np.exp(z + side * h * unit) for side in (1, -1))
            columns.append((up / up.sum() - down / down.sum()) / (2 * h))
        return np.array(columns).T


@exercise("vectorcalc/softmax-jacobian", title="Jacobian matrix of softmax", level=3)
def softmax_jacobian(draw: Draw) -> Problem:
    """Each probability rises with its own score and falls with every other: the matrix is diag(p) - p p^T.

    Trap: the entries beside the diagonal are not 0, since all probabilities share one sum.
    Source: Goodfellow, Bengio & Courville, Deep Learning, section 6.2.2.3.
    """
    scores = Scores(draw.choice("weights", THREES))
    moved = draw.choice("moved", (1, 2, 3))
    return Problem(
        say(
            r"""
            Softmax maps scores $z$ to probabilities $p$:
            $p_i = \frac{e^{z_i}}{e^{z_1} + e^{z_2} + e^{z_3}}$. At $$z = ({listed})$$
            its Jacobian matrix $J$ has the entries $J_{ij} = \frac{\partial p_i}{\partial z_j}$. Give exact
            numbers.
            """,
            listed=scores.listed(),
        ),
        (_probabilities(scores), _own(), _jacobian(scores), _column(scores, moved)),
    )


def _probabilities(s: Scores) -> Part:
    """p."""
    whole = sum(s.weights)
    return Part(
        say("What is $p$ there?"),
        Array(s.p, names=()),
        slips=distinct(
            s.p,
            Slip(
                "not-normalised",
                ImmutableMatrix(s.weights),
                "These are the exponentials. Divide each by their sum.",
            ),
            Slip(
                "equal",
                ImmutableMatrix([Rational(1, 3)] * 3),
                "Equal probabilities come from equal scores. These differ.",
            ),
            Slip("reversed", ImmutableMatrix(s.weights[::-1]) / whole, "Keep the order of the scores."),
        ),
        hints=hints(
            "Exponentials undo logarithms.",
            r"The exponentials are {a}, {b} and {c}. By what are they divided?",
            "Their sum is {whole}.",
            a=s.weights[0],
            b=s.weights[1],
            c=s.weights[2],
            whole=whole,
        ),
        steps=(step("Divide the exponentials by their sum", "$p$", "${p}$", p=s.p),),
        check=lambda at: np.array(s.weights) / whole,
    )


def _own() -> Part:
    """The diagonal entry."""
    return Part(
        say(r"Express $J_{11} = \frac{\partial p_1}{\partial z_1}$ by $p_1$ alone, for any scores."),
        Expression("p_1 (1 - p_1)", {"p_1": between(0, 1)}),
        slips=(
            Slip("numerator-only", "p_1", "The sum below depends on the score too: use the quotient rule."),
            Slip("sign", "-p_1 (1 - p_1)", "Does the first probability rise or fall with its own score?"),
            Slip("square-only", "-p_1^2", "This is one of the two terms of the quotient rule."),
        ),
        hints=hints(
            "Use the quotient rule: the score stands above and below.",
            r"$\frac{\partial p_1}{\partial z_1} = p_1 - \text{?}$",
            r"The second term of the quotient rule is the square of $p_1$.",
        ),
        steps=(step("The quotient rule", r"$\frac{\partial p_1}{\partial z_1}$", "$p_1 - p_1^2$"),),
        check=lambda at: _moved(at["p_1"]),
    )


def _moved(p: float) -> float:
    """How fast p rises with its own score, by differences, when the others have the weight 1 - p together."""
    up, down = (p * np.exp(side * 1e-5) for side in (1, -1))
    return float((up / (up + 1 - p) - down / (down + 1 - p)) / 2e-5)


def _jacobian(s: Scores) -> Part:
    """J."""
    p = s.p
    diagonal = diag(*[entry * (1 - entry) for entry in p], unpack=True).as_immutable()
    return Part(
        say("What is the Jacobian matrix $J$ at that $z$?"),
        Array(s.J, names=()),
        points=2,
        slips=distinct(
            s.J,
            Slip(
                "diagonal-only",
                diagonal,
                "Raise one score, and the other probabilities fall. Their derivatives are not 0.",
            ),
            Slip("sign", -s.J, "Each probability rises with its own score."),
            Slip("outer-product-only", p * p.T, "This is the term that is subtracted. From what?"),
            Slip(
                "not-subtracted",
                diag(*p, unpack=True).as_immutable() + p * p.T,
                "The outer product is subtracted: each column must add up to 0, since the "
                "probabilities always add up to 1.",
            ),
        ),
        hints=hints(
            "On the diagonal each probability times its complement, beside it minus the product of both.",
            r"$J = \operatorname{diag}(p) - \text{?}$",
            r"Subtract ${outer}$ from the diagonal matrix of $p$.",
            outer=p * p.T,
        ),
        steps=(
            step("The outer product", r"$p p^{\top}$", "${outer}$", outer=p * p.T),
            step("Subtract it from the diagonal matrix", "$J$", "${J}$", J=s.J),
        ),
        check=lambda at: s.measured(),
        follow=Follow(("a",), _jacobian_from),
    )


def _jacobian_from(own: Mapping[str, Grid]) -> Array | None:
    """The matrix with the person's own probabilities."""
    p = own["a"]
    if len(p) != 3 or sum(p) != 1:
        return None
    column = ImmutableMatrix(3, 1, list(p))
    return Array(diag(*column, unpack=True).as_immutable() - column * column.T, names=())


def _column(s: Scores, j: int) -> Part:
    """How all probabilities move when one score rises."""
    right = s.J[:, j - 1]
    return Part(
        say(
            "Score $z_{index}$ rises at speed 1, the others stay. At which speeds do the three "
            "probabilities move?",
            index=j,
        ),
        Array(right, names=()),
        slips=distinct(
            right,
            Slip(
                "own-only",
                ImmutableMatrix([entry if i == j - 1 else 0 for i, entry in enumerate(right)]),
                "The other probabilities fall, since the sum stays 1.",
            ),
            Slip("sign", -right, "The probability whose score rises must rise."),
            Slip("probabilities", s.p, "These are the probabilities themselves. How fast do they move?"),
        ),
        hints=hints(
            "One score alone moves: one column of the Jacobian matrix tells the speeds.",
            "Which column belongs to $z_{index}$?",
            "Take column {index} of your matrix.",
            index=j,
        ),
        steps=(step("The column of that score", "", "${right}$", right=right),),
        check=lambda at: s.measured()[:, j - 1],
        follow=Follow(
            ("c",),
            lambda own: (
                Array(own["c"][:, j - 1], names=())
                if own["c"].shape == (3, 3) and any(own["c"][:, j - 1])
                else None
            ),
        ),
    )
