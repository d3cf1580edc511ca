"""The gradient of a single neuron."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from sympy import ImmutableMatrix, Rational, log
from sympy import exp as power_of_e

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.numeric import differences, floats
from gradcheck_exercises.symbolic import Formula, Grid, Value
from gradcheck_grader import Array, Number

RATIOS = {
    "sigmoid": tuple(Rational(*pair) for pair in ((1, 4), (1, 3), (1, 2), (2, 1), (3, 1), (4, 1))),
    "tanh": tuple(Rational(*pair) for pair in ((1, 3), (1, 2), (2, 1), (3, 1))),
}
SLOPES = (Rational(1, 2), Rational(1, 5), Rational(1, 10))
DEFINED = {
    "sigmoid": r"f(z) = \sigma(z) = \frac{1}{1 + e^{-z}}",
    "tanh": r"f(z) = \tanh(z) = \frac{e^z - e^{-z}}{e^z + e^{-z}}",
    "leaky ReLU": r"f(z) = z \text{ where } z > 0, \quad f(z) = {slope} \cdot z \text{ elsewhere}",
}
DERIVED = {
    "sigmoid": r"$f'(z) = f(z) \cdot (1 - f(z))$",
    "tanh": r"$f'(z) = 1 - f(z)^2$",
    "leaky ReLU": "$f'(z)$ is the slope of the branch that $z$ is on",
}
FIRST = {
    "sigmoid": r"Compute $\frac{1}{1 + e^{-z}}$ with $e^z = {power}$.",
    "tanh": "Divide $e^z - e^{-z}$ by $e^z + e^{-z}$, with $e^z = {power}$.",
    "leaky ReLU": "$z = {z}$ is negative, so multiply it by the slope ${slope}$.",
}


@dataclass(frozen=True)
class Neuron:
    """a = f(w·x + b) with the loss c (a - y)^2; z is w·x + b, power is e^z where f is made of powers of e."""

    name: str
    w: Grid
    x: Grid
    z: Formula
    power: Value
    slope: Value
    y: int
    c: Value

    @cached_property
    def a(self) -> Value:
        """The activation."""
        k = self.power
        return {
            "sigmoid": k / (k + 1),
            "tanh": (k**2 - 1) / (k**2 + 1),
        }.get(self.name, self.slope * self.z)

    @property
    def b(self) -> Formula:
        """The bias."""
        return self.z - self.w.dot(self.x)

    def derivative(self, a: Value) -> Value:
        """f' at a place where f is a."""
        return {"sigmoid": a * (1 - a), "tanh": 1 - a**2}.get(self.name, self.slope)

    def outer(self, a: Value) -> Value:
        """The derivative of the loss by a."""
        return 2 * self.c * (a - self.y)

    def delta(self, a: Value) -> Value:
        """The derivative of the loss by z, for this activation."""
        return self.outer(a) * self.derivative(a)

    def loss(self, w: np.ndarray, x: np.ndarray, shift: float = 0.0) -> float:
        """The loss in floating point, with z moved by the shift."""
        return float(self.c) * (self.activation(w, x, shift) - self.y) ** 2

    def activation(self, w: np.ndarray, x: np.ndarray, shift: float = 0.0) -> float:
        """The activation in floating point."""
        z = float(np.vdot(w, x)) + float(self.b) + shift
        if self.name == "sigmoid":
            return 0.5 * (1 + np.tanh(z / 2))
        return float(np.tanh(z)) if self.name == "tanh" else max(z, float(self.slope) * z)


@exercise("backprop/neuron-gradient", title="Gradient of one neuron", level=2)
def neuron_gradient(draw: Draw) -> Problem:
    """The chain rule through one neuron: loss, activation, weighted sum, and then each of its inputs.

    Trap: the derivative of the activation is taken at z, and is a factor of every gradient.
    Source: Goodfellow, Bengio & Courville, Deep Learning, sections 6.2.2 and 6.5.2.
    """
    neuron = _neuron(draw)
    return Problem(
        say(
            r"""
            A neuron has the activation $a = f(z)$ with $z = w^\top x + b$, where

            $${defined}.$$

            The weights are $w = {w}$, the inputs $x = {x}$ and the bias is $b = {b}$. With the target
            $y = {y}$ the loss is $L = {square}$.
            """,
            defined=DEFINED[neuron.name].replace("{slope}", _fraction(neuron.slope)),
            w=neuron.w,
            x=neuron.x,
            b=neuron.b,
            y=neuron.y,
            square="(a - y)^2" if neuron.c == 1 else r"\frac{1}{2} (a - y)^2",
        ),
        (_activation(neuron), _by_bias(neuron), _by_weights(neuron), _by_inputs(neuron)),
    )


