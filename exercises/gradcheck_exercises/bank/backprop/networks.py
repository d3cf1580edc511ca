"""Gradients of small networks, by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from sympy import ImmutableMatrix

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.backprop.chains import hidden_part
from gradcheck_exercises.bank.distinct import sound
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Number

SIGNS = {
    2: ((1, -1), (-1, 1)),
    3: ((1, 1, -1), (1, -1, 1), (-1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)),
}
Rules = tuple[tuple[str, Any, str], ...]
RESIDUALS = (-6, -5, -4, -3, 3, 4, 5, 6)  # never 0, 1 or 2: there r, r² and ½r² meet


@dataclass(frozen=True)
class Network:
    """A network with one hidden layer of ReLUs, one input x (a column) and its target y."""

    W1: Grid
    b1: Grid
    W2: Grid
    b2: int
    x: Grid
    y: int

    @cached_property
    def z(self) -> Grid:
        """What enters the ReLUs, shape (hidden, 1)."""
        return self.W1 * self.x + self.b1

    @cached_property
    def h(self) -> Grid:
        """The hidden activations, shape (hidden, 1)."""
        return self.z.applyfunc(lambda entry: max(entry, 0))

    @cached_property
    def mask(self) -> Grid:
        """1 where a unit is active, else 0, shape (hidden, 1)."""
        return _mask(self.h)

    @cached_property
    def answers(self) -> tuple[tuple[Any, Rules], ...]:
        """For each part the right response, and the name, response and feedback of each wrong rule."""
        return _answers(self)

    def residual(self, h: Grid) -> Value:
        """Output minus target, for these hidden activations."""
        return (self.W2 * h)[0] + self.b2 - self.y

    def delta(self, h: Grid) -> Grid:
        """The derivative of the loss by z, shape (hidden, 1), for these hidden activations."""
        return (self.residual(h) * self.W2.T).multiply_elementwise(_mask(h))


def _mask(h: Grid) -> Grid:
    return h.applyfunc(lambda entry: 1 if entry > 0 else 0)


@exercise("backprop/mlp-two-layer", title="Gradients of a network with two layers", level=3)
def mlp_two_layer(draw: Draw) -> Problem:
    """Forward and backward through a small network with ReLUs, with numbers.

    Trap: a unit that is off passes no gradient on, and the mask belongs to the hidden layer.
    Source: Goodfellow, Bengio & Courville, Deep Learning, sections 6.5.2 to 6.5.6.
    """
    return draw.until(sound, lambda: _mlp_two_layer(draw))


def _mlp_two_layer(draw: Draw) -> Problem:
    network = draw.until(_tells_mistakes_apart, lambda: _network(draw))
    return Problem(
        say(
            r"""
            A network with one hidden layer of ReLUs maps a column $x$ to a number:

            $$z = W_1 x + b_1, \quad h = \max(0, z), \quad p = W_2 h + b_2.$$

            The maximum is taken entry by entry. With target $y$ the loss is $L = \frac{1}{2} (p - y)^2$. Here

            $$W_1 = {W1}, \quad b_1 = {b1}, \quad x = {x},$$

            $$W_2 = {W2}, \quad b_2 = {b2}, \quad y = {y}.$$

            A gradient by a matrix has the shape of that matrix.
            """,
            W1=network.W1,
            b1=network.b1,
            x=network.x,
            W2=network.W2,
            b2=network.b2,
            y=network.y,
        ),
        (
            *(
                part(network, answer, rules)
                for part, (answer, rules) in zip(
                    (_hidden_part, _loss_part, _outer_part, _inner_part), network.answers, strict=True
                )
            ),
            hidden_part(int(network.W2[0]), 5 - abs(int(network.W2[0])), abs(network.b2)),
        ),
    )


def _network(draw: Draw) -> Network:
    """Built backwards: what enters the ReLUs and the residual are drawn, the biases and the target follow."""
    hidden = draw.choice("hidden", (2, 3))
    W1 = draw.matrix("W1", hidden, 2, bound=3, exclude=(0,))
    x = draw.vector("x", 2, bound=2, exclude=(0,))
    signs = draw.choice("signs", SIGNS[hidden])
    z = ImmutableMatrix([sign * draw.integer(f"z{unit}", 2, 5) for unit, sign in enumerate(signs, 1)])
    W2 = draw.matrix("W2", 1, hidden, bound=3, exclude=(-1, 0, 1))
    b2 = draw.integer("b2", -3, 3, exclude=(0,))
    output = (W2 * z.applyfunc(lambda entry: max(entry, 0)))[0] + b2
    return Network(W1, z - W1 * x, W2, b2, x, int(output) - draw.choice("residual", RESIDUALS))


def _tells_mistakes_apart(network: Network) -> bool:
    """Whether the numbers stay short and each wrong rule gives something else than the right one."""
    short = all(abs(entry) <= 12 for entry in network.b1) and abs(network.y) <= 20
    return short and all(
        wrong != right for right, rules in network.answers for wrong in (response for _, response, _ in rules)
    )


def _answers(network: Network) -> tuple[tuple[Any, Rules], ...]:
    """For each part the right response, and the name, response and feedback of each wrong rule."""
    h = network.h
    r = network.residual(h)
    return (
        (h, _hidden_rules(network)),
        (r**2 / 2, _loss_rules(network, r)),
        (r * h.T, _outer_rules(network, r)),
        (network.delta(h) * network.x.T, _inner_rules(network, r)),
    )


def _hidden_rules(network: Network) -> Rules:
    """The wrong rules for the hidden activations."""
    without_bias = (network.W1 * network.x).applyfunc(lambda entry: max(entry, 0))
    return (
        (
            "relu-left-out",
            network.z,
            "These are the values before the ReLU. What does it do with a negative number?",
        ),
        ("bias-left-out", without_bias, "The bias is missing: add it before the ReLU."),
        (
            "absolute-value",
            network.z.applyfunc(lambda entry: abs(entry)),
            "A ReLU does not drop the minus sign: below 0 it gives 0.",
        ),
    )


def _loss_rules(network: Network, r: Value) -> Rules:
    """The wrong rules for the loss."""
    return (
        ("half-left-out", r**2, "The factor ½ of the loss is missing."),
        ("not-squared", abs(r), "This is how far p is from y. The loss squares it and takes half."),
        (
            "relu-left-out",
            network.residual(network.z) ** 2 / 2,
            "Here the values before the ReLU went on into the second layer. Use h.",
        ),
    )


def _outer_rules(network: Network, r: Value) -> Rules:
    """The wrong rules for the gradient by the outer weights."""
    h, z = network.h, network.z
    return (
        (
            "residual-left-out",
            h.T,
            "This is the derivative of p. By the chain rule, the loss adds a factor.",
        ),
        ("sign-exchanged", -r * h.T, "The sign is reversed: differentiate ½(p − y)² by p once more."),
        ("before-relu", r * z.T, "You used the values before the ReLU. Which ones does W₂ multiply?"),
    )


def _inner_rules(network: Network, r: Value) -> Rules:
    """The wrong rules for the gradient by the inner weights."""
    back, x = r * network.W2.T, network.x
    return (
        (
            "mask-left-out",
            back * x.T,
            "A unit that is off does not react to its weights. What is its row then?",
        ),
        (
            "activation-for-mask",
            back.multiply_elementwise(network.h) * x.T,
            "You multiplied by h itself. The derivative of a ReLU is 1 where it is on and 0 where it is off.",
        ),
        (
            "outer-weights-left-out",
            r * network.mask * x.T,
            "On its way back the gradient passes through the second layer. What does that multiply it by?",
        ),
        (
            "transposed",
            x * network.delta(network.h).T,
            "This is the transposed matrix. The gradient has the shape of W₁: one row for each hidden unit.",
        ),
    )


def _slips(rules: Rules) -> tuple[Slip, ...]:
    return tuple(Slip(name, response, feedback) for name, response, feedback in rules)


def _hidden_part(network: Network, answer: Any, rules: Rules) -> Part:
    """The hidden activations."""
    return Part(
        say("Find the hidden activations $h$ as a vector, such as `[1, 2]`."),
        Array(answer),
        slips=_slips(rules),
        hints=hints(
            "First $z = W_1 x + b_1$, then the ReLU in each entry.",
            "The first entry of $z$ is {first}. Find the others in the same way. Which are negative?",
            "$z = {z}$. The ReLU keeps what is positive and turns the rest into 0.",
            first=network.z[0],
            z=network.z,
        ),
        steps=(
            step("Multiply", "$W_1 x$", "${product}$", product=network.W1 * network.x),
            step("Add the bias", "$z$", "${z}$", z=network.z),
            step("Negative entries become 0", "$h$", "${h}$", h=network.h),
        ),
        check=lambda _: _forward(network)[0],
    )


def _loss_part(network: Network, answer: Any, rules: Rules) -> Part:
    """The loss."""
    r = network.residual(network.h)
    return Part(
        say("Find the loss $L$."),
        Number(answer),
        slips=_slips(rules),
        hints=hints(
            "First the output $p$, then how far it is from $y$.",
            "$p = W_2 h + b_2$. What is $p - y$, with $y = {y}$?",
            "Square $p - y$ and take half of it.",
            y=network.y,
        ),
        steps=(
            step("Second layer", "$p = W_2 h + b_2$", "${p}$", p=r + network.y),
            step("Compare with the target", "$p - y$", "${r}$", r=r),
            step("Half the square", "$L$", "${loss}$", loss=answer),
        ),
        check=lambda _: _forward(network)[1],
        follow=Follow(("a",), lambda own: _loss_from(network, own["a"])),
    )


def _loss_from(network: Network, own: Grid) -> Number | None:
    """The loss with the person's own activations, where it is not 0."""
    r = network.residual(own)
    return Number(r**2 / 2) if r != 0 else None


