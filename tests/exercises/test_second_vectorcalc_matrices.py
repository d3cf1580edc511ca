"""Matrix calculus: solved by hand, and written in other forms than the exercises have."""

from __future__ import annotations

import numpy as np
import pytest

from gradcheck_exercises import find
from gradcheck_exercises.bank.vectorcalc.questions import Question, computed
from gradcheck_grader import MatrixExpression

CHAIN = {"a": 2, "powers": [1, 1], "b": -5, "curve": "decay", "inner": [1, 1, 1, [2, 1]]}
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
    (
        "vectorcalc/jacobian",
        {
            "shape": [3, 2],
            "pair": [1, 0],
            "a0": 2,
            "a1": -4,
            "a2": -3,
            "b0": -3,
            "b1": -3,
            "b2": 2,
            "powers": [1, 2],
            "order": "kept",
            "equal": 2,
            "other": 3,
            "step0": "1/5",
            "step1": "3/10",
        },
        {
            "a": "[[2y^2, 4x y - 6y], [4 e^(y-x), -3 - 4 e^(y-x)], [2y - 6x, 2x]]",
            "b": "[[8, 4], [4, -7], [-8, 4]]",
            "c": "[2.8, -1.3, -0.4]",
        },
        "(2x y² - 3y², -3y - 4 e^(y-x), 2x y - 3x²) at (2, 2), moved by (0.2, 0.3)",
    ),
    (
        "vectorcalc/grad-norm",
        {"x": "w", "c": "p", "A": "B", "form": 1, "k": 2, "image": 0, "l": 5, "direction": 0, "m": 6},
        {
            "a": "2 (w + p)/sqrt((w + p)^T (w + p))",
            "b": "5 (B^T B w - B^T p)/||p - B w||",
            "c": "6 I/||w|| - 6 w w^T/||w||^3",
        },
        "the root's derivative, the chain rule, the quotient rule",
    ),
    (
        "vectorcalc/elementwise-jacobian",
        {
            "x": "z",
            "a": "p",
            "b": "c",
            "W": "A",
            "outer": "tanh",
            "layer": "sigmoid",
            "k": 5,
            "form": 3,
            "l": 4,
        },
        {
            "a": "5 I - 5 diag(tanh(5z)^2)",
            "b": "diag(4 p)",
            "c": "diag(sigmoid(A z + c)) A - diag(sigmoid(A z + c))^2 A",
        },
        "p ⊙ (4 z - c) = 4 p ⊙ z - p ⊙ c",
    ),
    (
        "vectorcalc/matrix-derivative-trace",
        {
            "letters": ["A", "C"],
            "linear": 0,
            "k": 4,
            "quadratic": 1,
            "l": 5,
            "scale": "1/2",
            "form": 2,
        },
        {"a": "(4 C A)^T", "b": "5 (X A + X A^T)", "c": "W X X^T - Y X^T"},
        "the sum of A_pi X_ij C_jp: the slope by X_ij is the sum of A_pi C_jp, which is (C A)_ji",
    ),
    (
        "vectorcalc/derivative-logdet",
        {
            "X": "Z",
            "A": "A",
            "form": 2,
            "k": 3,
            "power": 3,
            "l": 4,
            "letters": ["P", "S"],
            "scale": 2,
        },
        {"a": "6 (Z^-1)^T", "b": "-4 inv(Z)^T/det(Z)", "c": "(N P^-1 - N S)/2"},
        "det(ZᵀZ) = det(Z)²; det(Z⁻¹) = 1/det(Z)",
    ),
    (
        "vectorcalc/derivative-inverse",
        {
            "letters": ["M", "D"],
            "start": [[1, -1], [0, 1]],
            "direction": [[0, 1], [1, 0]],
            "k": 2,
            "form": 3,
            "l": 3,
        },
        {"a": "-M^-1 (2 D) M^-1", "b": "[[-1, -2], [-1, -1]]", "c": "-3 (X^-1 C X^-1)^T"},
        "[[1, -1+t], [t, 1]] has the determinant 1 + t - t², its inverse [[1, 1-t], [-t, 1]] over that",
    ),
    (
        "vectorcalc/classify-critical",
        {
            "family": "loop",
            "s": 1,
            "p": 2,
            "extremum": 0,
            "saddle": 0,
            "order": "kept",
            "a": -1,
            "b": -2,
            "power": 4,
        },
        {"a": "[[0, 0], [2, 2]]", "b": "a", "c": "c", "d": "b"},
        "x³ + y³ - 6xy: y = x²/2 gives x⁴ = 8x; -x² - 2y⁴ is negative but at the origin",
    ),
    (
        "vectorcalc/multivariate-chain",
        CHAIN,
        {"a": "[2y - 5, 2x]", "b": "e^(-t) (4t - 2t^2 + 5)", "c": "[5, 10]"},
        "(2t² - 5) e^(-t); 2s²t + 2s t³ - 5s t has the slopes 8 + 2 - 5 and 8 + 12 - 10 at (2, 1)",
    ),
]


@pytest.mark.parametrize(("name", "parameters", "responses", "working"), BY_HAND)
def test_what_was_worked_out_by_hand_is_right(name, parameters, responses, working):
    verdicts = find(name).rebuild(parameters).judge(responses)
    outcomes = {label: verdict.outcome for label, verdict in verdicts.items()}
    assert outcomes == dict.fromkeys(responses, "right"), working


def test_a_wrong_gradient_is_not_paid_for_twice():
    """With [2y - 5, x] in place of [2y - 5, 2x]."""
    responses = {"a": "[2y - 5, x]", "b": "e^(-t) (2t - 2t^2 + 5)", "c": "[3, 6]"}
    verdicts = find("vectorcalc/multivariate-chain").rebuild(CHAIN).judge(responses)
    assert verdicts["a"].outcome == "partly_right"
    assert verdicts["b"].feedback == verdicts["c"].feedback == "Right, following from your own (a)."


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
