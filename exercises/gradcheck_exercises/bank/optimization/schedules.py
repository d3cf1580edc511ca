"""Learning-rate schedules, and clipping of gradients."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi

import numpy as np
from sympy import ImmutableMatrix, Rational, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Formula, Grid, Value
from gradcheck_grader import Array, Number, Tolerance

FIVE_PLACES = Tolerance(places=5)
# shares of the cosine's half period, and the cosine there
TURNS = {
    Rational(1, 6): sqrt(3) / 2,
    Rational(1, 4): sqrt(2) / 2,
    Rational(1, 3): Rational(1, 2),
    Rational(2, 3): Rational(-1, 2),
    Rational(3, 4): -sqrt(2) / 2,
    Rational(5, 6): -sqrt(3) / 2,
}
TRIPLES = ((3, 4, 5), (4, 3, 5), (6, 8, 10), (8, 6, 10), (5, 12, 13), (12, 5, 13), (8, 15, 17), (15, 8, 17))
PEAKS = (Rational(1, 10), Rational(1, 5), Rational(3, 10), Rational(2, 5), Rational(1, 2))


@dataclass(frozen=True)
class Plan:
    """Linear warm-up to a peak over so many steps, then half a cosine down to 0 over the rest."""

    peak: Value
    warm: int
    whole: int
    early: int
    turn: Value

    @property
    def late(self) -> int:
        """A step on the way down."""
        return self.warm + int(self.turn * (self.whole - self.warm))

    def rate(self, t: int) -> float:
        """The learning rate of step t, in floating point."""
        p = float(self.peak)
        if t <= self.warm:
            return p * t / self.warm
        return p * 0.5 * (1 + cos(pi * (t - self.warm) / (self.whole - self.warm)))


@exercise("optimization/lr-schedule-clipping", title="Warm-up, cosine decay and clipping", level=2)
def lr_schedule_clipping(draw: Draw) -> Problem:
    """A schedule sets the learning rate by the step; clipping shortens a gradient that is too long.

    Trap: clipping by norm keeps the direction, and leaves a short gradient as it is.
    Source: Goodfellow, Bengio & Courville, Deep Learning, section 10.11.1.
    """
    warm = 10 * draw.integer("warm_tens", 1, 6)
    plan = Plan(
        draw.choice("peak", PEAKS),
        warm,
        warm + 120 * draw.integer("decay", 1, 4),
        warm * draw.integer("early_tenths", 1, 9) // 10,
        draw.choice("turn", tuple(TURNS)),
    )
    a, b, norm = draw.choice("triple", TRIPLES)
    g = ImmutableMatrix([a * draw.choice("sign_a", (-1, 1)), b * draw.choice("sign_b", (-1, 1))])
    bound = draw.integer("bound", 1, norm - 1, exclude=(a, b))
    return Problem(
        say(
            r"""
            The learning rate rises linearly from 0 at step 0 to {peak} at step {warm} (warm-up). From there
            to step {whole} it follows
            $$\eta_t = \frac{1}{2} \cdot {peak} \cdot
            \left(1 + \cos\left(\pi \frac{t - {warm}}{{whole} - {warm}}\right)\right).$$
            Give exact numbers, or decimals that are correct to 5 places.
            """,
            peak=plan.peak,
            warm=plan.warm,
            whole=plan.whole,
        ),
        (_early(plan), _late(plan), _clipped(g, bound, norm), _step(plan, g, bound, norm)),
    )


def _early(p: Plan) -> Part:
    """The rate in the warm-up."""
    right = p.peak * Rational(p.early, p.warm)
    return Part(
        say("What is the learning rate at step {t}?", t=p.early),
        Number(right, tolerance=FIVE_PLACES),
        slips=distinct(
            right,
            Slip("peak", p.peak, "This is the rate at the end of the warm-up."),
            Slip(
                "share-of-the-whole",
                p.peak * Rational(p.early, p.whole),
                "The warm-up is a share of the steps. How long is it?",
            ),
            Slip("falling", p.peak * (1 - Rational(p.early, p.warm)), "In the warm-up the rate rises."),
            apart=0.00002,
        ),
        hints=hints(
            "In the warm-up the rate is in proportion to the step.",
            r"It is $\frac{t}{\text{?}}$ of the peak at step $t$.",
            r"Compute ${peak} \cdot \frac{early}{warm}$.",
            peak=p.peak,
            early=p.early,
            warm=p.warm,
        ),
        steps=(
            step(
                "The share of the warm-up",
                r"${peak} \cdot \frac{early}{warm}$",
                "${right}$",
                peak=p.peak,
                early=p.early,
                warm=p.warm,
                right=right,
            ),
        ),
        check=lambda at: p.rate(p.early),
    )


def _late(p: Plan) -> Part:
    """The rate on the way down."""
    cosine = TURNS[p.turn]
    right = p.peak * (1 + cosine) / 2
    return Part(
        say("What is the learning rate at step {t}?", t=p.late),
        Number(right, tolerance=FIVE_PLACES),
        points=2,
        slips=distinct(
            right,
            Slip(
                "half-lost", p.peak * (1 + cosine), "Without the half the rate would start at twice the peak."
            ),
            Slip(
                "cosine-alone",
                p.peak * cosine,
                "The cosine runs from 1 to -1. The formula lifts it to run from 1 to 0.",
            ),
            Slip(
                "linear-decay",
                p.peak * (1 - p.turn),
                "That would be a straight line. The formula has a cosine.",
            ),
            apart=0.00002,
        ),
        hints=hints(
            "First the share of the way down, then the cosine.",
            r"The share is ${turn}$. What is $\cos({turn} \pi)$?",
            r"The cosine is ${cosine}$. Put it into the formula.",
            turn=p.turn,
            cosine=cosine,
        ),
        steps=(
            step(
                "The share of the way down",
                r"$\frac{{late} - {warm}}{{whole} - {warm}}$",
                "${turn}$",
                late=p.late,
                warm=p.warm,
                whole=p.whole,
                turn=p.turn,
            ),
            step("The cosine", r"$\cos({turn} \pi)$", "${cosine}$", turn=p.turn, cosine=cosine),
            step(
                "The formula",
                r"$\eta$",
                "${right}${rounded}",
                right=right,
                rounded="" if right.is_rational else rf" $\approx {p.rate(p.late):.5f}$",
            ),
        ),
        check=lambda at: p.rate(p.late),
    )


def _clipped(g: Grid, bound: int, norm: int) -> Part:
    """The clipped gradient."""
    right = g * Rational(bound, norm)
    by_value = g.applyfunc(lambda entry: max(-bound, min(bound, entry)))
    return Part(
        say(
            "At that step the gradient is $g = {g}$. It is clipped by its norm: where the "
            "Euclidean norm is above {bound}, it is "
            "scaled down to norm {bound}. What is the clipped gradient?",
            g=g,
            bound=bound,
        ),
        Array(right, names=()),
        slips=distinct(
            right,
            Slip("by-value", by_value, "You clipped each entry. Clipping by norm keeps the direction."),
            Slip("unit-length", g / norm, "You scaled to norm 1."),
            Slip(
                "sum-for-norm",
                g * Rational(bound, abs(g[0]) + abs(g[1])),
                "You took the sum of the entries for the norm: take the root of the sum of their squares.",
            ),
            Slip("multiplied", g * bound, "Divide by the norm as well."),
        ),
        hints=hints(
            "Keep the direction, and change the length.",
            r"The norm is ${norm}$. By which factor must $g$ be multiplied?",
            r"Multiply $g$ by $\frac{bound}{norm}$.",
            norm=norm,
            bound=bound,
        ),
        steps=(
            step("The norm", r"$\lVert g \rVert$", "${norm}$", norm=norm),
            step("Scale", r"$\frac{bound}{norm} \cdot g$", "${right}$", bound=bound, norm=norm, right=right),
        ),
        check=lambda at: np.array([float(entry) for entry in g]) / np.hypot(float(g[0]), float(g[1])) * bound,
    )


def _step(p: Plan, g: Grid, bound: int, norm: int) -> Part:
    """How long the step is."""
    rate: Formula = p.peak * (1 + TURNS[p.turn]) / 2
    right = rate * bound
    return Part(
        say("How long is the step of plain descent there: what is the norm of the change of $x$?"),
        Number(right, tolerance=FIVE_PLACES),
        slips=distinct(
            right,
            Slip("not-clipped", rate * norm, "This is the step with the gradient before it is clipped."),
            Slip(
                "rate-forgotten",
                Rational(bound),
                "This is the norm of the clipped gradient. The step is the rate times it.",
            ),
            Slip(
                "peak-rate",
                p.peak * bound,
                "This is with the peak of the rate. Which rate holds at this step?",
            ),
            apart=0.00002,
        ),
        hints=hints(
            "The change is the learning rate times the clipped gradient.",
            "The clipped gradient has the norm {bound}. By what is it multiplied?",
            "Multiply {bound} by your answer to (b).",
            bound=bound,
        ),
        steps=(step("Rate times norm", r"$\eta \cdot {bound}$", "${right}$", bound=bound, right=right),),
        check=lambda at: p.rate(p.late) * bound,
        follow=Follow(
            ("b",), lambda own: Number(own["b"] * bound, tolerance=FIVE_PLACES) if own["b"] > 0 else None
        ),
    )
