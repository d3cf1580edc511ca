"""Which vectors depend on which: spans, null spaces, orthonormal bases.

A vector depends on others exactly when all determinants that border a nonsingular block of them vanish
(Kronecker), which needs no division and so holds for irrational entries and for names alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import final

from flint import fmpq_mat

from gradcheck_grader.equality.comparison import Comparison, undecided
from gradcheck_grader.equality.linear import (
    Ground,
    Vector,
    determinant,
    dot,
    fraction,
    grid_of_columns,
    length,
    squared_length,
)
from gradcheck_grader.feedback import linear as said
from gradcheck_grader.syntax.build import ZERO, minus, over, plus, rational, times
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Outcome


@final
class Span:
    """The span of vectors that are added one by one; knows which of them are independent.

    vectors  the independent ones;  block: rows in which they form a nonsingular matrix.
    """

    def __init__(self, ground: Ground, length: int) -> None:
        self.ground, self.length = ground, length
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
        size = self.ground.size(vector)
        scale = None if self.ground.tolerance.is_exact else self._block_determinant()
        weakest: Comparison | None = None
        doubt: Comparison | None = None
        for row in (row for row in range(self.length) if row not in self.block):
            minor = determinant(grid_of_columns(self._bordered(vector, row)))
            if minor is None:
                return undecided(said.TOO_LARGE), row
            node = minor if scale is None else over(minor, scale)
            found = self.ground.vanishes(node, size)
            if found.outcome is Outcome.WRONG:
                return found, row
            if found.outcome is Outcome.UNDECIDED:
                doubt = doubt or found
            elif weakest is None or found.evidence.kind == "agrees":
                weakest = found
        return doubt or weakest or self.ground.equal(ZERO, ZERO), 0

    def _bordered(self, vector: Vector, row: int) -> list[Vector]:
        rows = [*self.block, row]
        return [tuple(column[place] for place in rows) for column in (*self.vectors, vector)]

    def _block_determinant(self) -> Node | None:
        if not self.vectors:
            return None
        block = [tuple(column[place] for place in self.block) for column in self.vectors]
        return determinant(grid_of_columns(block))


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


def orthonormalised(vectors: Sequence[Vector], ground: Ground) -> list[Vector]:
    """Gram and Schmidt: orthonormal vectors with the span of independent ones, best rational."""
    orthogonal: list[Vector] = []
    for vector in vectors:
        rest = vector
        for other in orthogonal:
            factor = ground.settled(over(dot(other, vector), squared_length(other)))
            rest = tuple(
                ground.settled(plus(entry, minus(times(factor, part))))
                for entry, part in zip(rest, other, strict=True)
            )
        orthogonal.append(rest)
    return [tuple(over(entry, length(one)) for entry in one) for one in orthogonal]
