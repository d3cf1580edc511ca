"""gradcheck course feedback: make each person's page, and give it to them."""

from __future__ import annotations

from pathlib import Path

import click

from gradcheck_course.cli.boundary import needs_extra
from gradcheck_course.cli.course_autograde import chosen
from gradcheck_course.cli.course_options import course_option, with_progress
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, talk, wants_json


@click.command("feedback", short_help="Make the feedback pages, and release them.")
@click.argument("name", metavar="ASSIGNMENT")
@click.option("--release", is_flag=True, help="Give each page to the person it is about.")
@click.option("--student", "students", metavar="ID", multiple=True, help="This student's page only.")
@course_option
@output_options
def command(name: str, release: bool, students: tuple[str, ...], folder: Path) -> ExitCode:
    """Make a page for each marked submission of ASSIGNMENT.

    A page has the person's own problems, what was read, verdicts with their reasons, slips and worked
    solutions, and the scores and comments that a person gave in formgrader. With --release each person can
    fetch theirs; who has this very page already is left alone.
    """
    with needs_extra("class"):
        from gradcheck_course.classroom.client import ServiceClient
        from gradcheck_course.jupyter.desk import Desk
        from gradcheck_course.jupyter.feedback import FeedbackPages
    desk = Desk.open(folder)
    assignment = desk.course.assignment(name)
    with desk.alone():
        handed = [one for one in chosen(desk, name, students) if desk.is_marked(one, assignment)]
        pages = FeedbackPages(desk, assignment, ServiceClient.from_environment() if release else None)
        told = list(with_progress(pages.make(handed), handed, "Writing"))
    changed, released = sum(one.changed for one in told), sum(one.released for one in told)
    if wants_json():
        record = {"schema": "gradcheck.feedback/1", "ok": True, "assignment": name, "pages": len(told)}
        emit({**record, "changed": changed, "released": released})
        return ExitCode.DONE
    answer(f"{len(told)} pages of {name}, {changed} of them new or changed.")
    if release:
        answer(f"{released} were given to their owners.")
    elif told:
        talk(f"Next: look at {told[0].path}, then: gradcheck course feedback {name} --release")
    if not told:
        talk(f"Nothing is marked yet. Next: gradcheck course autograde {name}")
    return ExitCode.DONE
