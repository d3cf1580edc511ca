"""Skeletons: working exercises to start from, one for each kind, and the row of a test."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gradcheck_exercises import Exercise, registry
from gradcheck_exercises.banks import load

HERE = Path(__file__).parent / "skeletons"
KINDS = ("derivative", "matrix", "prob", "gd", "backprop", "numeric", "choice")
_ID = re.compile(r"[a-z][a-z0-9]*/[a-z][a-z0-9]*(-[a-z0-9]+)*")
_TEST = '''"""{title}: problems that were solved by hand.

The values below are what the exercise says itself. Solve the problem on paper before you believe them.
"""

from __future__ import annotations

{imports}

SOLVED = [
    (
        {parameters},
        {answers},
        "the problem of seed 0",
    ),
]


@pytest.mark.parametrize(("parameters", "answers", "reason"), SOLVED)
def test_{function}(parameters, answers, reason):
    problem = {found}.rebuild(parameters)
    assert {{part.label: part.answer.reference_text() for part in problem.parts}} == answers, reason
'''


class SkeletonError(ValueError):
    """A skeleton that cannot be written; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were written, and the exercise in the first of them."""

    exercise: Exercise
    file: Path
    test: Path


def write_skeleton(exercise_id: str, kind: str, *, folder: Path | None = None) -> Written:
    """Afterwards a working exercise and its test are there; nothing that is there is overwritten.

    folder  of a bank of one's own; None for the built-in one, where the repository is at hand.
    Raises SkeletonError for a name that is none, or that is taken.
    """
    if not _ID.fullmatch(exercise_id):
        raise SkeletonError(
            f"{exercise_id!r} is not a name like unit/slug, in small letters, digits and hyphens."
        )
    unit, _, slug = exercise_id.partition("/")
    function = slug.replace("-", "_")
    if folder is None:
        file = registry.PACKAGE / "bank" / unit / f"{function}.py"
        test = registry.PACKAGE.parents[1] / "tests" / "exercises" / f"test_second_{function}.py"
        if not test.parent.is_dir():
            raise SkeletonError("The built-in bank is installed here without its tests. Say --into FOLDER.")
    else:
        file, test = folder / unit / f"{function}.py", folder / unit / f"test_{function}.py"
    for one in (file, test):
        if one.exists():
            raise SkeletonError(f"{one} is there already. Choose another name, or write into another folder.")
    names = {"ID": exercise_id, "TITLE": slug.replace("-", " ").capitalize(), "FUNCTION": function}
    file.parent.mkdir(parents=True, exist_ok=True)
    if folder is None and not (file.parent / "__init__.py").exists():
        (file.parent / "__init__.py").write_text(f'"""The unit {unit}."""\n', encoding="utf-8")
    file.write_text(filled(kind, names), encoding="utf-8")
    exercise = _exercise_in(file)
    test.write_text(_test(exercise, file, names, own=folder is not None), encoding="utf-8")
    return Written(exercise, file, test)


def filled(kind: str, names: Mapping[str, str]) -> str:
    """The skeleton of this kind with @NAME@ replaced by each name."""
    text = (HERE / f"{kind}.txt").read_text(encoding="utf-8")
    for name, value in names.items():
        text = text.replace(f"@{name}@", value)
    return text


def _exercise_in(file: Path) -> Exercise:
    return next(value for value in vars(load(file)).values() if isinstance(value, Exercise))


def _test(exercise: Exercise, file: Path, names: Mapping[str, str], *, own: bool) -> str:
    """A test with one row: the problem of seed 0 and what the exercise says about it."""
    problem = exercise.problem(0)
    imports, found = "import pytest\n\nfrom gradcheck_exercises import find", f'find("{exercise.id}")'
    if own:
        imports = (
            "from pathlib import Path\n\nimport pytest\n\nfrom gradcheck_exercises.banks import load\n\n"
            f'EXERCISE = load(Path(__file__).resolve().with_name("{file.name}")).{names["FUNCTION"]}'
        )
        found = "EXERCISE"
    answers = {part.label: part.answer.reference_text() for part in problem.parts}
    return _TEST.format(
        title=exercise.title,
        imports=imports,
        found=found,
        function=names["FUNCTION"],
        parameters=json.dumps(dict(problem.parameters), ensure_ascii=False),
        answers=json.dumps(answers, ensure_ascii=False),
    )
