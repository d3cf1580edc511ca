"""Slips that tell apart."""

from __future__ import annotations

import numpy as np

from gradcheck_exercises import Part, Problem, Slip
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid, Value


def distinct(right: Value | Grid, *slips: Slip, apart: float = 0) -> tuple[Slip, ...]:
    """Those slips whose number, formula or array differs from the right one and from the slips before.

    apart  by how much some number has to differ: more than the tolerance of the answer.
    """
    kept: list[Slip] = []
    known: dict[int, np.ndarray] = {}  # to evaluate entries takes longer than all else
    for slip in slips:
        others = [right, *(one.response for one in kept)]
        if all(_differ(slip.response, other, apart, known) for other in others):
            kept.append(slip)
    return tuple(kept)


def _differ(one: Value | Grid, other: Value | Grid, apart: float, known: dict[int, np.ndarray]) -> bool:
    if not apart or np.shape(one) != np.shape(other):
        return bool(one != other)
    left, right = (_numbers(value, known) for value in (one, other))
    return bool(np.max(np.abs(left - right)) > apart)


def _numbers(value: Value | Grid, known: dict[int, np.ndarray]) -> np.ndarray:
    """The value in floating point, worked out once; it lives as long as what is known of it."""
    if id(value) not in known:
        known[id(value)] = floats(value) if np.shape(value) else np.array(float(value))
    return known[id(value)]


def sound(problem: Problem) -> bool:
    """Whether each part has two slips at least, all with responses of their own, and an answer other than 0.

    What few numbers spoil is drawn again: draw.until(sound, …).
    """
    return all(_is_sound(part) for part in problem.parts)


def _is_sound(part: Part) -> bool:
    if part.kind not in ("number", "array"):
        return len(part.slips) > 1
    responses = {str(slip.response) for slip in part.slips}
    return len(part.slips) == len(responses) > 1 and part.answer.reference_text() != "0"
