"""gradcheck practice: one problem, asked and judged; the conversation itself is in conversation.py."""

from __future__ import annotations

from collections.abc import Sequence
from random import SystemRandom
from typing import TYPE_CHECKING, Any

import click

from gradcheck_course import __version__
from gradcheck_course.cli.exits import ExitCode, exit_for
from gradcheck_course.cli.terminal import answer, bank_option, emit, output_options, talk, wants_json

if TYPE_CHECKING:
    from gradcheck_course.practice.session import PartWork, Session
    from gradcheck_exercises import Exercise


@click.command("practice", short_help="Work on a problem, with hints and a verdict.")
@click.argument("what", metavar="WHAT")
@click.option("--seed", type=click.IntRange(0, 2**20 - 1), metavar="N", help="The problem of this number.")
@click.option(
    "--tries", type=click.IntRange(1), default=3, show_default=True, help="Tries that count, a part."
)
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
    what: str, seed: int | None, tries: int, responses: tuple[str, ...], label: str | None
) -> ExitCode:
    """Work on a problem, part by part.

    WHAT is an exercise (a new problem each time) or a share code such as calculus/chain-rule#00000.

    With --answer nothing is asked: the exit code says the verdict, 0 right, 1 wrong or partly right,
    3 undecided, 4 unreadable.
    """
    if not responses and (label or wants_json()):
        raise click.UsageError(
            "--part and --json need an --answer. To see the problem: gradcheck show " + what
        )
    # Imported here: the bank is built with SymPy, which takes a while to load.
    from gradcheck_course.cli import problems
    from gradcheck_course.practice.session import Session
    from gradcheck_exercises import find

    problem = problems.problem_named(what, seed=seed, rng=SystemRandom())
    exercise = find(problem.exercise_id)
    session = Session.on(problem, allowed=tries)
    if responses:
        return judged_at_once(session, exercise, responses, label)
    from gradcheck_course.cli.conversation import converse

    converse(session, exercise, rng=SystemRandom())
    return ExitCode.DONE


def judged_at_once(
    session: Session, exercise: Exercise, responses: Sequence[str], label: str | None
) -> ExitCode:
    """Judge the responses, print the verdicts, and give the code that says them."""
    parts = [session.part(label)] if label else list(session.work)
    from gradcheck_course.cli.files import response_in

    if len(responses) > len(parts):
        raise click.UsageError(f"There are {len(responses)} answers for {len(parts)} part(s).")
    for work, response in zip(parts, responses, strict=False):
        session, _ = session.answered(work, response_in(response, work.part.answer.notation))
    works = [work for work in session.work if work.tries]
    if wants_json():
        emit(record(session, exercise, works))
    else:
        tell(session, exercise, works)
    return exit_for(work.tries[-1].verdict.outcome for work in works)


def tell(session: Session, exercise: Exercise, works: Sequence[PartWork]) -> None:
    """Print the problem as talk, and the verdicts as the answer."""
    from gradcheck_course.cli import problems
    from gradcheck_course.cli.verdicts import verdict_lines

    talk(f"{problems.opening(session.problem, exercise)}\n")
    for work in works:
        talk(problems.question(work.part))
        answer(verdict_lines(work.tries[-1], work.part))


def record(session: Session, exercise: Exercise, works: Sequence[PartWork]) -> dict[str, Any]:
    """The documented record, gradcheck.practice/1."""
    from gradcheck_course.practice.session import credit, outcome

    code = session.problem.code
    return {
        "schema": "gradcheck.practice/1",
        "ok": True,
        "outcome": str(outcome(works)),
        "credit": credit(works),
        "exercise": exercise.id,
        "code": code,
        "seed": code.rpartition("#")[2] if code else None,
        "parts": [part_record(work) for work in works],
        "engine": {"gradcheck": __version__, "exercise": exercise.version},
    }


def part_record(work: PartWork) -> dict[str, Any]:
    """One part of gradcheck.practice/1: how the response was read, and its verdict."""
    last = work.tries[-1]
    verdict = last.verdict.to_json()
    reading = {"raw": last.response, "read_as": verdict.pop("read_as"), "latex": verdict.pop("latex")}
    del verdict["schema"]
    kept = {"label": work.part.label, "points": work.part.points, "answer": reading}
    return {**kept, **verdict, "cost": "try" if work.spent else "none"}
