"""Exercises whose answer is a function: against a way of their own, and what earns which share."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gradcheck_exercises import find
from gradcheck_grader import Outcome

SEEDS = (0, 7, 11)


def code_part(name, seed):
    problem = find(name).problem(seed)
    return problem, problem.part("b")


@pytest.mark.parametrize("seed", SEEDS)
def test_central_differences_tend_to_the_derivative_with_the_square_of_the_step(seed):
    """Halving h divides the error by 4: found with the exercise's own inputs, by Python floats alone."""
    _, part = code_part("calculus/numerical-derivative", seed)
    for trial in part.answer.trials[:3]:
        f, x, _ = trial.inputs
        errors = [
            abs(part.answer.reference(f, x, h) - part.answer.reference(f, x, 1e-4)) for h in (0.02, 0.01)
        ]
        assert errors[0] / errors[1] == pytest.approx(4, rel=0.02)


@pytest.mark.parametrize("seed", SEEDS)
def test_squared_distances_by_the_law_of_cosines(seed):
    _, part = code_part("linalg/matmul-code", seed)
    for trial, found in zip(part.answer.trials[:4], part.answer.expected()[:4], strict=True):
        for (i, j), entry in np.ndenumerate(found):
            one, other = trial.inputs[0][i], trial.inputs[1][j]
            a, b = math.hypot(*one), math.hypot(*other)
            cosine = sum(u * v for u, v in zip(one, other, strict=True)) / (a * b)
            assert entry == pytest.approx(a * a + b * b - 2 * a * b * cosine, rel=1e-9, abs=1e-12)


GRADED = [
    (
        "import numpy as np\ndef pairwise_sq_dists(X, Y):\n"
        "    return (X ** 2).sum(1)[:, None] + (Y ** 2).sum(1) - 2 * X @ Y.T",
        "points far from the origin",
        "multiplied out, it cancels far from the origin",
    ),
    (
        "import numpy as np\ndef pairwise_sq_dists(X, Y):\n"
        "    return np.array([[((x - y) ** 2).sum() for y in Y] for x in X])",
        "speed",
        "a loop over pairs",
    ),
]


@pytest.mark.parametrize(("source", "group"), [row[:2] for row in GRADED], ids=[row[2] for row in GRADED])
def test_a_weakness_costs_its_group(source, group):
    problem, _ = code_part("linalg/matmul-code", 3)
    verdict = problem.judge({"b": source})["b"]
    assert verdict.outcome is Outcome.PARTLY_RIGHT, verdict.feedback
    failed = verdict.feedback.split("\n")[0].partition("Look again at: ")[2].rstrip(".").split(", ")
    assert group in failed


def test_a_right_function_may_be_written_otherwise():
    problem, _ = code_part("calculus/numerical-derivative", 5)
    source = "derivative = lambda f, x, h: 0.5 * (f(x + h) - f(x - h)) / h"
    assert problem.judge({"b": source})["b"].outcome is Outcome.RIGHT


def test_a_prompt_shows_how_the_function_begins():
    _, part = code_part("linalg/matmul-code", 3)
    assert part.markdown().endswith("\n```python\ndef pairwise_sq_dists(X, Y):\n```")
    assert part.terminal().endswith("\n\n    def pairwise_sq_dists(X, Y):")
