"""Gradients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from math import isqrt, prod

from sympy import ImmutableMatrix, Rational, Symbol

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.calculus.complex_steps import complex_step
from gradcheck_exercises.bank.vectorcalc.functions import CALLED, OUTSIDES
from gradcheck_exercises.symbolic import Formula, Grid, Value
from gradcheck_grader import POSITIVE, Array, Gradient

x, y, z = Symbol("x"), Symbol("y"), Symbol("z")
INSIDES = {"log": (2, 3, 4, 5, 6, 8, 10, 12, 15, 20), "sqrt": (4, 9, 16, 25)}  # at the point of a gradient


@dataclass(frozen=True)
class Field:
    """f = a (product of x_i^m_i) + b g(w), where w is the sum of p_i x_i + c; and a point, all positive."""

    a: int
    powers: tuple[int, ...]
    b: int
    outside: str
    p: tuple[int, ...]
    c: int
    point: tuple[int, ...]

    @property
    def variables(self) -> tuple[Formula, ...]:
        """x and y, or x, y and z."""
        return (x, y, z)[: len(self.point)]

    @property
    def monomial(self) -> Formula:
        """The first term."""
        return self.a * prod(v**m for v, m in zip(self.variables, self.powers, strict=True))

    @property
    def w(self) -> Formula:
        """The inside of the second term."""
        return sum(p * v for p, v in zip(self.p, self.variables, strict=True)) + self.c

    @cached_property
    def f(self) -> Formula:
        """The function."""
        return self.monomial + self.b * OUTSIDES[self.outside][0](self.w)

    @cached_property
    def inside(self) -> int:
        """The value of w at the point."""
        return sum(p * v for p, v in zip(self.p, self.point, strict=True)) + self.c

    @cached_property
    def terms(self) -> tuple[tuple[Value, ...], tuple[Value, ...]]:
        """The partial derivatives of both terms at the point."""
        value = self.a * prod(v**m for v, m in zip(self.point, self.powers, strict=True))
        rate = Rational(self.b, self.inside if self.outside == "log" else 2 * isqrt(self.inside))
        first = tuple(Rational(m * value, v) for v, m in zip(self.point, self.powers, strict=True))
        return first, tuple(p * rate for p in self.p)

    @property
    def gradient(self) -> tuple[Value, ...]:
        """The gradient at the point."""
        return tuple(map(sum, zip(*self.terms, strict=True)))

    def at(self, place: Sequence[complex]) -> complex:
        """The function, without SymPy."""
        w = sum(p * v for p, v in zip(self.p, place, strict=True)) + self.c
        monomial = self.a * prod(v**m for v, m in zip(place, self.powers, strict=True))
        return monomial + self.b * OUTSIDES[self.outside][2](w)


@exercise("vectorcalc/gradient-at-point", title="Gradient at a point", level=1, spread=4.0)
def gradient_at_point(draw: Draw) -> Problem:
    """The gradient collects the partial derivatives; numbers are put in after differentiating, not before.

    Trap: a number that is put in too early makes a constant of the function, and its derivative 0.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 5.2.
    """
    field = _field(draw)
    names = ", ".join(v.name for v in field.variables)
    *others, last = (f"${v.name}$" for v in field.variables)
    return Problem(
        say(
            """
            Let $$f({names}) = {f}$$ for positive {spoken}.{words} The gradient $\\nabla f$ is the column of
            the partial derivatives by {spoken}, in this order.
            """,
            spoken=f"{', '.join(others)} and {last}",
            names=names,
            f=field.f,
            words=" Here ln is the natural logarithm." if field.outside == "log" else "",
        ),
        (_formula_part(field), _value_part(field)),
    )


def _field(draw: Draw) -> Field:
    """A field in two or three variables whose second term has a short inside at the point."""
    size = draw.choice("size", (2, 3))
    most = 3 if size == 2 else 2
    point, powers, p = (
        tuple(draw.integer(f"{name}{i}", 1, most) for i in range(size)) for name in ("at", "m", "p")
    )
    outside = draw.choice("outside", ("log", "sqrt"))
    least = sum(a * b for a, b in zip(p, point, strict=True))
    c = min(inside for inside in INSIDES[outside] if inside >= least) - least
    a, b = draw.choice("a", (-2, -1, 1, 2, 3)), draw.choice("b", (1, 2, 3, 4, 5, 6))
    return Field(a, powers, b, outside, p, c, point)


def _column(entries: Sequence[Formula]) -> Grid:
    return ImmutableMatrix(len(entries), 1, list(entries))


def _formula_part(field: Field) -> Part:
    """The gradient as a formula."""
    word = CALLED[field.outside]
    outer = field.b * OUTSIDES[field.outside][1](field.w)
    first = [m * field.monomial / v for v, m in zip(field.variables, field.powers, strict=True)]
    whole = [one + p * outer for one, p in zip(first, field.p, strict=True)]
    return Part(
        say(r"Find $\nabla f$ as a list of formulas."),
        Gradient(
            field.f,
            field.variables,
            names={v.name: POSITIVE for v in field.variables},
            shown=_column(whole),
        ),
        points=2,
        slips=(
            Slip(
                "inner-dropped",
                _column([one + outer for one in first]),
                f"The inside of the {word} changes at a pace of its own for each variable.",
            )
            if set(field.p) != {1}
            else Slip(
                "second-term-as-constant",
                _column(first),
                f"The {word} is gone. It depends on each variable as well.",
            ),
            Slip(
                "mixed-term-as-constant",
                _column([p * outer for p in field.p]),
                "The product of powers is gone. It depends on each variable, the others held fixed.",
            ),
            Slip(
                "sum-of-partials",
                _column([sum(whole)]),
                "You added the partial derivatives. A gradient keeps them apart, one for each variable.",
            ),
        ),
        hints=hints(
            "One entry for each variable; in each, all other variables are held fixed.",
            r"The first entry, $\frac{\partial f}{\partial x}$, begins with ${first}$. What does the {word} "
            "give?",
            "By the chain rule the {word} gives ${outer}$ times the derivative of ${w}$ by the variable.",
            word=word,
            first=first[0],
            outer=outer,
            w=field.w,
        ),
        steps=tuple(
            step(
                "Hold the others fixed",
                r"$\frac{\partial f}{\partial {name}}$",
                "${slope}$",
                name=v.name,
                slope=one,
            )
            for v, one in zip(field.variables, whole, strict=True)
        ),
        check=lambda at: _gradient(field, [at[v.name] for v in field.variables]),
    )


def _gradient(field: Field, place: Sequence[float]) -> list[float]:
    """The gradient at a place, one complex step a coordinate."""

    def along(index: int, w: complex) -> complex:
        return field.at([*place[:index], w, *place[index + 1 :]])

    return [complex_step(partial(along, index), place[index]) for index in range(len(place))]


def _value_part(field: Field) -> Part:
    """The gradient at the point."""
    gradient = field.gradient
    first, second = field.terms
    point = ", ".join(map(str, field.point))
    return Part(
        say(r"Find $\nabla f({point})$, exactly.", point=point),
        Array(_column(gradient)),
        slips=(
            Slip(
                "numbers-put-in-too-early",
                _column([0] * len(gradient)),
                "You put the numbers in first and differentiated a constant. Differentiate first.",
            ),
            Slip(
                "sum-of-partials",
                _column([sum(gradient)]),
                "You added the partial derivatives. A gradient keeps them apart, one for each variable.",
            ),
        ),
        hints=hints(
            "Put the coordinates into each entry of your gradient.",
            "At this point ${w}$ is {inside}. What is the first entry?",
            "The product of powers gives {first}, in this order. Add what the {word} gives to each.",
            word=CALLED[field.outside],
            w=field.w,
            inside=field.inside,
            first=", ".join(f"${value}$" for value in first),
        ),
        steps=(
            step("The product of powers gives", "", "${value}$", value=_column(first).T),
            step(f"The {CALLED[field.outside]} gives", "", "${value}$", value=_column(second).T),
            step("Add", r"$\nabla f({point})$", "${value}$", point=point, value=_column(gradient)),
        ),
        check=lambda _: _gradient(field, field.point),
    )
