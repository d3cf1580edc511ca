"""Values of many trees that have most of their parts in common, at the first points of a comparison.

Most of what slips lead to differs from a response there: then nothing dearer has to be asked.
"""

from __future__ import annotations

from typing import Any, final

from gradcheck_grader.equality import Compiled, Tolerance
from gradcheck_grader.equality.balls import DEFAULT_BITS, UNKNOWN, Value, Void
from gradcheck_grader.equality.compiled import PREPARED, added, counting_names
from gradcheck_grader.equality.meeting import Meeting, relation
from gradcheck_grader.equality.program import Program, compiled, value_of
from gradcheck_grader.equality.sampling import ordinary_point
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.syntax.tree import Apply, Node, walk

FIRST_POINTS = 2
Values = tuple[Value, ...]
NOTHING_KNOWN: Values = (UNKNOWN,) * FIRST_POINTS


@final
class FirstLook:
    """Computes of each tree, once, what none before it had; the first of them is compiled already."""

    def __init__(self, known: Compiled) -> None:
        self.graph, self.field = known.graph.copy(), known.field
        self.lost: set[int] = set()  # nodes without values
        # Slips put the parts of the right tree together again: these are added once, children first.
        self.parts = parts_of(known.tree) if PREPARED.isdisjoint(self.graph.heads) else []
        self.made: dict[int, int] = {}
        for part in reversed(self.parts):
            self.made[id(part)] = self.graph.add(part, self.made)
        names = {**known.notation.names, **known.points.names}
        self.points = [ordinary_point(names, number) for number in range(FIRST_POINTS)]
        self.values: list[list[Any]] = [[] for _ in self.points]
        self.is_usable = not known.counts
        if self.is_usable:
            self._compute(range(len(self.graph.heads)))

    def values_of(self, tree: Node) -> Values:
        """The values of the tree at the first points; UNKNOWN where that takes more than a look."""
        if not self.is_usable:
            return NOTHING_KNOWN
        before = len(self.graph.heads)
        try:
            root = added(self.graph, tree, self.made)
        except AnswerError:
            self.is_usable = False
            return NOTHING_KNOWN
        program = self._compute(range(before, len(self.graph.heads)))
        if root in self.lost:
            return NOTHING_KNOWN
        return tuple(value_of(root, values, (program,)) for values in self.values)

    def _compute(self, new: range) -> Program:
        """The program that computed the new nodes, as far as that was possible."""
        graph, points = self.graph, self.points
        program = compiled(graph, list(new), self.field)
        strange = any(name not in points[0] for _, name in program.names)
        on_lost = any(not self.lost.isdisjoint(graph.args[node]) for node in new) if self.lost else False
        if strange or on_lost or not program.complete or counting_names(graph, new):
            self.lost.update(new)
        for values, point in zip(self.values, points, strict=True):
            values.extend([None] * len(new))
            if not self.lost.issuperset(new):
                program.run(values, point, DEFAULT_BITS)
        return program


def parts_of(tree: Node) -> list[Node]:
    """The applications in the tree, parents before children."""
    return [part for part in walk(tree) if isinstance(part, Apply)]


def differ(one: Values, other: Values, tolerance: Tolerance) -> bool:
    """Whether two are proved to differ at the first point at which both have a value."""
    for left, right in zip(one, other, strict=True):
        if not (isinstance(left, Void) or isinstance(right, Void)):
            return relation(left, right, tolerance) is Meeting.DIFFER
    return False
