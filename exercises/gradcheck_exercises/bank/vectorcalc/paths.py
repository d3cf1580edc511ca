"""The chain rule for functions of several variables."""

from __future__ import annotations

import cmath
from collections.abc import Callable
from dataclasses import dataclass

from sympy import ImmutableMatrix, Integer, Symbol, cos, exp, sin

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.calculus.complex_steps import complex_step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.working import line
from gradcheck_exercises.symbolic import Formula, Grid
from gradcheck_grader import REAL, Array, Derivation, Derivative, Expression, Gradient

x, y, s, t = (Symbol(name) for name in "xyst")
Numeric = Callable[[complex], complex]


@dataclass(frozen=True)
class Curve:
    """x(t) and y(t), each with its derivative, and as they are on complex numbers."""

    x: Formula
    y: Formula
    slopes: tuple[Formula, Formula]
    at: tuple[Numeric, Numeric]


CURVES = {
    "circle": Curve(cos(t), sin(t), (-sin(t), cos(t)), (cmath.cos, cmath.sin)),
    "growth": Curve(t**2, exp(t), (2 * t, exp(t)), (lambda w: w**2, cmath.exp)),
    "decay": Curve(exp(-t), t**2, (-exp(-t), 2 * t), (lambda w: cmath.exp(-w), lambda w: w**2)),
    "wave": Curve(3 * t, sin(t), (Integer(3), cos(t)), (lambda w: 3 * w, cmath.sin)),
    "powers": Curve(t**3, t**2 + 1, (3 * t**2, 2 * t), (lambda w: w**3, lambda w: w**2 + 1)),
}
# Numbers p, q, r of x = p s t and y = q s + r t², and a place (s, t); y is not 0 there.
SURFACES = tuple(
    (p, q, r, at)
    for p in (1, 2)
    for q in (1, -1, 2)
    for r in (1, -1)
    for at in ((1, 1), (2, 1), (1, -1), (2, -1))
    if q * at[0] + r
)


@dataclass(frozen=True)
class Outer:
    """f = a x^m y^n + b x."""

    a: int
    m: int
    n: int
    b: int

    def value(self, first: Formula, second: Formula) -> Formula:
        """f at a place."""
        return self.a * first**self.m * second**self.n + self.b * first

    def slopes(self, first: Formula, second: Formula) -> tuple[Formula, Formula]:
        """The partial derivatives by x and y at a place."""
        return (
            self.a * self.m * first ** (self.m - 1) * second**self.n + self.b,
            self.a * self.n * first**self.m * second ** (self.n - 1),
        )


@dataclass(frozen=True)
class Inner:
    """x = p s t and y = q s + r t², and a place."""

    p: int
    q: int
    r: int
    at: tuple[int, int]

    def value(self, first: Formula, second: Formula) -> tuple[Formula, Formula]:
        """x and y."""
        return self.p * first * second, self.q * first + self.r * second**2

    @property
    def jacobian(self) -> Grid:
        """Rows for x and y, columns for s and t, at the place."""
        first, second = self.at
        return ImmutableMatrix([[self.p * second, self.p * first], [self.q, 2 * self.r * second]])


@exercise("vectorcalc/multivariate-chain", title="Chain rule for several variables", level=3)
def multivariate_chain(draw: Draw) -> Problem:
    """Each way from the variable to the function gives a product of derivatives; these are added up.

    Trap: one way is forgotten, or the inner derivatives are.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 5.2.2.
    """
    outer = Outer(
        draw.choice("a", (-3, -2, 2, 3, 4)),
        *draw.choice("powers", ((1, 1), (2, 1), (1, 2))),
        draw.choice("b", (-5, -3, 1, 2, 5)),
    )
    curve = CURVES[draw.choice("curve", tuple(CURVES))]
    fitting = [one for one in SURFACES if _all_ways_count(outer, Inner(*one))]
    inner = Inner(*draw.choice("inner", fitting))
    return Problem(
        say("Let $$f(x, y) = {f}$$ for all real $x$ and $y$.", f=outer.value(x, y)),
        (
            _gradient_part(outer),
            _curve_part(outer, curve),
            _surface_part(outer, inner),
            _working_part(outer, curve),
        ),
    )


def _all_ways_count(outer: Outer, inner: Inner) -> bool:
    """Whether no way from s or t to f vanishes, and wrong rules come to something else."""
    gradient, J = ImmutableMatrix(outer.slopes(*inner.value(*inner.at))), inner.jacobian
    right = J.T * gradient
    return 0 not in (*gradient.flat(), *right.flat()) and gradient != right != J * gradient != gradient


