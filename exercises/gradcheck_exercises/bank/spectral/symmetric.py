"""Symmetric matrices and their orthonormal eigenvectors."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from sympy import ImmutableMatrix, sqrt

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.factors import factor_text
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.bank.spectral.eigenvalues import set_of
from gradcheck_exercises.symbolic import Grid
from gradcheck_grader import Factorization, FiniteSet, UpToScale
from gradcheck_grader.syntax.tree import Apply, Node, num

DIRECTIONS = tuple(
    (sign * x, y, k)
    for x, y, largest in ((1, 2, 4), (2, 1, 4), (1, 3, 2), (3, 1, 2), (2, 3, 1), (3, 2, 1))
    for sign in (1, -1)
    for k in range(-largest, largest + 1)
    if k
)  # v = (x, y), and k
LARGEST = 15  # of the entries of the matrix, and of its eigenvalues


@dataclass(frozen=True)
class Symmetric:
    """A = c I + k v vᵀ with v = (x, y): its eigenvalues are c + k (x² + y²) on v and c across."""

    v: tuple[int, int]
    k: int
    c: int
    asked: str

    @cached_property
    def A(self) -> Grid:
        """The matrix, shape (2, 2)."""
        (x, y), k, c = self.v, self.k, self.c
        return ImmutableMatrix([[c + k * x * x, k * x * y], [k * x * y, c + k * y * y]])

    @property
    def square(self) -> int:
        """The squared length of v."""
        return self.v[0] ** 2 + self.v[1] ** 2

    @property
    def pairs(self) -> list[tuple[int, tuple[int, int]]]:
        """Each eigenvalue with a whole eigenvector, the smaller eigenvalue first, turned by a right angle."""
        (x, y), along = self.v, self.c + self.k * self.square
        return [(along, (x, y)), (self.c, (-y, x))] if self.k < 0 else [(self.c, (y, -x)), (along, (x, y))]

    @property
    def chosen(self) -> tuple[int, tuple[int, int]]:
        """The eigenvalue that part (b) asks about, with an eigenvector that begins with a positive entry."""
        value, (x, y) = self.pairs[0 if self.asked == "smaller" else 1]
        return value, (x, y) if x > 0 else (-x, -y)

    @property
    def other(self) -> tuple[int, int]:
        """An eigenvector with the other eigenvalue."""
        return self.pairs[1 if self.asked == "smaller" else 0][1]

    @cached_property
    def Q(self) -> Grid:
        """Unit eigenvectors as columns, in the order of pairs."""
        return ImmutableMatrix(
            [[vector[i] / sqrt(self.square) for _, vector in self.pairs] for i in range(2)]
        )


@exercise("spectral/spectral-theorem", title="Orthogonal diagonalisation of a symmetric matrix", level=3)
def spectral_theorem(draw: Draw) -> Problem:
    """A symmetric matrix has an orthonormal basis of eigenvectors, and Q with these columns diagonalises it.

    Trap: eigenvectors must be divided by their lengths before the transpose of Q is its inverse.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, theorem 4.15.
    """
    x, y, k = draw.choice("direction", DIRECTIONS)
    c = draw.choice("c", [c for c in range(-LARGEST, LARGEST + 1) if _tells_mistakes_apart(x, y, k, c)])
    drawn = Symmetric((x, y), k, c, draw.choice("asked", ("smaller", "larger")))
    return Problem(
        say("Let $$A = {A}.$$", A=drawn.A),
        (_values_part(drawn), _vector_part(drawn), _factors_part(drawn)),
    )


def _tells_mistakes_apart(x: int, y: int, k: int, c: int) -> bool:
    """Whether no entry or eigenvalue is 0 or large, and no wrong set of eigenvalues is another one's."""
    entries, values = (c + k * x * x, k * x * y, c + k * y * y), (c, c + k * (x * x + y * y))
    total, product = sum(values), values[0] * values[1]
    sets = (set(values), {-value for value in values}, {total, product}, {entries[0], entries[2]})
    return all(0 < abs(number) <= LARGEST for number in (*entries, *values)) and all(
        one != other for place, one in enumerate(sets) for other in sets[:place]
    )


def _values_part(drawn: Symmetric) -> Part:
    """What are the eigenvalues?"""
    A = drawn.A
    (first, _), (second, _) = drawn.pairs
    trace, determinant = first + second, first * second
    return Part(
        say("Find all eigenvalues of $A$. Give them as a set, such as `{6, 7}`."),
        FiniteSet(set_of(first, second), variable="lambda"),
        slips=(
            Slip(
                "diagonal-entries",
                set_of(A[0, 0], A[1, 1]),
                "These are the entries on the diagonal. That would do for a diagonal matrix only.",
            ),
            Slip(
                "signs-reversed",
                set_of(-first, -second),
                "The sum of the eigenvalues is the trace. Compare the signs.",
            ),
            Slip(
                "trace-and-determinant",
                set_of(trace, determinant),
                "These are trace and determinant: the sum and the product of the eigenvalues.",
            ),
        ),
        hints=hints(
            "The sum of the eigenvalues is the trace, their product is the determinant.",
            r"The trace is {trace} and the determinant ${x} \cdot {y} - {b}^2$. Which equation do the "
            "eigenvalues solve?",
            r"Solve $\lambda^2 {trace_term} \lambda {determinant_term} = 0$.",
            trace=trace,
            x=factor_text(A[0, 0]),
            y=factor_text(A[1, 1]),
            b=factor_text(A[0, 1]),
            trace_term=_signed(-trace),
            determinant_term=_signed(determinant),
        ),
        steps=(
            step(
                "Characteristic polynomial",
                r"$\det(A - \lambda I)$",
                r"$\lambda^2 {t} \lambda {d}$",
                t=_signed(-trace),
                d=_signed(determinant),
            ),
            step("Its roots", "", r"$\lambda = {first}$ or $\lambda = {second}$", first=first, second=second),
        ),
        check=lambda at: set_of(*map(round, np.linalg.eigvalsh(floats(A)))),
    )


