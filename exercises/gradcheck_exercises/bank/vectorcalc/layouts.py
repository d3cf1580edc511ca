"""Shapes of derivatives in numerator and in denominator layout."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_grader import Array

SIZES = (2, 3, 4, 5, 6, 7, 8, 9, 11, 13)


@dataclass(frozen=True)
class Layer:
    """y = W x + b with W of shape (m, n), and a loss L of y."""

    m: int
    n: int
    denominator: bool

    def by_vector(self, above: int, below: int) -> tuple[int, int]:
        """The shape of the derivative of a vector of so many entries by one of so many."""
        return (below, above) if self.denominator else (above, below)

    @property
    def name(self) -> str:
        """The layout, as the question says it."""
        return "denominator" if self.denominator else "numerator"


@exercise("vectorcalc/layout-shapes", title="Shapes of derivatives in both layouts", level=2)
def layout_shapes(draw: Draw) -> Problem:
    """In numerator layout a derivative has a row for each output, in denominator layout for each input.

    Trap: the two conventions are transposes of each other, and texts change between them silently.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 5.3.
    """
    m = draw.choice("m", SIZES)
    n = draw.choice("n", tuple(size for size in SIZES if size != m))
    layer = Layer(m, n, draw.case("layout", ("denominator", "numerator")) == "denominator")
    batch = draw.choice("batch", tuple(size for size in (10, 12, 16, 20, 32, 50, 64) if size not in (m, n)))
    rule = (
        "the derivative of a vector by a vector has one row for each entry of the vector below, "
        "and the derivative of a "
        "number has the shape of what stands below"
        if layer.denominator
        else "the derivative of a vector by a vector has one row for each entry of the vector above, "
        "and the derivative of a "
        "number by a matrix has the transposed shape of the matrix"
    )
    return Problem(
        say(
            r"""
            A layer computes $y = W x + b$ with columns $x$ ($n = {n}$ entries) and $y$ ($m = {m}$ entries),
            and a loss $L$ is a number that depends on $y$. Use {layout} layout: {rule}. Answer with the
            numbers of rows and columns, such as $[4, 7]$.
            """,
            n=n,
            m=m,
            layout=layer.name,
            rule=rule,
        ),
        (
            _part(r"\frac{\partial y}{\partial x}", layer.by_vector(m, n), _jacobian_rule(layer), (m, n)),
            _part(
                r"\frac{\partial L}{\partial y}",
                (m, 1) if layer.denominator else (1, m),
                _number_rule(layer),
                (m, 1),
            ),
            _part(
                r"\frac{\partial L}{\partial W}",
                (m, n) if layer.denominator else (n, m),
                _matrix_rule(layer),
                (m, n),
            ),
            _part(
                r"\frac{\partial L}{\partial X}",
                (batch, n) if layer.denominator else (n, batch),
                _matrix_rule(layer),
                (batch, n),
                f" Here $X$ holds a batch of {batch} inputs as rows: it has {batch} rows and {n} columns.",
            ),
        ),
    )


def _jacobian_rule(layer: Layer) -> str:
    return "one row for each entry of x" if layer.denominator else "one row for each entry of y"


def _number_rule(layer: Layer) -> str:
    return "a column like y" if layer.denominator else "a row, the transpose of y"


def _matrix_rule(layer: Layer) -> str:
    return (
        "the shape of the matrix below" if layer.denominator else "the transposed shape of the matrix below"
    )


def _part(derivative: str, right: tuple[int, int], rule: str, below: tuple[int, int], more: str = "") -> Part:
    """Which shape has this derivative?"""
    rows, columns = right
    return Part(
        say("Which shape has ${derivative}$?{more}", derivative=derivative, more=more),
        Array(list(right), names=()),
        slips=distinct(
            right,
            Slip("other-layout", (columns, rows), "This is the shape in the other layout."),
            Slip("square", (rows, rows), "Both sizes occur: one for the rows, one for the columns."),
            Slip(
                "flattened",
                (rows * columns, 1) if columns > 1 and rows > 1 else (rows * columns, rows * columns),
                "Nothing is flattened: keep rows and columns.",
            ),
        ),
        hints=hints(
            "Look at what stands above and what stands below, and at the layout.",
            "The rule of this layout gives {rule}. Which sizes are these?",
            "Its number of rows is {rows}.",
            rule=rule,
            rows=rows,
        ),
        steps=(
            step(f"The layout says: {rule}", "", "${rows} \\times {columns}$", rows=rows, columns=columns),
        ),
        check=lambda at: _counted(derivative, right, below),
    )


def _counted(derivative: str, right: tuple[int, int], below: tuple[int, int]) -> list[int]:
    """The shape of an array of differences, with axes in the order of the layout."""
    if derivative.startswith(r"\frac{\partial y}"):
        m, n = below
        W = np.ones((m, n))
        columns = [W @ unit for unit in np.eye(n)]
        found = np.array(columns) if right == (n, m) else np.array(columns).T
    else:
        found = np.empty(below) if right == below else np.empty(below).T
    return list(found.shape)
