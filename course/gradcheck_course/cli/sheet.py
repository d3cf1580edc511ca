"""gradcheck sheet: problem sets on paper and on a screen; each command is imported when it is called."""

from __future__ import annotations

import importlib

import click

# name -> module, and the line that --help shows
COMMANDS = {
    "build": ("gradcheck_course.cli.sheet_build", "Build a problem set for a roster: PDF, pages, notebooks."),
    "key": ("gradcheck_course.cli.sheet_key", "Print the answers to the sheet of one student."),
}


class Sheet(click.Group):
    """A group that imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        return None if entry is None else importlib.import_module(entry[0]).command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        column = max(map(len, COMMANDS))
        with formatter.section("COMMANDS"):
            formatter.write_dl([(name.ljust(column), entry[1]) for name, entry in COMMANDS.items()])


@click.command(cls=Sheet, name="sheet", short_help="Problem sets for a roster, and their keys.")
def command() -> None:
    """Problem sets on paper and on a screen: problems of their own for all students, and the keys."""
