r"""LaTeX for a page: 2 x \cos\left(x^{2}\right).

It is read back as the same tree, so nothing is printed that could be read as something else: a product
of matrices keeps its @, a list is no column, and 3e-4 is 3 \times 10^{-4}, while products have a \cdot.
"""

from __future__ import annotations

from collections.abc import Callable

from gradcheck_grader.notation import CONSTANTS
from gradcheck_grader.syntax.characters import LETTER_OF
from gradcheck_grader.syntax.printing.pieces import ATOM, NEGATIVE, POWER, PRODUCT, RELATION, SUM, Piece
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, fold, names_in

_PREFERRED = {"epsilon": r"\varepsilon", "phi": r"\varphi"}
_OPERATORS = {
    "sin": r"\sin", "cos": r"\cos", "tan": r"\tan", "cot": r"\cot", "sec": r"\sec", "csc": r"\csc",
    "asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan", "sinh": r"\sinh", "cosh": r"\cosh",
    "tanh": r"\tanh", "exp": r"\exp", "min": r"\min", "max": r"\max", "det": r"\det", "gamma": r"\Gamma",
}  # fmt: skip
_SPELLED = {"asinh": "arsinh", "acosh": "arcosh", "atanh": "artanh", "sign": "sign", "relu": "ReLU"}
_PRODUCTS = ("*", "matmul", "hadamard", "kron")
_RELATIONS = {"=": "=", "!=": r"\neq", "<": "<", "<=": r"\leq", ">": ">", ">=": r"\geq"}
_FENCES = {
    "abs": (r"\left|", r"\right|"),
    "floor": (r"\left\lfloor ", r" \right\rfloor"),
    "ceil": (r"\left\lceil ", r" \right\rceil"),
}
# sin^2 x is how a page writes the square of these; of other functions the power stands behind the call.
_RAISED_BEFORE = frozenset({"sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh"})


def to_latex(node: Node) -> str:
    r"""Mathematics to stand between dollar signs.

    >>> from gradcheck_grader.syntax.tree import num
    >>> to_latex(Apply("/", (num(1), Apply("sqrt", (Apply("+", (Name("x_1"), num(2))),)))))
    '\\frac{1}{\\sqrt{x_{1} + 2}}'
    """
    return fold(node, _leaf, _branch).text


def _leaf(node: Num | Name) -> Piece:
    return Piece(_name(node.name)) if isinstance(node, Name) else _number(node)


def _branch(node: Apply, parts: list[Piece]) -> Piece:
    return _PRINTERS.get(node.head, _call)(node, parts)


def _held(piece: Piece, floor: int) -> str:
    """The LaTeX, in brackets when it binds more loosely than floor."""
    return piece.text if piece.level >= floor else _bracketed(piece.text)


def _bracketed(text: str) -> str:
    return rf"\left({text}\right)"


def _name(name: str) -> str:
    r"""x_1 is x_{1}, w12 is w_{12}, lambda is \lambda, and loss is upright."""
    if name == "inf":
        return r"\infty"
    base, _, index = name.partition("_")
    if not base or name.endswith("_"):
        return rf"\mathrm{{{name}}}".replace("_", r"\_")
    if not index and (letters := base.rstrip("0123456789")) and letters != base:
        base, index = letters, base[len(letters) :]
    letter = _letter(base)
    return f"{letter}_{{{_index(index)}}}" if index else letter


def _letter(base: str) -> str:
    if base in LETTER_OF:
        return _PREFERRED.get(base, f"\\{base}")
    return base if len(base) == 1 and base != "_" else rf"\mathrm{{{base}}}".replace("_", r"\_")


def _index(index: str) -> str:
    if index.isdecimal() or len(index) == 1 or index in LETTER_OF:
        return _letter(index) if index in LETTER_OF else index
    return rf"\mathrm{{{index}}}".replace("_", r"\_")


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


def _sum(node: Apply, parts: list[Piece]) -> Piece:
    texts = [_held(parts[0], NEGATIVE)]
    for term, part in zip(node.args[1:], parts[1:], strict=True):
        if isinstance(term, Apply) and term.head == "neg":
            # The sign of the term becomes the sign between; what it stands before has its brackets already.
            texts.append(f" - {part.text[1:]}")
        else:
            texts.append(f" + {_held(part, PRODUCT)}")
    return Piece("".join(texts), SUM)


def _negative(_node: Apply, parts: list[Piece]) -> Piece:
    return Piece("-" + _held(parts[0], PRODUCT), NEGATIVE)


def _product(node: Apply, parts: list[Piece]) -> Piece:
    r"""Factors side by side, with \cdot where a digit would run into what stands before it."""
    texts: list[str] = []
    for factor, part in zip(node.args, parts, strict=True):
        nested = isinstance(factor, Apply) and factor.head in _PRODUCTS
        text = _bracketed(part.text) if nested else _held(part, PRODUCT)
        if texts:
            before = texts[-1]
            crowded = text[0].isdigit() or (before[-1].isdigit() and text.startswith(r"\frac"))
            texts.append(r" \cdot " if crowded or before.endswith("!") else " ")
        texts.append(text)
    return Piece("".join(texts), PRODUCT)


