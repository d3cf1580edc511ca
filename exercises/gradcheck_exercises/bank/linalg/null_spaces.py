"""Rank and null space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations

import numpy as np
from sympy import ImmutableMatrix

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid
from gradcheck_grader import Basis, Number

SHAPES = ((2, 3, 1), (3, 3, 1), (3, 3, 2), (4, 3, 2), (3, 4, 2))  # rows, columns, rank


@dataclass(frozen=True)
class Planted:
    """A = E R with rank r: E of shape (m, r), R = [I | F] of shape (r, n) the reduced echelon form."""

    E: Grid
    F: Grid

    @property
    def rank(self) -> int:
        """The rank of A."""
        return self.E.cols

    @property
    def nullity(self) -> int:
        """The dimension of the null space of A."""
        return self.F.cols

    @cached_property
    def R(self) -> Grid:
        """The reduced echelon form without its zero rows."""
        return ImmutableMatrix.eye(self.rank).row_join(self.F)

    @cached_property
    def A(self) -> Grid:
        """The matrix."""
        return self.E * self.R

    @cached_property
    def special(self) -> list[Grid]:
        """The special solutions of A x = 0, one for each column without pivot."""
        units = ImmutableMatrix.eye(self.nullity)
        return [(-self.F.col(j)).col_join(units.col(j)) for j in range(self.nullity)]


@exercise("linalg/rank-nullspace", title="Rank and null space", level=3)
def rank_nullspace(draw: Draw) -> Problem:
    """Elimination shows the rank, how many dimensions the null space has, and a basis of it.

    Trap: rows that are not zero may still depend on each other, and rank and nullity add up to the columns.
    Source: Strang, Introduction to Linear Algebra, 5th ed., section 3.2.
    """
    m, n, rank = draw.choice("shape", SHAPES)
    planted = draw.until(_is_handy, lambda: _planted(draw, m, n, rank))
    return Problem(
        say("Let $$A = {A}.$$ Its null space is the set of all columns $x$ with $A x = 0$.", A=planted.A),
        (_rank_part(planted), _nullity_part(planted), _basis_part(planted)),
    )


def _planted(draw: Draw, m: int, n: int, rank: int) -> Planted:
    """The first rows of E are independent, and each other row is a combination of them."""
    F = draw.matrix("F", rank, n - rank, bound=3, exclude=(0,))
    if rank == 1:
        first = draw.choice("first", (1, -1, 2))
        multiples = [draw.choice(f"multiple{i}", (-2, -1, 2, 3)) for i in range(2, m + 1)]
        return Planted(ImmutableMatrix([first, *(first * multiple for multiple in multiples)]), F)
    above, below = draw.choice("above", (-1, 1)), draw.choice("below", (-2, -1, 1, 2))
    rows = [ImmutableMatrix([[1, above]]), ImmutableMatrix([[below, below * above + 1]])]
    for i in range(3, m + 1):
        one, other = draw.choice(f"weights{i}", ((1, 1), (1, -1), (-1, 1), (2, -1), (1, 2), (-1, 2)))
        rows.append(one * rows[0] + other * rows[1])
    return Planted(ImmutableMatrix.vstack(*rows), F)


def _is_handy(planted: Planted) -> bool:
    """Whether all entries are small, and no two rows are the same."""
    rows = planted.A.tolist()
    return max(abs(entry) for row in rows for entry in row) <= 9 and len(set(map(tuple, rows))) == len(rows)


def _rank_part(planted: Planted) -> Part:
    """What is the rank?"""
    A, rank = planted.A, planted.rank
    slips = (
        Slip("rows-counted", A.rows, "You counted the rows. Count the pivots that elimination leaves."),
        Slip("columns-counted", A.cols, "You counted the columns. Count the pivots that elimination leaves."),
        Slip(
            "nullity", planted.nullity, "This is the dimension of the null space. The rank counts the pivots."
        ),
    )
    return Part(
        say("What is the rank of $A$?"),
        Number(rank),
        slips=_apart(slips, rank),
        hints=hints(
            "Eliminate until the rows are in echelon form.",
            "Clear the first column below row 1, which begins with {corner}. Which rows are left that are "
            "not 0?",
            "After elimination, count the rows that are not 0.",
            corner=A[0, 0],
        ),
        steps=(
            *_eliminated(A, rank),
            step("Count the rows that are not 0", "rank of $A$", "${rank}$", rank=rank),
        ),
        check=lambda at: float(np.linalg.matrix_rank(floats(A))),
    )


def _apart(slips: Sequence[Slip], right: int) -> tuple[Slip, ...]:
    """Those that lead to another number than the right one, and the first of those that agree."""
    first = {int(str(slip.response)): slip for slip in reversed(slips)}
    return tuple(slip for slip in slips if slip.response != right and first[int(str(slip.response))] is slip)


def _eliminated(A: Grid, rank: int) -> tuple[Step, ...]:
    """The matrix after each column that is cleared, as long as there are pivots; none needs an exchange."""
    rows, steps = [A.row(i) for i in range(A.rows)], []
    for pivot in range(rank):
        for i in range(pivot + 1, A.rows):
            rows[i] = rows[i] - rows[i][pivot] / rows[pivot][pivot] * rows[pivot]
        steps.append(
            step(
                "Clear column {number} below row {number}",
                "",
                "${left}$",
                number=pivot + 1,
                left=ImmutableMatrix.vstack(*rows),
            )
        )
    return tuple(steps)


def _nullity_part(planted: Planted) -> Part:
    """What is the dimension of the null space?"""
    A, rank, nullity = planted.A, planted.rank, planted.nullity
    slips = (
        Slip("rank", rank, "This is the rank. The null space has the dimensions that are left."),
        Slip(
            "all-columns", A.cols, "That would be right if every column x were sent to 0. Subtract the rank."
        ),
        Slip(
            "rows-minus-rank",
            A.rows - rank,
            "You subtracted from the number of rows. There are as many unknowns as columns.",
        ),
    )
    return Part(
        say("What is the dimension of the null space of $A$?"),
        Number(nullity),
        slips=_apart(slips, nullity),
        hints=hints(
            "Rank and nullity add up to a number that you can read off the shape of $A$.",
            "There are {columns} unknowns, and each pivot fixes one of them. How many can be chosen freely?",
            "Subtract the rank from the number of columns.",
            columns=A.cols,
        ),
        steps=(
            step("Unknowns, one for each column", "", "${columns}$", columns=A.cols),
            step(
                "Each pivot fixes one",
                "${columns} - {rank}$",
                "${nullity}$",
                columns=A.cols,
                rank=rank,
                nullity=nullity,
            ),
        ),
        check=lambda at: float(np.sum(np.linalg.svd(floats(A).T @ floats(A))[1] < 1e-9)),
        follow=Follow(("a",), lambda own: Number(A.cols - own["a"]) if 0 < own["a"] < A.cols else None),
    )


def _basis_part(planted: Planted) -> Part:
    """What is a basis of the null space?"""
    A, F, R, special = planted.A, planted.F, planted.R, planted.special
    units = [ImmutableMatrix([0] * planted.rank).col_join(v[planted.rank :, :]) for v in special]
    plus = [F.col(j).col_join(units[j][planted.rank :, :]) for j in range(planted.nullity)]
    return Part(
        say(
            "Give a basis of the null space of $A$, vector by vector, such as "
            + ("`[1, 2, 3], [4, 5, 6]`" if A.cols == 3 else "`[1, 2, 3, 4], [5, 6, 7, 8]`")
            + "; there may be one vector or more."
        ),
        Basis(listed(special)),
        points=2,
        slips=(
            Slip(
                "row-space",
                listed([R.row(i) for i in range(R.rows)]),
                "These vectors span the row space. Those of the null space are orthogonal to every row.",
            ),
            Slip(
                "sign-kept",
                listed(plus),
                "Look at the signs: moving a free unknown to the other side of an equation changes its sign.",
            ),
            Slip(
                "free-unknowns-only",
                listed(units),
                "You chose the free unknowns. The others are not 0: they follow from the rows that are left.",
            ),
        ),
        hints=hints(
            "Solve $A x = 0$. Elimination does not change the solutions.",
            "Clear above the pivots too; you get ${R}$. Which unknowns can be chosen freely?",
            "Set one free unknown to 1 and the others to 0, and read the rest off the rows of ${R}$. Each "
            "choice gives one vector.",
            R=R,
        ),
        steps=(
            step("Clear above the pivots too, leave out zero rows, and make each pivot 1", "", "${R}$", R=R),
            *(
                step(
                    "Set $x_{j} = 1${others}, and read off the rest",
                    "$x$",
                    "${vector}$",
                    j=planted.rank + 1 + index,
                    others="" if len(special) == 1 else " and the other free unknown to 0",
                    vector=vector,
                )
                for index, vector in enumerate(special)
            ),
        ),
        check=lambda at: null_space(floats(A)),
    )


def listed(vectors: Sequence[Grid]) -> str:
    """The vectors as they are written in a response."""
    return ", ".join(f"[{', '.join(map(str, vector))}]" for vector in vectors)


def null_space(A: np.ndarray) -> str:
    """A basis of the null space from the singular value decomposition, turned such that it is rational."""
    _, sizes, right = np.linalg.svd(A)
    vectors = right[int(np.sum(sizes > 1e-9)) :]
    places = combinations(range(A.shape[1]), len(vectors))
    chosen = max(places, key=lambda place: abs(np.linalg.det(vectors[:, place])))
    rational = np.linalg.inv(vectors[:, chosen]) @ vectors
    return listed(
        [
            ImmutableMatrix([Fraction(float(entry)).limit_denominator(999) for entry in row])
            for row in rational
        ]
    )