def _outer_part(network: Network, answer: Any, rules: Rules) -> Part:
    """The gradient by the outer weights."""
    r = network.residual(network.h)
    return Part(
        say(r"Find $\frac{\partial L}{\partial W_2}$ as a matrix with one row, such as `[[1, 2]]`."),
        Array(answer),
        slips=_slips(rules),
        hints=hints(
            "The loss depends on $W_2$ through $p$ alone.",
            r"$\frac{\partial L}{\partial p} = p - y$. What is the derivative of $p = W_2 h + b_2$ by one "
            r"entry of $W_2$?",
            r"It is the matching entry of $h$. So multiply the row $h^\top$ by $p - y$, which is ${r}$.",
            r=r,
        ),
        steps=(
            step(
                "Differentiate the loss by the output",
                r"$\frac{\partial L}{\partial p} = p - y$",
                "${r}$",
                r=r,
            ),
            step(
                "Each weight of $W_2$ multiplies one entry of $h$",
                r"$\frac{\partial L}{\partial W_2} = (p - y) \cdot h^\top$",
                "${answer}$",
                answer=answer,
            ),
        ),
        check=lambda _: _differences(network, "W2"),
        follow=Follow(("a",), lambda own: _nonzero(network.residual(own["a"]) * own["a"].T)),
    )


