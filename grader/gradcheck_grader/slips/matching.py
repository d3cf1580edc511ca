"""Whether a response is what a slip leads to, for many slips in a row: the response is compiled once."""

from __future__ import annotations

from typing import Protocol, final

from gradcheck_grader.answers.protocol import Answer
from gradcheck_grader.equality import EXACT, Compiled, Tolerance, compare
from gradcheck_grader.equality.arrays import Grid, grid_of
from gradcheck_grader.equality.balls import DEFAULT_BITS
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.slips.candidates import Candidate
from gradcheck_grader.slips.first_look import FIRST_POINTS, NOTHING_KNOWN, Values, differ
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Outcome


class Matcher(Protocol):
    """Compares one response with what slips lead to."""

    def refutes(self, candidate: Candidate) -> bool:
        """Whether a mere look shows that the response is not what this slip leads to."""
        ...

    def is_produced_by(self, candidate: Candidate) -> bool:
        """Whether the response is what this slip leads to, and that is not right."""
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


@final
class _Scalar:
    """Two expressions, by the ladder, where the first points do not tell them apart."""

    def __init__(self, answer: Answer, response: Node, tolerance: Tolerance) -> None:
        self.answer, self.tolerance = answer, tolerance
        self.response = Compiled(response, answer.notation)
        self.values = self._first_values()

    def _first_values(self) -> Values:
        response = self.response
        if response.counts or not response.program.complete:
            return NOTHING_KNOWN
        points = [response.points.ordinary(number) for number in range(FIRST_POINTS)]
        return tuple(response.at(point, DEFAULT_BITS, number)[1] for number, point in enumerate(points))

    def refutes(self, candidate: Candidate) -> bool:
        return differ(self.values, candidate.values, self.tolerance)

    def is_produced_by(self, candidate: Candidate) -> bool:
        return equals(self.response, candidate.tree, self.tolerance) and not candidate.is_right(self.answer)


MOVES = frozenset({"entries-swapped", "transposed"})  # a slip of places shows in all places or in none


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

    def refutes(self, candidate: Candidate) -> bool:
        return not self.wrong

    def is_produced_by(self, candidate: Candidate) -> bool:
        grid = grid_of(candidate.tree)
        if grid is None:
            return False
        grid = grid.fitted(self.shape)
        if grid.shape != self.shape or self.shape != self.right.shape:
            return False
        if candidate.slip.name in MOVES and not self._is_everywhere(grid):
            return False
        return all(self._is_produced(at, grid.entries[at]) for at in self.wrong)

    def _is_everywhere(self, grid: Grid) -> bool:
        """Whether each entry of the response is that of the grid."""
        pairs = zip(self.entries, grid.entries, strict=True)
        return all(equals(entry, slipped, self.tolerance) for entry, slipped in pairs)

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

    def refutes(self, candidate: Candidate) -> bool:
        return candidate.tree is self.response

    def is_produced_by(self, candidate: Candidate) -> bool:
        try:
            other = self.answer.with_reference(candidate.tree)
        except AnswerError:  # the rule made something that this question cannot have, such as x w for w x
            return False
        is_it = other.decide(self.response).outcome is Outcome.RIGHT
        return is_it and not candidate.is_right(self.answer)


def equals(reference: Compiled, tree: Node, tolerance: Tolerance) -> bool:
    """Whether the ladder finds the two equal."""
    return compare(reference, tree, tolerance=tolerance).is_right
