"""Linear and quadratic approximation in two variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from sympy import ImmutableMatrix, Symbol, exp, log

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Formula, Grid, Value
from gradcheck_grader import REAL, Array, Expression

x, y = Symbol("x"), Symbol("y")
NAMES = {"x": REAL, "y": REAL}


@dataclass(frozen=True)
class Surface:
    """k g(a x + b y) + c x y with g the exponential function or the logarithm, at a point where g is simple.

    At the point a x + b y is 0 for the exponential function, 1 for the logarithm.
    """

    outer: str
    k: int
    a: int
    b: int
    c: int
    point: tuple[int, int]

    @property
    def inner(self) -> Formula:
        """a x + b y, with what makes it 0 or 1 at the point."""
        shift = self.a * self.point[0] + self.b * self.point[1]
        return self.a * x + self.b * y - shift + (1 if self.outer == "log" else 0)

    @cached_property
    def f(self) -> Formula:
        """The function."""
        return self.k * (exp if self.outer == "exp" else log)(self.inner) + self.c * x * y

    @property
    def bends(self) -> tuple[Formula, Formula, Formula]:
        """The second derivatives of f by x, by both, and by y, as formulas."""
        z = self.inner
        outer = self.k * exp(z) if self.outer == "exp" else -self.k / z**2
        return self.a**2 * outer, self.a * self.b * outer + self.c, self.b**2 * outer

    @property
    def value(self) -> int:
        """f at the point."""
        u, v = self.point
        return (self.k if self.outer == "exp" else 0) + self.c * u * v

    @property
    def gradient(self) -> Grid:
        """The gradient at the point."""
        u, v = self.point
        return ImmutableMatrix([self.k * self.a + self.c * v, self.k * self.b + self.c * u])

    @property
    def hessian(self) -> Grid:
        """The Hessian matrix at the point."""
        bent = self.k if self.outer == "exp" else -self.k
        mixed = bent * self.a * self.b + self.c
        return ImmutableMatrix([[bent * self.a**2, mixed], [mixed, bent * self.b**2]])

    @cached_property
    def steps(self) -> tuple[Formula, Formula]:
        """x - x0 and y - y0."""
        return x - self.point[0], y - self.point[1]

    def sloped(self, g: Formula, h: Formula) -> Formula:
        """The plane through the value at the point with this gradient."""
        dx, dy = self.steps
        return self.value + g * dx + h * dy

    def bent(self, a: Formula, b: Formula, c: Formula) -> Formula:
        """Half of step, matrix ((a, b), (b, c)), step."""
        dx, dy = self.steps
        return a * dx**2 / 2 + b * dx * dy + c * dy**2 / 2

    @cached_property
    def linear(self) -> Formula:
        """The tangent plane."""
        return self.sloped(*self.gradient)

    @cached_property
    def quadratic(self) -> Formula:
        """The second-order Taylor polynomial."""
        H = self.hessian
        return self.linear + self.bent(H[0, 0], H[0, 1], H[1, 1])

    @property
    def moved(self) -> tuple[str, str]:
        """x - x0 and y - y0 as a person writes them."""
        u, v = self.point
        return f"x {'-' if u > 0 else '+'} {abs(u)}", f"y {'-' if v > 0 else '+'} {abs(v)}"

    def sloping(self) -> str:
        """The Taylor polynomial of order 1 around the point, as a person writes it."""
        terms = [_signed(g, f"({moved})") for g, moved in zip(self.gradient, self.moved, strict=True)]
        return " ".join([str(self.value), *terms])

    def bending(self) -> str:
        """The terms of order 2, as a person writes them, the first with its sign."""
        H, (dx, dy) = self.hessian, (f"({moved})" for moved in self.moved)
        terms = ((H[0, 0] / 2, f"{dx}^2"), (H[0, 1], f"{dx} {dy}"), (H[1, 1] / 2, f"{dy}^2"))
        return " ".join(_signed(factor, rest) for factor, rest in terms)

    def at(self, u: Any, v: Any) -> Any:
        """f without SymPy."""
        z = self.a * (u - self.point[0]) + self.b * (v - self.point[1])
        return self.k * (np.exp(z) if self.outer == "exp" else np.log(1 + z)) + self.c * u * v

    def taylor(self, u: float, v: float, order: int) -> float:
        """The Taylor polynomial at (u, v), from f along the line there on a circle of complex steps."""
        du, dv = u - self.point[0], v - self.point[1]
        radius = 0.25 / (1 + abs(self.a * du + self.b * dv))
        turns = np.exp(2j * np.pi * np.arange(32) / 32)
        values = self.at(self.point[0] + radius * turns * du, self.point[1] + radius * turns * dv)
        terms = np.fft.fft(values).real / 32
        return float(sum(terms[k] / radius**k for k in range(order + 1)))


def _signed(factor: Value, rest: str) -> str:
    """The term with its sign in front, without a factor of 1."""
    size = "" if abs(factor) == 1 else f"{abs(factor)} "
    return f"{'-' if factor < 0 else '+'} {size}{rest}"


@exercise("vectorcalc/tangent-plane", title="Tangent plane and quadratic approximation", level=3)
def tangent_plane(draw: Draw) -> Problem:
    """Near a point a function is its value, plus gradient times step, plus a half with the Hessian matrix.

    Trap: the step is measured from the point, and the quadratic term has a half.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 5.8.
    """
    surface = draw.until(_telling, lambda: _surface(draw))
    u, v = surface.point
    return Problem(
        say(
            "Let $$f(x, y) = {f}$$ near the point $({u}, {v})${logarithm}. Answers may be "
            "written in any equal form.",
            logarithm=", with the natural logarithm" if surface.outer == "log" else "",
            f=surface.f,
            u=u,
            v=v,
        ),
        (_gradient(surface), _hessian(surface), _linear(surface), _quadratic(surface)),
    )


def _surface(draw: Draw) -> Surface:
    return Surface(
        draw.case("outer", ("exp", "log")),
        draw.integer("k", -4, 4, exclude=(0,)),
        draw.integer("a", -3, 3, exclude=(0,)),
        draw.integer("b", -3, 3, exclude=(0,)),
        draw.integer("c", -3, 3, exclude=(0,)),
        (draw.integer("x0", -3, 3, exclude=(0,)), draw.integer("y0", -3, 3, exclude=(0,))),
    )


def _telling(s: Surface) -> bool:
    """Whether neither a partial derivative nor the mixed one is 0."""
    return 0 not in (*s.gradient, s.hessian[0, 1], s.value)


def _gradient(s: Surface) -> Part:
    """The gradient at the point."""
    u, v = s.point
    return Part(
        say("What is the gradient of $f$ at the point?"),
        Array(s.gradient, names=()),
        slips=distinct(
            s.gradient,
            Slip(
                "inner-derivative-lost",
                ImmutableMatrix([s.k + s.c * v, s.k + s.c * u]),
                "The inside has a derivative of its own: chain rule.",
            ),
            Slip(
                "product-term-lost",
                ImmutableMatrix([s.k * s.a, s.k * s.b]),
                "The product of x and y has a derivative by each of them.",
            ),
            Slip("sign", -s.gradient, "Look at the sign: does f rise or fall along each axis?"),
            Slip(
                "coordinates-exchanged",
                ImmutableMatrix([s.k * s.a + s.c * u, s.k * s.b + s.c * v]),
                "By x the product of x and y has the derivative y, not x.",
            ),
        ),
        hints=hints(
            "Differentiate by each variable, the other one held fixed, and put in the point.",
            r"By $x$ it is ${slope}$. What is it by $y$?",
            "Put in $x = {u}$ and $y = {v}$.",
            slope=s.f.diff(x),
            u=u,
            v=v,
        ),
        steps=(
            step("By x", r"$\frac{\partial f}{\partial x}$", "${slope}$", slope=s.f.diff(x)),
            step("By y", r"$\frac{\partial f}{\partial y}$", "${slope}$", slope=s.f.diff(y)),
            step("At the point", r"$\nabla f$", "${g}$", g=s.gradient),
        ),
        check=lambda at: [
            (s.at(u + 1e-5, v) - s.at(u - 1e-5, v)) / 2e-5,
            (s.at(u, v + 1e-5) - s.at(u, v - 1e-5)) / 2e-5,
        ],
    )


def _hessian(s: Surface) -> Part:
    """The Hessian matrix at the point."""
    H = s.hessian
    bent = H[0, 1] - s.c
    return Part(
        say("What is the Hessian matrix of $f$ at the point?"),
        Array(H, names=()),
        slips=distinct(
            H,
            Slip(
                "mixed-lost",
                ImmutableMatrix([[H[0, 0], 0], [0, H[1, 1]]]),
                "Differentiate by x, then by y: the mixed derivative is not 0.",
            ),
            Slip(
                "product-term-lost",
                ImmutableMatrix([[H[0, 0], bent], [bent, H[1, 1]]]),
                "The product of x and y has the mixed derivative 1.",
            ),
            Slip(
                "inner-derivative-once",
                ImmutableMatrix([[H[0, 0] / s.a, H[0, 1]], [H[0, 1], H[1, 1] / s.b]]),
                "Each differentiation brings out the inner derivative once more.",
            ),
            Slip("sign", -H, "Look at the sign of the second derivative of the outer function."),
        ),
        hints=hints(
            "Differentiate each partial derivative once more.",
            r"In the first place stands ${first}$. What stands beside it?",
            "The mixed derivative is ${mixed}$, in both places.",
            first=H[0, 0],
            mixed=H[0, 1],
        ),
        steps=(
            step("By x twice", r"$\frac{\partial^2 f}{\partial x^2}$", "${bend}$", bend=s.bends[0]),
            step(
                "By x, then by y",
                r"$\frac{\partial^2 f}{\partial x \partial y}$",
                "${bend}$",
                bend=s.bends[1],
            ),
            step("By y twice", r"$\frac{\partial^2 f}{\partial y^2}$", "${bend}$", bend=s.bends[2]),
            step("At the point", "$H$", "${H}$", H=H),
        ),
        check=lambda at: _second(s),
    )


def _second(s: Surface) -> np.ndarray:
    """The Hessian matrix by second differences of the Taylor terms along lines."""
    u, v = s.point

    def bend(du: int, dv: int) -> float:
        return 2 * (s.taylor(u + du, v + dv, 2) - s.taylor(u + du, v + dv, 1))

    first, second = bend(1, 0), bend(0, 1)
    mixed = (bend(1, 1) - first - second) / 2
    return np.array([[first, mixed], [mixed, second]])


def _linear(s: Surface) -> Part:
    """The tangent plane."""
    right = s.linear
    return Part(
        say("Which linear function $L(x, y)$ has at the point the value and the gradient of $f$?"),
        Expression(s.sloping(), NAMES),
        slips=distinct(
            right,
            Slip(
                "not-centred",
                s.value + s.gradient[0] * x + s.gradient[1] * y,
                "Measure from the point: the step is x less its coordinate there.",
            ),
            Slip("value-lost", right - s.value, "At the point L has the value of f."),
            Slip(
                "sign-of-the-step",
                s.sloped(-s.gradient[0], -s.gradient[1]),
                "The step goes from the point to (x, y).",
            ),
        ),
        hints=hints(
            "Value at the point, plus gradient times step.",
            r"$L(x, y) = {value} + \text{?} \cdot ({dx}) + \text{?} \cdot ({dy})$",
            r"The factors are ${g}$ and ${h}$.",
            value=s.value,
            dx=s.moved[0],
            dy=s.moved[1],
            g=s.gradient[0],
            h=s.gradient[1],
        ),
        steps=(
            step("The value at the point", "$f$", "${value}$", value=s.value),
            step("Value plus gradient times step", "$L(x, y)$", f"${s.sloping()}$"),
        ),
        check=lambda at: s.taylor(at["x"], at["y"], 1),
        follow=Follow(("a",), lambda own: _linear_from(own, s)),
    )


def _linear_from(own: Mapping[str, Grid], s: Surface) -> Expression | None:
    """The tangent plane with the person's own gradient."""
    g = own["a"]
    if len(g) != 2 or not any(g):
        return None
    return Expression(s.sloped(g[0], g[1]), NAMES)