def _inner_part(network: Network, answer: Any, rules: Rules) -> Part:
    """The gradient by the inner weights."""
    r, delta = network.residual(network.h), network.delta(network.h)
    return Part(
        say(r"Find $\frac{\partial L}{\partial W_1}$, with the shape of $W_1$, row by row."),
        Array(answer),
        points=2,
        slips=_slips(rules),
        hints=hints(
            "Go backwards: from $L$ to $p$, to $h$, to $z$, to $W_1$.",
            r"$\frac{\partial L}{\partial h} = (p - y) \cdot W_2^\top$. Which entries pass the ReLU on the "
            r"way to $z$?",
            r"$\delta = \frac{\partial L}{\partial z}$ keeps the entries of the active units, "
            r"and the others are 0. The gradient is $\delta \cdot x^\top$.",
        ),
        steps=(
            step(
                "Back through the second layer",
                r"$(p - y) \cdot W_2^\top$",
                "${back}$",
                back=r * network.W2.T,
            ),
            step("Only active units let it pass", r"$\delta$", "${delta}$", delta=delta),
            step(
                "Each weight of $W_1$ multiplies one entry of $x$",
                r"$\delta \cdot x^\top$",
                "${answer}$",
                answer=answer,
            ),
        ),
        check=lambda _: _differences(network, "W1"),
        follow=Follow(("a",), lambda own: _nonzero(network.delta(own["a"]) * network.x.T)),
    )


def _nonzero(gradient: Grid) -> Array | None:
    """The gradient as an answer, unless all of it is 0."""
    return Array(gradient) if any(gradient) else None


def _arrays(network: Network) -> dict[str, np.ndarray]:
    return {name: np.array(getattr(network, name).tolist(), dtype=float) for name in ("W1", "b1", "W2", "x")}


def _forward(network: Network, changed: Mapping[str, np.ndarray] | None = None) -> tuple[np.ndarray, float]:
    """Hidden activations and loss in floating point, with some of the weights changed."""
    given = {**_arrays(network), **(changed or {})}
    h = np.maximum(given["W1"] @ given["x"] + given["b1"], 0.0)
    output = (given["W2"] @ h).item() + network.b2
    return h, 0.5 * (output - network.y) ** 2


def _differences(network: Network, name: str, size: float = 1e-4) -> np.ndarray:
    """The gradient of the loss by one weight matrix, by central differences.

    No unit is within `size` of its kink and the loss is quadratic there: the differences are exact but for
    rounding.
    """
    weights = _arrays(network)[name]
    gradient = np.zeros_like(weights)
    for place in np.ndindex(weights.shape):
        nudge = np.zeros_like(weights)
        nudge[place] = size
        above, below = (
            _forward(network, {name: weights + nudge})[1],
            _forward(network, {name: weights - nudge})[1],
        )
        gradient[place] = (above - below) / (2 * size)
    return gradient
