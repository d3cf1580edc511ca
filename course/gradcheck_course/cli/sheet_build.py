"""gradcheck sheet build: the sheets of a set, for one person each or for all."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gradcheck_course.cli.boundary import needs_extra
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import (
    answer,
    bank_option,
    emit,
    output_options,
    talk,
    wants_json,
    wants_plain,
)

if TYPE_CHECKING:
    from gradcheck_course.sheets.building import Built, Plan, Told

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
FORMATS = {"pdf": "PDF", "html": "page", "ipynb": "notebook", "typ": "Typst source"}


class Formats(click.ParamType):
    """Formats parted by commas, each once."""

    name = "formats"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        named = tuple(dict.fromkeys(part.strip().lower() for part in value.split(",")))
        if unknown := [part for part in named if part not in FORMATS]:
            self.fail(f"{unknown[0]!r} is no format. Formats: {', '.join(FORMATS)}.", param, ctx)
        return named


@click.command("build", short_help="Build a problem set for a roster: PDF, pages, notebooks.")
@click.argument("file", metavar="SET", type=FILE)
@click.option("--roster", type=FILE, metavar="FILE", help="Who gets a sheet: a CSV file with a column id.")
@click.option(
    "--per-student/--same", "own", default=None, help="Problems of their own for all students, or the same."
)
@click.option(
    "-f",
    "formats",
    type=Formats(),
    default="pdf",
    show_default=True,
    metavar="LIST",
    help="pdf, html, ipynb, typ; several with commas.",
)
@click.option("--key", is_flag=True, help="The answers too, with worked solutions, in a file of their own.")
@click.option("--practice", is_flag=True, help="Show titles, and a code that opens each problem.")
@click.option(
    "--paper", type=click.Choice(("a4", "letter")), default="a4", show_default=True, help="The paper."
)
@click.option("--large-print", is_flag=True, help="Letters of 18 points, for those who see little.")
@click.option(
    "-o", "out", type=FOLDER, metavar="DIR", help="Where to write; a folder named as the set unless given."
)
@bank_option
@output_options
def command(
    file: Path, *, roster: Path | None, own: bool | None, out: Path | None, **options: Any
) -> ExitCode:
    """Build a problem set: a sheet for everybody on a roster, or one for all.

    SET is a TOML file that lists exercises; docs/sheets.md shows one. Who got which problem is kept in a file
    beside it, so that building again gives everybody the same sheet, and newcomers one of their own.
    """  # fmt: skip
    if own and roster is None:
        raise click.UsageError("--per-student needs a --roster.")
    with needs_extra("sheets"):
        plan = planned(file, roster, own=own is not False, **options)
        started = time.monotonic()
        with progress() as told:
            built = made(plan, out or Path(plan.problem_set.name), told)
    if wants_json():
        emit({"schema": "gradcheck.sheet-build/1", "ok": True, **record(plan, built)})
    else:
        tell(plan, built, time.monotonic() - started)
    return ExitCode.DONE


def planned(
    file: Path,
    roster: Path | None,
    *,
    own: bool,
    formats: tuple[str, ...],
    key: bool,
    practice: bool,
    paper: str,
    large_print: bool,
) -> Plan:
    """What the command line asks for."""
    from gradcheck_course.classroom.courses import load_roster
    from gradcheck_course.sheets.building import Plan
    from gradcheck_course.sheets.settings import load_set
    from gradcheck_course.sheets.sheets import Layout

    listed = load_roster(roster) if roster else ()
    people = tuple(person for person in listed if not person.withdrawn)
    if roster and not people:
        raise click.UsageError(f"There is nobody on the roster {roster}.")
    layout = Layout(paper, large_print, practice)
    return Plan(load_set(file), people, not own, formats, key, layout)


def made(plan: Plan, out: Path, told: Told) -> Built:
    """The files, after whatever their formats need was found to be installed."""
    from gradcheck_course.sheets import building, codes  # noqa: F401

    if "pdf" in plan.formats:
        import typst  # noqa: F401
    if "html" in plan.formats or (plan.key and plan.formats == ("ipynb",)):
        from gradcheck_course.sheets import html_sheets  # noqa: F401
    if "ipynb" in plan.formats:
        from gradcheck_course.sheets import notebook_sheets  # noqa: F401
    return building.build(plan, out, told=told)


@contextmanager
def progress() -> Iterator[Told]:
    """A bar on stderr while somebody looks at it: first for the problems, then for the files."""
    bars: dict[str, Any] = {}

    def told(what: str, done: int, total: int) -> None:
        bar = bars.get(what)
        if bar is None:
            bar = bars[what] = click.progressbar(
                length=total,
                label=f"  {what:<8}",
                file=sys.stderr,
                hidden=not sys.stderr.isatty() or wants_json() or wants_plain(),
            )
            bar.__enter__()
        bar.update(done - bar.pos)
        if done == total:
            bar.__exit__(None, None, None)

    yield told


def tell(plan: Plan, built: Built, seconds: float) -> None:
    """The summary on stdout, what to know about it on stderr."""
    exercises, people = len(plan.problem_set.exercises), len(plan.people)
    whom = f" × {_counted(people, 'student')}" if people else ""
    counts = [_counted(len(files), FORMATS[form]) for form, files in built.sheets.items()]
    counts += [_counted(len(built.keys), "key")] if built.keys else []
    head = f"{plan.problem_set.name}: {_counted(exercises, 'exercise')}{whom}"
    answer(f"{head}   {', '.join(counts)}   {seconds:.1f} s")
    folder = next(iter([*built.keys, *(path for files in built.sheets.values() for path in files)])).parent
    answer(f"In {folder}")
    if not plan.shared:
        given = sum(one.people for one in built.dealt)
        answer(f"Problems that another student has too: {built.repeated} of {given}.")
    for one in built.dealt:
        if one.repeated and not plan.shared:
            few = one.people - one.repeated
            talk(f"{one.exercise} has {few} different problems only; they are given in turn.")
        elif one.uneven:
            talk(f"The problems of {one.exercise} differ in length more than its author meant them to.")
    if not plan.layout.practice:
        talk(f"Who got what is in {built.record}: keep it, and keep it secret.")


def record(plan: Plan, built: Built) -> dict[str, Any]:
    """The documented record, gradcheck.sheet-build/1."""
    return {
        "set": plan.problem_set.name,
        "students": len(plan.people),
        "same": plan.shared,
        "practice": plan.layout.practice,
        "files": {form: [str(path) for path in files] for form, files in built.sheets.items()},
        "keys": [str(path) for path in built.keys],
        "record": str(built.record),
        "exercises": [
            {
                "position": one.position,
                "exercise": one.exercise,
                "repeated": one.repeated,
                "uneven": one.uneven,
            }
            for one in built.dealt
        ],
    }


def _counted(count: int, noun: str) -> str:
    """How many, in words; what is written in capitals has no plural.

    >>> _counted(2, "key"), _counted(28, "PDF"), _counted(1, "page")
    ('2 keys', '28 PDF', '1 page')
    """
    plural = "" if count == 1 or noun.isupper() else "s"
    return f"{count} {noun}{plural}"
