"""A vector up to a factor, and a anything up to its sign: eigenvectors, normals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import isqrt

from gradcheck_grader import feedback
from gradcheck_grader.answers.judging import judged, right, undecided, wrong
from gradcheck_grader.answers.references import Names, check_names, notation_of, reading_of, tree_of
from gradcheck_grader.answers.written import array, is_entry
from gradcheck_grader.equality import EXACT, Comparison, Tolerance
from gradcheck_grader.equality.arrays import Grid
from gradcheck_grader.equality.linear import Ground, at, dot, length, squared_length
from gradcheck_grader.equality.spans import COARSEST
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import linear as said
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.build import ONE, minus, over, times
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Node
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

FORM_CREDIT = 0.5
SIGNS = ("whole", "columns")


@dataclass(frozen=True, slots=True)
class UpToScale:
    """A nonzero vector parallel to the right one: an eigenvector, a normal, a direction.

    reference  a Node, a text ("[1, 2]"), a list or a SymPy vector; not 0.
    names      as for an Expression: what the entries may be written with.
    unit       whether the length must be 1; a vector that only is not normalised is partly right.
    sign       whether the opposite direction is right too. Without it the vectors are of numbers alone.
    Raises AnswerError for a reference that is no vector, or the zero vector.
    """

    reference: object
    names: Names = ()
    tolerance: Tolerance = EXACT
    unit: bool = field(default=False, kw_only=True)
    sign: bool = field(default=True, kw_only=True)
    notation: Notation = field(init=False, repr=False)
    tree: Node = field(init=False, repr=False, compare=False)
    ground: Ground = field(init=False, repr=False, compare=False)
    vector: tuple[Node, ...] = field(init=False, repr=False, compare=False)
    pivot: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        tree, ground, grid = _settle(self, self.reference, self.names, self.tolerance)
        if grid is None or 1 not in grid.shape:
            raise AnswerError(f"The right answer {to_plain(tree)} is no vector. Use UpToSign for a matrix.")
        pivot = _pivot(ground, grid.entries)
        if pivot is None:
            raise AnswerError(f"The right answer {to_plain(tree)} has no direction: it is the zero vector.")
        if not self.sign and ground.sign(grid.entries[pivot]) is None:
            raise AnswerError("The sign can matter only for a vector of real numbers. Leave sign out.")
        object.__setattr__(self, "vector", grid.entries)
        object.__setattr__(self, "pivot", pivot)
        if self.unit:
            unit = Apply("vector", _normalised(ground, grid.entries))
            object.__setattr__(self, "tree", unit)

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> UpToScale("[1, 2]").judge("[-3, -6]").outcome
        <Outcome.RIGHT: 'right'>
        >>> UpToScale("[1, 2]").judge("[1, 3]").feedback
        'Your vector does not have the direction that is needed. Look at the ratio of entry 1 to entry 2.'
        """
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        grid = array(response)
        if grid is None or 1 not in grid.shape:
            return Verdict(Outcome.UNREADABLE, 0, said.NO_ARRAY)
        if len(grid.entries) != len(self.vector):
            counts = len(grid.entries), len(self.vector)
            evidence = Evidence("shape", needed=str(counts[1]), yours=str(counts[0]))
            return wrong(evidence, said.entries_wanted(*counts))
        yours = self.ground.array(grid).entries
        return self._without_value(yours) or self._zero(yours) or self._direction(yours)

    def reference_text(self) -> str:
        """The right vector in plain notation, of length 1 where that is asked for."""
        return to_plain(self.tree, self.notation)

    def reference_reading(self) -> Reading:
        """The right vector as it is read and shown."""
        return reading_of(self.tree, self.notation)

    def with_reference(self, reference: object) -> UpToScale:
        """The same question with another vector as the right one."""
        return replace(self, reference=reference)

    def _without_value(self, yours: Sequence[Node]) -> Verdict | None:
        if not self.ground.has_no_value(yours):
            return None
        return wrong(Evidence("undefined", yours=feedback.UNDEFINED), feedback.NO_VALUE)

    def _zero(self, yours: Sequence[Node]) -> Verdict | None:
        """The verdict on a vector of which every entry is 0."""
        ground = self.ground.exactly
        found = [ground.vanishes(entry) for entry in yours]
        if not all(one.is_right for one in found):
            return None
        sure = [ground.surely(one, entry) for one, entry in zip(found, yours, strict=True)]
        doubt = next((one for one in sure if not one.is_right), None)
        return undecided(doubt.evidence) if doubt else wrong(Evidence("property"), said.ZERO_VECTOR)

    def _direction(self, yours: Sequence[Node]) -> Verdict:
        results = self._ratios(yours)
        for number, found in enumerate(results):
            if found.outcome is Outcome.WRONG:
                other = self.pivot if number != self.pivot else (number + 1) % len(yours)
                first, second = sorted((number, other))
                sentence = said.ratio(first + 1, second + 1)
                return wrong(Evidence("property", where=said_entry(number), note=sentence), sentence)
        doubt = next((one for one in results if one.outcome is Outcome.UNDECIDED), None)
        if doubt is not None:
            return undecided(doubt.evidence)
        return self._orientation(yours) or self._normal(yours, _weakest(results))

    def _ratios(self, yours: Sequence[Node]) -> list[Comparison]:
        """For each entry, whether it has the right ratio to the pivot."""
        pivot, needed = self.pivot, self.vector
        if self.tolerance.is_exact:
            return [
                self.ground.equal(times(yours[pivot], needed[i]), times(needed[pivot], yours[i]))
                for i in range(len(needed))
            ]
        if self.ground.is_real:
            factor = over(dot(yours, needed), squared_length(needed))
        else:
            factor = over(yours[pivot], needed[pivot])
        allowed = self._allowed(yours)
        return [
            self.ground.near(times(factor, entry), mine, allowed)
            for entry, mine in zip(needed, yours, strict=True)
        ]

    def _allowed(self, yours: Sequence[Node]) -> Fraction:
        """How far an entry may be from that of the nearest vector with the right direction.

        Entries rounded by up to r are up to r times the root of their number away. A vector that is hardly
        larger than the tolerance has no direction to speak of, so that a share of its size bounds that.
        """
        size = self.ground.size(yours)
        return min(self.tolerance.allowed(size, size) * (isqrt(len(yours) - 1) + 1), size / COARSEST)

    def _orientation(self, yours: Sequence[Node]) -> Verdict | None:
        """The verdict on a vector that points the other way, where its sign matters."""
        if self.sign:
            return None
        sign = self.ground.sign(times(yours[self.pivot], self.vector[self.pivot]))
        if sign is None:
            return undecided(Evidence("limit", note=feedback.CANNOT_COMPUTE))
        return None if sign > 0 else wrong(Evidence("property", note=said.OPPOSITE), said.OPPOSITE)

    def _normal(self, yours: Sequence[Node], evidence: Evidence) -> Verdict:
        """Right, or only partly where the length has to be 1 and is not."""
        if not self.unit:
            return right(evidence)
        found = self._has_length_one(yours)
        if found.outcome is Outcome.UNDECIDED:
            return undecided(found.evidence)
        if found.is_right:
            return right(_weaker(evidence, found.evidence))
        seen = self.ground.text(length(yours, real=self.ground.is_real))
        sentence = said.not_of_length_one(seen)
        reason = Evidence("form", needed="1", yours=seen, note=sentence)
        return Verdict(Outcome.PARTLY_RIGHT, FORM_CREDIT, sentence, evidence=(reason,))

    def _has_length_one(self, yours: Sequence[Node]) -> Comparison:
        """Whether a vector with the right direction has length 1; rounded entries may round its length."""
        if self.tolerance.is_exact:
            return self.ground.equal(ONE, squared_length(yours, real=self.ground.is_real))
        return self.ground.near(ONE, length(yours, real=self.ground.is_real), self._allowed(yours))


