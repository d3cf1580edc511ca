"""How a problem looks in a terminal: header, statement, parts, hints, solution; and as a JSON record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any

import click

from gradcheck_course.cli.spoken import shown_question, shown_reading, shown_step, shown_text
from gradcheck_course.cli.terminal import indented, wants_plain, width, wrapped
from gradcheck_course.practice.line_choice import check_level
from gradcheck_exercises import Exercise, Part, Problem, find, read_code
from gradcheck_exercises.codes import PRACTICE_SEEDS
from gradcheck_exercises.terminal import SPACE

INDENT = 2


def problem_named(what: str, *, seed: int | None, rng: Random, level: int | None = None) -> Problem:
    """The problem of a share code, or one of the exercise named, of this seed or a random one."""
    if "#" in what:
        coded = read_code(what)
        if seed is not None and seed != coded.seed:
            raise click.UsageError("A share code has its seed already: leave --seed out.")
        if level is not None and level != (coded.level or find(coded.exercise_id).level):
            raise click.UsageError("A share code has its level already: leave --level out.")
        return find(coded.exercise_id).problem(coded.seed, level=coded.level)
    exercise = find(what)
    seed = rng.randrange(PRACTICE_SEEDS) if seed is None else seed
    return exercise.problem(seed, level=check_level(exercise, level))


def header(problem: Problem, exercise: Exercise) -> str:
    """One line: title and level on the left, share code on the right; two lines where that is too wide."""
    left, right = (
        f"{exercise.title} · level {problem.level or exercise.level} of 5",
        problem.code or problem.exercise_id,
    )
    gap = width() - INDENT - len(left) - len(right)
    between = " " * gap if gap >= 2 else "\n" + " " * INDENT
    return f"{' ' * INDENT}{click.style(left, bold=True)}{between}{right}"


def statement(problem: Problem) -> str:
    """The statement, as wide as the terminal."""
    return indented(shown_text(problem.statement, width() - INDENT))


def question(part: Part) -> str:
    """Label, prompt, the points where they are not one, and options."""
    if part.points != 1:
        counted = replace(part.prompt, template=f"{part.prompt.template} ({part.points}{SPACE}points)")
        part = replace(part, prompt=counted)
    lines = shown_question(part, width() - INDENT - 4).splitlines()
    return indented("\n".join([f"({part.label}) {lines[0]}", *(f"    {line}" for line in lines[1:])]))


def opening(problem: Problem, exercise: Exercise) -> str:
    """Header and statement, with an empty line between."""
    return f"{header(problem, exercise)}\n\n{statement(problem)}"


def hint(part: Part, number: int) -> str:
    """The hint of that number, counted from 1."""
    text = shown_text(part.hints[number - 1].text, width() - INDENT - 2)
    return indented(f"Hint {number} of {len(part.hints)} for ({part.label})\n{indented(text)}")


def solution(part: Part) -> str:
    """The worked solution of a part, numbered, and its answer."""
    rows = [f"Worked solution of ({part.label})"]
    for number, step in enumerate(part.steps, start=1):
        lines = shown_step(step, width() - INDENT - 5).splitlines()
        rows += [f"  {number}. {lines[0]}", *(f"     {line}" for line in lines[1:])]
    return "\n".join([indented("\n".join(rows)), final_answer(part)])


def final_answer(part: Part) -> str:
    """The right answer to a part, in a line or, where it is code, in several."""
    if part.kind == "code":
        rows = ["Answer:", *(f"  {line}" for line in part.answer.reference_text().splitlines())]
        return indented("\n".join(rows), 2 * INDENT)
    said = f"Answer: {shown_reading(part.answer.reference_reading())}"
    return wrapped(said, indent=2 * INDENT) if wants_plain() else indented(said, 2 * INDENT)


def record(
    problem: Problem, exercise: Exercise, *, hints: int = 0, solved: bool = False, labels: Iterable[str] = ()
) -> dict[str, Any]:
    """What a program may know of the problem: texts as Markdown with LaTeX; hints, solution if asked for."""
    code = problem.code
    wanted = set(labels) or {part.label for part in problem.parts}
    return {
        "exercise": exercise.id,
        "title": exercise.title,
        "level": exercise.level,
        "code": code,
        "seed": code.rpartition("#")[2] if code else None,
        "statement": problem.statement.markdown(),
        "parts": [_part(part, hints, solved) for part in problem.parts if part.label in wanted],
    }


def _part(part: Part, hints: int, solved: bool) -> dict[str, Any]:
    options = [{"key": key, "text": text} for key, text in part.answer.notation.options]
    entry: dict[str, Any] = {"label": part.label, "points": part.points, "kind": part.kind}
    entry |= {"prompt": part.prompt.markdown(), "names": list(part.answer.notation.names)}
    if options:
        entry["options"] = options
    if hints:
        entry["hints"] = [one.text.markdown() for one in part.hints[:hints]]
    if solved:
        entry["steps"] = [step.markdown() for step in part.steps]
        entry["answer"] = part.answer.reference_text()
    return entry
