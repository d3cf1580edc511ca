"""Plain text, ASCII unless a declared name is not: 2*x*cos(x^2)."""

from __future__ import annotations

from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax.printing.linear import Style, spell
from gradcheck_grader.syntax.printing.pieces import Piece
from gradcheck_grader.syntax.printing.setting import Setting, setting_of
from gradcheck_grader.syntax.tree import Apply, Node

_SIGNS = {
    "neg": "-", "pm": "+/-", "*": "*", "/": "/", "matmul": " @ ", "hadamard": " ⊙ ", "kron": " ⊗ ",
    "dot": " · ", "transpose": "^T",
    "=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "~": "~", "in": "in", "not": "not",
    "and": "and", "or": "or", "implies": "implies", "iff": "iff", "union": "union",
    "intersection": "intersect", "without": "without",
}  # fmt: skip


def to_plain(node: Node, notation: Notation | None = None) -> str:
    """The text that parse reads as this very tree, with every sign and bracket that this needs and no other.

    notation  where the text will be read; without one the tree's names are all that is declared.

    >>> from gradcheck_grader.syntax.tree import Name, num
    >>> x = Name("x")
    >>> to_plain(Apply("*", (num(2), x, Apply("cos", (Apply("^", (x, num(2))),)))))
    '2*x*cos(x^2)'
    """
    return spell(_STYLE, node, setting_of(node, notation))


def _as_it_is(name: str, _setting: Setting) -> str:
    return name


def _not_raised(_exponent: Node) -> str:
    return ""


def _no_own_call(_node: Apply, _parts: list[Piece], _setting: Setting) -> Piece | None:
    return None


_STYLE = Style(_SIGNS, {"set": "{}"}, _as_it_is, _not_raised, _no_own_call, semicolons=False)
