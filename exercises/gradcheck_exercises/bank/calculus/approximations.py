"""Polynomials that stand for a function, and differences that stand for a derivative."""

from __future__ import annotations

import cmath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Add, ImmutableMatrix, Integer, Mul, Rational, Symbol, exp, log, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.calculus.complex_steps import circle_derivative
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Formula, Grid, Value
from gradcheck_grader import REAL, Array, Expression, Node, Number, from_sympy

x = Symbol("x")
KINDS = ("exp", "log", "sqrt", "reciprocal", "softplus")


@dataclass(frozen=True)
class Smooth:
    """A function of w = k x + c around x = a, with w(a) = d; exponential and softplus times m, with d = 0."""

    kind: str
    k: int
    a: int
    d: int = 0
    m: int = 1

    @property
    def w(self) -> Formula:
        """The inside."""
        return self.k * x + self.d - self.k * self.a

    @cached_property
    def f(self) -> Formula:
        """The function."""
        w = self.w
        values = {
            "exp": lambda: exp(w),
            "log": lambda: log(w),
            "sqrt": lambda: sqrt(w),
            "reciprocal": lambda: 1 / w,
            "softplus": lambda: log(1 + exp(w)),
        }
        return self.m * values[self.kind]()

    @cached_property
    def by_inside(self) -> tuple[Value, Value, Value]:
        """Value, first and second derivative by w, at a."""
        d, root = Integer(self.d), sqrt(self.d)
        values = {
            "exp": lambda: (Integer(1), Integer(1), Integer(1)),
            "log": lambda: (log(d), 1 / d, -1 / d**2),
            "sqrt": lambda: (root, 1 / (2 * root), -1 / (4 * root**3)),
            "reciprocal": lambda: (1 / d, -1 / d**2, 2 / d**3),
            "softplus": lambda: (log(2), Rational(1, 2), Rational(1, 4)),
        }
        first, second, third = values[self.kind]()
        return self.m * first, self.m * second, self.m * third

    @property
    def derivatives(self) -> tuple[Value, Value, Value]:
        """Value, first and second derivative by x, at a."""
        value, first, second = self.by_inside
        return value, self.k * first, self.k**2 * second

    @property
    def slopes(self) -> tuple[Formula, Formula]:
        """The first and the second derivative, as formulas in x."""
        w, k, m = self.w, self.k, self.m
        values = {
            "exp": lambda: (exp(w), exp(w)),
            "log": lambda: (1 / w, -1 / w**2),
            "sqrt": lambda: (1 / (2 * sqrt(w)), -1 / (4 * w ** Rational(3, 2))),
            "reciprocal": lambda: (-1 / w**2, 2 / w**3),
            "softplus": lambda: (exp(w) / (1 + exp(w)), exp(w) / (1 + exp(w)) ** 2),
        }
        first, second = values[self.kind]()
        return m * k * first, m * k**2 * second

    @property
    def words(self) -> str:
        """What is said of ln, where it stands."""
        return " Here ln is the natural logarithm." if self.kind in ("log", "softplus") else ""

    def at(self, z: complex) -> complex:
        """The function, without SymPy."""
        w = self.k * (z - self.a) + self.d
        values: dict[str, Callable[[], complex]] = {
            "exp": lambda: cmath.exp(w),
            "log": lambda: cmath.log(w),
            "sqrt": lambda: cmath.sqrt(w),
            "reciprocal": lambda: 1 / w,
            "softplus": lambda: cmath.log(1 + cmath.exp(w)),
        }
        return self.m * values[self.kind]()