def _signed(value: int) -> str:
    """The number with its sign in front, as it stands within a sum."""
    return f"{'-' if value < 0 else '+'} {abs(value)}"


def _vector_part(drawn: Symmetric) -> Part:
    """Which unit vector is an eigenvector?"""
    value, (x, y) = drawn.chosen
    length = sqrt(drawn.square)
    shifted = drawn.A - value * ImmutableMatrix.eye(2)
    return Part(
        say(
            "Find an eigenvector of length 1 with the {asked} eigenvalue. Give it exactly, such as "
            "`[1/sqrt(7), sqrt(6/7)]`.",
            asked=drawn.asked,
        ),
        UpToScale(ImmutableMatrix([x, y]), unit=True),
        points=2,
        slips=(
            Slip(
                "other-eigenvector",
                ImmutableMatrix(drawn.other),
                "This one belongs to the other eigenvalue. Multiply it by A and compare.",
            ),
            Slip(
                "entries-exchanged",
                ImmutableMatrix([y, x]),
                "Your two entries have changed places. Put your vector into the first equation.",
            ),
        ),
        hints=hints(
            r"Solve $(A - \lambda I) v = 0$ first, and take care of the length afterwards.",
            r"The first row of $A - \lambda I$ is ${row}$. Which vector is orthogonal to it, and how long "
            "is that vector?",
            "For a row $[p, q]$ take $[q, -p]$, and divide it by its length.",
            row=shifted.row(0),
        ),
        steps=(
            step("An eigenvector", "$v$", "${v}$", v=ImmutableMatrix([x, y])),
            step("Its length", r"$\|v\|$", "${length}$", length=length),
            step(
                "Divide by it",
                "",
                "${unit}$",
                unit=Apply("vector", tuple(_over_root(entry, drawn.square) for entry in (x, y))),
            ),
        ),
        check=lambda at: _by_numpy(drawn),
    )


def _by_numpy(drawn: Symmetric) -> np.ndarray:
    """The unit eigenvector that NumPy finds, turned such that its last entry has the sign that is shown."""
    vector = np.linalg.eigh(floats(drawn.A))[1][:, 0 if drawn.asked == "smaller" else 1]
    return vector * np.sign(vector[1]) * np.sign(drawn.chosen[1][1])


def _factors_part(drawn: Symmetric) -> Part:
    """What are Q and D?"""
    Q = drawn.Q
    (first, _), (second, _) = drawn.pairs
    return Part(
        say(
            r"Find an orthogonal matrix $Q$ and a diagonal matrix $D$ with $A = Q D Q^{\top}$. Write both, "
            "such as `Q = [[1, 0], [0, 1]], D = [[2, 0], [0, 3]]`."
        ),
        Factorization("spectral", drawn.A, factors=(Q, _diagonal(first, second))),
        points=2,
        slips=(
            Slip(
                "order-exchanged",
                (Q, _diagonal(second, first)),
                "The eigenvalues in D do not stand in the order of the columns of Q.",
            ),
            Slip(
                "eigenvectors-as-rows",
                (ImmutableMatrix(Q.T), _diagonal(first, second)),
                "The eigenvectors are the columns of Q, not its rows.",
            ),
        ),
        hints=hints(
            "The columns of $Q$ are eigenvectors of length 1, those of different eigenvalues are orthogonal.",
            "Your unit eigenvector from (b) is one column. Which vector is orthogonal to $[p, q]$?",
            "Put $[p, q]$ and $[-q, p]$ into the columns of $Q$, and the eigenvalues into $D$ in the same "
            "order.",
        ),
        steps=(
            step(
                "Unit eigenvectors as columns, the smaller eigenvalue first",
                "$Q$",
                "${Q}$",
                Q=_written(drawn),
            ),
            step("The eigenvalues in the same order", "$D$", "${D}$", D=_diagonal(first, second)),
        ),
        check=lambda at: _factors_by_numpy(floats(drawn.A)),
    )


def _over_root(entry: int, square: int) -> Node:
    """The entry over the root, as it is written by hand."""
    size = Apply("/", (num(abs(entry)), Apply("sqrt", (num(square),))))
    return Apply("neg", (size,)) if entry < 0 else size


def _written(drawn: Symmetric) -> Node:
    """Q as it is written by hand."""
    rows = [[_over_root(vector[i], drawn.square) for _, vector in drawn.pairs] for i in range(2)]
    return Apply("matrix", tuple(Apply("row", tuple(row)) for row in rows))


def _diagonal(first: int, second: int) -> Grid:
    return ImmutableMatrix([[first, 0], [0, second]])


def _factors_by_numpy(A: np.ndarray) -> str:
    """Q and D from NumPy's eigenvectors, made exact: the ratio of their entries is rational."""
    values, vectors = np.linalg.eigh(A)
    ratios = [Fraction(float(x / y)).limit_denominator(99) for x, y in vectors.T]
    columns = [(ratio.numerator, ratio.denominator) for ratio in ratios]
    rows = [
        ", ".join(f"{column[i]}/sqrt({column[0] ** 2 + column[1] ** 2})" for column in columns)
        for i in range(2)
    ]
    first, second = (round(value) for value in values)
    return f"[[{rows[0]}], [{rows[1]}]], [[{first}, 0], [0, {second}]]"
