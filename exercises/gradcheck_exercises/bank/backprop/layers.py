"""Backward through a linear layer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sympy import ImmutableMatrix

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct, sound
from gradcheck_exercises.bank.numeric import differences, floats
from gradcheck_exercises.symbolic import Grid
from gradcheck_grader import Array

SIZES = ((2, 3, 2), (3, 2, 2), (2, 2, 3))  # examples, inputs, outputs


@dataclass(frozen=True)
class Linear:
    """Y = XW + b for a batch, an example in each row, and the gradient G of the loss by Y."""

    X: Grid
    W: Grid
    b: Grid
    G: Grid

    @cached_property
    def by_weights(self) -> Grid:
        """The gradient by W."""
        return self.X.T * self.G

    @cached_property
    def by_bias(self) -> Grid:
        """The gradient by b, a row."""
        return ImmutableMatrix([[sum(self.G.col(k)) for k in range(self.G.cols)]])

    @cached_property
    def by_inputs(self) -> Grid:
        """The gradient by X."""
        return self.G * self.W.T

    def differences(self, name: str) -> np.ndarray:
        """The gradient of sum(G * Y) by one of X, W, b, by central differences; Y is linear in each."""
        given = {key: floats(getattr(self, key)) for key in ("X", "W", "b", "G")}

        def loss(changed: np.ndarray) -> float:
            now = {**given, name: changed}
            return float(np.sum(given["G"] * (now["X"] @ now["W"] + now["b"])))

        return differences(loss, given[name], size=0.5)


@exercise("backprop/linear-layer-backward", title="Backward through a linear layer", level=2)
def linear_layer_backward(draw: Draw) -> Problem:
    """From the gradient by the output of a linear layer come those by its weights, bias and inputs.

    Trap: each gradient has the shape of what it belongs to; shapes say which factor is transposed.
    Source: Goodfellow, Bengio & Courville, Deep Learning, section 6.5.6.
    """
    return draw.until(sound, lambda: _linear_layer_backward(draw))


def _linear_layer_backward(draw: Draw) -> Problem:
    n, d, k = draw.case("sizes", SIZES)
    layer = draw.until(
        _tells_apart,
        lambda: Linear(
            draw.matrix("X", n, d, bound=3, exclude=(0,)),
            draw.matrix("W", d, k, bound=3, exclude=(0,)),
            draw.matrix("b", 1, k, bound=4, exclude=(0,)),
            draw.matrix("G", n, k, bound=3, exclude=(0,)),
        ),
    )
    return Problem(
        say(
            r"""
            A linear layer computes $Y = X W + b$ for a batch of {n} examples, one in each row of $X$; the row
            $b$ is added to every row of $X W$. Here

            $$X = {X}, \quad W = {W}, \quad b = {b}.$$

            The loss $L$ is a sum over the examples, and backpropagation has come as far as $Y$:

            $$G = \frac{\partial L}{\partial Y} = {G}.$$

            Each gradient has the shape of what it belongs to. Write matrices row by row, such as
            `[[1, 2], [3, 4]]`.
            """,
            n=n,
            X=layer.X,
            W=layer.W,
            b=layer.b,
            G=layer.G,
        ),
        (_by_weights(layer), _by_bias(layer), _by_inputs(layer)),
    )


def _tells_apart(layer: Linear) -> bool:
    """Whether no gradient is all 0, nor its own transpose, and examples and outputs are not alike."""
    G = layer.G
    found = (layer.by_weights, layer.by_bias, layer.by_inputs)
    alike = layer.by_weights == layer.by_weights.T or G.row(0) == G.row(1) or G.col(0) == G.col(1)
    return all(any(one) for one in found) and not alike


def _shape(matrix: Grid) -> str:
    return rf"{matrix.rows} \times {matrix.cols}"


def _by_weights(layer: Linear) -> Part:
    """dL/dW."""
    X, G, right = layer.X, layer.G, layer.by_weights
    wrong = [Slip("transposed", right.T, "This is the transpose: the gradient has the shape of W.")]
    if X.rows == X.cols:
        wrong.append(
            Slip("not-transposed", X * G, "Here rows of X met columns of G. The sum runs over the examples.")
        )
    return Part(
        say(r"Find $\frac{\partial L}{\partial W}$."),
        Array(right),
        points=2,
        slips=distinct(
            right,
            *wrong,
            Slip(
                "mean-over-examples",
                right / X.rows,
                "You divided by the number of examples. The loss adds them up.",
            ),
            Slip("first-example-only", X.row(0).T * G.row(0), "Only the first example is in it. All add up."),
        ),
        hints=hints(
            "In row $i$ of $Y$ the weight $w_{jk}$ meets the input $x_{ij}$, and goes into column $k$.",
            r"$\frac{\partial L}{\partial w_{jk}}$ is the sum over the examples $i$ of $x_{ij}$ times …? "
            r"As a product of matrices, which shapes give ${shape}$?",
            r"Multiply $X^\top$ by $G$.",
            shape=_shape(layer.W),
        ),
        steps=(
            step("Each weight meets its input in every example", r"$X^\top$", "${turned}$", turned=X.T),
            step(
                "Add over the examples",
                r"$\frac{\partial L}{\partial W} = X^\top G$",
                "${right}$",
                right=right,
            ),
        ),
        check=lambda _: layer.differences("W"),
    )


def _by_bias(layer: Linear) -> Part:
    """dL/db."""
    G, right = layer.G, layer.by_bias
    by_rows = [sum(G.row(row)) for row in range(G.rows)]
    return Part(
        say(r"Find $\frac{\partial L}{\partial b}$, such as `[1, 2]`."),
        Array(right),
        slips=distinct(
            right,
            Slip("not-summed", G, "This is one row for each example. The same b is used in all of them."),
            Slip(
                "mean-over-examples",
                right / G.rows,
                "You divided by the number of examples. The loss adds them up.",
            ),
            Slip(
                "summed-over-outputs",
                ImmutableMatrix([by_rows]),
                "You added along the rows. One entry of b goes into a column.",
            ),
        ),
        hints=hints(
            "The same row $b$ is added to every row of $X W$: it is shared by the examples.",
            "What comes back by each example is a row of $G$. What happens to them at a shared node?",
            "Add the {rows} rows of $G$.",
            rows=G.rows,
        ),
        steps=(
            step(
                "Every row of $Y$ has $b$ added",
                r"$\frac{\partial L}{\partial b}$",
                "the sum of the rows of $G$",
            ),
            step("Add each column", r"$\frac{\partial L}{\partial b}$", "${right}$", right=right),
        ),
        check=lambda _: layer.differences("b"),
    )


def _by_inputs(layer: Linear) -> Part:
    """dL/dX."""
    W, G, right = layer.W, layer.G, layer.by_inputs
    feedback = "Here an output met the wrong side of W: row j of W belongs to input j."
    wrong = [Slip("not-transposed", G * W, feedback)] if W.rows == W.cols else []
    return Part(
        say(r"Find $\frac{\partial L}{\partial X}$: what the layer before is given."),
        Array(right),
        points=2,
        slips=distinct(
            right,
            *wrong,
            Slip("transposed", right.T, "This is the transpose: the gradient has the shape of X."),
            Slip(
                "first-output-only",
                G.col(0) * W.col(0).T,
                "Only what comes back by the first output is in it. Each input goes into all outputs.",
            ),
        ),
        hints=hints(
            "Each input $x_{ij}$ goes into all outputs of its own example, with row $j$ of $W$ as weights.",
            r"$\frac{\partial L}{\partial x_{ij}}$ is the sum over the outputs $k$ of $g_{ik}$ times …? "
            r"As a product of matrices, which shapes give ${shape}$?",
            r"Multiply $G$ by $W^\top$.",
            shape=_shape(layer.X),
        ),
        steps=(
            step("Each input meets a row of the weights", r"$W^\top$", "${turned}$", turned=W.T),
            step(
                "Add over the outputs",
                r"$\frac{\partial L}{\partial X} = G W^\top$",
                "${right}$",
                right=right,
            ),
        ),
        check=lambda _: layer.differences("X"),
    )
