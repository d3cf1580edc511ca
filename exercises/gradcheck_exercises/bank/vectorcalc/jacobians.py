"""The Jacobian of a function with several entries."""

from __future__ import annotations

import cmath
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from sympy import ImmutableMatrix, Rational, Symbol, exp

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.vectorcalc.questions import NUMERATOR
from gradcheck_exercises.symbolic import Formula, Grid
from gradcheck_grader import REAL, Array, Jacobian

VARIABLES = tuple(Symbol(name) for name in "xyz")
COEFFICIENTS = (-4, -3, -2, 2, 3, 4, 5)
STEPS = (Rational(1, 10), Rational(-1, 10), Rational(1, 5), Rational(-1, 5), Rational(3, 10))


@dataclass(frozen=True)
class Entry:
    """The sum of a and b times a product of powers each; the first perhaps times e^(u - v).

    a, b, first, second  numbers and exponents.    pair  the places of u and v.
    """

    a: int
    first: tuple[int, ...]
    b: int
    second: tuple[int, ...]
    pair: tuple[int, int] | None = None

    def terms(self, at: Sequence[Formula]) -> tuple[Formula, Formula]:
        """Both terms at a place."""
        grown = 1 if self.pair is None else exp(at[self.pair[0]] - at[self.pair[1]])
        return self.a * _monomial(at, self.first) * grown, self.b * _monomial(at, self.second)

    def value(self, at: Sequence[Formula]) -> Formula:
        """The entry of the function."""
        return sum(self.terms(at))

    def slope(self, k: int, at: Sequence[Formula], *, sign: int = -1) -> Formula:
        """The partial derivative by variable k; sign is that of v in the exponent."""
        first, second = self.terms(at)
        inner = 0 if self.pair is None else {self.pair[0]: 1, self.pair[1]: sign}.get(k, 0)
        return first * (self.first[k] / at[k] + inner) + self.second[k] * second / at[k]

    def at(self, place: Sequence[complex]) -> complex:
        """The entry, without SymPy."""
        grown = 1 if self.pair is None else cmath.exp(place[self.pair[0]] - place[self.pair[1]])
        first, second = (
            prod(v**m for v, m in zip(place, powers, strict=True)) for powers in (self.first, self.second)
        )
        return self.a * first * grown + self.b * second


def _monomial(at: Sequence[Formula], powers: Sequence[int]) -> Formula:
    return prod(v**m for v, m in zip(at, powers, strict=True))


@dataclass(frozen=True)
class Map:
    """A function of so many variables with these entries, a point, and a small step from it."""

    entries: tuple[Entry, ...]
    point: tuple[int, ...]
    step: tuple[Formula, ...]

    @property
    def variables(self) -> tuple[Formula, ...]:
        """x, y and perhaps z."""
        return VARIABLES[: len(self.point)]

    @property
    def names(self) -> str:
        """The variables as they stand in brackets."""
        return ", ".join(v.name for v in self.variables)

    @property
    def spoken(self) -> str:
        """The variables in a sentence."""
        *others, last = (f"${v.name}$" for v in self.variables)
        return f"{', '.join(others)} and {last}"

    @property
    def F(self) -> Grid:
        """The function, as a column."""
        return ImmutableMatrix([entry.value(self.variables) for entry in self.entries])

    def jacobian(self, at: Sequence[Formula], *, sign: int = -1) -> Grid:
        """One row an entry, one column a variable."""
        return ImmutableMatrix(
            [[entry.slope(k, at, sign=sign) for k in range(len(at))] for entry in self.entries]
        )

    @property
    def place(self) -> tuple[Formula, ...]:
        """The point in exact numbers."""
        return tuple(map(Rational, self.point))

    @property
    def change(self) -> Grid:
        """The small step, as a column."""
        return ImmutableMatrix(self.step)

    def slopes(self, place: Sequence[float]) -> list[list[float]]:
        """The Jacobian by complex steps."""
        size = 1e-20
        shifted = [[v + (1j * size if i == j else 0) for j, v in enumerate(place)] for i in range(len(place))]
        return [[entry.at(one).imag / size for one in shifted] for entry in self.entries]


@exercise("vectorcalc/jacobian", title="Jacobian matrix", level=2)
def jacobian(draw: Draw) -> Problem:
    """The Jacobian collects all partial derivatives; it is the matrix of the best linear approximation.

    Trap: in numerator layout its rows belong to the entries of the function, its columns to the variables.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 5.3.
    """
    function = _map(draw)
    return Problem(
        say(
            rf"Let $$F({function.names}) = {{F}}$$ for all real {function.spoken}. "
            rf"{NUMERATOR} Its columns belong to ${function.names}$ in this order.",
            F=function.F,
        ),
        (_formulas_part(function), _value_part(function), _change_part(function)),
    )


def _map(draw: Draw) -> Map:
    """A function of two or three variables with two or three entries, and a point where e^(u - v) is 1."""
    rows, columns = draw.case("shape", ((2, 2), (2, 3), (3, 2)))
    pairs = ((0, 1), (1, 0)) if columns == 2 else ((0, 1), (1, 2), (2, 0), (0, 2))
    pair = draw.choice("pair", pairs)
    free = 3 - sum(pair) if columns == 3 else pair[0]
    a, b = ([draw.choice(f"{name}{i}", COEFFICIENTS) for i in range(rows)] for name in ("a", "b"))
    last = (0, 2) if columns == 2 else (0, 0, 2)
    powers = draw.choice("powers", ((1, 1), (2, 1), (1, 2)))
    entries = [
        Entry(a[0], (*powers, 0)[:columns], b[0], last),
        Entry(a[1], (0,) * columns, b[1], tuple(int(i == free) for i in range(columns)), pair),
        Entry(a[-1], (2, 0, 0)[:columns], b[-1], (1, 1, 0)[:columns]),
    ]
    turned = draw.choice("order", ("kept", "turned")) == "turned"
    equal, other = draw.choice("equal", (-1, 1, 2)), draw.choice("other", (-2, -1, 1, 2, 3))
    return Map(
        tuple(entries[:rows][::-1] if turned else entries[:rows]),
        tuple(equal if i in pair else other for i in range(columns)),
        tuple(draw.choice(f"step{i}", STEPS) for i in range(columns)),
    )


