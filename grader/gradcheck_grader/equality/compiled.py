"""Two expressions over one graph: the reference compiled once, each response beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any, final

from flint import ctx, fmpq

from gradcheck_grader.equality.balls import COMPLEXES, DEFAULT_BITS, REALS, Value, Void
from gradcheck_grader.equality.heads import BENT, ENTIRE, PATCHED
from gradcheck_grader.equality.lazily import lazily
from gradcheck_grader.equality.marks import Marks, Places, marks_of, places_of
from gradcheck_grader.equality.modular import Side, divisors, side_of
from gradcheck_grader.equality.program import Program, compiled, value_of
from gradcheck_grader.equality.rational import values_at
from gradcheck_grader.equality.sampling import Names, Point, Points
from gradcheck_grader.equality.steps import PRECISION
from gradcheck_grader.equality.structure import NAME, NOTHING_MADE, NUM, Graph
from gradcheck_grader.equality.turns import Turns, turns_of
from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import REAL, Domain, Notation
from gradcheck_grader.syntax.bound import BINDERS, alike
from gradcheck_grader.syntax.derivative import work_out
from gradcheck_grader.syntax.tree import Node, names_in

# Values of one reference that are kept: more than one comparison's schedule of points needs.
MOST_REMEMBERED = 64
COUNTED = frozenset({"sum", "prod"})
NO_TURNS = Turns(())
PREPARED = BINDERS | {"diff"}
ALWAYS_SMOOTH = (ENTIRE - {"^"}) | {NUM}


# The balls of all nodes, what the evaluation ended as, and what it cost.
Run = tuple[list[Any], Value, int]


@final
class Compiled:
    """An expression, ready to be compared with many others; remembers its values at points.

    Raises AnswerError for a derivative that cannot be worked out.
    """

    def __init__(self, tree: Node, notation: Notation, limits: Limits = DEFAULT) -> None:
        self.tree, self.notation, self.limits = tree, notation, limits
        self.field = REALS if notation_is_real(notation) else COMPLEXES
        # A sum may go on without end, also where infinity is no constant: it is never a name with values.
        self.constants = notation.constants if "inf" in notation.names else notation.constants | {"inf"}
        self.graph = Graph(constants=self.constants, limits=limits, real=self.field is REALS)
        self.root = added(self.graph, tree)
        self.nodes = self.graph.below(self.root)
        self.node_set = frozenset(self.nodes)
        self._remembered: dict[object, Run] = {}
        self._exact: dict[int, dict[int, fmpq] | None] = {}

    def __reduce__(self) -> tuple[type[Compiled], tuple[Node, Notation, Limits]]:
        return Compiled, (self.tree, self.notation, self.limits)

    @lazily
    def program(self) -> Program:
        """What computes the expression."""
        return compiled(self.graph, self.nodes, self.field)

    @lazily
    def is_constant(self) -> bool:
        """Whether nothing in it but constants has a name."""
        return names_in(self.tree) <= self.notation.constants

    @lazily
    def is_bent(self) -> bool:
        """Whether it can bend, jump or end (see heads.BENT)."""
        return are_bent(self.graph, self.nodes, self.notation)

    @lazily
    def bits(self) -> int:
        """Bits that it takes to see every number written, and the square of a small one."""
        return bits_of(self.graph, self.nodes)

    @lazily
    def counts(self) -> frozenset[str]:
        """The names that count something, and so are whole numbers here."""
        return counting_names(self.graph, self.nodes)

    @lazily
    def points(self) -> Points:
        """The points of the names in the expression."""
        found = names_of(self.graph, self.nodes) - self.constants
        return Points(domains_of(found, self.notation, self.counts))

    @lazily
    def reach(self) -> Fraction:
        """The largest number written, or one over the smallest."""
        return reach_of(self.graph, self.nodes)

    @lazily
    def side(self) -> Side:
        """The expression as residues see it."""
        return side_of(self.graph, self.root, self.nodes)

    @lazily
    def divisors(self) -> frozenset[int]:
        """What something is divided by, numbers aside."""
        return divisors(self.graph, self.nodes)

    @lazily
    def places(self) -> Places:
        """Where the expression can bend, jump or end."""
        return places_of(self.graph, self.nodes)

    def exactly_at(self, points: Points, number: int) -> dict[int, fmpq] | None:
        """The exact values of all nodes at a simple point; None where there are none."""
        if points is self.points and number in self._exact:
            return self._exact[number]
        values = values_at(self.graph, self.nodes, points.simple(number) or {}, {})
        if points is self.points:
            self._exact[number] = values
        return values

    def at(self, point: Point, bits: int, key: object = None) -> Run:
        """What a run at the point ended as; remembered under the key at the lowest precision."""
        remember = key is not None and bits == DEFAULT_BITS
        if remember and (found := self._remembered.get(key)) is not None:
            return found
        values: list[Any] = [None] * len(self.graph.heads)
        cost = self.program.run(values, point, bits)
        found = values, value_of(self.root, values, (self.program,)), cost
        if remember and len(self._remembered) < MOST_REMEMBERED:
            self._remembered[key] = found
        return found


@final
class Pair:
    """A reference and a response over one graph: what both contain is computed once.

    spent  the work of all evaluations so far, counted alike on every machine.
    Raises AnswerError for a derivative that cannot be worked out.
    """

    def __init__(self, reference: Compiled, response: Node) -> None:
        self.reference = reference
        self.graph = reference.graph.copy()
        self.left, self.right = reference.root, added(self.graph, response)
        self.spent = 0
        self.turns = NO_TURNS
        self._first: tuple[object, tuple[Value, Value, list[Any]]] | None = None

    @lazily
    def seed(self) -> int:
        """A number that depends on both contents and not on their order."""
        return self.graph.digests[self.left] ^ self.graph.digests[self.right]

    @lazily
    def response_nodes(self) -> list[int]:
        """All nodes of the response."""
        return self.graph.below(self.right)

    @lazily
    def own_nodes(self) -> list[int]:
        """Nodes of the response that the reference does not have."""
        shared = self.reference.node_set
        return [node for node in self.response_nodes if node not in shared]

    @property
    def names(self) -> Names:
        """The names in either, with their domains, in alphabetical order."""
        return self.points.names

    @lazily
    def points(self) -> Points:
        """The points of the names in either: those of the reference, unless the response has other names."""
        reference, notation = self.reference, self.reference.notation
        own = names_of(self.graph, self.own_nodes)
        known = reference.points.names.keys()
        if (not own or own - reference.constants <= known) and self.counts is reference.counts:
            return reference.points
        return Points(domains_of((own - reference.constants) | known, notation, self.counts))

    @lazily
    def counts(self) -> frozenset[str]:
        """The names that count something in either, and so are whole numbers here."""
        known, heads = self.reference.counts, self.graph.heads
        if COUNTED.isdisjoint([heads[node] for node in self.own_nodes]):
            return known
        own = counting_names(self.graph, self.own_nodes)
        return known if own <= known else known | own

    @lazily
    def marks(self) -> Marks:
        """Where either can bend, jump or end, as far as that is easily seen."""
        if not self.is_bent:
            return {}
        return marks_of((self.reference.places, places_of(self.graph, self.own_nodes)), self.names)

    def look_for_turns(self) -> None:
        """From here on, notes which sides of bends that several names decide the points lie on."""
        notation, nodes = self.reference.notation, (*self.reference.nodes, *self.own_nodes)
        if self.is_bent and len(self.names) > 1 and notation_is_real(notation):
            is_positive = partial(_is_positive, self.graph, notation=notation)
            self.turns = Turns(turns_of(self.graph, nodes, self.names, is_positive))

    @lazily
    def is_bent(self) -> bool:
        """Whether one of them can bend, jump or end (see heads.BENT)."""
        known = self.reference
        return known.is_bent or are_bent(self.graph, self.own_nodes, known.notation)

    @lazily
    def bits(self) -> int:
        """Bits that it takes to see every number written, and to tell functions on the domains apart."""
        return max(self.reference.bits, bits_of(self.graph, self.own_nodes), self.points.bits)

    @lazily
    def reach(self) -> Fraction:
        """The largest number written in either, or one over the smallest."""
        return max(self.reference.reach, reach_of(self.graph, self.own_nodes))

    @lazily
    def programs(self) -> tuple[Program, Program]:
        """What computes the reference, and then what else the response has."""
        return self.reference.program, compiled(self.graph, self.own_nodes, self.reference.field)

    def program_of(self, root: int) -> Program:
        """What computes one node of the graph alone."""
        return compiled(self.graph, self.graph.below(root), self.reference.field)

    def value_of(self, program: Program, root: int, point: Point) -> Value:
        """What program computes for root."""
        values: list[Any] = [None] * len(self.graph.heads)
        program.run(values, point, DEFAULT_BITS)
        return value_of(root, values, (program,))

    @property
    def is_computable(self) -> bool:
        """Whether there is a rule for every node."""
        return all(program.complete for program in self.programs)

    def exactly_at(self, number: int) -> tuple[Fraction, Fraction] | None:
        """Reference and response, two rational functions, at a simple point; None where one has no value."""
        known = self.reference.exactly_at(self.points, number)
        if known is None:
            return None
        values = values_at(self.graph, self.own_nodes, self.points.simple(number) or {}, known)
        if values is None:
            return None
        left, right = (Fraction(int(values[at].p), int(values[at].q)) for at in (self.left, self.right))
        return left, right

    def at(self, point: Point, bits: int, key: object = None) -> tuple[Value, Value]:
        """Reference and response at a point. The key names a point that is the same in every comparison."""
        left, right, _ = self._run(point, bits, key)
        return left, right

    def at_with_losses(self, point: Point, bits: int) -> tuple[Value, Value, bool]:
        """Reference and response at a point, and whether something in either is lost in error bounds."""
        left, right, values = self._run(point, bits, None)
        if isinstance(left, Void) or isinstance(right, Void):
            return left, right, False
        with PRECISION:
            ctx.prec = bits
            try:
                return left, right, any(program.loses_something(values) for program in self.programs)
            finally:
                ctx.prec = DEFAULT_BITS

    def _run(self, point: Point, bits: int, key: object) -> tuple[Value, Value, list[Any]]:
        first = self._first
        if first is not None and first[0] == key and bits == DEFAULT_BITS:
            found = first[1]
        else:
            found = self._computed(point, bits, key)
            if first is None and key is not None and bits == DEFAULT_BITS:
                self._first = key, found
        if self.turns.turns:
            self.turns.see(found[2])
        return found

    def _computed(self, point: Point, bits: int, key: object) -> tuple[Value, Value, list[Any]]:
        if key is not None and self.counts:
            key = (key, self.counts)  # there the same point has other coordinates
        known, left, cost = self.reference.at(point, bits, key)
        values = known + [None] * (len(self.graph.heads) - len(known))
        self.spent += cost + self.programs[1].run(values, point, bits)
        return left, value_of(self.right, values, self.programs), values


def added(graph: Graph, tree: Node, made: Mapping[int, int] = NOTHING_MADE) -> int:
    """The node of the tree, its derivatives worked out, its bound names made alike; made: as of Graph.add."""
    root = graph.add(tree, made)
    if PREPARED.isdisjoint(graph.heads):
        return root
    return graph.add(alike(work_out(tree, euler="e" in graph.constants)))


def counting_names(graph: Graph, nodes: Iterable[int]) -> frozenset[str]:
    """The names in the bounds of sums and products, which count something."""
    todo = [end for node in nodes if graph.heads[node] in COUNTED for end in graph.args[node][2:]]
    found: set[str] = set()
    while todo:
        node = todo.pop()
        if graph.heads[node] in ("+", "*", "^"):
            todo.extend(graph.args[node])
        elif graph.heads[node] == NAME:
            found.add(graph.names[node])
    return frozenset(found)


def names_of(graph: Graph, nodes: Iterable[int]) -> frozenset[str]:
    """The names, constants among them, that are nodes and not bound."""
    names, bound = graph.names, graph.bound
    return frozenset([names[node] for node in nodes if node in names and node not in bound])


def domains_of(names: Iterable[str], notation: Notation, counts: frozenset[str]) -> dict[str, Domain]:
    """The domains of the names, in alphabetical order."""
    domains = {name: notation.names.get(name, REAL) for name in sorted(names)}
    return {name: counting(domain) if name in counts else domain for name, domain in domains.items()}


def counting(domain: Domain) -> Domain:
    """The whole numbers of the domain, from 0 where it has no lower bound."""
    if domain.kind == "complex":
        return domain
    low = domain.low
    if low is None and (domain.high is None or domain.high >= 0):
        low = Fraction(0)
    return replace(domain, kind="integer", low=low)


def are_bent(graph: Graph, nodes: Iterable[int], notation: Notation) -> bool:
    """Whether one of the nodes can bend, jump or end."""
    heads, bound = graph.heads, graph.bound
    for node in nodes:
        if heads[node] not in ALWAYS_SMOOTH and node not in bound and _is_bent(graph, node, notation):
            return True
    return False


def bits_of(graph: Graph, nodes: Iterable[int]) -> int:
    """Bits that it takes to see every number among the nodes, and the square of a small one."""
    bits = 0
    for node in nodes:
        if graph.heads[node] == NUM:
            above, below = graph.values[node].as_integer_ratio()
            bits = max(bits, above.bit_length(), 2 * (below.bit_length() - above.bit_length()))
    return bits


def reach_of(graph: Graph, nodes: Iterable[int]) -> Fraction:
    """The largest number among the nodes, or one over the smallest; 0 when there is none but 0."""
    sizes = [abs(graph.values[node]) for node in nodes if graph.heads[node] == NUM]
    return max((max(size, 1 / size) for size in sizes if size), default=Fraction(0))


def _is_bent(graph: Graph, node: int, notation: Notation) -> bool:
    head = graph.heads[node]
    if head == NAME:
        return notation.names.get(graph.names[node], REAL).kind == "integer"
    if head == "^":
        exponent = graph.value(graph.args[node][1])
        if exponent is not None and exponent.denominator == 1:
            return False
    if head in ("^", "sqrt", "log", "abs", "sign", "root"):
        return not _is_positive(graph, graph.args[node][0], notation)
    return head in BENT or head in PATCHED


def _is_positive(graph: Graph, node: int, notation: Notation) -> bool:
    """Whether the node is plainly positive: a positive name or number, exp, a sum or product of such."""
    head = graph.heads[node]
    if head == NUM:
        return graph.values[node] > 0
    if head == NAME:
        name = graph.names[node]
        low = notation.names.get(name, REAL).low
        return name in ("pi", "e") if name in notation.constants else low is not None and low >= 0
    if head in ("+", "*"):
        return all(_is_positive(graph, part, notation) for part in graph.args[node])
    return head == "exp" and notation_is_real(notation)


def notation_is_real(notation: Notation) -> bool:
    """Whether every value that can be written is real."""
    kinds = {domain.kind for domain in notation.names.values()}
    return "i" not in notation.constants and "complex" not in kinds
