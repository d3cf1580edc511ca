"""Findings: each way in which an exercise fails a claim, with the seed to see it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import process_time

from gradcheck_exercises.errors import ExerciseError
from gradcheck_exercises.exercises import Exercise
from gradcheck_exercises.lint.forms import accepts_its_own_answers
from gradcheck_exercises.lint.identity import is_drawn_from_its_seed, is_rebuilt_from_its_parameters
from gradcheck_exercises.lint.second import agrees_with_its_second_computation
from gradcheck_exercises.lint.sentences import Doubt
from gradcheck_exercises.lint.slips import tells_slips_apart
from gradcheck_exercises.lint.steps import has_valid_steps
from gradcheck_exercises.lint.surveys import SEEDS, SURVEY_CLAIMS, survey
from gradcheck_exercises.lint.texts import renders
from gradcheck_exercises.lint.whole import is_complete, is_not_degenerate
from gradcheck_exercises.problem import Problem

Claim = Callable[[Exercise, Problem], Iterator[str | Doubt]]
SLOW = 0.5  # seconds of processor time for one draw


def _of_problem(claim: Callable[[Problem], Iterator[str | Doubt]]) -> Claim:
    """A claim about the problem alone, in the form that all claims have."""
    return lambda _, problem: claim(problem)


CLAIMS: dict[str, Claim] = {
    "is complete": _of_problem(is_complete),
    "renders": _of_problem(renders),
    "is not degenerate": _of_problem(is_not_degenerate),
    "accepts its own answers": _of_problem(accepts_its_own_answers),
    "tells slips apart": _of_problem(tells_slips_apart),
    "agrees with its second computation": _of_problem(agrees_with_its_second_computation),
    "has valid steps": _of_problem(has_valid_steps),
    "is drawn from its seed": is_drawn_from_its_seed,
    "is rebuilt from its parameters": is_rebuilt_from_its_parameters,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which an exercise fails one claim.

    seed   of the problem that shows it; None where it takes many.
    doubt  whether it is only undecided: nothing was shown to be wrong.
    """

    exercise_id: str
    seed: int | None
    claim: str
    message: str
    doubt: bool = False

    def __str__(self) -> str:
        place = self.exercise_id if self.seed is None else f"{self.exercise_id}, seed {self.seed}"
        return f"{place}: {self.message}"


def findings(exercise: Exercise, seeds: Iterable[int], claims: Iterable[str] = ()) -> list[Finding]:
    """Everything that is wrong with the exercise's problems of these seeds; empty when it is sound.

    claims  the names of those to check; all of them unless given.
    """
    wanted = tuple(claims) or tuple(CLAIMS)
    return [finding for seed in seeds for finding in _of_seed(exercise, seed, wanted)]


def findings_of_survey(exercise: Exercise, seeds: Iterable[int] = SEEDS) -> list[Finding]:
    """What is wrong with the exercise as a whole: too few problems, too many rejected, too unlike."""
    try:
        seen = survey(exercise, seeds)
    except ExerciseError as error:
        return [Finding(exercise.id, None, "draws", str(error).removeprefix(f"{exercise.id}: "))]
    return [
        Finding(exercise.id, None, name, sentence)
        for name, claim in SURVEY_CLAIMS.items()
        for sentence in claim(exercise, seen)
    ]


def _timed(exercise: Exercise, seed: int) -> tuple[Problem, float]:
    """The problem, and the processor time that drawing it took."""
    start = process_time()
    problem = exercise.problem(seed)
    return problem, process_time() - start


def _of_seed(exercise: Exercise, seed: int, claims: Iterable[str]) -> Iterator[Finding]:
    """What is wrong with one problem."""
    try:
        problem, seconds = _timed(exercise, seed)
        if seconds > SLOW:  # the first draw of all pays for what it imports: once more
            problem, seconds = _timed(exercise, seed)
        if seconds > SLOW:
            yield Finding(
                exercise.id,
                seed,
                "draws",
                f"drawing it took {seconds:.1f} s of processor time; {SLOW} s is the most. Build the values "
                "backwards, and leave solve and simplify out.",
            )
    except ExerciseError as error:
        message = str(error).removeprefix(f"{exercise.id}, seed {seed}: ")
        yield Finding(exercise.id, seed, "draws", message)
        return
    for name in claims:
        for said in CLAIMS[name](exercise, problem):
            if isinstance(said, Doubt):
                yield Finding(exercise.id, seed, name, said.sentence, doubt=True)
            else:
                yield Finding(exercise.id, seed, name, said)
