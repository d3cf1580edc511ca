"""The gradient of the softmax that ends a classifier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sympy import ImmutableMatrix, Rational, log

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.backprop.chains import logit_part
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.numeric import differences, floats
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array

TRIPLES = ((1, 2, 7), (1, 3, 6), (1, 4, 5), (2, 3, 5), (1, 2, 3, 4))
SMOOTHING = {3: tuple(Rational(n, 20) for n in (3, 6, 12)), 4: tuple(Rational(n, 5) for n in (1, 2))}
TEMPERATURES = (Rational(1, 2), Rational(2), Rational(3))


@dataclass(frozen=True)
class Classifier:
    """Logits T ln(counts), a temperature T, the class k (from 0) of the example and the smoothing eps."""

    counts: tuple[int, ...]
    T: Value
    k: int
    eps: Value

    @property
    def z(self) -> Grid:
        """The logits."""
        return ImmutableMatrix([self.T * log(count) for count in self.counts])

    @property
    def p(self) -> Grid:
        """The probabilities."""
        return ImmutableMatrix([Rational(count, sum(self.counts)) for count in self.counts])

    @property
    def one_hot(self) -> Grid:
        """1 for the class, else 0."""
        return ImmutableMatrix([int(place == self.k) for place in range(len(self.counts))])

    @property
    def q(self) -> Grid:
        """The smoothed targets."""
        return self.one_hot.applyfunc(lambda one: (1 - self.eps) * one + self.eps / len(self.counts))

    def loss(self, z: np.ndarray) -> float:
        """The loss in floating point, from its definition."""
        scaled = z.ravel() / float(self.T)
        total = np.log(np.exp(scaled).sum())
        targets = np.full(len(self.counts), float(self.eps) / len(self.counts))
        targets[self.k] += 1 - float(self.eps)
        return float(-(targets * (scaled - total)).sum())


@exercise("backprop/softmax-ce-gradient", title="Gradient of softmax with cross-entropy", level=2)
def softmax_ce_gradient(draw: Draw) -> Problem:
    """By the logits, softmax with cross-entropy has the gradient probabilities minus targets, over T.

    Trap: the temperature divides the logits, so it divides their gradient too.
    Source: Murphy, Probabilistic Machine Learning: An Introduction, sections 2.5.2 and 10.3.2.
    """
    counts = draw.permutation("counts", draw.choice("set", TRIPLES))
    classes = len(counts)
    model = Classifier(
        counts,
        draw.choice("temperature", TEMPERATURES),
        draw.integer("class", 1, classes) - 1,
        draw.choice("smoothing", SMOOTHING[classes]),
    )
    return Problem(
        say(
            r"""
            A classifier has the logits $z = {z}$ for {classes} classes. With the temperature $T = {T}$ the
            probabilities are

            $$p_i = \frac{e^{z_i / T}}{\sum_j e^{z_j / T}}.$$

            The example is of class {k}. With label smoothing $\varepsilon = {eps}$ the target of class
            $i$ is $q_i = (1 - \varepsilon) \cdot y_i + \varepsilon / {classes}$, where $y$ is the one-hot
            vector of the class. The loss is $L = -\sum_i q_i \ln p_i$. Give vectors such as
            `[1/2, 1/4, 1/4]`.
            """,
            z=model.z,
            classes=classes,
            T=model.T,
            k=model.k + 1,
            eps=model.eps,
        ),
        (
            _probabilities(model),
            _targets(model),
            _by_logits(model),
            logit_part(len(counts), of_class=model.k, by=counts[0] % len(counts)),
        ),
    )


def _probabilities(m: Classifier) -> Part:
    """p."""
    hot = [count**m.T for count in m.counts]
    return Part(
        say("Find the probabilities $p$."),
        Array(m.p),
        slips=distinct(
            m.p,
            Slip(
                "temperature-left-out",
                ImmutableMatrix([value / sum(hot) for value in hot]),
                "The logits are divided by the temperature before they become powers of e.",
            ),
            Slip(
                "not-normalised",
                ImmutableMatrix(m.counts),
                "These are the powers of e. Probabilities add up to 1.",
            ),
            apart=1e-9,
        ),
        hints=hints(
            "Divide the logits by $T$ first. What is $e$ to the power of a natural logarithm?",
            r"$e^{z_1 / T} = {first}$. Find the other powers in the same way; what do they add up to?",
            "The powers are ${powers}$. Divide each by their sum ${total}$.",
            first=m.counts[0],
            powers=ImmutableMatrix([m.counts]),
            total=sum(m.counts),
        ),
        steps=(
            step(
                "Divide by $T$ and take powers of $e$",
                "$e^{z / T}$",
                "${powers}$",
                powers=ImmutableMatrix(m.counts),
            ),
            step("Divide by their sum {total}", "$p$", "${p}$", total=sum(m.counts), p=m.p),
        ),
        check=lambda _: _softmax(floats(m.z) / float(m.T)),
    )


def _softmax(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max())
    return powers / powers.sum()


def _targets(m: Classifier) -> Part:
    """q."""
    classes = len(m.counts)
    others = m.one_hot.applyfunc(lambda one: 1 - m.eps if one else m.eps / (classes - 1))
    return Part(
        say("Find the targets $q$."),
        Array(m.q),
        slips=distinct(
            m.q,
            Slip(
                "not-smoothed", m.one_hot, "This is the one-hot vector. Smoothing takes some of its 1 away."
            ),
            Slip(
                "spread-over-others",
                others,
                "You shared ε among the other classes. Here each class has a share, the right one too.",
            ),
            Slip(
                "taken-but-not-given",
                (1 - m.eps) * m.one_hot,
                "Targets add up to 1. Where did the part go that you took away?",
            ),
        ),
        hints=hints(
            r"Every class gets the share $\varepsilon / {classes}$; the right one gets more.",
            r"The share is ${share}$. What is added for class {k}?",
            r"For class {k} add $1 - \varepsilon = {rest}$ to the share.",
            classes=classes,
            share=m.eps / classes,
            k=m.k + 1,
            rest=1 - m.eps,
        ),
        steps=(
            step(
                "The share of each class", rf"$\varepsilon / {classes}$", "${share}$", share=m.eps / classes
            ),
            step(r"The right class gets $1 - \varepsilon$ more", "$q$", "${q}$", q=m.q),
        ),
        check=lambda _: [
            float(m.eps) / classes + (1 - float(m.eps)) * (place == m.k) for place in range(classes)
        ],
    )


def _by_logits(m: Classifier) -> Part:
    """dL/dz."""
    right = (m.p - m.q) / m.T
    alone = ImmutableMatrix([-q / p for p, q in zip(m.p, m.q, strict=True)])
    return Part(
        say(r"Find $\frac{\partial L}{\partial z}$."),
        Array(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "temperature-left-out", m.p - m.q, "That is the gradient by z / T. One factor is left to z."
            ),
            Slip("temperature-above", (m.p - m.q) * m.T, "What is the derivative of z / T by z?"),
            Slip(
                "sign-exchanged",
                -right,
                "The sign is reversed: a step against it would lower the right class.",
            ),
            Slip(
                "not-smoothed",
                (m.p - m.one_hot) / m.T,
                "You compared with the one-hot vector. The loss has the smoothed targets in it.",
            ),
            Slip("cross-entropy-alone", alone, "That is the gradient by p. Go on through the softmax to z."),
        ),
        hints=hints(
            r"Write $\ln p_i$ as $z_i / T$ minus the logarithm of the sum. What is left to differentiate?",
            r"By $z / T$ the gradient is $p$ minus …? Then the chain rule takes it to $z$.",
            r"Subtract $q$ from $p$, and multiply by $\frac{1}{T}$.",
        ),
        steps=(
            step("By the scaled logits", "$p - q$", "${difference}$", difference=m.p - m.q),
            step(
                "The chain rule, with $z / T$ inside",
                r"$\frac{\partial L}{\partial z} = \frac{1}{T} \cdot (p - q)$",
                "${right}$",
                right=right,
            ),
        ),
        check=lambda _: differences(m.loss, floats(m.z)),
        follow=Follow(("a", "b"), lambda own: _compared(m, own)),
    )


def _compared(m: Classifier, own: Mapping[str, Grid]) -> Array | None:
    """The gradient with the person's own probabilities and targets, where it is not all 0."""
    gradient = (own["a"] - own["b"]) / m.T
    return Array(gradient) if any(gradient) else None
