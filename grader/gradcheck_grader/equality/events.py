"""Probabilities of events in terms of the atoms of the algebra that the events generate.

With events A and B there are four atoms: both, A alone, B alone, neither. Each has a positive weight, and P
of an event is the share of the weights of its atoms, so that all rules of probability hold by themselves:
P(A | B) = P(A and B)/P(B), P(not A) = 1 - P(A), Bayes' rule and the rest. Any weights are those of some
probability space, so expressions that differ for some weights are different.
Source: Casella & Berger, Statistical Inference, 2nd ed., sections 1.2 and 1.3.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import final

from gradcheck_grader.notation import POSITIVE, Domain, between
from gradcheck_grader.syntax.build import ONE, ZERO, minus, over, plus, times
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Name, Node, names_in, walk

MOST_EVENTS = 5
LOGIC = frozenset({
    "and", "or", "not", "implies", "iff", "true", "false", "given", "intersection", "union", "without",
})  # fmt: skip
# X <= 1 is not X > 1, and 1 < X is X > 1.
OPPOSITE = {"<=": ">", "<": ">=", "!=": "="}
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class EventError(Exception):
    """Events that depend on each other in a way that is not seen here, or too many of them."""


@final
@dataclass(slots=True)
class Events:
    """The events that some trees speak of; made names with their domains.

    independent  whether all events are independent of each other.
    Raises EventError for too many events, and for two that speak of one quantity, such as X > 1 and X > 2.
    """

    trees: tuple[Node, ...]
    independent: bool
    made: dict[str, Domain] = field(default_factory=dict[str, Domain])
    leaves: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        found: dict[str, frozenset[str]] = {}
        for tree in self.trees:
            for node in walk(tree):
                if isinstance(node, Apply) and node.head == "prob":
                    self._collect(node.args[0], found)
        owners = [name for names in found.values() for name in names]
        if len(found) > MOST_EVENTS or len(set(owners)) < len(owners):
            raise EventError
        self.leaves = sorted(found)

    def probability(self, event: Node) -> Node:
        """P of an event, or of one event given another."""
        if isinstance(event, Apply) and event.head == "given":
            what, condition = event.args
            return over(self._share(Apply("and", (what, condition))), self._share(condition))
        return over(self._share(event), self._share(Apply("true", ())))

    def _share(self, event: Node) -> Node:
        """The weight of all atoms in which the event is true."""
        atoms = product((True, False), repeat=len(self.leaves))
        weights = [self._weight(atom) for atom in atoms if self._is_true(event, atom)]
        return plus(*weights) if weights else ZERO

    def _weight(self, atom: tuple[bool, ...]) -> Node:
        if self.independent:
            return times(ONE, *(self._chance(leaf, so) for leaf, so in zip(self.leaves, atom, strict=True)))
        parts = [leaf if so else f"not {leaf}" for leaf, so in zip(self.leaves, atom, strict=True)]
        return self._named(f"weight of ({' and '.join(parts)})", POSITIVE)

    def _chance(self, leaf: str, so: bool) -> Node:
        chance = self._named(f"P({leaf})", between(0, 1))
        return chance if so else plus(ONE, minus(chance))

    def _is_true(self, event: Node, atom: tuple[bool, ...]) -> bool:
        if isinstance(event, Apply) and event.head in LOGIC:
            inside = [self._is_true(part, atom) for part in event.args]
            match event.head, inside:
                case "not", [one]:
                    return not one
                case "implies", [one, other]:
                    return not one or other
                case "iff", [one, other]:
                    return one is other
                case (("or" | "union"), _):
                    return any(inside)
                case "without", [one, *others]:
                    return one and not any(others)
                case "false", _:
                    return False
                case _:
                    return all(inside)
        leaf, turned = _leaf(event)
        return atom[self.leaves.index(leaf)] is not turned

    def _collect(self, event: Node, found: dict[str, frozenset[str]]) -> None:
        if isinstance(event, Apply) and event.head in LOGIC:
            for part in event.args:
                self._collect(part, found)
            return
        found[_leaf(event)[0]] = names_in(event)

    def _named(self, name: str, domain: Domain) -> Node:
        self.made[name] = domain
        return Name(name)


def _leaf(event: Node) -> tuple[str, bool]:
    """The text of an event that no logic joins, and whether it is the opposite of that text."""
    if not isinstance(event, Apply) or len(event.args) != 2:
        return to_plain(event), False
    head, (left, right) = event.head, event.args
    if head in TURNED and not isinstance(left, Name):
        head, left, right = TURNED[head], right, left
    opposite = OPPOSITE.get(head)
    return to_plain(Apply(opposite or head, (left, right))), opposite is not None
