"""Points at which two sides are compared: rational, inside the declared domains, the same on every machine.

A coordinate depends on the name, its domain and the number of the point only. Coordinates are hundredths
away from 0 and 1: there x**n, sin x and exp x agree too often by chance. Integers run through neighbours, so
that odd and even both come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from math import ceil, floor, prod
from typing import Any, final

from gradcheck_grader.equality.lazily import lazily
from gradcheck_grader.notation import Domain

# Orders of magnitude that take turns, in hundredths: small ones lie in the domain of asin and sqrt(1 - x^2 -
# y^2).
SCALES = ((15, 85), (110, 290), (20, 160))
SCATTERED = ((1, 12), (12, 90), (110, 290), (400, 2000))
STRIDES = (1, 5, 7, 11)
RADIUS = Fraction(1, 4096)
WIDE = "wide"
NEIGHBOURS, FAR = 12, 40
TURN = 4
MOST_KEPT = 64
PRIMES = (97, 101, 103, 107, 109, 113, 127, 131)


@dataclass(frozen=True)
class Coordinate:
    """A rational or complex number, or (radius > 0) all real numbers that near to one.

    balls  that enclose it, as far as they were made, by their bits and field.
    """

    real: Fraction
    imaginary: Fraction = Fraction(0)
    radius: Fraction = Fraction(0)
    balls: dict[tuple[int, object], Any] = field(default_factory=dict[tuple[int, object], Any], compare=False)

    def __str__(self) -> str:
        return self.text

    @lazily
    def text(self) -> str:
        """The number, printed."""
        if not self.imaginary:
            return decimal_text(self.real)
        sign = "-" if self.imaginary < 0 else "+"
        return f"{decimal_text(self.real)} {sign} {decimal_text(abs(self.imaginary))} i"


Point = dict[str, Coordinate]


def decimal_text(value: Fraction) -> str:
    """A short exact text: 1.21, -3, or 2/7 where no short decimal is exact.

    >>> decimal_text(Fraction(121, 100)), decimal_text(Fraction(2, 7))
    ('1.21', '2/7')
    """
    if value.denominator == 1:
        return str(value.numerator)
    above, below = value.as_integer_ratio()
    for places in range(1, 7):
        if 10**places % below == 0:
            digits = str(abs(above) * (10**places // below)).rjust(places + 1, "0")
            return f"{'-' if above < 0 else ''}{digits[:-places]}.{digits[-places:]}"
    return str(value)


Names = Mapping[str, Domain]


@final
class Points:
    """Points for these names, each made once, and what the domains say of them all."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._ordinary: dict[int, Point] = {}
        self._wide: dict[tuple[int, int, int], Point] = {}
        self._simple: dict[int, dict[str, Fraction] | None] = {}

    def ordinary(self, number: int) -> Point:
        """The ordinary point with this number."""
        point = self._ordinary.get(number)
        if point is None:
            point = self._ordinary[number] = ordinary_point(self.names, number)
        return point

    def wide(self, number: int, reach: Fraction) -> Point:
        """The point with this number that lies up to reach away."""
        key = (number, *reach.as_integer_ratio())
        point = self._wide.get(key)
        if point is None:
            point = wide_point(self.names, number, reach)
            if len(self._wide) < MOST_KEPT:
                self._wide[key] = point
        return point

    def simple(self, number: int) -> dict[str, Fraction] | None:
        """A point that a person can check by hand, or None where a domain has none."""
        if number not in self._simple:
            self._simple[number] = simple_point(self.names, number)
        return self._simple[number]

    @lazily
    def size(self) -> int | None:
        """How many points there are, or None for infinitely many."""
        sizes = [size_of(domain) for domain in self.names.values()]
        return None if None in sizes else prod(size or 0 for size in sizes)

    @lazily
    def endless(self) -> frozenset[str]:
        """The names that run through infinitely many values."""
        return frozenset(name for name, domain in self.names.items() if size_of(domain) is None)

    @lazily
    def has_integers(self) -> bool:
        """Whether some name is a whole number."""
        return any(domain.kind == "integer" for domain in self.names.values())

    @lazily
    def bits(self) -> int:
        """Bits that it takes to tell functions on the narrowest of the domains apart."""
        return max(map(bits_of, self.names.values()), default=0)


def ordinary_point(names: Names, number: int) -> Point:
    """A point of moderate size."""
    return {name: coordinate(name, domain, number) for name, domain in names.items()}


