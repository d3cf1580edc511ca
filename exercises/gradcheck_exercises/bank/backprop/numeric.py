"""Gradients by differences, and wrong rules that tell apart."""

from __future__ import annotations

from collections.abc import Callable

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
    kept: list[Slip] = []
    for slip in slips:
        others = [right, *(one.response for one in kept)]
        if all(_differ(slip.response, other, by) for other in others):
            kept.append(slip)
    return tuple(kept)


def _differ(one: Value | Grid, other: Value | Grid, by: float) -> bool:
    (left, first), (right, second) = _entries(one), _entries(other)
    if left != right:
        return True
    return any(
        a != b and (not by or abs(float(a) - float(b)) > by) for a, b in zip(first, second, strict=True)
    )


def _entries(value: Value | Grid) -> tuple[tuple[int, int], list[Value]]:
    """The shape, and the entries in one list; a number is a shape of its own."""
    shape = getattr(value, "shape", (0, 0))
    return shape, list(value) if hasattr(value, "shape") else [value]
