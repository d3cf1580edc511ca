"""Derivatives of functions of one variable."""

from __future__ import annotations

import cmath
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sympy import Symbol, cos, exp, log, sin, sqrt

from gradcheck_exercises import Draw, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_exercises.symbolic import Formula
from gradcheck_grader import POSITIVE, REAL, Domain, Expression

Rule = Callable[[Formula], Formula]
x, u = Symbol("x"), Symbol("u")
OUTSIDES: dict[str, tuple[Rule, Rule]] = {
    "exp": (exp, exp),
    "log": (log, lambda u: 1 / u),
    "sin": (sin, cos),
    "cos": (cos, lambda u: -sin(u)),
    "sqrt": (sqrt, lambda u: 1 / (2 * sqrt(u))),
}  # each with its derivative; "power" is the sixth
ONLY_POSITIVE = ("log", "sqrt")  # these outsides need a positive inside, so x > 0 and positive coefficients


@dataclass(frozen=True)
class Chain:
    """An outside (n is the power, if it is one), and the coefficients of the inside, constant first."""

    outside: str
    n: int
    coefficients: tuple[int, ...]

    @cached_property
    def g(self) -> Formula:
        """The inside."""
        return sum(coefficient * x**power for power, coefficient in enumerate(self.coefficients))

    @cached_property
    def dg(self) -> Formula:
        """The derivative of the inside."""
        return sum(k * coefficient * x ** (k - 1) for k, coefficient in enumerate(self.coefficients) if k)

    def outer(self, inside: Formula) -> Formula:
        """The outside of something."""
        return inside**self.n if self.outside == "power" else OUTSIDES[self.outside][0](inside)

    def slope(self, inside: Formula) -> Formula:
        """The derivative of the outside, at something."""
        if self.outside == "power":
            return self.n * inside ** (self.n - 1)
        return OUTSIDES[self.outside][1](inside)

    @property
    def names(self) -> dict[str, Domain]:
        """Where x may lie."""
        return {"x": POSITIVE if self.outside in ONLY_POSITIVE else REAL}


@exercise("calculus/chain-rule", title="Chain rule", level=2)
def chain_rule(draw: Draw) -> Problem:
    """The derivative of an outer function of an inner one.

    Trap: the derivative of the inside is a factor of its own and is easily left out.
    Source: Stewart, Calculus: Early Transcendentals, 8th ed., section 3.4.
    """
    outside = draw.choice("outside", (*OUTSIDES, "power"))
    n = draw.integer("n", 3, 6) if outside == "power" else 1
    chain = Chain(outside, n, _inside(draw, outside))
    return Problem(
        say(
            "Let $$f(x) = {f}$$ {where}.{log}",
            f=chain.outer(chain.g),
            where="for $x > 0$" if outside in ONLY_POSITIVE else "for every real number $x$",
            log=" Here ln is the natural logarithm; you may write log for it." if outside == "log" else "",
        ),
        (_inner_part(chain), _outer_part(chain)),
    )


def _inside(draw: Draw, outside: str) -> tuple[int, ...]:
    """The coefficients of the inside, constant first: affine or quadratic, its slope never 0 or 1 everywhere.

    Sine and cosine get positive coefficients of x: SymPy would write sin(2 - 3x) as -sin(3x - 2).
    """
    shape = draw.choice("inside", ("affine", "quadratic"))
    positive = outside in ONLY_POSITIVE
    lowest = 2 if positive or outside in ("sin", "cos") else -7
    leading = draw.integer("a", lowest, 7, exclude=(-1, 0, 1))
    middle = () if shape == "affine" else (draw.integer("b", 0 if lowest == 2 else -5, 5),)
    constant = draw.integer("c", 1 if positive else -9, 9, exclude=(0,))
    return (constant, *middle, leading)


def _inner_part(chain: Chain) -> Part:
    """The first question: the derivative of the inside."""
    return Part(
        say("The inside of $f$ is $u = {g}$. Find its derivative $du/dx$.", g=chain.g),
        Expression(chain.dg, names=chain.names),
        slips=_inner_slips(chain),
        hints=hints(
            "Differentiate the inside term by term.",
            "A constant term has derivative 0. What is left of ${g}$ to differentiate?",
            "The power comes in front and goes down by one: $m x$ becomes $m$, and $m x^2$ becomes $2 m x$.",
            g=chain.g,
        ),
        steps=_inner_steps(chain),
        check=lambda at: _complex_step(lambda z: _polynomial(chain.coefficients, z), at["x"]),
    )


def _inner_steps(chain: Chain) -> tuple[Step, ...]:
    """Term by term, the highest power first."""
    derivative = r"$\frac{d}{dx}\left[{term}\right]$"
    terms = [
        step("Power rule", derivative, "${slope}$", term=a * x**k, slope=k * a * x ** (k - 1))
        for k, a in enumerate(chain.coefficients)
        if k and a
    ]
    constant = step("A constant does not change", derivative, "$0$", term=chain.coefficients[0])
    return (*reversed(terms), constant, step("Add", r"$\frac{du}{dx}$", "${dg}$", dg=chain.dg))


