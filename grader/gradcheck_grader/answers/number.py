"""A single number: exact, or within a tolerance."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from gradcheck_grader import feedback
from gradcheck_grader.answers.judging import judged, of_comparison
from gradcheck_grader.answers.references import check_names, constants_for, reading_of, tree_of
from gradcheck_grader.equality import EXACT, Compiled, Tolerance, compare
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.build import rational, value_of
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Node, Num
from gradcheck_grader.verdict import Outcome, Verdict

FEWEST_PLACES = 2


@dataclass(frozen=True, slots=True)
class Number:
    """One number. Exact unless a tolerance is given: 0.333 is not 1/3, and is said to be rounded.

    reference  a Node, a text, a number or a SymPy object without free symbols.
    Raises AnswerError for a reference that is no number.
    """

    reference: object
    tolerance: Tolerance = EXACT
    notation: Notation = field(init=False, repr=False)
    compiled: Compiled = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        notation = Notation("number", constants=constants_for(self.reference, ()))
        tree = tree_of(self.reference, notation)
        check_names(tree, notation)
        object.__setattr__(self, "notation", notation)
        object.__setattr__(self, "compiled", Compiled(tree, notation))

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> Number("1/3").judge("0.333").outcome, Number("1/3").judge("2/6").outcome
        (<Outcome.WRONG: 'wrong'>, <Outcome.RIGHT: 'right'>)
        """
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        verdict = of_comparison(compare(self.compiled, response, tolerance=self.tolerance), number=True)
        if verdict.outcome is Outcome.WRONG and self._is_rounded(response):
            return replace(verdict, feedback=feedback.rounded(to_plain(response)))
        return verdict

    def reference_text(self) -> str:
        """The number in plain notation."""
        return to_plain(self.compiled.tree)

    def reference_reading(self) -> Reading:
        """The number as it is read and shown."""
        return reading_of(self.compiled.tree)

    def with_reference(self, reference: object) -> Number:
        """The same question with another number as the right one."""
        return replace(self, reference=reference)

    def _is_rounded(self, response: Node) -> bool:
        """Whether the response is a decimal: the right number, rounded or cut off after its places."""
        value, places = value_of(response), _places(response)
        if value is None or places is None or not self.tolerance.is_exact:
            return False
        half_unit = Fraction(1, 2 * 10**places)
        middle_if_cut_off = value + (half_unit if value > 0 else -half_unit)
        near = Tolerance(absolute=half_unit)
        return any(
            compare(self.compiled, rational(middle), tolerance=near).is_right
            for middle in (value, middle_if_cut_off)
        )


def _places(response: Node) -> int | None:
    """Decimal places of a number as it was written: 3 for -0.333; None for what is no decimal."""
    if isinstance(response, Apply) and response.head == "neg":
        response = response.args[0]
    if not isinstance(response, Num) or "e" in response.text.lower():
        return None
    places = len(response.text.partition(".")[2])
    return places if FEWEST_PLACES <= places <= 1000 else None
