"""What people list as alternatives where a set is asked for: 1 or 2, x = 1 or 2, (0, 1) or (2, 3)."""

from __future__ import annotations

from collections.abc import Sequence

from gradcheck_grader.syntax.sorts import sort_of
from gradcheck_grader.syntax.tree import Apply, Name, Node, Span

_VALUES = ("value", "name")


def alternatives(parts: Sequence[Node], span: Span, kind: str = "or") -> Node | None:
    """The set that the parts list, joined by this word; None where that makes no list.

    1 and 2 are two elements as well; x > 0 and 1 are nothing, and x = 1 or x = 2 is one as it stands.
    """
    first, *others = parts
    if all(sort_of(part) == "set" for part in parts):
        return Apply("union", tuple(parts), span) if kind == "or" else None
    if any(sort_of(part) not in _VALUES for part in others):
        return None
    if sort_of(first) in _VALUES:
        return Apply("set", tuple(parts), span)
    if kind == "or" and isinstance(first, Apply) and first.head == "=" and isinstance(first.args[0], Name):
        return Apply("or", (first, *(Apply("=", (first.args[0], part), part.span) for part in others)), span)
    return None
