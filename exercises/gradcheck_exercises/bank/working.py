"""Lines of working as an author writes them, with derivatives that are not worked out yet."""

from __future__ import annotations

from collections.abc import Iterable

from gradcheck_grader import Notation, parse, real_names
from gradcheck_grader.syntax.tree import Node


def line(text: str, names: Iterable[str]) -> Node:
    """The text as it stands: nothing is put in order, and derivatives are left as they are.

    >>> from gradcheck_grader import to_plain
    >>> to_plain(line("2 (w - 1) diff(3w, w)", "w"))
    '2*(w - 1)*diff(3*w, w)'
    """
    return parse(text, Notation("expression", real_names(names), allow_diff=True))
