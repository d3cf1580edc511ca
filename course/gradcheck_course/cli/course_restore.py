"""gradcheck course restore: a class from the file that course backup wrote."""

from __future__ import annotations

from pathlib import Path

import click

from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, talk, wants_json


@click.command("restore", short_help="Bring a class back from a file.")
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--records",
    metavar="URL",
    default="",
    help="An empty PostgreSQL database for the records; by default an SQLite file in DIR.",
)
@output_options
def command(file: Path, folder: Path, records: str) -> ExitCode:
    """Bring a class back from FILE into the new folder DIR, on this machine or another.

    Every byte is checked first. A backup of an older gradcheck is carried to this version.
    """
    from datetime import UTC, datetime

    from gradcheck_course.classroom.backup import restore

    made = restore(file, folder, records=records, now=datetime.now(UTC))
    if wants_json():
        record = {"course": made.course, "folder": str(made.path), "files": made.files}
        emit({"schema": "gradcheck.course-restore/1", "ok": True, **record})
    else:
        answer(f"Restored {made.course} ({made.files} files, each as it was) into {made.path}")
        talk(f"Next: gradcheck course serve {made.path}, or point your Hub's configuration to it.")
    return ExitCode.DONE
