"""What there is to practise, without importing it: the index of the built-in bank, and if there can be more.

`gradcheck list` and the shell's completion stand on this module alone, so it imports next to nothing.
"""

from __future__ import annotations

import json
import os
import sys
from functools import lru_cache
from importlib.machinery import PathFinder
from typing import Any

GROUP = "gradcheck.exercises"
VARIABLE = "GRADCHECK_BANK"


def summaries() -> list[dict[str, Any]]:
    """id, title, unit, level, parts (how many) and kinds of each exercise.

    No file of the built-in bank is imported; those of other banks are.
    """
    entries = list(built_in())
    if os.environ.get(VARIABLE) or named_by_a_package():
        from gradcheck_exercises.registry import of_other_banks

        entries += of_other_banks()
    return [{key: value for key, value in entry.items() if key != "module"} for entry in entries]


@lru_cache(maxsize=1)
def built_in() -> tuple[dict[str, Any], ...]:
    """The built-in bank as index.json lists it: a summary of each exercise, and its module."""
    # pathlib would be a tenth of the time that a list takes.
    path = os.path.join(os.path.dirname(__file__), "index.json")  # noqa: PTH118, PTH120
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        return tuple(json.load(file)["exercises"])


def named_by_a_package() -> bool:
    """Whether an installed package may name the group gradcheck.exercises: False is certain.

    importlib.metadata would say it in half the time that a whole list may take. It is left to answer where
    packages are found otherwise than in folders: in an archive, or by a finder of their own.
    """
    if any(hasattr(finder, "find_distributions") for finder in sys.meta_path if finder is not PathFinder):
        return True
    return any(_has_one(place or ".") for place in sys.path)


def _has_one(place: str) -> bool:
    """Whether a package that is installed in this folder names the group."""
    try:
        with os.scandir(place) as found:
            packages = [one.path for one in found if one.name.endswith((".dist-info", ".egg-info", ".egg"))]
    except NotADirectoryError:
        return True  # an archive
    except OSError:
        return False  # importlib.metadata passes over it, too
    return any(package.endswith(".egg") or _names_the_group(package) for package in packages)


def _names_the_group(package: str) -> bool:
    try:
        with open(f"{package}/entry_points.txt", "rb") as file:  # noqa: PTH123
            return GROUP.encode() in file.read()
    except OSError:
        return False
