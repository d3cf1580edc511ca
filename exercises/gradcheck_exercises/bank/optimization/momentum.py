"""Momentum: heavy-ball steps, and Nesterov's gradient at the point ahead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Rational, Symbol

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.factors import as_factor
from gradcheck_exercises.symbolic import Formula, Value
from gradcheck_grader import Number

x = Symbol("x")
BETAS = (Rational(1, 2), Rational(3, 4), Rational(4, 5), Rational(9, 10))


@dataclass(frozen=True)
class Ball:
    """f = a/2 x^2 + b x, with the start, the learning rate and the momentum."""

    a: int
    b: int
    x0: int
    rate: Value
    beta: Value

    @property
    def f(self) -> Formula:
        """The function."""
        return Rational(self.a, 2) * x**2 + self.b * x

    def slope(self, at: Value) -> Value:
        """f' there."""
        return self.a * at + self.b

    def moves(self, steps: int, *, mix: Value = 1, keep: Value | None = None) -> list[tuple[Value, Value]]:
        """Velocity and point after each step of v = keep v + mix g, x = x - rate v."""
        keep = self.beta if keep is None else keep
        v, at, found = Rational(0), Rational(self.x0), []
        for _ in range(steps):
            v = keep * v + mix * self.slope(at)
            at = at - self.rate * v
            found.append((v, at))
        return found

    def ahead(self) -> list[tuple[Value, Value]]:
        """Velocity and point of two Nesterov steps: the slope is taken at x - rate beta v."""
        v, at, found = Rational(0), Rational(self.x0), []
        for _ in range(2):
            v = self.beta * v + self.slope(at - self.rate * self.beta * v)
            at = at - self.rate * v
            found.append((v, at))
        return found

    def by_two_terms(self, steps: int) -> float:
        """The heavy-ball point by its recurrence without velocity, slopes by differences."""
        rate, beta = float(self.rate), float(self.beta)
        old = at = float(self.x0)
        for _ in range(steps):
            up, down = (self.a / 2 * u * u + self.b * u for u in (at + 0.5, at - 0.5))
            old, at = at, at - rate * (up - down) + beta * (at - old)
        return at


@exercise("optimization/momentum-steps", title="Steps with momentum", level=3)
def momentum_steps(draw: Draw) -> Problem:
    """Momentum keeps a share of the velocity and adds the gradient; Nesterov takes the gradient ahead.

    Trap: conventions differ; here the new gradient is added whole, without a factor 1 - beta.
    Source: Goodfellow, Bengio & Courville, Deep Learning, sections 8.3.2 and 8.3.3.
    """
    ball = draw.until(_telling, lambda: _ball(draw))
    return Problem(
        say(
            r"""
            Let $$f(x) = {f}.$$ Descent with momentum starts at $x_0 = {x0}$ with velocity $v_0 = 0$, learning
            rate $\eta = {rate}$ and momentum $\beta = {beta}$:
            $$v_{k+1} = \beta v_k + f'(x_k), \quad x_{k+1} = x_k - \eta v_{k+1}.$$
            Give exact numbers.
            """,
            f=ball.f,
            x0=ball.x0,
            rate=ball.rate,
            beta=ball.beta,
        ),
        (_first(ball), _velocity(ball), _second(ball), _nesterov(ball)),
    )


def _ball(draw: Draw) -> Ball:
    return Ball(
        draw.integer("a", 1, 6),
        draw.integer("b", -8, 8, exclude=(0,)),
        draw.integer("x0", -6, 6, exclude=(0,)),
        draw.choice("rate", (Rational(1, 10), Rational(1, 5), Rational(1, 4), Rational(1, 2))),
        draw.choice("beta", BETAS),
    )


def _telling(b: Ball) -> bool:
    """Whether no slope or point is 0, and the method does not fly away."""
    (v1, x1), (v2, x2) = b.moves(2)
    ahead = b.ahead()[1][1]
    return 0 not in (v1, x1, v2, x2, b.slope(x1), ahead) and b.rate * b.a < 2 and max(x2.q, ahead.q) <= 4000


def _first(b: Ball) -> Part:
    """x_1."""
    v, right = b.moves(1)[0]
    return Part(
        say("What is $x_1$?"),
        Number(right),
        slips=distinct(
            right,
            Slip("ascent", b.x0 + b.rate * v, "You went up. The velocity is subtracted."),
            Slip(
                "averaged-gradient",
                b.moves(1, mix=1 - b.beta)[0][1],
                "You weighted the gradient by 1 - beta. In this convention it is added whole.",
            ),
            Slip(
                "momentum-on-the-gradient",
                b.x0 - b.rate * b.beta * v,
                "The momentum multiplies the old velocity, which is 0, and not the gradient.",
            ),
        ),
        hints=hints(
            "There is no velocity yet: the first step is a step of plain descent.",
            r"$v_1 = f'(x_0) = {v}$. And $x_1 = x_0 - \eta \cdot \text{?}$",
            r"Compute ${x0} - {rate} \cdot {factor}$.",
            v=v,
            factor=as_factor(v),
            x0=b.x0,
            rate=b.rate,
        ),
        steps=(
            step("The velocity is the gradient", "$v_1$", "${v}$", v=v),
            step(
                "Move",
                r"${x0} - {rate} \cdot {v}$",
                "${right}$",
                x0=b.x0,
                rate=b.rate,
                v=as_factor(v),
                right=right,
            ),
        ),
        check=lambda at: b.by_two_terms(1),
    )


