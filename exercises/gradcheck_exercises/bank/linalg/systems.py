"""Systems of linear equations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sympy import ImmutableMatrix, Rational

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Array
from gradcheck_grader.syntax.tree import Apply, Node, num

PIVOTS = (1, -1, 2, -2, 3)
Wrong = list[tuple[str, Grid, str]]


@dataclass(frozen=True)
class System:
    """A x = b, built from A = L U with small whole numbers and from x.

    L  lower triangular with ones on its diagonal, shape (n, n).    U  upper triangular, shape (n, n).
    x  the solution, shape (n, 1).
    """

    L: Grid
    U: Grid
    x: Grid

    @property
    def size(self) -> int:
        """How many equations."""
        return self.x.rows

    @cached_property
    def A(self) -> Grid:
        """The matrix."""
        return self.L * self.U

    @cached_property
    def c(self) -> Grid:
        """The right-hand side after elimination."""
        return self.U * self.x

    @cached_property
    def b(self) -> Grid:
        """The right-hand side."""
        return self.A * self.x

    @cached_property
    def echelon(self) -> Grid:
        """[U | c], shape (n, n + 1)."""
        return self.U.row_join(self.c)

    @cached_property
    def wrong_echelons(self) -> Wrong:
        """The name, response and feedback of each wrong way to eliminate."""
        return _wrong_echelons(self)

    @cached_property
    def wrong_solutions(self) -> Wrong:
        """The name, response and feedback of each wrong way to a solution."""
        return _wrong_solutions(self)


@exercise("linalg/solve-system", title="A system of linear equations", level=2)
def solve_system(draw: Draw) -> Problem:
    """Gaussian elimination makes a system triangular; from there it is solved from the last row upwards.

    Trap: what is done to a row of the matrix is done to the right-hand side too.
    Source: Strang, Introduction to Linear Algebra, 5th ed., sections 2.2 and 2.3.
    """
    size = draw.choice("size", (2, 3))
    system = draw.until(_tells_mistakes_apart, lambda: _system(draw, size))
    return Problem(
        say("Let $$A = {A}, \\qquad b = {b}.$$", A=system.A, b=system.b),
        (_echelon_part(system), _solution_part(system)),
    )


def _system(draw: Draw, size: int) -> System:
    """No pivot is 0, so that no rows have to be exchanged; entries stay whole during elimination."""
    rows = range(size)
    L, U = ImmutableMatrix.eye(size).as_mutable(), ImmutableMatrix.zeros(size, size).as_mutable()
    for i in rows:
        for j in range(i):
            L[i, j] = draw.integer(f"l{i + 1}{j + 1}", -2, 2, exclude=(0,))
        U[i, i] = draw.choice(f"u{i + 1}{i + 1}", PIVOTS)
        for j in range(i + 1, size):
            U[i, j] = draw.integer(f"u{i + 1}{j + 1}", -3, 3, exclude=(0,))
    return System(L.as_immutable(), U.as_immutable(), draw.vector("x", size, bound=4, exclude=(0,)))


def _tells_mistakes_apart(system: System) -> bool:
    """Whether no two wrong ways, nor a wrong and the right one, lead to the same."""
    for right, wrong in ((system.echelon, system.wrong_echelons), (system.x, system.wrong_solutions)):
        found = [right, *(response for _, response, _ in wrong)]
        if len(set(found)) < len(found):
            return False
    return True


def _wrong_echelons(system: System) -> Wrong:
    """The right-hand side left as it was, and a row in which not all was done."""
    L, U = system.L, system.U
    whole = system.A.row_join(system.b)
    other = whole.row(1) + L[1, 0] * whole.row(0)  # the wrong sign, noticed in the first column alone
    added = _with_row(system.echelon, 1, ImmutableMatrix([[0, *other[1:]]]))
    found = [
        (
            "right-side-left",
            U.row_join(system.b),
            "The matrix is right, but b is as it was. Each step changes the right-hand side of its row too.",
        ),
        (
            "sign-changed-along-the-row",
            added,
            "In the first column of row 2 you subtracted, and further right you added. One multiple of row "
            "1 goes for the whole row.",
        ),
    ]
    if system.size == 3:
        early = whole.row(2) - L[2, 0] * whole.row(0)
        feedback = "The last row is not finished: use row 2 to clear its second entry as well."
        found.append(("stopped-early", _with_row(system.echelon, 2, early), feedback))
    return found


def _with_row(matrix: Grid, index: int, row: Grid) -> Grid:
    """The matrix with another row in this place."""
    rows = [row if i == index else matrix.row(i) for i in range(matrix.rows)]
    return ImmutableMatrix.vstack(*rows)


def _echelon_part(system: System) -> Part:
    """What is [U | c]?"""
    L, whole = system.L, system.A.row_join(system.b)
    first = system.A[1, 0] / system.A[0, 0]
    return Part(
        say(
            r"""
            Eliminate: subtract multiples of earlier rows of $[A \mid b]$ from later ones, without exchanging
            or scaling rows, until all entries below the diagonal of $A$ are 0. Give the result $[U \mid c]$
            row by row, such as {example}.
            """,
            example="`[[1, 2, 3], [0, 4, 5]]`"
            if system.size == 2
            else "`[[1, 2, 3, 4], [0, 5, 6, 7], [0, 0, 8, 9]]`",
        ),
        Array(system.echelon),
        points=2,
        slips=tuple(Slip(name, response, feedback) for name, response, feedback in system.wrong_echelons),
        hints=hints(
            "Make the entries below the first diagonal entry 0, with the help of row 1.",
            "Row 1 begins with {pivot} and row 2 with {entry}. Which multiple of row 1 do you subtract from "
            "row 2?",
            "Subtract {multiple}${row}$ from row 2, right-hand side included.{more}",
            pivot=system.A[0, 0],
            entry=system.A[1, 0],
            multiple=_times(first),
            row=whole.row(0),
            more=" Treat row 3 likewise, then clear its second entry with the new row 2."
            if system.size == 3
            else "",
        ),
        steps=_echelon_steps(L, whole),
        check=lambda at: _by_minors(floats(whole)),
    )


def _echelon_steps(L: Grid, whole: Grid) -> tuple[Step, ...]:
    """One step for each entry that becomes 0, column by column."""
    rows, steps = [whole.row(i) for i in range(whole.rows)], []
    for j in range(whole.rows):
        for i in range(j + 1, whole.rows):
            rows[i] = rows[i] - L[i, j] * rows[j]
            steps.append(
                step(
                    "Subtract {multiple}row {j} from row {i}",
                    "row {i}",
                    "${row}$",
                    multiple=_times(L[i, j]),
                    i=i + 1,
                    j=j + 1,
                    row=rows[i],
                )
            )
    return (
        *steps,
        step("Put the rows together", r"$[U \mid c]$", "${all}$", all=ImmutableMatrix.vstack(*rows)),
    )


def _times(multiple: Value) -> str:
    """What stands before a row: nothing for 1."""
    return "" if multiple == 1 else f"${multiple}$ times "


def _by_minors(whole: np.ndarray) -> np.ndarray:
    """[U | c] from determinants alone: entry (k, j) is a minor of order k over the leading one before it.

    Source: Gantmacher, The Theory of Matrices, volume 1, chapter II, section 1.
    """
    found = np.zeros_like(whole)
    for k in range(len(whole)):
        before = np.linalg.det(whole[:k, :k])
        for j in range(k, whole.shape[1]):
            found[k, j] = np.linalg.det(whole[: k + 1, [*range(k), j]]) / before
    return found


def _wrong_solutions(system: System) -> Wrong:
    """Triangular systems solved wrongly, and other systems."""
    U, c, A, b = system.U, system.c, system.A, system.b
    found = [
        (
            "back-substitution-sign",
            _substituted(U, c, sign=1),
            "Going upwards you moved the known terms to the right-hand side with the wrong sign.",
        ),
        (
            "other-unknowns-ignored",
            _substituted(U, c, sign=0),
            "You divided each right-hand side by the entry on the diagonal. The other unknowns of the row "
            "count too.",
        ),
        (
            "transposed",
            A.T.inv() * b,
            "This solves the system of the transpose: you took the columns of A for its rows.",
        ),
        (
            "sign-reversed",
            -system.x,
            "All signs are the wrong way round. Put your numbers into the first row.",
        ),
    ]
    diagonal = [A[i, i] for i in range(system.size)]
    if all(diagonal):
        each = ImmutableMatrix([b[i] / diagonal[i] for i in range(system.size)])
        feedback = (
            "You divided each entry of b by one entry of A. Each row holds all unknowns: eliminate first."
        )
        found.append(("row-by-row", each, feedback))
    return found


def _substituted(U: Grid, c: Grid, *, sign: int) -> Grid:
    """Back substitution, with this sign before the terms that are known; right with -1."""
    found: dict[int, Value] = {}
    for i in reversed(range(U.rows)):
        known = sum(U[i, j] * found[j] for j in range(i + 1, U.rows))
        found[i] = Rational(c[i] + sign * known) / U[i, i]
    return ImmutableMatrix([found[i] for i in range(U.rows)])


def _solution_part(system: System) -> Part:
    """What is x?"""
    n, U, c = system.size, system.U, system.c
    return Part(
        say(
            r"Solve $A x = b$: give the column $x$ as a vector, such as {example}.",
            example="`[1, 2]`" if n == 2 else "`[1, 2, 3]`",
        ),
        Array(system.x),
        points=2,
        slips=tuple(Slip(name, response, feedback) for name, response, feedback in system.wrong_solutions),
        hints=hints(
            r"$U x = c$ has the same solution as $A x = b$. Start where only one unknown is left.",
            "The last row says ${pivot}x_{n} = {right}$. What does the row above it say once you "
            "know $x_{n}$?",
            "Go from the last row upwards: bring the terms that you know to the right-hand side, then "
            "divide by the entry on the diagonal.",
            pivot="" if U[n - 1, n - 1] == 1 else ("-" if U[n - 1, n - 1] == -1 else f"{U[n - 1, n - 1]} "),
            n=n,
            right=c[n - 1],
        ),
        steps=tuple(_substitution(system, i) for i in reversed(range(n))),
        check=lambda at: np.linalg.solve(floats(system.A), floats(system.b)),
        follow=Follow(("a",), _solution_of),
    )


def _substitution(system: System, i: int) -> Step:
    """One row of the triangular system, solved for its own unknown."""
    U, c, x = system.U, system.c, system.x
    known = tuple(_negative_product(U[i, j], x[j]) for j in range(i + 1, system.size))
    above: Node = Apply("+", (num(int(c[i])), *known)) if known else num(int(c[i]))
    return step(
        "Row {i} of $U x = c$ gives $x_{i} = {quotient}$",
        "$x_{i}$",
        "${value}$",
        i=i + 1,
        quotient=above if U[i, i] == 1 else Apply("/", (above, num(int(U[i, i])))),
        value=x[i],
    )


def _negative_product(left: Value, right: Value) -> Node:
    return Apply("neg", (Apply("*", (num(int(left)), num(int(right)))),))


def _solution_of(own: Mapping[str, Grid]) -> Array | None:
    """The solution of the person's own triangular system, where it has one."""
    whole = own["a"]
    U, c = whole[:, :-1], whole[:, -1]
    return Array(ImmutableMatrix(U.inv() * c)) if U.det() else None
