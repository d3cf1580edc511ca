"""Dropout and residual connections."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from sympy import ImmutableMatrix, Rational, diag, eye

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Number

KEPT = tuple(
    Rational(p, q) for p, q in ((1, 4), (1, 3), (2, 5), (3, 5), (2, 3), (3, 4), (4, 5), (5, 6), (9, 10))
)


@dataclass(frozen=True)
class Block:
    """A unit w·h under dropout, each entry of x kept with probability q; and u + W max(0, u), with g = dL/dy.

    All vectors are columns; u has one entry on each side of 0.
    """

    w: Grid
    x: Grid
    q: Value
    W: Grid
    u: Grid
    g: Grid

    @property
    def mean(self) -> Value:
        """w·x."""
        return self.w.dot(self.x)

    @property
    def squares(self) -> Value:
        """The sum of the squares of the terms of w·x."""
        return sum(value**2 for value in self.w.multiply_elementwise(self.x))

    @property
    def J(self) -> Grid:
        """The Jacobian of F, shape (2, 2)."""
        return ImmutableMatrix(self.W * self.mask)

    @property
    def mask(self) -> Grid:
        """The Jacobian of the ReLU, a diagonal matrix."""
        return diag(*(1 if entry > 0 else 0 for entry in self.u))


@exercise("backprop/dropout-residual", title="Dropout and a residual block", level=3)
def dropout_residual(draw: Draw) -> Problem:
    """Inverted dropout keeps the mean and adds variance; a residual block adds the identity to its Jacobian.

    Trap: what is kept is divided by the probability of keeping; the skip connection carries gradient as well.
    Source: Goodfellow, Bengio & Courville, Deep Learning, section 7.12; Prince, Understanding Deep Learning,
    section 11.2.
    """
    block = draw.until(_has_a_mean, lambda: _block(draw))
    return Problem(
        say(
            r"""
            **Dropout.** In training, $h_i = \frac{m_i}{q} x_i$, where the $m_i$ are independent: $m_i = 1$
            with probability $q = {keep}$, otherwise $m_i = 0$. The columns $x$ and $w$ are fixed, and
            $z = w^\top h$, with
            $$x = {x}, \quad w = {w}.$$

            **Residual block.** A block maps a column $u$ to $y = u + F(u)$ with
            $F(u) = W \max(0, u)$. The maximum is taken entry by entry. Here
            $$W = {W}, \quad u = {u}.$$

            The Jacobian has one row for each output: its entry $(i, j)$ is
            $\frac{\partial y_i}{\partial u_j}$.
            """,
            keep=block.q,
            x=block.x,
            w=block.w,
            W=block.W,
            u=block.u,
        ),
        (_mean_part(block), _variance_part(block), _jacobian_part(block), _back_part(block)),
    )


def _block(draw: Draw) -> Block:
    """Small integers; the off-diagonal entries of W differ, so that a transpose shows."""
    w = draw.vector("w", 3, bound=3, exclude=(0,))
    x = draw.vector("x", 3, bound=3, exclude=(0,))
    q = draw.choice("q", KEPT)
    first, second, third = draw.integers("diagonal", 3, -5, 5, exclude=(0, -1))
    fourth = draw.integer("corner", -5, 5, exclude=(0, -1, second, third))
    W = ImmutableMatrix([[first, second], [third, fourth]])
    on = draw.choice("active", (0, 1))
    sizes = draw.integer("above", 1, 5), -draw.integer("below", 1, 5)
    u = ImmutableMatrix(sizes if on == 0 else sizes[::-1])
    return Block(w, x, q, W, u, draw.vector("g", 2, bound=4, exclude=(0,)))


def _has_a_mean(block: Block) -> bool:
    """Whether the mean is not 0, and the gradient reaches the input and not only by the skip connection."""
    back = block.J.T * block.g
    return block.mean not in (0, 1) and any(back) and any(back + block.g) and back != block.J * block.g


def _mean_part(block: Block) -> Part:
    """E[z]."""
    q, right = block.q, block.mean
    return Part(
        say("What is the expectation of $z$?"),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "not-rescaled",
                q * right,
                "You left out the division by q. It is there so that the mean stays what it was.",
            ),
            Slip(
                "no-dropout",
                right / q,
                "You divided by q, but forgot that an entry is kept only with probability q.",
            ),
            Slip("dropped-share", (1 - q) * right, "An entry is kept with probability q, not dropped."),
        ),
        hints=hints(
            "Expectation is linear: look at one $h_i$ at a time.",
            r"$E[h_i] = \frac{E[m_i]}{q} x_i$. What is $E[m_i]$?",
            r"$E[m_i] = q$, so $E[h_i] = x_i$, and $E[z] = w^\top x$.",
        ),
        steps=(
            step("One entry", r"$E[h_i] = \frac{q}{q} x_i$", "$x_i$"),
            step("Expectation is linear", r"$E[z] = w^\top x$", "${right}$", right=right),
        ),
        check=lambda _: _enumerated(block)[0],
    )


def _variance_part(block: Block) -> Part:
    """Var(z)."""
    q, squares = block.q, block.squares
    right = squares * (1 - q) / q
    return Part(
        say("What is the variance of $z$?"),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "not-rescaled",
                squares * q * (1 - q),
                "This is the variance without the division by q. What does it do to a variance?",
            ),
            Slip(
                "rescaled-once",
                squares * (1 - q),
                "Dividing a value by q divides its variance by another power of q.",
            ),
            Slip(
                "square-of-the-sum",
                block.mean**2 * (1 - q) / q,
                "You squared the sum. The masks are independent: the variances of the terms add up.",
            ),
            Slip(
                "mean-square",
                squares / q,
                "This adds the E[hᵢ²]. Subtract the squares of the means.",
            ),
        ),
        hints=hints(
            "The masks are independent, so the variances of the terms $w_i h_i$ add up.",
            r"$\operatorname{Var}(m_i) = q (1 - q)$. What is then "
            r"$\operatorname{Var}\left(\frac{m_i}{q} x_i w_i\right)$?",
            r"Each term has the variance $\frac{1 - q}{q} (w_i x_i)^2$. The squares add up to {squares}.",
            squares=squares,
        ),
        steps=(
            step(
                "One term",
                r"$\operatorname{Var}(w_i h_i) = \frac{q (1 - q)}{q^2} (w_i x_i)^2$",
                r"$\frac{1 - q}{q} (w_i x_i)^2$",
            ),
            step("The squares of $w_i x_i$ add up", r"$\sum_i (w_i x_i)^2$", "${all}$", all=squares),
            step("Independent terms", r"$\operatorname{Var}(z)$", "${right}$", right=right),
        ),
        check=lambda _: _enumerated(block)[1],
    )


def _jacobian_part(block: Block) -> Part:
    """The Jacobian of the residual block."""
    J, W = block.J, block.W
    right = eye(2) + J
    return Part(
        say("What is the Jacobian of the residual block, $\\frac{\\partial y}{\\partial u}$, at this $u$?"),
        Array(right),
        points=2,
        slips=distinct(
            right,
            Slip("skip-left-out", J, "This is the Jacobian of F alone. y also has the term u."),
            Slip("mask-left-out", eye(2) + W, "One of the entries of u does not pass the ReLU."),
            Slip(
                "mask-on-the-outputs",
                eye(2) + block.mask * W,
                "The ReLU acts on the input, before W. Which column of W does it switch off?",
            ),
            Slip("transposed", eye(2) + J.T, "This is transposed: a row belongs to an output."),
        ),
        hints=hints(
            "The derivative of a sum is the sum of the derivatives: of $u$, and of $F(u)$.",
            r"The Jacobian of $u$ is $I$. That of $F$ is $W$ times the slopes of the ReLU. Which entry of "
            r"$u$ "
            "does not pass?",
            r"Column {off} of $W$ becomes 0, since $u_{off}$ is negative. Then add $I$.",
            off=1 if block.u[0] < 0 else 2,
        ),
        steps=(
            step(
                "The ReLU switches off column {off}",
                r"$\frac{\partial F}{\partial u}$",
                "${J}$",
                off=1 if block.u[0] < 0 else 2,
                J=J,
            ),
            step(
                "Add the skip connection",
                r"$I + \frac{\partial F}{\partial u}$",
                "${right}$",
                right=right,
            ),
        ),
        check=lambda _: _differences(block),
    )


def _back_part(block: Block) -> Part:
    """The gradient by the input of the block."""
    J, g = block.J, block.g
    right = g + J.T * g
    return Part(
        say(
            r"A loss $L$ depends on $y$, with the gradient $\frac{\partial L}{\partial y} = {g}$, a column. "
            r"What is "
            r"$\frac{\partial L}{\partial u}$? Give a column.",
            g=g,
        ),
        Array(right),
        slips=distinct(
            right,
            Slip(
                "skip-left-out",
                J.T * g,
                "This came through F only. The skip connection carries gradient as well.",
            ),
            Slip("not-transposed", g + J * g, "A gradient goes back through the transposed Jacobian."),
            Slip("skip-only", g, "This came by the skip connection only. F carries gradient as well."),
            Slip("mask-left-out", g + block.W.T * g, "The ReLU lets only one entry through, back as well."),
        ),
        hints=hints(
            "The chain rule: a column of gradients is multiplied by the transposed Jacobian.",
            r"$\frac{\partial L}{\partial u} = (I + \text{?})^\top \frac{\partial L}{\partial y}$",
            r"Multiply the transposed matrix of (c) by ${g}$.",
            g=g,
        ),
        steps=(
            step(
                "Through F",
                r"$\left(\frac{\partial F}{\partial u}\right)^\top \frac{\partial L}{\partial y}$",
                "${through}$",
                through=J.T * g,
            ),
            step(
                "Add what comes by the skip connection",
                r"$\frac{\partial L}{\partial u}$",
                "${right}$",
                right=right,
            ),
        ),
        check=lambda _: _differences(block).T @ np.array(g.tolist(), dtype=float),
        follow=Follow(("c",), lambda own: Array(own["c"].T * g) if any(own["c"].T * g) else None),
    )


def _enumerated(block: Block) -> tuple[float, float]:
    """Mean and variance of z over all masks."""
    w, x, q = np.array(block.w, dtype=float)[:, 0], np.array(block.x, dtype=float)[:, 0], float(block.q)
    masks = np.array(list(product((0, 1), repeat=3)))
    chances = np.prod(np.where(masks == 1, q, 1 - q), axis=1)
    values = masks @ (w * x / q)
    mean = float(chances @ values)
    return mean, float(chances @ (values - mean) ** 2)


def _differences(block: Block, size: float = 1e-3) -> np.ndarray:
    """The Jacobian by central differences, of a map without a kink within that size."""
    W, u = (np.array(value.tolist(), dtype=float) for value in (block.W, block.u))

    def mapped(at: np.ndarray) -> np.ndarray:
        return at + W @ np.maximum(at, 0)

    nudges = (size * np.eye(2)[:, [column]] for column in range(2))
    return np.hstack([(mapped(u + nudge) - mapped(u - nudge)) / (2 * size) for nudge in nudges])
