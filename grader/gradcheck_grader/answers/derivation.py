"""Lines of working, each a consequence of the one before: the first wrong line is found and shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import final

from gradcheck_grader.answers.judging import unreadable
from gradcheck_grader.answers.references import Names, check_names, notation_of
from gradcheck_grader.equality.consequences import says_the_same
from gradcheck_grader.equality.structure import same_tree
from gradcheck_grader.equality.working import (
    ORDERS,
    WrongStep,
    check_steps,
    follows,
    is_statement,
)
from gradcheck_grader.errors import AnswerError, ResponseError
from gradcheck_grader.feedback import RIGHT, read_otherwise
from gradcheck_grader.feedback import lines as said
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading, read
from gradcheck_grader.sympy_bridge import from_sympy
from gradcheck_grader.syntax import lines
from gradcheck_grader.syntax.parser import parse
from gradcheck_grader.syntax.printing import to_latex, to_plain, to_pretty
from gradcheck_grader.syntax.tree import Apply, Node, walk
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

# However far a wrong or unfinished working got, it earns no more than this.
MOST_CREDIT = 0.5
RELATIONS = {"=": "=", "⇔": "iff", "iff": "iff", "⇒": "implies", "implies": "implies", "≤": "<=", "≥": ">="}
_UNFINISHED = frozenset({"diff", "integral"})


@dataclass(frozen=True, slots=True)
class Step:
    """One line and the sign that joins it to the line before; number counts the lines as written, from 1."""

    number: int
    sign: str
    tree: Node
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Derivation:
    """Working from the start to the goal, line by line; steps may be left out, and lines repeated.

    start     the first line, which may be written again or not: an expression, an equation or an inequality.
    goal      what the last line has to be, in any form: no longer the start, no derivative left undone.
    names     as for an Expression.
    relation  what a line break without a sign means: = < <= > >= between expressions, iff (⇔) or implies (⇒)
              between statements. Left out, = or iff. A chain may have = beside its own sign, and < for <=.
              Between statements each arrow is checked for what it claims.
    steps_needed  how many real steps have to be shown.
    between   lines from the start to the goal, shown with them as the right answer.

    Right earns 1. Where a line is wrong, the share of the steps that come before it is earned, at most half;
    where the goal is not reached, half. A line counts as a step when it is not the line before it again.
    Raises AnswerError when the goal, or a line between, is proved not to follow from the line before it.
    """

    start: object
    goal: object
    names: Names = ()
    relation: str = field(default="", kw_only=True)
    steps_needed: int = field(default=0, kw_only=True)
    between: tuple[object, ...] = field(default=(), kw_only=True)
    notation: Notation = field(init=False, repr=False)
    first: Node = field(init=False, repr=False, compare=False)
    last: Node = field(init=False, repr=False, compare=False)
    middle: tuple[Node, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Only its symbols matter here: a statement is read once the notation is settled.
        known = "0" if isinstance(self.start, str) else self.start
        notation = notation_of("derivation", known, self.names)
        first, last = _as_written(self.start, notation), _as_written(self.goal, notation)
        middle = tuple(_as_written(line, notation) for line in self.between)
        for tree in (first, *middle, last):
            check_names(tree, notation)
        relation = RELATIONS.get(self.relation, self.relation) or ("iff" if is_statement(first) else "=")
        known = ("iff", "implies") if is_statement(first) else ("=", *ORDERS)
        if relation not in known or is_statement(first) != is_statement(last):
            raise AnswerError(
                f"Start and goal are two expressions or two statements, joined by {', '.join(known)}."
            )
        object.__setattr__(self, "names", self.names if isinstance(self.names, Notation) else notation.names)
        object.__setattr__(self, "relation", relation)
        object.__setattr__(self, "notation", notation)
        object.__setattr__(self, "first", first)
        object.__setattr__(self, "last", last)
        object.__setattr__(self, "middle", middle)
        if follows(first, last, relation, notation).outcome is Outcome.WRONG:
            raise AnswerError(f"The goal {to_plain(last)} does not follow from the start {to_plain(first)}.")
        for before, after in pairwise((first, *middle, last)) if middle else ():
            if follows(before, after, relation, notation).outcome is Outcome.WRONG:
                raise AnswerError(f"The line {to_plain(after)} does not follow from {to_plain(before)}.")

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> Derivation("(x + 1)^2", "x^2 + 2x + 1", "x").judge("= x^2 + x + x + 1\\n= x^2 + 3x + 1").feedback
        'Line 2, x^2 + 3*x + 1, should be equal to line 1, but at x = 2 line 1 gives 9 and line 2 gives 11.'
        """
        try:
            reading = read(response, self.notation)
            verdict = self.decide(reading.tree)
        except ResponseError as error:
            return unreadable(error)
        if verdict.outcome not in (Outcome.RIGHT, Outcome.UNREADABLE):
            verdict = self._with_doubts(verdict, response, reading.tree)
        return replace(verdict, read_as=reading.plain, latex=reading.latex)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for lines that were read."""
        try:
            steps = list(steps_of(response, self.first, self.relation))
        except ResponseError as error:
            return unreadable(error)
        trees = [self.first, *(step.tree for step in steps)]
        chain = self.last if self.relation == "=" else None
        signs = [step.sign for step in steps]
        checked = check_steps(trees, signs, self.notation, equal_to_all=chain)
        pairs = pairwise(trees)
        is_step = [not same_tree(*pair, constants=self.notation.constants) for pair in pairs]
        if checked.wrong is not None:
            return _of_wrong(checked.wrong, steps, is_step)
        shown = sum(before != after for before, after in pairwise(trees))
        return self._ended(steps, is_step=any(is_step), shown=shown, reasons=checked.reasons)

    def reference_text(self) -> str:
        """The lines from the start to the goal."""
        return self.reference_reading().plain

    def reference_reading(self) -> Reading:
        """The lines from the start to the goal as they are read and shown."""
        return _shown(self.working_to(*self.middle, self.last))

    def with_reference(self, reference: object) -> Derivation | WrongLine:
        """The same question with another goal; any working with this line, where it does not follow."""
        line = _as_written(reference, self.notation)
        check_names(line, self.notation)
        if is_statement(line) == is_statement(self.first):
            found = follows(self.first, line, self.relation, self.notation)
            if found.outcome is Outcome.WRONG:
                return WrongLine(self, line)
        return replace(self, goal=reference, between=(), steps_needed=0)

    def working_to(self, *trees: Node) -> Apply:
        """The start and these lines."""
        below = (Apply(lines.LINE + self.relation, (tree,)) for tree in trees)
        return Apply(lines.LINES, (Apply(lines.LINE, (self.first,)), *below))

    def says(self, one: Node, other: Node) -> bool:
        """Whether two lines say the same."""
        relation = "iff" if is_statement(one) else "="
        return (
            is_statement(one) == is_statement(other) and follows(one, other, relation, self.notation).is_right
        )

    def _ended(
        self, steps: list[Step], *, is_step: bool, shown: int, reasons: tuple[Evidence, ...]
    ) -> Verdict:
        """The verdict where every line follows from the one before.

        is_step  whether any line is more than the start in another order.
        shown    how many lines are not the line before again.
        """
        last = steps[-1]
        where = said.line(last.number)
        if not self._is_the_end(last.tree):
            if not is_step:
                evidence = Evidence("line", where=where, note=said.NOTHING_DONE)
                return Verdict(Outcome.WRONG, 0, said.NOTHING_DONE, evidence=(evidence,))
            return _partly(MOST_CREDIT, said.NOT_FINISHED, where)
        if self.relation in ("<", ">") and not any(step.sign == self.relation for step in steps):
            return _partly(MOST_CREDIT, said.NOT_STRICT, where)
        if shown < self.steps_needed:
            credit = MOST_CREDIT + (1 - MOST_CREDIT) * shown / self.steps_needed
            return _partly(credit, said.too_few_steps(shown, self.steps_needed), where)
        weakest = next((reason for reason in reasons if reason.kind == "agrees"), reasons[0])
        return Verdict(Outcome.RIGHT, 1, RIGHT, evidence=(replace(weakest, where=""),))

    def _is_the_end(self, tree: Node) -> bool:
        """Whether this is the goal in some form."""
        constants = self.notation.constants
        if same_tree(tree, self.last, constants=constants):
            return True
        if self.relation in ("iff", "implies"):
            return says_the_same(tree, self.last, self.notation)
        if self.relation != "=":
            return follows(tree, self.last, "=", self.notation).is_right
        undone = _heads(tree) & _UNFINISHED
        return undone <= _heads(self.last) and not same_tree(tree, self.first, constants=constants)

    def _with_doubts(self, verdict: Verdict, response: str, tree: Node) -> Verdict:
        """The verdict, which says how a line was read when another reading would have ended otherwise."""
        if not isinstance(tree, Apply):
            return verdict
        for number in range(len(tree.args)):
            for other in lines.other_readings(response, number, tree, self.notation):
                if self.decide(other).outcome is not verdict.outcome:
                    ways = [to_plain(lines.lines_of(way)[number][1]) for way in (tree, other)]
                    doubt = read_otherwise(ways[0], ways[1:], what=said.line(number + 1))
                    return replace(verdict, feedback=f"{verdict.feedback} {doubt}")
        return verdict


@final
@dataclass(frozen=True, slots=True)
class WrongLine:
    """Working with a line that does not follow from the start: what a slip leads to."""

    question: Derivation
    line: Node

    @property
    def notation(self) -> Notation:
        """That of the question."""
        return self.question.notation

    def judge(self, response: str) -> Verdict:
        """Right where some line says what this one says.

        >>> question = Derivation("(x + 1)^2", "x^2 + 2x + 1", "x")
        >>> question.with_reference("x^2 + 1").judge("= 1 + x^2\\n= x^2 + 2x + 1").outcome
        <Outcome.RIGHT: 'right'>
        """
        try:
            return self.decide(read(response, self.notation).tree)
        except ResponseError as error:
            return unreadable(error)

    def decide(self, response: Node) -> Verdict:
        """The same for lines that were read."""
        try:
            steps = list(steps_of(response, self.question.first, self.question.relation))
        except ResponseError as error:
            return unreadable(error)
        found = [step for step in steps if self.question.says(self.line, step.tree)]
        if not found:
            return Verdict(Outcome.WRONG, 0, said.NOT_FINISHED)
        return Verdict(Outcome.RIGHT, 1, RIGHT, evidence=(Evidence("agrees", said.line(found[0].number)),))

    def reference_text(self) -> str:
        """The start, and this line."""
        return self.reference_reading().plain

    def reference_reading(self) -> Reading:
        """The start and this line as they are read and shown."""
        return _shown(self.question.working_to(self.line))

    def with_reference(self, reference: object) -> Derivation | WrongLine:
        """The question with another goal, or with another line."""
        return self.question.with_reference(reference)


def steps_of(response: Node, start: Node, relation: str) -> Iterator[Step]:
    """The lines one by one, each with the sign that joins it to the one before; the first to the start.

    Raises ResponseError for a line that is no expression in a chain, or no statement among statements.
    """
    written = lines.lines_of(response)
    yield from (
        _statements(written, start, relation) if is_statement(start) else _chain(written, start, relation)
    )


def _chain(written: Sequence[lines.Line], start: Node, relation: str) -> Iterator[Step]:
    allowed = ("=",) if relation == "=" else ("=", relation[0], f"{relation[0]}=")
    number = 0
    for sign, tree, span in written:
        for inner, part in unchained(tree):
            joined = inner or sign or ("=" if number == 0 and part == start else relation)
            if is_statement(part) or joined in ("iff", "implies"):
                raise _refused(said.NOT_AN_EXPRESSION, span, said.WRITE_ONE_SIDE)
            if joined not in allowed:
                raise _refused(said.other_sign(joined, relation), span, said.keep_the_sign(relation))
            number += 1
            yield Step(number, joined, part, span)


def _statements(written: Sequence[lines.Line], start: Node, relation: str) -> Iterator[Step]:
    before = start
    for number, (sign, tree, span) in enumerate(written, start=1):
        joined = sign or relation
        if joined not in ("iff", "implies"):
            if joined != "=" or not isinstance(before, Apply) or before.head != "=" or is_statement(tree):
                raise _refused(said.NOTHING_TO_CONTINUE, span, said.WRITE_BOTH)
            joined, tree = "iff", Apply("=", (before.args[0], tree))
        if not is_statement(tree):
            raise _refused(said.NOT_A_STATEMENT, span, said.WRITE_BOTH)
        before = tree
        yield Step(number, joined, tree, span)


def unchained(tree: Node) -> list[tuple[str, Node]]:
    """The parts of a = b <= c, each with the sign before it; the tree itself where it is no such chain."""
    links = tree.args if isinstance(tree, Apply) and tree.head == "and" else (tree,)
    parts: list[tuple[str, Node]] = []
    for link in links:
        if not isinstance(link, Apply) or link.head not in ("=", *ORDERS):
            return [("", tree)]
        if parts and parts[-1][1] != link.args[0]:
            return [("", tree)]
        parts = [*(parts or [("", link.args[0])]), (link.head, link.args[1])]
    return parts


def _of_wrong(wrong: WrongStep, steps: Sequence[Step], is_step: Sequence[bool]) -> Verdict:
    """The verdict where a line does not follow, or cannot be seen to follow, from the one before."""
    step = steps[wrong.number - 1]
    evidence = replace(wrong.evidence, kind="line", where=said.line(step.number))
    if wrong.outcome is Outcome.UNDECIDED:
        sentence = said.undecided_line(step.number, evidence.note)
        return Verdict(Outcome.UNDECIDED, 0, sentence, evidence=(replace(evidence, kind="limit"),))
    sentence = said.wrong_line(step.number, to_plain(step.tree), step.sign, evidence)
    right = sum(is_step[: wrong.number - 1])
    if right == 0:
        return Verdict(Outcome.WRONG, 0, sentence, evidence=(evidence,))
    credit = min(MOST_CREDIT, right / sum(is_step))
    return Verdict(Outcome.PARTLY_RIGHT, credit, sentence, evidence=(evidence,))


def _shown(tree: Apply) -> Reading:
    return Reading(
        tree, lines.printed(tree, to_plain), lines.in_latex(tree, to_latex), lines.printed(tree, to_pretty)
    )


def _partly(credit: float, sentence: str, where: str) -> Verdict:
    return Verdict(
        Outcome.PARTLY_RIGHT, credit, sentence, evidence=(Evidence("line", where=where, note=sentence),)
    )


def _refused(message: str, span: tuple[int, int], suggestion: str) -> ResponseError:
    return ResponseError(message, "", span[0], suggestion, end=span[1])


def _heads(tree: Node) -> frozenset[str]:
    return frozenset(here.head for here in walk(tree) if isinstance(here, Apply))


def _as_written(reference: object, notation: Notation) -> Node:
    """The tree of a text or an object, its derivatives as they stand."""
    if not isinstance(reference, str):
        return from_sympy(reference)
    try:
        return parse(reference, replace(notation, allow_diff=True))
    except ResponseError as error:
        raise AnswerError(f"The right answer cannot be read. {error.pointed()}") from error
