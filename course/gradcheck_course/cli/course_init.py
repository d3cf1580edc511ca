"""gradcheck course init: the folder from which a class is run."""

from __future__ import annotations

from pathlib import Path

import click

from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, talk, wants_json


@click.command("init", short_help="Make a new course folder.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--id", "course_id", metavar="NAME", help="Short name of the course; by default the folder's.")
@click.option("--title", metavar="TEXT", help="Full title; by default the short name.")
@click.option("--instructor", "instructors", metavar="USER", multiple=True, help="A Hub user who teaches.")
@click.option("--grader", "graders", metavar="USER", multiple=True, help="A Hub user who marks.")
@click.option(
    "--roster",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV file with the columns id, first_name, last_name, email.",
)
@click.option("--timezone", metavar="ZONE", default="UTC", show_default=True, help="Such as Europe/Berlin.")
@click.option(
    "--records",
    metavar="URL",
    default="",
    help="A PostgreSQL database for the records; by default an SQLite file in DIR.",
)
@output_options
def command(
    folder: Path,
    course_id: str | None,
    title: str | None,
    instructors: tuple[str, ...],
    graders: tuple[str, ...],
    roster: Path | None,
    timezone: str,
    records: str,
) -> ExitCode:
    """Make the folder of a new course in DIR. Nothing that is there is overwritten."""
    from gradcheck_course.classroom.courses import load_roster
    from gradcheck_course.classroom.founding import init_course

    name = course_id or folder.resolve().name
    course = init_course(
        folder,
        course_id=name,
        title=title or name,
        instructors=instructors,
        graders=graders,
        students=load_roster(roster) if roster else (),
        timezone=timezone,
        records=records,
    )
    if wants_json():
        made = {"course": course.id, "folder": str(course.folder), "students": len(course.students)}
        emit({"schema": "gradcheck.course/1", "ok": True, **made, "instructors": list(course.instructors)})
        return ExitCode.DONE
    answer(f"Made the course {course.id} in {course.folder}")
    talk(f"Students: {len(course.students)}, in {course.folder / 'roster.csv'}")
    talk(f"Next: add an assignment to {course.folder / 'course.toml'}; its comments show how.")
    return ExitCode.DONE
