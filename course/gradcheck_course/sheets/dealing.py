"""Problems for everybody: no two alike while the space allows, and about equally much work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
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
    kept = {person: _kept(problem_set, record.people.get(person, ())) for person in people}
    used = _used(record)
    columns: list[list[Given]] = []
    outcomes: list[Dealt] = []
    for position, one in enumerate(problem_set.exercises, start=1):
        told(one.id)
        stream = _Stream(
            _found(one, problem_set, find), one.level, record, f"{problem_set.name} {position}", practice
        )
        missing = sum(position not in given for given in kept.values())
        new, uneven = stream.problems(missing, used[one.id])
        used[one.id] |= {fingerprint(given.parameters) for given in new}
        fresh = iter(new)
        columns.append([given.get(position) or next(fresh) for given in kept.values()])
        outcomes.append(_outcome(position, one.id, columns[-1], uneven))
    dealt = {person: tuple(given) for person, *given in zip(people, *columns, strict=True)}
    return _with(record, dealt), tuple(outcomes)


def _used(record: Record) -> defaultdict[str, set[str]]:
    """The fingerprints of all problems that were given, by exercise."""
    used = defaultdict[str, set[str]](set)
    for given in record.people.values():
        for one in given:
            used[one.exercise].add(fingerprint(one.parameters))
    return used


def _with(record: Record, dealt: Mapping[str, tuple[Given, ...]]) -> Record:
    """The record with these problems too; a round later where any of them is new."""
    people = {**record.people, **dealt}
    return replace(record, rounds=record.rounds + (people != record.people), people=people)


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

    def problems(self, count: int, taken: Collection[str]) -> tuple[list[Given], bool]:
        """So many problems, none of those taken while there are others; and whether they are uneven."""
        problems, uneven = self._drawn(count, taken)
        version = self.exercise.version
        seeds = [problem.seed if self.practice else None for problem in problems]
        return [
            Given(self.exercise.id, self.level, version, problem.parameters, seed)
            for problem, seed in zip(problems, seeds, strict=True)
        ], uneven

    def _drawn(self, count: int, taken: Collection[str]) -> tuple[Sequence[Problem], bool]:
        from gradcheck_exercises import ExerciseError, balanced_pool

        if not count:
            return (), False
        if self.exercise.space is None or self.exercise.space >= len(taken) + count:
            try:
                # The pool draws each problem itself: only where some are taken they are drawn here before.
                new = (problem.seed or 0 for problem in self._different(taken)) if taken else self._seeds()
                return balanced_pool(self.exercise, count, seeds=new, level=self.level), False
            except ExerciseError:
                pass  # too few, or too unlike: then whatever there is, as evenly spread as can be
        new = list(islice(self._different(taken), count))
        if len(new) == count:
            return new, True
        known = {problem.identity for problem in new}
        again = [one for one in islice(self._different(()), count) if one.identity not in known]
        in_turn = [*new, *again]
        return [in_turn[place % len(in_turn)] for place in range(count)], False

    def _seeds(self) -> Iterator[int]:
        """Seeds without end; a practice seed has a share code."""
        from gradcheck_exercises.codes import PRACTICE_SEEDS

        place = Place(self.name, "", self.record.rounds, self.exercise.id)
        for counter in counted():
            seed = seed_for(self.record.secret, place, counter)
            yield seed % PRACTICE_SEEDS if self.practice else seed

    def _different(self, taken: Collection[str]) -> Iterator[Problem]:
        """Problems, each once and none of those taken; ends when nothing new comes for long."""
        seen = set(taken)
        repeated = 0
        for seed in self._seeds():
            problem = self.exercise.problem(seed, level=self.level)
            mark = fingerprint(problem.parameters)
            if mark not in seen:
                repeated = 0
                seen.add(mark)
                yield problem
            elif (repeated := repeated + 1) > 8 * len(seen) + 16:
                return
