"""The simplest antiderivatives, for the slip of integrating where a derivative is asked for."""

from __future__ import annotations

from gradcheck_grader.syntax.build import TWO, minus, of, over, plus, times, to_the, value_of
from gradcheck_grader.syntax.derivative import Differentiator
from gradcheck_grader.syntax.tree import Apply, Name, Node, num


def integral_of(node: Node, name: str) -> Node | None:
    """An antiderivative by the simplest rules: sums, constant factors, powers, and functions of a x + b.

    None where these do not reach.
    """
    by = Differentiator(name, euler=True)
    if not by.depends(node):
        return times(node, Name(name))
    if isinstance(node, Name):
        return over(to_the(node, TWO), TWO)
    return _integral(by, node) if isinstance(node, Apply) else None


def _integral(by: Differentiator, node: Apply) -> Node | None:
    if node.head in ("+", "neg"):
        parts = [integral_of(part, by.name) for part in node.args]
        whole = [part for part in parts if part is not None]
        if len(whole) < len(parts):
            return None
        return plus(*whole) if node.head == "+" else minus(whole[0])
    if node.head == "*":
        varying = [factor for factor in node.args if by.depends(factor)]
        inner = integral_of(varying[0], by.name) if len(varying) == 1 else None
        return None if inner is None else times(*(f for f in node.args if not by.depends(f)), inner)
    if node.head == "/" and not by.depends(node.args[1]):
        inner = integral_of(node.args[0], by.name)
        return None if inner is None else over(inner, node.args[1])
    return _integral_of_function(by, node)


def _integral_of_function(by: Differentiator, node: Apply) -> Node | None:
    """Of a function of a x + b: its own antiderivative there, over a."""
    at = 1 if node.head == "/" or (node.head == "^" and by.depends(node.args[1])) else 0
    rate = by.of(node.args[at])
    if by.depends(rate) or any(by.depends(part) for place, part in enumerate(node.args) if place != at):
        return None
    outer = _antiderivative(by, node)
    return None if outer is None else over(outer, rate)


def _antiderivative(by: Differentiator, node: Apply) -> Node | None:
    inside = node.args[0]
    match node.head:
        case "sin":
            return minus(of("cos", inside))
        case "cos":
            return of("sin", inside)
        case "exp":
            return node
        case "/":
            return times(inside, of("log", of("abs", node.args[1])))
        case "^" if by.depends(node.args[1]):
            return over(node, by.growth(inside))
        case "^" if value_of(node.args[1]) not in (None, -1):
            raised = plus(node.args[1], num(1))
            return over(to_the(inside, raised), raised)
        case _:
            return None
