"""ByProperty: any value with the properties is right; each that is missing is named with what was seen."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader import AnswerError, ByProperty, Outcome, Tolerance

RIGHT, PARTLY, WRONG = Outcome.RIGHT, Outcome.PARTLY_RIGHT, Outcome.WRONG
UNREADABLE = Outcome.UNREADABLE
FINE = "That is right."
STATIONARY = ("1", ["diff(x^3 - 3x, x) = 0"])
PROJECTION = ("[[1, 1], [1, 1]]/2", ["symmetric", "rank = 1", "trace = 1"])
DEFINITE = ("[[2, 1], [1, 2]]", ["positive definite", "det = 3"])
SEMIDEFINITE = ("[[1, 0], [0, 0]]", ["positive semidefinite"])
PROBABILITIES = ("[1/2, 1/2]", ["probability vector"])
CHAIN = ("[[1/2, 1/2], [0, 1]]", ["stochastic"])
PLANE = ("[1, 0, 1]", ["in span [1, 0, 1], [0, 1, 1]", "nonzero"])
NORMAL = ("[2, -1]", ["orthogonal to [1, 2]", "nonzero"])
ROTATION = ("[[0, -1], [1, 0]]", ["orthogonal", "det = 1"])
SOLUTION = ("[1, 0]", ["[[1, 2], [2, 4]] x = [1, 2]"])
NILPOTENT = ("[[0, 1], [0, 0]]", ["eigenvalue = 0", "nonzero", "size 2x2"])

ROWS = [
    (STATIONARY, "-1", RIGHT, 1, FINE, "a stationary point"),
    (STATIONARY, "x = 1", RIGHT, 1, FINE, "with its name"),
    (
        *(STATIONARY, "2", WRONG, 0),
        *("diff(x^3 - 3x, x) = 0 does not hold: the left side is 9.", "no stationary point"),
    ),
    (STATIONARY, "sqrt(3)", WRONG, 0, None, "a zero of the function"),
    (STATIONARY, "0.9999", WRONG, 0, None, "only near"),
    (STATIONARY, "x", UNREADABLE, 0, "Give one example: a number.", "the variable itself"),
    (STATIONARY, "[1, 2]", UNREADABLE, 0, "Give one example: a number.", "a vector for a number"),
    (STATIONARY, "x > 1", UNREADABLE, 0, None, "a condition"),
    (("1/2", ["0 < x < 1"]), "1/sqrt(2)", RIGHT, 1, FINE, "an irrational number between"),
    (("1/2", ["0 < x < 1"]), "1", WRONG, 0, "x < 1 does not hold: the left side is 1.", "the bound itself"),
    (("1/2", ["0 < x < 1"]), "-1", WRONG, 0, "0 < x does not hold: the right side is -1.", "below"),
    (("3", ["x^2 != 4", "x >= 0"]), "2", PARTLY, 0.5, "x^2 != 4 does not hold: the left side is 4.", "not 4"),
    (("3", ["x^2 != 4", "x >= 0"]), "sqrt(5)", RIGHT, 1, FINE, "neither"),
    (("3", ["x^2 != 2"]), "sqrt(2)", WRONG, 0, None, "an equality that is proved"),
    (PROJECTION, "[[1, 0], [0, 0]]", RIGHT, 1, FINE, "another projection"),
    (
        *(PROJECTION, "[[1, 0], [0, 1]]", PARTLY, 1 / 3),
        *("The rank must be 1; yours is 2. The trace must be 1; yours is 2.", "two faults"),
    ),
    (
        *(PROJECTION, "[[1, 1], [0, 0]]", PARTLY, 2 / 3),
        "Your matrix must be symmetric: its entry in row 2, column 1 must be 1, and yours is 0.",
        "not symmetric",
    ),
    (PROJECTION, "5", UNREADABLE, 0, "Give one example: a vector or matrix, such as [1, 2].", "a number"),
    (PROJECTION, "[1, 0]", PARTLY, 1 / 3, None, "a vector, of rank 1"),
    (PROJECTION, "[[cos(1)^2, cos(1) sin(1)], [cos(1) sin(1), sin(1)^2]]", RIGHT, 1, FINE, "an angle of 1"),
    (DEFINITE, "[[3, 0], [0, 1]]", RIGHT, 1, FINE, "a diagonal matrix"),
    (DEFINITE, "[[sqrt(3), 0], [0, sqrt(3)]]", RIGHT, 1, FINE, "an irrational one"),
    (
        *(DEFINITE, "[[-3, 0], [0, -1]]", PARTLY, 0.5),
        "Your matrix must be positive definite, but not all of its eigenvalues are positive.",
        "negative definite",
    ),
    (DEFINITE, "[[2, 2], [2, 2]]", WRONG, 0, None, "singular"),
    (SEMIDEFINITE, "[[2, 2], [2, 2]]", RIGHT, 1, FINE, "singular is fine"),
    (SEMIDEFINITE, "[[0, 0], [0, 0]]", RIGHT, 1, FINE, "zero is fine"),
    (
        *(SEMIDEFINITE, "[[1, 2], [2, 1]]", WRONG, 0),
        *("Your matrix must be positive semidefinite, but it has a negative eigenvalue.", "indefinite"),
    ),
    (PROBABILITIES, "[0.3, 0.7]", RIGHT, 1, FINE, "other probabilities"),
    (PROBABILITIES, "[1/e, 1 - 1/e]", RIGHT, 1, FINE, "irrational probabilities"),
    (PROBABILITIES, "[0.3, 0.8]", WRONG, 0, "The sum of all entries must be 1; yours is 11/10.", "too much"),
    (
        *(PROBABILITIES, "[1.5, -0.5]", WRONG, 0),
        *("Your vector must have entry 2 >= 0; yours is -0.5.", "negative"),
    ),
    (CHAIN, "[[1, 0], [1, 0]]", RIGHT, 1, FINE, "another chain"),
    (CHAIN, "[[1, 1], [0, 0]]", WRONG, 0, "The sum of row 1 must be 1; yours is 2.", "columns sum to 1"),
    (
        *(CHAIN, "[[1/2, 1/2], [1/3, 1/3]]", WRONG, 0),
        *("The sum of row 2 must be 1; yours is 2/3.", "a row too small"),
    ),
    (("[[1, 1], [0, 0]]", ["column stochastic"]), "[[0, 1], [1, 0]]", RIGHT, 1, FINE, "by columns"),
    (PLANE, "[sqrt(2), 1, 1 + sqrt(2)]", RIGHT, 1, FINE, "irrational, in the span"),
    (PLANE, "[1, 0, 0]", PARTLY, 0.5, "Your vector is not in the span.", "outside"),
    (PLANE, "[0, 0, 0]", PARTLY, 0.5, "It must not be zero.", "the zero vector"),
    (PLANE, "[1, 0]", PARTLY, 0.5, "Your vector has 2 entries, but 3 are needed.", "too short"),
    (NORMAL, "[-4, 2]", RIGHT, 1, FINE, "orthogonal"),
    (
        *(NORMAL, "[1, 2]", PARTLY, 0.5),
        *("It must be orthogonal to [1, 2]; their inner product is 5.", "parallel instead"),
    ),
    (ROTATION, "[[1, -1], [1, 1]]/sqrt(2)", RIGHT, 1, FINE, "by 45 degrees"),
    (ROTATION, "[[0, 1], [1, 0]]", PARTLY, 0.5, "The determinant must be 1; yours is -1.", "a reflection"),
    (
        *(ROTATION, "[[1, 1], [0, 1]]", PARTLY, 0.5),
        "The columns of your matrix must be orthogonal to one another; columns 1 and 2 have the product 1.",
        "a shear",
    ),
    (SOLUTION, "[-1, 1]", RIGHT, 1, FINE, "another solution"),
    (SOLUTION, "x = [5, -2]", RIGHT, 1, FINE, "with its name, a vector"),
    (
        *(SOLUTION, "[0, 1]", WRONG, 0),
        "[[1, 2], [2, 4]] x = [1, 2] does not hold: in row 1, column 1 the left side is 2.",
        "no solution",
    ),
    (SOLUTION, "[1, 0, 0]", WRONG, 0, None, "too long"),
    (("[1, 0]", ["x_1 + x_2 = 1", "x^T x = 1"]), "[0, 1]", RIGHT, 1, FINE, "entries and x^T x"),
    (
        *(("[1, 0]", ["x_1 + x_2 = 1", "x^T x = 1"]), "[2, -1]", PARTLY, 0.5),
        *("x^T x = 1 does not hold: the left side is 5.", "not of length 1"),
    ),
    (("[3, 4]", ["length = 5"]), "[0, -5]", RIGHT, 1, FINE, "of length 5"),
    (("[3, 4]", ["length = 5"]), "[1, 1]", WRONG, 0, "The length must be 5; yours is sqrt(2).", "too short"),
    (NILPOTENT, "[[1, 0], [0, 0]]", RIGHT, 1, FINE, "singular, then"),
    (
        *(NILPOTENT, "[[1, 0], [0, 1]]", PARTLY, 2 / 3),
        *("0 must be an eigenvalue of your matrix A, but det(A) is 1.", "regular"),
    ),
    (NILPOTENT, "[1, 0, 0; 0, 0, 0; 0, 0, 0]", PARTLY, 2 / 3, "It must be 2×2; yours is 3×3.", "too large"),
    (
        *(("[[2, 0], [0, 3]]", ["eigenvalue = 2", "eigenvalue = 3"]), "[[2, 5], [0, 4]]", PARTLY, 0.5),
        *("3 must be an eigenvalue of your matrix A, but det(A - 3 I) is -1.", "one eigenvalue missing"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "response", "outcome", "credit", "sentence", "why"), ROWS, ids=[row[5] for row in ROWS]
)
def test_each_missing_property_is_named(asked, response, outcome, credit, sentence, why):
    verdict = ByProperty(*asked).judge(response)
    assert (verdict.outcome, verdict.credit) == (outcome, pytest.approx(credit)), verdict
    if sentence is not None:
        assert verdict.feedback == sentence


def test_no_credit_for_some_of_the_properties_when_none_is_wanted():
    verdict = ByProperty(*ROTATION, credit=False).judge("[[0, 1], [1, 0]]")
    assert (verdict.outcome, verdict.credit) == (WRONG, 0)


def test_rounded_entries_are_fine_within_a_tolerance():
    answer = ByProperty("[[0, -1], [1, 0]]", ["orthogonal"], tolerance=Tolerance(places=2))
    assert answer.judge("[[0.71, -0.71], [0.71, 0.71]]").outcome is RIGHT
    assert answer.judge("[[0.8, -0.71], [0.71, 0.71]]").outcome is WRONG


@pytest.mark.parametrize("asked", [PROJECTION, STATIONARY, SOLUTION, (sympy.Matrix([3, 4]), ["length = 5"])])
def test_the_example_is_judged_right(asked):
    answer = ByProperty(*asked)
    assert answer.judge(answer.reference_text()).outcome is RIGHT
    assert answer.decide(answer.reference_reading().tree).outcome is RIGHT


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: ByProperty("2", ["x^2 = 1"]),
            "The example 2 has not all properties. x^2 = 1 does not hold: the left side is 4.",
        ),
        (lambda: ByProperty("2", []), "Say at least one property that the value is to have."),
        (
            lambda: ByProperty("2", ["x^2 + 1"]),
            "I do not know the property 'x^2 + 1'. Write a condition such as x^2 = 4, "
            "or words such as symmetric or rank = 2.",
        ),
        (
            lambda: ByProperty("1", ["symmetric"]),
            "The example 1 has not all properties. A vector or matrix is needed here, such as [1, 2].",
        ),
        (lambda: ByProperty("[1, 2]", ["in span 3"]), "The property 'in span 3' names no vectors."),
    ],
)
def test_an_author_is_told_what_is_amiss(make, sentence):
    with pytest.raises(AnswerError) as caught:
        make()
    assert str(caught.value) == sentence


SYMMETRIC = st.lists(st.integers(-3, 3), min_size=9, max_size=9).map(
    lambda entries: np.array(entries).reshape(3, 3) + np.array(entries).reshape(3, 3).T
)


@given(SYMMETRIC)
@settings(max_examples=40, deadline=None)
def test_definiteness_is_what_numpy_says_of_the_eigenvalues(matrix):
    values = np.linalg.eigvalsh(matrix)
    for words, expected in (
        ("positive definite", values.min() > 1e-9),
        ("positive semidefinite", values.min() > -1e-9),
    ):
        answer = ByProperty("[[1, 0], [0, 1]]", [words])
        assert (answer.judge(str(matrix.tolist())).outcome is RIGHT) == expected


@given(st.lists(st.integers(-3, 3), min_size=9, max_size=9), st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_ranks_are_those_of_numpy(entries, rank):
    matrix = np.array(entries).reshape(3, 3)
    example = np.diag([1] * rank + [0] * (3 - rank)).tolist()
    answer = ByProperty(example, [f"rank = {rank}"])
    assert (answer.judge(str(matrix.tolist())).outcome is RIGHT) == (np.linalg.matrix_rank(matrix) == rank)
