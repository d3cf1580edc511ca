"""Functions that are plainly never 0, whatever their names stand for."""

from __future__ import annotations

from gradcheck_grader.equality.structure import NAME, NUM, Graph


def is_never_zero(graph: Graph, node: int) -> bool:
    """Whether the node is plainly not 0: a number, exp, cosh, a reciprocal, 1 plus a square."""
    head, args = graph.heads[node], graph.args[node]
    if head == NUM:
        return graph.values[node] != 0
    if head == NAME:
        return graph.names[node] in graph.constants
    if head == "^":
        exponent = graph.value(args[1])
        return exponent is not None and exponent < 0
    if head == "+":
        return all(_is_never_negative(graph, arg) for arg in args) and any(
            is_never_zero(graph, arg) for arg in args
        )
    return head in ("exp", "cosh")


def _is_never_negative(graph: Graph, node: int) -> bool:
    head, args = graph.heads[node], graph.args[node]
    if head == NUM:
        return graph.values[node] >= 0
    if head == "^":
        exponent = graph.value(args[1])
        return exponent is not None and exponent.denominator == 1 and exponent % 2 == 0
    if head in ("+", "*"):
        return all(_is_never_negative(graph, arg) for arg in args)
    return head in ("exp", "cosh", "abs", "sqrt")
