"""Backward passes as programs: functions to write."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from sympy import ImmutableMatrix, Rational, log

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Grid
from gradcheck_grader import Array, Code, Slopes, Speed, Trial

COUNTS = ((1, 2, 7), (1, 3, 6), (1, 4, 5), (2, 3, 5), (1, 2, 3), (1, 2, 5), (1, 3, 4))
SOLUTION = """import numpy as np
def softmax_cross_entropy_grad(Z, y):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = powers / powers.sum(axis=1, keepdims=True)
    P[np.arange(len(y)), y] -= 1
    return P / len(y)"""
SUMMED = SOLUTION.replace("P / len(y)", "P")
ALL_ENTRIES = SOLUTION.replace("P / len(y)", "P / Z.size")
COLUMNS = SOLUTION.replace("axis=1", "axis=0")
TURNED_SIGN = SOLUTION.replace("P / len(y)", "-P / len(y)")
OVERFLOW = SOLUTION.replace("Z - Z.max(axis=1, keepdims=True)", "Z")


@exercise("backprop/softmax-ce-grad-code", title="Gradient of softmax with cross-entropy, as code", level=3)
def softmax_ce_grad_code(draw: Draw) -> Problem:
    """The gradient by a batch of logits is probabilities minus targets, divided by the size of the batch.

    Trap: the mean over the batch stays in the gradient, and powers of large logits overflow.
    Source: Goodfellow, Bengio & Courville, Deep Learning, sections 4.1 and 6.2.2.3.
    """
    counts = tuple(draw.permutation(f"row{row}", draw.choice(f"set{row}", COUNTS)) for row in (1, 2))
    y = tuple(draw.integer(f"y{row}", 0, 2) for row in (1, 2))
    inputs = draw.integer("inputs", 0, 9_999)
    return Problem(
        say(
            r"""
            Row $i$ of $Z$ has the logits of example $i$, for $n$ examples (rows) and $k$ classes (columns).
            The entry $y_i$ is the class of example $i$, **counted from 0**. With
            $$P_{ij} = \frac{e^{Z_{ij}}}{\sum_{m} e^{Z_{im}}}$$
            the loss is the **mean** over the examples, with the natural logarithm:
            $$L = -\frac{1}{n} \sum_{i} \ln P_{i y_i}.$$

            The gradient of $L$ by $Z$ has the shape of $Z$.
            """
        ),
        (_matrix_part(counts, y), _code_part(inputs)),
    )


def _gradient(counts: tuple[tuple[int, ...], ...], y: tuple[int, ...], *, hot: int = 1) -> Grid:
    """(P - hot · Y) without the mean, for logits ln(counts)."""
    return ImmutableMatrix(
        2, 3, lambda i, j: Rational(counts[i][j], sum(counts[i])) - (hot if y[i] == j else 0)
    )


def _matrix_part(counts: tuple[tuple[int, ...], ...], y: tuple[int, ...]) -> Part:
    """The gradient for two examples, by hand."""
    total = _gradient(counts, y)
    P = _gradient(counts, y, hot=0)
    Z = ImmutableMatrix(2, 3, lambda i, j: log(counts[i][j]))
    return Part(
        say(
            r"Find the gradient for $$Z = {Z}$$ and $y = ({first}, {second})$.",
            Z=Z,
            first=y[0],
            second=y[1],
        ),
        Array(total / 2),
        slips=(
            Slip(
                "sum-for-mean",
                total,
                "This is the gradient of the sum. The loss is a mean over the examples.",
            ),
            Slip(
                "sign-turned", -total / 2, "The sign is turned: a greater logit of the right class lowers L."
            ),
            Slip(
                "targets-left-out",
                P / 2,
                "These are only the probabilities. The logit of the right class is in the loss once more.",
            ),
        ),
        hints=hints(
            "Row by row: by the logits of one example, its loss has the slopes probability minus target.",
            "The powers in the first row are ${powers}$. Divide by their sum, and subtract 1 at the class "
            "$y_1$. What does the mean do?",
            "The probabilities are $P = {P}$. Subtract 1 at the class of each row, and divide all by 2.",
            powers=ImmutableMatrix([counts[0]]),
            P=P,
        ),
        steps=(
            step("Powers of $e$, divided by their sum in each row", "$P$", "${P}$", P=P),
            step("Subtract 1 at the class of each example", "$P - Y$", "${total}$", total=total),
            step("The mean over 2 examples", "$(P - Y) / 2$", "${value}$", value=total / 2),
        ),
        check=lambda _: _by_complex_steps(np.log(np.array(counts, dtype=float)), np.array(y)),
    )


def _code_part(inputs: int) -> Part:
    """The gradient for any batch, as code."""
    trials, large = _trials(inputs)
    return Part(
        say(
            "Write a function that gives the gradient as a NumPy array of the shape of `Z`, without a loop "
            "over examples. `y` is an array of whole numbers, of shape (n,). Logits may be as large as "
            "10000, or as low as $-10000$. Leave `Z` and `y` as they are. Begin with `import numpy as np`."
        ),
        Code(
            "softmax_cross_entropy_grad(Z, y)",
            SOLUTION,
            _row_by_row,
            trials,
            slopes=Slopes(_loss),
            speed=Speed(large, ratio=4),
        ),
        points=3,
        slips=(
            Slip(
                "sum-for-mean-code",
                SUMMED,
                "This is the gradient of the sum. The loss is a mean over the examples.",
            ),
            Slip(
                "mean-over-all-entries",
                ALL_ENTRIES,
                "You divided by the number of all entries. The mean is over the examples, the rows.",
            ),
            Slip(
                "wrong-axis",
                COLUMNS,
                "Your probabilities add up to 1 in each column. The classes of an example are in its row.",
            ),
            Slip(
                "sign-turned-code",
                TURNED_SIGN,
                "The sign is turned: a greater logit of the right class lowers L.",
            ),
            Slip(
                "powers-overflow",
                OVERFLOW,
                "Powers of large logits overflow. Which number can you subtract from a whole row without a "
                "change of its probabilities?",
            ),
        ),
        hints=hints(
            "First the probabilities of each row, then subtract 1 at one place in each row.",
            "Subtract the greatest logit of each row before you take powers. With `axis=1` and "
            "`keepdims=True` the shapes fit. How do you reach the entry $y_i$ of each row at once?",
            "`P[np.arange(len(y)), y] -= 1` subtracts at the classes. Then divide by the number of rows.",
        ),
        steps=(
            step("Powers that cannot overflow", "", "`powers = np.exp(Z - Z.max(axis=1, keepdims=True))`"),
            step("Probabilities", "", "`P = powers / powers.sum(axis=1, keepdims=True)`"),
            step("Minus the targets", "", "`P[np.arange(len(y)), y] -= 1`"),
            step("The mean over the examples", "", "`return P / len(y)`"),
        ),
        check=lambda _: [_by_complex_steps(*trial.inputs) for trial in trials],
    )


def _trials(inputs: int) -> tuple[tuple[Trial, ...], tuple[np.ndarray, np.ndarray]]:
    """Batches of several shapes, large logits, and a large batch to time."""
    rng = np.random.default_rng(inputs)

    def batch(n: int, k: int, size: float) -> tuple[np.ndarray, np.ndarray]:
        return rng.normal(size=(n, k)) * size, rng.integers(0, k, n)

    ordinary = [Trial(batch(n, k, 1.5)) for n, k in ((4, 3), (3, 5), (5, 2), (2, 2))]
    single = Trial(batch(1, 4, 1.5), "a batch of one example")
    Z, y = batch(4, 3, 1.0)
    spread = Z + np.array([[1e4], [-1e4], [2e3], [-2e3]])
    whole = Trial((rng.integers(-3, 4, (3, 4)), rng.integers(0, 4, 3)), "whole numbers")
    return (*ordinary, single, whole, Trial((spread, y), "large logits")), batch(20_000, 5, 1.5)


def _row_by_row(Z: Any, y: Any) -> np.ndarray:
    """The gradient in Python's own floats."""
    rows: list[list[float]] = []
    for logits, label in zip(Z.tolist(), y.tolist(), strict=True):
        powers = [math.exp(logit - max(logits)) for logit in logits]
        total = math.fsum(powers)
        rows.append([(power / total - (place == label)) / len(y) for place, power in enumerate(powers)])
    return np.array(rows)


def _loss(Z: Any, y: Any) -> Any:
    """The mean loss; for complex logits too."""
    shift = Z.real.max(axis=1, keepdims=True)
    totals = np.log(np.exp(Z - shift).sum(axis=1)) + shift[:, 0]
    return (totals - Z[np.arange(len(y)), y]).mean()


def _by_complex_steps(Z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The gradient from the loss alone, one imaginary step an entry."""
    slopes = np.zeros(Z.shape)
    for place in np.ndindex(Z.shape):
        moved = Z.astype(complex)
        moved[place] += 1e-30j
        slopes[place] = _loss(moved, y).imag / 1e-30
    return slopes
