"""An expression in declared names, equal to the right one wherever both are defined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gradcheck_grader.answers.judging import is_constant, judged, of_comparison
from gradcheck_grader.answers.references import Names, check_names, notation_of, reading_of, tree_of
from gradcheck_grader.equality import EXACT, Compiled, Tolerance, compare
from gradcheck_grader.forms import Form, check_credit, check_reference, forms_of, listed, with_forms
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression in declared names.

    reference  a Node, a text or a SymPy object.
    names      what a response may use: a mapping to domains; texts (real); or SymPy symbols, whose
               assumptions give the domains. Left out, the symbols of a SymPy reference. Or a whole Notation.
    log        what log without a base means: "natural" or "10".
    form, form_credit
               how it is to be written, and what the right value in another form earns; as for a Number.
    formed     whether the reference is to be in that form itself, as it must be where it is ever shown.
    Raises AnswerError for a reference that cannot be read, has a name that is not declared, or is not in
    the form itself.
    """

    reference: object
    names: Names = ()
    tolerance: Tolerance = EXACT
    log: str = "natural"
    form: str | Sequence[str] = field(default=(), kw_only=True)
    form_credit: float = field(default=0.5, kw_only=True)
    formed: bool = field(default=True, kw_only=True)
    notation: Notation = field(init=False, repr=False)
    compiled: Compiled = field(init=False, repr=False, compare=False)
    forms: tuple[Form, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        notation = notation_of("expression", self.reference, self.names, log=self.log)
        object.__setattr__(self, "names", self.names if isinstance(self.names, Notation) else notation.names)
        tree = tree_of(self.reference, notation)
        check_names(tree, notation)
        check_credit(self.form_credit)
        forms = forms_of(self.form, notation)
        if self.formed:
            check_reference(forms, tree, notation)
        object.__setattr__(self, "form", listed(self.form))
        object.__setattr__(self, "forms", forms)
        object.__setattr__(self, "notation", notation)
        object.__setattr__(self, "compiled", Compiled(tree, notation))

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> Expression("2x cos(x^2)", names=["x"]).judge("cos(x^2)").feedback
        'At x = 0.28 your answer gives 0.9969, but 0.5583 is needed.'
        """
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        comparison = compare(self.compiled, response, tolerance=self.tolerance)
        verdict = of_comparison(comparison, constant=is_constant(self.compiled))
        return with_forms(
            verdict,
            response,
            self.forms,
            notation=self.notation,
            reference=self.compiled.tree,
            credit=self.form_credit,
        )

    def reference_text(self) -> str:
        """The right expression in plain notation."""
        return to_plain(self.compiled.tree, self.notation)

    def reference_reading(self) -> Reading:
        """The right expression as it is read and shown."""
        return reading_of(self.compiled.tree, self.notation)

    def with_reference(self, reference: object) -> Expression:
        """The same question with another expression as the right one, in whatever form."""
        return replace(self, reference=reference, form=())
