"""The solutions of an equation: each value is put into it, and the others are looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial

from gradcheck_grader.answers.entries import elements, is_value
from gradcheck_grader.answers.finite_set import MOST, distinct
from gradcheck_grader.answers.judging import judged, right, undecided, wrong
from gradcheck_grader.answers.labels import values_of, with_names
from gradcheck_grader.answers.references import Names, check_names, notation_of, reading_of, tree_of
from gradcheck_grader.equality import EXACT, Comparison, Tolerance
from gradcheck_grader.equality.points import is_point
from gradcheck_grader.equality.real_line.reals import Real, fraction_of
from gradcheck_grader.equality.real_line.reals import tree_of as formula_of
from gradcheck_grader.equality.real_line.roots import Unknown, formula
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import equations as said
from gradcheck_grader.feedback import lists
from gradcheck_grader.notation import REAL, Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Node, Num, names_in
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

PLACES = 15


@dataclass(frozen=True, slots=True)
class Solves:
    """Values that solve an equation: one, several, or x = 1 or x = 2. Part credit is the share of right ones.

    equation   a Node, a text ("x^2 = 4") or a SymPy Eq.
    names      the first is the unknown; the others are parameters, which the values may be written with.
    every      whether all solutions are wanted, and not just some.
    tolerance  how far a value may be from a solution.
    Real solutions are found exactly where both sides are algebraic, and else looked for in a window that the
    evidence names; of complex ones it is only seen whether a value is one.
    Raises AnswerError for an equation that is none, or that does not have the unknown in it.
    """

    equation: object
    names: Names = ("x",)
    every: bool = field(default=True, kw_only=True)
    tolerance: Tolerance = field(default=EXACT, kw_only=True)
    notation: Notation = field(init=False, repr=False)
    unknown: Unknown = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        stated = notation_of("equation", self.equation, self.names)
        name = next(iter(stated.names), "x")
        names = stated.names or {name: REAL}
        object.__setattr__(self, "names", self.names if isinstance(self.names, Notation) else names)
        notation = replace(stated, kind="set", names=names)
        tree = tree_of(self.equation, replace(notation, kind="equation"))
        check_names(tree, notation)
        if not isinstance(tree, Apply) or tree.head != "=" or not all(map(is_value, tree.args)):
            raise AnswerError(f"{to_plain(tree)} is no equation whose solutions could be wanted.")
        object.__setattr__(self, "notation", notation)
        unknown = Unknown(tree, name, notation, self.tolerance)
        object.__setattr__(self, "unknown", unknown)
        if self.every and unknown.is_met_everywhere():
            raise AnswerError(f"{to_plain(tree)}: {said.INFINITELY_MANY} Say every=False.")

    def judge(self, response: str) -> Verdict:
        """The verdict on a response."""
        verdict = judged(response, self.notation, self.decide)
        # Solutions with numbers: x_1 = 1, x_2 = 2.
        find = partial(values_of, response, self.notation, [self.unknown.name])
        return with_names(verdict, "set", self.notation, self.decide, find)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read.

        >>> from gradcheck_grader.syntax.tree import num
        >>> Solves("x^2 = 4").decide(num(2)).feedback
        'This value solves the equation, but one solution is missing.'
        """
        if isinstance(response, Apply) and response.head == "interval[]":
            response = Apply("set", response.args, response.span)  # [-2, 2], as programs print a list
        given = elements(response, self.unknown.name)
        if given is None or any(map(is_point, given)):
            return wrong(Evidence("shape", yours=to_plain(response)), said.NO_VALUES)
        if any(self.unknown.name in names_in(value) for value in given):
            return Verdict(Outcome.UNREADABLE, 0, said.without(self.unknown.name))
        if len(given) > MOST:
            return undecided(Evidence("limit", note=lists.TOO_MANY_TO_COMPARE))
        values = distinct(given, self.notation)
        results = [self.unknown.judged(value) for value in values]
        doubt = next((one for one in results if one.outcome is Outcome.UNDECIDED), None)
        if doubt is not None:
            return undecided(doubt.evidence)
        return self._of(values, results)

    def reference_text(self) -> str:
        """The solutions in plain notation; in decimals where no formula is known here."""
        return to_plain(self._solutions())

    def reference_reading(self) -> Reading:
        """The solutions as they are read and shown."""
        return reading_of(self._solutions())

    def with_reference(self, reference: object) -> Solves:
        """The same question about another equation."""
        return replace(self, equation=reference)

    def _of(self, values: Sequence[Node], results: Sequence[Comparison]) -> Verdict:
        wrong_ones = tuple(
            replace(result.evidence, where=lists.element(number + 1), at={self.unknown.name: to_plain(value)})
            for number, (value, result) in enumerate(zip(values, results, strict=True))
            if not result.is_right
        )
        count = len(values) - len(wrong_ones)
        if wrong_ones or self.every or not values:
            return self._counted(values, results, wrong_ones, count)
        return right(_weakest(results))

    def _counted(
        self,
        values: Sequence[Node],
        results: Sequence[Comparison],
        wrong_ones: tuple[Evidence, ...],
        count: int,
    ) -> Verdict:
        """The verdict when it matters how many solutions there are."""
        found = self.unknown.missing(values)
        missing = found.missing if self.every else 0
        if missing is None and not wrong_ones:
            return undecided(Evidence("limit", note=found.note))
        if not wrong_ones and not missing:
            return right(replace(_weakest(results), note=found.note) if results else _none(found.note))
        sentence = self._sentence(count, values, wrong_ones, missing or 0)
        evidence = wrong_ones or (
            Evidence("element", note=f"{said.missing_solutions(missing or 0).capitalize()}."),
        )
        if not count:
            return Verdict(Outcome.WRONG, 0, sentence, evidence=evidence)
        credit = count / max(len(values), count + (missing or 0))
        return Verdict(Outcome.PARTLY_RIGHT, credit, sentence, evidence=evidence)

    def _sentence(
        self, count: int, values: Sequence[Node], wrong_ones: Sequence[Evidence], missing: int
    ) -> str:
        if not values:
            return said.NOT_EMPTY
        name = self.unknown.name
        written = [evidence.at[name] for evidence in wrong_ones]
        sentence = said.found(count, written, missing)
        if len(wrong_ones) != 1:
            return sentence
        one = wrong_ones[0]
        return f"{sentence} {one.note or said.not_a_solution(name, one.at[name], one.yours, one.needed)}"

    def _solutions(self) -> Node:
        """The set of the real solutions; with parameters by a formula, or the equation stands for it."""
        scene = self.unknown.scene()
        if scene is None or self.unknown.parameters:
            return formula(self.unknown) or self.unknown.equation
        found = self.unknown.found(scene, {})
        return Apply("set", tuple(formula_of(number) or _decimal(number) for number in found.numbers))


def _decimal(number: Real) -> Node:
    """The number to many digits."""
    units = round(fraction_of(number.ball(256).mid()) * 10**PLACES)
    digits = str(abs(units)).rjust(PLACES + 1, "0")
    text = f"{digits[:-PLACES]}.{digits[-PLACES:]}"
    size = Num(Fraction(text), text)
    return Apply("neg", (size,)) if units < 0 else size


def _weakest(results: Sequence[Comparison]) -> Evidence:
    """The evidence of the least certain value."""
    return next((one.evidence for one in results if one.evidence.kind == "agrees"), results[0].evidence)


def _none(note: str) -> Evidence:
    """The evidence that there is no solution, and none was given."""
    return Evidence("agrees" if note else "proved", note=note)
