"""Two conditions compared along a line parallel to an axis.

Between the numbers at which some atom changes, nothing changes: so one number from each gap, and the numbers
themselves, show everything there is to see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cmp_to_key
from itertools import pairwise
from math import ceil, floor

from gradcheck_grader.equality.guard import Guard
from gradcheck_grader.equality.real_line.reals import Closed, Exact, Order, Real, fraction_of, order
from gradcheck_grader.equality.real_line.scene import Scene, Sign, Truth
from gradcheck_grader.equality.real_line.zeros import Line, changes
from gradcheck_grader.notation import Domain
from gradcheck_grader.syntax.tree import Node

MOST_NUMBERS = 200
# As many are looked at when they are not all: enough to find a difference, if there is one.
FEW_NUMBERS = 12
FAR = Fraction(10**6)


@dataclass(frozen=True, slots=True)
class Stop:
    """A number on the line and what holds there.

    corner  whether it is one of the numbers at which something changes, and not one from a gap.
    remote  whether it lies so far out that nothing need be seen there.
    truths  of the scene's conditions, in order.      signs  of all atoms.
    """

    number: Real
    corner: bool
    remote: bool
    truths: tuple[Truth, ...]
    signs: Mapping[Node, Sign]


@dataclass(frozen=True, slots=True)
class Walk:
    """The stops along a line, from left to right.

    complete  whether it is proved that nothing was passed over.
    finished  False when the search for the numbers had to be broken off, or two of them not told apart.
    """

    line: Line
    stops: tuple[Stop, ...]
    complete: bool
    finished: bool


def walk(scene: Scene, line: Line, *, guard: Guard | None = None) -> Walk:
    """What there is to see along the line.

    guard  says when to break off.
    """
    numbers: list[Real] = []
    complete = finished = True
    signed = {atom.node for atom in scene.atoms.values() if atom.relation != "defined"}
    for node in dict.fromkeys(atom.node for atom in scene.atoms.values()):
        found = changes(scene.graph, node, line, scene.notation, only_defined=node not in signed)
        numbers.extend(found.numbers)
        complete, finished = complete and found.complete, finished and found.finished
        if guard is not None and guard.is_over():
            complete = finished = False
            break
    if len(numbers) > MOST_NUMBERS or not finished:
        numbers, finished = numbers[:FEW_NUMBERS], False
    corners, same, sure = _sorted(numbers, scene)
    corners = _inside(corners, line.domain, scene)
    if line.domain.kind == "integer":
        stops = [(Exact(Fraction(n)), False) for n in _integers(corners, line.domain)]
    else:
        stops = _with_gaps(corners, line.domain, far=not complete)
    looked = tuple(_stop(scene, line, number, corner=corner) for number, corner in stops)
    return Walk(line, looked, complete and same, finished and sure)


def _stop(scene: Scene, line: Line, number: Real, *, corner: bool) -> Stop:
    place: dict[str, Real] = {name: Exact(value) for name, value in line.fixed.items()}
    signs = scene.look({**place, line.name: number})
    truths = tuple(scene.holds(condition, signs) for condition in scene.conditions)
    remote = not corner and isinstance(number, Exact) and abs(number.value) >= FAR
    return Stop(number, corner, remote, truths, signs)


def _sorted(numbers: Sequence[Real], scene: Scene) -> tuple[list[Real], bool, bool]:
    """The numbers in order, each once; whether all that were taken for the same are proved to be, and
    whether all were told apart."""
    proved = sure = True

    def compared(a: Real, b: Real) -> int:
        nonlocal proved, sure
        found = order(a, b, scene.notation)
        proved = proved and found.proved
        sure = sure and found.sign is not None
        return found.sign or 0

    kept: list[Real] = []
    for number in sorted(_exact_first(numbers), key=cmp_to_key(compared)):
        found = order(kept[-1], number, scene.notation) if kept else Order(-1)
        if found.sign != 0:
            kept.append(number)
        elif found.proved and isinstance(number, Closed) and isinstance(last := kept[-1], Closed):
            kept[-1] = replace(last, zero_of=last.zero_of | number.zero_of)
    return kept, proved, sure


def _exact_first(numbers: Sequence[Real]) -> list[Real]:
    """Exact numbers before the others, so that of two that are the same the exact one is kept."""
    return sorted(numbers, key=lambda number: not isinstance(number, Exact))


def _inside(numbers: list[Real], domain: Domain, scene: Scene) -> list[Real]:
    """The numbers that lie in the domain, its ends among them where it has them."""
    low = None if domain.low is None else Exact(domain.low)
    high = None if domain.high is None else Exact(domain.high)
    kept = [
        number
        for number in numbers
        if (low is None or order(low, number, scene.notation).sign == -1)
        and (high is None or order(number, high, scene.notation).sign == -1)
    ]
    if low is not None and not domain.low_open:
        kept.insert(0, low)
    if high is not None and not domain.high_open and high != low:
        kept.append(high)
    return kept


def _with_gaps(corners: list[Real], domain: Domain, *, far: bool) -> list[tuple[Real, bool]]:
    """The corners and a number from each gap between, before and after them."""
    if domain.low is not None and domain.low == domain.high:
        return [(corner, True) for corner in corners]
    stops: list[tuple[Real, bool]] = []
    edges: list[Real | None] = [None, *corners, None]
    for left, right in pairwise(edges):
        if left is not None:
            stops.append((left, True))
        stops.extend((Exact(number), False) for number in _between(left, right, domain, far=far))
    return stops


def _between(left: Real | None, right: Real | None, domain: Domain, *, far: bool) -> list[Fraction]:
    """A short number strictly between the two; far out also a very large one, when something may be there."""
    below = domain.low if left is None else _above(left)
    above = domain.high if right is None else _below(right)
    if below is not None and above is not None:
        return [shortest(below, above)] if below < above else []
    if below is None and above is None:
        return [Fraction(0), FAR, -FAR] if far else [Fraction(0)]
    if below is None and above is not None:
        return [Fraction(ceil(above) - 1), *([ceil(above) - FAR] if far else [])]
    start = below or Fraction(0)
    return [Fraction(floor(start) + 1), *([floor(start) + FAR] if far else [])]


def _above(number: Real) -> Fraction:
    """A rational number at least as large, and hardly larger."""
    if isinstance(number, Exact):
        return number.value
    return fraction_of(number.ball(256).upper())


def _below(number: Real) -> Fraction:
    if isinstance(number, Exact):
        return number.value
    return fraction_of(number.ball(256).lower())


def shortest(low: Fraction, high: Fraction) -> Fraction:
    """A number strictly between the two that is easy to say: whole, else with few decimals.

    >>> shortest(Fraction(0), Fraction(3)), shortest(Fraction(1, 3), Fraction(1, 2))
    (Fraction(1, 1), Fraction(2, 5))
    """
    scale = 1
    while True:
        middle = (low + high) / 2
        nearest = Fraction(floor(middle * scale), scale)
        if low < nearest < high:
            return nearest
        if low < nearest + Fraction(1, scale) < high:
            return nearest + Fraction(1, scale)
        scale *= 10


def _integers(corners: list[Real], domain: Domain) -> list[int]:
    """The integers around each corner, and those at the ends of the domain."""
    found = {0}
    for corner in corners:
        low, high = floor(_below(corner)), ceil(_above(corner))
        found.update((low - 1, low, high, high + 1))
    for bound in (domain.low, domain.high):
        if bound is not None:
            found.update((floor(bound), floor(bound) + 1, ceil(bound) - 1))
    return sorted(n for n in found if _has(domain, Fraction(n)))


def _has(domain: Domain, value: Fraction) -> bool:
    if domain.low is not None and (value < domain.low or (domain.low_open and value == domain.low)):
        return False
    return domain.high is None or value < domain.high or (not domain.high_open and value == domain.high)
