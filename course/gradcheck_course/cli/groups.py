"""Groups of commands: each is imported when it is called, and listed by a table that says what it does."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from gradcheck_course.cli.terminal import to_ascii, wants_ascii

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Entry(NamedTuple):
    """A command of a group; its module names it `command`."""

    name: str
    heading: str
    module: str
    help: str


class Lazy(click.Group):
    """A group that knows its commands by name and line, and imports the one that is called."""

    def __init__(self, *args: Any, entries: Sequence[Entry] = (), **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.entries = {entry.name: entry for entry in entries}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = self.entries.get(cmd_name)
        return None if entry is None else importlib.import_module(entry.module).command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        column = max(map(len, self.entries))
        for heading in dict.fromkeys(entry.heading for entry in self.entries.values()):
            rows = [entry for entry in self.entries.values() if entry.heading == heading]
            with formatter.section(heading):
                formatter.write_dl([(entry.name.ljust(column), entry.help) for entry in rows])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise click.NoSuchCommand(error.command_name, possibilities=self.entries, ctx=ctx) from None

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands that begin so; none is imported to say it."""
        from click.shell_completion import CompletionItem

        named = [entry for entry in self.entries.values() if entry.name.startswith(incomplete)]
        found = [CompletionItem(entry.name, help=entry.help) for entry in named]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def get_help(self, ctx: click.Context) -> str:
        text = super().get_help(ctx)
        return to_ascii(text) if wants_ascii() else text