def _fraction(value: Value) -> str:
    return rf"\frac{{{value.p}}}{{{value.q}}}"


def _neuron(draw: Draw) -> Neuron:
    """Built backwards: z is drawn such that the activation is a short fraction, and the bias follows."""
    name = draw.case("activation", tuple(DEFINED))
    w = draw.vector("w", 2, bound=4, exclude=(-1, 0, 1))
    first = draw.integer("x1", -3, 3, exclude=(0,))
    second = draw.integer("x2", -4, 4, exclude=(0, 1, -1, first))
    x = ImmutableMatrix([first, second])
    c = Rational(1, draw.choice("half", (1, 2)))
    if name == "leaky ReLU":
        z = draw.integer("z", -6, -1, exclude=(-5,))
        slope = draw.choice("slope", SLOPES)
        return Neuron(name, w, x, z, Rational(1), slope, draw.integer("y", 1, 3), c)
    power = draw.choice("power", RATIOS[name])
    y = draw.choice("y", (0, 1) if name == "sigmoid" else (-1, 1))
    return Neuron(name, w, x, log(power), power, Rational(1), y, c)


def _activation(n: Neuron) -> Part:
    """a."""
    first = {"power": n.power} if n.name != "leaky ReLU" else {"z": n.z, "slope": n.slope}
    k = n.power
    return Part(
        say("Find the activation $a$ as a fraction."),
        Number(n.a),
        slips=distinct(
            n.a,
            Slip(
                "not-activated", n.z, "This is z, the weighted sum. The activation function is still to come."
            ),
            Slip(
                "bias-left-out",
                _applied(n, n.w.dot(n.x)),
                "The bias is missing: it is added before the activation function.",
            ),
            Slip(
                "sign-of-exponent",
                1 / (k + 1) if n.name == "sigmoid" else -n.a,
                "This is the activation for −z, not for z. Check the sign.",
            ),
        ),
        hints=hints(
            "First the weighted sum $z$; the numbers are chosen such that it is short.",
            r"$w^\top x = {product}$, so $z = {product} + b$. What is that?",
            f"$z = {{z}}$. {FIRST[n.name]}" if n.name != "leaky ReLU" else FIRST[n.name],
            product=int(n.w.dot(n.x)),
            **{"z": n.z, **first},
        ),
        steps=(
            step("The weighted sum", r"$z = w^\top x + b$", "${z}$", z=n.z),
            step("Apply the activation function", "$a = f(z)$", "${a}$", a=n.a),
        ),
        check=lambda _: n.activation(floats(n.w), floats(n.x)),
    )


def _applied(n: Neuron, z: Value) -> Formula:
    """f(z), exactly."""
    if n.name == "sigmoid":
        return 1 / (1 + power_of_e(-z))
    if n.name == "tanh":
        return (power_of_e(2 * z) - 1) / (power_of_e(2 * z) + 1)
    return z if z > 0 else n.slope * z


def _by_bias(n: Neuron) -> Part:
    """dL/db."""
    right, outer = n.delta(n.a), n.outer(n.a)
    return Part(
        say(r"Find $\frac{\partial L}{\partial b}$ as a fraction."),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "activation-not-differentiated",
                outer,
                "This is the derivative by a. Between a and b there is the activation function.",
            ),
            Slip(
                "loss-not-differentiated",
                n.derivative(n.a),
                "This is the derivative of a by b. The loss adds a factor.",
            ),
            Slip(
                "derivative-at-a",
                outer * n.derivative(_applied(n, n.a)),
                "You took the derivative of f at a. It belongs at z, the number that goes into f.",
            ),
            Slip(
                "factor-two",
                right / 2 if n.c == 1 else 2 * right,
                "Differentiate the loss once more, with its factor.",
            ),
            Slip("sign-exchanged", -right, "The sign is reversed: is it a − y or y − a?"),
        ),
        hints=hints(
            "Go from the loss to $a$, from $a$ to $z$ and from $z$ to $b$; the derivatives multiply.",
            r"$\frac{\partial L}{\partial b} = \frac{\partial L}{\partial a} \cdot f'(z) \cdot \text{?}$, "
            r"where $\frac{\partial L}{\partial a} = {outer}$.",
            f"The last factor is 1. {DERIVED[n.name]}.",
            outer=outer,
        ),
        steps=(
            step("Differentiate the loss", r"$\frac{\partial L}{\partial a}$", "${outer}$", outer=outer),
            step("Differentiate the activation at $z$", "$f'(z)$", "${slope}$", slope=n.derivative(n.a)),
            step("Multiply", r"$\frac{\partial L}{\partial b}$", "${right}$", right=right),
        ),
        check=lambda _: differences(lambda s: n.loss(floats(n.w), floats(n.x), s[0]), np.zeros(1)),
        follow=Follow(("a",), lambda own: _nonzero(n.delta(own["a"]))),
    )


