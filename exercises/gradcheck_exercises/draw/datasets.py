"""Samples of integers whose mean and variance are integers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement
from math import isqrt
from typing import TYPE_CHECKING, Any

from gradcheck_exercises.draw.records import are_pieces, is_integer, is_list

if TYPE_CHECKING:
    from gradcheck_exercises.draw.draw import Draw


@dataclass(frozen=True, slots=True)
class Dataset:
    """Integers with their mean and variance, both integers; divisor is what the squares are divided by."""

    values: tuple[int, ...]
    divisor: int

    @property
    def mean(self) -> int:
        """The sum divided by the number of values."""
        return sum(self.values) // len(self.values)

    @property
    def variance(self) -> int:
        """The sum of squared distances from the mean, divided by the divisor."""
        return sum((value - self.mean) ** 2 for value in self.values) // self.divisor


def dataset(
    draw: Draw,
    name: str,
    count: int,
    *,
    low: int = 1,
    high: int = 20,
    unbiased: bool = False,
    square: bool = False,
) -> Dataset:
    """So many integers from low to high with an integer mean and an integer variance, in any order.

    Divided by count, or by count - 1 where the variance is to be unbiased. No value comes more than twice,
    and not all lie equally far from the mean. Where the variance is to be a
    square, the standard deviation is an integer too. Drawn from a list, so nothing is rejected.
    """
    divisor = count - 1 if unbiased else count
    options = [
        distances
        for distances in (_distances(count, divisor, square) if 3 <= count <= 8 else ())
        if max(distances) - min(distances) <= high - low
    ]
    if not options:
        raise draw.error(f"{name} has no clean sample of {count} integers from {low} to {high}; try 3 to 8.")

    def invent() -> list[Any]:
        distances = draw.stream.one(options)
        mean = draw.stream.between(low - min(distances), high - max(distances))
        return [[mean + distance for distance in draw.stream.shuffled(distances)], divisor]

    values, recorded = draw.recorded(
        name,
        invent,
        lambda value: are_pieces(value, (lambda made: is_list(made, count, is_integer), is_integer)),
        f"a list of {count} integers, and the divisor",
    )
    return Dataset(tuple(values), recorded)


@lru_cache(maxsize=64)
def _distances(count: int, divisor: int, square: bool) -> tuple[tuple[int, ...], ...]:
    """Distances from the mean that sum to zero, their squares to a multiple of the divisor."""
    reach = 7 if count <= 5 else 5 if count <= 6 else 4
    found: list[tuple[int, ...]] = []
    for distances in combinations_with_replacement(range(-reach, reach + 1), count):
        variance, rest = divmod(sum(d * d for d in distances), divisor)
        clean = sum(distances) == 0 == rest and (not square or isqrt(variance) ** 2 == variance)
        if clean and len(set(map(abs, distances))) > 1 and max(map(distances.count, distances)) <= 2:
            found.append(distances)
    return tuple(found)
