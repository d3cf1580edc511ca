"""Slips that tell apart."""

from __future__ import annotations

from gradcheck_exercises import Slip
from gradcheck_exercises.symbolic import Value


def distinct(right: Value, *slips: Slip) -> tuple[Slip, ...]:
    """Those slips that give another value than the right one and than the slips before."""
    seen, kept = [right], []
    for slip in slips:
        if slip.response not in seen:
            seen.append(slip.response)
            kept.append(slip)
    return tuple(kept)
