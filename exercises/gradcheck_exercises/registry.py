"""Finds exercises by name; imports only the bank file that is needed, and none for a list.

`python -m gradcheck_exercises.registry` writes index.json, the list that summaries() reads, anew.
"""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradcheck_exercises.errors import UnknownExercise

if TYPE_CHECKING:
    from gradcheck_exercises.exercises import Exercise

PACKAGE = Path(__file__).parent
INDEX = PACKAGE / "index.json"


def find(exercise_id: str) -> Exercise:
    """The exercise with this name; raises UnknownExercise, which says what comes near."""
    wanted = exercise_id.strip().lower()
    listed = {entry["id"]: entry["module"] for entry in _index()}
    unit = wanted.partition("/")[0]
    modules = (
        [listed[wanted]] if wanted in listed else [name for name in _modules() if name.split(".")[-2] == unit]
    )
    for module in modules:
        for found in _exercises(module):
            if found.id == wanted:
                return found
    raise UnknownExercise(_unknown(exercise_id, list(listed)))


def every() -> Iterator[Exercise]:
    """All exercises of the bank, sorted by name."""
    found = [one for module in _modules() for one in _exercises(module)]
    yield from sorted(found, key=lambda one: one.id)


def summaries() -> list[dict[str, Any]]:
    """id, title, unit, level, parts (how many) and kinds of each exercise; imports no bank file."""
    return [{key: value for key, value in entry.items() if key != "module"} for entry in _index()]


def index() -> list[dict[str, Any]]:
    """What index.json should hold, from the bank itself."""
    entries = []
    for module in _modules():
        for found in _exercises(module):
            parts = found.problem(0).parts
            entries.append(
                {
                    "id": found.id,
                    "title": found.title,
                    "unit": found.unit,
                    "level": found.level,
                    "parts": len(parts),
                    "kinds": sorted({part.kind for part in parts}),
                    "module": module,
                }
            )
    return entries


def index_text() -> str:
    """What the file index.json should say, one exercise a line."""
    lines = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in index())
    return f'{{"exercises": [\n{lines}\n]}}\n'


@lru_cache(maxsize=1)
def _index() -> list[dict[str, Any]]:
    return json.loads(INDEX.read_text(encoding="utf-8"))["exercises"]


def _modules() -> list[str]:
    """The bank files, as module names, sorted."""
    files = sorted((PACKAGE / "bank").glob("*/*.py"))
    return [
        f"gradcheck_exercises.bank.{file.parent.name}.{file.stem}"
        for file in files
        if file.stem != "__init__"
    ]


def _exercises(module: str) -> list[Exercise]:
    """The exercises of a bank file, in the order in which they stand there."""
    from gradcheck_exercises.exercises import Exercise

    return [value for value in vars(import_module(module)).values() if isinstance(value, Exercise)]


def _unknown(exercise_id: str, names: list[str]) -> str:
    # One that differs by a letter or two is meant; others come near by their unit alone.
    near = difflib.get_close_matches(exercise_id.lower(), names, n=1, cutoff=0.9)
    near = near or difflib.get_close_matches(exercise_id.lower(), names, n=3, cutoff=0.5)
    slug = exercise_id.rpartition("/")[2].lower()
    near += [name for name in names if name.rpartition("/")[2] == slug and name not in near]
    advice = (
        f"Did you mean {' or '.join(near)}?" if near else "The command `gradcheck list` shows what there is."
    )
    return f"There is no exercise {exercise_id!r}. {advice}"


if __name__ == "__main__":
    INDEX.write_text(index_text(), encoding="utf-8")
    sys.stdout.write(f"{INDEX.name}: {len(index())} exercises\n")
