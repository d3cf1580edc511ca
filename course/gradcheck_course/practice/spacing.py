"""Spacing: when a skill is due again, by FSRS with one card for each skill.

The card is for the skill, never for a problem: each review has fresh numbers. What is told to the scheduler
follows from the encounter: Again for missed, Hard after a hint or another try, Good for right at once. There
is no Easy; there are no steps of minutes (FSRS was measured on flash cards, and those steps are its weak
side); and no chance: the same encounters always give the same dates.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING

from gradcheck_course.practice.skills import Encounter, day

if TYPE_CHECKING:
    from fsrs import Card, Rating, Scheduler

RETENTION = 0.85
LONGEST = 120  # days
GOOD, HARD = 0.9, 0.5  # from which grade of an encounter on
PER_DAY = 6  # reviews of a usual day, about ten minutes
AWAY = timedelta(days=14)  # who was away for so long is welcomed with few
TO_RESTART = 2


@dataclass(frozen=True, slots=True)
class Memory:
    """How well a skill is remembered, as far as the scheduler knows.

    stability  days after which the chance to still have it has fallen to 90 %.
    """

    skill: str
    last: datetime
    due: datetime
    stability: float
    card: Card = field(repr=False, compare=False)

    def recall(self, now: datetime) -> float:
        """The chance to still have it now; 1 for a moment before the last review."""
        return float(_scheduler().get_card_retrievability(self.card, max(now, self.last).astimezone(UTC)))

    def is_due(self, now: datetime, zone: tzinfo | None) -> bool:
        """Whether its day is today or was before."""
        return day(self.due, zone) <= day(now, zone)


def rating(grade: float) -> Rating:
    """What the scheduler is told for an encounter of this grade.

    >>> [rating(grade).name for grade in (1.0, 0.75, 0.5, 0.25)]
    ['Good', 'Hard', 'Hard', 'Again']
    """
    from fsrs import Rating

    if grade >= GOOD:
        return Rating.Good
    return Rating.Hard if grade >= HARD else Rating.Again


def memories(
    encounters: Iterable[Encounter], *, start: Mapping[str, Memory] | None = None
) -> dict[str, Memory]:
    """The memory of each skill after these encounters, in their order, and after what there was at the start.

    A clock that went backwards counts as one that stood still.
    """
    found = dict(start or {})
    for encounter in encounters:
        grade = encounter.grade
        if grade is not None:
            found[encounter.skill] = _reviewed(found.get(encounter.skill), encounter, grade)
    return found


def _reviewed(before: Memory | None, encounter: Encounter, grade: float) -> Memory:
    from fsrs import Card

    at = encounter.at.astimezone(UTC)
    # The number of a new card would otherwise be the time of day, after a pause that makes it unique.
    card = Card(card_id=1, due=at) if before is None else before.card
    at = at if before is None else max(at, before.last)
    card, _ = _scheduler().review_card(card, rating(grade), at)
    return Memory(encounter.skill, at, card.due, card.stability or 0.0, card)


@lru_cache(maxsize=1)
def _scheduler() -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(
        desired_retention=RETENTION,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST,
        enable_fuzzing=False,
    )


def due(found: Mapping[str, Memory], now: datetime, zone: tzinfo | None) -> list[Memory]:
    """What is due, the least remembered first."""
    waiting = [one for one in found.values() if one.is_due(now, zone)]
    return sorted(waiting, key=lambda one: (one.recall(now), one.skill))


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due, and how much of it is for today.

    today     the skills for today, in the order in which they are best met.
    waiting   how many are due in all.
    days      over how many days they are spread, today among them; 1 where all are for today.
    restart   whether the learner comes back after a long time.
    """

    today: tuple[Memory, ...]
    waiting: int
    days: int
    restart: bool


def backlog(
    found: Mapping[str, Memory],
    chances: Mapping[str, float],
    now: datetime,
    zone: tzinfo | None,
    *,
    spread: bool = False,
) -> Backlog:
    """What is due today: all of it, unless it is more than two days' worth or is to be spread.

    After a long time away it is the two likeliest to succeed; chances are those of a right answer.
    """
    waiting = due(found, now, zone)
    last = max((one.last for one in found.values()), default=now)
    restart = now - last >= AWAY and len(waiting) > TO_RESTART
    days = math.ceil(len(waiting) / PER_DAY)
    if restart:
        easiest = sorted(waiting, key=lambda one: -chances.get(one.skill, 0.0) * one.recall(now))
        rest = math.ceil((len(waiting) - TO_RESTART) / PER_DAY)
        return Backlog(tuple(easiest[:TO_RESTART]), len(waiting), 1 + rest, restart)
    if days > 2 or (spread and days > 1):
        return Backlog(tuple(waiting[: math.ceil(len(waiting) / days)]), len(waiting), days, restart)
    return Backlog(tuple(waiting), len(waiting), 1, restart)


def forecast(
    found: Mapping[str, Memory], now: datetime, zone: tzinfo | None, *, days: int = 14
) -> Sequence[tuple[date, int]]:
    """How many skills are due on each of the next days, today with everything that waits."""
    today = day(now, zone)
    dates = [max(today, day(one.due, zone)) for one in found.values()]
    coming = [today + timedelta(days=n) for n in range(days)]
    return [(one, dates.count(one)) for one in coming]
