"""Lists in brackets into vectors and matrices."""

from __future__ import annotations

from gradcheck_grader.limits import Limits
from gradcheck_grader.syntax import refusals
from gradcheck_grader.syntax.tree import Apply, Node, Span


def vector_of(entries: list[Node], text: str, span: Span, limits: Limits) -> Node:
    """The vector with these entries, none of which is a list."""
    if len(entries) > limits.entries:
        raise refusals.too_many_entries(text, span, limits.entries)
    for entry in entries:
        if is_list(entry):
            raise refusals.mixed_rows(text, entry.span)
    return Apply("vector", tuple(entries), span)


def array_of(rows: list[list[Node]], text: str, span: Span, limits: Limits) -> Node:
    """What square brackets hold: [1, 2] a vector, [1, 2; 3, 4] and [[1, 2], [3, 4]] a matrix.

    Raises ResponseError for rows of different lengths, for lists beside numbers and for matrices inside.
    """
    for entry in (entry for row in rows for entry in row):
        if isinstance(entry, Apply) and entry.head == "matrix":
            raise refusals.nested_matrix(text, entry.span)
    if len(rows) > 1:
        return _matrix([Apply("row", tuple(row), _around(row)) for row in rows], text, span, limits)
    lists = [entry for entry in rows[0] if isinstance(entry, Apply) and entry.head == "vector"]
    if not lists:
        return vector_of(rows[0], text, span, limits)
    if len(lists) < len(rows[0]):
        odd = next(entry for entry in rows[0] if not is_list(entry))
        raise refusals.mixed_rows(text, odd.span)
    return _matrix([Apply("row", entry.args, entry.span) for entry in lists], text, span, limits)


def matrix_of(rows: list[list[Node]], text: str, span: Span, limits: Limits) -> Node:
    """The matrix with these rows, also when there is one only; raises ResponseError as array_of does."""
    return _matrix([Apply("row", tuple(row), _around(row)) for row in rows], text, span, limits)


def is_list(node: Node) -> bool:
    """Whether this is a vector or a matrix written entry by entry."""
    return isinstance(node, Apply) and node.head in ("vector", "matrix")


def _matrix(rows: list[Apply], text: str, span: Span, limits: Limits) -> Node:
    if sum(len(row.args) for row in rows) > limits.entries:
        raise refusals.too_many_entries(text, span, limits.entries)
    width = len(rows[0].args)
    for number, row in enumerate(rows, start=1):
        if len(row.args) != width:
            raise refusals.ragged(text, row.span, number, len(row.args), width)
        for entry in row.args:
            if is_list(entry):
                raise refusals.mixed_rows(text, entry.span)
    return Apply("matrix", tuple(rows), span)


def _around(entries: list[Node]) -> Span:
    return (entries[0].span[0], entries[-1].span[1])
