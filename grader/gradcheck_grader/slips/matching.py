"""Whether a response is what a slip leads to, for many slips in a row: the response is compiled once."""

from __future__ import annotations

from typing import Protocol, final

from gradcheck_grader.answers.protocol import Answer
from gradcheck_grader.equality import EXACT, Compiled, Tolerance, compare
from gradcheck_grader.equality.arrays import Grid, grid_of
from gradcheck_grader.equality.balls import DEFAULT_BITS, Void, overlap
from gradcheck_grader.equality.compiled import Pair
from gradcheck_grader.equality.sampling import ordinary_point
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.syntax.tree import Apply, Node, walk
from gradcheck_grader.verdict import Outcome

FIRST_POINTS = 2


class Matcher(Protocol):
    """Compares one response with what slips lead to."""

    def is_produced_by(self, slipped: Node) -> bool:
        """Whether the response is this, and this is not right."""
        ...


def matcher_of(answer: Answer, response: Node) -> Matcher:
    """The quickest matcher for this kind of answer."""
    tolerance = getattr(answer, "tolerance", EXACT)
    tolerance = tolerance if isinstance(tolerance, Tolerance) else EXACT
    tree = answer.reference_reading().tree
    kind = answer.notation.kind
    if kind in ("number", "expression"):
        return _Scalars(answer, tree, response, tolerance)
    right, written = grid_of(tree), grid_of(response)
    if kind == "array" and right is not None and written is not None:
        return _Grids(answer, right, written.fitted(right.shape), tolerance)
    return _Whole(answer, response)


@final
class _Scalars:
    """Two expressions, by the ladder."""

    def __init__(self, answer: Answer, right: Node, response: Node, tolerance: Tolerance) -> None:
        self.right, self.tolerance = right, tolerance
        self.response = Compiled(response, answer.notation)

    def is_produced_by(self, slipped: Node) -> bool:
        if not may_be_equal(self.response, slipped, self.tolerance):
            return False
        is_that = compare(self.response, slipped, tolerance=self.tolerance).is_right
        return is_that and not self.is_the_answer(slipped)

    def is_the_answer(self, slipped: Node) -> bool:
        reference = Compiled(slipped, self.response.notation)
        return compare(reference, self.right, tolerance=self.tolerance).is_right


@final
class _Grids:
    """Two arrays: every entry that is not right is the slip's, and there is one."""

    def __init__(self, answer: Answer, right: Grid, response: Grid, tolerance: Tolerance) -> None:
        self.right, self.shape = right, response.shape
        self.entries = [
            _Scalars(answer, needed, entry, tolerance)
            for needed, entry in zip(right.entries, response.entries, strict=False)
        ]
        self.wrong = [
            at
            for at, entry in enumerate(self.entries)
            if not compare(entry.response, entry.right, tolerance=tolerance).is_right
        ]

    def is_produced_by(self, slipped: Node) -> bool:
        grid = grid_of(slipped)
        if grid is None or not self.wrong:
            return False
        grid = grid.fitted(self.shape)
        if grid.shape != self.shape or self.shape != self.right.shape:
            return False
        return all(
            grid.entries[at] is not self.right.entries[at]
            and self.entries[at].is_produced_by(grid.entries[at])
            for at in self.wrong
        )


@final
class _Whole:
    """Anything else, by the answer itself."""

    def __init__(self, answer: Answer, response: Node) -> None:
        self.answer, self.response = answer, response

    def is_produced_by(self, slipped: Node) -> bool:
        try:
            other = self.answer.with_reference(slipped)
        except AnswerError:  # the rule made something that this question cannot have, such as x w for w x
            return False
        is_that = other.decide(self.response).outcome is Outcome.RIGHT
        return is_that and self.answer.decide(slipped).outcome is not Outcome.RIGHT


def may_be_equal(reference: Compiled, tree: Node, tolerance: Tolerance) -> bool:
    """False when the two are proved to differ at one of the first points; else the ladder must say."""
    if not tolerance.is_exact or any(isinstance(node, Apply) and grid_of(node) for node in walk(tree)):
        return True
    try:
        pair = Pair(reference, tree)
    except AnswerError:
        return False
    if not pair.is_computable:
        return True
    for number in range(FIRST_POINTS):
        left, right = pair.at(ordinary_point(pair.names, number), DEFAULT_BITS, number)
        if not (isinstance(left, Void) or isinstance(right, Void)):
            return overlap(left, right)
    return True
