"""What the demo says: progress on stderr while it works, gradebook and addresses on stdout at the end."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, final
from urllib.parse import quote

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gradcheck_course.classroom.problems import points_text
from gradcheck_course.cli.terminal import SIGNS, to_ascii, wants_ascii
from gradcheck_course.hub.configuration import HubSettings
from gradcheck_course.hub.demo_class import Homework

# Wide enough for the table where the output goes into a file or a pipe, which have no width of their own.
PIPE_WIDTH = 132


@final
class Progress:
    """One line on stderr for each step, with the seconds since the start."""

    def __init__(self) -> None:
        self.start = time.monotonic()
        self.console = Console(stderr=True, highlight=False)

    def say(self, sentence: str) -> None:
        """Print a step that begins now."""
        seconds = time.monotonic() - self.start
        self.console.print(Text(shown(f"{seconds:4.0f} s  {sentence}")), soft_wrap=True)


def shown(text: str) -> str:
    """The text in signs that the terminal can show."""
    return to_ascii(text) if wants_ascii() else text


def output_console() -> Console:
    """Where the gradebook goes."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PIPE_WIDTH)


def gradebook(homework: Iterable[Homework], verdicts: Iterable[Mapping[str, Any]]) -> Table:
    """What each student wrote, the verdict, why, and the points; one section a student."""
    recorded = {(verdict["person"], verdict["label"]): verdict for verdict in verdicts}
    table = Table(title="Gradebook of ps1", title_justify="left")
    for heading, share in (("who", 0), ("part", 0), ("wrote", 3), ("verdict", 0), ("why", 5)):
        table.add_column(heading, ratio=share or None, no_wrap=not share, overflow="fold")
    table.add_column("points", justify="right", no_wrap=True)
    for work in homework:
        names = iter([work.person.id])
        for label, response in work.responses.items():
            verdict = recorded[work.person.id, label]
            points = f"{points_text(verdict['points'])} / {points_text(verdict['max_points'])}"
            who = next(names, "")  # once, at the head of the section
            table.add_row(who, label, plain(response), sign(verdict["outcome"]), why(verdict), points)
        total = Text(f"{points_text(work.score)} / {points_text(work.max_score)}", style="bold")
        table.add_row("", "", "", "", Text("in all", style="bold"), total, end_section=True)
    return table


def plain(text: str) -> Text:
    """The text as it is: what a student wrote is no markup of ours."""
    return Text(shown(" ⏎ ".join(text.splitlines())))


def sign(outcome: str) -> Text:
    """Sign and word of an outcome, in its colour."""
    mark, plain_mark, word, colour = SIGNS[outcome]
    return Text(f"{plain_mark if wants_ascii() else mark} {word}", style=colour)


def why(verdict: Mapping[str, Any]) -> Text:
    """The sentences that the student reads."""
    named = [slip["feedback"] for slip in verdict["slips"] if slip["feedback"] not in verdict["feedback"]]
    return plain(" ".join([verdict["feedback"], *named]))


def feedback_places(settings: HubSettings, feedback: Mapping[str, str]) -> Table:
    """Where each student's feedback is: as a file and as a page."""
    table = Table(title="Feedback", title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0))
    for person, path in feedback.items():
        table.add_row(person, Text(str(settings.home(person) / path), overflow="fold"))
        table.add_row("", Text(f"{settings.url}user/{person}/lab/tree/{quote(path)}", overflow="fold"))
    return table


def sign_in_table(settings: HubSettings, passwords: Mapping[str, str]) -> Table:
    """Where to sign in, and as whom."""
    table = Table(title=f"Sign in at {settings.url}", title_justify="left")
    for heading in ("user", "password", "is", "begin at"):
        table.add_column(heading, overflow="fold")
    for person in settings.instructors:
        table.add_row(person, passwords[person], "instructor", f"{settings.url}user/{person}/formgrader")
    for person in settings.students:
        table.add_row(person, passwords[person], "student", f"{settings.url}user/{person}/lab")
    return table


def print_all(tables: Sequence[Table]) -> None:
    """Print the tables with an empty line before each."""
    console = output_console()
    for table in tables:
        console.print()
        console.print(table)
