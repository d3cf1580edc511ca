"""A function word and its arguments into a node of the tree."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from gradcheck_grader.limits import DEFAULT
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax import refusals
from gradcheck_grader.syntax.arrays import array_of, is_list
from gradcheck_grader.syntax.build import of, plus
from gradcheck_grader.syntax.expanded import EXPANDED, expanded
from gradcheck_grader.syntax.kinds import EVENT, FORMS, PROBABILITY
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, Span, num
from gradcheck_grader.syntax.vocabulary import canonical
from gradcheck_grader.syntax.words import Function, example_of

if TYPE_CHECKING:
    from gradcheck_grader.syntax.parser import Parser

HIGHEST_DERIVATIVE = 10
_TWO = num(2)


def applied(
    function: Function, arguments: list[Node], text: str, word: Span, span: Span, notation: Notation
) -> Node:
    """The function applied to the arguments.

    word  where the name of the function stands;  span  where the whole call stands.
    Raises ResponseError for a wrong number of arguments, or for arguments of a wrong kind.
    """
    if function.head in ("diff", "grad") and not notation.allow_diff and notation.kind != "any":
        raise refusals.no_diff(text, word)
    if not function.low <= len(arguments) <= function.high:
        if len(arguments) > function.high:
            _check_decimal_comma(arguments, text)
        example = example_of(text[word[0] : word[1]], function)
        raise refusals.wrong_count(text, word, len(arguments), (function.low, function.high), example)
    if function.head == "array":
        return _array(arguments, text, span)
    if function.head in ("diff", "grad") and not _can_be_differentiated(arguments, notation):
        raise refusals.bad_diff(text, word)
    if function.head in EXPANDED:
        return replace(expanded(function.head, arguments), span=span)
    if function.head == "logsumexp" and len(arguments) > 1:
        return Apply("log", (plus(*(of("exp", one) for one in arguments)),), span)
    if function.default is not None and len(arguments) == 1:
        return Apply(function.head, (arguments[0], function.default), span)
    return Apply(function.head, tuple(arguments), span)


def _array(arguments: list[Node], text: str, span: Span) -> Node:
    """Matrix([[1, 2], [3, 4]]) is its argument, matrix([1, 2], [3, 4]) has these rows."""
    for argument in arguments:
        if not is_list(argument):
            raise refusals.not_an_array(text, argument.span)
    return arguments[0] if len(arguments) == 1 else array_of([arguments], text, span, DEFAULT)


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


# Functions whose arguments are more than expressions; the parser stands at the word.


def opened(
    parser: Parser, first: int, function: Function, brackets: str = "(", *, at: int | None = None
) -> int:
    """Where the bracket for the word at first stands; the parser then stands behind it.

    at  where it must stand, if not directly behind the word.
    """
    opening = first + 1 if at is None else at
    kind = parser.kinds[opening]
    if kind not in brackets and not (parser.tokens.latex and kind == "{"):
        word = parser.place_of(first)
        raise refusals.needs_brackets(parser.text, word, example_of(parser.text[slice(*word)], function))
    parser.at = opening + 1
    return opening


def of_arguments(parser: Parser, first: int, function: Function, arguments: list[Node]) -> Node:
    """The function at a word applied to what was read behind it."""
    span = parser.span_from(first)
    return applied(function, arguments, parser.text, parser.place_of(first), span, parser.notation)


def norm(parser: Parser, first: int, function: Function) -> Node:
    """norm(w), norm(w, 2) and norm(A, "fro")."""
    opening = opened(parser, first, function)
    parts = parser.listed(opening)
    if len(parts) > 1:
        parser.settle(opening, parser.at, "inf")
        parser.settle(opening, parser.at, "fro")
    return of_arguments(parser, first, function, parts)


def sized(parser: Parser, first: int, function: Function) -> Node:
    """identity(n), eye(n) and ones(n): a dimension is a size here."""
    opening = opened(parser, first, function)
    parts = parser.listed(opening)
    parser.settle(opening, parser.at)
    return of_arguments(parser, first, function, parts)


def outer(parser: Parser, first: int, function: Function) -> Node:
    """np.outer(a, b), which is a b^T."""
    parts = parser.listed(opened(parser, first, function))
    node = of_arguments(parser, first, function, parts)
    return Apply("matmul", (parts[0], Apply("transpose", (parts[1],), parts[1].span)), node.span)


def interval(parser: Parser, first: int, function: Function) -> Node:
    """SymPy's intervals; an end at infinity is open, and True says so of others."""
    parts = parser.listed(opened(parser, first, function))
    of_arguments(parser, first, function, parts)
    ends = [function.head[-2], function.head[-1]]
    for place, part in enumerate(parts[2:]):
        if isinstance(part, Apply) and part.head == "true":
            ends[place] = "()"[place]
    for place, part in enumerate(parts[:2]):
        if _is_infinite(part):
            ends[place] = "()"[place]
    return Apply(f"interval{''.join(ends)}", tuple(parts[:2]), parser.span_from(first))


