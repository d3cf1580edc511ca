"""What stands for a derivative at a kink: subgradients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sympy import Abs, ImmutableMatrix, Max, Symbol

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Formula, Grid
from gradcheck_grader import Array, Choice, Number

x = Symbol("x")
MINIMUM = (
    ("a", "yes, because 0 is a subgradient there"),
    ("b", "no, because 0 is not a subgradient there"),
    ("c", "it cannot be said, because f has no derivative there"),
)


@dataclass(frozen=True)
class Kink:
    """f(x) = |a (x - p)| + c x, or the same with max(0, a (x - p))."""

    kind: str
    a: int
    p: int
    c: int

    @property
    def z(self) -> Formula:
        """What stands in the absolute value or the ReLU."""
        return self.a * x - self.a * self.p

    @property
    def f(self) -> Formula:
        """The function."""
        return (Abs(self.z, evaluate=False) if self.kind == "abs" else Max(0, self.z)) + self.c * x

    @property
    def slopes(self) -> tuple[int, int]:
        """The slopes left and right of the kink."""
        return (self.c - self.a if self.kind == "abs" else self.c), self.c + self.a

    def at(self, y: float) -> float:
        """The value, without SymPy."""
        z = self.a * (y - self.p)
        return (max(z, -z) if self.kind == "abs" else max(0.0, z)) + self.c * y

    def has_minimum(self) -> bool:
        """Whether the kink is a minimum."""
        return self.slopes[0] <= 0 <= self.slopes[1]


@exercise("calculus/relu-subgradient", title="Subgradients at a kink", level=3)
def relu_subgradient(draw: Draw) -> Problem:
    """At a kink a convex function has all slopes between the left and the right one as subgradients.

    Trap: where there is no derivative there are still subgradients, and they tell whether it is a minimum.
    Source: Shalev-Shwartz & Ben-David, Understanding Machine Learning, section 14.2.
    """
    kink = Kink(
        draw.choice("kind", ("abs", "relu")),
        draw.integer("a", 2, 9),
        draw.integer("p", -9, 9, exclude=(0,)),
        draw.integer("c", -9, 9),
    )
    return Problem(
        say(
            "Let $$f(x) = {f}$$ for every real number $x$. A number $g$ is a subgradient of $f$ at $p$ if "
            r"$f(y) \geq f(p) + g \cdot (y - p)$ for every real number $y$; the set of all of them is the "
            "subdifferential of $f$ at $p$.",
            f=kink.f,
        ),
        (_place_part(kink), _interval_part(kink), _minimum_part(kink)),
    )


def _place_part(kink: Kink) -> Part:
    """Where the kink is."""
    return Part(
        say("At which $p$ does $f$ have no derivative?"),
        Number(kink.p),
        slips=(
            Slip(
                "sign",
                -kink.p,
                "Look at the sign: put your number into the formula. Does the kink lie where the inside is "
                "0?",
            ),
            Slip(
                "not-divided",
                kink.a * kink.p,
                "Bringing the constant to the other side is not all: x still has a factor.",
            ),
        ),
        hints=hints(
            "The slope jumps where $f$ changes from one case to the other.",
            "That is where ${z}$ changes its sign. For which $x$ is it 0?",
            "Solve ${z} = 0$: bring the constant to the other side and divide by ${a}$.",
            z=kink.z,
            a=kink.a,
        ),
        steps=(
            step("The case changes where the inside is 0", "${z}$", "$0$", z=kink.z),
            step("Solve", "$p$", "${p}$", p=kink.p),
        ),
        check=lambda at: _bent_at(kink),
    )


def _bent_at(kink: Kink) -> float:
    """The integer at which the second difference is not 0."""
    return float(
        next(y for y in range(-20, 21) if kink.at(y - 0.5) - 2 * kink.at(y) + kink.at(y + 0.5) > 1e-9)
    )


def _column(low: int, high: int) -> Grid:
    return ImmutableMatrix(2, 1, (low, high))


def _interval_part(kink: Kink) -> Part:
    """The subdifferential."""
    low, high = kink.slopes
    return Part(
        say(
            "The subdifferential of $f$ at this $p$ is a closed interval. Give it as $[l, h]$: its least "
            "and its greatest number."
        ),
        Array(_column(low, high), names=()),
        points=2,
        slips=_interval_slips(kink),
        hints=hints(
            "A subgradient is the slope of a line through the kink that lies nowhere above the graph.",
            "Left of the kink $f$ is one straight line, right of it another. Which slopes do they have?",
            "Write $f$ as a straight line on each side of the kink. The interval goes from the slope "
            "on the left to that on the right.",
        ),
        steps=(
            step("Left of the kink", "slope", "${low}$", low=low),
            step("Right of the kink", "slope", "${high}$", high=high),
            step("All slopes between them", r"$\partial f(p)$", "$[{low}, {high}]$", low=low, high=high),
        ),
        check=lambda at: _supporting(kink),
    )


def _interval_slips(kink: Kink) -> tuple[Slip, ...]:
    """The wrong intervals."""
    low, high = kink.slopes
    a, c = kink.a, kink.c
    unit = Slip(
        "slope-ignored",
        _column(c - 1 if kink.kind == "abs" else c, c + 1),
        "That would be right if the inside were x alone. How steep is f just beside the kink?",
    )
    zero = Slip(
        "zero-claimed",
        _column(0, 0),
        "You gave 0 alone. Draw the kink: are there other lines through it that stay below the graph?",
    )
    other = Slip(
        "other-function",
        _column(c, c + a) if kink.kind == "abs" else _column(c - a, c + a),
        "On the right the slope is right. Look at the left: how does f run there?",
    )
    found = (unit, zero, other)
    if c:
        linear = Slip(
            "linear-term-lost",
            _column(low - c, high - c),
            "The term with x outside has a slope too. It moves the whole interval.",
        )
        found = (*found, linear)
    return found


def _supporting(kink: Kink) -> list[float]:
    """The bounds of all g with f(y) >= f(p) + g (y - p), by trying a grid of y."""
    p = _bent_at(kink)
    steps = np.linspace(0.25, 12, 48)
    left = max((kink.at(p - size) - kink.at(p)) / -size for size in steps)
    right = min((kink.at(p + size) - kink.at(p)) / size for size in steps)
    return [left, right]


def _minimum_part(kink: Kink) -> Part:
    """Whether the kink is a minimum."""
    low, high = kink.slopes
    inside = kink.has_minimum()
    return Part(
        say("Is this $p$ a minimiser of $f$?"),
        Choice(MINIMUM, right="a" if inside else "b"),
        slips=(
            Slip(
                "no-derivative",
                "c",
                "A convex function may have its minimum at a kink. Which subgradient would a flat line be?",
            ),
            Slip(
                "zero-misjudged",
                "b" if inside else "a",
                "Compare 0 with the two ends of your interval from (b): does it lie between them, ends "
                "included?",
            ),
        ),
        hints=hints(
            "At a minimiser the flat line through the graph lies nowhere above it.",
            "A flat line has slope 0. Is 0 in your interval from (b)?",
            "If 0 is a subgradient, the definition reads $f(y) \\geq f(p)$ for every $y$; if not, $f$ "
            "falls on one side.",
        ),
        steps=(
            step(
                "The interval holds 0" if inside else "The interval does not hold 0",
                r"$\partial f(p)$",
                "$[{low}, {high}]$",
                low=low,
                high=high,
            ),
            step(
                r"So $f(y) \geq f(p)$ for every $y$" if inside else "So $f$ falls on one side of the kink",
                "",
                "it is a minimiser" if inside else "it is no minimiser",
            ),
        ),
        check=lambda at: _key(kink),
        follow=Follow(("b",), _minimum_of),
    )


def _minimum_of(own: Mapping[str, Grid]) -> Choice:
    """The choice that follows from the person's own interval."""
    low, high = own["b"]
    return Choice(MINIMUM, right="a" if low <= 0 <= high else "b")


def _key(kink: Kink) -> str:
    """The option that a grid of values speaks for."""
    values = {y: kink.at(y / 4) for y in range(-80, 81)}
    return "a" if values[round(4 * _bent_at(kink))] <= min(values.values()) + 1e-9 else "b"