def wide_point(names: Names, number: int, reach: Fraction) -> Point:
    """A point further out, up to reach away: beyond every bend that the numbers written could make."""
    return {name: _wide_coordinate(name, domain, number, reach) for name, domain in names.items()}


def far_point(names: Names, number: int) -> Point:
    """A point whose whole numbers lie beyond the neighbours that ordinary points run through."""
    return {
        name: _far_integer(name, domain, number, _chance(f"{name}\n{number}\n{WIDE}"))
        if domain.kind == "integer"
        else coordinate(name, domain, number)
        for name, domain in names.items()
    }


def scattered_point(names: Names, number: int) -> Point:
    """A point whose coordinates are of different size and sign, each by a chance of its own."""
    return {name: _scattered(name, domain, number) for name, domain in names.items()}


def private_point(names: Names, number: int, seed: int) -> Point:
    """A point that belongs to one pair of expressions: nobody can prepare a response for it."""
    return {name: _private_coordinate(name, domain, number, seed) for name, domain in names.items()}


@lru_cache(maxsize=4096)
def coordinate(name: str, domain: Domain, number: int) -> Coordinate:
    """The coordinate of a name in the point with this number."""
    chance = _chance(f"{name}\n{number}")
    if domain.kind == "integer":
        return Coordinate(Fraction(_integer(name, domain, number)))
    real = _inside(domain, Fraction(_sign(chance, number) * _hundredths(chance, number), 100), chance)
    if domain.kind == "complex":
        return Coordinate(real, _size(chance >> 20, number + 1) * (-1 if chance >> 41 & 1 else 1))
    return Coordinate(real)


