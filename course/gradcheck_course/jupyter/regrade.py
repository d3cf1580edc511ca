"""Regrading at the desk: what was marked is judged again; only papers that change are stored anew."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gradcheck_course.classroom.marking import MarkedNotebook
from gradcheck_course.classroom.regrade import Change, changes_of, never_lowered
from gradcheck_course.jupyter.autograde import Autograder, Graded, Script
from gradcheck_course.jupyter.desk import Handed


@dataclass(frozen=True, slots=True)
class Revision:
    """One paper judged again.

    marked   what would be stored.   changes  what is different; empty where all stays as it is.
    stale    the marked notebook does not say what the records say: an earlier command was cut off.
    problem  why it could not be judged, and what to do.
    """

    person: str
    script: Script | None = None
    marked: MarkedNotebook = field(default_factory=lambda: MarkedNotebook(()))
    changes: tuple[Change, ...] = ()
    stale: bool = False
    problem: str = ""

    @property
    def needs_storing(self) -> bool:
        """Whether something of it is to be written."""
        return self.script is not None and (self.stale or any(not change.kept for change in self.changes))


class Regrader:
    """Judges the marked submissions of an assignment again."""

    def __init__(self, marker: Autograder, *, never_lower: bool) -> None:
        self.marker = marker
        self.never_lower = never_lower

    def revisions(self, handed: Sequence[Handed]) -> Iterator[Revision]:
        """What would become of each submission; nothing is written."""
        desk, assignment = self.marker.desk, self.marker.assignment
        records: dict[str, dict[str, Any]] = {}
        for row in self.marker.client.verdicts(desk.course.id, assignment.name):
            records.setdefault(row["receipt"], {})[row["label"]] = row["verdict"]
        by_hand = desk.scored_by_hand(assignment)
        for item in self.marker.judge(handed):
            if isinstance(item, Graded):
                yield Revision(item.person, problem=item.problem)
            else:
                known = frozenset(by_hand.get(item[0].handed.person, ()))
                yield self._revision(*item, records.get(item[0].handed.receipt, {}), known)

    def store(self, revisions: Sequence[Revision]) -> Iterator[Graded]:
        """Store what changes, paper by paper; stopped midway, the rest is found again."""
        with self.marker.desk.gradebook(self.marker.assignment) as gradebook:
            for revision in revisions:
                if revision.script is not None and revision.needs_storing:
                    yield self.marker.store(gradebook, revision.script, revision.marked)

    def _revision(
        self, script: Script, marked: MarkedNotebook, before: Mapping[str, Any], by_hand: frozenset[str]
    ) -> Revision:
        person, noted = script.handed.person, self._noted(script.handed)
        before = before or noted
        changes = changes_of(person, marked, before, never_lower=self.never_lower, by_hand=by_hand)
        kept = never_lowered(marked, before) if self.never_lower else marked
        return Revision(person, script, kept, changes, stale=_decided(noted) != _decided(before))

    def _noted(self, handed: Handed) -> dict[str, dict[str, Any]]:
        """The verdicts that the marked notebook shows, by label."""
        name = f"{self.marker.assignment.notebook}.ipynb"
        path = self.marker.desk.folder("autograded", handed.person, self.marker.assignment) / name
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        ours = [cell["metadata"].get("gradcheck", {}) for cell in cells]
        return {one["label"]: one for one in ours if one.get("role") == "answer" and "outcome" in one}


def _decided(records: Mapping[str, Any]) -> dict[str, tuple[str, float]]:
    """What matters of verdicts: the outcome and the points of each part."""
    return {label: (record["outcome"], record["points"]) for label, record in records.items()}
