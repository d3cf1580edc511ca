"""Gradients of layer normalisation and of its kin without a mean."""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt
from typing import Any

import numpy as np
from sympy import ImmutableMatrix, Rational, eye, ones, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.backprop.upstream import COUNT, upstream
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.numeric import entries
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Choice

SQUARES = ((1, 1, 3, 5), (1, 5, 5, 7), (1, 3, 3, 9), (2, 4, 4, 8))  # their mean is a square
MOVES = (
    ("a", "adding the same number to all entries"),
    ("b", "multiplying all entries by the same positive number"),
    ("c", "both of these"),
    ("d", "neither of these"),
)


@dataclass(frozen=True)
class Norm:
    """A layer that normalises x, the first row of a batch of two: LayerNorm where centred, else RMSNorm.

    x, other  the two rows, as columns.      size  the deviation, or the root mean square, of x.
    g         the gradient of the loss by what comes out for x, a column.
    """

    centred: bool
    x: Grid
    other: Grid
    size: int
    g: Grid

    @property
    def mean(self) -> Value:
        """The mean of x."""
        return Rational(sum(self.x), COUNT)

    @property
    def out(self) -> Grid:
        """What comes out, a column."""
        return (self.x - self.mean * ones(COUNT, 1) if self.centred else self.x) / self.size

    def jacobian(self, out: Grid) -> Grid:
        """The Jacobian, shape (4, 4), for this output; it is symmetric."""
        return (eye(COUNT) - self.averaging - out * out.T / COUNT) / self.size

    @property
    def averaging(self) -> Grid:
        """What the mean adds to the Jacobian; nothing where there is none."""
        return ones(COUNT, COUNT) / COUNT if self.centred else eye(COUNT) * 0


@exercise("backprop/layernorm-backward", title="The Jacobian of LayerNorm and RMSNorm", level=5)
def layernorm_backward(draw: Draw) -> Problem:
    """In a normalised vector each output depends on each input, through the mean and through the size.

    Trap: mean and deviation are functions of the input as well, so the Jacobian is not diagonal.
    Source: Ba, Kiros & Hinton, Layer Normalization (2016); Zhang & Sennrich, Root Mean Square Layer
    Normalization (2019); Prince, Understanding Deep Learning, section 11.4.
    """
    centred = draw.case("norm", ("layer", "rms")) == "layer"
    norm = _layer(draw) if centred else _rms(draw)
    return Problem(
        say(
            r"""
            {kind} acts on each row of a batch separately:

            $$y_i = \frac{over}{under}, \quad {scale}.$$

            There is no gain, no shift and no $\varepsilon$. The batch has two rows: $x = {x}$, which this is
            about, and ${other}$. In (a) to (c), give a list of {count} numbers.
            """,
            kind="LayerNorm" if centred else "RMSNorm",
            over=r"x_i - \mu" if centred else "x_i",
            under=r"\sigma" if centred else "r",
            scale=r"\mu = \frac{1}{4} \sum_i x_i, \quad \sigma^2 = \frac{1}{4} \sum_i (x_i - \mu)^2"
            if centred
            else r"r^2 = \frac{1}{4} \sum_i x_i^2",
            x=norm.x.T,
            other=norm.other.T,
            count=COUNT,
        ),
        (_out_part(norm), _row_part(norm), _back_part(norm), _move_part(norm)),
    )


def _layer(draw: Draw) -> Norm:
    """A sample with an integer deviation, around a mean that is not 0."""
    data = draw.until(
        lambda data: data.mean != 0, lambda: draw.dataset("x", COUNT, low=-9, high=12, square=True)
    )
    distances = [value - data.mean for value in data.values]
    size = isqrt(data.variance)
    g = draw.choice("g", upstream(distances, size, centred=True))
    return _norm(draw, data.values, size, g, centred=True)


