"""Batch normalisation in training and at evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sympy import ImmutableMatrix, Rational, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct, sound
from gradcheck_exercises.symbolic import Formula, Grid, Value
from gradcheck_grader import Array, Number

DEVIATIONS = (  # each with mean 0 and a mean of squares that is a square
    (-5, 1, 1, 3),
    (-3, -1, -1, 5),
    (-7, -1, 1, 7),
    (-3, -1, 0, 1, 3),
    (-6, -2, 0, 2, 6),
)
MOMENTA = (Rational(1, 10), Rational(1, 5), Rational(1, 4))


@dataclass(frozen=True)
class Batch:
    """One feature of a batch, scale and shift, the running mean with its momentum, and what training left.

    before  the running mean before this batch.    after  mean and standard deviation at evaluation.
    """

    x: tuple[int, ...]
    gamma: int
    beta: int
    momentum: Value
    before: int
    after: tuple[int, int]

    @cached_property
    def mean(self) -> Value:
        """The mean of the batch, an integer by construction."""
        return Rational(sum(self.x), len(self.x))

    @cached_property
    def variance(self) -> Value:
        """The mean of the squared deviations."""
        return sum((value - self.mean) ** 2 for value in self.x) / len(self.x)

    def output(self, mean: Formula, deviation: Formula) -> Grid:
        """The outputs with this mean and deviation."""
        return ImmutableMatrix([self.gamma * (x - mean) / deviation + self.beta for x in self.x])

    def running(self, mean: Value) -> Value:
        """The running mean after a batch with this mean."""
        return (1 - self.momentum) * self.before + self.momentum * mean


@exercise("backprop/batchnorm-forward", title="Batch normalisation", level=2)
def batchnorm_forward(draw: Draw) -> Problem:
    """In training a batch is normalised by its own mean and deviation, at evaluation by running ones.

    Trap: the batch's variance divides by n, and a batch at evaluation has no statistics of its own.
    Source: Goodfellow, Bengio & Courville, Deep Learning, section 8.7.1.
    """
    return draw.until(sound, lambda: _batchnorm_forward(draw))


def _batchnorm_forward(draw: Draw) -> Problem:
    batch = _batch(draw)
    mean, deviation = batch.after
    return Problem(
        say(
            r"""
            Batch normalisation, with $\varepsilon = 0$, is applied to one feature. In training it takes
            the values $x_1, \dots, x_n$ of a batch to

            $$y_i = \gamma \cdot \frac{x_i - \mu}{\sigma} + \beta,$$

            where $\mu$ is the mean of the batch and $\sigma^2$ its variance, the sum of squared
            deviations divided by $n$. Scale and shift are $\gamma = {gamma}$ and $\beta = {beta}$, and the
            batch is

            $$x = {x}.$$

            With the momentum $m = {m}$ each batch takes the running mean $r$ to $(1 - m) \cdot r + m \cdot
            \mu$; before this batch it is $r = {before}$. When training is over, the running mean is {mean}
            and the running variance is {variance}.
            """,
            gamma=batch.gamma,
            beta=batch.beta,
            x=ImmutableMatrix([batch.x]),
            m=batch.momentum,
            before=batch.before,
            mean=mean,
            variance=deviation**2,
        ),
        (_moments(batch), _outputs(batch), _running(batch), _evaluated(batch)),
    )


def _batch(draw: Draw) -> Batch:
    """Built backwards: the deviations are such that the standard deviation is an integer."""
    pattern = DEVIATIONS[draw.choice("pattern", tuple(range(len(DEVIATIONS))))]
    order = draw.permutation("order", tuple(range(len(pattern))))
    mean = draw.integer("mean", 2, 9)
    x = tuple(mean + pattern[place] for place in order)
    after = (
        draw.integer("mean_after", 1, 8, exclude=(mean, x[0])),
        draw.choice("deviation_after", (2, 4, 5)),
    )
    return Batch(
        x,
        draw.choice("gamma", (2, 3, 4, 6)),
        draw.integer("beta", -4, 5, exclude=(0,)),
        draw.choice("momentum", MOMENTA),
        draw.integer("before", 1, 12, exclude=(mean,)),
        after,
    )


def _moments(b: Batch) -> Part:
    """Mean and variance of the batch."""
    n = len(b.x)
    right = ImmutableMatrix([b.mean, b.variance])
    squares = sum(Rational(x) ** 2 for x in b.x) / n
    return Part(
        say(r"Find $\mu$ and $\sigma^2$ of the batch, as a vector such as `[2, 9]`."),
        Array(right),
        slips=distinct(
            right,
            Slip(
                "divided-by-n-minus-one",
                ImmutableMatrix([b.mean, b.variance * n / (n - 1)]),
                "You divided by n − 1. Here the squared deviations are divided by n.",
            ),
            Slip(
                "deviation-for-variance",
                ImmutableMatrix([b.mean, sqrt(b.variance)]),
                "This is the standard deviation. The question asks for its square.",
            ),
            Slip(
                "mean-not-subtracted",
                ImmutableMatrix([b.mean, squares]),
                "Subtract the mean before you square.",
            ),
            Slip(
                "not-divided",
                ImmutableMatrix([b.mean, b.variance * n]),
                "The sum of squares is still to be divided by n.",
            ),
        ),
        hints=hints(
            "First the mean, then the deviations from it, then the mean of their squares.",
            r"The {n} values add up to ${total}$. What is $\mu$, and what are the deviations?",
            "The deviations are ${deviations}$. Square them, add, and divide by {n}.",
            n=n,
            total=sum(b.x),
            deviations=ImmutableMatrix([[x - b.mean for x in b.x]]),
        ),
        steps=(
            step("Add up and divide by {n}", r"$\mu$", "${mean}$", n=n, mean=b.mean),
            step(
                "Subtract the mean", r"$x - \mu$", "${row}$", row=ImmutableMatrix([[x - b.mean for x in b.x]])
            ),
            step("The mean of the squares", r"$\sigma^2$", "${variance}$", variance=b.variance),
        ),
        check=lambda _: [np.mean(b.x), np.var(b.x)],
    )


def _outputs(b: Batch) -> Part:
    """y in training."""
    n, mean, deviation = len(b.x), b.mean, sqrt(b.variance)
    right = b.output(mean, deviation)
    plain = ImmutableMatrix([(x - mean) / deviation for x in b.x])
    return Part(
        say("Find the outputs $y$ in training, as a vector."),
        Array(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "divided-by-n-minus-one",
                b.output(mean, sqrt(b.variance * n / (n - 1))),
                "For the variance you divided by n − 1. Here it is n.",
            ),
            Slip(
                "divided-by-variance",
                b.output(mean, b.variance),
                "You divided by the variance. Divide by its root.",
            ),
            Slip("not-scaled", plain, "These are the normalised values. Scale and shift are still to come."),
            Slip("shift-left-out", b.gamma * plain, "The shift is missing."),
            Slip(
                "running-statistics",
                b.output(*b.after),
                "Those are the statistics for evaluation. In training the batch has its own.",
            ),
            apart=1e-9,
        ),
        hints=hints(
            r"Subtract $\mu$, divide by $\sigma$, then scale and shift.",
            r"$\sigma$ is the root of the variance in (a). What is $\frac{x_1 - \mu}{\sigma}$, where "
            r"$x_1 = {first}$?",
            r"Multiply each normalised value by $\gamma = {gamma}$, then add $\beta = {beta}$.",
            first=b.x[0],
            gamma=b.gamma,
            beta=b.beta,
        ),
        steps=(
            step("The root of the variance", r"$\sigma$", "${deviation}$", deviation=deviation),
            step("Normalise", r"$\frac{1}{\sigma} \cdot (x - \mu)$", "${plain}$", plain=plain.T),
            step("Scale and shift", "$y$", "${right}$", right=right.T),
        ),
        check=lambda _: b.gamma * (np.array(b.x) - np.mean(b.x)) / np.std(b.x) + b.beta,
        follow=Follow(("a",), lambda own: _outputs_from(b, own["a"])),
    )


def _outputs_from(b: Batch, own: Grid) -> Array | None:
    """The outputs with the person's own mean and variance."""
    return Array(b.output(own[0], sqrt(own[1]))) if own[1] > 0 else None


