"""Which names of courses, assignments, people and files are safe to use in paths, groups and pages."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

LONGEST_NAME = 64
LONGEST_PATH = 255
_ASSIGNMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")
_PERSON = re.compile(r"\w[\w.@+=-]*\Z")


def assignment_name_problem(name: str) -> str:
    """What is wrong with a name for an assignment or a course, as a sentence; empty when nothing is.

    nbgrader allows only these characters in the ids of cells, which begin with the assignment's name.

    >>> assignment_name_problem("ps1")
    ''
    >>> assignment_name_problem("../ps1")
    "'../ps1' is not usable as a name: use letters, digits, - and _, beginning with a letter or digit."
    """
    if len(name) > LONGEST_NAME:
        return f"{name[:20]!r}… is {len(name)} characters long; {LONGEST_NAME} is the most."
    if not _ASSIGNMENT.match(name):
        return (
            f"{name!r} is not usable as a name: use letters, digits, - and _, "
            "beginning with a letter or digit."
        )
    return ""


def person_id_problem(name: str) -> str:
    """What is wrong with the Hub user name of a person, as a sentence; empty when nothing is.

    >>> person_id_problem("ada.lovelace@example.org")
    ''
    >>> person_id_problem(".hidden")
    "'.hidden' is not usable as an id: use letters, digits and . _ @ + = -, beginning with a letter or digit."
    """
    if len(name) > LONGEST_NAME:
        return f"{name[:20]!r}… is {len(name)} characters long; {LONGEST_NAME} is the most."
    if not _PERSON.match(name):
        return (
            f"{name!r} is not usable as an id: use letters, digits and . _ @ + = -, "
            "beginning with a letter or digit."
        )
    return ""


def file_path_problem(path: str) -> str:
    """What is wrong with the path of a submitted file, as a sentence; empty when nothing is.

    A good path is relative, written with /, and stays below the folder it is put into on every system.

    >>> file_path_problem("ps1.ipynb"), file_path_problem("data/points.csv")
    ('', '')
    >>> file_path_problem("../ps1.ipynb")
    "The file name '../ps1.ipynb' leaves its folder."
    """
    if not path or len(path) > LONGEST_PATH:
        return f"A file name has 1 to {LONGEST_PATH} characters; this one has {len(path)}."
    if not path.isprintable() or any(character in '\\:*?"<>|' for character in path):
        return f"The file name {path!r} has characters that not every system allows."
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or PurePosixPath(path).is_absolute():
        return f"The file name {path!r} leaves its folder."
    if any(not part or part == "." or part.startswith("~") or part.strip() != part for part in parts):
        return f"The file name {path!r} has an empty or unclear part."
    return ""
