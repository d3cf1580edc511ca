"""Errors of the engine, each named by who must act on it.

ExerciseError    the author of an exercise: a draw, a text or an answer that cannot stand.
UnknownExercise  the person who asked for an exercise that is not in the bank.
CodeError        the person who typed a share code.
"""

from __future__ import annotations

from gradcheck_grader.errors import GradcheckError


class ExerciseError(GradcheckError):
    """An exercise that cannot give a sound problem; the message names the exercise and what to change."""


class UnknownExercise(GradcheckError):  # noqa: N818 - the name says it
    """No exercise has this name; the message says which names come near."""


class CodeError(GradcheckError):
    """A share code that cannot be read; the message says what a code looks like."""
