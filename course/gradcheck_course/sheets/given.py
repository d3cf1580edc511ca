"""Who got which problems of a set: one file beside the set, which is kept as long as the sheets are."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradcheck_course.classroom.problems import Find, find_exercise
from gradcheck_course.errors import CourseError

if TYPE_CHECKING:
    from gradcheck_exercises import Problem

SCHEMA = "gradcheck.sheet-problems/1"
EVERYONE = ""  # the person of a sheet that is the same for all; nobody on a roster is called so


@dataclass(frozen=True, slots=True)
class Given:
    """One problem that a person got.

    seed  of a practice problem, from which its share code is made; None for a graded one, whose parameters
          are enough to make it again and say nothing of the seed.
    """

    exercise: str
    level: int | None
    version: str
    parameters: Mapping[str, Any]
    seed: int | None = None

    def rebuild(self, find: Find = find_exercise) -> Problem:
        """The very problem, made by today's code from the recorded parameters."""
        return replace(find(self.exercise).rebuild(self.parameters), seed=self.seed)


@dataclass(frozen=True, slots=True)
class Record:
    """All problems given for a set, by person; in the order of the exercises.

    secret  what seeds and receipts are made from.      rounds  how often problems were dealt.
    """

    secret: bytes
    rounds: int = 0
    people: Mapping[str, tuple[Given, ...]] = field(default_factory=dict[str, tuple[Given, ...]])


def record_path(set_file: Path, *, practice: bool) -> Path:
    """Where the record of a set is: ps3.problems.json or ps3.practice.json beside ps3.toml."""
    return set_file.with_suffix(".practice.json" if practice else ".problems.json")


def load_record(path: Path) -> Record:
    """The record of a file; a new one, with a new secret, where there is no file.

    Raises CourseError when it is damaged, or others may read it.
    """
    try:
        text = path.read_text(encoding="utf-8")
        others = os.name == "posix" and path.stat().st_mode & 0o077
    except FileNotFoundError:
        return Record(secrets.token_bytes(32))
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"The problems that were given cannot be read: {error}.", file=str(path)) from error
    if others:
        raise CourseError(
            "Others can read the problems that were given.",
            file=str(path),
            action=f"Run: chmod 600 {path}",
        )
    try:
        return _record(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(
            "The record of the problems that were given is damaged.",
            file=str(path),
            action="Restore it from your backup; without it the keys of printed sheets are lost.",
        ) from error


def save_record(record: Record, path: Path, *, set_name: str) -> None:
    """Afterwards the record is on disk, whole, for its owner alone; at no time is there half of it."""
    people = {person: [_one_to_json(one) for one in given] for person, given in record.people.items()}
    written = {"schema": SCHEMA, "set": set_name, "secret": record.secret.hex(), "rounds": record.rounds}
    staging = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(staging, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        json.dump(written | {"people": people}, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    staging.replace(path)


def _record(written: Any) -> Record:
    if written["schema"] != SCHEMA:
        raise ValueError(written["schema"])
    secret = bytes.fromhex(written["secret"])
    if len(secret) != 32:
        raise ValueError("a secret has 32 bytes")
    people = {person: tuple(map(_one, given)) for person, given in written["people"].items()}
    return Record(secret, int(written["rounds"]), people)


def _one(written: Mapping[str, Any]) -> Given:
    return Given(
        written["exercise"],
        written.get("level"),
        written["version"],
        dict(written["parameters"]),
        written.get("seed"),
    )


def _one_to_json(given: Given) -> dict[str, Any]:
    written: dict[str, Any] = {"exercise": given.exercise, "version": given.version}
    if given.level is not None:
        written["level"] = given.level
    if given.seed is not None:
        written["seed"] = given.seed
    return written | {"parameters": dict(given.parameters)}
