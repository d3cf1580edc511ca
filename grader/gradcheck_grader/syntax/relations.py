"""Relations, what joins conditions and sets, and the choice between values: x if x > 0 else 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gradcheck_grader.syntax import form_refusals, operators, refusals
from gradcheck_grader.syntax.alternatives import alternatives
from gradcheck_grader.syntax.binding import CHOICE, IFF, LOGIC, NOT, PRODUCT, RELATION, RELATIONS, SETS
from gradcheck_grader.syntax.brackets import condition
from gradcheck_grader.syntax.sorts import is_condition
from gradcheck_grader.syntax.tree import Apply, Name, Node

if TYPE_CHECKING:
    from gradcheck_grader.syntax.parser import Parser

_NESTED_CHAINS = 3


def relation(parser: Parser, left: Node, first: int) -> Node:
    """a < b, and a < b <= c, which is a < b and b <= c."""
    if not parser.forms.conditions:
        raise refusals.not_a_relation(parser.text, parser.starts[parser.at], parser.ends[parser.at])
    return _chain(parser, left, first, RELATIONS, RELATION)


def implication(parser: Parser, left: Node, first: int) -> Node:
    """a ⇒ b, and a ⇒ b ⇒ c, each of which follows from the one before."""
    check(parser)
    kind = parser.kinds[parser.at]
    return _chain(parser, left, first, (kind,), LOGIC[kind])


def _chain(parser: Parser, left: Node, first: int, kinds: tuple[str, ...], level: int) -> Node:
    links: list[Node] = []
    here = first
    while (kind := parser.kinds[parser.at]) in kinds:
        parser.at += 1
        start = parser.at
        right = parser.expression(level)
        links.append(Apply(kind, (left, right), parser.span_from(here)))
        left, here = right, start
    if len(links) == 1:
        return links[0]
    _check_chain(parser, first)
    return Apply("and", tuple(links), parser.span_from(first))


def _check_chain(parser: Parser, first: int) -> None:
    """Refuses chains in chains in chains: each has its middle twice in the tree."""
    level = 1
    while parser.chains and parser.chains[-1][0] >= first:
        level = max(level, parser.chains.pop()[1] + 1)
    if level > _NESTED_CHAINS:
        raise form_refusals.chains_inside(parser.text, (parser.starts[first], parser.ends[parser.at - 1]))
    parser.chains.append((first, level))


def member(parser: Parser, left: Node, first: int) -> Node:
    """x ∈ S, x ∉ S and x not in S."""
    check(parser)
    negated = parser.kinds[parser.at] != "in"
    if parser.kinds[parser.at] == "not":
        parser.at += 1
        if parser.kinds[parser.at] != "in":
            raise refusals.missing_before(
                parser.text, parser.starts[parser.at - 1], parser.ends[parser.at - 1]
            )
    parser.at += 1
    right = parser.expression(RELATION) if parser.forms.conditions else condition(parser, RELATION)
    node = Apply("in", (left, as_set(right)), parser.span_from(first))
    return Apply("not", (node,), node.span) if negated else node


def as_set(node: Node) -> Node:
    """A pair as the interval that it is where a set is meant."""
    if isinstance(node, Apply) and len(node.args) == 2 and node.head in ("tuple", "vector"):
        return Apply("interval()" if node.head == "tuple" else "interval[]", node.args, node.span)
    return node


def combined(parser: Parser, left: Node, first: int) -> Node:
    """Unions and intersections of any number of sets, and differences from left to right."""
    check(parser)
    kind = parser.kinds[parser.at]
    parts: list[Node] = [as_set(left)]
    steps = 0
    while parser.kinds[parser.at] == kind:
        parser.at += 1
        parts.append(as_set(parser.expression(SETS[kind])))
        if kind == "without":
            parts[:] = [Apply(kind, tuple(parts), parser.span_from(first))]
            steps += 1
            if steps > parser.limits.depth:
                raise refusals.too_deep(parser.text, parser.starts[parser.at], parser.limits.depth)
    node = parts[0] if len(parts) == 1 else Apply(kind, tuple(parts), parser.span_from(first))
    return as_event(node) if any(isinstance(part, Apply) and part.head == "not" for part in parts) else node


_OF_EVENTS = {"union": "or", "intersection": "and"}


def as_event(node: Node) -> Node:
    """A union or intersection of events as the condition that it is, so that it may be denied."""
    if not isinstance(node, Apply):
        return node
    if node.head == "without":
        left, right = map(as_event, node.args)
        return Apply("and", (left, Apply("not", (right,), right.span)), node.span)
    if node.head not in _OF_EVENTS:
        return node
    return Apply(_OF_EVENTS[node.head], tuple(map(as_event, node.args)), node.span)


def joined(parser: Parser, left: Node, first: int) -> Node:
    """a and b and c; a or b."""
    check(parser)
    kind = parser.kinds[parser.at]
    parts = [left]
    while parser.kinds[parser.at] == kind:
        parser.at += 1
        parts.append(parser.expression(LOGIC[kind]))
    if parser.forms.bare == "set" and (listed := alternatives(parts, parser.span_from(first), kind)):
        return listed
    return Apply(kind, tuple(parts), parser.span_from(first))


def bar(parser: Parser, left: Node, first: int) -> Node:
    """A bar behind a condition is SymPy's or; behind anything else it opens an absolute value."""
    if not is_condition(left):
        return operators.product(parser, left, first)
    parser.at += 1
    return Apply("or", (left, parser.expression(PRODUCT)), parser.span_from(first))


def negated(parser: Parser, floor: int) -> Node:
    """not a, ¬a, and SymPy's ~(a)."""
    first = parser.at
    if parser.kinds[first] == "~" and not parser.forms.conditions:
        raise refusals.missing_before(parser.text, parser.starts[first], parser.ends[first])
    check(parser)
    parser.at += 1
    operand = parser.expression(max(NOT, floor))
    return Apply("not", (operand,), parser.span_from(first))


def drawn(parser: Parser, left: Node, first: int) -> Node:
    """X ~ N(0, 1); X need not be declared."""
    if parser.notation.kind != "distribution":
        check(parser)
    if isinstance(left, Name):
        parser.settle(first, parser.at, left.name)
    parser.at += 1
    return Apply("~", (left, parser.expression(RELATION)), parser.span_from(first))


def choice(parser: Parser, left: Node, first: int) -> Node:
    """x if x > 0 else 0; also with a comma or semicolon between: x if x > 0, 0 otherwise."""
    parts = [left]
    while parser.kinds[parser.at] == "if":
        parser.at += 1
        parts.append(condition(parser, IFF - 1))
        kind = parser.kinds[parser.at]
        if kind not in ("else", ",", ";"):
            raise form_refusals.no_else(parser.text, parser.starts[parser.at])
        parser.at += 1
        if kind != "else" and parser.kinds[parser.at] == "else":
            parser.at, kind = parser.at + 1, "else"
        parts.append(parser.expression(CHOICE))
        if kind != "else" and parser.kinds[parser.at] == "else":
            parser.at += 1
            break
        if kind != "else" and parser.kinds[parser.at] != "if":
            raise form_refusals.no_else(parser.text, parser.starts[parser.at])
    return Apply("piecewise", tuple(parts), parser.span_from(first))


def check(parser: Parser) -> None:
    """Refuses a sign of conditions and sets where only an expression can stand."""
    if not parser.forms.conditions and not parser.forms.curly:
        raise form_refusals.not_a_condition(parser.text, parser.starts[parser.at], parser.ends[parser.at])
