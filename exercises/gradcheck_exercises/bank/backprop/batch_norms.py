"""Gradients of batch normalisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isqrt

import numpy as np
from sympy import ImmutableMatrix, Rational, ones

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.backprop.upstream import COUNT, upstream
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.numeric import entries
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array

GAINS = (-3, -2, 2, 3, 5)


@dataclass(frozen=True)
class BatchNorm:
    """One feature of a batch: x of its four examples, gain and shift, and g, the gradient by the outputs.

    size is the deviation of x, which is an integer as its mean is.
    """

    x: Grid
    mean: int
    size: int
    gain: int
    shift: int
    g: Grid

    @property
    def out(self) -> Grid:
        """The normalised values, a column."""
        return (self.x - self.mean * ones(COUNT, 1)) / self.size

    @property
    def centring(self) -> Grid:
        """The mean of g in each entry, a column."""
        return Rational(sum(self.g), COUNT) * ones(COUNT, 1)

    def along(self, out: Grid) -> Value:
        """The mean of the products of g with these normalised values."""
        return self.g.dot(out) / COUNT

    def by_x(self, out: Grid) -> Grid:
        """The gradient by x, for these normalised values."""
        return self.gain * (self.g - self.centring - self.along(out) * out) / self.size


@exercise("backprop/batchnorm-backward", title="Backward through batch normalisation", level=5)
def batchnorm_backward(draw: Draw) -> Problem:
    """Mean and deviation of the batch are functions of its values, so gradients of all examples mix.

    Trap: mean and deviation are no constants; the gain and the shift serve all examples, so theirs are sums.
    Source: Ioffe & Szegedy, Batch Normalization (2015), section 3; Prince, Understanding Deep Learning,
    section 11.4.
    """
    norm = _norm(draw)
    return Problem(
        say(
            r"""
            Batch normalisation, in training, acts on one feature of a batch of {count} examples, with the
            values $x_1, \dots, x_4$:

            $$\hat{x}_i = \frac{x_i - \mu}{\sigma}, \quad y_i = \gamma \hat{x}_i + \beta, \quad
            \mu = \frac{1}{4} \sum_i x_i, \quad \sigma^2 = \frac{1}{4} \sum_i (x_i - \mu)^2.$$

            There is no $\varepsilon$. The values are $x = {values}$, with the gain $\gamma = {gain}$ and the
            shift $\beta = {shift}$. A loss $L$ has the gradient $g = \frac{\partial L}{\partial y} = {g}$.
            """,
            count=COUNT,
            values=norm.x.T,
            gain=norm.gain,
            shift=norm.shift,
            g=norm.g.T,
        ),
        (_out_part(norm), _gain_part(norm), _back_part(norm)),
    )


def _norm(draw: Draw) -> BatchNorm:
    """A sample with an integer deviation, around a mean that is not 0."""
    data = draw.until(
        lambda data: data.mean != 0, lambda: draw.dataset("x", COUNT, low=-9, high=12, square=True)
    )
    size = isqrt(data.variance)
    distances = [value - data.mean for value in data.values]
    return BatchNorm(
        ImmutableMatrix(data.values),
        data.mean,
        size,
        draw.choice("gain", GAINS),
        draw.integer("shift", -4, 4, exclude=(0,)),
        ImmutableMatrix(draw.choice("g", upstream(distances, size, centred=True))),
    )


def _out_part(norm: BatchNorm) -> Part:
    """The normalised values."""
    right, size = norm.out, norm.size
    return Part(
        say(r"Find $\hat{x}$, as a list of {count} numbers.", count=COUNT),
        Array(right),
        slips=distinct(
            right,
            Slip("divided-by-variance", right / size, "You divided by the variance. Take its root first."),
            Slip("not-centred", norm.x / size, "The mean is subtracted before the division."),
            Slip("not-divided", right * size, "Divide by the deviation as well."),
            Slip(
                "output",
                norm.gain * right + norm.shift * ones(COUNT, 1),
                "This is y. The normalised values come before gain and shift.",
            ),
        ),
        hints=hints(
            "First the mean, then the deviation, then the quotient.",
            "The mean is {mean}. How far from it is each value, and what is the mean of the squares of that?",
            r"$\sigma = {size}$. Divide each distance from the mean by it.",
            mean=norm.mean,
            size=size,
        ),
        steps=(
            step("The mean", r"$\mu$", "${mean}$", mean=norm.mean),
            step("The deviation", r"$\sigma$", "${size}$", size=size),
            step("Divide the distances by it", r"$\hat{x}$", "${right}$", right=right.T),
        ),
        check=lambda _: np.real(_normalised(entries(norm.x))),
    )


def _gain_part(norm: BatchNorm) -> Part:
    """The gradients by gain and shift."""
    g, out = norm.g, norm.out
    right = _by_gain(norm, out)
    return Part(
        say(
            r"Find $\left(\frac{\partial L}{\partial \gamma}, \frac{\partial L}{\partial \beta}\right)$, as "
            r"a list "
            "such as `[1, 2]`."
        ),
        Array(right),
        slips=distinct(
            right,
            Slip(
                "means-for-sums",
                right / COUNT,
                "You took means. The loss depends on gain and shift through each example: add up.",
            ),
            Slip("exchanged", ImmutableMatrix([right[1], right[0]]), "You exchanged gain and shift."),
            Slip(
                "not-normalised",
                ImmutableMatrix([g.dot(norm.x), right[1]]),
                "The gain multiplies the normalised values, not those of x.",
            ),
            Slip(
                "output-for-normalised",
                ImmutableMatrix([norm.gain * right[0] + norm.shift * right[1], right[1]]),
                "You used y. What does the gain multiply?",
            ),
            Slip(
                "gain-left-in",
                ImmutableMatrix([norm.gain * right[0], right[1]]),
                "The derivative of the product by the gain has no gain in it.",
            ),
        ),
        hints=hints(
            "Each output depends on gain and shift; their gradients add up over the examples.",
            r"$\frac{\partial y_i}{\partial \gamma} = \text{?}$ and $\frac{\partial y_i}{\partial \beta} = "
            r"1$",
            r"$\frac{\partial L}{\partial \gamma} = \sum_i g_i \hat{x}_i$ and "
            r"$\frac{\partial L}{\partial \beta} = \sum_i g_i$.",
        ),
        steps=(
            step(
                "The gain multiplies what is normalised",
                r"$\frac{\partial L}{\partial \gamma} = \sum_i g_i \hat{x}_i$",
                "${first}$",
                first=right[0],
            ),
            step(
                "The shift is added",
                r"$\frac{\partial L}{\partial \beta} = \sum_i g_i$",
                "${second}$",
                second=right[1],
            ),
        ),
        check=lambda _: _by_complex_steps(norm)[COUNT:],
        follow=Follow(("a",), lambda own: Array(_by_gain(norm, own["a"]))),
    )


def _by_gain(norm: BatchNorm, out: Grid) -> Grid:
    """The gradients by gain and shift, a column."""
    return ImmutableMatrix([norm.g.dot(out), sum(norm.g)])


def _back_part(norm: BatchNorm) -> Part:
    """The gradient by the inputs."""
    g, out, gain, size = norm.g, norm.out, norm.gain, norm.size
    right, along = norm.by_x(out), norm.along(out)
    return Part(
        say(r"Find $\frac{\partial L}{\partial x}$, as a list of {count} numbers.", count=COUNT),
        Array(right),
        points=3,
        slips=distinct(
            right,
            Slip(
                "mean-and-deviation-constant",
                gain * g / size,
                "You held mean and deviation constant. Both change with each value.",
            ),
            Slip(
                "deviation-constant",
                gain * (g - norm.centring) / size,
                "You held the deviation constant. It changes with each value as well.",
            ),
            Slip(
                "mean-constant",
                gain * (g - along * out) / size,
                "You held the mean constant. It changes with each value as well.",
            ),
            Slip("gain-left-out", right / gain, "On its way back the gradient passes through the gain."),
            Slip(
                "sums-for-means",
                gain * (g - COUNT * norm.centring - COUNT * along * out) / size,
                "Where you took sums, means are needed: μ and σ² carry a factor of 1/4.",
            ),
            Slip("size-left-out", right * size, "One factor is left out: the division by the deviation."),
        ),
        hints=hints(
            r"Go back from $y$ to $\hat{x}$, and from there to $x$ in three ways: directly, through $\mu$, "
            r"and "
            r"through $\sigma$.",
            r"$\frac{\partial L}{\partial x_j} = \frac{\gamma}{\sigma} \left(g_j - \frac{1}{4} \sum_i g_i - "
            r"\hat{x}_j \cdot \text{?}\right)$",
            r"What is missing is $\frac{1}{4} \sum_i g_i \hat{x}_i$, a quarter of the gradient by the gain. "
            r"The factor in front is ${front}$.",
            front=Rational(gain, size),
        ),
        steps=(
            step(
                r"Through the mean",
                r"$\frac{1}{4} \sum_i g_i$",
                "${mean}$",
                mean=norm.centring[0],
            ),
            step(
                "Through the deviation",
                r"$\frac{1}{4} \sum_i g_i \hat{x}_i$",
                "${along}$",
                along=along,
            ),
            step(
                "Subtract both, the second times $\\hat{x}$",
                rf"$g {_signed(-norm.centring[0])} {_signed(-along, factor=True)} \hat{{x}}$",
                "${inner}$",
                inner=(right * size / gain).T,
            ),
            step(
                r"Times $\gamma$, divided by $\sigma$",
                r"$\frac{\partial L}{\partial x}$",
                "${right}$",
                right=right.T,
            ),
        ),
        check=lambda _: _by_complex_steps(norm)[:COUNT],
        follow=Follow(("a",), lambda own: _back_from(own, norm)),
    )


def _signed(value: Value, *, factor: bool = False) -> str:
    """The number with its sign in front; as a factor, with a dot behind it, and without a 1."""
    size = abs(value)
    shown = "" if factor and size == 1 else rf"{size} \cdot" if factor else str(size)
    return f"{'-' if value < 0 else '+'} {shown}"


def _back_from(own: Mapping[str, Grid], norm: BatchNorm) -> Array | None:
    """The gradient with the person's own normalised values."""
    gradient = norm.by_x(own["a"])
    return Array(gradient) if any(gradient) else None


def _normalised(x: np.ndarray) -> np.ndarray:
    """The normalised values for any real or complex x."""
    spread = np.mean(x * x) - np.mean(x) ** 2
    return np.asarray((x - np.mean(x)) / np.sqrt(spread + 0j))


def _by_complex_steps(norm: BatchNorm) -> list[float]:
    """The gradient of the loss by x, gain and shift, where the loss is linear in y."""
    given = np.array([*entries(norm.x), norm.gain, norm.shift])

    def loss(at: np.ndarray) -> complex:
        return complex(entries(norm.g) @ (at[COUNT] * _normalised(at[:COUNT]) + at[COUNT + 1]))

    return [loss(given + 1e-30j * unit).imag / 1e-30 for unit in np.eye(COUNT + 2)]
