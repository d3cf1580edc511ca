"""Curves that an equation gives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import gcd

from sympy import Add, Mul, Symbol

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Formula, Value
from gradcheck_grader import REAL, Expression, Node, Number, from_sympy

x, y = Symbol("x"), Symbol("y")
NAMES = {"x": REAL, "y": REAL}
NUMBERS = (-3, -2, -1, 1, 2, 3)
QUADRATICS = tuple(
    (a, c, b)
    for a, c, b in product((1, 2, 3), (-3, -2, -1, 1, 2, 3, 4), (1, 2, 3))
    if c * c != 4 * a * b and gcd(a, c, b) == 1
)  # of a x² + c xy + b y²; where c² = 4ab the curve is a pair of parallel lines


@dataclass(frozen=True)
class Conic:
    """The curve F = a x² + c xy + b y² = k through the point (p, q)."""

    a: int
    c: int
    b: int
    p: int
    q: int

    @cached_property
    def F(self) -> Formula:
        """The left-hand side."""
        return self.a * x**2 + self.c * x * y + self.b * y**2

    @property
    def by_x(self) -> Formula:
        """Its partial derivative by x."""
        return 2 * self.a * x + self.c * y

    @property
    def by_y(self) -> Formula:
        """Its partial derivative by y."""
        return self.c * x + 2 * self.b * y

    @property
    def k(self) -> int:
        """Its value on the curve."""
        return int(self.at_point(self.F))

    @property
    def slope(self) -> Value:
        """dy/dx at the point."""
        return self.at_point(-self.by_x / self.by_y)

    def at_point(self, formula: Formula) -> Value:
        """The formula at the point."""
        return formula.subs({x: self.p, y: self.q})

    def is_clear(self) -> bool:
        """Whether the tangent is neither level nor upright, and no wrong rule gives its slope by chance."""
        along, up = 2 * self.a * self.p + self.c * self.q, self.c * self.p + 2 * self.b * self.q
        on_lines = self.a * self.p**2 + self.c * self.p * self.q + self.b * self.q**2 == 0
        return along * up != 0 and abs(along) != abs(up) and not on_lines


@exercise("calculus/implicit-derivative", title="Slope of a curve that an equation gives", level=3)
def implicit_derivative(draw: Draw) -> Problem:
    """Both sides of an equation are differentiated, with y a function of x; then solved for dy/dx.

    Trap: each y brings a factor dy/dx, and the product xy two terms; the quotient of partial derivatives has
    a minus.
    Source: Stewart, Calculus: Early Transcendentals, 8th ed., section 3.5.
    """
    a, c, b = draw.choice("quadratic", QUADRATICS)
    points = [(p, q) for p, q in product(NUMBERS, NUMBERS) if Conic(a, c, b, p, q).is_clear()]
    conic = Conic(a, c, b, *draw.choice("point", points))
    return Problem(
        say(
            """
            The curve $${F} = {k}$$ goes through the point $({p}, {q})$. Near this point $y$ is a
            differentiable function of $x$.
            """,
            F=conic.F,
            k=conic.k,
            p=conic.p,
            q=conic.q,
        ),
        (_formula_part(conic), _slope_part(conic), _tangent_part(conic)),
    )


def _formula_part(conic: Conic) -> Part:
    """dy/dx as a formula."""
    a, c, b = conic.a, conic.c, conic.b
    return Part(
        say(r"Find $\frac{dy}{dx}$ as a formula in $x$ and $y$."),
        Expression(-conic.by_x / conic.by_y, names=NAMES),
        points=2,
        slips=(
            Slip(
                "sign-lost",
                conic.by_x / conic.by_y,
                "The sign is lost: the terms without dy/dx go to the other side of the equation.",
            ),
            Slip(
                "inverted",
                -conic.by_y / conic.by_x,
                "Upside down: what stands beside dy/dx is what you divide by.",
            ),
            Slip(
                "product-of-derivatives",
                -2 * a * x / (c + 2 * b * y),
                "In the term with xy both letters change. Use the product rule for it.",
            ),
            Slip(
                "y-held-fixed-in-product",
                -conic.by_x / (2 * b * y),
                "In the term with xy only x was allowed to change. y is a function of x there, too.",
            ),
        ),
        hints=hints(
            "Differentiate both sides by $x$. By the chain rule each $y$ brings a factor $dy/dx$.",
            r"The term ${square}$ becomes ${chained} \cdot \frac{dy}{dx}$. What do ${xx}$ and ${mixed}$ "
            "become?",
            r"It comes to ${along} + ({up}) \cdot \frac{dy}{dx} = 0$. Solve this for $\frac{dy}{dx}$.",
            square=b * y**2,
            chained=2 * b * y,
            xx=a * x**2,
            mixed=c * x * y,
            along=conic.by_x,
            up=conic.by_y,
        ),
        steps=(
            step(
                "Power rule",
                r"$\frac{d}{dx}\left[{term}\right]$",
                "${slope}$",
                term=a * x**2,
                slope=2 * a * x,
            ),
            step(
                "Product rule",
                r"$\frac{d}{dx}\left[{term}\right]$",
                r"${first} {second} \cdot \frac{dy}{dx}$",
                term=c * x * y,
                first=c * y,
                second=_signed(c),
            ),
            step(
                "Chain rule",
                r"$\frac{d}{dx}\left[{term}\right]$",
                r"${slope} \cdot \frac{dy}{dx}$",
                term=b * y**2,
                slope=2 * b * y,
            ),
            step(
                "Collect", r"${along} + ({up}) \cdot \frac{dy}{dx}$", "$0$", along=conic.by_x, up=conic.by_y
            ),
            step("Solve", r"$\frac{dy}{dx}$", "${slope}$", slope=-conic.by_x / conic.by_y),
        ),
        check=lambda at: _along_curve(conic, at["x"], at["y"]),
    )


def _signed(c: int) -> str:
    """The number times x with its sign, to stand behind another term."""
    return f"{'-' if c < 0 else '+'} {'' if abs(c) == 1 else abs(c)} x"


def _along_curve(conic: Conic, p: float, q: float, size: float = 1e-20) -> float:
    """The slope at (p, q) of the level curve through it: Newton's method solves for y at p + i size."""

    def value(first: complex, second: complex) -> complex:
        return conic.a * first * first + conic.c * first * second + conic.b * second * second

    start, found = complex(p, size), complex(q)
    for _ in range(3):
        rate = value(p, q + 1j * size).imag / size
        found -= (value(start, found) - value(p, q)) / rate
    return found.imag / size


