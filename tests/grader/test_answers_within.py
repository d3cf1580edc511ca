"""Within: which numbers lie in the interval, and what the others are told."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcheck_grader import AnswerError, Outcome, Within

RIGHT, WRONG, UNREADABLE, UNDECIDED = Outcome.RIGHT, Outcome.WRONG, Outcome.UNREADABLE, Outcome.UNDECIDED
LARGE, SMALL = "This number is too large.", "This number is too small."
BOUND = "This number lies exactly on the bound, which does not count."
RATE = Within(0, "2/3", open=True)  # step sizes for which gradient descent on 3 x^2/2 converges
ROOT = Within("1/4", "sqrt(2)")
TABLE = [
    (RATE, "0.1", RIGHT, "inside"),
    (RATE, "2/3 - 10^-40", RIGHT, "inside by a hair"),
    (RATE, "2/3", WRONG, "the open bound"),
    (RATE, "0", WRONG, "the other open bound"),
    (RATE, "0.667", WRONG, "a rounded bound lies outside"),
    (RATE, "-0.1", WRONG, "negative"),
    (ROOT, "1/4", RIGHT, "the closed bound"),
    (ROOT, "sqrt(2)", RIGHT, "the closed bound, irrational"),
    (ROOT, "2/sqrt(2)", RIGHT, "the same number written otherwise"),
    (ROOT, "1.4142135623730950488016887242", RIGHT, "30 digits of the bound, from below"),
    (ROOT, "1.4142135623730950488016887243", WRONG, "30 digits of the bound, from above"),
    (ROOT, "pi/3", RIGHT, "irrational inside"),
    (ROOT, "e", WRONG, "irrational outside"),
    (Within(None, 3), "-10^30", RIGHT, "no lower bound"),
    (Within(None, 3), "3.01", WRONG, "above the only bound"),
    (Within(0, None, open=True), "10^-30", RIGHT, "no upper bound"),
    (Within(None, None), "17", RIGHT, "no bound at all"),
    (ROOT, "x", UNREADABLE, "no number"),
    (ROOT, "", UNREADABLE, "nothing"),
    (ROOT, "9^9^9^9", UNDECIDED, "too large to be seen"),
    (ROOT, "1/0", WRONG, "no value"),
]


@pytest.mark.parametrize(("answer", "response", "outcome", "why"), TABLE, ids=[row[3] for row in TABLE])
def test_any_number_from_the_interval_is_right(answer, response, outcome, why):
    assert answer.judge(response).outcome is outcome


@pytest.mark.parametrize(
    ("response", "sentence"),
    [("1", LARGE), ("-1", SMALL), ("2/3", BOUND), ("0.3", "That is right.")],
)
def test_the_feedback_says_on_which_side(response, sentence):
    assert RATE.judge(response).feedback == sentence


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0, 1, "1/2"),
        ("1/4", "sqrt(2)", "(sqrt(2) + 1/4)/2"),
        (None, 3, "2"),
        (3, None, "4"),
        (None, None, "0"),
        (2, 2, "2"),
    ],
)
def test_the_right_answer_shown_is_one_from_the_interval(low, high, text):
    answer = Within(low, high)
    assert answer.reference_text() == text == answer.reference_reading().plain
    assert answer.judge(text).outcome is RIGHT


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ((1, 0), "There is no number from 1 to 0 that could be right."),
        (("x", 0), "The right answer cannot be read."),
        (("1/0", 0), "1/0 is no bound of an interval: give a real number, or None."),
    ],
)
def test_an_interval_with_nothing_in_it_is_the_authors_error(bounds, message):
    with pytest.raises(AnswerError, match=message):
        Within(*bounds)
    with pytest.raises(AnswerError):
        Within(1, 1, open=True)


def test_a_slip_is_an_interval_or_one_number():
    assert RATE.with_reference((1, 2)).judge("1.5").outcome is RIGHT
    assert RATE.with_reference("3/2").judge("1.5").outcome is RIGHT
    assert RATE.with_reference("3/2").judge("1.4").outcome is WRONG
    with pytest.raises(AnswerError, match="An interval has two bounds; got 3"):
        RATE.with_reference((1, 2, 3))


@given(st.fractions(-5, 5, max_denominator=50), st.fractions(-5, 5, max_denominator=50))
def test_the_order_of_fractions_decides(bound, value):
    expected = RIGHT if value >= bound else WRONG
    assert Within(bound, None).judge(str(Fraction(value))).outcome is expected


@given(st.text())
def test_any_text_has_a_verdict(response):
    assert RATE.judge(response).outcome in Outcome