def _own_variable_only(J: Grid) -> Grid:
    """The matrix with zeros beside its diagonal."""
    return ImmutableMatrix(J.rows, J.cols, lambda i, j: J[i, j] if i == j else 0)


def _matrix_slips(function: Map, at: Sequence[Formula]) -> tuple[Slip, ...]:
    """The wrong matrices: of formulas, or at the point."""
    J = function.jacobian(at)
    return distinct(
        J,
        Slip(
            "transposed-layout",
            J.T,
            "The matrix is transposed: its rows must belong to the entries of the function, its columns to "
            "the "
            "variables.",
        ),
        Slip(
            "diagonal-only",
            _own_variable_only(J),
            "Beside the diagonal there are partial derivatives too: each entry depends on several variables.",
        ),
        Slip(
            "inner-derivative-of-exponent",
            function.jacobian(at, sign=1),
            "Look at the exponential again: the exponent has an inner derivative, and its sign differs "
            "between "
            "the two variables in it.",
        ),
    )


def _formulas_part(function: Map) -> Part:
    """The Jacobian as a matrix of formulas."""
    J = function.jacobian(function.variables)
    return Part(
        say("Find the Jacobian $J$ as a matrix of formulas, such as `[[2x, y], [1, 3]]`."),
        Jacobian(list(function.F), function.variables, names=dict.fromkeys(function.names.split(", "), REAL)),
        points=2,
        slips=_matrix_slips(function, function.variables),
        hints=hints(
            "Take the entries of $F$ one after the other; each gives one row.",
            r"The first row holds the partial derivatives of ${first}$. By $x$ this is ${slope}$; and by the "
            "others?",
            "The first row is ${row}$. Do the same with {rest}.",
            first=function.F[0],
            slope=J[0, 0],
            row=J[0, :],
            rest=_listed(function),
        ),
        steps=(
            *(
                step("The partial derivatives of ${entry}$", "", "${row}$", entry=entry, row=J[i, :])
                for i, entry in enumerate(function.F)
            ),
            step("Each is a row", "$J$", "${J}$", J=J),
        ),
        check=lambda at: function.slopes([at[v.name] for v in function.variables]),
    )


def _listed(function: Map) -> str:
    return "the other entry" if len(function.entries) == 2 else "the other entries"


def _value_part(function: Map) -> Part:
    """The Jacobian at the point."""
    J = function.jacobian(function.place)
    return Part(
        say(f"Find $J$ at the point $({', '.join(map(str, function.point))})$."),
        Array(J),
        slips=_matrix_slips(function, function.place),
        hints=hints(
            "Put the coordinates into each entry of $J$.",
            "The exponent is 0 at this point. What is the exponential there?",
            "It is 1. The first row becomes ${row}$; find the rest.",
            row=J[0, :],
        ),
        steps=(step("Put the coordinates in", "$J$", "${J}$", J=J),),
        check=lambda _: function.slopes(function.point),
        follow=Follow(
            ("a",),
            lambda own: Array(own["a"].subs(dict(zip(function.variables, function.place, strict=True)))),
            function.variables,
        ),
    )


def _change_part(function: Map) -> Part:
    """What the linear approximation says about a small step."""
    J, change = function.jacobian(function.place), function.change
    right = J * change
    return Part(
        say(
            r"By about how much does $F$ change from that point to the point moved by $\delta = {change}$? "
            "Use "
            "the linear approximation with $J$, and give the change as a list of numbers.",
            change=change,
        ),
        Array(right),
        slips=distinct(
            right,
            Slip(
                "value-in-place-of-change",
                ImmutableMatrix([entry.value(function.place) for entry in function.entries]) + right,
                "That is about the value of F at the new point. The change is asked for.",
            ),
            Slip(
                "diagonal-only",
                _own_variable_only(J) * change,
                "Each entry changes with every variable that it depends on: use the whole matrix.",
            ),
            Slip(
                "matrix-at-the-new-point",
                J * (ImmutableMatrix(function.place) + change),
                "Multiply the matrix by the step alone, not by the new point.",
            ),
        ),
        hints=hints(
            r"Near a point, $F(P + \delta) \approx F(P) + J \delta$. Which part of this is the change?",
            r"It is $J \delta$. The first entry is the first row of $J$, which is ${row}$, times $\delta$.",
            "That gives {first} for the first entry. Find {rest}.",
            row=J[0, :],
            first=right[0],
            rest=_listed(function),
        ),
        steps=(
            step(
                r"Multiply the matrix by the step",
                "${J} {change}$",
                "${right}$",
                J=J,
                change=change,
                right=right,
            ),
        ),
        check=lambda _: _moved(function),
        follow=Follow(("b",), lambda own: Array(own["b"] * change)),
    )


def _moved(function: Map) -> list[float]:
    """The slope along the step, by one complex step in its direction."""
    size = 1e-20
    place = [p + 1j * size * float(d) for p, d in zip(function.point, function.step, strict=True)]
    return [entry.at(place).imag / size for entry in function.entries]
