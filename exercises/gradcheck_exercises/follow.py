"""Follow-through: a later part judged again with the person's own earlier value.

A mistake is paid for once. When a later part is not right, but is what follows from the value that the person
gave (and got wrong, or rounded) in an earlier part, it earns its full credit, and the feedback says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from sympy import ImmutableMatrix, Rational

from gradcheck_grader.answers import Answer
from gradcheck_grader.errors import AnswerError, ResponseError
from gradcheck_grader.reading import read
from gradcheck_grader.sympy_bridge import to_sympy
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, names_in
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

_BITS = 256  # an own value longer than this is not a slip of the pen
_EXPONENT = 64
_NODES = 200
_HEADS = frozenset(
    {
        "+",
        "*",
        "/",
        "neg",
        "^",
        "sqrt",
        "exp",
        "log",
        "ln",
        "abs",
        "sin",
        "cos",
        "tan",
        "sinh",
        "cosh",
        "tanh",
        "sigmoid",
    }
)


@dataclass(frozen=True, slots=True)
class Follow:
    """How a part follows from earlier ones.

    after    the labels of the earlier parts.
    answer   from the person's own value of each, by label, to the Answer that follows; None where nothing
             sensible does. A value is a SymPy Rational, an expression, or a Matrix of these.
    symbols  those of the exercise, where expressions are to be written in them.
    """

    after: tuple[str, ...]
    answer: Callable[[Mapping[str, Any]], Answer | None]
    symbols: tuple[Any, ...] = ()


def followed(
    verdict: Verdict, response: str, *, follow: Follow, earlier: Mapping[str, tuple[str, Answer]]
) -> Verdict:
    """Right, when the response follows from the person's own earlier values; else the verdict unchanged.

    earlier  the response given to each earlier part, and the Answer it was judged by, by label.
    """
    if verdict.outcome not in (Outcome.WRONG, Outcome.PARTLY_RIGHT) or set(follow.after) - set(earlier):
        return verdict
    own = {label: own_value(*earlier[label], follow.symbols) for label in follow.after}
    answer = _that_follows(follow, own) if all(value is not None for value in own.values()) else None
    again = answer.judge(response) if answer is not None else verdict
    if again.outcome is not Outcome.RIGHT:
        return verdict
    parts = " and ".join(f"({label})" for label in follow.after)
    return replace(
        again,
        feedback=f"Right, following from your own {parts}.",
        evidence=(
            Evidence("follow-through", note=f"Judged with your own value of {parts}."),
            *again.evidence,
        ),
    )


def _that_follows(follow: Follow, own: Mapping[str, Any]) -> Answer | None:
    """The Answer that follows, where it is one that a question could have."""
    try:
        return follow.answer(own)
    except (AnswerError, ArithmeticError):  # such as one over the person's own value
        return None


def own_value(response: str, answer: Answer, symbols: Sequence[Any] = ()) -> Any:
    """The exact value of a readable response of the shape that is asked for, as SymPy has it.

    An expression in the question's names is a SymPy expression in symbols that carry them: these symbols, or
    such without assumptions. None for what is unreadable, of another shape, all zero, unreasonably long, and
    for a number that is not rational.
    """
    try:
        rows = _rows(read(response, answer.notation).tree)
        needed = _rows(answer.reference_reading().tree)
        if len(needed[0]) == 1 and len(rows) == 1:  # a flat list answers a column
            rows = [[entry] for entry in rows[0]]
        elif len(needed) == 1 and all(len(row) == 1 for row in rows):  # and it answers a row
            rows = [[row[0] for row in rows]]
        values = [[_value(entry, answer.notation.names, symbols) for entry in row] for row in rows]
    except (ResponseError, AnswerError, _UnfitError):
        return None
    same_shape = [len(row) for row in rows] == [len(row) for row in needed]
    if not same_shape or all(value == 0 for row in values for value in row):
        return None
    return values[0][0] if answer.notation.kind in ("number", "expression") else ImmutableMatrix(values)


class _UnfitError(Exception):
    """The tree is not a value, vector or matrix of reasonable length."""


def _rows(node: Node) -> list[list[Node]]:
    """The entries of a vector (one column), a matrix, or the tree itself (one entry)."""
    if isinstance(node, Apply) and node.head == "vector":
        return [[entry] for entry in node.args]
    if isinstance(node, Apply) and node.head == "matrix":
        return [list(row.args) for row in node.args if isinstance(row, Apply)]
    return [[node]]


def _value(node: Node, names: Collection[str], symbols: Sequence[Any]) -> Any:
    """The SymPy value of one entry."""
    if names_in(node) & set(names):
        _check_expression(node)
        return to_sympy(node, symbols)
    exact = _exact(node)
    return Rational(exact.numerator, exact.denominator)


def _check_expression(node: Node, room: Fraction = Fraction(_EXPONENT)) -> None:
    """Raises where SymPy could take long: for much, for long numbers, and for high powers.

    room  how high a power may still be here, so that a number in place of a name stays short too.
    """
    if isinstance(node, Name):
        return
    if not names_in(node):
        _exact(node)
        return
    if not isinstance(node, Apply) or node.head not in _HEADS or _size(node) > _NODES:
        raise _UnfitError
    if node.head == "^" and node.args[0] != Name("e"):  # powers of e stay as they are
        height = abs(_exact(node.args[1]))
        if height > room:
            raise _UnfitError
        room /= max(height, Fraction(1))
    for argument in node.args:
        _check_expression(argument, room)


def _size(node: Node) -> int:
    return 1 + sum(map(_size, node.args)) if isinstance(node, Apply) else 1


def _exact(node: Node) -> Fraction:
    """The rational value of the tree, by exact arithmetic; each intermediate value stays short."""
    if isinstance(node, Num):
        return _short(node.value)
    if not isinstance(node, Apply):
        raise _UnfitError
    values = [_exact(argument) for argument in node.args]
    match node.head, values:
        case "neg", [value]:
            return -value
        case "+", _:
            return _short(sum(values, Fraction(0)))
        case "*", _:
            return _product(values)
        case "/", [top, bottom] if bottom:
            return _short(top / bottom)
        case "^", [base, exponent] if (
            exponent.denominator == 1 and abs(exponent) <= _EXPONENT and (base or exponent > 0)
        ):
            return _short(base ** int(exponent))
        case _:
            raise _UnfitError


def _product(values: list[Fraction]) -> Fraction:
    result = Fraction(1)
    for value in values:
        result = _short(result * value)
    return result


def _short(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _BITS:
        raise _UnfitError
    return value
