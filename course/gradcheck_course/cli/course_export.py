"""gradcheck course export: scores as CSV."""

from __future__ import annotations

from pathlib import Path

import click

from gradcheck_course.cli.course_options import course_option
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, talk, wants_json

FORMATS = ("plain", "canvas", "moodle")


@click.command("export", short_help="Write scores as CSV.")
@click.option("--format", "kind", type=click.Choice(FORMATS), default="plain", show_default=True)
@click.option(
    "--by", type=click.Choice(["assignment", "part", "skill"]), default="assignment", show_default=True
)
@click.option("--output", "-o", "target", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@course_option
@output_options
def command(kind: str, by: str, target: Path | None, folder: Path) -> ExitCode:
    """Write the scores of the class as CSV, to FILE or to the terminal.

    They come from the gradebook: what a person decided in formgrader and late penalties are counted. canvas
    and moodle have one column for each assignment; plain may also have one for each part, or for each skill
    (unit of exercises), where late penalties are left out.
    """
    from gradcheck_course.classroom.courses import load_course
    from gradcheck_course.jupyter.export import exported

    if by != "assignment" and kind != "plain":
        raise click.UsageError(f"--by {by} goes with --format plain.")
    course = load_course(folder)
    text, rows = exported(course, kind, by)
    if target is not None:
        target.write_text(text, encoding="utf-8", newline="")
    if wants_json():
        record = {"format": kind, "by": by, "students": rows, "file": str(target) if target else None}
        emit({"schema": "gradcheck.export/1", "ok": True, **record, "csv": None if target else text})
    elif target is None:
        answer(text, newline=False)
    else:
        talk(f"Wrote the scores of {rows} students to {target}")
    return ExitCode.DONE
