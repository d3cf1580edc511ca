"""Whether two conditions hold at the same places: for one name on its whole line, for several on many lines.

Wrong is a place where one is proved to hold and the other to fail. With one name, and atoms that are
algebraic, agreement is proved too; otherwise the two agree wherever one looked, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from gradcheck_grader import feedback
from gradcheck_grader.equality import sampling, witness
from gradcheck_grader.equality.comparison import Comparison, right, undecided, wrong
from gradcheck_grader.equality.guard import Guard
from gradcheck_grader.equality.real_line.line import Stop, Walk, walk
from gradcheck_grader.equality.real_line.reals import Algebraic, Caged, Closed, Exact, Real
from gradcheck_grader.equality.real_line.scene import Place, Scene, Truth
from gradcheck_grader.equality.real_line.statements import atoms_of
from gradcheck_grader.equality.real_line.zeros import Line
from gradcheck_grader.equality.structure import NUM
from gradcheck_grader.feedback import sets as said
from gradcheck_grader.notation import Domain
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Node, names_in
from gradcheck_grader.verdict import Evidence

BASES = 3
MOST_LINES = 36
MOST_CORNERS = 6
DIGITS, SPARE = 6, 4
MOST_PLACES = 40


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where exactly one of two conditions holds.

    yours   whether it is the second one.      corner  whether it is a boundary of one of them.
    """

    place: Place
    yours: bool
    corner: bool


@dataclass(frozen=True, slots=True)
class Regions:
    """How two conditions compare.

    difference  where they differ, when that is proved.
    walks       along which they were compared.
    """

    comparison: Comparison
    difference: Difference | None = None
    walks: tuple[Walk, ...] = ()


@dataclass(slots=True)
class _Seen:
    """What the walks have shown so far."""

    walks: list[Walk] = field(default_factory=list[Walk])
    differences: list[Difference] = field(default_factory=list[Difference])
    doubt: bool = False
    proved: bool = True
    points: int = 0


def compare_conditions(scene: Scene, domains: Mapping[str, Domain]) -> Regions:
    """How the first condition of the scene (needed) and its second (yours) compare.

    domains  of all names that may vary; those that do not occur in the scene do not matter.
    """
    if scene.form(scene.conditions[0]) == scene.form(scene.conditions[1]):
        return Regions(right(Evidence("same-tree")))
    names = {name: domain for name, domain in domains.items() if name in scene.names}
    seen = _Seen()
    guard = Guard(scene.limits.guard_ms)
    for line in _lines(scene, names, seen):
        if seen.walks and guard.is_over():
            return _ended(seen, undecided(feedback.TOOK_TOO_LONG))
        _take(walk(scene, line, guard=guard), scene, seen)
        if seen.differences:
            break
    if not names:
        _take_alone(scene, seen)
    return _decided(scene, names, seen)


def _decided(scene: Scene, names: Mapping[str, Domain], seen: _Seen) -> Regions:
    if seen.differences:
        best = min(seen.differences, key=_awkwardness)
        return Regions(wrong(evidence_of(best)), best, tuple(seen.walks))
    if seen.doubt or not all(one.finished for one in seen.walks):
        return _ended(seen, undecided(said.CANNOT_SEE))
    if len(names) < 2 and seen.proved and all(one.complete for one in seen.walks):
        return _ended(seen, right(Evidence("proved")))
    if len(names) > 1 and not all(_was_tested(scene, index, seen) for index in (0, 1)):
        return _ended(seen, undecided(said.NOT_TESTED))
    return _ended(seen, right(Evidence("agrees", points=seen.points)))


def _ended(seen: _Seen, comparison: Comparison) -> Regions:
    return Regions(comparison, None, tuple(seen.walks))


