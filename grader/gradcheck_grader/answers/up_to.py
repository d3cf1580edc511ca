"""An expression up to an additive constant, a constant factor, or its sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from gradcheck_grader.answers.judging import is_constant, judged, of_comparison, right, undecided, wrong
from gradcheck_grader.answers.references import Names, check_names, notation_of, reading_of, tree_of
from gradcheck_grader.equality import Comparison, Compiled, compare, sampling
from gradcheck_grader.equality.balls import DEFAULT_BITS, Value, Void
from gradcheck_grader.equality.compiled import Pair
from gradcheck_grader.equality.sampling import Coordinate, Point
from gradcheck_grader.equality.witness import printed_point
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import up_to as said
from gradcheck_grader.notation import REAL, Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.bound import replaced
from gradcheck_grader.syntax.build import ONE, ZERO, minus, of, over, plus, rational, times
from gradcheck_grader.syntax.derivative import work_out
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

WHAT = ("constant", "factor", "sign")
# What people call a constant that they add; never one of the declared names.
CONSTANT_NAMES = ("C", "c", "K", "k", "const")
STARTS = 8


@dataclass(frozen=True, slots=True)
class UpTo:
    """An expression that is the right one but for a constant that is added, a constant factor, or the sign.

    reference, names  as for an Expression.
    what      "constant": the difference of the two is the same everywhere.  "factor": their quotient is,
              and is not 0.  "sign": one is plus or minus the other.
    variable  what the constant may not depend on: a name or several; all declared names when left out.
    For a constant a response may have C, c, K, k or const in it, when the question does not declare them.
    Raises AnswerError as an Expression does; for a factor of 0; and where no name is there to vary.
    """

    reference: object
    names: Names = ()
    what: str = "constant"
    variable: object = field(default=None, kw_only=True)
    log: str = field(default="natural", kw_only=True)
    notation: Notation = field(init=False, repr=False)
    variables: tuple[str, ...] = field(init=False, repr=False)
    compiled: Compiled = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.what not in WHAT:
            raise AnswerError(f"An expression is right up to a {', '.join(WHAT)}; got {self.what!r}.")
        declared = notation_of("expression", self.reference, self.names, log=self.log)
        notation = with_constants(declared) if self.what == "constant" else declared
        tree = tree_of(self.reference, notation)
        check_names(tree, notation)
        compiled = Compiled(tree, notation)
        if self.what == "factor" and is_zero(compiled):
            raise AnswerError("The right answer is 0: every factor of it is 0 too. Use Expression.")
        variables = _variables(self.variable, declared)
        if not variables and self.what != "sign":
            raise AnswerError(f"Up to a {self.what} every number is right. Declare a name, or use Number.")
        object.__setattr__(self, "names", self.names if isinstance(self.names, Notation) else declared.names)
        object.__setattr__(self, "notation", notation)
        object.__setattr__(self, "variables", variables)
        object.__setattr__(self, "compiled", compiled)

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> UpTo("x^2", ["x"]).judge("x^2 - 7").outcome, UpTo("x^2", ["x"], "factor").judge("-3x^2").outcome
        (<Outcome.RIGHT: 'right'>, <Outcome.RIGHT: 'right'>)
        """
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        try:
            response = work_out(response, euler="e" in self.notation.constants)
            if self.what == "sign":
                return self._up_to_sign(response)
            if self.what == "factor" and is_zero(Compiled(response, self.notation)):
                return wrong(Evidence("property", note=said.ZERO), said.ZERO)
            return self._between_points(response)
        except AnswerError as error:
            return undecided(Evidence("limit", note=str(error)))

    def reference_text(self) -> str:
        """The right expression in plain notation."""
        return to_plain(self.compiled.tree, self.notation)

    def reference_reading(self) -> Reading:
        """The right expression as it is read and shown."""
        return reading_of(self.compiled.tree, self.notation)

    def with_reference(self, reference: object) -> UpTo:
        """The same question with another expression as the right one."""
        return replace(self, reference=reference)

    def _between_points(self, response: Node) -> Verdict:
        """How both change from one point where both have a value to all others."""
        start = self._start(response)
        if start is None:
            direct = compare(self.compiled, response)
            if direct.evidence.kind == "undefined":
                return of_comparison(direct)
            return undecided(Evidence("limit", note=said.NO_START))
        values = {name: _node_of(start[name]) for name in self.variables if name in start}
        needed, yours = (self._from(start_tree, values) for start_tree in (self.compiled.tree, response))
        comparison = compare(Compiled(needed, self.notation), yours)
        verdict = of_comparison(comparison)
        if comparison.evidence.kind != "counterexample" or not comparison.evidence.at:
            return verdict
        shown = {name: text for name, text in printed_point(start).items() if name in values}
        say = said.change if self.what == "constant" else said.growth
        return replace(verdict, feedback=say(shown, comparison.evidence))

    def _from(self, tree: Node, start: Mapping[str, Node]) -> Node:
        """The tree less its value at the start; or over it, up to a factor."""
        first = tree
        for name, value in start.items():
            first = replaced(first, name, value)
        return plus(tree, minus(first)) if self.what == "constant" else over(tree, first)

    def _start(self, response: Node) -> Point | None:
        """A point where both have a value; and not 0, up to a factor."""
        pair = Pair(self.compiled, response)
        if not pair.is_computable:
            return None
        for point in _points(pair):
            if all(self._may_start(value) for value in pair.at(point, DEFAULT_BITS)):
                return point
        return None

    def _may_start(self, value: Value) -> bool:
        return not isinstance(value, Void) and (self.what == "constant" or not value.contains(0))

    def _up_to_sign(self, response: Node) -> Verdict:
        results = [compare(self.compiled, tree) for tree in (response, minus(response))]
        for result in results:
            if result.is_right:
                return right(result.evidence)
        for result in results:
            if result.outcome is Outcome.UNDECIDED or result.evidence.kind == "undefined":
                return of_comparison(result, constant=is_constant(self.compiled))
        sizes = compare(Compiled(of("abs", self.compiled.tree), self.notation), of("abs", response))
        if sizes.is_right:
            return wrong(Evidence("property", note=said.SIGN_CHANGES), said.SIGN_CHANGES)
        return self._of_sizes(sizes)

    def _of_sizes(self, sizes: Comparison) -> Verdict:
        verdict = of_comparison(sizes, constant=is_constant(self.compiled))
        if sizes.evidence.kind != "counterexample" or not sizes.evidence.at:
            return verdict
        return replace(verdict, feedback=said.neither_sign(sizes.evidence))


