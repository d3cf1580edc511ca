"""Gradients through many layers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sympy import Rational

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.factors import as_base
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Number

OUTPUTS = {
    "sigmoid": tuple(
        Rational(p, q)
        for p, q in ((1, 3), (2, 3), (1, 4), (3, 4), (1, 5), (2, 5), (3, 5), (4, 5), (1, 10), (9, 10))
    ),
    "tanh": tuple(
        Rational(p, q)
        for p, q in ((1, 2), (-1, 2), (1, 3), (-1, 3), (2, 3), (-2, 3), (3, 5), (-3, 5), (4, 5), (-4, 5))
    ),
}
WEIGHTS = {
    "sigmoid": (-3, -2, Rational(-3, 2), Rational(-1, 2), Rational(1, 2), Rational(3, 2), 2, 3),
    "tanh": tuple(
        Rational(p, q)
        for p, q in ((-3, 2), (-3, 4), (-2, 3), (-1, 2), (1, 2), (2, 3), (3, 4), (3, 2), (-4, 5), (4, 5))
    ),
}
LARGEST_FACTOR = Rational(9, 10)  # a chain that hardly fades would need hundreds of layers


@dataclass(frozen=True)
class Chain:
    """Layers of one unit, h = f(w h + b), all with the same weight, each with the output s.

    layers  how many there are.      digits  the gradient is to fall below 10 to the power of minus these.
    """

    kind: str
    s: Value
    w: Value
    layers: int
    digits: int

    @property
    def slope(self) -> Value:
        """f' where the output is s."""
        return self.s * (1 - self.s) if self.kind == "sigmoid" else 1 - self.s**2

    @property
    def steepest(self) -> Value:
        """The largest value of f'."""
        return Rational(1, 4) if self.kind == "sigmoid" else Rational(1)

    @property
    def factor(self) -> Value:
        """What one layer multiplies the gradient by."""
        return self.w * self.slope


@exercise("backprop/vanishing-gradient", title="A gradient through many layers", level=3)
def vanishing_gradient(draw: Draw) -> Problem:
    """Each layer multiplies the gradient by its weight times the slope of its activation.

    Trap: factors of layers are multiplied, not added, and the slope of a sigmoid is never above a quarter.
    Source: Goodfellow, Bengio & Courville, Deep Learning, sections 6.3.2 and 8.2.5.
    """
    kind = draw.case("activation", ("sigmoid", "tanh"))
    chain = draw.until(_fades, lambda: _chain(draw, kind))
    return Problem(
        say(
            r"""
            A deep network is a chain of layers with one unit each:

            $$h_l = f(w h_{l-1} + b_l), \quad l = 1, \dots, L.$$

            All layers have the weight $w = {w}$. The activation is {activation}. The biases $b_l$
            are such that, for the given input $h_0$, every layer has the same output, $h_l = {s}$ for
            $l = 1, \dots, L$.
            """,
            w=chain.w,
            s=chain.s,
            activation=_activation(kind),
        ),
        (_factor_part(chain), _whole_part(chain), _bound_part(chain), _depth_part(chain)),
    )


def _activation(kind: str) -> str:
    if kind == "sigmoid":
        return r"the sigmoid, $f(z) = \frac{1}{1 + e^{-z}}$"
    return r"$f(z) = \tanh(z)$"


def _chain(draw: Draw, kind: str) -> Chain:
    s, w = draw.choice("s", OUTPUTS[kind]), draw.choice("w", WEIGHTS[kind])
    return Chain(kind, s, Rational(w), draw.integer("layers", 3, 6), draw.integer("digits", 2, 6))


def _fades(chain: Chain) -> bool:
    """Whether the gradient falls neither at once nor hardly ever."""
    return Rational(1, 20) <= abs(chain.factor) <= LARGEST_FACTOR


def _least_depth(factor: Value, digits: int) -> int:
    """The least number of layers whose factors have a product below 10 to the power of -digits."""
    depth = max(1, math.floor(digits / -math.log10(abs(factor))) - 1)
    while abs(factor) ** depth >= Rational(1, 10**digits):
        depth += 1
    return depth


