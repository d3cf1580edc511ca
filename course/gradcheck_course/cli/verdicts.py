"""A verdict in words: the sign, what was read, why, and where the two sides differ."""

from __future__ import annotations

from collections.abc import Mapping

from gradcheck_course.cli.evidence import evidence_line
from gradcheck_course.cli.spoken import shown_response
from gradcheck_course.cli.terminal import indented, signed, wants_plain, wrapped
from gradcheck_course.practice.session import Try
from gradcheck_exercises import Part
from gradcheck_grader import Outcome, ResponseError
from gradcheck_grader.syntax.characters import showable


def verdict_lines(done: Try, part: Part, *, columns: int = 4) -> str:
    """Reading, sign and word, then the reasons: what a person sees after an answer."""
    verdict = done.verdict
    rows = []
    if verdict.outcome is not Outcome.UNREADABLE:
        reading = shown_response(done.response, verdict.read_as, part.answer.notation)
        said = f"reads as  {reading}"
        # A formula is never broken, words are.
        rows.append(wrapped(said, indent=columns) if wants_plain() else indented(said, columns))
    credit = (
        f"  ({round(verdict.credit * 100)} % of the points)"
        if verdict.outcome is Outcome.PARTLY_RIGHT
        else ""
    )
    rows.append(indented(signed(verdict.outcome) + credit))
    rows += [wrapped(line, indent=columns) for line in reasons(done)]
    return "\n".join(rows)


def reasons(done: Try) -> list[str]:
    """Why: the place for an unreadable response; how it was seen for a right one; else feedback and slips."""
    verdict = done.verdict
    if verdict.error is not None:
        return [pointed(done.response, verdict.error)]
    if verdict.outcome is Outcome.RIGHT:
        said = [evidence_line(one) for one in verdict.evidence]
    else:
        said = [verdict.feedback, *(slip.feedback for slip in verdict.slips)]
    return list(dict.fromkeys(filter(None, said)))


def pointed(response: str, error: Mapping[str, object]) -> str:
    """The message, the response with a caret below the place, and what to do."""
    at = error.get("at")
    start, end = at if isinstance(at, (list, tuple)) else (0, 0)
    message, suggestion = str(error["message"]), str(error.get("suggestion", ""))
    return ResponseError(message, showable(response), int(start), suggestion, end=int(end)).pointed()
