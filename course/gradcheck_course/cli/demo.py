"""gradcheck demo: a whole class on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from gradcheck_course.cli.boundary import needs_extra
from gradcheck_course.cli.terminal import output_options, wants_json


@click.command("demo", short_help="Run a whole class on this machine, with a real JupyterHub.")
@click.option("--once", is_flag=True, help="Stop after the gradebook, and clean up.")
@click.option(
    "--folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the class in this new or empty folder; by default a temporary one.",
)
@output_options
def command(once: bool, folder: Path | None) -> int:
    """Run a whole class on this machine: release, fetch, answer, submit, mark, feedback.

    Then it keeps serving, with the address and the passwords printed, until Ctrl-C.
    """
    if wants_json():
        raise click.UsageError("The demo is to be watched: it has no --json.")
    with needs_extra("class"):
        from gradcheck_course.hub.demo import run
    return run(once=once, folder=folder)
