"""Forms that give a name a meaning of their own: sums, products, integrals; and derivatives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.notation import Dimension, Shape
from gradcheck_grader.syntax import calls, form_refusals, operators, refusals
from gradcheck_grader.syntax.arrays import is_list
from gradcheck_grader.syntax.binding import ARGUMENT, POSTFIX, RELATION, SUM
from gradcheck_grader.syntax.tree import Apply, Name, Node, Span, names_in, num, walk
from gradcheck_grader.syntax.words import FUNCTIONS, MORE, Function

if TYPE_CHECKING:
    from gradcheck_grader.syntax.parser import Parser

_BOUND = ("name", "local")
_METHODS = {
    "dot": MORE["dot"], "mean": MORE["mean"], "sum": Function("total"), "diff": FUNCTIONS["diff"],
    "trace": FUNCTIONS["trace"], "transpose": FUNCTIONS["transpose"],
}  # fmt: skip


def big_sign(parser: Parser, _floor: int) -> Node:
    """∑_{i=1}^{n} i^2: the body is the product that follows, without what is added to it."""
    first = parser.at
    head = "sum" if parser.kinds[first] == "∑" else "prod"
    parser.at = first + 1
    if parser.notation.shapes and (indices := _over_entries(parser)):
        return _of_entries(parser, first, head, indices)
    index, low, high = _bounds(parser, first)
    start = parser.at
    body = parser.expression(SUM)
    if parser.kinds[parser.at] in ("+", "-"):
        parser.doubts.add("body")
        if "body" in parser.other:
            body = operators.sum_of(parser, body, start)
    parser.settle(start, parser.at, index.name)
    return Apply(head, (body, index, low, high), parser.span_from(first))


def _over_entries(parser: Parser) -> list[Name]:
    """The indices of ∑_i x_i and ∑_{i,j} A_{ij}, which have no bounds; the parser then stands behind them."""
    at = parser.at
    if parser.kinds[at] != "_":
        return []
    curly = parser.kinds[at + 1] == "{"
    found: list[Name] = []
    at += 1 + curly
    while parser.kinds[at] in _BOUND and isinstance(node := parser.nodes[at], Name):
        found.append(node)
        at += 1 + (curly and parser.kinds[at + 1] == ",")
    if (curly and parser.kinds[at] != "}") or (not curly and len(found) != 1):
        return []
    parser.at = at + curly
    return found


def _of_entries(parser: Parser, first: int, head: str, indices: list[Name]) -> Node:
    """The sum over all that each index can be: as many as what it is an index of has entries."""
    start = parser.at
    node = parser.expression(SUM)
    if parser.kinds[parser.at] in ("+", "-"):
        parser.doubts.add("body")
        if "body" in parser.other:
            node = operators.sum_of(parser, node, start)
    body = node
    for index in reversed(indices):
        parser.settle(start, parser.at, index.name)
        size = _size_of(body, index.name, parser.notation.shapes)
        if size is None:
            raise _no_bounds(parser, first, head == "sum")
        high = num(size) if isinstance(size, int) else Name(size, index.span)
        node = Apply(head, (node, index, num(1), high), parser.span_from(first))
    return node


def _size_of(body: Node, index: str, shapes: Mapping[str, Shape]) -> Dimension | None:
    """How many entries there are along an index, by the first array in the body that has it."""
    for part in walk(body):
        if not (isinstance(part, Apply) and part.head == "entry" and isinstance(part.args[0], Name)):
            continue
        shape = shapes.get(part.args[0].name)
        for place, given in enumerate(part.args[1:]):
            if shape is not None and given == Name(index):
                return shape.columns if place or shape.rows == 1 else shape.rows
    return None


def _bounds(parser: Parser, first: int) -> tuple[Name, Node, Node]:
    """_{i=1}^{n} in either order, or (i=1..n)."""
    index: Name | None = None
    low: Node | None = None
    high: Node | None = None
    mark = parser.at
    while True:
        kind = parser.kinds[parser.at]
        opening = parser.at + (kind == "_")
        if (
            index is None
            and parser.kinds[opening] in ("{", "(")
            and parser.kinds[opening + 2 : opening + 3] == ["="]
        ):
            parser.at = opening + 1
            index = _index(parser, first)
            parser.at += 1
            low = parser.expression(RELATION)
            if parser.kinds[parser.at] == "..":
                parser.at += 1
                high = parser.expression(RELATION)
            parser.close(opening)
        elif high is None and kind == "^":
            parser.at += 1
            curly = parser.kinds[parser.at] == "{"
            high = parser.inside() if curly else parser.expression(POSTFIX)
        else:
            break
    if index is None or low is None or high is None:
        raise _no_bounds(parser, first, parser.kinds[first] == "∑")
    parser.settle(mark, parser.at)
    return index, low, high


def _no_bounds(parser: Parser, first: int, summed: bool) -> ResponseError:
    return form_refusals.sum_without_bounds(parser.text, parser.place_of(first), summed)


def _index(parser: Parser, first: int) -> Name:
    """The name that counts."""
    node = parser.nodes[parser.at]
    if parser.kinds[parser.at] not in _BOUND or not isinstance(node, Name):
        raise _no_bounds(parser, first, True)
    parser.at += 1
    return node


def bound_call(parser: Parser, first: int, function: Function) -> Node:
    """sum(i^2, i, 1, n), Sum(i**2, (i, 1, n)), and sum(x), which adds up the entries."""
    opening = calls.opened(parser, first, function)
    outer, parser.bars = parser.bars, ""
    start = parser.at
    node = parser.expression(0)
    once = parser.kinds[parser.at] != ","
    while parser.kinds[parser.at] == ",":
        # An index is known in the body and in the bounds of the sums inside.
        stop = parser.at
        parser.at += 1
        index, low, high = _triple(parser, first, function)
        parser.settle(start, stop, index.name)
        node = Apply(function.head, (node, index, low, high), parser.span_from(first))
    parser.close(opening)
    parser.bars = outer
    if not once:
        return node
    if function.head == "sum" and (parser.shaped or is_list(node)):
        return Apply("total", (node,), parser.span_from(first))
    raise _no_bounds(parser, first, function.head == "sum")


def _triple(parser: Parser, first: int, function: Function) -> tuple[Name, Node, Node]:
    """i, 1, n with or without brackets around it."""
    opening = parser.at if parser.kinds[parser.at] in ("(", "[") else None
    if opening is not None:
        parser.at += 1
    if parser.kinds[parser.at] not in _BOUND:
        raise _no_bounds(parser, first, function.head == "sum")
    index = _index(parser, first)
    mark = parser.at
    ends: list[Node] = []
    while len(ends) < 2:
        if parser.kinds[parser.at] != ",":
            raise _no_bounds(parser, first, function.head == "sum")
        parser.at += 1
        ends.append(parser.expression(0))
    if opening is not None:
        parser.close(opening)
    parser.settle(mark, parser.at)
    return index, ends[0], ends[1]


def integral_sign(parser: Parser, _floor: int) -> Node:
    """∫ x^2 dx and ∫_0^1 x^2 dx: the body ends where its differential stands."""
    first = parser.at
    _check_allowed(parser, first)
    parser.at = first + 1
    ends: dict[str, Node] = {}
    while (kind := parser.kinds[parser.at]) in ("_", "^") and kind not in ends:
        mark = parser.at
        parser.at += 1
        curly = parser.kinds[parser.at] == "{"
        ends[kind] = parser.inside() if curly else parser.expression(ARGUMENT)
        parser.settle(mark, parser.at)
    start = parser.at
    body = parser.expression(RELATION)
    if parser.kinds[parser.at] != "differential":
        raise form_refusals.no_differential(parser.text, parser.place_of(first))
    by, (start_of_word, end_of_word) = parser.nodes[parser.at], parser.place_of(parser.at)
    word = (start_of_word + 1, end_of_word)
    stop, parser.at = parser.at, parser.at + 1
    return _integral(
        parser, [body, by, *(ends[kind] for kind in ("_", "^") if kind in ends)], first, (start, stop), word
    )


def integral_call(parser: Parser, first: int, function: Function) -> Node:
    """integral(f, x), integral(f, x, 0, 1) and Integral(f, (x, 0, 1))."""
    _check_allowed(parser, first)
    opening = calls.opened(parser, first, function)
    outer, parser.bars = parser.bars, ""
    start = parser.at
    parts = [parser.expression(0)]
    stop = parser.at
    inner = parser.at + 1 if parser.kinds[parser.at : parser.at + 2] == [",", "("] else None
    if inner is not None:
        parser.at += 1
    word = parser.place_of(min(parser.at + 1, len(parser.kinds) - 1))
    while parser.kinds[parser.at] == "," or (inner is not None and len(parts) == 1):
        parser.at += 1
        parts.append(parser.nodes[parser.at] if len(parts) == 1 else parser.expression(0))
        if len(parts) == 2:
            _check_variable(parser, first)
            parser.at += 1
    if inner is not None:
        parser.close(inner)
    parser.close(opening)
    parser.bars = outer
    parser.settle(stop, parser.at)
    return _integral(parser, parts, first, (start, stop), word)


def _check_variable(parser: Parser, first: int) -> None:
    if parser.kinds[parser.at] not in _BOUND or not isinstance(parser.nodes[parser.at], Name):
        raise form_refusals.bad_integral(parser.text, parser.place_of(first))


def _integral(parser: Parser, parts: list[Node], first: int, body: tuple[int, int], word: Span) -> Node:
    by = parts[1] if len(parts) > 1 else None
    if len(parts) not in (2, 4) or not isinstance(by, Name):
        raise form_refusals.bad_integral(parser.text, parser.place_of(first))
    if len(parts) == 4:
        parser.settle(*body, by.name)
    elif by.name not in parser.notation.names:
        known = parser.tokens.vocabulary
        raise refusals.unknown_name(parser.text, word, known.declared, ())
    return Apply("integral", tuple(parts), parser.span_from(first))


def _check_allowed(parser: Parser, first: int) -> None:
    if not parser.notation.allow_diff and parser.notation.kind != "any":
        raise form_refusals.no_integral(parser.text, parser.place_of(first))


def derivative_call(parser: Parser, first: int, function: Function) -> Node:
    """Derivative(f, x) and Derivative(f, (x, 2)), as SymPy prints them."""
    opening = calls.opened(parser, first, function)
    outer, parser.bars = parser.bars, ""
    parts = [parser.expression(0)]
    if parser.kinds[parser.at : parser.at + 2] == [",", "("]:
        parser.at += 1
        parts += parser.listed(parser.at)
    while parser.kinds[parser.at] == ",":
        parser.at += 1
        parts.append(parser.expression(0))
    parser.close(opening)
    parser.bars = outer
    span = parser.span_from(first)
    return calls.applied(FUNCTIONS["diff"], parts, parser.text, parser.place_of(first), span, parser.notation)


def nabla(parser: Parser, _floor: int) -> Node:
    """∇_x (f): the gradient by x; without an index, by the only vector that the body has."""
    first = parser.at
    if not parser.notation.allow_diff and parser.notation.kind != "any":
        raise refusals.no_derivative(parser.text, parser.place_of(first))
    parser.at = first + 1
    by: Node | None = None
    if parser.kinds[parser.at] == "_":
        parser.at += 1
        by = parser.inside() if parser.kinds[parser.at] == "{" else parser.operand(first)
    body = parser.expression(ARGUMENT)
    if by is None:
        vectors = sorted(names_in(body) & set(parser.notation.shapes))
        by = Name(vectors[0]) if len(vectors) == 1 else None
    if not isinstance(by, Name):
        raise form_refusals.gradient_by_what(parser.text, parser.place_of(first))
    return Apply("grad", (body, by), parser.span_from(first))


def method(parser: Parser, left: Node, first: int) -> Node:
    """A.dot(x), f.diff(x), x.sum(): the function of what stands before it."""
    mark = parser.at
    word = parser.text[parser.starts[mark] + 1 : parser.ends[mark]]
    parser.at += 1
    if parser.kinds[parser.at] != "(":
        raise refusals.needs_brackets(parser.text, parser.place_of(mark), f"x.{word}()")
    parts = [left, *parser.listed(parser.at)]
    function = _METHODS[word]
    span = parser.span_from(first)
    return calls.applied(function, parts, parser.text, parser.place_of(mark), span, parser.notation)
