"""Adaptive steps: AdaGrad, RMSProp and Adam from a given sequence of gradients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sympy import Rational, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Formula, Value
from gradcheck_grader import Number, Tolerance

FOUR_PLACES = Tolerance(places=4)
APART = 0.001
PAIRS = tuple(
    (g, h) for g in range(-9, 10) for h in range(-9, 10) if min(abs(g), abs(h)) > 1 and abs(g) != abs(h)
)
RATES = (Rational(1, 2), Rational(1, 4), Rational(1, 5), Rational(1, 10))
DECAYS = (Rational(1, 2), Rational(3, 4), Rational(4, 5), Rational(9, 10))


@dataclass(frozen=True)
class Scaled:
    """Two gradients, the start, the rate; rho is None for AdaGrad and the decay of RMSProp otherwise."""

    g: int
    h: int
    x0: int
    rate: Value
    rho: Value | None

    @property
    def name(self) -> str:
        """What the method is called."""
        return "AdaGrad" if self.rho is None else "RMSProp"

    def gathered(self, *, square: bool = True, rho: Value | None = None) -> tuple[Value, Value]:
        """The accumulated squares after the first and the second gradient."""
        rho = self.rho if rho is None else rho
        first, second = (self.g**2, self.h**2) if square else (self.g, self.h)
        if rho is None:
            return Rational(first), Rational(first + second)
        return (1 - rho) * first, rho * (1 - rho) * first + (1 - rho) * second

    def points(self) -> tuple[Formula, Formula]:
        """x_1 and x_2."""
        one, two = self.gathered()
        first = self.x0 - self.rate * self.g / sqrt(one)
        return first, first - self.rate * self.h / sqrt(two)

    def in_arrays(self) -> np.ndarray:
        """x_1 and x_2 in floating point, by weighted sums."""
        gradients = np.array([self.g, self.h], dtype=float)
        rho = None if self.rho is None else float(self.rho)
        steps = []
        for k in (1, 2):
            weights = np.ones(k) if rho is None else (1 - rho) * rho ** np.arange(k)[::-1]
            steps.append(gradients[k - 1] / np.sqrt(weights @ gradients[:k] ** 2))
        return self.x0 - float(self.rate) * np.cumsum(steps)


@exercise("optimization/adagrad-rmsprop", title="Steps of AdaGrad and RMSProp", level=3)
def adagrad_rmsprop(draw: Draw) -> Problem:
    """Both divide by the root of accumulated squares; RMSProp forgets old ones, AdaGrad does not.

    Trap: squares are accumulated, and their root divides.
    Source: Goodfellow, Bengio & Courville, Deep Learning, sections 8.5.1 and 8.5.2.
    """
    method = draw.case("method", ("adagrad", "rmsprop"))
    scaled = draw.until(_telling, lambda: _scaled(draw, method))
    rule = r"G_k = G_{k-1} + g_k^2" if scaled.rho is None else r"G_k = \rho G_{k-1} + (1 - \rho) g_k^2"
    return Problem(
        say(
            r"""
            {name} starts at $x_0 = {x0}$ with $G_0 = 0$, learning rate $\eta = {rate}${decay}. In the first
            two steps the gradients are $g_1 = {g}$ and $g_2 = {h}$:
            $${rule}, \quad x_k = x_{k-1} - \eta \frac{g_k}{\sqrt{G_k}}.$$
            (No $\epsilon$ is added.) Give exact numbers, or decimals that are correct to 4 places.
            """,
            name=scaled.name,
            x0=scaled.x0,
            rate=scaled.rate,
            decay="" if scaled.rho is None else rf", decay $\rho = {scaled.rho}$",
            g=scaled.g,
            h=scaled.h,
            rule=rule,
        ),
        _parts(scaled),
    )


def _scaled(draw: Draw, method: str) -> Scaled:
    g, h = draw.choice("gradients", PAIRS)
    rho = draw.choice("rho", DECAYS) if method == "rmsprop" else None
    return Scaled(g, h, draw.integer("x0", -5, 5, exclude=(0,)), draw.choice("rate", RATES), rho)


def _parts(scaled: Scaled) -> tuple[Part, ...]:
    return _first(scaled), _gathered(scaled), _second(scaled)


def _telling(scaled: Scaled) -> bool:
    """Whether enough wrong rules lead to other numbers, and no point is 0."""
    return 0 not in scaled.points() and all(len(part.slips) > 1 for part in _parts(scaled))


def _against(slope: int) -> str:
    """The sign of a step against a slope of this sign."""
    return "-" if slope > 0 else "+"


def _first(s: Scaled) -> Part:
    """x_1."""
    right = s.points()[0]
    one = s.gathered()[0]
    return Part(
        say("What is $x_1$?"),
        Number(right, tolerance=FOUR_PLACES),
        slips=distinct(
            right,
            Slip(
                "no-root",
                s.x0 - s.rate * s.g / one,
                "You divided by the accumulated square. Its root divides.",
            ),
            Slip(
                "plain-descent",
                Rational(s.x0 - s.rate * s.g),
                "This is a step of plain descent. Divide by the root of G.",
            ),
            Slip("ascent", s.x0 + s.rate * s.g / sqrt(one), "You went up. The step is subtracted."),
            apart=APART,
        ),
        hints=hints(
            "First accumulate the square of the gradient, then divide by its root.",
            r"$G_1 = {one}$, so the step is $\eta \frac{g_1}{\text{?}}$.",
            r"Compute ${x0} {sign} {rate} \cdot \frac{size}{\sqrt{one}}$.",
            one=one,
            x0=s.x0,
            rate=s.rate,
            sign=_against(s.g),
            size=abs(s.g),
        ),
        steps=(
            step("Accumulate", "$G_1$", "${one}$", one=one),
            step(
                "Step",
                r"${x0} {sign} {rate} \cdot \frac{size}{\sqrt{one}}$",
                "${right}$",
                x0=s.x0,
                rate=s.rate,
                sign=_against(s.g),
                size=abs(s.g),
                one=one,
                right=right,
            ),
        ),
        check=lambda at: s.in_arrays()[0],
    )


def _gathered(s: Scaled) -> Part:
    """G_2."""
    one, right = s.gathered()
    other = s.gathered(rho=Rational(1, 2))[1] if s.rho is None else Rational(s.g**2 + s.h**2)
    return Part(
        say("What is $G_2$?"),
        Number(right, tolerance=FOUR_PLACES),
        slips=distinct(
            right,
            Slip(
                "gradients-not-squared",
                s.gathered(square=False)[1],
                "Squares are accumulated, so that signs do not cancel.",
            ),
            Slip(
                "other-method",
                other,
                "RMSProp forgets: this sum keeps all squares, as AdaGrad does."
                if s.rho is not None
                else "AdaGrad keeps all squares: nothing is averaged.",
            ),
            Slip(
                "old-squares-lost",
                right - one * (1 if s.rho is None else s.rho),
                "What was accumulated before is still in it.",
            ),
            apart=APART,
        ),
        hints=hints(
            "Put the old G and the square of the new gradient into the rule.",
            r"$G_1 = {one}$ and $g_2^2 = {square}$. What does the rule make of them?",
            "It is ${written}$.",
            one=one,
            square=s.h**2,
            written=f"{one} + {s.h**2}"
            if s.rho is None
            else rf"{s.rho} \cdot {one} + {1 - s.rho} \cdot {s.h**2}",
        ),
        steps=(
            step(
                "The rule",
                f"${one} + {s.h**2}$"
                if s.rho is None
                else rf"${s.rho} \cdot {one} + {1 - s.rho} \cdot {s.h**2}$",
                "${right}$",
                right=right,
            ),
        ),
        check=lambda at: _weighted(s),
    )


def _weighted(s: Scaled) -> float:
    squares = np.array([s.g, s.h], dtype=float) ** 2
    return float(
        squares.sum() if s.rho is None else squares @ [float(s.rho) * (1 - float(s.rho)), 1 - float(s.rho)]
    )


def _second(s: Scaled) -> Part:
    """x_2."""
    first, right = s.points()
    two = s.gathered()[1]
    return Part(
        say("What is $x_2$?"),
        Number(right, tolerance=FOUR_PLACES),
        points=2,
        slips=distinct(
            right,
            Slip(
                "no-root",
                first - s.rate * s.h / two,
                "You divided by the accumulated squares. Their root divides.",
            ),
            Slip(
                "old-sum",
                first - s.rate * s.h / sqrt(s.gathered()[0]),
                "The new gradient counts in the sum before the step is made.",
            ),
            Slip(
                "last-square-only",
                first - s.rate * s.h / abs(s.h),
                "You divided by the new gradient alone. The old squares count as well.",
            ),
            apart=APART,
        ),
        hints=hints(
            "The same as before, with the new sum and the new gradient.",
            r"$x_2 = x_1 {sign} \eta \frac{size}{\sqrt{\text{?}}}$",
            r"$G_2 = {two}$. Divide by its root.",
            sign=_against(s.h),
            size=abs(s.h),
            two=two,
        ),
        steps=(
            step(
                "Step",
                r"$x_1 {sign} {rate} \cdot \frac{size}{\sqrt{two}}$",
                r"${right} \approx {decimal}$",
                rate=s.rate,
                sign=_against(s.h),
                size=abs(s.h),
                two=two,
                right=right,
                decimal=f"{s.in_arrays()[1]:.4f}",
            ),
        ),
        check=lambda at: s.in_arrays()[1],
        follow=Follow(("a", "b"), lambda own: _from(own, s)),
    )


def _from(own: Mapping[str, Value], s: Scaled) -> Number | None:
    """The second step from the person's own point and sum."""
    if own["b"] <= 0:
        return None
    return Number(own["a"] - s.rate * s.h / sqrt(own["b"]), tolerance=FOUR_PLACES)
