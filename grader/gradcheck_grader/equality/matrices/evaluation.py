"""Typed expressions evaluated at matrices: exactly where everything is rational, else with error bounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, cast, final

from flint import acb_mat, arb, arb_mat, fmpq, fmpq_mat

from gradcheck_grader.equality.balls import UNDEFINED, UNKNOWN
from gradcheck_grader.equality.matrices import scalars
from gradcheck_grader.equality.matrices.sampling import Sample, Value
from gradcheck_grader.equality.matrices.scalars import NoValue, Scalar, quotient
from gradcheck_grader.equality.matrices.sizes import size_at
from gradcheck_grader.equality.matrices.typed import Typed

MOST_STEPS = 20_000
MOST_BITS = 65_536
LARGEST_POWER = 10_000


@final
class Run:
    """What one evaluation knows: the sample, the indices that are bound, and how much was spent."""

    __slots__ = ("bound", "exact", "sample", "sizes", "spent")

    def __init__(self, sample: Sample, *, exact: bool) -> None:
        self.sample, self.sizes, self.exact = sample, sample.sizes, exact
        self.bound: dict[str, int] = {}
        self.spent = 0

    def spend(self, steps: int) -> None:
        """Counts steps, up to the bound."""
        self.spent += steps
        if self.spent > MOST_STEPS:
            raise NoValue(UNKNOWN)

    def shape(self, typed: Typed) -> tuple[int, int]:
        """The shape of what comes out, in numbers."""
        rows, columns = typed.known_shape
        return size_at(rows, self.sizes), size_at(columns, self.sizes)


Rule = Callable[[Run, Typed, "list[Value]"], Value]


def built(shape: tuple[int, int], entries: Sequence[Scalar]) -> Value:
    """The matrix with these entries, row by row; exact when all of them are."""
    exact = [entry for entry in entries if isinstance(entry, fmpq)]
    if len(exact) == len(entries):
        return fmpq_mat(*shape, exact)
    return arb_mat(*shape, [scalars.to_ball(entry) for entry in entries])


def entries_of(value: Value) -> list[Scalar]:
    """The entries row by row; of a number the number."""
    return [value] if isinstance(value, fmpq | arb) else value.entries()


def scaled(number: Scalar, matrix: Value) -> Value:
    """The number times the matrix."""
    if isinstance(number, arb) and isinstance(matrix, fmpq_mat):
        matrix = arb_mat(matrix)
    return matrix * number


def times(left: Value, right: Value) -> Value:
    """The product of numbers and matrices, whichever they are."""
    left_is_number, right_is_number = isinstance(left, fmpq | arb), isinstance(right, fmpq | arb)
    if left_is_number == right_is_number:
        return left * right
    return scaled(left, right) if left_is_number else scaled(right, left)


def inverse(matrix: Value) -> Value:
    """The inverse; raises NoValue for a singular matrix, and for one that may be singular."""
    try:
        return matrix.inv()
    except ZeroDivisionError:
        raise NoValue(UNDEFINED if isinstance(matrix, fmpq_mat) else UNKNOWN) from None


def is_finite(value: Value) -> bool:
    """Whether every entry is a number."""
    return isinstance(value, fmpq | fmpq_mat) or all(
        entry.is_finite() for entry in entries_of(value) if isinstance(entry, arb)
    )


def _number(run: Run, typed: Typed, _args: list[Value]) -> Value:
    value = scalars.to_fmpq(typed.detail) if isinstance(typed.detail, Fraction) else scalars.ZERO
    return value if run.exact else arb(value)


def _constant(_run: Run, typed: Typed, _args: list[Value]) -> Value:
    return arb.pi() if typed.detail == "pi" else arb(1).exp()


def _zero(run: Run, typed: Typed, _args: list[Value]) -> Value:
    return scalars.ZERO if typed.is_number or typed.is_open else fmpq_mat(*run.shape(typed))


def _identity(run: Run, typed: Typed, _args: list[Value]) -> Value:
    if typed.is_number:
        return scalars.ONE
    rows, columns = run.shape(typed)
    return fmpq_mat(rows, columns, [int(at % (columns + 1) == 0) for at in range(rows * columns)])


def _ones(run: Run, typed: Typed, _args: list[Value]) -> Value:
    if typed.is_number:
        return scalars.ONE
    rows, columns = run.shape(typed)
    return fmpq_mat(rows, columns, [1] * (rows * columns))


def _spread(run: Run, typed: Typed, args: list[Value]) -> Value:
    rows, columns = run.shape(typed)
    return built((rows, columns), [args[0]] * (rows * columns))


def _sum(_run: Run, _typed: Typed, args: list[Value]) -> Value:
    total = args[0]
    for term in args[1:]:
        total = total + term
    return total


def _product(_run: Run, _typed: Typed, args: list[Value]) -> Value:
    total = args[0]
    for factor in args[1:]:
        total = total * factor
    return total


def _matmul(_run: Run, typed: Typed, args: list[Value]) -> Value:
    product = args[0] * args[1]
    return product[0, 0] if typed.is_number else product


def _hadamard(run: Run, typed: Typed, args: list[Value]) -> Value:
    pairs = zip(entries_of(args[0]), entries_of(args[1]), strict=True)
    return built(run.shape(typed), [a * b for a, b in pairs])


def _kron(run: Run, typed: Typed, args: list[Value]) -> Value:
    left, right = (arg if isinstance(arg, fmpq_mat | arb_mat) else built((1, 1), [arg]) for arg in args)
    entries = [
        left[row, column] * right[inner_row, inner_column]
        for row in range(left.nrows())
        for inner_row in range(right.nrows())
        for column in range(left.ncols())
        for inner_column in range(right.ncols())
    ]
    return entries[0] if typed.is_number else built(run.shape(typed), entries)


def _vec(run: Run, typed: Typed, args: list[Value]) -> Value:
    matrix = args[0]
    rows, columns = range(matrix.nrows()), range(matrix.ncols())
    return built(run.shape(typed), [matrix[row, column] for column in columns for row in rows])


def _power(_run: Run, _typed: Typed, args: list[Value]) -> Value:
    base, exponent = args
    if not (isinstance(exponent, fmpq) and exponent.q == 1):
        exponent = exponent.unique_fmpz() if isinstance(exponent, arb) and exponent.is_exact() else None
    if exponent is None or abs(exponent) > LARGEST_POWER:
        raise NoValue(UNKNOWN)
    times_itself = int(exponent.p) if isinstance(exponent, fmpq) else int(exponent)
    if isinstance(base, fmpq_mat):
        bits = max(int(entry.p).bit_length() + int(entry.q).bit_length() for entry in base.entries())
        if bits * abs(times_itself) > MOST_BITS:
            base = arb_mat(base)
    raised = base ** abs(times_itself)
    return inverse(raised) if times_itself < 0 else raised


def _trace(_run: Run, _typed: Typed, args: list[Value]) -> Value:
    matrix = args[0]
    return _sum(_run, _typed, [matrix[at, at] for at in range(matrix.nrows())])


def _diag(run: Run, typed: Typed, args: list[Value]) -> Value:
    entries = entries_of(args[0])
    size = len(entries)
    grid: list[Scalar] = [scalars.ZERO] * (size * size)
    grid[:: size + 1] = entries
    return built(run.shape(typed), grid)


def _diagonal(run: Run, typed: Typed, args: list[Value]) -> Value:
    matrix = args[0]
    return built(run.shape(typed), [matrix[at, at] for at in range(matrix.nrows())])


def _rank(_run: Run, _typed: Typed, args: list[Value]) -> Value:
    matrix = args[0]
    if isinstance(matrix, fmpq):
        return fmpq(int(matrix != 0))
    if not isinstance(matrix, fmpq_mat):
        raise NoValue(UNKNOWN)
    return fmpq(matrix.rank())


def _norm(_run: Run, typed: Typed, args: list[Value]) -> Value:
    """Of a vector the p-norm; of a matrix the norm of the map (1, 2, inf) or of its entries (fro)."""
    p, matrix = str(typed.detail), args[0]
    vector = typed.args[0].is_column or typed.args[0].is_row
    sizes = [scalars.applied("abs", (entry,)) for entry in entries_of(matrix)]
    if p == "fro" or (vector and p == "2"):
        return scalars.applied("sqrt", (_sum(_run, typed, [size * size for size in sizes]),))
    if vector:
        return _vector_norm(sizes, p)
    if p == "2":
        return _spectral(matrix)
    columns = matrix.ncols()
    lines = (
        [sizes[at::columns] for at in range(columns)]
        if p == "1"
        else [sizes[at : at + columns] for at in range(0, len(sizes), columns)]
    )
    return scalars.applied("max", tuple(_sum(_run, typed, list(line)) for line in lines))


def _vector_norm(sizes: list[Scalar], p: str) -> Scalar:
    if p == "inf":
        return scalars.applied("max", tuple(sizes))
    exponent = scalars.to_fmpq(Fraction(p))
    total = scalars.ZERO
    for size in sizes:
        total = total + scalars.power(size, exponent)
    return total if p == "1" else scalars.power(total, 1 / exponent)


def _spectral(matrix: Value) -> Scalar:
    """The root of the largest eigenvalue of A^T A."""
    turned = matrix.transpose()
    square = matrix * turned if matrix.nrows() < matrix.ncols() else turned * matrix
    if isinstance(square, fmpq_mat):
        # The stubs of flint do not know that roots come with their multiplicities.
        roots: Any = [root for root, _ in cast("Any", square.charpoly()).complex_roots()]
    else:
        roots = acb_mat(square).eig(multiple=True)
    largest: arb = roots[0].real
    for root in roots[1:]:
        largest = largest.max(root.real)
    return scalars.applied("sqrt", (largest.max(arb(0)),))


def _entry(run: Run, typed: Typed, args: list[Value]) -> Value:
    matrix, *indices = args
    places: list[int] = []
    for index in indices:
        if not (isinstance(index, fmpq) and index.q == 1):
            raise NoValue(UNKNOWN)
        places.append(int(index.p) - 1)
    if len(places) == 1:
        places = [places[0], 0] if typed.args[0].is_column else [0, places[0]]
    rows, columns = run.shape(typed.args[0])
    if not (0 <= places[0] < rows and 0 <= places[1] < columns):
        raise NoValue(UNKNOWN)
    return matrix[places[0], places[1]]


def _total(run: Run, typed: Typed, args: list[Value]) -> Value:
    entries = entries_of(args[0])
    total = _sum(run, typed, list(entries))
    return quotient(total, fmpq(len(entries))) if typed.operation == "mean" else total


def _extreme(_run: Run, typed: Typed, args: list[Value]) -> Value:
    return scalars.applied("max" if typed.operation == "largest" else "min", tuple(entries_of(args[0])))


def softmax(value: Value) -> list[Scalar]:
    """Shares that are proportional to e to the entries."""
    powers = [scalars.applied("exp", (entry,)) for entry in entries_of(value)]
    total = powers[0]
    for power in powers[1:]:
        total = total + power
    return [power / total for power in powers]


def _softmax(run: Run, typed: Typed, args: list[Value]) -> Value:
    return built(run.shape(typed), softmax(args[0]))


def _logsumexp(run: Run, typed: Typed, args: list[Value]) -> Value:
    powers = [scalars.applied("exp", (entry,)) for entry in entries_of(args[0])]
    return scalars.applied("log", (_sum(run, typed, list(powers)),))


def _each(run: Run, typed: Typed, args: list[Value]) -> Value:
    head = str(typed.detail)
    columns = zip(*(entries_of(arg) for arg in args), strict=True)
    return built(run.shape(typed), [scalars.applied(head, entries) for entries in columns])


RULES: dict[str, Rule] = {
    "number": _number,
    "constant": _constant,
    "zero": _zero,
    "identity": _identity,
    "ones": _ones,
    "spread": _spread,
    "name": lambda run, typed, _: run.sample.values[str(typed.detail)],
    "dimension": lambda run, typed, _: fmpq(run.sizes[str(typed.detail)]),
    "index": lambda run, typed, _: fmpq(run.bound[str(typed.detail)]),
    "+": _sum,
    "*": _product,
    "neg": lambda _run, _typed, args: -args[0],
    "scale": lambda _run, _typed, args: scaled(args[0], args[1]),
    "/": lambda _run, _typed, args: scaled(quotient(scalars.ONE, args[1]), args[0]),
    "matmul": _matmul,
    "hadamard": _hadamard,
    "kron": _kron,
    "vec": _vec,
    "transpose": lambda _run, _typed, args: args[0].transpose(),
    "inv": lambda _run, _typed, args: inverse(args[0]),
    "power": _power,
    "det": lambda _run, _typed, args: args[0].det(),
    "tr": _trace,
    "diag": _diag,
    "diagonal": _diagonal,
    "rank": _rank,
    "norm": _norm,
    "entry": _entry,
    "total": _total,
    "mean": _total,
    "largest": _extreme,
    "smallest": _extreme,
    "softmax": _softmax,
    "logsumexp": _logsumexp,
    "function": lambda _run, typed, args: scalars.applied(str(typed.detail), tuple(args)),
    "each": _each,
    "matrix": lambda run, typed, args: args[0] if typed.is_number else built(run.shape(typed), args),
}


def as_bounds(low: Any, high: Any) -> range:
    """The values of an index; raises NoValue for bounds that are no whole numbers."""
    if not (isinstance(low, fmpq) and isinstance(high, fmpq) and low.q == high.q == 1):
        raise NoValue(UNKNOWN)
    return range(int(low.p), int(high.p) + 1)
