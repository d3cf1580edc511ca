"""Conditions in declared real names, and what is known of them at a place: hold, fail, or neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

from flint import arb, ctx

from gradcheck_grader.equality.balls import DEFAULT_BITS, REALS
from gradcheck_grader.equality.compiled import added, notation_is_real
from gradcheck_grader.equality.program import compiled
from gradcheck_grader.equality.real_line.reals import (
    CAGED_BITS,
    PRECISIONS,
    Caged,
    Closed,
    Exact,
    Real,
    fraction_of,
)
from gradcheck_grader.equality.real_line.separation import zero_bits
from gradcheck_grader.equality.real_line.statements import NotAConditionError, atoms_of
from gradcheck_grader.equality.sampling import Coordinate, Point
from gradcheck_grader.equality.steps import PRECISION
from gradcheck_grader.equality.structure import NAME, Graph
from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import REAL, Domain, Notation
from gradcheck_grader.syntax.tree import Apply, Node, fold, num

Place = Mapping[str, Real]
MOST_ATOMS = 64


@dataclass(frozen=True, slots=True)
class Atom:
    """A relation of a node to 0: < and <= and = and !=, or "defined".

    turned  whether the node is right minus left, so that a < b and b > a speak of one node.
    nodes   all that the node is made of.
    """

    relation: str
    turned: bool
    node: int
    nodes: frozenset[int]


@dataclass(frozen=True, slots=True)
class Sign:
    """Of an atom's node at a place: -1, 0 or 1; "undefined"; or None when it cannot be seen.

    proved  False when a 0 is seen to many digits only.
    """

    sign: int | str | None
    proved: bool = True


@dataclass(frozen=True, slots=True)
class Truth:
    """Whether a condition holds at a place; None when that cannot be seen."""

    value: bool | None
    proved: bool = True


UNSEEN = Sign(None, proved=False)
DOUBT = Truth(None, proved=False)


@final
class Scene:
    """Several conditions over one graph.

    Raises NotAConditionError when something in them cannot be computed with real numbers.
    """

    def __init__(self, conditions: Sequence[Node], notation: Notation, limits: Limits = DEFAULT) -> None:
        self.conditions, self.notation, self.limits = tuple(conditions), notation, limits
        self.graph = Graph(constants=notation.constants, limits=limits)
        self.atoms: dict[Node, Atom] = {}
        for condition in conditions:
            for tree in atoms_of(condition):
                self.atoms.setdefault(tree, self._atom(tree))
        nodes = sorted({node for atom in self.atoms.values() for node in atom.nodes})
        self.program = compiled(self.graph, nodes, REALS)
        usable = self.program.complete and not self.program.binds and len(self.atoms) <= MOST_ATOMS
        if not (usable and notation_is_real(notation)):
            raise NotAConditionError
        found = {self.graph.names[node] for node in nodes if self.graph.heads[node] == NAME}
        self.names: dict[str, Domain] = {
            name: notation.names.get(name, REAL) for name in sorted(found - notation.constants)
        }

    def _atom(self, tree: Apply) -> Atom:
        graph, args = self.graph, tuple(map(by_sine_and_cosine, tree.args))
        turned = False
        if len(args) == 1:
            node = added(graph, args[0])
        else:
            ways = [Apply("+", (one, Apply("neg", (other,)))) for one, other in (args, args[::-1])]
            node, other = (added(graph, way) for way in ways)
            turned = graph.digests[other] < graph.digests[node]
            node = other if turned else node
        return Atom(tree.head, turned, node, frozenset(graph.below(node)))

    def look(self, place: Place) -> dict[Node, Sign]:
        """The sign of every atom at a place."""
        signs: dict[Node, Sign] = dict.fromkeys(self.atoms, UNSEEN)
        caged = any(isinstance(number, Caged) for number in place.values())
        bits_of: dict[int, int] | None = None
        for bits in PRECISIONS[:2] if caged else PRECISIONS:
            if bits > PRECISIONS[0] and bits_of is None:
                bits_of = self._zero_bits(place)
            last = bits == (CAGED_BITS if caged else PRECISIONS[-1])
            values, doubtful = self._values(place, bits, bits_of or {}, last=last)
            undefined: set[int] = set()
            with PRECISION:
                self.program.mark_undefined(values, undefined)
            for tree, atom in self.atoms.items():
                if signs[tree].sign is None:
                    signs[tree] = _sign(atom, values[atom.node], undefined, doubtful)
            if all(sign.sign is not None for sign in signs.values()):
                break
        return signs

    def holds(self, condition: Node, signs: Mapping[Node, Sign]) -> Truth:
        """Whether the condition holds where the atoms have these signs."""
        if not isinstance(condition, Apply):
            return DOUBT
        if condition.head in ("true", "false"):
            return Truth(condition.head == "true")
        if condition.head in ("and", "or"):
            parts = [self.holds(part, signs) for part in condition.args]
            return _joined(parts, strong=condition.head == "or")
        return _truth(condition.head, signs[condition])

    def form(self, condition: Node) -> object:
        """What two conditions share that differ in nothing but order: of parts, sides and terms."""
        if not isinstance(condition, Apply) or condition.head in ("true", "false"):
            return condition
        if condition.head in ("and", "or"):
            return condition.head, frozenset(map(self.form, condition.args))
        atom = self.atoms[condition]
        return atom.relation, atom.node, atom.turned and atom.relation in ("<", "<=")

    def _zero_bits(self, place: Place) -> dict[int, int]:
        found: dict[int, int] = {}
        for atom in self.atoms.values():
            found |= zero_bits(self.graph, atom.node, place)
        return found

    def _values(
        self, place: Place, bits: int, bits_of: Mapping[int, int], *, last: bool
    ) -> tuple[list[Any], set[int]]:
        """The balls of all nodes, those that are proved to be 0 as 0; and the nodes only seen to be 0."""
        values: list[Any] = [None] * len(self.graph.heads)
        self.program.run(values, point_of(place, bits), bits)
        roots: set[int] = set()
        for number in place.values():
            roots |= number.zero_of if isinstance(number, Caged | Closed) else set()
        doubtful: set[int] = set()
        if bits == PRECISIONS[0] and not roots:
            return values, doubtful
        with PRECISION:
            ctx.prec = bits
            try:
                for node, operation, args, _ in self.program.steps:
                    value = operation(*[values[arg] for arg in args])
                    if (node in roots and value.is_finite()) or _is_zero(value, bits_of.get(node)):
                        value = arb(0)
                    elif last and _is_zero(value, bits // 2):
                        value = arb(0)
                        doubtful.add(node)
                    values[node] = value
            finally:
                ctx.prec = DEFAULT_BITS
        return values, doubtful


def _sign(atom: Atom, value: arb, undefined: set[int], doubtful: set[int]) -> Sign:
    proved = doubtful.isdisjoint(atom.nodes)
    if not value.is_finite():
        return Sign("undefined", proved) if atom.node in undefined else UNSEEN
    if value.is_zero():
        return Sign(0, proved)
    if 0 in value:
        return Sign(1) if atom.relation == "defined" else UNSEEN
    return Sign(1 if (value > 0) != atom.turned else -1, proved)


def by_sine_and_cosine(tree: Node) -> Node:
    """The tree without tan, cot, sec, csc, so that their poles are zeros of something."""
    one = num(1)

    def branch(here: Apply, parts: list[Node]) -> Node:
        match here.head:
            case "tan":
                return Apply("/", (Apply("sin", (parts[0],)), Apply("cos", (parts[0],))))
            case "cot":
                return Apply("/", (Apply("cos", (parts[0],)), Apply("sin", (parts[0],))))
            case "sec" | "csc":
                return Apply("/", (one, Apply("cos" if here.head == "sec" else "sin", (parts[0],))))
            case _:
                return Apply(here.head, tuple(parts), here.span)

    return fold(tree, lambda leaf: leaf, branch)


def _is_zero(value: arb, bits: int | None) -> bool:
    """Whether the ball holds 0 and is smaller than 2^-bits."""
    if bits is None or not value.is_finite() or 0 not in value:
        return False
    return bool(value.abs_upper() < arb(2) ** -bits)


def point_of(place: Place, bits: int) -> Point:
    """The place as points are given to a program: each number with an error bound."""
    return {name: _coordinate(number, bits) for name, number in place.items()}


def _coordinate(number: Real, bits: int) -> Coordinate:
    if isinstance(number, Exact):
        return Coordinate(number.value)
    ball = number.ball(bits)
    if not ball.is_finite():
        return Coordinate(Fraction(0), radius=Fraction(2) ** 64)
    return Coordinate(fraction_of(ball.mid()), radius=fraction_of(ball.rad()))


def _truth(relation: str, sign: Sign) -> Truth:
    if sign.sign is None:
        return DOUBT
    if sign.sign == "undefined":
        return Truth(value=False, proved=sign.proved)
    match relation:
        case "<":
            holds = sign.sign == -1
        case "<=":
            holds = sign.sign != 1
        case "=":
            holds = sign.sign == 0
        case "!=":
            holds = sign.sign != 0
        case _:
            holds = True
    return Truth(holds, sign.proved)


def _joined(parts: Sequence[Truth], *, strong: bool) -> Truth:
    """The truth of parts under "or" (strong is True) or "and" (False)."""
    deciding = [part for part in parts if part.value is strong]
    if deciding:
        return Truth(strong, any(part.proved for part in deciding))
    if any(part.value is None for part in parts):
        return DOUBT
    return Truth(not strong, all(part.proved for part in parts))
