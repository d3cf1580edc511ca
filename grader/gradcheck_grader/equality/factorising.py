"""The usual factorisations of a rational matrix, worked out exactly: what an author need not write down."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import fmpq, fmpq_mat

from gradcheck_grader.equality.arrays import Grid
from gradcheck_grader.equality.linear import (
    Ground,
    Vector,
    columns_of,
    diagonal,
    dot,
    fraction,
    fractions_of,
    grid_of_columns,
    rational_matrix,
    root_of,
)
from gradcheck_grader.equality.spans import normalised, null_space, orthogonalised, orthonormalised, whole
from gradcheck_grader.syntax.build import rational, times

Rows = list[list[Fraction]]


def factors_of(kind: str, grid: Grid, ground: Ground) -> tuple[Grid, ...] | None:
    """The factors of a rational matrix, in order; None where it has none, or they are not found exactly."""
    matrix = rational_matrix(grid)
    rule = RULES.get(kind)
    return None if matrix is None or rule is None else rule(grid, matrix, ground)


def _rows(grid: Grid) -> Rows:
    values = fractions_of(grid.entries) or []
    return [values[row * grid.columns : (row + 1) * grid.columns] for row in range(grid.rows)]


def _grid(rows: Rows) -> Grid:
    return Grid(len(rows), len(rows[0]), tuple(rational(entry) for row in rows for entry in row))


def _eliminated(rows: Rows, *, pivots: bool) -> tuple[Rows, Rows, list[int]] | None:
    """L, U and the order of rows; None where a pivot is 0 and rows may not be exchanged."""
    count = len(rows)
    upper, order = [list(row) for row in rows], list(range(count))
    lower = [[Fraction(0)] * count for _ in range(count)]
    for step in range(min(count, len(rows[0]))):
        best = max(range(step, count), key=lambda row: abs(upper[row][step])) if pivots else step
        upper[step], upper[best] = upper[best], upper[step]
        lower[step], lower[best] = lower[best], lower[step]
        order[step], order[best] = order[best], order[step]
        for row in range(step + 1, count):
            if upper[row][step] == 0:
                continue
            if upper[step][step] == 0:
                return None
            factor = upper[row][step] / upper[step][step]
            lower[row][step] = factor
            upper[row] = [
                entry - factor * above for entry, above in zip(upper[row], upper[step], strict=True)
            ]
    for place in range(count):
        lower[place][place] = Fraction(1)
    return lower, upper, order


def _lu(grid: Grid, matrix: fmpq_mat, ground: Ground) -> tuple[Grid, ...] | None:
    found = _eliminated(_rows(grid), pivots=False)
    return None if found is None else (_grid(found[0]), _grid(found[1]))


def _pa_lu(grid: Grid, matrix: fmpq_mat, ground: Ground) -> tuple[Grid, ...] | None:
    found = _eliminated(_rows(grid), pivots=True)
    if found is None:
        return None
    lower, upper, order = found
    chosen = [[Fraction(int(column == place)) for column in range(grid.rows)] for place in order]
    return _grid(chosen), _grid(lower), _grid(upper)


def _plu(grid: Grid, matrix: fmpq_mat, ground: Ground) -> tuple[Grid, ...] | None:
    found = _pa_lu(grid, matrix, ground)
    return None if found is None else (found[0].transposed(), *found[1:])


def _ldl(grid: Grid, matrix: fmpq_mat, ground: Ground) -> tuple[Grid, ...] | None:
    found = _eliminated(_rows(grid), pivots=False)
    if found is None or matrix != matrix.transpose():
        return None
    lower, upper, _ = found
    return _grid(lower), diagonal([rational(upper[place][place]) for place in range(grid.rows)])


def _cholesky(grid: Grid, matrix: fmpq_mat, ground: Ground) -> tuple[Grid, ...] | None:
    found = _eliminated(_rows(grid), pivots=False)
    if found is None or matrix != matrix.transpose():
        return None
    lower, upper, _ = found
    pivots = [upper[place][place] for place in range(grid.rows)]
    if min(pivots) <= 0:
        return None
    roots = [root_of(rational(pivot)) for pivot in pivots]
    entries = tuple(
        times(rational(row[column]), roots[column]) for row in lower for column in range(grid.rows)
    )
    return (Grid(grid.rows, grid.rows, entries),)


def _qr(grid: Grid, matrix: fmpq_mat, ground: Ground) -> tuple[Grid, ...] | None:
    if matrix.rank() < grid.columns:
        return None
    columns = columns_of(grid)
    q = orthonormalised(columns, ground)
    entries = [
        ground.settled(dot(q[row], columns[column])) if row <= column else rational(Fraction(0))
        for row in range(grid.columns)
        for column in range(grid.columns)
    ]
    return grid_of_columns(q), Grid(grid.columns, grid.columns, tuple(entries))


def _eigenvectors(matrix: fmpq_mat) -> list[tuple[Fraction, list[Vector]]] | None:
    """The eigenvalues, ascending, with bases of their spaces; None unless all are rational, and enough."""
    size = matrix.nrows()
    _, factors = matrix.charpoly().factor()
    values: list[Fraction] = []
    for factor, _ in factors:
        coefficients = [fraction(one) for one in factor.coeffs()]
        if len(coefficients) != 2:
            return None
        values.append(-coefficients[0] / coefficients[1])
    one = fmpq_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])
    spaces = [
        (value, null_space(matrix - one * fmpq(value.numerator, value.denominator)))
        for value in sorted(values)
    ]
    return spaces if sum(len(space) for _, space in spaces) == size else None


def _eigen(grid: Grid, matrix: fmpq_mat, ground: Ground) -> tuple[Grid, ...] | None:
    spaces = _eigenvectors(matrix)
    if spaces is None:
        return None
    values = [rational(value) for value, space in spaces for _ in space]
    return grid_of_columns([vector for _, space in spaces for vector in space]), diagonal(values)


def _spectral(grid: Grid, matrix: fmpq_mat, ground: Ground) -> tuple[Grid, ...] | None:
    spaces = _eigenvectors(matrix) if matrix == matrix.transpose() else None
    if spaces is None:
        return None
    values = [rational(value) for value, space in spaces for _ in space]
    vectors = [vector for _, space in spaces for vector in orthonormalised(space, ground)]
    return grid_of_columns(vectors), diagonal(values)


def _svd(grid: Grid, matrix: fmpq_mat, ground: Ground) -> tuple[Grid, ...] | None:
    """By the eigenvectors of A^T A, where its eigenvalues are rational and A has independent columns."""
    spaces = _eigenvectors(matrix.transpose() * matrix)
    if spaces is None or spaces[0][0] <= 0:
        return None
    values = [value for value, space in reversed(spaces) for _ in space]
    right = [vector for _, space in reversed(spaces) for vector in orthogonalised(space, ground)]
    rows = columns_of(grid.transposed())
    # A v is a multiple of the left singular vector: normalised, it needs no division by the singular value.
    left = [whole(tuple(ground.settled(dot(row, vector)) for row in rows)) for vector in right]
    roots = [root_of(rational(value)) for value in values]
    return (
        grid_of_columns(list(map(normalised, left))),
        diagonal(roots),
        grid_of_columns(list(map(normalised, right))),
    )


Rule = Callable[[Grid, fmpq_mat, Ground], "tuple[Grid, ...] | None"]
RULES: dict[str, Rule] = {
    "LU": _lu,
    "PLU": _plu,
    "PA=LU": _pa_lu,
    "QR": _qr,
    "Cholesky": _cholesky,
    "LDL": _ldl,
    "eigen": _eigen,
    "spectral": _spectral,
    "SVD": _svd,
}
