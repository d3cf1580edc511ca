"""gradcheck course preview: an assignment as a student would see it."""

from __future__ import annotations

from pathlib import Path

import click

from gradcheck_course.cli.course_options import course_option
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, talk, wants_json


@click.command("preview", short_help="See an assignment as a student would.")
@click.argument("name", metavar="ASSIGNMENT")
@course_option
@output_options
def command(name: str, folder: Path) -> ExitCode:
    """Write the notebook of ASSIGNMENT with example problems, which nobody gets, and print what it asks."""
    from gradcheck_course.classroom.courses import load_course
    from gradcheck_course.classroom.notebooks import master_notebook
    from gradcheck_course.jupyter.master import write_master

    course = load_course(folder)
    assignment = course.assignment(name)
    path = write_master(course, assignment)
    cells = master_notebook(course, assignment).cells
    texts = [
        cell.source for cell in cells if cell.metadata.gradcheck.role in ("title", "statement", "prompt")
    ]
    if wants_json():
        emit({"schema": "gradcheck.preview/1", "ok": True, "notebook": str(path), "texts": texts})
        return ExitCode.DONE
    answer("\n\n".join(texts))
    talk(f"As a notebook: {path}")
    return ExitCode.DONE
