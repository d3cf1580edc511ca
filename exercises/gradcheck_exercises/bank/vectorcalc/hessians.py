"""Second derivatives in several variables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

from sympy import ImmutableMatrix, Integer, Symbol, diag

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Formula, Grid, Value
from gradcheck_grader import REAL, Array, Domain, Gradient

VARIABLES = (Symbol("x"), Symbol("y"), Symbol("z"))
POWERS = ((1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (1, 1, 1), (1, 1, 2), (2, 1, 1), (1, 2, 1))


@dataclass(frozen=True)
class Surface:
    """f = the sum of a_i x_i² + b (product of x_i^m_i), in two or three variables; and a point."""

    squares: tuple[int, ...]
    b: int
    powers: tuple[int, ...]
    point: tuple[int, ...]

    @property
    def variables(self) -> tuple[Formula, ...]:
        """x and y, or x, y and z."""
        return VARIABLES[: len(self.point)]

    @cached_property
    def mixed(self) -> Formula:
        """The mixed term."""
        return self.b * prod(v**m for v, m in zip(self.variables, self.powers, strict=True))

    @cached_property
    def f(self) -> Formula:
        """The function."""
        return sum(a * v**2 for a, v in zip(self.squares, self.variables, strict=True)) + self.mixed

    def gradient(self, at: Sequence[Formula]) -> Grid:
        """The column of the partial derivatives at a place: at the variables, or at numbers."""
        mixed = self.b * prod(v**m for v, m in zip(at, self.powers, strict=True))
        entries = [2 * a * v + m * mixed / v for a, v, m in zip(self.squares, at, self.powers, strict=True)]
        return ImmutableMatrix(len(entries), 1, entries)

    def hessian(self, at: Sequence[Formula]) -> Grid:
        """The matrix of the second partial derivatives at a place."""
        m, size = self.powers, len(at)
        mixed = self.b * prod(v**k for v, k in zip(at, m, strict=True))
        rows = [[m[i] * m[j] * mixed / (at[i] * at[j]) for j in range(size)] for i in range(size)]
        for i, v in enumerate(at):
            rows[i][i] = 2 * self.squares[i] + m[i] * (m[i] - 1) * mixed / v**2
        return ImmutableMatrix(rows)

    @property
    def place(self) -> tuple[Value, ...]:
        """The point, in exact numbers."""
        return tuple(map(Integer, self.point))

    def at(self, place: Sequence[complex]) -> complex:
        """The function, without SymPy."""
        squares = sum(a * v**2 for a, v in zip(self.squares, place, strict=True))
        return squares + self.b * prod(v**m for v, m in zip(place, self.powers, strict=True))


@exercise("vectorcalc/hessian", title="Hessian matrix", level=2)
def hessian(draw: Draw) -> Problem:
    """The Hessian has the derivatives of the gradient as its rows, and is symmetric for smooth functions.

    Trap: the mixed derivatives off the diagonal; and the square of x has second derivative 2, not 1.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 5.7.
    """
    powers = draw.choice("powers", POWERS)
    size = len(powers)
    surface = Surface(
        tuple(draw.integer(f"a{i}", -5, 5, exclude=(0,)) for i in range(size)),
        draw.integer("b", -3, 4, exclude=(0,)),
        powers,
        tuple(draw.choice(f"at{i}", (-2, -1, 1, 2, 3)[: 5 if size == 2 else 4]) for i in range(size)),
    )
    names = ", ".join(v.name for v in surface.variables)
    *others, last = (f"${v.name}$" for v in surface.variables)
    return Problem(
        say(
            r"""
            Let $$f({names}) = {f}$$ for all real {spoken}. The Hessian $H$ of $f$ is the matrix whose entry
            in row $i$ and column $j$ is the second partial derivative by the variables number $i$ and $j$,
            in the order {listed}.
            """,
            names=names,
            f=surface.f,
            spoken=f"{', '.join(others)} and {last}",
            listed=", ".join((*others, last)),
        ),
        (_gradient_part(surface), _hessian_part(surface), _value_part(surface)),
    )


def _names(surface: Surface) -> dict[str, Domain]:
    return {v.name: REAL for v in surface.variables}


def _gradient_part(surface: Surface) -> Part:
    """The gradient."""
    mixed = [m * surface.mixed / v for v, m in zip(surface.variables, surface.powers, strict=True)]
    squares = [2 * a * v for v, a in zip(surface.variables, surface.squares, strict=True)]
    size = len(mixed)
    gradient = surface.gradient(surface.variables)
    return Part(
        say(r"Find the gradient $\nabla f$ as a list of formulas."),
        Gradient(surface.f, surface.variables, names=_names(surface)),
        slips=(
            Slip(
                "mixed-term-as-constant",
                ImmutableMatrix(size, 1, squares),
                "The mixed term is gone. It depends on each variable, the others held fixed.",
            ),
            Slip(
                "factor-of-square-left-out",
                gradient - ImmutableMatrix(size, 1, squares) / 2,
                "Look at the squares again: in the derivative the exponent comes in front.",
            ),
        ),
        hints=hints(
            "One entry for each variable; in each, all other variables are held fixed.",
            r"The first entry, $\frac{\partial f}{\partial x}$, begins with ${first}$. What does the mixed "
            "term give?",
            "The mixed term gives ${given}$ in the first entry. Do the same for the other entries.",
            first=squares[0],
            given=mixed[0],
        ),
        steps=tuple(
            step(
                "Hold the others fixed",
                r"$\frac{\partial f}{\partial {name}}$",
                "${slope}$",
                name=v.name,
                slope=slope,
            )
            for v, slope in zip(surface.variables, gradient, strict=True)
        ),
        check=lambda at: _slopes(surface, [at[v.name] for v in surface.variables]),
    )


def _slopes(surface: Surface, place: Sequence[complex], size: float = 1e-20) -> list[float]:
    """The imaginary parts of f at places one small imaginary step away, by the size of the step."""
    shifted = [[v + (1j * size if i == j else 0) for j, v in enumerate(place)] for i in range(len(place))]
    return [surface.at(one).imag / size for one in shifted]


def _second_slopes(surface: Surface, place: Sequence[float], size: float = 1e-4) -> list[list[float]]:
    """Central differences of those; exact for these polynomials but for size²."""
    rows = []
    for i in range(len(place)):
        ahead, behind = (
            _slopes(surface, [v + (step if i == j else 0) for j, v in enumerate(place)])
            for step in (size, -size)
        )
        rows.append([(a - b) / (2 * size) for a, b in zip(ahead, behind, strict=True)])
    return rows


def _hessian_part(surface: Surface) -> Part:
    """The Hessian."""
    variables = surface.variables
    gradient, H = surface.gradient(variables), surface.hessian(variables)
    return Part(
        say("Find $H$ as a matrix of formulas, such as `[[2x, y], [y, 1]]`."),
        Array(H, names=_names(surface)),
        points=2,
        slips=_hessian_slips(surface, H, gradient),
        hints=hints(
            "Differentiate each entry of the gradient by each variable.",
            r"The first row holds the derivatives of $\frac{\partial f}{\partial x} = {slope}$ by {names}. "
            "How does the second row begin?",
            r"$\frac{\partial f}{\partial x}$ by $y$ is ${mixed}$, and so is "
            r"$\frac{\partial f}{\partial y}$ by $x$: the matrix is symmetric. Find the rest.",
            slope=gradient[0],
            names=" and ".join([", ".join(f"${v.name}$" for v in variables[:-1]), f"${variables[-1].name}$"]),
            mixed=H[0, 1],
        ),
        steps=(
            *(
                step(
                    "Differentiate an entry of the gradient by each variable",
                    f"row ${i + 1}$",
                    "${row}$",
                    row=H[i, :],
                )
                for i in range(H.rows)
            ),
            step("Put the rows together", "$H$", "${H}$", H=H),
        ),
        check=lambda at: _second_slopes(surface, [at[v.name] for v in variables]),
    )


def _hessian_slips(surface: Surface, H: Grid, gradient: Grid) -> tuple[Slip, ...]:
    """The wrong matrices: of formulas, or at the point."""
    return (
        Slip(
            "diagonal-only",
            diag(*(H[i, i] for i in range(H.rows))).as_immutable(),
            "Off the diagonal stand the mixed derivatives: first by one variable, then by another.",
        ),
        Slip(
            "product-of-gradient",
            gradient * gradient.T,
            "You multiplied partial derivatives with each other. Differentiate them once more instead.",
        ),
        Slip(
            "factor-of-square-left-out",
            H - diag(*surface.squares),
            "Look at the squares on the diagonal: the second derivative of a square is not 1.",
        ),
    )


def _value_part(surface: Surface) -> Part:
    """The Hessian at the point."""
    gradient, H = surface.gradient(surface.place), surface.hessian(surface.place)
    point = ", ".join(map(str, surface.point))
    return Part(
        say("Find $H$ at the point $({point})$.", point=point),
        Array(H),
        slips=_hessian_slips(surface, H, gradient),
        hints=hints(
            "Put the coordinates into each entry.",
            "The entry in row 1 and column 2 is ${entry}$. What is it at this point?",
            "It is {value}, and the same stands in row 2 and column 1. Do so with the other entries.",
            entry=surface.hessian(surface.variables)[0, 1],
            value=H[0, 1],
        ),
        steps=(step("Put the coordinates in", "$H$", "${H}$", H=H),),
        check=lambda _: _second_slopes(surface, surface.point),
    )
