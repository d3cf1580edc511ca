"""Choice: keys, sets of keys, and what people are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcheck_grader import AnswerError, Choice, Outcome

RIGHT, WRONG, UNREADABLE = Outcome.RIGHT, Outcome.WRONG, Outcome.UNREADABLE
OPTIONS = [("a", "convex"), ("b", "concave"), ("c", "neither")]
ONE_WRONG = "This is not the right choice."
SOME_WRONG = "These are not exactly the right choices: one may be missing, or one too many."

TABLE = [
    ("b", "b", RIGHT, "That is right.", "the key"),
    ("b", "B", RIGHT, "That is right.", "a capital"),
    ("b", "(b)", RIGHT, "That is right.", "in brackets"),
    ("b", " b ", RIGHT, "That is right.", "with blanks"),
    ("b", "concave", RIGHT, "That is right.", "the text of the option"),
    ("b", "a", WRONG, ONE_WRONG, "another key"),
    ("b", "a, b", WRONG, SOME_WRONG, "one too many"),
    (["a", "c"], "a, c", RIGHT, "That is right.", "both keys"),
    (["a", "c"], "c a", RIGHT, "That is right.", "another order"),
    (["a", "c"], "a, c, a", RIGHT, "That is right.", "a key twice"),
    (["a", "c"], "a", WRONG, SOME_WRONG, "one is missing"),
    (["a", "c"], "a, b, c", WRONG, SOME_WRONG, "one too many of several"),
    ("b", "", UNREADABLE, "There is nothing to read here. Write your answer.", "nothing"),
    ("b", "d", UNREADABLE, "There is no option 'd'. Write one of: a, b, c.", "no such option"),
]


@pytest.mark.parametrize(
    ("right", "response", "outcome", "feedback", "why"), TABLE, ids=[row[4] for row in TABLE]
)
def test_a_choice_is_right_when_exactly_its_keys_are_named(right, response, outcome, feedback, why):
    verdict = Choice(OPTIONS, right).judge(response)
    assert (verdict.outcome, verdict.feedback) == (outcome, feedback)


def test_the_reference_is_its_keys_in_the_order_of_the_options():
    answer = Choice(OPTIONS, {"c", "a"})
    assert answer.reference_text() == "a, c" == answer.reference_reading().plain
    assert answer.judge(answer.reference_text()).read_as == "a, c"


def test_the_notation_shows_the_options_and_not_the_right_one():
    record = Choice(OPTIONS, "b").notation.to_json()
    assert record == Choice(OPTIONS, "a").notation.to_json()
    assert record["options"] == [list(option) for option in OPTIONS]


@pytest.mark.parametrize(
    ("options", "right", "message"),
    [
        (OPTIONS, "d", r"The right choice is one or more of a, b, c; got \['d'\]."),
        (OPTIONS, [], r"The right choice is one or more of a, b, c; got \[\]."),
        ([("a", "yes"), ("A", "no")], "a", "Two options have the same key: a, A. Give each its own."),
    ],
)
def test_options_that_make_no_choice_are_the_authors_error(options, right, message):
    with pytest.raises(AnswerError, match=message):
        Choice(options, right)


@given(st.text())
def test_any_text_has_a_verdict(response):
    assert Choice(OPTIONS, "b").judge(response).outcome in Outcome
