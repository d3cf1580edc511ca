"""Adam: two steps by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sympy import Rational, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.factors import as_factor
from gradcheck_exercises.symbolic import Formula, Value
from gradcheck_grader import Number, Tolerance

FOUR_PLACES = Tolerance(places=4)
APART = 0.001
PAIRS = tuple(
    (g, h) for g in range(-6, 7) for h in range(-6, 7) if min(abs(g), abs(h)) > 1 and abs(g) != abs(h)
)
BETAS = tuple(
    (Rational(p), Rational(q))
    for p, q in (
        (Rational(1, 2), Rational(3, 4)),
        (Rational(4, 5), Rational(9, 10)),
        (Rational(3, 4), Rational(9, 10)),
        (Rational(1, 2), Rational(4, 5)),
    )
)
RATES = (Rational(1, 2), Rational(1, 5), Rational(1, 10), Rational(1, 20))


@dataclass(frozen=True)
class Adam:
    """Two gradients, a start, the rate, and the two decays; epsilon is 0."""

    g: int
    h: int
    x0: int
    rate: Value
    b1: Value
    b2: Value

    def moments(self, b1: Value, b2: Value) -> tuple[tuple[Value, Value], tuple[Value, Value]]:
        """(m_1, m_2) and (v_1, v_2)."""
        m, v = (1 - b1) * self.g, (1 - b2) * self.g**2
        return (m, b1 * m + (1 - b1) * self.h), (v, b2 * v + (1 - b2) * self.h**2)

    @property
    def m(self) -> tuple[Value, Value]:
        """The first moments."""
        return self.moments(self.b1, self.b2)[0]

    @property
    def v(self) -> tuple[Value, Value]:
        """The second moments."""
        return self.moments(self.b1, self.b2)[1]

    @property
    def hats(self) -> tuple[Value, Value]:
        """m_2 and v_2, corrected for their bias."""
        return self.m[1] / (1 - self.b1**2), self.v[1] / (1 - self.b2**2)

    @property
    def sign(self) -> int:
        """The sign of the first gradient."""
        return 1 if self.g > 0 else -1

    def last_step(self) -> Formula:
        """x_1 - x_2."""
        mean, square = self.hats
        return self.rate * mean / sqrt(square)

    def in_arrays(self) -> np.ndarray:
        """x_1 and x_2 in floating point, the moments as weighted means of the gradients."""
        gradients = np.array([self.g, self.h], dtype=float)
        at, found = float(self.x0), []
        for k in (1, 2):
            first, second = (float(b) ** np.arange(k)[::-1] for b in (self.b1, self.b2))
            mean = np.average(gradients[:k], weights=first)
            square = np.average(gradients[:k] ** 2, weights=second)
            at -= float(self.rate) * mean / np.sqrt(square)
            found.append(at)
        return np.array(found)


@exercise("optimization/adam-steps", title="Two steps of Adam", level=3)
def adam_steps(draw: Draw) -> Problem:
    """Adam divides a mean gradient by the root of the mean square, both corrected for their start at 0.

    Trap: without the correction the first steps are far from what the gradients say.
    Source: Kingma & Ba, Adam: A Method for Stochastic Optimization (2015), algorithm 1.
    """
    adam = draw.until(_telling, lambda: _adam(draw))
    return Problem(
        say(
            r"""
            Adam starts at $x_0 = {x0}$ with $m_0 = v_0 = 0$, learning rate $\eta = {rate}$, $\beta_1 = {b1}$,
            $\beta_2 = {b2}$ and $\epsilon = 0$. In the first two steps the gradients are $g_1 = {g}$ and
            $g_2 = {h}$:
            $$m_k = \beta_1 m_{k-1} + (1 - \beta_1) g_k, \quad v_k = \beta_2 v_{k-1} + (1 - \beta_2) g_k^2,$$
            $$\hat{m}_k = \frac{m_k}{1 - \beta_1^k}, \quad \hat{v}_k = \frac{v_k}{1 - \beta_2^k}, \quad
            x_k = x_{k-1} - \eta \frac{\hat{m}_k}{\sqrt{\hat{v}_k}}.$$
            Give exact numbers, or decimals that are correct to 4 places.
            """,
            x0=adam.x0,
            rate=adam.rate,
            b1=adam.b1,
            b2=adam.b2,
            g=adam.g,
            h=adam.h,
        ),
        _parts(adam),
    )


def _adam(draw: Draw) -> Adam:
    g, h = draw.choice("gradients", PAIRS)
    b1, b2 = draw.choice("betas", BETAS)
    return Adam(g, h, draw.integer("x0", 1, 5), draw.choice("rate", RATES), b1, b2)


def _parts(adam: Adam) -> tuple[Part, ...]:
    return _first(adam), _mean(adam), _square(adam), _second(adam)


def _telling(adam: Adam) -> bool:
    """Whether enough wrong rules lead to other numbers, and no moment is 0."""
    return adam.hats[0] != 0 and all(len(part.slips) > 1 for part in _parts(adam))


def _first(a: Adam) -> Part:
    """x_1."""
    right = a.x0 - a.rate * a.sign
    (m, _), (v, _) = a.m, a.v
    return Part(
        say("What is $x_1$?"),
        Number(right, tolerance=FOUR_PLACES),
        slips=distinct(
            right,
            Slip(
                "no-bias-correction",
                a.x0 - a.rate * m / sqrt(v),
                "You left out the bias correction: m and v start at 0 and are too small.",
            ),
            Slip(
                "depends-on-the-gradient",
                Rational(a.x0 - a.rate * a.g),
                "This is plain descent. The first step of Adam does not depend on how large the gradient is.",
            ),
            Slip("ascent", a.x0 + a.rate * a.sign, "You went up. The step is subtracted."),
            apart=APART,
        ),
        hints=hints(
            "Correct both moments, then divide.",
            r"$\hat{m}_1 = {g}$ and $\hat{v}_1 = {square}$. What is their quotient $\hat{m}_1 / "
            r"\sqrt{\hat{v}_1}$?",
            r"The quotient is ${sign}$: the step is ${rate}$ times that.",
            g=a.g,
            square=a.g**2,
            sign=a.sign,
            rate=a.rate,
        ),
        steps=(
            step(
                "The corrected moments are the gradient and its square",
                r"$\hat{m}_1 / \sqrt{\hat{v}_1}$",
                "${sign}$",
                sign=a.sign,
            ),
            step(
                "Step",
                r"${x0} - {rate} \cdot {sign}$",
                "${right}$",
                x0=a.x0,
                rate=a.rate,
                sign=as_factor(a.sign),
                right=right,
            ),
        ),
        check=lambda at: a.in_arrays()[0],
    )


def _mean(a: Adam) -> Part:
    """The corrected first moment."""
    right = a.hats[0]
    m1, m2 = a.m
    return Part(
        say(r"What is $\hat{m}_2$?"),
        Number(right, tolerance=FOUR_PLACES),
        slips=distinct(
            right,
            Slip("no-bias-correction", m2, "This is m before it is corrected."),
            Slip("corrected-with-k-minus-1", m2 / (1 - a.b1), "In the second step the power of beta is 2."),
            Slip(
                "betas-exchanged",
                a.moments(a.b2, a.b1)[0][1] / (1 - a.b2**2),
                "You took the decay of the squares for the mean.",
            ),
            Slip(
                "weights-exchanged",
                a.b1 * a.h + (1 - a.b1) * m1,
                "The old mean keeps the share beta, the new gradient gets the rest.",
            ),
            apart=APART,
        ),
        hints=hints(
            "First m by its rule, then the correction.",
            r"$m_1 = {m1}$ and $m_2 = {b1} \cdot {old} + \text{?} \cdot {h}$",
            r"$m_2 = {m2}$. Divide it by $1 - ({b1})^2$.",
            m1=m1,
            old=as_factor(m1),
            h=as_factor(a.h),
            b1=a.b1,
            m2=m2,
        ),
        steps=(
            step("The rule", r"$m_2$", "${m2}$", m2=m2),
            step("The correction", r"$m_2 / (1 - ({b1})^2)$", "${right}$", b1=a.b1, right=right),
        ),
        check=lambda at: float(np.average([a.g, a.h], weights=[float(a.b1), 1])),
    )


def _square(a: Adam) -> Part:
    """The corrected second moment."""
    right = a.hats[1]
    v1, v2 = a.v
    return Part(
        say(r"What is $\hat{v}_2$?"),
        Number(right, tolerance=FOUR_PLACES),
        slips=distinct(
            right,
            Slip("no-bias-correction", v2, "This is v before it is corrected."),
            Slip("corrected-with-k-minus-1", v2 / (1 - a.b2), "In the second step the power of beta is 2."),
            Slip(
                "betas-exchanged",
                a.moments(a.b2, a.b1)[1][1] / (1 - a.b1**2),
                "You took the decay of the mean for the squares.",
            ),
            Slip(
                "mean-squared",
                a.hats[0] ** 2,
                "This is the square of the mean. The mean of the squares is asked for.",
            ),
            apart=APART,
        ),
        hints=hints(
            "The same as for m, with the squares of the gradients and the other decay.",
            r"$v_1 = {v1}$ and $v_2 = {b2} \cdot {v1} + \text{?} \cdot {square}$",
            r"$v_2 = {v2}$. Divide it by $1 - ({b2})^2$.",
            v1=v1,
            square=a.h**2,
            b2=a.b2,
            v2=v2,
        ),
        steps=(
            step("The rule", r"$v_2$", "${v2}$", v2=v2),
            step("The correction", r"$v_2 / (1 - ({b2})^2)$", "${right}$", b2=a.b2, right=right),
        ),
        check=lambda at: float(np.average([a.g**2, a.h**2], weights=[float(a.b2), 1])),
    )


def _second(a: Adam) -> Part:
    """x_2."""
    first = a.x0 - a.rate * a.sign
    right = first - a.last_step()
    return Part(
        say("What is $x_2$?"),
        Number(right, tolerance=FOUR_PLACES),
        points=2,
        slips=distinct(
            right,
            Slip(
                "no-root",
                first - a.rate * a.hats[0] / a.hats[1],
                "You divided by the mean square. Its root divides.",
            ),
            Slip(
                "no-bias-correction",
                first - a.rate * a.m[1] / sqrt(a.v[1]),
                "You left out the bias correction.",
            ),
            Slip("ascent", first + a.last_step(), "You went up. The step is subtracted."),
            Slip("from-the-start", a.x0 - a.last_step(), "The second step starts from the new point."),
            apart=APART,
        ),
        hints=hints(
            "The same as before, with the corrected moments of the second step.",
            r"$x_2 = x_1 - \eta \frac{mean}{\text{?}}$",
            r"Compute ${first} - {rate} \cdot \frac{mean}{\sqrt{square}}$.",
            mean=a.hats[0],
            square=a.hats[1],
            first=first,
            rate=a.rate,
        ),
        steps=(
            step(
                "Step",
                "",
                r"${first} - {rate} \cdot \frac{mean}{\sqrt{square}} \approx {decimal}$",
                first=first,
                rate=a.rate,
                mean=a.hats[0],
                square=a.hats[1],
                decimal=f"{a.in_arrays()[1]:.4f}",
            ),
        ),
        check=lambda at: a.in_arrays()[1],
        follow=Follow(("a", "b", "c"), lambda own: _from(own, a)),
    )


def _from(own: Mapping[str, Value], a: Adam) -> Number | None:
    """The second step from the person's own point and moments."""
    if own["c"] <= 0:
        return None
    return Number(own["a"] - a.rate * own["b"] / sqrt(own["c"]), tolerance=FOUR_PLACES)
