"""Elements of sets: numbers and expressions, and points, which are equal coordinate by coordinate."""

from __future__ import annotations

from dataclasses import dataclass

from gradcheck_grader.equality.comparison import Comparison, wrong
from gradcheck_grader.equality.compiled import Compiled
from gradcheck_grader.equality.ladder import compare
from gradcheck_grader.equality.tolerance import EXACT, Tolerance
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Node
from gradcheck_grader.verdict import Evidence, Outcome


@dataclass(frozen=True, slots=True)
class Point:
    """A point, each of its coordinates compiled."""

    tree: Node
    coordinates: tuple[Compiled, ...]


Element = Compiled | Point


def is_point(node: Node) -> bool:
    """Whether this is a tuple, written in round brackets."""
    return isinstance(node, Apply) and node.head == "tuple"


def element_of(node: Node, notation: Notation) -> Element:
    """The node, made ready for being compared."""
    if isinstance(node, Apply) and node.head == "tuple":
        return Point(node, tuple(Compiled(part, notation) for part in node.args))
    return Compiled(node, notation)


def same(one: Element, other: Node, *, tolerance: Tolerance = EXACT) -> Comparison:
    """Whether the two elements are equal; points are where all coordinates are, and have as many of them."""
    if isinstance(one, Compiled):
        return compare(one, other, tolerance=tolerance) if not is_point(other) else _unlike(other)
    given = other.args if isinstance(other, Apply) and is_point(other) else ()
    if len(given) != len(one.coordinates):
        return _unlike(other)
    found = [
        compare(needed, yours, tolerance=tolerance)
        for needed, yours in zip(one.coordinates, given, strict=True)
    ]
    for outcome in (Outcome.WRONG, Outcome.UNDECIDED):
        for comparison in found:
            if comparison.outcome is outcome:
                return comparison
    return next((comparison for comparison in found if comparison.evidence.kind == "agrees"), found[0])


def _unlike(other: Node) -> Comparison:
    return wrong(Evidence("shape", yours=to_plain(other)))
