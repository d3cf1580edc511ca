"""The cheap normalisation of numbers: what a head applied to nodes becomes.

No rule enlarges the set where a term is defined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from gradcheck_grader.equality import exact

if TYPE_CHECKING:
    from gradcheck_grader.equality.structure import Graph

NAME = "name"
MINUS_ONE, HALF = Fraction(-1), Fraction(1, 2)
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


def _numbers_combined(graph: Graph, nodes: list[int], combine: Combine) -> tuple[list[int], list[int]]:
    """The numbers among the nodes, combined as far as the bounds allow; and the other nodes."""
    numbers: list[int] = []
    others: list[int] = []
    for node in nodes:
        value = graph.values.get(node)
        if value is None:
            others.append(node)
        elif numbers and (folded := graph.fold(combine, graph.values[numbers[-1]], value)) is not None:
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
        others = [
            product(graph, (graph.number(Fraction(times)), node)) for node, times in Counter(others).items()
        ]
    if others:
        numbers = [node for node in numbers if graph.values[node]]
    terms = numbers + others
    if not terms:
        return graph.number(Fraction(0))
    return terms[0] if len(terms) == 1 else graph.plain("+", graph.sorted_by_content(terms))


def product(graph: Graph, args: tuple[int, ...]) -> int:
    """The node of a product."""
    numbers, others = _numbers_combined(graph, flat(graph, "*", args), exact.product)
    if len(set(others)) < len(others):
        others = [
            _power(graph, (node, graph.number(Fraction(times)))) for node, times in Counter(others).items()
        ]
    if others:
        numbers = [node for node in numbers if not is_one(graph.values[node])]
    factors = numbers + others
    if not factors:
        return graph.number(Fraction(1))
    return factors[0] if len(factors) == 1 else graph.plain("*", graph.sorted_by_content(factors))


def _negated(graph: Graph, args: tuple[int, ...]) -> int:
    return product(graph, (graph.number(MINUS_ONE), args[0]))


def _quotient(graph: Graph, args: tuple[int, ...]) -> int:
    return product(graph, (args[0], _power(graph, (args[1], graph.number(MINUS_ONE)))))


def _power(graph: Graph, args: tuple[int, ...]) -> int:
    base, exponent = args
    size = graph.value(exponent)
    if size is None:
        is_e = graph.names.get(base) == "e" and "e" in graph.constants
        return _exp(graph, (exponent,)) if is_e else graph.plain("^", args)
    if is_one(size):
        return base
    number = graph.value(base)
    if number is not None:
        folded = graph.fold(exact.power, number, size, graph.limits)
        if folded is not None:
            return folded
    if size.denominator == 2 and size.numerator == 1:
        return graph.plain("sqrt", (base,))
    if size.denominator == 1 and number is None:
        return _integer_power(graph, base, size)
    if graph.real and size.denominator in ODD_DEGREES:
        root = graph.plain("root", (base, graph.number(Fraction(size.denominator))))
        return _power(graph, (root, graph.number(Fraction(size.numerator))))
    return graph.plain("^", args)


def _integer_power(graph: Graph, base: int, size: Fraction) -> int:
    """base to an integer other than 1, with the power moved inside products and positive powers."""
    head = graph.heads[base]
    if head == NAME:
        if size == 0:
            return graph.number(Fraction(1))  # x^0 = 1 for every x, as polynomials have it
        if graph.names[base] == "e" and "e" in graph.constants:
            return graph.plain("exp", (graph.number(size),))
    exponent = graph.number(size)
    if head == "*" and size != 0:
        return product(graph, tuple(_power(graph, (factor, exponent)) for factor in graph.args[base]))
    if head == "^":
        inner = graph.value(graph.args[base][1])
        if inner is not None and inner.denominator == 1 and inner > 0 and size != 0:
            return _power(graph, (graph.args[base][0], graph.number(inner * size)))
    return graph.plain("^", (base, exponent))


def _sqrt(graph: Graph, args: tuple[int, ...]) -> int:
    return _power(graph, (args[0], graph.number(HALF)))


def _root(graph: Graph, args: tuple[int, ...]) -> int:
    return _sqrt(graph, args[:1]) if graph.value(args[1]) == 2 else graph.plain("root", args)


def _exp(graph: Graph, args: tuple[int, ...]) -> int:
    return graph.number(Fraction(1)) if graph.value(args[0]) == 0 else graph.plain("exp", args)


def _log(graph: Graph, args: tuple[int, ...]) -> int:
    if len(args) == 2:
        return _quotient(graph, (_log(graph, args[:1]), _log(graph, args[1:])))
    return graph.number(Fraction(0)) if graph.value(args[0]) == 1 else graph.plain("log", args)


def _sigmoid(graph: Graph, args: tuple[int, ...]) -> int:
    one = graph.number(Fraction(1))
    return _power(
        graph, (total(graph, (one, _exp(graph, (_negated(graph, args),)))), graph.number(MINUS_ONE))
    )


def _softplus(graph: Graph, args: tuple[int, ...]) -> int:
    return graph.plain("log", (total(graph, (graph.number(Fraction(1)), _exp(graph, args))),))


def _relu(graph: Graph, args: tuple[int, ...]) -> int:
    return _extremum("max")(graph, (args[0], graph.number(Fraction(0))))


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
