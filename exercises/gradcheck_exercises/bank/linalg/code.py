"""Linear algebra without loops: functions to write."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from sympy import ImmutableMatrix

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Grid
from gradcheck_grader import Array, Code, Speed, Trial

SOLUTION = """import numpy as np
def pairwise_sq_dists(X, Y):
    differences = X[:, None, :] - Y[None, :, :]
    return (differences ** 2).sum(axis=2)"""
CROSS_TERM = """import numpy as np
def pairwise_sq_dists(X, Y):
    return (X ** 2).sum(axis=1)[:, None] + (Y ** 2).sum(axis=1)[None, :] - X @ Y.T"""
TURNED = """import numpy as np
def pairwise_sq_dists(X, Y):
    return ((Y[:, None, :] - X[None, :, :]) ** 2).sum(axis=2)"""
ROOTS = """import numpy as np
def pairwise_sq_dists(X, Y):
    return np.sqrt(((X[:, None, :] - Y[None, :, :]) ** 2).sum(axis=2))"""
FAR = "points far from the origin"


@exercise("linalg/matmul-code", title="All squared distances, without a loop", level=3)
def matmul_code(draw: Draw) -> Problem:
    """All squared distances between two sets of points, as one matrix.

    Trap: the cross term of a squared distance counts twice, and the rows belong to the first set.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 3.3.
    """
    X, Y = draw.until(_tells_mistakes_apart, lambda: _points(draw))
    inputs = draw.integer("inputs", 0, 9_999)
    return Problem(
        say(
            r"""
            The rows of $X$ are $n$ points, and the rows of $Y$ are $m$ points. Both have $d$ columns. The
            matrix $D$ of squared distances has $n$ rows and $m$ columns:
            $$D_{ij} = \lVert x_i - y_j \rVert^2,$$
            where $x_i$ is row $i$ of $X$ and $y_j$ is row $j$ of $Y$.
            """
        ),
        (_matrix_part(X, Y), _code_part(inputs)),
    )


def _points(draw: Draw) -> tuple[Grid, Grid]:
    return draw.matrix("X", 2, 2, bound=4), draw.matrix("Y", 3, 2, bound=4)


def _distances(X: Grid, Y: Grid, *, cross: int = 2) -> Grid:
    """‖x‖² + ‖y‖² - cross · x·y for each pair of rows."""
    return ImmutableMatrix(
        X.rows,
        Y.rows,
        lambda i, j: X.row(i).dot(X.row(i)) + Y.row(j).dot(Y.row(j)) - cross * X.row(i).dot(Y.row(j)),
    )


def _tells_mistakes_apart(points: tuple[Grid, Grid]) -> bool:
    """Whether all points differ and the cross term matters in each row."""
    X, Y = points
    products = X * Y.T
    places = {tuple(points.row(i)) for points in (X, Y) for i in range(points.rows)}
    return len(places) == X.rows + Y.rows and all(any(products.row(i)) for i in range(X.rows))


def _matrix_part(X: Grid, Y: Grid) -> Part:
    """The distances of a few points, by hand."""
    needed = _distances(X, Y)
    return Part(
        say("Find $D$ for $$X = {X}, \\quad Y = {Y}.$$", X=X, Y=Y),
        Array(needed),
        slips=(
            Slip(
                "cross-term-once",
                _distances(X, Y, cross=1),
                "The cross term is there only once. Multiply out the square of a difference.",
            ),
            Slip(
                "cross-term-added",
                _distances(X, Y, cross=-2),
                "The cross term has the wrong sign: this is the squared length of a sum.",
            ),
            Slip("sets-exchanged", needed.T, "Rows belong to X and columns to Y: this is the transpose."),
        ),
        hints=hints(
            "Entry by entry: subtract two rows, square, add up.",
            "The entry in row 1, column 1 is ${first}$. It comes from the first row of $X$ and that of $Y$.",
            "The first row of $D$ is ${row}$. Do the same with the second row of $X$.",
            first=needed[0, 0],
            row=needed.row(0),
        ),
        steps=(
            step(
                "Row 1, column 1: subtract the first rows of both, square, and add up",
                r"$\|{difference}\|^2$",
                "${entry}$",
                difference=X.row(0) - Y.row(0),
                entry=needed[0, 0],
            ),
            step("The first row of $X$ with each row of $Y$", "", "${row}$", row=needed.row(0)),
            step("The second row of $X$ with each row of $Y$", "", "${row}$", row=needed.row(1)),
        ),
        check=lambda _: _by_differences(np.array(X, dtype=float), np.array(Y, dtype=float)),
    )


def _code_part(inputs: int) -> Part:
    """The distances of any points, as code."""
    trials, large = _trials(inputs)
    return Part(
        say(
            "Write a function that gives $D$ as a NumPy array, without a loop over points. The points may "
            "lie far from the origin and close to each other. Begin with `import numpy as np`."
        ),
        Code("pairwise_sq_dists(X, Y)", SOLUTION, _exactly, trials, speed=Speed(large, ratio=5)),
        points=3,
        slips=(
            Slip(
                "cross-term-once-code",
                CROSS_TERM,
                "The cross term is there only once. Multiply out the square of a difference.",
            ),
            Slip(
                "sets-exchanged-code",
                TURNED,
                "Rows belong to X and columns to Y: your array is the transpose.",
            ),
            Slip("roots-code", ROOTS, "These are the distances. The squares of them are asked for."),
        ),
        hints=hints(
            "NumPy can subtract all pairs of rows at once: give each array an axis of length 1.",
            "`X[:, np.newaxis, :]` has shape (n, 1, d). Which shape must `Y` have for the result (n, m, d)?",
            "Subtract `Y[np.newaxis, :, :]` from `X[:, np.newaxis, :]`, square, and sum over the last axis.",
        ),
        steps=(
            step("All differences, of shape (n, m, d)", "", "`X[:, np.newaxis, :] - Y[np.newaxis, :, :]`"),
            step("Square, and sum over the last axis", "", "`np.square(differences).sum(axis=2)`"),
        ),
        check=lambda _: [_by_differences(*trial.inputs) for trial in trials],
    )


def _trials(inputs: int) -> tuple[tuple[Trial, ...], tuple[np.ndarray, np.ndarray]]:
    """Sets of several shapes and types, and two large ones to time.

    NumPy may draw other numbers one day; what is right is computed from those that were drawn.
    """
    rng = np.random.default_rng(inputs)
    sizes = ((4, 3, 2), (1, 5, 3), (3, 1, 4), (5, 4, 1))
    ordinary = [Trial((rng.normal(size=(n, d)), rng.normal(size=(m, d)))) for n, m, d in sizes]
    whole = Trial((rng.integers(-9, 9, (3, 2)), rng.integers(-9, 9, (4, 2))), "whole numbers")
    offset = 1e6 * (1 + rng.random(2))
    far = Trial((offset + rng.normal(size=(3, 2)), offset + rng.normal(size=(4, 2))), FAR)
    return (*ordinary, whole, far), (rng.normal(size=(300, 4)), rng.normal(size=(300, 4)))


def _exactly(X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """The distances by a double loop over exact rationals."""
    return np.array([[float(_square_distance(one, other)) for other in Y] for one in X])


def _square_distance(one: Any, other: Any) -> Fraction:
    pairs = zip(one.tolist(), other.tolist(), strict=True)
    return sum(((Fraction(left) - Fraction(right)) ** 2 for left, right in pairs), Fraction(0))


def _by_differences(X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """The distances from the norms of all differences, shape (n, m)."""
    return np.linalg.norm(X[:, None, :] - Y[None, :, :], axis=2) ** 2
