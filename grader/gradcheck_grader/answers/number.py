"""A single number: exact, or within a tolerance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gradcheck_grader.answers.judging import judged, of_comparison
from gradcheck_grader.answers.near_misses import approximate, near_miss
from gradcheck_grader.answers.references import check_names, constants_for, reading_of, tree_of
from gradcheck_grader.equality import EXACT, Compiled, Tolerance, compare
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.forms import Form, check_credit, check_reference, forms_of, listed, with_forms
from gradcheck_grader.forms.numerals import decimal_text, magnitude
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.parser import parse
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Outcome, Verdict

DECIMAL_FORMS = ("places", "figures", "scientific")
DEFAULT_FIGURES = 6
GUARD_BITS = 64
BITS_A_DIGIT = 4


@dataclass(frozen=True, slots=True)
class Number:
    """One number. Exact unless a tolerance is given: 0.333 is not 1/3, and is said to be rounded.

    reference    a Node, a text, a number or a SymPy object without free symbols.
    form         how it is to be written, by names of gradcheck_grader.forms: "lowest terms", "figures:3" …
                 The right answer is then shown in that form too.
    names        a whole Notation, of which a response may use all but the names; left out, pi and e.
    form_credit  for the right value in another form, 0 to 1; with 1 there is only a remark.
    Raises AnswerError for a reference that is no number, or that cannot have the form.
    """

    reference: object
    tolerance: Tolerance = EXACT
    names: Notation | None = field(default=None, kw_only=True)
    form: str | Sequence[str] = field(default=(), kw_only=True)
    form_credit: float = field(default=0.5, kw_only=True)
    notation: Notation = field(init=False, repr=False)
    compiled: Compiled = field(init=False, repr=False, compare=False)
    forms: tuple[Form, ...] = field(init=False, repr=False)
    shown: Node = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        notation = (
            Notation("number", constants=constants_for(self.reference, ()))
            if self.names is None
            else replace(self.names, kind="number", names={}, shapes={}, random=frozenset())
        )
        tree = tree_of(self.reference, notation)
        check_names(tree, notation)
        check_credit(self.form_credit)
        object.__setattr__(self, "notation", notation)
        object.__setattr__(self, "compiled", Compiled(tree, notation))
        object.__setattr__(self, "form", listed(self.form))
        object.__setattr__(self, "forms", forms_of(self.form, notation))
        object.__setattr__(self, "shown", self._shown())
        check_reference(self.forms, self.shown, notation)

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> Number("1/3").judge("0.333").outcome, Number("1/3").judge("2/6").outcome
        (<Outcome.WRONG: 'wrong'>, <Outcome.RIGHT: 'right'>)
        """
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        verdict = of_comparison(compare(self.compiled, response, tolerance=self.tolerance), number=True)
        if verdict.outcome is Outcome.WRONG and (cause := near_miss(self.compiled, response, self.tolerance)):
            return replace(verdict, feedback=cause)
        return with_forms(
            verdict,
            response,
            self.forms,
            notation=self.notation,
            reference=self.shown,
            credit=self.form_credit,
        )

    def reference_text(self) -> str:
        """The number in plain notation."""
        return to_plain(self.shown, self.notation)

    def reference_reading(self) -> Reading:
        """The number as it is read and shown."""
        return reading_of(self.shown, self.notation)

    def with_reference(self, reference: object) -> Number:
        """The same question with another number as the right one, in whatever form."""
        return replace(self, reference=reference, form=())

    def _shown(self) -> Node:
        """The right answer as it is shown: rounded as its form asks, when that asks for a decimal."""
        asked = {form.name: form.setting for form in self.forms if form.name in DECIMAL_FORMS}
        tree = self.compiled.tree
        if not asked or all(form.problem(tree, self.notation, tree) is None for form in self.forms):
            return tree
        count = max(map(int, filter(None, asked.values())), default=DEFAULT_FIGURES)
        value = approximate(self.compiled, bits=GUARD_BITS + BITS_A_DIGIT * min(count, 1_000))
        if value is None:
            raise AnswerError(f"The right answer {to_plain(tree)} cannot be written as a decimal number.")
        unit = -count if "places" in asked else magnitude(value) - count + 1
        shown = parse(decimal_text(value, unit, scientific="scientific" in asked), self.notation)
        if not compare(self.compiled, shown, tolerance=self.tolerance).is_right:
            raise AnswerError(
                f"The right answer {to_plain(tree)}, written as {to_plain(shown)}, is not right any more. "
                "Give a tolerance that lets it pass."
            )
        return shown
