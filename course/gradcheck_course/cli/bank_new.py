"""gradcheck bank new: a working exercise to start from."""

from __future__ import annotations

from pathlib import Path

import click

from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, talk, wants_json

KINDS = ("derivative", "matrix", "prob", "gd", "backprop", "numeric", "choice")


@click.command("new", short_help="Write a working exercise to start from.")
@click.argument("name", metavar="UNIT/SLUG")
@click.option(
    "--kind", type=click.Choice(KINDS), default="derivative", show_default=True, help="What it is about."
)
@click.option(
    "--into",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="A bank of your own; the built-in one unless given.",
)
@output_options
def command(name: str, kind: str, folder: Path | None) -> ExitCode:
    """Write a working exercise and its test to start from. Nothing that is there is overwritten."""
    from gradcheck_course.authoring.skeletons import SkeletonError, write_skeleton

    try:
        written = write_skeleton(name.strip().lower(), kind, folder=folder)
    except SkeletonError as error:
        raise click.UsageError(str(error)) from error
    bank = f" --bank {folder}" if folder is not None else ""
    if wants_json():
        files = {"file": str(written.file), "test": str(written.test)}
        emit({"schema": "gradcheck.bank-new/1", "ok": True, "exercise": written.exercise.id, **files})
        return ExitCode.DONE
    answer(f"{written.file}\n{written.test}")
    talk("\nIt is a sound exercise already; make it yours, then:")
    talk(f"  gradcheck bank preview {written.exercise.id} --answers{bank}")
    talk(f"  gradcheck bank check {written.exercise.id} --seeds 200{bank}")
    if folder is None:
        talk("  python -m gradcheck_exercises.registry         (lists it)")
        talk("  python tests/exercises/golden/write.py         (keeps its problems as they are)")
    return ExitCode.DONE
