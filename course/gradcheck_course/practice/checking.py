"""Any answer against any truth, with the names and domains that the person gives or the truth implies."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from gradcheck_grader import (
    POSITIVE,
    REAL,
    Notation,
    Outcome,
    Reading,
    ResponseError,
    Shape,
    Verdict,
    equal,
    feedback,
    read,
)
from gradcheck_grader.answers.references import reading_of
from gradcheck_grader.cases import CaseError, ExpectedError, Prepared, Question, prepared
from gradcheck_grader.equality.arrays import grid_of
from gradcheck_grader.errors import AnswerError, GradcheckError
from gradcheck_grader.syntax import Node, readings, to_plain
from gradcheck_grader.syntax.characters import showable

_SYMMETRIC = frozenset({"symmetric"})
ANSWER, TRUTH = "answer", "is"
# Kinds whose evidence is a comparison of two values: here both may be shown, since the person has the truth.
COMPARED = ("number", "expression", "array")
# Kinds that are written in lines or keys, not as one piece of mathematics.
IN_OWN_WORDS = ("derivation", "choice", "ordering")


# Settings whose option has another name.
OPTIONS = {
    "tolerance": "--tol",
    "properties": "--property",
    "every": "--any-solution",
    "order": "--any-order",
    "solved_for": "--for",
    "notation.options": "--option",
}
# A setting as the grader calls it, which here is an option.
_SETTING = re.compile(
    r'"(wrt|form|places|figures|tolerance|layout|prove|exactness|up_to|unit|properties|second|every|order'
    r"|solved_for|notation\.options)\"(?:, such as [\[{].*?[\]}])?"
)


class SideError(ResponseError):
    """One of the two sides that could not be read; side is "answer", or the option that gave the truth."""

    def __init__(self, side: str, error: ResponseError) -> None:
        super().__init__(error.message, error.text, error.position, error.suggestion, end=error.end)
        self.side = side

    def pointed(self, *, width: int = 72) -> str:
        """The message with the side before it, the line with a caret, the suggestion."""
        said = "Your answer" if self.side == ANSWER else option(self.side)
        return f"{said}: {super().pointed(width=width)}"

    def to_json(self) -> dict[str, object]:
        """Message, at, suggestion and side."""
        return {**super().to_json(), "side": self.side}


class TruthError(GradcheckError):
    """A truth that can be read, but that nothing can be judged against; the message says why."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Both sides as they were read, and how they compare.

    compares  whether the evidence is a comparison of values, which says more than a sentence.
    hint      a sentence about where the two would be equal, if that is known.
    """

    kind: str
    notation: Notation
    answer: Reading
    truth: Reading
    verdict: Verdict
    compares: bool
    hint: str = ""


def option(side: str) -> str:
    """The option of the command line that a truth was given with.

    >>> option("grad_of")
    '--grad-of'
    """
    return OPTIONS.get(side) or f"--{side.replace('_', '-')}"


def _called(setting: str, side: str) -> str:
    """The option of a setting; which name is meant has another one for an equation."""
    return "--for" if (setting, side) == ("wrt", "solves") else option(setting)


def check(answer: str, question: Question, *, side: str = TRUTH) -> Checked:
    """How the answer compares with the truth that the question expects.

    side  what gave the truth, for errors.
    Raises SideError for a side that cannot be read, TruthError for a truth that cannot be used.
    """
    try:
        ready = prepared(question)
    except ExpectedError as error:
        raise SideError(side, error) from error
    except AnswerError as error:
        raise TruthError(f"{option(side)}: {error}") from error
    except CaseError as error:
        raise TruthError(_SETTING.sub(lambda match: _called(match[1], side), str(error))) from error
    verdict = ready.judge(answer)
    if verdict.outcome is Outcome.UNREADABLE:
        raise SideError(ANSWER, _error_of(verdict, answer))
    given, truth = _reading(answer, ready), _truth(ready)
    verdict = ready.told(verdict, answer)
    shown = given or Reading(truth.tree, verdict.read_as, verdict.latex, verdict.read_as)
    said_by_values = ready.kind in COMPARED and not question.policy.up_to
    compares = said_by_values and given is not None and all(one.kind != "form" for one in verdict.evidence)
    if compares and given is not None:
        verdict = _openly(verdict, answer, given, ready)
    elif verdict.outcome is Outcome.RIGHT:
        verdict = replace(verdict, feedback="")
    hint = _hint(answer, question) if verdict.outcome is Outcome.WRONG else ""
    return Checked(ready.kind, ready.expected.notation, shown, truth, verdict, compares, hint)


def _error_of(verdict: Verdict, answer: str) -> ResponseError:
    """The error that made the verdict."""
    error: Any = verdict.error or {"message": verdict.feedback, "at": (0, 0)}
    start, end = error["at"]
    return ResponseError(error["message"], showable(answer), start, error.get("suggestion", ""), end=end)


def _reading(answer: str, ready: Prepared) -> Reading | None:
    """The answer as it is read; None where something stands before it, such as f(x) =."""
    try:
        return read(answer, ready.expected.notation if ready.answer is None else ready.answer.notation)
    except ResponseError:
        return None


def _truth(ready: Prepared) -> Reading:
    """The truth as it was read."""
    if ready.kind in IN_OWN_WORDS and ready.answer is not None:
        return ready.answer.reference_reading()
    return reading_of(ready.written.tree, ready.written.notation)


def _openly(verdict: Verdict, answer: str, given: Reading, ready: Prepared) -> Verdict:
    """The verdict with the values of both sides, and no sentence but about how the answer was read."""
    needed, notation, tolerance = ready.expected.tree, ready.expected.notation, ready.policy.tolerance
    if verdict.outcome in (Outcome.RIGHT, Outcome.UNDECIDED):  # the evidence says all there is to say
        return replace(verdict, feedback="")
    pairs = _pairs(needed, given.tree)
    evidence = tuple(
        replace(equal(*pairs[one.where], notation, tolerance=tolerance).evidence, where=one.where)
        if one.where in pairs
        else one
        for one in verdict.evidence
    )
    first, *others = readings(answer, notation)
    equals = [tree for tree in others if equal(needed, tree, notation, tolerance=tolerance).is_right]
    said = feedback.read_otherwise(to_plain(first), list(map(to_plain, equals))) if equals else ""
    return replace(verdict, evidence=evidence, feedback=said)


def _pairs(needed: Node, given: Node) -> dict[str, tuple[Node, Node]]:
    """What is compared with what: entries by their place, or the two as wholes."""
    grids = grid_of(needed), grid_of(given)
    if grids[0] is None or grids[1] is None:
        return {"": (needed, given)}
    fitted = grids[1].fitted(grids[0].shape)
    if fitted.shape != grids[0].shape:
        return {"": (needed, given)}
    columns = grids[0].columns
    entries = enumerate(zip(grids[0].entries, fitted.entries, strict=True))
    return {feedback.entry(n // columns + 1, n % columns + 1): pair for n, pair in entries}


def _hint(answer: str, question: Question) -> str:
    """Where the wrong answer would be right, and how to say so: positive names, or symmetric matrices."""
    given = question.given
    if given.shapes:
        square = {name: shape for name, shape in given.shapes.items() if _may_be_symmetric(shape)}
        symmetric = {
            name: replace(shape, traits=shape.traits | {"symmetric"}) for name, shape in square.items()
        }
        narrowed = replace(given, shapes={**given.shapes, **symmetric})
        said = ", ".join(f"{name}: {shape.rows}×{shape.columns} symmetric" for name, shape in square.items())
        if not square or not _is_right(answer, replace(question, given=narrowed)):
            return ""
        verb = "is" if len(square) == 1 else "are"
        return f"It is right where {' and '.join(square)} {verb} symmetric (--let '{said}')."
    ready = prepared(question)
    real = [name for name, domain in ready.expected.notation.names.items() if domain == REAL]
    narrowed = replace(given, names={**given.names, **dict.fromkeys(real, POSITIVE)})
    if ready.kind != "expression" or not real or not _is_right(answer, replace(question, given=narrowed)):
        return ""
    where = ", ".join(f"{name}>0" for name in real)
    return f"They are equal where {where.replace('>', ' > ')} (--where '{where}')."


def _may_be_symmetric(shape: Shape) -> bool:
    return shape.rows == shape.columns != 1 and not shape.traits


def _is_right(answer: str, question: Question) -> bool:
    try:
        return prepared(question).judge(answer).outcome is Outcome.RIGHT
    except AnswerError:  # under what else would be declared, there may be no right answer
        return False
