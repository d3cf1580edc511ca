"""Gradients and Jacobians by forward differentiation, entry by entry: no formula of matrix calculus is used.

Entries are differentiated as if they were free, also where the matrix is declared symmetric: the gradient of
x^T A x by A is x x^T (The Matrix Cookbook's other convention, 2.8.2, counts mirrored entries together).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from hashlib import blake2b
from typing import Any, final

from flint import arb, fmpq

from gradcheck_grader.equality.balls import UNKNOWN, Void
from gradcheck_grader.equality.matrices import evaluation, scalars
from gradcheck_grader.equality.matrices.evaluation import Run, built, entries_of, scaled, times
from gradcheck_grader.equality.matrices.program import Program
from gradcheck_grader.equality.matrices.sampling import Sample, Value
from gradcheck_grader.equality.matrices.scalars import NoValue, Scalar
from gradcheck_grader.equality.matrices.sides import digest_of, evaluated, remembered
from gradcheck_grader.equality.matrices.typed import Typed
from gradcheck_grader.notation import Dimension, Shape

Tangent = Value | None  # None: nothing changes
Rule = Callable[[Run, Typed, list[Value], Value, list[Tangent]], Tangent]
LARGEST_POWER = 16


@final
class Differentiated:
    """A side that is the derivative of a function; its values come from dual numbers.

    A number by a name: in denominator layout the shape of the name. A vector by a vector: the entry i, j is
    the derivative of entry j by entry i. Numerator layout is the transpose of both.
    """

    def __init__(self, function: Typed, wrt: str, shape: Shape, *, layout: str) -> None:
        self.program = Program(function)
        # Where the function has no value it has no derivative, and nothing is asked.
        self.is_guarded = True
        self.wrt, self.wrt_shape, self.layout = wrt, shape, layout
        self.of_number = function.is_number
        rows, columns = function.known_shape
        turned: tuple[Dimension, Dimension] = (
            (shape.rows, shape.columns) if self.of_number else (shape.rows, rows)
        )
        if shape.rows == shape.columns == 1:
            turned = rows, columns
        self.shape = turned if layout == "denominator" else (turned[1], turned[0])
        extra = blake2b(f"{wrt} {layout}".encode(), digest_size=8).digest()
        self.digest = digest_of(self.program) ^ int.from_bytes(extra, "big")
        self._remembered: dict[object, Any] = {}

    def __reduce__(self) -> tuple[Callable[..., Differentiated], tuple[object, ...]]:
        return _again, (self.program.root, self.wrt, self.wrt_shape, self.layout)

    def value(self, sample: Sample, bits: int, key: object = None) -> Value | Void:
        """The derivative at a sample."""
        return remembered(
            self._remembered, key, bits, lambda: evaluated(self.program, self._gradient, sample, bits)
        )

    def _gradient(self, run: Run) -> Value:
        values = self.program.run(run)
        place = run.sample.values.get(self.wrt, scalars.ZERO)
        if isinstance(place, fmpq | arb):
            found = tangents(self.program, run, values, {self.wrt: scalars.ONE})
            return self._laid_out(run, [_entries(run, self.program.root, found)], (1, 1))
        rows, columns = place.nrows(), place.ncols()
        lines: list[list[Scalar]] = []
        for at in range(rows * columns):
            seed = built((rows, columns), [fmpq(int(at == other)) for other in range(rows * columns)])
            found = tangents(self.program, run, values, {self.wrt: seed})
            lines.append(_entries(run, self.program.root, found))
        return self._laid_out(run, lines, (rows, columns))

    def _laid_out(self, run: Run, lines: list[list[Scalar]], shape: tuple[int, int]) -> Value:
        """The derivatives in the layout asked for; lines: one for each entry of the name."""
        if shape == (1, 1) and len(lines) == 1 and not self.of_number and self.wrt_shape == Shape(1):
            value = built(run.shape(self.program.root), lines[0])
        elif self.of_number:
            if self.shape == (1, 1):
                return lines[0][0]
            value = built(shape, [line[0] for line in lines])
        else:
            value = built((len(lines), len(lines[0])), [entry for line in lines for entry in line])
        return value if self.layout == "denominator" else value.transpose()


def _again(function: Typed, wrt: str, shape: Shape, layout: str) -> Differentiated:
    """What was pickled."""
    return Differentiated(function, wrt, shape, layout=layout)


def tangents(program: Program, run: Run, values: list[Value], seeds: dict[str, Value]) -> Tangent:
    """How the end of the program changes, to first order, when the names change by their seeds.

    values  of every step, as program.run gives them.
    """
    found: list[Tangent] = []
    run.spend(len(program.steps))
    for at, (typed, places) in enumerate(program.steps):
        given = [found[place] for place in places]
        if typed.operation == "name":
            found.append(seeds.get(str(typed.detail)))
        elif at in program.nested:
            ends = [values[place] for place in places]
            found.append(_bound(run, typed, program.nested[at], ends, seeds))
        elif all(tangent is None for tangent in given):
            found.append(None)
        else:
            args = [values[place] for place in places]
            rule = RULES.get(typed.operation)
            if rule is None:
                raise NoValue(UNKNOWN)
            found.append(rule(run, typed, args, values[at], given))
    return found[program.end]


def _entries(run: Run, root: Typed, tangent: Tangent) -> list[Scalar]:
    if tangent is not None:
        return entries_of(tangent)
    rows, columns = run.shape(root)
    return [scalars.ZERO] * (rows * columns)


def _bound(run: Run, typed: Typed, inside: Program, ends: list[Value], seeds: dict[str, Value]) -> Tangent:
    """A sum or product over an index; of a product all factors but one are kept."""
    index = str(typed.detail)
    outer = run.bound.get(index)
    parts: list[tuple[Value, Tangent]] = []
    for number in evaluation.as_bounds(ends[0], ends[1]):
        run.bound[index] = number
        values = inside.run(run)
        parts.append((values[inside.end], tangents(inside, run, values, seeds)))
    run.bound.pop(index, None)
    if outer is not None:
        run.bound[index] = outer
    if typed.operation == "sum":
        return _added([tangent for _, tangent in parts])
    return _product_rule([value for value, _ in parts], [tangent for _, tangent in parts])


def _added(terms: list[Tangent]) -> Tangent:
    total: Tangent = None
    for term in terms:
        if term is not None:
            total = term if total is None else total + term
    return total


def _product_rule(factors: list[Value], changes: list[Tangent]) -> Tangent:
    terms: list[Tangent] = []
    for at, change in enumerate(changes):
        if change is not None:
            product = change
            for other, factor in enumerate(factors):
                if other != at:
                    product = product * factor
            terms.append(product)
    return _added(terms)


def _linear(_run: Run, typed: Typed, args: list[Value], value: Value, changes: list[Tangent]) -> Tangent:
    """What is linear in its one argument changes as the argument does."""
    return evaluation.RULES[typed.operation](_run, typed, [changes[0], *args[1:]])


def _bilinear(
    product: Callable[[Run, Typed, list[Value]], Value],
) -> Rule:
    def rule(run: Run, typed: Typed, args: list[Value], _value: Value, changes: list[Tangent]) -> Tangent:
        left = None if changes[0] is None else product(run, typed, [changes[0], args[1]])
        right = None if changes[1] is None else product(run, typed, [args[0], changes[1]])
        return _added([left, right])

    return rule


def _quotient(_run: Run, _typed: Typed, args: list[Value], value: Value, changes: list[Tangent]) -> Tangent:
    """(M / s)' = M' / s - (M / s) s' / s."""
    share = scalars.quotient(scalars.ONE, args[1])
    top = None if changes[0] is None else scaled(share, changes[0])
    bottom = None if changes[1] is None else scaled(-changes[1] * share, value)
    return _added([top, bottom])


