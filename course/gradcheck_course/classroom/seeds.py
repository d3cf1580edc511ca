"""Seeds of graded problems: known to the service alone; no two of a class alike while the space allows."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gradcheck_course.classroom.soundness import Fault, no_fault
from gradcheck_grader.errors import GradcheckError

if TYPE_CHECKING:
    from gradcheck_exercises import Exercise, Problem

MOST_DRAWS = 512
MOST_FAULTY = 8  # more of them are no bad luck
SEED_BITS = 63  # a seed fits the integer column of every database


log = logging.getLogger("gradcheck.room")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem is given: an attempt of a person at an exercise of an assignment."""

    assignment: str
    person: str
    attempt: int
    exercise: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A problem drawn for one place.

    repeat  how many in the assignment have the same canonical parameters already; 0: nobody else has it.
    """

    problem: Problem
    seed: int
    fingerprint: str
    repeat: int


def seed_for(secret: bytes, place: Place, counter: int) -> int:
    """The seed of one draw: nobody without the secret can tell it from chance.

    The parts are hashed as a JSON list, so that no two places can be written the same.

    >>> ada = Place("ps1", "ada", 1, "calculus/chain-rule")
    >>> seed_for(b"s" * 32, ada, 0) == seed_for(b"s" * 32, ada, 0) != seed_for(b"s" * 32, ada, 1)
    True
    """
    message = json.dumps([place.assignment, place.person, place.attempt, place.exercise, counter]).encode()
    digest = hmac.new(secret, message, hashlib.sha256).digest()
    return int.from_bytes(digest, "big") >> (256 - SEED_BITS)


def master_seed(course: str, assignment: str, position: int) -> int:
    """The seed of a problem in the master notebook: public, and unrelated to any secret."""
    digest = hashlib.sha256(json.dumps(["master", course, assignment, position]).encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - SEED_BITS)


def fingerprint(parameters: Mapping[str, Any]) -> str:
    """The same text for the same canonical parameters, in any order of names.

    >>> fingerprint({"b": 1, "a": [2]}) == fingerprint({"a": [2], "b": 1})
    True
    """
    canonical = json.dumps(parameters, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def draw_problem(
    exercise: Exercise,
    secret: bytes,
    place: Place,
    used: Mapping[str, int],
    *,
    fault: Fault = no_fault,
) -> Drawn:
    """A sound problem whose parameters nobody in the assignment has; else one that the fewest have.

    used   how many have each fingerprint in this assignment and exercise.
    fault  what is wrong with the problem of a seed; such a problem is logged and never given.

    Draws until a new one is found. After 8 draws for each different problem seen (and 16 more) a space of
    equally likely problems is exhausted, save a chance below exp(-8) for each; then the least used is given.
    Raises GradcheckError when nothing sound was found.
    """
    best: Drawn | None = None
    seen: set[str] = set()
    faulty: dict[str, str] = {}
    for counter in range(MOST_DRAWS):
        seed = seed_for(secret, place, counter)
        problem = exercise.problem(seed)
        mark = fingerprint(problem.parameters)
        seen.add(mark)
        if mark not in faulty and (best is None or used.get(mark, 0) < best.repeat):
            best = Drawn(problem, seed, mark, used.get(mark, 0))
        if best and (best.repeat == 0 or counter >= 16 + 8 * len(seen)):
            said = fault(exercise, best.seed)
            if not said:
                return best
            log.error("%s, seed %d is not given: %s", place.exercise, best.seed, said)
            faulty[best.fingerprint], best = said, None
        if len(faulty) >= MOST_FAULTY:
            break
    if best and not fault(exercise, best.seed):
        return best
    raise GradcheckError(
        f"{place.exercise}: no sound problem was found; {'; '.join(set(faulty.values()))[:500]}"
    )
