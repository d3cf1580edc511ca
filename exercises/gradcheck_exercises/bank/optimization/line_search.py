"""Backtracking line search with Armijo's condition."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Rational, Symbol

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.factors import as_factor
from gradcheck_exercises.symbolic import Formula, Value
from gradcheck_grader import Number

x = Symbol("x")
# the demanded share c, and a times a rate for which f falls by less: between 1 - c and 1
SHARES = tuple(
    (Rational(*c), Rational(*u))
    for c, several in {
        (1, 4): ((4, 5), (5, 6)),
        (1, 3): ((3, 4), (4, 5), (5, 6)),
        (2, 5): ((2, 3), (3, 4), (4, 5)),
        (1, 2): ((2, 3), (3, 5), (3, 4), (4, 5)),
    }.items()
    for u in several
)


@dataclass(frozen=True)
class Search:
    """f = a x^2 + b x, a start, the first rate t, the shrinking beta, and the share c of the slope."""

    a: int
    b: int
    x0: int
    t: Value
    beta: Value
    c: Value

    @property
    def f(self) -> Formula:
        """The function."""
        return self.a * x**2 + self.b * x

    def value(self, at: Value) -> Value:
        """f there."""
        return self.a * at * at + self.b * at

    @property
    def slope(self) -> int:
        """f' at the start."""
        return 2 * self.a * self.x0 + self.b

    def lower(self, t: Value) -> Value:
        """f after a step with the rate t."""
        return self.value(self.x0 - t * self.slope)

    def bound(self, t: Value, c: Value) -> Value:
        """What f may be at most there, for the share c."""
        return self.value(self.x0) - c * t * self.slope**2

    def first(self, c: Value, *, sign: int = 1) -> Value:
        """The first rate t, beta t, beta^2 t … that meets the condition."""
        t = self.t
        for _ in range(40):
            if self.lower(t) <= self.bound(t, sign * c):
                return t
            t *= self.beta
        return t

    def tried(self) -> list[Value]:
        """The rates that are tried, the last one is taken."""
        rates = [self.t]
        while rates[-1] != self.first(self.c):
            rates.append(rates[-1] * self.beta)
        return rates

    def in_floats(self) -> float:
        """The rate that is taken, with slopes by differences."""
        at, t = float(self.x0), float(self.t)

        def f(u: float) -> float:
            return self.a * u * u + self.b * u

        slope = (f(at + 0.5) - f(at - 0.5)) / 1.0
        while f(at - t * slope) > f(at) - float(self.c) * t * slope**2 + 1e-9:
            t *= float(self.beta)
        return t


@exercise("optimization/armijo-line-search", title="Backtracking with Armijo's condition", level=3)
def armijo_line_search(draw: Draw) -> Problem:
    """Backtracking shrinks the rate until f falls by a share of what its slope promises.

    Trap: any fall is not enough; the demanded fall is in proportion to rate and squared gradient.
    Source: Nocedal & Wright, Numerical Optimization, 2nd ed., section 3.1; Boyd & Vandenberghe, section 9.2.
    """
    search = draw.until(_telling, lambda: _search(draw))
    return Problem(
        say(
            r"""
            Descent on $$f(x) = {f}$$ from $x_0 = {x0}$ goes against the slope $g = f'(x_0)$. The rate
            $t = {t}$ is tried first, and multiplied by {beta} until Armijo's condition holds:
            $$f(x_0 - t g) \leq f(x_0) - {c} \cdot t \cdot g^2.$$
            """,
            f=search.f,
            x0=search.x0,
            t=search.t,
            beta=search.beta,
            c=search.c,
        ),
        (_demand(search), _reached(search), _taken(search), _arrived(search)),
    )


def _search(draw: Draw) -> Search:
    """Built backwards: the last rate that fails lies where f falls, but by too little."""
    a = draw.integer("a", 1, 5)
    b = draw.integer("b", -6, 6, exclude=(0,))
    c, fails = draw.choice("share", SHARES)
    beta = draw.choice("beta", (Rational(1, 2), Rational(1, 3), Rational(1, 4)))
    flat = [-b // (2 * a)] if b % (2 * a) == 0 else []
    shrinks = draw.choice("shrinks", (0, 1))
    t = fails / a / beta**shrinks
    return Search(a, b, draw.integer("x0", -4, 4, exclude=(0, *flat)), t, beta, c)


def _telling(s: Search) -> bool:
    """Whether no number that is asked for is 0, and all stay small."""
    sides = (s.bound(s.t, s.c), s.lower(s.t), s.x0 - s.first(s.c) * s.slope)
    return abs(s.slope) <= 24 and 0 not in sides and s.t != 1


def _demand(s: Search) -> Part:
    """What f may be at most for the first rate."""
    right = s.bound(s.t, s.c)
    start = s.value(s.x0)
    return Part(
        say("At most how large may $f(x_0 - t g)$ be for $t = {t}$?", t=s.t),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "plain-fall",
                Rational(start),
                "This is the value at the start: any fall would do. Armijo demands more.",
            ),
            Slip("sign", start + s.c * s.t * s.slope**2, "The bound lies below the value at the start."),
            Slip(
                "slope-not-squared",
                start - s.c * s.t * abs(s.slope),
                "The step is as long as the slope is steep: the slope counts twice.",
            ),
            Slip(
                "whole-slope",
                start - s.t * s.slope**2,
                "This is what the tangent line would reach. Only a share of it is demanded.",
            ),
        ),
        hints=hints(
            "Put the start and the slope into the right-hand side.",
            "$f(x_0) = {start}$ and $g = {slope}$. What is the right-hand side?",
            r"Compute ${start} - {c} \cdot {t} \cdot {square}$.",
            start=start,
            slope=s.slope,
            c=s.c,
            t=s.t,
            square=s.slope**2,
        ),
        steps=(
            step(
                "The value and the slope at the start",
                "",
                "$f(x_0) = {start}, g = {slope}$",
                start=start,
                slope=s.slope,
            ),
            step(
                "The right-hand side",
                r"${start} - {c} \cdot {t} \cdot {square}$",
                "${right}$",
                start=start,
                c=s.c,
                t=s.t,
                square=s.slope**2,
                right=right,
            ),
        ),
        check=lambda at: float(start) - float(s.c) * float(s.t) * float(s.slope) ** 2,
    )


