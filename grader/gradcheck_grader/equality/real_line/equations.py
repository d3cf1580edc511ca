"""Equations: whether two have the same solutions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from gradcheck_grader.equality import sampling
from gradcheck_grader.equality.balls import DEFAULT_BITS, Void
from gradcheck_grader.equality.comparison import Comparison, right
from gradcheck_grader.equality.compiled import Compiled, added, notation_is_real
from gradcheck_grader.equality.ladder import compare
from gradcheck_grader.equality.real_line.elimination import factors
from gradcheck_grader.equality.real_line.positivity import is_never_zero
from gradcheck_grader.equality.real_line.scene import by_sine_and_cosine
from gradcheck_grader.equality.real_line.statements import joined
from gradcheck_grader.equality.real_line.zeros import tree_from
from gradcheck_grader.equality.structure import Graph
from gradcheck_grader.notation import Domain, Notation
from gradcheck_grader.syntax.build import rational
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, fold
from gradcheck_grader.verdict import Evidence, Outcome

POINTS = 6


def difference(equation: Apply) -> Node:
    """Left side minus right side."""
    left, right_side = equation.args
    return Apply("+", (left, Apply("neg", (right_side,))))


def same_up_to_sign(needed: Node, yours: Node, notation: Notation) -> Comparison:
    """Whether two differences are equal, or one is the negative of the other."""
    compiled = Compiled(needed, notation)
    found = [compare(compiled, tree) for tree in (yours, Apply("neg", (yours,)))]
    for outcome in (Outcome.RIGHT, Outcome.UNDECIDED):
        for comparison in found:
            if comparison.outcome is outcome:
                return comparison
    return found[0]


def proportional(needed: Node, yours: Node, notation: Notation) -> Comparison | None:
    """Right when one difference is a number other than 0 times the other; None when that is not found."""
    graph = Graph(constants=notation.constants)
    nodes = added(graph, needed), added(graph, yours)
    domains = {
        name: domain
        for name, domain in notation.names.items()
        if any(graph.names.get(node) == name for node in range(len(graph.heads)))
    }
    for number in range(POINTS):
        values = _values(needed, yours, domains, number, notation)
        if values is not None:
            scaled = Apply("*", (needed, values[1]))
            comparison = compare(Compiled(scaled, notation), Apply("*", (yours, values[0])))
            return comparison if comparison.is_right else _same_factors(graph, nodes, tuple(domains))
    return None


def _values(
    needed: Node, yours: Node, domains: Mapping[str, Domain], number: int, notation: Notation
) -> tuple[Node, Node] | None:
    """The values of both at a point, as trees, when both are proved not to be 0 there."""
    point: dict[str, Fraction] = {}
    for position, (name, domain) in enumerate(domains.items()):
        place = sampling.simple_coordinate(position, domain, number)
        point[name] = (place or sampling.coordinate(name, domain, number)).real
    trees = at_point(needed, point), at_point(yours, point)
    for tree in trees:
        compiled = Compiled(tree, notation)
        value = compiled.at({}, DEFAULT_BITS)[1] if compiled.program.complete else Void.UNKNOWN
        if isinstance(value, Void) or value.contains(0):
            return None
    return trees


def at_point(tree: Node, point: Mapping[str, Fraction]) -> Node:
    """The tree with numbers for names."""

    def leaf(here: Num | Name) -> Node:
        return rational(point[here.name]) if isinstance(here, Name) and here.name in point else here

    return fold(tree, leaf, lambda here, parts: Apply(here.head, tuple(parts), here.span))


def _same_factors(graph: Graph, nodes: tuple[int, int], names: tuple[str, ...]) -> Comparison | None:
    """Right when both are polynomials with the same irreducible factors: then they vanish alike."""
    found = [factors(graph, node, names) for node in nodes]
    if any(one is None or one[1] for one in found):
        return None
    same = found[0] is not None and found[1] is not None and found[0][0] == found[1][0]
    return right(Evidence("proved")) if same else None


def by_factors(condition: Node, notation: Notation) -> Node:
    """The condition with each equation as the alternative of its factors being 0, where all have a value.

    So each component of the solutions is looked at by itself. Factors that are never 0 are left out.
    """
    if not isinstance(condition, Apply):
        return condition
    if condition.head in ("and", "or"):
        return joined(condition.head, [by_factors(part, notation) for part in condition.args])
    if condition.head != "=" or not notation_is_real(notation):
        return condition
    graph = Graph(constants=notation.constants)
    root = added(graph, by_sine_and_cosine(difference(condition)))
    parts = _factors(graph, root)
    if parts == [root]:
        return condition
    zero = Num(Fraction(0))
    alternatives = [Apply("=", (tree_from(graph, part, {}), zero)) for part in parts]
    return joined("and", [joined("or", alternatives), Apply("defined", (tree_from(graph, root, {}),))])


def _factors(graph: Graph, root: int) -> list[int]:
    """The nodes of which one is 0 wherever root is; those that are plainly never 0 are left out."""
    found: list[int] = []
    todo = [root]
    while todo:
        node = todo.pop()
        head, args = graph.heads[node], graph.args[node]
        exponent = graph.value(args[1]) if head == "^" else None
        if head == "*":
            todo.extend(reversed(args))
        elif exponent is not None and exponent > 0 and exponent.denominator == 1:
            todo.append(args[0])
        elif not is_never_zero(graph, node):
            found.append(node)
    return found
