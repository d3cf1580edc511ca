"""gradcheck, without a command: what is due, one next exercise and why, one key each."""

from __future__ import annotations

from typing import Any

import click

from gradcheck_course import __version__
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import (
    answer,
    bank_option,
    emit,
    output_options,
    wants_json,
    wants_plain,
    wrapped,
)
from gradcheck_course.cli.today_learner import (
    Choice,
    Present,
    chosen,
    is_asked,
    minutes,
    present,
    run,
)
from gradcheck_course.practice.habits import week
from gradcheck_course.practice.planning import Pick, days_ago, next_exercise
from gradcheck_course.practice.skills import day
from gradcheck_course.practice.spacing import Backlog, due


@click.command("today", short_help="See what is due, and one next exercise.")
@bank_option
@output_options
def command() -> ExitCode:
    """See what is due and one next exercise, with the reason; a key each begins it.

    The same as gradcheck without a command. Where nobody can be asked, as in a pipe, it only tells.
    """
    here = present()
    if wants_json():
        emit(record(here))
        return ExitCode.DONE
    passed: list[str] = []
    while True:
        choices = choices_for(here, passed)
        answer(welcome(here, choices) if here.learner.is_new else screen(here, choices, passed))
        if not is_asked():
            return ExitCode.DONE
        choice = chosen(choices)
        if choice is None:
            return ExitCode.DONE
        if _act(choice, passed) == ExitCode.INTERRUPTED:
            return ExitCode.INTERRUPTED
        here = present()
        answer()


def _act(choice: Choice, passed: list[str]) -> object:
    """How what was chosen ended."""
    if choice.command == "other":
        passed.append(choice.what)
        return ExitCode.DONE
    return run(choice.command, *([choice.what] if choice.what else []))


def choices_for(here: Present, passed: list[str]) -> list[Choice]:
    """What can be chosen now, the usual one first."""
    pick = _pick(here, passed)
    if here.learner.is_new:
        exercises, units = len(here.learner.skills), len({one.unit for one in here.learner.skills.values()})
        first = pick.skill.id if pick else ""
        return [
            Choice("Show me", "one exercise, right now", "practice", first),
            Choice("Place me", "6 questions to find where to start", "start"),
            Choice("Browse", f"{exercises} exercises in {units} units", "list"),
        ]
    found: list[Choice] = []
    today = here.backlog()
    if today.today:
        found.append(
            Choice("Review", f"{said_of(today)} (about {minutes(here.learner, len(today.today))})", "review")
        )
    if pick is not None:
        found.append(Choice("Next", pick.skill.title, "practice", pick.skill.id))
        found.append(Choice("Another", "something else than that", "other", pick.skill.id))
    return [*found, Choice("Progress", "what you know, and why", "progress")]


def _pick(here: Present, passed: list[str]) -> Pick | None:
    """The next exercise; what is due is for the review, where it is more than one."""
    waiting = due(here.learner.memories, here.now, here.learner.zone)
    apart = {one.skill for one in waiting} if len(waiting) > 1 else set[str]()
    return next_exercise(here.learner.record, here.now, passed={*passed, *apart})


def said_of(found: Backlog) -> str:
    """How much is for today, in words."""
    count = len(found.today)
    if found.days > 1:
        return f"{count} of {found.waiting} that wait, the rest over {found.days - 1} more days"
    return f"{count} due today"


def _listed(choices: list[Choice]) -> list[str]:
    column = max(len(one.word) for one in choices)
    return [
        wrapped(one.text, indent=column + 7, first=f"{number}  {one.word:<{column}}  ")
        for number, one in enumerate(choices, start=1)
    ]


def welcome(here: Present, choices: list[Choice]) -> str:
    """The first screen of all."""
    head = f"gradcheck {__version__}   the mathematics of machine learning, one exercise at a time"
    kept = f"Nothing to set up. {here.kept}"
    lines = [wrapped(head, indent=2), wrapped(kept, indent=2), "", *_listed(choices)]
    return "\n".join([*lines, *_commands(choices)])


def screen(here: Present, choices: list[Choice], passed: list[str]) -> str:
    """The screen of a learner who has practised before."""
    from gradcheck_course.cli.progress_screen import week_line

    learner = here.learner
    this = week(learner.answers, here.now, learner.zone, plan=learner.plan)
    lines = [wrapped(week_line(this, plain=wants_plain()), indent=2)]
    today = here.backlog()
    if today.restart:
        last = max(one.last for one in learner.memories.values())
        ago = days_ago((day(here.now, learner.zone) - day(last, learner.zone)).days)
        said = f"Welcome back; you were here last {ago}. {today.waiting} are waiting; two easy ones to start."
        lines.append(wrapped(said, indent=2))
    pick = _pick(here, passed)
    lines += ["", *_listed(choices)]
    if pick is not None:
        lines += ["", wrapped(f"Next: {pick.skill.id}. {pick.reason}", indent=2)]
    return "\n".join([*lines, *_commands(choices)])


def _commands(choices: list[Choice]) -> list[str]:
    """The commands, where nobody is asked for a key."""
    if is_asked():
        return []
    typed = [one.typed for one in choices if one.typed]
    return ["", *(f"  {one}" for one in typed), "  gradcheck --help"]


def record(here: Present) -> dict[str, Any]:
    """The documented record, gradcheck.today/1."""
    learner, today = here.learner, here.backlog()
    this = week(learner.answers, here.now, learner.zone, plan=learner.plan)
    pick = _pick(here, [])
    next_one = pick and {
        "exercise": pick.skill.id,
        "title": pick.skill.title,
        "level": pick.skill.level,
        "kind": pick.kind,
        "reason": pick.reason,
        "chance": round(pick.chance, 4),
    }
    return {
        "schema": "gradcheck.today/1",
        "ok": True,
        "version": __version__,
        "new": learner.is_new,
        "week": {"practised": this.practised, "planned": this.plan, "answers": this.answers},
        "due": [
            {"exercise": one.skill, "last": one.last.isoformat(), "recall": round(one.recall(here.now), 4)}
            for one in today.today
        ],
        "waiting": today.waiting,
        "spread_over_days": today.days,
        "next": next_one,
        "commands": [one.typed for one in choices_for(here, []) if one.typed],
    }
