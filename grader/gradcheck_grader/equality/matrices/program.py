"""A typed expression made ready to run: each part once, with what is known of it at given sizes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, final

from gradcheck_grader.equality.matrices import evaluation, scalars
from gradcheck_grader.equality.matrices.evaluation import RULES, Run
from gradcheck_grader.equality.matrices.sampling import Value
from gradcheck_grader.equality.matrices.sizes import names_of, size_at
from gradcheck_grader.equality.matrices.typed import Typed, every
from gradcheck_grader.notation import Dimension, Shape

MOST_ENTRIES = 2_500
LARGEST_WEIGHT = 400
BITS_A_UNIT = 24
_BENT = frozenset(
    {
        *(
            "abs",
            "sign",
            "floor",
            "ceil",
            "min",
            "max",
            "relu",
            "sqrt",
            "root",
            "log",
            "asin",
            "acos",
            "atan",
        ),
        *(
            "acosh",
            "atanh",
            "factorial",
            "binomial",
            "gamma",
            "digamma",
            "polygamma",
            "rank",
            "largest",
            "smallest",
        ),
    }
)
_SUMS = frozenset(
    {"+", "neg", "transpose", "tr", "diag", "diagonal", "vec", "total", "mean", "entry", "spread"}
)
_PRODUCTS = frozenset({"*", "scale", "matmul", "hadamard", "kron", "/", "function", "each"})


@final
class Program:
    """Steps that compute an expression; equal parts are computed once."""

    def __init__(self, root: Typed) -> None:
        self.root = root
        self.steps: list[tuple[Typed, tuple[int, ...]]] = []
        self.nested: dict[int, Program] = {}
        self._places: dict[object, int] = {}
        self.end = self._place(root)
        self.exact = self.weight() <= LARGEST_WEIGHT

    def _place(self, typed: Typed) -> int:
        is_bound = typed.operation in ("sum", "prod")
        inside = Program(typed.args[0]) if is_bound else None
        args = tuple(self._place(arg) for arg in (typed.args[1:] if is_bound else typed.args))
        body = inside.key if inside is not None else None
        key = (typed.operation, typed.detail, args, typed.known_shape, body)
        known = self._places.get(key)
        if known is None:
            known = self._places[key] = len(self.steps)
            self.steps.append((typed, args))
            if inside is not None:
                self.nested[known] = inside
        return known

    @property
    def key(self) -> tuple[object, ...]:
        """The same for two programs that compute the same by the same steps."""
        return tuple(self._places)

    def run(self, run: Run) -> list[Value]:
        """The value of every step; raises NoValue."""
        values: list[Value] = []
        run.spend(len(self.steps))
        for at, (typed, places) in enumerate(self.steps):
            args = [values[place] for place in places]
            if at in self.nested:
                values.append(self._bound(run, typed, self.nested[at], args))
            else:
                values.append(RULES[typed.operation](run, typed, args))
        return values

    def value(self, run: Run) -> Value:
        """What the expression comes to; raises NoValue."""
        return self.run(run)[self.end]

    def _bound(self, run: Run, typed: Typed, inside: Program, ends: list[Any]) -> Value:
        """A sum or product over an index."""
        index = str(typed.detail)
        outer = run.bound.get(index)
        total: Value = None
        for number in evaluation.as_bounds(ends[0], ends[1]):
            run.bound[index] = number
            value = inside.value(run)
            if total is not None:
                value = total + value if typed.operation == "sum" else total * value
            total = value
        if outer is None:
            run.bound.pop(index, None)
        else:
            run.bound[index] = outer
        if total is None:
            return scalars.ONE if typed.operation == "prod" else RULES["zero"](run, typed, [])
        return total

    def every(self) -> list[Typed]:
        """Every part of the expression."""
        return list(every(self.root))

    @property
    def is_bent(self) -> bool:
        """Whether it can bend, jump or end, so that agreement on a stretch says less."""
        return any(
            part.operation in _BENT
            or (part.operation in ("function", "each") and part.detail in _BENT)
            or (part.operation == "norm" and part.detail in ("1", "inf"))
            for part in self.every()
        )

    @property
    def reach(self) -> Fraction:
        """The largest number written."""
        return max(
            (abs(part.detail) for part in self.every() if isinstance(part.detail, Fraction)),
            default=Fraction(0),
        )

    @property
    def names(self) -> frozenset[str]:
        """The names that have a value at a point."""
        return frozenset(str(part.detail) for part in self.every() if part.operation == "name")

    @property
    def dimensions(self) -> frozenset[str]:
        """The names of dimensions that occur, as sizes or as numbers."""
        found: set[str] = {str(part.detail) for part in self.every() if part.operation == "dimension"}
        for part in self.every():
            for size in part.known_shape:
                found.update(names_of(size))
        return frozenset(found)

    @property
    def counted(self) -> frozenset[str]:
        """The names of dimensions that stand as numbers."""
        return frozenset(str(part.detail) for part in self.every() if part.operation == "dimension")

    @property
    def largest_index(self) -> int:
        """The largest index written: x_3 needs three entries."""
        found = 0
        for part in self.every():
            for index in part.args[1:] if part.operation == "entry" else ():
                if isinstance(index.detail, Fraction):
                    found = max(found, int(index.detail))
        return found

    def most_entries(self, sizes: Mapping[str, int]) -> int:
        """Entries of the largest matrix on the way."""
        return max(_area(part.known_shape, sizes) for part in self.every())

    def weight(self) -> float:
        """About how many entries' worth of bits the numbers on the way can have."""
        weights: list[float] = []
        for at, (typed, places) in enumerate(self.steps):
            inside = [weights[place] for place in places]
            if at in self.nested:
                inside.append(self.nested[at].weight() * 5)
            weights.append(_weight(typed, inside))
        return max(weights)

    def is_singular(self, sizes: Mapping[str, int], shapes: Mapping[str, Shape]) -> bool:
        """Whether, at these sizes, it inverts what has too small a rank for any values of the names.

        rank AB <= min(rank A, rank B) and rank(A + B) <= rank A + rank B.
        """
        ranks: list[int] = []
        for typed, places in self.steps:
            inside = [ranks[place] for place in places]
            full = min(size_at(size, sizes) for size in typed.known_shape)
            if typed.operation == "inv" and inside[0] < full:
                return True
            ranks.append(min(full, _rank(typed, inside, full, shapes)))
        return any(inner.is_singular(sizes, shapes) for inner in self.nested.values())


