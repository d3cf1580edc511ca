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

from gradcheck_grader.equality.heads import FUNCTIONS
from gradcheck_grader.equality.structure import NAME, NUM, P61, Graph

MERSENNE_EXPONENTS = (61, 521, 4423)
KNOWN_HEADS = FUNCTIONS | {NUM, NAME}
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


@dataclass(frozen=True, slots=True)
class Size:
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
    if any(graph.heads[node] not in KNOWN_HEADS or graph.names.get(node) == "inf" for node in nodes):
        return SILENT
    rational = _rational_nodes(graph, nodes, (left, right))
    sizes = _sizes(graph, rational)
    if sizes is None:
        return SILENT
    height = sizes[left].height + sizes[right].height + 1
    degree = max(1, sizes[left].degree + sizes[right].degree)
    bits = next((bits for bits in MERSENNE_EXPONENTS if height < bits), None)
    points = 2 if bits == MERSENNE_EXPONENTS[0] else 1
    seed = (graph.digests[left] + graph.digests[right]) % P61
    prime = 2 ** (bits or MERSENNE_EXPONENTS[0]) - 1
    for point in range(points):
        values = _values(graph, rational, prime, seed + point)
        if values is None:
            return SILENT
        if values[left] != values[right]:
            return DIFFERENT if _is_free(graph, rational, unknowns) else SILENT
    if bits is None or not _defined_alike(graph, rational, sides):
        return SILENT
    return Residues(Rational.EQUAL, int(points * (log2(degree) - 60) * 0.30103))


def _rational_nodes(graph: Graph, nodes: list[int], roots: Iterable[int]) -> list[int]:
    """The nodes reached from the roots through +, * and integer powers only, arguments first."""
    wanted = set(roots)
    for node in reversed(nodes):
        if node in wanted and _is_operation(graph, node):
            wanted.update(graph.args[node][: 1 if graph.heads[node] == "^" else None])
    return sorted(wanted)


def _is_operation(graph: Graph, node: int) -> bool:
    head = graph.heads[node]
    if head == "^":
        exponent = graph.value(graph.args[node][1])
        return exponent is not None and exponent.denominator == 1
    return head in ("+", "*")


def _is_free(graph: Graph, rational: list[int], unknowns: frozenset[str]) -> bool:
    """Whether every node that is no operation is a number or an unknown."""
    return all(
        graph.heads[node] == NUM or _is_operation(graph, node) or graph.names.get(node) in unknowns
        for node in rational
    )


def _defined_alike(graph: Graph, rational: list[int], sides: tuple[Side, Side]) -> bool:
    """Whether both sides have the same opaque terms and opaque divisors: then both are undefined alike."""
    opaque: set[int] = set()
    for node in rational:
        if _is_operation(graph, node):
            if any(child in opaque for child in graph.args[node]):
                opaque.add(node)
        elif graph.heads[node] not in (NUM, NAME):
            opaque.add(node)
    critical = [node for node in opaque if not _is_operation(graph, node) or _divides(graph, node)]
    return all((node in sides[0][1]) == (node in sides[1][1]) for node in critical)


def _divides(graph: Graph, node: int) -> bool:
    return graph.heads[node] == "^" and graph.values[graph.args[node][1]] <= 0


def _sizes(graph: Graph, rational: list[int]) -> dict[int, Size] | None:
    sizes: dict[int, Size] = {}
    for node in rational:
        size = _size(graph, node, sizes)
        if size.degree > MOST_DEGREE or size.height > MOST_HEIGHT:
            return None
        sizes[node] = size
    return sizes


def _size(graph: Graph, node: int, sizes: dict[int, Size]) -> Size:
    head = graph.heads[node]
    if head == NUM:
        value = graph.values[node]
        height = max(value.numerator.bit_length(), value.denominator.bit_length())
        return Size(height, 0, value.denominator == 1)
    if not _is_operation(graph, node):
        return Size(0, 1, whole=True)
    if head == "^":
        base, exponent = sizes[graph.args[node][0]], graph.values[graph.args[node][1]].numerator
        size = abs(exponent)
        return Size(base.height * size, base.degree * size, base.whole and exponent >= 0)
    parts = [sizes[child] for child in graph.args[node]]
    whole = all(part.whole for part in parts)
    if head == "+" and whole:
        height = max(part.height for part in parts) + len(parts).bit_length()
        return Size(height, max(part.degree for part in parts), whole=True)
    spread = len(parts).bit_length() if head == "+" else 0
    height = sum(part.height for part in parts) + spread
    return Size(height, sum(part.degree for part in parts), whole)


def _values(graph: Graph, rational: list[int], prime: int, seed: int) -> dict[int, int] | None:
    """The value of each node modulo the prime, or None where something is divided by 0."""
    values: dict[int, int] = {}
    for node in rational:
        head = graph.heads[node]
        if head == NUM:
            value = _residue(graph.values[node], prime)
        elif not _is_operation(graph, node):
            value = _scattered(graph.digests[node], seed)
        elif head == "+":
            value = sum(values[child] for child in graph.args[node]) % prime
        elif head == "*":
            value = 1
            for child in graph.args[node]:
                value = value * values[child] % prime
        else:
            value = _power(values[graph.args[node][0]], graph.values[graph.args[node][1]].numerator, prime)
        if value is None:
            return None
        values[node] = value
    return values


def _residue(value: Fraction, prime: int) -> int | None:
    if value.denominator == 1:
        return value.numerator % prime
    below = value.denominator % prime
    return None if below == 0 else value.numerator * pow(below, -1, prime) % prime


def _power(base: int, exponent: int, prime: int) -> int | None:
    if base == 0 and exponent < 0:
        return None
    return pow(base, exponent, prime)


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