@lru_cache(maxsize=4096)
def _wide_coordinate(name: str, domain: Domain, number: int, reach: Fraction) -> Coordinate:
    chance = _chance(f"{name}\n{number}\n{WIDE}")
    if domain.kind == "integer":
        return coordinate(name, domain, number)
    share = Fraction(50 + chance % 50, 100) if number % 2 else Fraction(5 + chance % 90, 100)
    size = Fraction(round(share * reach * 100), 100)
    sign = _sign(chance >> 9, number // 3)
    if domain.kind == "complex":
        other = _size(chance >> 20, number)
        return Coordinate(sign * size, other) if number % 2 else Coordinate(other, sign * (size + TURN))
    return Coordinate(_inside(domain, sign * size, chance))


@lru_cache(maxsize=4096)
def _scattered(name: str, domain: Domain, number: int) -> Coordinate:
    chance = _chance(f"{name}\n{number}\nscattered")
    if domain.kind == "integer":
        return coordinate(name, domain, chance % NEIGHBOURS)
    low, high = SCATTERED[chance % len(SCATTERED)]
    size = Fraction(low + (chance >> 8) % (high - low), 100)
    real = _inside(domain, -size if chance >> 40 & 1 else size, chance)
    return Coordinate(real, size if domain.kind == "complex" else Fraction(0))


def _private_coordinate(name: str, domain: Domain, number: int, seed: int) -> Coordinate:
    chance = _chance(f"{name}\n{number}\n{seed}")
    if domain.kind == "integer":
        return _far_integer(name, domain, number, chance)
    # No decimal, so that sin(10^9 pi x) is not 0 at every point; which prime, the pair decides.
    prime = PRIMES[(chance >> 48) % len(PRIMES)]
    size = _hundredths(chance, number) * prime + 1 + chance % (prime - 1)
    real = _inside(domain, Fraction(_sign(chance, number) * size, 100 * prime), chance)
    if domain.kind == "complex":
        return Coordinate(real, _size(chance >> 20, number + 1))
    return Coordinate(real)


def simple_point(names: Names, number: int) -> dict[str, Fraction] | None:
    """A point that a person can check by hand, or None where a domain has none."""
    point: dict[str, Fraction] = {}
    for position, (name, domain) in enumerate(names.items()):
        place = simple_coordinate(position, domain, number)
        if place is None:
            return None
        point[name] = place.real
    return point


def simple_coordinate(position: int, domain: Domain, number: int) -> Coordinate | None:
    """A coordinate that a person can check by hand (2, 3, -2, 1/2 …), or None where the domain has none."""
    candidates = [value for value in _SIMPLE if contains(domain, value)]
    if not candidates and domain.low is not None and domain.high is not None:
        width = domain.high - domain.low
        candidates = [domain.low + width / share for share in (2, 3, 4, 5)]
    if not candidates or domain.kind == "complex":
        return None
    return Coordinate(candidates[(position + number) % len(candidates)])


def ball_around(domain: Domain, centre: Coordinate) -> Coordinate:
    """All real numbers near a coordinate that the domain has too; an integer stays alone."""
    if domain.kind != "real":
        return centre
    bounds = [bound for bound in (domain.low, domain.high) if bound is not None]
    radius = min([RADIUS, *(abs(centre.real - bound) / 2 for bound in bounds)])
    return Coordinate(centre.real, radius=radius)


def bits_of(domain: Domain) -> int:
    """Bits that it takes to tell functions on the domain apart: on a short interval, or far from 0."""
    ends = [end for end in (domain.low, domain.high) if end is not None]
    if not ends or domain.low == domain.high:
        return 0
    # Twice, as for a small number: the square of the width is to be seen too.
    narrow = 2 * _log2(max(map(abs, ends)) / (ends[-1] - ends[0])) if len(ends) == 2 else 0
    if len(ends) == 2 and ends[0] < 0 < ends[1]:
        return max(0, narrow)
    # Far out functions agree but for a power of 1/x: atan x is pi/2 - 1/x but for 1/(3 x^3).
    return max(0, narrow, 4 * _log2(min(map(abs, ends))))


def _log2(size: Fraction) -> int:
    return size.numerator.bit_length() - size.denominator.bit_length()


def size_of(domain: Domain) -> int | None:
    """How many numbers the domain has, or None for infinitely many."""
    if domain.kind == "integer" and domain.low is not None and domain.high is not None:
        low, high = _integer_bounds(domain)
        return 0 if low is None or high is None else max(0, high - low + 1)
    if domain.low is None or domain.low != domain.high:
        return None
    return 0 if domain.low_open or domain.high_open else 1


_SIMPLE = tuple(map(Fraction, ("2", "3", "-2", "5", "1/2", "-3", "1/3", "7", "3/4", "0")))


def _chance(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _sign(chance: int, number: int) -> int:
    """All positive, then all negative, then mixed."""
    return (1, -1)[number % 4] if number % 4 < 2 else (1 if chance >> 40 & 1 else -1)


def _size(chance: int, number: int) -> Fraction:
    return Fraction(_hundredths(chance, number), 100)


def _hundredths(chance: int, number: int) -> int:
    low, high = SCALES[number % len(SCALES)]
    return low + chance % (high - low)


def _inside(domain: Domain, value: Fraction, chance: int) -> Fraction:
    """A number of the domain: the value when unbounded, else as near to that as the bounds let it be."""
    if domain.low is None and domain.high is None:
        return value
    if contains(domain, value) and value not in (domain.low, domain.high):
        return value
    if domain.low is not None and domain.high is not None:
        return domain.low + (domain.high - domain.low) * Fraction(4 + chance % 93, 100)
    if domain.low is not None:
        return domain.low + abs(value)
    return (domain.high or Fraction(0)) - abs(value)


def contains(domain: Domain, value: Fraction) -> bool:
    """Whether the real number lies in the domain."""
    if domain.kind == "integer" and value.denominator != 1:
        return False
    if domain.low is not None and (value < domain.low or (domain.low_open and value == domain.low)):
        return False
    return domain.high is None or value < domain.high or (not domain.high_open and value == domain.high)


def _integer_bounds(domain: Domain) -> tuple[int | None, int | None]:
    low = None if domain.low is None else ceil(domain.low)
    high = None if domain.high is None else floor(domain.high)
    if low is not None and domain.low_open and low == domain.low:
        low += 1
    if high is not None and domain.high_open and high == domain.high:
        high -= 1
    return low, high


def _integer(name: str, domain: Domain, number: int) -> int:
    """Twelve neighbours in an order of the name's own, then the next twelve."""
    low, high = _integer_bounds(domain)
    chance = _chance(name)
    turn = chance % NEIGHBOURS + number * STRIDES[chance // NEIGHBOURS % len(STRIDES)]
    step = turn % NEIGHBOURS + NEIGHBOURS * (number // NEIGHBOURS)
    if low is not None:
        return low + step if high is None else low + step % max(1, high - low + 1)
    return high - step if high is not None else step - 4


def _far_integer(name: str, domain: Domain, number: int, chance: int) -> Coordinate:
    """A whole number beyond the first neighbours, where the domain goes on that far."""
    low, high = _integer_bounds(domain)
    size = NEIGHBOURS + chance % FAR
    if low is None and high is None:
        value = size * _sign(chance >> 9, number // 3)
    else:
        value = low + size if low is not None else (high or 0) - size
    return (
        Coordinate(Fraction(value)) if contains(domain, Fraction(value)) else coordinate(name, domain, number)
    )
