"""gradcheck bank check: everything that is wrong with exercises, found on many of their problems."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gradcheck_course.cli.boundary import needs_extra
from gradcheck_course.cli.completing import names_and_units
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import (
    SIGNS,
    answer,
    bank_option,
    emit,
    output_options,
    talk,
    wants_ascii,
    wants_json,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from gradcheck_course.authoring.checking import BankCheck, Checked, Plan
    from gradcheck_course.authoring.jobs import Done
    from gradcheck_course.authoring.processes import Crew

FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command("check", short_help="Find what is wrong with exercises, on many problems.")
@click.argument("names", metavar="[ID|UNIT]...", nargs=-1, shell_complete=names_and_units)
@click.option("--seeds", type=click.IntRange(1), default=20, show_default=True, help="Problems of each.")
@click.option("--first", type=click.IntRange(0), default=0, metavar="SEED", help="The seed to begin with.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes; as many as processors.")
@click.option("--minutes", type=click.FloatRange(0, min_open=True), metavar="M", help="Stop after so long.")
@click.option("--since", metavar="REV", help="Only exercises that changed since this git revision.")
@click.option("--junit", "junit_file", type=FILE, metavar="FILE", help="Write JUnit XML as well.")
@click.option("--html", "html_file", type=FILE, metavar="FILE", help="Write a page with every problem too.")
@click.option("--strict", is_flag=True, help="Leave with 3 where something could not be decided.")
@bank_option
@output_options
def command(names: tuple[str, ...], *, strict: bool, **options: Any) -> ExitCode:
    """Find what is wrong with exercises, on many of their problems.

    Each problem has to be drawn the same again, to render everywhere, to accept its own answer in every
    form, to tell every slip apart, and to agree with its second computation; each exercise has to have
    enough problems. Without names, the whole bank is checked.

    The exit code is 0 when nothing is wrong, 1 when something is, 3 with --strict when something could not
    be decided, 4 when a file of the bank cannot be read.
    """
    from gradcheck_course.authoring import reports
    from gradcheck_course.authoring.checking import Plan, check_bank
    from gradcheck_course.authoring.jobs import perform
    from gradcheck_course.authoring.processes import Crew, cores
    from gradcheck_course.authoring.selecting import chosen

    exercises = tuple(one.id for one in chosen(names, since=options["since"]))
    jobs = options["jobs"] or cores()
    plan = Plan(exercises, options["seeds"], options["first"], jobs, options["minutes"])
    with Crew(perform, jobs) as crew:
        with progress(sum(1 for _ in plan.pieces())) as ticks:
            check = check_bank(replace(plan, ticks=ticks), crew)
        if options["html_file"]:
            # The pages of the exercises go into a folder of the same name without its ending.
            page: Path = options["html_file"]
            write_gallery(check, page if page.suffix else page.with_suffix(".html"), plan, crew)
    if options["junit_file"]:
        options["junit_file"].write_text(reports.junit(check), encoding="utf-8")
    if wants_json():
        emit(reports.record(check))
    else:
        tell(check)
    return exit_of(check, strict=strict)


def exit_of(check: BankCheck, *, strict: bool) -> ExitCode:
    """The code that says how the check ended."""
    if check.failed:
        return ExitCode.NEGATIVE
    return ExitCode.UNDECIDED if strict and check.undecided else ExitCode.DONE


def tell(check: BankCheck) -> None:
    """A line for each exercise, the findings as sentences, and how it went in all."""
    from gradcheck_course.authoring import reports

    if not check.exercises:
        talk("No exercise has changed.")
        return
    answer(table(check))
    for checked in check.exercises:
        if checked.findings:
            answer(f"\n{findings_of(checked)}")
    answer(f"\n{reports.summary(check)}")
    talk(reports.how_far(check))


def table(check: BankCheck) -> str:
    """A line for each exercise: how it fared, on how many problems, and what one of them costs."""
    column = max(len("exercise"), *(len(one.exercise_id) for one in check.exercises))
    rows = [click.style(f"  {'exercise':<{column}}  problems  ms each  findings", bold=True)]
    for one in check.exercises:
        each = f"{1000 * one.seconds / one.seeds:.0f}" if one.seeds else "–"
        count = str(len(one.findings)) if one.findings else ""
        row = f"{sign_of(fared(one))} {one.exercise_id:<{column}}  {one.seeds:>8}  {each:>7}  {count}"
        rows.append(row.rstrip())
    return "\n".join(rows)


def fared(checked: Checked) -> str:
    """The outcome whose sign says how an exercise fared."""
    if checked.failures:
        return "wrong"
    return "undecided" if checked.doubts else "right"


def sign_of(outcome: str) -> str:
    """The sign of the outcome alone, coloured."""
    return click.style(SIGNS[outcome][1 if wants_ascii() else 0], fg=SIGNS[outcome][3], bold=True)


def findings_of(checked: Checked) -> str:
    """The exercise, and a sentence for each kind of finding with the command that shows it."""
    from gradcheck_course.authoring import reports

    rows = [click.style(checked.exercise_id, bold=True)]
    shown = list(reports.shown_findings(checked))
    for finding, count in shown:
        place = "" if finding.seed is None else f"seed {finding.seed}: "
        more = f" ({count - 1} more like this.)" if count > 1 else ""
        sign = click.unstyle(sign_of("undecided" if finding.doubt else "wrong"))
        rows.append(wrapped(f"{place}{finding.message}{more}", indent=4, first=f"  {sign} "))
        rows.append(f"    {reports.again(finding)}")
    rest = len(checked.findings) - sum(count for _, count in shown)
    return "\n".join([*rows, f"    and {rest} others: --json has them all"] if rest else rows)


def write_gallery(check: BankCheck, file: Path, plan: Plan, crew: Crew) -> None:
    """Afterwards the gallery is there: the file, and beside it a folder with a page for each exercise."""
    with needs_extra("class"):
        from gradcheck_course.authoring import gallery
    from gradcheck_course.authoring.processes import Lost

    jobs = gallery.page_jobs(check, file, range(plan.first, plan.first + plan.seeds))
    lost = [result for result in crew.results(jobs) if isinstance(result, Lost)]
    pages = {job.exercise_id: f"{file.stem}/{job.path.name}" for job in jobs}
    file.write_text(gallery.index(check, pages), encoding="utf-8")
    for one in lost:
        talk(f"No page of {one.job.exercise_id}: {one.why}.")
    talk(f"The gallery: {file}")


@contextmanager
def progress(pieces: int) -> Iterator[Callable[[Done], None]]:
    """What to call with each finished job: moves a bar on stderr where that is a terminal."""
    if wants_json() or not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("checking"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("checking", total=pieces, name="")
        yield lambda done: bar.update(task, advance=1, name=done.job.exercise_id)
