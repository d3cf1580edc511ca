"""gradcheck course roster: who is in a class."""

from __future__ import annotations

from pathlib import Path

import click

from gradcheck_course.cli.course_options import course_option
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, talk, wants_json


@click.group("roster", short_help="Say who is in a class.")
def command() -> None:
    """Say who is in a class. The roster is roster.csv in the course folder; nobody is ever deleted."""


@command.command("import", short_help="Bring a list of people into the roster.")
@click.argument("file", metavar="CSV", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--column",
    "columns",
    metavar="OURS=THEIRS",
    multiple=True,
    help="What the file calls one of id, first_name, last_name, email.",
)
@click.option("--withdraw", is_flag=True, help="Withdraw everybody who is not in the file.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@course_option
@output_options
def import_list(
    file: Path, columns: tuple[str, ...], withdraw: bool, dry_run: bool, folder: Path
) -> ExitCode:
    """Bring the people in CSV into the roster: new ones are added, known ones brought up to date.

    id is the Hub user name. Who is withdrawn loses access and keeps problems, submissions and scores; who is
    in a later list again comes back.
    """
    from gradcheck_course.classroom.courses import load_course, load_roster
    from gradcheck_course.classroom.roster import merge, write_roster

    course = load_course(folder)
    before = load_roster(course.folder / "roster.csv")
    merged = merge(before, load_roster(file, columns=named_columns(columns)), withdraw=withdraw)
    if not (dry_run or merged.empty):
        write_roster(course.folder, merged.people)
    changes = {
        "added": merged.added,
        "changed": merged.changed,
        "withdrawn": merged.withdrawn,
        "returned": merged.returned,
    }
    if wants_json():
        listed = {name: list(people) for name, people in changes.items()}
        emit({"schema": "gradcheck.roster/1", "ok": True, "written": not (dry_run or merged.empty), **listed})
        return ExitCode.DONE
    for name, people in changes.items():
        if people:
            answer(f"{name} ({len(people)}): {', '.join(people)}")
    if merged.empty:
        answer("Nothing changes.")
    elif dry_run:
        talk("Nothing was written. Without --dry-run it is.")
    else:
        talk("Next: start the Hub again where its user names or groups come from the roster (course serve).")
    return ExitCode.DONE


@command.command("list", short_help="List the people of a class.")
@course_option
@output_options
def list_people(folder: Path) -> ExitCode:
    """List the people of a class, with their roles."""
    from gradcheck_course.classroom.courses import load_course

    course = load_course(folder)
    rows = [(name, "instructor", "") for name in course.instructors]
    rows += [(name, "grader", "") for name in course.graders]
    for role, people in (("student", course.students), ("withdrawn", course.withdrawn)):
        rows += [(one.id, role, f"{one.first_name} {one.last_name}".strip()) for one in people]
    if wants_json():
        people = [{"id": name, "role": role, "name": full} for name, role, full in rows]
        emit({"schema": "gradcheck.people/1", "ok": True, "course": course.id, "people": people})
        return ExitCode.DONE
    column = max((len(name) for name, _, _ in rows), default=0)
    for name, role, full in rows:
        answer(f"{name:{column}}  {role:10}  {full}".rstrip())
    talk(f"{len(course.students)} students, {len(course.withdrawn)} withdrawn")
    return ExitCode.DONE


@command.command("check", short_help="Find what may be wrong in the roster.")
@course_option
@output_options
def check(folder: Path) -> ExitCode:
    """Find what may be wrong in the roster. The exit code is 1 when something was found."""
    from gradcheck_course.classroom.courses import load_course
    from gradcheck_course.classroom.roster import doubts

    course = load_course(folder)
    found = doubts(course)
    if wants_json():
        emit(
            {
                "schema": "gradcheck.roster-check/1",
                "ok": not found,
                "students": len(course.students),
                "found": found,
            }
        )
    for sentence in [] if wants_json() else found:
        answer(sentence)
    if not found and not wants_json():
        answer(f"{len(course.students)} students; nothing was found.")
    return ExitCode.NEGATIVE if found else ExitCode.DONE


def named_columns(pairs: tuple[str, ...]) -> dict[str, str]:
    """The names of columns, ours -> theirs. Raises click.UsageError for what is no pair."""
    from gradcheck_course.classroom.courses import ROSTER_COLUMNS

    named: dict[str, str] = {}
    for pair in pairs:
        ours, sign, theirs = pair.partition("=")
        if not sign or ours not in ROSTER_COLUMNS:
            raise click.UsageError(
                f"--column {pair}: write one of {', '.join(ROSTER_COLUMNS)}, = and their name."
            )
        named[ours] = theirs
    return named