def _is_infinite(node: Node) -> bool:
    inside = node.args[0] if isinstance(node, Apply) and node.head == "neg" else node
    return isinstance(inside, Name) and inside.name == "inf"


def piecewise(parser: Parser, first: int, function: Function) -> Node:
    """piecewise(x, x > 0, 0), and Piecewise((x, x > 0), (0, True)) as SymPy prints it."""
    forms, parser.forms, parser.sorted = parser.forms, EVENT, True
    parts = parser.listed(opened(parser, first, function))
    parser.forms = forms
    if all(isinstance(part, Apply) and part.head == "tuple" and len(part.args) == 2 for part in parts):
        parts = [half for part in parts if isinstance(part, Apply) for half in part.args]
    if len(parts) > 2 and len(parts) % 2 == 0:
        last = parts[-1]
        if isinstance(last, Apply) and last.head == "true":
            parts.pop()
    return of_arguments(parser, first, function, parts)


def where(parser: Parser, first: int, function: Function) -> Node:
    """np.where(x > 0, x, 0): the condition first."""
    forms, parser.forms, parser.sorted = parser.forms, EVENT, True
    parts = parser.listed(opened(parser, first, function))
    parser.forms = forms
    of_arguments(parser, first, function, parts)
    return Apply("piecewise", (parts[1], parts[0], parts[2]), parser.span_from(first))


def indicator(parser: Parser, first: int, function: Function) -> Node:
    """indicator(x > 0): 1 where the condition holds, 0 elsewhere."""
    parts = events(parser, opened(parser, first, function, "([{"))
    of_arguments(parser, first, function, parts)
    return indicated(parts[0], parser.span_from(first))


def indicated(condition: Node, span: Span) -> Node:
    """1 where the condition holds, 0 elsewhere."""
    return Apply("piecewise", (num(1), condition, num(0)), span)


def events(parser: Parser, opening: int) -> list[Node]:
    """What stands between the bracket at opening and the one that closes it, where conditions may stand."""
    forms, parser.forms, parser.sorted = parser.forms, EVENT, True
    parser.at = opening + 1
    outer, parser.bars = parser.bars, ""
    parts = _conjuncts(parser)
    parser.close(opening)
    parser.forms, parser.bars = forms, outer
    return parts


def chance(parser: Parser, first: int, function: Function) -> Node:
    """E[X], Var(X), P(X > 0), and with a condition behind a bar: E[X | Y]."""
    if parser.kinds[first + 1] == "name":
        parser.at = first + 2
        return of_arguments(parser, first, function, [parser.nodes[first + 1]])
    events = PROBABILITY if function.head == "prob" else EVENT
    forms, parser.forms, parser.sorted = parser.forms, events, True
    opening = opened(parser, first, function, "([")
    outer, parser.bars = parser.bars, "" if parser.again else "|"
    parts = _conjuncts(parser)
    given = None
    if parser.kinds[parser.at] == "|":
        parser.at += 1
        parser.bars = ""
        given = _all_of(_conjuncts(parser))
    parser.close(opening)
    parser.forms, parser.bars = forms, outer
    if function.head == "prob":
        parts = [_all_of(parts)]
    if given is not None:
        parts = [*parts[:-1], Apply("given", (parts[-1], given), (parts[-1].span[0], given.span[1]))]
    return of_arguments(parser, first, function, parts)


