"""The entries of a list that a person wrote in one of many ways: {1, 2}, 1, 2, ±2, x = 1 or x = 2."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import cast

from gradcheck_grader.equality.plus_minus import both_signs
from gradcheck_grader.sympy_bridge import from_sympy
from gradcheck_grader.syntax.tree import Apply, Name, Node, walk

MOST = 1_000
_LISTS = frozenset({"set", "tuple", "vector"})
_NO_ENTRIES = frozenset(
    {
        *("=", "!=", "<", "<=", ">", ">=", "and", "or", "not", "implies", "iff", "in", "~"),
        *("set", "tuple", "vector", "matrix", "row", "union", "intersection", "without", "reals"),
        *("integers", "naturals", "true", "false", "interval[]", "interval[)", "interval(]", "interval()"),
    }
)


def elements(tree: Node, variable: str) -> tuple[Node, ...] | None:
    """The elements of a set that is listed, ± worked out; None for what is no list of values.

    {(1, 2), (3, 4)} has two elements, which are points; another list within a list is none.

    variable  the name that may stand before them: x = 1 or x = 2, x in {1, 2}.

    >>> from gradcheck_grader.syntax.tree import num
    >>> x, one = Name("x"), num(1)
    >>> elements(Apply("or", (Apply("=", (x, one)), Apply("=", (x, num(2))))), "x") == (one, num(2))
    True
    >>> elements(Apply("pm", (one,)), "x")[1].head
    'neg'
    """
    found: list[Node] = []
    todo: list[tuple[Node, bool]] = [(tree, False)]
    while todo:
        here, is_listed = todo.pop()
        if is_listed and _is_point(here):
            found.extend(_points(here))
            continue
        is_list = isinstance(here, Apply) and here.head in _LISTS
        parts = None if is_list and is_listed else _parts(here, variable)
        if parts is not None:
            todo.extend((part, is_listed or is_list) for part in reversed(parts))
        elif is_value(here):
            found.extend(both_signs(here))
        else:
            return None
        if len(found) > MOST:
            return None
    return tuple(found)


def collected(reference: object) -> object:
    """A Python set as the tree of a set, its members in the order of their texts; anything else as it is.

    Raises AnswerError for a member that has no counterpart among the responses.
    """
    if not isinstance(reference, set | frozenset):
        return reference
    members: list[object] = sorted(cast("set[object]", reference), key=str)
    return Apply("set", tuple(from_sympy(member) for member in members))


def _parts(tree: Node, variable: str) -> tuple[Node, ...] | None:
    """What a list, an alternative or an x = … is made of; None for a value."""
    if not isinstance(tree, Apply):
        return None
    if tree.head in _LISTS or tree.head in ("or", "union"):
        return tree.args
    if tree.head == "and" and all(_is_named(part, variable) for part in tree.args):
        return tree.args  # x = 1 and x = 2 are the two values, as people say it
    if tree.head == "false":
        return ()
    if tree.head in ("=", "in") and tree.args[0] == Name(variable):
        return tree.args[1:]
    if tree.head == "=" and tree.args[1] == Name(variable):
        return tree.args[:1]
    return None


def _is_point(tree: Node) -> bool:
    """Whether this is a tuple of values."""
    return isinstance(tree, Apply) and tree.head == "tuple" and all(map(is_value, tree.args))


def _points(tree: Node) -> Iterator[Node]:
    """The point, or with ± each that it stands for: {(±1, ±1)} are four; no more than are too many."""
    ways = product(*map(both_signs, tree.args)) if isinstance(tree, Apply) else ()
    return (Apply("tuple", coordinates, tree.span) for coordinates in islice(ways, MOST + 1))


def _is_named(tree: Node, variable: str) -> bool:
    """Whether this is x = a value."""
    return isinstance(tree, Apply) and tree.head == "=" and tree.args[0] == Name(variable)


def is_value(tree: Node) -> bool:
    """Whether the tree is a number or expression: no condition, set or list occurs in it.

    >>> is_value(Apply("set", ())), is_value(Name("x"))
    (False, True)
    """
    if isinstance(tree, Apply) and tree.head == "piecewise":
        return True
    return not any(isinstance(here, Apply) and here.head in _NO_ENTRIES for here in walk(tree))


def entries(tree: Node) -> tuple[Node, ...] | None:
    """The entries of a tuple, which may be a plain list or a single value; None for anything else."""
    if isinstance(tree, Apply) and tree.head in ("tuple", "vector", "interval()"):
        return tree.args if all(is_value(part) for part in tree.args) else None
    return (tree,) if is_value(tree) else None