def _running(b: Batch) -> Part:
    """The running mean after the batch."""
    right = b.running(b.mean)
    return Part(
        say("What is the running mean after this batch?"),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "shares-exchanged",
                b.momentum * b.before + (1 - b.momentum) * b.mean,
                "The two shares changed places: which one does m belong to here?",
            ),
            Slip(
                "old-one-kept",
                b.before + b.momentum * b.mean,
                "What is added has to be taken from the old mean: its share is 1 − m.",
            ),
            Slip(
                "batch-mean",
                b.mean,
                "This is the mean of the batch alone. The running mean keeps most of what it was.",
            ),
        ),
        hints=hints(
            "The running mean moves a part of the way towards the mean of the batch.",
            r"$(1 - m) \cdot {before} + m \cdot \text{?}$ with $m = {m}$.",
            r"Put $\mu$ from (a) in: ${keep} \cdot {before} + {m} \cdot \mu$.",
            before=b.before,
            keep=1 - b.momentum,
            m=b.momentum,
        ),
        steps=(
            step(
                "A share of the old, a share of the new",
                r"${keep} \cdot {old} + {m} \cdot {mean}$",
                "${right}$",
                keep=1 - b.momentum,
                old=b.before,
                m=b.momentum,
                mean=b.mean,
                right=right,
            ),
        ),
        check=lambda _: b.before + float(b.momentum) * (float(np.mean(b.x)) - b.before),
        follow=Follow(("a",), lambda own: Number(b.running(own["a"][0]))),
    )