def _gradient_part(outer: Outer) -> Part:
    """Both partial derivatives."""
    first, second = outer.slopes(x, y)
    return Part(
        say(
            r"Find $\frac{\partial f}{\partial x}$ and $\frac{\partial f}{\partial y}$, as a list of "
            "formulas."
        ),
        Gradient(outer.value(x, y), (x, y), names={"x": REAL, "y": REAL}),
        slips=(
            Slip(
                "order-exchanged",
                ImmutableMatrix([second, first]),
                "Both are right, in the wrong order: the derivative by x comes first.",
            ),
            Slip(
                "linear-term-lost",
                ImmutableMatrix([first - outer.b, second]),
                "Look at the last term: it has a derivative too.",
            ),
        ),
        hints=hints(
            "Hold one variable fixed, as if it were a number, and differentiate by the other.",
            r"By $x$ the last term gives {b}. What does the first give, by $x$ and by $y$?",
            "By $y$ it gives ${second}$. Do the same by $x$, and add {b}.",
            b=outer.b,
            second=second,
        ),
        steps=(
            step("Hold $y$ fixed", r"$\frac{\partial f}{\partial x}$", "${first}$", first=first),
            step("Hold $x$ fixed", r"$\frac{\partial f}{\partial y}$", "${second}$", second=second),
        ),
        check=lambda at: [
            complex_step(lambda w: outer.value(w, at["y"]), at["x"]),
            complex_step(lambda w: outer.value(at["x"], w), at["y"]),
        ],
    )


def _curve_part(outer: Outer, curve: Curve) -> Part:
    """The derivative along a curve."""
    by_x, by_y = outer.slopes(curve.x, curve.y)
    along_x, along_y = curve.slopes
    named = {"X": curve.x, "Y": curve.y}
    return Part(
        say(
            r"Let $x = {X}$ and $y = {Y}$ for real $t$. Find $\frac{df}{dt}$, written with $t$ alone.",
            **named,
        ),
        Derivative(outer.value(curve.x, curve.y), t, names={"t": REAL}),
        points=2,
        slips=(
            Slip(
                "one-way-only",
                by_x * along_x,
                "You went through x alone. The function changes through y as well: add that.",
            ),
            Slip(
                "inner-derivatives-lost",
                by_x + by_y,
                "Each partial derivative is to be multiplied by the derivative of x or y by t.",
            ),
            Slip(
                "ways-multiplied",
                by_x * along_x * by_y * along_y,
                "Along one way derivatives are multiplied; the two ways are added.",
            ),
        ),
        hints=hints(
            "There are two ways from $t$ to $f$: through $x$ and through $y$.",
            r"$\frac{df}{dt} = \frac{\partial f}{\partial x} \frac{dx}{dt} + \ldots$, with "
            r"$\frac{dx}{dt} = {first}$. What is the other term?",
            r"It is $\frac{\partial f}{\partial y} \frac{dy}{dt}$, with $\frac{dy}{dt} = {second}$. Put "
            "the formulas "
            "for $x$ and $y$ in, and add.",
            first=along_x,
            second=along_y,
        ),
        steps=(
            step(
                "The way through $x$",
                r"$\frac{\partial f}{\partial x} \frac{dx}{dt}$",
                r"$\left({outer}\right) \left({inner}\right)$",
                outer=by_x,
                inner=along_x,
            ),
            step(
                "The way through $y$",
                r"$\frac{\partial f}{\partial y} \frac{dy}{dt}$",
                r"$\left({outer}\right) \left({inner}\right)$",
                outer=by_y,
                inner=along_y,
            ),
            step("Add", r"$\frac{df}{dt}$", "${total}$", total=by_x * along_x + by_y * along_y),
        ),
        check=lambda at: complex_step(lambda w: outer.value(curve.at[0](w), curve.at[1](w)), at["t"]),
        follow=Follow(("a",), lambda own: _along(own["a"], curve), (x, y)),
    )


def _along(gradient: Grid, curve: Curve) -> Expression:
    """What follows from a person's own gradient."""
    first, second = gradient.subs({x: curve.x, y: curve.y}, simultaneous=True)
    return Expression(first * curve.slopes[0] + second * curve.slopes[1], {"t": REAL})


