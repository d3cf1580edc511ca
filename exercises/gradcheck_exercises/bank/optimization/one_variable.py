"""Gradient descent in one variable: two steps, and all steps at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sympy import Rational, Symbol

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.factors import as_factor
from gradcheck_exercises.symbolic import Formula, Value
from gradcheck_grader import Number
from gradcheck_grader.notation import Domain

x = Symbol("x")
WHOLE = Domain("integer", low=Fraction(0))
RATES = tuple(Rational(p, q) for p, q in ((1, 2), (1, 4), (1, 5), (1, 8), (1, 10), (3, 10)))


@dataclass(frozen=True)
class Start:
    """f = a x^2 + b x + c, or a x^4 + b x^2 + c, with the first point and the learning rate."""

    quartic: bool
    a: int
    b: int
    c: int
    x0: int
    rate: Value

    @property
    def f(self) -> Formula:
        """The function."""
        return self.a * x**4 + self.b * x**2 + self.c if self.quartic else self.a * x**2 + self.b * x + self.c

    @property
    def derivative(self) -> Formula:
        """Its derivative."""
        return 4 * self.a * x**3 + 2 * self.b * x if self.quartic else 2 * self.a * x + self.b

    def value(self, at: Value) -> Value:
        """f there."""
        return self.f.subs(x, at)

    def slope(self, at: Value) -> Value:
        """The derivative there."""
        return self.derivative.subs(x, at)

    def moved(self, at: Value) -> Value:
        """The point after one step."""
        return at - self.rate * self.slope(at)

    def measured(self, steps: int) -> float:
        """The point after so many steps with slopes by central differences."""
        power, low = (4, 2) if self.quartic else (2, 1)
        at = float(self.x0)
        for _ in range(steps):
            up, down = (self.a * u**power + self.b * u**low for u in (at + 1e-3, at - 1e-3))
            at -= float(self.rate) * ((up - down) / 2e-3 - (4 * self.a * at * 1e-6 if self.quartic else 0.0))
        return at


@exercise("optimization/gd-step-1d", title="Two steps of gradient descent", level=1)
def gd_step_1d(draw: Draw) -> Problem:
    """Each step of gradient descent goes against the slope at the point where one stands.

    Trap: the second step needs the slope at the new point.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 7.1.
    """
    start = draw.until(_telling, lambda: _start(draw))
    return Problem(
        say(
            r"""
            Let $$f(x) = {f}.$$
            Gradient descent starts at $x_0 = {x0}$ with learning rate $\eta = {rate}$:
            $x_{k+1} = x_k - \eta f'(x_k)$. Give exact numbers.
            """,
            f=start.f,
            x0=start.x0,
            rate=start.rate,
        ),
        (_slope_part(start), _first(start), _second(start)),
    )


def _start(draw: Draw) -> Start:
    quartic = draw.case("form", ("quadratic", "quartic")) == "quartic"
    return Start(
        quartic,
        1 if quartic else draw.integer("a", 1, 5),
        draw.integer("b", -6, 6, exclude=(0,)),
        draw.integer("c", -9, 9, exclude=(0,)),
        draw.integer("x0", -2, 2, exclude=(0,)) if quartic else draw.integer("x0", -6, 6, exclude=(0,)),
        draw.choice("rate", tuple(rate / (4 if quartic else 1) for rate in RATES)),
    )


def _telling(s: Start) -> bool:
    """Whether no point repeats, and none is far away or where the slope is 0."""
    one = s.moved(s.x0)
    if s.slope(s.x0) == 0 or s.slope(one) == 0 or s.slope(one) == s.slope(s.x0):
        return False
    two = s.moved(one)
    return 0 not in (one, two) and abs(one) < 20 and abs(two) < 60 and two.q <= 1000


def _slope_part(s: Start) -> Part:
    """The slope at the start."""
    right = s.slope(s.x0)
    return Part(
        say("What is $f'(x_0)$?"),
        Number(right),
        slips=distinct(
            right,
            Slip("value-for-slope", s.value(s.x0), "This is the value f(x₀). Differentiate first."),
            Slip("constant-kept", right + s.c, "The derivative of a constant is 0."),
            Slip(
                "power-not-lowered",
                (s.derivative - (2 * s.b * x if s.quartic else s.b)).subs(x, s.x0) * s.x0
                + (2 * s.b * x if s.quartic else s.b * x).subs(x, s.x0),
                "Each power falls by one when it is differentiated.",
            ),
            Slip("sign", -right, "Look at the sign of the slope: does f rise or fall there?"),
        ),
        hints=hints(
            "Differentiate, then put in the point.",
            "$f'(x) = {derivative}$. What is it at $x_0 = {x0}$?",
            "Put $x = {x0}$ into ${derivative}$.",
            derivative=s.derivative,
            x0=s.x0,
        ),
        steps=(
            step("Differentiate", "$f'(x)$", "${derivative}$", derivative=s.derivative),
            step("Put in the start", "$f'({x0})$", "${right}$", x0=s.x0, right=right),
        ),
        check=lambda at: (s.x0 - s.measured(1)) / float(s.rate),
    )


def _first(s: Start) -> Part:
    """The first step."""
    slope, right = s.slope(s.x0), s.moved(s.x0)
    return Part(
        say("What is $x_1$?"),
        Number(right),
        slips=distinct(
            right,
            Slip("ascent", s.x0 + s.rate * slope, "You went up. Descent goes against the slope."),
            Slip(
                "value-for-slope",
                s.x0 - s.rate * s.value(s.x0),
                "You multiplied by the value of f. The step follows its slope.",
            ),
            Slip("rate-forgotten", s.x0 - slope, "The step is the slope times the learning rate."),
            Slip("step-only", -s.rate * slope, "This is the step. Where does it start?"),
        ),
        hints=hints(
            "Go from the old point, against the slope, by the learning rate times the slope.",
            r"$x_1 = x_0 - \eta \cdot \text{?}$",
            r"Compute ${x0} - {rate} \cdot {slope}$.",
            x0=s.x0,
            rate=s.rate,
            slope=as_factor(slope),
        ),
        steps=(
            step(
                "One step",
                r"${x0} - {rate} \cdot {slope}$",
                "${right}$",
                x0=s.x0,
                rate=s.rate,
                slope=as_factor(slope),
                right=right,
            ),
        ),
        check=lambda at: s.measured(1),
        follow=Follow(("a",), lambda own: Number(s.x0 - s.rate * own["a"])),
    )


def _second(s: Start) -> Part:
    """The second step."""
    one = s.moved(s.x0)
    right = s.moved(one)
    return Part(
        say("What is $x_2$?"),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "slope-not-refreshed",
                s.x0 - 2 * s.rate * s.slope(s.x0),
                "You took the first slope again. Measure it where you stand now.",
            ),
            Slip(
                "from-the-start", s.x0 - s.rate * s.slope(one), "The second step starts from the new point."
            ),
            Slip("ascent", one + s.rate * s.slope(one), "You went up. Descent goes against the slope."),
        ),
        hints=hints(
            "The same once more, from the new point.",
            r"$x_2 = x_1 - \eta \cdot \text{?}$: which slope?",
            r"The slope there is ${slope}$. Compute ${one} - {rate} \cdot {factor}$.",
            one=one,
            rate=s.rate,
            slope=s.slope(one),
            factor=as_factor(s.slope(one)),
        ),
        steps=(
            step("The slope at the new point", "$f'({one})$", "${slope}$", one=one, slope=s.slope(one)),
            step(
                "One step",
                r"${one} - {rate} \cdot {slope}$",
                "${right}$",
                one=one,
                rate=s.rate,
                slope=as_factor(s.slope(one)),
                right=right,
            ),
        ),
        check=lambda at: s.measured(2),
        follow=Follow(("b",), lambda own: _from(own, s)),
    )


def _from(own: Mapping[str, Value], s: Start) -> Number | None:
    """The second step from the person's own first point, where there is a slope."""
    return Number(s.moved(own["b"])) if s.slope(own["b"]) != 0 else None
