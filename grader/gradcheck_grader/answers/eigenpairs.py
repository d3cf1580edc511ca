"""All eigenvalues of a matrix with their eigenvectors: in any order, each vector up to a factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from gradcheck_grader import feedback
from gradcheck_grader.answers.eigen_written import Pair, judged_with_labels, listed_pairs, pairs_of
from gradcheck_grader.answers.judging import right, undecided, wrong
from gradcheck_grader.answers.references import Names, check_names, notation_of, reading_of, tree_of
from gradcheck_grader.answers.written import array, listed
from gradcheck_grader.equality import EXACT, Comparison, Tolerance
from gradcheck_grader.equality.arrays import Grid
from gradcheck_grader.equality.eigen import eigenspaces
from gradcheck_grader.equality.linear import (
    Ground,
    Vector,
    added,
    columns_of,
    determinant,
    dot,
    identity,
    length,
    rational_matrix,
    squared_length,
)
from gradcheck_grader.equality.spans import COARSEST, Span
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import eigen as said
from gradcheck_grader.feedback import linear
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.build import ONE, minus, times
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Node
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

FORM_CREDIT = 0.5
MOST = 40


@dataclass(frozen=True, slots=True)
class Eigenpairs:
    """The eigenvalues of a matrix, each with a basis of its space: (2, [1, 0]), (3, [1, 1]).

    matrix   a square matrix of rational numbers: a text, a Node, a list of rows or a SymPy matrix.
    names    as for an Expression: complex eigenvalues count where i or a complex name may be written.
    pairs    right ones, to be shown; left out, they are worked out where square roots are enough.
    unit     whether the vectors must have length 1; those that only have not earn half the credit.
    Part credit is the number of independent right eigenvectors, as a share of all there are, or of the number
    of vectors given, whichever is larger.
    Raises AnswerError for a matrix without eigenvectors, or whose pairs have to be given.
    """

    matrix: object
    names: Names = ()
    tolerance: Tolerance = EXACT
    pairs: object = field(default=None, kw_only=True)
    unit: bool = field(default=False, kw_only=True)
    notation: Notation = field(init=False, repr=False)
    tree: Node = field(init=False, repr=False, compare=False)
    ground: Ground = field(init=False, repr=False, compare=False)
    grid: Grid = field(init=False, repr=False, compare=False)
    count: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        settle = object.__setattr__
        notation = notation_of("any", self.matrix, self.names)
        tree = tree_of(self.matrix, notation)
        check_names(tree, notation)
        settle(self, "names", self.names if isinstance(self.names, Notation) else notation.names)
        settle(self, "notation", notation)
        settle(self, "ground", Ground(notation, self.tolerance))
        grid = array(tree)
        exactly = None if grid is None else rational_matrix(self.ground.array(grid))
        if grid is None or exactly is None or grid.rows != grid.columns:
            raise AnswerError(f"{to_plain(tree)} is no square matrix of rational numbers.")
        found = eigenspaces(exactly, real=self.ground.is_real)
        if not found.count:
            raise AnswerError("The matrix has no real eigenvalue. Declare i as a constant for complex ones.")
        settle(self, "grid", self.ground.array(grid))
        settle(self, "count", found.count)
        settle(self, "tree", self._right_pairs(found.spaces))

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> Eigenpairs("[[2, 1], [0, 3]]").judge("(2, [1, 0]), (3, [1, 2])").feedback
        'Your second vector is no eigenvector with the eigenvalue 3. One independent eigenvector is missing.'
        """
        return judged_with_labels(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        pairs = pairs_of(response)
        if not pairs:
            return Verdict(Outcome.UNREADABLE, 0, said.NO_PAIRS)
        if len(pairs) > MOST:
            return undecided(Evidence("limit", note=linear.TOO_LARGE))
        for number, (_, vector) in enumerate(pairs, 1):
            if len(vector) != self.grid.rows:
                sentence = linear.vector_length(number, len(vector), self.grid.rows, len(pairs))
                evidence = Evidence("shape", linear.vector(number), yours=str(len(vector)))
                return wrong(replace(evidence, needed=str(self.grid.rows)), sentence)
        settled = [(self.ground.settled(value), tuple(map(self.ground.settled, v))) for value, v in pairs]
        if self.ground.has_no_value(part for value, vector in settled for part in (value, *vector)):
            return wrong(Evidence("undefined", yours=feedback.UNDEFINED), feedback.NO_VALUE)
        return self._judged(settled)

    def reference_text(self) -> str:
        """Right pairs in plain notation."""
        return to_plain(self.tree, self.notation)

    def reference_reading(self) -> Reading:
        """Those pairs as they are read and shown."""
        return reading_of(self.tree, self.notation)

    def with_reference(self, reference: object) -> Eigenpairs:
        """The same question with other right pairs to be shown; raises AnswerError for wrong ones."""
        return replace(self, pairs=reference)

    def _right_pairs(self, spaces: Sequence[tuple[Node, Sequence[Vector]]] | None) -> Node:
        """The tree of pairs that are right."""
        if self.pairs is not None:
            tree = tree_of(listed(self.pairs), self.notation)
        elif spaces is None:
            raise AnswerError("The eigenvalues of the matrix need more than square roots. Give its pairs.")
        else:
            tree = listed_pairs(spaces, ground=self.ground if self.unit else None)
        verdict = self.decide(tree)
        if verdict.outcome is not Outcome.RIGHT:
            raise AnswerError(f"The pairs {to_plain(tree)} are not right. {verdict.feedback}")
        return tree

    def _judged(self, pairs: Sequence[Pair]) -> Verdict:
        own: list[tuple[Node, Span]] = []
        doubts: list[Evidence] = []
        faults: list[tuple[int, str]] = []
        for number, (value, vector) in enumerate(pairs, 1):
            found = self._is_pair(value, vector)
            if found.outcome is Outcome.UNDECIDED:
                doubts.append(found.evidence)
            elif not found.is_right:
                faults.append((number, self._no_pair(number, len(pairs), value)))
            elif (one := self._depends(value, vector, own)).outcome is Outcome.UNDECIDED:
                doubts.append(one.evidence)
            elif one.is_right:
                faults.append((number, self._dependent(number, len(pairs), value, vector)))
        if doubts:
            return undecided(doubts[0])
        count = sum(span.dimension for _, span in own)
        if not faults and count == self.count:
            return self._normal(pairs)
        return self._partly(faults, count, len(pairs))

    def _is_pair(self, value: Node, vector: Vector) -> Comparison:
        """Whether A v is value times v; of a zero vector it is."""
        rows = columns_of(self.grid.transposed())
        results = [
            self.ground.near(dot(row, vector), times(value, entry), self._slack(value, vector))
            for row, entry in zip(rows, vector, strict=True)
        ]
        order = (Outcome.WRONG, Outcome.UNDECIDED)
        bad = (one for outcome in order for one in results if one.outcome is outcome)
        return next(bad, results[0])

    def _slack(self, value: Node, vector: Vector) -> Fraction:
        """How far apart the two may be when value and vector are as far off as is allowed."""
        if self.tolerance.is_exact:
            return Fraction(0)
        ground = self.ground
        sizes = ground.size(self.grid.entries), ground.size([value]), ground.size(vector)
        entry, number = (self.tolerance.allowed(size, size) for size in (sizes[2], sizes[1]))
        allowed = entry * (self.grid.rows * sizes[0] + sizes[1]) + number * sizes[2]
        return min(allowed, sizes[0] * sizes[2] / COARSEST)

    def _depends(self, value: Node, vector: Vector, own: list[tuple[Node, Span]]) -> Comparison:
        """Adds the vector to those of its eigenvalue; right where it depends on them."""
        for other, span in own:
            found = self.ground.equal(other, value)
            if found.outcome is Outcome.UNDECIDED:
                return found
            if found.is_right:
                return span.add(vector)
        span = Span(self.ground, self.grid.rows, proves=True)
        found = span.add(vector)
        if span.dimension:
            own.append((value, span))
        return found

    def _no_pair(self, number: int, total: int, value: Node) -> str:
        """What to say of a pair that is none: the number may be no eigenvalue at all."""
        shown, one = self.ground.text(value), identity(self.grid.rows).entries
        shifted = (
            added(entry, minus(times(value, unit)))
            for entry, unit in zip(self.grid.entries, one, strict=True)
        )
        found = determinant(replace(self.grid, entries=tuple(shifted)))
        if found is not None and self.ground.vanishes(found).outcome is Outcome.WRONG:
            return said.no_eigenvalue(shown)
        return said.no_eigenvector(number, total, shown)

    def _dependent(self, number: int, total: int, value: Node, vector: Vector) -> str:
        if all(self.ground.exactly.vanishes(entry).is_right for entry in vector):
            return said.zero(number, total)
        return said.depends(number, total, self.ground.text(value))

    def _partly(self, faults: Sequence[tuple[int, str]], count: int, total: int) -> Verdict:
        sentences = list(dict.fromkeys(sentence for _, sentence in faults))
        evidence = [Evidence("property", linear.vector(number), note=one) for number, one in faults]
        if count < self.count:
            sentences.append(said.missing(self.count - count))
            evidence.append(Evidence("element", note=sentences[-1]))
        outcome = Outcome.PARTLY_RIGHT if count else Outcome.WRONG
        credit = count / max(self.count, total)
        return Verdict(outcome, credit, " ".join(sentences), evidence=tuple(evidence))

    def _normal(self, pairs: Sequence[Pair]) -> Verdict:
        """Right, or only partly where the vectors have to have length 1."""
        if not self.unit:
            results = [self._is_pair(*pair).evidence for pair in pairs]
            return right(next((one for one in results if one.kind == "agrees"), results[0]))
        real = self.ground.is_real
        found = [self.ground.equal(ONE, squared_length(vector, real=real)) for _, vector in pairs]
        if doubt := next((one for one in found if one.outcome is Outcome.UNDECIDED), None):
            return undecided(doubt.evidence)
        bad = [number for number, one in enumerate(found, 1) if not one.is_right]
        if not bad:
            return right(
                next((one.evidence for one in found if one.evidence.kind == "agrees"), found[0].evidence)
            )
        seen = self.ground.text(length(pairs[bad[0] - 1][1], real=real))
        sentence = said.not_normalised(bad, len(pairs), seen)
        reason = Evidence("form", needed="1", yours=seen, note=sentence)
        return Verdict(Outcome.PARTLY_RIGHT, FORM_CREDIT, sentence, evidence=(reason,))
