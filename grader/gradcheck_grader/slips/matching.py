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
    # One right value, by the ladder; or an array of such; anything else is left to the answer itself.
    entries = getattr(getattr(answer, "array", answer), "compiled", None)
    if isinstance(entries, Compiled):
        return _Scalar(answer, response, tolerance)
    right, written = grid_of(answer.reference_reading().tree), grid_of(response)
    if isinstance(entries, tuple) and right is not None and written is not None:
        return _Grids(answer, right, written.fitted(right.shape), tolerance)
    return _Whole(answer, response)


def is_right(answer: Answer, tree: Node) -> bool:
    """Whether the answer takes the tree as right, in whatever form."""
    verdict = answer.decide(tree)
    return verdict.outcome is Outcome.RIGHT or any(item.kind == "form" for item in verdict.evidence)


@final
class _Scalar:
    """Two expressions, by the ladder."""

    def __init__(self, answer: Answer, response: Node, tolerance: Tolerance) -> None:
        self.answer, self.tolerance = answer, tolerance
        self.response = Compiled(response, answer.notation)

    def is_produced_by(self, slipped: Node) -> bool:
        return equals(self.response, slipped, self.tolerance) and not is_right(self.answer, slipped)


@final
class _Grids:
    """Two arrays: every entry that is not right is the slip's, and there is one."""

    def __init__(self, answer: Answer, right: Grid, response: Grid, tolerance: Tolerance) -> None:
        self.right, self.shape, self.tolerance = right, response.shape, tolerance
        self.needed = [Compiled(entry, answer.notation) for entry in right.entries]
        self.entries = [Compiled(entry, answer.notation) for entry in response.entries]
        self.wrong = [
            at
            for at, (needed, entry) in enumerate(zip(self.needed, response.entries, strict=False))
            if not equals(needed, entry, tolerance)
        ]

    def is_produced_by(self, slipped: Node) -> bool:
        grid = grid_of(slipped)
        if grid is None or not self.wrong:
            return False
        grid = grid.fitted(self.shape)
        if grid.shape != self.shape or self.shape != self.right.shape:
            return False
        return all(self._is_produced(at, grid.entries[at]) for at in self.wrong)

    def _is_produced(self, at: int, slipped: Node) -> bool:
        """Whether the entry with this number is the slip's, and the slip's is not right."""
        if slipped is self.right.entries[at] or not equals(self.entries[at], slipped, self.tolerance):
            return False
        return not equals(self.needed[at], slipped, self.tolerance)


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
        return other.decide(self.response).outcome is Outcome.RIGHT and not is_right(self.answer, slipped)


def equals(reference: Compiled, tree: Node, tolerance: Tolerance) -> bool:
    """Whether the ladder finds the two equal."""
    return may_be_equal(reference, tree, tolerance) and compare(reference, tree, tolerance=tolerance).is_right


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
