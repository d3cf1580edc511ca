"""The graph of an expression: equal subterms are one node, after cheap normalisation.

Sums and products are flat, collected and sorted by content, rational arithmetic is done exactly, a - b is
a + (-1) b and a / b is a b^(-1). No rule enlarges the set where a term is defined: 0 log x and x / x stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import final
from zlib import crc32

from gradcheck_grader.equality import exact
from gradcheck_grader.equality.rules import RULES as RULES_OF_NUMBERS
from gradcheck_grader.equality.rules_bound import RULES as RULES_OF_BINDERS
from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.syntax.bound import BINDERS, MARK, alike
from gradcheck_grader.syntax.tree import Apply, Name, Node

NUM, NAME = "num", "name"
RULES = RULES_OF_NUMBERS | RULES_OF_BINDERS
P61 = 2**61 - 1
# Folding stops when this many bits of exact numbers were made: a thousand towers cost no more than one.
EXACT_BITS_IN_ALL = 2_000_000
# Sums with written bounds are written out as long as that takes no more nodes than this.
NODES_WRITTEN_OUT = 4_000

NOTHING_MADE: Mapping[int, int] = MappingProxyType({})
Key = tuple[object, ...]


@final
class Graph:
    """Nodes by number, arguments before the nodes that use them.

    heads    "num", "name", or the head of an application.       args   numbers of the arguments.
    values   the number of a "num".      names  the name of a "name".
    digests  of the content: equal content has equal digests in every graph and on every machine.
    real     whether only real numbers can be meant: then x^(1/3) is the real root, also of a negative x.
    bound    of a node that depends on names bound further out: the nodes of these names.
    """

    __slots__ = (
        *("_bits_left", "_known", "_room", "args", "bound", "constants", "digests", "heads", "limits"),
        *("names", "real", "values"),
    )

    def __init__(
        self, *, constants: frozenset[str] = frozenset(), limits: Limits = DEFAULT, real: bool = True
    ) -> None:
        self.constants = constants
        self.real = real
        self.limits = limits
        self.heads: list[str] = []
        self.args: list[tuple[int, ...]] = []
        self.values: dict[int, Fraction] = {}
        self.names: dict[int, str] = {}
        self.digests: list[int] = []
        self.bound: dict[int, frozenset[int]] = {}
        self._known: dict[Key, int] = {}
        self._bits_left = EXACT_BITS_IN_ALL
        self._room = NODES_WRITTEN_OUT

    def copy(self) -> Graph:
        """A graph with the same nodes under the same numbers, which can grow on its own."""
        other = Graph(constants=self.constants, limits=self.limits, real=self.real)
        other.heads, other.args, other.digests = self.heads[:], self.args[:], self.digests[:]
        other.values, other.names, other.bound = dict(self.values), dict(self.names), dict(self.bound)
        other._known = dict(self._known)
        return other

    def add(self, tree: Node, made: Mapping[int, int] = NOTHING_MADE) -> int:
        """The number of the node that means the tree. No recursion: depth does not matter.

        made  the numbers of trees that were added before, by their id.
        """
        order: list[Node] = []
        todo: list[Node] = [tree]
        while todo:
            node = todo.pop()
            order.append(node)
            if isinstance(node, Apply) and not (made and id(node) in made):
                todo += node.args
        done: list[int] = []
        for node in reversed(order):
            if made and (known := made.get(id(node))) is not None:
                done.append(known)
            elif isinstance(node, Apply):
                first = len(done) - len(node.args)
                args = tuple(done[first:])
                del done[first:]
                done.append(self.apply(node.head, args))
            elif isinstance(node, Name):
                done.append(self.name(node.name))
            else:
                done.append(self.number(node.value))
        return done[0]

    def number(self, value: Fraction) -> int:
        """The node of a number."""
        key = value.as_integer_ratio()
        known = self._known.get(key)
        return self._new_number(key, value) if known is None else known

    def whole(self, value: int) -> int:
        """The node of a whole number."""
        known = self._known.get((value, 1))
        return self._new_number((value, 1), Fraction(value)) if known is None else known

    def _new_number(self, key: tuple[int, int], value: Fraction) -> int:
        above, below = key
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
        if name.startswith(MARK):
            self.bound[node] = frozenset({node})
        return node

    def has_name(self, name: str) -> bool:
        """Whether the name or constant is a node."""
        return (NAME, name) in self._known

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
        return self._new(key, head, args, _mixed(_seed(head), [digests[node] for node in args]))

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

    def written_out(self, body: int, index: int, numbers: range) -> list[int] | None:
        """The body with each of the numbers for the index, or None when there is no room for that."""
        parts = [node for node in self.below(body) if index in self.bound.get(node, ())]
        if len(parts) * len(numbers) > self._room:
            return None
        self._room -= len(parts) * len(numbers)
        return [self._with(parts, body, {index: self.whole(number)}) for number in numbers]

    def _with(self, parts: list[int], root: int, new: dict[int, int]) -> int:
        """The root after replacing; parts are the nodes that change, arguments first."""
        for node in parts:
            if node not in new:
                new[node] = self.apply(self.heads[node], tuple(new.get(arg, arg) for arg in self.args[node]))
        return new.get(root, root)

    def below(self, root: int) -> list[int]:
        """Root and all it is made of, arguments first."""
        # Arguments have smaller numbers: one pass downwards meets every node after all that use it.
        args, seen, found = self.args, bytearray(root + 1), list[int]()
        seen[root] = 1
        for node in range(root, -1, -1):
            if seen[node]:
                found.append(node)
                for argument in args[node]:
                    seen[argument] = 1
        found.reverse()
        return found

    def _new(self, key: Key, head: str, args: tuple[int, ...], digest: int) -> int:
        node = len(self.heads)
        self._known[key] = node
        self.heads.append(head)
        self.args.append(args)
        self.digests.append(digest)
        if self.bound and args:
            self._bind(node, head, args)
        return node

    def _bind(self, node: int, head: str, args: tuple[int, ...]) -> None:
        bound = frozenset[int]().union(*(self.bound.get(argument, ()) for argument in args))
        if head in BINDERS and len(args) == 4:
            bound -= {args[1]}
        if bound:
            self.bound[node] = bound


@cache
def _seed(head: str) -> int:
    return crc32(head.encode())


def _mixed(seed: int, parts: Iterable[int]) -> int:
    """A digest of a sequence of integers: the same on every machine."""
    digest = seed * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019
    for part in parts:
        digest = ((digest ^ (digest >> 29)) * 0xBF58476D1CE4E5B9 + part) % P61
    return digest


def same_tree(left: Node, right: Node, *, constants: frozenset[str] = frozenset()) -> bool:
    """Whether two trees are one after cheap normalisation, the names of bound indices aside.

    >>> from gradcheck_grader.syntax.tree import Apply, Num
    >>> x = Name("x")
    >>> same_tree(Apply("+", (x, Num(Fraction(1)))), Apply("+", (Num(Fraction(1)), x)))
    True
    """
    graph = Graph(constants=constants)
    return graph.add(alike(left)) == graph.add(alike(right))
