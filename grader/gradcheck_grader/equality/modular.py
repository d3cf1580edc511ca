"""Rational functions compared by residues modulo a prime: a disproof, or equality but for a stated chance.

A term that is not rational (sin x, x^n) stands as one more unknown. Equality with such unknowns is equality;
a difference is not, since they may depend on each other, and is left to the next rung.

Why it is sound. With each coefficient's size below the prime, a difference that is not the zero polynomial
is not zero modulo the prime either; of degree d it vanishes at a random point of a set S with chance at most
d / |S| (Schwartz-Zippel). And values that differ modulo p, nothing having been divided by 0, are values of
different functions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from math import log2
from typing import NamedTuple

from gradcheck_grader.equality.conditions import CONDITIONS
from gradcheck_grader.equality.heads import FUNCTIONS, PATCHED
from gradcheck_grader.equality.structure import NAME, NUM, P61, Graph

MERSENNE_EXPONENTS = (61, 521, 4423)
KNOWN_HEADS = FUNCTIONS | PATCHED | CONDITIONS | {NUM, NAME, "integral"}
MOST_DEGREE = 2**40
MOST_HEIGHT = 2**20


Side = tuple[int, frozenset[int]]


class Rational(Enum):
    """What residues say of two functions."""

    EQUAL = "equal"
    DIFFERENT = "different"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Residues:
    """What residues say, and the power of ten that bounds the chance of a false EQUAL."""

    says: Rational
    chance: int = 0


SILENT = Residues(Rational.SILENT)
DIFFERENT = Residues(Rational.DIFFERENT)


class Size(NamedTuple):
    """Bounds on numerator and denominator: log2 of the sum of absolute coefficients, and total degree."""

    height: int
    degree: int
    whole: bool  # no denominator


def compare_residues(graph: Graph, sides: tuple[Side, Side], *, unknowns: frozenset[str]) -> Residues:
    """Compares two nodes of one graph as rational functions.

    sides     each node with all that it is made of.
    unknowns  the names that run through infinitely many values; a difference in anything else proves nothing.
    """
    left, right = sides[0][0], sides[1][0]
    nodes = sorted(sides[0][1] | sides[1][1])
    heads = graph.heads
    if any(heads[node] not in KNOWN_HEADS for node in nodes) or "inf" in graph.names.values():
        return SILENT
    plan = _plan(graph, nodes, (left, right))
    seed = (graph.digests[left] + graph.digests[right]) % P61
    # A difference needs no bound on the size of anything, and most responses that are wrong end here.
    says = _at_a_point(graph, plan, (left, right), P61, seed)
    if says is not Rational.EQUAL:
        free = says is Rational.DIFFERENT and _is_free(graph, plan, unknowns)
        return DIFFERENT if free else SILENT
    sizes = _sizes(graph, plan)
    if sizes is None:
        return SILENT
    height = sizes[left].height + sizes[right].height + 1
    bits = next((bits for bits in MERSENNE_EXPONENTS if height < bits), None)
    prime = 2 ** (bits or MERSENNE_EXPONENTS[0]) - 1
    says = _at_a_point(graph, plan, (left, right), prime, seed + 1)
    if says is not Rational.EQUAL:
        free = says is Rational.DIFFERENT and _is_free(graph, plan, unknowns)
        return DIFFERENT if free else SILENT
    if bits is None or not _defined_alike(graph, plan, sides):
        return SILENT
    points = 2 if bits == MERSENNE_EXPONENTS[0] else 1
    degree = max(1, sizes[left].degree + sizes[right].degree)
    return Residues(Rational.EQUAL, int(points * (log2(degree) - 60) * 0.30103))


NUMBER, OPAQUE, SUM, PRODUCT, POWER = range(5)
# Node, what it is, and: its arguments (of a power the base alone), and the exponent of a power.
Item = tuple[int, int, tuple[int, ...], int]


def _plan(graph: Graph, nodes: list[int], roots: Iterable[int]) -> list[Item]:
    """The nodes reached from the roots through +, * and integer powers only, arguments first."""
    heads, args, numbers = graph.heads, graph.args, graph.values
    wanted = set(roots)
    plan: list[Item] = []
    for node in reversed(nodes):
        if node not in wanted:
            continue
        head = heads[node]
        item = (node, OPAQUE, (), 0)
        if head == NUM:
            item = (node, NUMBER, (), 0)
        elif head == "+" or head == "*":
            wanted.update(args[node])
            item = (node, SUM if head == "+" else PRODUCT, args[node], 0)
        elif head == "^":
            exponent = numbers.get(args[node][1])
            if exponent is not None and exponent.denominator == 1:
                wanted.add(args[node][0])
                item = (node, POWER, args[node][:1], exponent.numerator)
        plan.append(item)
    plan.reverse()
    return plan


def _at_a_point(graph: Graph, plan: list[Item], roots: tuple[int, int], prime: int, seed: int) -> Rational:
    """EQUAL or DIFFERENT modulo the prime at this point; SILENT where something is divided by 0."""
    values = _values(graph, plan, prime, seed)
    if values is None:
        return Rational.SILENT
    return Rational.EQUAL if values[roots[0]] == values[roots[1]] else Rational.DIFFERENT


def _is_free(graph: Graph, plan: list[Item], unknowns: frozenset[str]) -> bool:
    """Whether every node that is no operation is a number or an unknown."""
    return all(kind != OPAQUE or graph.names.get(node) in unknowns for node, kind, _, _ in plan)


def _defined_alike(graph: Graph, plan: list[Item], sides: tuple[Side, Side]) -> bool:
    """Whether both sides have the same opaque terms and opaque divisors: then both are undefined alike."""
    opaque: set[int] = set()
    critical: list[int] = []
    for node, kind, args, exponent in plan:
        if kind == OPAQUE and graph.heads[node] != NAME:
            opaque.add(node)
            critical.append(node)
        elif any(child in opaque for child in args):
            opaque.add(node)
            if kind == POWER and exponent <= 0:
                critical.append(node)
    return all((node in sides[0][1]) == (node in sides[1][1]) for node in critical)


def _sizes(graph: Graph, plan: list[Item]) -> dict[int, Size] | None:
    sizes: dict[int, Size] = {}
    for item in plan:
        size = _size(graph, item, sizes)
        if size.degree > MOST_DEGREE or size.height > MOST_HEIGHT:
            return None
        sizes[item[0]] = size
    return sizes


def _size(graph: Graph, item: Item, sizes: dict[int, Size]) -> Size:
    node, kind, args, exponent = item
    if kind == NUMBER:
        value = graph.values[node]
        height = max(value.numerator.bit_length(), value.denominator.bit_length())
        return Size(height, 0, value.denominator == 1)
    if kind == OPAQUE:
        return Size(0, 1, True)
    if kind == POWER:
        base, size = sizes[args[0]], abs(exponent)
        return Size(base.height * size, base.degree * size, base.whole and exponent >= 0)
    parts = [sizes[child] for child in args]
    whole = all(part.whole for part in parts)
    if kind == SUM and whole:
        height = max(part.height for part in parts) + len(parts).bit_length()
        return Size(height, max(part.degree for part in parts), True)
    spread = len(parts).bit_length() if kind == SUM else 0
    height = sum(part.height for part in parts) + spread
    return Size(height, sum(part.degree for part in parts), whole)


def _values(graph: Graph, plan: list[Item], prime: int, seed: int) -> dict[int, int] | None:
    """The value of each node modulo the prime, or None where something is divided by 0."""
    values: dict[int, int] = {}
    for node, kind, args, exponent in plan:
        if kind == OPAQUE:
            value = _scattered(graph.digests[node], seed)
        elif kind == NUMBER:
            value = _residue(graph.values[node], prime)
        elif kind == SUM:
            value = sum([values[child] for child in args]) % prime
        elif kind == PRODUCT:
            value = 1
            for child in args:
                value = value * values[child] % prime
        else:
            base = values[args[0]]
            value = None if base == 0 and exponent < 0 else pow(base, exponent, prime)
        if value is None:
            return None
        values[node] = value
    return values


def _residue(value: Fraction, prime: int) -> int | None:
    if value.denominator == 1:
        return value.numerator % prime
    below = value.denominator % prime
    return None if below == 0 else value.numerator * pow(below, -1, prime) % prime


def _scattered(digest: int, seed: int) -> int:
    """A number below 2**61 - 1 that depends on both arguments like a random one (splitmix64's finaliser)."""
    mixed = (digest + (seed + 1) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return (mixed ^ (mixed >> 31)) % P61


def divisors(graph: Graph, root: int) -> frozenset[int]:
    """The nodes below root, other than numbers, that something is divided by."""
    return frozenset(
        graph.args[node][0]
        for node in graph.below(root)
        if graph.heads[node] == "^"
        and graph.values.get(graph.args[node][1], 0) < 0
        and graph.heads[graph.args[node][0]] != NUM
    )
