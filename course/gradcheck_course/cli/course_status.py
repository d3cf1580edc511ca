"""gradcheck course status: how far a class is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from gradcheck_course.cli.course_options import course_option
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, talk, wants_json


@click.command("status", short_help="Say how far a class is.")
@click.argument("name", metavar="ASSIGNMENT", required=False)
@course_option
@output_options
def command(name: str | None, folder: Path) -> ExitCode:
    """Say how far the class is with each assignment, or each student with ASSIGNMENT."""
    from gradcheck_course.classroom.client import ServiceClient
    from gradcheck_course.classroom.courses import load_course

    course, client = load_course(folder), ServiceClient.from_environment()
    wanted = [course.assignment(name)] if name else course.assignments
    records = [client.standing(course.id, one.name) for one in wanted]
    if wants_json():
        emit({"schema": "gradcheck.status/1", "ok": True, "course": course.id, "assignments": records})
    elif name:
        for person in records[0]["people"]:
            answer(line_of(person))
        talk(summary_of(records[0]))
    else:
        for record in records:
            answer(summary_of(record))
        if not records:
            talk("No assignment yet. Next: gradcheck course assign NAME EXERCISE...")
    return ExitCode.DONE


def summary_of(record: Mapping[str, Any]) -> str:
    """One line for an assignment."""
    people = record["people"]
    counts = {
        "fetched": sum(one["attempt"] > 0 for one in people),
        "handed in": sum(one["receipt"] is not None for one in people),
        "late": sum(one["late_seconds"] > 0 for one in people),
        "marked": sum(one["marked"] for one in people),
        "waiting for a person": sum(bool(one["undecided"]) for one in people),
        "with feedback": sum(one["feedback"] for one in people),
    }
    state = "released" if record["released_at"] else "draft"
    told = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return f"{record['name']}  {state}, {len(people)} students" + (f": {told}" if told else "")


def line_of(person: Mapping[str, Any]) -> str:
    """One line for a student."""
    words = ["fetched" if person["attempt"] else "not fetched"]
    if person["attempts"] > 1 and person["attempt"]:
        words.append(f"attempt {person['attempt']} of {person['attempts']}")
    if person["receipt"]:
        words.append("handed in")
    if person["late_seconds"]:
        words.append(f"{person['late_seconds'] / 3600:.1f} h late")
    if person["extended"]:
        words.append(f"extension to {person['due']}")
    if person["marked"]:
        words.append(f"{person['points']:g} of {person['max_points']:g} points")
    if person["undecided"]:
        words.append(f"a person must look at {', '.join(person['undecided'])}")
    if person["feedback"]:
        words.append("has feedback")
    return f"{person['person']}: {', '.join(words)}"
