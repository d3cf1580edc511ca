"""Spoken English, so plain that it could be written down again: 2 x times cosine of x squared.

What is short is said without an end, and only where nothing could run into it: a fraction of two names, an
exponent that is one number. What is longer opens with other words and says its end. So no two trees sound
alike, even where the commas are not heard.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from gradcheck_grader.syntax.printing.pieces import Piece
from gradcheck_grader.syntax.printing.spoken_words import (
    ALONE,
    BETWEEN,
    CALLED,
    ENCLOSED,
    SQUARED_BEFORE,
    spoken_name,
)
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, fold, walk

# How tightly what is said holds together. From CLOSED on it says its own end, or is one word.
_GIVEN, _IMPLIES, _OR, _AND, _NOT, _RELATION, _SET, _SUM, _NEGATIVE, _PRODUCT = range(0, 100, 10)
_CALL, _POWER, _POSTFIX, _CLOSED, _WORD = range(100, 150, 10)
_PRODUCTS = ("*", "matmul", "hadamard", "kron", "dot")
_LEVELS = {
    **dict.fromkeys(_PRODUCTS, _PRODUCT), **dict.fromkeys(("union", "intersection", "without"), _SET),
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "in", "~"), _RELATION),
    "and": _AND, "or": _OR, "implies": _IMPLIES, "iff": _IMPLIES, "given": _GIVEN,
}  # fmt: skip
_SHORT = re.compile(r"minus [0-9.]+")
_RAISED = {Fraction(2): "squared", Fraction(3): "cubed"}


def to_speech(node: Node) -> str:
    """What a person would say for the tree; two trees that differ sound different.

    Capital letters are called so where small ones occur too.

    >>> from gradcheck_grader.syntax.tree import num
    >>> x = Name("x")
    >>> to_speech(Apply("/", (num(1), Apply("sqrt", (Apply("+", (x, num(2))),)))))
    'the fraction 1 over the square root of, x plus 2, end root'
    """
    letters = {here.name[:1] for here in walk(node) if isinstance(here, Name) and _is_letter(here.name)}
    capitals = any(map(str.islower, letters)) and any(map(str.isupper, letters))

    def leaf(here: Num | Name) -> Piece:
        return (
            Piece(spoken_name(here.name, capitals=capitals), _WORD)
            if isinstance(here, Name)
            else _number(here)
        )

    def branch(here: Apply, parts: list[Piece]) -> Piece:
        return _SPEAKERS.get(here.head, _other)(here, parts)

    return fold(node, leaf, branch).text


def _is_letter(name: str) -> bool:
    return len(name.partition("_")[0].rstrip("0123456789")) == 1


def _held(piece: Piece, floor: int) -> str:
    """What is said, in brackets when it holds together less than floor."""
    return piece.text if piece.level >= floor else f"open bracket, {piece.text}, close bracket"


def _listed(parts: list[Piece]) -> str:
    return " comma ".join(part.text for part in parts)


def _number(node: Num) -> Piece:
    """In digits, as it was written; a power of ten is part of the number."""
    mantissa, _, exponent = node.text.replace("−", "-").lower().partition("e")
    if exponent:
        power = str(int(exponent)).replace("-", "minus ")
        return Piece(f"{mantissa} times ten to the {power}", _CALL)
    if mantissa:
        return Piece(mantissa, _WORD)
    size = abs(node.value)
    said = Piece(str(size), _WORD)
    if size.denominator != 1:
        said = Piece(f"the fraction {size.numerator} over {size.denominator}", _CALL)
    return Piece(f"minus {said.text}", _NEGATIVE) if node.value < 0 else said


def _sum(node: Apply, parts: list[Piece]) -> Piece:
    said = [_held(parts[0], _NEGATIVE)]
    for term, part in zip(node.args[1:], parts[1:], strict=True):
        if isinstance(term, Apply) and term.head == "neg":
            said.append(part.text)
        else:
            said.append(f"plus {_held(part, _PRODUCT)}")
    return Piece(" ".join(said), _SUM)


def _negative(_node: Apply, parts: list[Piece]) -> Piece:
    return Piece(f"minus {_held(parts[0], _PRODUCT)}", _NEGATIVE)


def _plus_minus(_node: Apply, parts: list[Piece]) -> Piece:
    last = f"plus or minus {_held(parts[-1], _PRODUCT)}"
    if len(parts) == 1:
        return Piece(last, _NEGATIVE)
    return Piece(f"{_held(parts[0], _PRODUCT)} {last}", _SUM)


def _product(node: Apply, parts: list[Piece]) -> Piece:
    """A number directly before a name needs no times: 2 x."""
    nested = [isinstance(factor, Apply) and factor.head in _PRODUCTS for factor in node.args]
    said = [_held(part, _CLOSED if inner else _CALL) for part, inner in zip(parts, nested, strict=True)]
    if node.head == "*" and _is_digits(node.args[0]) and _begins_with_name(node.args[1]):
        said[:2] = [f"{said[0]} {said[1]}"]
    return Piece(f" {BETWEEN[node.head]} ".join(said), _CALL if len(said) == 1 else _PRODUCT)


def _is_digits(node: Node) -> bool:
    return isinstance(node, Num) and _number(node).level == _WORD


def _begins_with_name(node: Node) -> bool:
    """Whether this is a name, or a name with an exponent."""
    return isinstance(node, Name) or (
        isinstance(node, Apply) and node.head == "^" and isinstance(node.args[0], Name)
    )


def _quotient(_node: Apply, parts: list[Piece]) -> Piece:
    above, below = parts
    if min(above.level, below.level) >= _CLOSED:
        return Piece(f"the fraction {above.text} over {below.text}", _CALL)
    text = f"the fraction with numerator {above.text}, and denominator {below.text}, end fraction"
    return Piece(text, _CLOSED)


def _power(node: Apply, parts: list[Piece]) -> Piece:
    base, exponent = node.args
    above = parts[1]
    raised = _RAISED.get(exponent.value, "") if isinstance(exponent, Num) else ""
    if raised and isinstance(base, Apply) and base.head in SQUARED_BEFORE:
        word = CALLED[base.head]
        return Piece(f"{word} {raised}{parts[0].text.removeprefix(word)}", _CALL)
    if not raised:
        # One number, also a negative one, or one name ends by itself.
        short = above.level >= _WORD or _SHORT.fullmatch(above.text)
        raised = f"to the power {above.text}" if short else f"to the power of {above.text}, end power"
    return Piece(f"{_held(parts[0], _POSTFIX)} {raised}", _POWER)


def _postfix(word: str) -> Callable[[Apply, list[Piece]], Piece]:
    return lambda _node, parts: Piece(f"{_held(parts[0], _POSTFIX)} {word}", _POSTFIX)


def _called(node: Apply, parts: list[Piece]) -> Piece:
    return Piece(f"{CALLED[node.head]} of {_held(parts[0], _CALL)}", _CALL)


def _enclosed(node: Apply, parts: list[Piece]) -> Piece:
    opening, closing = ENCLOSED[node.head]
    if not parts:
        return Piece(f"the empty {node.head}", _WORD)
    return Piece(f"{opening}, {_listed(parts)}, end {closing}", _CLOSED)


def _between(node: Apply, parts: list[Piece]) -> Piece:
    level = _LEVELS[node.head]
    return Piece(f" {BETWEEN[node.head]} ".join(_held(part, level + 1) for part in parts), level)


def _denied(_node: Apply, parts: list[Piece]) -> Piece:
    return Piece(f"not {_held(parts[0], _CLOSED)}", _NOT)


def _alone(node: Apply, parts: list[Piece]) -> Piece:
    said = ALONE[node.head]
    return Piece(f"{said} of size {_held(parts[0], _CALL)}", _CALL) if parts else Piece(said, _WORD)


def _root(node: Apply, parts: list[Piece]) -> Piece:
    order = node.args[1]
    cube = isinstance(order, Num) and order.value == 3
    kind = "the cube root of" if cube else f"the root of order {parts[1].text}, of"
    return Piece(f"{kind}, {parts[0].text}, end root", _CLOSED)


def _logarithm(_node: Apply, parts: list[Piece]) -> Piece:
    kind = "natural log" if len(parts) == 1 else f"log base {_held(parts[1], _WORD)}"
    return Piece(f"{kind} of {_held(parts[0], _CALL)}", _CALL)


def _binomial(_node: Apply, parts: list[Piece]) -> Piece:
    return Piece(f"{_held(parts[0], _CLOSED)} choose {_held(parts[1], _CLOSED)}", _CALL)


def _norm(node: Apply, parts: list[Piece]) -> Piece:
    """The 2 norm, the infinity norm, the Frobenius norm, or just the norm."""
    if len(parts) == 1:
        kind = "the norm of"
    elif node.args[1] == Name("fro"):
        kind = "the Frobenius norm of"
    else:
        kind = f"the {_held(parts[1], _WORD)} norm of"
    return Piece(f"{kind}, {parts[0].text}, end norm", _CLOSED)


def _entry(_node: Apply, parts: list[Piece]) -> Piece:
    base, *indices = parts
    said = _held(base, _POSTFIX)
    if any(index.level < _WORD for index in indices) or len(indices) > 2:
        return Piece(f"{said} entry of, {_listed(indices)}, end entry", _POSTFIX)
    places = ("entry",) if len(indices) == 1 else ("row", "column")
    words = (f"{place} {index.text}" for place, index in zip(places, indices, strict=True))
    return Piece(f"{said} {' '.join(words)}", _POSTFIX)


def _row(_node: Apply, parts: list[Piece]) -> Piece:
    return Piece(_listed(parts), _GIVEN)


def _matrix(node: Apply, parts: list[Piece]) -> Piece:
    rows = [f"Row {number}: {part.text}." for number, part in enumerate(parts, start=1)]
    first = node.args[0]
    columns = len(first.args) if isinstance(first, Apply) else 1
    size = f"matrix, {_counted(len(rows), 'row')}, {_counted(columns, 'column')}."
    return Piece(f"{size} {' '.join(rows)} End matrix", _CLOSED)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _indexed(node: Apply, parts: list[Piece]) -> Piece:
    word = "sum" if node.head == "sum" else "product"
    body, index, low, high = (part.text for part in parts)
    return Piece(f"the {word} from {index} equals {low}, to {high}, of, {body}, end {word}", _CLOSED)


def _pieces(_node: Apply, parts: list[Piece]) -> Piece:
    said = [f"{value.text} if {when.text}" for value, when in zip(parts[::2], parts[1::2], strict=False)]
    if len(parts) % 2:
        said.append(f"{parts[-1].text} otherwise")
    return Piece(f"cases, {', comma '.join(said)}, end cases", _CLOSED)


def _derivative(_node: Apply, parts: list[Piece]) -> Piece:
    order = "".join(f" of order {part.text}," for part in parts[2:])
    return Piece(
        f"the derivative{order} with respect to {parts[1].text}, of {parts[0].text}, end derivative", _CLOSED
    )


def _integral(_node: Apply, parts: list[Piece]) -> Piece:
    bounds = f" from {parts[2].text}, to {parts[3].text}," if len(parts) == 4 else ""
    body, variable = parts[0].text, parts[1].text
    return Piece(f"the integral{bounds} of {body}, with respect to {variable}, end integral", _CLOSED)


def _gradient(_node: Apply, parts: list[Piece]) -> Piece:
    return Piece(f"the gradient with respect to {parts[1].text}, of {parts[0].text}, end gradient", _CLOSED)


def _interval(node: Apply, parts: list[Piece]) -> Piece:
    low, high = ("included" if mark in "[]" else "not included" for mark in node.head[-2:])
    return Piece(f"the interval from {parts[0].text}, {low}, to {parts[1].text}, {high}", _CLOSED)


def _other(node: Apply, parts: list[Piece]) -> Piece:
    """A law with its parameters; and what the tree may learn one day."""
    kind, _, name = node.head.partition(":")
    said = name.replace("_", " ")
    opening = f"the {said} distribution with parameters" if kind == "law" else f"the function {node.head} of"
    end = "distribution" if kind == "law" else "function"
    return Piece(f"{opening}, {_listed(parts)}, end {end}", _CLOSED)


_SPEAKERS: dict[str, Callable[[Apply, list[Piece]], Piece]] = {
    **dict.fromkeys(CALLED, _called),
    **dict.fromkeys(ENCLOSED, _enclosed),
    **dict.fromkeys(_LEVELS, _between),
    **dict.fromkeys(_PRODUCTS, _product),
    **dict.fromkeys(ALONE, _alone),
    "+": _sum, "neg": _negative, "pm": _plus_minus, "/": _quotient, "^": _power, "not": _denied,
    "factorial": _postfix("factorial"), "transpose": _postfix("transpose"), "inv": _postfix("inverse"),
    "root": _root, "log": _logarithm, "binomial": _binomial, "norm": _norm, "entry": _entry,
    "row": _row, "matrix": _matrix, "sum": _indexed, "prod": _indexed, "piecewise": _pieces,
    "diff": _derivative, "integral": _integral, "grad": _gradient,
    **dict.fromkeys(("interval[]", "interval[)", "interval(]", "interval()"), _interval),
}  # fmt: skip