def _take(found: Walk, scene: Scene, seen: _Seen) -> None:
    """Adds what one walk has shown."""
    seen.walks.append(found)
    for stop in found.stops:
        place: dict[str, Real] = {name: Exact(value) for name, value in found.line.fixed.items()}
        place[found.line.name] = stop.number
        _weigh(stop.truths, {name: place[name] for name in sorted(place)}, seen, stop)


def _take_alone(scene: Scene, seen: _Seen) -> None:
    """The one place that there is where no name varies."""
    signs = scene.look({})
    _weigh(tuple(scene.holds(condition, signs) for condition in scene.conditions), {}, seen, None)


def _weigh(truths: Sequence[Truth], place: Place, seen: _Seen, stop: Stop | None) -> None:
    needed, yours = truths
    proved = needed.proved and yours.proved
    differ = needed.value != yours.value
    if needed.value is None or yours.value is None or (differ and not proved):
        seen.doubt = seen.doubt or stop is None or not stop.remote
        return
    seen.points += 1
    seen.proved = seen.proved and proved
    if differ:
        corner = stop is not None and stop.corner
        seen.differences.append(Difference(place, yours.value, corner))


def _lines(scene: Scene, names: Mapping[str, Domain], seen: _Seen) -> Iterator[Line]:
    """The line itself for one name; else lines through simple points, written numbers, and corners found."""
    if len(names) == 1:
        for name, domain in names.items():
            yield Line(name, domain, {})
        return
    first = [*_through(_bases(names)), *_through(_written(scene, names))]
    most = max(MOST_LINES, 4 * len(names))
    count = 0
    for point in first[:most]:
        for name, domain in names.items():
            count += 1
            yield Line(name, domain, {other: value for other, value in point.items() if other != name})
    for corner in _corners(seen):
        for name, domain in names.items():
            if count >= most or corner[0] == name:
                continue
            count += 1
            fixed = {**corner[1], corner[0]: corner[2]}
            yield Line(name, domain, {other: value for other, value in fixed.items() if other != name})


def _through(points: Iterator[dict[str, Fraction]]) -> list[dict[str, Fraction]]:
    return list({tuple(point.items()): point for point in points}.values())


def _bases(names: Mapping[str, Domain]) -> Iterator[dict[str, Fraction]]:
    """Points that a person can check by hand, then less simple ones."""
    for number in range(BASES):
        simple = {
            name: sampling.simple_coordinate(position, domain, number)
            for position, (name, domain) in enumerate(names.items())
        }
        point = sampling.ordinary_point(names, number)
        yield {name: (place or point[name]).real for name, place in simple.items()}
    for number in range(BASES):
        yield {name: place.real for name, place in sampling.ordinary_point(names, number).items()}


def _written(scene: Scene, names: Mapping[str, Domain]) -> Iterator[dict[str, Fraction]]:
    """Points whose coordinates are numbers written in the conditions: there small holes hide."""
    graph = scene.graph
    values = {graph.values[node] for node in range(len(graph.heads)) if graph.heads[node] == NUM}
    pool = sorted({sign * value for value in (*values, Fraction(0)) for sign in (-1, 1)}, key=_plainness)
    for shift in range(min(len(pool), MOST_CORNERS)):
        point: dict[str, Fraction] = {}
        for position, (name, domain) in enumerate(names.items()):
            fitting = [value for value in pool if has(domain, value)]
            if not fitting:
                return
            point[name] = fitting[(shift + position) % len(fitting)]
        yield point


def _plainness(value: Fraction) -> tuple[int, Fraction]:
    return value.denominator, abs(value)


def _corners(seen: _Seen) -> list[tuple[str, Mapping[str, Fraction], Fraction]]:
    """Rational corners on the lines walked so far: the name, what was fixed, and the corner."""
    found = [
        (one.line.name, one.line.fixed, stop.number.value)
        for one in seen.walks
        for stop in one.stops
        if stop.corner and isinstance(stop.number, Exact)
    ]
    fresh = {(name, value): (name, fixed, value) for name, fixed, value in found}
    return sorted(fresh.values(), key=lambda corner: (*_plainness(corner[2]), corner[0]))


