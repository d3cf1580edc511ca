"""Small integer matrices as lists of rows, computed exactly by FLINT."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from flint import fmpq, fmpq_mat, fmpz_mat

from gradcheck_exercises.draw.records import Rows


def product(left: Rows, right: Rows) -> Rows:
    """The matrix product of integer matrices."""
    return integers(fmpz_mat(left) * fmpz_mat(right))


def transposed(rows: Rows) -> Rows:
    """The rows as columns."""
    return [list(column) for column in zip(*rows, strict=True)]


def times(rows: Rows, vector: Sequence[int]) -> list[int]:
    """Matrix times column."""
    return [sum(a * x for a, x in zip(row, vector, strict=True)) for row in rows]


def rank(rows: Rows) -> int:
    """How many rows are independent."""
    return fmpz_mat(rows).rank()


def determinant(rows: Rows) -> int:
    """The determinant of a square integer matrix."""
    return int(fmpz_mat(rows).det())


def unit_inverse(rows: Rows) -> Rows:
    """The inverse of an integer matrix with determinant 1 or -1."""
    return [[int(entry.p) for entry in row] for row in fmpq_mat(fmpz_mat(rows)).inv().tolist()]


def integers(matrix: Any) -> Rows:
    """FLINT's integers as Python's."""
    return [[int(entry) for entry in row] for row in matrix.tolist()]


def kernel(rows: Rows) -> list[list[int]]:
    """A basis of the null space of a matrix of rationals, each vector of integers without common factor.

    It depends on the null space alone: one vector for each free variable, its last entry positive.
    """
    exactly = [[fmpq(entry.numerator, entry.denominator) for entry in row] for row in rows]
    reduced, found = fmpq_mat(exactly).rref()
    table = [[Fraction(int(entry.p), int(entry.q)) for entry in row] for row in reduced.tolist()]
    width = len(rows[0])
    pivots = [next(j for j in range(width) if table[i][j] != 0) for i in range(found)]
    basis: list[list[int]] = []
    for free in (j for j in range(width) if j not in pivots):
        vector = [Fraction(j == free) for j in range(width)]
        for i, pivot in enumerate(pivots):
            vector[pivot] = -table[i][free]
        basis.append(primitive(vector))
    return basis


def primitive(vector: Sequence[int | Fraction]) -> list[int]:
    """The multiple of a rational vector by a positive number that has coprime integer entries."""
    common = lcm(*(entry.denominator for entry in vector))
    whole = [int(entry * common) for entry in vector]
    divisor = gcd(*whole) or 1
    return [entry // divisor for entry in whole]


def within(rows: Rows, bound: int) -> bool:
    """Whether no entry is larger than the bound in absolute value."""
    return all(abs(entry) <= bound for row in rows for entry in row)


def is_triangular(rows: Rows) -> bool:
    """Whether there are only zeros on one side of the diagonal (so for a diagonal matrix)."""
    below = any(rows[i][j] for i in range(len(rows)) for j in range(min(i, len(rows[0]))))
    above = any(rows[i][j] for i in range(len(rows)) for j in range(i + 1, len(rows[0])))
    return not (below and above)


def has_zero_line(rows: Rows) -> bool:
    """Whether a row or a column is zero."""
    return not all(any(row) for row in rows) or not all(any(column) for column in zip(*rows, strict=True))
