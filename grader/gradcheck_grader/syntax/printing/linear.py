"""One-line printing: which brackets are needed; a Style says how each piece is spelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gradcheck_grader.syntax.printing.pieces import ATOM, NEGATIVE, POWER, PRODUCT, RELATION, SUM, Piece
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, fold

PRODUCT_HEADS = ("*", "/", "matmul", "hadamard", "kron")
RELATION_HEADS = ("=", "!=", "<", "<=", ">", ">=")
# Heads whose word in a text is another one than the head.
_WORDS = {"binomial": "binom", "gamma": "Gamma"}


@dataclass(frozen=True, slots=True)
class Style:
    """How the pieces of a one-line text are spelled.

    signs       by head: the products, and the minus sign under "neg".
    name        spells a name.
    raised      spells an exponent as superscript, or returns "" where that cannot be.
    call        spells a call in a way of its own, given the node and its printed arguments, or returns "".
    semicolons  whether a matrix of several rows is written with them.
    """

    signs: dict[str, str]
    name: Callable[[str], str]
    raised: Callable[[Node], str]
    call: Callable[[Apply, list[str]], str]
    semicolons: bool


def spell(style: Style, node: Node) -> str:
    """The node as one line of text."""

    def leaf(here: Num | Name) -> Piece:
        return Piece(style.name(here.name)) if isinstance(here, Name) else _number(style, here)

    def branch(here: Apply, parts: list[Piece]) -> Piece:
        return _PRINTERS.get(here.head, _call)(style, here, parts)

    return fold(node, leaf, branch).text


def _held(piece: Piece, floor: int) -> str:
    """The text, in brackets when it binds more loosely than floor."""
    return piece.text if piece.level >= floor else f"({piece.text})"


def _number(style: Style, node: Num) -> Piece:
    """As it was written; a number that no one wrote may be negative or a fraction."""
    if node.text:
        return Piece(node.text)
    value = node.value
    text = str(value).replace("-", style.signs["neg"])
    level = NEGATIVE if value < 0 else ATOM if value.denominator == 1 else PRODUCT
    return Piece(text, level)


def _sum(style: Style, node: Apply, parts: list[Piece]) -> Piece:
    minus = style.signs["neg"]
    texts = [_held(parts[0], NEGATIVE)]
    for term, part in zip(node.args[1:], parts[1:], strict=True):
        if _is_negative(term):
            # The sign of the term becomes the sign between; what it stands before has its brackets already.
            texts.append(f" {minus} {part.text[len(minus) :]}")
        else:
            texts.append(f" + {_held(part, PRODUCT)}")
    return Piece("".join(texts), SUM)


def _negative(style: Style, node: Apply, parts: list[Piece]) -> Piece:
    inside = node.args[0]
    # -(-x), but --(-x): brackets around each of a hundred signs would nest deeper than what was written.
    many = isinstance(inside, Apply) and _is_negative(inside) and _is_negative(inside.args[0])
    return Piece(style.signs["neg"] + _held(parts[0], NEGATIVE if many else PRODUCT), NEGATIVE)


def _is_negative(node: Node) -> bool:
    return isinstance(node, Apply) and node.head == "neg"


def _product(style: Style, node: Apply, parts: list[Piece]) -> Piece:
    """The first factor may be another product without brackets; the same sign again would join the two."""
    first = node.args[0]
    same = isinstance(first, Apply) and first.head == node.head and node.head != "/"
    texts = [_held(parts[0], POWER if same else PRODUCT), *(_held(part, POWER) for part in parts[1:])]
    return Piece(style.signs[node.head].join(texts), PRODUCT)


def _power(style: Style, node: Apply, parts: list[Piece]) -> Piece:
    below = _held(parts[0], ATOM)
    above = style.raised(node.args[1])
    return Piece(below + above if above else f"{below}^{_held(parts[1], POWER)}", POWER)


def _factorial(_style: Style, node: Apply, parts: list[Piece]) -> Piece:
    inside = node.args[0]
    again = isinstance(inside, Apply) and inside.head == "factorial"
    return Piece(f"({parts[0].text})!" if again else f"{_held(parts[0], ATOM)}!")


def _relation(_style: Style, node: Apply, parts: list[Piece]) -> Piece:
    return Piece(f" {node.head} ".join(_held(part, SUM) for part in parts), RELATION)


def _list(_style: Style, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece(f"[{_entries(parts)}]")


def _matrix(style: Style, _node: Apply, rows: list[Piece]) -> Piece:
    if style.semicolons and len(rows) > 1:
        return Piece(f"[{'; '.join(row.text[1:-1] for row in rows)}]")
    return Piece(f"[{_entries(rows)}]")


def _call(style: Style, node: Apply, parts: list[Piece]) -> Piece:
    own = style.call(node, [part.text for part in parts])
    if own:
        return Piece(own)
    word = _WORDS.get(node.head, node.head)
    if node.head == "log" and len(parts) == 1:
        # log alone means what the notation says; ln is the natural one everywhere.
        word = "ln"
    return Piece(f"{word}({_entries(parts)})")


def _entries(parts: list[Piece]) -> str:
    return ", ".join(part.text for part in parts)


_PRINTERS: dict[str, Callable[[Style, Apply, list[Piece]], Piece]] = {
    "+": _sum,
    "neg": _negative,
    **dict.fromkeys(PRODUCT_HEADS, _product),
    "^": _power,
    "factorial": _factorial,
    **dict.fromkeys(RELATION_HEADS, _relation),
    "vector": _list,
    "row": _list,
    "matrix": _matrix,
}
