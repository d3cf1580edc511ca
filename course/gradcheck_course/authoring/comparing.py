"""What changed in a bank since a git revision: problems, texts, answers, slips, verdicts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import click

from gradcheck_course.authoring import snapshot
from gradcheck_course.authoring.selecting import commit_of, repository

PACKAGES = ("grader", "exercises")
# What is compared, in the order in which it matters to those who were given a problem.
ASPECTS = {
    "parameters": "problems",
    "verdicts": "verdicts",
    "answers": "answers",
    "texts": "questions",
    "slips": "slips",
    "help": "hints or steps",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in one exercise.

    state    new, gone, changed, or same.
    aspects  for each of ASPECTS that changed, the seeds of the problems in which it did.
    example  of the first difference in an answer or verdict: seed, what it was, what it is.
    """

    exercise_id: str
    state: str
    aspects: Mapping[str, tuple[int, ...]]
    example: tuple[int, str, str] | None = None


def changes_since(revision: str, names: Sequence[str], seeds: Sequence[int]) -> list[Change]:
    """What changed in these exercises, all of them without names; sorted by name.

    Raises click.UsageError where there is no such revision, or the bank of it cannot be run.
    """
    commit = commit_of(revision)
    with tempfile.TemporaryDirectory(prefix="gradcheck-old-") as folder:
        _unpack(commit, Path(folder))
        old = _snapshot_of(Path(folder), names, seeds, {}, f"the bank of {revision}")
    new = _snapshot_of(repository(), names, seeds, old, "the bank as it is")
    return [_change(name, old.get(name), new.get(name)) for name in sorted({*old, *new})]


def _change(name: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Change:
    """How one exercise changed between two snapshots."""
    if old is None or new is None:
        return Change(name, "new" if old is None else "gone", {})
    aspects: dict[str, tuple[int, ...]] = {}
    for aspect in ("error", *ASPECTS):
        seeds = tuple(int(seed) for seed in old if old[seed].get(aspect) != new[seed].get(aspect))
        if seeds:
            aspects[aspect] = seeds
    return Change(name, "changed" if aspects else "same", aspects, next(_examples(old, new), None))


def _examples(old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[int, str, str]]:
    """Answers that differ although the parameters do not; then verdicts; as seed, before and after."""
    alike = [seed for seed in old if old[seed].get("parameters") == new[seed].get("parameters")]
    for seed in alike:
        for label, before in old[seed].get("answers", {}).items():
            after = new[seed].get("answers", {}).get(label, "no such part")
            if before != after:
                yield int(seed), f"({label}) {before}", after
    for seed in alike:
        for label, before in old[seed].get("verdicts", {}).items():
            after = new[seed].get("verdicts", {}).get(label, [])
            for response, was, now in zip(old[seed]["responses"][label], before, after, strict=False):
                if was != now:
                    yield int(seed), f"({label}) {response} was {_said(was)}", f"it is {_said(now)}"


def _said(verdict: Sequence[Any]) -> str:
    outcome, credit = verdict
    return outcome.replace("_", " ") + (f" ({credit:g})" if 0 < credit < 1 else "")


def _unpack(commit: str, folder: Path) -> None:
    """Afterwards the folder has the packages as they were."""
    asked = subprocess.run(  # noqa: S603 - no shell, and the commit is a full name
        ["git", "-C", str(repository()), "archive", "--format=tar", commit, *PACKAGES],  # noqa: S607
        capture_output=True,
        check=False,
    )
    if asked.returncode:
        raise click.UsageError(f"git archive {commit[:12]}: {asked.stderr.decode(errors='replace').strip()}")
    with tarfile.open(fileobj=BytesIO(asked.stdout)) as archive:
        archive.extractall(folder, filter="data")


def _snapshot_of(
    root: Path, names: Sequence[str], seeds: Sequence[int], given: Mapping[str, Any], what: str
) -> dict[str, Any]:
    """The snapshot of the bank under this root, taken in a process that sees no other."""
    paths = os.pathsep.join(str(root / package) for package in PACKAGES)
    asked = json.dumps({"names": list(names), "seeds": list(seeds), "given": given})
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-P", snapshot.__file__],
        input=asked,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        raise click.UsageError(f"{what.capitalize()} cannot be drawn: {reason}")
    return json.loads(done.stdout)
