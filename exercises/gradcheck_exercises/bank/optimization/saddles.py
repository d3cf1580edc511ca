"""How gradient descent leaves a saddle point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, log

from sympy import Rational, Symbol

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Formula, Value
from gradcheck_grader import Choice, Number

x, y = Symbol("x"), Symbol("y")
KINDS = (
    ("a", "a minimum, since the gradient is 0 there"),
    ("b", "a saddle point, since f rises along x and falls along y"),
    ("c", "a saddle point, since f falls along x and rises along y"),
    ("d", "a maximum"),
)


@dataclass(frozen=True)
class Saddle:
    """f = up/2 x^2 - m/2 y^2, or with x and y exchanged; a start beside the saddle, and a learning rate."""

    up: int
    m: int
    swapped: bool
    start: int
    digits: int
    rate: Value

    @property
    def f(self) -> Formula:
        """The function."""
        rising, falling = (y, x) if self.swapped else (x, y)
        return Rational(self.up, 2) * rising**2 - Rational(self.m, 2) * falling**2

    @property
    def falling(self) -> str:
        """The name of the coordinate along which f falls."""
        return "x" if self.swapped else "y"

    @property
    def growth(self) -> Value:
        """By which factor one step multiplies that coordinate."""
        return 1 + self.rate * self.m

    @property
    def needed(self) -> int:
        """After how many steps it is above 1."""
        exact = self.digits * log(10) / log(float(self.growth))
        return ceil(exact)

    def counted(self) -> int:
        """The same, step by step."""
        at, steps = 10.0**-self.digits, 0
        while at <= 1:
            at += float(self.rate) * self.m * at
            steps += 1
        return steps


@exercise("optimization/saddle-escape", title="Escaping from a saddle point", level=4)
def saddle_escape(draw: Draw) -> Problem:
    """Beside a saddle point the distance along the falling direction grows geometrically.

    Trap: the gradient is nearly 0 there, and descent still does not stay; exactly on the axis it would.
    Source: Goodfellow, Bengio & Courville, Deep Learning, section 8.2.3.
    """
    saddle = Saddle(
        draw.integer("up", 1, 6),
        draw.integer("m", 1, 6),
        draw.choice("swapped", (0, 1)) == 1,
        draw.integer("start", 1, 9),
        draw.integer("digits", 2, 8),
        draw.choice("rate", (Rational(1, 10), Rational(1, 20), Rational(1, 8), Rational(1, 25))),
    )
    first, second = (
        (f"10^{{-{saddle.digits}}}", saddle.start)
        if saddle.swapped
        else (saddle.start, f"10^{{-{saddle.digits}}}")
    )
    return Problem(
        say(
            r"""
            Gradient descent on $$f(x, y) = {f}$$ starts at $(x_0, y_0) = ({first}, {second})$ with learning
            rate $\eta = {rate}$.
            """,
            f=saddle.f,
            first=first,
            second=second,
            rate=saddle.rate,
        ),
        (_kind(saddle), _growth(saddle), _steps(saddle), _other(saddle)),
    )


def _kind(s: Saddle) -> Part:
    """What the origin is."""
    right = "c" if s.swapped else "b"
    return Part(
        say("What is the origin for $f$?"),
        Choice(KINDS, right=right),
        slips=(
            Slip(
                "gradient-zero-means-minimum",
                "a",
                "The gradient is 0 at saddle points and maxima too. Look at the signs of the squares.",
            ),
            Slip(
                "directions-exchanged",
                "b" if s.swapped else "c",
                "Which square has the minus sign? Along that axis f falls.",
            ),
            Slip("maximum", "d", "Along one axis f rises."),
        ),
        hints=hints(
            "The Hessian matrix is diagonal: look at the signs of its eigenvalues.",
            "Along the axis of {name} the second derivative is ${minus}$. What is it along the other one?",
            "Along the axis of {name} f falls, along the other axis it rises.",
            name=f"${s.falling}$",
            minus=-s.m,
        ),
        steps=(step("The second derivatives have different signs", "", "${up}$ and ${m}$", up=s.up, m=-s.m),),
        check=lambda at: "b" if s.f.subs({x: 0, y: 1}) < 0 else "c",
    )


def _growth(s: Saddle) -> Part:
    """By which factor the falling coordinate grows."""
    right = s.growth
    return Part(
        say("By which factor does one step multiply ${name}$?", name=s.falling),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "converges",
                1 - s.rate * s.m,
                "Along this axis each step leads away from the origin: look at the sign of the slope.",
            ),
            Slip("other-direction", 1 - s.rate * s.up, "This is the factor of the other coordinate."),
            Slip("rate-times-curvature", s.rate * s.m, "This is the growth. What was there before stays."),
        ),
        hints=hints(
            "Write down one step for this coordinate alone.",
            r"The partial derivative by ${name}$ is ${minus} {name}$, so the step adds $\text{?} "
            r"\cdot {name}$.",
            r"Compute $1 + {rate} \cdot {m}$.",
            name=s.falling,
            minus=-s.m,
            rate=s.rate,
            m=s.m,
        ),
        steps=(step("One step", r"$1 + {rate} \cdot {m}$", "${right}$", rate=s.rate, m=s.m, right=right),),
        check=lambda at: 1 + float(s.rate) * s.m,
    )


def _steps(s: Saddle) -> Part:
    """How many steps until it is above 1."""
    right = Rational(s.needed)
    gain = float(s.rate) * s.m
    return Part(
        say("After how many steps is ${name}$ above 1 for the first time?", name=s.falling),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip("rounded-down", right - 1, "After so many steps it is still below 1. Round up."),
            Slip(
                "linear-growth",
                Rational(ceil(10**s.digits / gain)),
                "The steps become longer, since the slope grows with the distance: the growth is geometric.",
            ),
            Slip(
                "digits-only",
                Rational(ceil(s.digits / gain)),
                "You need logarithms: of ten, and of the factor.",
            ),
        ),
        hints=hints(
            "The coordinate is its start times a power of the factor.",
            r"Solve $10^{-{digits}} \cdot ({growth})^k > 1$ for $k$.",
            r"Compute $\frac{{digits} \ln 10}{\ln({growth})}$ and round up.",
            digits=s.digits,
            growth=s.growth,
        ),
        steps=(
            step(
                "Solve for k, to two decimals",
                "",
                r"$\frac{{digits} \ln 10}{\ln({growth})} \approx {ratio}$",
                digits=s.digits,
                growth=s.growth,
                ratio=f"{s.digits * log(10) / log(float(s.growth)):.2f}",
            ),
            step("Round up", "$k$", "${right}$", right=right),
        ),
        check=lambda at: s.counted(),
        follow=Follow(("b",), lambda own: _steps_from(own, s)),
    )


def _steps_from(own: Mapping[str, Value], s: Saddle) -> Number | None:
    """The number of steps with the person's own factor, where that grows."""
    factor = float(own["b"])
    return Number(ceil(s.digits * log(10) / log(factor))) if factor > 1 else None


def _other(s: Saddle) -> Part:
    """By which factor the other coordinate shrinks."""
    right = 1 - s.rate * s.up
    return Part(
        say("By which factor does one step multiply the other coordinate?"),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "grows", 1 + s.rate * s.up, "Along this axis f rises away from the origin: descent goes back."
            ),
            Slip(
                "rate-times-curvature", s.rate * s.up, "This is the share that is taken away. What is left?"
            ),
            Slip("same-factor", s.growth, "This is the factor of the coordinate that grows."),
        ),
        hints=hints(
            "Write down one step for this coordinate alone.",
            r"The step subtracts $\eta \cdot \text{?}$ times the coordinate.",
            r"Compute $1 - {rate} \cdot {up}$.",
            rate=s.rate,
            up=s.up,
        ),
        steps=(step("One step", r"$1 - {rate} \cdot {up}$", "${right}$", rate=s.rate, up=s.up, right=right),),
        check=lambda at: 1 - float(s.rate) * s.up,
    )
