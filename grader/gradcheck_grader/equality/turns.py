"""Bends that several names decide together: max(x, y), |x - y|, the end of sqrt(x - y).

The usual points may all lie on one side of such a bend. Then a point on the other side is looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, final

from gradcheck_grader.equality.marks import differences
from gradcheck_grader.equality.structure import NAME, Graph
from gradcheck_grader.notation import Domain

MOST_TURNS = 16
Turn = tuple[int, int | Fraction]


def turns_of(
    graph: Graph, nodes: Iterable[int], names: Mapping[str, Domain], is_positive: Callable[[int], bool]
) -> list[Turn]:
    """Pairs of nodes, or of a node and a number, whose order decides; several names take part in each.

    is_positive  whether a node is plainly positive: what is compared with 0 then decides nothing.
    """
    found: dict[Turn, int] = {}
    for node in nodes:
        if node in graph.bound:
            continue
        for left, right in differences(graph, node):
            if right == 0 and isinstance(right, Fraction):
                if is_positive(left) or _is_sum_of_squares(graph, left, is_positive):
                    continue
                while _is_square(graph, left):  # sqrt((x - y)^2) bends where x - y is 0
                    left = graph.args[left][0]
            below = [part for side in (left, right) if isinstance(side, int) for part in graph.below(side)]
            taking_part = {graph.names[part] for part in below if graph.heads[part] == NAME} & names.keys()
            if len(taking_part) > 1:
                found[left, right] = graph.digests[node]
    return sorted(found, key=found.__getitem__)[:MOST_TURNS]


def _is_square(graph: Graph, node: int) -> bool:
    exponent = graph.value(graph.args[node][1]) if graph.heads[node] == "^" else None
    return exponent is not None and exponent.denominator == 1 and exponent.numerator % 2 == 0


def _is_sum_of_squares(graph: Graph, node: int, is_positive: Callable[[int], bool]) -> bool:
    parts = graph.args[node] if graph.heads[node] == "+" else ()
    return len(parts) > 1 and all(_is_square(graph, part) or is_positive(part) for part in parts)


@final
class Turns:
    """Which sides of each turn were seen so far."""

    __slots__ = ("seen", "turns")

    def __init__(self, turns: Sequence[Turn]) -> None:
        self.turns = turns
        self.seen: list[set[bool]] = [set() for _ in turns]

    @property
    def missing(self) -> int:
        """How many sides were not seen."""
        return sum(2 - len(sides) for sides in self.seen)

    def see(self, values: Sequence[Any]) -> None:
        """Notes the sides on which these values lie."""
        for (left, right), sides in zip(self.turns, self.seen, strict=True):
            at = values[left]
            against = values[right] if isinstance(right, int) else right.numerator
            if not at.is_finite():
                continue
            if at < against:
                sides.add(False)
            elif at > against:
                sides.add(True)
