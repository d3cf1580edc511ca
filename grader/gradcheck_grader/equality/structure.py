"""The graph of an expression: equal subterms are one node, after cheap normalisation.

Sums and products are flat, collected and sorted by content, rational arithmetic is done exactly, a - b is
a + (-1) b and a / b is a b^(-1). No rule enlarges the set where a term is defined: 0 log x and x / x stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import final
from zlib import crc32

from gradcheck_grader.equality import exact
from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.syntax.tree import Name, Node, Num

NUM, NAME = "num", "name"
MINUS_ONE, HALF = Fraction(-1), Fraction(1, 2)
P61 = 2**61 - 1
# Folding stops when this many bits of exact numbers were made: a thousand towers cost no more than one.
EXACT_BITS_IN_ALL = 2_000_000

Key = tuple[object, ...]


@final
class Graph:
    """Nodes by number, arguments before the nodes that use them.

    heads    "num", "name", or the head of an application.       args   numbers of the arguments.
    values   the number of a "num".      names  the name of a "name".
    digests  of the content: equal content has equal digests in every graph and on every machine.
    """

    __slots__ = ("_bits_left", "_known", "args", "constants", "digests", "heads", "limits", "names", "values")

    def __init__(self, *, constants: frozenset[str] = frozenset(), limits: Limits = DEFAULT) -> None:
        self.constants = constants
        self.limits = limits
        self.heads: list[str] = []
        self.args: list[tuple[int, ...]] = []
        self.values: dict[int, Fraction] = {}
        self.names: dict[int, str] = {}
        self.digests: list[int] = []
        self._known: dict[Key, int] = {}
        self._bits_left = EXACT_BITS_IN_ALL

    def copy(self) -> Graph:
        """A graph with the same nodes under the same numbers, which can grow on its own."""
        other = Graph(constants=self.constants, limits=self.limits)
        other.heads, other.args, other.digests = self.heads[:], self.args[:], self.digests[:]
        other.values, other.names = dict(self.values), dict(self.names)
        other._known = dict(self._known)
        return other

    def add(self, tree: Node) -> int:
        """The number of the node that means the tree. No recursion: depth does not matter."""
        todo: list[tuple[Node, bool]] = [(tree, False)]
        done: list[int] = []
        while todo:
            node, args_are_done = todo.pop()
            if isinstance(node, Num):
                done.append(self.number(node.value))
            elif isinstance(node, Name):
                done.append(self.name(node.name))
            elif args_are_done:
                count = len(node.args)
                args = tuple(done[len(done) - count :])
                del done[len(done) - count :]
                done.append(self.apply(node.head, args))
            else:
                todo.append((node, True))
                todo.extend((argument, False) for argument in reversed(node.args))
        return done[0]

    def number(self, value: Fraction) -> int:
        """The node of a number."""
        above, below = value.numerator, value.denominator
        key = (NUM, above, below)
        if (known := self._known.get(key)) is not None:
            return known
        node = self._new(key, NUM, (), (above * 1_000_003 + below * 998_244_353 + 7) % P61)
        self.values[node] = value
        return node

    def name(self, name: str) -> int:
        """The node of a name or constant."""
        key = (NAME, name)
        if (known := self._known.get(key)) is not None:
            return known
        node = self._new(key, NAME, (), _mixed(crc32(name.encode("utf-8", "surrogatepass")), (len(name),)))
        self.names[node] = name
        return node

    def apply(self, head: str, args: tuple[int, ...]) -> int:
        """The node of a head applied to nodes, normalised."""
        rule = RULES.get(head)
        if rule is not None:
            return rule(self, args)
        return self.plain(head, args)

    def plain(self, head: str, args: tuple[int, ...]) -> int:
        """The node of exactly this application."""
        key = (head, args)
        if (known := self._known.get(key)) is not None:
            return known
        digests = self.digests
        return self._new(key, head, args, _mixed(crc32(head.encode()), [digests[node] for node in args]))

    def value(self, node: int) -> Fraction | None:
        """The exact number that the node is, or None."""
        return self.values.get(node)

    def fold(self, combine: Callable[..., Fraction | None], *operands: object) -> int | None:
        """The node of combine(*operands) when that is exact and there are bits left for such results."""
        if self._bits_left < 0 or (result := combine(*operands)) is None:
            return None
        self._bits_left -= exact.bits_of(result)
        return self.number(result)

    def sorted_by_content(self, nodes: Iterable[int]) -> tuple[int, ...]:
        """The nodes in an order that depends on nothing but what they mean."""
        return tuple(sorted(nodes, key=self.digests.__getitem__))

    def below(self, root: int) -> list[int]:
        """Root and all it is made of, arguments first."""
        seen, todo = {root}, [root]
        while todo:
            fresh = [node for node in self.args[todo.pop()] if node not in seen]
            seen.update(fresh)
            todo.extend(fresh)
        return sorted(seen)

    def _new(self, key: Key, head: str, args: tuple[int, ...], digest: int) -> int:
        node = len(self.heads)
        self._known[key] = node
        self.heads.append(head)
        self.args.append(args)
        self.digests.append(digest)
        return node


def _mixed(seed: int, parts: Iterable[int]) -> int:
    """A digest of a sequence of integers: the same on every machine."""
    digest = seed * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019
    for part in parts:
        digest = ((digest ^ (digest >> 29)) * 0xBF58476D1CE4E5B9 + part) % P61
    return digest


def _flat(graph: Graph, head: str, args: tuple[int, ...]) -> list[int]:
    flat: list[int] = []
    for node in args:
        if graph.heads[node] == head:
            flat.extend(graph.args[node])
        else:
            flat.append(node)
    return flat


Combine = Callable[[Fraction, Fraction], Fraction | None]


def _numbers_combined(graph: Graph, nodes: list[int], combine: Combine) -> tuple[list[int], list[int]]:
    """The numbers among the nodes, combined as far as the bounds allow; and the other nodes."""
    numbers: list[int] = []
    others: list[int] = []
    for node in nodes:
        value = graph.values.get(node)
        if value is None:
            others.append(node)
        elif numbers and (folded := graph.fold(combine, graph.values[numbers[-1]], value)) is not None:
            numbers[-1] = folded
        else:
            numbers.append(node)
    return numbers, others


def _sum(graph: Graph, args: tuple[int, ...]) -> int:
    numbers, others = _numbers_combined(graph, _flat(graph, "+", args), exact.total)
    if len(set(others)) < len(others):
        others = [
            _product(graph, (graph.number(Fraction(times)), node)) for node, times in Counter(others).items()
        ]
    if others:
        numbers = [node for node in numbers if graph.values[node] != 0]
    terms = numbers + others
    if not terms:
        return graph.number(Fraction(0))
    return terms[0] if len(terms) == 1 else graph.plain("+", graph.sorted_by_content(terms))


def _product(graph: Graph, args: tuple[int, ...]) -> int:
    numbers, others = _numbers_combined(graph, _flat(graph, "*", args), exact.product)
    if len(set(others)) < len(others):
        others = [
            _power(graph, (node, graph.number(Fraction(times)))) for node, times in Counter(others).items()
        ]
    if others:
        numbers = [node for node in numbers if graph.values[node] != 1]
    factors = numbers + others
    if not factors:
        return graph.number(Fraction(1))
    return factors[0] if len(factors) == 1 else graph.plain("*", graph.sorted_by_content(factors))


def _negated(graph: Graph, args: tuple[int, ...]) -> int:
    return _product(graph, (graph.number(MINUS_ONE), args[0]))


def _quotient(graph: Graph, args: tuple[int, ...]) -> int:
    return _product(graph, (args[0], _power(graph, (args[1], graph.number(MINUS_ONE)))))


def _power(graph: Graph, args: tuple[int, ...]) -> int:
    base, exponent = args
    size = graph.value(exponent)
    if size is None:
        is_e = graph.names.get(base) == "e" and "e" in graph.constants
        return _exp(graph, (exponent,)) if is_e else graph.plain("^", args)
    if size == 1:
        return base
    number = graph.value(base)
    if number is not None:
        folded = graph.fold(exact.power, number, size, graph.limits)
        if folded is not None:
            return folded
    if size == HALF:
        return graph.plain("sqrt", (base,))
    if size.denominator == 1 and number is None:
        return _integer_power(graph, base, size)
    return graph.plain("^", args)


def _integer_power(graph: Graph, base: int, size: Fraction) -> int:
    """base to an integer other than 1, with the power moved inside products and positive powers."""
    head = graph.heads[base]
    if head == NAME:
        if size == 0:
            return graph.number(Fraction(1))  # x^0 = 1 for every x, as polynomials have it
        if graph.names[base] == "e" and "e" in graph.constants:
            return graph.plain("exp", (graph.number(size),))
    exponent = graph.number(size)
    if head == "*" and size != 0:
        return _product(graph, tuple(_power(graph, (factor, exponent)) for factor in graph.args[base]))
    if head == "^":
        inner = graph.value(graph.args[base][1])
        if inner is not None and inner.denominator == 1 and inner > 0 and size != 0:
            return _power(graph, (graph.args[base][0], graph.number(inner * size)))
    return graph.plain("^", (base, exponent))


def _sqrt(graph: Graph, args: tuple[int, ...]) -> int:
    return _power(graph, (args[0], graph.number(HALF)))


def _root(graph: Graph, args: tuple[int, ...]) -> int:
    return _sqrt(graph, args[:1]) if graph.value(args[1]) == 2 else graph.plain("root", args)


def _exp(graph: Graph, args: tuple[int, ...]) -> int:
    return graph.number(Fraction(1)) if graph.value(args[0]) == 0 else graph.plain("exp", args)


def _log(graph: Graph, args: tuple[int, ...]) -> int:
    if len(args) == 2:
        return _quotient(graph, (_log(graph, args[:1]), _log(graph, args[1:])))
    return graph.number(Fraction(0)) if graph.value(args[0]) == 1 else graph.plain("log", args)


def _sigmoid(graph: Graph, args: tuple[int, ...]) -> int:
    one = graph.number(Fraction(1))
    return _power(graph, (_sum(graph, (one, _exp(graph, (_negated(graph, args),)))), graph.number(MINUS_ONE)))


def _softplus(graph: Graph, args: tuple[int, ...]) -> int:
    return graph.plain("log", (_sum(graph, (graph.number(Fraction(1)), _exp(graph, args))),))


def _relu(graph: Graph, args: tuple[int, ...]) -> int:
    return _extremum("max")(graph, (args[0], graph.number(Fraction(0))))


Rule = Callable[[Graph, tuple[int, ...]], int]


def _extremum(head: str) -> Rule:
    def rule(graph: Graph, args: tuple[int, ...]) -> int:
        flat = graph.sorted_by_content(dict.fromkeys(_flat(graph, head, args)))
        return flat[0] if len(flat) == 1 else _folded(head)(graph, flat)

    return rule


def _folded(head: str) -> Rule:
    def rule(graph: Graph, args: tuple[int, ...]) -> int:
        values = tuple(graph.values[node] for node in args if node in graph.values)
        if len(values) == len(args):
            folded = graph.fold(exact.applied, head, values, graph.limits)
            if folded is not None:
                return folded
        return graph.plain(head, args)

    return rule


RULES: dict[str, Rule] = {
    "+": _sum,
    "*": _product,
    "neg": _negated,
    "/": _quotient,
    "^": _power,
    "sqrt": _sqrt,
    "root": _root,
    "exp": _exp,
    "log": _log,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "relu": _relu,
    "max": _extremum("max"),
    "min": _extremum("min"),
    **{head: _folded(head) for head in ("abs", "sign", "floor", "ceil", "factorial", "binomial")},
}


def same_tree(left: Node, right: Node, *, constants: frozenset[str] = frozenset()) -> bool:
    """Whether two trees are one after cheap normalisation.

    >>> from gradcheck_grader.syntax.tree import Apply
    >>> x = Name("x")
    >>> same_tree(Apply("+", (x, Num(Fraction(1)))), Apply("+", (Num(Fraction(1)), x)))
    True
    """
    graph = Graph(constants=constants)
    return graph.add(left) == graph.add(right)
