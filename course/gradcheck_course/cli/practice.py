"""gradcheck practice: problems, asked and judged; the conversation itself is in conversation.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import SystemRandom
from typing import TYPE_CHECKING

import click

from gradcheck_course.cli.completing import names_and_units
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, bank_option, output_options, talk, wants_json, wrapped

if TYPE_CHECKING:
    from gradcheck_course.cli.practice_run import Turn
    from gradcheck_course.practice.line_choice import Wish
    from gradcheck_course.practice.store import Store

SEVERAL = 5  # problems of a sitting in which planning chooses


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says, besides the single answers."""

    what: str
    seed: int | None
    level: int | None
    count: int | None
    mixed: bool
    mode: str
    hints: bool
    tries: int


@click.command("practice", short_help="Work on problems, with hints and verdicts.")
@click.argument("what", metavar="[WHAT]", default="", shell_complete=names_and_units)
@click.option("-n", "--count", type=click.IntRange(1), metavar="N", help="So many problems.")
@click.option("--level", type=click.IntRange(1, 5), help="How hard, where the exercise has that level.")
@click.option("--mix/--no-mix", "mixed", default=True, help="Mix the exercises of a unit, or block them.")
@click.option("--seed", type=click.IntRange(0, 2**20 - 1), metavar="N", help="The problem of this number.")
@click.option(
    "--mode",
    type=click.Choice(["learn", "test"]),
    default="learn",
    show_default=True,
    help="A test has no hints, one answer a part, and verdicts at the end.",
)
@click.option("--hints/--no-hints", default=True, help="Give hints, or none.")
@click.option(
    "--tries", type=click.IntRange(1), default=3, show_default=True, help="Tries that count, a part."
)
@click.option("--ask-again", is_flag=True, help="Forget which reading of lines like sin x^2 you chose.")
@click.option(
    "--answer",
    "responses",
    metavar="TEXT",
    multiple=True,
    help="Judge this and leave; once for each part, in order. Code may be @FILE.",
)
@click.option("--part", "label", metavar="LETTER", help="The part that --answer is for, such as b.")
@bank_option
@output_options
def command(
    what: str, ask_again: bool, responses: tuple[str, ...], label: str | None, **settings: object
) -> ExitCode:
    """Work on problems, part by part. Everything you answer is kept in your own data file.

    WHAT is an exercise (a new problem each time), a share code such as calculus/chain-rule#00000, or a
    unit such as calculus, whose exercises are mixed. Without it, what is best met now.

    With --answer nothing is asked: the exit code says the verdict, 0 right, 1 wrong or partly right,
    3 undecided, 4 unreadable.
    """
    asked = Asked(what.strip(), **settings)  # pyright: ignore[reportArgumentType]
    if not responses and (label or wants_json()):
        see = f"gradcheck show {what or 'calculus/chain-rule'}"
        raise click.UsageError(f"--part and --json need an --answer. To see the problem: {see}")
    if responses and "/" not in asked.what:
        raise click.UsageError("--answer needs a problem: an exercise, or a share code.")
    from gradcheck_course.cli.data_store import opened_to_practise

    with opened_to_practise() as store:
        if ask_again:
            _ask_again(store)
        if responses:
            from gradcheck_course.cli.practice_once import judged_at_once

            return judged_at_once(store, asked.what, asked.seed, asked.level, responses, label)
        return _practised(store, asked)


def _practised(store: Store, asked: Asked) -> ExitCode:
    """Hold the conversation; Ctrl-C ends it, and says that nothing is lost."""
    from gradcheck_course.cli.conversation import Desk
    from gradcheck_course.cli.practice_run import sit
    from gradcheck_course.practice.recording import Recorder

    rng = SystemRandom()
    try:
        turns, count = _turns(store, asked, rng)
        desk = Desk.at(Recorder(store, mode=asked.mode), rng=rng, hints=asked.hints)
        sit(turns, desk, tries=asked.tries, count=count)
    except KeyboardInterrupt:
        talk(f"\n{wrapped(_stopped(store))}")
        return ExitCode.INTERRUPTED
    return ExitCode.DONE


def _stopped(store: Store) -> str:
    from contextlib import suppress

    from gradcheck_course.practice.store import StoreError

    with suppress(StoreError):
        store.flush()
    if store.saved and not store.waiting:
        return "Stopped; progress saved."
    return "Stopped. What you did could not be saved."


def _turns(store: Store, asked: Asked, rng: SystemRandom) -> tuple[Iterator[Turn], int]:
    """The problems one by one, and how many there will be."""
    if "/" in asked.what:
        return _of_one(asked, rng), asked.count or 1
    if asked.seed is not None:
        raise click.UsageError("--seed needs an exercise.")
    from gradcheck_course.practice.line_choice import Wish, at_level, exercises_in

    within = at_level(exercises_in(asked.what.lower()), asked.level)
    return _chosen(store, Wish(within, asked.level, asked.mixed), rng), asked.count or SEVERAL


def _of_one(asked: Asked, rng: SystemRandom) -> Iterator[Turn]:
    """The problem that was named, then others of its exercise."""
    from gradcheck_course.cli import problems
    from gradcheck_course.cli.practice_run import Turn
    from gradcheck_course.practice.line_choice import drawn
    from gradcheck_exercises import find

    problem = problems.problem_named(asked.what, seed=asked.seed, level=asked.level, rng=rng)
    exercise = find(problem.exercise_id)
    level = asked.level or (problem.level if problem.level in exercise.levels else None)
    while True:
        yield Turn(problem, exercise)
        problem = drawn(exercise, rng, level)


def _chosen(store: Store, wish: Wish, rng: SystemRandom) -> Iterator[Turn]:
    """What planning chooses."""
    from gradcheck_course.cli.practice_run import Turn
    from gradcheck_course.practice.line_choice import chosen
    from gradcheck_course.practice.store import utc_now
    from gradcheck_exercises import find

    for problem, reason in chosen(wish, store, rng, utc_now):
        yield Turn(problem, find(problem.exercise_id), reason)


def _ask_again(store: Store) -> None:
    """Forget the choices between two readings."""
    from gradcheck_course.practice.recording import Recorder

    recorder = Recorder(store)
    for rule in recorder.chosen:
        recorder.chose(rule, usual=None)
    answer("You will be asked again how a doubtful line is meant.\n")
