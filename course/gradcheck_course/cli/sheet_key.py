"""gradcheck sheet key: the answers to one sheet, in the terminal or as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gradcheck_course.cli.boundary import needs_extra
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, bank_option, emit, output_options, wants_json

if TYPE_CHECKING:
    from gradcheck_course.sheets.settings import ProblemSet
    from gradcheck_course.sheets.sheets import Sheet

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command("key", short_help="Print the answers to the sheet of one student.")
@click.argument("file", metavar="SET", type=FILE)
@click.option("--student", metavar="ID", help="Whose sheet; without it, the sheet that is the same for all.")
@click.option("--practice", is_flag=True, help="The practice sheet, not the graded one.")
@click.option(
    "-f", "form", type=click.Choice(("term", "pdf", "html", "typ")), help="In the terminal, or as a file."
)
@click.option("-o", "out", type=OUT, metavar="FILE", help="Where to write; its ending says the format.")
@bank_option
@output_options
def command(
    file: Path, *, student: str | None, practice: bool, form: str | None, out: Path | None
) -> ExitCode:
    """Print the answers to the sheet that was built for a student, with worked solutions."""
    from gradcheck_course.sheets.settings import load_set

    problem_set = load_set(file)
    form = form or (out.suffix[1:].lower() if out else "term")
    if form not in ("term", "pdf", "html", "typ"):
        raise click.UsageError(f"{out} is no name for a key: it ends in .pdf, .html or .typ.")
    if form == "term" and out:
        raise click.UsageError("-o writes a file: leave -f term out.")
    sheet = found(problem_set, student, practice=practice)
    if form == "term":
        shown(sheet)
        return ExitCode.DONE
    path = out or Path(f"{problem_set.name}{f'-{student}' if student else ''}-key.{form}")
    with needs_extra("sheets"):
        from gradcheck_course.sheets.rendering import Renderer
        from gradcheck_course.sheets.sheets import Layout

        layout = Layout(practice=practice)
        path.write_bytes(Renderer(problem_set, layout).key([sheet], form))
    if wants_json():
        emit({"schema": "gradcheck.sheet-key/1", "ok": True, **record(sheet), "file": str(path)})
    else:
        answer(str(path))
    return ExitCode.DONE


def found(problem_set: ProblemSet, student: str | None, *, practice: bool) -> Sheet:
    """The sheet of this student, or of all."""
    from gradcheck_course.classroom.courses import Person
    from gradcheck_course.sheets.building import key_sheet

    return key_sheet(problem_set, Person(student) if student else None, practice=practice)


def shown(sheet: Sheet) -> None:
    """The problems with their solutions, or one JSON object."""
    from gradcheck_course.cli import problems
    from gradcheck_exercises import find

    if wants_json():
        emit({"schema": "gradcheck.sheet-key/1", "ok": True, **record(sheet)})
        return
    whose = f" · {sheet.whose}" if sheet.whose else ""
    rows = [f"{sheet.title}: key{whose} · {sheet.receipt}"]
    for asked in sheet.asked:
        rows.append(f"{asked.heading}\n{problems.opening(asked.problem, find(asked.exercise))}")
        for part in asked.problem.parts:
            rows += [problems.question(part), problems.solution(part)]
    answer("\n\n".join(rows))


def record(sheet: Sheet) -> dict[str, Any]:
    """The documented record, gradcheck.sheet-key/1."""
    from gradcheck_course.cli import problems
    from gradcheck_exercises import find

    return {
        "title": sheet.title,
        "student": sheet.person.id if sheet.person else None,
        "receipt": sheet.receipt,
        "problems": [
            {
                "number": asked.position,
                "parameters": dict(asked.problem.parameters),
                **problems.record(asked.problem, find(asked.exercise), solved=True),
                "points": dict(asked.points),
            }
            for asked in sheet.asked
        ],
    }
