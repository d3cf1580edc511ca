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
    for slip in slips:
        others = [right, *(one.response for one in kept)]
        if all(_differ(slip.response, other, apart) for other in others):
            kept.append(slip)
    return tuple(kept)


def _differ(one: Value | Grid, other: Value | Grid, apart: float) -> bool:
    if not apart or np.shape(one) != np.shape(other):
        return bool(one != other)
    return bool(np.max(np.abs(_numbers(one) - _numbers(other))) > apart)


def _numbers(value: Value | Grid) -> np.ndarray:
    return floats(value) if np.shape(value) else np.array(float(value))


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
