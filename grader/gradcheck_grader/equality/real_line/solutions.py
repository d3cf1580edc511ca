"""The real solutions of an equation in one name: found, and values that are given for them judged.

Of an algebraic equation all solutions are found, exactly (elimination, then flint's isolation of the roots of
polynomials). Of any other one they are looked for by ball arithmetic, in a window.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from gradcheck_grader.equality.real_line.elimination import NotAlgebraicError, polynomials
from gradcheck_grader.equality.real_line.line import walk
from gradcheck_grader.equality.real_line.reals import PRECISIONS, Exact, Real, closed, order, roots_of
from gradcheck_grader.equality.real_line.scene import Scene, Truth
from gradcheck_grader.equality.real_line.zeros import Line
from gradcheck_grader.equality.structure import Graph
from gradcheck_grader.equality.tolerance import Tolerance
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax.build import value_of
from gradcheck_grader.syntax.tree import Apply, Name, Node

_OWN = "?"


@dataclass(frozen=True, slots=True)
class Solutions:
    """The solutions of a condition along a line.

    numbers   from left to right.
    complete  whether it is proved that there are no others.
    finished  whether the search came to its end, and it was seen everywhere whether the condition holds.
    isolated  False when it holds on a whole stretch: then the numbers are not all.
    """

    numbers: tuple[Real, ...]
    complete: bool
    finished: bool
    isolated: bool


def solutions(scene: Scene, line: Line) -> Solutions:
    """Where the one condition of a scene holds along a line.

    >>> from gradcheck_grader.equality.real_line.statements import condition_of
    >>> from gradcheck_grader.syntax.tree import num
    >>> from gradcheck_grader.notation import REAL
    >>> square = Apply("^", (Name("x"), num(2)))
    >>> scene = Scene([condition_of(Apply("=", (square, num(4))))], Notation("set", {"x": REAL}))
    >>> found = solutions(scene, Line("x", REAL, {}))
    >>> [str(number.value) for number in found.numbers], found.complete
    (['-2', '2'], True)
    """
    found = walk(scene, line)
    holding = [stop for stop in found.stops if stop.truths[0].value is True]
    unseen = any(stop.truths[0].value is None and not stop.remote for stop in found.stops)
    whole = line.domain.kind == "integer"
    return Solutions(
        numbers=tuple(stop.number for stop in holding if stop.corner or whole),
        complete=found.complete,
        finished=found.finished and not unseen,
        isolated=whole or all(stop.corner or stop.remote for stop in holding),
    )


def real_of(tree: Node, notation: Notation) -> Real | None:
    """The real number that a closed tree is, exactly where it is algebraic; None when it has no value.

    >>> from gradcheck_grader.syntax.tree import num
    >>> real_of(Apply("sqrt", (num(2),)), Notation())
    Algebraic(coefficients=(-2, 0, 1), index=1)
    """
    value = value_of(tree)
    if value is not None:
        return Exact(value)
    number = closed(tree, notation)
    if number is None:
        return None
    graph = Graph(constants=notation.constants)
    root = graph.add(Apply("+", (Name(_OWN), Apply("neg", (tree,)))))
    try:
        found = polynomials(graph, root, _OWN, {})
    except NotAlgebraicError:
        return number
    candidates = [root for polynomial in found for root in roots_of(polynomial)]
    for bits in PRECISIONS:
        ball = number.ball(bits)
        candidates = [root for root in candidates if root.ball(bits).overlaps(ball)]
        if len(set(candidates)) == 1:
            return candidates[0]
    return number


def solves(scene: Scene, value: Real, name: str, fixed: Mapping[str, Fraction]) -> Truth:
    """Whether the one condition of a scene holds at a value of the name."""
    place: dict[str, Real] = {other: Exact(number) for other, number in fixed.items()}
    return scene.holds(scene.conditions[0], scene.look({**place, name: value}))


def is_near(a: Real, b: Real, tolerance: Tolerance, notation: Notation) -> bool | None:
    """Whether two numbers agree within a tolerance; None when that cannot be seen."""
    if tolerance.is_exact:
        sign = order(a, b, notation).sign
        return None if sign is None else sign == 0
    left, right = a.ball(PRECISIONS[1]), b.ball(PRECISIONS[1])
    fixed, relative = Exact(tolerance.fixed_part).ball(64), Exact(tolerance.relative_part).ball(64)
    allowed = fixed.max(relative * abs(left).max(abs(right)))
    distance = abs(left - right)
    if distance <= allowed:
        return True
    return False if distance > allowed else None
