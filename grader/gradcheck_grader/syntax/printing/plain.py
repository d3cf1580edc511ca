"""Plain text, ASCII unless a declared name is not: 2*x*cos(x^2)."""

from __future__ import annotations

from gradcheck_grader.syntax.printing.linear import Style, spell
from gradcheck_grader.syntax.tree import Apply, Node

_SIGNS = {"neg": "-", "*": "*", "/": "/", "matmul": " @ ", "hadamard": " ⊙ ", "kron": " ⊗ "}


def to_plain(node: Node) -> str:
    """The text that parse reads as this very tree, with every sign and bracket that this needs and no other.

    >>> from gradcheck_grader.syntax.tree import Name, num
    >>> x = Name("x")
    >>> to_plain(Apply("*", (num(2), x, Apply("cos", (Apply("^", (x, num(2))),)))))
    '2*x*cos(x^2)'
    """
    return spell(_STYLE, node)


def _as_it_is(name: str) -> str:
    return name


def _not_raised(_exponent: Node) -> str:
    return ""


def _no_own_call(_node: Apply, _parts: list[str]) -> str:
    return ""


_STYLE = Style(_SIGNS, _as_it_is, _not_raised, _no_own_call, semicolons=False)
