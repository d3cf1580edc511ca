"""gradcheck learn: the primer of a unit, or what an exercise is about with one example worked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from gradcheck_course.cli.completing import names_and_units
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import (
    answer,
    bank_option,
    emit,
    indented,
    next_step,
    output_options,
    wants_json,
    width,
    wrapped,
)

if TYPE_CHECKING:
    from gradcheck_exercises import Exercise, Part, Problem
    from gradcheck_exercises.primer import Example, Primer

SEED = 0  # of the problem that is worked for an exercise, so that it is the same one every time
INDENT = 9


@click.command("learn", short_help="Read a unit's primer, or what an exercise is about.")
@click.argument("what", metavar="[UNIT | EXERCISE]", default="", shell_complete=names_and_units)
@click.option(
    "--fade",
    type=click.IntRange(-1, 100),
    is_flag=False,
    flag_value=-1,
    metavar="[PERCENT]",
    help="Leave so many of the last steps blank for you; without a number, by what you know.",
)
@bank_option
@output_options
def command(what: str, fade: int | None) -> ExitCode:
    """Read up before you practise.

    UNIT shows its primer: definitions, rules, a worked example, its exercises. EXERCISE, or the share code
    of a problem, shows the idea, the trap, the source, and a worked example. Without either: the units.

    With --fade the example has fresh numbers, and steps whose results you write; they are judged.
    """
    named = what.strip().lower()
    if fade is not None:
        if "/" not in named:
            raise click.UsageError("--fade needs an exercise: gradcheck learn calculus/chain-rule --fade")
        from gradcheck_course.cli.learn_fade import faded_example

        return faded_example(named, None if fade < 0 else fade / 100)
    if not named:
        _units()
    elif "/" in named:
        _exercise(named)
    else:
        _unit(named)
    return ExitCode.DONE


def _units() -> None:
    """The units that have a primer, with the number of their exercises."""
    # The titles are those of the map: no page is read, and SymPy stays out of this.
    from gradcheck_exercises.curriculum import curriculum
    from gradcheck_exercises.primer import taught, units

    plan = curriculum()
    rows = [
        {"unit": unit, "title": plan.unit(unit).title, "exercises": len(taught(unit))} for unit in units()
    ]
    if wants_json():
        emit({"schema": "gradcheck.learn/1", "ok": True, "units": rows})
        return
    column = max(len(row["unit"]) for row in rows)
    answer(click.style(f"{'unit':<{column}}  exercises  what it is about", bold=True))
    for row in rows:
        head = f"{row['unit']:<{column}}  {row['exercises']:^9}  "
        answer(wrapped(row["title"], indent=len(head), first=head))
    next_step("Read one:", f"gradcheck learn {rows[0]['unit']}")


def _unit(unit: str) -> None:
    """The primer of a unit."""
    from gradcheck_exercises.primer import primer, taught

    page = primer(unit)
    if wants_json():
        exercises = [{key: one[key] for key in ("id", "title", "level")} for one in taught(unit)]
        record = {"unit": unit, "title": page.title, "markdown": page.markdown(), "exercises": exercises}
        emit({"schema": "gradcheck.learn/1", "ok": True, **record})
        return
    answer("\n\n".join(_page(page)))
    next_step("Read on:", f"gradcheck learn {page.example().exercise_id}")


def _page(page: Primer) -> Iterable[str]:
    """The blocks of a primer, each as wide as the terminal."""
    from gradcheck_exercises.primer import Example, taught

    yield indented(click.style(page.title, bold=True))
    yield indented(page.opening.terminal(width() - 2))
    for section in page.sections:
        yield indented(click.style(section.heading, bold=True))
        for piece in section.body:
            shown = _worked(piece) if isinstance(piece, Example) else piece.terminal(width() - 2)
            yield shown if isinstance(piece, Example) else indented(shown)
    yield indented(click.style("Exercises", bold=True))
    listed = taught(page.unit)
    column = max(len(one["id"]) for one in listed)
    heads = [(f"  {one['id']:<{column}}  level {one['level']}  ", one["title"]) for one in listed]
    yield "\n".join(wrapped(title, indent=len(head), first=head) for head, title in heads)


def _worked(example: Example) -> str:
    """The example of a primer, solved."""
    problem = example.problem()
    parts = [problem.part(label) for label in example.labels] or problem.parts
    return _solved(problem, parts)


def _solved(problem: Problem, parts: Iterable[Part]) -> str:
    """Statement, questions and worked solutions."""
    from gradcheck_course.cli import problems

    rows = [problems.statement(problem)]
    for part in parts:
        rows += [problems.question(part), problems.solution(part)]
    return "\n\n".join(rows)


def _exercise(named: str) -> None:
    """What an exercise is about, and the problem of a share code or of the seed 0, solved."""
    from random import Random

    from gradcheck_course.cli import problems
    from gradcheck_exercises import find

    # The seed is given wherever no code is: nothing is left to chance.
    problem = problems.problem_named(named, seed=None if "#" in named else SEED, rng=Random(SEED))  # noqa: S311
    exercise = find(problem.exercise_id)
    about = _about(exercise)
    if wants_json():
        example = problems.record(problem, exercise, solved=True)
        emit({"schema": "gradcheck.learn/1", "ok": True, **about, "example": example})
        return
    rows = [f"{click.style(exercise.title, bold=True)} · level {exercise.level} of 5", exercise.id, ""]
    for word in ("idea", "trap", "source"):
        text = about[word][:1].upper() + about[word][1:]
        rows.append(wrapped(text, indent=INDENT, first=f"{word.capitalize():<{INDENT}}"))
    for word, heading in (("needs", "Needs"), ("leads_to", "Leads to")):
        if about[word]:
            rows.append(wrapped(", ".join(about[word]), indent=INDENT, first=f"{heading:<{INDENT}}"))
    answer(indented("\n".join(rows)) + "\n\n" + indented(click.style("Worked example", bold=True)) + "\n")
    answer(_solved(problem, problem.parts))
    next_step("Now with other numbers:", f"gradcheck practice {exercise.id}")


def _about(exercise: Exercise) -> dict[str, Any]:
    """The exercise, and where it stands in the map: what it needs and what needs it, of the bank's own."""
    from gradcheck_exercises import summaries
    from gradcheck_exercises.curriculum import curriculum

    plan, there = curriculum(), {one["id"] for one in summaries()}
    needs, leads_to = [], []
    if exercise.id in plan.entries:
        needs = [name for name in plan.entry(exercise.id).needs if name in there]
        leads_to = [entry.id for entry in plan.after(exercise.id) if entry.id in there]
    doc = exercise.doc
    return {
        "exercise": exercise.id,
        "title": exercise.title,
        "level": exercise.level,
        "idea": doc.idea,
        "trap": doc.trap,
        "source": doc.source,
        "needs": needs,
        "leads_to": leads_to,
    }
