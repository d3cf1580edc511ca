"""Singular values and the singular value decomposition."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd

import numpy as np
from sympy import FiniteSet as Members
from sympy import ImmutableMatrix, Integer, diag, sqrt

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Factorization, FiniteSet, Number, Ordered, UpToScale
from gradcheck_grader.syntax.tree import Apply, Node, num

Wrong = list[tuple[str, Value, str]]


@dataclass(frozen=True)
class Decomposed:
    """A, shape (m, 2), with its singular values, the larger one first; V, shape (2, 2), is a rotation."""

    A: Grid
    values: tuple[int, int]
    V: Grid

    @cached_property
    def gram(self) -> Grid:
        """AᵀA."""
        return self.A.T * self.A

    @cached_property
    def S(self) -> Grid:
        """The singular values on a diagonal."""
        return ImmutableMatrix(diag(*self.values))

    @cached_property
    def U(self) -> Grid:
        """The left singular vectors as columns, shape (m, 2)."""
        return self.A * self.V * ImmutableMatrix(diag(*(Integer(1) / value for value in self.values)))

    @cached_property
    def direction(self) -> Grid:
        """The first right singular vector as coprime integers, the first one positive."""
        one, other = int(self.gram[0, 1]), int(self.values[0] ** 2 - self.gram[0, 0])
        return ImmutableMatrix([one, other]) / (gcd(one, other) * (1 if one > 0 else -1))

    @cached_property
    def lengths(self) -> tuple[int, int]:
        """The squares of the norms of A's columns: the diagonal of AᵀA."""
        return int(self.gram[0, 0]), int(self.gram[1, 1])

    @cached_property
    def wrong_values(self) -> Wrong:
        """The name, response and feedback of each wrong set of singular values."""
        large, small = self.values
        found: Wrong = [
            (
                "no-root",
                Members(large**2, small**2),
                "These are the eigenvalues of the Gram matrix. Singular values are their roots.",
            ),
            (
                "column-norms",
                Members(*map(sqrt, self.lengths)),
                "You took the norms of the columns. They are right only for orthogonal columns.",
            ),
        ]
        if self.A.rows == 2 and (own := self._eigenvalues()):
            feedback = "These are the eigenvalues of A. Only for some matrices they are singular values too."
            found.append(("eigenvalues-of-A", Members(*own), feedback))
        return found

    def _eigenvalues(self) -> tuple[Value, ...]:
        """The eigenvalues of A, where they are real and no singular values."""
        half, determinant = self.A.trace() / 2, self.A.det()
        rest = half**2 - determinant
        own = {half + sqrt(rest), half - sqrt(rest)} if rest >= 0 else set()
        return () if own == set(self.values) else tuple(own)


def _decomposed(draw: Draw, rows: int) -> Decomposed:
    """Any matrix with two integer singular values, whose columns are not of one length."""
    drawn = draw.singular_values("A", rows, bound=7)
    first = drawn.V.col(0)
    return Decomposed(drawn.A, drawn.values, ImmutableMatrix([[first[0], -first[1]], [first[1], first[0]]]))


def _sum(*terms: int) -> Node:
    return Apply("+", tuple(map(num, terms)))


@exercise("spectral/singular-values", title="Singular values", level=3)
def singular_values(draw: Draw) -> Problem:
    """The singular values of a small matrix from its Gram matrix, and the norm that they give.

    Trap: singular values are roots of the eigenvalues of AᵀA, and not the eigenvalues of A.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 4.5.
    """
    made = _decomposed(draw, draw.choice("rows", (2, 3)))
    return Problem(
        say("$$A = {A}$$", A=made.A),
        (_gram_part(made), _values_part(made), _norm_part(made)),
    )


def _gram_part(made: Decomposed) -> Part:
    """The Gram matrix."""
    A, gram = made.A, made.gram
    slips = [
        Slip(
            "diagonal-only",
            ImmutableMatrix(diag(gram[0, 0], gram[1, 1])),
            "The diagonal is right. The other entries are the dot product of the two columns.",
        ),
        Slip(
            "entries-squared",
            A.applyfunc(lambda entry: entry**2),
            "You squared each entry. The entries wanted are dot products of columns.",
        ),
    ]
    if gram != A * A.T:
        feedback = "This is A times its transpose. The order matters: the transpose comes first here."
        slips.append(Slip("order-exchanged", A * A.T, feedback))
    return Part(
        say("Compute $A^{\\top} A$. Write it row by row, such as `[[1, 2], [3, 4]]`."),
        Array(gram),
        slips=tuple(slips),
        hints=hints(
            "Each entry is the dot product of two columns of $A$.",
            "The first column with itself gives {first}. What do the other pairs give?",
            "Row $i$, column $j$ is the dot product of columns $i$ and $j$, so the matrix is symmetric.",
            first=gram[0, 0],
        ),
        steps=(step("Dot products of the columns", "$A^{\\top} A$", "${gram}$", gram=gram),),
        check=lambda _: np.einsum("ki,kj->ij", floats(A), floats(A)),
    )


