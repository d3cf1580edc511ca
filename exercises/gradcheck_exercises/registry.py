"""Finds exercises by name; imports only the built-in bank file that is needed, and none for a list.

`python -m gradcheck_exercises.registry` writes index.json, the list that listed.py reads, anew, and in a
source tree the map of the bank in README.md.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from gradcheck_exercises import banks
from gradcheck_exercises.banks import add_folder
from gradcheck_exercises.errors import ExerciseError, UnknownExercise
from gradcheck_exercises.listed import built_in, summaries

if TYPE_CHECKING:
    from gradcheck_exercises.exercises import Exercise

PACKAGE = Path(__file__).parent
INDEX = PACKAGE / "index.json"
__all__ = [
    "INDEX",
    "PACKAGE",
    "add_folder",
    "every",
    "find",
    "index",
    "index_text",
    "listed_in_index",
    "of_other_banks",
    "summaries",
]


def find(exercise_id: str) -> Exercise:
    """The exercise with this name; raises UnknownExercise, which says what comes near.

    Looked for in the built-in bank first; other banks are read only for what is not there.
    """
    wanted = exercise_id.strip().lower()
    listed = {entry["id"]: entry["module"] for entry in built_in()}
    unit = wanted.partition("/")[0]
    modules = (
        [listed[wanted]] if wanted in listed else [name for name in _modules() if name.split(".")[-2] == unit]
    )
    for module in modules:
        for found in _exercises(import_module(module)):
            if found.id == wanted:
                return found
    others = _of_other_banks(unit)
    if wanted in others:
        return others[wanted]
    raise UnknownExercise(_unknown(exercise_id, [*listed, *_of_other_banks()]))


def every() -> Iterator[Exercise]:
    """All exercises, sorted by name: those of the built-in bank and of all others."""
    found = [one for module in _modules() for one in _exercises(import_module(module))]
    yield from sorted([*found, *_of_other_banks().values()], key=lambda one: one.id)


def of_other_banks() -> list[dict[str, Any]]:
    """What a list says of the exercises of packages and folders; their files are imported."""
    return [_entry(one) for one in _of_other_banks().values()]


def index() -> list[dict[str, Any]]:
    """What index.json should hold, from the bank itself."""
    return [
        _entry(found) | {"module": module}
        for module in _modules()
        for found in _exercises(import_module(module))
    ]


def _entry(found: Exercise) -> dict[str, Any]:
    """What a list says of an exercise."""
    parts = found.problem(0).parts
    return {
        "id": found.id,
        "title": found.title,
        "unit": found.unit,
        "level": found.level,
        "parts": len(parts),
        "kinds": sorted({part.kind for part in parts}),
    }


def index_text() -> str:
    """What the file index.json should say, one exercise a line."""
    lines = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in index())
    return f'{{"exercises": [\n{lines}\n]}}\n'


def listed_in_index() -> list[dict[str, Any]]:
    """What index.json holds now; built_in() may have been read before it was written anew."""
    return json.loads(INDEX.read_text(encoding="utf-8"))["exercises"]


def _modules() -> list[str]:
    """The bank files, as module names, sorted."""
    files = sorted((PACKAGE / "bank").glob("*/*.py"))
    return [
        f"gradcheck_exercises.bank.{file.parent.name}.{file.stem}"
        for file in files
        if file.stem != "__init__"
    ]


def _of_other_banks(unit: str = "") -> dict[str, Exercise]:
    """The exercises of packages and folders by name; of folders, only of files that can have the unit.

    Raises ExerciseError for a name that stands twice, or in the built-in bank.
    """
    places = {entry["id"]: f"{entry['module']}, which is built in" for entry in built_in()}
    found: dict[str, Exercise] = {}
    for source in banks.sources():
        if unit and source.unit not in ("", unit):
            continue
        for one in _exercises(source.load()):
            if places.get(one.id, source.place) != source.place:
                raise ExerciseError(
                    f"{one.id} stands in {source.place} and in {places[one.id]}. "
                    "Give one of them another name."
                )
            places[one.id] = source.place
            found[one.id] = one
    return found


def _exercises(module: ModuleType) -> list[Exercise]:
    """The exercises that this module makes, in the order in which they stand there."""
    from gradcheck_exercises.exercises import Exercise

    made = [value for value in vars(module).values() if isinstance(value, Exercise)]
    return [one for one in made if one.function.__module__ == module.__name__]


def _unknown(exercise_id: str, names: list[str]) -> str:
    import difflib

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
    from gradcheck_exercises import bank_map

    INDEX.write_text(index_text(), encoding="utf-8")
    bank_map.rewrite(listed_in_index())
    sys.stdout.write(f"{INDEX.name}: {len(listed_in_index())} exercises\n")