def _matrix_product(node: Apply, parts: list[Piece]) -> Piece:
    sign = {"matmul": " @ ", "hadamard": r" \odot ", "kron": r" \otimes "}[node.head]
    return Piece(sign.join(_held(part, PRODUCT + 1) for part in parts), PRODUCT)


def _quotient(_node: Apply, parts: list[Piece]) -> Piece:
    return Piece(rf"\frac{{{parts[0].text}}}{{{parts[1].text}}}", PRODUCT)


def _power(node: Apply, parts: list[Piece]) -> Piece:
    base, above = node.args[0], parts[1].text
    if isinstance(base, Apply) and base.head in _RAISED_BEFORE and isinstance(node.args[1], Num):
        word = _OPERATORS[base.head]
        return Piece(f"{word}^{{{above}}}{parts[0].text.removeprefix(word)}", POWER)
    return Piece(f"{_held(parts[0], ATOM)}^{{{above}}}", POWER)


def _factorial(node: Apply, parts: list[Piece]) -> Piece:
    inside = node.args[0]
    again = isinstance(inside, Apply) and inside.head == "factorial"
    text = _bracketed(parts[0].text) if again else _held(parts[0], ATOM)
    return Piece(f"{text}!")


def _root(_node: Apply, parts: list[Piece]) -> Piece:
    degree = "".join(f"[{part.text}]" for part in parts[1:])
    return Piece(rf"\sqrt{degree}{{{parts[0].text}}}")


def _fenced(node: Apply, parts: list[Piece]) -> Piece:
    left, right = _FENCES[node.head]
    return Piece(f"{left}{parts[0].text}{right}")


def _logarithm(_node: Apply, parts: list[Piece]) -> Piece:
    word = r"\ln" if len(parts) == 1 else rf"\log_{{{parts[1].text}}}"
    return Piece(word + _bracketed(parts[0].text))


def _binomial(_node: Apply, parts: list[Piece]) -> Piece:
    return Piece(rf"\binom{{{parts[0].text}}}{{{parts[1].text}}}")


def _derivative(node: Apply, parts: list[Piece]) -> Piece:
    """With a round d where the function has other names too."""
    others = names_in(node.args[0]) - names_in(node.args[1]) - CONSTANTS
    sign, gap = (r"\partial", " ") if others else ("d", "")
    order = "".join(f"^{{{by.value}}}" for by in node.args[2:] if isinstance(by, Num))
    operator = rf"\frac{{{sign}{order}}}{{{sign}{gap}{parts[1].text}{order}}}"
    return Piece(operator + _bracketed(parts[0].text), PRODUCT)


def _row(_node: Apply, parts: list[Piece]) -> Piece:
    return Piece(" & ".join(part.text for part in parts))


def _list(_node: Apply, parts: list[Piece]) -> Piece:
    """A list, which is neither a row nor a column."""
    return Piece(rf"\left[{', '.join(part.text for part in parts)}\right]")


def _column(_node: Apply, parts: list[Piece]) -> Piece:
    """The rows of a matrix below one another."""
    return Piece(r"\begin{pmatrix} " + r" \\ ".join(part.text for part in parts) + r" \end{pmatrix}")


def _transposed(_node: Apply, parts: list[Piece]) -> Piece:
    return Piece(rf"{_held(parts[0], ATOM)}^{{\top}}", POWER)


def _norm(_node: Apply, parts: list[Piece]) -> Piece:
    index = "".join(f"_{{{part.text}}}" for part in parts[1:])
    return Piece(rf"\left\lVert {parts[0].text} \right\rVert{index}")


def _relation(node: Apply, parts: list[Piece]) -> Piece:
    return Piece(f" {_RELATIONS[node.head]} ".join(_held(part, SUM) for part in parts), RELATION)


def _call(node: Apply, parts: list[Piece]) -> Piece:
    word = _OPERATORS.get(node.head) or rf"\operatorname{{{_SPELLED.get(node.head, node.head)}}}"
    return Piece(word + _bracketed(", ".join(part.text for part in parts)))


_PRINTERS: dict[str, Callable[[Apply, list[Piece]], Piece]] = {
    "+": _sum, "neg": _negative, "*": _product, "/": _quotient, "^": _power,
    "matmul": _matrix_product, "hadamard": _matrix_product, "kron": _matrix_product,
    "factorial": _factorial, "sqrt": _root, "root": _root, "log": _logarithm, "binomial": _binomial,
    "abs": _fenced, "floor": _fenced, "ceil": _fenced, "norm": _norm,
    "transpose": _transposed, "diff": _derivative,
    "vector": _list, "matrix": _column, "row": _row,
    **dict.fromkeys(_RELATIONS, _relation),
}  # fmt: skip
