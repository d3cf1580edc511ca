"""gradcheck course regrade: judge again what was marked, and say who moves before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gradcheck_course.classroom.problems import points_text
from gradcheck_course.cli.boundary import needs_extra
from gradcheck_course.cli.course_autograde import chosen
from gradcheck_course.cli.course_options import course_option, jobs_option, with_progress
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, talk, wants_json, wrapped

if TYPE_CHECKING:
    from gradcheck_course.classroom.regrade import Change
    from gradcheck_course.jupyter.regrade import Revision


@click.command("regrade", short_help="Judge again what was marked.")
@click.argument("name", metavar="ASSIGNMENT")
@click.option("--dry-run", is_flag=True, help="Only say who would move; write nothing.")
@click.option("--never-lower", is_flag=True, help="Keep the earlier verdict where the new one is worth less.")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
@click.option("--student", "students", metavar="ID", multiple=True, help="Judge this student's only.")
@jobs_option
@course_option
@output_options
def command(
    name: str,
    dry_run: bool,
    never_lower: bool,
    yes: bool,
    students: tuple[str, ...],
    jobs: int,
    folder: Path,
) -> ExitCode:
    """Judge the marked submissions of ASSIGNMENT again, with today's exercises and grader.

    Who moves up or down, and why, is said before anything is written. Earlier verdicts stay in the records,
    and a score that a person has given stays what it is.
    """
    with needs_extra("class"):
        from gradcheck_course.classroom.client import ServiceClient
        from gradcheck_course.classroom.workers import Workers
        from gradcheck_course.jupyter.autograde import Autograder
        from gradcheck_course.jupyter.desk import Desk
        from gradcheck_course.jupyter.regrade import Regrader
    if wants_json() and not (dry_run or yes):
        raise click.UsageError("With --json nobody can be asked: add --dry-run or --yes.")
    desk = Desk.open(folder)
    assignment = desk.course.assignment(name)
    with desk.alone(), Workers(jobs) as workers:
        handed = [one for one in chosen(desk, name, students) if desk.is_marked(one, assignment)]
        marker = Autograder(desk, assignment, ServiceClient.from_environment(), workers)
        regrader = Regrader(marker, never_lower=never_lower)
        revisions = list(with_progress(regrader.revisions(handed), handed, "Judging"))
        if not wants_json():
            tell(name, revisions)
        waiting = [revision for revision in revisions if revision.needs_storing]
        write = bool(waiting) and not dry_run and (yes or click.confirm("Write this?", err=True))
        if write:
            for _ in with_progress(regrader.store(waiting), waiting, "Writing"):
                pass
    return _end(name, revisions, written=len(waiting) if write else 0)


def tell(name: str, revisions: Sequence[Revision]) -> None:
    """Say who moves by how much, and why, part by part."""
    changes = [change for revision in revisions for change in revision.changes]
    movers = _movers(changes)
    answer(f"{len(revisions)} submissions of {name} judged again; {len(movers)} students move.")
    for person in dict.fromkeys(change.person for change in changes):
        answer(f"\n{person}  {_signed(movers.get(person, 0.0))}")
        for change in changes:
            if change.person == person:
                answer(_row(change))
                answer(wrapped(change.why, indent=6))


def _row(change: Change) -> str:
    before = f"{change.before or 'not marked'} ({points_text(change.points_before)})"
    row = f"  {change.label}  {before} -> {change.after} ({points_text(change.points_after)})"
    if change.by_hand:
        return f"{row}; a person's score stays"
    return f"{row}; the earlier verdict is kept" if change.kept else row


def _movers(changes: Sequence[Change]) -> dict[str, float]:
    """By how much each student moves who does."""
    sums: dict[str, float] = {}
    for change in changes:
        sums[change.person] = sums.get(change.person, 0.0) + change.moves
    return {person: moved for person, moved in sums.items() if abs(moved) > 1e-9}


def _signed(points: float) -> str:
    return f"{'+' if points > 0 else ''}{points_text(points)} points" if points else "the same points"


def _end(name: str, revisions: Sequence[Revision], *, written: int) -> ExitCode:
    failed = [revision for revision in revisions if revision.problem]
    if wants_json():
        changes = [change.to_json() for revision in revisions for change in revision.changes]
        record = {"schema": "gradcheck.regrade/1", "ok": not failed, "assignment": name}
        problems = [{"student": revision.person, "problem": revision.problem} for revision in failed]
        emit({**record, "judged": len(revisions), "written": written, "changes": changes, "failed": problems})
    else:
        for revision in failed:
            talk(f"Not judged: {revision.person}: {revision.problem}")
        talk(f"Written: {written} submissions." if written else "Nothing was written.")
        if written:
            talk(f"Next: gradcheck course feedback {name}")
    return ExitCode.NEGATIVE if failed else ExitCode.DONE
