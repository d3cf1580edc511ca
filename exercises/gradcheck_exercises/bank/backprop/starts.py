"""The variance that weights begin with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sympy import Rational, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.factors import as_base
from gradcheck_exercises.symbolic import Formula, Value
from gradcheck_grader import Number

FANS = (6, 10, 12, 20, 24, 30, 40, 50, 60, 100, 120, 150)
SLOPES = (Rational(0), Rational(1, 2), Rational(1, 3), Rational(1, 5))
FACTORS = (1, 3, 4)


@dataclass(frozen=True)
class Start:
    """A layer from n_in to n_out behind a ReLU with this slope below 0; depth layers with v = c / n_in."""

    n_in: int
    n_out: int
    slope: Value
    c: int
    depth: int

    @property
    def kept(self) -> Value:
        """E[f(u)^2] / Var(u): above 0 all of it stays, below 0 the square of the slope."""
        return (1 + self.slope**2) / 2

    @property
    def glorot(self) -> Value:
        """The compromise between forward and backward."""
        return Rational(2, self.n_in + self.n_out)

    def activation(self) -> Callable[[np.ndarray], np.ndarray]:
        """The activation function in floating point."""
        return lambda z: np.where(z > 0, z, float(self.slope) * z)


@exercise("backprop/init-variance", title="The variance of initial weights", level=3)
def init_variance(draw: Draw) -> Problem:
    """Weights start with the variance that keeps the size of signals the same from layer to layer.

    Trap: a ReLU throws half of the second moment away, which the weights have to make good.
    Source: Goodfellow, Bengio & Courville, Deep Learning, section 8.4; Murphy, Probabilistic Machine
    Learning: An Introduction, section 13.4.3.
    """
    n_in = draw.choice("n_in", FANS)
    n_out = draw.choice("n_out", tuple(n for n in FANS if n != n_in))
    start = Start(
        n_in,
        n_out,
        draw.case("slope", SLOPES),
        draw.choice("c", FACTORS),
        draw.choice("depth", (3, 4, 5)),
    )
    name = (
        "a ReLU" if not start.slope else rf"a leaky ReLU: $f(u) = {_fraction(start.slope)} u$ where $u < 0$"
    )
    return Problem(
        say(
            r"""
            A layer computes $z = W a$ with $a = f(u)$, from {n_in} inputs to {n_out} outputs. The entries of
            $u$ have mean 0, a law that is symmetric about 0, and the same variance. The weights are
            independent of them and of each other, also symmetric about 0, with variance $v$. There are no
            biases, and $f$ is {name}.

            Give exact values; a power such as `(3/2)^4` may be left as it is.
            """,
            n_in=n_in,
            n_out=n_out,
            name=name,
        ),
        (_forward(start), _compromise(start), _bound(start), _depth(start)),
    )


def _fraction(value: Value) -> str:
    return rf"\frac{{{value.p}}}{{{value.q}}}"


def _forward(s: Start) -> Part:
    """The variance that keeps Var(z) = Var(u)."""
    n, right = s.n_in, 1 / (s.n_in * s.kept)
    return Part(
        say("For which $v$ does an entry of $z$ have the same variance as an entry of $u$?"),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "activation-left-out",
                Rational(1, n),
                "That is right without an activation. What does f do to the second moment?",
            ),
            Slip("deviation", sqrt(right), "This is the standard deviation. v is the variance."),
            Slip(
                "outputs-counted",
                1 / (s.n_out * s.kept),
                "An entry of z is a sum over the inputs, not over the outputs.",
            ),
            Slip("inverted", s.kept / n, "The weights have to make good what the activation takes away."),
        ),
        hints=hints(
            r"An entry of $z$ is a sum of {n} products $w_j a_j$ that are uncorrelated: their variances "
            r"add up.",
            r"$\mathrm{Var}(z) = {n} \cdot v \cdot E[a^2]$. By symmetry, which share of $E[u^2]$ is "
            r"left in $E[a^2]$?",
            r"Half of $E[u^2]$ comes from above 0 and stays; the other half is multiplied by the square "
            r"of the slope "
            r"below 0. Solve ${n} \cdot v \cdot E[a^2] = E[u^2]$ for $v$.",
            n=n,
        ),
        steps=(
            step("Variances add up", r"$\mathrm{Var}(z)$", r"${n} \cdot v \cdot E[a^2]$", n=n),
            step(
                "Half above 0, half below",
                r"$E[a^2] = \frac{1}{2} (1 + {square}) \cdot E[u^2]$",
                "${kept} E[u^2]$",
                square=s.slope**2,
                kept=s.kept,
            ),
            step(r"Solve ${n} \cdot v \cdot {kept} = 1$", "$v$", "${right}$", n=n, kept=s.kept, right=right),
        ),
        check=lambda _: 1 / (n * _second_moment(s.activation())),
    )


def _second_moment(function: Callable[[np.ndarray], np.ndarray]) -> float:
    """E[f(z)^2] for a standard normal z, by the trapezoidal rule."""
    z = np.linspace(-12, 12, 240_001)
    return float(np.sum(function(z) ** 2 * np.exp(-(z**2) / 2)) * (z[1] - z[0]) / np.sqrt(2 * np.pi))


def _compromise(s: Start) -> Part:
    """Glorot's variance."""
    right, n_in, n_out = s.glorot, s.n_in, s.n_out
    return Part(
        say(
            r"Now take a layer of the same size **without** an activation function. Forwards, $v = 1 / "
            r"n$ keeps "
            "variances for one number $n$; backwards, for gradients, it does so for another. Glorot's "
            "compromise "
            "takes the mean of these two numbers as $n$. What is $v$?"
        ),
        Number(right),
        slips=distinct(
            right,
            Slip("inputs-only", Rational(1, n_in), "That keeps variances forwards only."),
            Slip("outputs-only", Rational(1, n_out), "That keeps variances backwards only."),
            Slip(
                "sum-for-mean",
                Rational(1, n_in + n_out),
                "You took the sum of the two numbers. The mean is half of it.",
            ),
            Slip(
                "mean-of-variances",
                (Rational(1, n_in) + Rational(1, n_out)) / 2,
                "You averaged the variances. Average the two numbers n.",
            ),
            Slip("deviation", sqrt(right), "This is the standard deviation. v is the variance."),
        ),
        hints=hints(
            "Forwards one adds over the inputs; backwards a gradient is multiplied by the transposed matrix.",
            "Forwards $n = {n_in}$. Over how many terms does one add backwards?",
            r"Take $n$ as half of ${n_in} + {n_out}$.",
            n_in=n_in,
            n_out=n_out,
        ),
        steps=(
            step(
                "The mean of both numbers",
                r"$\frac{1}{2} ({n_in} + {n_out})$",
                "${mean}$",
                n_in=n_in,
                n_out=n_out,
                mean=Rational(n_in + n_out, 2),
            ),
            step("Its inverse", "$v$", "${right}$", right=right),
        ),
        check=lambda _: 1 / np.mean(np.ones((n_in, n_out)).shape),
    )


