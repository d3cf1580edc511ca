"""Symmetric matrices with a parameter, whose eigenvalues change their signs at known places."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from sympy import ImmutableMatrix, Integer, Interval, Rational, Reals, Symbol, Union, oo, sqrt

from gradcheck_exercises import Draw
from gradcheck_exercises.symbolic import Formula, Grid, Value

t = Symbol("t")
Rows = tuple[tuple[int, ...], ...]
Wrong = list[tuple[str, Value, str]]
ROOTS = ((2, 1), (2, 4), (3, 1), (3, 9), (4, 2), (4, 8), (6, 2), (6, 3), (6, 4), (6, 9), (6, 12))
SCALES = ((1, 1, 1), (1, 1, -1), (1, -1, 1), (-1, 1, 1), (1, 1, 2), (1, 2, 1), (2, 1, 1))
CLOSED = "At an end of your range the determinant is 0, and then so is an eigenvalue. Does the end belong?"
DETERMINANT_ONLY = (
    "Where the determinant is positive, two eigenvalues may still be negative. Look at the other minors."
)
DIAGONAL_ONLY = "Positive diagonal entries are needed, but they are not enough. What about the determinant?"
ENTRIES = "The signs of entries do not decide it. What has to hold for the eigenvalues, or for the minors?"


@dataclass(frozen=True)
class Family:
    """Symmetric matrices fixed + t slope, what their determinant is, and for which t they are definite.

    permanent  the determinant with no sign changed.
    minors     each leading minor, in factors that show where it is 0, and where it is positive.
    range      where all of them are.
    wrong      the name, response and feedback of each wrong range.
    """

    fixed: Rows
    slope: Rows
    determinant: Formula
    permanent: Formula
    minors: tuple[tuple[Formula, Value], ...]
    range: Value
    wrong: Wrong = field(repr=False)

    @cached_property
    def A(self) -> Grid:
        """The matrix with t in it."""
        rows = zip(self.fixed, self.slope, strict=True)
        return ImmutableMatrix([[a + b * t for a, b in zip(*pair, strict=True)] for pair in rows])

    @property
    def size(self) -> int:
        """Rows of the matrix."""
        return len(self.fixed)

    def at(self, value: Any) -> np.ndarray:
        """The matrix with a number for t, in floating point; with a column of numbers, one for each."""
        return np.array(self.fixed, dtype=float) + np.multiply.outer(value, np.array(self.slope))


def beside(draw: Draw) -> Family:
    """[[a, t + p], [t + p, c]]: definite for |t + p| < √(ac)."""
    a, c = draw.choice("diagonal", [(a, c) for a in range(1, 7) for c in range(1, 7) if a * c > 1])
    p = draw.integer("p", -4, 4)
    root = sqrt(a * c)
    return Family(
        ((a, p), (p, c)),
        ((0, 1), (1, 0)),
        a * c - (t + p) ** 2,
        a * c + (t + p) ** 2,
        ((Integer(a), Reals), (a * c - (t + p) ** 2, Interval.open(-p - root, -p + root))),
        Interval.open(-p - root, -p + root),
        [
            ("ends-included", Interval(-p - root, -p + root), CLOSED),
            ("entries-not-negative", Interval(-p, oo), ENTRIES),
            (
                "root-forgotten",
                Interval.open(-p - a * c, -p + a * c),
                "A square is to be smaller than a number. Take the root of that number.",
            ),
            (
                "one-side-only",
                Interval.open(-oo, -p + root),
                "A square is small when its root is neither too large nor too far below zero.",
            ),
        ],
    )


def diagonal(draw: Draw) -> Family:
    """[[t, b], [b, t + k]] with determinant (t - m)(t + b²/m), m > 0: definite for t > m."""
    b, m = draw.choice("roots", ROOTS)
    sign = draw.choice("sign", (1, -1))
    other = b * b // m
    k = other - m
    least = max(0, -k)
    outside = Union(Interval.open(-oo, -other), Interval.open(m, oo))
    return Family(
        ((0, sign * b), (sign * b, k)),
        ((1, 0), (0, 1)),
        t**2 + k * t - b**2,
        t**2 + k * t + b**2,
        ((t, Interval.open(0, oo)), ((t - m) * (t + other), outside)),
        Interval.open(m, oo),
        [
            ("ends-included", Interval(m, oo), CLOSED),
            ("determinant-only", outside, DETERMINANT_ONLY),
            ("diagonal-only", Interval.open(least, oo), DIAGONAL_ONLY),
            ("entries-not-negative", Interval(least, oo), ENTRIES),
        ],
    )


def band(draw: Draw) -> Family:
    """[[t, p, 0], [p, t, q], [0, q, t]] with determinant t (t² - p² - q²): definite for t > √(p² + q²)."""
    p, q = (draw.integer(name, -4, 4, exclude=(0,)) for name in ("p", "q"))
    square = p * p + q * q
    root = sqrt(square)
    beyond = Union(Interval.open(-oo, -abs(p)), Interval.open(abs(p), oo))
    both = Union(Interval.open(-root, 0), Interval.open(root, oo))
    return Family(
        ((0, p, 0), (p, 0, q), (0, q, 0)),
        ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
        t**3 - square * t,
        t**3 + square * t,
        ((t, Interval.open(0, oo)), (t**2 - p * p, beyond), (t * (t**2 - square), both)),
        Interval.open(root, oo),
        [
            ("ends-included", Interval(root, oo), CLOSED),
            ("determinant-only", both, DETERMINANT_ONLY),
            ("diagonal-only", Interval.open(0, oo), DIAGONAL_ONLY),
            ("entries-not-negative", Interval(0, oo), ENTRIES),
            (
                "second-minor-only",
                Interval.open(abs(p), oo),
                "Up to the minor of size 2 this is right. The determinant of the whole matrix counts too.",
            ),
        ],
    )


def equal(draw: Draw) -> Family:
    """a on the diagonal and t beside it, rows and columns scaled: definite for -a/2 < t < a."""
    a = draw.integer("a", 1, 9)
    scale = draw.choice("scale", SCALES)
    first, second, third = (size * size for size in scale)
    factor = first * second * third
    fixed = tuple(tuple(a * u * v if i == j else 0 for j, v in enumerate(scale)) for i, u in enumerate(scale))
    slope = tuple(tuple(0 if i == j else u * v for j, v in enumerate(scale)) for i, u in enumerate(scale))
    low = Rational(-a, 2)
    both = Union(Interval.open(low, a), Interval.open(a, oo))
    return Family(
        fixed,
        slope,
        factor * (2 * t**3 - 3 * a * t**2 + a**3),
        factor * (2 * t**3 + 3 * a * t**2 + a**3),
        (
            (Integer(a * first), Reals),
            (first * second * (a * a - t**2), Interval.open(-a, a)),
            (factor * (t - a) ** 2 * (2 * t + a), both),
        ),
        Interval.open(low, a),
        [
            ("ends-included", Interval(low, a), CLOSED),
            ("determinant-only", both, DETERMINANT_ONLY),
            ("entries-not-negative", Interval(0, oo), ENTRIES),
            (
                "second-minor-only",
                Interval.open(-a, a),
                "Up to the minor of size 2 this is right. The determinant of the whole matrix counts too.",
            ),
        ],
    )


FAMILIES = {"beside": beside, "diagonal": diagonal, "band": band, "equal": equal}
