"""The cheap normalisation of sums with an index, of conditions, and of definitions by cases."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from gradcheck_grader.equality.rules import Rule, flat, product, total
from gradcheck_grader.syntax.bound import MARK

if TYPE_CHECKING:
    from gradcheck_grader.equality.structure import Graph

MOST_TERMS = 1_000
TRUE, FALSE = "true", "false"


def _over_index(head: str, combine: Rule, empty: int) -> Rule:
    """A sum or product between written bounds is written out; an empty one is 0 or 1."""

    def rule(graph: Graph, args: tuple[int, ...]) -> int:
        body, index, *ends = args
        if not graph.names.get(index, "").startswith(MARK):
            return graph.plain(head, args)
        low, high = (graph.value(end) for end in ends)
        if low is not None and high is not None and low.denominator == high.denominator == 1:
            if high < low:
                return graph.number(Fraction(empty))
            numbers = range(low.numerator, high.numerator + 1)
            terms = graph.written_out(body, index, numbers) if high - low < MOST_TERMS else None
            if terms is not None:
                return combine(graph, tuple(terms))
        return graph.plain(head, args)

    return rule


def _truth(graph: Graph, *, holds: bool) -> int:
    return graph.plain(TRUE if holds else FALSE, ())


def _infinite(graph: Graph, node: int) -> int:
    """1 for inf, -1 for -inf, 0 for anything else."""
    if graph.heads[node] == "*" and len(graph.args[node]) == 2:
        sign, other = sorted(graph.args[node], key=lambda part: graph.value(part) is None)
        return -_infinite(graph, other) if graph.value(sign) == -1 else 0
    return int(graph.names.get(node) == "inf" and "inf" in graph.constants)


def _order(head: str) -> Rule:
    """< or <=, decided between numbers and where one side is infinite."""

    def rule(graph: Graph, args: tuple[int, ...]) -> int:
        left, right = graph.value(args[0]), graph.value(args[1])
        if left is not None and right is not None:
            return _truth(graph, holds=left < right or (head == "<=" and left == right))
        ends = _infinite(graph, args[0]), _infinite(graph, args[1])
        if ends[0] != ends[1]:
            return _truth(graph, holds=ends[0] < ends[1])
        return graph.plain(head, args)

    return rule


def _equation(graph: Graph, args: tuple[int, ...]) -> int:
    left, right = graph.value(args[0]), graph.value(args[1])
    if left is not None and right is not None:
        return _truth(graph, holds=left == right)
    return graph.plain("=", graph.sorted_by_content(args))


def _negation(graph: Graph, args: tuple[int, ...]) -> int:
    """not, pushed inwards: not (a < b) is b <= a wherever both are numbers."""
    condition = args[0]
    head, inside = graph.heads[condition], graph.args[condition]
    match head:
        case "true" | "false":
            return _truth(graph, holds=head == FALSE)
        case "not":
            return inside[0]
        case "<" | "<=":
            return graph.plain("<=" if head == "<" else "<", inside[::-1])
        case _:
            return graph.plain("not", args)


def _junction(head: str, stops: str) -> Rule:
    """and, or: flat, sorted, without repetition; stops is the truth that decides alone."""

    def rule(graph: Graph, args: tuple[int, ...]) -> int:
        parts = [
            part for part in dict.fromkeys(flat(graph, head, args)) if graph.heads[part] not in (TRUE, FALSE)
        ]
        if any(graph.heads[part] == stops for part in args) or not parts:
            decided = any(graph.heads[part] == stops for part in args)
            return _truth(graph, holds=(stops == TRUE) == decided)
        return parts[0] if len(parts) == 1 else graph.plain(head, graph.sorted_by_content(parts))

    return rule


def _implication(graph: Graph, args: tuple[int, ...]) -> int:
    return _OR(graph, (_negation(graph, args[:1]), args[1]))


_AND, _OR, _LESS, _AT_MOST = _junction("and", FALSE), _junction("or", TRUE), _order("<"), _order("<=")


def _membership(graph: Graph, args: tuple[int, ...]) -> int:
    """in an interval, or in a set written out."""
    x, where = args
    head, ends = graph.heads[where], graph.args[where]
    if head == "set":
        return _OR(graph, tuple(_equation(graph, (x, element)) for element in ends))
    if head.startswith("interval"):
        opens, closes = head[-2:]
        above = (_AT_MOST if opens == "[" else _LESS)(graph, (ends[0], x))
        below = (_AT_MOST if closes == "]" else _LESS)(graph, (x, ends[1]))
        return _AND(graph, (above, below))
    return graph.plain("in", args)


def _cases(graph: Graph, args: tuple[int, ...]) -> int:
    """piecewise without the cases that never hold, and up to the first that always does."""
    kept: list[int] = []
    for place in range(0, len(args) - 1, 2):
        value, condition = args[place : place + 2]
        if graph.heads[condition] == TRUE:
            kept.append(value)
            break
        if graph.heads[condition] != FALSE:
            kept.extend((value, condition))
    else:
        kept.extend(args[len(args) - len(args) % 2 :])
    return kept[0] if len(kept) == 1 else graph.plain("piecewise", tuple(kept))


def _turned(rule: Rule) -> Rule:
    return lambda graph, args: rule(graph, args[::-1])


def _denied(rule: Rule) -> Rule:
    return lambda graph, args: _negation(graph, (rule(graph, args),))


RULES: dict[str, Callable[..., int]] = {
    "sum": _over_index("sum", total, 0),
    "prod": _over_index("prod", product, 1),
    "<": _LESS,
    "<=": _AT_MOST,
    ">": _turned(_LESS),
    ">=": _turned(_AT_MOST),
    "=": _equation,
    "!=": _denied(_equation),
    "not": _negation,
    "and": _AND,
    "or": _OR,
    "implies": _implication,
    "in": _membership,
    "piecewise": _cases,
}
