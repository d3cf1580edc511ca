"""The eigenvalues of a rational matrix with bases of their spaces: how many there are, and which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast, final

from flint import acb, fmpq, fmpq_mat, fmpq_poly

from gradcheck_grader.equality.linear import Vector, added, fraction, fractions_of, number, root_of
from gradcheck_grader.equality.spans import null_space, whole
from gradcheck_grader.syntax.build import TWO, minus, over, rational, times
from gradcheck_grader.syntax.tree import Name, Node


@final
@dataclass(frozen=True, slots=True)
class Eigenspaces:
    """What is known of the eigenvectors of a matrix.

    count   how many independent ones there are.
    spaces  each eigenvalue with a basis of its space; None where one has no formula without third roots.
    """

    count: int
    spaces: tuple[tuple[Node, tuple[Vector, ...]], ...] | None


def eigenspaces(matrix: fmpq_mat, *, real: bool) -> Eigenspaces:
    """The eigenspaces of a square rational matrix.

    real  whether only real eigenvalues count.

    For an irreducible factor f of the characteristic polynomial the kernel of f(A) is the sum of the spaces
    of its roots, which all have one dimension: the Galois group permutes them.
    """
    count, spaces, known = 0, list[tuple[Node, tuple[Vector, ...]]](), True
    for factor, _ in matrix.charpoly().factor()[1]:
        degree = factor.degree()
        counted = _roots(factor, real=real)
        kernel = null_space(_at(factor, matrix))
        count += counted * len(kernel) // degree
        if degree == 1:
            spaces.append((rational(-fraction(factor[0]) / fraction(factor[1])), tuple(map(whole, kernel))))
        elif degree == 2 and counted:
            spaces += _of_a_quadratic(factor, matrix, kernel)
        else:
            known = known and not counted
    spaces.sort(key=lambda space: (number(space[0]) is None, number(space[0]) or 0))
    return Eigenspaces(count, tuple(spaces) if known else None)


def _roots(polynomial: fmpq_poly, *, real: bool) -> int:
    """How many roots an irreducible polynomial has; flint's real ones have no imaginary part at all."""
    found = cast("list[tuple[acb, int]]", polynomial.numer().complex_roots())
    return sum(1 for root, _ in found if not real or root.imag == 0)


def _at(polynomial: fmpq_poly, matrix: fmpq_mat) -> fmpq_mat:
    """The polynomial of the matrix, by Horner's rule."""
    size = matrix.nrows()
    one = fmpq_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])
    value = one * fmpq(0)
    for coefficient in reversed(polynomial.coeffs()):
        value = value * matrix + one * coefficient
    return value


def _of_a_quadratic(
    factor: fmpq_poly, matrix: fmpq_mat, kernel: Sequence[Vector]
) -> list[tuple[Node, tuple[Vector, ...]]]:
    """The spaces of the two roots: (A - other root) w is an eigenvector for w in the kernel of the factor."""
    constant, linear, leading = (fraction(factor[power]) for power in range(3))
    middle, square = -linear / leading / 2, (linear / leading) ** 2 / 4 - constant / leading
    halved = middle.denominator != 1
    root = root_of(rational(abs(4 * square if halved else square)))
    if square < 0:
        root = times(Name("i"), root)
    sums = (added(rational(2 * middle if halved else middle), part) for part in (root, minus(root)))
    plus, less = (over(one, TWO) if halved else one for one in sums)
    pairs = _independent(matrix, kernel)
    return [
        (own, tuple(_shifted(image, vector, other) for vector, image in pairs))
        for own, other in ((less, plus), (plus, less))
    ]


def _shifted(image: Vector, vector: Vector, other: Node) -> Vector:
    """A w - other * w, entry by entry."""
    return tuple(added(above, minus(times(other, entry))) for above, entry in zip(image, vector, strict=True))


def _independent(matrix: fmpq_mat, kernel: Sequence[Vector]) -> list[tuple[Vector, Vector]]:
    """Some w with A w, of which each pair is independent of those before."""
    chosen: list[tuple[Vector, Vector]] = []
    for vector in kernel:
        column = fmpq_mat(len(vector), 1, [fmpq(one.numerator, one.denominator) for one in _values(vector)])
        image = tuple(rational(fraction(one)) for one in (matrix * column).entries())
        rows = [_values(one) for pair in [*chosen, (vector, image)] for one in pair]
        entries = [fmpq(one.numerator, one.denominator) for row in rows for one in row]
        if fmpq_mat(len(rows), len(vector), entries).rank() == len(rows):
            chosen.append((vector, image))
    return chosen


def _values(vector: Vector) -> list[Fraction]:
    return fractions_of(vector) or []