def _nonzero(value: Value) -> Number | None:
    return Number(value) if value != 0 else None


def _by_weights(n: Neuron) -> Part:
    """dL/dw."""
    delta = n.delta(n.a)
    return Part(
        say(r"Find $\frac{\partial L}{\partial w}$ as a vector, such as `[1/2, 3/4]`."),
        Array(delta * n.x),
        slips=_vector_slips(
            n,
            n.x,
            Slip(
                "inputs-left-out", delta * ImmutableMatrix([1, 1]), "What is the derivative of z by a weight?"
            ),
            Slip(
                "weights-for-inputs",
                delta * n.w,
                "This is the gradient by the inputs. What does each weight multiply?",
            ),
        ),
        hints=_vector_hints("weight", "w", "x", n.x),
        steps=_vector_steps(n, "weight", "w", "x", n.x),
        check=lambda _: differences(lambda w: n.loss(w, floats(n.x)), floats(n.w)),
        follow=Follow(("b",), lambda own: Array(own["b"] * n.x)),
    )


def _by_inputs(n: Neuron) -> Part:
    """dL/dx."""
    delta = n.delta(n.a)
    return Part(
        say(
            r"Find $\frac{\partial L}{\partial x}$ as a vector: what a layer before this neuron would be "
            r"given."
        ),
        Array(delta * n.w),
        slips=_vector_slips(
            n,
            n.w,
            Slip(
                "weights-left-out",
                delta * ImmutableMatrix([1, 1]),
                "What is the derivative of z by an input?",
            ),
            Slip(
                "inputs-for-weights",
                delta * n.x,
                "This is the gradient by the weights. What does each input meet?",
            ),
        ),
        hints=_vector_hints("input", "x", "w", n.w),
        steps=_vector_steps(n, "input", "x", "w", n.w),
        check=lambda _: differences(lambda x: n.loss(floats(n.w), x), floats(n.x)),
        follow=Follow(("b",), lambda own: Array(own["b"] * n.w)),
    )


def _vector_slips(n: Neuron, other: Grid, *own: Slip) -> tuple[Slip, ...]:
    """These slips, and the two that the gradients by weights and inputs share."""
    return distinct(
        n.delta(n.a) * other,
        *own,
        Slip(
            "activation-not-differentiated",
            n.outer(n.a) * other,
            "The derivative of the activation function is missing.",
        ),
        Slip("sign-exchanged", -n.delta(n.a) * other, "The sign is reversed: is it a − y or y − a?"),
    )


def _vector_hints(kind: str, by: str, other: str, values: Grid) -> Any:
    return hints(
        r"Up to $z$ the way back is the same as in (b): $\frac{\partial L}{\partial b}$ is also "
        r"$\frac{\partial L}{\partial z}$.",
        rf"In $z$ the {kind} ${by}_1$ is multiplied by ${other}_1 = {{first}}$. So what is "
        rf"$\frac{{\partial z}}{{\partial {by}_1}}$?",
        rf"Multiply each entry of ${other} = {{values}}$ by the result of (b).",
        first=values[0],
        values=values,
    )


def _vector_steps(n: Neuron, kind: str, by: str, other: str, values: Grid) -> tuple[Step, ...]:
    delta = n.delta(n.a)
    return (
        step("From (b)", r"$\frac{\partial L}{\partial z}$", "${delta}$", delta=delta),
        step(
            f"In $z$ each {kind} is multiplied by an entry of ${other}$",
            rf"$\frac{{\partial L}}{{\partial {by}}} = \frac{{\partial L}}{{\partial z}} \cdot {other}$",
            "${answer}$",
            answer=delta * values,
        ),
    )
