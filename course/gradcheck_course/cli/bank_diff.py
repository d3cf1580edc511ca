"""gradcheck bank diff: what changed in the bank since a git revision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gradcheck_course.cli.completing import names_and_units
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, talk, wants_json, wrapped

if TYPE_CHECKING:
    from gradcheck_course.authoring.comparing import Change


@click.command("diff", short_help="Say what changed in exercises since a git revision.")
@click.argument("revision", metavar="REV")
@click.argument("names", metavar="[ID|UNIT]...", nargs=-1, shell_complete=names_and_units)
@click.option("--seeds", type=click.IntRange(1), default=10, show_default=True, help="Problems of each.")
@output_options
def command(revision: str, names: tuple[str, ...], seeds: int) -> ExitCode:
    """Say which problems, verdicts, answers, questions and slips changed since REV.

    The problems of REV are drawn with the code of REV. Its answers and slips are judged by both: where a
    verdict changed, problems that people were given would be marked otherwise.

    The exit code is 1 when something changed.
    """
    from gradcheck_course.authoring.comparing import changes_since
    from gradcheck_course.authoring.selecting import chosen

    wanted = [one.id for one in chosen(names)] if names else []
    changes = changes_since(revision, wanted, range(seeds))
    changed = [change for change in changes if change.state != "same"]
    if wants_json():
        emit(record(revision, changes, seeds))
    else:
        for change in changed:
            answer("\n".join(lines(change, seeds)))
        same = len(changes) - len(changed)
        talk(f"\n{same} of {len(changes)} exercises are as they were on {seeds} seeds.")
    return ExitCode.NEGATIVE if changed else ExitCode.DONE


def lines(change: Change, seeds: int) -> list[str]:
    """The exercise, in how many of its problems what changed, and one example."""
    from gradcheck_course.authoring.comparing import ASPECTS

    head = click.style(change.exercise_id, bold=True)
    if change.state != "changed":
        return [f"{head}  {change.state}"]
    words = {"error": "errors", **ASPECTS}
    said = [f"{words[aspect]} in {len(found)} of {seeds}" for aspect, found in change.aspects.items()]
    rows = [head, wrapped(", ".join(said), indent=2)]
    if change.example is not None:
        seed, before, after = change.example
        rows.append(wrapped(f"seed {seed}: {before}; now {after}", indent=2))
    return rows


def record(revision: str, changes: list[Change], seeds: int) -> dict[str, Any]:
    """The documented record, gradcheck.bank-diff/1."""
    return {
        "schema": "gradcheck.bank-diff/1",
        "ok": True,
        "since": revision,
        "seeds": seeds,
        "exercises": [
            {
                "id": change.exercise_id,
                "state": change.state,
                "changed": {aspect: list(found) for aspect, found in change.aspects.items()},
                "example": change.example,
            }
            for change in changes
        ],
    }
