"""gradcheck bank: what authors of exercises do; each command is imported when it is called."""

from __future__ import annotations

import click

from gradcheck_course.cli.groups import Entry, Lazy

HERE = "gradcheck_course.cli"

ENTRIES = (
    Entry("list", "COMMANDS", f"{HERE}.bank_list", "List exercises with the kinds of their parts, by unit."),
    Entry("show", "COMMANDS", f"{HERE}.bank_show", "Say what an exercise is about, and how it is made."),
    Entry("preview", "COMMANDS", f"{HERE}.bank_preview", "Show problems, with what is wrong with them."),
    Entry(
        "try",
        "COMMANDS",
        f"{HERE}.bank_try",
        "Say how an answer would be judged on many problems, and why.",
    ),
    Entry("check", "COMMANDS", f"{HERE}.bank_check", "Find what is wrong with exercises, on many problems."),
    Entry("diff", "COMMANDS", f"{HERE}.bank_diff", "Say what changed in exercises since a git revision."),
    Entry("new", "COMMANDS", f"{HERE}.bank_new", "Write a working exercise to start from."),
)


@click.command(cls=Lazy, entries=ENTRIES, name="bank", short_help="Check, preview and write exercises.")
def command() -> None:
    """Check, preview and write exercises: for those who make them."""