def _quadratic(s: Surface) -> Part:
    """The second-order Taylor polynomial."""
    right = s.quadratic
    (a, b), (_, c) = s.hessian.tolist()
    bent = s.bending().removeprefix("+ ")
    whole = f"{s.sloping()} {s.bending()}"
    return Part(
        say(
            "Which quadratic function $Q(x, y)$ approximates $f$ best there, its second-order "
            "Taylor polynomial?"
        ),
        Expression(whole, NAMES),
        points=2,
        slips=distinct(
            right,
            Slip(
                "half-lost", s.linear + s.bent(2 * a, 2 * b, 2 * c), "The quadratic term has a half in front."
            ),
            Slip(
                "linear-only",
                s.linear,
                "This is the linear approximation. Add half of step, Hessian matrix, step.",
            ),
            Slip(
                "mixed-once",
                right - s.bent(0, b / 2, 0),
                "The mixed derivative stands twice in the matrix, so that the half cancels there.",
            ),
            Slip(
                "not-centred",
                s.linear + a * x**2 / 2 + b * x * y + c * y**2 / 2,
                "Measure from the point in the quadratic term as well.",
            ),
        ),
        hints=hints(
            "Add to the linear function what the second derivatives tell.",
            r"$Q = L + \frac{1}{2} d^{\top} \text{?} \, d$ with the step $d = ({dx}, {dy})$",
            r"Half of the diagonal gives the factors ${first}$ and ${second}$ of $({dx})^2$ and $({dy})^2$. "
            r"The mixed derivative stands in $H$ twice: which factor has $({dx}) ({dy})$?",
            dx=s.moved[0],
            dy=s.moved[1],
            first=a / 2,
            second=c / 2,
        ),
        steps=(
            step(
                "Half of step, Hessian matrix, step",
                r"$\frac{1}{2} d^{\top} H d$",
                f"${bent}$",
            ),
            step(
                "The linear function plus that",
                "$Q(x, y)$",
                f"${whole}$",
            ),
        ),
        check=lambda at: s.taylor(at["x"], at["y"], 2),
        follow=Follow(("a", "b"), lambda own: _quadratic_from(own, s)),
    )


def _quadratic_from(own: Mapping[str, Grid], s: Surface) -> Expression | None:
    """The polynomial with the person's own gradient and Hessian matrix."""
    g, H = own["a"], own["b"]
    if len(g) != 2 or H.shape != (2, 2) or not any(H):
        return None
    mixed = (H[0, 1] + H[1, 0]) / 2
    return Expression(s.sloped(g[0], g[1]) + s.bent(H[0, 0], mixed, H[1, 1]), NAMES)
