"""Which exercises are meant: by name, by unit, or by what changed since a revision."""

from __future__ import annotations

import subprocess
import traceback
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from gradcheck_course.cli.exits import ExitCode
from gradcheck_exercises import Exercise, UnknownExercise, every, find, registry

Loaded = TypeVar("Loaded")
BANK = registry.PACKAGE / "bank"
_MEND = "The bank cannot be read before this is mended."


class UnreadableBank(click.ClickException):
    """A file of the bank that cannot be imported; the message says which, where and why."""

    exit_code = ExitCode.UNREADABLE


def chosen(names: Sequence[str], *, since: str | None = None) -> list[Exercise]:
    """The exercises of these names and units, all of them without any; only changed ones with since.

    Raises UnknownExercise for a name that is neither, UnreadableBank where a file cannot be imported.
    """
    exercises = loaded(lambda: list(every()))
    units = {one.unit for one in exercises}
    wanted = [name.strip().lower() for name in names]
    for name in wanted:
        if name not in units:
            found(name)
    if wanted:
        exercises = [one for one in exercises if one.id in wanted or one.unit in wanted]
    return exercises if since is None else changed_since(since, exercises)


def found(name: str) -> Exercise:
    """The exercise of this name. Raises UnknownExercise or UnreadableBank."""
    if "/" not in name:
        known = ", ".join(sorted({summary["unit"] for summary in registry.summaries()}))
        raise UnknownExercise(f"There is no unit {name!r}. The units: {known}.")
    return loaded(lambda: find(name))


def loaded(load: Callable[[], Loaded]) -> Loaded:
    """What the call returns; an error of a bank file becomes one sentence that names the line."""
    try:
        return load()
    except UnknownExercise:
        raise
    # A process boundary of its own: importing a bank file runs an author's code, which may raise anything.
    except Exception as error:
        raise UnreadableBank(_sentence(error)) from error


def changed_since(revision: str, exercises: Iterable[Exercise]) -> list[Exercise]:
    """Those whose file changed; all of them when the engine or the grader did."""
    root, commit = repository(), commit_of(revision)
    names = _git(root, "diff", "--name-only", commit, "--").splitlines()
    names += _git(root, "ls-files", "--others", "--exclude-standard").splitlines()
    files = {root / name for name in names}
    engine = (registry.PACKAGE, root / "grader" / "gradcheck_grader")
    if any(_is_within(file, engine) and not file.is_relative_to(BANK) for file in files):
        return list(exercises)
    return [one for one in exercises if file_of(one) in files]


def file_of(exercise: Exercise) -> Path:
    """The bank file in which the exercise stands."""
    return Path(exercise.function.__code__.co_filename).resolve()


def repository() -> Path:
    """The top of the git repository that the bank stands in. Raises click.UsageError where there is none."""
    return Path(_git(BANK, "rev-parse", "--show-toplevel").strip()).resolve()


def commit_of(revision: str) -> str:
    """The full name of the commit. Raises click.UsageError for what is no revision."""
    wanted = f"{revision}^{{commit}}"
    try:
        return _git(BANK, "rev-parse", "--verify", "--end-of-options", wanted).strip()
    except click.UsageError as error:
        raise click.UsageError(f"git knows no revision {revision!r}.") from error


def _git(folder: Path, *arguments: str) -> str:
    try:
        asked = subprocess.run(  # noqa: S603 - no shell; a revision cannot be an option here
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - git is found as the author finds it
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    except FileNotFoundError as error:
        raise click.UsageError("This needs git, which is not installed here.") from error
    if asked.returncode:
        said = (asked.stderr.strip().splitlines() or [f"git knows no {arguments[-1]}"])[0]
        raise click.UsageError(f"{said} (in {folder})")
    return asked.stdout


def _is_within(file: Path, folders: Iterable[Path]) -> bool:
    return any(file.is_relative_to(folder) for folder in folders) and file.suffix == ".py"


def _sentence(error: Exception) -> str:
    """Which file cannot be imported, on which line, and why."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}, line {error.lineno}: {error.msg}. {_MEND}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "<frozen" not in frame.filename]
    place = f"{frames[-1].filename}, line {frames[-1].lineno}: " if frames else ""
    return f"{place}{type(error).__name__}: {error}. {_MEND}"
