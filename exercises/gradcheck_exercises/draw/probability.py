"""Probabilities with small denominators, chains with a rational stationary law, laws with known moments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from math import gcd
from typing import TYPE_CHECKING, Any

from sympy import Integer

from gradcheck_exercises.draw.records import (
    Rows,
    are_pieces,
    canonical,
    grid,
    is_list,
    is_rational,
    is_rows,
    rational,
)
from gradcheck_exercises.symbolic import Grid, Value

if TYPE_CHECKING:
    from gradcheck_exercises.draw.draw import Draw
    from gradcheck_exercises.draw.stream import Stream


@dataclass(frozen=True, slots=True)
class Chain:
    """A Markov chain: row i of P, shape (n, n), is the law of the next state after state i.

    stationary is a row of n entries: stationary · P = stationary.
    """

    P: Grid
    stationary: Grid


@dataclass(frozen=True, slots=True)
class Distribution:
    """A law of a named family; its parameters by name, as the family's docstring line in LAWS has them."""

    family: str
    parameters: Mapping[str, Value]
    mean: Value
    variance: Value

    @property
    def second_moment(self) -> Value:
        """E X² = Var X + (E X)²."""
        return self.variance + self.mean**2


def probabilities(
    draw: Draw, name: str, size: int, *, denominator: int, distinct: bool = False
) -> tuple[Value, ...]:
    """So many positive multiples of 1/denominator that sum to 1 and are not all equal, in any order."""

    def fits(weights: list[int]) -> bool:
        return len(set(weights)) > 1 and (not distinct or len(set(weights)) == size)

    weights = draw.recorded(
        name,
        lambda: [
            canonical(Fraction(weight, denominator))
            for weight in draw.built(name, fits, lambda: _composition(draw, name, size, denominator))
        ],
        lambda value: is_list(value, size, is_rational),
        f"a list of {size} rationals",
    )
    return tuple(map(rational, weights))


def joint_table(
    draw: Draw, name: str, rows: int, columns: int, *, denominator: int, independent: bool = False
) -> Grid:
    """Joint probabilities, shape (rows, columns): positive multiples of 1/denominator that sum to 1.

    Unless they are to be independent, no entry but by chance is the product of its marginals, and one is not.
    Independent ones are products of multiples of 1/a and 1/b with a b = denominator.
    """

    def attempt() -> Rows:
        if independent:
            return _outer(draw, name, (rows, columns), denominator)
        weights = _composition(draw, name, rows * columns, denominator)
        return [weights[i * columns : (i + 1) * columns] for i in range(rows)]

    def fits(made: Rows) -> bool:
        across, down = [sum(row) for row in made], [sum(column) for column in zip(*made, strict=True)]
        splits = all(
            denominator * made[i][j] == across[i] * down[j] for i in range(rows) for j in range(columns)
        )
        uneven = len({entry for row in made for entry in row}) > 1
        return uneven and splits == independent

    made = draw.recorded(
        name,
        lambda: [
            [canonical(Fraction(entry, denominator)) for entry in row]
            for row in draw.built(name, fits, attempt)
        ],
        lambda value: is_rows(value, (rows, columns)),
        f"{rows} rows of {columns} rationals",
    )
    return grid(made)


