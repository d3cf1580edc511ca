"""A data file of a simulated month, and a clock that stands still, for tests of the learner's commands."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.course.simulated_learner import BEGIN, DAYS, frozen_skills

from gradcheck_course.cli import today_learner
from gradcheck_course.practice.events import VERSION, Event, to_record
from gradcheck_course.practice.store import Store

AFTER = BEGIN + timedelta(days=DAYS)


def written(path: Path, events: Iterable[Event]) -> Path:
    """A data file with these events at their times."""
    rows = [
        {
            "id": one.id,
            "source": one.source,
            "number": one.number,
            "at": one.at.isoformat(),
            "kind": one.body.KIND,
            "version": VERSION,
            "body": to_record(one.body),
        }
        for one in events
    ]
    with Store.open(path) as store:
        store.import_lines(map(json.dumps, rows))  # one by one, each would wait for the disk
    return path


def stand_still(monkeypatch: pytest.MonkeyPatch, path: Path, now: datetime) -> None:
    """Afterwards commands find their data in that file, and it is that moment, in UTC
    and in 80 columns; the skills are those of the simulated month."""
    monkeypatch.setenv("GRADCHECK_DATA", str(path))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setattr(today_learner, "clock", lambda: now)
    monkeypatch.setattr(today_learner, "skills", frozen_skills)
