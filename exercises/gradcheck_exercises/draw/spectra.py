"""Matrices with chosen eigenvalues or singular values, orthogonal and definite ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import permutations, product
from math import gcd, isqrt
from typing import TYPE_CHECKING, Any, TypeAlias

from flint import fmpq_mat, fmpz_mat
from sympy import ImmutableMatrix, Integer, Matrix, diag, sqrt

from gradcheck_exercises.draw import exact
from gradcheck_exercises.draw.matrices import unimodular_rows
from gradcheck_exercises.draw.records import Rows, are_pieces, canonical, grid, is_integer, is_list, is_rows
from gradcheck_exercises.symbolic import Grid, Value

if TYPE_CHECKING:
    from gradcheck_exercises.draw.draw import Draw
    from gradcheck_exercises.draw.stream import Stream


@dataclass(frozen=True, slots=True)
class Eigen:
    """A with its eigenvalues, from the largest to the smallest, each as often as its multiplicity.

    P holds an eigenvector to each as a column of coprime integers: A = P D P⁻¹. Where A is symmetric, the
    columns are orthogonal.
    """

    A: Grid
    values: tuple[int, ...]
    P: Grid

    @property
    def D(self) -> Grid:
        """The eigenvalues on a diagonal."""
        return ImmutableMatrix(diag(*self.values))

    @property
    def unit_vectors(self) -> Grid:
        """The columns of P divided by their lengths."""
        columns = [self.P.col(j) / sqrt(sum(entry**2 for entry in self.P.col(j))) for j in range(self.P.cols)]
        return ImmutableMatrix(Matrix.hstack(*columns))


@dataclass(frozen=True, slots=True)
class SingularValues:
    """A, shape (m, 2), with integer singular values, the larger one first: A = U diag(values) Vᵀ.

    U has shape (m, 2), V shape (2, 2); both have orthonormal columns, those of V with a positive first entry.
    """

    A: Grid
    values: tuple[int, int]
    V: Grid

    @property
    def U(self) -> Grid:
        """The left singular vectors to the two values, as columns."""
        return self.A * self.V * ImmutableMatrix(diag(*(Integer(1) / value for value in self.values)))


def matrix_with_eigenvalues(draw: Draw, name: str, values: Sequence[int], *, bound: int = 9) -> Eigen:
    """An integer matrix with these eigenvalues and a basis of eigenvectors; no line has one entry only.

    The eigenvalues are integers; some may be equal, but not all. No entry is larger than the bound. Of size 2
    it is drawn from a list; larger ones are P D P⁻¹ with a P whose inverse has integer entries.
    """
    size = len(values)
    if len(set(values)) < 2:
        raise draw.error(f"{name} needs two different eigenvalues at least; got {list(values)}.")

    if size == 2:
        options = _two_by_two(values[0] + values[1], values[0] * values[1], bound)
        if not options:
            raise draw.error(f"{name} has no small matrix with these eigenvalues. Allow larger entries.")
        return _eigen(draw, name, values, lambda: canonical(draw.stream.one(options)))

    def attempt() -> Rows:
        P, order = unimodular_rows(draw.stream, size), draw.stream.shuffled(values)
        scaled = [[entry * value for entry, value in zip(row, order, strict=True)] for row in P]
        return exact.product(scaled, exact.unit_inverse(P))

    def fits(A: Rows) -> bool:
        return exact.within(A, bound) and all(sum(map(bool, line)) > 1 for line in (*A, *exact.transposed(A)))

    return _eigen(draw, name, values, lambda: draw.built(name, fits, attempt))


@lru_cache(maxsize=256)
def _two_by_two(trace: int, determinant: int, bound: int) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Every integer matrix of size 2 with this trace and determinant that is small and not triangular."""
    entries = range(-bound, bound + 1)
    return tuple(
        ((a, b), (rest // b, trace - a))
        for a in entries
        if abs(trace - a) <= bound and (rest := a * (trace - a) - determinant)
        for b in entries
        if b and rest % b == 0 and abs(rest // b) <= bound
    )


def symmetric_with_eigenvalues(
    draw: Draw,
    name: str,
    values: Sequence[int],
    *,
    bound: int = 9,
    denominator: int = 1,
    rational: bool = False,
) -> Eigen:
    """A symmetric matrix of size 2 or 3 with these eigenvalues; no row has zeros beside the diagonal only.

    Its entries have a common denominator, at most the given one. The eigenvectors are orthogonal; where they
    are to be rational, those of length 1 are so too. Drawn from a list, so nothing is rejected.
    """
    if len(values) not in (2, 3) or len(set(values)) < 2:
        raise draw.error(f"{name} needs two or three eigenvalues, not all equal; got {list(values)}.")
    wanted = tuple(sorted(values, reverse=True))
    options = _symmetric(wanted, bound, denominator, rational)
    if not options:
        raise draw.error(
            f"{name}: no symmetric matrix with the eigenvalues {list(wanted)} is small enough. Choose "
            "eigenvalues that lie further apart, or allow a denominator or larger entries."
        )
    return _eigen(draw, name, values, lambda: canonical(draw.stream.one(options)))


def _eigen(draw: Draw, name: str, values: Sequence[int], invent: Any) -> Eigen:
    """The matrix and its eigenvalues as they were recorded, with eigenvectors that depend on these alone."""
    size = len(values)
    wanted = sorted(values, reverse=True)
    A, found = draw.recorded(
        name,
        lambda: [invent(), wanted],
        lambda value: are_pieces(
            value,
            (lambda rows: is_rows(rows, (size, size)), lambda entries: is_list(entries, size, is_integer)),
        ),
        f"{size} rows of {size} rationals, and a list of {size} integers",
    )
    made = [[Fraction(entry) for entry in row] for row in A]
    symmetric = made == exact.transposed(made)
    columns: list[list[int]] = []
    for value in sorted(set(found), reverse=True):
        basis = exact.kernel(
            [[entry - value * (i == j) for j, entry in enumerate(row)] for i, row in enumerate(made)]
        )
        columns += _orthogonalised(basis) if symmetric else basis
    if len(columns) != size:
        raise draw.error(f"the recorded matrix {name} does not have the eigenvalues {found}.")
    return Eigen(grid(A), tuple(found), ImmutableMatrix(exact.transposed(columns)))


def _orthogonalised(basis: list[list[int]]) -> list[list[int]]:
    """An orthogonal basis of the same space, by Gram and Schmidt."""
    done: list[list[int]] = []
    for vector in basis:
        left = [Fraction(entry) for entry in vector]
        for other in done:
            weight = Fraction(_dot(vector, other), _dot(other, other))
            left = [entry - weight * one for entry, one in zip(left, other, strict=True)]
        done.append(exact.primitive(left))
    return done


@lru_cache(maxsize=256)
def _symmetric(
    values: tuple[int, ...], bound: int, denominator: int, rational: bool
) -> tuple[list[list[Any]], ...]:
    """Every small symmetric matrix with these eigenvalues that the orthogonal bases give, each once."""
    found: dict[str, list[list[Any]]] = {}
    for basis in _bases(len(values)):
        if rational and any(isqrt(_dot(v, v)) ** 2 != _dot(v, v) for v in basis):
            continue
        for order in sorted(set(permutations(values))):
            rows = _spectral_sum(order, basis)
            common = max(entry.denominator for row in rows for entry in row)
            if common <= denominator and exact.within(rows, bound) and _is_coupled(rows):
                made = [[canonical(entry) for entry in row] for row in rows]
                found.setdefault(str(made), made)
    return tuple(found[key] for key in sorted(found))


def _spectral_sum(values: Sequence[int], basis: Sequence[Sequence[int]]) -> list[list[Fraction]]:
    """Σ λ v vᵀ / |v|², the symmetric matrix with these eigenvalues and orthogonal eigenvectors."""
    size = len(values)
    return [
        [
            sum(
                (Fraction(value * v[i] * v[j], _dot(v, v)) for value, v in zip(values, basis, strict=True)),
                Fraction(0),
            )
            for j in range(size)
        ]
        for i in range(size)
    ]


def _is_coupled(rows: Rows) -> bool:
    """Whether each row has an entry beside the diagonal."""
    return all(any(entry for j, entry in enumerate(row) if j != i) for i, row in enumerate(rows))


@lru_cache(maxsize=2)
def _bases(size: int) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Orthogonal bases of short coprime integer vectors, each vector beginning with a positive entry."""
    if size == 2:
        return tuple(((a, b), (b, -a)) for a, b in product(range(1, 5), repeat=2) if gcd(a, b) == 1)
    short = [v for v in product(range(-2, 3), repeat=3) if _is_leading(v)]
    return tuple(
        (u, v, w)
        for u, v, w in ((u, v, _across(u, v)) for u in short for v in short if u < v and _dot(u, v) == 0)
        if v < w and max(map(abs, w)) <= 2
    )


def _is_leading(vector: Sequence[int]) -> bool:
    """Whether the entries are coprime and the first that is not zero is positive."""
    return gcd(*vector) == 1 and next(entry for entry in vector if entry) > 0


def _across(u: Sequence[int], v: Sequence[int]) -> tuple[int, ...]:
    """The shortest integer vector orthogonal to both that begins with a positive entry."""
    w = (u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0])
    short = exact.primitive(w)
    sign = 1 if next(entry for entry in short if entry) > 0 else -1
    return tuple(sign * entry for entry in short)


def _dot(u: Sequence[int], v: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(u, v, strict=True))


def orthogonal(draw: Draw, name: str, size: int, *, denominator: int = 15) -> Grid:
    """A rational orthogonal matrix, shape (size, size), with two entries or more in each row.

    Cayley: (I - S)(I + S)⁻¹ is orthogonal for skew S; then columns change signs, so determinants 1 and -1
    both occur. The entries' common denominator is at most the given one. Size 2, 3 or 4.
    """
    if size not in (2, 3, 4):
        raise draw.error(f"{name} has size {size}; orthogonal matrices are drawn of size 2, 3 and 4.")

    def fits(rows: list[list[Fraction]]) -> bool:
        return max(entry.denominator for row in rows for entry in row) <= denominator and all(
            sum(map(bool, row)) > 1 for row in rows
        )

    def invent() -> list[list[Any]]:
        rows = draw.built(name, fits, lambda: _cayley(draw.stream, size))
        signs = [draw.stream.sign() for _ in range(size)]
        return [[canonical(entry * sign) for entry, sign in zip(row, signs, strict=True)] for row in rows]

    return grid(
        draw.recorded(
            name, invent, lambda value: is_rows(value, (size, size)), f"{size} rows of {size} rationals"
        )
    )


def _cayley(stream: Stream, size: int) -> list[list[Fraction]]:
    """(I - S)(I + S)⁻¹ for a skew matrix S of small numbers."""
    above = {
        (i, j): stream.one((-3, -2, 2, 3) if size == 2 else (-2, -1, -1, 0, 1, 1, 2))
        for i in range(size)
        for j in range(i + 1, size)
    }
    scale = stream.one((1, 1, 2)) if size == 2 else 1
    skew = [[above.get((i, j), 0) - above.get((j, i), 0) for j in range(size)] for i in range(size)]
    minus, plus = (
        fmpz_mat([[scale * (i == j) + sign * skew[i][j] for j in range(size)] for i in range(size)])
        for sign in (-1, 1)
    )
    turned = fmpq_mat(minus) * fmpq_mat(plus).inv()
    return [[Fraction(int(entry.p), int(entry.q)) for entry in row] for row in turned.tolist()]


def positive_definite(draw: Draw, name: str, size: int, *, bound: int = 9, cholesky: bool = False) -> Grid:
    """A symmetric positive definite integer matrix, L D Lᵀ with integers on the diagonal D and in the unit L.

    So its elimination needs no fractions; where it is to have an integer Cholesky factor, D holds squares.
    No entry is larger than the bound, and no row has only zeros beside the diagonal.
    """
    return _gram(draw, name, size, bound, lambda: _definite(draw.stream, size, bound, cholesky))


def positive_semidefinite(draw: Draw, name: str, size: int, *, rank: int, bound: int = 9) -> Grid:
    """A symmetric positive semidefinite integer matrix of this rank, less than its size."""
    if not 1 <= rank < size:
        raise draw.error(f"{name} of size {size} is singular with a rank from 1 to {size - 1}; got {rank}.")
    entries = (-2, -1, -1, 0, 1, 1, 2) if rank > 1 else (-3, -2, -1, 1, 2, 3)

    def attempt() -> Rows:
        B = draw.stream.rows(size, rank, entries)
        return exact.product(B, exact.transposed(B))

    return _gram(draw, name, size, bound, attempt, rank)


def _gram(
    draw: Draw, name: str, size: int, bound: int, attempt: Callable[[], Rows], rank: int | None = None
) -> Grid:
    """What the attempt makes, of full or the given rank, with short entries and coupled rows."""

    def fits(A: Rows) -> bool:
        return exact.within(A, bound) and _is_coupled(A) and exact.rank(A) == (rank or size)

    return grid(
        draw.recorded(
            name,
            lambda: draw.built(name, fits, attempt),
            lambda value: is_rows(value, (size, size), is_integer),
            f"{size} rows of {size} integers",
        )
    )


def _definite(stream: Stream, size: int, bound: int, squares: bool) -> Rows:
    """L D Lᵀ for a unit lower triangular L, or L Lᵀ for any diagonal where D is to hold squares."""
    if squares:
        diagonal, D = [stream.between(1, 3) for _ in range(size)], [1] * size
    else:
        diagonal, D = [1] * size, [stream.between(1, max(2, bound // 2)) for _ in range(size)]
    L = [
        [stream.one((-2, -1, -1, 0, 1, 1, 2)) if j < i else diagonal[i] * (i == j) for j in range(size)]
        for i in range(size)
    ]
    scaled = [[entry * d for entry, d in zip(row, D, strict=True)] for row in L]
    return exact.product(scaled, exact.transposed(L))


def singular_values(draw: Draw, name: str, rows: int, *, bound: int = 9) -> SingularValues:
    """An integer matrix, shape (rows, 2) with 2 or 3 rows, whose two singular values are different integers.

    It is not triangular, and its columns are not orthogonal. Drawn from a list, so nothing is rejected.
    """
    options = _with_singular_values(rows, bound) if rows in (2, 3) else ()
    if not options:
        raise draw.error(f"{name} has 2 or 3 rows and a bound of 2 or more; got {rows} and {bound}.")

    def invent() -> list[Any]:
        A, values = draw.stream.one(options)
        sign = draw.stream.sign()
        return [[[sign * entry for entry in row] for row in A], list(values)]

    A, values = draw.recorded(
        name,
        invent,
        lambda value: are_pieces(
            value,
            (lambda made: is_rows(made, (rows, 2), is_integer), lambda made: is_list(made, 2, is_integer)),
        ),
        f"{rows} rows of 2 integers, and a list of 2 integers",
    )
    (p, q), _ = exact.product(exact.transposed(A), A)
    first: tuple[Value, Value] = (q, values[0] ** 2 - p)
    sign = 1 if first[0] > 0 else -1
    a, b = (sign * entry / sqrt(Integer(first[0] ** 2 + first[1] ** 2)) for entry in first)
    V = ImmutableMatrix([[a, abs(b)], [b, a * (-1 if b > 0 else 1)]])
    return SingularValues(grid(A), (values[0], values[1]), V)


@lru_cache(maxsize=8)
def _with_singular_values(rows: int, bound: int) -> tuple[tuple[Rows, tuple[int, int]], ...]:
    """Every small A = σ₁ u₁ v₁ᵀ + σ₂ u₂ v₂ᵀ with directions of small integers, each once, and σ₁ > σ₂."""
    found: dict[str, tuple[Rows, tuple[int, int]]] = {}
    for (u1, v1), (u2, v2) in _directions(rows):
        first, second = (isqrt(_dot(u, u) * _dot(v, v)) for u, v in ((u1, v1), (u2, v2)))
        whole = first * second
        terms = [
            (second * a * c, first * b * d)
            for a, b in zip(u1, u2, strict=True)
            for c, d in zip(v1, v2, strict=True)
        ]
        for large, small in ((s, t) for s in range(2, 16) for t in range(1, s)):
            if any((large * a + small * b) % whole for a, b in terms):
                continue
            flat = [(large * a + small * b) // whole for a, b in terms]
            A = [flat[k : k + 2] for k in range(0, len(flat), 2)]
            if exact.within(A, bound) and not exact.is_triangular(A) and not exact.has_zero_line(A):
                found.setdefault(str(A), (A, (large, small)))
    return tuple(found[key] for key in sorted(found))


Direction: TypeAlias = "tuple[tuple[int, ...], tuple[int, ...]]"


def _directions(rows: int) -> Iterator[tuple[Direction, Direction]]:
    """u₁, v₁ and u₂, v₂: u₁ ⊥ u₂ and v₁ ⊥ v₂, both v on no axis, and |u||v| an integer for each."""
    short = [u for u in product(range(-4, 5), repeat=rows) if any(u) and gcd(*u) == 1]
    for a, b in ((a, b) for a, b in product(range(1, 5), repeat=2) if gcd(a, b) == 1):
        whole = [u for u in short if isqrt(n := _dot(u, u) * (a * a + b * b)) ** 2 == n]
        for u1, u2 in ((u1, u2) for u1 in filter(_is_leading, whole) for u2 in whole if not _dot(u1, u2)):
            yield (u1, (a, b)), (u2, (b, -a))
            yield (u1, (a, -b)), (u2, (b, a))
