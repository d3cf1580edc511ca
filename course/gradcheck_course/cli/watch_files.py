"""The files that `watch` works with: a problem's code parts as comments and functions to fill in."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gradcheck_course.cli.files import text_of
from gradcheck_exercises import ExerciseError, Part, Problem, find, read_code
from gradcheck_grader.errors import GradcheckError

MARK = "# gradcheck: "
_NAMED = re.compile(rf"^{re.escape(MARK)}(\S+)[ \t]*$", re.MULTILINE)
_TO_DO = "    raise NotImplementedError"
_WIDTH = 88


class WatchError(GradcheckError):
    """A file that cannot be watched; the message says which, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A learner's file, and the parts of the problem that it answers."""

    path: Path
    problem: Problem
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, path: Path) -> Watched | None:
        """The file with the problem that its first lines name; None where they name none.

        Raises WatchError for a name that is no problem with code, UnreadableFileError for a file that is no
        text.
        """
        named = _NAMED.search(text_of(path)[:2_000])
        if named is None:
            return None
        try:
            coded = read_code(named[1])
            problem = find(coded.exercise_id).problem(coded.seed, level=coded.level)
        except ExerciseError as error:
            raise WatchError(f"{path} begins with {named[0]!r}. {error}") from error
        return cls(path, problem, code_parts(problem))

    def begun(self, text: str) -> bool:
        """Whether the learner has written anything."""
        return text.strip() != start_text(self.problem, self.parts).strip()


def code_parts(problem: Problem) -> tuple[Part, ...]:
    """The parts that ask for a function. Raises WatchError where there is none."""
    parts = tuple(part for part in problem.parts if part.kind == "code")
    if not parts:
        raise WatchError(
            f"{problem.exercise_id} asks for no code. "
            f"Work on it with: gradcheck practice {problem.exercise_id}"
        )
    return parts


def start_file(folder: Path, problem: Problem) -> tuple[Path, bool]:
    """The file of this exercise in the folder, and whether it was written now; what is there stays."""
    parts = code_parts(problem)
    path = folder / f"{problem.exercise_id.partition('/')[2]}.py"
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(start_text(problem, parts))
    except FileExistsError:
        return path, False
    return path, True


def start_text(problem: Problem, parts: Iterable[Part]) -> str:
    """What a file begins with: which problem it is, the statement, and each function to be written."""
    pieces = [f"{MARK}{problem.code}", "#", *_comment(problem.statement.terminal(_WIDTH))]
    functions = []
    for part in parts:
        asked = [*_comment(f"({part.label}) {part.prompt.terminal(_WIDTH)}")]
        functions += ["", "", *asked, f"def {part.answer.notation.signature}:", _TO_DO]
    imports = ["", "import numpy as np"] if _uses_numpy(parts) else []
    return "\n".join([*pieces, *imports, *functions]) + "\n"


def _uses_numpy(parts: Iterable[Part]) -> bool:
    return any("import numpy" in part.answer.reference_text() for part in parts)


def _comment(text: str) -> list[str]:
    return textwrap.indent(text, "# ", lambda _: True).replace("# \n", "#\n").rstrip(" ").split("\n")


def files_in(folder: Path) -> tuple[Watched, ...]:
    """The watched files that stand in the folder, by name. Raises WatchError where there is none."""
    found = tuple(one for path in sorted(folder.glob("*.py")) if (one := Watched.of(path)) is not None)
    if not found:
        raise WatchError(
            f"No file in {folder} begins with {MARK.strip()!r}. Make one: "
            "gradcheck watch calculus/numerical-derivative"
        )
    return found
