"""Which vectors depend on which: spans, null spaces, orthonormal bases.

A vector depends on others exactly when all determinants that border a nonsingular block of them vanish
(Kronecker), which needs no division and so holds for irrational entries and for names alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import final

from flint import fmpq_mat

from gradcheck_grader.equality.comparison import Comparison, undecided
from gradcheck_grader.equality.linear import (
    Ground,
    Vector,
    added,
    determinant,
    dot,
    fraction,
    fractions_of,
    grid_of_columns,
    length,
    squared_length,
)
from gradcheck_grader.feedback import linear as said
from gradcheck_grader.syntax.build import ZERO, minus, over, rational, times
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Outcome

# A vector hardly larger than the tolerance has no direction: at most this share of its size is allowed.
COARSEST = 20


@final
class Span:
    """The span of vectors that are added one by one; knows which of them are independent.

    vectors  the independent ones;  block: rows in which they form a nonsingular matrix.
    proves   whether that a determinant is 0 is to be proved, where it only agrees.
    """

    def __init__(self, ground: Ground, length: int, *, proves: bool = False) -> None:
        self.ground, self.length, self.proves = ground, length, proves
        self.vectors: list[Vector] = []
        self.block: list[int] = []

    @property
    def dimension(self) -> int:
        """How many independent vectors there are."""
        return len(self.vectors)

    def holds(self, vector: Vector) -> Comparison:
        """Whether a vector lies in the span: right, wrong (proved) or undecided."""
        return self._residual(vector)[0]

    def add(self, vector: Vector) -> Comparison:
        """Adds a vector unless it depends on those before; right when it depends, wrong when it does not."""
        found, row = self._residual(vector)
        if found.outcome is Outcome.WRONG:
            self.vectors.append(vector)
            self.block.append(row)
        return found

    def _residual(self, vector: Vector) -> tuple[Comparison, int]:
        """The first bordered determinant that does not vanish, with its row; else the least certain one."""
        results: list[Comparison] = []
        for row in (row for row in range(self.length) if row not in self.block):
            minor = determinant(grid_of_columns(self._bordered(vector, row)))
            if minor is None:
                return undecided(said.TOO_LARGE), row
            found = self._vanishes(minor, vector, row)
            if found.outcome is Outcome.WRONG:
                return found, row
            results.append(found)
        doubt = next((one for one in results if one.outcome is Outcome.UNDECIDED), None)
        agrees = next((one for one in results if one.evidence.kind == "agrees"), None)
        return doubt or agrees or self.ground.vanishes(ZERO), 0

    def _vanishes(self, minor: Node, vector: Vector, row: int) -> Comparison:
        ground = self.ground
        if ground.tolerance.is_exact:
            found = ground.vanishes(minor)
            return ground.surely(found, minor) if self.proves else found
        # Divided by the determinant of the block, it says how far the entry is from where it should be.
        block, size = self._block([]), ground.size(vector)
        residual = minor if block is None else over(minor, block)
        allowed = ground.tolerance.allowed(size, size) * self._weight(row, block)
        return ground.near(ZERO, residual, min(allowed, size / COARSEST))

    def _bordered(self, vector: Vector, row: int) -> list[Vector]:
        rows = [*self.block, row]
        return [tuple(column[place] for place in rows) for column in (*self.vectors, vector)]

    def _weight(self, row: int, block: Node | None) -> Fraction:
        """By how much an entry may be off when those of the block are off by up to 1, itself included."""
        weight = Fraction(1)
        for place in range(len(self.block)):
            other = self._block([*self.block[:place], row, *self.block[place + 1 :]])
            if other is not None and block is not None:
                weight += self.ground.size([over(other, block)])
        return weight

    def _block(self, rows: Sequence[int]) -> Node | None:
        """The determinant of the vectors in these rows, or in those of the block."""
        if not self.vectors:
            return None
        places = rows or self.block
        return determinant(grid_of_columns([tuple(v[place] for place in places) for v in self.vectors]))


def spanned(ground: Ground, vectors: Sequence[Vector], length: int) -> Span | None:
    """The span of the vectors, or None where it is not known which of them are independent."""
    span = Span(ground, length)
    for vector in vectors:
        if span.add(vector).outcome is Outcome.UNDECIDED:
            return None
    return span


def null_space(matrix: fmpq_mat) -> list[Vector]:
    """A basis of the vectors that a rational matrix sends to 0."""
    reduced, rank = matrix.rref()
    size = matrix.ncols()
    pivots = [next(j for j in range(size) if reduced[i, j] != 0) for i in range(rank)]
    found: list[Vector] = []
    for free in (j for j in range(size) if j not in pivots):
        entries = [Fraction(int(j == free)) for j in range(size)]
        for i, pivot in enumerate(pivots):
            entries[pivot] = -fraction(reduced[i, free])
        found.append(tuple(map(rational, entries)))
    return found


def orthogonalised(vectors: Sequence[Vector], ground: Ground) -> list[Vector]:
    """Gram and Schmidt: orthogonal vectors with the span of independent ones, whole where they can be."""
    orthogonal: list[Vector] = []
    for vector in vectors:
        rest = vector
        for other in orthogonal:
            factor = ground.settled(over(dot(other, vector), squared_length(other)))
            rest = tuple(
                ground.settled(added(entry, minus(times(factor, part))))
                for entry, part in zip(rest, other, strict=True)
            )
        orthogonal.append(whole(rest))
    return orthogonal


def orthonormalised(vectors: Sequence[Vector], ground: Ground) -> list[Vector]:
    """The same, of length 1."""
    return [normalised(vector) for vector in orthogonalised(vectors, ground)]


def normalised(vector: Vector) -> Vector:
    """The vector divided by its length."""
    size = length(vector)
    return tuple(over(entry, size) for entry in vector)


def whole(vector: Vector) -> Vector:
    """The multiple of a rational vector by a positive number whose entries are whole and have no divisor."""
    values = fractions_of(vector)
    if values is None or not any(values):
        return vector
    factor = Fraction(lcm(*(value.denominator for value in values)))
    factor /= gcd(*(int(value * factor) for value in values))
    return tuple(rational(value * factor) for value in values)
