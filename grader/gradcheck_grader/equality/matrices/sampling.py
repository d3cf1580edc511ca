"""Matrices at which two sides are compared: exact, of the declared shapes and domains, always the same.

An entry depends on the name, its place and the number of the point only, so that a reference's values can be
remembered; private points belong to one pair alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from flint import arb, arb_mat, fmpq, fmpq_mat

from gradcheck_grader.equality import sampling as points
from gradcheck_grader.equality.matrices.scalars import to_fmpq, to_fraction
from gradcheck_grader.equality.matrices.sizes import names_of
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.notation import REAL, Domain, Shape

Value = Any  # fmpq, arb, fmpq_mat or arb_mat
Source = Callable[[str, Domain], Fraction]
Grid = list[list[fmpq]]
_BUILT = frozenset(
    {"orthogonal", "positive definite", "positive semidefinite", "skew", "unit"}
)  # entries come from a formula
_SQUARE = frozenset(
    {
        *("symmetric", "skew", "diagonal", "upper", "lower", "orthogonal", "invertible"),
        *("positive definite", "positive semidefinite"),
    }
)
ATTEMPTS = 8
_SIMPLE = (0, 1, 2, 1, 0, -1, 3, 1, 2)


@dataclass(frozen=True, slots=True)
class Kind:
    """How the values of a name are made: its shape, its traits, and the domain of its entries."""

    name: str
    shape: Shape
    domain: Domain = REAL

    @property
    def is_number(self) -> bool:
        """Whether the name stands for a number."""
        return self.shape.rows == self.shape.columns == 1

    @property
    def dimensions(self) -> frozenset[str]:
        """The names of its sizes."""
        return frozenset(names_of(self.shape.rows)) | frozenset(names_of(self.shape.columns))


def checked(kind: Kind) -> Kind:
    """The kind, when there are such matrices; raises AnswerError otherwise."""
    traits, rows, columns = kind.shape.traits, kind.shape.rows, kind.shape.columns
    if traits & _SQUARE and rows != columns:
        trait = min(traits & _SQUARE)
        raise AnswerError(f"{kind.name} is {rows}×{columns}: only a square matrix is {trait}.")
    if "unit" in traits and 1 not in (rows, columns):
        raise AnswerError(f"{kind.name} is {rows}×{columns}: only a vector has unit length.")
    if kind.domain.kind == "complex":
        raise AnswerError(f"{kind.name} is complex: matrix expressions are compared over the real numbers.")
    bounded = kind.domain.low is not None or kind.domain.high is not None or kind.domain.kind == "integer"
    if traits & _BUILT and bounded and not _only_signs(kind.domain):
        trait = min(traits & _BUILT)
        raise AnswerError(f"{kind.name} is {trait}: its entries cannot be kept in a domain as well.")
    for number in range(3):
        for size in (1, 2, 3):
            sizes = _sizes(kind.shape, size)
            if made(kind, sizes, ordinary(number)) is None and size > 1:
                raise AnswerError(f"{kind.name} cannot be {', '.join(sorted(traits))} all at once.")
    return kind


def _sizes(shape: Shape, size: int) -> tuple[int, int]:
    rows, columns = (side if isinstance(side, int) else size for side in (shape.rows, shape.columns))
    return rows, columns


def _only_signs(domain: Domain) -> bool:
    return domain.kind == "real" and domain.low == 0 and domain.high is None


def ordinary(number: int) -> Source:
    """Entries of moderate size; the same in every comparison."""
    return lambda name, domain: points.coordinate(name, domain, number).real


def wide(number: int, reach: Fraction) -> Source:
    """Entries up to reach."""
    return lambda name, domain: points.wide_point({name: domain}, number, reach)[name].real


def simple(number: int) -> Source:
    """Small whole numbers, many of them 0: a person can check what comes out."""

    def entry(name: str, domain: Domain) -> Fraction:
        chance = int.from_bytes(blake2b(f"{name}\n{number}\nsimple".encode(), digest_size=4).digest(), "big")
        value = Fraction(_SIMPLE[chance % len(_SIMPLE)])
        if domain == REAL:
            return value
        place = points.simple_coordinate(chance % len(_SIMPLE), domain, number)
        return points.coordinate(name, domain, number).real if place is None else place.real

    return entry


def private(number: int, seed: int) -> Source:
    """Entries that belong to one pair of expressions."""
    return lambda name, domain: points.private_point({name: domain}, number, seed)[name].real


def made(kind: Kind, sizes: tuple[int, int], source: Source) -> Value | None:
    """A number, or a matrix of these sizes with the traits; None where none was found."""
    if kind.is_number:
        return to_fmpq(source(kind.name, _narrowed(kind)))
    for attempt in range(ATTEMPTS):
        name = kind.name if attempt == 0 else f"{kind.name}'{attempt}"
        grid = _grid(kind, name, sizes, source)
        if grid is None:
            continue
        matrix = fmpq_mat(grid)
        if _has_the_signs(kind, matrix) and not ("invertible" in kind.shape.traits and matrix.det() == 0):
            return matrix
    return None


@lru_cache(maxsize=2048)
def ordinary_value(kind: Kind, sizes: tuple[int, int], number: int) -> Value | None:
    """What is made from ordinary entries, remembered."""
    return made(kind, sizes, ordinary(number))


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A value for each name, and a number for each dimension."""

    values: Mapping[str, Value]
    sizes: Mapping[str, int]

    def around(self, kinds: Mapping[str, Kind]) -> Sample:
        """Balls around the entries, inside their domains; made at the precision that is set."""
        return Sample({name: _ball(kinds[name], value) for name, value in self.values.items()}, self.sizes)

    def as_balls(self) -> Sample:
        """The same sample for arithmetic with balls."""
        return Sample({name: _exact_ball(value) for name, value in self.values.items()}, self.sizes)


