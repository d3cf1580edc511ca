"""Any answer against any truth, with the names and domains that the person gives or the truth implies."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from gradcheck_course.practice.domains import domains, merged
from gradcheck_course.practice.names import inferred_names
from gradcheck_grader import (
    EXACT,
    AnswerError,
    Evidence,
    GradcheckError,
    Notation,
    Outcome,
    Reading,
    ResponseError,
    Tolerance,
    Verdict,
    equal,
    feedback,
    parse,
    read,
)
from gradcheck_grader.equality.arrays import grid_of
from gradcheck_grader.syntax import Node, readings, to_plain, work_out
from gradcheck_grader.syntax.arrays import is_list
from gradcheck_grader.syntax.vocabulary import canonical

ANSWER, TRUTH = "answer", "is"
SAID = {ANSWER: "Your answer", TRUTH: "--is"}


class SettingError(GradcheckError):
    """A --names or --tol that cannot be understood; the message says how to write it."""


class SideError(ResponseError):
    """One of the two sides that could not be read; side is "answer" or "is"."""

    def __init__(self, side: str, error: ResponseError) -> None:
        super().__init__(error.message, error.text, error.position, error.suggestion, end=error.end)
        self.side = side

    def pointed(self, *, width: int = 72) -> str:
        """The message with the side before it, the line with a caret, the suggestion."""
        return f"{SAID[self.side]}: {super().pointed(width=width)}"

    def to_json(self) -> dict[str, object]:
        """Message, at, suggestion and side."""
        return {**super().to_json(), "side": self.side}


@dataclass(frozen=True, slots=True)
class Checked:
    """Both sides as they were read, and how they compare."""

    notation: Notation
    answer: Reading
    truth: Reading
    verdict: Verdict


def check(
    answer: str, truth: str, *, where: str = "", names: str = "", tolerance: Tolerance = EXACT
) -> Checked:
    """How the answer compares with the truth.

    where  conditions on names, such as "x>0, n integer".   names  further names, such as "rate, y".
    Names that nobody declares are those of the truth, and real. Only the truth may use diff(f, x).
    Raises SideError for a side that cannot be read, WhereError and SettingError for the settings.
    """
    notation = notation_for(truth, where=where, names=names)
    needed = _read(TRUTH, truth, replace(notation, allow_diff=True))
    given = _read(ANSWER, answer, notation)
    try:
        worked_out = work_out(needed.tree, euler="e" in notation.constants)
    except AnswerError as error:
        reason = Evidence("limit", note=f"{str(error)[0].upper()}{str(error)[1:]}.")
        undecided = Verdict(Outcome.UNDECIDED, 0, "", given.plain, given.latex, (reason,))
        return Checked(notation, given, needed, undecided)
    verdict = _verdict(given, worked_out, notation, tolerance)
    if verdict.outcome is not Outcome.RIGHT:
        verdict = replace(verdict, feedback=_said_otherwise(answer, worked_out, notation, tolerance))
    return Checked(notation, given, needed, verdict)


def notation_for(truth: str, *, where: str = "", names: str = "") -> Notation:
    """The notation in which truth and answer are written: its kind is array when the truth is a list."""
    conditions = domains(where)
    declared = tuple(dict.fromkeys((*_listed(names), *conditions)))
    constants = frozenset({"pi", "e"})
    if any(domain.kind == "complex" for domain in conditions.values()):
        constants |= {"i"}
    constants -= set(declared)
    try:
        found = inferred_names(truth, declared, constants)
    except ResponseError as error:
        raise SideError(TRUTH, error) from error
    notation = Notation(names=merged((*declared, *found), conditions), constants=constants)
    return replace(notation, kind="array") if _is_array(truth, notation) else notation


def tolerance_of(text: str) -> Tolerance:
    """The tolerance that 'REL' or 'REL,ABS' says.

    >>> tolerance_of("0.01,1e-6")
    Tolerance(relative=Fraction(1, 100), absolute=Fraction(1, 1000000), places=None)
    """
    amounts = [part.strip() for part in text.split(",")]
    if len(amounts) > 2 or not all(_AMOUNT.fullmatch(amount) for amount in amounts):
        raise SettingError(f"I do not understand the tolerance {text!r}. Write --tol 0.01 or --tol 0.01,1e-6")
    return Tolerance(relative=amounts[0], absolute=amounts[1] if len(amounts) == 2 else 0)


_AMOUNT = re.compile(r"(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][-+]?\d{1,3})?")


def _listed(names: str) -> tuple[str, ...]:
    words = tuple(filter(None, re.split(r"[,\s]+", names)))
    for word in words:
        if not re.fullmatch(r"[^\W\d]\w*", word):
            raise SettingError(f"{word!r} cannot be a name. Write for example: --names x,y,rate")
    return tuple(map(canonical, words))


def _is_array(truth: str, notation: Notation) -> bool:
    """Whether the truth is a vector or matrix as a whole."""
    try:
        return is_list(parse(truth, replace(notation, kind="array", allow_diff=True)))
    except ResponseError:
        return False


def _read(side: str, text: str, notation: Notation) -> Reading:
    try:
        return read(text, notation)
    except ResponseError as error:
        raise SideError(side, error) from error


def _verdict(given: Reading, needed: Node, notation: Notation, tolerance: Tolerance) -> Verdict:
    """The verdict on the answer: entry by entry for arrays of one shape, as one for anything else."""
    grids = grid_of(needed), grid_of(given.tree)
    if grids[0] is None or grids[1] is None or grids[0].shape != grids[1].fitted(grids[0].shape).shape:
        found = equal(needed, given.tree, notation, tolerance=tolerance)
        results, places = [found], [""]
    else:
        pairs = zip(grids[0].entries, grids[1].entries, strict=True)
        results = [equal(*pair, notation, tolerance=tolerance) for pair in pairs]
        places = [feedback.entry(*_row_and_column(n, grids[0].columns)) for n in range(len(results))]
    outcome, credit = _together([result.outcome for result in results])
    evidence = tuple(
        replace(result.evidence, where=place)
        for result, place in zip(results, places, strict=True)
        if result.outcome is outcome or (outcome is Outcome.PARTLY_RIGHT and result.outcome is Outcome.WRONG)
    )
    if outcome is Outcome.RIGHT:  # one reason is enough, and the weakest is the honest one
        evidence = (replace(min(evidence, key=lambda one: one.kind != "agrees"), where=""),)
    return Verdict(outcome, credit, "", given.plain, given.latex, evidence)


def _together(outcomes: list[Outcome]) -> tuple[Outcome, float]:
    """Outcome and credit of several entries."""
    if Outcome.WRONG in outcomes:
        credit = outcomes.count(Outcome.RIGHT) / len(outcomes)
        return (Outcome.PARTLY_RIGHT, credit) if credit else (Outcome.WRONG, 0.0)
    return (Outcome.UNDECIDED, 0.0) if Outcome.UNDECIDED in outcomes else (Outcome.RIGHT, 1.0)


def _row_and_column(number: int, columns: int) -> tuple[int, int]:
    row, column = divmod(number, columns)
    return row + 1, column + 1


def _said_otherwise(answer: str, needed: Node, notation: Notation, tolerance: Tolerance) -> str:
    """A sentence when the answer would be right if it were read in another way; else nothing."""
    first, *others = readings(answer, notation)
    better = [tree for tree in others if equal(needed, tree, notation, tolerance=tolerance).is_right]
    return feedback.read_otherwise(to_plain(first), [to_plain(tree) for tree in better]) if better else ""