def _inverse(_run: Run, _typed: Typed, _args: list[Value], value: Value, changes: list[Tangent]) -> Tangent:
    return -(value * changes[0] * value)


def _power(_run: Run, typed: Typed, args: list[Value], value: Value, changes: list[Tangent]) -> Tangent:
    """One term for each factor; of a negative power by the inverse."""
    base, exponent = args
    if changes[1] is not None or not isinstance(exponent, fmpq) or abs(exponent) > LARGEST_POWER:
        raise NoValue(UNKNOWN)
    number = abs(int(exponent.p))
    terms: list[Tangent] = [base**at * changes[0] * base ** (number - 1 - at) for at in range(number)]
    total = _added(terms)
    if exponent >= 0 or total is None:
        return total
    return -(value * total * value)


def _determinant(run: Run, typed: Typed, args: list[Value], value: Value, changes: list[Tangent]) -> Tangent:
    """det(A) tr(A^-1 A'); where A is singular nothing is said."""
    try:
        turned = evaluation.inverse(args[0])
    except NoValue:
        raise NoValue(UNKNOWN) from None
    return value * evaluation.RULES["tr"](run, typed, [turned * changes[0]])


def _weighted(weights: list[Scalar], change: Value) -> Scalar:
    total: Scalar = scalars.ZERO
    for weight, entry in zip(weights, entries_of(change), strict=True):
        total = total + weight * entry
    return total


