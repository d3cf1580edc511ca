"""Linear dependence, as a parameter decides it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
from sympy import ImmutableMatrix, Symbol

from gradcheck_exercises import Draw, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_exercises.bank.factors import factor_text
from gradcheck_exercises.bank.linalg.null_spaces import null_space
from gradcheck_exercises.symbolic import Formula, Grid
from gradcheck_grader import Expression, RealSet, UpToScale
from gradcheck_grader.syntax.tree import Apply, Name, Node, num

t = Symbol("t")


@dataclass(frozen=True)
class Family:
    """Three vectors that depend on t: the columns of M = L T, with determinant s (t − q) or (t − p)(t − q).

    below  the entries 21, 31 and 32 of L, which is lower triangular with ones on its diagonal.
    above  the entries 12, 13 and 23 of T, which is upper triangular with diagonal 1, s or t − p, t − q.
    p      None where t stands in the last place alone; s is the entry before it.
    turn   by how many places the columns are turned round.
    """

    below: tuple[int, int, int]
    above: tuple[int, int, int]
    s: int
    p: int | None
    q: int
    turn: int

    def second(self, value: Formula) -> Formula:
        """The second diagonal entry of T at this t."""
        return self.s if self.p is None else value - self.p

    def rows(self, value: Formula) -> list[list[Formula]]:
        """M at this t, by rows: a number or a symbol."""
        (k, m, n), (a, b, c) = self.below, self.above
        second, third = self.second(value), value - self.q
        rows = [
            [1, a, b],
            [k, k * a + second, k * b + c],
            [m, m * a + n * second, m * b + n * c + third],
        ]
        return [row[self.turn :] + row[: self.turn] for row in rows]

    @property
    def roots(self) -> list[int]:
        """Where the determinant is 0, in ascending order; q is the last."""
        return [self.q] if self.p is None else [self.p, self.q]

    @property
    def dependence(self) -> list[int]:
        """The coprime coefficients that combine the vectors to 0 at t = q."""
        a, b, c = self.above
        second = self.second(self.q)
        found = [a * c - b * second, -c, second]
        shortest = gcd(*found)
        return [entry // shortest for entry in found[self.turn :] + found[: self.turn]]

    @property
    def row_dependence(self) -> list[int]:
        """The coefficients that combine the rows to 0 at t = q."""
        k, m, n = self.below
        return [k * n - m, -n, 1]

    def determinant(self, value: int) -> int:
        """The determinant at this t."""
        return self.second(value) * (value - self.q)

    def all_added(self, value: int) -> int:
        """The expansion along the first row, with plus signs only."""
        x, y, z = self.rows(value)
        return sum(x[j] * (y[i] * z[k] - y[k] * z[i]) for j, (i, k) in enumerate(((1, 2), (0, 2), (0, 1))))

    def diagonal(self, value: int) -> int:
        """The product of the entries on the diagonal."""
        rows = self.rows(value)
        return rows[0][0] * rows[1][1] * rows[2][2]


@exercise("linalg/linear-independence", title="When three vectors are linearly dependent", level=3)
def linear_independence(draw: Draw) -> Problem:
    """Three vectors of three entries are dependent exactly where the determinant of their matrix is 0.

    Trap: the determinant is 0 where the vectors are dependent, not where they are independent.
    Source: Strang, Introduction to Linear Algebra, 5th ed., sections 3.4 and 5.1.
    """
    family = draw.until(_tells_dependence_apart, lambda: _family(draw))
    M = ImmutableMatrix(family.rows(t))
    columns = [M.col(j) for j in range(3)]
    return Problem(
        say(
            r"""
            For a real number $t$, let
            $$v_1 = {first}, \qquad v_2 = {second}, \qquad v_3 = {third},$$
            and let $M$ be the matrix with the columns $v_1$, $v_2$, $v_3$.
            """,
            first=columns[0],
            second=columns[1],
            third=columns[2],
        ),
        (_determinant_part(family), _roots_part(family), _combination_part(family)),
    )


def _family(draw: Draw) -> Family:
    """t stands once, or twice: then n is 0, so that no row has it twice."""
    degree = draw.choice("degree", (1, 2))
    k, m, a, b, c = (draw.integer(name, -2, 2, exclude=(0,)) for name in "kmabc")
    q = draw.integer("q", -5, 5, exclude=(0,))
    if degree == 1:
        s, n = draw.choice("s", (-2, -1, 2, 3)), draw.choice("n", (-1, 1))
        return Family((k, m, n), (a, b, c), s, None, q, draw.integer("turn", 0, 2))
    p = draw.choice("p", [root for root in range(q - 4, q) if root not in (0, -q)])
    return Family((k, m, 0), (a, b, c), 0, p, q, draw.integer("turn", 0, 2))


def _tells_dependence_apart(family: Family) -> bool:
    """Whether the wrong determinants and the wrong coefficients are other ones, with no 0 among the right."""
    determinants = {_polynomial(rule) for rule in (family.determinant, family.all_added, family.diagonal)}
    first, second, third = family.dependence
    apart = _cross(family.dependence, family.row_dependence) != (0, 0, 0)
    turned = [-first, second, third]
    return (
        len(determinants) == 3
        and 0 not in (first, second, third)
        and apart
        and _cross(turned, family.row_dependence) != (0, 0, 0)
    )


def _cross(u: Sequence[int], v: Sequence[int]) -> tuple[int, int, int]:
    """The cross product; 0 for parallel vectors."""
    return u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]


def _polynomial(rule: Callable[[int], int]) -> tuple[int, int, int]:
    """The coefficients of 1, t, t² of a polynomial of degree 2 at most, from its values at 0, 1, 2."""
    at0, at1, at2 = rule(0), rule(1), rule(2)
    square = (at2 - 2 * at1 + at0) // 2
    return at0, at1 - at0 - square, square


def _formula(rule: Callable[[int], int]) -> Formula:
    one, linear, square = _polynomial(rule)
    return square * t**2 + linear * t + one


def _determinant_part(family: Family) -> Part:
    """What is det M?"""
    rows = family.rows(t)
    minors = _minors(rows)
    return Part(
        say(r"Find $\det M$ as a function of $t$."),
        Expression(_formula(family.determinant), names=["t"]),
        points=2,
        slips=(
            Slip(
                "signs-do-not-alternate",
                _formula(family.all_added),
                "You added all three terms of the expansion. Their signs alternate: plus, minus, plus.",
            ),
            Slip(
                "main-diagonal-only",
                _formula(family.diagonal),
                "You multiplied along the diagonal. That is enough for a triangular matrix only.",
            ),
        ),
        hints=hints(
            "Expand along the first row, or clear a column with a row that has no $t$ in it.",
            r"The first row of $M$ is ${row}$. Its first entry comes with $\det {minor}$. And the other "
            "two, with which signs?",
            r"Compute ${a} \cdot M_1 - {b} \cdot M_2 + {c} \cdot M_3$, where $M_j$ is the determinant that "
            "is left without row 1 and column $j$.",
            row=ImmutableMatrix([rows[0]]),
            minor=minors[0],
            **{name: factor_text(entry) for name, entry in zip("abc", rows[0], strict=True)},
        ),
        steps=(
            *(
                step(
                    "Without row 1 and column {j}",
                    "$M_{j}$",
                    r"$\det {minor} = {value}$",
                    j=j + 1,
                    minor=minor,
                    value=minor.det().expand(),
                )
                for j, minor in enumerate(minors)
            ),
            step(
                "Expand along the first row with alternating signs, and collect",
                r"$\det M$",
                "${value}$",
                value=_formula(family.determinant),
            ),
        ),
        check=lambda at: float(np.linalg.det(np.array(family.rows(at["t"]), dtype=float))),
    )


def _minors(rows: list[list[Formula]]) -> list[Grid]:
    """What is left without the first row and each column."""
    return [ImmutableMatrix([[row[k] for k in range(3) if k != j] for row in rows[1:]]) for j in range(3)]


def _roots_part(family: Family) -> Part:
    """For which t are they dependent?"""
    roots = family.roots
    written = ", ".join(map(str, roots))
    slips = [
        Slip(
            "complement",
            " and ".join(f"t != {root}" for root in roots),
            "For these t the vectors are independent. The question is where they are dependent.",
        ),
        Slip(
            "sign-of-the-roots",
            f"{{{', '.join(str(-root) for root in roots)}}}",
            "Put your values into the determinant: look at their signs.",
        ),
    ]
    if len(roots) == 2:
        feedback = "This is one of them. A quadratic equation may have another solution."
        slips.append(Slip("one-root-only", f"{{{roots[1]}}}", feedback))
    return Part(
        say(
            "For which $t$ are the three vectors linearly dependent? Give the set of all such $t$, for "
            "example `{6, 7}`."
        ),
        RealSet(f"{{{written}}}", names=("t",)),
        slips=tuple(slips),
        hints=hints(
            "Dependent columns and a certain value of the determinant belong together.",
            r"They are dependent exactly when $\det M$ is … ?",
            r"Solve $\det M = 0$ for $t${how}.",
            how=": it is a quadratic equation" if len(roots) == 2 else "",
        ),
        steps=_root_steps(family),
        check=lambda at: _singular_at(family),
    )


def _root_steps(family: Family) -> tuple[Step, ...]:
    """From the determinant to where it is 0."""
    *others, last = family.roots
    first: Node = _factor(others[0]) if others else num(abs(family.s))
    factored: Node = Apply("*", (first, _factor(last)))
    return (
        step("Columns are dependent exactly when", r"$\det M$", "$0$"),
        step(
            "Factor",
            r"$\det M$",
            "${factored}$",
            factored=factored if others or family.s > 0 else Apply("neg", (factored,)),
        ),
        step(
            "Read off where a factor is 0",
            "",
            "$t = {last}${more}",
            last=last,
            more=f" or $t = {others[0]}$" if others else "",
        ),
    )


def _factor(root: int) -> Node:
    """t − root."""
    size = num(abs(root))
    return Apply("+", (Name("t"), Apply("neg", (size,)) if root > 0 else size))


def _singular_at(family: Family) -> str:
    """The whole numbers near 0 at which the smallest singular value is 0."""
    found = [
        value
        for value in range(-15, 16)
        if np.linalg.svd(np.array(family.rows(value), dtype=float))[1][-1] < 1e-9
    ]
    return f"{{{', '.join(map(str, found))}}}"


def _combination_part(family: Family) -> Part:
    """Which combination of the vectors is 0?"""
    found, by_rows = family.dependence, family.row_dependence
    which = "the largest such $t$" if family.p is not None else "this $t$"
    return Part(
        say(
            "For {which}, find numbers $c_1$, $c_2$, $c_3$, not all 0, with $c_1 v_1 + c_2 v_2 + c_3 v_3 = "
            "0$. Give them as a vector, such as `[1, 2, 3]`.",
            which=which,
        ),
        UpToScale(ImmutableMatrix(found)),
        points=2,
        slips=(
            Slip(
                "rows-combined",
                ImmutableMatrix(by_rows),
                "These numbers combine the rows of M to 0. The question is about its columns.",
            ),
            Slip(
                "sign-of-first",
                ImmutableMatrix([-found[0], *found[1:]]),
                "Look at the sign of your first number: put all three into the first row.",
            ),
        ),
        hints=hints(
            "This is a system of equations for $c_1$, $c_2$, $c_3$, with 0 on the right.",
            "Put the $t$ into $M$ and solve $M c = 0$. One unknown can be chosen freely: choose it, and "
            "then …?",
            "Eliminate in $M$ with this $t$. One row becomes 0; the other two give the ratios of $c_1$, "
            "$c_2$, $c_3$.",
        ),
        steps=(
            step("Put in $t = {q}$", "$M$", "${M}$", q=family.q, M=ImmutableMatrix(family.rows(family.q))),
            step("Solve $M c = 0$, up to a factor", "$c$", "${c}$", c=ImmutableMatrix(found)),
        ),
        check=lambda at: null_space(np.array(family.rows(family.q), dtype=float)),
    )
