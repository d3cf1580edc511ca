"""gradcheck show: a problem, its hints, its worked solution."""

from __future__ import annotations

from random import SystemRandom

import click

from gradcheck_course.cli.completing import exercise_names
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, bank_option, emit, next_step, output_options, wants_json


@click.command("show", short_help="Print a problem, its hints or its worked solution.")
@click.argument("what", metavar="CODE", shell_complete=exercise_names)
@click.option("--seed", type=click.IntRange(0, 2**20 - 1), metavar="N", help="The problem of this number.")
@click.option("--level", type=click.IntRange(1, 5), help="How hard, where the exercise has that level.")
@click.option("--part", "label", metavar="LETTER", help="Only this part, such as a.")
@click.option("--hint", "hints", type=click.IntRange(1, 3), metavar="N", help="Hints 1 to N as well.")
@click.option("--solution", "solved", is_flag=True, help="The worked solution as well.")
@bank_option
@output_options
def command(
    what: str, seed: int | None, level: int | None, label: str | None, hints: int | None, solved: bool
) -> ExitCode:
    """Print a problem.

    CODE is an exercise (a new problem each time) or a share code such as calculus/chain-rule#00000.
    """
    from gradcheck_course.cli import problems
    from gradcheck_course.practice.session import Session
    from gradcheck_exercises import find

    problem = problems.problem_named(what, seed=seed, level=level, rng=SystemRandom())
    exercise = find(problem.exercise_id)
    parts = [Session.on(problem).part(label).part] if label else list(problem.parts)
    if wants_json():
        labels = [part.label for part in parts]
        record = problems.record(problem, exercise, hints=hints or 0, solved=solved, labels=labels)
        emit({"schema": "gradcheck.show/1", "ok": True, **record})
        return ExitCode.DONE
    rows = [problems.opening(problem, exercise)]
    for part in parts:
        rows.append(problems.question(part))
        rows += [problems.hint(part, number) for number in range(1, min(hints or 0, len(part.hints)) + 1)]
        rows += [problems.solution(part)] if solved else []
    answer("\n\n".join(rows))
    next_step("Work on it:", f"gradcheck practice {problem.code}")
    return ExitCode.DONE