def _area(shape: tuple[Dimension, Dimension], sizes: Mapping[str, int]) -> int:
    return size_at(shape[0], sizes) * size_at(shape[1], sizes)


def _weight(typed: Typed, inside: list[float]) -> float:
    if typed.operation == "number" and isinstance(typed.detail, Fraction):
        bits = typed.detail.numerator.bit_length() + typed.detail.denominator.bit_length()
        return bits / BITS_A_UNIT
    if not inside:
        return 1
    if typed.operation in ("inv", "det"):
        return 5 * inside[0]
    if typed.operation == "power" or (typed.operation == "function" and typed.detail == "^"):
        exponent = typed.args[1].detail
        if typed.args[1].operation == "neg":
            exponent = typed.args[1].args[0].detail
        return inside[0] * (
            max(1, float(min(abs(exponent), LARGEST_WEIGHT))) if isinstance(exponent, Fraction) else 12
        )
    if typed.operation in _PRODUCTS or typed.operation == "prod":
        return sum(inside)
    return max(inside) + (0 if typed.operation in _SUMS else 2 * len(inside))


def _rank(typed: Typed, inside: list[int], full: int, shapes: Mapping[str, Shape]) -> int:
    """A bound for the rank of what comes out."""
    match typed.operation:
        case "zero":
            return 0
        case "name":
            declared = shapes.get(str(typed.detail))
            odd_skew = declared is not None and "skew" in declared.traits and full % 2
            return full - 1 if odd_skew else full
        case "+":
            return sum(inside)
        case "neg" | "transpose" | "/" | "power":
            return inside[0]
        case "scale":
            return inside[1]
        case "matmul":
            return min(inside)
        case "spread":
            return 1
        case _:
            return full