@exercise("calculus/taylor-second-order", title="Second-order Taylor polynomial", level=3)
def taylor_second_order(draw: Draw) -> Problem:
    """Value, slope and half the second derivative make the parabola that fits a function near a point.

    Trap: the powers are of x - a, not of x; and the second derivative is divided by 2.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 5.1.1.
    """
    kind = draw.choice("kind", KINDS)
    a = draw.integer("a", -5, 5, exclude=(0,))
    if kind in ("exp", "softplus"):
        smooth = Smooth(kind, draw.integer("k", -3, 4, exclude=(0, 1)), a, m=draw.integer("m", 1, 6))
    else:
        options = (1, 4, 9) if kind == "sqrt" else (1, 2, 3)
        smooth = Smooth(kind, draw.integer("k", 2, 5), a, d=draw.choice("d", options))
    shift = draw.choice("shift", (Rational(1, 10), Rational(-1, 10)))
    return Problem(
        say(
            """
            Let $$f(x) = {f}$$ for $x$ near ${a}$.{words} The second-order Taylor polynomial $T_2$ of $f$
            around $a = {a}$ is the polynomial of degree 2 whose value, first derivative and second derivative
            at $a$ are those of $f$.
            """,
            f=smooth.f,
            a=a,
            words=smooth.words,
        ),
        (_derivatives_part(smooth), _polynomial_part(smooth), _estimate_part(smooth, shift)),
    )


def _column(*entries: Value) -> Grid:
    return ImmutableMatrix(len(entries), 1, entries)


def _derivatives_part(smooth: Smooth) -> Part:
    """Value and derivatives at a."""
    value, first, second = smooth.derivatives
    df, ddf = smooth.slopes
    return Part(
        say("Find $[f({a}), f'({a}), f''({a})]$, exactly.", a=smooth.a),
        Array(_column(value, first, second), names=()),
        slips=_derivatives_slips(smooth),
        hints=hints(
            "Differentiate twice by the chain rule, then put in the number.",
            "$f'(x) = {df}$. Differentiate this once more.",
            "$f''(x) = {ddf}$. Put $x = {a}$ into all three; there the inside ${w}$ is {d}.",
            df=df,
            ddf=ddf,
            a=smooth.a,
            w=smooth.w,
            d=smooth.d,
        ),
        steps=(
            step("Differentiate", "$f'(x)$", "${df}$", df=df),
            step("Differentiate again", "$f''(x)$", "${ddf}$", ddf=ddf),
            step("Put in $x = {a}$", "$f({a})$", "${value}$", a=smooth.a, value=value),
            step("Likewise", "$f'({a})$", "${first}$", a=smooth.a, first=first),
            step("Likewise", "$f''({a})$", "${second}$", a=smooth.a, second=second),
        ),
        check=lambda _: _by_circle(smooth),
    )


def _derivatives_slips(smooth: Smooth) -> tuple[Slip, ...]:
    """The wrong derivatives."""
    value, first, second = smooth.derivatives
    _, first_by_inside, second_by_inside = smooth.by_inside
    return distinct(
        _column(value, first, second),
        Slip(
            "inner-dropped",
            _column(value, first_by_inside, second_by_inside),
            "The inside grows at its own pace, and that is a factor of each derivative.",
        ),
        Slip(
            "coefficients-given",
            _column(value, first, second / 2),
            "The last number is the coefficient in the Taylor polynomial. Here the derivative itself is "
            "asked for.",
        ),
        Slip(
            "inner-only-once",
            _column(value, first, smooth.k * second_by_inside),
            "The first derivative is right. When you differentiate again, the inside gives its factor "
            "once more.",
        ),
    )


def _by_circle(smooth: Smooth) -> list[float]:
    """Value and derivatives at a, from values on a circle around it."""
    return [circle_derivative(smooth.at, smooth.a, order) for order in range(3)]


def _parabola(derivatives: tuple[Value, Value, Value], shift: Formula) -> Formula:
    """Value, slope times shift, and half the second derivative times its square."""
    value, first, second = derivatives
    return value + first * shift + second / 2 * shift**2


def _shown(derivatives: tuple[Value, Value, Value], a: int) -> Node:
    """The parabola around a, its linear term in brackets."""
    value, first, second = derivatives
    shift = x - a
    linear = Mul(first, shift, evaluate=False)
    return from_sympy(Add(value, linear, second / 2 * shift**2, evaluate=False))


