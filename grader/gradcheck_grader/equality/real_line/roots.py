"""Values given as solutions of an equation: each put into it, and whether any are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from gradcheck_grader import feedback
from gradcheck_grader.equality import sampling, witness
from gradcheck_grader.equality.balls import Void
from gradcheck_grader.equality.comparison import Comparison, right, undecided, wrong
from gradcheck_grader.equality.compiled import Compiled, added, notation_is_real
from gradcheck_grader.equality.complex_roots import count_of_roots
from gradcheck_grader.equality.ladder import equal
from gradcheck_grader.equality.real_line.elimination import coefficients
from gradcheck_grader.equality.real_line.equations import at_point, difference
from gradcheck_grader.equality.real_line.reals import Exact, Real, order
from gradcheck_grader.equality.real_line.scene import Scene
from gradcheck_grader.equality.real_line.solutions import Solutions, is_near, real_of, solutions, solves
from gradcheck_grader.equality.real_line.statements import NotAConditionError, condition_of
from gradcheck_grader.equality.real_line.zeros import Line, summed, window
from gradcheck_grader.equality.structure import Graph
from gradcheck_grader.equality.tolerance import EXACT, Tolerance
from gradcheck_grader.feedback import equations as said
from gradcheck_grader.notation import REAL, Notation
from gradcheck_grader.syntax.build import TWO, minus, over, plus, times, to_the
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, fold, names_in, num
from gradcheck_grader.verdict import Evidence, Outcome

SAMPLES = 3
DIGITS = (6, 12, 24, 40)


@dataclass(frozen=True, slots=True)
class Count:
    """How many solutions were not given.

    missing  at least so many; None when that could not be found out.
    note     why not, or where they were looked for.
    """

    missing: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """An equation in one name; other names are parameters.

    tolerance  how far a value may be from a solution.
    """

    equation: Apply
    name: str
    notation: Notation
    tolerance: Tolerance = EXACT

    @property
    def parameters(self) -> list[str]:
        """The names that stand for given numbers."""
        return sorted(names_in(self.equation) - self.notation.constants - {self.name})

    def scene(self) -> Scene | None:
        """The equation as a condition, or None when it cannot be computed with real numbers."""
        try:
            return Scene([condition_of(self.equation)], self.notation)
        except NotAConditionError:
            return None

    def found(self, scene: Scene, fixed: dict[str, Fraction]) -> Solutions:
        """The real solutions for these parameters."""
        domain = self.notation.names.get(self.name, REAL)
        return solutions(scene, Line(self.name, domain, fixed))

    def is_met_everywhere(self) -> bool:
        """Whether the equation holds on a whole stretch of real numbers."""
        scene = None if self.parameters else self.scene()
        return scene is not None and not self.found(scene, {}).isolated

    def judged(self, value: Node) -> Comparison:
        """Whether a value solves the equation."""
        closed = not names_in(value) - self.notation.constants
        if closed and not self.parameters and notation_is_real(self.notation):
            return self._real(value)
        left, right_side = (substituted(side, self.name, value) for side in self.equation.args)
        found = equal(left, right_side, self.notation, tolerance=self.tolerance)
        undefined = found.outcome is Outcome.WRONG and found.evidence.kind == "undefined"
        if undefined and "i" not in names_in(self.equation):
            # Where (-b ± √(b² - 4ac))/2a is no real number it is to solve the equation as a complex one.
            wider = replace(self.notation, constants=self.notation.constants | {"i"})
            beyond = equal(left, right_side, wider, tolerance=self.tolerance)
            return beyond if beyond.is_right else found
        return found

    def missing(self, values: Sequence[Node]) -> Count:
        """How many of the solutions are not among the values; for parameters at a few points.

        Complex ones are counted of polynomials alone.
        """
        if self.notation.names.get(self.name, REAL).kind == "complex":
            return self._complex_ones_missing(values)
        scene = self.scene()
        if scene is None:
            return Count(None, said.CANNOT_COUNT)
        complete = True
        for fixed in self._points():
            found = self.found(scene, fixed)
            if not found.isolated:
                return Count(None, said.INFINITELY_MANY)
            given = [real_of(at_point(value, fixed), self.notation) for value in values]
            missing = [root for root in found.numbers if not self._is_among(root, given)]
            if missing:
                return Count(len(missing))
            if not found.finished:
                return Count(None, said.CANNOT_COUNT)
            complete = complete and found.complete
        return Count(0, "" if complete and not self.parameters else self._searched(scene))

    def _complex_ones_missing(self, values: Sequence[Node]) -> Count:
        count = None if self.parameters else count_of_roots(difference(self.equation), self.name)
        if count is None or not self.tolerance.is_exact:
            return Count(None, said.CANNOT_COUNT)
        return Count(count - sum(1 for value in values if self.judged(value).is_right))

    def _is_among(self, root: Real, given: Sequence[Real | None]) -> bool:
        """Whether the root may be one of the numbers given."""
        return any(
            number is not None and is_near(number, root, self.tolerance, self.notation) is not False
            for number in given
        )

    def _points(self) -> list[dict[str, Fraction]]:
        names = {name: self.notation.names.get(name, REAL) for name in self.parameters}
        if not names:
            return [{}]
        points = [sampling.ordinary_point(names, number) for number in range(SAMPLES)]
        return [{name: place.real for name, place in point.items()} for point in points]

    def _searched(self, scene: Scene) -> str:
        if self.parameters:
            return said.AT_SOME_PARAMETERS
        domain = self.notation.names.get(self.name, REAL)
        ends = [window(scene.graph, atom.node, domain) for atom in scene.atoms.values()]
        if not ends:
            return ""
        return said.searched(str(min(low for low, _ in ends)), str(max(high for _, high in ends)))

    def _real(self, value: Node) -> Comparison:
        scene, number = self.scene(), real_of(value, self.notation)
        if scene is None or number is None:
            return undecided(said.NO_VALUE_SEEN)
        if self._is_outside(number):
            return wrong(Evidence("property", note=said.OUTSIDE))
        if not self.tolerance.is_exact:
            return self._near(scene, number)
        truth = solves(scene, number, self.name, {})
        if truth.value:
            return right(Evidence("exact" if truth.proved else "agrees", points=1))
        if truth.value is None or not truth.proved:
            return undecided(said.NO_VALUE_SEEN)
        return wrong(self._residual(value))

    def _near(self, scene: Scene, number: Real) -> Comparison:
        found = self.found(scene, {})
        near = [is_near(number, root, self.tolerance, self.notation) for root in found.numbers]
        if True in near:
            return right(Evidence("agrees", points=1))
        if None in near or not (found.complete and found.isolated):
            # A solution may lie where none was looked for, unless this value is far from being one.
            truth = solves(scene, number, self.name, {})
            far = truth.value is False and truth.proved and found.finished and None not in near
            return wrong(Evidence("property", note=said.NOT_NEAR)) if far else undecided(said.CANNOT_COUNT)
        return wrong(Evidence("property", note=said.NOT_NEAR))

    def _is_outside(self, number: Real) -> bool:
        """Whether the number is proved not to lie in the domain of the name."""
        domain = self.notation.names.get(self.name, REAL)
        if domain.kind == "integer" and isinstance(number, Exact) and number.value.denominator != 1:
            return True
        for bound, is_open, side in ((domain.low, domain.low_open, -1), (domain.high, domain.high_open, 1)):
            if bound is not None:
                found = order(number, Exact(bound), self.notation)
                if found.sign == side or (found.sign == 0 and found.proved and is_open):
                    return True
        return False

    def _residual(self, value: Node) -> Evidence:
        """Both sides at the value, to as many digits as tell them apart."""
        sides = [Compiled(substituted(side, self.name, value), self.notation) for side in self.equation.args]
        left = right_side = ""
        for digits in DIGITS:
            left, right_side = (_printed(side, digits) for side in sides)
            if left != right_side:
                break
        return Evidence("property", yours=left, needed=right_side)


def _printed(side: Compiled, digits: int) -> str:
    ball = side.at({}, 4 * digits + 64)[1]
    return feedback.UNDEFINED if isinstance(ball, Void) else witness.decimal(ball, digits)


def formula(unknown: Unknown) -> Node | None:
    """The solutions of an equation of degree 1 or 2 by the formula; None for others.

    >>> from gradcheck_grader.syntax.printing import to_plain
    >>> from gradcheck_grader.notation import real_names
    >>> a, x, b = Name("a"), Name("x"), Name("b")
    >>> line = Apply("=", (Apply("*", (a, x)), b))
    >>> to_plain(formula(Unknown(line, "x", Notation("set", real_names("xab")))))
    'b/a'
    """
    graph = Graph(constants=unknown.notation.constants)
    root = added(graph, difference(unknown.equation))
    found = coefficients(graph, root, unknown.name, {})
    if found is None:
        return None
    c, b, *rest = (summed(graph, terms, {}) for terms in found)
    if not rest:
        return over(minus(c), b)
    if not found[1]:
        return Apply("pm", (Apply("sqrt", (over(minus(c), rest[0]),)),))
    inside = plus(to_the(b, TWO), minus(times(num(4), rest[0], c)))
    return over(Apply("pm", (minus(b), Apply("sqrt", (inside,)))), times(TWO, rest[0]))


def substituted(tree: Node, name: str, value: Node) -> Node:
    """The tree with a value for the name."""

    def leaf(here: Num | Name) -> Node:
        return value if here == Name(name) else here

    return fold(tree, leaf, lambda here, parts: Apply(here.head, tuple(parts)))
