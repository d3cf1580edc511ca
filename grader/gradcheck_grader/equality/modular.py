"""Rational functions compared by residues modulo a prime: a disproof, or equality but for a stated chance.

A term that is not rational (sin x, x^n) stands as one more unknown. Equality with such unknowns is equality;
a difference is not, since they may depend on each other, and is left to the next rung.

Why it is sound. With each coefficient's size below the prime, a difference that is not the zero polynomial
is not zero modulo the prime either; of degree d it vanishes at a random point of a set S with chance at most
d / |S| (Schwartz-Zippel). And values that differ modulo p, nothing having been divided by 0, are values of
different functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from enum import Enum
from math import log2

from gradcheck_grader.equality.conditions import CONDITIONS
from gradcheck_grader.equality.heads import FUNCTIONS, PATCHED
from gradcheck_grader.equality.structure import NAME, NUM, P61, Graph

MERSENNE_EXPONENTS = (61, 521, 4423)
KNOWN_HEADS = FUNCTIONS | PATCHED | CONDITIONS | {NUM, NAME, "integral"}
MOST_DEGREE = 2**40
MOST_HEIGHT = 2**20


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

NUMBER, OPAQUE, SUM, PRODUCT, POWER = range(5)
# Node, what it is, and: its arguments (of a power the base alone; of a number numerator and denominator),
# and the exponent of a power.
Item = tuple[int, int, tuple[int, ...], int]
# Bounds on numerator and denominator: log2 of the sum of absolute coefficients, and total degree; and whether
# there is no denominator.
Size = tuple[int, int, bool]


@dataclass(slots=True)
class Side:
    """One side as residues see it.

    nodes    all that it is made of.
    items    what is reached from the root through +, * and integer powers only, arguments first.
    terms    those of them that are not rational, nor names.
    names    those of them that are names.
    known    whether residues understand every head in it.
    values   of the items at a point of this side's own, modulo P61; None where something is divided by 0.
    sizes    of the items; None where they are too large.
    """

    root: int
    nodes: frozenset[int]
    items: list[Item]
    terms: list[int]
    names: list[int]
    known: bool
    values: dict[int, int] | None = None
    sizes: dict[int, Size] | None = None


def side_of(graph: Graph, root: int, nodes: list[int]) -> Side:
    """A side to be compared with many others; nodes are all that it is made of, arguments first."""
    known = KNOWN_HEADS.issuperset([graph.heads[node] for node in nodes])
    items, terms, names = _items(graph, root, nodes, {})
    side = Side(root, frozenset(nodes), items, terms, names, known)
    side.values = _values(graph, items, {}, P61, graph.digests[root])
    side.sizes = _sizes(items, {})
    return side


def compare_residues(
    graph: Graph, one: Side, root: int, *, nodes: list[int], own: list[int], unknowns: frozenset[str]
) -> Residues:
    """Compares a side with the root of another, in a graph that has both, as rational functions.

    nodes     all that the other is made of;  own: those of them that the side does not have.
    unknowns  the names that run through infinitely many values; a difference in anything else proves nothing.
    """
    heads = graph.heads
    if not one.known or graph.has_name("inf") or not KNOWN_HEADS.issuperset([heads[node] for node in own]):
        return SILENT
    items, terms, names = _items(graph, root, nodes, one.values or {})
    members = set(nodes)
    if not (one.nodes.issuperset(terms) and members.issuperset(one.terms)):
        return SILENT  # equal or not, one of them may be undefined where the other is not
    free = not terms and not one.terms and {graph.names[node] for node in (*names, *one.names)} <= unknowns
    different = DIFFERENT if free else SILENT
    # At a point of one side alone first: most responses that are wrong end here, and a difference is a proof
    # wherever it is found. Equality wants points that nobody can know beforehand.
    if one.values is not None:
        values = _values(graph, items, one.values, P61, graph.digests[one.root])
        if values is not None and values[root] != one.values[one.root]:
            return different
    return _agreement(graph, one, root, items, members, different)


def _agreement(
    graph: Graph, one: Side, root: int, items: list[Item], nodes: set[int], different: Residues
) -> Residues:
    """EQUAL but for a stated chance, after two points of this pair alone agreed, or what else they say."""
    plan, seed = one.items + items, (graph.digests[one.root] + graph.digests[root]) % P61
    roots = (one.root, root)
    says = _at_a_point(graph, plan, roots, P61, seed)
    if says is not Rational.EQUAL:
        return different if says is Rational.DIFFERENT else SILENT
    sizes = None if one.sizes is None else _sizes(items, one.sizes)
    if sizes is None:
        return SILENT
    left, right = (sizes[node] for node in roots)
    height = left[0] + right[0] + 1
    bits = next((bits for bits in MERSENNE_EXPONENTS if height < bits), None)
    prime = 2 ** (bits or MERSENNE_EXPONENTS[0]) - 1
    says = _at_a_point(graph, plan, roots, prime, seed + 1)
    if says is not Rational.EQUAL:
        return different if says is Rational.DIFFERENT else SILENT
    if bits is None or not _defined_alike(plan, one.terms, (one.nodes, nodes)):
        return SILENT
    points = 2 if bits == MERSENNE_EXPONENTS[0] else 1
    return Residues(Rational.EQUAL, int(points * (log2(max(1, left[1] + right[1])) - 60) * 0.30103))


def _items(
    graph: Graph, root: int, nodes: list[int], known: Mapping[int, object]
) -> tuple[list[Item], list[int], list[int]]:
    """What is reached from the root, known nodes aside; the terms and the names among it."""
    heads, args, numbers = graph.heads, graph.args, graph.values
    wanted = {root}
    items: list[Item] = []
    terms: list[int] = []
    names: list[int] = []
    for node in reversed(nodes):
        if node not in wanted or node in known:
            continue
        head = heads[node]
        if head == "+" or head == "*":
            wanted.update(args[node])
            items.append((node, SUM if head == "+" else PRODUCT, args[node], 0))
            continue
        if head == "^":
            exponent = numbers.get(args[node][1])
            if exponent is not None and exponent.denominator == 1:
                wanted.add(args[node][0])
                items.append((node, POWER, args[node][:1], exponent.numerator))
                continue
        if head == NUM:
            items.append((node, NUMBER, graph.values[node].as_integer_ratio(), 0))
            continue
        items.append((node, OPAQUE, (), 0))
        (names if head == NAME else terms).append(node)
    items.reverse()
    return items, terms, names


def _at_a_point(graph: Graph, plan: list[Item], roots: tuple[int, int], prime: int, seed: int) -> Rational:
    """EQUAL or DIFFERENT modulo the prime at this point; SILENT where something is divided by 0."""
    values = _values(graph, plan, {}, prime, seed)
    if values is None:
        return Rational.SILENT
    return Rational.EQUAL if values[roots[0]] == values[roots[1]] else Rational.DIFFERENT


def _defined_alike(plan: list[Item], terms: list[int], sides: tuple[Set[int], Set[int]]) -> bool:
    """Whether both sides, which have the same terms, divide by the same that depends on them."""
    if not terms:
        return True
    opaque = set(terms)
    for node, kind, args, exponent in plan:
        if not opaque.isdisjoint(args):
            opaque.add(node)
            if kind == POWER and exponent <= 0 and (node in sides[0]) != (node in sides[1]):
                return False
    return True


def _sizes(plan: list[Item], known: Mapping[int, Size]) -> dict[int, Size] | None:
    sizes = dict(known)
    for item in plan:
        size = _size(item, sizes)
        if size[1] > MOST_DEGREE or size[0] > MOST_HEIGHT:
            return None
        sizes[item[0]] = size
    return sizes


def _size(item: Item, sizes: Mapping[int, Size]) -> Size:
    _, kind, args, exponent = item
    if kind == NUMBER:
        above, below = args
        return max(above.bit_length(), below.bit_length()), 0, below == 1
    if kind == OPAQUE:
        return 0, 1, True
    if kind == POWER:
        height, degree, whole = sizes[args[0]]
        size = abs(exponent)
        return height * size, degree * size, whole and exponent >= 0
    heights, degrees, wholes = zip(*[sizes[child] for child in args], strict=True)
    if kind == PRODUCT:
        return sum(heights), sum(degrees), all(wholes)
    spread = len(args).bit_length()
    if all(wholes):
        return max(heights) + spread, max(degrees), True
    return sum(heights) + spread, sum(degrees), False


def _values(
    graph: Graph, plan: list[Item], known: Mapping[int, int], prime: int, seed: int
) -> dict[int, int] | None:
    """The value of each node modulo the prime, or None where something is divided by 0."""
    values, digests = dict(known), graph.digests
    for node, kind, args, exponent in plan:
        if kind == OPAQUE:
            value = _scattered(digests[node], seed)
        elif kind == NUMBER:
            value = args[0] % prime if args[1] == 1 else _residue(args[0], args[1], prime)
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


def _residue(above: int, below: int, prime: int) -> int | None:
    return above * pow(below, -1, prime) % prime if below % prime else None


def _scattered(digest: int, seed: int) -> int:
    """A number below 2**61 - 1 that depends on both arguments like a random one (splitmix64's finaliser)."""
    mixed = (digest + (seed + 1) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return (mixed ^ (mixed >> 31)) % P61


def divisors(graph: Graph, nodes: Iterable[int]) -> frozenset[int]:
    """The nodes, other than numbers, that one of the nodes is divided by."""
    heads, args, values = graph.heads, graph.args, graph.values
    powers = [args[node] for node in nodes if heads[node] == "^"]
    return frozenset(
        [base for base, size in powers if heads[base] != NUM and (values.get(size) or 0) < 0],
    )
