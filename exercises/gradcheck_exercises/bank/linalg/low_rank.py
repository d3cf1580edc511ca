"""Matrices as sums of columns times rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sympy import ImmutableMatrix, Rational, Symbol

from gradcheck_exercises import Draw, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Number
from gradcheck_grader.syntax.tree import Apply, Node, num

Wrong = list[tuple[str, Value, str]]
WEIGHTS = (-3, -2, -1, 1, 2, 3)
SHAPES = tuple((m, n) for m in (64, 100, 128, 200, 256, 512) for n in (32, 50, 64, 100, 300, 512) if m != n)
NAMES = (Symbol("c_1"), Symbol("c_2"))


@dataclass(frozen=True)
class Kept:
    """A = C R: C, shape (3, r), holds the columns of A that no earlier ones combine to, R how they combine.

    kept  their places in A, from 0.
    """

    C: Grid
    R: Grid
    kept: tuple[int, ...]

    @cached_property
    def A(self) -> Grid:
        """The matrix, shape (3, 4)."""
        return self.C * self.R

    @property
    def rank(self) -> int:
        """How many columns are kept."""
        return len(self.kept)

    @property
    def combined(self) -> tuple[int, ...]:
        """The places of the other columns."""
        return tuple(place for place in range(4) if place not in self.kept)

    @cached_property
    def wrong_rows(self) -> Wrong:
        """The name, response and feedback of each wrong R."""
        signs = [1 if place in self.kept else -1 for place in range(4)]
        negated = [[sign * entry for sign, entry in zip(signs, row, strict=True)] for row in self.R.tolist()]
        found: Wrong = [
            (
                "rows-of-A",
                self.A[: self.rank, :],
                "You took rows of A itself. A row here says how much of its column each column of A holds.",
            ),
            (
                "signs-exchanged",
                ImmutableMatrix(negated),
                "For some columns your signs are those of the null space, where everything is on one side.",
            ),
        ]
        if self.rank == 1:
            inverted = ImmutableMatrix([[1 / Rational(entry) for entry in self.R]])
            feedback = "You said how the first column comes from the others. It is the other way round."
            return [*found, ("ratios-inverted", inverted, feedback)]
        swapped = self.R.as_mutable()
        for place in self.combined:
            swapped[0, place], swapped[1, place] = self.R[1, place], self.R[0, place]
        feedback = "In some columns the two weights are exchanged: row 1 belongs to the first column kept."
        return [*found, ("weights-exchanged", ImmutableMatrix(swapped), feedback)]


@exercise("linalg/outer-product-rank", title="Columns times rows", level=2)
def outer_product_rank(draw: Draw) -> Problem:
    """A matrix of low rank as a sum of as few columns times rows as possible, and what this saves.

    Trap: the rank counts independent columns, whatever the number of rows, columns or entries.
    Source: Strang, Linear Algebra and Learning from Data, section I.1.
    """
    made = draw.until(_tells_mistakes_apart, lambda: _kept(draw))
    m, n = draw.choice("shape", SHAPES)
    k = draw.choice("k", (2, 4, 8, 16))
    return Problem(
        say(
            r"""
            $$A = {A}$$

            Go through the columns of $A$ from left to right and keep each one that is no linear combination
            of the columns before it.
            """,
            A=made.A,
        ),
        (_rank_part(made), _rows_part(made), _storage_part(m, n, k)),
    )


def _kept(draw: Draw) -> Kept:
    """One column and its multiples; or two, the second one in place 2 or 3, and their combinations."""
    case = draw.choice("kept", ("1", "12", "13"))
    one = draw.vector("first", 3, bound=3, exclude=(0,))
    p, q, r, s = (draw.choice(name, WEIGHTS) for name in ("p", "q", "r", "s"))
    if case == "1":
        return Kept(one, ImmutableMatrix([[1, p, q, r]]), (0,))
    C = ImmutableMatrix.hstack(one, draw.vector("second", 3, bound=3, exclude=(0,)))
    if case == "12":
        return Kept(C, ImmutableMatrix([[1, 0, p, r], [0, 1, q, s]]), (0, 1))
    return Kept(C, ImmutableMatrix([[1, p, 0, q], [0, 0, 1, r]]), (0, 2))


def _tells_mistakes_apart(made: Kept) -> bool:
    """Whether the kept columns are independent, the entries small, and all responses different."""
    C = made.C
    pairs = ((0, 1), (0, 2), (1, 2))
    independent = made.rank == 1 or any(C[i, 0] * C[j, 1] != C[j, 0] * C[i, 1] for i, j in pairs)
    responses = [made.R, *(value for _, value, _ in made.wrong_rows)]
    small = max(map(abs, made.A)) <= 12
    return independent and small and len(set(responses)) == len(responses)


def _rank_part(made: Kept) -> Part:
    """What is the rank?"""
    return Part(
        say("What is the rank of $A$?"),
        Number(made.rank),
        slips=(
            Slip("rows-counted", 3, "That is the number of rows. Not all of them are independent."),
            Slip("columns-counted", 4, "That is the number of columns. Not all of them are independent."),
            Slip(
                "entries-counted", 12, "That is the number of entries. The rank counts independent columns."
            ),
        ),
        hints=hints(
            "The rank is the number of columns that you keep.",
            "The first column is kept. Is the second one a multiple of it?",
            "Try each column in turn: is it a sum of multiples of those that you kept so far?",
        ),
        steps=(
            *_combinations(made),
            step("Count the columns kept", "", "the rank is {rank}", rank=made.rank),
        ),
        check=lambda _: int(np.linalg.matrix_rank(floats(made.A))),
    )


def _combinations(made: Kept) -> tuple[Step, ...]:
    """Each column that is not kept, as a combination of those that are."""
    return tuple(
        step(
            "Column {place} is a combination of the columns kept" if made.rank > 1 else "Column {place}",
            "",
            "${sum}$",
            place=place + 1,
            sum=sum(weight * name for weight, name in zip(made.R.col(place), NAMES, strict=False)),
        )
        for place in made.combined
    )


def _rows_part(made: Kept) -> Part:
    """How do the kept columns combine?"""
    one = made.rank == 1
    return Part(
        say(
            "Write $A$ as a sum of columns times rows, $A = c_1 r_1^{\\top} + …$, with one term for each "
            "column that you kept, in order. Give the rows below each other, such as "
            "`[[1, 2, 3, 4], [5, 6, 7, 8]]`; a single one as `[1, 2, 3, 4]`."
        ),
        Array(made.R),
        points=2,
        slips=tuple(Slip(*wrong) for wrong in made.wrong_rows),
        hints=hints(
            "Column $j$ of a column times a row is that column times entry $j$ of the row.",
            "Which multiple of $c_1$ is column {place} of $A$?"
            if one or made.kept == (0, 2)
            else "Column {place} of $A$ is $p c_1 + q c_2$. Which $p$ and $q$?",
            "Column $j$ of your answer holds the weights that make column $j$ of $A$; for a column that was "
            "kept they are 1 and nothing else.",
            place=made.combined[0] + 1,
        ),
        steps=(
            *_combinations(made),
            step("Put the weights below each other, column by column", "", "${R}$", R=made.R),
        ),
        check=lambda _: _weights(floats(made.A)),
    )


def _weights(A: np.ndarray) -> np.ndarray:
    """Least-squares weights of all columns by those that raise the rank."""
    kept: list[int] = []
    for place in range(A.shape[1]):
        if np.linalg.matrix_rank(A[:, [*kept, place]]) > len(kept):
            kept.append(place)
    return np.linalg.lstsq(A[:, kept], A, rcond=None)[0]


def _storage_part(m: int, n: int, k: int) -> Part:
    """How many numbers hold a sum of k products?"""
    return Part(
        say(
            r"The weights of a layer form a matrix of shape ${m} \times {n}$. In fine-tuning, its change is "
            r"written as a sum of {k} columns times rows. How many numbers do these columns and rows hold "
            "together?",
            m=m,
            n=n,
            k=k,
        ),
        Number(k * (m + n)),
        slips=(
            Slip("full-matrix", m * n, "That many entries has the whole change. Count columns and rows."),
            Slip(
                "products-multiplied-out",
                k * m * n,
                "You counted the entries of all products. Count what is multiplied: a column and a row each.",
            ),
            Slip("one-product", m + n, "That is one column and one row. How many of them are there?"),
        ),
        hints=hints(
            "Each product has one column and one row.",
            "The column of one product holds {m} numbers. How many does its row hold?",
            "Add the two lengths, and take that {k} times.",
            m=m,
            k=k,
        ),
        steps=(
            step("One column and one row", "${sum}$", "${total}$", sum=_sum(m, n), total=m + n),
            step(
                "Take {k} of them",
                "${product}$",
                "${total}$",
                k=k,
                product=_times(k, m + n),
                total=k * (m + n),
            ),
        ),
        check=lambda _: np.ones((m, k)).size + np.ones((k, n)).size,
    )


def _sum(*terms: int) -> Node:
    return Apply("+", tuple(map(num, terms)))


def _times(*factors: int) -> Node:
    return Apply("*", tuple(map(num, factors)))
