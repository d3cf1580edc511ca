"""Projections, orthonormal vectors and hyperplanes, solved anew from the statement in exact fractions."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import pytest

from gradcheck_exercises import find
from gradcheck_grader import Outcome

SEEDS = range(25)


def shown(problem):
    """Name and rows of each column or matrix that the statement shows."""
    found = re.findall(
        r"(\w+) = \\left\[\\begin\{matrix\}(.+?)\\end\{matrix\}\\right\]", problem.statement.markdown()
    )
    return {
        name: [[Fraction(entry) for entry in row.split("&")] for row in body.split(r"\\")]
        for name, body in found
    }


def column(rows):
    return [entry for (entry,) in rows]


def dot(u, v):
    return sum(one * other for one, other in zip(u, v, strict=True))


def written(value):
    """A number, vector or matrix of fractions as it is typed."""
    return f"[{', '.join(map(written, value))}]" if isinstance(value, list) else str(value)


def is_right(problem, label, value):
    return problem.judge({label: written(value)})[label].outcome is Outcome.RIGHT


@pytest.mark.parametrize("seed", SEEDS)
def test_the_projection_is_the_point_of_the_line_that_is_nearest(seed):
    """The square of the distance, |b|² - 2 t a·b + t² a·a, is a parabola through three points of t."""
    problem = find("linalg/projection-line").problem(seed)
    a, b = map(column, shown(problem).values())
    at = [dot(left, left) for left in ([y - t * x for x, y in zip(a, b, strict=True)] for t in (-1, 0, 1))]
    factor = (at[0] - at[2]) / (2 * (at[0] + at[2] - 2 * at[1]))
    assert is_right(problem, "a", factor)
    assert is_right(problem, "b", [factor * x for x in a])
    assert is_right(problem, "c", [y - factor * x for x, y in zip(a, b, strict=True)])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_projection_matrix_keeps_the_columns_and_forgets_the_normal(seed):
    """P is symmetric, P² = P, P A = A, and its trace is 2: there is one such matrix only."""
    problem = find("linalg/projection-subspace").problem(seed)
    P = [
        [Fraction(entry.strip()) for entry in row.split(",")]
        for row in re.findall(r"\[([^\[\]]+)\]", problem.parts[1].answer.reference_text())
    ]
    columns = list(zip(*shown(problem)["A"], strict=True))
    assert all([dot(row, a) for row in P] == list(a) for a in columns)
    assert [[dot(row, other) for other in P] for row in P] == P  # with P = Pᵀ, that is P²
    assert sum(P[i][i] for i in range(3)) == 2
    b = column(shown(problem)["b"])
    assert is_right(problem, "c", [dot(row, b) for row in P])


@pytest.mark.parametrize("seed", SEEDS)
def test_gram_schmidt_by_determinants(seed):
    """|u₁|, |u₁| |u₂| and |u₁| |u₂| |u₃| are the roots of the leading minors of the Gram matrix."""
    problem = find("linalg/gram-schmidt").problem(seed)
    one, two, three = map(column, shown(problem).values())
    G = [[dot(u, v) for v in (one, two, three)] for u in (one, two, three)]
    minor = G[0][0] * G[1][1] - G[0][1] ** 2
    cross = [one[(i + 1) % 3] * two[(i + 2) % 3] - one[(i + 2) % 3] * two[(i + 1) % 3] for i in range(3)]
    u2 = [y - G[0][1] / G[0][0] * x for x, y in zip(one, two, strict=True)]
    u3 = [dot(cross, three) / dot(cross, cross) * n for n in cross]
    assert dot(u2, u2) * G[0][0] == minor == dot(cross, cross)
    assert is_right(problem, "a", u2)
    assert is_right(problem, "b", u3)
    units = [[f"({x})/sqrt({dot(u, u)})" for x in u] for u in (one, u2, [-x for x in u3])]
    assert is_right(problem, "c", [list(row) for row in zip(*units, strict=True)])


def test_the_orthonormal_vectors_follow_from_the_own_orthogonal_ones():
    problem = find("linalg/gram-schmidt").problem(1)  # u1 = [1, -2, -1]
    wrong = {"a": "[1, 0, 2]", "b": "[1, 1, -2]"}
    columns = ([1, -2, -1], 6), ([1, 0, 2], 5), ([1, 1, -2], 6)
    Q = [[f"{vector[i]}/sqrt({square})" for vector, square in columns] for i in range(3)]
    verdicts = problem.judge({**wrong, "c": written(Q)})
    assert verdicts["a"].outcome is Outcome.PARTLY_RIGHT
    assert verdicts["c"].outcome is Outcome.RIGHT
    assert verdicts["c"].feedback == "Right, following from your own (a) and (b)."


@pytest.mark.parametrize("seed", SEEDS)
def test_the_foot_lies_in_the_hyperplane_as_far_away_as_is_said(seed):
    problem = find("linalg/hyperplane-distance").problem(seed)
    w, x = map(column, shown(problem).values())
    b = Fraction(re.search(r"b = (-?\d+)\.", problem.statement.markdown())[1])
    foot = [
        Fraction(entry) for entry in re.findall(r"-?\d+(?:/\d+)?", problem.parts[2].answer.reference_text())
    ]
    gap = [one - other for one, other in zip(x, foot, strict=True)]
    assert dot(w, foot) + b == 0
    assert all(gap[i] * w[j] == gap[j] * w[i] for i in range(len(w)) for j in range(i))
    side = "" if dot(w, x) + b > 0 else "-"
    assert is_right(problem, "b", f"{side}sqrt({dot(gap, gap)})")
    assert math.hypot(*gap) > 0
