"""A tuple, judged entry by entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from gradcheck_grader.answers.entries import entries
from gradcheck_grader.answers.judging import is_constant, judged, right, undecided, without_answer, wrong
from gradcheck_grader.answers.labels import point_of, with_names
from gradcheck_grader.answers.references import Names, check_names, notation_of, reading_of, tree_of
from gradcheck_grader.equality import EXACT, Comparison, Compiled, Tolerance, compare
from gradcheck_grader.equality.matching import matching
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import lists
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Node, walk
from gradcheck_grader.verdict import Evidence, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Ordered:
    """A tuple: entries in order. Part credit is the share of right entries.

    reference  a Node, a text ("(1, 2)"), a SymPy tuple, or Python's tuple or list.
    names      as for an Expression.
    Raises AnswerError for a reference that is no tuple.
    """

    reference: object
    names: Names = ()
    tolerance: Tolerance = EXACT
    notation: Notation = field(init=False, repr=False)
    tree: Node = field(init=False, repr=False, compare=False)
    compiled: tuple[Compiled, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        notation = notation_of("tuple", self.reference, self.names)
        object.__setattr__(self, "names", self.names if isinstance(self.names, Notation) else notation.names)
        tree = tree_of(self.reference, notation)
        check_names(tree, notation)
        found = entries(tree)
        if not found:
            raise AnswerError(f"The right answer {to_plain(tree)} is no tuple of numbers or expressions.")
        object.__setattr__(self, "notation", notation)
        object.__setattr__(self, "tree", tree)
        object.__setattr__(self, "compiled", tuple(Compiled(entry, notation) for entry in found))

    def judge(self, response: str) -> Verdict:
        """The verdict on a response."""
        verdict = judged(response, self.notation, self.decide)
        find = partial(point_of, response, self.notation)
        return with_names(verdict, "tuple", self.notation, self.decide, find)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read.

        >>> from gradcheck_grader.syntax.tree import num
        >>> Ordered((1, 2)).decide(Apply("tuple", (num(2), num(1)))).feedback
        'These are the right entries, but not in the right order.'
        """
        yours = entries(response)
        if yours is None:
            if any(isinstance(node, Apply) and node.head == "=" for node in walk(response)):
                return Verdict(Outcome.UNREADABLE, 0, lists.WITHOUT_NAMES)
            return wrong(Evidence("shape", yours=to_plain(response)), lists.NO_TUPLE)
        if len(yours) != len(self.compiled):
            sentence = lists.tuple_length(len(yours), len(self.compiled))
            evidence = Evidence("shape", needed=str(len(self.compiled)), yours=str(len(yours)))
            return wrong(evidence, sentence)
        return self._by_entry(yours)

    def reference_text(self) -> str:
        """The right tuple in plain notation."""
        return to_plain(self.tree, self.notation)

    def reference_reading(self) -> Reading:
        """The right tuple as it is read and shown."""
        return reading_of(self.tree, self.notation)

    def with_reference(self, reference: object) -> Ordered:
        """The same question with another tuple as the right one."""
        return replace(self, reference=reference)

    def _by_entry(self, yours: Sequence[Node]) -> Verdict:
        results = [
            compare(needed, entry, tolerance=self.tolerance)
            for needed, entry in zip(self.compiled, yours, strict=True)
        ]
        named = [(result.outcome, self._reason(result, number)) for number, result in enumerate(results)]
        if doubts := tuple(evidence for outcome, evidence in named if outcome is Outcome.UNDECIDED):
            return replace(undecided(doubts[0]), evidence=doubts)
        wrongs = tuple(evidence for outcome, evidence in named if outcome is Outcome.WRONG)
        if wrongs:
            return self._partly(wrongs, yours)
        weakest = next((evidence for _, evidence in named if evidence.kind == "agrees"), named[0][1])
        return right(replace(weakest, where=""))

    def _partly(self, wrongs: tuple[Evidence, ...], yours: Sequence[Node]) -> Verdict:
        total, count = len(self.compiled), len(self.compiled) - len(wrongs)
        found = matching(self.compiled, yours, tolerance=self.tolerance)
        if found is not None and len(found.pairs) == total:
            sentence = lists.ANOTHER_ORDER
        else:
            sentence = lists.tuple_entries(count, total, [evidence.where for evidence in wrongs])
        outcome = Outcome.PARTLY_RIGHT if count else Outcome.WRONG
        return Verdict(outcome, count / total, sentence, evidence=wrongs)

    def _reason(self, result: Comparison, number: int) -> Evidence:
        """The evidence of a comparison, said of the entry with this number."""
        evidence = without_answer(result.evidence, constant=is_constant(self.compiled[number]))
        return replace(evidence, where=lists.entry(number + 1))
