"""gradcheck course collect: fetch what was handed in."""

from __future__ import annotations

from pathlib import Path

import click

from gradcheck_course.cli.boundary import needs_extra
from gradcheck_course.cli.course_options import course_option
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, talk, wants_json


@click.command("collect", short_help="Fetch what was handed in.")
@click.argument("name", metavar="ASSIGNMENT")
@click.option("--before-due", is_flag=True, help="Of each person the newest submission in time, if any is.")
@click.option("--keep", is_flag=True, help="Leave what was collected before as it is.")
@course_option
@output_options
def command(name: str, before_due: bool, keep: bool, folder: Path) -> ExitCode:
    """Fetch each person's newest submission of ASSIGNMENT, as `nbgrader collect --update` does."""
    with needs_extra("class"):
        from gradcheck_course.jupyter.desk import Desk
    desk = Desk.open(folder)
    assignment = desk.course.assignment(name)
    with desk.alone():
        new = desk.collect(assignment, before_due=before_due, update=not keep)
    there = desk.handed_in(assignment)
    waiting = sum(not desk.is_marked(one, assignment) for one in there)
    if wants_json():
        record = {"schema": "gradcheck.collect/1", "ok": True, "assignment": name, "new": new}
        emit({**record, "collected": len(there), "not_marked": waiting})
        return ExitCode.DONE
    answer(
        f"Collected {len(new)} new submissions of {name}; {len(there)} are here, {waiting} not marked yet."
    )
    if waiting:
        talk(f"Next: gradcheck course autograde {name}")
    return ExitCode.DONE
