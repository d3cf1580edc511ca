"""gradcheck course autograde: mark what was collected."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gradcheck_course.classroom.problems import points_text
from gradcheck_course.cli.boundary import needs_extra
from gradcheck_course.cli.course_options import course_option, jobs_option, with_progress
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, talk, wants_json

if TYPE_CHECKING:
    from gradcheck_course.classroom.workers import Workers
    from gradcheck_course.jupyter.autograde import Graded
    from gradcheck_course.jupyter.desk import Desk, Handed


@click.command("autograde", short_help="Mark what was collected.")
@click.argument("name", metavar="ASSIGNMENT")
@click.option("--student", "students", metavar="ID", multiple=True, help="Mark this student only.")
@click.option("--force", is_flag=True, help="Mark again what is marked already.")
@jobs_option
@course_option
@output_options
def command(name: str, students: tuple[str, ...], force: bool, jobs: int, folder: Path) -> ExitCode:
    """Mark the collected submissions of ASSIGNMENT, with the same scores as `nbgrader autograde`.

    What was marked before is left as it is. After Ctrl-C the same command goes on where this one stopped.
    """
    from gradcheck_course.classroom.workers import Workers

    # nbgrader takes seconds to import, and so does what judging needs: side by side.
    with Workers(jobs).warm() as workers:
        return _mark(name, students, folder, workers, force=force)


def _mark(name: str, students: Sequence[str], folder: Path, workers: Workers, *, force: bool) -> ExitCode:
    with needs_extra("class"):
        from gradcheck_course.classroom.client import ServiceClient
        from gradcheck_course.jupyter.autograde import Autograder
        from gradcheck_course.jupyter.desk import Desk
    desk = Desk.open(folder)
    assignment = desk.course.assignment(name)
    with desk.alone():
        handed = chosen(desk, name, students)
        waiting = [one for one in handed if force or not desk.is_marked(one, assignment)]
        done: list[Graded] = []
        marker = Autograder(desk, assignment, ServiceClient.from_environment(), workers)
        try:
            for graded in with_progress(marker.mark(waiting), waiting, "Marking"):
                done.append(graded)  # noqa: PERF402 - what is done counts also when it is stopped
        except KeyboardInterrupt:
            talk(f"Stopped: {len(done)} of {len(waiting)} are marked. The same command goes on.")
            raise
    return _told(name, done, before=len(handed) - len(waiting))


def chosen(desk: Desk, name: str, students: Sequence[str]) -> list[Handed]:
    """The collected submissions of these students, of all when none is named.

    Raises click.UsageError for a student who has none.
    """
    handed = desk.handed_in(desk.course.assignment(name))
    known = {one.person for one in handed}
    for student in students:
        if student not in known:
            raise click.UsageError(f"Nothing of {student} was collected for {name}.")
    return [one for one in handed if not students or one.person in students]


def _told(name: str, done: Sequence[Graded], *, before: int) -> ExitCode:
    failed = [graded for graded in done if graded.problem]
    code = ExitCode.NEGATIVE if failed else ExitCode.DONE
    if wants_json():
        counts = {"marked": len(done) - len(failed), "marked_before": before}
        submissions = [_record(graded) for graded in done]
        record = {"schema": "gradcheck.autograde/1", "ok": not failed, "assignment": name}
        emit({**record, **counts, "submissions": submissions})
        return code
    answer(f"Marked {len(done) - len(failed)} of {len(done)} submissions of {name}.")
    if before:
        talk(f"{before} were marked before, and left as they are (--force marks them again).")
    for graded in failed:
        talk(f"Not marked: {graded.person}: {graded.problem}")
    _tell_what_waits(done)
    talk(f"Next: gradcheck course feedback {name}" if done or before else _NOTHING.format(name=name))
    return code


_NOTHING = "Nothing was collected yet. Next: gradcheck course collect {name}"


def _tell_what_waits(done: Sequence[Graded]) -> None:
    """What a person must look at."""
    undecided = [graded for graded in done if graded.undecided]
    flagged = [graded for graded in done if graded.flagged]
    if undecided:
        talk(f"Parts that only a person can decide, in formgrader's manual grading: {_list(undecided)}")
    if flagged:
        rows = (f"{graded.person} ({', '.join(graded.flagged)})" for graded in flagged)
        talk(f"Cells that were deleted, copied or changed: {', '.join(rows)}")


def _list(undecided: Sequence[Graded]) -> str:
    return ", ".join(f"{graded.person} ({', '.join(graded.undecided)})" for graded in undecided)


def _record(graded: Graded) -> dict[str, Any]:
    if graded.problem:
        return {"student": graded.person, "problem": graded.problem}
    return {
        "student": graded.person,
        "points": float(points_text(graded.points)),
        "max_points": graded.max_points,
        "undecided": list(graded.undecided),
        "flagged": list(graded.flagged),
    }