def _reached(s: Search) -> Part:
    """f after the first try."""
    right = s.lower(s.t)
    return Part(
        say("What is $f(x_0 - t g)$ for $t = {t}$?", t=s.t),
        Number(right),
        slips=distinct(
            right,
            Slip("ascent", s.value(s.x0 + s.t * s.slope), "You went up. Descent goes against the slope."),
            Slip("point-for-value", s.x0 - s.t * s.slope, "This is the point. What is f there?"),
            Slip(
                "rate-forgotten", s.value(Rational(s.x0 - s.slope)), "The step is the rate times the slope."
            ),
        ),
        hints=hints(
            "First the point, then f there.",
            "The point is $x_0 - t g = {x0} - {t} \\cdot \\text{?}$",
            "The point is ${point}$. Put it into f.",
            x0=s.x0,
            t=s.t,
            point=s.x0 - s.t * s.slope,
        ),
        steps=(
            step("The point", "$x_0 - t g$", "${point}$", point=s.x0 - s.t * s.slope),
            step("f there", "$f({point})$", "${right}$", point=s.x0 - s.t * s.slope, right=right),
        ),
        check=lambda at: s.a * float(s.x0 - s.t * s.slope) ** 2 + s.b * float(s.x0 - s.t * s.slope),
    )


def _taken(s: Search) -> Part:
    """The rate that is taken."""
    right = s.first(s.c)
    return Part(
        say("Which $t$ is the first that meets the condition?"),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "plain-fall", s.first(Rational(0)), "There f falls, but by less than the condition demands."
            ),
            Slip("sign", s.first(s.c, sign=-1), "The bound lies below the value at the start, not above it."),
            Slip("one-too-many", right * s.beta, "The rate before this one meets the condition already."),
        ),
        hints=hints(
            "Check the condition for {t}, then for the rates that follow, and stop at the first that holds.",
            "For $t = {t}$ it fails. Multiply by {beta} and compare both sides again: does it hold?",
            "It fails for {failing}.",
            t=s.t,
            beta=s.beta,
            failing=", ".join(str(t) for t in s.tried()[:-1]),
        ),
        steps=tuple(
            step(
                "It holds" if t == right else "It fails",
                "$t$",
                "${t}$, where $f$ is ${lower}$ and may be ${bound}$",
                t=t,
                lower=s.lower(t),
                bound=s.bound(t, s.c),
            )
            for t in s.tried()
        ),
        check=lambda at: s.in_floats(),
    )


def _arrived(s: Search) -> Part:
    """The next point."""
    t = s.first(s.c)
    right = s.x0 - t * s.slope
    return Part(
        say("What is the next point $x_1$?"),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "first-rate",
                s.x0 - s.t * s.slope,
                "This is the point of the first try. Which rate was taken?",
            ),
            Slip("ascent", s.x0 + t * s.slope, "You went up. Descent goes against the slope."),
            Slip("step-only", -t * s.slope, "This is the step. Where does it start?"),
        ),
        hints=hints(
            "Take the step with the rate that met the condition.",
            r"$x_1 = x_0 - t \cdot \text{?}$",
            r"Compute ${x0} - {t} \cdot {slope}$.",
            x0=s.x0,
            t=t,
            slope=as_factor(s.slope),
        ),
        steps=(
            step(
                "Take the step",
                r"${x0} - {t} \cdot {slope}$",
                "${right}$",
                x0=s.x0,
                t=t,
                slope=as_factor(s.slope),
                right=right,
            ),
        ),
        check=lambda at: s.x0 - s.in_floats() * s.slope,
        follow=Follow(("c",), lambda own: Number(s.x0 - own["c"] * s.slope) if own["c"] > 0 else None),
    )
