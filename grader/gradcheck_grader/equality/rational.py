"""Rational functions at rational points, exactly and within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from gradcheck_grader.equality import exact
from gradcheck_grader.equality.structure import NAME, NUM, Graph
from gradcheck_grader.limits import Limits

SMALL = Limits(exponent=256)


def value_at(graph: Graph, root: int, point: Mapping[str, Fraction]) -> Fraction | None:
    """The value of a rational function, or None where it has none or the numbers grow too large."""
    values: dict[int, Fraction] = {}
    for node in graph.below(root):
        value = _value(graph, node, values, point)
        if value is None:
            return None
        values[node] = value
    return values[root]


def _value(
    graph: Graph, node: int, values: dict[int, Fraction], point: Mapping[str, Fraction]
) -> Fraction | None:
    head, args = graph.heads[node], graph.args[node]
    if head == NUM:
        return graph.values[node]
    if head == NAME:
        return point.get(graph.names[node])
    if head == "^":
        return exact.power(values[args[0]], values[args[1]], SMALL)
    if head not in ("+", "*"):
        return None
    result: Fraction | None = values[args[0]]
    for argument in args[1:]:
        combine = exact.total if head == "+" else exact.product
        result = None if result is None else combine(result, values[argument])
    return result