def _outer(draw: Draw, name: str, shape: tuple[int, int], denominator: int) -> Rows:
    """Products of whole weights whose sums multiply to the denominator."""
    splits = [
        (a, denominator // a)
        for a in range(shape[0], denominator + 1)
        if denominator % a == 0 and denominator // a >= shape[1]
    ]
    if not splits:
        raise draw.error(
            f"{name}: {denominator} is no product of numbers that are {shape[0]} and {shape[1]} or more."
        )
    across, down = draw.stream.one(splits)
    left, right = (
        _composition(draw, name, size, whole) for size, whole in zip(shape, (across, down), strict=True)
    )
    return [[a * b for b in right] for a in left]


def _composition(draw: Draw, name: str, size: int, whole: int) -> list[int]:
    """So many positive integers with this sum, each such list equally likely."""
    if size < 2 or whole < size:
        raise draw.error(
            f"{name}: {size} positive multiples of 1/{whole} cannot sum to 1, or it is only one."
        )
    cuts = [0, *draw.stream.some(range(1, whole), size - 1), whole]
    return [high - low for low, high in pairwise(cuts)]


def chain(draw: Draw, name: str, size: int, *, denominator: int = 10) -> Chain:
    """A chain of 2 to 4 states without zeros in P, whose stationary law is rational and not uniform.

    The flow from state to state is made first, of whole numbers: what comes in goes out, so the sums of
    its rows, divided by their sum, are the stationary law. Each row's common denominator is at most the
    given one.
    """
    if size not in (2, 3, 4):
        raise draw.error(f"{name} has {size} states; a chain is drawn with 2, 3 or 4.")

    def fits(flow: Rows) -> bool:
        sums = [sum(row) for row in flow]
        return max(sums) <= denominator and len(set(sums)) > 1

    def invent() -> list[Any]:
        flow = draw.built(name, fits, lambda: _flow(draw.stream, size, denominator))
        sums = [sum(row) for row in flow]
        P = [
            [canonical(Fraction(entry, all_)) for entry in row] for row, all_ in zip(flow, sums, strict=True)
        ]
        return [P, [canonical(Fraction(one, sum(sums))) for one in sums]]

    P, law = draw.recorded(
        name,
        invent,
        lambda value: are_pieces(
            value,
            (lambda made: is_rows(made, (size, size)), lambda made: is_list(made, size, is_rational)),
        ),
        f"{size} rows of {size} rationals, and a list of {size} rationals",
    )
    return Chain(grid(P), grid([law]))


def _flow(stream: Stream, size: int, denominator: int) -> Rows:
    """Positive whole numbers whose rows sum to what their columns sum to."""
    most = max(2, denominator // size)
    flow = stream.rows(size, size, range(1, most + 1))
    for i in range(size):
        for j in range(i):
            flow[j][i] = flow[i][j]
    if size > 2:  # a current around a cycle, so that the chain need not be reversible
        current = stream.below(2)
        for i in range(size):
            flow[i][(i + 1) % size] += current
    return flow


Law = Callable[["Stream"], dict[str, Fraction]]
LAWS: dict[str, tuple[tuple[str, ...], Law, Callable[..., tuple[Value, Value]]]] = {
    # family: names of its parameters, how they are drawn, mean and variance
    "bernoulli": (("p",), lambda stream: {"p": _share(stream)}, lambda p: (p, p * (1 - p))),
    "binomial": (
        ("n", "p"),
        lambda stream: {"n": Fraction(stream.between(3, 12)), "p": _share(stream)},
        lambda n, p: (n * p, n * p * (1 - p)),
    ),
    "geometric": (  # the number of trials up to the first success: 1, 2, …
        ("p",),
        lambda stream: {"p": _share(stream)},
        lambda p: (1 / p, (1 - p) / p**2),
    ),
    "poisson": (
        ("rate",),
        lambda stream: {"rate": Fraction(stream.between(1, 12), stream.one((1, 2)))},
        lambda rate: (rate, rate),
    ),
    "discrete uniform": (  # on low, low + 1, …, high
        ("low", "high"),
        lambda stream: _interval(stream),
        lambda low, high: ((low + high) / 2, ((high - low + 1) ** 2 - 1) / Integer(12)),
    ),
    "uniform": (
        ("low", "high"),
        lambda stream: _interval(stream),
        lambda low, high: ((low + high) / 2, (high - low) ** 2 / Integer(12)),
    ),
    "exponential": (
        ("rate",),
        lambda stream: {"rate": Fraction(stream.between(1, 6), stream.between(1, 4))},
        lambda rate: (1 / rate, 1 / rate**2),
    ),
    "normal": (
        ("mean", "variance"),
        lambda stream: {
            "mean": Fraction(stream.between(-9, 9)),
            "variance": Fraction(stream.between(2, 6) ** 2),
        },
        lambda mean, variance: (mean, variance),
    ),
    "gamma": (
        ("shape", "rate"),
        lambda stream: {"shape": Fraction(stream.between(2, 6)), "rate": Fraction(stream.between(2, 5))},
        lambda shape, rate: (shape / rate, shape / rate**2),
    ),
    "beta": (
        ("a", "b"),
        lambda stream: dict(zip(("a", "b"), map(Fraction, stream.shuffled(range(1, 7))), strict=False)),
        lambda a, b: (a / (a + b), a * b / ((a + b) ** 2 * (a + b + 1))),
    ),
}


def distribution(draw: Draw, name: str, families: Sequence[str] = tuple(LAWS)) -> Distribution:
    """A law of one of these families, with short parameters and its mean and variance, both exact.

    Families: bernoulli, binomial, geometric, poisson, discrete uniform, uniform, exponential, normal, gamma
    (shape, rate), beta.
    """
    if unknown := [family for family in families if family not in LAWS]:
        raise draw.error(f"{name}: no family {unknown[0]!r}; there are {', '.join(LAWS)}.")

    def invent() -> list[Any]:
        family = draw.stream.one(families)
        names, drawn, _ = LAWS[family]
        values = drawn(draw.stream)
        return [family, *(canonical(values[one]) for one in names)]

    family, *written = draw.recorded(name, invent, _is_law, "the name of a family and its parameters")
    names, _, moments = LAWS[family]
    values = [rational(one) for one in written]
    mean, variance = moments(*values)
    return Distribution(family, dict(zip(names, values, strict=True)), mean, variance)


def _is_law(value: Any) -> bool:
    """Whether the recorded value names a family and has its parameters."""
    if not (isinstance(value, list) and value and value[0] in LAWS):
        return False
    return is_list(value[1:], len(LAWS[value[0]][0]), is_rational)


def _share(stream: Stream) -> Fraction:
    """A probability with a small denominator; not ½, where p and 1 - p look the same."""
    bottom = stream.one((3, 4, 5, 10))
    return Fraction(stream.one([top for top in range(1, bottom) if gcd(top, bottom) == 1]), bottom)


def _interval(stream: Stream) -> dict[str, Fraction]:
    """Two different integers, the smaller one first."""
    low, high = stream.one(list(combinations(range(-6, 13), 2)))
    return {"low": Fraction(low), "high": Fraction(high)}
