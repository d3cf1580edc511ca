"""Determinants, and what they tell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sympy import ImmutableMatrix

from gradcheck_exercises import Draw, Follow, Hint, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_exercises.bank.factors import factor_text
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid
from gradcheck_grader import Choice, Number
from gradcheck_grader.syntax.tree import Apply, Node, num

INVERTIBLE = (
    ("a", "yes, because its determinant is not 0"),
    ("b", "no, because its determinant is 0"),
    ("c", "no, because its rows are not orthogonal"),
    ("d", "this cannot be known before the inverse has been computed"),
)


@dataclass(frozen=True)
class Determinants:
    """A matrix A with determinant other than 0, a factor k, and a matrix B of size 3, singular or not."""

    A: Grid
    k: int
    B: Grid

    @property
    def size(self) -> int:
        """Rows of A."""
        return self.A.rows

    @cached_property
    def value(self) -> int:
        """det A."""
        return int(self.A.det())

    @cached_property
    def wrong(self) -> list[tuple[str, int, str]]:
        """The name, response and feedback of each wrong rule for det A."""
        return _wrong_two(self.A) if self.size == 2 else _wrong_three(self.A)

    @cached_property
    def wrong_scaled(self) -> list[tuple[str, int, str]]:
        """The name, response and feedback of each wrong rule for det(kA)."""
        n, k, value = self.size, self.k, self.value
        return [
            (
                "one-factor",
                k * value,
                "You took the factor out once. It stands in every row, and each row gives it once.",
            ),
            (
                "size-times-factor",
                n * k * value,
                "Factors of the rows multiply. You added them up.",
            ),
            (
                "factor-ignored",
                value,
                "This is the determinant of A itself. Scaling a row scales the determinant.",
            ),
        ]


@exercise("linalg/determinant", title="Determinant and invertibility", level=2)
def determinant(draw: Draw) -> Problem:
    """The determinant of a small matrix, what a factor does to it, and whether a matrix is invertible.

    Trap: in the expansion along a row the signs alternate, and a factor counts once for each row.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 4.1.
    """
    size = draw.choice("size", (2, 3))
    k = draw.choice("k", (-3, -2, 3) if size == 2 else (-3, -2, 2, 3))  # with 2, 2 · 2 is 2²
    drawn = draw.until(
        _tells_mistakes_apart,
        lambda: Determinants(draw.matrix("A", size, size, bound=4, exclude=(0,)), k, _maybe_singular(draw)),
    )
    return Problem(
        say("Let $$A = {A}, \\qquad B = {B}.$$", A=drawn.A, B=drawn.B),
        (_value_part(drawn), _scaled_part(drawn), _invertible_part(drawn)),
    )


def _maybe_singular(draw: Draw) -> Grid:
    """A matrix of size 3 whose last row is a combination of the others, or, as often, that and a little more.

    Row operations make it [1, *, *], [0, 1, *], [0, 0, beside]; so its determinant is what is beside.
    """
    p, q, r = (draw.integer(f"b{place}", -3, 3, exclude=(0,)) for place in ("12", "13", "23"))
    first, second = ImmutableMatrix([[1, p, q]]), ImmutableMatrix([[0, 1, r]])
    second = draw.choice("copies", (-2, -1, 1, 2)) * first + second
    one, other = draw.choice("weights", ((1, 1), (1, -1), (1, 2), (2, 1), (2, -1), (-1, 2)))
    beside = 0 if draw.choice("singular", ("yes", "no")) == "yes" else draw.choice("beside", (-2, -1, 1, 2))
    return ImmutableMatrix.vstack(
        first, second, one * first + other * second + ImmutableMatrix([[0, 0, beside]])
    )


def _tells_mistakes_apart(drawn: Determinants) -> bool:
    """Whether det A is not 0, and no two of its wrong values are equal or right."""
    values = [0, drawn.value, *(value for _, value, _ in drawn.wrong)]
    return len(set(values)) == len(values)


def _wrong_two(A: Grid) -> list[tuple[str, int, str]]:
    """The wrong rules for size 2."""
    main, other = int(A[0, 0] * A[1, 1]), int(A[0, 1] * A[1, 0])
    return [
        (
            "plus-instead-of-minus",
            main + other,
            "The product of the other diagonal is subtracted, not added.",
        ),
        (
            "order-reversed",
            other - main,
            "The product of the main diagonal comes first, the other is subtracted.",
        ),
        (
            "main-diagonal-only",
            main,
            "You multiplied along the main diagonal. The other diagonal counts too.",
        ),
    ]


def _wrong_three(A: Grid) -> list[tuple[str, int, str]]:
    """The wrong rules for size 3."""
    minors = [int(A.minor_submatrix(0, j).det()) for j in range(3)]
    permanent = sum(
        A[0, i] * (A[1, (i + 1) % 3] * A[2, (i + 2) % 3] + A[1, (i + 2) % 3] * A[2, (i + 1) % 3])
        for i in range(3)
    )
    return [
        (
            "signs-do-not-alternate",
            int(sum(A[0, j] * minors[j] for j in range(3))),
            "You added all three terms of the expansion. Their signs alternate: plus, minus, plus.",
        ),
        (
            "everything-added",
            int(permanent),
            "You added all six products of three entries. Half of them are subtracted.",
        ),
        (
            "main-diagonal-only",
            int(A[0, 0] * A[1, 1] * A[2, 2]),
            "You multiplied along the diagonal. That is enough for a triangular matrix only.",
        ),
    ]


def _value_part(drawn: Determinants) -> Part:
    """What is det A?"""
    A = drawn.A
    return Part(
        say(r"Compute $\det A$."),
        Number(drawn.value),
        points=2,
        slips=tuple(Slip(name, response, feedback) for name, response, feedback in drawn.wrong),
        hints=_two_hints(A) if drawn.size == 2 else _three_hints(A),
        steps=_two_steps(A) if drawn.size == 2 else _three_steps(A),
        check=lambda at: float(np.prod(np.linalg.eigvals(floats(A))).real),
    )


def _two_hints(A: Grid) -> tuple[Hint, ...]:
    return hints(
        "Compare the products along the two diagonals.",
        "The main diagonal gives ${main}$. What does the other one give, and which sign does it get?",
        "Subtract: ${main} - {other}$.",
        main=_product(A[0, 0], A[1, 1]),
        other=_product(A[0, 1], A[1, 0]),
    )


def _three_hints(A: Grid) -> tuple[Hint, ...]:
    return hints(
        "Expand along the first row: each entry times the determinant of what is left without its row and "
        "column.",
        r"The entry {first} comes with $\det {minor}$. What belongs to the other two, and with which signs?",
        r"Compute ${a} \cdot M_1 - {b} \cdot M_2 + {c} \cdot M_3$, where $M_j$ is the determinant that is "
        "left without row 1 and column $j$.",
        first=A[0, 0],
        minor=A.minor_submatrix(0, 0).as_immutable(),
        a=factor_text(A[0, 0]),
        b=factor_text(A[0, 1]),
        c=factor_text(A[0, 2]),
    )


def _product(*factors: int) -> Node:
    return Apply("*", tuple(num(int(factor)) for factor in factors))


def _two_steps(A: Grid) -> tuple[Step, ...]:
    difference = Apply("+", (_product(A[0, 0], A[1, 1]), Apply("neg", (_product(A[0, 1], A[1, 0]),))))
    return (
        step("Product of the main diagonal minus product of the other", r"$\det A$", "${it}$", it=difference),
        step("Work it out", "${it}$", "${value}$", it=difference, value=A.det()),
    )


def _three_steps(A: Grid) -> tuple[Step, ...]:
    minors = [A.minor_submatrix(0, j).as_immutable() for j in range(3)]
    values = [minor.det() for minor in minors]
    first, second, third = (_product(A[0, j], values[j]) for j in range(3))
    total = Apply("+", (first, Apply("neg", (second,)), third))
    return (
        *(
            step(
                "Without row 1 and column {j}",
                "$M_{j}$",
                r"$\det {minor} = {value}$",
                j=j + 1,
                minor=minors[j],
                value=values[j],
            )
            for j in range(3)
        ),
        step("Expand along the first row with alternating signs", r"$\det A$", "${total}$", total=total),
        step("Work it out", "${total}$", "${value}$", total=total, value=A.det()),
    )


def _scaled_part(drawn: Determinants) -> Part:
    """What is det(kA)?"""
    n, k, value = drawn.size, drawn.k, drawn.value
    rows = "two" if n == 2 else "three"
    return Part(
        say(r"Compute $\det({k} A)$.", k=k),
        Number(k**n * value),
        slips=tuple(Slip(name, response, feedback) for name, response, feedback in drawn.wrong_scaled),
        hints=hints(
            "What happens to a determinant when one row is multiplied by a number?",
            "Each of the {rows} rows is multiplied by {k}. How often do you get the factor {k}?",
            r"The factor leaves each of the {rows} rows once: multiply $\det A$ by ${factor}^{n}$.",
            rows=rows,
            n=n,
            k=k,
            factor=factor_text(k),
        ),
        steps=(
            step(
                "Take the factor out of each of the {rows} rows",
                r"$\det({k} A)$",
                r"${factor}^{n} \cdot \det A = {product}$",
                rows=rows,
                n=n,
                k=k,
                factor=factor_text(k),
                product=_product(k**n, value),
            ),
            step(
                "Work it out", "${product}$", "${scaled}$", product=_product(k**n, value), scaled=k**n * value
            ),
        ),
        check=lambda at: float(np.prod(np.linalg.eigvals(k * floats(drawn.A))).real),
        follow=Follow(("a",), lambda own: Number(k**n * own["a"]) if own["a"] else None),
    )


def _invertible_part(drawn: Determinants) -> Part:
    """Is B invertible?"""
    B = drawn.B
    value = B.det()
    right, opposite = ("b", "a") if value == 0 else ("a", "b")
    return Part(
        say("Is $B$ invertible? Answer with the letter of the option."),
        Choice(INVERTIBLE, right=right),
        slips=(
            Slip("determinant-miscounted", opposite, "Compute the determinant again; mind the signs."),
            Slip(
                "wants-orthogonal-rows",
                "c",
                "Rows need not be orthogonal. It is enough that none depends on the others.",
            ),
            Slip(
                "wants-the-inverse", "d", "There is a single number that tells whether there is an inverse."
            ),
        ),
        hints=hints(
            "One number decides it.",
            "A square matrix is invertible exactly when its determinant is not …?",
            "Clear the first column below its 1 with the help of row 1; this does not change the "
            "determinant. What is left is a determinant of size 2.",
        ),
        steps=(
            *_cleared(B),
            step(
                "A matrix is invertible exactly when its determinant is not 0",
                "",
                "$B$ is invertible" if value else "$B$ is not invertible",
            ),
        ),
        check=lambda at: "a" if np.linalg.matrix_rank(floats(B)) == 3 else "b",
    )


def _cleared(B: Grid) -> tuple[Step, ...]:
    """det B by row operations; its corner is 1."""
    rows = [B.row(0), *(B.row(i) - B[i, 0] * B.row(0) for i in (1, 2))]
    left = ImmutableMatrix.vstack(*rows[1:])[:, 1:]
    return (
        step(
            "Clear the first column with row 1",
            r"$\det B$",
            r"$\det {cleared}$",
            cleared=ImmutableMatrix.vstack(*rows),
        ),
        step(
            "Expand along the first column", r"$\det B$", r"$\det {left} = {value}$", left=left, value=B.det()
        ),
    )
