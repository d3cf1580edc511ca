"""The program that computes an expression at a point with rigorous error bounds, and its compiler."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as made_by
from fractions import Fraction
from typing import Any

from flint import acb, arb, ctx, fmpq

from gradcheck_grader.equality import analytic, complex_balls
from gradcheck_grader.equality.balls import (
    COMPLEXES,
    DEFAULT_BITS,
    REALS,
    UNDEFINED,
    UNKNOWN,
    Ball,
    Field,
    Value,
)
from gradcheck_grader.equality.conditions import CONDITIONS
from gradcheck_grader.equality.heads import weight_of
from gradcheck_grader.equality.integrals import Integral
from gradcheck_grader.equality.loops import Body, Loop, units
from gradcheck_grader.equality.losses import loses_something
from gradcheck_grader.equality.sampling import Coordinate, Point
from gradcheck_grader.equality.series import Series, Terms
from gradcheck_grader.equality.steps import METER, PRECISION, Operation, Proof, Step, mark_undefined
from gradcheck_grader.equality.structure import NAME, NUM, Graph
from gradcheck_grader.syntax.bound import BINDERS

# Work that one sum or integral may take, all that is in it included; beyond, its value is unknown.
WORK_OF_BINDERS = 200_000
JUNCTIONS = frozenset({"and", "or", "not", "iff"})
BINARY: dict[str, Operation] = {"+": operator.add, "*": operator.mul}


@dataclass(slots=True)  # not frozen: one is made for every response, and that would double its time
class Program:
    """Steps that compute some nodes of a graph from numbers, constants and names.

    heads     of the nodes of the steps.
    weight    what a run costs, sums and integrals aside.
    binds     whether there are sums or integrals.
    complete  False when a node has no rule: then every value is UNKNOWN.
    made      balls that were made, by bits.
    """

    field: Field
    whole: tuple[tuple[int, Ball], ...]  # numbers whose ball is the same at every precision
    numbers: tuple[tuple[int, Fraction], ...]
    constants: tuple[tuple[int, str], ...]
    names: tuple[tuple[int, str], ...]
    steps: tuple[Step, ...]
    heads: tuple[str, ...]
    weight: int
    binds: bool
    complete: bool
    made: dict[int, list[tuple[int, Ball]]] = made_by(default_factory=dict[int, list[tuple[int, Ball]]])

    def run(self, values: list[Any], point: Point, bits: int) -> int:
        """Writes the ball of each node into values, nan where there is none; returns what that cost."""
        with PRECISION:
            spent = self.weight * units(bits)
            if ctx.prec != bits:  # to set it takes as long as a sine
                ctx.prec = bits
            try:
                made = self.made.get(bits)
                for node, ball in self._fixed(bits) if made is None else made:
                    values[node] = ball
                for node, name in self.names:
                    values[node] = self._coordinate(point[name], bits)
                if self.binds:
                    return spent + self._run_metered(values)
                for node, operation, args, _ in self.steps:
                    if len(args) == 2:
                        values[node] = operation(values[args[0]], values[args[1]])
                    elif len(args) == 1:
                        values[node] = operation(values[args[0]])
                    else:
                        values[node] = operation(*[values[arg] for arg in args])
            finally:
                if bits != DEFAULT_BITS:
                    ctx.prec = DEFAULT_BITS
            return spent

    def _fixed(self, bits: int) -> list[tuple[int, Ball]]:
        """The balls that are the same at every point, made once for each precision."""
        field = self.field
        made = [*self.whole, *[(node, field.from_real(_ball(number))) for node, number in self.numbers]]
        made += [(node, field.constants[constant]()) for node, constant in self.constants]
        self.made[bits] = made
        return made

    def _run_metered(self, values: list[Any]) -> int:
        """The steps, each with work of its own: then it does not matter on which side one stands."""
        spent = 0
        for node, operation, args, _ in self.steps:
            METER.left = WORK_OF_BINDERS
            values[node] = operation(*[values[arg] for arg in args])
            spent += WORK_OF_BINDERS - METER.left
        return spent

    def mark_undefined(self, values: list[Any], undefined: set[int]) -> None:
        """Adds the nodes that are proved to have no value."""
        if not self.binds:
            mark_undefined(self.steps, values, undefined)
            return
        for step in self.steps:
            METER.left = WORK_OF_BINDERS
            mark_undefined((step,), values, undefined)

    def loses_something(self, values: list[Any]) -> bool:
        """Whether an error bound swallows something that matters."""
        if not self.binds:
            return loses_something(self.heads, self.steps, values)
        for head, step in zip(self.heads, self.steps, strict=True):
            METER.left = WORK_OF_BINDERS
            if loses_something((head,), (step,), values):
                return True
        return False

    def _coordinate(self, place: Coordinate, bits: int) -> Ball:
        key = bits, self.field.from_real
        ball = place.balls.get(key)
        if ball is None:
            ball = place.balls[key] = self._ball_of(place)
        return ball

    def _ball_of(self, place: Coordinate) -> Ball:
        real = _ball(place.real)
        if place.radius:
            real = arb(real, _ball(place.radius))
        return acb(real, _ball(place.imaginary)) if place.imaginary else self.field.from_real(real)


def compiled(graph: Graph, nodes: list[int], field: Field) -> Program:
    """The program that computes these nodes, given in an order in which arguments come first."""
    whole: list[tuple[int, Ball]] = []
    numbers: list[tuple[int, Fraction]] = []
    constants: list[tuple[int, str]] = []
    names: list[tuple[int, str]] = []
    applied: list[int] = []
    complete = True
    for node in nodes:
        head = graph.heads[node]
        if node in graph.bound:
            continue  # computed inside of its binder
        if head == NUM:
            value = graph.values[node]
            if value.denominator == 1:
                whole.append((node, field.from_real(arb(value.numerator))))
            else:
                numbers.append((node, value))
        elif head == NAME:
            name = graph.names[node]
            if name in graph.constants and name not in field.constants:
                complete = complete and name == "inf"  # no step that would need its ball has a rule
            else:
                (constants if name in graph.constants else names).append((node, name))
        else:
            applied.append(node)
    steps = _steps(graph, applied, field)
    heads = tuple(graph.heads[node] for node, *_ in steps or ())
    return Program(
        field,
        tuple(whole),
        tuple(numbers),
        tuple(constants),
        tuple(names),
        tuple(steps or ()),
        heads,
        sum(map(weight_of, heads)),
        not BINDERS.isdisjoint(heads),
        complete and steps is not None,
    )


def value_of(root: int, values: list[Any], programs: Iterable[Program]) -> Value:
    """What the evaluation of root ended as, after the programs have run."""
    value = values[root]
    if value is not None and value.is_finite():
        return value
    undefined: set[int] = set()
    with PRECISION:
        for program in programs:
            program.mark_undefined(values, undefined)
    return UNDEFINED if root in undefined else UNKNOWN


def _steps(graph: Graph, nodes: Sequence[int], field: Field) -> list[Step] | None:
    """The steps that compute these applications, or None when one of them has no rule."""
    steps: list[Step] = []
    has_conditions = not CONDITIONS.isdisjoint(graph.heads)
    for node in nodes:
        step = _binder(graph, node, field) if graph.heads[node] in BINDERS else _step(graph, node, field)
        if step is not None and any(_is_infinity(graph, arg) for arg in step[2]):
            step = None
        if step is None or (has_conditions and not _is_well_typed(graph, node)):
            return None
        steps.append(step)
    return steps


def _step(graph: Graph, node: int, field: Field) -> Step | None:
    head, args = graph.heads[node], graph.args[node]
    exponent = graph.value(args[1]) if head == "^" else None
    if exponent is not None and exponent.denominator == 1:
        # Undefined is only 0 to a negative power.
        proof: Proof | None = _is_zero if exponent < 0 else None
        return node, field.integer_power(exponent.numerator), args[:1], proof
    if len(args) == 2 and head in BINARY:
        return node, BINARY[head], args, None
    operation = field.operations.get(head)
    return None if operation is None else (node, operation, args, field.proofs.get(head))


def _binder(graph: Graph, node: int, field: Field) -> Step | None:
    """The step of a sum, product or integral, on (from, to, what its body uses from around)."""
    if len(graph.args[node]) != 4:
        return None
    body, index, low, high = graph.args[node]
    made = _body(graph, body, index, field)
    if made is None:
        return None
    inside, around = made
    if graph.heads[node] == "sum" and _is_infinity(graph, high):
        places = {outer: place for place, outer in enumerate(around)}
        quotient = Terms(graph, index, places, field.from_real).quotient(body)
        if quotient is None:
            return None
        series = Series(inside, field.from_real, quotient)
        return node, series, (low, *around), series
    if graph.heads[node] != "integral":
        operation = Loop(inside, field.from_real, product=graph.heads[node] == "prod")
        return node, operation, (low, high, *around), operation
    continued = _body(graph, body, index, ANALYTIC)
    if continued is None:
        return None
    continuation = inside if field is ANALYTIC else continued[0]
    operation = Integral(inside, continuation, is_real=field is REALS)
    return node, operation, (low, high, *around), operation


def _is_infinity(graph: Graph, node: int) -> bool:
    return graph.names.get(node) == "inf" and "inf" in graph.constants


def _body(graph: Graph, root: int, index: int, field: Field) -> tuple[Body, tuple[int, ...]] | None:
    """A function of the index, and the nodes from around that it uses; None when something has no rule."""
    bound = graph.bound.get(root, frozenset[int]())
    inner = [
        node
        for node in graph.below(root)
        # Nodes that depend on a name bound deeper inside are computed there.
        if node != index and index in (own := graph.bound.get(node, frozenset[int]())) and own <= bound
    ]
    steps = _steps(graph, inner, field)
    if steps is None:
        return None
    known = {index, *inner}
    used = dict.fromkeys(arg for _, _, args, _ in steps for arg in args if arg not in known)
    around = tuple(used) if root in known else (root,)
    slots = {node: slot for slot, node in enumerate((*around, index, *inner))}
    heads = tuple(graph.heads[node] for node in inner)
    renumbered = tuple(
        (slots[node], operation, tuple(slots[arg] for arg in args), proof)
        for node, operation, args, proof in steps
    )
    weight = 2 + sum(map(weight_of, heads))
    return Body(len(around), renumbered, heads, slots[root], weight), around


def _is_well_typed(graph: Graph, node: int) -> bool:
    """Whether conditions stand where conditions belong, and numbers elsewhere."""
    head, args = graph.heads[node], graph.args[node]
    are = [graph.heads[arg] in CONDITIONS for arg in args]
    if head in JUNCTIONS:
        return all(are)
    if head == "piecewise":
        pairs = len(args) // 2 * 2
        return all(are[1:pairs:2]) and not any(are[:pairs:2]) and not any(are[pairs:])
    return not any(are)


def _is_zero(ball: Ball) -> bool:
    return ball.is_zero()


def _ball(value: Fraction) -> arb:
    return arb(value.numerator) if value.denominator == 1 else arb(fmpq(value.numerator, value.denominator))


# What an integrand is on complex balls around the real line. It proves nothing.
ANALYTIC = Field(analytic.OPERATIONS, {}, complex_balls.integer_power, acb, COMPLEXES.constants)
