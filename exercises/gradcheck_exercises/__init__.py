"""The engine and the bank of exercises.

Names are imported when they are first used, so that finding and listing exercises needs no SymPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gradcheck_exercises.codes import read_code, seed_of_code, share_code
    from gradcheck_exercises.draw import Draw
    from gradcheck_exercises.errors import CodeError, ExerciseError, UnknownExercise
    from gradcheck_exercises.exercises import Exercise, exercise
    from gradcheck_exercises.fairness import Cost, balanced_pool, cost
    from gradcheck_exercises.follow import Follow
    from gradcheck_exercises.listed import summaries
    from gradcheck_exercises.problem import Hint, Part, Problem, Step, hints, step
    from gradcheck_exercises.registry import every, find
    from gradcheck_exercises.text import Text, say
    from gradcheck_grader.slips import Slip

__all__ = [
    "CodeError",
    "Cost",
    "Draw",
    "Exercise",
    "ExerciseError",
    "Follow",
    "Hint",
    "Part",
    "Problem",
    "Slip",
    "Step",
    "Text",
    "UnknownExercise",
    "balanced_pool",
    "cost",
    "every",
    "exercise",
    "find",
    "hints",
    "read_code",
    "say",
    "seed_of_code",
    "share_code",
    "step",
    "summaries",
]
_HOMES = {
    "gradcheck_grader.slips": ("Slip",),
    "gradcheck_exercises.codes": ("read_code", "seed_of_code", "share_code"),
    "gradcheck_exercises.draw": ("Draw",),
    "gradcheck_exercises.errors": ("CodeError", "ExerciseError", "UnknownExercise"),
    "gradcheck_exercises.exercises": ("Exercise", "exercise"),
    "gradcheck_exercises.fairness": ("Cost", "balanced_pool", "cost"),
    "gradcheck_exercises.follow": ("Follow",),
    "gradcheck_exercises.listed": ("summaries",),
    "gradcheck_exercises.problem": ("Hint", "Part", "Problem", "Step", "hints", "step"),
    "gradcheck_exercises.registry": ("every", "find"),
    "gradcheck_exercises.text": ("Text", "say"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