def _surface_part(outer: Outer, inner: Inner) -> Part:
    """Two variables, and the product with a Jacobian."""
    place = inner.value(*map(Integer, inner.at))
    slopes, J = ImmutableMatrix(outer.slopes(*place)), inner.jacobian
    right = J.T * slopes
    first, second = inner.value(s, t)
    return Part(
        say(
            r"Now let $x = {X}$ and $y = {Y}$ for real $s$ and $t$. Find $\frac{\partial f}{\partial s}$ and "
            rf"$\frac{{\partial f}}{{\partial t}}$ at $(s, t) = ({inner.at[0]}, {inner.at[1]})$, as a list "
            "of two "
            "numbers.",
            X=first,
            Y=second,
        ),
        Array(right),
        slips=distinct(
            right,
            Slip(
                "matrix-not-transposed",
                J * slopes,
                "For the derivative by s multiply with the derivatives of x and y by s: a column of the "
                "Jacobian of "
                "x and y, not a row.",
            ),
            Slip(
                "one-way-only",
                J[0, :].T * slopes[0],
                "You went through x alone. The function changes through y as well: add that.",
            ),
            Slip(
                "inner-derivatives-lost",
                slopes,
                "These are the derivatives by x and y. Each is to be multiplied by inner derivatives.",
            ),
        ),
        hints=hints(
            "For each of the two variables there are two ways to $f$: through $x$ and through $y$.",
            r"There $x = {a}$ and $y = {b}$, and $\frac{\partial f}{\partial x} = {g}$. What are the other "
            "partial "
            "derivatives: of $f$ by $y$, and of $x$ and $y$ by $s$ and $t$?",
            r"$\frac{\partial f}{\partial y} = {h}$, and $\frac{\partial x}{\partial s} = {u}$, "
            r"$\frac{\partial y}{\partial s} = {v}$: multiply along each way, and add. Then do the same "
            "for $t$.",
            a=place[0],
            b=place[1],
            g=slopes[0],
            h=slopes[1],
            u=J[0, 0],
            v=J[1, 0],
        ),
        steps=(
            step(
                "The gradient of $f$ by $x$ and $y$, at $x = {a}$ and $y = {b}$",
                "",
                "${slopes}$",
                a=place[0],
                b=place[1],
                slopes=slopes,
            ),
            step("The Jacobian of $x$ and $y$ by $s$ and $t$", "", "${J}$", J=J),
            step(
                "Its transpose times the gradient",
                "${J} {slopes}$",
                "${right}$",
                J=J.T,
                slopes=slopes,
                right=right,
            ),
        ),
        check=lambda _: _surface_slopes(outer, inner),
        follow=Follow(("a",), lambda own: Array(J.T * own["a"].subs({x: place[0], y: place[1]})), (x, y)),
    )


def _working_part(outer: Outer, curve: Curve) -> Part:
    """The derivative along the curve once more, line by line and without the chain rule of two variables."""
    first, second = outer.a * curve.x**outer.m, curve.y**outer.n
    by_first, by_second = (
        outer.a * outer.m * curve.x ** (outer.m - 1) * curve.slopes[0],
        outer.n * curve.y ** (outer.n - 1) * curve.slopes[1],
    )
    last, by_last = outer.b * curve.x, outer.b * curve.slopes[0]
    right = by_first * second + first * by_second + by_last
    start = line(f"diff({outer.value(curve.x, curve.y)}, t)", "t")
    bare = f"({first})" if outer.a < 0 else str(first)
    rule = line(f"diff({first}, t) ({second}) + {bare} diff({second}, t) + diff({last}, t)", "t")
    return Part(
        say(
            "Check (b) in another way: with ${X}$ and ${Y}$ put in for $x$ and $y$, $f$ is a function of $t$ "
            "alone. Differentiate it by the rules for one variable, line by line, and show two steps at "
            "least. Begin with $${start}$$ In the last line no derivative is left to be worked out.",
            X=curve.x,
            Y=curve.y,
            start=start,
        ),
        Derivation(start, right, {"t": REAL}, between=(rule,), steps_needed=2),
        points=2,
        slips=distinct(
            right,
            Slip(
                "product-of-derivatives",
                by_first * by_second + by_last,
                "The derivative of a product is not the product of the derivatives.",
            ),
            Slip(
                "one-factor-only",
                by_first * second + by_last,
                "Both factors change with t: the product rule has two terms.",
            ),
            Slip(
                "linear-term-lost",
                right - by_last,
                "The last term of f has a derivative too.",
            ),
        ),
        hints=hints(
            "The first term of $f$ is a product of two functions of $t$.",
            r"The product rule: $\frac{d}{dt}\left[{first} \cdot {second}\right] = "
            r"\frac{d}{dt}\left[{first}\right] \cdot {second} + \ldots$ What is the other term?",
            r"$\frac{d}{dt}\left[{first}\right] = {by_first}$ and "
            r"$\frac{d}{dt}\left[{second}\right] = {by_second}$. Put them into the product rule, "
            "and add the derivative of the last term.",
            first=first,
            second=second,
            by_first=by_first,
            by_second=by_second,
        ),
        steps=(
            step("The product rule, term by term", "${start}$", "${line}$", start=start, line=rule),
            step("Work out each derivative", "${line}$", "${right}$", line=rule, right=right),
        ),
        check=lambda at: complex_step(lambda w: outer.value(curve.at[0](w), curve.at[1](w)), at["t"]),
    )


def _surface_slopes(outer: Outer, inner: Inner) -> list[float]:
    """Both derivatives by complex steps."""
    first, second = inner.at
    return [
        complex_step(lambda w: outer.value(*inner.value(w, second)), first),
        complex_step(lambda w: outer.value(*inner.value(first, w)), second),
    ]
