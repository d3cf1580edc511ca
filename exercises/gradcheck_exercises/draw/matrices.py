"""Matrices with a chosen rank, determinant or solution."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

from gradcheck_exercises.draw import exact
from gradcheck_exercises.draw.records import (
    Rows,
    are_pieces,
    canonical,
    column,
    grid,
    is_integer,
    is_list,
    is_rows,
)
from gradcheck_exercises.symbolic import Grid

if TYPE_CHECKING:
    from gradcheck_exercises.draw.draw import Draw
    from gradcheck_exercises.draw.stream import Stream


@dataclass(frozen=True, slots=True)
class LinearSystem:
    """A x = b with one solution: A has shape (n, n), the columns x and b (n, 1); all integers."""

    A: Grid
    x: Grid

    @property
    def b(self) -> Grid:
        """The right-hand side."""
        return self.A * self.x


@dataclass(frozen=True, slots=True)
class LeastSquares:
    """Integers with Aᵀ(b - A x) = 0: x is the least-squares solution, and the residual is not zero.

    A has shape (m, n) and rank n < m; x is a column of n, residual one of m entries.
    """

    A: Grid
    x: Grid
    residual: Grid

    @property
    def b(self) -> Grid:
        """The right-hand side, A x + residual."""
        return self.A * self.x + self.residual

    @property
    def projection(self) -> Grid:
        """A x, the point of the column space that is nearest to b."""
        return self.A * self.x


def matrix_of_rank(
    draw: Draw, name: str, rows: int, columns: int, rank: int, *, bound: int = 9, denominator: int = 1
) -> Grid:
    """A matrix, shape (rows, columns), of this rank; no row or column is zero, no two rows are equal.

    Its entries are integers from -bound to bound, each row divided by a number from 1 to the denominator.
    """
    if not 1 <= rank <= min(rows, columns):
        raise draw.error(f"{name} cannot have rank {rank}, being {rows} × {columns}.")

    def fits(made: Rows) -> bool:
        return (
            exact.within(made, bound)
            and not exact.has_zero_line(made)
            and len({tuple(row) for row in made}) == rows
            and (min(rows, columns) == 1 or not exact.is_triangular(made))
            and exact.rank(made) == rank
        )

    def invent() -> Rows:
        made = draw.built(name, fits, lambda: _of_rank(draw.stream, (rows, columns), rank, bound))
        divisors = [draw.stream.between(1, denominator) for _ in made]
        return [
            [canonical(Fraction(entry, divisor)) for entry in row]
            for row, divisor in zip(made, divisors, strict=True)
        ]

    return grid(
        draw.recorded(
            name,
            invent,
            lambda value: is_rows(value, (rows, columns)),
            f"{rows} rows of {columns} rationals",
        )
    )


def _of_rank(stream: Stream, shape: tuple[int, int], rank: int, bound: int) -> Rows:
    """Rows of which some, chosen by lot, are sums of multiples of the others."""
    count, width = shape
    small = bound if rank == count else max(1, bound // 3)
    free = stream.some(range(count), rank)
    basis = stream.rows(rank, width, [entry for entry in range(-small, small + 1) if entry or small < 2])
    factors = stream.shuffled((-3, -2, -1, 2, 3))
    made: Rows = []
    for place in range(count):
        if place in free:
            made.append(basis[free.index(place)])
            continue
        weights = [stream.one((-2, -1, 1, 2)) for _ in basis] if rank > 1 else [factors[place % 5]]
        made.append(exact.times(exact.transposed(basis), weights))
    return made


def unimodular(draw: Draw, name: str, size: int, *, bound: int = 9) -> Grid:
    """An integer matrix, shape (size, size), whose inverse has integer entries too; not triangular.

    No entry of the matrix or of its inverse is larger than the bound. The determinant is 1 or -1.
    """

    def fits(made: Rows) -> bool:
        return (
            exact.within(made, bound)
            and not exact.is_triangular(made)
            and exact.within(exact.unit_inverse(made), bound)
        )

    return grid(
        draw.recorded(
            name,
            lambda: draw.built(name, fits, lambda: unimodular_rows(draw.stream, size)),
            lambda value: is_rows(value, (size, size), is_integer),
            f"{size} rows of {size} integers",
        )
    )


def unimodular_rows(stream: Stream, size: int) -> Rows:
    """A product of unit triangular matrices, the rows in any order: its determinant is 1 or -1."""
    entries = (-2, -1, 1, 2) if size == 2 else (-1, -1, 0, 1, 1)
    lower, upper = (_lower(stream, entries, [1] * size) for _ in range(2))
    rows = exact.product(lower, exact.transposed(upper))
    if size == 2:  # a third factor: two reach too few
        rows = exact.product(rows, _lower(stream, (-1, 0, 1), [1, 1]))
    return stream.shuffled(rows)


def _lower(stream: Stream, entries: tuple[int, ...], diagonal: list[int]) -> Rows:
    """A lower triangular matrix with this diagonal and entries like these below it."""
    size = len(diagonal)
    return [
        [stream.one(entries) if j < i else diagonal[i] if i == j else 0 for j in range(size)]
        for i in range(size)
    ]


def matrix_of_determinant(draw: Draw, name: str, size: int, determinant: int, *, bound: int = 6) -> Grid:
    """An integer matrix, shape (size, size), of this determinant; not triangular, no row or column zero."""
    if size < 2:
        raise draw.error(f"{name} has size {size}; a matrix of a chosen determinant has 2 rows or more.")

    def fits(made: Rows) -> bool:
        return bool(made) and not exact.is_triangular(made) and not exact.has_zero_line(made)

    return grid(
        draw.recorded(
            name,
            lambda: draw.built(name, fits, lambda: _of_determinant(draw.stream, size, determinant, bound)),
            lambda value: is_rows(value, (size, size), is_integer),
            f"{size} rows of {size} integers",
        )
    )


def _of_determinant(stream: Stream, size: int, determinant: int, bound: int) -> Rows:
    """Any first rows, and a last one whose expansion by cofactors gives the determinant; [] without one."""
    entries = range(-bound, bound + 1)
    small = bound if size == 2 else max(1, bound // (size - 1))
    first = stream.rows(size - 1, size, [entry for entry in range(-small, small + 1) if entry])
    cofactors = [exact.determinant([*first, [int(j == k) for k in range(size)]]) for j in range(size)]
    if not all(cofactors[-2:]):
        return []
    start = [stream.one(entries) for _ in range(size - 2)]
    left = determinant - sum(c * x for c, x in zip(cofactors, start, strict=False))
    *_, c, d = cofactors
    pairs = [
        (x, (left - c * x) // d)
        for x in entries
        if (left - c * x) % d == 0 and abs((left - c * x) // d) <= bound
    ]
    return [*first, [*start, *stream.one(pairs)]] if pairs else []


def linear_system(draw: Draw, name: str, size: int, *, bound: int = 9) -> LinearSystem:
    """A system with one integer solution without zeros, whose elimination in order needs no fractions.

    A, of shape (size, size), is not triangular; its entries and the solution's are at most the bound,
    those of b at most five times that.
    """

    def attempt() -> list[Rows]:
        stream = draw.stream
        diagonals = [[1] * size, [stream.one((-3, -2, -1, 1, 2, 3)) for _ in range(size)]]
        lower, upper = (_lower(stream, (-2, -1, 1, 2), diagonal) for diagonal in diagonals)
        x = stream.rows(size, 1, [entry for entry in range(-min(bound, 5), min(bound, 5) + 1) if entry])
        return [exact.product(lower, exact.transposed(upper)), x]

    def fits(made: list[Rows]) -> bool:
        A, x = made
        return (
            exact.within(A, bound)
            and exact.within(exact.product(A, x), 5 * bound)
            and not exact.is_triangular(A)
            and not exact.has_zero_line(A)
        )

    def invent() -> list[Rows]:
        A, x = draw.built(name, fits, attempt)
        return [A, [row[0] for row in x]]

    A, x = draw.recorded(
        name,
        invent,
        lambda value: are_pieces(
            value,
            (
                lambda rows: is_rows(rows, (size, size), is_integer),
                lambda entries: is_list(entries, size, is_integer),
            ),
        ),
        f"{size} rows of {size} integers, and a list of {size} integers",
    )
    return LinearSystem(grid(A), column(x))


def least_squares(
    draw: Draw, name: str, rows: int, columns: int, *, bound: int = 6, intercept: bool = False
) -> LeastSquares:
    """A system with more equations than unknowns, whose least-squares solution and residual are integers.

    No entry of A, of the solution or of the residual is larger than the bound. Where there is an intercept,
    the first column of A holds ones.
    """
    if not 1 <= columns < rows <= 6:
        raise draw.error(f"{name} must have more rows than columns, and 6 at most; got {rows} and {columns}.")

    def fits(made: list[Any]) -> bool:
        A, _, residual = made
        return (
            exact.within(A, bound)
            and not exact.has_zero_line(A)
            and exact.rank(A) == columns
            and (len({tuple(row) for row in A}) > columns or (intercept and columns == 1))
            and any(residual)
            and exact.within([residual], bound)
        )

    A, x, residual = draw.recorded(
        name,
        lambda: draw.built(
            name, fits, lambda: _least_squares(draw.stream, (rows, columns), bound, intercept)
        ),
        lambda value: are_pieces(
            value,
            (
                lambda made: is_rows(made, (rows, columns), is_integer),
                lambda made: is_list(made, columns, is_integer),
                lambda made: is_list(made, rows, is_integer),
            ),
        ),
        f"{rows} rows of {columns} integers, and lists of {columns} and of {rows} integers",
    )
    return LeastSquares(grid(A), column(x), column(residual))


def _least_squares(stream: Stream, shape: tuple[int, int], bound: int, intercept: bool) -> list[Any]:
    """A residual with an entry 1 or -1, and columns that are orthogonal to it through that entry."""
    rows, columns = shape
    residual = stream.one(_residuals(rows, intercept))
    place = stream.one([place for place, entry in enumerate(residual) if abs(entry) == 1])
    made = [[1] * rows] if intercept else []
    while len(made) < columns:
        entries = [stream.between(-min(bound, 4), min(bound, 4)) for _ in range(rows)]
        entries[place] = 0
        dot = sum(a * r for a, r in zip(entries, residual, strict=True))
        entries[place] = -dot * residual[place]
        made.append(entries)
    x = [stream.sign() * stream.between(1, min(bound, 4)) for _ in range(columns)]
    return [exact.transposed(made), x, list(residual)]


@lru_cache(maxsize=16)
def _residuals(rows: int, centred: bool) -> tuple[tuple[int, ...], ...]:
    """Entries from -2 to 2, one of them 1 or -1 and another not zero; centred ones sum to zero."""
    return tuple(
        entries
        for entries in product(range(-2, 3), repeat=rows)
        if 1 in map(abs, entries) and entries.count(0) < rows - 1 and not (centred and sum(entries))
    )