def _norm(_run: Run, typed: Typed, args: list[Value], value: Value, changes: list[Tangent]) -> Tangent:
    p, entries = str(typed.detail), entries_of(args[0])
    vector = typed.args[0].is_column or typed.args[0].is_row
    if p == "fro" or (vector and p == "2"):
        return scalars.quotient(_weighted(entries, changes[0]), value)
    if not vector:
        raise NoValue(UNKNOWN)
    sizes = tuple(scalars.applied("abs", (entry,)) for entry in entries)
    signs = [scalars.slopes("abs", (entry,), size)[0] for entry, size in zip(entries, sizes, strict=True)]
    if p == "inf":
        chosen = scalars.slopes("max", sizes, value)
        return _weighted([sign * one for sign, one in zip(signs, chosen, strict=True)], changes[0])
    lowered = scalars.to_fmpq(Fraction(p)) - 1
    weights = [sign * scalars.power(size, lowered) for sign, size in zip(signs, sizes, strict=True)]
    return scalars.quotient(_weighted(weights, changes[0]), scalars.power(value, lowered))


def _softmax(run: Run, typed: Typed, _args: list[Value], value: Value, changes: list[Tangent]) -> Tangent:
    shares, entries = entries_of(value), entries_of(changes[0])
    mean = _weighted(shares, changes[0])
    pairs = zip(shares, entries, strict=True)
    return built(run.shape(typed), [share * (entry - mean) for share, entry in pairs])


def _logsumexp(_run: Run, _typed: Typed, args: list[Value], _value: Value, changes: list[Tangent]) -> Tangent:
    return _weighted(evaluation.softmax(args[0]), changes[0])


def _extreme(_run: Run, typed: Typed, args: list[Value], value: Value, changes: list[Tangent]) -> Tangent:
    head = "max" if typed.operation == "largest" else "min"
    return _weighted(list(scalars.slopes(head, tuple(entries_of(args[0])), value)), changes[0])


def _function(_run: Run, typed: Typed, args: list[Value], value: Value, changes: list[Tangent]) -> Tangent:
    slopes = scalars.slopes(str(typed.detail), tuple(args), value)
    pairs = zip(slopes, changes, strict=True)
    return _added([slope * change for slope, change in pairs if change is not None])


def _each(run: Run, typed: Typed, args: list[Value], value: Value, changes: list[Tangent]) -> Tangent:
    columns = [entries_of(arg) for arg in args]
    moved = [None if change is None else entries_of(change) for change in changes]
    entries: list[Scalar] = []
    for at, entry in enumerate(entries_of(value)):
        slopes = scalars.slopes(str(typed.detail), tuple(column[at] for column in columns), entry)
        total: Scalar = scalars.ZERO
        for slope, column in zip(slopes, moved, strict=True):
            if column is not None:
                total = total + slope * column[at]
        entries.append(total)
    return built(run.shape(typed), entries)


def _listed(run: Run, typed: Typed, _args: list[Value], _value: Value, changes: list[Tangent]) -> Tangent:
    entries = [scalars.ZERO if change is None else change for change in changes]
    return entries[0] if typed.is_number else built(run.shape(typed), entries)


def _steps(_run: Run, _typed: Typed, _args: list[Value], _value: Value, _changes: list[Tangent]) -> Tangent:
    raise NoValue(UNKNOWN)


RULES: dict[str, Rule] = {
    "+": lambda _run, _typed, _args, _value, changes: _added(changes),
    "*": lambda _run, _typed, args, _value, changes: _product_rule(args, changes),
    "/": _quotient,
    **dict.fromkeys(
        ("neg", "transpose", "tr", "diag", "diagonal", "vec", "entry", "total", "mean", "spread"), _linear
    ),
    "scale": _bilinear(lambda _run, _typed, args: times(args[0], args[1])),
    **{name: _bilinear(evaluation.RULES[name]) for name in ("matmul", "hadamard", "kron")},
    "inv": _inverse,
    "power": _power,
    "det": _determinant,
    "rank": _steps,
    "norm": _norm,
    "softmax": _softmax,
    "logsumexp": _logsumexp,
    "largest": _extreme,
    "smallest": _extreme,
    "function": _function,
    "each": _each,
    "matrix": _listed,
}
