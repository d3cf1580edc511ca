"""Slips that tell apart."""

from __future__ import annotations

from gradcheck_exercises import Part, Problem, Slip
from gradcheck_exercises.symbolic import Value


def distinct(right: Value, *slips: Slip, apart: float = 0) -> tuple[Slip, ...]:
    """Those slips whose value differs from the right one and from the slips before.

    apart  by how much numbers have to differ: more than the tolerance of the answer.
    """
    kept: list[Slip] = []
    for slip in slips:
        others = [right, *(one.response for one in kept)]
        if all(_differ(slip.response, other, apart) for other in others):
            kept.append(slip)
    return tuple(kept)


def _differ(one: Value, other: Value, apart: float) -> bool:
    return bool(one != other and (not apart or abs(float(one) - float(other)) > apart))


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
