"""A tree whose every node has a shape and one meaning: which of its products are products of matrices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from gradcheck_grader.equality.matrices.sizes import Size, Unknown, settled
from gradcheck_grader.notation import Dimension
from gradcheck_grader.syntax.tree import Node, Span

Detail = str | int | Fraction | None


@dataclass(frozen=True, slots=True, eq=False)
class Typed:
    """An operation on typed arguments, and the shape of what comes out; 1×1 is a number.

    operation  number name constant dimension index zero identity ones: no arguments;
               + neg scale (number, what) matmul hadamard kron transpose / (what, number);
               * and function: of numbers alone;  each: a function entry by entry, of one shape;
               spread: a number in every entry;  power (square, number);  inv det tr rank norm entry
               diag (from a column) diagonal (of a square) vec total mean largest smallest softmax logsumexp
               matrix: written entry by entry;  sum prod (body, from, to).
    detail     the number, the name, the head of a function, the p of a norm, the index of a sum.
    node       what was written.
    """

    operation: str
    args: tuple[Typed, ...]
    rows: Size
    columns: Size
    node: Node
    detail: Detail = None

    @property
    def shape(self) -> tuple[Size, Size]:
        """Rows and columns as far as they are known."""
        return settled(self.rows), settled(self.columns)

    @property
    def known_shape(self) -> tuple[Dimension, Dimension]:
        """Rows and columns; what is still open counts 1."""
        rows, columns = self.shape
        return 1 if isinstance(rows, Unknown) else rows, 1 if isinstance(columns, Unknown) else columns

    @property
    def is_number(self) -> bool:
        """Whether this is 1×1 for certain."""
        return self.shape == (1, 1)

    @property
    def is_open(self) -> bool:
        """Whether this may have any shape: 0, and sums of it."""
        rows, columns = self.shape
        return isinstance(rows, Unknown) and isinstance(columns, Unknown) and rows is not columns

    @property
    def is_square(self) -> bool:
        """Whether rows and columns are the same for certain."""
        rows, columns = self.shape
        return rows is columns or rows == columns

    @property
    def is_column(self) -> bool:
        """Whether this is a vector."""
        return self.shape[1] == 1 and self.shape[0] != 1

    @property
    def is_row(self) -> bool:
        """Whether this is the transpose of a vector."""
        return self.shape[0] == 1 and self.shape[1] != 1


def every(root: Typed) -> Iterator[Typed]:
    """Every node, parents before children."""
    stack = [root]
    while stack:
        here = stack.pop()
        yield here
        stack.extend(here.args)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an expression has no shape.

    span      where, in the text.
    parties   each part that does not fit: as it is written, and its shape.
    sentence  what is wrong, and what to do.
    """

    span: Span
    parties: tuple[tuple[str, str], ...]
    sentence: str


class ShapeError(Exception):
    """An expression that has no shape; raised and caught in this package only."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.sentence)
        self.fault = fault


class UnsupportedError(Exception):
    """An expression with something that cannot be computed here; raised and caught in this package only."""
