"""gradcheck course backup: a whole class in one file."""

from __future__ import annotations

from pathlib import Path

import click

from gradcheck_course.cli.course_options import course_option
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, talk, wants_json


@click.command("backup", short_help="Write a whole class into one file.")
@click.argument("file", metavar="FILE", required=False, type=click.Path(dir_okay=False, path_type=Path))
@course_option
@output_options
def command(file: Path | None, folder: Path) -> ExitCode:
    """Write a whole class into FILE: records, submissions, feedback, gradebook, course files, secret.

    On the machine of the service, which may run meanwhile. Without FILE, into the folder above the course's.
    Whoever has the file can read all of it: keep it where only you can.
    """
    from datetime import UTC, datetime

    from gradcheck_course.classroom.backup import back_up
    from gradcheck_course.classroom.courses import load_course

    now = datetime.now(UTC)
    course = load_course(folder)
    target = file or course.folder.parent / f"{course.id}-{now:%Y%m%dT%H%M%S}.gradcheck"
    made = back_up(folder, target, now=now)
    if wants_json():
        record = {"course": made.course, "file": str(made.path), "files": made.files, "bytes": made.size}
        emit({"schema": "gradcheck.course-backup/1", "ok": True, **record})
    else:
        answer(f"Wrote {made.course} ({made.files} files, {made.size / 2**20:.1f} MB) to {made.path}")
        talk("It holds everything, the course's secret too: keep it where only you can read it.")
    return ExitCode.DONE
