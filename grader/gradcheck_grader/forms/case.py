"""What a rule about form is given to judge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax.tree import Apply, Node, Num


@dataclass(frozen=True, slots=True)
class Case:
    """A response as it was written, whose value is right.

    reference  the right answer as its author wrote it.
    setting    what stands behind the colon in the name of the form: 3 of figures:3.
    """

    tree: Node
    notation: Notation
    reference: Node
    setting: str = ""


# A sentence that says what to change, or None when nothing is.
Rule = Callable[[Case], str | None]


def terms_of(tree: Node) -> Iterator[tuple[int, Node]]:
    """The terms of a sum as written, each with its sign; brackets around a part of the sum do not count."""
    stack = [(1, tree)]
    while stack:
        sign, node = stack.pop()
        if isinstance(node, Apply) and node.head == "+":
            stack.extend((sign, part) for part in reversed(node.args))
        elif isinstance(node, Apply) and node.head == "neg":
            stack.append((-sign, node.args[0]))
        else:
            yield sign, node


def percentage(tree: Node) -> Num | None:
    """The number that was written before a sign %, which is read as a division by a 100 that nobody wrote."""
    if not isinstance(tree, Apply) or tree.head != "/":
        return None
    number, hundred = tree.args
    if not isinstance(number, Num) or not isinstance(hundred, Num) or hundred.text or hundred.value != 100:
        return None
    return number if number.text else None


def without_sign(tree: Node) -> Node:
    """The tree without the signs in front of it."""
    while isinstance(tree, Apply) and tree.head == "neg":
        tree = tree.args[0]
    return tree
