"""Claims about identity: a seed, or recorded parameters, give one problem and no other."""

from __future__ import annotations

import json
from collections.abc import Iterator

from gradcheck_exercises.errors import ExerciseError
from gradcheck_exercises.exercises import Exercise
from gradcheck_exercises.lint.texts import texts_of
from gradcheck_exercises.problem import Problem


def fingerprint(problem: Problem) -> str:
    """Everything a person may meet in the problem, as one JSON text: equal for equal problems."""
    parts = [
        {
            "prompt": part.markdown(),
            "answer": part.answer.reference_text(),
            "notation": part.answer.notation.to_json(),
            "points": part.points,
            "texts": [text.markdown() for _, text in texts_of(part)],
            "slips": [[slip.name, slip.feedback] for slip in part.slips],
        }
        for part in problem.parts
    ]
    whole = {
        "parameters": dict(problem.parameters),
        "statement": problem.statement.markdown(),
        "parts": parts,
    }
    return json.dumps(whole, sort_keys=True, ensure_ascii=False)


def is_drawn_from_its_seed(exercise: Exercise, problem: Problem) -> Iterator[str]:
    """The same seed gives the same problem, to the letter."""
    if problem.seed is not None and fingerprint(exercise.problem(problem.seed)) != fingerprint(problem):
        yield "the same seed gave two problems. Draw everything from `draw`, never from random or NumPy."


def is_rebuilt_from_its_parameters(exercise: Exercise, problem: Problem) -> Iterator[str]:
    """The recorded parameters, after a way through JSON, give the same problem."""
    try:
        again = exercise.rebuild(json.loads(json.dumps(dict(problem.parameters))))
    except ExerciseError as error:
        yield f"it cannot be rebuilt: {error}"
        return
    if fingerprint(again) != fingerprint(problem):
        yield "rebuilding it from its parameters gave another problem. Draw everything from `draw`, by name."