def _rms(draw: Draw) -> Norm:
    """Integers whose mean square is a square, with signs."""
    base = draw.choice("base", SQUARES)
    order = draw.permutation("order", tuple(range(COUNT)))
    signs = draw.signs("signs", COUNT, mixed=True)
    values = [sign * base[place] for sign, place in zip(signs, order, strict=True)]
    size = isqrt(sum(value**2 for value in values) // COUNT)
    return _norm(draw, values, size, draw.choice("g", upstream(values, size, centred=False)), centred=False)


def _norm(draw: Draw, values: Any, size: int, g: tuple[int, ...], *, centred: bool) -> Norm:
    """With a second row that differs from the first in every entry."""
    x = ImmutableMatrix(values)
    other = x + draw.vector("apart", COUNT, bound=4, exclude=(0,))
    return Norm(centred, x, other, size, ImmutableMatrix(g))


def _out_part(norm: Norm) -> Part:
    """What comes out."""
    right = norm.out
    return Part(
        say("Find $y$ for $x$."),
        Array(right),
        slips=distinct(right, *(_layer_slips(norm) if norm.centred else _rms_slips(norm))),
        hints=_layer_hints(norm) if norm.centred else _rms_hints(norm),
        steps=(
            *(
                (step("The mean", r"$\mu$", "${mean}$", mean=norm.mean),)
                if norm.centred
                else (step("The squares add up", r"$\sum_i x_i^2$", "${sum}$", sum=COUNT * norm.size**2),)
            ),
            step(
                "The deviation" if norm.centred else "The root of their mean",
                "${letter}$",
                "${size}$",
                letter=r"\sigma" if norm.centred else "r",
                size=norm.size,
            ),
            step("Divide by it", "$y$", "${right}$", right=right.T),
        ),
        check=lambda _: np.real(_normalised(norm, entries(norm.x))),
    )


def _layer_slips(norm: Norm) -> tuple[Slip, ...]:
    size, apart = norm.size, norm.x - norm.other
    return (
        Slip(
            "over-the-batch",
            apart.applyfunc(lambda entry: 1 if entry > 0 else -1),
            "You normalised each column, over the batch: that is batch normalisation.",
        ),
        Slip("divided-by-variance", norm.out / size, "You divided by the variance. Take its root first."),
        Slip("not-centred", norm.x / size, "The mean is subtracted before the division."),
        Slip(
            "unbiased",
            norm.out * sqrt(3) / 2,
            "The sum of squares is divided by the number of entries, not by one less.",
        ),
    )


def _rms_slips(norm: Norm) -> tuple[Slip, ...]:
    return (
        Slip("divided-by-mean-square", norm.out / norm.size, "Take the root of the mean square first."),
        Slip(
            "norm",
            norm.out / 2,
            "You divided by the length. The mean of the squares is needed, not their sum.",
        ),
    )


def _layer_hints(norm: Norm) -> Any:
    return hints(
        "Along the row: first the mean, then the deviation, then the quotient.",
        r"The mean is {mean}. How far from it is each entry, and what is the mean of the squares of that?",
        r"$\sigma = {size}$. Divide each distance from the mean by it.",
        mean=norm.mean,
        size=norm.size,
    )


def _rms_hints(norm: Norm) -> Any:
    return hints(
        "Along the row: square, take the mean, take the root.",
        r"The squares add up to {total}. What is their mean?",
        r"$r = {size}$. Divide each entry by it.",
        total=COUNT * norm.size**2,
        size=norm.size,
    )


def _row_part(norm: Norm) -> Part:
    """The first row of the Jacobian."""
    out, size = norm.out, norm.size
    right, unit = norm.jacobian(out)[:, 0], eye(COUNT)[:, 0]
    average = norm.averaging[:, 0]
    return Part(
        say(
            r"Find the first row of the Jacobian, $\frac{\partial y_1}{\partial x_1}, \dots, "
            r"\frac{\partial y_1}{\partial x_4}$."
        ),
        Array(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "diagonal",
                unit / size,
                "What x is divided by depends on all entries, so y₁ does too.",
            ),
            Slip(
                "size-constant",
                (unit - average) / size,
                "You held the deviation constant. It changes with each entry as well.",
            ),
            Slip(
                "mean-constant",
                (unit - out * out[0] / COUNT) / size,
                "You held the mean constant. It changes with each entry as well.",
            ),
            Slip("size-left-out", right * size, "One more factor: the outer division."),
            Slip(
                "sum-for-mean",
                (unit - COUNT * average - out * out[0]) / size,
                "The mean carries a factor of 1/4, which you lost.",
            ),
        ),
        hints=_row_hints(norm),
        steps=(
            step(
                "Differentiate what the entry is divided by",
                rf"$\frac{{\partial {_letter(norm)}}}{{\partial x_j}}$",
                r"$\frac{1}{4} y_j$",
            ),
            step(
                "The quotient rule",
                r"$\frac{\partial y_1}{\partial x_j}$",
                rf"${_entry(norm)}$",
            ),
            step("For each $j$", r"$\frac{\partial y_1}{\partial x}$", "${row}$", row=right.T),
        ),
        check=lambda _: _jacobian(norm)[0],
        follow=Follow(("a",), lambda own: Array(norm.jacobian(own["a"])[:, 0])),
    )


def _letter(norm: Norm) -> str:
    return r"\sigma" if norm.centred else "r"


def _entry(norm: Norm) -> str:
    """The entry of the Jacobian as a formula; d is 1 where i = j, else 0."""
    inner = (
        r"\delta_{1j} - \frac{1}{4} - \frac{1}{4} y_1 y_j"
        if norm.centred
        else r"\delta_{1j} - \frac{1}{4} y_1 y_j"
    )
    return rf"\frac{{1}}{{{_letter(norm)}}} \left({inner}\right)"


def _row_hints(norm: Norm) -> Any:
    above = r"$x_1 - \mu$" if norm.centred else "$x_1$"
    return hints(
        f"Use the quotient rule. Both {above} and ${_letter(norm)}$ depend on the entries of $x$.",
        rf"$\frac{{\partial {_letter(norm)}}}{{\partial x_j}} = \frac{{1}}{{4}} \cdot \text{{?}}$ "
        "Which entry of $y$ is it?",
        rf"It is $\frac{{1}}{{4}} y_j$, so $\frac{{\partial y_1}}{{\partial x_j}} = {_entry(norm)}$, where "
        r"$\delta_{1j}$ is 1 for $j = 1$ and 0 otherwise.",
    )


