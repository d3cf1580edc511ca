"""Change of variables: the determinant of a Jacobian matrix, and densities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from sympy import ImmutableMatrix, Rational, Symbol, cos, exp, sin

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Formula, Grid, Value
from gradcheck_grader import Array, Expression, Number
from gradcheck_grader.notation import POSITIVE, REAL, Domain

u, v = Symbol("u"), Symbol("v")
HEIGHTS = tuple(
    Rational(p, q) for p, q in ((1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (2, 5), (3, 5), (6, 5), (3, 2))
)


@dataclass(frozen=True)
class Map:
    """(u, v) -> (x, y), with its Jacobian matrix, the absolute determinant, and that at a point.

    function  the map in floating point.
    """

    xy: tuple[Formula, Formula]
    J: Grid
    size: Formula
    names: dict[str, Domain]
    point: tuple[str, str]
    there: Value
    function: Callable[[float, float], tuple[float, float]]
    wrong: tuple[Slip, ...]
    said: str

    def measured(self, at: Mapping[str, float]) -> np.ndarray:
        """The Jacobian matrix by central differences."""
        p, q, h = at.get("u", 0.7), at.get("v", 0.4), 1e-5
        by_u = np.subtract(self.function(p + h, q), self.function(p - h, q)) / (2 * h)
        by_v = np.subtract(self.function(p, q + h), self.function(p, q - h)) / (2 * h)
        return np.array([by_u, by_v]).T


@exercise("vectorcalc/change-of-variables", title="Change of variables in two dimensions", level=3)
def change_of_variables(draw: Draw) -> Problem:
    """A map stretches areas by the absolute determinant of its Jacobian matrix, and thins densities by it.

    Trap: the factor is the absolute value, and a density is divided by it.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 6.7.2.
    """
    form = draw.case("form", ("affine", "polar", "exponential"))
    height = draw.choice("height", HEIGHTS)
    mapped = {"affine": _affine, "polar": _polar, "exponential": _exponential}[form](draw)
    return Problem(
        say(
            r"""
            A map sends $(u, v)$ to $(x, y)$ with
            $$x = {x}, \quad y = {y}$${said}.
            """,
            x=mapped.xy[0],
            y=mapped.xy[1],
            said=mapped.said,
        ),
        (_jacobian(mapped), _determinant(mapped), _density(mapped, height)),
    )


def _affine(draw: Draw) -> Map:
    """x = a u + b v + e, y = c u + d v + f, with a negative determinant as often as a positive one."""
    a, b, c, d = draw.until(
        lambda m: abs(m[0] * m[3] - m[1] * m[2]) > 1 and m[1] != m[2],
        lambda: tuple(draw.integer(name, -4, 4, exclude=(0,)) for name in "abcd"),
    )
    e, f = draw.integer("e", -9, 9, exclude=(0,)), draw.integer("f", -9, 9, exclude=(0,))
    det = a * d - b * c
    return Map(
        (a * u + b * v + e, c * u + d * v + f),
        ImmutableMatrix([[a, b], [c, d]]),
        Rational(abs(det)),
        {},
        (f"{draw.integer('u0', 1, 4)}", f"{draw.integer('v0', 1, 4)}"),
        Rational(abs(det)),
        lambda p, q: (a * p + b * q + e, c * p + d * q + f),
        (
            Slip("sign-kept", det, "An area is never negative: take the absolute value."),
            Slip("inverted", Rational(1, abs(det)), "This is the factor of the inverse map."),
            Slip("permanent", abs(a * d + b * c), "The product of the other diagonal is subtracted."),
            Slip(
                "diagonal-only",
                abs(a * d),
                "That is the product of the diagonal. The other diagonal counts as well.",
            ),
        ),
        " for all $u$ and $v$",
    )


def _polar(draw: Draw) -> Map:
    """x = a u cos v, y = b u sin v."""
    a, b = draw.integer("a", 2, 9), draw.integer("b", 2, 9)
    u0 = draw.integer("u0", 2, 7)
    return Map(
        (a * u * cos(v), b * u * sin(v)),
        ImmutableMatrix([[a * cos(v), -a * u * sin(v)], [b * sin(v), b * u * cos(v)]]),
        a * b * u,
        {"u": POSITIVE, "v": REAL},
        (f"{u0}", f"{draw.choice('angle', ('1/2', '1', '2', '3'))}"),
        Rational(a * b * u0),
        lambda p, q: (a * p * np.cos(q), b * p * np.sin(q)),
        (
            Slip(
                "radius-forgotten",
                a * b,
                "Far from the origin the same angle sweeps a longer arc: the radius counts.",
            ),
            Slip("inverted", 1 / (a * b * u), "This is the factor of the inverse map."),
            Slip(
                "squares-subtracted",
                a * b * u * (cos(v) ** 2 - sin(v) ** 2),
                "The product of the other diagonal is subtracted, and it is negative.",
            ),
        ),
        " for $u > 0$",
    )


def _exponential(draw: Draw) -> Map:
    """x = e^(a u + b v), y = e^(c u + d v)."""
    a, b, c, d = draw.until(
        lambda m: abs(m[0] * m[3] - m[1] * m[2]) > 1 and m[0] + m[2] != 0 and m[1] + m[3] != 0,
        lambda: tuple(draw.integer(name, -3, 3, exclude=(0,)) for name in "abcd"),
    )
    det = a * d - b * c
    x, y = exp(a * u + b * v), exp(c * u + d * v)
    whole = exp((a + c) * u + (b + d) * v)
    return Map(
        (x, y),
        ImmutableMatrix([[a * x, b * x], [c * y, d * y]]),
        abs(det) * whole,
        {"u": REAL, "v": REAL},
        ("0", "0"),
        Rational(abs(det)),
        lambda p, q: (float(np.exp(a * p + b * q)), float(np.exp(c * p + d * q))),
        (
            Slip("sign-kept", det * whole, "An area is never negative: take the absolute value.")
            if det < 0
            else Slip(
                "permanent", (a * d + b * c) * whole, "The product of the other diagonal is subtracted."
            ),
            Slip(
                "exponentials-lost",
                abs(det),
                "The exponentials stand in every entry, so that they are in the determinant.",
            ),
            Slip(
                "inverted",
                exp(-(a + c) * u - (b + d) * v) / abs(det),
                "This is the factor of the inverse map.",
            ),
        ),
        " for all $u$ and $v$",
    )


def _jacobian(m: Map) -> Part:
    """The Jacobian matrix."""
    return Part(
        say(
            r"What is the Jacobian matrix $J$, with the rows $(\frac{\partial x}{\partial u}, "
            r"\frac{\partial x}{\partial v})$ and "
            r"$(\frac{\partial y}{\partial u}, \frac{\partial y}{\partial v})$?"
        ),
        Array(m.J, m.names),
        slips=distinct(
            m.J,
            Slip("transposed", m.J.T, "Each row belongs to one of x and y, each column to one of u and v."),
            Slip("rows-exchanged", ImmutableMatrix([m.J.row(1), m.J.row(0)]), "The first row belongs to x."),
            Slip(
                "columns-exchanged",
                ImmutableMatrix([[row[1], row[0]] for row in m.J.tolist()]),
                "The first column has the derivatives by u.",
            ),
        ),
        hints=hints(
            "Differentiate x and y by u and by v, the other one held fixed.",
            r"The first entry is $\frac{\partial x}{\partial u} = {first}$. What are the others?",
            "The second row is ${row}$.",
            first=m.J[0, 0],
            row=m.J.row(1),
        ),
        steps=(step("All partial derivatives", "$J$", "${J}$", J=m.J),),
        check=m.measured,
    )


def _determinant(m: Map) -> Part:
    """The absolute determinant."""
    answer = Expression(m.size, m.names) if m.names else Number(m.size)
    second = m.J[0, 1] * m.J[1, 0]
    bracketed = "{second}" if second.is_nonnegative else "({second})"
    return Part(
        say(r"By which factor does the map stretch small areas: what is $|\det J|$?"),
        answer,
        points=2,
        slips=distinct(m.size, *m.wrong),
        hints=hints(
            "The factor is the absolute value of a determinant.",
            r"$\det J = \frac{\partial x}{\partial u} \frac{\partial y}{\partial v} - \text{?}$",
            rf"Compute ${{first}} - {bracketed}$ and take the absolute value.",
            first=m.J[0, 0] * m.J[1, 1],
            second=second,
        ),
        steps=(step("The absolute determinant", r"$|\det J|$", "${size}$", size=m.size),),
        check=lambda at: abs(np.linalg.det(m.measured(at))),
    )


def _density(m: Map, height: Value) -> Part:
    """The density of (X, Y) at the image of a point."""
    right = height / m.there
    return Part(
        say(
            "$(U, V)$ is random and has at $(u, v) = ({p}, {q})$ the density {height}. The map "
            "is one-to-one around there. Which "
            "density has its image $(X, Y)$ at the image of that point?",
            p=m.point[0],
            q=m.point[1],
            height=height,
        ),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "multiplied",
                height * m.there,
                "Where areas are stretched the same probability is spread over more area.",
            ),
            Slip(
                "unchanged", height, "The density changes with the area that the probability is spread over."
            ),
            Slip(
                "factor-alone", m.there, "This is the factor at that point. What does it do to the density?"
            ),
        ),
        hints=hints(
            "The probability of a small piece stays, and its area changes.",
            r"$f_{X,Y} = \frac{f_{U,V}}{\text{?}}$",
            "The factor at that point is ${there}$.",
            there=m.there,
        ),
        steps=(
            step("The factor at the point", r"$|\det J|$", "${there}$", there=m.there),
            step("Divide the density by it", "", "${right}$", right=right),
        ),
        check=lambda at: (
            float(height)
            / abs(
                np.linalg.det(
                    m.measured({"u": float(Rational(m.point[0])), "v": float(Rational(m.point[1]))})
                )
            )
        ),
    )
