"""Exact vectors and matrices in floating point, and gradients by differences: for second computations."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gradcheck_exercises.symbolic import Grid


def floats(matrix: Grid) -> np.ndarray:
    """The matrix in floating point, shape (rows, columns)."""
    return np.array(matrix.tolist(), dtype=float)


def entries(vector: Grid) -> np.ndarray:
    """The entries of a row or a column in floating point, in one axis."""
    return floats(vector).ravel()


def differences(function: Callable[[np.ndarray], float], at: np.ndarray, size: float = 1e-5) -> np.ndarray:
    """The gradient of a function of an array there, in its shape, by central differences."""
    gradient = np.zeros_like(at, dtype=float)
    for place in np.ndindex(at.shape):
        nudge = np.zeros_like(gradient)
        nudge[place] = size
        gradient[place] = (function(at + nudge) - function(at - nudge)) / (2 * size)
    return gradient
