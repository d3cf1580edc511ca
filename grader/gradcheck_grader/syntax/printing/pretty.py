"""One line of Unicode, for a terminal: 2·x·cos(x²)."""

from __future__ import annotations

from gradcheck_grader.syntax.characters import LETTER_OF, TO_SUBSCRIPTS, TO_SUPERSCRIPTS
from gradcheck_grader.syntax.printing.linear import Style, spell
from gradcheck_grader.syntax.tree import Apply, Node, Num

_SIGNS = {"neg": "−", "*": "·", "/": "/", "matmul": " @ ", "hadamard": " ⊙ ", "kron": " ⊗ "}
_BASES = ("2", "10")
_ROUND = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}


def to_pretty(node: Node) -> str:
    """The text that parse reads as this very tree, in the signs of a blackboard.

    >>> from gradcheck_grader.syntax.tree import Name, num
    >>> x = Name("lambda_1")
    >>> to_pretty(Apply("/", (Apply("sqrt", (Apply("+", (x, num(1))),)), Apply("^", (x, num(12))))))
    '√(λ₁ + 1)/λ₁¹²'
    """
    return spell(_STYLE, node)


def _name(name: str) -> str:
    """Greek letters and lowered digits where the name has them."""
    if name == "inf":
        return "∞"
    base, mark, index = name.partition("_")
    letter = LETTER_OF.get(base, base)
    if not mark:
        return letter
    if base and index.isdecimal() and index.isascii():
        return letter + index.translate(TO_SUBSCRIPTS)
    return f"{letter}_{index}"


def _raised(exponent: Node) -> str:
    """Superscripts for a whole number, also a negative one."""
    if isinstance(exponent, Num):
        written = exponent.text or str(exponent.value)
    elif isinstance(exponent, Apply) and exponent.head == "neg" and isinstance(exponent.args[0], Num):
        inside = exponent.args[0]
        written = "-" + (inside.text or str(inside.value))
    else:
        return ""
    digits = written.removeprefix("-")
    return written.translate(TO_SUPERSCRIPTS) if digits.isdecimal() and digits.isascii() else ""


def _call(node: Apply, parts: list[str]) -> str:
    if node.head == "abs":
        return f"|{parts[0]}|"
    if node.head == "sqrt":
        return f"√({parts[0]})"
    if node.head in _ROUND:
        return f"{_ROUND[node.head]}({parts[0]})"
    if node.head == "log" and len(parts) == 2 and parts[1] in _BASES:
        return f"log{parts[1].translate(TO_SUBSCRIPTS)}({parts[0]})"
    return ""


_STYLE = Style(_SIGNS, _name, _raised, _call, semicolons=True)
