"""One line of Unicode, for a terminal: 2·x·cos(x²)."""

from __future__ import annotations

from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax.characters import LETTER_OF, TO_SUBSCRIPTS, TO_SUPERSCRIPTS
from gradcheck_grader.syntax.printing.linear import Style, held, spell
from gradcheck_grader.syntax.printing.pieces import BODY, NEGATIVE, Piece
from gradcheck_grader.syntax.printing.setting import Setting, setting_of
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num

_SIGNS = {
    "neg": "−", "pm": "±", "*": "·", "/": "/", "matmul": " @ ", "hadamard": " ⊙ ", "kron": " ⊗ ",
    "dot": " · ", "transpose": "ᵀ", "=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "~": "∼",
    "in": "∈", "not": "not", "and": "and", "or": "or", "implies": "⇒", "iff": "⇔", "union": "∪",
    "intersection": "∩", "without": "∖",
}  # fmt: skip
_ALONE = {"reals": "ℝ", "integers": "ℤ", "naturals": "ℕ", "set": "∅"}
_BASES = ("2", "10")
_ROUND = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}
_BIG = {"sum": "∑", "prod": "∏"}


def to_pretty(node: Node, notation: Notation | None = None) -> str:
    """The text that parse reads as this very tree, in the signs of a blackboard.

    notation  where the text will be read; without one the tree's names are all that is declared.

    >>> from gradcheck_grader.syntax.tree import Name, num
    >>> x = Name("lambda_1")
    >>> to_pretty(Apply("/", (Apply("sqrt", (Apply("+", (x, num(1))),)), Apply("^", (x, num(12))))))
    '√(λ₁ + 1)/λ₁¹²'
    """
    return spell(_STYLE, node, setting_of(node, notation))


def _name(name: str, _setting: Setting) -> str:
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


def _call(node: Apply, parts: list[Piece], setting: Setting) -> Piece | None:
    """Bars, roots, lowered bases and big signs."""
    head, inside = node.head, parts[0].text if parts else ""
    if head == "abs" and not (inside.startswith("|") or inside.endswith("|")):
        return Piece(f"|{inside}|")
    if head == "sqrt":
        return Piece(f"√({inside})")
    if head in _ROUND:
        return Piece(f"{setting.word(head, _ROUND[head], head)}({inside})")
    if head == "log" and len(parts) == 2 and parts[1].text in _BASES and setting.word("log", "log") == "log":
        return Piece(f"log{parts[1].text.translate(TO_SUBSCRIPTS)}({inside})")
    if head in _BIG:
        _, index, low, high = (part.text for part in parts)
        return Piece(f"{_BIG[head]}_{{{index}={low}}}^{{{high}}} {held(parts[0], NEGATIVE)}", BODY)
    if head == "norm" and setting.shapes and "‖" not in inside and "|" not in inside:
        return _norm(node, inside)
    return None


def _norm(node: Apply, inside: str) -> Piece | None:
    """‖w‖ with its kind behind it."""
    if len(node.args) == 1:
        return Piece(f"‖{inside}‖")
    kind = node.args[1]
    if isinstance(kind, Num) and kind.value.denominator == 1 and kind.value >= 0:
        return Piece(f"‖{inside}‖_{kind.value}")
    return Piece(f"‖{inside}‖_F") if kind == Name("fro") else None


_STYLE = Style(_SIGNS, _ALONE, _name, _raised, _call, semicolons=True)
