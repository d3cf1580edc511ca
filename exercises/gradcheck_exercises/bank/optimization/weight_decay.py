"""Weight decay: as a penalty in the gradient, and decoupled from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sympy import Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct, sound
from gradcheck_exercises.bank.factors import as_factor
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Number


@dataclass(frozen=True)
class Decayed:
    """A weight w, the derivative g of the loss there, the rate eta and the decay lambda."""

    w: int
    g: int
    rate: Value
    decay: Value

    @property
    def penalised(self) -> Value:
        """The derivative with the penalty lambda/2 w^2."""
        return self.g + self.decay * self.w

    @property
    def sign(self) -> int:
        """The sign of that, which the first step of Adam follows."""
        return 1 if self.penalised > 0 else -1

    @property
    def plain_sign(self) -> int:
        """The sign of g."""
        return 1 if self.g > 0 else -1


@exercise("optimization/adamw-vs-l2", title="Weight decay in SGD, Adam and AdamW", level=4)
def adamw_vs_l2(draw: Draw) -> Problem:
    """In plain descent a penalty is a decay of the weight; Adam rescales it together with the gradient.

    Trap: in Adam the penalty passes through the normalisation, so that it decays every weight alike.
    Source: Loshchilov & Hutter, Decoupled Weight Decay Regularization (2019), section 2.
    """
    return draw.until(sound, lambda: _adamw_vs_l2(draw))


def _adamw_vs_l2(draw: Draw) -> Problem:
    w = draw.integer("w", -9, 9, exclude=(-1, 0, 1))
    decay = draw.choice("decay", (Rational(1, 10), Rational(1, 5), Rational(1, 20), Rational(1, 4)))
    pull: Value = -decay * w
    own = int(pull) if pull.q == 1 else 0
    d = Decayed(
        w,
        draw.integer("g", -6, 6, exclude=(0, 1, -1, own)),
        draw.choice("rate", (Rational(1, 10), Rational(1, 2), Rational(1, 5), Rational(1, 4))),
        decay,
    )
    return Problem(
        say(
            r"""
            A weight is $w = {w}$; there the derivative of the loss is $g = {g}$. The learning rate is
            $\eta = {rate}$ and the decay $\lambda = {decay}$. Two ways to decay the weight:

            - a penalty $\frac{\lambda}{2} w^2$ is added to the loss, so that its derivative is added to $g$,
            - decoupled: the step is made with $g$ alone, and $\eta \lambda w$ is subtracted as well.

            It is the first step of every method, so that Adam's normalised gradient
            $\hat{m} / \sqrt{\hat{v}}$ is the sign of the derivative that it gets ($\epsilon = 0$). Give exact
            numbers.
            """,
            w=d.w,
            g=d.g,
            rate=d.rate,
            decay=d.decay,
        ),
        (_sgd(d), _penalty_in_adam(d), _decoupled(d)),
    )


def _sgd(d: Decayed) -> Part:
    """Plain descent with the penalty."""
    right = d.w - d.rate * d.penalised
    return Part(
        say("What is $w$ after one step of plain gradient descent with the penalty?"),
        Number(right),
        slips=distinct(
            right,
            Slip("no-decay", d.w - d.rate * d.g, "This is the step without any decay."),
            Slip(
                "rate-not-applied",
                d.w - d.rate * d.g - d.decay * d.w,
                "The penalty is part of the loss: its derivative is multiplied by the rate too.",
            ),
            Slip(
                "doubled",
                d.w - d.rate * (d.g + 2 * d.decay * d.w),
                "The half of the penalty cancels the 2 of its derivative.",
            ),
            Slip(
                "decay-adds", d.w - d.rate * (d.g - d.decay * d.w), "The penalty pulls the weight towards 0."
            ),
        ),
        hints=hints(
            "The derivative of the penalty is added to that of the loss.",
            r"The derivative is ${g} + \text{?}$; the step is $\eta$ times it.",
            r"Compute ${w} - {rate} \cdot ({g} + {decay} \cdot {factor})$.",
            w=d.w,
            rate=d.rate,
            g=d.g,
            decay=d.decay,
            factor=as_factor(d.w),
        ),
        steps=(
            step(
                "The derivative with the penalty",
                r"${g} + {decay} \cdot {w}$",
                "${penalised}$",
                g=d.g,
                decay=d.decay,
                w=as_factor(d.w),
                penalised=d.penalised,
            ),
            step(
                "One step",
                r"${w} - {rate} \cdot {penalised}$",
                "${right}$",
                w=d.w,
                rate=d.rate,
                penalised=as_factor(d.penalised),
                right=right,
            ),
        ),
        check=lambda at: d.w * (1 - float(d.rate * d.decay)) - float(d.rate) * d.g,
    )


def _penalty_in_adam(d: Decayed) -> Part:
    """Adam with the penalty."""
    right = d.w - d.rate * d.sign
    return Part(
        say("What is $w$ after one step of Adam with the penalty?"),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "decay-outside",
                d.w - d.rate * d.plain_sign - d.rate * d.decay * d.w,
                "That is the decoupled way. Here the penalty passes through the normalisation "
                "with the gradient.",
            ),
            Slip(
                "as-in-sgd",
                d.w - d.rate * d.penalised,
                "Adam divides by the root of the mean square: how long is the step then?",
            ),
            Slip("sign", d.w + d.rate * d.sign, "You went up."),
            Slip(
                "plain-sign",
                d.w - d.rate * d.plain_sign,
                "Which sign does the derivative have with the penalty?",
            ),
        ),
        hints=hints(
            "Adam gets the derivative with the penalty, and normalises it.",
            "The derivative is ${penalised}$. What is left of it after the normalisation?",
            r"Its sign: compute ${w} - {rate} \cdot {sign}$.",
            penalised=d.penalised,
            w=d.w,
            rate=d.rate,
            sign=as_factor(d.sign),
        ),
        steps=(
            step("The derivative with the penalty", "", "${penalised}$", penalised=d.penalised),
            step(
                "Normalised, its sign is left",
                r"${w} - {rate} \cdot {sign}$",
                "${right}$",
                w=d.w,
                rate=d.rate,
                sign=as_factor(d.sign),
                right=right,
            ),
        ),
        check=lambda at: d.w - float(d.rate) * np.sign(float(d.g) + float(d.decay) * d.w),
    )


def _decoupled(d: Decayed) -> Part:
    """AdamW."""
    right = d.w - d.rate * d.plain_sign - d.rate * d.decay * d.w
    return Part(
        say("What is $w$ after one step of AdamW, Adam with decoupled decay?"),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "same-as-the-penalty",
                d.w - d.rate * d.sign,
                "That would be Adam with the penalty. Here the decay does not pass through the "
                "normalisation.",
            ),
            Slip(
                "decay-without-rate",
                d.w - d.rate * d.plain_sign - d.decay * d.w,
                "The decay is multiplied by the learning rate.",
            ),
            Slip(
                "not-normalised",
                d.w - d.rate * d.g - d.rate * d.decay * d.w,
                "Adam normalises the gradient of the loss.",
            ),
            Slip(
                "decay-adds",
                d.w - d.rate * d.plain_sign + d.rate * d.decay * d.w,
                "The decay pulls the weight towards 0.",
            ),
        ),
        hints=hints(
            "Adam's step with g alone, and the decay beside it.",
            r"$w - \eta \cdot {sign} - \eta \lambda \cdot \text{?}$",
            r"Compute ${w} - {rate} \cdot {sign} - {rate} \cdot {decay} \cdot {factor}$.",
            sign=as_factor(d.plain_sign),
            w=d.w,
            rate=d.rate,
            decay=d.decay,
            factor=as_factor(d.w),
        ),
        steps=(
            step(
                "The step of Adam",
                r"${rate} \cdot {sign}$",
                "${move}$",
                rate=d.rate,
                sign=as_factor(d.plain_sign),
                move=d.rate * d.plain_sign,
            ),
            step(
                "The decay",
                r"${rate} \cdot {decay} \cdot {w}$",
                "${fade}$",
                rate=d.rate,
                decay=d.decay,
                w=as_factor(d.w),
                fade=d.rate * d.decay * d.w,
            ),
            step("Subtract both", "$w$", "${right}$", right=right),
        ),
        check=lambda at: d.w * (1 - float(d.rate * d.decay)) - float(d.rate) * np.sign(d.g),
    )
