"""What the commands of a class share: the course folder, the workers, a bar with the time that is left."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from pathlib import Path
from typing import Any, TypeVar

import click

from gradcheck_course.cli.terminal import talk

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
Item = TypeVar("Item")
SAY_EVERY = 10.0  # seconds, where no bar can be drawn


def course_option(command: Decorated) -> Decorated:
    """The command with the option --course, the folder that it is about."""
    return click.option(
        "--course",
        "folder",
        metavar="DIR",
        type=click.Path(file_okay=False, path_type=Path),
        default=".",
        help="The course folder; by default the current one.",
    )(command)


def jobs_option(command: Decorated) -> Decorated:
    """The command with the option --jobs."""
    return click.option(
        "--jobs",
        metavar="N",
        type=click.IntRange(1, 64),
        default=min(8, os.cpu_count() or 1),
        show_default="processors, at most 8",
        help="How many processes judge side by side.",
    )(command)


def with_progress(items: Iterable[Item], of: Sized, doing: str) -> Iterator[Item]:
    """The items, with a bar on stderr that says how many there are and how long it takes; else with lines."""
    if sys.stderr.isatty():
        yield from _with_bar(items, len(of), doing)
    else:
        yield from _with_lines(items, len(of), doing)


def _with_bar(items: Iterable[Item], total: int, doing: str) -> Iterator[Item]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(doing, total=total)
        for item in items:
            progress.advance(task)
            yield item


def _with_lines(items: Iterable[Item], total: int, doing: str) -> Iterator[Item]:
    begun = said = time.monotonic()
    for count, item in enumerate(items, start=1):
        now = time.monotonic()
        if now - said >= SAY_EVERY and count < total:
            said = now
            talk(f"{doing}: {count} of {total}, {remaining(now - begun, count, total)} left")
        yield item


def remaining(seconds: float, done: int, total: int) -> str:
    """How long the rest takes at the pace so far.

    >>> remaining(10.0, 5, 15), remaining(60.0, 10, 100)
    ('20 s', '9 min')
    """
    left = seconds / done * (total - done)
    return f"{left:.0f} s" if left < 100 else f"{left / 60:.0f} min"
