"""gradcheck data: the file with everything a learner did: where it is, out of it, into it, away with it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from gradcheck_course.cli.boundary import Missing
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, talk, wants_json

SCHEMA = "gradcheck.data/1"


@click.group("data", short_help="See, export, import or erase your own data.")
@output_options
def command() -> None:
    """Your own data: one file on this machine, with everything that you answered, in one table of events.

    Nothing of it goes anywhere unless you export it. The variable GRADCHECK_DATA names another file.
    """


@command.command("path")
@output_options
def path() -> ExitCode:
    """Print where the data are."""
    from gradcheck_course.practice.store import data_file

    place = data_file()
    if wants_json():
        emit({"schema": SCHEMA, "ok": True, "path": str(place), "exists": place.exists()})
        return ExitCode.DONE
    answer(str(place))
    if not place.exists():
        talk("It is not there yet: it is made with your first answer.")
    return ExitCode.DONE


@command.command("export")
@click.option("-o", "--output", "to", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@output_options
def export(to: Path | None) -> ExitCode:
    """Print every event as a line of JSON, or write them to a FILE."""
    from gradcheck_course.cli.data_store import opened

    with opened() as store:
        lines = list(store.export())
    if to is not None:
        _write(to, lines)
        talk(f"{_events(len(lines))} written to {to}. Bring them back with: gradcheck data import {to}")
    if wants_json():
        emit({"schema": SCHEMA, "ok": True, "events": [json.loads(line) for line in lines]})
    elif to is None:
        for line in lines:
            click.echo(line, color=False)
    return ExitCode.DONE


def _write(to: Path, lines: list[str]) -> None:
    """Writes the lines beside the file first: what is there already is whole, the old or the new."""
    beside = to.with_name(f"{to.name}.new")
    beside.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    beside.replace(to)


@command.command("import")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@output_options
def bring_in(source: Path) -> ExitCode:
    """Add the events of an exported FILE (- for stdin); those that are there already are not doubled."""
    from gradcheck_course.cli.data_store import opened, refusal
    from gradcheck_course.practice.store import StoreError

    lines = _lines_of(source)
    with opened() as store:
        if not store.saved:
            raise Missing(f"{store.path} cannot be written, so nothing was imported.")
        try:
            new, old = store.import_lines(lines)
        except StoreError as error:
            raise refusal(error) from error
    if wants_json():
        emit({"schema": SCHEMA, "ok": True, "new": new, "there": old})
    else:
        answer(f"{_events(new)} added; {old} had been there.")
    return ExitCode.DONE


def _lines_of(source: Path) -> list[str]:
    try:
        if str(source) == "-":
            return sys.stdin.read().splitlines()
        return source.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{source} is not text in UTF-8, so it is no export of gradcheck.") from error
    except OSError as error:
        raise Missing(f"{source} cannot be read: {error.strerror}.") from error


@command.command("forget")
@click.option("--yes", is_flag=True, help="Do not ask.")
@output_options
def forget(yes: bool) -> ExitCode:
    """Erase everything that you answered, and damaged files that were kept."""
    from gradcheck_course.cli.data_store import opened, refusal
    from gradcheck_course.practice.store import StoreError, data_file, set_aside

    place = data_file()
    if not place.exists() and not set_aside(place):
        return _forgotten(0, place)
    with opened() as store:
        if not store.saved:
            raise Missing(f"{place} cannot be written, so nothing was erased.")
        if not yes and not _agreed(sum(1 for _ in store.export()), place):
            return ExitCode.NEGATIVE
        try:
            count = store.forget()
        except StoreError as error:
            raise refusal(error) from error
    return _forgotten(count, place)


def _agreed(count: int, place: Path) -> bool:
    """Whether the person says so."""
    if wants_json() or not _at_a_keyboard():
        raise click.UsageError("To erase without being asked: gradcheck data forget --yes")
    if click.confirm(f"Erase {_events(count).lower()} in {place}, for good?"):
        return True
    talk("Nothing was erased.")
    return False


def _at_a_keyboard() -> bool:
    return sys.stdin.isatty()


def _forgotten(count: int, place: Path) -> ExitCode:
    if wants_json():
        emit({"schema": SCHEMA, "ok": True, "erased": count})
    else:
        answer(f"{_events(count)} erased." if count else f"There is nothing in {place}.")
    return ExitCode.DONE


def _events(count: int) -> str:
    """How many, in words."""
    return "1 event" if count == 1 else f"{count} events"