def with_constants(notation: Notation) -> Notation:
    """The notation with names for a constant that is added, as far as they are free."""
    taken = {*notation.names, *notation.constants}
    extra = {name: REAL for name in CONSTANT_NAMES if name not in taken}
    return replace(notation, names={**notation.names, **extra})


def is_zero(compiled: Compiled) -> bool:
    """Whether the expression is 0 everywhere, as far as is known."""
    return compare(compiled, ZERO).is_right


def _variables(variable: object, notation: Notation) -> tuple[str, ...]:
    """The names that vary, in the order of the question."""
    if variable is None:
        return tuple(notation.names)
    several = isinstance(variable, list | tuple | set | frozenset)
    given = {str(name) for name in (cast("Iterable[object]", variable) if several else (variable,))}
    if unknown := sorted(given - set(notation.names)):
        raise AnswerError(f"The variable {', '.join(unknown)} is not declared. Add it to the names.")
    return tuple(name for name in notation.names if name in given)


def _points(pair: Pair) -> list[Point]:
    """Points to start from, simple ones first."""
    points: list[Point] = []
    for number in range(STARTS):
        places = {
            name: sampling.simple_coordinate(position, domain, number)
            for position, (name, domain) in enumerate(pair.names.items())
        }
        known = {name: place for name, place in places.items() if place is not None}
        if len(known) == len(places):
            points.append(known)
    return points + [sampling.ordinary_point(pair.names, number) for number in range(STARTS)]


def _node_of(place: Coordinate) -> Node:
    """The number as a tree; the imaginary unit as a root, since i may be a name."""
    real = rational(place.real)
    if not place.imaginary:
        return real
    return plus(real, times(rational(place.imaginary), of("sqrt", minus(ONE))))
