"""A condition in declared names: inequalities, and what joins them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from gradcheck_grader.answers.entries import is_value
from gradcheck_grader.answers.judging import judged, right, undecided, wrong
from gradcheck_grader.answers.references import Names, check_names, notation_of, reading_of, tree_of
from gradcheck_grader.equality.real_line.regions import compare_conditions
from gradcheck_grader.equality.real_line.scene import Scene
from gradcheck_grader.equality.real_line.statements import NotAConditionError, condition_of
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import sets as said
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Evidence, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition: right when it holds at the same places of the declared domains.

    reference  a Node, a text ("x^2 + y^2 < 1", "0 < p < 1 and n > 2") or a SymPy relation.
    names      as for an Expression.
    What cannot be computed at a place does not hold there.
    Raises AnswerError for a reference that is no condition on real numbers.
    """

    reference: object
    names: Names = ()
    notation: Notation = field(init=False, repr=False)
    tree: Node = field(init=False, repr=False, compare=False)
    condition: Node = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        notation = notation_of("condition", self.reference, self.names)
        object.__setattr__(self, "names", self.names if isinstance(self.names, Notation) else notation.names)
        tree = tree_of(self.reference, notation)
        check_names(tree, notation)
        object.__setattr__(self, "notation", notation)
        object.__setattr__(self, "tree", tree)
        object.__setattr__(self, "condition", checked(tree, notation))

    def judge(self, response: str) -> Verdict:
        """The verdict on a response."""
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read.

        >>> from gradcheck_grader.syntax.tree import Apply, Name, num
        >>> less = Apply("<", (Name("x"), num(1)))
        >>> Condition(less, "x").decide(Apply("<=", less.args)).feedback
        'Your condition holds for x = 1, but it should not.'
        """
        if response == self.tree:
            return right(Evidence("same-tree"))
        if is_value(response):
            return Verdict(Outcome.UNREADABLE, 0, said.NO_CONDITION)
        try:
            scene = Scene((self.condition, condition_of(response)), self.notation)
        except NotAConditionError:
            return undecided(Evidence("limit", note=said.NO_RULE))
        comparison = compare_conditions(scene, self.notation.names).comparison
        if comparison.outcome is Outcome.WRONG:
            return wrong(comparison.evidence, said.condition_differs(comparison.evidence))
        return (right if comparison.is_right else undecided)(comparison.evidence)

    def reference_text(self) -> str:
        """The right condition in plain notation."""
        return to_plain(self.tree, self.notation)

    def reference_reading(self) -> Reading:
        """The right condition as it is read and shown."""
        return reading_of(self.tree, self.notation)

    def with_reference(self, reference: object) -> Condition:
        """The same question with another condition as the right one."""
        return replace(self, reference=reference)


def checked(tree: Node, notation: Notation, member: Node | None = None) -> Node:
    """The condition in the one form.

    Raises AnswerError when it is none, or cannot be computed with real numbers.
    """
    try:
        condition = condition_of(tree, member)
        Scene((condition,), notation)
    except NotAConditionError as error:
        raise AnswerError(f"The right answer {to_plain(tree)} is no condition on real numbers.") from error
    return condition
