"""Exact matrices as NumPy has them, for the checks of this unit."""

from __future__ import annotations

import numpy as np

from gradcheck_exercises.symbolic import Grid


def floats(matrix: Grid) -> np.ndarray:
    """The matrix in floating point, shape (rows, columns)."""
    return np.array(matrix.tolist(), dtype=float)
