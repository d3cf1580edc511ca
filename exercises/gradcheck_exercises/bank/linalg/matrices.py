"""Arithmetic with matrices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradcheck_exercises import Draw, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_exercises.symbolic import Grid
from gradcheck_grader import Array, Choice
from gradcheck_grader.syntax.tree import Apply, Node, num

SHAPES = (
    (2, 2, 2),
    (2, 3, 2),
    (3, 2, 3),
    (2, 2, 3),
    (2, 3, 3),
    (3, 2, 2),
    (3, 3, 2),
)  # rows of A, inner, columns of B
NOT_DEFINED = "not defined"
COMPARED = (
    ("1", "BA is defined, and equal to AB"),
    ("2", "BA is defined and has the shape of AB, but it is another matrix"),
    ("3", "BA is defined, but has another shape than AB"),
    ("4", "BA is not defined"),
)


@dataclass(frozen=True)
class Factors:
    """A and B, with their product and what the wrong rules make of them."""

    A: Grid
    B: Grid

    @cached_property
    def product(self) -> Grid:
        """AB."""
        return self.A * self.B

    @cached_property
    def wrong(self) -> list[tuple[str, Grid, str]]:
        """The name, response and feedback of each wrong rule that these shapes allow."""
        return _wrong_products(self.A, self.B, self.product)


@exercise("linalg/matmul", title="Product of two matrices", level=1)
def matmul(draw: Draw) -> Problem:
    """The product of two small matrices: its shape, its entries, and what happens in the other order.

    Trap: each entry is a whole row times a whole column, and the order of the factors matters.
    Source: Strang, Introduction to Linear Algebra, 5th ed., section 2.4.
    """
    m, k, n = draw.choice("shape", SHAPES)
    factors = draw.until(
        _tells_mistakes_apart,
        lambda: Factors(
            draw.matrix("A", m, k, bound=4, exclude=(0,)),
            draw.matrix("B", k, n, bound=4, exclude=(0,)),
        ),
    )
    return Problem(
        say("$$A = {A}, \\qquad B = {B}$$", A=factors.A, B=factors.B),
        (_shape_part(m, k, n), _product_part(factors), _order_part(factors.A, factors.B)),
    )


def _tells_mistakes_apart(factors: Factors) -> bool:
    """Whether every wrong rule gives something else than AB, and BA is not AB."""
    return all(response != factors.product for _, response, _ in factors.wrong)


def _shape_part(m: int, k: int, n: int) -> Part:
    """Which shape has AB?"""
    shapes = {(m, n), (k, k), (n, m)}
    for other in ((m, k), (k, n), (2, 3), (3, 3), (4, 4)):
        if len(shapes) < 3:
            shapes.add(other)
    texts = [*(f"{rows} × {columns}" for rows, columns in sorted(shapes)), NOT_DEFINED]
    keys = {text: str(number) for number, text in enumerate(texts, 1)}
    right = keys[f"{m} × {n}"]
    return Part(
        say("Which shape (rows × columns) does $AB$ have? Answer with the number of the option."),
        Choice(tuple((key, text) for text, key in keys.items()), right=right),
        slips=_shape_slips(m, k, n, keys),
        hints=hints(
            "Write the two shapes side by side: rows × columns of $A$, then rows × columns of $B$.",
            r"$A$ is ${m} \times {k}$ and $B$ is ${k} \times {n}$. Which two of the four numbers must agree?",
            "The two inner numbers agree and vanish; the two outer ones are left.",
            m=m,
            k=k,
            n=n,
        ),
        steps=(
            step(
                "Inner sizes agree, so the product is defined",
                "",
                r"${m} \times {k}$ times ${k} \times {n}$",
                m=m,
                k=k,
                n=n,
            ),
            step("Outer sizes are left", "", r"${m} \times {n}$", m=m, n=n),
        ),
        check=lambda at: keys["{} × {}".format(*(np.zeros((m, k)) @ np.zeros((k, n))).shape)],
    )


def _shape_slips(m: int, k: int, n: int, keys: Mapping[str, str]) -> tuple[Slip, ...]:
    """The wrong rules for the shape that lead to a wrong option, each option once."""
    slips = [
        Slip(
            "inner-shape",
            keys[f"{k} × {k}"],
            "You took the two inner sizes. They must agree, and then they vanish.",
        ),
        Slip(
            "shape-reversed",
            keys[f"{n} × {m}"],
            "You have the two sizes in the wrong order: rows come first.",
        ),
        Slip(
            "said-not-defined",
            keys[NOT_DEFINED],
            "A product is defined when the left factor has as many columns as the right one has rows.",
        ),
    ]
    wrong = {str(slip.response): slip for slip in reversed(slips) if slip.response != keys[f"{m} × {n}"]}
    return tuple(reversed(wrong.values()))


def _product_part(factors: Factors) -> Part:
    """What is AB?"""
    A, B, product = factors.A, factors.B, factors.product
    first = _dot_product(A.row(0), B.col(0))
    return Part(
        say("Compute $AB$. Write it row by row, such as `[[1, 2], [3, 4]]`."),
        Array(product),
        points=2,
        slips=tuple(Slip(name, response, feedback) for name, response, feedback in factors.wrong),
        hints=hints(
            "Each entry of $AB$ comes from one row of $A$ and one column of $B$.",
            "For row 1, column 1 take row 1 of $A$, which is ${row}$, and column 1 of $B$, "
            "which is ${column}$ when read downwards. Multiply in pairs, then …?",
            "Multiply in pairs and add: row 1, column 1 is ${first}$. The other entries go the same way.",
            row=A.row(0),
            column=B.col(0).T,
            first=first,
        ),
        steps=_product_steps(factors),
        check=lambda at: np.array(A.tolist(), dtype=float) @ np.array(B.tolist(), dtype=float),
    )


def _product_steps(factors: Factors) -> tuple[Step, ...]:
    """Each entry as a sum of products, then the whole."""
    A, B, product = factors.A, factors.B, factors.product
    rows, columns = product.shape
    return (
        *(
            step(
                "Row {i} of $A$ times column {j} of $B$",
                "${sum}$",
                "${entry}$",
                i=i + 1,
                j=j + 1,
                sum=_dot_product(A.row(i), B.col(j)),
                entry=product[i, j],
            )
            for i in range(rows)
            for j in range(columns)
        ),
        step("Put the entries in place", "$AB$", "${product}$", product=product),
    )


def _wrong_products(A: Grid, B: Grid, product: Grid) -> list[tuple[str, Grid, str]]:
    """The name, response and feedback of each wrong rule that these shapes allow."""
    wrong = [
        (
            "first-pair-only",
            A.col(0) * B.row(0),
            "Each entry has only its first product. Go on along the row and down the column, and add up.",
        )
    ]
    if A.shape == B.shape:
        feedback = "You multiplied entry by entry. In a matrix product, a whole row meets a whole column."
        wrong.append(("entry-by-entry", A.multiply_elementwise(B), feedback))
    if A.cols == B.cols:
        feedback = "You multiplied rows of A by rows of B. Go along the rows of A, but down the columns of B."
        wrong.append(("rows-by-rows", A * B.T, feedback))
    if A.rows == B.cols:
        feedback = "This is BA. The order matters: the rows come from the left factor, A."
        wrong.append(("order-swapped", B * A, feedback))
    feedback = (
        "The entries are right, but rows and columns are exchanged: row i of A fills row i of the product."
    )
    return [*wrong, ("transposed", product.T, feedback)]


def _order_part(A: Grid, B: Grid) -> Part:
    """How does BA compare with AB?"""
    defined = A.rows == B.cols
    right = ("2" if (B * A).shape == (A * B).shape else "3") if defined else "4"
    slips = (
        Slip(
            "commutes",
            "1",
            "Numbers may be exchanged in a product, matrices in general not. Compute one entry of BA.",
        ),
        Slip(
            "said-not-defined",
            "4",
            "Compare the columns of B with the rows of A: BA is defined when they agree.",
        ),
        Slip("no-shape-check", "2", "Look at the outer sizes of B times A: rows of B and columns of A."),
        Slip("defined-anyway", "3", "Compare the columns of B with the rows of A first. Do they agree?"),
    )
    relevant = {"2": "commutes said-not-defined", "3": "commutes no-shape-check said-not-defined"}
    names = relevant.get(right, "commutes defined-anyway").split()
    return Part(
        say("And $BA$? Answer with the number of the option."),
        Choice(COMPARED, right=right),
        slips=tuple(slip for slip in slips if slip.name in names),
        hints=hints(
            "Check the shapes first, now with $B$ on the left.",
            r"$B$ is ${k} \times {n}$ and $A$ is ${m} \times {k}$: do the inner sizes agree?",
            "If they do, the outer sizes are the shape of $BA$. With the same shape, compare one entry of "
            "$BA$ and $AB$.",
            m=A.rows,
            k=A.cols,
            n=B.cols,
        ),
        steps=_order_steps(A, B),
        check=lambda at: _compared_by_numpy(A.tolist(), B.tolist()),
    )


def _order_steps(A: Grid, B: Grid) -> tuple[Step, ...]:
    """Shapes first; the entries only where the shapes leave it open."""
    m, k, n = A.rows, A.cols, B.cols
    shapes = step(
        "Write the shapes of $B$ and $A$ side by side",
        "",
        r"${k} \times {n}$ and ${m} \times {k}$",
        m=m,
        k=k,
        n=n,
    )
    if m != n:
        return (shapes, step("The inner sizes {n} and {m} differ", "", "$BA$ is not defined", m=m, n=n))
    if m != k:
        outer = step(
            "The inner sizes agree; the outer ones are left",
            "",
            r"$BA$ is ${k} \times {k}$, while $AB$ is ${m} \times {m}$",
            m=m,
            k=k,
        )
        return (shapes, outer)
    return (
        shapes,
        step("The shape is the same, so compute it", "$BA$", "${other}$, which is not $AB$", other=B * A),
    )


def _dot_product(row: Grid, column: Grid) -> Node:
    """The sum of products as it is written down, before anything is worked out."""
    pairs = zip(list(row), list(column), strict=True)
    return Apply("+", tuple(Apply("*", (num(int(left)), num(int(right)))) for left, right in pairs))


def _compared_by_numpy(A: list[list[int]], B: list[list[int]]) -> str:
    """The option that NumPy chooses."""
    left, right = np.array(A, dtype=float), np.array(B, dtype=float)
    if right.shape[1] != left.shape[0]:
        return "4"
    one, other = left @ right, right @ left
    if one.shape != other.shape:
        return "3"
    return "1" if np.array_equal(one, other) else "2"