def _values_part(made: Decomposed) -> Part:
    """The singular values."""
    large, small = made.values
    trace, determinant = large**2 + small**2, large**2 * small**2
    return Part(
        say("Find the singular values of $A$, as a set such as `{1, 2}`."),
        FiniteSet(Members(large, small)),
        points=2,
        slips=tuple(Slip(*one) for one in made.wrong_values),
        hints=hints(
            "The squares of the singular values are the eigenvalues of $A^{\\top} A$.",
            r"The trace of $A^{\top} A$ is {trace} and its determinant is {determinant}. Which two numbers "
            "have this sum and product?",
            r"Solve $\lambda^2 - {trace} \lambda + {determinant} = 0$ and take the roots of its solutions.",
            trace=trace,
            determinant=determinant,
        ),
        steps=(
            step(
                "Characteristic polynomial of $A^{\\top} A$",
                "",
                r"$\lambda^2 - {trace} \lambda + {determinant}$",
                trace=trace,
                determinant=determinant,
            ),
            step("Its zeros", "", "{one} and {other}", one=large**2, other=small**2),
            step("Their roots", "", "{one} and {other}", one=large, other=small),
        ),
        check=lambda _: "{{{}, {}}}".format(*np.rint(np.linalg.svd(floats(made.A))[1]).astype(int)),
    )


def _norm_part(made: Decomposed) -> Part:
    """The Frobenius norm from the singular values."""
    large, small = made.values
    square = large**2 + small**2
    return Part(
        say(
            r"Find the Frobenius norm $\|A\|_F$, the root of the sum of the squares of all entries. "
            "Answer exactly, with `sqrt(...)` where a root is left."
        ),
        Number(sqrt(square)),
        slips=(
            Slip("singular-values-added", large + small, "You added the singular values. Add their squares."),
            Slip("largest-only", large, "This is the spectral norm, the largest singular value alone."),
            Slip("no-root", square, "This is the square of the norm. Take the root."),
        ),
        hints=hints(
            "It is known from the singular values, and from the entries as well.",
            "The squares of all entries add up to the trace of $A^{\\top} A$. What do its eigenvalues "
            "add up to?",
            "Take the root of the sum of the squares of your singular values.",
        ),
        steps=(
            step(
                "Add the squares of the singular values",
                "${sum}$",
                "{square}",
                sum=_sum(large**2, small**2),
                square=square,
            ),
            step("Take the root", r"$\|A\|_F$", "${norm}$", norm=sqrt(square)),
        ),
        check=lambda _: float(np.linalg.norm(floats(made.A), "fro")),
    )


@exercise("spectral/svd-full", title="Singular value decomposition", level=4)
def svd_full(draw: Draw) -> Problem:
    """The whole decomposition U S Vᵀ of a matrix, with any choice of signs that fits together.

    Trap: a column of U is A times the column of V divided by the singular value, so the signs go together.
    Source: Strang, Introduction to Linear Algebra, 5th ed., section 7.2.
    """
    made = _decomposed(draw, 2)
    return Problem(
        say(
            r"""
            $$A = {A}$$

            Let $A = U S V^{\top}$ be a singular value decomposition: $U$ and $V$ are orthogonal, and $S$ is
            diagonal with the singular values $\sigma_1 > \sigma_2 > 0$ in this order.
            """,
            A=made.A,
        ),
        (_ordered_part(made), _right_part(made), _factors_part(made)),
    )


def _ordered_part(made: Decomposed) -> Part:
    """The singular values, in order."""
    large, small = made.values
    return Part(
        say(r"Find the singular values in order, as $(\sigma_1, \sigma_2)$."),
        Ordered((large, small)),
        slips=(
            Slip("smallest-first", (small, large), "Both are right. The larger one comes first."),
            Slip(
                "no-root",
                (large**2, small**2),
                "These are the eigenvalues of the Gram matrix. Singular values are their roots.",
            ),
        ),
        hints=hints(
            r"Their squares are the eigenvalues of $A^{\top} A$.",
            "$A^{\\top} A = {gram}$. What are its trace and its determinant?",
            "Find the two numbers with this sum and this product, and take their roots; the larger first.",
            gram=made.gram,
        ),
        steps=(
            step("Gram matrix", "$A^{\\top} A$", "${gram}$", gram=made.gram),
            step("Its eigenvalues", "", "{one} and {other}", one=large**2, other=small**2),
            step("Their roots", "", "{one} and {other}", one=large, other=small),
        ),
        check=lambda _: np.sqrt(np.linalg.eigvalsh(floats(made.A) @ floats(made.A).T)[::-1]),
    )