@dataclass(frozen=True, slots=True)
class UpToSign:
    """A number, vector or matrix that is right, or is with the other sign throughout.

    reference  a Node, a text, a number, a list or a SymPy object.
    by         "whole": all entries change their sign together; "columns": those of each column do.
    Part credit is the share of entries that are right under the best choice of signs.
    Raises AnswerError for a reference that is no number and no array.
    """

    reference: object
    names: Names = ()
    tolerance: Tolerance = EXACT
    by: str = field(default="whole", kw_only=True)
    notation: Notation = field(init=False, repr=False)
    tree: Node = field(init=False, repr=False, compare=False)
    ground: Ground = field(init=False, repr=False, compare=False)
    grid: Grid = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.by not in SIGNS:
            raise AnswerError(f"The sign is free by whole or by columns; got {self.by!r}.")
        tree, ground, grid = _settle(self, self.reference, self.names, self.tolerance)
        found = grid or (Grid(1, 1, (ground.settled(tree),)) if is_entry(tree) else None)
        if found is None:
            raise AnswerError(f"The right answer {to_plain(tree)} is no number, vector or matrix.")
        object.__setattr__(self, "grid", found)

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> UpToSign("[[1, 1], [1, -1]]", by="columns").judge("[[1, -1], [1, 1]]").outcome
        <Outcome.RIGHT: 'right'>
        """
        return judged(response, self.notation, self.decide)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        written = array(response)
        if written is None and is_entry(response):
            written = Grid(1, 1, (response,))
        if written is None:
            return Verdict(Outcome.UNREADABLE, 0, said.NO_VALUE_UP_TO_SIGN)
        grid = written.fitted(self.grid.shape)
        if grid.shape != self.grid.shape:
            evidence = Evidence("shape", feedback.shape(self.grid.shape), yours=feedback.shape(grid.shape))
            return wrong(evidence, feedback.shapes_differ(grid.shape, self.grid.shape, transposed=False))
        return self._by_sign(grid)

    def reference_text(self) -> str:
        """The right value in plain notation."""
        return to_plain(self.tree, self.notation)

    def reference_reading(self) -> Reading:
        """The right value as it is read and shown."""
        return reading_of(self.tree, self.notation)

    def with_reference(self, reference: object) -> UpToSign:
        """The same question with another value as the right one."""
        return replace(self, reference=reference)

    def _by_sign(self, grid: Grid) -> Verdict:
        columns = [self._best(grid, [column]) for column in range(grid.columns)]
        found = columns if self.by == "columns" else [self._best(grid, list(range(grid.columns)))]
        results = {place: one for part in found for place, one in part.items()}
        doubt = next((one for one in results.values() if one.outcome is Outcome.UNDECIDED), None)
        if doubt is not None:
            return undecided(doubt.evidence)
        wrongs = [place for place, one in sorted(results.items()) if one.outcome is Outcome.WRONG]
        if not wrongs:
            return right(_weakest(list(results.values())))
        verdict = self._partly(wrongs, len(results))
        by_column = all(one.is_right for part in columns for one in part.values())
        return replace(verdict, feedback=said.SIGNS_OF_COLUMNS) if by_column else verdict

    def _best(self, grid: Grid, columns: Sequence[int]) -> dict[tuple[int, int], Comparison]:
        """How the entries of these columns compare, under the sign with which the most are right."""
        size = self.ground.size(self.grid.entries)
        size = self.ground.size(self.grid.entries)
        places = [(row, column) for row in range(grid.rows) for column in columns]
        ways = [
            {
                place: self.ground.equal(at(self.grid, *place), change(at(grid, *place)), size)
                for place in places
            }
            for change in (_same, minus)
        ]
        return max(ways, key=lambda way: sum(one.is_right for one in way.values()))

    def _partly(self, wrongs: Sequence[tuple[int, int]], total: int) -> Verdict:
        places = [feedback.entry(row + 1, column + 1) for row, column in wrongs]
        count = total - len(wrongs)
        evidence = tuple(Evidence("property", where=place if total > 1 else "") for place in places)
        sentence = said.up_to_sign(count, total, places)
        outcome = Outcome.PARTLY_RIGHT if count else Outcome.WRONG
        return Verdict(outcome, count / total, sentence, evidence=evidence)


def said_entry(number: int) -> str:
    """The name of an entry of a vector, given its number from 0."""
    return f"entry {number + 1}"


def _settle(
    answer: UpToScale | UpToSign, reference: object, names: Names, tolerance: Tolerance
) -> tuple[Node, Ground, Grid | None]:
    """Sets notation, tree and ground of the answer; the tree, the ground and the reference as a grid."""
    notation = notation_of("any", reference, names)
    object.__setattr__(answer, "names", names if isinstance(names, Notation) else notation.names)
    tree = tree_of(reference, notation)
    check_names(tree, notation)
    ground = Ground(notation, tolerance)
    for name, value in (("notation", notation), ("tree", tree), ("ground", ground)):
        object.__setattr__(answer, name, value)
    grid = array(tree)
    return tree, ground, None if grid is None else ground.array(grid)


def _pivot(ground: Ground, vector: Sequence[Node]) -> int | None:
    """An entry that is proved not to be 0: the first that is a number, else the first."""
    proved = [i for i, entry in enumerate(vector) if ground.exactly.vanishes(entry).outcome is Outcome.WRONG]
    closed = [i for i in proved if ground.ball(vector[i], 64) is not None]
    return next(iter(closed or proved), None)


def _normalised(ground: Ground, vector: Sequence[Node]) -> tuple[Node, ...]:
    size = length(vector, real=ground.is_real)
    return tuple(over(entry, size) for entry in vector)


def _same(node: Node) -> Node:
    return node


def _weakest(results: Sequence[Comparison]) -> Evidence:
    """The evidence of the least certain comparison."""
    return next((one.evidence for one in results if one.evidence.kind == "agrees"), results[0].evidence)


def _weaker(one: Evidence, other: Evidence) -> Evidence:
    return other if other.kind == "agrees" else one
