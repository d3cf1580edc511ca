"""A printed part of a tree and how tightly it binds; the levels are those of the parser.

Printers work from the leaves up, so that no tree is too deep for them.
"""

from __future__ import annotations

from typing import NamedTuple

from gradcheck_grader.syntax.tree import Apply, Node

IFF, IMPLIES, OR, AND, NOT, RELATION, UNION, INTERSECTION = 1, 2, 3, 4, 5, 6, 8, 9
SUM, BODY, NEGATIVE, PRODUCT, PREFIX, POWER, ATOM = 10, 11, 15, 20, 30, 40, 100
RELATION_HEADS = ("=", "!=", "<", "<=", ">", ">=")
# Heads between whose arguments one sign stands, and how tightly it binds.
JOINING = {
    "iff": IFF, "implies": IMPLIES, "or": OR, "and": AND, **dict.fromkeys(RELATION_HEADS, RELATION),
    "in": RELATION, "~": RELATION, "union": UNION, "without": UNION, "intersection": INTERSECTION,
}  # fmt: skip
SETS = ("union", "without", "intersection")
INTERVALS = ("interval[]", "interval[)", "interval(]", "interval()")


class Piece(NamedTuple):
    """Text, the level of its loosest operator that no bracket holds, and the two sides of a relation."""

    text: str
    level: int = ATOM
    sides: tuple[str, str] = ("", "")


def is_negative(node: Node) -> bool:
    """Whether a minus sign stands in front of the whole."""
    return isinstance(node, Apply) and node.head == "neg"


def chain_of(node: Apply) -> tuple[Apply, ...]:
    """The relations of 0 < x <= 1, each sharing its middle with the next; none when this is no chain."""
    links: list[Apply] = []
    for part in node.args:
        if not isinstance(part, Apply) or part.head not in RELATION_HEADS:
            return ()
        if links and links[-1].args[1] != part.args[0]:
            return ()
        links.append(part)
    return tuple(links)