def _inner_slips(chain: Chain) -> tuple[Slip, ...]:
    """The wrong rules for the derivative of the inside."""
    constant_kept = Slip(
        "constant-kept",
        chain.dg + chain.coefficients[0],
        "The constant term is still there. A constant does not change with x: what is its derivative?",
    )
    power_kept = Slip(
        "power-kept",
        chain.dg * x,
        "The x is still there. How much does a straight line rise when x grows by 1?",
    )
    power_dropped = Slip(
        "power-not-brought-down",
        chain.dg - chain.coefficients[-1] * x,
        "In the square term the power went down by one, but it should also come in front as a factor.",
    )
    return (constant_kept, power_kept if len(chain.coefficients) == 2 else power_dropped)


def _outer_part(chain: Chain) -> Part:
    """The second question: the derivative of the whole."""
    return Part(
        say("Find $f'(x)$."),
        Expression(chain.slope(chain.g) * chain.dg, names=chain.names),
        points=2,
        slips=_outer_slips(chain),
        hints=hints(
            "The chain rule has two factors: the derivative of the outside and that of the inside.",
            r"With $u = {g}$, complete $f'(x) = \frac{d}{du}\left[{outer}\right] \cdot \frac{du}{dx}$: "
            "what is the first factor?",
            "The first factor is ${slope}$. Multiply it by the derivative of the inside, "
            "then write ${g}$ for $u$.",
            g=chain.g,
            outer=chain.outer(u),
            slope=chain.slope(u),
        ),
        steps=_outer_steps(chain),
        check=lambda at: _complex_step(_numeric(chain), at["x"]),
    )


def _outer_steps(chain: Chain) -> tuple[Step, ...]:
    """Both factors, and their product."""
    slope, dg = chain.slope(u), chain.dg
    return (
        step("Name the inside", "$u$", "${g}$", g=chain.g),
        step(
            "Differentiate the outside as if $u$ were the variable",
            r"$\frac{d}{du}\left[{outer}\right]$",
            "${slope}$",
            outer=chain.outer(u),
            slope=slope,
        ),
        step("Differentiate the inside", r"$\frac{du}{dx}$", "${dg}$", dg=dg),
        step(
            "Multiply, and put the inside back for $u$",
            rf"${{slope}} \cdot {_factor(dg)}$",
            "${product}$",
            slope=slope,
            dg=dg,
            product=chain.slope(chain.g) * dg,
        ),
    )


def _outer_slips(chain: Chain) -> tuple[Slip, ...]:
    """The wrong rules for the derivative of the whole."""
    g, dg = chain.g, chain.dg
    inner_dropped = Slip(
        "inner-dropped",
        chain.slope(g),
        "You differentiated the outside and stopped. The inside changes too when x does: its derivative is a "
        "factor.",
    )
    misplaced = Slip(
        "outside-at-inner-derivative",
        chain.slope(dg),
        "You put the derivative of the inside into the outside. The inside itself stays there; "
        "its derivative stands beside it, as a factor.",
    )
    outer_kept = Slip(
        "outside-not-differentiated",
        chain.outer(g) * dg,
        "You multiplied by the derivative of the inside, but the outside is not differentiated yet.",
    )
    power_rule = Slip(
        "power-rule-on-exponential",
        g * exp(g - 1) * dg,
        "The power rule is for a variable base. Here the variable is in the exponent, and an exponential "
        "stays as a factor when it is differentiated.",
    )
    return (inner_dropped, misplaced, power_rule if chain.outside == "exp" else outer_kept)


def _factor(value: Formula) -> str:
    """The template of a factor: in brackets when it is a sum or begins with a minus."""
    return r"\left({dg}\right)" if value.is_Add or value.could_extract_minus_sign() else "{dg}"


def _numeric(chain: Chain) -> Callable[[complex], complex]:
    """The function itself on complex numbers, written without SymPy."""
    functions: dict[str, Callable[[complex], complex]] = {
        "exp": cmath.exp,
        "log": cmath.log,
        "sin": cmath.sin,
        "cos": cmath.cos,
        "sqrt": cmath.sqrt,
        "power": lambda z: z**chain.n,
    }
    return lambda z: functions[chain.outside](_polynomial(chain.coefficients, z))


def _polynomial(coefficients: tuple[int, ...], z: complex) -> complex:
    value = 0j
    for coefficient in reversed(coefficients):
        value = value * z + coefficient
    return value


def _complex_step(function: Callable[[complex], complex], x: float, step_size: float = 1e-20) -> float:
    """The derivative at x, from one complex step; nothing cancels, so it is good to the last digits.

    Source: Squire & Trapp, Using complex variables to estimate derivatives of real functions, SIAM Review 40
    (1998).
    """
    return function(complex(x, step_size)).imag / step_size