def _back_part(norm: Norm) -> Part:
    """The gradient by x."""
    out, size, g = norm.out, norm.size, norm.g
    mean, along = Rational(sum(g), COUNT), Rational(g.dot(out), COUNT)
    right = norm.jacobian(out) * g
    centring = mean * ones(COUNT, 1) if norm.centred else 0 * g
    return Part(
        say(
            r"A loss has the gradient $g = \frac{\partial L}{\partial y} = {g}$. Find "
            r"$\frac{\partial L}{\partial x}$.",
            g=g.T,
        ),
        Array(right),
        points=2,
        slips=distinct(
            right,
            Slip("diagonal", g / size, "Only the diagonal: mean and size depend on all entries."),
            Slip("size-constant", (g - centring) / size, "You held constant what x is divided by."),
            Slip("mean-constant", (g - along * out) / size, "You held the mean constant."),
            Slip(
                "sum-for-mean",
                (g - COUNT * centring - COUNT * along * out) / size,
                "These are sums over the entries. Take the means.",
            ),
            Slip("size-left-out", right * size, "One more factor: the outer division."),
        ),
        hints=_back_hints(norm, mean, along),
        steps=(
            *(
                (step("The mean of the gradient", r"$\frac{1}{4} \sum_i g_i$", "${mean}$", mean=mean),)
                if norm.centred
                else ()
            ),
            step(
                "The mean of its products with $y$",
                r"$\frac{1}{4} \sum_i g_i y_i$",
                "${along}$",
                along=along,
            ),
            step("Subtract, and divide", r"$\frac{\partial L}{\partial x}$", "${right}$", right=right.T),
        ),
        check=lambda _: _jacobian(norm).T @ entries(g),
        follow=Follow(("a",), lambda own: Array(norm.jacobian(own["a"]) * g)),
    )


def _back_hints(norm: Norm, mean: Value, along: Value) -> Any:
    first = r"\frac{1}{4} \sum_i g_i - " if norm.centred else ""
    return hints(
        "Multiply $g$ by the Jacobian, without writing all of it down: it is the identity less matrices of "
        "rank 1.",
        rf"$\frac{{\partial L}}{{\partial x_j}} = \frac{{1}}{{{_letter(norm)}}} \left(g_j - {first}"
        r"y_j \cdot \text{?}\right)$",
        r"What is missing is $\frac{1}{4} \sum_i g_i y_i = {along}$.{of_mean}",
        along=along,
        of_mean=f" The mean of $g$ is ${mean}$." if norm.centred else "",
    )


def _move_part(norm: Norm) -> Part:
    """What does not change the output."""
    return Part(
        say("Which of these changes of a row leaves $y$ as it is?"),
        Choice(MOVES, right="c" if norm.centred else "b"),
        slips=(
            Slip(
                "one-of-two" if norm.centred else "as-layer-norm",
                "b" if norm.centred else "c",
                "Two things are undone here: subtracting the mean, and dividing by the deviation."
                if norm.centred
                else "Nothing subtracts the mean here.",
            ),
        ),
        hints=hints(
            "Look at the formula of $y$: put $x_i + k$ in place of $x_i$, then $k x_i$.",
            "What happens to a sum, and to a sum of squares, when all entries are changed alike?",
            "Whatever stands above the bar and below it and changes by the same factor cancels.",
        ),
        steps=(
            step(
                "Adding $k$",
                "",
                r"the mean grows by $k$ as well, and $x_i - \mu$ stays"
                if norm.centred
                else "$x_i$ and $r$ change, but not by one factor",
            ),
            step(
                "Multiplying by $k$",
                "",
                rf"${_letter(norm)}$ is multiplied by $k$ as well, and the quotient stays",
            ),
        ),
        check=lambda _: _unmoved(norm),
    )


def _normalised(norm: Norm, x: np.ndarray) -> np.ndarray:
    """y for any real or complex x."""
    above = x - np.mean(x) if norm.centred else x
    return np.asarray(above / np.sqrt(np.mean(above * above) + 0j))


def _jacobian(norm: Norm) -> np.ndarray:
    """The Jacobian by complex steps."""
    x = entries(norm.x)
    columns = [np.imag(_normalised(norm, x + 1e-30j * unit)) / 1e-30 for unit in np.eye(COUNT)]
    return np.column_stack(columns)


def _unmoved(norm: Norm) -> str:
    """The key of what leaves y as it is, tried out."""
    x = entries(norm.x)
    here = _normalised(norm, x)
    added, scaled = (bool(np.allclose(_normalised(norm, moved), here)) for moved in (x + 1.7, 2.3 * x))
    return {(True, False): "a", (False, True): "b", (True, True): "c", (False, False): "d"}[added, scaled]