def _bound(s: Start) -> Part:
    """The bound of a uniform law with Glorot's variance."""
    right = sqrt(3 * s.glorot)
    return Part(
        say(
            "The weights of (b) are drawn uniformly between $-r$ and $r$. Which $r$ gives them that variance?"
        ),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "deviation-for-bound",
                sqrt(s.glorot),
                "This is the standard deviation. A uniform law reaches further than that.",
            ),
            Slip("root-left-out", 3 * s.glorot, "This is the square of the bound."),
            Slip("width-for-bound", 2 * right, "This is the whole width of the interval, from −r to r."),
        ),
        hints=hints(
            "What is the variance of a uniform law between $-r$ and $r$?",
            r"Its mean is 0, so its variance is the mean of $x^2$, which is $\frac{r^2}{\text{?}}$.",
            r"Solve $\frac{r^2}{3} = v$ for $r$, with $v$ from (b).",
        ),
        steps=(
            step("The variance of the uniform law", "$v$", r"$\frac{r^2}{3}$"),
            step("Solve for $r$", r"$r = \sqrt{3 v}$", "${right}$", right=right),
        ),
        check=lambda _: (float(s.glorot) / np.mean(((np.arange(200_000) + 0.5) / 200_000) ** 2)) ** 0.5,
        follow=Follow(("b",), lambda own: _bound_from(own["b"])),
    )


def _bound_from(variance: Formula) -> Number | None:
    """The bound for the person's own variance."""
    return Number(sqrt(3 * variance)) if variance > 0 else None


def _depth(s: Start) -> Part:
    """What a wrong variance does to many layers."""
    n, c, depth = s.n_in, s.c, s.depth
    factor = c * s.kept
    right = factor**depth
    return Part(
        say(
            "A network has {depth} such layers behind each other, each from {n} to {n} with the activation "
            "$f$ before it, and $v = {variance}$. Divide the variance of an entry of the last $z$ by that of "
            "an entry of $u$ before the first layer: what is this factor?",
            depth=depth,
            n=n,
            variance=Rational(c, n),
        ),
        Number(right),
        slips=distinct(
            right,
            Slip("one-layer", factor, "This is the factor of one layer. There are more of them."),
            Slip("added-up", depth * factor, "The factors of the layers are multiplied, not added."),
            Slip("activation-left-out", c**depth, "Each layer also has its activation."),
            Slip(
                "one-layer-less",
                factor ** (depth - 1),
                "Every layer has its factor, the first and the last too.",
            ),
        ),
        hints=hints(
            "Find the factor of one layer first; it is the same for each.",
            r"One layer multiplies the variance by ${n} \cdot v \cdot \text{?}$; see (a).",
            r"One layer has the factor ${c} \cdot {kept}$. What do {depth} of them make?",
            n=n,
            c=c,
            kept=s.kept,
            depth=depth,
        ),
        steps=(
            step("One layer", r"${n} \cdot v \cdot {kept}$", "${factor}$", n=n, kept=s.kept, factor=factor),
            step(
                "{depth} layers",
                r"${factor}^{depth}$",
                "${right}$",
                depth=depth,
                factor=as_base(factor),
                right=right,
            ),
        ),
        check=lambda _: float(np.prod([c * _second_moment(s.activation()) for _ in range(depth)])),
    )
