"""Gradients that go short through a normalisation of four values."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import product

import numpy as np

COUNT = 4  # two values have a gradient of 0, and the deviation of three integers is irrational
MOST = 24


@cache
def _all() -> np.ndarray:
    """Rows of four integers from -4 to 4, none 0, not all alike."""
    values = (-4, -3, -2, -1, 1, 2, 3, 4)
    return np.array([row for row in product(values, repeat=COUNT) if len(set(row)) > 2])


def upstream(values: Sequence[int], size: int, *, centred: bool) -> list[tuple[int, ...]]:
    """Some g for which the mean of g times values / size is an integer, and not 0; they do not go to 0.

    values   integers whose mean square is size².
    centred  whether their mean is 0; then the mean of g is an integer too, and not 0.
    """
    g = _all()
    sums, dots = g.sum(axis=1), g @ np.array(values)
    fits = (dots % (COUNT * size) == 0) & (dots != 0)
    if centred:
        fits &= (sums % COUNT == 0) & (sums != 0)
    taken = np.outer(dots, values) + (size**2 * sums[:, None] if centred else 0)
    fits &= (COUNT * size**2 * g != taken).any(axis=1)
    found = g[fits]
    return [tuple(row) for row in found[:: len(found) // MOST + 1].tolist()]