def _slope_part(conic: Conic) -> Part:
    """The slope at the point."""
    slope = conic.slope
    return Part(
        say("Find the slope of the curve at $({p}, {q})$, exactly.", p=conic.p, q=conic.q),
        Number(slope),
        slips=(
            Slip("sign-lost", -slope, "The sign is lost. Walk along the curve: does it rise or fall here?"),
            Slip(
                "inverted",
                1 / slope,
                "This is dx/dy, how fast x changes with y. What is asked for is dy/dx.",
            ),
        ),
        hints=hints(
            "Put both coordinates into your formula from (a).",
            "With $x = {p}$ and $y = {q}$, ${along}$ is {first}. What is ${up}$?",
            "${up}$ is {second}. Divide the first by the second, put a minus before it, and reduce.",
            p=conic.p,
            q=conic.q,
            along=conic.by_x,
            up=conic.by_y,
            first=conic.at_point(conic.by_x),
            second=conic.at_point(conic.by_y),
        ),
        steps=(
            step("Above", "${along}$", "${value}$", along=conic.by_x, value=conic.at_point(conic.by_x)),
            step("Below", "${up}$", "${value}$", up=conic.by_y, value=conic.at_point(conic.by_y)),
            step("Divide, with a minus", r"$\frac{dy}{dx}$", "${slope}$", slope=slope),
        ),
        check=lambda _: _along_curve(conic, conic.p, conic.q),
    )


def _line(conic: Conic, slope: Value) -> Formula:
    """The line through the point with this slope."""
    return conic.q + slope * (x - conic.p)


def _unmultiplied(conic: Conic, slope: Value) -> Node:
    """The same, its bracket left."""
    return from_sympy(Add(conic.q, Mul(slope, x - conic.p, evaluate=False), evaluate=False))


def _tangent_part(conic: Conic) -> Part:
    """The tangent."""
    slope, p, q = conic.slope, conic.p, conic.q
    names = {"x": REAL}
    return Part(
        say("The tangent of the curve at $({p}, {q})$ is the line $y = t(x)$. Find $t(x)$.", p=p, q=q),
        Expression(_line(conic, slope), names=names),
        slips=(
            Slip(
                "not-through-point",
                slope * x + q,
                "Put the x of the point into your line: does its y come out?",
            ),
            Slip(
                "sign-of-shift",
                q + slope * (x + p),
                "At the x of the point the bracket has to be 0: look at the sign in it.",
            ),
        ),
        hints=hints(
            "A line is given by a point and its slope.",
            r"Complete $t(x) = {q} + \ldots \cdot (x - \ldots)$.",
            r"The slope is your number from (b). Multiply it by ${shift}$, and add the result to ${q}$.",
            q=q,
            shift=x - p,
        ),
        steps=(
            step("Start at the point", "$t({p})$", "${q}$", p=p, q=q),
            step("Go with the slope", "$t(x)$", "${line}$", line=_unmultiplied(conic, slope)),
            step("Multiply out", "$t(x)$", "${line}$", line=_line(conic, slope)),
        ),
        check=lambda at: q + _along_curve(conic, p, q) * (at["x"] - p),
        follow=Follow(("b",), lambda own: Expression(_line(conic, own["b"]), names=names)),
    )
