"""gradcheck review: what is due today, with new numbers, one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random, SystemRandom
from typing import Any

import click

from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.progress_screen import in_days
from gradcheck_course.cli.terminal import (
    answer,
    bank_option,
    emit,
    output_options,
    wants_ascii,
    wants_json,
    wants_plain,
    wrapped,
)
from gradcheck_course.cli.today_learner import (
    Present,
    looked,
    met_now,
    minutes,
    to_practise,
    unless_stopped,
    work_on,
)
from gradcheck_course.practice.planning import days_ago, next_exercise
from gradcheck_course.practice.plots import bar
from gradcheck_course.practice.skills import Encounter, day
from gradcheck_course.practice.spacing import Backlog, Memory, forecast
from gradcheck_course.practice.store import Store

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SOON = 3  # days that the end of a review tells of


@click.command("review", short_help="Review what is due, with new numbers.")
@click.option("-n", "--limit", type=click.IntRange(1), metavar="N", help="At most so many problems.")
@click.option("--topic", metavar="UNIT", help="Only skills of this unit, such as calculus.")
@click.option("--catch-up", is_flag=True, help="Spread what waits over several days.")
@click.option("--forecast", "as_forecast", is_flag=True, help="Show how much is due on the next days.")
@bank_option
@output_options
def command(limit: int | None, topic: str | None, catch_up: bool, as_forecast: bool) -> ExitCode:
    """Review what is due today. Each skill comes with new numbers, the least remembered first.

    When a skill is due follows from how it went before: right at once is asked later, missed is asked sooner.
    What waits for more than two days' work is spread by itself.
    """
    with to_practise() as store:
        return _reviewed(store, limit, topic, catch_up=catch_up, as_forecast=as_forecast)


def _reviewed(
    store: Store, limit: int | None, topic: str | None, *, catch_up: bool, as_forecast: bool
) -> ExitCode:
    """Ask what is due, or say what there is of it."""
    here = looked(store)
    unit = (topic or "").strip().lower()
    units = dict.fromkeys(one.unit for one in here.learner.skills.values())
    if unit and unit not in units:
        raise click.UsageError(f"There is no unit {unit!r}. The units are {', '.join(units)}.")
    waiting = here.backlog(spread=catch_up, unit=unit)
    today = mixed(here, waiting.today)[:limit]
    if wants_json():
        emit(record(here, waiting, today))
    elif as_forecast:
        answer(forecast_table(here))
    elif not today:
        answer(nothing_due(here))
    else:
        return unless_stopped(store, lambda: _review(store, waiting, today, rng=SystemRandom()))
    return ExitCode.DONE


def mixed(here: Present, found: Sequence[Memory]) -> list[Memory]:
    """The same, no two of a unit in a row where that can be: mixing lasts longer than sorting."""
    units, left, ordered = here.learner.skills, list(found), list[Memory]()
    while left:
        last = units[ordered[-1].skill].unit if ordered else ""
        counts = Counter(units[one.skill].unit for one in left)
        # Whatever has most left goes first, else it would be left over in a row at the end.
        one = max(left, key=lambda one: (units[one.skill].unit != last, counts[units[one.skill].unit]))
        left.remove(one)
        ordered.append(one)
    return ordered


def _review(store: Store, waiting: Backlog, today: Sequence[Memory], *, rng: Random) -> None:
    """Ask each of them, and say how it went."""
    here, done = looked(store), list[tuple[str, str]]()
    answer(wrapped(opening(here, waiting, len(today)), indent=2))
    for number, memory in enumerate(today, start=1):
        answer(f"\n{wrapped(heading(here, memory, number, len(today)), indent=2)}\n")
        following = "next" if number < len(today) else "ends it"
        key, quitted = work_on(store, here, memory.skill, mode="review", following=following, rng=rng)
        done.append(key)
        if quitted:
            break
    after = looked(store)
    answer(f"\n{wrapped(summary(met_now(after, done)), indent=2)}")
    if coming := coming_days(after):
        answer(wrapped(coming, indent=2))


def opening(here: Present, waiting: Backlog, count: int) -> str:
    """How much is to be done."""
    if waiting.restart:
        days = f"{waiting.days - 1} day{'s' * (waiting.days != 2)}"
        easy = f"here {'are' if count > 1 else 'is'} {count} easy one{'s' * (count > 1)} to start"
        return f"Welcome back. {waiting.waiting} are waiting; {easy}. The rest is spread over {days}."
    time = f"about {minutes(here.learner, count)}"
    if waiting.days > 1:
        return (
            f"{waiting.waiting} are waiting; {count} of them today ({time}), the rest over "
            f"{waiting.days - 1} more day{'s' * (waiting.days != 2)}. New numbers every time."
        )
    return f"{count} for today ({time}). New numbers every time."


def heading(here: Present, memory: Memory, number: int, count: int) -> str:
    """Which of how many, and why it is due."""
    zone = here.learner.zone
    ago = days_ago((day(here.now, zone) - day(memory.last, zone)).days)
    title = here.learner.skills[memory.skill].title
    recall = f"{memory.recall(here.now):.0%} likely that you still have it"
    if wants_plain():
        return f"{number} of {count}: {title}, last met {ago}, {recall}."
    return f"[{number}/{count}] {title} · last met {ago} · {recall}"


def summary(encounters: Sequence[Encounter]) -> str:
    """How the review went."""
    grades = [one.grade for one in encounters if one.grade is not None]
    if not grades:
        return "Nothing was answered. What was due stays due."
    clean, missed = grades.count(1.0), sum(one < 0.5 for one in grades)
    said = [
        (clean, "right at once"),
        (len(grades) - clean - missed, "with help or in part"),
        (missed, "missed"),
    ]
    parts = ", ".join(f"{count} {word}" for count, word in said if count)
    return f"Done {len(grades)}: {parts}."


def coming_days(here: Present) -> str:
    """What is due on the days to come, in words; empty where nothing was ever met."""
    found = forecast(here.learner.memories, here.now, here.learner.zone, days=SOON + 1)
    words = ["still today", "tomorrow", *(f"on {WEEKDAYS[when.weekday()]}" for when, _ in found[2:])]
    said = [f"{count} {word}" for word, (_, count) in zip(words, found, strict=True) if count]
    if said:
        return f"Due: {', '.join(said)}."
    return f"The next is due {next_due(here)}." if here.learner.memories else ""


def next_due(here: Present) -> str:
    """When the first of all skills is due, from today."""
    zone = here.learner.zone
    first = min(one.due for one in here.learner.memories.values())
    return in_days(day(first, zone), day(here.now, zone))


def nothing_due(here: Present) -> str:
    """What to say when nothing is due: when something will be, and what can be done now."""
    lines = ["  Nothing is due today."]
    if coming := min((one.due for one in here.learner.memories.values()), default=None):
        from gradcheck_course.cli.progress_screen import in_days

        zone = here.learner.zone
        lines = [
            f"  Nothing is due today; the next is due {in_days(day(coming, zone), day(here.now, zone))}."
        ]
    pick = next_exercise(here.learner.record, here.now)
    if pick is not None:
        lines.append(f"  Something else: gradcheck practice {pick.skill.id}")
    return "\n".join(lines)


def forecast_table(here: Present) -> str:
    """A row for each of the next days, with how much is due; only a sentence each where none is drawn."""
    found = forecast(here.learner.memories, here.now, here.learner.zone)
    most = max((count for _, count in found), default=0)
    lines: list[str] = []
    for number, (when, count) in enumerate(found):
        word = "today" if number == 0 else "tomorrow" if number == 1 else WEEKDAYS[when.weekday()]
        named = f"{word:<9}  {when.day:>2} {when:%b}"
        if wants_plain():
            lines.append(f"  {word}, {when.day} {when:%b}: {count}")
        else:
            drawn = bar(count / most, 20, ascii_only=wants_ascii()).rstrip("·-") if count else ""
            lines.append(f"  {named}  {count:>3}  {drawn}".rstrip())
    return "\n".join(lines)


def record(here: Present, waiting: Backlog, today: Sequence[Memory]) -> dict[str, Any]:
    """The documented record, gradcheck.review/1."""
    zone = here.learner.zone
    return {
        "schema": "gradcheck.review/1",
        "ok": True,
        "waiting": waiting.waiting,
        "spread_over_days": waiting.days,
        "restart": waiting.restart,
        "today": [
            {
                "exercise": one.skill,
                "title": here.learner.skills[one.skill].title,
                "last": one.last.isoformat(),
                "due": day(one.due, zone).isoformat(),
                "recall": round(one.recall(here.now), 4),
            }
            for one in today
        ],
        "forecast": [
            {"day": when.isoformat(), "due": count}
            for when, count in forecast(here.learner.memories, here.now, zone)
        ],
    }
