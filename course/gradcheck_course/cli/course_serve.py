"""gradcheck course serve: JupyterHub for a class on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from gradcheck_course.cli.boundary import needs_extra
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, output_options, wants_json


@click.command("serve", short_help="Serve a class on this machine.")
@click.argument("folder", metavar="DIR", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--users",
    type=click.Choice(["system", "local"]),
    help="system: accounts of this machine (root only); local: all as you, with passwords made here.",
)
@click.option("--new-password", "renew", metavar="NAME", multiple=True, help="Make NAME a new password.")
@output_options
def command(folder: Path, host: str, port: int, users: str | None, renew: tuple[str, ...]) -> ExitCode:
    """Serve the class in DIR with JupyterHub until Ctrl-C.

    Started by root, everybody works as their own user of this system and signs in with that password.
    Otherwise all notebooks run as you: to try out, or for people whom you trust. Put a proxy that speaks
    HTTPS before it, and let it listen on 127.0.0.1, where the class comes from elsewhere.
    """
    import os
    from datetime import UTC, datetime

    if wants_json():
        raise click.UsageError("serve runs until it is ended: it has no --json.")
    with needs_extra("class"):
        from gradcheck_course.hub.serving import Serving, serve_class

    system = users == "system" if users else os.geteuid() == 0
    serving = Serving(host, port, system, renew)
    serve_class(folder, serving, say=answer, now=lambda: datetime.now(UTC))
    return ExitCode.DONE
