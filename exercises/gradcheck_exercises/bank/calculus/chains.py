"""Chains of three functions, and exponentials and logarithms of any base."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sympy import ImmutableMatrix, Symbol, cos, exp, log, sin, sqrt

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.calculus.complex_steps import complex_step
from gradcheck_exercises.symbolic import Formula, Grid
from gradcheck_grader import POSITIVE, REAL, Array, Derivative, Domain

Rule = Callable[[Formula], Formula]
x, u, v = Symbol("x"), Symbol("u"), Symbol("v")
RULES: dict[str, tuple[Rule, Rule]] = {
    "exp": (exp, exp),
    "log": (log, lambda w: 1 / w),
    "sin": (sin, cos),
    "cos": (cos, lambda w: -sin(w)),
    "sqrt": (sqrt, lambda w: 1 / (2 * sqrt(w))),
}  # each with its derivative; "power" is the sixth
PAIRS = (
    *((outer, middle) for middle in ("sin", "cos") for outer in ("exp", "power")),
    *((outer, "exp") for outer in ("log", "sqrt", "power")),
    *((outer, "power") for outer in ("log", "sqrt", "sin", "cos", "power")),
)  # outside and middle; none undoes the other, and an exponential is never of a power: it would be huge
NUMERIC = {"exp": cmath.exp, "log": cmath.log, "sin": cmath.sin, "cos": cmath.cos, "sqrt": cmath.sqrt}


@dataclass(frozen=True)
class Layer:
    """A function of the unit, or a power n; a constant may be added to it."""

    kind: str
    n: int = 1
    constant: int = 0

    def of(self, w: Formula) -> Formula:
        """The layer of something."""
        value = w**self.n if self.kind == "power" else RULES[self.kind][0](w)
        return value + self.constant

    def slope(self, w: Formula) -> Formula:
        """Its derivative, at something."""
        return self.n * w ** (self.n - 1) if self.kind == "power" else RULES[self.kind][1](w)

    def at(self, z: complex) -> complex:
        """Its value, without SymPy."""
        return (z**self.n if self.kind == "power" else NUMERIC[self.kind](z)) + self.constant


@dataclass(frozen=True)
class Nest:
    """f = outer(v), v = middle(u), u = a x^degree + b."""

    outer: Layer
    middle: Layer
    a: int
    degree: int
    b: int

    @cached_property
    def h(self) -> Formula:
        """The innermost function."""
        return self.a * x**self.degree + self.b

    @cached_property
    def dh(self) -> Formula:
        """Its derivative."""
        return self.degree * self.a * x ** (self.degree - 1)

    @cached_property
    def f(self) -> Formula:
        """The whole."""
        return self.outer.of(self.middle.of(self.h))

    @cached_property
    def factors(self) -> tuple[Formula, Formula, Formula]:
        """The three local derivatives, written in x."""
        return self.outer.slope(self.middle.of(self.h)), self.middle.slope(self.h), self.dh

    @property
    def positive(self) -> bool:
        """Whether the outside needs something positive."""
        return self.outer.kind in ("log", "sqrt")

    @property
    def names(self) -> dict[str, Domain]:
        """Where v, u and x may lie."""
        return dict.fromkeys("vux", POSITIVE if self.positive else REAL)

    def inner_at(self, z: complex) -> complex:
        """The innermost function, without SymPy."""
        return self.a * z**self.degree + self.b


@exercise("calculus/nested-chain", title="Chain rule, three deep", level=3)
def nested_chain(draw: Draw) -> Problem:
    """The derivative of three functions inside each other is the product of three local derivatives.

    Trap: each local derivative is taken at what stands inside that function, not at x.
    Source: Stewart, Calculus: Early Transcendentals, 8th ed., section 3.4.
    """
    outside, inside = draw.choice("functions", PAIRS)
    outer = Layer(outside, draw.integer("n", 2, 4) if outside == "power" else 1)
    nest = _nest(draw, outer, inside)
    return Problem(
        say(
            "Let $$f(x) = {f}$$ {where}.{log} It is built from $u = {h}$, $v = {g}$ and $f = {outer}$.",
            f=nest.f,
            h=nest.h,
            g=nest.middle.of(u),
            outer=outer.of(v),
            where="for $x > 0$" if nest.positive else "for every real number $x$",
            log=" Here ln is the natural logarithm; you may write log for it." if outside == "log" else "",
        ),
        (_locals_part(nest), _nested_part(nest)),
    )


def _nest(draw: Draw, outer: Layer, inside: str) -> Nest:
    """What stands inside the outside; small where a sine would run through hundreds of periods otherwise."""
    wavy = outer.kind in ("sin", "cos")
    if inside in ("exp", "power"):
        power = draw.integer("m", 2, 2 if wavy else 3) if inside == "power" else 1
        middle = Layer(inside, power, draw.integer("c", 1, 5))
    else:
        middle = Layer(inside)
    a = draw.integer("a", 2, 3 if wavy else 5)
    return Nest(
        outer, middle, a, draw.integer("degree", 1, 1 if wavy else 2), draw.integer("b", 1, 4 if wavy else 9)
    )


def _column(*entries: Formula) -> Grid:
    return ImmutableMatrix(3, 1, entries)


def _locals_part(nest: Nest) -> Part:
    """The first question: the three local derivatives."""
    df, dg, dh = nest.outer.slope(v), nest.middle.slope(u), nest.dh
    return Part(
        say(
            r"Give the three local derivatives as $[\frac{df}{dv}, \frac{dv}{du}, \frac{du}{dx}]$, "
            "each written in its own variable: $v$, $u$, $x$."
        ),
        Array(_column(df, dg, dh), names=nest.names),
        slips=(
            Slip(
                "at-x",
                _column(df.subs(v, x), dg.subs(u, x), dh),
                "The rules are right, but two of them are written at x. Which variable goes into each "
                "function?",
            ),
            Slip(
                "already-multiplied",
                _column(df, dg * dh, dh),
                "The second entry has the derivative of u in it already. A local derivative belongs to one "
                "function alone.",
            ),
            Slip(
                "constants-kept",
                _column(df, dg, dh + nest.b),
                "In the last entry the constant of u is still there. Does it change with x?",
            ),
        ),
        hints=hints(
            "Look at one function at a time, as if its variable were the only one.",
            "For $f = {outer}$ the variable is $v$; for $v = {g}$ it is $u$. Which is the derivative of "
            "each?",
            "Use the rule for {rules}, and keep the letters $v$ and $u$ as they are.",
            outer=nest.outer.of(v),
            g=nest.middle.of(u),
            rules=_rules(nest),
        ),
        steps=(
            step("Outside", r"$\frac{d}{dv}\left[{f}\right]$", "${df}$", f=nest.outer.of(v), df=df),
            step("Middle", r"$\frac{d}{du}\left[{g}\right]$", "${dg}$", g=nest.middle.of(u), dg=dg),
            step("Inside", r"$\frac{d}{dx}\left[{h}\right]$", "${dh}$", h=nest.h, dh=dh),
        ),
        check=lambda at: [
            complex_step(nest.outer.at, at["v"]),
            complex_step(nest.middle.at, at["u"]),
            complex_step(nest.inner_at, at["x"]),
        ],
    )


def _rules(nest: Nest) -> str:
    """What the functions are called."""
    called = {
        "exp": "the exponential",
        "log": "the logarithm",
        "sin": "the sine",
        "cos": "the cosine",
        "sqrt": "the root",
        "power": "powers",
    }
    kinds = dict.fromkeys((nest.outer.kind, nest.middle.kind, "power"))
    first, *others = (called[kind] for kind in kinds)
    return " and ".join([", ".join([first, *others[:-1]]), *others[-1:]])


def _nested_part(nest: Nest) -> Part:
    """The second question: their product, in x."""
    first, second, third = nest.factors
    return Part(
        say("Find $f'(x)$, written in $x$ alone."),
        Derivative(nest.f, x, names={"x": POSITIVE if nest.positive else REAL}),
        points=2,
        slips=(
            Slip(
                "middle-dropped",
                first * third,
                "The outside and the inside are differentiated, the function between them is not. Count "
                "the factors.",
            ),
            Slip(
                "inner-dropped",
                first * second,
                "You went in two steps and stopped before the last: u changes with x too.",
            ),
            Slip(
                "at-x",
                nest.outer.slope(x) * nest.middle.slope(x) * third,
                "Each derivative is taken at x. What stands inside each function has to be put back in its "
                "place.",
            ),
        ),
        hints=hints(
            "The chain rule multiplies the local derivatives, one for each function.",
            r"Complete $f'(x) = \frac{df}{dv} \cdot \ldots \cdot \frac{du}{dx}$. Which factor is missing, "
            "and what is to be put for $v$?",
            "The factor in the middle is $dv / du$. Multiply the three, then write ${h}$ for $u$ and ${g}$ "
            "for $v$.",
            h=nest.h,
            g=nest.middle.of(nest.h),
        ),
        steps=(
            step("Put the inside back for $v$", r"$\frac{df}{dv}$", "${first}$", first=first),
            step("Put the inside back for $u$", r"$\frac{dv}{du}$", "${second}$", second=second),
            step("The inside has nothing to put back", r"$\frac{du}{dx}$", "${third}$", third=third),
            step("Multiply", "$f'(x)$", "${product}$", product=first * second * third),
        ),
        check=lambda at: complex_step(lambda z: nest.outer.at(nest.middle.at(nest.inner_at(z))), at["x"]),
    )


@exercise("calculus/exp-log-base", title="Exponentials and logarithms of any base", level=2)
def exp_log_base(draw: Draw) -> Problem:
    """A base other than e leaves its natural logarithm behind: as a factor, or below.

    Trap: the power rule is for a variable base; and inside a logarithm a constant factor cancels.
    Source: Stewart, Calculus: Early Transcendentals, 8th ed., sections 3.4 and 3.6.
    """
    a = draw.choice("a", (2, 3, 5, 7, 10))
    k = draw.integer("k", 2, 9)
    b = draw.choice("b", (2, 3, 5, 7, 10))
    m = draw.integer("m", 2, 9)
    return Problem(
        say(
            r"Let $$f(x) = {f}, \quad g(x) = \log_{b}({w})$$ for $x > 0$. Here $\log_{b}$ is the logarithm "
            r"with "
            "base ${b}$. In your answers ln, or log without a base, is the natural logarithm.",
            f=a ** (k * x),
            b=b,
            w=m * x,
        ),
        (_exponential_part(a, k), _logarithm_part(b, m)),
    )


def _exponential_part(a: int, k: int) -> Part:
    """The derivative of a^(k x)."""
    f = a ** (k * x)
    return Part(
        say("Find $f'(x)$."),
        Derivative(f, x, names={"x": POSITIVE}),
        slips=(
            Slip(
                "power-rule-on-exponential",
                k * x * a ** (k * x - 1),
                "The power rule is for a variable base and a fixed exponent. Here the exponent varies.",
            ),
            Slip(
                "natural-log-lost",
                k * f,
                "An exponential is its own derivative only with base e. Write the base as a power of e.",
            ),
            Slip(
                "inner-dropped",
                log(a) * f,
                "The exponent changes faster than x does. Its derivative is a factor.",
            ),
        ),
        hints=hints(
            "Write the base as a power of $e$; then it is the chain rule for the exponential.",
            r"${a}$ is $e^{\ln({a})}$, so $f(x) = e^w$ with $w = {k} \ln({a}) x$. What is $dw/dx$?",
            r"The derivative is $e^w$ times $dw/dx$. Multiply by ${k} \ln({a})$, and write $e^w$ as $f(x)$ "
            r"again.",
            a=a,
            k=k,
        ),
        steps=(
            step("Write the base as a power of $e$", "${f}$", r"$e^w, \quad w = {w}$", f=f, w=k * log(a) * x),
            step("Differentiate the exponent", r"$\frac{dw}{dx}$", "${slope}$", slope=k * log(a)),
            step("Multiply", "$f'(x)$", "${slope}$", slope=k * log(a) * f),
        ),
        check=lambda at: complex_step(lambda z: cmath.exp(k * z * math.log(a)), at["x"]),
    )


def _logarithm_part(b: int, m: int) -> Part:
    """The derivative of log_b(m x)."""
    return Part(
        say("Find $g'(x)$."),
        Derivative(log(m * x) / log(b), x, names={"x": POSITIVE}, shown=1 / (x * log(b))),
        slips=(
            Slip(
                "inside-factor-kept",
                m / (x * log(b)),
                "The inside gives a factor above and stands below as well. What is left of it?",
            ),
            Slip("base-lost", 1 / x, "This is right for the natural logarithm. The base is another here."),
            Slip(
                "inner-dropped",
                1 / (m * x * log(b)),
                "The outside is differentiated. The inside changes faster than x does: its derivative is a "
                "factor.",
            ),
            Slip(
                "log-above",
                log(b) / x,
                "The natural logarithm of the base stands on the wrong side: a larger base makes a flatter "
                "curve.",
            ),
        ),
        hints=hints(
            "Change the base to $e$: any logarithm is a natural one divided by a constant.",
            r"$\log_{b}({w}) = \ln({w}) / \ldots$: which constant? And what is the derivative of $\ln({w})$?",
            r"The constant is $\ln {b}$. The derivative of $\ln w$ is $1/w$ times that of $w = {w}$: cancel.",
            b=b,
            w=m * x,
        ),
        steps=(
            step(
                "Change the base",
                r"$\log_{b}({w})$",
                "${g}$",
                b=b,
                w=m * x,
                g=log(m * x) / log(b),
            ),
            step(
                "Chain rule: the factor cancels",
                r"$\frac{d}{dx}\left[{g}\right]$",
                "${slope}$",
                g=log(m * x),
                slope=1 / x,
            ),
            step("The constant stays below", "$g'(x)$", "${slope}$", slope=1 / (x * log(b))),
        ),
        check=lambda at: complex_step(lambda z: cmath.log(m * z, b), at["x"]),
    )
