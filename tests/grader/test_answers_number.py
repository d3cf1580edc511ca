"""Number: which responses are right, and what the others are told."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from gradcheck_grader import AnswerError, Number, Outcome, Tolerance, parse

RIGHT, WRONG, UNREADABLE = Outcome.RIGHT, Outcome.WRONG, Outcome.UNREADABLE
ROUNDED = (
    "is the right number, but rounded. This question wants it exactly, as a fraction or with roots, pi or e."
)
NO_VALUE = (
    "Your answer has no value: look for a division by 0, or for a root or logarithm that does not exist."
)

TABLE = [
    ("1/3", "1/3", RIGHT, "That is right.", "as it stands"),
    ("1/3", "2/6", RIGHT, "That is right.", "not in lowest terms"),
    ("1/3", "0.333", WRONG, f"0.333 {ROUNDED}", "rounded to three places"),
    ("2/3", "0.67", WRONG, f"0.67 {ROUNDED}", "rounded up"),
    ("2/3", "0.66", WRONG, f"0.66 {ROUNDED}", "cut off"),
    ("-2/3", "-0.66", WRONG, f"-0.66 {ROUNDED}", "negative, cut off"),
    ("2/3", "0.68", WRONG, "This is not the number needed.", "near, but no rounding"),
    ("2/3", "0.7", WRONG, "This is not the number needed.", "one place says too little to call it rounded"),
    ("sqrt(2)", "1.414", WRONG, f"1.414 {ROUNDED}", "a rounded root"),
    ("pi", "3.14", WRONG, f"3.14 {ROUNDED}", "rounded pi"),
    ("pi", "22/7", WRONG, "This is not the number needed.", "no decimal"),
    ("1/8", "0.125", RIGHT, "That is right.", "an exact decimal"),
    ("sqrt(2)/2", "1/sqrt(2)", RIGHT, "That is right.", "root below"),
    ("5", "5.0", RIGHT, "That is right.", "a whole number with a point"),
    ("-5", "5", WRONG, "This is not the number needed.", "lost sign"),
    ("5", "1/0", WRONG, NO_VALUE, "divides by 0"),
    ("5", "log(-1)", WRONG, NO_VALUE, "a logarithm that does not exist"),
]


@pytest.mark.parametrize(
    ("reference", "response", "outcome", "feedback", "why"), TABLE, ids=[r[4] for r in TABLE]
)
def test_a_number_is_wanted_exactly_unless_told_otherwise(reference, response, outcome, feedback, why):
    verdict = Number(reference).judge(response)
    assert (verdict.outcome, verdict.feedback) == (outcome, feedback)


@pytest.mark.parametrize("response", ["", "x", "2 +", "[1, 2]", "1/", "import os", "__import__('os')"])
def test_what_is_no_number_is_unreadable(response):
    verdict = Number(3).judge(response)
    assert verdict.outcome is UNREADABLE
    assert verdict.error["message"] in verdict.feedback


@pytest.mark.parametrize("response", ["0.5", "7", "0.34", "22/7"])
def test_a_wrong_number_is_not_told_the_right_one(response):
    verdict = Number("1/3").judge(response)
    assert verdict.outcome is WRONG
    assert all(not evidence.needed for evidence in verdict.evidence)
    assert "1/3" not in verdict.feedback


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        (7, "7"),
        (-3, "-3"),
        (0.1, "1/10"),
        (Fraction(-2, 3), "-2/3"),
        (sympy.Rational(3, 4), "3/4"),
        (sympy.sqrt(2), "sqrt(2)"),
        (sympy.Float("0.25"), "1/4"),
        (sympy.pi / 2, "pi/2"),
        ("2 + sqrt(3)", "2 + sqrt(3)"),
        (parse("1/2", Number(1).notation), "1/2"),
    ],
)
def test_the_reference_may_be_a_number_a_text_a_tree_or_a_sympy_object(reference, text):
    answer = Number(reference)
    assert answer.reference_text() == text == answer.reference_reading().plain
    assert answer.judge(answer.reference_text()).outcome is RIGHT


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("2 +", "The right answer cannot be read. "),
        ("x", "The right answer cannot be read. I do not know the name 'x'."),
        (sympy.Symbol("x"), "The right answer uses x, which the question does not declare."),
        (float("nan"), "nan is not a number that a response can be compared with."),
        (object(), "object has no counterpart among the responses that can be written"),
    ],
    ids=str,
)
def test_a_reference_that_is_no_number_is_the_authors_error(reference, message):
    with pytest.raises(AnswerError, match=message.replace("(", r"\(")):
        Number(reference)


def test_infinity_and_i_may_be_written_only_where_the_answer_has_them():
    assert Number("pi").notation.constants == {"pi", "e"}
    assert Number("inf").judge("inf").outcome is RIGHT
    assert Number("inf").judge("1000").outcome is WRONG
    assert Number("2 i").judge("sqrt(-4)").outcome is RIGHT
    assert Number("3").judge("i").outcome is UNREADABLE


TOLERANT = [
    (Tolerance(places=2), "3.14", RIGHT),
    (Tolerance(places=2), "3.15", WRONG),
    (Tolerance(relative=0.01), "3.17", RIGHT),
    (Tolerance(relative=0.01), "3.2", WRONG),
    (Tolerance(absolute=0.1), "3.2", RIGHT),
    (Tolerance(absolute=0.1), "22/7", RIGHT),
]


@pytest.mark.parametrize(("tolerance", "response", "outcome"), TOLERANT)
def test_a_tolerance_lets_rounded_numbers_pass(tolerance, response, outcome):
    assert Number("pi", tolerance).judge(response).outcome is outcome


@given(st.text())
def test_any_text_has_a_verdict(response):
    assert Number("1/3").judge(response).outcome in Outcome


@given(st.fractions(max_denominator=1000))
def test_every_rational_is_right_for_itself_and_wrong_for_its_neighbour(value):
    answer = Number(value)
    assert answer.judge(answer.reference_text()).outcome is RIGHT
    assert answer.judge(Number(value + Fraction(1, 10**9)).reference_text()).outcome is WRONG


@pytest.mark.parametrize("response", ["-18^89118", "18^9118", "1/3^9000", "10^4299 + 1"])
def test_a_number_of_thousands_of_digits_is_judged_and_shown_short(response):
    verdict = Number("22/7").judge(response)
    assert verdict.outcome is Outcome.WRONG
    assert all(len(item.yours) < 20 for item in verdict.evidence)