def _factor_part(chain: Chain) -> Part:
    """What one layer contributes."""
    s, w, right = chain.s, chain.w, chain.factor
    other = 1 - s**2 if chain.kind == "sigmoid" else s * (1 - s)
    formula = r"f(z) \cdot (1 - f(z))" if chain.kind == "sigmoid" else r"1 - f(z)^2"
    return Part(
        say(r"What is $\frac{\partial h_l}{\partial h_{l-1}}$? It is the same for each layer."),
        Number(right),
        slips=distinct(
            right,
            Slip("slope-left-out", w, "The activation has a slope too. What is it at this output?"),
            Slip(
                "weight-left-out", chain.slope, "This is the slope of f. Its argument has a derivative too."
            ),
            Slip(
                "output-for-slope", w * s, "You multiplied by the output of f where its derivative is needed."
            ),
            Slip("other-activation", w * other, "This is the slope of another activation."),
        ),
        hints=hints(
            r"It is the chain rule: the slope of $f$ at $z = w h_{l-1} + b_l$, times the derivative of $z$.",
            r"The slope of $f$ can be found from its output alone: $f'(z) = {formula}$. What is it here?",
            r"Multiply the slope ${slope}$ by the weight.",
            formula=formula,
            slope=chain.slope,
        ),
        steps=(
            step(
                "The slope from the output",
                r"$f'(z) = {formula}$",
                "${slope}$",
                formula=formula,
                slope=chain.slope,
            ),
            step("The chain rule", r"$w \cdot f'(z)$", "${right}$", right=right),
        ),
        check=lambda _: _layer_slope(chain, chain.s),
    )


def _whole_part(chain: Chain) -> Part:
    """What all layers together contribute."""
    q, count = chain.factor, chain.layers
    right = q**count
    return Part(
        say(
            r"The network has $L = {count}$ layers. What is $\frac{\partial h_L}{\partial h_0}$? A power "
            r"such "
            "as `(1/3)^4` will do.",
            count=count,
        ),
        Number(right),
        slips=distinct(
            right,
            Slip("sum", count * q, "You added the layers. Each multiplies what comes through the next."),
            Slip(
                "weights-only", chain.w**count, "You took the slopes to be 1. They are part of each factor."
            ),
            Slip(
                "one-layer-too-few", q ** (count - 1), "Count the arrows from the input to the last output."
            ),
            Slip("slopes-only", chain.slope**count, "Each layer has its weight as a factor too."),
        ),
        hints=hints(
            "The derivative of a chain of functions is the product of the derivatives of its links.",
            r"Each of the {count} layers contributes the factor of (a). How do they combine?",
            r"Take the factor of (a) to the power of {count}.",
            count=count,
        ),
        steps=(
            step(
                "One factor for each layer",
                r"$\left(w \cdot f'(z)\right)^{count}$",
                "${right}$",
                count=count,
                right=right,
            ),
        ),
        check=lambda _: _through(chain),
        follow=Follow(("a",), lambda own: Number(own["a"] ** count)),
    )


def _bound_part(chain: Chain) -> Part:
    """The bound whatever the input is."""
    w, count = abs(chain.w), chain.layers
    right = (w * chain.steepest) ** count
    return Part(
        say(
            r"Now the input and the biases may be any numbers; the weight and $L = {count}$ stay. How large "
            r"can "
            r"$\left|\frac{\partial h_L}{\partial h_0}\right|$ be at most?",
            count=count,
        ),
        Number(right),
        slips=distinct(
            right,
            Slip("sum", count * w * chain.steepest, "You added the layers. Their factors multiply."),
            *_slips_of_bound(chain),
            Slip(
                "this-input",
                abs(chain.factor) ** count,
                "This holds at the outputs given above. How steep can f be at most?",
            ),
        ),
        hints=hints(
            "The product is largest when each factor is.",
            "Where is $f$ steepest, and how steep is it there?",
            r"$f$ is steepest at $z = 0$, where $f'(0) = {steepest}$. Each factor is at most $|w|$ times "
            r"that.",
            steepest=chain.steepest,
        ),
        steps=(
            step("The largest slope", "$f'(0)$", "${steepest}$", steepest=chain.steepest),
            step(
                "One factor for each layer",
                r"$\left(|w| \cdot f'(0)\right)^{count}$",
                "${right}$",
                count=count,
                right=right,
            ),
        ),
        check=lambda _: _steepest_on_grid(chain) ** chain.layers,
    )


def _slips_of_bound(chain: Chain) -> tuple[Slip, ...]:
    """What belongs to one of the activations only."""
    w, count = abs(chain.w), chain.layers
    if chain.kind == "sigmoid":
        return (
            Slip(
                "largest-output",
                w**count,
                "1 is the bound of the output of a sigmoid. How large does its slope become?",
            ),
            Slip("half", (w / 2) ** count, "This is the output of a sigmoid at 0. What is its slope there?"),
        )
    return (
        Slip("sigmoid", (w / 4) ** count, "This is the bound for a sigmoid. tanh is steeper at 0."),
        Slip("half", (w / 2) ** count, "Look at tanh at 0: how steep is it?"),
    )


