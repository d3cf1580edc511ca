r"""LaTeX for a page: 2 x \cos\left(x^{2}\right).

It is read back as the same tree, so nothing is printed that could be read as something else: a list is no
column, 3e-4 is 3 \times 10^{-4}, while products have a \cdot, and what a page does not show is there all the
same: a product of matrices has its sign, \mathbin{}, and an inverse its thin space, A^{\!-1}.
"""

from __future__ import annotations

from gradcheck_grader.notation import CONSTANTS, Notation
from gradcheck_grader.syntax.printing.latex_forms import PRINTERS, law
from gradcheck_grader.syntax.printing.latex_names import name_of, word_of
from gradcheck_grader.syntax.printing.latex_pieces import Printer, bracketed, held
from gradcheck_grader.syntax.printing.pieces import ATOM, NEGATIVE, POWER, PRODUCT, SUM, Piece, is_negative
from gradcheck_grader.syntax.printing.setting import Setting, setting_of
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, fold, names_in

_PRODUCTS = ("*", "matmul", "hadamard", "kron", "dot")
_SIGNS = {"matmul": r" \mathbin{} ", "hadamard": r" \odot ", "kron": r" \otimes ", "dot": r" \cdot "}
_FENCES = {
    "abs": (r"\left|", r"\right|"),
    "floor": (r"\left\lfloor ", r" \right\rfloor"),
    "ceil": (r"\left\lceil ", r" \right\rceil"),
}
# sin^2 x is how a page writes the square of these; of other functions the power stands behind the call.
_RAISED_BEFORE = frozenset({"sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh"})


def to_latex(node: Node, notation: Notation | None = None) -> str:
    r"""Mathematics to stand between dollar signs.

    notation  where the text will be read; without one the tree's names are all that is declared.

    >>> from gradcheck_grader.syntax.tree import num
    >>> to_latex(Apply("/", (num(1), Apply("sqrt", (Apply("+", (Name("x_1"), num(2))),)))))
    '\\frac{1}{\\sqrt{x_{1} + 2}}'
    """
    setting = setting_of(node, notation)

    def leaf(here: Num | Name) -> Piece:
        return Piece(name_of(here.name, setting)) if isinstance(here, Name) else _number(here)

    def branch(here: Apply, parts: list[Piece]) -> Piece:
        printer = _ARITHMETIC.get(here.head) or PRINTERS.get(here.head) or _call
        return printer(setting, here, parts)

    return fold(node, leaf, branch).text


def _number(node: Num) -> Piece:
    """A decimal stays one; 3e-4 is three times a power of ten, which is read as one number."""
    mantissa, _, exponent = node.text.replace("−", "-").lower().partition("e")
    if exponent:
        return Piece(rf"{mantissa} \times 10^{{{int(exponent)}}}", PRODUCT)
    if mantissa:
        return Piece(mantissa)
    value = node.value
    sign, level = ("-", NEGATIVE) if value < 0 else ("", ATOM)
    if value.denominator == 1:
        return Piece(str(value), level)
    return Piece(rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}", min(level, PRODUCT))


def _sum(_setting: Setting, node: Apply, parts: list[Piece]) -> Piece:
    texts = [held(parts[0], NEGATIVE)]
    for term, part in zip(node.args[1:], parts[1:], strict=True):
        if is_negative(term):
            # The sign of the term becomes the sign between; what it stands before has its brackets already.
            texts.append(f" - {part.text[1:]}")
        else:
            texts.append(f" + {held(part, PRODUCT)}")
    return Piece("".join(texts), SUM)


