"""The man pages of the commands, made from them: python -m gradcheck_course.cli.manual DIR.

In a source tree the tables of docs/cli.md are written anew as well.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from gradcheck_course import __version__
from gradcheck_course.cli.exits import MEANING

PAGE = Path(__file__).parents[3] / "docs" / "cli.md"


def write_manual(folder: Path, *, date: str) -> list[Path]:
    """The pages that were written, one for each command and group; date stands at their foot, 2026-11-24."""
    from click_man.core import write_man_pages

    from gradcheck_course.cli.root import root

    folder.mkdir(parents=True, exist_ok=True)
    write_man_pages("gradcheck", filled(root), version=__version__, target_dir=str(folder), date=date)
    first = folder / "gradcheck.1"
    first.write_text(first.read_text(encoding="utf-8").rstrip() + exit_status(), encoding="utf-8")
    return sorted(folder.glob("gradcheck*.1"))


def exit_status() -> str:
    """The section of a man page that says what each exit code means."""
    return "\n.SH EXIT STATUS\n" + "".join(f".TP\n{code:d}\n{said}\n" for code, said in MEANING.items())


def filled(group: click.Group) -> click.Group:
    """The group, its commands imported: click-man looks for them in it, not by name."""
    above = click.Context(group)
    for name in group.list_commands(above):
        command = group.get_command(above, name)
        if command is not None:
            group.commands[name] = filled(command) if isinstance(command, click.Group) else command
    return group


def with_tables(page: str) -> str:
    """The page docs/cli.md with its tables of commands and of exit codes as they are now."""
    codes = ["| code | meaning |", "|---|---|", *(f"| {code:d} | {said} |" for code, said in MEANING.items())]
    return _between(_between(page, "commands", _commands()), "exit codes", codes)


def _commands() -> Iterator[str]:
    """A table under each heading of --help, with every command and what is given to it."""
    from gradcheck_course.cli.root import ENTRIES, root

    filled(root)
    for heading in dict.fromkeys(entry.heading for entry in ENTRIES):
        yield from ("", f"### {heading.capitalize()}", "", "| command | what it does |", "|---|---|")
        for name in (entry.name for entry in ENTRIES if entry.heading == heading):
            yield from _rows(root.commands[name], f"gradcheck {name}")
    yield ""


def _rows(command: click.Command, path: str) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _rows(inner, f"{path} {name}")
        return
    context = click.Context(command, info_name=path)
    given = " ".join(command.collect_usage_pieces(context)[1:]).replace("|", "\\|")
    yield f"| `{' '.join(filter(None, (path, given)))}` | {command.get_short_help_str(200)} |"


def _between(page: str, what: str, lines: Iterable[str]) -> str:
    """The page with these lines between the marks of that name."""
    begin, end = f"<!-- The {what} begin; `make man` writes them. -->\n", f"<!-- The {what} end. -->"
    before, after = page.partition(begin)[0], page.partition(end)[2]
    return f"{before}{begin}{chr(10).join(lines)}\n{end}{after}"


def main() -> None:
    """Writes the pages into the folder that is named; SOURCE_DATE_EPOCH says the date, else today."""
    if len(sys.argv) != 2:
        sys.exit("Name a folder: python -m gradcheck_course.cli.manual man")
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    pages = write_manual(Path(sys.argv[1]), date=f"{now:%Y-%m-%d}")
    if PAGE.exists():
        PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{len(pages)} pages in {sys.argv[1]}. Read one: man {pages[0]}\n")


if __name__ == "__main__":
    main()
