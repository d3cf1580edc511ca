"""Expressions with ±, as the two that they stand for."""

from __future__ import annotations

from gradcheck_grader.equality.signs import with_sign
from gradcheck_grader.syntax.tree import Apply, Node, walk


def both_signs(tree: Node) -> tuple[Node, ...]:
    """The two values of an expression with ±, upper signs first; the tree alone when there is none.

    >>> from gradcheck_grader.syntax.printing import to_plain
    >>> from gradcheck_grader.syntax.tree import num
    >>> [to_plain(node) for node in both_signs(Apply("pm", (num(1), num(2))))]
    ['1 + 2', '1 - 2']
    """
    if not has_sign(tree):
        return (tree,)
    return with_sign(tree, upper=True), with_sign(tree, upper=False)


def has_sign(tree: Node) -> bool:
    """Whether ± occurs."""
    return any(isinstance(here, Apply) and here.head == "pm" for here in walk(tree))