def _negative(_setting: Setting, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece("-" + held(parts[0], PRODUCT), NEGATIVE)


def _plus_minus(_setting: Setting, _node: Apply, parts: list[Piece]) -> Piece:
    last = rf"\pm {held(parts[-1], PRODUCT)}"
    return Piece(last, NEGATIVE) if len(parts) == 1 else Piece(f"{held(parts[0], PRODUCT)} {last}", SUM)


def _product(setting: Setting, node: Apply, parts: list[Piece]) -> Piece:
    r"""Factors side by side, with a sign where a digit would run into what stands before it."""
    texts: list[str] = []
    for factor, part in zip(node.args, parts, strict=True):
        nested = isinstance(factor, Apply) and factor.head in _PRODUCTS
        text = bracketed(part.text) if nested else held(part, PRODUCT)
        if texts:
            before = texts[-1]
            crowded = text[0].isdigit() or (before[-1].isdigit() and text.startswith(r"\frac"))
            texts.append(_dot(setting, text) if crowded or before.endswith("!") else " ")
        texts.append(text)
    return Piece("".join(texts), PRODUCT)


def _dot(setting: Setting, text: str) -> str:
    r"""\cdot, which of two vectors is another product; 3 \times 10^{2} would be one number."""
    if not setting.shapes:
        return r" \cdot "
    return r" \ast " if text.startswith("10^") else r" \times "


def _other_product(_setting: Setting, node: Apply, parts: list[Piece]) -> Piece:
    return Piece(_SIGNS[node.head].join(held(part, PRODUCT + 1) for part in parts), PRODUCT)


def _quotient(_setting: Setting, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece(rf"\frac{{{parts[0].text}}}{{{parts[1].text}}}", PRODUCT)


def _power(setting: Setting, node: Apply, parts: list[Piece]) -> Piece:
    base, above = node.args[0], parts[1].text
    if isinstance(base, Apply) and base.head in _RAISED_BEFORE and isinstance(node.args[1], Num):
        word = word_of(base.head, setting)
        return Piece(f"{word}^{{{above}}}{parts[0].text.removeprefix(word)}", POWER)
    return Piece(f"{held(parts[0], ATOM)}^{{{above}}}", POWER)


def _factorial(_setting: Setting, node: Apply, parts: list[Piece]) -> Piece:
    inside = node.args[0]
    again = isinstance(inside, Apply) and inside.head == "factorial"
    text = bracketed(parts[0].text) if again else held(parts[0], ATOM)
    return Piece(f"{text}!")


def _root(_setting: Setting, _node: Apply, parts: list[Piece]) -> Piece:
    degree = "".join(f"[{part.text}]" for part in parts[1:])
    return Piece(rf"\sqrt{degree}{{{parts[0].text}}}")


def _fenced(_setting: Setting, node: Apply, parts: list[Piece]) -> Piece:
    left, right = _FENCES[node.head]
    return Piece(f"{left}{parts[0].text}{right}")


def _logarithm(setting: Setting, node: Apply, parts: list[Piece]) -> Piece:
    if setting.word("log", "ln" if len(parts) == 1 else "log") not in ("ln", "log"):
        return _call(setting, node, parts)
    word = r"\ln" if len(parts) == 1 else rf"\log_{{{parts[1].text}}}"
    return Piece(word + bracketed(parts[0].text))


def _binomial(_setting: Setting, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece(rf"\binom{{{parts[0].text}}}{{{parts[1].text}}}")


def _derivative(_setting: Setting, node: Apply, parts: list[Piece]) -> Piece:
    """With a round d where the function has other names too."""
    others = names_in(node.args[0]) - names_in(node.args[1]) - CONSTANTS
    sign, gap = (r"\partial", " ") if others else ("d", "")
    order = "".join(f"^{{{by.value}}}" for by in node.args[2:] if isinstance(by, Num))
    operator = rf"\frac{{{sign}{order}}}{{{sign}{gap}{parts[1].text}{order}}}"
    return Piece(operator + bracketed(parts[0].text), PRODUCT)


def _call(setting: Setting, node: Apply, parts: list[Piece]) -> Piece:
    if node.head.startswith("law:"):
        return law(setting, node, parts)
    return Piece(word_of(node.head, setting) + bracketed(", ".join(part.text for part in parts)))


_ARITHMETIC: dict[str, Printer] = {
    "+": _sum, "neg": _negative, "pm": _plus_minus, "*": _product, "/": _quotient, "^": _power,
    **dict.fromkeys(_SIGNS, _other_product), "factorial": _factorial, "sqrt": _root, "root": _root,
    "log": _logarithm, "binomial": _binomial, **dict.fromkeys(_FENCES, _fenced), "diff": _derivative,
}  # fmt: skip
