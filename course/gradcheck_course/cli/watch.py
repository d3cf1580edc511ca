"""gradcheck watch: functions that a learner writes in an editor, judged whenever a file is saved."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any

import click

from gradcheck_course.cli.completing import exercise_names
from gradcheck_course.cli.exits import ExitCode, exit_for
from gradcheck_course.cli.terminal import (
    answer,
    bank_option,
    emit,
    output_options,
    talk,
    wants_json,
    wrapped,
)

if TYPE_CHECKING:
    from gradcheck_course.cli.watch_files import Watched
    from gradcheck_course.practice.session import Try
    from gradcheck_exercises import Part

KEYS = "h hint   r run again   q quit"
PAUSE_MS = 200  # how long a key may go unheard


@click.command("watch", short_help="Judge your code whenever you save it.")
@click.argument("what", metavar="[EXERCISE | FILE | DIR]", default=".", shell_complete=exercise_names)
@click.option("--once", is_flag=True, help="Judge what is there, and stop.")
@click.option("--seed", type=click.IntRange(0, 2**20 - 1), metavar="N", help="The problem of this number.")
@bank_option
@output_options
def command(what: str, once: bool, seed: int | None) -> ExitCode:
    """Judge functions whenever their file is saved; they run in a sandbox only.

    EXERCISE, or a share code, writes a file to begin with into this folder, and watches it. FILE or DIR go on
    with such files. With --once the exit code says how the answers are.
    """
    files = _files(what, seed)
    if once or wants_json():
        return _once(files)
    from gradcheck_course.cli.watch_keys import keys_heard

    with keys_heard() as key:
        _watch(files, key)
    return ExitCode.DONE


def _files(what: str, seed: int | None) -> Sequence[Watched]:
    """The files that are meant. Raises click.UsageError, WatchError and what finding an exercise raises."""
    from gradcheck_course.cli import problems
    from gradcheck_course.cli.watch_files import MARK, Watched, files_in, start_file

    path = Path(what)
    if path.is_dir():
        return files_in(path)
    if path.suffix == ".py":
        file = Watched.of(path)
        if file is None:
            raise click.UsageError(f"{path} does not say which problem it answers: begin it with {MARK}CODE.")
        return (file,)
    problem = problems.problem_named(what, seed=seed, rng=SystemRandom())
    path, is_new = start_file(Path(), problem)
    file = Watched.of(path)
    if file is None or file.problem.exercise_id != problem.exercise_id:
        raise click.UsageError(f"{path} is there and is no file of {problem.exercise_id}: move it away.")
    talk(wrapped(f"Wrote {path}: open it in your editor." if is_new else f"Going on with {path}."))
    return (file,)


def judged(file: Watched) -> tuple[str, list[tuple[Part, Try]]]:
    """What to print of the file as it is now, and the verdict on each part."""
    from gradcheck_course.cli.files import text_of
    from gradcheck_course.cli.verdicts import verdict_lines
    from gradcheck_course.practice.session import Try, judge

    text = text_of(file.path)
    if not file.begun(text):
        return f"{file.path}\n  Nothing is written yet for {file.problem.code}.", []
    begun = time.perf_counter()
    verdicts = judge(file.problem, {part.label: text for part in file.parts})
    spent = time.perf_counter() - begun
    tries = [(part, Try(text, verdicts[part.label])) for part in file.parts]
    head = click.style(f"{file.path}", bold=True) + f"   judged {datetime.now():%H:%M:%S} · {spent:.1f} s"  # noqa: DTZ005
    rows = [head]
    for part, tried in tries:
        rows += [
            f"  ({part.label}) def {part.answer.notation.signature}",
            verdict_lines(tried, part),
        ]
    return "\n".join(rows), tries


def _once(files: Iterable[Watched]) -> ExitCode:
    """Judges every file once."""
    outcomes: list[str] = []
    records: list[dict[str, Any]] = []
    for file in files:
        lines, tries = judged(file)
        outcomes += [tried.verdict.outcome for _, tried in tries] or ["wrong"]
        parts = {part.label: tried.verdict.to_json() for part, tried in tries}
        records.append({"file": str(file.path), "code": file.problem.code, "parts": parts})
        if not wants_json():
            answer(lines)
    if wants_json():
        emit({"schema": "gradcheck.watch/1", "ok": True, "files": records})
    return exit_for(outcomes)


def _watch(files: Sequence[Watched], key: Any) -> None:
    """Judges a file when it is saved, and does what a key asks for, until q or Ctrl-C."""
    from watchfiles import watch

    by_path = {file.path.resolve(): file for file in files}
    folders = {path.parent for path in by_path}
    events = watch(*folders, rust_timeout=PAUSE_MS, yield_on_timeout=True, recursive=False)
    next(events)  # from here on no save is missed
    for file in files:
        _show(file)
    talk(_prompt(files))
    last, hints = files[0], 0
    for changes in events:
        paths = dict.fromkeys(Path(name) for _, name in changes)
        saved = [by_path[path] for path in paths if path in by_path]
        for last in saved:
            _show(last)
        pressed = key()
        if pressed == "q":
            return
        if pressed == "r":
            _show(last)
        elif pressed == "h":
            hints = _hint(last, hints)
        if saved or pressed:
            talk(_prompt(files))


def _show(file: Watched) -> None:
    from gradcheck_course.cli.files import UnreadableFileError

    try:
        answer("\n" + judged(file)[0])
    except UnreadableFileError as error:  # taken away, or half written: the next save will do
        talk(str(error))


def _hint(file: Watched, given: int) -> int:
    """Shows the next hint of the first part that has one left, and says how many were given."""
    from gradcheck_course.cli import problems

    left = [(part, number) for part in file.parts for number in range(1, len(part.hints) + 1)]
    if given >= len(left):
        talk("No hint is left.")
        return given
    part, number = left[given]
    answer("\n" + problems.hint(part, number))
    return given + 1


def _prompt(files: Sequence[Watched]) -> str:
    names = ", ".join(str(file.path) for file in files)
    return "\n" + wrapped(f"Watching {names}: save to have it judged.\n{KEYS}")
