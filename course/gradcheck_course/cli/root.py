"""The command `gradcheck`: its subcommands by name, under the headings that --help shows."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from gradcheck_course import __version__
from gradcheck_course.cli.boundary import run
from gradcheck_course.cli.exits import MEANING
from gradcheck_course.cli.groups import Entry, Lazy
from gradcheck_course.cli.terminal import answer, emit, output_options, wants_json

HERE = "gradcheck_course.cli"


ENTRIES = (
    Entry("today", "LEARN", f"{HERE}.today", "See what is due, and one next exercise."),
    Entry("start", "LEARN", f"{HERE}.start", "Find where to begin, with six problems."),
    Entry("review", "LEARN", f"{HERE}.review", "Review what is due, with new numbers."),
    Entry("progress", "LEARN", f"{HERE}.progress", "See what you know, and why."),
    Entry("practice", "LEARN", f"{HERE}.practice", "Work on problems, with hints and verdicts."),
    Entry("learn", "LEARN", f"{HERE}.learn", "Read a unit's primer, or what an exercise is about."),
    Entry("watch", "LEARN", f"{HERE}.watch", "Judge your code whenever you save it."),
    Entry("check", "LEARN", f"{HERE}.check", "Check any answer against any truth."),
    Entry("show", "LEARN", f"{HERE}.show", "Print a problem, its hints or its worked solution."),
    Entry("list", "LEARN", f"{HERE}.listing", "List the exercises."),
    Entry("render", "LEARN", f"{HERE}.render", "Draw, set or say a formula."),
    Entry("data", "LEARN", f"{HERE}.data", "See, export, import or erase your own data."),
    Entry("bank", "AUTHOR", f"{HERE}.bank", "Check, preview and write exercises."),
    Entry("sheet", "AUTHOR", f"{HERE}.sheet", "Problem sets for a roster, and their keys."),
    Entry("course", "CLASS", f"{HERE}.course", "Run a class."),
    Entry("demo", "CLASS", f"{HERE}.demo", "Run a whole class on this machine, with a real JupyterHub."),
    Entry("doctor", "HOUSE", f"{HERE}.doctor", "Say what this machine can do, and how code is locked in."),
    Entry(
        "explain",
        "HOUSE",
        f"{HERE}.explain",
        "Say what a code or word means, or why an answer was judged so.",
    ),
    Entry("completion", "HOUSE", f"{HERE}.completion", "Print what makes Tab work in your shell."),
)
BY_NAME = {entry.name: entry for entry in ENTRIES}


class Root(Lazy):
    """The program: a group that turns every end into an exit code."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("EXIT CODES"):
            formatter.write_dl([(str(int(code)), meaning) for code, meaning in MEANING.items()])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = False,
        **extra: Any,
    ) -> NoReturn:
        """Run, and leave the process with an ExitCode."""
        given = list(sys.argv[1:] if args is None else args)
        # On Windows click would expand `2*x` as a pattern of file names: windows_expand_args stays off.
        leave = run(
            lambda: super(Root, self).main(
                given, prog_name, complete_var, standalone_mode=False, windows_expand_args=False, **extra
            ),
            given,
        )
        sys.exit(int(leave))


@click.group(
    cls=Root,
    entries=ENTRIES,
    invoke_without_command=True,
    short_help="The mathematics of machine learning, practised and checked.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.option("--version", "says_version", is_flag=True, help="Show the version and exit.")
@output_options
@click.pass_context
def root(context: click.Context, says_version: bool) -> object:
    """The mathematics of machine learning, practised and checked.

    Without a command: what is due, and one next exercise. Every command takes --json and answers with one
    JSON object.
    """
    if says_version:
        _say_version()
        context.exit()
    if context.invoked_subcommand is not None:
        return None
    from gradcheck_course.cli.today import command

    return context.invoke(command)


def _say_version() -> None:
    if wants_json():
        emit({"schema": "gradcheck.version/1", "ok": True, "version": __version__})
    else:
        answer(f"gradcheck {__version__}")
