"""Worked examples that fade: some steps are left blank, the last ones first, and what fills them is judged.

Who is new to something learns most from a whole example, who knows it loses time with one (Renkl and
Atkinson, Educational Psychologist 38 (2003), 15). So the likelier a right answer is, the more is blank.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from gradcheck_exercises import Part, Step
from gradcheck_grader import (
    REAL,
    AnswerError,
    Apply,
    Array,
    Expression,
    GradcheckError,
    Name,
    Node,
    Notation,
    Num,
    Outcome,
    ResponseError,
    Verdict,
    from_sympy,
    name_slips,
    read,
    to_plain,
)
from gradcheck_grader.answers import Answer
from gradcheck_grader.syntax.sorts import sort_of
from gradcheck_grader.syntax.tree import names_in

# Up to which chance of a right answer so many of the last steps are blank; above, no example is due.
BY_CHANCE = ((0.3, 0), (0.5, 1), (0.7, 2))
SAME = "That is what stands before it. Write what it becomes by the rule."


@dataclass(frozen=True, slots=True)
class Blank:
    """A step whose result is to be written. number counts the steps of the part, from 1."""

    part: Part
    number: int
    step: Step
    answer: Answer
    before: str = ""

    def judge(self, response: str) -> Verdict:
        """The verdict on what was written; what stands before the step already is no result of it."""
        verdict = self.answer.judge(response)
        if self.answer is self.part.answer:
            verdict = name_slips(verdict, response, self.answer, self.part.slips)
        if verdict.outcome is not Outcome.RIGHT or not self.before:
            return verdict
        try:
            repeated = to_plain(read(response, self.answer.notation).tree) == self.before
        except ResponseError:  # it was read in another way, so it does not stand there
            return verdict
        return Verdict(Outcome.WRONG, 0.0, SAME, verdict.read_as, verdict.latex) if repeated else verdict


def steps_to_blank(chance: float) -> int | None:
    """How many of the last steps are blank at this chance of a right answer; None where none is to be worked.

    >>> [steps_to_blank(chance) for chance in (0.1, 0.4, 0.6, 0.9)]
    [0, 1, 2, None]
    """
    return next((count for bound, count in BY_CHANCE if chance < bound), None)


def blanks(part: Part) -> tuple[Blank, ...]:
    """The steps of the part that can be left blank: those whose result is one value that can be judged.

    Where there is none, the last one; code has none.
    """
    found = (_blank(part, number, step) for number, step in enumerate(part.steps, start=1))
    able = tuple(one for one in found if one is not None)
    if able or part.kind == "code" or not part.steps:
        return able
    # What the last step comes to is the answer of the part, however its text says that.
    return (Blank(part, len(part.steps), part.steps[-1], part.answer),)


def faded(parts: Sequence[Part], count: int) -> dict[str, tuple[Blank, ...]]:
    """For each part, by its label, the last so many steps that can be blank."""
    return {part.label: blanks(part)[-count:] if count else () for part in parts}


def faded_by(parts: Sequence[Part], share: float) -> dict[str, tuple[Blank, ...]]:
    """For each part the last steps, this share of those that can be blank."""
    found: dict[str, tuple[Blank, ...]] = {}
    for part in parts:
        all_of_it = blanks(part)
        count = math.ceil(share * len(all_of_it))
        found[part.label] = all_of_it[len(all_of_it) - count :]
    return found


def _blank(part: Part, number: int, step: Step) -> Blank | None:
    """The step as a blank; None where it cannot be one."""
    value = step.after.alone()
    if value is None or part.kind == "code":
        return None
    try:
        tree = _tree(value)
        answer = _answer(part, tree)
        before = None if step.before is None else step.before.alone()
        shown = "" if before is None else to_plain(_tree(before))
    except (GradcheckError, TypeError, ValueError):  # an object that has no tree, such as a text
        return None
    # Where nothing changes but the look, whoever repeats it is right.
    return Blank(part, number, step, answer, "" if shown == to_plain(tree) else shown)


def _answer(part: Part, tree: Node) -> Answer:
    """What judges the result: the answer of the part itself where this is its answer. Raises AnswerError."""
    asked = part.answer.notation
    mathematics = asked.kind in ("number", "expression", "array")
    if mathematics and part.answer.judge(to_plain(tree, asked)).outcome is Outcome.RIGHT:
        return part.answer
    if not (isinstance(tree, (Num, Name)) or sort_of(tree) == "value" or _is_list(tree)):
        raise AnswerError("the result of this step is no value.")
    free = names_in(tree) - asked.constants
    names = {**dict.fromkeys(sorted(free), REAL), **{name: asked.names[name] for name in asked.names}}
    if asked.shapes:
        raise AnswerError("the result of this step may be made of matrices.")
    notation = Notation("array" if _is_list(tree) else "expression", names=names, constants=asked.constants)
    return Array(tree, notation) if _is_list(tree) else Expression(tree, notation)


def _is_list(tree: Node) -> bool:
    return isinstance(tree, Apply) and tree.head in ("vector", "matrix")


def _tree(value: Any) -> Node:
    """The tree of a number, of an object of SymPy, or of what is one already."""
    if isinstance(value, (Num, Name, Apply)):
        return value
    if isinstance(value, Fraction):
        value = sympy.Rational(value.numerator, value.denominator)
    return from_sympy(sympy.Integer(value) if isinstance(value, int) else value)