def _polynomial_part(smooth: Smooth) -> Part:
    """The polynomial."""
    value, first, second = smooth.derivatives
    shift = x - smooth.a
    names = {"x": REAL}
    return Part(
        say("Write down $T_2(x)$. It need not be expanded."),
        Expression(_shown(smooth.derivatives, smooth.a), names=names),
        points=2,
        slips=(
            Slip(
                "half-left-out",
                value + first * shift + second * shift**2,
                "Differentiate your polynomial twice: is its second derivative at a that of f?",
            ),
            Slip(
                "powers-of-x",
                _parabola(smooth.derivatives, x),
                "Put x = a into your polynomial: does f(a) come out? The powers are to vanish there.",
            ),
            Slip(
                "tangent-only",
                value + first * shift,
                "This is the tangent, the polynomial of first order. Which term comes next?",
            ),
        ),
        hints=hints(
            "Each term is a derivative at $a$, over a factorial, times a power of the distance from $a$.",
            r"Complete $T_2(x) = f(a) + f'(a) \cdot (x - a) + \ldots$.",
            r"The last term is $\frac{f''(a)}{2} \cdot (x - a)^2$. Put in $a = {a}$ and your numbers "
            "from (a).",
            a=smooth.a,
        ),
        steps=(
            step("Constant term", "$f(a)$", "${value}$", value=value),
            step("Linear term", r"$f'(a) \cdot (x - a)$", "${term}$", term=first * shift),
            step(
                "Quadratic term",
                r"$\frac{f''(a)}{2} \cdot (x - a)^2$",
                "${term}$",
                term=second / 2 * shift**2,
            ),
            step("Add", "$T_2(x)$", "${total}$", total=_shown(smooth.derivatives, smooth.a)),
        ),
        check=lambda at: _interpolated(smooth, at["x"]),
        follow=Follow(("a",), lambda own: Expression(_parabola(tuple(own["a"]), shift), names=names)),
    )


def _interpolated(smooth: Smooth, place: float) -> float:
    """The polynomial at a place, from derivatives on a circle, by Horner's rule."""
    value, first, second = _by_circle(smooth)
    shift = place - smooth.a
    return value + shift * (first + shift * 0.5 * second)


def _estimate_part(smooth: Smooth, shift: Value) -> Part:
    """What the polynomial says beside a."""
    value, first, second = smooth.derivatives
    place = smooth.a + shift
    return Part(
        say(
            "Use $T_2$ to approximate $f({place})$. Give $T_2({place})$ exactly{logarithm}.",
            place=_decimal(place),
            logarithm="; a logarithm may stay" if value.has(log) else "",
        ),
        Number(_parabola(smooth.derivatives, shift)),
        slips=distinct(
            _parabola(smooth.derivatives, shift),
            Slip(
                "half-left-out",
                value + first * shift + second * shift**2,
                "The square term is twice too large: the second derivative is divided by 2.",
            ),
            Slip(
                "powers-of-x",
                _parabola(smooth.derivatives, place),
                "You took powers of x. What counts is the distance from a, which is small.",
            ),
            Slip(
                "distance-sign",
                _parabola(smooth.derivatives, -shift),
                "On which side of a does the number lie? The distance has a sign.",
            ),
        ),
        hints=hints(
            "Only the distance from $a$ stands in the terms.",
            "From $a = {a}$ to ${place}$ it is a tenth, with a sign. What are the terms?",
            "Add $f(a)$, $f'(a)$ times this distance, and half of $f''(a)$ times its square, which is "
            "${square}$.",
            place=_decimal(place),
            a=smooth.a,
            square=shift**2,
        ),
        steps=(
            step("Distance", "$x - a$", "${shift}$", shift=shift),
            step("Linear term", r"$f'(a) \cdot (x - a)$", "${term}$", term=first * shift),
            step(
                "Quadratic term",
                r"$\frac{f''(a)}{2} \cdot (x - a)^2$",
                "${term}$",
                term=second / 2 * shift**2,
            ),
            step(
                "Add to $f(a)$",
                "$T_2({place})$",
                "${total}$",
                place=_decimal(place),
                total=_parabola(smooth.derivatives, shift),
            ),
        ),
        check=lambda _: _interpolated(smooth, float(place)),
        follow=Follow(("a",), lambda own: _estimate_of(own, shift)),
    )


def _decimal(place: Value) -> str:
    """A number of tenths as a decimal."""
    return f"{float(place):.1f}"


def _estimate_of(own: Mapping[str, Grid], shift: Value) -> Number:
    """The estimate by the person's own derivatives."""
    value, first, second = own["a"]
    return Number(_parabola((value, first, second), shift))