def _exact_ball(value: Value) -> Value:
    return arb(value) if isinstance(value, fmpq) else arb_mat(value)


def _ball(kind: Kind, value: Value) -> Value:
    domain = _narrowed(kind)
    if isinstance(value, fmpq):
        return _around(domain, value)
    entries = [_around(domain, entry) for entry in value.entries()]
    return arb_mat(value.nrows(), value.ncols(), entries)


def _around(domain: Domain, value: fmpq) -> arb:
    place = points.ball_around(domain, points.Coordinate(to_fraction(value)))
    return arb(arb(value).mid(), arb(to_fmpq(place.radius)))


def _narrowed(kind: Kind) -> Domain:
    """The domain of the entries, with the traits that speak of them."""
    domain, traits = kind.domain, kind.shape.traits
    if traits & {"positive", "nonnegative"} and domain.low is None:
        return Domain(domain.kind, Fraction(0), domain.high, True, domain.high_open)
    return domain


def _grid(kind: Kind, name: str, sizes: tuple[int, int], source: Source) -> Grid | None:
    traits, (rows, columns) = kind.shape.traits, sizes
    domain = _narrowed(kind)

    def entry(row: int, column: int) -> fmpq:
        return to_fmpq(source(f"{name}[{row},{column}]", domain))

    full = [[entry(row, column) for column in range(columns)] for row in range(rows)]
    if "unit" in traits:
        return _unit(full)
    if traits & {"positive definite", "positive semidefinite"}:
        return _definite(full, traits)
    if "orthogonal" in traits:
        return _orthogonal(full, traits)
    return _masked(full, traits)


def _masked(full: Grid, traits: frozenset[str]) -> Grid | None:
    """The entries mirrored, and 0 where the traits say so."""
    size = len(full)
    if "skew" in traits:
        if traits & {"symmetric", "diagonal", "upper", "lower"}:
            return None
        return [[_skewed(full, row, column) for column in range(size)] for row in range(size)]
    if _is_diagonal(traits):
        return _kept(full, lambda row, column: row == column)
    if "symmetric" in traits:
        return [[full[min(row, column)][max(row, column)] for column in range(size)] for row in range(size)]
    if "upper" in traits:
        return _kept(full, lambda row, column: row <= column)
    if "lower" in traits:
        return _kept(full, lambda row, column: row >= column)
    return full


