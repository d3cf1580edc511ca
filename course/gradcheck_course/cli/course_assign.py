"""gradcheck course assign: a new assignment at the end of course.toml."""

from __future__ import annotations

from pathlib import Path

import click

from gradcheck_course.cli.course_options import course_option
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, talk, wants_json


@click.command("assign", short_help="Add an assignment.")
@click.argument("name", metavar="ASSIGNMENT")
@click.argument("exercises", metavar="EXERCISE...", nargs=-1, required=True)
@click.option("--title", metavar="TEXT", help="By default the name.")
@click.option("--due", metavar="TIME", help="Such as '2026-12-01 23:59', in the time zone of the course.")
@click.option("--closes", metavar="TIME", help="After this nothing is accepted.")
@click.option(
    "--late-per-day", metavar="SHARE", type=click.FloatRange(0, 1), help="Lost each day: 0.1 is 10 %."
)
@click.option(
    "--attempts", metavar="N", type=click.IntRange(1, 20), default=1, help="With new problems each."
)
@click.option("--checks", metavar="N", type=click.IntRange(0, 50), default=0, help="Answers checked at once.")
@click.option(
    "--feedback", metavar="WHEN", type=click.Choice(["released", "due", "closed"]), default="released"
)
@course_option
@output_options
def command(
    name: str,
    exercises: tuple[str, ...],
    title: str | None,
    due: str | None,
    closes: str | None,
    late_per_day: float | None,
    attempts: int,
    checks: int,
    feedback: str,
    folder: Path,
) -> ExitCode:
    """Add ASSIGNMENT to course.toml, with these exercises in this order. Nobody sees it until it is released.

    Points of parts, and the rest of its policy, are written into course.toml.
    """
    from gradcheck_course.classroom.assigning import add_assignment, moment_in
    from gradcheck_course.classroom.courses import Assignment, ExerciseEntry, load_course
    from gradcheck_course.classroom.policies import Late, Policy

    course = load_course(folder)
    policy = Policy(
        late=None if late_per_day is None else Late(late_per_day),
        closes=moment_in(course, closes) if closes else None,
        attempts=attempts,
        checks=checks,
        when=feedback,
    )
    wanted = Assignment(
        name,
        title or name,
        moment_in(course, due) if due else None,
        tuple(ExerciseEntry(one) for one in exercises),
        policy,
    )
    added = add_assignment(course, wanted).assignment(name)
    if wants_json():
        due_at = added.due.isoformat() if added.due else None
        record = {"assignment": added.name, "title": added.title, "due": due_at, "exercises": list(exercises)}
        emit({"schema": "gradcheck.assign/1", "ok": True, **record})
        return ExitCode.DONE
    answer(f"Added {name} ({len(exercises)} exercises) to {course.folder / 'course.toml'}")
    talk(f"Next: gradcheck course preview {name}, then gradcheck course release {name}")
    return ExitCode.DONE
