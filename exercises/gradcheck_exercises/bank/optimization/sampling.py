"""Stochastic gradients: mean and variance over mini-batches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from sympy import Rational

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Number


@dataclass(frozen=True)
class Batches:
    """The gradients of the examples, and the size of a mini-batch."""

    gradients: tuple[int, ...]
    size: int

    @property
    def n(self) -> int:
        """How many examples there are."""
        return len(self.gradients)

    @property
    def mean(self) -> Value:
        """The full gradient."""
        return Rational(sum(self.gradients), self.n)

    @property
    def spread(self) -> Value:
        """The variance of the gradient of one example, drawn at random."""
        return sum((g - self.mean) ** 2 for g in self.gradients) / self.n

    @property
    def without(self) -> Value:
        """The variance of the mean of a batch drawn without replacement."""
        return self.spread / self.size * Rational(self.n - self.size, self.n - 1)

    def listed(self, *, again: bool) -> np.ndarray:
        """The means of all batches, each equally likely; with again, an example may come twice."""
        every = (
            product(self.gradients, repeat=self.size) if again else combinations(self.gradients, self.size)
        )
        return np.array([np.mean(batch) for batch in every])


@exercise("optimization/sgd-variance", title="Mean and variance of a mini-batch gradient", level=3)
def sgd_variance(draw: Draw) -> Problem:
    """A mini-batch gradient is right on average, and its variance falls with the size of the batch.

    Trap: without replacement a batch varies less, and not at all when it holds everything.
    Source: Goodfellow, Bengio & Courville, Deep Learning, section 8.1.3.
    """
    batches = draw.until(_telling, lambda: _batches(draw))
    return Problem(
        say(
            r"""
            A loss is the mean over {n} examples. At the present $w$ the derivatives of their losses are
            $$g = ({listed}).$$
            The mini-batch gradient is the mean of $g_i$ over a batch of {size} examples, drawn at random.
            Give exact numbers.
            """,
            n=batches.n,
            listed=", ".join(str(g) for g in batches.gradients),
            size=batches.size,
        ),
        (_mean(batches), _one(batches), _again(batches), _once(batches)),
    )


def _batches(draw: Draw) -> Batches:
    n = draw.choice("n", (4, 5, 6))
    first = [draw.integer(f"g{i + 1}", -6, 8) for i in range(n - 1)]
    share = n // 2 if n % 2 == 0 else n  # the mean is an integer or a half
    last = [g for g in range(-7, 10) if (sum(first) + g) % share == 0 and sum(first) + g]
    return Batches((*first, draw.choice(f"g{n}", last)), draw.choice("size", (2, 3)))


def _telling(b: Batches) -> bool:
    """Whether the gradients differ enough."""
    return bool(b.spread > 1 and b.spread != 2)


def _mean(b: Batches) -> Part:
    """The expectation of the mini-batch gradient."""
    return Part(
        say("What is the expectation of the mini-batch gradient?"),
        Number(b.mean),
        slips=distinct(
            b.mean,
            Slip(
                "sum", Rational(sum(b.gradients)), "The loss is a mean, so its gradient is the mean of all g."
            ),
            Slip(
                "share-of-the-batch",
                b.mean * b.size / b.n,
                "A batch gradient is a mean over the batch, and its expectation is that over all examples.",
            ),
            Slip(
                "divided-by-the-batch",
                b.mean / b.size,
                "It is divided by the size of the batch once already, as a mean.",
            ),
            Slip(
                "sum-of-the-batch",
                b.mean * b.size,
                "That is the expected sum over a batch. The mean is asked for.",
            ),
        ),
        hints=hints(
            "Each example is as likely to be in the batch as any other.",
            r"The expectation of a mean is the mean of expectations, and each is $\frac{\text{?}}{n}$.",
            "Add all {n} derivatives and divide by {n}.",
            n=b.n,
        ),
        steps=(step("The mean of all", r"$\frac{1}{n} \sum g_i$", "${mean}$", n=b.n, mean=b.mean),),
        check=lambda at: b.listed(again=False).mean(),
    )


def _one(b: Batches) -> Part:
    """The variance for a single example."""
    n = b.n
    return Part(
        say(
            r"What is the variance $\sigma^2$ of $g_i$ for one example $i$ drawn at random, each "
            r"with probability $1/{n}$?",
            n=n,
        ),
        Number(b.spread),
        slips=distinct(
            b.spread,
            Slip(
                "n-minus-1",
                b.spread * n / (n - 1),
                "n - 1 is for estimating a variance from a sample. Here all possible values are known.",
            ),
            Slip(
                "mean-square",
                b.spread + b.mean**2,
                "This is the mean of the squares. Subtract the square of the mean.",
            ),
            Slip("not-divided", b.spread * n, "This is the sum of squared distances. Take their mean."),
        ),
        hints=hints(
            "The variance is the mean squared distance from the mean.",
            r"The mean is ${mean}$. Square each distance from it, and divide the sum by what?",
            "The squared distances add up to ${total}$; divide by {n}.",
            mean=b.mean,
            total=b.spread * n,
            n=n,
        ),
        steps=(
            step(
                "The sum of the squared distances",
                r"$\sum (g_i {away})^2$",
                "${total}$",
                away=f"- {b.mean}" if b.mean > 0 else f"+ {-b.mean}",
                total=b.spread * n,
            ),
            step("Divide by the number of examples", r"$\sigma^2$", "${spread}$", spread=b.spread),
        ),
        check=lambda at: np.var(b.gradients),
    )


def _again(b: Batches) -> Part:
    """The variance with replacement."""
    right = b.spread / b.size
    return Part(
        say(
            "The batch is drawn with replacement: independently, so that an example may come "
            "twice. What is the variance of its gradient?"
        ),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "not-reduced",
                b.spread,
                "This is the variance for one example. A mean of several varies less.",
            ),
            Slip(
                "divided-twice",
                b.spread / b.size**2,
                "You divided by the square. The variances of the terms add up, which gives one factor back.",
            ),
            Slip("without-replacement", b.without, "This is for a batch without replacement."),
        ),
        hints=hints(
            "It is a mean of independent terms with the same variance.",
            r"$\operatorname{Var} = \frac{1}{b^2} \cdot b \sigma^2 = \frac{\sigma^2}{\text{?}}$ "
            r"for a batch of size $b$.",
            "Divide ${spread}$ by {size}.",
            spread=b.spread,
            size=b.size,
        ),
        steps=(
            step(
                "Divide by the size of the batch",
                r"$\frac{\sigma^2}{size}$",
                "${right}$",
                size=b.size,
                right=right,
            ),
        ),
        check=lambda at: b.listed(again=True).var(),
        follow=Follow(("b",), lambda own: Number(own["b"] / b.size) if own["b"] > 0 else None),
    )


def _once(b: Batches) -> Part:
    """The variance without replacement."""
    right = b.without
    return Part(
        say(
            "The batch is drawn without replacement: all batches of {size} different examples "
            "are equally likely. What is the variance now?",
            size=b.size,
        ),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "with-replacement",
                b.spread / b.size,
                "Without replacement the terms are not independent: one that was drawn is gone.",
            ),
            Slip(
                "n-for-n-minus-1",
                b.spread / b.size * Rational(b.n - b.size, b.n),
                "The factor has n - 1 below: a batch of one must have the variance of one example.",
            ),
            Slip(
                "factor-only",
                Rational(b.n - b.size, b.n - 1),
                "This is the factor. Multiply the variance with replacement by it.",
            ),
        ),
        hints=hints(
            "Two examples of one batch are negatively correlated, so that the variance is smaller.",
            r"Multiply the variance with replacement by $\frac{n - b}{\text{?}}$.",
            r"Multiply ${again}$ by $\frac{{n} - {size}}{{n} - 1}$.",
            again=b.spread / b.size,
            n=b.n,
            size=b.size,
        ),
        steps=(
            step(
                "The factor for a finite population",
                r"$\frac{{n} - {size}}{{n} - 1}$",
                "${factor}$",
                n=b.n,
                size=b.size,
                factor=Rational(b.n - b.size, b.n - 1),
            ),
            step(
                "Multiply",
                r"${factor} \cdot {again}$",
                "${right}$",
                factor=Rational(b.n - b.size, b.n - 1),
                again=b.spread / b.size,
                right=right,
            ),
        ),
        check=lambda at: b.listed(again=False).var(),
        follow=Follow(("c",), lambda own: _once_from(own, b)),
    )


def _once_from(own: Mapping[str, Value], b: Batches) -> Number | None:
    """The variance from the person's own one with replacement."""
    return Number(own["c"] * Rational(b.n - b.size, b.n - 1)) if own["c"] > 0 else None
