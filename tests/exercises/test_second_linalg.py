"""The answers of linear algebra, against a computation from the vectors that the statement shows."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from gradcheck_exercises import find
from gradcheck_grader import Outcome

SEEDS = range(25)


def shown(problem):
    """Name and entries of each column that the statement shows, as lists of integers."""
    found = re.findall(
        r"(\w+) = \\left\[\\begin\{matrix\}(.+?)\\end\{matrix\}\\right\]", problem.statement.markdown()
    )
    return {name: [int(entry) for entry in body.split(r"\\")] for name, body in found}


def answers(problem):
    """The value of each reference, read without the grader."""
    return [number(part.answer.reference_text()) for part in problem.parts]


def number(text):
    """An integer, a fraction, a root, or a product or quotient of these."""
    value, sign = 1.0, "*"
    for operator, minus, root, digits in re.findall(
        r"([*/]?)(-?)(?:(sqrt)\()?(\d+)\)?", text.replace(" ", "")
    ):
        factor = math.sqrt(int(digits)) if root else int(digits)
        sign = operator or "*"
        value = value / factor if sign == "/" else value * factor
        value = -value if minus else value
    return value


@pytest.mark.parametrize("seed", SEEDS)
def test_dot_and_angle_by_turning_one_vector_onto_the_other(seed):
    """The angle comes from atan2, as Kahan computes it: from the sum and difference of unit vectors."""
    problem = find("linalg/dot-and-angle").problem(seed)
    u, v = (np.array(vector, dtype=float) for vector in shown(problem).values())
    one, other = u / math.hypot(*u), v / math.hypot(*v)
    angle = 2 * math.atan2(math.hypot(*(one - other)), math.hypot(*(one + other)))
    polarised = (math.hypot(*(u + v)) ** 2 - math.hypot(*(u - v)) ** 2) / 4
    assert answers(problem) == pytest.approx([polarised, math.hypot(*u), math.cos(angle)], rel=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_cosine_may_be_left_as_a_quotient_of_roots(seed):
    problem = find("linalg/dot-and-angle").problem(seed)
    u, v = shown(problem).values()
    inner = sum(left * right for left, right in zip(u, v, strict=True))
    uu, vv = (sum(entry * entry for entry in vector) for vector in (u, v))
    for response in (f"{inner}/(sqrt({uu})*sqrt({vv}))", f"{inner}/sqrt({uu * vv})"):
        assert problem.judge({"c": response})["c"].outcome is Outcome.RIGHT


def test_a_cosine_follows_from_the_own_dot_product():
    problem = find("linalg/dot-and-angle").problem(1)
    verdicts = problem.judge({"a": "15", "c": "15/(sqrt(66)*sqrt(37))"})
    assert verdicts["a"].outcome is Outcome.WRONG
    assert verdicts["c"].outcome is Outcome.RIGHT
    assert verdicts["c"].feedback == "Right, following from your own (a)."


@pytest.mark.parametrize("seed", SEEDS)
def test_norms_as_limits_of_one_formula(seed):
    """(sum of |v|^p)^(1/p) for p = 1 and 2, and for a p so large that one term is all that counts."""
    problem = find("linalg/norms").problem(seed)
    (v,) = shown(problem).values()
    expected = [sum(abs(entry) ** p for entry in v) ** (1 / p) for p in (1, 2, 300)]
    assert answers(problem) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_signs_matter_in_every_norm(seed):
    (v,) = shown(find("linalg/norms").problem(seed)).values()
    sizes = [abs(entry) for entry in v]
    assert len(set(sizes)) == len(v)
    assert sum(entry < 0 for entry in v) >= 2
    assert max(v) > 0
    assert -min(v) == max(sizes)
