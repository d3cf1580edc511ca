"""Which elements of two lists are the same, and whether a doubt about one of them matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gradcheck_grader.equality.comparison import Comparison
from gradcheck_grader.equality.points import Element, same
from gradcheck_grader.equality.tolerance import EXACT, Tolerance
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Evidence, Outcome

MOST_COMPARISONS = 4_096


@dataclass(frozen=True, slots=True)
class Matching:
    """Which of the response's elements are which of the reference's.

    pairs     positions (needed, yours), in the order of the response.
    doubt     the evidence of a comparison that could not be decided and that matters, or None.
    weakest   the evidence of the least certain pair, or None without pairs.
    """

    pairs: tuple[tuple[int, int], ...]
    doubt: Evidence | None = None
    weakest: Evidence | None = None


def matching(
    needed: Sequence[Element], yours: Sequence[Node], *, tolerance: Tolerance = EXACT
) -> Matching | None:
    """A largest matching of equal elements, or None when there are too many to compare.

    A doubt matters when the matching would be larger if the two elements in question were equal.
    """
    if len(needed) * len(yours) > MOST_COMPARISONS:
        return None
    table = [[same(one, other, tolerance=tolerance) for one in needed] for other in yours]
    sure = _largest(table, (Outcome.RIGHT,))
    possible = _largest(table, (Outcome.RIGHT, Outcome.UNDECIDED))
    doubt = _first_doubt(table) if len(possible) > len(sure) else None
    reasons = [table[other][one].evidence for other, one in sure.items()]
    weakest = next((evidence for evidence in reasons if evidence.kind == "agrees"), None)
    pairs = tuple((sure[other], other) for other in sorted(sure))
    return Matching(pairs, doubt, weakest or (reasons[0] if reasons else None))


def _first_doubt(table: list[list[Comparison]]) -> Evidence:
    return next(one.evidence for row in table for one in row if one.outcome is Outcome.UNDECIDED)


def _largest(table: list[list[Comparison]], enough: tuple[Outcome, ...]) -> dict[int, int]:
    """The column of each matched row, by augmenting paths (Kuhn)."""
    holder: dict[int, int] = {}
    for row in range(len(table)):
        _augment(table, row, enough, holder)
    return {row: column for column, row in holder.items()}


def _augment(
    table: list[list[Comparison]], start: int, enough: tuple[Outcome, ...], holder: dict[int, int]
) -> None:
    """Gives row start a column, moving others where that helps; breadth first, so nothing recurses."""
    came_from: dict[int, int] = {}
    rows = [start]
    for row in rows:
        for column, comparison in enumerate(table[row]):
            if comparison.outcome not in enough or column in came_from:
                continue
            came_from[column] = row
            if column in holder:
                rows.append(holder[column])
                continue
            _reverse(column, came_from, holder, start)
            return


def _reverse(column: int, came_from: dict[int, int], holder: dict[int, int], start: int) -> None:
    columns = {row: taken for taken, row in holder.items()}
    while True:
        row = came_from[column]
        holder[column] = row
        if row == start:
            return
        column = columns[row]
