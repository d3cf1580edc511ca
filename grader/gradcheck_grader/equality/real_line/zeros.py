"""Where a node of a graph can be 0, or begin or cease to have a value, along a line parallel to an axis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, final

from gradcheck_grader.equality.balls import REALS, UNKNOWN, Value, Void
from gradcheck_grader.equality.compiled import added
from gradcheck_grader.equality.program import Program, compiled, value_of
from gradcheck_grader.equality.real_line.elimination import (
    NotAlgebraicError,
    Terms,
    coefficients,
    polynomials,
)
from gradcheck_grader.equality.real_line.isolation import excludes_zero, isolate, sign_of
from gradcheck_grader.equality.real_line.positivity import is_never_zero
from gradcheck_grader.equality.real_line.reals import Caged, Closed, Exact, Real, closed, roots_of, tree_of
from gradcheck_grader.equality.sampling import Coordinate
from gradcheck_grader.equality.structure import NAME, NUM, Graph
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.notation import Domain, Notation
from gradcheck_grader.syntax.build import minus, over, plus, rational, times
from gradcheck_grader.syntax.derivative import differentiate
from gradcheck_grader.syntax.tree import Apply, Name, Node

WINDOW = Fraction(1000)
FARTHEST = Fraction(10**6)
BITS = 64
# Where something oscillates there is no end of zeros; the first ones say enough.
OSCILLATION = Fraction(10)
_OSCILLATING = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
_INVERSES = {"exp": "log", "log": "exp", "tanh": "atanh", "sinh": "asinh", "asinh": "sinh"}
_JUMPS = frozenset({"sign", "floor", "ceil", "piecewise"})
# Too large a tree is not differentiated.
MOST_NODES = 400


@dataclass(frozen=True, slots=True)
class Line:
    """All places where one name varies in its domain and the others have these values."""

    name: str
    domain: Domain
    fixed: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Zeros:
    """Numbers at which something may change along a line.

    complete  whether it is proved that there are no others.
    finished  whether at least the search came to its end.
    """

    numbers: tuple[Real, ...]
    complete: bool = True
    finished: bool = True


NONE = Zeros(())
LOST = Zeros((), complete=False, finished=False)


def changes(graph: Graph, root: int, line: Line, notation: Notation, *, only_defined: bool = False) -> Zeros:
    """Every number where the node may change its sign, be 0, or begin or cease to have a value.

    only_defined  whether nothing but the last matters.
    """
    numbers: list[Real] = []
    complete = finished = True
    for node in (*_edges(graph, root), *(() if only_defined else (root,))):
        found = zeros(graph, node, line, notation, known=numbers)
        numbers.extend(found.numbers)
        complete, finished = complete and found.complete, finished and found.finished
    return Zeros(tuple(numbers), complete, finished)


def zeros(
    graph: Graph, node: int, line: Line, notation: Notation, *, known: list[Real] | None = None
) -> Zeros:
    """The zeros of a node along a line, and perhaps other numbers.

    known  where it has no value, or may have none: a doubt just there is none.
    """
    if not varies(graph, node, line.name) or is_never_zero(graph, node):
        return NONE
    try:
        found = polynomials(graph, node, line.name, line.fixed)
    except NotAlgebraicError:
        return _otherwise(graph, node, line, notation, known or [])
    numbers = [number for polynomial in found for number in roots_of(polynomial)]
    return Zeros(tuple(dict.fromkeys(numbers)))


def _otherwise(graph: Graph, node: int, line: Line, notation: Notation, known: list[Real]) -> Zeros:
    """The zeros of what is no algebraic function with rational coefficients."""
    factors = _factors(graph, node)
    if factors is not None:
        return together(zeros(graph, factor, line, notation, known=known) for factor in factors)
    root = _linear(graph, node, line, notation)
    if root is not None:
        return Zeros((root,))
    inner = _unwound(graph, node, line, notation)
    if inner is not None:
        found = together(zeros(graph, one, line, notation, known=known) for one in inner)
        return Zeros(
            tuple(_as_zero(number, node) for number in found.numbers), found.complete, found.finished
        )
    return _isolated(graph, node, line, notation, known)


def _as_zero(number: Real, node: int) -> Real:
    """The number, which is known to make the node 0 wherever that has a value."""
    return replace(number, zero_of=number.zero_of | {node}) if isinstance(number, Closed) else number


def together(parts: Iterable[Zeros]) -> Zeros:
    """The numbers of all parts."""
    found = list(parts)
    numbers = [number for one in found for number in one.numbers]
    return Zeros(
        tuple(dict.fromkeys(numbers)),
        all(one.complete for one in found),
        all(one.finished for one in found),
    )


def _factors(graph: Graph, node: int) -> list[int] | None:
    """The nodes of which one is 0 wherever this product or power is; None for anything else."""
    head, args = graph.heads[node], graph.args[node]
    if head == "*":
        return list(args)
    if head in ("sqrt", "abs", "root"):
        return [args[0]]
    exponent = graph.value(args[1]) if head == "^" else None
    if exponent is None:
        return None
    return [args[0]] if exponent > 0 else []


def _unwound(graph: Graph, node: int, line: Line, notation: Notation) -> list[int] | None:
    """For a node that depends on the name through one exp, log … alone: what is 0 where that is a root."""
    outer = [
        below
        for below in graph.below(node)
        if graph.heads[below] in _INVERSES and varies(graph, below, line.name)
    ]
    covered = {inner for one in outer for inner in graph.below(one) if inner != one}
    opaque = [one for one in outer if one not in covered]
    if len(opaque) != 1:
        return None
    values = _values_of(graph, node, opaque[0], line, notation)
    if values is None:
        return None
    inverse = _INVERSES[graph.heads[opaque[0]]]
    found: list[int] = []
    for value in values:
        if _is_reached(graph.heads[opaque[0]], value):
            tree = tree_of(value)
            if tree is None:
                return None
            target = graph.add(Apply("neg", (Apply(inverse, (tree,)),)))
            found.append(graph.apply("+", (graph.args[opaque[0]][0], target)))
    return found


def _values_of(graph: Graph, node: int, opaque: int, line: Line, notation: Notation) -> list[Real] | None:
    """The values of the opaque node at which the whole is 0."""
    try:
        found = polynomials(graph, node, line.name, line.fixed, opaque=opaque)
    except NotAlgebraicError:
        root = _linear(graph, node, line, notation, opaque=opaque)
        return None if root is None else [root]
    return [number for polynomial in found for number in roots_of(polynomial)]


def _is_reached(head: str, value: Real) -> bool:
    """Whether the function can have this value."""
    ball = value.ball(256)
    match head:
        case "exp":
            return not ball <= 0
        case "tanh":
            return not abs(ball) >= 1
        case _:
            return True


def varies(graph: Graph, node: int, name: str) -> bool:
    return any(graph.names.get(below) == name for below in graph.below(node))


def _edges(graph: Graph, root: int) -> list[int]:
    """The nodes whose zeros are ends of the domain of root, poles or jumps."""
    found: dict[int, None] = {}
    for node in graph.below(root):
        for edge in _edges_of(graph, node):
            found[edge] = None
    return list(found)


def _edges_of(graph: Graph, node: int) -> list[int]:
    head, args = graph.heads[node], graph.args[node]
    if head == "^":
        exponent = graph.value(args[1])
        plain = exponent is not None and exponent.denominator == 1 and exponent > 0
        return [] if plain else [args[0]]
    if head in ("sqrt", "log", "root", "sign"):
        return [args[0]]
    if head in ("asin", "acos", "atanh"):
        return [_shifted(graph, args[0], -1), _shifted(graph, args[0], 1)]
    if head == "acosh":
        return [_shifted(graph, args[0], -1)]
    if head in ("tan", "sec"):
        return [graph.apply("cos", args)]
    return [graph.apply("sin", args)] if head in ("cot", "csc") else []


def _shifted(graph: Graph, node: int, by: int) -> int:
    return graph.apply("+", (node, graph.number(Fraction(by))))


def tree_from(graph: Graph, root: int, fixed: Mapping[str, Fraction]) -> Node:
    """The tree of a node, with values for some of the names."""
    made: dict[int, Node] = {}
    for node in graph.below(root):
        head = graph.heads[node]
        if head == NUM:
            made[node] = rational(graph.values[node])
        elif head == NAME:
            name = graph.names[node]
            made[node] = rational(fixed[name]) if name in fixed else Name(name)
        else:
            made[node] = Apply(head, tuple(made[arg] for arg in graph.args[node]))
    return made[root]


def _linear(graph: Graph, node: int, line: Line, notation: Notation, *, opaque: int = -1) -> Closed | None:
    """The zero of a x + b for a and b that are no rational numbers; None for anything else.

    opaque  a node that stands for x.
    """
    found = coefficients(graph, node, line.name, line.fixed, opaque=opaque)
    if found is None or len(found) != 2:
        return None
    rest, slope = (summed(graph, terms, line.fixed) for terms in found)
    size = closed(slope, notation)
    if size is None or 0 in size.ball(256):
        return None
    return closed(
        over(minus(rest), slope), notation, zero_of=frozenset() if opaque >= 0 else frozenset({node})
    )


def summed(graph: Graph, terms: Terms, fixed: Mapping[str, Fraction]) -> Node:
    """The sum as a tree."""
    return plus(
        *(
            times(rational(Fraction(number)), *(tree_from(graph, node, fixed) for node in nodes))
            for number, nodes in terms
        )
    )


def _slope(graph: Graph, node: int, line: Line, notation: Notation) -> Node | None:
    """The derivative along the line, or None where there is no rule for it."""
    if len(graph.below(node)) > MOST_NODES:
        return None
    try:
        tree = tree_from(graph, node, line.fixed)
        return differentiate(tree, line.name, euler="e" in notation.constants)
    except (AnswerError, RecursionError):
        return None


def _isolated(graph: Graph, node: int, line: Line, notation: Notation, known: list[Real]) -> Zeros:
    """The zeros between the bounds of the domain, or in the window where it has none."""
    if any(graph.heads[below] in _JUMPS for below in graph.below(node)):
        return LOST
    function = _Function(graph, node, line, notation)
    if not function.program.complete:
        return LOST
    low, high = window(graph, node, line.domain)
    found = isolate(function.enclose, low, high)
    numbers: list[Real] = [
        Caged(function.sign, start, end, rising, frozenset({node})) for start, end, rising in found.simple
    ]
    finished = found.finished
    for start, end in found.unclear:
        number = function.caged(start, end) or function.turning(start, end)
        if number is not None:
            numbers.append(number)
        elif not _holds_one(start, end, [*known, *_ends(line.domain)]):
            finished = False
    return Zeros(tuple(numbers), complete=False, finished=finished)


def window(graph: Graph, node: int, domain: Domain) -> tuple[Fraction, Fraction]:
    """Where zeros are looked for: within the domain, and as far out as the numbers written reach."""
    written = [abs(graph.values[below]) for below in graph.below(node) if graph.heads[below] == NUM]
    reach = min(max(WINDOW, 2 * max(written, default=WINDOW)), FARTHEST)
    if any(graph.heads[below] in _OSCILLATING for below in graph.below(node)):
        reach = OSCILLATION
    low = domain.low if domain.low is not None else min(-reach, (domain.high or 0) - reach)
    high = domain.high if domain.high is not None else max(reach, (domain.low or 0) + reach)
    return low, high


def _ends(domain: Domain) -> list[Real]:
    return [Exact(bound) for bound in (domain.low, domain.high) if bound is not None]


def _holds_one(start: Fraction, end: Fraction, known: list[Real]) -> bool:
    """Whether one of the numbers lies between, or as near as can be seen."""
    cage = Exact(start).ball(64).union(Exact(end).ball(64))
    return any(cage.overlaps(number.ball(64)) for number in known)


@final
class _Function:
    """A node as a function of the one name that varies."""

    def __init__(self, graph: Graph, node: int, line: Line, notation: Notation) -> None:
        self.graph, self.node, self.line = graph, node, line
        slope = _slope(graph, node, line, notation)
        self.slope = None if slope is None else added(graph, slope)
        self.around = {name: Coordinate(value) for name, value in line.fixed.items()}
        self.program = compiled(graph, graph.below(node), REALS)
        self.slopes = self.program if self.slope is None else compiled(graph, graph.below(self.slope), REALS)

    def enclose(self, low: Fraction, high: Fraction) -> tuple[Value, Value]:
        """Value and derivative on all numbers from low to high."""
        place = Coordinate((low + high) / 2, radius=(high - low) / 2)
        value = self._value(self.program, self.node, place, BITS)
        if self.slope is None or low == high or isinstance(value, Void) or excludes_zero(value):
            return value, UNKNOWN
        return value, self._value(self.slopes, self.slope, place, BITS)

    def sign(self, at: Fraction, bits: int) -> int | None:
        """The sign at one number."""
        return sign_of(self._value(self.program, self.node, Coordinate(at), bits))

    def caged(self, start: Fraction, end: Fraction) -> Caged | None:
        """A zero in a tiny interval, when the signs at its ends differ."""
        if isinstance(self.enclose(start, end)[0], Void):
            return None
        left, right = self.sign(start, BITS), self.sign(end, BITS)
        if not left or not right or left == right:
            return None
        return Caged(self.sign, start, end, left < 0, frozenset({self.node}))

    def turning(self, start: Fraction, end: Fraction) -> Caged | None:
        """The place in a tiny interval where the derivative changes its sign: there may be a double zero."""
        slope = self.slope
        if slope is None:
            return None

        def sign(at: Fraction, bits: int) -> int | None:
            return sign_of(self._value(self.slopes, slope, Coordinate(at), bits))

        left, right = sign(start, BITS), sign(end, BITS)
        if not left or not right or left == right:
            return None
        return Caged(sign, start, end, left < 0, frozenset({slope}))

    def _value(self, program: Program, root: int, place: Coordinate, bits: int) -> Value:
        values: list[Any] = [None] * len(self.graph.heads)
        program.run(values, {**self.around, self.line.name: place}, bits)
        return value_of(root, values, (program,))
