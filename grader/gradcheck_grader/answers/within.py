"""Any number from an interval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import cast

from flint import arb

from gradcheck_grader import feedback
from gradcheck_grader.answers.judging import judged, right, undecided, wrong
from gradcheck_grader.answers.near_misses import approximate
from gradcheck_grader.answers.references import check_names, reading_of, tree_of
from gradcheck_grader.equality import Compiled, compare
from gradcheck_grader.equality.balls import UNDEFINED, Void
from gradcheck_grader.equality.compiled import Pair
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import numbers as said
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.build import ONE, TWO, ZERO, minus, over, plus
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Evidence, Verdict

PRECISIONS = (53, 160, 512, 2048)


@dataclass(frozen=True, slots=True)
class Within:
    """Any number from low to high is right.

    low, high  a Node, a text, a number or a SymPy object; None where there is no bound.
    open       whether the bounds themselves are wrong.
    Raises AnswerError for bounds that are no real numbers, or an interval with nothing in it.
    """

    low: object
    high: object
    open: bool = field(default=False, kw_only=True)
    notation: Notation = field(init=False, repr=False)
    below: Compiled | None = field(init=False, repr=False, compare=False)
    above: Compiled | None = field(init=False, repr=False, compare=False)
    shown: Node = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        notation = Notation("number")
        object.__setattr__(self, "notation", notation)
        object.__setattr__(self, "below", _bound(self.low, notation))
        object.__setattr__(self, "above", _bound(self.high, notation))
        self._check_order()
        object.__setattr__(self, "shown", self._middle())

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> Within("1/4", "1/2").judge("0.3").outcome, Within(0, 1).judge("1.2").feedback
        (<Outcome.RIGHT: 'right'>, 'This number is too large.')
        """
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        yours = Compiled(response, self.notation)
        if yours.program.complete and yours.at({}, PRECISIONS[0])[1] is UNDEFINED:
            return wrong(Evidence("undefined", yours=feedback.UNDEFINED), feedback.NO_VALUE)
        for bound, outside, sentence in (
            (self.below, -1, said.TOO_SMALL),
            (self.above, 1, said.TOO_LARGE),
        ):
            side = -outside if bound is None else side_of(bound, response)
            if side is None:
                return undecided(Evidence("limit", note=feedback.TOO_FINE))
            if side == outside or (side == 0 and self.open):
                return wrong(Evidence("property", note=sentence), sentence if side else said.ON_THE_BOUND)
            if side == 0 and bound is not None:
                return right(compare(bound, response).evidence)
        return right(Evidence("proved"))

    def reference_text(self) -> str:
        """A number in the middle, in plain notation."""
        return to_plain(self.shown, self.notation)

    def reference_reading(self) -> Reading:
        """A number in the middle as it is read and shown."""
        return reading_of(self.shown, self.notation)

    def with_reference(self, reference: object) -> Within:
        """The same question with another interval (low, high), or with one number as the only right one."""
        if isinstance(reference, tuple | list):
            low, high = _two(cast("Iterable[object]", reference))
            return replace(self, low=low, high=high)
        return Within(reference, reference)

    def _check_order(self) -> None:
        if self.below is None or self.above is None:
            return
        side = side_of(self.below, self.above.tree)
        if side is None or side < 0 or (side == 0 and self.open):
            raise AnswerError(f"There is no number from {self.low} to {self.high} that could be right.")

    def _middle(self) -> Node:
        """A number that is right: in the middle, or 1 away from the only bound."""
        if self.below is None or self.above is None:
            bound = self.below or self.above
            step = ONE if self.below is not None else minus(ONE)
            return ZERO if bound is None else plus(bound.tree, step)
        if side_of(self.below, self.above.tree) == 0:
            return self.below.tree
        return over(plus(self.below.tree, self.above.tree), TWO)


def side_of(bound: Compiled, number: Node) -> int | None:
    """1 when the number is above the bound, -1 below, 0 when they are equal; None when that is not seen."""
    pair = Pair(bound, number)
    exactly = pair.graph.value(pair.left), pair.graph.value(pair.right)
    if exactly[0] is not None and exactly[1] is not None:
        return (exactly[1] > exactly[0]) - (exactly[1] < exactly[0])
    if not pair.is_computable:
        return None
    for bits in PRECISIONS:
        low, value = pair.at({}, bits)
        if isinstance(low, Void) or isinstance(value, Void):
            return None
        if isinstance(low, arb) and isinstance(value, arb) and not low.overlaps(value):
            return 1 if value > low else -1
    return 0 if compare(bound, number).is_right else None


def _bound(value: object, notation: Notation) -> Compiled | None:
    if value is None:
        return None
    tree = tree_of(value, notation)
    check_names(tree, notation)
    compiled = Compiled(tree, notation)
    if approximate(compiled) is None:
        raise AnswerError(f"{to_plain(tree)} is no bound of an interval: give a real number, or None.")
    return compiled


def _two(reference: Iterable[object]) -> tuple[object, object]:
    bounds = tuple(reference)
    if len(bounds) != 2:
        raise AnswerError(f"An interval has two bounds; got {len(bounds)}.")
    return bounds[0], bounds[1]
