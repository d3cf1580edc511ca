"""Log-sum-exp: its value, gradient and curvature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sympy import ImmutableMatrix, Integer, Rational, log

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.vectorcalc.softmax import THREES, Scores
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Number

DIRECTIONS = ((1, -1, 0), (1, 0, -1), (0, 1, -1), (1, 2, 0), (2, 0, 1), (0, 1, 2), (1, -2, 0), (0, -1, 2))


@dataclass(frozen=True)
class Soft:
    """f(x) = t ln(sum of e^(x_i / t)), at x = t (ln a, ln b, ln c); and a direction v."""

    t: Value
    weights: tuple[int, int, int]
    v: tuple[int, int, int]

    @property
    def p(self) -> Grid:
        """The gradient there."""
        return ImmutableMatrix(self.weights) / sum(self.weights)

    @property
    def mean(self) -> Value:
        """The mean of v with the weights p."""
        return self.p.dot(ImmutableMatrix(self.v))

    @property
    def square(self) -> Value:
        """The mean square of v."""
        return self.p.dot(ImmutableMatrix([entry**2 for entry in self.v]))

    def f(self, x: np.ndarray) -> float:
        """f in floating point."""
        t = float(self.t)
        return t * float(np.log(np.exp(x / t).sum()))

    @property
    def place(self) -> np.ndarray:
        """The point in floating point."""
        return float(self.t) * np.log(np.array(self.weights, dtype=float))


@exercise("vectorcalc/grad-logsumexp", title="Gradient and curvature of log-sum-exp", level=3)
def grad_logsumexp(draw: Draw) -> Problem:
    """The gradient of log-sum-exp is softmax; its curvature along v is a variance, so that it is convex.

    Trap: the temperature divides inside and multiplies outside; it cancels in the gradient alone.
    Source: Boyd & Vandenberghe, Convex Optimization, section 3.1.5.
    """
    t: Value = draw.choice("t", (Rational(1, 2), Integer(2), Integer(3), Rational(1, 3)))
    weights = draw.choice("weights", THREES)
    v = draw.choice("v", DIRECTIONS)
    soft = Soft(t, weights, v)
    inside = f"x_i / {t}" if t.q == 1 else rf"{t.q} x_i"
    return Problem(
        say(
            r"""
            Let $$f(x) = {t} \ln\left(\sum_{i=1}^{3} e^{inside}\right)$$
            (log-sum-exp with temperature {t}), and look at it at $x = {t} \cdot ({listed})$. Give exact
            numbers.
            """,
            t=t,
            inside=inside,
            listed=Scores(weights).listed(),
        ),
        (_value(soft), _gradient(soft), _curvature(soft)),
    )


def _value(s: Soft) -> Part:
    """f there."""
    whole = sum(s.weights)
    right = s.t * log(whole)
    return Part(
        say("What is $f(x)$ there?"),
        Number(right),
        slips=distinct(
            right,
            Slip("temperature-lost", log(whole), "The temperature stands before the logarithm as well."),
            Slip(
                "largest-only",
                s.t * log(max(s.weights)),
                "This is the largest entry. Log-sum-exp lies a little above it.",
            ),
            Slip("log-lost", Integer(whole), "This is the sum of the exponentials. Take its logarithm."),
        ),
        hints=hints(
            "First the exponentials: they undo the logarithms.",
            "The exponentials are {a}, {b} and {c}. What comes after adding them?",
            r"Their sum is {whole}: take its logarithm, times ${t}$.",
            a=s.weights[0],
            b=s.weights[1],
            c=s.weights[2],
            whole=whole,
            t=s.t,
        ),
        steps=(
            step("Add the exponentials", "", "${whole}$", whole=whole),
            step("The logarithm times the temperature", "$f(x)$", r"${t} \ln {whole}$", t=s.t, whole=whole),
        ),
        check=lambda at: s.f(s.place),
    )


def _gradient(s: Soft) -> Part:
    """The gradient there."""
    return Part(
        say("What is the gradient of $f$ there?"),
        Array(s.p, names=()),
        points=2,
        slips=distinct(
            s.p,
            Slip(
                "not-normalised",
                ImmutableMatrix(s.weights),
                "The derivative of the logarithm divides by the sum.",
            ),
            Slip(
                "temperature-once",
                s.p / s.t,
                "The inner derivative divides by the temperature, and the factor in front multiplies by it.",
            ),
            Slip(
                "temperature-outside", s.p * s.t, "The factor in front is cancelled by the inner derivative."
            ),
        ),
        hints=hints(
            "The chain rule: the derivative of the logarithm, of the sum, of the exponent.",
            r"$\frac{\partial f}{\partial x_i} = \frac{e^{x_i / t}}{\text{?}}$ with the temperature $t$.",
            "Divide {a}, {b} and {c} by their sum.",
            a=s.weights[0],
            b=s.weights[1],
            c=s.weights[2],
        ),
        steps=(step("Each exponential over their sum", r"$\nabla f(x)$", "${p}$", p=s.p),),
        check=lambda at: np.array(
            [(s.f(s.place + 1e-5 * e) - s.f(s.place - 1e-5 * e)) / 2e-5 for e in np.eye(3)]
        ),
    )


def _curvature(s: Soft) -> Part:
    """v^T H v."""
    right = (s.square - s.mean**2) / s.t
    return Part(
        say(
            r"What is $v^{\top} H v$, the second derivative of $f$ along $v = {v}$ ($H$ is the "
            r"Hessian matrix)?",
            v=ImmutableMatrix(1, 3, s.v),
        ),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "temperature-lost",
                right * s.t,
                "Each differentiation of the exponential divides by the temperature. One of these is left.",
            ),
            Slip(
                "mean-not-subtracted",
                s.square / s.t,
                "You took the diagonal part alone. The outer product of the gradient is subtracted.",
            ),
            Slip(
                "temperature-squared",
                right / s.t,
                "Of the two divisions by the temperature one is cancelled by the factor in front.",
            ),
            Slip("sign", -right, "f is convex: it bends upwards along every line."),
        ),
        hints=hints(
            r"With the gradient $p$ it is $H = \frac{1}{t} (\operatorname{diag}(p) - p p^{\top})$.",
            r"So $v^{\top} H v = \frac{1}{t} (\sum p_i v_i^2 - \text{?})$",
            r"The first sum is ${square}$, and $p^{\top} v = {mean}$.",
            square=s.square,
            mean=s.mean,
        ),
        steps=(
            step(
                "The mean square and the mean of v, with the weights p",
                "",
                "${square}$ and ${mean}$",
                square=s.square,
                mean=s.mean,
            ),
            step("Their variance over the temperature", r"$v^{\top} H v$", "${right}$", right=right),
        ),
        check=lambda at: _bent(s),
    )


def _bent(s: Soft) -> float:
    """The second difference of f along v, with Richardson's extrapolation."""

    def second(h: float) -> float:
        v = np.array(s.v, dtype=float)
        return (s.f(s.place + h * v) - 2 * s.f(s.place) + s.f(s.place - h * v)) / h**2

    h = 0.02 * float(s.t)
    a, b, c = second(h), second(h / 2), second(h / 4)
    first, then = (4 * b - a) / 3, (4 * c - b) / 3
    return (16 * then - first) / 15