def _right_part(made: Decomposed) -> Part:
    """The first right singular vector."""
    shifted = made.gram - made.values[0] ** 2 * ImmutableMatrix(diag(1, 1))
    return Part(
        say(
            r"Find a right singular vector $v_1$ to $\sigma_1$, of length 1, with `sqrt(...)` where a root "
            "is left. It may have either sign."
        ),
        UpToScale(made.direction, unit=True),
        slips=_direction_slips(made),
        hints=hints(
            "It is an eigenvector of $A^{\\top} A$.",
            r"Solve ${shifted} v = 0$. Which multiple of the first entry is the second one?",
            "Divide your solution by its norm.",
            shifted=shifted,
        ),
        steps=(
            step(r"Subtract $\sigma_1^2$ from the diagonal of $A^{\top} A$", "", "${it}$", it=shifted),
            step("A vector of length 1 that it sends to 0", "$v_1$", "${v}$", v=made.V.col(0)),
            step("At a right angle to it", "$v_2$", "${v}$", v=made.V.col(1)),
        ),
        check=lambda _: _leading(np.linalg.svd(floats(made.A))[2][0]),
    )


def _direction_slips(made: Decomposed) -> tuple[Slip, ...]:
    """The wrong directions, each once."""
    found = [
        (
            "smaller-value",
            ImmutableMatrix([-made.direction[1], made.direction[0]]),
            "This one belongs to the smaller singular value.",
        ),
        (
            "left-instead",
            made.A * made.direction,
            "This is a left singular vector, an eigenvector of A times its transpose.",
        ),
        (
            "column-of-A",
            made.A.col(0),
            "This is the direction of a column of A. Take an eigenvector of the Gram matrix.",
        ),
        (
            "first-axis",
            ImmutableMatrix([1, 0]),
            "A does not stretch most along an axis. Solve for the vector.",
        ),
    ]
    taken = [made.direction]
    slips: list[Slip] = []
    for name, vector, feedback in found:
        if all(vector[0] * other[1] != vector[1] * other[0] for other in taken):
            taken.append(vector)
            slips.append(Slip(name, vector, feedback))
    return tuple(slips)


def _leading(vector: np.ndarray) -> np.ndarray:
    """The vector with the sign that makes its first entry positive."""
    return vector * np.sign(vector[0])


def _factors_part(made: Decomposed) -> Part:
    """All three factors."""
    U, S, V = made.U, made.S, made.V
    flipped = ImmutableMatrix.hstack(U.col(0), -U.col(1))
    return Part(
        say(
            "Give $U$, $S$ and $V$, each row by row, in this order and parted by commas. Any signs are right "
            "for which $U S V^{\\top} = A$. Note that $V$ is wanted, not $V^{\\top}$."
        ),
        Factorization("SVD", made.A, factors=[U, S, V], descending=True),
        points=3,
        slips=(
            Slip("V-transposed", [U, S, V.T], "You gave the transpose of V, or mixed it with V."),
            Slip(
                "signs-do-not-fit",
                [flipped, S, V],
                "One column of U has the wrong sign for the V that you chose. Compute U from A and V.",
            ),
            Slip(
                "squares-in-S",
                [U, S * S, V],
                "On the diagonal of S you have the squares of the singular values.",
            ),
        ),
        hints=hints(
            "Multiply $A = U S V^{\\top}$ by $V$ from the right.",
            r"$A V = U S$, so $A v_1 = \sigma_1 u_1$. What is $u_1$, and what is $u_2$?",
            r"Divide $A v_1$ by $\sigma_1$ and $A v_2$ by $\sigma_2$, and write them side by side.",
        ),
        steps=(
            step("$v_1$ and $v_2$ side by side", "$V$", "${V}$", V=V),
            step("Multiply", "$A V$", "${AV}$", AV=made.A * V),
            step("Divide each column by its singular value", "$U$", "${U}$", U=U),
        ),
        check=lambda _: ", ".join(map(_recognised, _by_numpy(floats(made.A)))),
    )


def _by_numpy(A: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """U, S and V from NumPy."""
    U, values, Vt = np.linalg.svd(A)
    return U, np.diag(values), Vt.T


def _recognised(matrix: np.ndarray) -> str:
    """The matrix with each entry as a root of the fraction that its square is."""
    rows = [", ".join(_root(float(entry)) for entry in row) for row in matrix]
    return f"[{', '.join(f'[{row}]' for row in rows)}]"


def _root(entry: float) -> str:
    square = Fraction(entry * entry).limit_denominator(10_000)
    return f"{'-' if entry < 0 else ''}sqrt({square})"
