"""gradcheck bank show: what an exercise is about, where it stands, and how it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gradcheck_course.cli.completing import exercise_names
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, bank_option, emit, output_options, talk, wants_json, wrapped

if TYPE_CHECKING:
    from gradcheck_exercises import Exercise, Part

INDENT = 9


@click.command("show", short_help="Say what an exercise is about, and how it is made.")
@click.argument("name", metavar="ID", shell_complete=exercise_names)
@bank_option
@output_options
def command(name: str) -> ExitCode:
    """Say what an exercise is about, where it stands, what it draws, and which slips it knows."""
    from gradcheck_course.authoring.selecting import found

    exercise = found(name.strip().lower())
    if wants_json():
        emit({"schema": "gradcheck.bank-show/1", "ok": True, **record(exercise)})
        return ExitCode.DONE
    answer("\n".join(lines(exercise)))
    talk(f"\nSee problems: gradcheck bank preview {exercise.id} --answers")
    talk(f"Check it:     gradcheck bank check {exercise.id} --seeds 200")
    return ExitCode.DONE


def record(exercise: Exercise) -> dict[str, Any]:
    """The documented record, gradcheck.bank-show/1; parts and parameters are those of the seed 0."""
    from gradcheck_course.authoring.selecting import file_of

    problem = exercise.problem(0)
    doc = exercise.doc
    return {
        "id": exercise.id,
        "title": exercise.title,
        "level": exercise.level,
        "idea": doc.idea,
        "trap": doc.trap,
        "source": doc.source,
        "file": str(file_of(exercise)),
        "line": exercise.function.__code__.co_firstlineno,
        "version": exercise.version,
        "parameters": dict(problem.parameters),
        "parts": [_part(part) for part in problem.parts],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "label": part.label,
        "points": part.points,
        "kind": part.kind,
        "answer": type(part.answer).__name__,
        "hints": len(part.hints),
        "steps": len(part.steps),
        "slips": {slip.name: slip.feedback for slip in part.slips},
        "checked": part.check is not None,
        "follows": list(part.follow.after) if part.follow is not None else [],
    }


def lines(exercise: Exercise) -> list[str]:
    """The same for a person."""
    about = record(exercise)
    rows = [click.style(f"{about['title']} · level {about['level']} of 5", bold=True), about["id"], ""]
    for word in ("idea", "trap", "source"):
        text = about[word][:1].upper() + about[word][1:]
        rows.append(wrapped(text, indent=INDENT, first=f"{word.capitalize():<{INDENT}}"))
    rows.append(f"{'File':<{INDENT}}{about['file']}:{about['line']}")
    drawn = ", ".join(f"{name} = {value}" for name, value in about["parameters"].items())
    rows += [wrapped(f"{drawn} (seed 0)", indent=INDENT, first=f"{'Draws':<{INDENT}}"), ""]
    for part in about["parts"]:
        rows += _part_lines(part)
    return rows


def _part_lines(part: dict[str, Any]) -> list[str]:
    points = "1 point" if part["points"] == 1 else f"{part['points']} points"
    said = [f"{part['answer']}, {points}", f"{part['hints']} hints", f"{part['steps']} steps"]
    said += ["a second computation"] if part["checked"] else []
    said += [f"follows from ({'), ('.join(part['follows'])})"] if part["follows"] else []
    rows = [f"({part['label']}) {', '.join(said)}"]
    column = max(map(len, part["slips"]), default=0)
    for name, feedback in part["slips"].items():
        rows.append(wrapped(feedback, indent=column + 6, first=f"    {name:<{column}}  "))
    return rows
