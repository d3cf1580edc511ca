"""Linear algebra on entries that are numbers or expressions: products, lengths, determinants.

Entries that are rational are worked out exactly (flint); any other entry stays an expression, and the ladder
decides whether it is 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, permutations
from typing import final

from flint import acb, arb, fmpq, fmpq_mat

from gradcheck_grader.equality.arrays import Grid
from gradcheck_grader.equality.balls import UNDEFINED
from gradcheck_grader.equality.comparison import Comparison, right, undecided
from gradcheck_grader.equality.compiled import Compiled, notation_is_real
from gradcheck_grader.equality.exact import square_root
from gradcheck_grader.equality.ladder import compare
from gradcheck_grader.equality.tolerance import EXACT, Tolerance
from gradcheck_grader.equality.vanishing import is_zero
from gradcheck_grader.equality.witness import decimal, exact_text
from gradcheck_grader.feedback import linear as said
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax import build
from gradcheck_grader.syntax.build import ONE, TWO, ZERO, minus, rational, times
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Node, num
from gradcheck_grader.verdict import Evidence, Outcome

# A determinant of entries that are not all rational has n! terms.
LARGEST_DETERMINANT = 5
PRECISIONS = (64, 256, 1024)
LARGEST_EXPONENT = 4_096
LARGEST_SHOWN = 12
LONGEST_SHOWN = 12
DIGITS_SHOWN = 4
Vector = tuple[Node, ...]


@final
@dataclass(frozen=True, slots=True)
class Ground:
    """What decides about entries: the notation they are written in, and how near is near enough."""

    notation: Notation
    tolerance: Tolerance = EXACT

    @property
    def is_real(self) -> bool:
        """Whether all that can be written is real."""
        return notation_is_real(self.notation)

    @property
    def exactly(self) -> Ground:
        """The same without a tolerance."""
        return Ground(self.notation)

    def settled(self, node: Node) -> Node:
        """The node, worked out where it is rational."""
        if number(node) is not None:
            return node
        compiled = Compiled(node, self.notation)
        value = compiled.graph.value(compiled.root)
        return node if value is None else rational(value)

    def array(self, grid: Grid) -> Grid:
        """The grid with all its rational entries worked out."""
        return replace(grid, entries=tuple(map(self.settled, grid.entries)))

    def equal(self, needed: Node, yours: Node, size: Fraction | None = None) -> Comparison:
        """Whether two entries are equal.

        size  of the entries around: a relative tolerance is a share of it, so that a 0 among them counts too.
        """
        if size is None or self.tolerance.is_exact:
            return self._compared(needed, yours, self.tolerance)
        return self.near(needed, yours, self.tolerance.allowed(size, size))

    def near(self, needed: Node, yours: Node, allowed: Fraction) -> Comparison:
        """Whether two entries are at most so far apart."""
        return self._compared(needed, yours, Tolerance(absolute=allowed))

    def _compared(self, needed: Node, yours: Node, tolerance: Tolerance) -> Comparison:
        found = compare(Compiled(needed, self.notation), yours, tolerance=tolerance)
        # What is compared was computed: that both have the same tree is no news to anybody.
        return replace(found, evidence=Evidence("exact")) if found.evidence.kind == "same-tree" else found

    def vanishes(self, node: Node, size: Fraction | None = None) -> Comparison:
        """Whether the node is 0."""
        return self.equal(ZERO, node, size)

    def surely(self, found: Comparison, node: Node) -> Comparison:
        """The finding that a node is 0, or undecided where that is not proved but only agrees."""
        if found.outcome is not Outcome.RIGHT or not self.tolerance.is_exact:
            return found
        if found.evidence.kind != "agrees":
            return found
        return right(Evidence("proved")) if is_zero(node, self.notation) else undecided(said.NOT_PROVED)

    def sign(self, node: Node) -> int | None:
        """1, 0 or -1, proved: the sign of a real number; None when it has no value or is not known."""
        exactly = number(self.settled(node))
        if exactly is not None:
            return (exactly > 0) - (exactly < 0)
        for bits in PRECISIONS:
            ball = self.ball(node, bits)
            if not isinstance(ball, arb):
                return None
            if ball > 0 or ball < 0:
                return 1 if ball > 0 else -1
        ground = self.exactly
        return 0 if ground.surely(ground.vanishes(node), node).is_right else None

    def size(self, nodes: Iterable[Node]) -> Fraction:
        """The largest absolute value among numbers, about; what has names counts as 1.

        Only tolerances ask for it: without one it is 0.
        """
        if self.tolerance.is_exact:
            return Fraction(0)
        return max(map(self._size, nodes), default=Fraction(0))

    def _size(self, node: Node) -> Fraction:
        exactly = number(node)
        if exactly is not None:
            return abs(exactly)
        ball = self.ball(build.of("abs", node), PRECISIONS[0])
        if ball is None:
            return Fraction(1)
        real = ball.real if isinstance(ball, acb) else ball
        mantissa, exponent = real.mid().man_exp()
        # A tower of powers has an exponent that nobody can write out: its share is then taken too small.
        return Fraction(int(mantissa)) * Fraction(2) ** max(
            -LARGEST_EXPONENT, min(int(exponent), LARGEST_EXPONENT)
        )

    def has_no_value(self, nodes: Iterable[Node]) -> bool:
        """Whether some number among the nodes is proved to have no value: 1/0, log(-1) among real ones."""
        for node in nodes:
            if number(node) is not None:
                continue
            compiled = Compiled(node, self.notation)
            if not compiled.program.names and compiled.at({}, PRECISIONS[0])[1] is UNDEFINED:
                return True
        return False

    def ball(self, node: Node, bits: int) -> arb | acb | None:
        """A ball around the number, or None when it has names or no value that is known."""
        compiled = Compiled(node, self.notation)
        if compiled.program.names or not compiled.program.complete:
            return None
        found = compiled.at({}, bits)[1]
        return found if isinstance(found, arb | acb) and found.is_finite() else None

    def text(self, node: Node) -> str:
        """A value for a person: rational, a short root, or a decimal; an expression as it is."""
        node = self.settled(node)
        value = number(node)
        if value is not None:
            return to_plain(node) if value.denominator <= LARGEST_SHOWN else exact_text(value)
        plain = to_plain(node)
        ball = self.ball(node, PRECISIONS[0]) if len(plain) > LONGEST_SHOWN else None
        return plain if ball is None else decimal(ball, DIGITS_SHOWN)


def number(node: Node) -> Fraction | None:
    """The rational number that is written here, with a sign or as a quotient; None for anything else."""
    if isinstance(node, Apply) and node.head == "neg":
        inner = number(node.args[0])
        return None if inner is None else -inner
    return build.value_of(node)


def added(*terms: Node) -> Node:
    """The sum of the terms, in which all rational numbers are added up."""
    values = [number(term) for term in terms]
    return build.plus(
        *(term if value is None else num(value) for term, value in zip(terms, values, strict=True))
    )


# Grids.


def at(grid: Grid, row: int, column: int) -> Node:
    """An entry, counted from 0."""
    return grid.entries[row * grid.columns + column]


def places(grid: Grid) -> list[tuple[int, int]]:
    """Row and column of every entry, row by row, counted from 0."""
    return _places(grid.rows, grid.columns)


def columns_of(grid: Grid) -> tuple[Vector, ...]:
    """The columns."""
    return tuple(tuple(at(grid, row, column) for row in range(grid.rows)) for column in range(grid.columns))


def grid_of_columns(columns: Sequence[Vector]) -> Grid:
    """The grid with these columns, at least one."""
    rows = len(columns[0])
    return Grid(rows, len(columns), tuple(column[row] for row in range(rows) for column in columns))


def identity(size: int) -> Grid:
    """The identity matrix."""
    return diagonal([ONE] * size)


def diagonal(entries: Sequence[Node]) -> Grid:
    """The square matrix with this diagonal."""
    size = len(entries)
    found = (entries[row] if row == column else ZERO for row, column in _places(size, size))
    return Grid(size, size, tuple(found))


def multiplied(left: Grid, right: Grid) -> Grid:
    """The matrix product of two grids whose shapes fit."""
    columns = columns_of(right)
    rows = columns_of(left.transposed())
    entries = tuple(dot(rows[row], columns[column]) for row, column in _places(left.rows, right.columns))
    return Grid(left.rows, right.columns, entries)


def dot(left: Sequence[Node], right: Sequence[Node]) -> Node:
    """The sum of the products of the entries."""
    return added(*(times(one, other) for one, other in zip(left, right, strict=True)))


def squared_length(vector: Sequence[Node], *, real: bool = True) -> Node:
    """The squared length; of complex entries the absolute values count."""
    return added(*(_square(entry if real else build.of("abs", entry)) for entry in vector))


def _square(node: Node) -> Node:
    value = number(node)
    return build.to_the(node, TWO) if value is None else rational(value**2)


def length(vector: Sequence[Node], *, real: bool = True) -> Node:
    """The length, without a root where it is rational."""
    return root_of(squared_length(vector, real=real))


def root_of(node: Node) -> Node:
    """The square root, worked out where it is rational."""
    value = number(node)
    root = None if value is None else square_root(value)
    return build.of("sqrt", node) if root is None else rational(root)


def fractions_of(entries: Iterable[Node]) -> list[Fraction] | None:
    """The entries as fractions, if all of them are rational."""
    values = [number(entry) for entry in entries]
    known = [value for value in values if value is not None]
    return known if len(known) == len(values) else None


def rational_matrix(grid: Grid) -> fmpq_mat | None:
    """The grid as flint has it, if all its entries are rational."""
    values = fractions_of(grid.entries)
    if values is None:
        return None
    return fmpq_mat(grid.rows, grid.columns, [fmpq(one.numerator, one.denominator) for one in values])


def grid_of_rationals(matrix: fmpq_mat) -> Grid:
    """The grid of a matrix as flint has it."""
    return Grid(matrix.nrows(), matrix.ncols(), tuple(rational(fraction(one)) for one in matrix.entries()))


def fraction(value: fmpq) -> Fraction:
    """flint's rational number as Python's."""
    return Fraction(int(value.p), int(value.q))


def determinant(grid: Grid) -> Node | None:
    """The determinant of a square grid; None when it is too large for entries that are not rational."""
    matrix = rational_matrix(grid)
    if matrix is not None:
        return rational(fraction(matrix.det()))
    if grid.rows > LARGEST_DETERMINANT:
        return None
    terms: list[Node] = []
    for order in permutations(range(grid.rows)):
        product = times(*(at(grid, row, column) for row, column in enumerate(order)))
        terms.append(minus(product) if _is_odd(order) else product)
    return added(*terms)


def _is_odd(order: Sequence[int]) -> bool:
    inversions = sum(
        order[first] > order[second] for first in range(len(order)) for second in range(first + 1, len(order))
    )
    return inversions % 2 == 1


def characteristic_sums(grid: Grid) -> list[Node] | None:
    """The sums of the principal minors of each size from 1: the coefficients, but for their signs, of the
    characteristic polynomial. All are >= 0 exactly when a symmetric matrix is positive semidefinite.
    """
    size = grid.rows
    matrix = rational_matrix(grid)
    if matrix is not None:
        # det(t - A) has the coefficient (-1)^k e_k at t^(n-k).
        found = [fraction(one) for one in matrix.charpoly().coeffs()]
        return [rational((-1) ** k * found[size - k]) for k in range(1, size + 1)]
    if size > LARGEST_DETERMINANT:
        return None
    sums: list[Node] = []
    for k in range(1, size + 1):
        minors = [determinant(_principal(grid, chosen)) for chosen in combinations(range(size), k)]
        sums.append(added(*(minor for minor in minors if minor is not None)))
    return sums


def _principal(grid: Grid, chosen: Sequence[int]) -> Grid:
    entries = tuple(at(grid, row, column) for row in chosen for column in chosen)
    return Grid(len(chosen), len(chosen), entries)


def _places(rows: int, columns: int) -> list[tuple[int, int]]:
    return [(row, column) for row in range(rows) for column in range(columns)]
