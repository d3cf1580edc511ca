"""Vectors and matrices written entry by entry, as grids."""

from __future__ import annotations

from dataclasses import dataclass

from gradcheck_grader.syntax.tree import Apply, Node


@dataclass(frozen=True, slots=True)
class Grid:
    """Entries row by row.

    flat  whether it was written as a plain list: then it may be a column or a row.
    """

    rows: int
    columns: int
    entries: tuple[Node, ...]
    flat: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns

    def transposed(self) -> Grid:
        """Rows become columns."""
        entries = [self.entries[row * self.columns + column] for column, row in self._places_by_column()]
        return Grid(self.columns, self.rows, tuple(entries))

    def fitted(self, shape: tuple[int, int]) -> Grid:
        """The same entries as a row, when this is a plain list and a row is needed; else itself."""
        if self.flat and shape == (1, len(self.entries)):
            return Grid(1, len(self.entries), self.entries, flat=True)
        return self

    def _places_by_column(self) -> list[tuple[int, int]]:
        return [(column, row) for column in range(self.columns) for row in range(self.rows)]


def grid_of(tree: Node) -> Grid | None:
    """The grid of a vector or matrix; a vector is a column. None for anything else.

    >>> from gradcheck_grader.syntax.tree import num
    >>> grid_of(Apply("vector", (num(1), num(2)))).shape
    (2, 1)
    """
    if not isinstance(tree, Apply):
        return None
    if tree.head == "vector":
        return Grid(len(tree.args), 1, tree.args, flat=True)
    if tree.head == "matrix":
        rows = [row.args for row in tree.args if isinstance(row, Apply)]
        return Grid(len(rows), len(rows[0]), tuple(entry for row in rows for entry in row))
    return None
