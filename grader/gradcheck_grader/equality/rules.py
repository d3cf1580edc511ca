"""The cheap normalisation of numbers: what a head applied to nodes becomes.

No rule enlarges the set where a term is defined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from gradcheck_grader.equality import exact

if TYPE_CHECKING:
    from gradcheck_grader.equality.structure import Graph

NAME = "name"
HALF = Fraction(1, 2)
# Degrees of roots that every real number has; larger ones are hardly meant as roots.
ODD_DEGREES = frozenset(range(3, 100, 2))
Rule = Callable[["Graph", tuple[int, ...]], int]


def flat(graph: Graph, head: str, args: tuple[int, ...]) -> list[int]:
    """The arguments, those of an argument with the same head in its place."""
    parts: list[int] = []
    for node in args:
        if graph.heads[node] == head:
            parts.extend(graph.args[node])
        else:
            parts.append(node)
    return parts


Combine = Callable[[Fraction, Fraction], Fraction | None]


def _numbers_combined(graph: Graph, nodes: Iterable[int], combine: Combine) -> tuple[list[int], list[int]]:
    """The numbers among the nodes, combined as far as the bounds allow; and the other nodes."""
    values = graph.values
    numbers: list[int] = []
    others: list[int] = []
    for node in nodes:
        if node not in values:
            others.append(node)
        elif numbers and (folded := graph.fold(combine, values[numbers[-1]], values[node])) is not None:
            numbers[-1] = folded
        else:
            numbers.append(node)
    return numbers, others


def is_one(value: Fraction) -> bool:
    """Whether this is 1; comparing a Fraction with an int takes ten times as long."""
    return value.numerator == value.denominator


def total(graph: Graph, args: tuple[int, ...]) -> int:
    """The node of a sum."""
    numbers, others = _numbers_combined(graph, flat(graph, "+", args), exact.total)
    if len(set(others)) < len(others):
        others = [product(graph, (graph.whole(times), node)) for node, times in Counter(others).items()]
    if others and numbers:
        numbers = [node for node in numbers if graph.values[node]]
    terms = numbers + others
    if not terms:
        return graph.whole(0)
    return terms[0] if len(terms) == 1 else graph.plain("+", graph.sorted_by_content(terms))


def product(graph: Graph, args: tuple[int, ...]) -> int:
    """The node of a product."""
    numbers, others = _numbers_combined(graph, flat(graph, "*", args), exact.product)
    if len(set(others)) < len(others):
        others = [_power(graph, (node, graph.whole(times))) for node, times in Counter(others).items()]
    if others and numbers:
        numbers = [node for node in numbers if not is_one(graph.values[node])]
    factors = numbers + others
    if not factors:
        return graph.whole(1)
    return factors[0] if len(factors) == 1 else graph.plain("*", graph.sorted_by_content(factors))


def _negated(graph: Graph, args: tuple[int, ...]) -> int:
    return product(graph, (graph.whole(-1), args[0]))


def _quotient(graph: Graph, args: tuple[int, ...]) -> int:
    return product(graph, (args[0], _power(graph, (args[1], graph.whole(-1)))))


def _power(graph: Graph, args: tuple[int, ...]) -> int:
    base, exponent = args
    size = graph.value(exponent)
    if size is None:
        is_e = graph.names.get(base) == "e" and "e" in graph.constants
        return _exp(graph, (exponent,)) if is_e else graph.plain("^", args)
    above, below = size.as_integer_ratio()
    if above == below:
        return base
    number = graph.value(base)
    if number is not None:
        folded = graph.fold(exact.power, number, size, graph.limits)
        if folded is not None:
            return folded
    if below == 2 and above == 1:
        return graph.plain("sqrt", (base,))
    if below == 1 and number is None:
        return _integer_power(graph, base, exponent, above)
    if graph.real and below in ODD_DEGREES:
        root = graph.plain("root", (base, graph.whole(below)))
        return _power(graph, (root, graph.whole(above)))
    return graph.plain("^", args)


def _integer_power(graph: Graph, base: int, exponent: int, size: int) -> int:
    """base to an integer other than 1, with the power moved inside products and positive powers."""
    head = graph.heads[base]
    if head == NAME:
        if size == 0:
            return graph.whole(1)  # x^0 = 1 for every x, as polynomials have it
        if graph.names[base] == "e" and "e" in graph.constants:
            return graph.plain("exp", (exponent,))
    if head == "*" and size != 0:
        return product(graph, tuple(_power(graph, (factor, exponent)) for factor in graph.args[base]))
    if head == "^":
        inner = graph.value(graph.args[base][1])
        if inner is not None and inner.denominator == 1 and inner > 0 and size != 0:
            return _power(graph, (graph.args[base][0], graph.whole(inner.numerator * size)))
    return graph.plain("^", (base, exponent))


def _sqrt(graph: Graph, args: tuple[int, ...]) -> int:
    return _power(graph, (args[0], graph.number(HALF)))


def _root(graph: Graph, args: tuple[int, ...]) -> int:
    return _sqrt(graph, args[:1]) if graph.value(args[1]) == 2 else graph.plain("root", args)


def _exp(graph: Graph, args: tuple[int, ...]) -> int:
    value = graph.value(args[0])
    return graph.plain("exp", args) if value is None or value else graph.whole(1)


def _log(graph: Graph, args: tuple[int, ...]) -> int:
    if len(args) == 2:
        return _quotient(graph, (_log(graph, args[:1]), _log(graph, args[1:])))
    value = graph.value(args[0])
    return graph.whole(0) if value is not None and is_one(value) else graph.plain("log", args)


def _sigmoid(graph: Graph, args: tuple[int, ...]) -> int:
    under = total(graph, (graph.whole(1), _exp(graph, (_negated(graph, args),))))
    return _power(graph, (under, graph.whole(-1)))


def _softplus(graph: Graph, args: tuple[int, ...]) -> int:
    return graph.plain("log", (total(graph, (graph.whole(1), _exp(graph, args))),))


def _relu(graph: Graph, args: tuple[int, ...]) -> int:
    return _extremum("max")(graph, (args[0], graph.whole(0)))


def _extremum(head: str) -> Rule:
    def rule(graph: Graph, args: tuple[int, ...]) -> int:
        parts = graph.sorted_by_content(dict.fromkeys(flat(graph, head, args)))
        return parts[0] if len(parts) == 1 else _folded(head)(graph, parts)

    return rule


def _folded(head: str) -> Rule:
    def rule(graph: Graph, args: tuple[int, ...]) -> int:
        values = tuple(graph.values[node] for node in args if node in graph.values)
        if len(values) == len(args):
            folded = graph.fold(exact.applied, head, values, graph.limits)
            if folded is not None:
                return folded
        return graph.plain(head, args)

    return rule


RULES: dict[str, Rule] = {
    "+": total,
    "*": product,
    "neg": _negated,
    "/": _quotient,
    "^": _power,
    "sqrt": _sqrt,
    "root": _root,
    "exp": _exp,
    "log": _log,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "relu": _relu,
    "max": _extremum("max"),
    "min": _extremum("min"),
    **{head: _folded(head) for head in ("abs", "sign", "floor", "ceil", "factorial", "binomial")},
}
