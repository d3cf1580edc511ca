"""Polynomials with chosen roots, and convex quadratics with a chosen lowest point."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import gcd, prod
from typing import TYPE_CHECKING

from sympy import ImmutableMatrix, Integer, Mul, Poly, Pow, Rational, Symbol

from gradcheck_exercises.draw import exact
from gradcheck_exercises.draw.records import Rows, are_pieces, column, grid, is_integer, is_list, is_rows
from gradcheck_exercises.symbolic import Formula, Grid, Value

if TYPE_CHECKING:
    from gradcheck_exercises.draw.draw import Draw

X = Symbol("x")


@dataclass(frozen=True, slots=True)
class Polynomial:
    """leading · Π (x - root), with rational roots in ascending order, each as often as it counts."""

    leading: int
    roots: tuple[Value, ...]

    def expanded(self, x: Formula = X) -> Formula:
        """The sum of powers."""
        return Poly(self.leading * prod(X - root for root in self.roots), X).as_expr().subs(X, x)

    def factored(self, x: Formula = X) -> Formula:
        """The product of factors with integer coefficients, not multiplied out."""
        numbers = [(Integer(root.q), Integer(root.p)) for root in self.roots]
        rest = Integer(self.leading) / prod(q for q, _ in numbers)
        factors = [
            Pow(q * x - p, numbers.count((q, p)), evaluate=False) if numbers.count((q, p)) > 1 else q * x - p
            for q, p in dict.fromkeys(numbers)
        ]
        return Mul(rest, *factors, evaluate=False) if rest != 1 else Mul(*factors, evaluate=False)

    @property
    def coefficients(self) -> tuple[Value, ...]:
        """From the highest power to the constant."""
        return tuple(Poly(self.expanded(), X).all_coeffs())


@dataclass(frozen=True, slots=True)
class ConvexQuadratic:
    """f(x) = ½ xᵀA x - bᵀx + c with A symmetric positive definite; all integers, and so is the lowest point.

    A has shape (n, n); minimiser and b are columns of n entries.
    """

    A: Grid
    minimiser: Grid
    c: int

    @property
    def b(self) -> Grid:
        """A times the lowest point."""
        return self.A * self.minimiser

    @property
    def minimum(self) -> Value:
        """f at its lowest point, c - ½ bᵀ minimiser."""
        return self.c - (self.b.T * self.minimiser)[0, 0] / 2

    def value(self, *point: Value) -> Value:
        """f at the point with these coordinates."""
        x = ImmutableMatrix(len(point), 1, point)
        return (x.T * self.A * x)[0, 0] / 2 - (self.b.T * x)[0, 0] + self.c

    def formula(self, *symbols: Formula) -> Formula:
        """f in these symbols, as a sum of powers."""
        return Poly(self.value(*symbols), *symbols).as_expr()


def polynomial(
    draw: Draw,
    name: str,
    degree: int,
    *,
    low: int = -5,
    high: int = 5,
    leading: Sequence[int] = (1,),
    exclude: Collection[int] = (),
    distinct: bool = True,
) -> Polynomial:
    """A polynomial of this degree with integer roots from low to high, none of them excluded.

    Its first coefficient is one of leading. Unless the roots are to be distinct, one of them is double.
    """
    options = [root for root in range(low, high + 1) if root not in exclude]
    different = degree if distinct else degree - 1
    if different < 1 or len(options) < different or not all(leading):
        raise draw.error(
            f"{name} has too few roots to draw {different} from, or a first coefficient of zero."
        )

    def invent() -> list[object]:
        roots = draw.stream.some(options, different)
        if not distinct:
            roots = sorted([*roots, draw.stream.one(roots)])
        return [draw.stream.one(leading), roots]

    first, roots = draw.recorded(
        name,
        invent,
        lambda value: are_pieces(value, (is_integer, lambda made: is_list(made, degree, is_integer))),
        f"an integer and a list of {degree} integers",
    )
    return Polynomial(first, tuple(map(Integer, roots)))


def factorable_quadratic(
    draw: Draw, name: str, *, bound: int = 5, leading: int = 3, whole: bool = False
) -> Polynomial:
    """(p x + q)(r x + s) with coprime p, q and r, s: two different rational roots, not zero, not opposite.

    p and r are at most leading, q and s at most the bound. One root is no integer, unless they are to be
    whole.
    """
    pairs = _lines(bound, 1 if whole else leading, whole)
    if not pairs:
        raise draw.error(f"{name} has no two lines to draw. Allow a larger bound or leading coefficient.")
    p, q, r, s = draw.recorded(
        name,
        lambda: list(draw.stream.one(pairs)),
        lambda value: is_list(value, 4, is_integer) and value[0] != 0 != value[2],
        "a list of 4 integers",
    )
    return Polynomial(p * r, (Rational(-q, p), Rational(-s, r)))


@lru_cache(maxsize=16)
def _lines(bound: int, leading: int, whole: bool) -> tuple[tuple[int, int, int, int], ...]:
    """p, q, r, s with -q/p < -s/r, not opposite; unless they are to be whole, p or r is not 1."""
    lines = [(p, q) for p in range(1, leading + 1) for q in range(-bound, bound + 1) if q and gcd(p, q) == 1]
    return tuple(
        (p, q, r, s)
        for p, q in lines
        for r, s in lines
        if q * r > s * p and q * r != -s * p and (whole or p * r > 1)
    )


def convex_quadratic(
    draw: Draw, name: str, size: int = 2, *, bound: int = 6, reach: int = 4
) -> ConvexQuadratic:
    """A convex quadratic of so many variables; its lowest point has entries from -reach to reach, none zero.

    No entry of A is larger than the bound; its diagonal is even, so that no halves are left in f, and no row
    has zeros only beside the diagonal.
    """

    def attempt() -> Rows:
        stream = draw.stream
        made = [[0] * size for _ in range(size)]
        for i in range(size):
            made[i][i] = 2 * stream.between(1, max(1, bound // 2))
            for j in range(i):
                made[i][j] = made[j][i] = stream.one(
                    [entry for entry in range(-bound // 2, bound // 2 + 1) if entry]
                )
        return made

    def fits(A: Rows) -> bool:
        return all(exact.determinant([row[:k] for row in A[:k]]) > 0 for k in range(1, size + 1))

    def invent() -> list[object]:
        A = draw.built(name, fits, attempt)
        point = [draw.stream.sign() * draw.stream.between(1, reach) for _ in range(size)]
        return [A, point, draw.stream.between(-reach, reach)]

    A, point, c = draw.recorded(
        name,
        invent,
        lambda value: are_pieces(
            value,
            (
                lambda made: is_rows(made, (size, size), is_integer),
                lambda made: is_list(made, size, is_integer),
                is_integer,
            ),
        ),
        f"{size} rows of {size} integers, a list of {size} integers, and an integer",
    )
    return ConvexQuadratic(grid(A), column(point), c)
