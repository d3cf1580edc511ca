"""Zero tests: what is proved to be 0 is 0, and what is not is never proved; hostile entries cost little."""

from __future__ import annotations

from time import process_time

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import (
    Basis,
    ByProperty,
    Factorization,
    Notation,
    Outcome,
    Tolerance,
    UpToScale,
    UpToSign,
)
from gradcheck_grader.equality.vanishing import is_zero
from gradcheck_grader.syntax.parser import parse

NOTATION = Notation()
RIGHT, PARTLY = Outcome.RIGHT, Outcome.PARTLY_RIGHT

ROWS = [
    ("sqrt(2) sqrt(2) - 2", True, "a square"),
    ("sqrt(2) sqrt(3) - sqrt(6)", True, "a product of roots"),
    ("sqrt(5 + 2 sqrt(6)) - sqrt(2) - sqrt(3)", True, "nested roots"),
    ("(1 + sqrt(5))/2 * (1 - sqrt(5))/2 + 1", True, "the golden ratio and its conjugate"),
    ("1/sqrt(2) - sqrt(2)/2", True, "a root in the denominator"),
    ("1/(sqrt(3) - sqrt(2)) - sqrt(3) - sqrt(2)", True, "a denominator with two roots"),
    ("(1/3)^(1/2) - sqrt(3)/3", True, "a root as a power"),
    ("cos(1) sin(1) - sin(1) cos(1)", True, "an identity in parts that are no arithmetic"),
    ("(e + pi)^2 - e^2 - 2 e pi - pi^2", True, "an identity in e and pi"),
    ("sqrt(2) - 1.41421356237309504880168872420969807856967", False, "very many digits"),
    ("sqrt(10^20 + 1) - 10^10", False, "a large number that is nearly one"),
    ("sqrt(2) + sqrt(3) - sqrt(5 + 2 sqrt(6)) + 10^-50", False, "a tiny difference"),
    ("sin(1)^2 + cos(1)^2 - 1", False, "true, but not by arithmetic: nothing is claimed"),
    ("1/0", False, "no number"),
]


@pytest.mark.parametrize(("text", "proved", "why"), ROWS, ids=[row[2] for row in ROWS])
def test_a_zero_is_proved_and_nothing_else_is(text, proved, why):
    assert is_zero(parse(text, NOTATION), NOTATION) is proved


SMALL = st.integers(1, 12)


@given(SMALL, SMALL, SMALL, st.integers(-3, 3))
@settings(max_examples=60, deadline=None)
def test_what_is_proved_agrees_with_sympy(a, b, c, shift):
    text = f"(sqrt({a}) + sqrt({b}))^2 - {a} - {b} - 2 sqrt({a} * {b}) + {shift} (sqrt({c}) - {c})"
    exact = shift * (sympy.sqrt(c) - c)
    assert is_zero(parse(text, NOTATION), NOTATION) is (exact == 0)


ANSWERS = [
    UpToScale("[1, 2]", tolerance=Tolerance(places=2)),
    UpToSign("[[1, 2], [3, 4]]", by="columns"),
    Basis("[1, 0], [0, 1]"),
    Factorization("LU", "[[2, 1], [4, 5]]", tolerance=Tolerance(places=2)),
    ByProperty("[[1, 1], [1, 1]]", ["symmetric", "rank = 1", "positive semidefinite"]),
]
HOSTILE = [
    *("[1/0, 2]", "[log(-1), 1]", "[9^9^9, 1]", "[e^(e^(e^(e^10))), 1]", "[inf, 1]", "[±1, 2]", "[]", "{}"),
    *("[1, 2] [3, 4]", "[1, 2]/[3, 4]", "[[1/0, 0], [0, 1]], [[1, 0], [0, 1]]", "x = x", "[1, 2] = [1, 2]"),
    *("identity(99)", "diag([9^9^9, 1/0])", "[[9^9^9, 9^9^9], [9^9^9, 9^9^9]], [[1, 0], [0, 1/9^9^9]]"),
]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: type(answer).__name__)
def test_hostile_entries_are_never_right_and_cost_little(answer):
    start = process_time()
    for text in HOSTILE:
        assert answer.judge(text).outcome is not RIGHT, text
    assert process_time() - start < 5


@pytest.mark.parametrize(
    ("answer", "response"),
    [
        (UpToScale("[1, 2]"), "[1/0, 2]"),
        (Basis("[1, 2]"), "[1/0, 2]"),
        (ByProperty("[1, 2]", ["x_2 = 2"]), "[1/0, 2]"),
        (Factorization("LU", "[[2, 1], [4, 5]]"), "[[1, 0], [2, 1]], [[2, 1], [0, 1/0]]"),
    ],
)
def test_an_entry_without_a_value_is_told(answer, response):
    verdict = answer.judge(response)
    assert verdict.feedback.startswith("Your answer has no value: look for a division by 0")
    assert verdict.outcome is Outcome.WRONG