def _is_diagonal(traits: frozenset[str]) -> bool:
    return "diagonal" in traits or len(traits & {"symmetric", "upper", "lower"}) > 1


def _skewed(full: Grid, row: int, column: int) -> fmpq:
    if row == column:
        return fmpq(0)
    return full[row][column] if row < column else -full[column][row]


def _kept(full: Grid, keep: Callable[[int, int], bool]) -> Grid:
    return [
        [entry if keep(row, column) else fmpq(0) for column, entry in enumerate(entries)]
        for row, entries in enumerate(full)
    ]


def _unit(full: Grid) -> Grid:
    """A rational point of the sphere, by stereographic projection; positive where the entries are large."""
    flat = [entry for row in full for entry in row]
    free, last = flat[:-1], flat[-1]
    if not free:
        return [[fmpq(1) if last > 0 else fmpq(-1)]]
    square = sum((entry * entry for entry in free), fmpq(0))
    point = [2 * entry / (square + 1) for entry in free] + [(square - 1) / (square + 1)]
    return [point] if len(full) == 1 else [[entry] for entry in point]


def _definite(full: Grid, traits: frozenset[str]) -> Grid:
    """B B^T + I; semidefinite: B B^T, at every other point with B of one column less."""
    size = len(full)
    low = int(full[0][0].p) % 2 and not traits & {"positive definite", "invertible"}
    if traits & {"diagonal", "upper", "lower"}:
        grid = _kept(full, lambda row, column: row == column)
        least = fmpq(int("positive definite" in traits or "invertible" in traits))
        return [
            [abs(entry) or (least if row == column else entry) for column, entry in enumerate(entries)]
            for row, entries in enumerate(grid)
        ]
    if "orthogonal" in traits:
        return _kept([[fmpq(1)] * size for _ in full], lambda row, column: row == column)
    factor = fmpq_mat([row[: max(1, size - 1)] for row in full] if low else full)
    shift = int("positive definite" in traits)
    product = factor * factor.transpose()
    grid: Grid = product.tolist()
    return [
        [entry + shift if row == column else entry for column, entry in enumerate(entries)]
        for row, entries in enumerate(grid)
    ]


def _orthogonal(full: Grid, traits: frozenset[str]) -> Grid | None:
    """Cayley's (I - S)(I + S)^-1 of a skew S, with its first row turned where the first entry is negative."""
    size = len(full)
    one = fmpq_mat([[fmpq(int(row == column)) for column in range(size)] for row in range(size)])
    if _is_diagonal(traits) or traits & {"upper", "lower"}:
        signs = [[fmpq(-1 if entry < 0 else 1) for entry in row] for row in full]
        return _kept(signs, lambda row, column: row == column)
    if "symmetric" in traits:
        v = fmpq_mat([[row[0]] for row in full])
        length = (v.transpose() * v)[0, 0]
        if length == 0:
            return None
        grid: Grid = (one - (v * v.transpose()) * (2 / length)).tolist()
        return grid
    skew = fmpq_mat([[_skewed(full, row, column) for column in range(size)] for row in range(size)])
    grid = ((one - skew) * (one + skew).inv()).tolist()
    return [[-entry for entry in grid[0]], *grid[1:]] if full[0][0] < 0 else grid


def _has_the_signs(kind: Kind, matrix: fmpq_mat) -> bool:
    """Whether the entries keep the signs declared, which those of a formula or small numbers may not."""
    traits = kind.shape.traits
    if "nonzero" in traits and any(entry == 0 for entry in matrix.entries()):
        return False
    if not traits & _BUILT:
        return True
    if traits & {"positive"} or _only_signs(kind.domain):
        return all(entry > 0 for entry in matrix.entries())
    return "nonnegative" not in traits or all(entry >= 0 for entry in matrix.entries())
