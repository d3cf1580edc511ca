"""All steps of gradient descent on a quadratic at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sympy import Rational, Symbol

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.factors import as_base, as_factor
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Expression, Number
from gradcheck_grader.notation import Domain

x = Symbol("x")
WHOLE = Domain("integer", low=Fraction(0))


@dataclass(frozen=True)
class Decay:
    """f = a/2 x^2 + b x with minimiser -b/a, the first point, and a rate for which the error shrinks."""

    a: int
    b: int
    x0: int
    factor: Value

    @property
    def rate(self) -> Value:
        """The learning rate."""
        return (1 - self.factor) / self.a

    @property
    def minimiser(self) -> Value:
        """Where the slope is 0."""
        return Rational(-self.b, self.a)


SHRINKING = tuple(
    Rational(p, q) for p, q in ((1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 5), (4, 5), (-1, 2), (-1, 3))
)


@exercise("optimization/gd-closed-form", title="All steps of gradient descent at once", level=3)
def gd_closed_form(draw: Draw) -> Problem:
    """On a quadratic each step multiplies the distance from the minimiser by 1 - eta a.

    Trap: it is the distance from the minimiser that shrinks, not the distance from 0, and geometrically.
    Source: Boyd & Vandenberghe, Convex Optimization, section 9.3.
    """
    a = draw.integer("a", 2, 6)
    times = draw.integer("minimiser", -6, 6, exclude=(0,))
    x0 = draw.integer("x0", -9, 9, exclude=(0, times))
    decay = Decay(a, -a * times, x0, draw.choice("factor", SHRINKING))
    return Problem(
        say(
            r"""
            Gradient descent is run on $$f(x) = {f}$$ from $x_0 = {x0}$ with learning rate $\eta = {rate}$:
            $x_{k+1} = x_k - \eta f'(x_k)$. Give exact answers.
            """,
            f=Rational(a, 2) * x**2 + decay.b * x,
            x0=x0,
            rate=decay.rate,
        ),
        (_minimiser(decay), _factor_of(decay), _formula(decay)),
    )


def _minimiser(d: Decay) -> Part:
    """x*."""
    right = d.minimiser
    return Part(
        say("Which number $m$ minimises $f$?"),
        Number(right),
        slips=distinct(
            right,
            Slip("sign", -right, "Look at the sign when you solve f'(x) = 0."),
            Slip("half-kept", right / 2, "The half is cancelled by the 2 of the derivative."),
            Slip("not-divided", Rational(-d.b), "Divide by the factor of x as well."),
        ),
        hints=hints(
            "At a minimiser the slope is 0.",
            "$f'(x) = {a} x {sign} {b}$. For which $x$ is it 0?",
            "Solve ${a} x = {right}$.",
            a=d.a,
            sign="+" if d.b > 0 else "-",
            b=abs(d.b),
            right=-d.b,
        ),
        steps=(step("Set the slope to 0 and solve", "$m$", "${right}$", right=right),),
        check=lambda at: _iterated(d, 400),
    )


def _iterated(d: Decay, steps: int) -> float:
    """x_k by taking every step, with slopes by central differences."""
    at = float(d.x0)
    for _ in range(steps):
        up, down = (d.a / 2 * u * u + d.b * u for u in (at + 0.5, at - 0.5))
        at -= float(d.rate) * (up - down)
    return at


def _factor_of(d: Decay) -> Part:
    """By which factor the distance shrinks."""
    right = d.factor
    return Part(
        say("By which factor does one step multiply $x_k - m$, the signed distance from the minimiser?"),
        Number(right),
        slips=distinct(
            right,
            Slip("complement", 1 - right, "This is the share that is taken away. Which share is left?"),
            Slip(
                "curvature-forgotten",
                1 - d.rate,
                "The slope grows with the curvature: it belongs beside the learning rate.",
            ),
            Slip("sign", -right, "Look at the sign: does the step cross the minimiser?"),
        ),
        hints=hints(
            "Write $x_{k+1} - m$ with the help of $f'(x_k) = {a} (x_k - m)$.",
            r"$x_{k+1} - m = (1 - \eta \cdot \text{?}) (x_k - m)$",
            r"Compute $1 - {rate} \cdot {a}$.",
            rate=d.rate,
            a=d.a,
        ),
        steps=(
            step(
                "The distance after one step",
                r"$1 - {rate} \cdot {a}$",
                "${right}$",
                rate=d.rate,
                a=d.a,
                right=right,
            ),
        ),
        check=lambda at: (_iterated(d, 1) - _iterated(d, 400)) / (d.x0 - _iterated(d, 400)),
    )


def _formula(d: Decay) -> Part:
    """x_k."""
    star, gap = d.minimiser, d.x0 - d.minimiser
    base = as_base(d.factor)
    signed = f"{'-' if gap < 0 else '+'} {'' if abs(gap) == 1 else abs(gap)}"
    right = f"{star} {signed} ({d.factor})^k"
    return Part(
        say("Give $x_k$ as a formula in $k$, for $k = 0, 1, 2, …$"),
        Expression(right, {"k": WHOLE}),
        points=2,
        slips=(
            Slip(
                "minimiser-forgotten",
                f"{d.x0} * ({d.factor})^k",
                "With this formula the points go to 0. They should go to the minimiser.",
            ),
            Slip(
                "distance-only",
                f"{as_factor(gap)} * ({d.factor})^k",
                "This is the distance from the minimiser. Where is the point itself?",
            ),
            Slip(
                "linear-decay",
                f"{d.x0} - k * ({d.rate * d.a * gap})",
                "The steps become shorter, since the slope does. The decay is geometric.",
            ),
        ),
        hints=hints(
            "The distance from the minimiser is multiplied by the same factor in every step.",
            r"$x_k = m + (x_0 - m) \cdot \text{?}$",
            r"Put in $m = {star}$ and the factor ${base}^k$.",
            star=star,
            base=base,
        ),
        steps=(
            step("The distance at the start", "$x_0 - m$", "${gap}$", gap=gap),
            step(
                "Multiply k times and add the minimiser",
                "$x_k$",
                r"${star} {signed} {base}^k$",
                star=star,
                signed=signed if abs(gap) == 1 else rf"{signed} \cdot",
                base=base,
            ),
        ),
        check=lambda at: _iterated(d, round(at["k"])),
        follow=Follow(("a", "b"), lambda own: _formula_from(own, d)),
    )


def _formula_from(own: Mapping[str, Value], d: Decay) -> Expression | None:
    """The formula with the person's own minimiser and factor."""
    star, factor = own["a"], own["b"]
    if factor == 0 or star == d.x0:
        return None
    return Expression(f"{star} + ({d.x0 - star}) * ({factor})^k", {"k": WHOLE})
