"""Gradients by differences, and wrong rules that tell apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from gradcheck_exercises import Slip
from gradcheck_exercises.symbolic import Grid, Value


def differences(function: Callable[[np.ndarray], float], at: np.ndarray, size: float = 1e-5) -> np.ndarray:
    """The gradient of a function of an array there, in its shape, by central differences."""
    gradient = np.zeros_like(at, dtype=float)
    for place in np.ndindex(at.shape):
        nudge = np.zeros_like(gradient)
        nudge[place] = size
        gradient[place] = (function(at + nudge) - function(at - nudge)) / (2 * size)
    return gradient


def floats(values: Grid) -> np.ndarray:
    """The entries in floating point, in the same shape."""
    return np.array(values.tolist(), dtype=float)


def apart(right: Value | Grid, *slips: Slip, by: float = 0) -> tuple[Slip, ...]:
    """Those slips whose number or array differs from the right one and from the slips before.

    by  by how much some entry has to differ: more than the tolerance of the answer.
    """
    found, kept = [_entries(right, by)], list[Slip]()
    for slip in slips:
        entries = _entries(slip.response, by)
        if all(_differ(entries, other, by) for other in found):
            found.append(entries)
            kept.append(slip)
    return tuple(kept)


Entries: TypeAlias = tuple[tuple[int, int], list[Any]]


def _entries(value: Value | Grid, by: float) -> Entries:
    """The shape, and the entries in one list, in floating point where a distance is asked for."""
    entries = list(value) if hasattr(value, "shape") else [value]
    shape = getattr(value, "shape", (0, 0))  # a number is a shape of its own
    return shape, list(map(float, entries)) if by else entries


def _differ(one: Entries, other: Entries, by: float) -> bool:
    if one[0] != other[0]:
        return True
    return any(abs(a - b) > by if by else a != b for a, b in zip(one[1], other[1], strict=True))
