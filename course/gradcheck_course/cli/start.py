"""gradcheck start: six problems that find where a learner best begins."""

from __future__ import annotations

import sys
from random import Random, SystemRandom
from typing import Any

import click

from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import (
    answer,
    bank_option,
    emit,
    output_options,
    shown,
    wants_json,
    wants_plain,
    wrapped,
)
from gradcheck_course.cli.today_learner import (
    Present,
    looked,
    met_now,
    noted,
    present,
    to_practise,
    unless_stopped,
    work_on,
)
from gradcheck_course.practice.events import Placed, PlanSet
from gradcheck_course.practice.placement import ITEMS, next_item, within_reach
from gradcheck_course.practice.planning import next_exercise
from gradcheck_course.practice.store import Store

INTRODUCTION = """\
Six short problems find where you best begin; each is chosen by your answers before it, so that some will be \
too hard. One try each, and no hints: s skips what you do not know, q leaves."""
USUAL_PLAN = 3


@click.command("start", short_help="Find where to begin, with six problems.")
@click.option("--skip", is_flag=True, help="Begin without them, at the beginning.")
@bank_option
@output_options
def command(skip: bool) -> ExitCode:
    """Find where to begin: six problems, each chosen by the answers before it. It can be done again.

    Afterwards you say on how many days of a week you mean to practise; gradcheck progress --plan N
    changes that.
    """
    if wants_json():
        emit(record(present()))
        return ExitCode.DONE
    with to_practise() as store:
        return unless_stopped(store, lambda: _start(store, skip=skip))


def _start(store: Store, *, skip: bool) -> None:
    """Ask the problems or skip them, then for a plan; say where to begin."""
    if skip:
        here = noted(store, Placed(problems=0, finished=False))
        answer("  Skipped. You begin at the beginning, and what is easy for you is soon behind you.")
    else:
        here = _placed(store, rng=SystemRandom())
    here = _plan(store, here)
    answer("\n" + result(here))


def _placed(store: Store, *, rng: Random) -> Present:
    """The learner after the problems, or after those that were answered before they left."""
    answer(wrapped(INTRODUCTION, indent=2))
    here = looked(store)
    asked, missed, quitted = list[str](), list[str](), False
    while not quitted and (skill := next_item(here.learner.skills, here.learner.mastery, asked)) is not None:
        number = len(asked) + 1
        answer(f"\n  {number} of {ITEMS}" if wants_plain() else f"\n  [{number}/{ITEMS}]")
        key, quitted = work_on(store, here, skill.id, mode="place", following="next", rng=rng)
        here = looked(store)
        asked.append(skill.id)
        for encounter in met_now(here, [key]):
            right = sum(one.right for one in encounter.met.values())
            parts = f"{encounter.parts} part{'s' * (encounter.parts != 1)}"
            answer(f"  {right} of {parts} right.")
            if right < encounter.parts:
                missed.append(f"{encounter.skill}#{encounter.seed}")
    if missed:
        answer("\n  To see what was hard, worked out:")
        answer("\n".join(f"  gradcheck show {code} --solution" for code in missed))
    done = len(asked) - quitted
    return noted(store, Placed(problems=done, finished=not quitted))


def can_be_asked() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty()


def _plan(store: Store, here: Present) -> Present:
    """The learner after saying on how many days of a week they mean to practise; asked once."""
    if here.learner.plan or not can_be_asked():
        return here
    while True:
        try:
            line = input(shown(f"\n  On how many days of a week do you mean to practise? [{USUAL_PLAN}]: "))
        except EOFError:
            answer()
            return here
        text = line.strip() or str(USUAL_PLAN)
        if text.isdecimal() and int(text) <= 7:
            return noted(store, PlanSet(days=int(text)))
        answer("  Please a number from 0 to 7; 0 is for no plan.")


def result(here: Present) -> str:
    """Where the learner begins, and why."""
    reached = within_reach(here.learner.skills, here.learner.mastery)
    pick = next_exercise(here.learner.record, here.now)
    lines: list[str] = []
    if reached and here.learner.encounters:
        count, every = len(reached), len(here.learner.skills)
        said = (
            f"You would probably be right at once in {count} of {every} exercises; they are not asked first."
        )
        lines.append(wrapped(said, indent=2))
    if pick is not None:
        lines.append(wrapped(f"You begin with {pick.skill.title}, level {pick.skill.level} of 5.", indent=2))
        lines.append(f"  gradcheck practice {pick.skill.id}")
    return "\n".join(lines)


def record(here: Present) -> dict[str, Any]:
    """The documented record, gradcheck.start/1: what is known of where to begin, without asking anything."""
    pick = next_exercise(here.learner.record, here.now)
    return {
        "schema": "gradcheck.start/1",
        "ok": True,
        "placed": here.learner.placed,
        "within_reach": [one.id for one in within_reach(here.learner.skills, here.learner.mastery)],
        "begin_with": pick and pick.skill.id,
    }
