"""The ladder: same tree, exact arithmetic, residues modulo a prime, balls. The first rung that knows decides.

The order of the two sides changes nothing but which one is called needed and which one yours.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from gradcheck_grader import feedback
from gradcheck_grader.equality import sampling, witness
from gradcheck_grader.equality.agreement import Sampler
from gradcheck_grader.equality.arrays import Grid, grid_of
from gradcheck_grader.equality.balls import DEFAULT_BITS, Void
from gradcheck_grader.equality.comparison import Comparison, right, undecided, wrong
from gradcheck_grader.equality.compiled import Compiled, Pair
from gradcheck_grader.equality.conditions import CONDITIONS
from gradcheck_grader.equality.meeting import Meeting, relation
from gradcheck_grader.equality.modular import Rational, compare_residues, divisors
from gradcheck_grader.equality.signs import PLUS_MINUS, compare_both
from gradcheck_grader.equality.tolerance import EXACT, Tolerance
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.limits import DEFAULT, Limits
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Evidence, Outcome

SIMPLE_POINTS = 8
_ARRAYS = frozenset(
    {"vector", "matrix", "row", "matmul", "hadamard", "kron", "transpose", "inv", "det", "tr", "norm"}
)


def equal(
    a: Node,
    b: Node,
    notation: Notation,
    *,
    tolerance: Tolerance = EXACT,
    limits: Limits = DEFAULT,
    prove: bool = False,
) -> Comparison:
    """Whether a and b mean the same on the declared domains: right, wrong (proved) or undecided.

    prove  whether to look for a proof where the two agree: up to two seconds, in a process of its own.

    >>> from gradcheck_grader.notation import real_names
    >>> from gradcheck_grader.syntax.parser import parse
    >>> notation = Notation(names=real_names("x"))
    >>> equal(parse("(x + 1)^2", notation), parse("x^2 + 2x + 1", notation), notation).evidence.kind
    'exact'
    """
    if notation.shapes:
        # Matrices are another field of their own; most comparisons never need it.
        from gradcheck_grader.equality.matrices import equal_matrices

        return equal_matrices(a, b, notation, tolerance=tolerance, limits=limits)
    left, right_grid = grid_of(a), grid_of(b)
    if left is not None and right_grid is not None:
        return _equal_grids(left, right_grid, notation, tolerance, limits)
    try:
        found = compare(Compiled(a, notation, limits), b, tolerance=tolerance)
    except AnswerError as error:
        return undecided(str(error))
    if not prove:
        return found
    from gradcheck_grader.equality.proof import with_proof  # what starts a process is seldom wanted

    return with_proof(found, a, b, notation)


def compare(reference: Compiled, response: Node, *, tolerance: Tolerance = EXACT) -> Comparison:
    """The same, for a reference that was compiled before."""
    if reference.tree == response:
        return right(Evidence("same-tree"))
    if reference.notation.random:
        from gradcheck_grader.equality.moments import equal_in_moments  # few questions are about chance

        return equal_in_moments(
            reference.tree, response, reference.notation, tolerance=tolerance, limits=reference.limits
        )
    try:
        pair = Pair(reference, response)
    except AnswerError as error:
        return undecided(str(error))
    if not _ARRAYS.isdisjoint(pair.graph.heads):
        return undecided(feedback.CANNOT_COMPUTE)
    if PLUS_MINUS in pair.graph.heads:
        return compare_both(reference, response, tolerance, compare)
    for rung in (_same_tree, _numbers, _infinities, _residues, _at_first_sight):
        decision = rung(pair, tolerance)
        if decision is not None:
            return decision
    return Sampler(pair, tolerance).compare()


def _equal_grids(a: Grid, b: Grid, notation: Notation, tolerance: Tolerance, limits: Limits) -> Comparison:
    if a.shape != b.shape:
        return wrong(Evidence("shape", needed=feedback.shape(a.shape), yours=feedback.shape(b.shape)))
    results = [
        equal(needed, yours, notation, tolerance=tolerance, limits=limits)
        for needed, yours in zip(a.entries, b.entries, strict=True)
    ]
    for outcome in (Outcome.WRONG, Outcome.UNDECIDED):
        for result in results:
            if result.outcome is outcome:
                return result
    return results[0] if results else right(Evidence("same-tree"))


def _same_tree(pair: Pair, tolerance: Tolerance) -> Comparison | None:
    return right(Evidence("same-tree")) if pair.left == pair.right else None


def _numbers(pair: Pair, tolerance: Tolerance) -> Comparison | None:
    """Two rational numbers, exactly."""
    needed, yours = pair.graph.value(pair.left), pair.graph.value(pair.right)
    if needed is None or yours is None:
        return None
    if abs(needed - yours) <= tolerance.allowed(needed, yours):
        return right(Evidence("exact", note=feedback.WITHIN_TOLERANCE))
    return wrong(_exact_difference({}, needed, yours))


def _infinities(pair: Pair, tolerance: Tolerance) -> Comparison | None:
    """An infinity is equal to nothing that has a finite value, and not to the other infinity."""
    if not pair.graph.has_name("inf"):
        return None
    signs = [_infinite(pair, node) for node in (pair.left, pair.right)]
    if signs == [0, 0]:
        return None
    texts = {0: feedback.FINITE, 1: "inf", -1: "-inf"}
    evidence = Evidence("exact", needed=texts[signs[0]], yours=texts[signs[1]])
    if 0 not in signs:
        return wrong(evidence)
    finite = pair.left if signs[0] == 0 else pair.right
    return wrong(evidence) if _has_a_value(pair, finite) else undecided(feedback.CANNOT_COMPUTE)


def _infinite(pair: Pair, node: int) -> int:
    """1 for inf, -1 for -inf, 0 for anything else."""
    graph = pair.graph
    if graph.heads[node] == "*" and len(graph.args[node]) == 2:
        number, other = sorted(graph.args[node], key=lambda part: graph.value(part) is None)
        sign = graph.value(number)
        return 0 if sign is None or sign == 0 else (1 if sign > 0 else -1) * _infinite(pair, other)
    return int(graph.names.get(node) == "inf" and "inf" in graph.constants)


def _has_a_value(pair: Pair, node: int) -> bool:
    """Whether the node is proved to have a finite value at some point."""
    program = pair.program_of(node)
    if not program.complete:
        return False
    for number in range(SIMPLE_POINTS):
        point = pair.points.ordinary(number)
        if not isinstance(pair.value_of(program, node, point), Void):
            return True
    return False


def _residues(pair: Pair, tolerance: Tolerance) -> Comparison | None:
    """Rational functions modulo a prime; a difference is then shown at a simple point, exactly."""
    residues = compare_residues(
        pair.graph,
        pair.reference.side,
        pair.right,
        nodes=pair.response_nodes,
        own=pair.own_nodes,
        unknowns=pair.points.endless,
    )
    if residues.says is Rational.EQUAL:
        odd = pair.reference.divisors != divisors(pair.graph, pair.response_nodes)
        note = feedback.equal_but_for_chance(residues.chance)
        return right(Evidence("exact", note=f"{note} {feedback.ISOLATED_POINTS}" if odd else note))
    if residues.says is Rational.DIFFERENT and tolerance.is_exact:
        return _differently_at_a_simple_point(pair) or _differently_somewhere(pair)
    return None


def _differently_at_a_simple_point(pair: Pair) -> Comparison | None:
    for number in range(SIMPLE_POINTS):
        point = pair.points.simple(number)
        if point is None:
            return None
        values = pair.exactly_at(number)
        if values is not None and values[0] != values[1]:
            return wrong(_exact_difference(point, *values))
    return None


def _differently_somewhere(pair: Pair) -> Comparison:
    """Wrong in any case: the residues proved it; the balls only look for a point to show."""
    found = Sampler(pair, EXACT).compare()
    return (
        found
        if found.outcome is Outcome.WRONG
        else wrong(Evidence("exact", note=feedback.DIFFERENT_FUNCTIONS))
    )


def _at_first_sight(pair: Pair, tolerance: Tolerance) -> Comparison | None:
    """What the first point of all says: most wrong responses end here, before there is a schedule."""
    heads, limits = pair.graph.heads, pair.reference.limits
    if heads[pair.left] in CONDITIONS or heads[pair.right] in CONDITIONS or not pair.is_computable:
        return None
    if not pair.names or pair.points.size == 0 or limits.points < 1 or limits.bits < DEFAULT_BITS:
        return None
    point = pair.points.ordinary(0)
    values = pair.at(point, DEFAULT_BITS, 0)
    if relation(*values, tolerance) is not Meeting.DIFFER:
        return None
    return wrong(witness.counterexample(pair, point, values))


def _exact_difference(point: Mapping[str, Fraction], needed: Fraction, yours: Fraction) -> Evidence:
    at = {name: sampling.decimal_text(value) for name, value in point.items()}
    texts = witness.exact_text(needed), witness.exact_text(yours)
    if texts[0] == texts[1]:
        note = feedback.differ_beyond(witness.EXACT_DIGITS)
        return Evidence("counterexample", at=at, needed=texts[0], yours=texts[1], note=note)
    return Evidence("counterexample", at=at, needed=texts[0], yours=texts[1])
