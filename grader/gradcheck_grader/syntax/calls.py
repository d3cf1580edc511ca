"""A function word and its arguments into a node of the tree."""

from __future__ import annotations

from itertools import pairwise

from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax import refusals
from gradcheck_grader.syntax.arrays import is_list
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, Span
from gradcheck_grader.syntax.vocabulary import Function, example_of

HIGHEST_DERIVATIVE = 10


def applied(
    function: Function, arguments: list[Node], text: str, word: Span, span: Span, notation: Notation
) -> Node:
    """The function applied to the arguments.

    word  where the name of the function stands;  span  where the whole call stands.
    Raises ResponseError for a wrong number of arguments, or for arguments of a wrong kind.
    """
    if function.head == "diff" and not notation.allow_diff:
        raise refusals.no_diff(text, word)
    if not function.low <= len(arguments) <= function.high:
        if len(arguments) > function.high:
            _check_decimal_comma(arguments, text)
        example = example_of(text[word[0] : word[1]], function)
        raise refusals.wrong_count(text, word, len(arguments), (function.low, function.high), example)
    if function.head == "array":
        if not is_list(arguments[0]):
            raise refusals.not_an_array(text, arguments[0].span)
        return arguments[0]
    if function.head == "diff" and not _can_be_differentiated(arguments, notation):
        raise refusals.bad_diff(text, word)
    if function.default is not None and len(arguments) == 1:
        return Apply(function.head, (arguments[0], function.default), span)
    return Apply(function.head, tuple(arguments), span)


def _check_decimal_comma(arguments: list[Node], text: str) -> None:
    """Refuses 1,5 where one argument too many says that 1.5 is meant."""
    for left, right in pairwise(arguments):
        end, start = left.span[1], right.span[0]
        if isinstance(left, Num) and isinstance(right, Num) and text[end:start] == ",":
            raise refusals.stray_comma(text, end, array=False)


def _can_be_differentiated(arguments: list[Node], notation: Notation) -> bool:
    """Whether the second argument is a declared name, and the third, if any, a small whole number."""
    variable = arguments[1]
    if not (isinstance(variable, Name) and variable.name in notation.names):
        return False
    order = arguments[2] if len(arguments) > 2 else None
    return order is None or (
        isinstance(order, Num) and order.value.denominator == 1 and 1 <= order.value <= HIGHEST_DERIVATIVE
    )
