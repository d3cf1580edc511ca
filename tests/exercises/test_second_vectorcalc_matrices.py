"""Matrix calculus: solved by hand, and written in other forms than the exercises have."""

from __future__ import annotations

import numpy as np
import pytest

from gradcheck_exercises import find
from gradcheck_exercises.bank.vectorcalc.questions import Question, computed
from gradcheck_grader import MatrixExpression

BY_HAND = [
    (
        "vectorcalc/grad-linear",
        {
            "x": "w",
            "a": "a",
            "b": "p",
            "A": "Q",
            "form": 3,
            "k": -2,
            "bilinear": 3,
            "l": 2,
            "map": 1,
            "m": 4,
        },
        {"a": "-(2a + p)", "b": "(2 p^T Q)^T", "c": "-4 Q"},
        "(-2a - p)ᵀw; 2 wᵀQᵀp = 2 (Q w)ᵀp = 2 pᵀQ w; a - 4 Q w",
    ),
    (
        "vectorcalc/grad-quadratic",
        {
            "x": "z",
            "b": "c",
            "A": "A",
            "S": "S",
            "k": 3,
            "entries": [[3, 1], [0, 1]],
            "point": [-1, 1],
            "with_b": 3,
            "form": 2,
            "l": 1,
        },
        {"a": "3 (A z + A^T z + c)", "b": "2 (S + S^T) (z - c)", "c": "[-5, 1]"},
        "3 z₁² + z₁ z₂ + z₂² has the gradient (6 z₁ + z₂, z₁ + 2 z₂)",
    ),
    (
        "vectorcalc/grad-least-squares",
        {
            "letters": ["B", "z", "c"],
            "scale": "1/(2 n)",
            "residual": "turned",
            "rows": [[2, 1], [0, 1], [1, 1]],
            "errors": [0, -1, -1],
            "point": [-1, 2],
            "weights": "diagonal",
            "half": "1/2",
        },
        {"a": "-B^T (c - B z)/n", "b": "(D B)^T (B z - c)", "c": "[-1, -2]"},
        "(2a+b)² + (b-3)² + (a+b-2)², halved, at (-1, 2): 2·0 + 0·(-1) + 1·(-1), and 0 - 1 - 1",
    ),
    (
        "vectorcalc/hessian-least-squares",
        {"form": "mean", "letters": ["M", "v", "c"], "rows": [[2, -1], [1, 1], [1, 2]], "turned": "no"},
        {
            "a": "2 (M^T M v - M^T c)/n + 2 lambda v",
            "b": "2 (M^T M/n + lambda I)",
            "c": "3 lambda + 5 > 0",
        },
        "MᵀM = [[6, 1], [1, 6]] has the eigenvalues 5 and 7",
    ),
]


@pytest.mark.parametrize(("name", "parameters", "responses", "working"), BY_HAND)
def test_what_was_worked_out_by_hand_is_right(name, parameters, responses, working):
    verdicts = find(name).rebuild(parameters).judge(responses)
    outcomes = {label: verdict.outcome for label, verdict in verdicts.items()}
    assert outcomes == dict.fromkeys(responses, "right"), working


def test_finite_differences_that_disagree_are_no_answer():
    """A second computation that could not fail would show nothing."""
    question = Question("x^T A x", "x", {"x": "n", "A": "n×n"}, "(A + A^T) x", lambda v: v["x"].T @ v["x"])
    assert question.confirmed() == "finite differences come to something else"


COMPUTED = [
    ("A + 2 I", [[2.5, 1.0], [0.0, 3.0]], "I beside a matrix is the identity"),
    ("2 I A", [[1.0, 2.0], [0.0, 2.0]], "I times a matrix is the matrix itself"),
    ("x^T A x", [[2.5]], "a row times a column is a number"),
    ("x x^T", [[1.0, 1.0], [1.0, 1.0]], "a column times a row is a matrix"),
    ("diag(x) - A/2", [[0.75, -0.5], [0.0, 0.5]], "a diagonal matrix; half a matrix"),
    ("A^-T x", [[2.0], [-1.0]], "the transposed inverse"),
]


@pytest.mark.parametrize(("text", "value", "reason"), COMPUTED)
def test_trees_are_computed_by_numpy(text, value, reason):
    tree = MatrixExpression(text, {"A": "n×n", "x": "n"}).tree
    values = {"A": np.array([[0.5, 1], [0, 1]]), "x": np.array([[1.0], [1.0]])}
    assert computed(tree, values).tolist() == value, reason