def _conjuncts(parser: Parser) -> list[Node]:
    parts = [parser.expression(0)]
    while parser.kinds[parser.at] == ",":
        parser.at += 1
        parts.append(parser.expression(0))
    return parts


def _all_of(parts: list[Node]) -> Node:
    """One event, or all of several."""
    return parts[0] if len(parts) == 1 else Apply("and", tuple(parts), (parts[0].span[0], parts[-1].span[1]))


def law(parser: Parser, first: int, function: Function) -> Node:
    """N(mu, sigma^2), and Exp(rate=2) with its parameter named."""
    forms, parser.forms = parser.forms, FORMS["distribution"]
    indices = _indices(parser, first)
    if indices and parser.kinds[parser.at] != "(":
        parser.forms = forms
        return Apply(function.head, tuple(indices), parser.span_from(first))
    brackets = "([" if function.head == "law:uniform" else "("
    opening = opened(parser, first, function, brackets, at=parser.at)
    outer, parser.bars = parser.bars, ""
    parts: list[Node] = []
    closer = refusals.CLOSER_OF[parser.kinds[opening]]
    while parser.kinds[parser.at] != closer or parts:
        parts.append(_parameter(parser))
        if parser.kinds[parser.at] not in (",", ";"):
            break
        parser.at += 1
    parser.close(opening)
    parser.forms, parser.bars = forms, outer
    if function.head == "law:gamma" and len(parts) == 1 and parser.notation.kind == "any":
        return Apply("gamma", tuple(parts), parser.span_from(first))
    return of_arguments(parser, first, function, [*indices, *parts])


def _indices(parser: Parser, first: int) -> list[Node]:
    """The 5 of t_5 and χ²_5; the parser then stands behind it, and behind the ² of χ²."""
    parser.at = first + 1
    if canonical(parser.text[slice(*parser.place_of(first))]).lstrip("\\") == "chi":
        raised = parser.kinds[parser.at]
        parser.at += 1
        exponent = parser.nodes[parser.at - 1] if raised == "raised" else None
        if raised == "^":
            exponent = parser.inside() if parser.kinds[parser.at] == "{" else parser.operand(first)
        if exponent != _TWO:
            known = (*parser.notation.names, "chi2")
            raise refusals.unknown_function(parser.text, parser.place_of(first), known)
    if parser.kinds[parser.at] != "_":
        return []
    parser.at += 1
    return parser.listed(parser.at) if parser.kinds[parser.at] == "{" else [parser.operand(first)]


def _square_behind(parser: Parser, at: int) -> int:
    """How many tokens ², ^2 or ^{2} has at a place; 0 where there is none."""
    if parser.kinds[at] == "raised":
        return int(parser.nodes[at] == _TWO)
    if parser.kinds[at] != "^":
        return 0
    curly = parser.kinds[at + 1] == "{"
    return (2 + 2 * curly) if parser.nodes[at + 1 + curly] == _TWO else 0


def _parameter(parser: Parser) -> Node:
    """A parameter of a law, perhaps with its name: rate=2, and σ²=4, which is sigma2=4."""
    first = parser.at
    is_word = parser.kinds[first] in ("name", "local", "function")
    squared = _square_behind(parser, first + 1) if is_word else 0
    if is_word and parser.kinds[first + 1 + squared] == "=":
        start, end = parser.place_of(first)
        parser.at = first + 2 + squared
        node = parser.nodes[first]
        known = node.name if isinstance(node, Name) else ""
        name = known or canonical(parser.text[start:end])
        keyword = Name(f"{name}2" if squared else name, (start, end))
        return Apply("=", (keyword, parser.expression(0)), parser.span_from(first))
    return parser.expression(0)
