"""Follow-through: a later part judged again with the person's own earlier value.

A mistake is paid for once. When a later part is not right, but is what follows from the value that the person
gave (and got wrong, or rounded) in an earlier part, it earns its full credit, and the feedback says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from sympy import ImmutableMatrix, Rational

from gradcheck_grader.answers import Answer
from gradcheck_grader.errors import ResponseError
from gradcheck_grader.reading import read
from gradcheck_grader.syntax.tree import Apply, Node, Num
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

_BITS = 256  # an own value longer than this is not a slip of the pen
_EXPONENT = 64
Rows = list[list[Fraction]]


@dataclass(frozen=True, slots=True)
class Follow:
    """How a part follows from earlier ones.

    after   the labels of the earlier parts.
    answer  from the person's own value of each (a SymPy Rational or Matrix, by label) to the Answer that
            follows; None where nothing sensible does.
    """

    after: tuple[str, ...]
    answer: Callable[[Mapping[str, Any]], Answer | None]


def followed(
    verdict: Verdict, response: str, *, follow: Follow, earlier: Mapping[str, tuple[str, Answer]]
) -> Verdict:
    """Right, when the response follows from the person's own earlier values; else the verdict unchanged.

    earlier  the response given to each earlier part, and the Answer it was judged by, by label.
    """
    if verdict.outcome not in (Outcome.WRONG, Outcome.PARTLY_RIGHT) or set(follow.after) - set(earlier):
        return verdict
    own = {label: own_value(*earlier[label]) for label in follow.after}
    answer = follow.answer(own) if all(value is not None for value in own.values()) else None
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


def own_value(response: str, answer: Answer) -> Any:
    """The exact value of a readable response of the shape that is asked for, as SymPy has it.

    None when it is unreadable, not rational, of another shape, all zero, or unreasonably long.
    """
    try:
        rows = _rows(read(response, answer.notation).tree)
        needed = _rows(answer.reference_reading().tree, bounded=False)
    except (ResponseError, _UnfitError):
        return None
    if len(needed[0]) == 1 and len(rows) == 1:  # a flat list answers a column
        rows = [[entry] for entry in rows[0]]
    same_shape = [len(row) for row in rows] == [len(row) for row in needed]
    if not same_shape or not any(any(row) for row in rows):
        return None
    exact = [[Rational(entry.numerator, entry.denominator) for entry in row] for row in rows]
    return exact[0][0] if answer.notation.kind == "number" else ImmutableMatrix(exact)


class _UnfitError(Exception):
    """The tree is not a rational number, vector or matrix of reasonable length."""


def _rows(node: Node, *, bounded: bool = True) -> Rows:
    """The entries of a vector (one column), a matrix, or a number (one entry)."""
    if isinstance(node, Apply) and node.head == "vector":
        return [[_exact(entry, bounded)] for entry in node.args]
    if isinstance(node, Apply) and node.head == "matrix":
        return [[_exact(entry, bounded) for entry in row.args] for row in node.args if isinstance(row, Apply)]
    return [[_exact(node, bounded)]]


def _exact(node: Node, bounded: bool) -> Fraction:
    """The rational value of the tree, by exact arithmetic; each intermediate value stays short."""
    if isinstance(node, Num):
        return _short(node.value, bounded)
    if not isinstance(node, Apply):
        raise _UnfitError
    values = [_exact(argument, bounded) for argument in node.args]
    match node.head, values:
        case "neg", [value]:
            return -value
        case "+", _:
            return _short(sum(values, Fraction(0)), bounded)
        case "*", _:
            return _product(values, bounded)
        case "/", [top, bottom] if bottom:
            return _short(top / bottom, bounded)
        case "^", [base, exponent] if (
            exponent.denominator == 1 and abs(exponent) <= _EXPONENT and (base or exponent > 0)
        ):
            return _short(base ** int(exponent), bounded)
        case _:
            raise _UnfitError


def _product(values: list[Fraction], bounded: bool) -> Fraction:
    result = Fraction(1)
    for value in values:
        result = _short(result * value, bounded)
    return result


def _short(value: Fraction, bounded: bool) -> Fraction:
    if bounded and max(value.numerator.bit_length(), value.denominator.bit_length()) > _BITS:
        raise _UnfitError
    return value
