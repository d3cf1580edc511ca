"""Problems for everybody: no two alike while the space allows, and about equally much work."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count as counted
from itertools import islice
from typing import TYPE_CHECKING

from gradcheck_course.classroom.problems import Find, find_exercise
from gradcheck_course.classroom.seeds import Place, fingerprint, seed_for
from gradcheck_course.errors import CourseError
from gradcheck_course.sheets.given import Given, Record
from gradcheck_course.sheets.settings import ProblemSet, SetExercise

if TYPE_CHECKING:
    from gradcheck_exercises import Exercise, Problem


@dataclass(frozen=True, slots=True)
class Dealt:
    """How the problems of one exercise came out.

    repeated  how many people have a problem that another has too.
    uneven    whether some are plainly longer than others.
    """

    position: int
    exercise: str
    people: int
    repeated: int
    uneven: bool


def deal(
    problem_set: ProblemSet,
    people: Sequence[str],
    record: Record,
    *,
    practice: bool = False,
    find: Find = find_exercise,
    told: Callable[[str], None] = lambda _: None,
) -> tuple[Record, tuple[Dealt, ...]]:
    """The record with a problem of each exercise for each of these people, and how they came out.

    Problems that a person has for an exercise of the set stay as they are. told is called with the id of each
    exercise before its problems are drawn. Raises CourseError for a level that an exercise does not have.
    """
    columns: list[dict[str, Given]] = []
    outcomes: list[Dealt] = []
    kept = {person: _kept(problem_set, record.people.get(person, ())) for person in record.people}
    for position, one in enumerate(problem_set.exercises, start=1):
        told(one.id)
        exercise = _found(one, problem_set, find)
        column = {person: given[position] for person, given in kept.items() if position in given}
        taken = {
            fingerprint(given.parameters)
            for earlier in (*columns, column)
            for given in earlier.values()
            if given.exercise == one.id
        }
        missing = [person for person in people if person not in column]
        stream = _Stream(exercise, one.level, record, f"{problem_set.name} {position}", practice)
        problems, uneven = stream.problems(len(missing), taken)
        for person, problem in zip(missing, problems, strict=True):
            column[person] = _given(exercise, one.level, problem, practice)
        columns.append(column)
        outcomes.append(_outcome(position, one.id, [column[person] for person in people], uneven))
    dealt = {person: tuple(column[person] for column in columns) for person in people}
    others = {person: given for person, given in record.people.items() if person not in dealt}
    people_now = {**others, **dealt}
    rounds = record.rounds + (people_now != record.people)
    return replace(record, rounds=rounds, people=people_now), tuple(outcomes)


def _kept(problem_set: ProblemSet, given: Sequence[Given]) -> dict[int, Given]:
    """The problems that still belong to an exercise of the set, by its position; each is used once."""
    left = list(given)
    kept: dict[int, Given] = {}
    for position, one in enumerate(problem_set.exercises, start=1):
        found = next((old for old in left if (old.exercise, old.level) == (one.id, one.level)), None)
        if found is not None:
            left.remove(found)
            kept[position] = found
    return kept


def _found(one: SetExercise, problem_set: ProblemSet, find: Find) -> Exercise:
    exercise = find(one.id)
    if one.level is not None and one.level not in exercise.levels:
        levels = ", ".join(map(str, exercise.levels))
        raise CourseError(
            f"{one.id} has no problems of level {one.level}.",
            file=str(problem_set.file),
            key="level",
            action=f"Its levels: {levels}.",
        )
    return exercise


def _given(exercise: Exercise, level: int | None, problem: Problem, practice: bool) -> Given:
    seed = problem.seed if practice else None
    return Given(exercise.id, level, exercise.version, problem.parameters, seed)


def _outcome(position: int, exercise_id: str, given: Sequence[Given], uneven: bool) -> Dealt:
    different = len({fingerprint(one.parameters) for one in given})
    return Dealt(position, exercise_id, len(given), len(given) - different, uneven)


@dataclass(frozen=True, slots=True)
class _Stream:
    """The problems of one exercise in an order that only the secret decides."""

    exercise: Exercise
    level: int | None
    record: Record
    name: str
    practice: bool

    def problems(self, count: int, taken: Collection[str]) -> tuple[Sequence[Problem], bool]:
        """So many problems, none of those taken while there are others; and whether they are uneven."""
        from gradcheck_exercises import ExerciseError, balanced_pool

        if not count:
            return (), False
        if self.exercise.space is None or self.exercise.space >= len(taken) + count:
            try:
                new = self._seeds(taken)
                return balanced_pool(self.exercise, count, seeds=new, level=self.level), False
            except ExerciseError:
                pass  # too few, or too unlike: then whatever there is, as evenly spread as can be
        different = [problem for _, problem in islice(self._different(taken), count)]
        if not different:
            different = [problem for _, problem in islice(self._different(()), count)]
        dealt = [different[place % len(different)] for place in range(count)]
        return dealt, len(different) >= count

    def _seeds(self, taken: Collection[str]) -> Iterator[int]:
        return (seed for seed, _ in self._different(taken))

    def _different(self, taken: Collection[str]) -> Iterator[tuple[int, Problem]]:
        """Seeds and their problems, each problem once; ends when nothing new comes for long."""
        from gradcheck_exercises.codes import PRACTICE_SEEDS

        seen = set(taken)
        repeated = 0
        for counter in counted():
            place = Place(self.name, "", self.record.rounds, self.exercise.id)
            seed = seed_for(self.record.secret, place, counter)
            seed = seed % PRACTICE_SEEDS if self.practice else seed
            problem = self.exercise.problem(seed, level=self.level)
            mark = fingerprint(problem.parameters)
            if mark in seen:
                repeated += 1
                if repeated > 8 * len(seen) + 16:
                    return
                continue
            repeated = 0
            seen.add(mark)
            yield seed, problem
