"""The problems that a person got, as they travel: what the records hold, without seeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gradcheck_exercises import Exercise, Problem

Find = Callable[[str], Any]


def find_exercise(exercise_id: str) -> Exercise:
    """The exercise of that id, from the bank; the bank is imported at the first call."""
    return import_module("gradcheck_exercises").find(exercise_id)


def points_text(points: float) -> str:
    """Points as people write them: two places at most.

    >>> points_text(7 / 3), points_text(21.0)
    ('2.33', '21')
    """
    return f"{round(points, 2):g}"


def label_of(position: int, letter: str) -> str:
    """The label of a part in its assignment: "1a" is part a of the first problem.

    >>> label_of(1, "a")
    '1a'
    """
    return f"{position}{letter}"


@dataclass(frozen=True, slots=True)
class GivenProblem:
    """One problem that a person got: enough to make it again, nothing to draw another.

    position    in the assignment, from 1.           exercise    "unit/slug".
    version     of the exercise when it was drawn.   parameters  the canonical parameters.
    points      of each part, by its letter.
    """

    position: int
    exercise: str
    version: str
    parameters: Mapping[str, Any]
    points: Mapping[str, float]

    @property
    def points_by_label(self) -> dict[str, float]:
        """Points by label, in the order of the parts."""
        return {label_of(self.position, letter): points for letter, points in self.points.items()}

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the parts, in order."""
        return tuple(self.points_by_label)

    def rebuild(self, find: Find = find_exercise) -> Problem:
        """The very problem, made by today's code from the recorded parameters."""
        return find(self.exercise).rebuild(self.parameters)

    def to_json(self) -> dict[str, Any]:
        """A record that from_json reads back."""
        return {
            "position": self.position,
            "exercise": self.exercise,
            "version": self.version,
            "parameters": dict(self.parameters),
            "points": dict(self.points),
        }

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> GivenProblem:
        """The problem that to_json wrote."""
        return cls(
            position=record["position"],
            exercise=record["exercise"],
            version=record["version"],
            parameters=record["parameters"],
            points=record["points"],
        )


@dataclass(frozen=True, slots=True)
class GivenSet:
    """The problems that a person got in one attempt at an assignment, by position."""

    person: str
    attempt: int
    problems: tuple[GivenProblem, ...]

    def to_json(self) -> dict[str, Any]:
        """A record that from_json reads back."""
        return {
            "person": self.person,
            "attempt": self.attempt,
            "problems": [problem.to_json() for problem in self.problems],
        }

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> GivenSet:
        """The set that to_json wrote."""
        problems = tuple(GivenProblem.from_json(problem) for problem in record["problems"])
        return cls(record["person"], record["attempt"], problems)
