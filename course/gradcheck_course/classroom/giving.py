"""Giving problems: drawn by the secret, checked, recorded, and the same ever after."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from gradcheck_course.classroom.courses import Assignment, ExerciseEntry
from gradcheck_course.classroom.problems import Find, GivenProblem
from gradcheck_course.classroom.seeds import Drawn, Place, draw_problem
from gradcheck_course.classroom.soundness import Fault, no_fault
from gradcheck_course.errors import CourseError
from gradcheck_course.records.store import AlreadyGivenError, Deed, NewProblem, Store
from gradcheck_grader.errors import GradcheckError

MOST_TRIES = 5

log = logging.getLogger("gradcheck.room")


class Giver:
    """Gives the problems of one course; find is asked anew each time, since a bank may change."""

    def __init__(
        self, store: Store, secret: bytes, find: Callable[[], Find], fault: Fault = no_fault
    ) -> None:
        self.store = store
        self._secret = secret
        self._find = find
        self._fault = fault

    def given_or_drawn(
        self, assignment: Assignment, person: str, attempt: int, deed: Callable[[], Deed]
    ) -> tuple[GivenProblem, ...]:
        """The person's problems; those that are missing are drawn and recorded."""
        for _ in range(MOST_TRIES):
            given = checked(assignment, self.store.given(assignment.name, person, attempt))
            missing = assignment.exercises[len(given) :]
            if not missing:
                return given
            place = Place(assignment.name, person, attempt, "")
            drawn = self._draw(assignment, missing, place, first=len(given) + 1)
            try:
                self.store.give_problems(assignment.name, drawn, deed(), attempt=attempt, person=person)
            except AlreadyGivenError:
                log.info("problems of %s for %s were given meanwhile", assignment.name, person)
        raise CourseError("Too many fetch at this moment.", action="Try again.", code="busy", status=503)

    def _draw(
        self, assignment: Assignment, entries: Sequence[ExerciseEntry], where: Place, *, first: int
    ) -> list[NewProblem]:
        used: dict[str, Counter[str]] = {}
        drawn: list[NewProblem] = []
        for position, entry in enumerate(entries, start=first):
            counts = used.setdefault(entry.id, self.store.used_parameters(assignment.name, entry.id))
            try:
                exercise = self._find()(entry.id)
                place = replace(where, exercise=entry.id)
                new = draw_problem(exercise, self._secret, place, counts, fault=self._fault)
            except GradcheckError as error:
                raise broken_exercise(assignment, error) from error
            counts[new.fingerprint] += 1
            drawn.append(_new_problem(position, entry.id, exercise.version, new))
        return drawn


def checked(assignment: Assignment, given: tuple[GivenProblem, ...]) -> tuple[GivenProblem, ...]:
    """What was given, with the points of course.toml; its exercises must still stand where they stood."""
    for problem in given:
        entry = dict(enumerate(assignment.exercises, start=1)).get(problem.position)
        if entry is None or entry.id != problem.exercise:
            raise CourseError(
                f"{problem.exercise} was given as problem {problem.position} of {assignment.name}.",
                file="course.toml",
                key=f"assignment {assignment.name}",
                action="Put the exercises back in their places; new ones go to the end.",
                code="assignment-changed",
                status=409,
            )
    return tuple(
        replace(problem, points={a: entry.points.get(a, worth) for a, worth in problem.points.items()})
        for problem, entry in zip(given, assignment.exercises, strict=False)
    )


def broken_exercise(assignment: Assignment, error: GradcheckError) -> CourseError:
    """The error to tell when a problem could not be made; how, is logged."""
    log.error("%s: %s", assignment.name, error)
    return CourseError(
        f"A problem of {assignment.name} could not be made.",
        action="Tell your instructor; the service's log says which and why.",
        code="exercise",
        status=500,
    )


def _new_problem(position: int, exercise: str, version: str, drawn: Drawn) -> NewProblem:
    points = {part.label: float(part.points) for part in drawn.problem.parts}
    given = GivenProblem(position, exercise, version, dict(drawn.problem.parameters), points)
    return NewProblem(given, drawn.seed, drawn.fingerprint, drawn.repeat)
