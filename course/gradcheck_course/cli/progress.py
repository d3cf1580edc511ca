"""gradcheck progress: what is known, skill by skill, with the reasons; practice days, slips, curves."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import click

from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import (
    answer,
    bank_option,
    emit,
    indented,
    output_options,
    talk,
    wants_json,
    wants_plain,
    wrapped,
)
from gradcheck_course.cli.today_learner import Present, noted, present, to_practise
from gradcheck_course.practice.events import PlanSet
from gradcheck_course.practice.habits import frequent_slips, per_day, week
from gradcheck_course.practice.learner import Learner
from gradcheck_course.practice.skills import Skill, day

MOST_ROWS = 15
COLUMNS: tuple[str, ...] = (
    "skill",
    "title",
    "unit",
    "level",
    "word",
    "chance",
    "problems",
    "clean",
    "days",
    "last",
    "due",
    "recall",
)


class Span(click.ParamType):
    """A number of days, written as days, weeks or the day on which they began."""

    name = "span"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | date:
        """Days, or a date."""
        found = re.fullmatch(r"(\d{1,4})([dw]?)", str(value).strip().lower())
        if found and int(found[1]):
            return int(found[1]) * (7 if found[2] == "w" else 1)
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no stretch of time. Write 30d, 4w or 2026-03-01.", param, ctx)


@click.command("progress", short_help="See what you know, and why.")
@click.argument("what", metavar="[UNIT | EXERCISE]", default="")
@click.option("--since", type=Span(), metavar="DAYS", help="From when: 30d, 4w or a date such as 2026-03-01.")
@click.option("--plot/--no-plot", default=True, help="Draw curves, or leave them out.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table that a spreadsheet reads.")
@click.option(
    "--plan", type=click.IntRange(0, 7), metavar="DAYS", help="Plan this many practice days a week."
)
@bank_option
@output_options
def command(what: str, since: int | date | None, plot: bool, as_csv: bool, plan: int | None) -> ExitCode:
    """See how well you know each skill, and why; your practice days, slips and curves.

    UNIT shows all of its skills, EXERCISE one skill with its reasons. Mastery comes from first answers alone:
    later tries do not raise it, a hint counts half.
    """
    if as_csv and wants_json():
        raise click.UsageError("--csv and --json exclude each other: both print a record.")
    here = present()
    if plan is not None:
        with to_practise() as store:
            here = noted(store, PlanSet(days=plan))
    learner, now = here.learner, here.now
    listed = _listed(learner, what.strip().lower())
    start = _start(learner, now, since)
    if as_csv:
        answer(table(learner, listed, now), newline=False)
    elif wants_json():
        emit(record(learner, listed, now, start))
    elif what and "/" in what:
        answer(_one(here, listed[0], start, plot=plot))
    else:
        _all(here, listed, start, plot=plot, unit=what.strip().lower())
    return ExitCode.DONE


def _listed(learner: Learner, what: str) -> list[Skill]:
    """The skills that are meant: one, those of a unit, or all in which anything was answered."""
    if not what:
        latest = {one.skill: one.at for one in learner.encounters}
        met = [one for one in learner.skills.values() if one.id in learner.mastery.known]
        return sorted(met, key=lambda one: latest[one.id], reverse=True)
    if "/" in what:
        if what in learner.skills:
            return [learner.skills[what]]
        # Only a name that is none needs the bank, for what comes near.
        from gradcheck_exercises import find

        return [learner.skills[find(what).id]]
    found = [one for one in learner.skills.values() if one.unit == what]
    if not found:
        units = ", ".join(dict.fromkeys(one.unit for one in learner.skills.values()))
        raise click.UsageError(f"There is no unit {what!r}. The units are {units}.")
    return found


def _start(learner: Learner, now: datetime, since: int | date | None) -> datetime:
    from gradcheck_course.cli.progress_screen import start_of

    days = (day(now, learner.zone) - since).days if isinstance(since, date) else since
    if days is not None and days < 1:
        raise click.UsageError("--since: that day is not in the past.")
    return start_of(learner, now, days)


def _all(here: Present, listed: Sequence[Skill], start: datetime, *, plot: bool, unit: str) -> None:
    """The week, the skills, the slips, the curves."""
    from gradcheck_course.cli import progress_screen as screen

    learner, now, plain = here.learner, here.now, wants_plain()
    lines = [
        wrapped(
            screen.week_line(week(learner.answers, now, learner.zone, plan=learner.plan), plain=plain),
            indent=2,
        )
    ]
    shown = listed if unit else listed[:MOST_ROWS]
    if not shown:
        answer("\n".join([*lines, "", "  Nothing was answered yet."]))
        talk("\nBegin: gradcheck")
        return
    rows = (
        screen.sentences(learner, shown, now) if plain else [screen.table(learner, shown, now, since=start)]
    )
    lines += ["", "\n".join(rows) if plain else indented("\n".join(rows))]
    if len(shown) < len(listed):
        lines += [
            "",
            f"  And {len(listed) - len(shown)} more: gradcheck progress {listed[-1].unit}, and so on",
        ]
    names = {one.id for one in listed}
    answers = [one for one in learner.answers if one.at >= start and one.skill in names]
    if slips := frequent_slips(answers):
        lines += ["", *screen.slip_lines(slips, learner)]
    if plot and not plain and (drawn := screen.skills_curve(learner, listed, since=start, now=now)):
        lines += ["", drawn]
    if answers:
        lines += ["", screen.answers_line(learner, answers, since=start, now=now, drawn=not plain)]
    answer("\n".join(lines))
    talk(f"\nWhy it says so: gradcheck progress {shown[0].id}")


def _one(here: Present, skill: Skill, start: datetime, *, plot: bool) -> str:
    """One skill: the word, the reasons, the next date, the curve."""
    from gradcheck_course.cli import progress_screen as screen

    learner, now = here.learner, here.now
    found, between = learner.standing(skill, now), ", " if wants_plain() else " · "
    lines = [
        wrapped(f"{click.style(skill.title, bold=True)}{between}level {skill.level} of 5", indent=2),
        f"  {skill.id}",
        "",
        f"  {found.word}, {found.chance:.0%} likely to be right at once",
        *(wrapped(one, indent=4) for one in found.reasons),
    ]
    memory, known = learner.memories.get(skill.id), learner.mastery.known.get(skill.id)
    if memory is not None:
        due = screen.next_day(learner, skill, now)
        lines += [
            "",
            wrapped(f"Next review {due}; {memory.recall(now):.0%} likely that you still have it.", indent=2),
        ]
    slips = frequent_slips([one for one in learner.answers if one.skill == skill.id])
    lines += ["", *(f"  Slip: {one.words}, {times(one.count)}" for one in slips)] if slips else []
    if plot and known is not None and not wants_plain():
        title = "Chance to be right at once"
        lines += ["", screen.chance_curve(known, since=start, now=now, title=title)]
    return "\n".join([*lines, "", f"  Practise it: gradcheck practice {skill.id}"])


def times(count: int) -> str:
    """How often, in words.

    >>> times(1), times(3)
    ('once', '3 times')
    """
    return "once" if count == 1 else f"{count} times"


def rows(learner: Learner, listed: Sequence[Skill], now: datetime) -> list[dict[str, Any]]:
    """What a program may know of each skill."""
    found: list[dict[str, Any]] = []
    for skill in listed:
        standing, known = learner.standing(skill, now), learner.mastery.known.get(skill.id)
        memory = learner.memories.get(skill.id)
        values = (
            skill.id,
            skill.title,
            skill.unit,
            skill.level,
            str(standing.word),
            round(standing.chance, 4),
        )
        counts = (known.met, known.clean, len(known.days)) if known else (0, 0, 0)
        dates = (
            (memory.last.isoformat(), day(memory.due, learner.zone).isoformat(), round(memory.recall(now), 4))
            if memory
            else (None, None, None)
        )
        found.append(dict(zip(COLUMNS, (*values, *counts, *dates), strict=True)))
    return found


def table(learner: Learner, listed: Sequence[Skill], now: datetime) -> str:
    """The rows as comma-separated values, with their names above."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(learner, listed, now))
    return text.getvalue()


def record(learner: Learner, listed: Sequence[Skill], now: datetime, start: datetime) -> dict[str, Any]:
    """The documented record, gradcheck.progress/1."""
    this = week(learner.answers, now, learner.zone, plan=learner.plan)
    names = {one.id for one in listed}
    answers = [one for one in learner.answers if one.at >= start and one.skill in names]
    since, until = day(start, learner.zone), day(now, learner.zone)
    skills = [
        {**row, "reasons": list(learner.standing(skill, now).reasons)}
        for row, skill in zip(rows(learner, listed, now), listed, strict=True)
    ]
    return {
        "schema": "gradcheck.progress/1",
        "ok": True,
        "week": {
            "practised": this.practised,
            "planned": this.plan,
            "answers": this.answers,
            "seconds": round(this.seconds),
        },
        "since": since.isoformat(),
        "days": [
            {"day": when.isoformat(), "answers": count, "right": right}
            for when, count, right in per_day(answers, learner.zone, since=since, until=until)
            if count
        ],
        "skills": skills,
        "slips": [
            {"name": one.name, "exercise": one.skill, "count": one.count, "misses": one.misses}
            for one in frequent_slips(answers, most=10)
        ],
    }
