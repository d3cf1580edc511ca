"""Every drawn problem is checked by what its exercise must satisfy, before a student sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Fault = Callable[[Any, int], str]


def no_fault(_exercise: Any, _seed: int) -> str:
    """Nothing: for banks that were checked in another way."""
    return ""


def fault_by_lint(exercise: Any, seed: int) -> str:
    """The first thing that is wrong with the exercise's problem of this seed; empty when it is sound.

    What is only undecided, or slow to draw, makes no problem wrong.
    """
    from gradcheck_exercises.lint import findings

    for finding in findings(exercise, [seed]):
        if not finding.doubt and finding.claim != "draws":
            return f"{finding.claim}: {finding.message}"
    return ""