def _depth_part(chain: Chain) -> Part:
    """How many layers it takes."""
    right = _least_depth(chain.factor, chain.digits)
    size = abs(chain.factor)
    return Part(
        say(
            r"Back to layers with the output {s}. What is the smallest number of layers $L$ with which "
            r"$\left|\frac{\partial h_L}{\partial h_0}\right|$ is below $10^{power}$? You may use a "
            r"calculator.",
            s=chain.s,
            power=-chain.digits,
        ),
        Number(right),
        slips=distinct(
            right,
            Slip("rounded-down", right - 1, "With this many layers it is not below the bound yet."),
            *_slips_of_depth(chain),
            Slip("one-too-many", right + 1, "It is below the bound with fewer layers already."),
        ),
        hints=hints(
            r"With $L$ layers it is the factor of (a) to the power of $L$. Its sign does not matter here.",
            r"Let $q$ be that factor without its sign. Take logarithms of both sides of $q^L < 10^{power}$. "
            "Which way does the inequality turn?",
            r"$\log_{10} q$ is negative: dividing by it gives $L > {digits} / (-\log_{10} q)$. "
            "The next integer above is needed.",
            power=-chain.digits,
            digits=chain.digits,
        ),
        steps=(
            step(
                "The product is below the bound",
                "",
                r"${size}^L < 10^{power}$",
                size=as_base(size),
                power=-chain.digits,
            ),
            step(
                "Take logarithms",
                "",
                r"$L > {digits} / (-\log_{10} {base}) \approx {bound}$",
                digits=chain.digits,
                base=as_base(size),
                bound=f"{chain.digits / -math.log10(size):.4f}",
            ),
            step("The next integer above", "$L$", "${right}$", right=right),
        ),
        check=lambda _: _counted(chain),
        follow=Follow(("a",), lambda own: _depth_from(own, chain.digits)),
    )


def _slips_of_depth(chain: Chain) -> tuple[Slip, ...]:
    """Other depths, where there are such."""
    natural = math.ceil(chain.digits / -math.log(abs(chain.factor)))
    found = [
        Slip(
            "natural-log",
            natural,
            "You divided by a natural logarithm, but the exponent of 10 belongs to base 10. Take both sides "
            "alike.",
        )
    ]
    if abs(chain.w) < 1:
        alone = _least_depth(chain.w, chain.digits)
        found.append(Slip("weights-only", alone, "You left the slopes out. They make it fade faster."))
    slopes = _least_depth(chain.slope, chain.digits)
    found.append(Slip("slopes-only", slopes, "You left the weights out. Use the factor of (a)."))
    return tuple(found)


def _depth_from(own: Mapping[str, Value], digits: int) -> Number | None:
    """The depth with the person's own factor, where that fades."""
    factor = abs(own["a"])
    return Number(_least_depth(factor, digits)) if Rational(1, 50) <= factor <= Rational(49, 50) else None


def _activate(kind: str, z: complex) -> complex:
    return complex(1 / (1 + np.exp(-z)) if kind == "sigmoid" else np.tanh(z))


def _bias(chain: Chain, before: Value) -> float:
    """The bias with which a layer that gets this has the output s."""
    s = float(chain.s)
    z = math.log(s / (1 - s)) if chain.kind == "sigmoid" else math.atanh(s)
    return z - float(chain.w) * float(before)


def _layer_slope(chain: Chain, before: Value) -> float:
    """The derivative of one layer by what it gets, by a complex step."""
    nudged = complex(float(before), 1e-30)
    return _activate(chain.kind, float(chain.w) * nudged + _bias(chain, before)).imag / 1e-30


def _through(chain: Chain) -> float:
    """The derivative of the last output by the input, by a complex step through all layers."""
    h, before = complex(0.7, 1e-30), 0.7
    for _ in range(chain.layers):
        h = _activate(chain.kind, float(chain.w) * h + _bias(chain, before))
        before = float(chain.s)
    return h.imag / 1e-30


def _steepest_on_grid(chain: Chain) -> float:
    """The largest derivative of one layer among many places."""
    places = np.linspace(-4, 4, 801) + 1e-30j
    slopes = [_activate(chain.kind, z).imag / 1e-30 for z in places]
    return abs(float(chain.w)) * max(slopes)


def _counted(chain: Chain) -> int:
    """Layers are added until the gradient has fallen below the bound."""
    gradient, layers = 1.0, 0
    while gradient >= 10.0**-chain.digits:
        gradient *= abs(_layer_slope(chain, chain.s))
        layers += 1
    return layers
