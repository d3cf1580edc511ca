"""gradcheck sheet: problem sets on paper and on a screen."""

from __future__ import annotations

import click

from gradcheck_course.cli.groups import Entry, Lazy

HERE = "gradcheck_course.cli"
ENTRIES = (
    Entry(
        "build", "COMMANDS", f"{HERE}.sheet_build", "Build a problem set for a roster: PDF, pages, notebooks."
    ),
    Entry("key", "COMMANDS", f"{HERE}.sheet_key", "Print the answers to the sheet of one student."),
)


@click.command(
    cls=Lazy, entries=ENTRIES, name="sheet", short_help="Problem sets for a roster, and their keys."
)
def command() -> None:
    """Problem sets on paper and on a screen: problems of their own for all students, and the keys."""
