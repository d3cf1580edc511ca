"""Conditions on a value, such as x^2 = 4 or [[1, 2], [3, 4]] x = [5, 6], judged at what was given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gradcheck_grader import feedback
from gradcheck_grader.answers.matrix_forms import Fault, doubtful, unknown, wrong_fault
from gradcheck_grader.answers.written import array
from gradcheck_grader.equality.arrays import Grid
from gradcheck_grader.equality.linear import Ground, added, at, determinant, dot, length, number
from gradcheck_grader.errors import AnswerError, ResponseError
from gradcheck_grader.feedback import linear as said
from gradcheck_grader.notation import REAL, Notation, Shape
from gradcheck_grader.syntax.bound import is_free, replaced
from gradcheck_grader.syntax.build import minus
from gradcheck_grader.syntax.derivative import work_out
from gradcheck_grader.syntax.parser import parse
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, fold
from gradcheck_grader.verdict import Outcome

_SIGNS: dict[str, Callable[[int], bool]] = {
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
}
_RELATIONS = frozenset({"=", "!=", *_SIGNS})


def condition_check(
    text: str, variable: str, notation: Notation, shape: tuple[int, int] | None
) -> Callable[[Node, Grid | None, Ground], Fault | None]:
    """What judges whether a condition in the variable holds at a value.

    shape  of the variable, where it is a vector or matrix.
    Raises AnswerError for a text that is no equation or inequality, or several of them joined by and.
    """
    tree = _read(text, variable, notation, shape)
    parts = tree.args if isinstance(tree, Apply) and tree.head == "and" else (tree,)
    if not all(isinstance(part, Apply) and part.head in _RELATIONS for part in parts):
        raise AnswerError(
            f"I do not know the property {text!r}. Write a condition such as {variable}^2 = 4, "
            f"or words such as symmetric or rank = 2."
        )

    def check(value: Node, grid: Grid | None, ground: Ground) -> Fault | None:
        faults = (
            _fault(part, text.strip() if len(parts) == 1 else to_plain(part), value, variable, ground)
            for part in parts
            if isinstance(part, Apply)
        )
        return next((fault for fault in faults if fault is not None), None)

    return check


def _read(text: str, variable: str, notation: Notation, shape: tuple[int, int] | None) -> Node:
    names = {**notation.names, variable: notation.names.get(variable, REAL)}
    shapes = notation.shapes if shape is None else {**notation.shapes, variable: Shape(*shape)}
    wider = replace(notation, kind="any", names=names, shapes=shapes, allow_diff=True)
    try:
        tree = parse(text, wider)
    except ResponseError as error:
        raise AnswerError(f"The property {text!r} cannot be read. {error.pointed()}") from error
    return work_out(tree, euler="e" in notation.constants)


def _fault(condition: Apply, shown: str, value: Node, variable: str, ground: Ground) -> Fault | None:
    """Why one equation or inequality does not hold at the value."""
    left, right = (_scalar(worked_out(replaced(side, variable, value))) for side in condition.args)
    grids = array(left), array(right)
    if grids[0] is not None or grids[1] is not None:
        return _of_arrays(condition.head, shown, *grids, ground)
    seen, side = (left, "left") if is_free(condition.args[0], variable) else (right, "right")
    holds = _relation(condition.head, left, right, ground)
    if isinstance(holds, Fault):
        return holds
    return None if holds else _failed(shown, side, ground.text(seen))


def _relation(head: str, left: Node, right: Node, ground: Ground) -> Fault | bool:
    """Whether a relation holds; a fault where that is not decided."""
    if head in _SIGNS:
        sign = ground.sign(added(left, minus(right)))
        return unknown(feedback.CANNOT_COMPUTE) if sign is None else _SIGNS[head](sign)
    found = ground.equal(right, left)
    if head == "!=" and found.is_right:
        found = ground.surely(found, added(left, minus(right)))
    return doubtful(found) if found.outcome is Outcome.UNDECIDED else found.is_right == (head == "=")


def _of_arrays(head: str, shown: str, left: Grid | None, right: Grid | None, ground: Ground) -> Fault | None:
    if left is None or right is None or head != "=":
        return wrong_fault("", said.does_not_fit(shown))
    right = right.fitted(left.shape)
    if left.shape != right.shape:
        return wrong_fault("", said.does_not_fit(shown))
    size = max(ground.size(left.entries), ground.size(right.entries))
    for row, column in ((row, column) for row in range(left.rows) for column in range(left.columns)):
        yours = at(left, row, column)
        found = ground.equal(at(right, row, column), yours, size)
        if found.outcome is Outcome.UNDECIDED:
            return doubtful(found)
        if not found.is_right:
            where = feedback.entry(row + 1, column + 1)
            sentence = said.condition_fails_in(shown, where, ground.text(yours))
            return wrong_fault("", sentence, place=where, yours=ground.text(yours))
    return None


def _failed(shown: str, side: str, seen: str) -> Fault:
    return wrong_fault("", said.condition_fails(shown, side, seen), needed=shown, yours=seen)


def _scalar(tree: Node) -> Node:
    """The entry of a 1×1 matrix that was computed, such as x^T x; anything else as it is."""
    grid = array(tree)
    computed = grid is not None and isinstance(tree, Apply) and tree.head not in ("vector", "matrix")
    return grid.entries[0] if computed and grid is not None and grid.shape == (1, 1) else tree


def worked_out(tree: Node) -> Node:
    """The tree with entries, traces, determinants, lengths and products of written arrays worked out."""

    def leaf(node: Num | Name) -> Node:
        return node

    def branch(node: Apply, parts: list[Node]) -> Node:
        made = Apply(node.head, tuple(parts), node.span)
        grid = array(parts[0]) if parts and node.head in _OF_ARRAYS else None
        return made if grid is None else _OF_ARRAYS[node.head](grid, parts) or made

    return fold(tree, leaf, branch)


def _entry(grid: Grid, parts: list[Node]) -> Node | None:
    places = [number(part) for part in parts[1:]]
    if any(place is None or place.denominator != 1 for place in places):
        return None
    whole = [int(place) - 1 for place in places if place is not None]
    if len(whole) == 1 and 1 in grid.shape and 0 <= whole[0] < len(grid.entries):
        return grid.entries[whole[0]]
    if len(whole) == 2 and 0 <= whole[0] < grid.rows and 0 <= whole[1] < grid.columns:
        return at(grid, *whole)
    return None


def _trace(grid: Grid, parts: list[Node]) -> Node | None:
    return added(*(at(grid, i, i) for i in range(grid.rows))) if grid.rows == grid.columns else None


def _det(grid: Grid, parts: list[Node]) -> Node | None:
    return determinant(grid) if grid.rows == grid.columns else None


def _norm(grid: Grid, parts: list[Node]) -> Node | None:
    return length(grid.entries) if len(parts) == 1 and 1 in grid.shape else None


def _total(grid: Grid, parts: list[Node]) -> Node | None:
    return added(*grid.entries)


def _dot(grid: Grid, parts: list[Node]) -> Node | None:
    other = array(parts[1]) if len(parts) == 2 else None
    fits = other is not None and 1 in grid.shape and grid.shape == other.shape
    return dot(grid.entries, other.entries) if fits and other is not None else None


_OF_ARRAYS: dict[str, Callable[[Grid, list[Node]], Node | None]] = {
    "entry": _entry,
    "tr": _trace,
    "det": _det,
    "norm": _norm,
    "total": _total,
    "dot": _dot,
}
