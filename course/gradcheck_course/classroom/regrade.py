"""Marking again what was marked: who moves up or down, and why, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gradcheck_course.classroom.marking import MarkedNotebook, MarkedPart
from gradcheck_grader.verdict import Verdict

Records = Mapping[str, Mapping[str, Any]]
CLOSE = 1e-6  # points are kept to six places


@dataclass(frozen=True, slots=True)
class Change:
    """One part that is judged otherwise than before.

    before, after  outcome and points; before is empty where the part was not in the records.
    why            what is said of the response now.
    kept           the earlier verdict stays, because the new one is worth less.
    by_hand        a person has scored the part: that score stays, whatever we say.
    """

    person: str
    label: str
    before: str
    points_before: float
    after: str
    points_after: float
    why: str = ""
    kept: bool = False
    by_hand: bool = False

    @property
    def moves(self) -> float:
        """By how many points the person's score changes."""
        return 0.0 if self.kept or self.by_hand else round(self.points_after - self.points_before, 6)

    def to_json(self) -> dict[str, Any]:
        """The change as `course regrade --json` tells it."""
        return {
            "student": self.person,
            "part": self.label,
            "before": {"outcome": self.before, "points": self.points_before},
            "after": {"outcome": self.after, "points": self.points_after},
            "moves": self.moves,
            "why": self.why,
            "kept": self.kept,
            "by_hand": self.by_hand,
        }


def changes_of(
    person: str, marked: MarkedNotebook, before: Records, *, never_lower: bool, by_hand: frozenset[str]
) -> tuple[Change, ...]:
    """Every part of a paper that is judged otherwise than the records say, by label."""
    return tuple(
        _change(person, part, before.get(part.label, {}), never_lower, part.label in by_hand)
        for part in marked.parts
        if _differs(part, before.get(part.label, {}))
    )


def never_lowered(marked: MarkedNotebook, before: Records) -> MarkedNotebook:
    """The paper with the earlier verdict wherever the new one is worth less."""
    parts = tuple(
        replace(part, verdict=Verdict.from_json(before[part.label]))
        if _lower(part, before.get(part.label, {}))
        else part
        for part in marked.parts
    )
    return replace(marked, parts=parts)


def _change(
    person: str, part: MarkedPart, before: Mapping[str, Any], never_lower: bool, by_hand: bool
) -> Change:
    return Change(
        person,
        part.label,
        before.get("outcome", ""),
        before.get("points", 0.0),
        str(part.verdict.outcome),
        part.points,
        why=_why(part.verdict),
        kept=never_lower and _lower(part, before),
        by_hand=by_hand,
    )


def _differs(part: MarkedPart, before: Mapping[str, Any]) -> bool:
    same_points = abs(part.points - before.get("points", -1.0)) < CLOSE
    return not same_points or before.get("outcome") != part.verdict.outcome


def _lower(part: MarkedPart, before: Mapping[str, Any]) -> bool:
    return before.get("points", 0.0) - part.points > CLOSE


def _why(verdict: Verdict) -> str:
    """The first thing that speaks for the verdict."""
    notes = (item.note for item in verdict.evidence if item.note)
    return verdict.feedback or next(notes, "") or f"Read as {verdict.read_as}"
