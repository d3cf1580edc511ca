"""An exercise: one function that draws a problem, with its name, title, level and what its docstring says."""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gradcheck_exercises.draw import STREAM_VERSION, Draw
from gradcheck_exercises.errors import ExerciseError
from gradcheck_exercises.problem import Problem

SPREAD = 3.0
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*/[a-z][a-z0-9]*(-[a-z0-9]+)*")
_DOC = re.compile(r"(?P<idea>.+?)\s+Trap:\s+(?P<trap>.+?)\s+Source:\s+(?P<source>.+)")


@dataclass(frozen=True, slots=True)
class Doc:
    """What an exercise is about, where people go wrong, and where to read on."""

    idea: str
    trap: str
    source: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """A family of problems with one idea.

    level   of a problem when none is asked for; levels are all that can be asked for.
    spread  how many times more effort the longest of its problems may take than the shortest.
    space   how many problems there are, where these are few; None for more than a class will need.
    """

    id: str
    title: str
    level: int
    doc: Doc
    function: Callable[[Draw], Problem]
    levels: tuple[int, ...] = ()
    spread: float = SPREAD
    space: int | None = None

    def __str__(self) -> str:
        return self.id

    @property
    def unit(self) -> str:
        """What stands before the slash."""
        return self.id.partition("/")[0]

    @property
    def slug(self) -> str:
        """What stands after the slash."""
        return self.id.partition("/")[2]

    @property
    def version(self) -> str:
        """Changes exactly when the file of the exercise, or the engine's random stream, does."""
        source = inspect.getsource(inspect.getmodule(self.function) or self.function)
        return hashlib.sha256(f"{STREAM_VERSION}\n{source}".encode()).hexdigest()[:12]

    def problem(self, seed: int, *, level: int | None = None) -> Problem:
        """The problem of this seed and level, always the same one; of the usual level unless one is given."""
        if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
            raise ExerciseError(f"{self.id}: a seed is an integer, 0 or more; got {seed!r}.")
        if level is not None and level not in self.levels:
            known = ", ".join(map(str, self.levels))
            raise ExerciseError(
                f"{self.id} has the level{'s' * (len(self.levels) > 1)} {known}; got {level!r}."
            )
        return self._drawn(Draw(self.id, seed=seed, level=level, usual=self.level), seed)

    def rebuild(self, parameters: Mapping[str, Any]) -> Problem:
        """The problem with these parameters, as today's code states and judges it."""
        return self._drawn(Draw(self.id, record=parameters, usual=self.level), None)

    def rejections(self, seeds: range) -> float:
        """The share of attempts that the draw threw away over these seeds, 0 to 1."""
        tried = rejected = 0
        for seed in seeds:
            draw = Draw(self.id, seed=seed, usual=self.level)
            self.function(draw)
            tried += draw.tried
            rejected += draw.rejected
        return rejected / tried if tried else 0.0

    def _drawn(self, draw: Draw, seed: int | None) -> Problem:
        try:
            problem = self.function(draw)
        except ExerciseError as error:
            place = self.id if seed is None else f"{self.id}, seed {seed}"
            message = str(error).removeprefix(f"{self.id}: ")
            raise ExerciseError(f"{place}: {message}") from error
        draw.finish()
        return replace(
            problem,
            exercise_id=self.id,
            seed=seed,
            parameters=draw.parameters,
            level=draw.level,
            case=", ".join(draw.cases),
        )


def exercise(
    exercise_id: str,
    *,
    title: str,
    level: int,
    levels: Sequence[int] | None = None,
    spread: float = SPREAD,
    space: int | None = None,
) -> Callable[[Callable[[Draw], Problem]], Exercise]:
    """Makes an Exercise of a function that draws a problem; the arguments are those of Exercise.

    level stays what it is once people were given problems: what is recorded of a problem of the usual level
    does not say which that was. levels are those that the function tells apart by draw.level.

    The docstring of the function says the idea, then "Trap: …", then "Source: …".
    Raises ExerciseError when a name, level or docstring is not as it should be.
    """
    if not _ID.fullmatch(exercise_id):
        raise ExerciseError(
            f"{exercise_id!r} is not a name like unit/slug, in small letters, digits and hyphens."
        )
    if not title or not 1 <= level <= 5:
        raise ExerciseError(
            f"{exercise_id}: an exercise has a title and a level from 1 to 5; got {title!r}, {level}."
        )

    reached = tuple(sorted(levels or (level,)))
    if level not in reached or not set(reached) <= {1, 2, 3, 4, 5} or len(set(reached)) < len(reached):
        raise ExerciseError(
            f"{exercise_id}: the levels are different numbers from 1 to 5, the level {level} among them; "
            f"got {list(reached)}."
        )
    if spread < 1 or (space is not None and space < 1):
        raise ExerciseError(f"{exercise_id}: spread and space are 1 or more; got {spread}, {space}.")

    def decorated(function: Callable[[Draw], Problem]) -> Exercise:
        described = _DOC.fullmatch(" ".join((function.__doc__ or "").split()))
        if described is None:
            raise ExerciseError(
                f'{exercise_id}: the docstring must say the idea, then "Trap: …", then "Source: …".'
            )
        doc = Doc(**described.groupdict())
        return Exercise(exercise_id, title, level, doc, function, reached, spread, space)

    return decorated
