"""A recorded answer in full: what was asked and written, the verdict then and why, the verdict now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gradcheck_course.cli.evidence import evidence_line
from gradcheck_course.cli.terminal import indented, signed, wrapped
from gradcheck_course.practice.events import Answered, Event
from gradcheck_grader import Evidence

RECEIPT = 8  # characters of an event's id that are shown
# What each kind of evidence rests on.
MEANING = {
    "same-tree": "Both are the same expression, once they are read.",
    "exact": "Both were compared by exact arithmetic.",
    "proved": "Both were proved equal by rewriting, for every value.",
    "agrees": "Both were compared in arithmetic with bounded errors, and agree at every point tried.",
    "counterexample": "In arithmetic with bounded errors the two have different values there: a proof.",
    "undefined": "On a stretch of values one of them has a value and the other has none: a proof.",
    "shape": "Rows and columns were compared before any value.",
    "slope": "The slope of the question's own function was measured there, and compared with the formula.",
    "property": "A property that the answer must have was checked.",
    "element": "Elements were compared one by one.",
    "line": "Each line was compared with the one before.",
    "form": "The value is right; how it is to be written was checked apart.",
    "choice": "The option was compared.",
    "follow-through": "A mistake is paid for once: this part was judged with the value given before.",
    "limit": "A limit of work was reached before there was a proof: so it is not called wrong.",
    "sandbox": "The code ran locked in: no files, no network, bounded time and memory.",
}


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
    rows = [f"{body.problem.code} ({body.part}), answer {body.attempt}, {event.at:%d %B %Y %H:%M} UTC"]
    rows += indented(body.response, 4).splitlines()
    if read_as := body.verdict.get("read_as"):
        rows.append(f"    reads as  {read_as}")
    rows.append("  " + signed(body.outcome) + (f", {round(body.credit * 100)} % of the points"))
    for text in _reasons(body.verdict):
        rows.append(wrapped(text, indent=4))
    engine = ", ".join(f"{name} {version}" for name, version in body.engine.items())
    rows.append(f"  Judged by {engine}." if engine else "  It was not kept which version judged it.")
    return indented("\n".join(rows))


def _reasons(verdict: Mapping[str, Any]) -> Iterable[str]:
    """Feedback, slips and evidence, each evidence with what it rests on."""
    error = verdict.get("error")
    said = [error["message"] if error else "", verdict.get("feedback", "")]
    said += [slip["feedback"] for slip in verdict.get("slips", ())]
    for record in verdict.get("evidence", ()):
        evidence = Evidence(**record)
        said.append(" ".join(filter(None, (evidence_line(evidence), MEANING.get(evidence.kind, "")))))
    return dict.fromkeys(filter(None, said))
