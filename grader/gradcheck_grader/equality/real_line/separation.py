"""How small a number given by an algebraic expression can be without being 0.

The bound of Burnikel, Funke, Mehlhorn, Schirra and Schmitt ("A separation bound for real algebraic
expressions", ESA 2001): with u, l and the degree D as below, an expression is 0 or at least 1 / (l u^(D-1)).
So a ball that holds 0 and is smaller than that holds nothing else: its number is 0, and that is proved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, log2

from gradcheck_grader.equality.real_line.reals import Algebraic, Exact, Real
from gradcheck_grader.equality.structure import NAME, NUM, Graph

# Beyond this many bits no ball is ever computed.
MOST_BITS = 2_000
SLACK = 8


@dataclass(frozen=True, slots=True)
class Bound:
    """The base-2 logarithms of u and l, and the degree of each root that the expression is made of."""

    u: float
    l: float  # noqa: E741  the paper's letter
    degrees: Mapping[int, int]


def zero_bits(graph: Graph, root: int, place: Mapping[str, Real]) -> dict[int, int]:
    """For each node below root that is algebraic at the place: its value is 0 or at least 2^-bits."""
    bounds: dict[int, Bound] = {}
    found: dict[int, int] = {}
    for node in graph.below(root):
        bound = _bound(graph, node, bounds, place)
        if bound is None:
            continue
        bits = _bits(bound)
        if bits <= MOST_BITS:
            bounds[node], found[node] = bound, bits
    return found


def _bits(bound: Bound) -> int:
    degree = 1
    for one in bound.degrees.values():
        degree *= one
        if degree > MOST_BITS:
            return MOST_BITS + 1
    return ceil(bound.l + (degree - 1) * bound.u) + SLACK


def _bound(graph: Graph, node: int, bounds: Mapping[int, Bound], place: Mapping[str, Real]) -> Bound | None:
    head, args = graph.heads[node], graph.args[node]
    if head == NUM:
        return _of_number(graph.values[node])
    if head == NAME:
        return _of_real(node, place.get(graph.names[node]))
    inner = [bounds[arg] for arg in args if arg in bounds]
    if len(inner) < len(args):
        return None
    if head == "sqrt":
        return _root(node, inner[0], 2)
    if head in ("^", "root"):
        return _power(node, inner[0], graph.value(args[1]), inverted=head == "root")
    if head == "abs":
        return inner[0]
    if head == "sign":
        return Bound(0, 0, {})
    if head not in ("+", "*"):
        return None
    result = inner[0]
    for one in inner[1:]:
        result = _sum(result, one) if head == "+" else _product(result, one)
    return result


def _of_number(value: Fraction) -> Bound:
    return Bound(log2(max(1, abs(value.numerator))), log2(value.denominator), {})


def _of_real(node: int, number: Real | None) -> Bound | None:
    if isinstance(number, Exact):
        return _of_number(number.value)
    if not isinstance(number, Algebraic):
        return None
    # The leading coefficient times the root is an algebraic integer, whose conjugates Cauchy's bound holds.
    lead = number.coefficients[-1]
    largest = max(abs(one) for one in number.coefficients[:-1])
    return Bound(log2(lead + largest), log2(lead), {node: len(number.coefficients) - 1})


def _sum(a: Bound, b: Bound) -> Bound:
    return Bound(max(a.u + b.l, a.l + b.u) + 1, a.l + b.l, {**a.degrees, **b.degrees})


def _product(a: Bound, b: Bound) -> Bound:
    return Bound(a.u + b.u, a.l + b.l, {**a.degrees, **b.degrees})


def _power(node: int, base: Bound, exponent: Fraction | None, *, inverted: bool) -> Bound | None:
    if exponent is None or exponent == 0 or max(abs(exponent.numerator), exponent.denominator) > MOST_BITS:
        return None
    if inverted:
        return _root(node, base, exponent.numerator) if exponent >= 1 and exponent.denominator == 1 else None
    if exponent.denominator != 1:
        base = _root(node, base, exponent.denominator)
    size = abs(exponent.numerator)
    u, l = (base.u, base.l) if exponent > 0 else (base.l, base.u)  # noqa: E741
    return Bound(u * size, l * size, base.degrees)


def _root(node: int, base: Bound, degree: int) -> Bound:
    degrees = {**base.degrees, node: degree}
    if base.u >= base.l:
        return Bound((base.u + (degree - 1) * base.l) / degree, base.l, degrees)
    return Bound(base.u, ((degree - 1) * base.u + base.l) / degree, degrees)
