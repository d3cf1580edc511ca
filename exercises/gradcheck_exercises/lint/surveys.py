"""Claims about an exercise as a whole, which only many of its problems can show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from time import process_time

from gradcheck_exercises.draw import Draw
from gradcheck_exercises.exercises import Exercise
from gradcheck_exercises.fairness import Cost, cost, spread

SEEDS = range(240)
DISTINCT = 200
MOST_REJECTED = 0.5
COSTED = 4  # the cost of every fourth problem is enough to tell how far costs spread
SLOWEST = 1 / 50  # seconds of processor time for a problem, on average


@dataclass(frozen=True, slots=True)
class Survey:
    """What many drawn problems of an exercise show together.

    drawn     how many there were.      distinct  how many of them are different.
    rejected  the share of attempts that the draw threw away.
    seconds   of processor time for a problem, on average.
    spread    how many times the effort of the shortest problem the longest takes.
    choices   for each part that is a choice, its label and every answer that it had.
    """

    drawn: int
    distinct: int
    rejected: float
    seconds: float
    spread: float
    choices: tuple[tuple[str, frozenset[str]], ...]


def survey(exercise: Exercise, seeds: Iterable[int] = SEEDS) -> Survey:
    """What the problems of these seeds show. Raises ExerciseError where one cannot be drawn."""
    identities: set[str] = set()
    choices: dict[str, set[str]] = {}
    costs: list[Cost] = []
    tried = rejected = drawn = 0
    exercise.problem(0)  # whatever the first one imports is nobody's fault
    seconds = 0.0
    for seed in seeds:
        start = process_time()
        draw = Draw(exercise.id, seed=seed, usual=exercise.level)
        problem = exercise.function(draw)
        seconds += process_time() - start
        drawn, tried, rejected = drawn + 1, tried + draw.tried, rejected + draw.rejected
        identities.add(replace(problem, exercise_id=exercise.id, parameters=draw.parameters).identity)
        if drawn % COSTED == 1:
            costs.append(cost(problem))
        for part in problem.parts:
            if part.kind == "choice":
                choices.setdefault(part.label, set()).add(part.answer.reference_text())
    return Survey(
        drawn=drawn,
        distinct=len(identities),
        rejected=rejected / tried if tried else 0.0,
        seconds=seconds / max(1, drawn),
        spread=spread(costs),
        choices=tuple((label, frozenset(keys)) for label, keys in choices.items()),
    )


def has_enough_problems(exercise: Exercise, seen: Survey) -> Iterator[str]:
    """A class can be given problems that are all different; or there are as many as the exercise declares."""
    if exercise.space is None:
        if seen.distinct < DISTINCT * seen.drawn / len(SEEDS):
            yield (
                f"only {seen.distinct} of {seen.drawn} seeds give different problems. Draw from more values, "
                "or declare space=…, how many problems there are."
            )
        return
    # So many of the space are met on average when each draw is equally likely to be any of it.
    expected = exercise.space * (1 - (1 - 1 / exercise.space) ** seen.drawn)
    if seen.distinct > exercise.space:
        yield f"it declares {exercise.space} problems, but {seen.distinct} different ones were drawn."
    elif seen.distinct < 0.75 * expected:
        yield (
            f"it declares {exercise.space} problems, but {seen.drawn} seeds give only {seen.distinct} "
            "different ones. Some are drawn too often, or are not there."
        )


def is_fair(exercise: Exercise, seen: Survey) -> Iterator[str]:
    """No problem is far more work than another."""
    if seen.spread > exercise.spread:
        yield (
            f"its longest problem is {seen.spread:.1f} times the work of its shortest; "
            f"{exercise.spread:g} is the most. Draw problems that are more alike, or declare another spread=…"
        )


def throws_little_away(_: Exercise, seen: Survey) -> Iterator[str]:
    """Problems are built, not searched for."""
    if seen.rejected >= MOST_REJECTED:
        share = f"{100 * seen.rejected:.0f} %"
        yield f"{share} of its attempts are rejected. Draw from an explicit list, or build backwards."


def is_drawn_quickly(_: Exercise, seen: Survey) -> Iterator[str]:
    """Fifty problems are drawn in a second of processor time."""
    if seen.seconds > SLOWEST:
        rate = f"{1 / seen.seconds:.0f} problems are drawn in a second"
        yield f"{rate}; 50 is the least. Leave solve and simplify out, and build the values backwards."


def changes_the_right_option(_: Exercise, seen: Survey) -> Iterator[str]:
    """Nobody can learn the key of a choice by heart."""
    for label, keys in seen.choices:
        if len(keys) < 2:
            yield f"part ({label}) is a choice whose right answer is always {', '.join(keys)}."


SURVEY_CLAIMS: dict[str, Callable[[Exercise, Survey], Iterator[str]]] = {
    "has enough problems": has_enough_problems,
    "is fair": is_fair,
    "throws little away": throws_little_away,
    "is drawn quickly": is_drawn_quickly,
    "changes the right option": changes_the_right_option,
}
