"""Eigenvalues with eigenvectors as people write them: (2, [1, 0]); λ = 2, v = [1, 0]; 2: [1, 0]."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gradcheck_grader.answers.entries import is_value
from gradcheck_grader.answers.judging import Decide, judged
from gradcheck_grader.answers.written import array
from gradcheck_grader.equality.arrays import Grid
from gradcheck_grader.equality.linear import Ground, Vector, columns_of
from gradcheck_grader.equality.spans import normalised
from gradcheck_grader.inference import inferred_names
from gradcheck_grader.notation import REAL, Notation
from gradcheck_grader.syntax.line_breaks import lines_as_list
from gradcheck_grader.syntax.tree import Apply, Name, Node, names_in
from gradcheck_grader.verdict import Outcome, Verdict

Pair = tuple[Node, Vector]
MOST_LABELS = 40
# 2: [1, 0] is the value and its vector.
_COLON = re.compile(r":(?=\s*(?:[\[({\\]|[^\W\d]))")

_LABEL = re.compile(r"(?<![\w\\])\\?[^\W\d]\w*(?:_?\{\w+\})?\s*=(?!=)")


def pairs_of(tree: Node) -> list[Pair] | None:
    """Each vector with the eigenvalue that stands before it; None for what is not made of such pairs.

    A list of values with a matrix is read as NumPy gives them: each value belongs to a column.
    """
    items = _items(tree)
    if items is None:
        return None
    if len(items) == 2 and isinstance(items[0], Grid) and isinstance(items[1], Grid):
        values, vectors = items[0].entries, columns_of(items[1])
        return list(zip(values, vectors, strict=True)) if len(values) == len(vectors) else None
    found: list[Pair] = []
    value: Node | None = None
    belongs = True  # whether the last value has a vector
    for item in items:
        if isinstance(item, Grid):
            if value is None:
                return None
            found += [(value, vector) for vector in _vectors(item)]
            belongs = True
        elif belongs:
            value, belongs = item, False
        else:
            return None
    return found if belongs else None


def listed_pairs(spaces: Sequence[tuple[Node, Sequence[Vector]]], *, ground: Ground | None = None) -> Node:
    """The tree of the pairs; with a ground each vector of length 1."""
    pairs = [(value, vector) for value, vectors in spaces for vector in vectors]
    parts = tuple(
        Apply("tuple", (value, Apply("vector", vector if ground is None else _of_length_one(vector, ground))))
        for value, vector in pairs
    )
    return parts[0] if len(parts) == 1 else Apply("tuple", parts)


def judged_with_labels(response: str, notation: Notation, decide: Decide) -> Verdict:
    """The verdict on a response, in which values and vectors may have names: λ_1 = 2, v_1 = [1, 0]."""
    text = lines_as_list(_COLON.sub(",", response))
    verdict = judged(text, notation, decide)
    labels = inferred_names(text, notation)
    if verdict.outcome is not Outcome.UNREADABLE or "=" not in text or len(labels) > MOST_LABELS:
        return verdict
    extended = replace(notation, names={**notation.names, **dict.fromkeys(labels, REAL)})

    def without_labels(tree: Node) -> Verdict:
        pairs = pairs_of(tree)
        used = {name for value, vector in pairs or () for node in (value, *vector) for name in names_in(node)}
        return verdict if pairs is None or used & set(labels) else decide(tree)

    again = judged(text, extended, without_labels)
    if again.outcome is Outcome.UNREADABLE:
        # λ = 2: [1, 0] has a name before the value alone, so that a list is no list of equations.
        again = judged(_LABEL.sub("", text), notation, decide)
    return verdict if again.outcome is Outcome.UNREADABLE else again


def _items(tree: Node) -> list[Node | Grid] | None:
    """The values and arrays of a list, in order, without the names before them."""
    grid = array(tree)
    if grid is not None:
        return [grid]
    if is_value(tree):
        return [tree]
    if not isinstance(tree, Apply):
        return None
    if tree.head == "=" and isinstance(tree.args[0], Name):
        return _items(tree.args[1])
    if tree.head not in ("tuple", "set", "and"):
        return None
    parts = [_items(part) for part in tree.args]
    return None if None in parts else [item for part in parts for item in part or ()]


def _vectors(grid: Grid) -> Sequence[Vector]:
    """One vector, or the columns of a matrix."""
    return [grid.entries] if 1 in grid.shape else columns_of(grid)


def _of_length_one(vector: Vector, ground: Ground) -> Vector:
    return tuple(map(ground.settled, normalised(vector)))
