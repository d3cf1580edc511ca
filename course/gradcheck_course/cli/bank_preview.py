"""gradcheck bank preview: problems of an exercise, in the terminal, as a page or on paper."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gradcheck_course.cli.boundary import needs_extra
from gradcheck_course.cli.completing import exercise_names
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import (
    answer,
    bank_option,
    emit,
    indented,
    output_options,
    shown_maths,
    talk,
    wants_json,
    width,
    wrapped,
)

if TYPE_CHECKING:
    from gradcheck_exercises import Exercise, Problem
    from gradcheck_exercises.lint import Finding

FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command("preview", short_help="Show problems, with what is wrong with them.")
@click.argument("name", metavar="ID", shell_complete=exercise_names)
@click.option("-n", "count", type=click.IntRange(1), default=6, show_default=True, help="How many problems.")
@click.option("--seed", "first", type=click.IntRange(0), default=0, metavar="N", help="The first of them.")
@click.option(
    "-f",
    "form",
    type=click.Choice(("term", "html", "pdf")),
    help="In the terminal, as a page, or as PDF; the ending of FILE says it too.",
)
@click.option("--answers", is_flag=True, help="The answers as well; a page and a PDF always have them.")
@click.option("-o", "file", type=FILE, metavar="FILE", help="Where to write the page or the PDF.")
@click.option("--open", "opened", is_flag=True, help="Open what was written.")
@bank_option
@output_options
def command(name: str, *, count: int, first: int, form: str | None, **options: Any) -> ExitCode:
    """Show problems of an exercise, each with what is wrong with it."""
    from gradcheck_course.authoring.selecting import found
    from gradcheck_exercises.lint import findings

    exercise = found(name.strip().lower())
    seeds = range(first, first + count)
    wrong = findings(exercise, seeds)
    form = form or form_of(options["file"], opened=options["opened"])
    if form != "term":
        write(exercise, seeds, wrong, form, file=options["file"], opened=options["opened"])
        return ExitCode.DONE
    problems = [exercise.problem(seed) for seed in seeds if not _is_undrawn(wrong, seed)]
    if wants_json():
        emit({"schema": "gradcheck.bank-preview/1", "ok": True, **record(exercise, problems, wrong)})
        return ExitCode.DONE
    by_seed = {problem.seed: problem for problem in problems}
    for seed in seeds:
        notes = [finding.message for finding in wrong if finding.seed == seed]
        answer("\n".join(rows(exercise, seed, by_seed.get(seed), notes, answers=options["answers"])) + "\n")
    talk(f"As a page, with hints, steps and slips: gradcheck bank preview {exercise.id} -n {count} --open")
    return ExitCode.DONE


def _is_undrawn(wrong: list[Finding], seed: int) -> bool:
    """Whether the problem of this seed could not even be drawn."""
    return any(finding.seed == seed and finding.claim == "draws" for finding in wrong)


def rows(
    exercise: Exercise, seed: int, problem: Problem | None, notes: list[str], *, answers: bool
) -> list[str]:
    """Seed and code, the statement, the questions with their answers if asked for, and what is wrong."""
    code = problem.code if problem is not None and problem.code else exercise.id
    written = [f"{click.style(f'seed {seed}', bold=True)}  {code}"]
    if problem is not None:
        written.append(indented(problem.statement.terminal(width() - 2)))
        for part in problem.parts:
            question = part.prompt.terminal(width() - 6).splitlines()
            written += [f"  ({part.label}) {question[0]}", *(f"      {line}" for line in question[1:])]
            if answers:
                reading = part.answer.reference_reading()
                written.append(f"      {click.style(shown_maths(reading.pretty, reading.plain), fg='green')}")
    return written + [wrapped(note, indent=4, first="  ! ") for note in notes]


def record(exercise: Exercise, problems: list[Problem], wrong: list[Finding]) -> dict[str, Any]:
    """The documented record, gradcheck.bank-preview/1."""
    from gradcheck_course.cli import problems as shown

    return {
        "exercise": exercise.id,
        "problems": [
            {
                "number": problem.seed,
                "parameters": dict(problem.parameters),
                **shown.record(problem, exercise, hints=3, solved=True),
            }
            for problem in problems
        ],
        "findings": [
            {"seed": one.seed, "claim": one.claim, "message": one.message, "undecided": one.doubt}
            for one in wrong
        ],
    }


def form_of(file: Path | None, *, opened: bool) -> str:
    """What is meant where no format is named: PDF for a file that is called so, else a page, else no file."""
    if file is not None and file.suffix.lower() == ".pdf":
        return "pdf"
    return "html" if file is not None or opened else "term"


def write(
    exercise: Exercise, seeds: range, wrong: list[Finding], form: str, *, file: Path | None, opened: bool
) -> None:
    """Afterwards the page or PDF is in the file, or in a temporary one, and open if that was asked for."""
    content = _pdf(exercise, seeds, wrong) if form == "pdf" else _page(exercise, seeds, wrong)
    if file is None:
        file = Path(tempfile.mkdtemp(prefix="gradcheck-")) / f"{exercise.slug}.{form}"
    file.write_bytes(content)
    if wants_json():
        name = "page" if form == "html" else form
        emit({"schema": "gradcheck.bank-preview/1", "ok": True, "exercise": exercise.id, name: str(file)})
    else:
        answer(str(file))
    if opened:
        click.launch(file.resolve().as_uri())


def _page(exercise: Exercise, seeds: range, wrong: list[Finding]) -> bytes:
    with needs_extra("class"):
        from gradcheck_course.authoring import gallery
    return gallery.page(exercise, seeds, wrong).encode()


def _pdf(exercise: Exercise, seeds: range, wrong: list[Finding]) -> bytes:
    with needs_extra("sheets"):
        from gradcheck_course.sheets.rendering import PdfPrinter
        from gradcheck_course.sheets.typst_preview import preview_source

        printer = PdfPrinter()
    return printer.printed(preview_source(exercise, seeds, wrong))
