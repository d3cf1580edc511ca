"""Where an expression can bend, jump or end: seen exactly where one name decides by a line or a parabola.

Elsewhere the numbers written stand in. Beside every mark, on both sides, two expressions are compared: so
that max(x, 1000) is not taken for x, nor a function for another that differs from it between 3 and 3.001.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from math import ceil, floor, isqrt

from gradcheck_grader.equality.rational import value_at
from gradcheck_grader.equality.sampling import contains
from gradcheck_grader.equality.structure import NAME, NUM, Graph
from gradcheck_grader.notation import Domain

Marks = Mapping[str, tuple[Fraction, ...]]
Places = Mapping[str, set[Fraction]]

MOST_MARKS = 8
NEAR, SHARE = Fraction(1, 20), Fraction(3, 10)
FINEST = 2**40
LARGEST = 10**30
# Their first argument decides, against these numbers.
_AGAINST = {
    **dict.fromkeys(("abs", "sign", "sqrt", "log", "root", "^"), (0,)),
    **dict.fromkeys(("asin", "acos", "atanh"), (-1, 1)),
    **dict.fromkeys(("floor", "ceil"), (0, 1)),
    "acosh": (1,),
}
_COMPARED = frozenset({"<", "<=", "=", "max", "min"})


def places_of(graph: Graph, nodes: Iterable[int]) -> Places:
    """Where each name alone makes one of the nodes bend, jump or end."""
    found: dict[str, set[Fraction]] = {}
    for node in nodes:
        if node in graph.bound:
            continue
        for left, right in differences(graph, node):
            if name := _only_name(graph, (left, right)):
                found.setdefault(name, set()).update(_places(graph, left, right, name))
    return found


def marks_of(sides: Iterable[Places], names: Mapping[str, Domain]) -> Marks:
    """The marks of each name on both sides together, in order; at most MOST_MARKS, those nearest to 0."""
    found: dict[str, set[Fraction]] = {}
    for places in sides:
        for name in names.keys() & places.keys():
            found.setdefault(name, set()).update(places[name])
    return {name: tuple(sorted(sorted(found[name], key=_size)[:MOST_MARKS])) for name in sorted(found)}


def beside(places: tuple[Fraction, ...], domain: Domain, reach: Fraction) -> Iterator[Fraction]:
    """Places of the domain on both sides of each mark, nearer to it than to the next one.

    reach  the largest number written: a corner that is rounded off so sharply is looked into.
    """
    seen: set[Fraction] = set()
    for number, place in enumerate(places):
        before = places[number - 1] if number else None
        after = places[number + 1] if number + 1 < len(places) else None
        sides = _left(place, before, domain), _right(place, after, domain)
        if domain.kind != "integer":
            sharpness = 10 ** len(str(ceil(min(reach, LARGEST)) + 10))
            sides += tuple(place + (side - place) / sharpness for side in sides)
        # A whole number is a place like any other; a real one alone does not count.
        for side in (*sides, place) if domain.kind == "integer" else sides:
            if side not in seen and contains(domain, side):
                seen.add(side)
                yield side


def _left(place: Fraction, before: Fraction | None, domain: Domain) -> Fraction:
    if domain.kind == "integer":
        return Fraction(ceil(place) - 1)
    ends = [end for end in (before, domain.low) if end is not None and end < place]
    return place - min([NEAR, *((place - end) * SHARE for end in ends)])


def _right(place: Fraction, after: Fraction | None, domain: Domain) -> Fraction:
    if domain.kind == "integer":
        return Fraction(floor(place) + 1)
    ends = [end for end in (after, domain.high) if end is not None and end > place]
    return place + min([NEAR, *((end - place) * SHARE for end in ends)])


def _size(place: Fraction) -> tuple[Fraction, bool]:
    return abs(place), place < 0


def differences(graph: Graph, node: int) -> Iterator[tuple[int, int | Fraction]]:
    """Pairs whose difference decides at which side of a bend or jump one is."""
    head, args = graph.heads[node], graph.args[node]
    if head in _COMPARED:
        yield from combinations(args[:4], 2)
    elif head in _AGAINST and not (head == "^" and _is_whole(graph, args[1])):
        for number in _AGAINST[head]:
            yield args[0], Fraction(number)


def _is_whole(graph: Graph, node: int) -> bool:
    value = graph.value(node)
    return value is not None and value.denominator == 1


def _only_name(graph: Graph, sides: tuple[int, int | Fraction]) -> str:
    """The one name in both, or nothing."""
    names = {
        graph.names[node]
        for side in sides
        if isinstance(side, int)
        for node in graph.below(side)
        if graph.heads[node] == NAME
    } - graph.constants
    return names.pop() if len(names) == 1 else ""


def _places(graph: Graph, left: int, right: int | Fraction, name: str) -> list[Fraction]:
    """Where left = right: the roots of a line or a parabola; else every number written, and its negative."""
    if graph.heads[left] == NAME:
        number = right if isinstance(right, Fraction) else graph.value(right)
        if number is not None:
            return [number]
    values: list[Fraction] = []
    for x in range(4):
        point = {name: Fraction(x)}
        above = value_at(graph, left, point)
        below = right if isinstance(right, Fraction) else value_at(graph, right, point)
        if above is None or below is None:
            return _numbers(graph, left)
        values.append(above - below)
    constant = values[0]
    square = (values[2] - 2 * values[1] + values[0]) / 2
    slope = values[1] - constant - square
    if values[3] != constant + 3 * slope + 9 * square:
        return _numbers(graph, left)
    return [place for place in _roots(square, slope, constant) if abs(place) < LARGEST]


def _roots(square: Fraction, slope: Fraction, constant: Fraction) -> list[Fraction]:
    """The real roots, those of a parabola to FINEST."""
    if square == 0:
        return [-constant / slope] if slope else []
    middle, under = -slope / (2 * square), slope**2 / (4 * square**2) - constant / square
    if under < 0:
        return []
    width = Fraction(isqrt(under.numerator * FINEST**2 // under.denominator), FINEST)
    return [middle - width, middle + width]


def _numbers(graph: Graph, node: int) -> list[Fraction]:
    written = [graph.values[part] for part in graph.below(node) if graph.heads[part] == NUM]
    places = [*written, *(1 / number for number in written if number)]
    return [sign * place for place in places for sign in (1, -1) if abs(place) < LARGEST]
