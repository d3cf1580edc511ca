"""Vectors and matrices in a response, however they were written: with a factor in front, in braces, named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from gradcheck_grader.answers.entries import is_value
from gradcheck_grader.equality.arrays import Grid, grid_of
from gradcheck_grader.equality.linear import (
    Ground,
    Vector,
    added,
    columns_of,
    diagonal,
    identity,
    multiplied,
    number,
)
from gradcheck_grader.sympy_bridge import from_sympy
from gradcheck_grader.syntax.build import minus, over, times
from gradcheck_grader.syntax.tree import Apply, Name, Node

_LISTS = ("set", "tuple")
LARGEST_IDENTITY = 100


def array(tree: Node) -> Grid | None:
    """The grid that a tree amounts to: a list, a tuple of numbers, and what is made of these; else None.

    >>> from gradcheck_grader.syntax.tree import num
    >>> array(Apply("*", (num(2), Apply("vector", (num(1), num(3)))))).entries[1].value
    Fraction(6, 1)
    """
    if not isinstance(tree, Apply):
        return None
    found = grid_of(tree)
    if found is not None:
        return found if all(map(is_value, found.entries)) else None
    if tree.head in ("tuple", "interval()") and tree.args and all(map(is_entry, tree.args)):
        return Grid(len(tree.args), 1, tree.args, flat=True)
    match tree.head:
        case "neg" | "transpose":
            inner = array(tree.args[0])
            if inner is None:
                return None
            if tree.head == "transpose":
                return inner.transposed()
            return replace(inner, entries=tuple(map(minus, inner.entries)))
        case "/":
            return _divided(*tree.args)
        case "*" | "matmul" | "dot":
            return _product(tree.args)
        case "+":
            return _sum(tree.args)
        case "diag":
            return _diagonal(tree.args)
        case "identity":
            return _identity(tree.args)
        case _:
            return None


def is_entry(tree: Node) -> bool:
    """Whether a tree is a number or an expression, with no array in it."""
    return is_value(tree) and array(tree) is None


def _divided(top: Node, bottom: Node) -> Grid | None:
    above = array(top)
    if above is None or not is_entry(bottom):
        return None
    return replace(above, entries=tuple(over(entry, bottom) for entry in above.entries))


def _product(factors: Sequence[Node]) -> Grid | None:
    """Numbers times matrices in order; None where shapes do not fit, or there is no array."""
    found: Grid | None = None
    numbers: list[Node] = []
    for factor in factors:
        grid = array(factor)
        if grid is None:
            if not is_value(factor):
                return None
            numbers.append(factor)
        elif found is None:
            found = grid
        elif found.columns == grid.rows:
            found = multiplied(found, grid)
        else:
            return None
    if found is None:
        return None
    return replace(found, entries=tuple(times(*numbers, entry) for entry in found.entries))


def _sum(terms: Sequence[Node]) -> Grid | None:
    grids = [array(term) for term in terms]
    known = [grid for grid in grids if grid is not None]
    if len(known) < len(terms) or len({grid.shape for grid in known}) > 1:
        return None
    entries = tuple(added(*parts) for parts in zip(*(grid.entries for grid in known), strict=True))
    return replace(known[0], entries=entries)


def _diagonal(arguments: Sequence[Node]) -> Grid | None:
    grid = array(arguments[0]) if len(arguments) == 1 else None
    entries = grid.entries if grid is not None and grid.columns == 1 else tuple(arguments)
    if not all(map(is_entry, entries)):
        return None
    return diagonal(entries)


def _identity(arguments: Sequence[Node]) -> Grid | None:
    size = number(arguments[0]) if arguments else None
    if size is None or size.denominator != 1 or not 0 < size <= LARGEST_IDENTITY:
        return None
    return identity(int(size))


def arrays(tree: Node) -> list[Grid] | None:
    """The arrays of a list: in a tuple, in braces, or a single one; None for anything else."""
    single = array(tree)
    if single is not None:
        return [single]
    if not isinstance(tree, Apply) or tree.head not in _LISTS:
        return None
    found = [array(part) for part in tree.args]
    known = [grid for grid in found if grid is not None]
    return known if len(known) == len(found) else None


def named_arrays(tree: Node) -> dict[str, Node] | None:
    """What stands behind each name in L = [...], U = [...]; None where names are not used so."""
    parts = tree.args if isinstance(tree, Apply) and tree.head == "and" else (tree,)
    found: dict[str, Node] = {}
    for part in parts:
        if not isinstance(part, Apply) or part.head != "=" or not isinstance(part.args[0], Name):
            return None
        found[part.args[0].name] = part.args[1]
    return found if len(found) == len(parts) else None


def vectors(tree: Node, length: int) -> list[Vector] | None:
    """The vectors of a list, or the columns of a matrix; its rows where only these have the length.

    None for what is no list of arrays. Vectors of another length are kept: they are to be told.
    """
    if isinstance(tree, Apply) and tree.head == "=" and isinstance(tree.args[0], Name):
        tree = tree.args[1]
    found = arrays(tree)
    if found is None:
        return None
    if len(found) > 1 or (isinstance(tree, Apply) and tree.head in _LISTS and array(tree) is None):
        return [grid.entries for grid in found]
    one = found[0] if found else None
    if one is None:
        return []
    by_rows = one.rows != length == one.columns
    return list(columns_of(one.transposed() if by_rows else one))


def listed(reference: object) -> object:
    """A Python list or set of vectors as the tree of a list; anything else as it is."""
    if isinstance(reference, list | tuple | set | frozenset):
        members = list(cast("Sequence[object]", reference))
        return Apply("tuple", tuple(from_sympy(member) for member in members))
    return reference


def settled(ground: Ground, found: Sequence[Vector]) -> list[Vector]:
    """The vectors with their rational entries worked out."""
    return [tuple(map(ground.settled, vector)) for vector in found]
