"""What a problem has changed: the chance of a right answer before and now, and when it is due again."""

from __future__ import annotations

from datetime import datetime

from gradcheck_course.practice.learner import Learner, learner
from gradcheck_course.practice.skills import day
from gradcheck_course.practice.store import Store


def chance_of(store: Store, exercise: str) -> float | None:
    """The chance of a right answer at once; None where nothing was answered yet."""
    known = learner(store.events()).mastery.known.get(exercise)
    return None if known is None else known.chance


def standing_line(store: Store, exercise: str, before: float | None, now: datetime) -> str:
    """One line about the exercise after a problem; empty where nothing of it was answered."""
    found = learner(store.events())
    known = found.mastery.known.get(exercise)
    if known is None:
        return ""
    was = "" if before is None else f", was {before:.0%}"
    return f"You are right at once with {known.chance:.0%}{was}. {_due(found, exercise, now)}".rstrip()


def _due(found: Learner, exercise: str, now: datetime) -> str:
    """When the exercise is due again, as a sentence."""
    memory = found.memories.get(exercise)
    if memory is None:
        return ""
    days = (day(memory.due, found.zone) - day(now, found.zone)).days
    when = "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"
    return f"It is due again {when}."