def _velocity(b: Ball) -> Part:
    """v_2."""
    (v, one), (right, _) = b.moves(2)
    return Part(
        say("What is $v_2$?"),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip("velocity-reset", b.slope(one), "You dropped the old velocity. A share of it stays."),
            Slip(
                "gradient-not-refreshed",
                b.beta * v + b.slope(b.x0),
                "The gradient is taken at the new point.",
            ),
            Slip(
                "averaged-gradient",
                b.beta * v + (1 - b.beta) * b.slope(one),
                "You weighted the gradient by 1 - beta. In this convention it is added whole.",
            ),
            Slip("whole-velocity-kept", v + b.slope(one), "Only the share beta of the old velocity stays."),
        ),
        hints=hints(
            "Keep a share of the old velocity, and add the gradient at the new point.",
            r"$v_2 = {beta} \cdot {v} + f'(\text{?})$",
            r"Compute ${beta} \cdot {v} + {slope}$.",
            beta=b.beta,
            v=as_factor(v),
            slope=as_factor(b.slope(one)),
        ),
        steps=(
            step("The gradient at the new point", "$f'({one})$", "${slope}$", one=one, slope=b.slope(one)),
            step(
                "Add the kept velocity",
                r"${beta} \cdot {v} + {slope}$",
                "${right}$",
                beta=b.beta,
                v=as_factor(v),
                slope=as_factor(b.slope(one)),
                right=right,
            ),
        ),
        check=lambda at: (b.by_two_terms(1) - b.by_two_terms(2)) / float(b.rate),
        follow=Follow(("a",), lambda own: _velocity_from(own, b)),
    )


def _velocity_from(own: Mapping[str, Value], b: Ball) -> Number | None:
    """The velocity after the person's own first point."""
    found = b.beta * b.slope(b.x0) + b.slope(own["a"])
    return Number(found) if found != 0 and own["a"] != b.x0 else None


def _second(b: Ball) -> Part:
    """x_2."""
    (_, one), (v, right) = b.moves(2)
    return Part(
        say("What is $x_2$?"),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "plain-descent",
                b.moves(2, keep=Rational(0))[1][1],
                "This is plain descent. The velocity of the first step goes on.",
            ),
            Slip("ascent", one + b.rate * v, "The velocity is subtracted."),
            Slip("from-the-start", b.x0 - b.rate * v, "The second step starts from the new point."),
        ),
        hints=hints(
            "Move by the learning rate times the new velocity.",
            r"$x_2 = x_1 - \eta \cdot \text{?}$",
            r"Compute ${one} - {rate} \cdot {v}$.",
            one=one,
            rate=b.rate,
            v=as_factor(v),
        ),
        steps=(
            step(
                "Move",
                r"${one} - {rate} \cdot {v}$",
                "${right}$",
                one=one,
                rate=b.rate,
                v=as_factor(v),
                right=right,
            ),
        ),
        check=lambda at: b.by_two_terms(2),
        follow=Follow(("a", "b"), lambda own: Number(own["a"] - b.rate * own["b"])),
    )


def _nesterov(b: Ball) -> Part:
    """x_2 by Nesterov's method."""
    (v, one), (w, right) = b.ahead()
    look = one - b.rate * b.beta * v
    return Part(
        say(
            r"Nesterov's method takes the gradient at the point ahead: $v_{k+1} = \beta v_k + "
            r"f'(x_k - \eta \beta v_k)$, "
            r"and moves as before. What is its $x_2$, from the same start?"
        ),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "heavy-ball",
                b.moves(2)[1][1],
                "This is the heavy-ball step. Nesterov takes the gradient at the point ahead.",
            ),
            Slip(
                "looked-back",
                one - b.rate * (b.beta * v + b.slope(one + b.rate * b.beta * v)),
                "The point ahead lies where the velocity leads: subtract it.",
            ),
            Slip(
                "stays-ahead",
                look - b.rate * w,
                "The point ahead is for the gradient alone. The step starts from the point itself.",
            ),
        ),
        hints=hints(
            "The first step is the same, since there is no velocity yet.",
            r"The point ahead is $x_1 - \eta \beta v_1 = {look}$. What is the gradient there?",
            r"The gradient there is ${slope}$, so $v_2 = {beta} \cdot {v} + {factor}$.",
            look=look,
            slope=b.slope(look),
            factor=as_factor(b.slope(look)),
            beta=b.beta,
            v=as_factor(v),
        ),
        steps=(
            step("The point ahead", r"$x_1 - \eta \beta v_1$", "${look}$", look=look),
            step(
                "The velocity",
                r"${beta} \cdot {v} + {slope}$",
                "${w}$",
                beta=b.beta,
                v=as_factor(v),
                slope=as_factor(b.slope(look)),
                w=w,
            ),
            step(
                "Move",
                r"${one} - {rate} \cdot {w}$",
                "${right}$",
                one=one,
                rate=b.rate,
                w=as_factor(w),
                right=right,
            ),
        ),
        check=lambda at: _extrapolated(b),
    )


def _extrapolated(b: Ball) -> float:
    """Nesterov's second point from points alone: extrapolate, then step by the slope there."""
    rate, beta = float(b.rate), float(b.beta)

    def slope(u: float) -> float:
        up, down = (b.a / 2 * w * w + b.b * w for w in (u + 0.5, u - 0.5))
        return up - down

    first = b.x0 - rate * slope(b.x0)
    ahead = first + beta * (first - b.x0)
    return ahead - rate * slope(ahead)
