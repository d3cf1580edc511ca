"""Slips that tell apart."""

from __future__ import annotations

from gradcheck_exercises import Slip
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
