"""A basis of a subspace: any independent vectors in it, as many as its dimension, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import isqrt

from gradcheck_grader import feedback
from gradcheck_grader.answers.judging import judged, right, undecided, wrong
from gradcheck_grader.answers.references import Names, check_names, notation_of, reading_of, tree_of
from gradcheck_grader.answers.written import array, listed, settled, vectors
from gradcheck_grader.equality import EXACT, Comparison, Tolerance
from gradcheck_grader.equality.arrays import Grid
from gradcheck_grader.equality.linear import (
    Ground,
    Vector,
    added,
    columns_of,
    dot,
    fractions_of,
    identity,
    length,
    rational_matrix,
    squared_length,
)
from gradcheck_grader.equality.spans import Span, null_space, orthonormalised, spanned
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import linear as said
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.build import ONE, ZERO, minus, times
from gradcheck_grader.syntax.line_breaks import lines_as_list
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Node
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

FORM_CREDIT = 0.5
MOST_VECTORS = 20


@dataclass(frozen=True, slots=True)
class Basis:
    """Any basis of the subspace that the reference spans; of vectors, or the columns of a matrix.

    reference    a text ("[1, 0, 1], [0, 1, 1]"), a Node, a SymPy matrix (its columns) or a list of vectors;
                 they may be dependent. The zero vector spans {0}, whose basis is {}.
    names        as for an Expression: what entries may be written with.
    dimension    checked against the reference when given.
    orthonormal  whether the vectors must be of length 1 and at right angles; a basis that only is not so
                 earns half the credit.
    Part credit is the rank of those vectors that lie in the subspace, as a share of the dimension or of the
    number of vectors given, whichever is larger. Of a matrix of which only the rows have the length needed,
    the rows are taken.
    Raises AnswerError for a reference that is no list of vectors of one length.
    """

    reference: object
    names: Names = ()
    tolerance: Tolerance = EXACT
    dimension: int | None = field(default=None, kw_only=True)
    orthonormal: bool = field(default=False, kw_only=True)
    notation: Notation = field(init=False, repr=False)
    tree: Node = field(init=False, repr=False, compare=False)
    ground: Ground = field(init=False, repr=False, compare=False)
    span: Span = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        reference = listed(self.reference)
        notation = notation_of("any", reference, self.names)
        tree = tree_of(reference, notation)
        check_names(tree, notation)
        ground = Ground(notation, self.tolerance)
        span = _spanned(tree, Ground(notation))
        if self.dimension not in (None, span.dimension):
            raise AnswerError(f"The subspace has dimension {span.dimension}, not {self.dimension}.")
        if self.orthonormal and not ground.is_real:
            raise AnswerError("A basis can be orthonormal only among real vectors here.")
        span.ground = ground
        settle = object.__setattr__
        settle(self, "names", self.names if isinstance(self.names, Notation) else notation.names)
        settle(self, "notation", notation)
        settle(self, "ground", ground)
        settle(self, "span", span)
        shown = orthonormalised(span.vectors, ground) if self.orthonormal else span.vectors
        settle(self, "tree", _list_of(shown))

    @classmethod
    def null_space_of(cls, matrix: object, *, orthonormal: bool = False) -> Basis:
        """Any basis of the vectors that a rational matrix sends to 0."""
        return cls(_null_space(_rational(matrix)), orthonormal=orthonormal)

    @classmethod
    def column_space_of(cls, matrix: object, *, orthonormal: bool = False) -> Basis:
        """Any basis of the span of the columns of a matrix."""
        return cls(_list_of(columns_of(_rational(matrix))), orthonormal=orthonormal)

    @classmethod
    def row_space_of(cls, matrix: object, *, orthonormal: bool = False) -> Basis:
        """Any basis of the span of the rows of a matrix."""
        return cls(_list_of(columns_of(_rational(matrix).transposed())), orthonormal=orthonormal)

    @classmethod
    def eigenspace_of(cls, matrix: object, eigenvalue: object, *, orthonormal: bool = False) -> Basis:
        """Any basis of the eigenvectors of a rational matrix with a rational eigenvalue.

        Raises AnswerError for a number that is no eigenvalue.
        """
        grid, notation = _rational(matrix), Notation("any")
        value = Ground(notation).settled(tree_of(eigenvalue, notation))
        if grid.rows != grid.columns or fractions_of([value]) is None:
            raise AnswerError("An eigenspace has a square matrix and a rational eigenvalue here.")
        one = identity(grid.rows).entries
        shifted = tuple(
            added(entry, minus(times(value, unit))) for entry, unit in zip(grid.entries, one, strict=True)
        )
        basis = cls(_null_space(Grid(grid.rows, grid.columns, shifted)), orthonormal=orthonormal)
        if basis.span.dimension == 0:
            raise AnswerError(f"{to_plain(value)} is no eigenvalue of the matrix.")
        return basis

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> Basis("[1, 0, 1], [0, 1, 1]").judge("[1, 1, 2], [1, 0, 0]").feedback
        'Your second vector is not in the subspace.'
        """
        return judged(lines_as_list(response), self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        given = vectors(response, self.span.length)
        if given is None:
            return Verdict(Outcome.UNREADABLE, 0, said.NO_VECTORS)
        for number, vector in enumerate(given, start=1):
            if len(vector) != self.span.length:
                sentence = said.vector_length(number, len(vector), self.span.length, len(given))
                counted = _counted(self.span.length, len(vector))
                return wrong(replace(counted, where=said.vector(number)), sentence)
        if not given and self.span.dimension == 0:
            return right(Evidence("exact"))
        written = settled(self.ground, given)
        if self.ground.has_no_value(entry for vector in written for entry in vector):
            return wrong(Evidence("undefined", yours=feedback.UNDEFINED), feedback.NO_VALUE)
        return self._judged(written)

    def reference_text(self) -> str:
        """A basis in plain notation: independent vectors of the reference, orthonormal where asked for."""
        return to_plain(self.tree, self.notation)

    def reference_reading(self) -> Reading:
        """That basis as it is read and shown."""
        return reading_of(self.tree, self.notation)

    def with_reference(self, reference: object) -> Basis:
        """The same question about the subspace that another reference spans."""
        return replace(self, reference=reference, dimension=None)

    def _judged(self, given: Sequence[Vector]) -> Verdict:
        needed, count = self.span.dimension, len(given)
        if count > max(MOST_VECTORS, needed) or needed == 0:
            sentence = said.vectors_needed(needed, count) if needed else said.NO_VECTORS_NEEDED
            return wrong(_counted(needed, count), sentence)
        inside = [self.span.holds(vector) for vector in given]
        doubts = [one for one in inside if one.outcome is Outcome.UNDECIDED]
        outside = [place for place, one in enumerate(inside, 1) if one.outcome is Outcome.WRONG]
        own = Span(self.ground, self.span.length, proves=True)
        faults = [Evidence("property", where=said.vector(place)) for place in outside]
        sentences = [said.outside(outside, count)] if outside else []
        if count != needed:
            faults.append(_counted(needed, count))
            sentences.append(said.vectors_needed(needed, count))
        members = [place for place, one in enumerate(inside, 1) if one.is_right]
        dependent = self._dependent(members, given, own, doubts)
        if dependent and (count <= needed or dependent[1]):
            faults.append(Evidence("property", where=said.vector(dependent[0]), note=dependent[2]))
            sentences.append(dependent[2])
        if not faults:
            return undecided(doubts[0].evidence) if doubts else self._normal(given, inside)
        credit = own.dimension / max(needed, count)
        outcome = Outcome.PARTLY_RIGHT if credit else Outcome.WRONG
        return Verdict(outcome, credit, " ".join(sentences), evidence=tuple(faults))

    def _dependent(
        self, members: Sequence[int], given: Sequence[Vector], own: Span, doubts: list[Comparison]
    ) -> tuple[int, bool, str] | None:
        """Spans the members; the first that depends on those before, whether it is 0, and a sentence."""
        found: tuple[int, bool, str] | None = None
        for place in members:
            vector = given[place - 1]
            comparison = own.add(vector)
            if comparison.outcome is Outcome.UNDECIDED:
                doubts.append(comparison)
            elif comparison.is_right and found is None:
                is_zero = all(entry == ZERO for entry in vector) or own.dimension == 0
                total = len(given)
                sentence = said.zero_vector(place, total) if is_zero else said.depends(place, total)
                found = place, is_zero, sentence
        return found

    def _normal(self, given: Sequence[Vector], inside: Sequence[Comparison]) -> Verdict:
        """The verdict on a basis: it may have to be orthonormal."""
        agrees = (one.evidence for one in inside if one.evidence.kind == "agrees")
        evidence = next(agrees, inside[0].evidence)
        if not self.orthonormal:
            return right(evidence)
        pairs = [(i, j) for i in range(len(given)) for j in range(i)]
        angles = {(j, i): self._is(ZERO, dot(given[i], given[j])) for i, j in pairs}
        lengths = {i: self._is(ONE, squared_length(one)) for i, one in enumerate(given)}
        found = [*angles.values(), *lengths.values()]
        if doubt := next((one for one in found if one.outcome is Outcome.UNDECIDED), None):
            return undecided(doubt.evidence)
        sentence = self._not_orthonormal(given, angles, lengths)
        if sentence:
            reason = Evidence("form", note=sentence)
            return Verdict(Outcome.PARTLY_RIGHT, FORM_CREDIT, sentence, evidence=(reason,))
        return right(next((one.evidence for one in found if one.evidence.kind == "agrees"), evidence))

    def _is(self, needed: Node, yours: Node) -> Comparison:
        if self.tolerance.is_exact:
            return self.ground.equal(needed, yours)
        # A product of two unit vectors, each off by up to r in every entry, is off by about 2 r sqrt(n).
        allowed = self.tolerance.allowed(Fraction(1), Fraction(1)) * 2 * (isqrt(self.span.length - 1) + 1)
        return self.ground.near(needed, yours, allowed)

    def _not_orthonormal(
        self,
        given: Sequence[Vector],
        angles: dict[tuple[int, int], Comparison],
        lengths: dict[int, Comparison],
    ) -> str:
        """What keeps a basis from being orthonormal; empty when nothing does."""
        for (first, second), found in sorted(angles.items(), key=lambda item: item[0]):
            if not found.is_right:
                product = self.ground.text(dot(given[first], given[second]))
                return said.not_orthogonal(first + 1, second + 1, product)
        for place, found in lengths.items():
            if not found.is_right:
                seen = self.ground.text(length(given[place]))
                alone = len(given) == 1
                return said.not_normalised_alone(seen) if alone else said.not_normalised(place + 1, seen)
        return ""


def _spanned(tree: Node, ground: Ground) -> Span:
    """The span of the vectors of a reference. Raises AnswerError where there is none."""
    given = vectors(tree, 0)
    if not given or len({len(vector) for vector in given}) > 1:
        raise AnswerError(
            f"The right answer {to_plain(tree)} is no list of vectors of one length, such as [1, 0], [0, 1]."
        )
    span = spanned(ground, settled(ground, given), len(given[0]))
    if span is None:
        raise AnswerError("It is not known which of the vectors of the right answer are independent.")
    return span


def _list_of(found: Sequence[Vector]) -> Node:
    """The tree of a list of vectors."""
    nodes = tuple(Apply("vector", vector) for vector in found)
    if len(nodes) == 1:
        return nodes[0]
    return Apply("tuple" if nodes else "set", nodes)


def _rational(matrix: object) -> Grid:
    """A matrix of rational numbers as a grid. Raises AnswerError for anything else."""
    notation = notation_of("any", matrix, ())
    tree = tree_of(matrix, notation)
    grid = array(tree)
    if grid is None or fractions_of(Ground(notation).array(grid).entries) is None:
        raise AnswerError(f"{to_plain(tree)} is no matrix of rational numbers. Give the vectors themselves.")
    return Ground(notation).array(grid)


def _null_space(grid: Grid) -> Node:
    """A basis of the null space as a tree; the zero vector where it has none."""
    matrix = rational_matrix(grid)
    found = null_space(matrix) if matrix is not None else []
    return _list_of(found or [(ZERO,) * grid.columns])


def _counted(needed: int, count: int) -> Evidence:
    return Evidence("shape", needed=str(needed), yours=str(count))
