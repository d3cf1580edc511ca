"""A recorded answer in full: what was asked and written, the verdict then and why, the verdict now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gradcheck_course.cli.evidence import evidence_line
from gradcheck_course.cli.explain_words import EVIDENCE
from gradcheck_course.cli.terminal import indented, signed, wrapped
from gradcheck_course.practice.events import Answered, Event
from gradcheck_course.practice.replay import Replayed
from gradcheck_grader import Evidence

RECEIPT = 8  # characters of an event's id that are shown


def receipt(event: Event) -> str:
    """The name of an answer: gradcheck explain takes it."""
    return event.id[:RECEIPT]


def explained(event: Event) -> str:
    """The answer, its verdict, and each reason with what it rests on."""
    body = event.body
    if not isinstance(body, Answered):
        return wrapped(
            f"{receipt(event)} is no answer but something else that happened: {body.KIND}.", indent=2
        )
    head = f"{body.problem.code} ({body.part}), answer {body.attempt}, {event.at:%d %B %Y %H:%M} UTC"
    rows = [wrapped(head, indent=2), indented(body.response, 6)]
    if read_as := body.verdict.get("read_as"):
        rows.append(wrapped(f"reads as  {read_as}", indent=6))
    rows.append(f"    {signed(body.outcome)}, {round(body.credit * 100)} % of the points")
    rows += [wrapped(text, indent=6) for text in _reasons(body.verdict)]
    engine = ", ".join(f"{name} {version}" for name, version in body.engine.items())
    said = f"Judged by {engine}." if engine else "It was not kept which version judged it."
    return "\n".join([*rows, wrapped(said, indent=4)])


def compared(now: Replayed) -> str:
    """What today's exercise says, beside what was recorded."""
    if now.verdict is None:
        return f"It cannot be judged again: {now.why_not}"
    if now.same:
        return "Judged again now: the same."
    return f"Judged again now: {signed(now.verdict.outcome)}. The exercise or the grader has changed since."


def _reasons(verdict: Mapping[str, Any]) -> Iterable[str]:
    """Feedback, slips and evidence, each evidence with what it rests on."""
    error = verdict.get("error")
    said = [error["message"] if error else "", verdict.get("feedback", "")]
    said += [slip["feedback"] for slip in verdict.get("slips", ())]
    for record in verdict.get("evidence", ()):
        evidence = Evidence(**record)
        said.append(" ".join(filter(None, (evidence_line(evidence), EVIDENCE.get(evidence.kind, "")))))
    return dict.fromkeys(filter(None, said))
