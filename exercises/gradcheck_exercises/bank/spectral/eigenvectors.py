"""Eigenvectors of 2 × 2 matrices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sympy import ImmutableMatrix

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.factors import factor_text
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.bank.spectral.eigenvalues import EIGENVALUES, Diagonalised, are_handy, diagonalised
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array, Number, UpToScale
from gradcheck_grader.syntax.tree import Apply, Node, num


@dataclass(frozen=True)
class Pair:
    """A, whose first eigenvalue is given, and a multiple of the other eigenvector."""

    drawn: Diagonalised
    factor: int

    @property
    def A(self) -> Grid:
        """The matrix."""
        return self.drawn.A

    @property
    def value(self) -> int:
        """The eigenvalue that is given."""
        return self.drawn.first

    @cached_property
    def shifted(self) -> Grid:
        """A − λI."""
        return ImmutableMatrix(self.A - self.value * ImmutableMatrix.eye(2))

    @cached_property
    def v(self) -> Grid:
        """The eigenvector with the eigenvalue that is given."""
        return self.drawn.P.col(0)

    @cached_property
    def w(self) -> Grid:
        """An eigenvector with the other eigenvalue."""
        return self.factor * self.drawn.P.col(1)

    @cached_property
    def image(self) -> Grid:
        """A w."""
        return self.drawn.second * self.w


@exercise("spectral/eigenvector", title="An eigenvector for a given eigenvalue", level=2)
def eigenvector(draw: Draw) -> Problem:
    """The eigenvectors with an eigenvalue are the null space of the shifted matrix, without 0.

    Trap: the identity is subtracted on the diagonal only, and any multiple of an eigenvector is one too.
    Source: Strang, Introduction to Linear Algebra, 5th ed., section 6.1.
    """
    drawn = diagonalised(draw, EIGENVALUES, _tells_mistakes_apart)
    b, second = drawn.columns[1], drawn.second
    factors = [k for k in (-3, -2, 2, 3) if len({drawn.first, second, k * b, second * k * b}) == 4]
    pair = Pair(drawn, draw.choice("factor", factors))
    return Problem(
        say(r"The number $\lambda = {value}$ is an eigenvalue of $$A = {A}.$$", value=pair.value, A=pair.A),
        (_shifted_part(pair), _vector_part(pair), _other_part(pair)),
    )


def _tells_mistakes_apart(drawn: Diagonalised) -> bool:
    """Whether no wrong way leads to an eigenvector, and two of them never to the same direction."""
    a, b, c, d = drawn.columns
    x, y, z, w = drawn.entries(drawn.first, drawn.second)
    shifted = (x - drawn.first, y, z, w - drawn.first)
    directions = ((a, c), (b, d), (c, a), shifted[:2])
    parallel = [p * s - q * r for place, (p, q) in enumerate(directions) for r, s in directions[:place]]
    factors = [
        k for k in (-3, -2, 2, 3) if len({drawn.first, drawn.second, k * b, drawn.second * k * b}) == 4
    ]
    return are_handy(shifted) and 0 not in parallel and bool(factors)


def _shifted_part(pair: Pair) -> Part:
    """What is A − λI?"""
    A, value = pair.A, pair.value
    return Part(
        say(r"Compute $A - \lambda I$. Write it row by row, such as `[[1, 2], [3, 4]]`."),
        Array(pair.shifted),
        slips=(
            Slip(
                "subtracted-everywhere",
                ImmutableMatrix(2, 2, [entry - value for entry in A]),
                "You subtracted from each entry. The identity has ones on its diagonal only.",
            ),
            Slip(
                "added-instead",
                ImmutableMatrix(A + value * ImmutableMatrix.eye(2)),
                "You added on the diagonal. The eigenvalue is subtracted.",
            ),
        ),
        hints=hints(
            r"$\lambda I$ has $\lambda$ on its diagonal and 0 elsewhere.",
            "The entry in row 1, column 1 is ${a} - {bracketed}$. Which of the other three change?",
            "Subtract {value} from {x} and from {y}; the other two entries stay.",
            a=A[0, 0],
            x=A[0, 0],
            y=A[1, 1],
            value=value,
            bracketed=factor_text(value),
        ),
        steps=(
            step(
                "Subtract {value} on the diagonal",
                r"$A - \lambda I$",
                "${shifted}$",
                value=value,
                shifted=pair.shifted,
            ),
        ),
        check=lambda at: floats(A) - value * np.identity(2),
    )


def _equation(p: Value, q: Value) -> str:
    """p v₁ + q v₂ in LaTeX, without a factor 1."""
    first, second = ("" if abs(entry) == 1 else f"{abs(entry)} " for entry in (p, q))
    return f"{'-' if p < 0 else ''}{first}v_1 {'-' if q < 0 else '+'} {second}v_2"


def _vector_part(pair: Pair) -> Part:
    """Which vector is an eigenvector?"""
    x, y = pair.v
    p, q = pair.shifted.row(0)
    return Part(
        say(
            "Find an eigenvector $v$ of $A$ with this eigenvalue. Give it as a vector, such as `[1, 2]`; "
            "every right multiple counts."
        ),
        UpToScale(pair.v),
        points=2,
        slips=(
            Slip(
                "other-eigenvector",
                pair.drawn.P.col(1),
                "This is an eigenvector, but with the other eigenvalue. Multiply it by A and compare.",
            ),
            Slip(
                "entries-exchanged",
                ImmutableMatrix([y, x]),
                "Your two entries have changed places. Put your vector into the first equation.",
            ),
            Slip(
                "row-itself",
                ImmutableMatrix([p, q]),
                "This is a row of the shifted matrix. An eigenvector is orthogonal to it.",
            ),
        ),
        hints=hints(
            r"$A v = \lambda v$ says that $(A - \lambda I) v = 0$.",
            r"Both rows of $A - \lambda I$ say the same: with $v = (v_1, v_2)$ the first one is "
            "${equation} = 0$. Choose one entry, and the other one …?",
            "For a row $[p, q]$ of $A - \\lambda I$ the vector $[q, -p]$ does it: the row times it is 0.",
            equation=_equation(p, q),
        ),
        steps=(
            step(
                "The first row of $A - \\lambda I$",
                "${equation}$",
                "$0$",
                equation=_equation(p, q),
            ),
            step("A solution, up to a factor", "$v$", "${v}$", v=pair.v),
            step(
                "Check",
                "$A v$",
                r"${A} {v} = {value} \cdot {v}$",
                A=pair.A,
                v=pair.v,
                value=factor_text(pair.value),
            ),
        ),
        check=lambda at: _by_numpy(floats(pair.A), pair.value, pair.v[0]),
        follow=Follow(("a",), _kernel),
    )


def _by_numpy(A: np.ndarray, value: float, first: int) -> np.ndarray:
    """The eigenvector that NumPy finds for the eigenvalue next to this one, with this first entry."""
    values, vectors = np.linalg.eig(A)
    found = vectors[:, int(np.argmin(abs(values - value)))]
    return np.real(found / found[0]) * first


def _kernel(own: Mapping[str, Grid]) -> UpToScale | None:
    """What the person's own matrix sends to 0, where that is one direction."""
    a, b, c, d = own["a"]
    if a * d - b * c:
        return None
    return UpToScale(ImmutableMatrix([b, -a]) if (a, b) != (0, 0) else ImmutableMatrix([d, -c]))


