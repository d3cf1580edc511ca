"""An equation, right when it has the solutions of the right one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from gradcheck_grader.answers.entries import is_value
from gradcheck_grader.answers.judging import judged, right, undecided, without_answer, wrong
from gradcheck_grader.answers.references import Names, check_names, notation_of, reading_of, tree_of
from gradcheck_grader.equality.comparison import Comparison
from gradcheck_grader.equality.real_line.equations import (
    by_factors,
    difference,
    proportional,
    same_up_to_sign,
)
from gradcheck_grader.equality.real_line.regions import compare_conditions
from gradcheck_grader.equality.real_line.scene import Scene
from gradcheck_grader.equality.real_line.statements import NotAConditionError, condition_of
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import equations as said
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Name, Node, names_in, walk
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

FORM_CREDIT = 0.5


@dataclass(frozen=True, slots=True)
class Equation:
    """An equation: right when its solutions are those of the right one, over the declared domains.

    reference   a Node, a text ("y = 2x + 1") or a SymPy Eq.
    names       as for an Expression.
    scaling     whether a multiple of the equation will do; without it, sides may be swapped and terms moved.
    solved_for  a name that the equation is to be solved for: then "name =" may be left out. Solutions in
                another form earn a part of the points.
    Raises AnswerError for a reference that is no equation, or not solved for its own name.
    """

    reference: object
    names: Names = ()
    scaling: bool = field(default=True, kw_only=True)
    solved_for: str = field(default="", kw_only=True)
    notation: Notation = field(init=False, repr=False)
    tree: Apply = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        notation = notation_of("equation", self.reference, self.names)
        object.__setattr__(self, "names", self.names if isinstance(self.names, Notation) else notation.names)
        tree = self._equation(tree_of(self.reference, notation))
        check_names(tree, notation)
        if not isinstance(tree, Apply) or tree.head != "=" or not all(map(is_value, tree.args)):
            raise AnswerError(f"The right answer {to_plain(tree)} is no equation. Use Condition or RealSet.")
        object.__setattr__(self, "notation", notation)
        object.__setattr__(self, "tree", tree)
        if not self._is_solved(tree):
            raise AnswerError(f"The right answer {to_plain(tree)} is not solved for {self.solved_for}.")

    def judge(self, response: str) -> Verdict:
        """The verdict on a response."""
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read.

        >>> from gradcheck_grader.syntax.tree import num
        >>> x, y = Name("x"), Name("y")
        >>> line = Equation(Apply("=", (y, x)), "x y")
        >>> line.decide(Apply("=", (y, Apply("+", (x, num(1)))))).feedback
        'x = 2, y = 3 satisfies your equation, but it should not.'
        """
        yours = self._equation(response)
        if not isinstance(yours, Apply) or is_value(yours):
            return Verdict(Outcome.UNREADABLE, 0, said.NO_EQUATION)
        verdict = self._by_solutions(yours)
        if verdict.outcome is not Outcome.RIGHT or self._is_solved(yours):
            return verdict
        problem = said.solved_for(self.solved_for)
        evidence = (Evidence("form", note=problem), *verdict.evidence)
        return Verdict(Outcome.PARTLY_RIGHT, FORM_CREDIT, problem, evidence=evidence)

    def reference_text(self) -> str:
        """The right equation in plain notation."""
        return to_plain(self.tree, self.notation)

    def reference_reading(self) -> Reading:
        """The right equation as it is read and shown."""
        return reading_of(self.tree, self.notation)

    def with_reference(self, reference: object) -> Equation:
        """The same question with another equation as the right one."""
        return replace(self, reference=reference)

    def _equation(self, tree: Node) -> Node:
        """The tree, with "name =" before what is only a value."""
        if self.solved_for and is_value(tree):
            return Apply("=", (Name(self.solved_for), tree))
        return tree

    def _is_solved(self, tree: Apply) -> bool:
        if not self.solved_for:
            return True
        own = Name(self.solved_for)
        ways = (tree.args, tree.args[::-1])
        return tree.head == "=" and any(
            left == own and self.solved_for not in names_in(other) for left, other in ways
        )

    def _by_solutions(self, yours: Apply) -> Verdict:
        if yours == self.tree:
            return right(Evidence("same-tree"))
        plain = yours.head == "=" and all(map(is_value, yours.args)) and not _has_sign(yours)
        if not self.scaling and plain:
            return self._up_to_sign(yours)
        found = self._scaled(yours) if plain else None
        if found is not None and found.is_right:
            return right(found.evidence)
        return self._compared(yours)

    def _scaled(self, yours: Apply) -> Comparison | None:
        """Equations in several names that are multiples of each other; those in one are solved instead."""
        names = (names_in(self.tree) | names_in(yours)) - self.notation.constants
        if len(names) < 2:
            return None
        return proportional(difference(self.tree), difference(yours), self.notation)

    def _compared(self, yours: Node) -> Verdict:
        try:
            conditions = [condition_of(tree) for tree in (self.tree, yours)]
            scene = Scene([by_factors(one, self.notation) for one in conditions], self.notation)
        except NotAConditionError:
            return undecided(Evidence("limit", note=said.NO_RULE))
        comparison = compare_conditions(scene, self.notation.names).comparison
        if comparison.outcome is Outcome.WRONG:
            return wrong(comparison.evidence, said.differs(comparison.evidence))
        return (right if comparison.is_right else undecided)(comparison.evidence)

    def _up_to_sign(self, yours: Apply) -> Verdict:
        comparison = same_up_to_sign(difference(self.tree), difference(yours), self.notation)
        if comparison.outcome is not Outcome.WRONG:
            return (right if comparison.is_right else undecided)(comparison.evidence)
        verdict = self._compared(yours)
        if verdict.outcome is Outcome.WRONG:
            return verdict
        return wrong(without_answer(comparison.evidence, constant=True), said.ANOTHER_MULTIPLE)


def _has_sign(tree: Node) -> bool:
    return any(isinstance(here, Apply) and here.head == "pm" for here in walk(tree))
