"""Whether one statement follows from another: on the places where each of them holds."""

from __future__ import annotations

from typing import TypeGuard

from gradcheck_grader import feedback
from gradcheck_grader.equality.comparison import Comparison, undecided
from gradcheck_grader.equality.ladder import equal
from gradcheck_grader.equality.real_line.equations import by_factors, difference, proportional
from gradcheck_grader.equality.real_line.regions import compare_conditions
from gradcheck_grader.equality.real_line.scene import Scene
from gradcheck_grader.equality.real_line.statements import (
    FALSE,
    NO_NUMBERS,
    TRUE,
    NotAConditionError,
    atoms_of,
    condition_of,
)
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax.tree import Apply, Node, names_in, walk
from gradcheck_grader.verdict import Outcome

_OTHER_WAY = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def of_statements(before: Node, line: Node, sign: str, notation: Notation) -> Comparison:
    """iff: the two hold at the same places; implies: the line holds wherever the one before does."""
    scaled = _multiples(before, line, notation)
    if scaled is not None and scaled.is_right:
        return scaled
    if sign == "iff":
        return _compared(before, line, notation)
    return _compared(TRUE, Apply("implies", (before, line)), notation)


def _multiples(before: Node, line: Node, notation: Notation) -> Comparison | None:
    """Right for two equations in several names that are multiples of each other."""
    if not _is_plain_equation(before) or not _is_plain_equation(line):
        return None
    if len((names_in(before) | names_in(line)) - notation.constants) < 2:
        return None
    return proportional(difference(before), difference(line), notation)


def _is_plain_equation(tree: Node) -> TypeGuard[Apply]:
    return (
        isinstance(tree, Apply)
        and tree.head == "="
        and not any(
            isinstance(here, Apply) and here.head in NO_NUMBERS for side in tree.args for here in walk(side)
        )
    )


def _compared(needed: Node, yours: Node, notation: Notation) -> Comparison:
    try:
        pair = [by_factors(condition_of(tree), notation) for tree in (needed, yours)]
        return compare_conditions(Scene(pair, notation), notation.names).comparison
    except NotAConditionError:
        return undecided(feedback.CANNOT_COMPUTE)


def nowhere_else(before: Node, line: Node, sign: str, notation: Notation) -> Comparison | None:
    """Of two that were in order at all points: wrong at a corner between these, or proved; else None."""
    found = _compared(FALSE, Apply(_OTHER_WAY[sign], (before, line)), notation)
    return None if found.outcome is Outcome.UNDECIDED or found.evidence.kind == "agrees" else found


def says_the_same(one: Node, other: Node, notation: Notation) -> bool:
    """Whether two statements are the same, word by word, up to the form of their sides: x = 4/2 and 2 = x."""
    try:
        pair = [atoms_of(condition_of(tree)) for tree in (one, other)]
    except NotAConditionError:
        return False
    return all(
        any(_same_atom(atom, candidate, notation) for candidate in there)
        for here, there in (pair, pair[::-1])
        for atom in here
    )


def _same_atom(one: Apply, other: Apply, notation: Notation) -> bool:
    if one.head != other.head:
        return False
    orders = [other.args, other.args[::-1]] if one.head in ("=", "!=") else [other.args]
    return any(
        all(equal(mine, theirs, notation).is_right for mine, theirs in zip(one.args, order, strict=True))
        for order in orders
    )