def _other_part(pair: Pair) -> Part:
    """Which eigenvalue belongs to w?"""
    w, image, other = pair.w, pair.image, pair.drawn.second
    return Part(
        say("The vector $w = {w}$ is an eigenvector of $A$ too. What is its eigenvalue?", w=w),
        Number(other),
        slips=(
            Slip(
                "same-eigenvalue",
                pair.value,
                "This is the eigenvalue of the other eigenvector. Multiply w by A.",
            ),
            Slip("first-entry", image[0], "This is the first entry of A times w. How many times w is it?"),
            Slip("entry-of-w", w[0], "This is an entry of w. The eigenvalue says how much longer A makes w."),
        ),
        hints=hints(
            "An eigenvector is only stretched: its image is a multiple of it.",
            "The first entry of $A w$ is ${first}$. How does it compare with the first entry of $w$?",
            "Divide the first entry of $A w$ by the first entry of $w$, which is {entry}.",
            first=_row_times(pair.A, w),
            entry=w[0],
        ),
        steps=(
            step("Multiply", "$A w$", "${image}$", image=image),
            step("Compare with $w$", "$A w$", r"${other} \cdot {w}$", other=factor_text(other), w=w),
        ),
        check=lambda at: _rayleigh(floats(pair.A), floats(w)[:, 0]),
    )


def _row_times(A: Grid, w: Grid) -> Node:
    """The first entry of A w, not worked out."""
    return Apply("+", tuple(Apply("*", (num(int(A[0, j])), num(int(w[j])))) for j in range(2)))


def _rayleigh(A: np.ndarray, w: np.ndarray) -> float:
    """The eigenvalue as a quotient of scalar products."""
    return float(w @ A @ w / (w @ w))
