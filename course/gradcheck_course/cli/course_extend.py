"""gradcheck course extend: more time, or more attempts, for one person."""

from __future__ import annotations

from pathlib import Path

import click

from gradcheck_course.cli.course_options import course_option
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, wants_json


@click.command("extend", short_help="Give a student more time.")
@click.argument("name", metavar="ASSIGNMENT")
@click.argument("person", metavar="STUDENT")
@click.option("--due", metavar="TIME", help="Their own due date, such as '2026-12-05 23:59'.")
@click.option("--attempts", metavar="N", type=click.IntRange(0, 20), default=0, help="So many attempts more.")
@click.option("--reason", metavar="TEXT", default="", help="Kept in the records.")
@click.option("--withdraw", is_flag=True, help="Take an extension back.")
@course_option
@output_options
def command(
    name: str, person: str, due: str | None, attempts: int, reason: str, withdraw: bool, folder: Path
) -> ExitCode:
    """Give STUDENT another due date for ASSIGNMENT, or more attempts.

    It replaces an earlier extension. Work that was handed in before counts by the new date.
    """
    from gradcheck_course.classroom.assigning import moment_in
    from gradcheck_course.classroom.client import ServiceClient
    from gradcheck_course.classroom.courses import load_course

    if withdraw == bool(due or attempts):
        raise click.UsageError("Say --due, --attempts or both; or --withdraw alone.")
    course = load_course(folder)
    moment = moment_in(course, due).isoformat() if due else None
    given = ServiceClient.from_environment().extend(
        course.id, name, person=person, due=moment, attempts=attempts, reason=reason
    )
    if wants_json():
        emit({"schema": "gradcheck.extension/1", "ok": True, "assignment": name, **given})
    elif withdraw:
        answer(f"{person} has what the class has for {name}.")
    else:
        until = f" until {moment}" if moment else ""
        more = f" with {attempts} more attempts" if attempts else ""
        answer(f"{person} has {name}{until}{more}.")
    return ExitCode.DONE
