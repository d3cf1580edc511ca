"""The gradient or Jacobian of a function of vectors and matrices; a wrong one is told by the slope."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from gradcheck_grader.answers.judging import judged
from gradcheck_grader.answers.matrix import (
    MatrixExpression,
    Shapes,
    decided,
    matrix_notation,
    setting_of,
    typed_reference,
)
from gradcheck_grader.answers.references import Names, reading_of, tree_of
from gradcheck_grader.equality.matrices import Expressed, Setting, Typed, UnsupportedError, compare, infer
from gradcheck_grader.equality.matrices.derivation import derived
from gradcheck_grader.equality.matrices.gradient import Differentiated
from gradcheck_grader.equality.matrices.slopes import slope_at_a_witness
from gradcheck_grader.equality.matrices.typed import ShapeError
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback.slope import slope
from gradcheck_grader.notation import Notation, Shape
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Outcome, Verdict

LAYOUTS = ("denominator", "numerator", "either")


@dataclass(frozen=True, slots=True)
class MatrixGradient:
    """The derivative of a function by a vector or matrix.

    function   a Node, a text such as "||X w - y||^2", or a SymPy object: a number, or a vector.
    wrt        the name by which it is differentiated.
    shapes, names  as for a MatrixExpression.
    layout     "denominator": the gradient of a number has the shape of wrt, and row i, column j of a
               Jacobian is the derivative of entry j by entry i of wrt; "numerator": the transposes;
               "either". A response in the other layout is told so.
    reference  the right answer as a formula, for a function that no rule here gives a formula for.
    The truth is the function, differentiated by dual numbers at each sample; formulas are only shown. Entries
    of wrt are differentiated as if they were free, also where it is declared symmetric.
    Raises AnswerError for a function that has no derivative of two dimensions, and for a reference that is
    not its derivative.
    """

    function: object
    wrt: str
    shapes: Shapes = field(default_factory=dict[str, Shape | str])
    names: Names = ()
    layout: str = field(default="denominator", kw_only=True)
    reference: object = field(default=None, kw_only=True)
    notation: Notation = field(init=False, repr=False)
    tree: Node = field(init=False, repr=False, compare=False)
    setting: Setting = field(init=False, repr=False, compare=False)
    side: Differentiated = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.layout not in LAYOUTS:
            raise AnswerError(f"A layout is denominator, numerator or either; got {self.layout!r}.")
        notation = matrix_notation(self.function, self.shapes, self.names)
        function = typed_reference(tree_of(self.function, notation), notation)
        settle = object.__setattr__
        settle(self, "names", self.names if isinstance(self.names, Notation) else notation.names)
        settle(self, "shapes", notation.shapes)
        settle(self, "notation", notation)
        settle(self, "setting", setting_of(notation))
        settle(self, "side", self._differentiated(function))
        settle(self, "tree", self._formula(function))

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> answer = MatrixGradient("x^T A x", "x", {"A": "n×n", "x": "n"})
        >>> answer.judge("(A + A^T) x").outcome
        <Outcome.RIGHT: 'right'>
        """
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        verdict = decided(self.side, response, self.setting, layout=self.layout)
        if verdict.outcome is not Outcome.WRONG or verdict.evidence[0].kind != "counterexample":
            return verdict
        typed = infer(response, self.notation, like=self.side.shape)
        found = slope_at_a_witness(self.side, Expressed(typed), self.setting)
        if found is None:
            return verdict
        sentence = slope(found.evidence, variable=found.variable, subject=found.subject)
        told = verdict.feedback.partition(" is needed.")[2].strip()
        return replace(verdict, feedback=f"{sentence} {told}".strip(), evidence=(found.evidence,))

    def reference_text(self) -> str:
        """The right answer in plain notation."""
        return to_plain(self.tree, self.notation)

    def reference_reading(self) -> Reading:
        """The right answer as it is read and shown."""
        return reading_of(self.tree, self.notation)

    def with_reference(self, reference: object) -> MatrixExpression:
        """A question with the same notation and another expression as the right one."""
        return MatrixExpression(reference, names=self.notation, layout=self.layout)

    @property
    def _side_layout(self) -> str:
        return "numerator" if self.layout == "numerator" else "denominator"

    def _differentiated(self, function: Typed) -> Differentiated:
        by = self.notation.shapes.get(self.wrt, Shape(1))
        if self.wrt not in self.notation.names:
            raise AnswerError(f"{self.wrt} is no declared name, so nothing is differentiated by it.")
        by_number, by_vector = by.rows == by.columns == 1, by.columns == 1
        if not (function.is_number or by_number or (by_vector and function.is_column)):
            rows, columns = function.known_shape
            raise AnswerError(
                f"The function is {rows}×{columns} and {self.wrt} is {by.rows}×{by.columns}: its derivative "
                f"has more than two dimensions."
            )
        return Differentiated(function, self.wrt, by, layout=self._side_layout)

    def _formula(self, function: Typed) -> Node:
        """The right answer as the author gives it, or as the rules give it; checked in both cases."""
        if self.reference is not None:
            tree = tree_of(self.reference, self.notation)
            outcome = self._compared(typed_reference(tree, self.notation, like=self.side.shape))
            if outcome is not Outcome.RIGHT:
                ending = "is not" if outcome is Outcome.WRONG else "could not be shown to be"
                raise AnswerError(f"The reference {to_plain(tree)} {ending} the derivative of the function.")
            return tree
        tree = derived(function, self.wrt, self.notation, layout=self._side_layout)
        try:
            if (
                tree is not None
                and self._compared(infer(tree, self.notation, like=self.side.shape)) is Outcome.RIGHT
            ):
                return tree
        except (ShapeError, UnsupportedError):
            pass
        raise AnswerError(
            "No rule here gives the derivative of this function as a formula. Give it as reference=…"
        )

    def _compared(self, typed: Typed) -> Outcome:
        return compare(self.side, Expressed(typed), self.setting).outcome
