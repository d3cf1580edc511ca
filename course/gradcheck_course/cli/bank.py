"""gradcheck bank: what authors of exercises do; each command is imported when it is called."""

from __future__ import annotations

import importlib

import click

# name -> module, and the line that --help shows
COMMANDS = {
    "list": ("gradcheck_course.cli.bank_list", "List exercises with the kinds of their parts, by unit."),
    "show": ("gradcheck_course.cli.bank_show", "Say what an exercise is about, and how it is made."),
    "preview": ("gradcheck_course.cli.bank_preview", "Show problems, with what is wrong with them."),
    "try": ("gradcheck_course.cli.bank_try", "Say how an answer would be judged on many problems, and why."),
    "check": ("gradcheck_course.cli.bank_check", "Find what is wrong with exercises, on many problems."),
    "diff": ("gradcheck_course.cli.bank_diff", "Say what changed in exercises since a git revision."),
    "new": ("gradcheck_course.cli.bank_new", "Write a working exercise to start from."),
}


class Bank(click.Group):
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


@click.command(cls=Bank, name="bank", short_help="Check, preview and write exercises.")
def command() -> None:
    """Check, preview and write exercises: for those who make them."""
