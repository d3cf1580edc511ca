"""A vector or matrix, judged entry by entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from gradcheck_grader import feedback
from gradcheck_grader.answers.judging import is_constant, judged, right, undecided, without_answer, wrong
from gradcheck_grader.answers.labels import point_of, with_names
from gradcheck_grader.answers.references import Names, check_names, notation_of, reading_of, tree_of
from gradcheck_grader.answers.written import array
from gradcheck_grader.equality import EXACT, Comparison, Compiled, Tolerance, compare
from gradcheck_grader.equality.arrays import Grid, grid_of
from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback.forms import in_entry
from gradcheck_grader.forms import Form, check_credit, check_reference, forms_of, listed, misshapen
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Node, fold
from gradcheck_grader.verdict import Evidence, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Array:
    """A vector or matrix; entries are numbers or expressions. Part credit is the share of right entries.

    reference  a Node, a text ("[1, 2]", "[[1, 2], [3, 4]]") or a SymPy matrix.
    names      as for an Expression; none for an array of numbers.
    A plain list answers a column and a row alike. A row written as a matrix where a column is needed is
    wrong, and the person is told.
    form, form_credit, formed
               how each entry is to be written, as for an Expression.
    Raises AnswerError for a reference that is no array, or is not in the form itself.
    """

    reference: object
    names: Names = ()
    tolerance: Tolerance = EXACT
    form: str | Sequence[str] = field(default=(), kw_only=True)
    form_credit: float = field(default=0.5, kw_only=True)
    formed: bool = field(default=True, kw_only=True)
    notation: Notation = field(init=False, repr=False)
    tree: Node = field(init=False, repr=False, compare=False)
    shape: tuple[int, int] = field(init=False, repr=False)
    compiled: tuple[Compiled, ...] = field(init=False, repr=False, compare=False)
    forms: tuple[Form, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        notation = notation_of("array", self.reference, self.names)
        object.__setattr__(self, "names", self.names if isinstance(self.names, Notation) else notation.names)
        tree = tree_of(self.reference, notation)
        check_names(tree, notation)
        grid = grid_of(tree)
        if grid is None or not grid.entries:
            raise AnswerError(f"The right answer {to_plain(tree)} is no array. Use Expression or Number.")
        check_credit(self.form_credit)
        forms = forms_of(self.form, notation)
        for entry in grid.entries if self.formed else ():
            check_reference(forms, entry, notation)
        object.__setattr__(self, "form", listed(self.form))
        object.__setattr__(self, "forms", forms)
        object.__setattr__(self, "notation", notation)
        object.__setattr__(self, "tree", tree)
        object.__setattr__(self, "shape", grid.shape)
        object.__setattr__(self, "compiled", tuple(Compiled(entry, notation) for entry in grid.entries))

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> Array("[1, 2]").judge("[1, 3]").feedback
        '1 of 2 entries is right. Look again at row 2, column 1.'
        """
        verdict = judged(response, self.notation, self.decide)
        if 1 not in self.shape:
            return verdict
        find = partial(point_of, response, self.notation)
        return with_names(verdict, "vector", self.notation, self.decide, find)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for a response that was read."""
        written = grid_of(response) or array(_upright(response))
        if written is None:  # reading refuses these; a tree that was built by hand may come here
            return wrong(Evidence("shape", needed=feedback.shape(self.shape)), feedback.NOT_EQUAL)
        grid = written.fitted(self.shape)
        if grid.shape != self.shape:
            return self._of_another_shape(grid)
        verdict = self._by_entry(self._compared(grid))
        return self._of_form(verdict, grid) if self.forms else verdict

    def reference_text(self) -> str:
        """The right array in plain notation."""
        return to_plain(self.tree, self.notation)

    def reference_reading(self) -> Reading:
        """The right array as it is read and shown."""
        return reading_of(self.tree, self.notation)

    def with_reference(self, reference: object) -> Array:
        """The same question with another array as the right one, in whatever form."""
        return replace(self, reference=reference, form=())

    def _compared(self, grid: Grid) -> list[Comparison]:
        return [
            compare(needed, entry, tolerance=self.tolerance)
            for needed, entry in zip(self.compiled, grid.entries, strict=True)
        ]

    def _of_another_shape(self, grid: Grid) -> Verdict:
        turned = grid.transposed()
        is_transpose = turned.shape == self.shape and all(
            result.is_right for result in self._compared(turned)
        )
        evidence = Evidence("shape", needed=feedback.shape(self.shape), yours=feedback.shape(grid.shape))
        return wrong(evidence, feedback.shapes_differ(grid.shape, self.shape, transposed=is_transpose))

    def _by_entry(self, results: list[Comparison]) -> Verdict:
        named = [(result.outcome, self._reason(result, number)) for number, result in enumerate(results)]
        for outcome in (Outcome.UNDECIDED, Outcome.WRONG):
            if found := tuple(evidence for ended, evidence in named if ended is outcome):
                if outcome is Outcome.UNDECIDED:
                    return replace(undecided(found[0]), evidence=found)
                return _partly(found, len(results))
        weakest = next((evidence for _, evidence in named if evidence.kind == "agrees"), named[0][1])
        return right(replace(weakest, where=""))

    def _of_form(self, verdict: Verdict, grid: Grid) -> Verdict:
        """The verdict, after the form of every entry was looked at; only a right one can lose by it."""
        if verdict.outcome is not Outcome.RIGHT:
            return verdict
        problems: dict[str, None] = {}
        for number, (entry, needed) in enumerate(zip(grid.entries, self.compiled, strict=True)):
            row, column = divmod(number, self.shape[1])
            found = (form.problem(entry, self.notation, needed.tree) for form in self.forms)
            where = feedback.entry(row + 1, column + 1)
            problems |= dict.fromkeys(in_entry(where, problem) for problem in found if problem)
        return misshapen(verdict, tuple(problems), credit=self.form_credit) if problems else verdict

    def _reason(self, result: Comparison, number: int) -> Evidence:
        """The evidence of a comparison, said of the entry with this number."""
        row, column = divmod(number, self.shape[1])
        evidence = without_answer(result.evidence, constant=is_constant(self.compiled[number]))
        return replace(evidence, where=feedback.entry(row + 1, column + 1))


def _upright(tree: Node) -> Node:
    """The tree with [1, 2] in place of [1, 2]^T, which is how people write a column on one line."""

    def branch(here: Apply, parts: list[Node]) -> Node:
        only = parts[0] if here.head == "transpose" else here
        is_line = only is not here and isinstance(only, Apply) and only.head == "vector"
        return only if is_line else Apply(here.head, tuple(parts), here.span)

    return fold(tree, lambda leaf: leaf, branch)


def _partly(found: tuple[Evidence, ...], total: int) -> Verdict:
    """The verdict when these entries are wrong."""
    count = total - len(found)
    sentence = feedback.entries(count, total, [evidence.where for evidence in found])
    if count == 0:
        return Verdict(Outcome.WRONG, 0, sentence, evidence=found)
    return Verdict(Outcome.PARTLY_RIGHT, count / total, sentence, evidence=found)
