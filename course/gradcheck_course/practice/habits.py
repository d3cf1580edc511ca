"""Habits: the days on which somebody practised, against their own plan, and their most frequent slips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from gradcheck_course.practice.learner import Answer
from gradcheck_course.practice.skills import day

LONGEST_ANSWER = 20 * 60  # seconds: who took longer was away


@dataclass(frozen=True, slots=True)
class Week:
    """The week of a day, from Monday on.

    done  whether there was practice, for each day until today.   plan  practice days wanted; 0 for no plan.
    """

    done: tuple[bool, ...]
    plan: int
    answers: int
    seconds: float

    @property
    def practised(self) -> int:
        """How many days had practice."""
        return sum(self.done)

    def dots(self, signs: str = "●·") -> str:
        """A sign for each of the seven days: the first for practice, the other for none or still to come."""
        return " ".join(signs[not one] for one in (*self.done, *[False] * (7 - len(self.done))))


@dataclass(frozen=True, slots=True)
class Slips:
    """A slip that was made in an exercise, how often, and among how many misses there."""

    name: str
    skill: str
    count: int
    misses: int

    @property
    def words(self) -> str:
        """The name as words."""
        return self.name.replace("-", " ")


def week(answers: Iterable[Answer], now: datetime, zone: tzinfo | None, *, plan: int = 0) -> Week:
    """The week of this moment; answers of later weeks, as by a clock that went backwards, are not in it."""
    today = day(now, zone)
    monday = today - timedelta(days=today.weekday())
    these = [one for one in answers if monday <= day(one.at, zone) <= today]
    days = {day(one.at, zone) for one in these}
    done = tuple(monday + timedelta(days=n) in days for n in range(today.weekday() + 1))
    return Week(done, plan, len(these), seconds(these))


def seconds(answers: Iterable[Answer]) -> float:
    """The time that these answers took; of one that took very long, only the first minutes count."""
    return sum(min(LONGEST_ANSWER, max(0.0, one.seconds)) for one in answers)


def per_day(
    answers: Iterable[Answer], zone: tzinfo | None, *, since: date, until: date
) -> list[tuple[date, int, int]]:
    """Each day with the number of its answers, and of the right ones among them."""
    every, right = Counter[date](), Counter[date]()
    for one in answers:
        every[day(one.at, zone)] += 1
        right[day(one.at, zone)] += one.right
    days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    return [(one, every[one], right[one]) for one in days]


def frequent_slips(answers: Sequence[Answer], *, most: int = 3) -> list[Slips]:
    """The slips made most often, the most frequent first."""
    made, misses = Counter[tuple[str, str]](), Counter[str]()
    for one in answers:
        misses[one.skill] += not one.right
        made.update((name, one.skill) for name in one.slips)
    ordered = sorted(made.items(), key=lambda item: (-item[1], item[0]))
    return [Slips(name, skill, count, misses[skill]) for (name, skill), count in ordered[:most]]
