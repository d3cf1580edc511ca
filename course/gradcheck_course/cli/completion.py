"""gradcheck completion: what a shell must read so that Tab completes commands, options and exercises."""

from __future__ import annotations

import click

from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, talk, wants_json

# shell -> the line that a person puts into the file beside it, once
INSTALLED = {
    "bash": ("~/.bashrc", 'eval "$(gradcheck completion bash)"'),
    "zsh": ("~/.zshrc", 'eval "$(gradcheck completion zsh)"'),
    "fish": ("~/.config/fish/config.fish", "gradcheck completion fish | source"),
}
VARIABLE = "_GRADCHECK_COMPLETE"


@click.command("completion", short_help="Print what makes Tab work in your shell.")
@click.argument("shell", type=click.Choice(list(INSTALLED)))
@output_options
def command(shell: str) -> ExitCode:
    """Print what makes Tab complete commands, options and exercises in SHELL.

    To have it in every new shell, put the line that is told on stderr into its file.
    """
    from click.shell_completion import get_completion_class

    made_by = get_completion_class(shell)
    assert made_by is not None  # noqa: S101  the choice above names the shells that click knows
    # source() would run bash to ask for its version; here the script is only printed.
    made = made_by(click.Command("gradcheck"), {}, "gradcheck", VARIABLE)
    script = made.source_template % made.source_vars()
    file, line = INSTALLED[shell]
    if wants_json():
        emit({"schema": "gradcheck.completion/1", "ok": True, "shell": shell, "script": script, "line": line})
        return ExitCode.DONE
    answer(script)
    talk(f"To have it always, put this line into {file}:\n  {line}")
    return ExitCode.DONE
