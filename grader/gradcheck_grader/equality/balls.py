"""An expression evaluated at a point with rigorous error bounds.

Each evaluation ends as a ball that holds the true value, as UNDEFINED (proved: there is none) or as UNKNOWN
(no statement: overflow, a pole or a jump inside the ball).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from threading import RLock
from typing import Any

from flint import acb, arb, ctx, fmpq

from gradcheck_grader.equality import complex_balls, real_balls
from gradcheck_grader.equality.sampling import Coordinate, Point
from gradcheck_grader.equality.structure import NAME, NUM, Graph

# flint's working precision is one global of the process: whoever sets it holds this lock.
PRECISION = RLock()
DEFAULT_BITS = 53


class Void(Enum):
    """Why an evaluation gave no ball."""

    UNDEFINED = "undefined"
    UNKNOWN = "unknown"


UNDEFINED, UNKNOWN = Void.UNDEFINED, Void.UNKNOWN
Ball = arb | acb
Value = arb | acb | Void
# The operations of a field take and give that field's balls; the two tables are never mixed in one program.
Operation = Callable[..., Any]
Proof = Callable[..., bool]
Step = tuple[int, Operation, tuple[int, ...], Proof | None]


@dataclass(frozen=True, slots=True)
class Field:
    """The numbers that a program works with: every value in it is a ball of this field.

    That is a matter of memory safety: flint's functions are called unbound (acb.exp(z)), and python-flint
    does not check then what they are given: acb.exp of an arb reads memory that is none of its own.
    """

    operations: Mapping[str, Operation]
    proofs: Mapping[str, Proof]
    integer_power: Callable[[int], Operation]
    from_real: Callable[[arb], Ball]
    constants: Mapping[str, Callable[[], Ball]]


def _euler() -> arb:
    return arb(1).exp()


REALS = Field(
    real_balls.OPERATIONS,
    real_balls.UNDEFINED,
    real_balls.integer_power,
    arb,
    {"pi": arb.pi, "e": _euler},
)
COMPLEXES = Field(
    complex_balls.OPERATIONS,
    complex_balls.UNDEFINED,
    complex_balls.integer_power,
    acb,
    {"pi": lambda: acb(arb.pi()), "e": lambda: acb(_euler()), "i": lambda: acb(0, 1)},
)


@dataclass(frozen=True, slots=True)
class Program:
    """Steps that compute some nodes of a graph from numbers, constants and names.

    complete  False when a node has no rule: then every value is UNKNOWN.
    """

    field: Field
    numbers: tuple[tuple[int, Fraction], ...]
    constants: tuple[tuple[int, str], ...]
    names: tuple[tuple[int, str], ...]
    steps: tuple[Step, ...]
    complete: bool

    def run(self, values: list[Any], point: Point, bits: int) -> None:
        """Writes the ball of each node into values; nan where there is none."""
        with PRECISION:
            ctx.prec = bits
            try:
                for node, number in self.numbers:
                    values[node] = self.field.from_real(_ball(number))
                for node, constant in self.constants:
                    values[node] = self.field.constants[constant]()
                for node, name in self.names:
                    values[node] = self._coordinate(point[name])
                for node, operation, args, _ in self.steps:
                    values[node] = operation(*[values[arg] for arg in args])
            finally:
                ctx.prec = DEFAULT_BITS

    def proves_undefined(self, values: list[Any], within: Container[int]) -> bool:
        """Whether some node within is proved to have no value, from arguments that have one."""
        for node, _, args, proof in self.steps:
            if proof is not None and node in within:
                given = [values[arg] for arg in args]
                if all(value.is_finite() for value in given) and proof(*given):
                    return True
        return False

    def _coordinate(self, place: Coordinate) -> Ball:
        real = _ball(place.real)
        if place.radius:
            real = arb(real, _ball(place.radius))
        return acb(real, _ball(place.imaginary)) if place.imaginary else self.field.from_real(real)


def compiled(graph: Graph, nodes: list[int], field: Field) -> Program:
    """The program that computes these nodes, given in an order in which arguments come first."""
    numbers: list[tuple[int, Fraction]] = []
    constants: list[tuple[int, str]] = []
    names: list[tuple[int, str]] = []
    steps: list[Step] = []
    complete = True
    for node in nodes:
        head = graph.heads[node]
        if head == NUM:
            numbers.append((node, graph.values[node]))
        elif head == NAME:
            name = graph.names[node]
            if name in graph.constants and name not in field.constants:
                complete = False
            else:
                (constants if name in graph.constants else names).append((node, name))
        elif head in field.operations:
            steps.append(_step(graph, node, field))
        else:
            complete = False
    return Program(field, tuple(numbers), tuple(constants), tuple(names), tuple(steps), complete)


def value_of(
    root: int, values: list[Any], programs: Iterable[Program], *, within: Iterable[int] | None = None
) -> Value:
    """What the evaluation of root ended as, after the programs have run.

    within  the nodes that root is made of, when the programs compute others too.
    """
    value = values[root]
    if value.is_finite():
        return value
    inside: Container[int] = range(len(values)) if within is None else set(within)
    with PRECISION:
        proved = any(program.proves_undefined(values, inside) for program in programs)
    return UNDEFINED if proved else UNKNOWN


def overlap(left: Ball, right: Ball) -> bool:
    """Whether the two may hold the same number."""
    if isinstance(left, arb) and isinstance(right, arb):
        return left.overlaps(right)
    return acb(left).overlaps(acb(right))


def is_narrow(ball: Ball) -> bool:
    """Whether the ball says enough to speak of agreement: 24 bits of it, or 40 bits after the point."""
    return ball.rel_accuracy_bits() >= 24 or bool(noise_of(ball) < 2.0**-40)


def accuracy_bits(ball: Ball) -> int:
    """Bits that the ball fixes: of the number, or after the point when it may be 0."""
    relative = int(ball.rel_accuracy_bits())
    if relative > 0:
        return relative
    for bits in (1024, 512, 256, 128, 64, 32):
        if noise_of(ball) < arb(2) ** -bits:
            return bits
    return 0


BINARY: dict[str, Operation] = {"+": operator.add, "*": operator.mul}


def _step(graph: Graph, node: int, field: Field) -> Step:
    head, args = graph.heads[node], graph.args[node]
    exponent = graph.value(args[1]) if head == "^" else None
    if exponent is not None and exponent.denominator == 1:
        # Undefined is only 0 to a negative power.
        proof: Proof | None = _is_zero if exponent < 0 else None
        return node, field.integer_power(exponent.numerator), args[:1], proof
    if len(args) == 2 and head in BINARY:
        return node, BINARY[head], args, None
    return node, field.operations[head], args, field.proofs.get(head)


def _is_zero(ball: Ball) -> bool:
    return ball.is_zero()


def _ball(value: Fraction) -> arb:
    return arb(value.numerator) if value.denominator == 1 else arb(fmpq(value.numerator, value.denominator))


def noise_of(ball: Ball) -> arb:
    """The radius of the ball, as an exact number."""
    if isinstance(ball, acb):
        real, imaginary = ball.real.rad(), ball.imag.rad()
        return max(imaginary, real)
    return ball.rad()