def has(domain: Domain, value: Fraction) -> bool:
    """Whether the number lies in the domain."""
    if domain.kind == "integer" and value.denominator != 1:
        return False
    if domain.low is not None and (value < domain.low or (domain.low_open and value == domain.low)):
        return False
    return domain.high is None or value < domain.high or (not domain.high_open and value == domain.high)


def _was_tested(scene: Scene, index: int, seen: _Seen) -> bool:
    """Whether every part of the condition has made a difference somewhere, so that agreement says something.

    A hole so small that no line met it, or an equation that no place met, has not been tested.
    """
    condition, other = scene.conditions[index], scene.conditions[1 - index]
    shared = set(atoms_of(condition)) & set(atoms_of(other))
    stops = [stop for one in seen.walks for stop in one.stops]
    for atom in atoms_of(condition):
        if atom.head in ("=", "!="):
            tested = any(_matters(scene, condition, atom, stop) for stop in stops)
        elif atom in shared or atom.head == "defined":
            tested = True
        else:
            tested = len({_holds(scene, atom, stop) for stop in stops} - {None}) > 1
        if not tested and not _is_settled(scene, atom, seen):
            return False
    return True


def _holds(scene: Scene, atom: Node, stop: Stop) -> bool | None:
    return scene.holds(atom, stop.signs).value


def _matters(scene: Scene, condition: Node, atom: Node, stop: Stop) -> bool:
    """Whether the atom is an equality met here, and the condition holds for it alone."""
    sign = stop.signs[atom]
    if sign.sign != 0:
        return False
    otherwise = {**stop.signs, atom: type(sign)(1)}
    return scene.holds(condition, stop.signs).value != scene.holds(condition, otherwise).value


def _is_settled(scene: Scene, atom: Node, seen: _Seen) -> bool:
    """Whether the atom speaks of one name only, whose whole line was walked."""
    names = names_in(atom) - scene.notation.constants
    return len(names) == 1 and any(one.line.name in names and one.complete for one in seen.walks)


def _awkwardness(difference: Difference) -> tuple[bool, bool, int]:
    """Places that are easy to say, and not on a boundary, come first."""
    numbers = difference.place.values()
    odd = any(not isinstance(number, Exact) for number in numbers)
    return odd, difference.corner, sum(len(printed(number)) for number in numbers)


def evidence_of(difference: Difference) -> Evidence:
    """The witness, as it is shown."""
    at = {name: printed(number) for name, number in difference.place.items()}
    texts = (said.FAILS, said.HOLDS) if difference.yours else (said.HOLDS, said.FAILS)
    return Evidence("counterexample", at=at, needed=texts[0], yours=texts[1])


def printed(number: Real) -> str:
    """The number as text: exactly where that is short, else in decimals.

    >>> printed(Exact(Fraction(5, 2))), printed(Algebraic((-2, 0, 1), 1))
    ('2.5', '1.41421…')
    """
    match number:
        case Exact():
            return _decimal(number.value)
        case Closed() if len(text := to_plain(number.tree)) <= witness.LONGEST_EXACT:
            return text
        case Algebraic() | Closed() | Caged():
            return _cut_off(witness.decimal(number.ball(64), DIGITS + SPARE))


def _cut_off(text: str) -> str:
    """The first digits of a number, with a sign that there are more."""
    mantissa, e, power = text.partition("e")
    kept = mantissa[:-SPARE] if "." in mantissa and len(mantissa) > DIGITS + SPARE else mantissa
    return f"{kept}…{e}{power}"


def _decimal(value: Fraction) -> str:
    """The exact decimal, unless it is too long; then 2/7."""
    places = next((places for places in range(7, MOST_PLACES) if 10**places % value.denominator == 0), None)
    text = sampling.decimal_text(value)
    if "/" not in text or places is None:
        return text
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"
