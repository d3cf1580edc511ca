"""Pooling, forwards and backwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sympy import ImmutableMatrix, Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.numeric import differences, floats
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array


@dataclass(frozen=True)
class Pooling:
    """A 4 × 4 map X, pooled in blocks of 2 × 2, and the gradient G of the loss by what comes out."""

    X: Grid
    G: Grid

    def spread(self, share: Callable[[Value, Value, Value], Value]) -> Grid:
        """A 4 × 4 map of shares: from an entry, the largest of its block and the gradient of the block."""
        return ImmutableMatrix(
            4, 4, lambda i, j: share(self.X[i, j], self.largest[i // 2, j // 2], self.G[i // 2, j // 2])
        )

    @cached_property
    def largest(self) -> Grid:
        """The largest entry of each block."""
        return ImmutableMatrix(2, 2, lambda i, j: max(self._block(i, j)))

    @cached_property
    def mean(self) -> Grid:
        """The mean of each block."""
        return ImmutableMatrix(2, 2, lambda i, j: Rational(int(sum(self._block(i, j))), 4))

    def _block(self, i: int, j: int) -> list[Value]:
        return list(self.X[2 * i : 2 * i + 2, 2 * j : 2 * j + 2])

    def differences(self, pool: Callable[..., np.ndarray]) -> np.ndarray:
        """The gradient by X of sum(G * pooled), by central differences that cross no tie."""

        def loss(X: np.ndarray) -> float:
            return float(np.sum(floats(self.G) * pool(X.reshape(2, 2, 2, 2), axis=(1, 3))))

        return differences(loss, floats(self.X), size=0.25)


@exercise("backprop/maxpool-backward", title="Backward through pooling", level=2)
def maxpool_backward(draw: Draw) -> Problem:
    """Max pooling sends a gradient back to the largest entry, average pooling shares it out.

    Trap: what is sent back is the gradient, not the value, and the other entries get nothing from a maximum.
    Source: Goodfellow, Bengio & Courville, Deep Learning, section 9.3.
    """
    blocks = [[draw.integers(f"block{i}{j}", 4, -5, 9) for j in (1, 2)] for i in (1, 2)]
    X = ImmutableMatrix(4, 4, lambda i, j: blocks[i // 2][j // 2][2 * (i % 2) + j % 2])
    gradient = draw.integers("gradient", 4, -9, 9, exclude=(-1, 0, 1))
    pooling = Pooling(X, ImmutableMatrix(2, 2, gradient))
    return Problem(
        say(
            r"""
            A $4 \times 4$ feature map $X$ is pooled in blocks of $2 \times 2$ with stride 2, which gives the
            $2 \times 2$ map $Y$. Backpropagation has brought the gradient of the loss by $Y$:

            $$X = {X}, \qquad \frac{\partial L}{\partial Y} = {G}.$$

            The same gradient is taken for both kinds of pooling below. Write matrices row by row, such as
            `[[1, 2], [3, 4]]`.
            """,
            X=X,
            G=pooling.G,
        ),
        (_pooled(pooling), _by_maximum(pooling), _by_mean(pooling)),
    )


def _pooled(p: Pooling) -> Part:
    """Y of max pooling."""
    strided = ImmutableMatrix(2, 2, lambda i, j: p.X[2 * i, 2 * j])
    far = ImmutableMatrix(
        2, 2, lambda i, j: max(abs(value) for value in p.X[2 * i : 2 * i + 2, 2 * j : 2 * j + 2])
    )
    return Part(
        say("Find $Y$ for **max pooling**."),
        Array(p.largest),
        slips=distinct(
            p.largest,
            Slip("mean", p.mean, "These are the means of the blocks."),
            Slip("first-entry", strided, "You took the first entry of each block. Look at all four."),
            Slip("largest-size", far, "The largest number is wanted, not the largest without its sign."),
        ),
        hints=hints(
            "Cut $X$ into four blocks of $2 \\times 2$; they do not overlap.",
            "The upper left block is ${block}$. Which of its four entries goes into $Y$?",
            "Take the largest entry of each block, and put the four in their places.",
            block=p.X[:2, :2],
        ),
        steps=(
            step("Cut into blocks", "upper left", "${block}$", block=p.X[:2, :2]),
            step("Take the largest entry of each", "$Y$", "${Y}$", Y=p.largest),
        ),
        check=lambda _: floats(p.X).reshape(2, 2, 2, 2).transpose(0, 2, 1, 3).reshape(2, 2, 4).max(axis=2),
    )


def _by_maximum(p: Pooling) -> Part:
    """dL/dX of max pooling."""
    right = p.spread(lambda x, most, g: g if x == most else 0)
    return Part(
        say(r"Find $\frac{\partial L}{\partial X}$ for **max pooling**, as a $4 \times 4$ matrix."),
        Array(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "shared-evenly",
                p.spread(lambda _, __, g: g / 4),
                "That is average pooling. A maximum does not react to an entry that is not the largest.",
            ),
            Slip(
                "value-times-gradient",
                p.spread(lambda x, most, g: x * g if x == most else 0),
                "You multiplied by the value. The derivative of the maximum by its largest entry is 1.",
            ),
            Slip(
                "value-for-gradient",
                p.spread(lambda x, most, _: x if x == most else 0),
                "These are the values that went forward. What comes back is the gradient.",
            ),
            Slip(
                "copied-to-all",
                p.spread(lambda _, __, g: g),
                "Each entry of the block got the whole gradient. Only one of them decides the maximum.",
            ),
        ),
        hints=hints(
            "A little more or less in an entry that is not the largest of its block changes nothing.",
            "In the upper left block the largest entry is ${most}$. What is the derivative of the "
            "maximum by it, and by the other three?",
            "Put each entry of the gradient where the largest entry of its block stands, and 0 elsewhere.",
            most=p.largest[0, 0],
        ),
        steps=(
            step("The entries that were passed on", "$Y$", "${Y}$", Y=p.largest),
            step(
                "Each gets the gradient of its block, the others get 0",
                r"$\frac{\partial L}{\partial X}$",
                "${right}$",
                right=right,
            ),
        ),
        check=lambda _: p.differences(np.max),
    )


def _by_mean(p: Pooling) -> Part:
    """dL/dX of average pooling."""
    right = p.spread(lambda _, __, g: Rational(g, 4))
    return Part(
        say(
            r"Now the mean of each block is passed on. Find $\frac{\partial L}{\partial X}$ for **average "
            r"pooling**, as a $4 \times 4$ matrix."
        ),
        Array(right),
        slips=distinct(
            right,
            Slip(
                "not-divided",
                p.spread(lambda _, __, g: g),
                "Each entry is only a part of the mean. By how much does the mean change with one of them?",
            ),
            Slip("halved", p.spread(lambda _, __, g: Rational(g, 2)), "How many entries has a block?"),
            Slip(
                "largest-only",
                p.spread(lambda x, most, g: Rational(g, 4) if x == most else 0),
                "A mean reacts to each of its entries, not to the largest alone.",
            ),
            Slip(
                "value-times-gradient",
                p.spread(lambda x, _, g: Rational(x * g, 4)),
                "You multiplied by the value. The mean is linear: its derivative does not depend on it.",
            ),
        ),
        hints=hints(
            "The mean of a block depends on all its entries, and on each in the same way.",
            r"The mean is $\frac{1}{4} (x_1 + x_2 + x_3 + x_4)$. What is its derivative by $x_1$?",
            "Divide each entry of the gradient by 4, and put it on all four places of its block.",
        ),
        steps=(
            step(
                "Share each gradient out",
                r"$\frac{1}{4} \cdot \frac{\partial L}{\partial Y}$",
                "${share}$",
                share=p.G / 4,
            ),
            step(
                "Each place of the block has the same share",
                r"$\frac{\partial L}{\partial X}$",
                "${right}$",
                right=right,
            ),
        ),
        check=lambda _: p.differences(np.mean),
    )
