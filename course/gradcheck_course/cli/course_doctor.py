"""gradcheck course doctor: what stands in the way of a class, before the class finds it."""

from __future__ import annotations

from pathlib import Path

import click

from gradcheck_course.cli.course_options import course_option
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, wants_json


@click.command("doctor", short_help="Find what stands in the way of a class.")
@course_option
@output_options
def command(folder: Path) -> ExitCode:
    """Look through a course: files, secret, records, roster, exercises, disk, and the service.

    What you may not read is left to the operator. The exit code is 1 when something stands in the way.
    """
    from gradcheck_course.classroom.health import examined

    found = examined(folder.resolve())
    bad = [one for one in found if one.problem]
    if wants_json():
        checks = [{"what": one.what, "problem": one.problem, "told": one.told} for one in found]
        emit({"schema": "gradcheck.course-doctor/1", "ok": not bad, "checks": checks})
        return ExitCode.NEGATIVE if bad else ExitCode.DONE
    column = max(len(one.what) for one in found)
    for one in found:
        answer(f"{'!' if one.problem else ' '} {one.what:{column}}  {one.problem or one.told}")
    return ExitCode.NEGATIVE if bad else ExitCode.DONE