def _evaluated(b: Batch) -> Part:
    """The first value at evaluation."""
    mean, deviation = b.after
    right = b.output(*map(Rational, b.after))[0]
    trained = b.output(b.mean, sqrt(b.variance))[0]
    first = Rational(b.x[0] - mean)
    return Part(
        say(
            "Training is over. What does the layer make of the value $x_1 = {first}$ at evaluation?",
            first=b.x[0],
        ),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "batch-statistics",
                trained,
                "That is the output in training. At evaluation the batch plays no part.",
            ),
            Slip(
                "divided-by-variance",
                b.gamma * first / deviation**2 + b.beta,
                "You divided by the running variance. Divide by its root.",
            ),
            Slip("not-scaled", first / deviation, "Scale and shift are used at evaluation, too."),
            Slip("shift-left-out", b.gamma * first / deviation, "The shift is missing."),
        ),
        hints=hints(
            "At evaluation the statistics come from training, and are the same for every input.",
            r"Take the running mean {mean} for $\mu$. And what for $\sigma$?",
            r"Compute ${gamma} \cdot ({first} - {mean}) / {deviation} + \beta$ with $\beta = {beta}$.",
            mean=mean,
            gamma=b.gamma,
            first=b.x[0],
            deviation=deviation,
            beta=b.beta,
        ),
        steps=(
            step(
                "The root of the running variance",
                r"$\sqrt{{variance}}$",
                "${deviation}$",
                variance=deviation**2,
                deviation=deviation,
            ),
            step(
                "Normalise",
                r"$({first} - {mean}) / {deviation}$",
                "${normal}$",
                first=b.x[0],
                mean=mean,
                deviation=deviation,
                normal=first / deviation,
            ),
            step("Scale and shift", "$y$", "${right}$", right=right),
        ),
        check=lambda _: _on_the_line(b),
    )


def _on_the_line(b: Batch) -> float:
    """The output at evaluation, on the line through those of mean and deviation."""
    mean, deviation = b.after
    line = np.polyfit((mean - deviation, mean + deviation), (b.beta - b.gamma, b.beta + b.gamma), 1)
    return float(np.polyval(line, b.x[0]))
