"""What a learner reads about shapes, and about matrix expressions and their gradients."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gradcheck_grader import feedback
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.printing.pieces import ATOM, NEGATIVE, POWER, PRODUCT, SUM, Piece
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, fold
from gradcheck_grader.verdict import Evidence

LONGEST_PART = 60
Party = tuple[str, str]  # a part as it is written, and its shape

# Why two expressions were found equal, or not compared.
EXACTLY_EQUAL = "Exactly equal at each of these points, for matrices of several sizes."
NO_SIZES = "No sizes were found at which both can be computed."
SIZES_LEFT_OUT = "Sizes at which only one of the two has a value, for want of an inverse, were left out."
TOO_LARGE = "The matrices in it are too large to be compared."
NOT_COMPUTED_HERE = "There is something in it that cannot be computed with matrices."
OTHER_LAYOUTS = {"denominator": "numerator", "numerator": "denominator"}


def spelled(node: Node) -> str:
    """A part of a response as a person writes it on paper, cut where it is long.

    >>> X, w = Name("X"), Name("w")
    >>> spelled(Apply("*", (Apply("transpose", (X,)), Apply("+", (w, Apply("neg", (X,)))))))
    'X^T (w - X)'
    """
    text = fold(node, lambda leaf: _leaf(leaf), _branch).text
    return text if len(text) <= LONGEST_PART else f"{text[: LONGEST_PART - 1]}…"


def shape(rows: object, columns: object) -> str:
    """A shape by the names of its sizes: n×1; of a number, these words.

    >>> shape("n", 1), shape(1, 1)
    ('n×1', 'a number')
    """
    return "a number" if (rows, columns) == (1, 1) else f"{rows}×{columns}"


def cannot_add(left: Party, right: Party, *, minus: bool) -> str:
    """Of two terms of different shapes."""
    verb = "subtracted" if minus else "added"
    sentence = f"{_is(left)}, {_is(right)}: they cannot be {verb}."
    if "a number" not in (left[1], right[1]):
        return sentence
    number = left[0] if left[1] == "a number" else right[0]
    rows, _, columns = (left[1] if right[1] == "a number" else right[1]).partition("×")
    one = number.lstrip("-") == "1"
    times_identity = "I" if one else f"{number.lstrip('-')} I"
    times_ones = f"ones({rows})" if one else f"{number.lstrip('-')} ones({rows})"
    advice = (
        f"the identity matrix, {times_identity}" if rows == columns else f"a vector of ones, {times_ones}"
    )
    if rows == columns or columns == "1":
        return f"{sentence} A number can be added to it only as a multiple of {advice}."
    return sentence


def cannot_multiply(left: Party, right: Party) -> str:
    """Of two factors whose inner sizes differ."""
    rule = "In a product the first needs as many columns as the second has rows."
    return f"{_is(left)}, {_is(right)}: they cannot be multiplied. {rule}"


def not_alike(left: Party, right: Party, *, what: str) -> str:
    """Of two parts that are taken entry by entry and have different shapes."""
    return f"{_is(left)}, {_is(right)}: {what} needs two of the same shape."


def square_needed(part: Party, *, what: str) -> str:
    """Of a matrix that is not square, where only a square one has an inverse, a trace, …"""
    return f"{_is(part)}: only a square matrix has {what}."


def vector_needed(part: Party, *, what: str) -> str:
    """Of something else where a vector is needed."""
    return f"{_is(part)}: {what} needs a vector."


def number_needed(part: Party, *, what: str) -> str:
    """Of a vector or matrix where a number is needed."""
    return f"{_is(part)}: {what} must be a number."


def cannot_divide(part: Party, *, square: bool) -> str:
    """Of a divisor that is no number."""
    sentence = f"{_is(part)}: you can divide by numbers only."
    return f"{sentence} Multiply by its inverse, inv({part[0]})." if square else sentence


def power_of_vector(part: Party, *, vector: bool) -> str:
    """Of x^2 where x is no number and no square matrix."""
    x = part[0] if part[0].isalnum() else f"({part[0]})"
    meaning = "adds the squares up" if vector else "is a product of matrices"
    both = f"{x} ⊙ {x} squares each entry, {x}^T {x} {meaning}"
    return f"{_is(part)}: it has no powers. Write what you mean: {both}."


def power_of_square(part: Party, *, numpy: bool) -> str:
    """Of A^2 where it might be meant entry by entry: beside @, or below a sum over entries."""
    x = part[0] if part[0].isalnum() else f"({part[0]})"
    product = f"{x} @ {x}" if numpy else f"{x} {x}"
    return f"{_is(part)}: a power may be meant entry by entry here. Write {product}, or {x} ⊙ {x}."


def odd_power(part: Party, exponent: str) -> str:
    """Of A^(1/2) and 2^A."""
    return f"{_is(part)}: only whole numbers can be exponents of a matrix, not {exponent}."


def size_of_vector(part: Party) -> str:
    """Of |x|."""
    return f"{_is(part)}: |{part[0]}| is not defined for it. For its length write ||{part[0]}||."


def which_norm(part: Party) -> str:
    """Of a norm of a matrix without an index."""
    return f"{_is(part)}: say which norm. Write ||{part[0]}||_F or ||{part[0]}||_2."


def no_such_norm(part: Party, p: str) -> str:
    """Of a norm that the matrix has not."""
    return f"{_is(part)}: there is no norm with index {p} of it here. Known are 1, 2, inf and F."


def two_meanings(part: Party, *, function: str) -> str:
    """Of exp(A), log(A), sqrt(A) of a square matrix."""
    return f"{_is(part)}: {function} of a square matrix has two meanings, so it is not used here."


def no_such_function(part: Party, *, function: str) -> str:
    """Of a function of numbers that is not taken entry by entry."""
    return f"{_is(part)}: {function} is a function of numbers."


def open_size(part: str) -> str:
    """Of I where nothing tells its size."""
    return f"Nothing tells the size of {part} here. Write it with its size, such as I_n."


def entry_needs(part: Party, indices: int) -> str:
    """Of A_i and of x_{ij}."""
    needed = "one index" if indices == 1 else "two indices"
    return f"{_is(part)}: an entry of it has {needed}."


def no_such_entry(part: Party, index: str) -> str:
    """Of x_4 where x has three entries."""
    return f"{_is(part)}: it has no entry {index}."


def unknown_size(part: str) -> str:
    """Of ones(k) where k is no size."""
    return f"{part} is no size of a vector or matrix here."


def another_shape(yours: str, needed: str, *, transposed: bool = False, layout: str = "") -> str:
    """Of a whole answer of another shape than needed."""
    sentence = f"Your answer is {yours}, but {needed} is needed."
    return f"{sentence} {other_layout(layout)}" if transposed else sentence


def other_layout(layout: str) -> str:
    """Of a response that is the transpose of the right one.

    layout  the one that the question asks for; empty where the answer is no derivative.
    """
    if layout not in OTHER_LAYOUTS:
        return "It is the transpose of what is needed."
    return f"It is in {OTHER_LAYOUTS[layout]} layout; the question asks for {layout} layout (the transpose)."


def differs(evidence: Evidence) -> str:
    """Of a response that gives something else at a point.

    >>> differs(Evidence("counterexample", at={"x": "(1, 2)"}, needed="5", yours="3"))
    'With x = (1, 2) your answer gives 3, but 5 is needed.'
    """
    place = _place(evidence.at)
    if not place:
        return feedback.NOT_EQUAL
    if evidence.yours == feedback.UNDEFINED:
        return f"With {place} your answer has no value, but one is needed there."
    if evidence.needed == feedback.UNDEFINED:
        return f"With {place} your answer has a value, but the right answer has none there."
    sentence = f"With {place} your answer gives {evidence.yours}, but {evidence.needed} is needed."
    return f"{sentence} {evidence.note}".strip()


def slope(evidence: Evidence, *, function: str, along: str) -> str:
    """Of a gradient that tells another slope than the function has."""
    place = _place(evidence.at)
    rises = f"{function} changes by {evidence.needed} per unit along {along}"
    return f"With {place}: {rises}, but your answer says {evidence.yours}."


def sizes(values: Mapping[str, int]) -> str:
    """Sizes as they are told: n = 3, d = 2."""
    return ", ".join(f"{name} = {value}" for name, value in values.items())


def _place(at: Mapping[str, str]) -> str:
    places = [f"{name} = {value}" for name, value in at.items()]
    return places[0] if len(places) == 1 else f"{', '.join(places[:-1])} and {places[-1]}" if places else ""


def _is(part: Party) -> str:
    return f"{part[0]} is {part[1]}"


def _leaf(leaf: Num | Name) -> Piece:
    return Piece(leaf.name) if isinstance(leaf, Name) else Piece(to_plain(leaf), ATOM)


def _held(piece: Piece, floor: int) -> str:
    return piece.text if piece.level >= floor else f"({piece.text})"


def _branch(node: Apply, parts: list[Piece]) -> Piece:
    printer = _PRINTERS.get(node.head)
    if printer is not None:
        return printer(node, parts)
    return Piece(f"{node.head}({', '.join(part.text for part in parts)})")


def _sum(node: Apply, parts: list[Piece]) -> Piece:
    texts = [_held(parts[0], NEGATIVE)]
    for term, part in zip(node.args[1:], parts[1:], strict=True):
        negative = isinstance(term, Apply) and term.head == "neg"
        texts.append(f" - {part.text[1:]}" if negative else f" + {_held(part, PRODUCT)}")
    return Piece("".join(texts), SUM)


def _product(sign: str) -> Callable[[Apply, list[Piece]], Piece]:
    def printed(_node: Apply, parts: list[Piece]) -> Piece:
        first = _held(parts[0], PRODUCT)
        return Piece(sign.join([first, *(_held(part, PRODUCT + 1) for part in parts[1:])]), PRODUCT)

    return printed


def _raised(exponent: str) -> Callable[[Apply, list[Piece]], Piece]:
    return lambda _node, parts: Piece(f"{_held(parts[0], ATOM)}^{exponent}", POWER)


def _indexed(_node: Apply, parts: list[Piece]) -> Piece:
    index = ",".join(part.text for part in parts[1:])
    return Piece(f"{_held(parts[0], ATOM)}_{index if len(index) == 1 else f'{{{index}}}'}")


def _norm(_node: Apply, parts: list[Piece]) -> Piece:
    index = "".join(f"_{'F' if part.text == 'fro' else part.text}" for part in parts[1:])
    return Piece(f"||{parts[0].text}||{index}")


def _power(_node: Apply, parts: list[Piece]) -> Piece:
    return Piece(f"{_held(parts[0], ATOM)}^{_held(parts[1], ATOM)}", POWER)


_PRINTERS: dict[str, Callable[[Apply, list[Piece]], Piece]] = {
    "+": _sum,
    "neg": lambda _node, parts: Piece(f"-{_held(parts[0], PRODUCT)}", NEGATIVE),
    "*": _product(" "),
    "dot": _product(" · "),
    "matmul": _product(" @ "),
    "hadamard": _product(" ⊙ "),
    "kron": _product(" ⊗ "),
    "/": _product("/"),
    "^": _power,
    "transpose": _raised("T"),
    "inv": _raised("-1"),
    "norm": _norm,
    "entry": _indexed,
    "total": lambda _node, parts: Piece(f"sum({parts[0].text})"),
    "abs": lambda _node, parts: Piece(f"|{parts[0].text}|"),
    "identity": lambda _node, parts: Piece("".join(["I", *(f"_{part.text}" for part in parts)])),
    "ones": lambda _node, parts: Piece(f"ones({parts[0].text})" if parts else "ones"),
    "vector": lambda _node, parts: Piece(f"[{', '.join(part.text for part in parts)}]"),
    "row": lambda _node, parts: Piece(f"[{', '.join(part.text for part in parts)}]"),
    "matrix": lambda _node, parts: Piece(f"[{', '.join(part.text for part in parts)}]"),
}
