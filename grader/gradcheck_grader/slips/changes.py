"""Trees that differ from a tree in one place, or in every place where a change applies."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from gradcheck_grader.syntax.tree import Apply, Node, fold

_ARRAYS = frozenset({"vector", "matrix", "row"})


@dataclass(frozen=True, slots=True)
class Place:
    """Which argument of a node, and the place of that node; None above is the root."""

    parent: Apply
    at: int
    above: Place | None


def changed_once(tree: Node, change: Callable[[Apply], Iterable[Node]]) -> Iterator[Node]:
    """The tree with one node replaced by what change makes of it; nodes near the root come first.

    >>> from gradcheck_grader.syntax.printing import to_plain
    >>> from gradcheck_grader.syntax.tree import Name
    >>> x = Name("x")
    >>> doubled = Apply("sin", (Apply("cos", (x,)),))
    >>> [to_plain(made) for made in changed_once(doubled, lambda node: [node.args[0]])]
    ['cos(x)', 'sin(x)']
    """
    waiting: deque[tuple[Node, Place | None]] = deque([(tree, None)])
    while waiting:
        node, place = waiting.popleft()
        if isinstance(node, Apply):
            for made in change(node):
                yield _put(made, place)
            waiting.extend((part, Place(node, at, place)) for at, part in enumerate(node.args))


def _put(made: Node, place: Place | None) -> Node:
    while place is not None:
        args = place.parent.args
        made = Apply(place.parent.head, (*args[: place.at], made, *args[place.at + 1 :]))
        place = place.above
    return made


def changed_everywhere(tree: Node, change: Callable[[Apply], Node | None]) -> Node | None:
    """The tree with every node replaced for which change makes something; None when there is none."""
    found = False

    def branch(node: Apply, parts: list[Node]) -> Node:
        nonlocal found
        same = all(part is old for part, old in zip(parts, node.args, strict=True))
        rebuilt = node if same else Apply(node.head, tuple(parts))
        made = change(rebuilt)
        found = found or made is not None
        return rebuilt if made is None else made

    changed = fold(tree, lambda leaf: leaf, branch)
    return changed if found else None


def in_each_entry(tree: Node, change: Callable[[Node], Node]) -> Node:
    """What change makes of the tree, or of every entry of an array."""
    if isinstance(tree, Apply) and tree.head in _ARRAYS:
        return Apply(tree.head, tuple(in_each_entry(part, change) for part in tree.args))
    return change(tree)
