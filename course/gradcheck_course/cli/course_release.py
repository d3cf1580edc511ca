"""gradcheck course release: problems for everybody, drawn and checked, then the assignment is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gradcheck_course.cli.course_options import course_option, with_progress
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, talk, wants_json

if TYPE_CHECKING:
    from gradcheck_course.classroom.client import ServiceClient


@click.command("release", short_help="Give an assignment to the class.")
@click.argument("name", metavar="ASSIGNMENT")
@click.option("--repeats", is_flag=True, help="Release also where students must share problems.")
@course_option
@output_options
def command(name: str, repeats: bool, folder: Path) -> ExitCode:
    """Give ASSIGNMENT to the class.

    Everybody on the roster gets problems of their own first; each is checked by what its exercise must
    satisfy. Where there are fewer different problems than students, you are told and nothing is released
    (exit code 1), unless you say --repeats. Stopped, the same command goes on where it was.
    """
    from gradcheck_course.classroom.client import ServiceClient
    from gradcheck_course.classroom.courses import load_course
    from gradcheck_course.jupyter.generating import generate

    course = load_course(folder)
    assignment = course.assignment(name)
    client = ServiceClient.from_environment()
    for _ in with_progress(_dealt(client, course.id, name), course.students, "Drawing and checking"):
        pass
    shared = [one for one in client.shared(course.id, name) if one["different"] < one["people"]]
    if shared and not repeats:
        _tell(name, shared, released_at=None)
        return ExitCode.NEGATIVE
    generate(course, assignment)
    at = client.release(course.id, name)
    _tell(name, shared, released_at=at.isoformat())
    return ExitCode.DONE


def _dealt(client: ServiceClient, course: str, name: str) -> Iterator[int]:
    """One item for each student who has their problems, as they get them."""
    told, dealt, of = 0, 0, 1
    while dealt < of:
        dealt, of = client.deal(course, name)
        yield from range(told, dealt)
        told = dealt


def _tell(name: str, shared: Sequence[Mapping[str, Any]], *, released_at: str | None) -> None:
    if wants_json():
        record = {"assignment": name, "released_at": released_at, "shared": list(shared)}
        emit({"schema": "gradcheck.release/1", "ok": released_at is not None, **record})
        return
    for one in shared:
        talk(
            f"{one['exercise']}: {one['different']} different problems for {one['people']} students; "
            f"up to {one['most']} share one."
        )
    if released_at is None:
        answer(f"{name} was not released.")
        talk("Take another exercise, or release it as it is: the same command with --repeats.")
    else:
        answer(f"Released {name}.")
        talk(f"Next: gradcheck course status {name}")
