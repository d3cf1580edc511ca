"""Which problems a sitting has: those of one exercise, or of a unit, mixed as planning says or in blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle
from random import Random

from gradcheck_course.practice.learner import learner
from gradcheck_course.practice.planning import BLOCK, next_exercise
from gradcheck_course.practice.skills import skills
from gradcheck_course.practice.store import Store
from gradcheck_exercises import Exercise, Problem, find
from gradcheck_exercises.codes import PRACTICE_SEEDS
from gradcheck_grader import GradcheckError


class LevelError(GradcheckError):
    """A level that is not drawn; the message says which are."""


class UnitError(GradcheckError):
    """A unit that is not there; the message lists those that are."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be practised.

    within  names of exercises, in the order of teaching.     level  None for the usual one of each.
    mixed   whether planning chooses; else each exercise is met in a block.
    """

    within: tuple[str, ...]
    level: int | None = None
    mixed: bool = True


def exercises_in(unit: str) -> tuple[str, ...]:
    """The exercises of a unit in the order of teaching; of all where "" is named. Raises UnitError."""
    found = tuple(name for name, skill in skills().items() if not unit or skill.unit == unit)
    if not found:
        units = ", ".join(dict.fromkeys(skill.unit for skill in skills().values()))
        raise UnitError(f"There is no unit {unit!r}. There are {units}.")
    return found


def check_level(exercise: Exercise, level: int | None) -> int | None:
    """The level, None where it is the usual one. Raises LevelError where the exercise does not have it."""
    if level is not None and level not in exercise.levels:
        known = " and ".join(map(str, exercise.levels))
        plural = "s" if len(exercise.levels) > 1 else ""
        raise LevelError(f"{exercise.id} is drawn at the level{plural} {known}, not at {level}.")
    return None if level == exercise.level else level


def at_level(names: Sequence[str], level: int | None) -> tuple[str, ...]:
    """Those of the exercises that are drawn at this level. Raises LevelError where none is."""
    found = tuple(name for name in names if level is None or level in find(name).levels)
    if not found:
        raise LevelError(f"None of these {len(names)} exercises is drawn at the level {level}.")
    return found


def drawn(exercise: Exercise, rng: Random, level: int | None = None) -> Problem:
    """A problem of the exercise with fresh numbers."""
    return exercise.problem(rng.randrange(PRACTICE_SEEDS), level=check_level(exercise, level))


def chosen(
    wish: Wish, store: Store, rng: Random, now: Callable[[], datetime]
) -> Iterator[tuple[Problem, str]]:
    """Problems without end, each with the reason for it, chosen when it is asked for."""
    if not wish.mixed:
        for name in cycle([name for name in wish.within for _ in range(BLOCK)]):
            yield drawn(find(name), rng, wish.level), ""
    met: list[str] = []
    while True:
        record = learner(store.events()).record
        # What was only skipped leaves no trace in the record, and would be chosen again at once.
        answered = set(record.recent)
        passed = [name for name in met if name not in answered]
        pick = next_exercise(record, now(), within=wish.within, passed=passed)
        if pick is None:
            met.clear()
            pick = next_exercise(record, now(), within=wish.within)
        if pick is None:
            return
        met.append(pick.skill.id)
        yield drawn(find(pick.skill.id), rng, wish.level), pick.reason
