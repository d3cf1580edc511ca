"""One-line printing: which brackets are needed; a Style says how each piece is spelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gradcheck_grader.syntax.printing.pieces import ATOM, NEGATIVE, POWER, PRODUCT, SUM, Piece, is_negative
from gradcheck_grader.syntax.printing.setting import Setting
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, fold

PRODUCT_HEADS = ("*", "/", "matmul", "hadamard", "kron", "dot")
# Heads whose words in a text are others than the head, the best first.
_WORDS = {
    "binomial": ("binom", "binomial", "comb", "nCr"), "gamma": ("Gamma", "gamma", "math.gamma"),
    "tr": ("tr", "trace"), "total": ("sum",), "prod": ("prod", "Product"), "sum": ("sum", "Sum"),
    "integral": ("integral", "integrate"), "asin": ("asin", "arcsin"), "acos": ("acos", "arccos"),
    "atan": ("atan", "arctan"), "var": ("Var", "Variance"), "cov": ("Cov", "Covariance"),
    "prob": ("P", "Pr", "Prob"), "std": ("Std", "SD", "std"), "piecewise": ("piecewise", "Piecewise"),
    "identity": ("identity", "eye"), "grad": ("grad", "gradient"), "matmul": ("matmul", "dot"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """How the pieces of a one-line text are spelled.

    signs       by head: what stands between two parts or before one.
    alone       by head: what has no arguments, where it has a sign of its own.
    name        spells a name.
    raised      spells an exponent as superscript, or returns "" where that cannot be.
    call        spells a call in a way of its own, given the node, its printed arguments and the setting;
                None where it has none.
    semicolons  whether a matrix of several rows is written with them.
    """

    signs: dict[str, str]
    alone: dict[str, str]
    name: Callable[[str, Setting], str]
    raised: Callable[[Node], str]
    call: Callable[[Apply, list[Piece], Setting], Piece | None]
    semicolons: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A style in the setting in which the text will be read."""

    style: Style
    setting: Setting

    def sign(self, head: str) -> str:
        """What stands between two parts or before one."""
        # Where some name has a shape, · is the product of two vectors.
        return "*" if head == "*" and self.setting.shapes else self.style.signs[head]


Printer = Callable[[Line, Apply, list[Piece]], Piece]


def spell(style: Style, node: Node, setting: Setting) -> str:
    """The node as one line of text."""
    from gradcheck_grader.syntax.printing.linear_forms import PRINTERS

    line = Line(style, setting)

    def leaf(here: Num | Name) -> Piece:
        return Piece(style.name(here.name, setting)) if isinstance(here, Name) else _number(line, here)

    def branch(here: Apply, parts: list[Piece]) -> Piece:
        printer = ARITHMETIC.get(here.head) or PRINTERS.get(here.head) or call
        return printer(line, here, parts)

    return fold(node, leaf, branch).text


def held(piece: Piece, floor: int) -> str:
    """The text, in brackets when it binds more loosely than floor."""
    return piece.text if piece.level >= floor else f"({piece.text})"


def listed(parts: list[Piece]) -> str:
    """The parts with commas between."""
    return ", ".join(part.text for part in parts)


def call(line: Line, node: Apply, parts: list[Piece]) -> Piece:
    """A word with its arguments in brackets."""
    own = line.style.call(node, parts, line.setting)
    if own is not None:
        return own
    if node.head.startswith("law:"):
        word = line.setting.word(node.head, law_word(node.head))
    elif node.head == "log" and len(parts) == 1:
        # log alone means what the notation says; ln is the natural one everywhere.
        word = line.setting.word("log", "ln")
    else:
        word = line.setting.word(node.head, *(_WORDS.get(node.head) or (node.head,)))
    return Piece(f"{word}({listed(parts)})")


def law_word(head: str) -> str:
    """The law as a word with capitals: law:log-normal is LogNormal."""
    return head.removeprefix("law:").replace("-", " ").title().replace(" ", "")


def _number(line: Line, node: Num) -> Piece:
    """As it was written; a number that no one wrote may be negative or a fraction."""
    if node.text:
        return Piece(node.text)
    value = node.value
    text = str(value).replace("-", line.sign("neg"))
    level = NEGATIVE if value < 0 else ATOM if value.denominator == 1 else PRODUCT
    return Piece(text, level)


def _sum(line: Line, node: Apply, parts: list[Piece]) -> Piece:
    minus = line.sign("neg")
    texts = [held(parts[0], NEGATIVE)]
    for term, part in zip(node.args[1:], parts[1:], strict=True):
        if is_negative(term):
            # The sign of the term becomes the sign between; what it stands before has its brackets already.
            texts.append(f" {minus} {part.text[len(minus) :]}")
        else:
            texts.append(f" + {held(part, PRODUCT)}")
    return Piece("".join(texts), SUM)


def _negative(line: Line, node: Apply, parts: list[Piece]) -> Piece:
    inside = node.args[0]
    # -(-x), but --(-x): brackets around each of a hundred signs would nest deeper than what was written.
    many = isinstance(inside, Apply) and is_negative(inside) and is_negative(inside.args[0])
    return Piece(line.sign("neg") + held(parts[0], NEGATIVE if many else PRODUCT), NEGATIVE)


def _plus_minus(line: Line, _node: Apply, parts: list[Piece]) -> Piece:
    sign = line.sign("pm")
    if len(parts) == 1:
        return Piece(sign + held(parts[0], PRODUCT), NEGATIVE)
    return Piece(f" {sign} ".join(held(part, PRODUCT) for part in parts), SUM)


def _product(line: Line, node: Apply, parts: list[Piece]) -> Piece:
    """The first factor may be another product without brackets; the same sign again would join the two."""
    first = node.args[0]
    same = isinstance(first, Apply) and first.head == node.head and node.head != "/"
    texts = [held(parts[0], POWER if same else PRODUCT), *(held(part, POWER) for part in parts[1:])]
    return Piece(line.sign(node.head).join(texts), PRODUCT)


def _power(line: Line, node: Apply, parts: list[Piece]) -> Piece:
    below = held(parts[0], ATOM)
    above = line.style.raised(node.args[1])
    return Piece(below + above if above else f"{below}^{held(parts[1], POWER)}", POWER)


def _factorial(_line: Line, node: Apply, parts: list[Piece]) -> Piece:
    inside = node.args[0]
    again = isinstance(inside, Apply) and inside.head == "factorial"
    return Piece(f"({parts[0].text})!" if again else f"{held(parts[0], ATOM)}!")


ARITHMETIC: dict[str, Printer] = {
    "+": _sum, "neg": _negative, "pm": _plus_minus, **dict.fromkeys(PRODUCT_HEADS, _product), "^": _power,
    "factorial": _factorial,
}  # fmt: skip
