"""Choice: keys, sets of keys, and what people are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcheck_grader import AnswerError, Choice, Ordering, Outcome

RIGHT, WRONG, UNREADABLE = Outcome.RIGHT, Outcome.WRONG, Outcome.UNREADABLE
OPTIONS = [("a", "convex"), ("b", "concave"), ("c", "neither")]
ONE_WRONG = "This is not the right choice."
TOO_FEW = "What you chose is right, but something is missing."
TOO_MANY = "All that is right is among your choices, but there is too much."

TABLE = [
    ("b", "b", RIGHT, "That is right.", "the key"),
    ("b", "B", RIGHT, "That is right.", "a capital"),
    ("b", "(b)", RIGHT, "That is right.", "in brackets"),
    ("b", " b ", RIGHT, "That is right.", "with blanks"),
    ("b", "concave", RIGHT, "That is right.", "the text of the option"),
    ("b", "a", WRONG, ONE_WRONG, "another key"),
    ("b", "a, b", WRONG, TOO_MANY, "one too many"),
    (["a", "c"], "a, c", RIGHT, "That is right.", "both keys"),
    (["a", "c"], "c a", RIGHT, "That is right.", "another order"),
    (["a", "c"], "a, c, a", RIGHT, "That is right.", "a key twice"),
    (["a", "c"], "a", WRONG, TOO_FEW, "one is missing"),
    (["a", "c"], "a, b, c", WRONG, TOO_MANY, "one too many of several"),
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


SEVERAL = [("a", "x"), ("b", "2x"), ("c", "x^2"), ("d", "x^3")]


@pytest.mark.parametrize(
    "response, credit, feedback, why",
    [
        ("a, b", 1, "That is right.", "the very choice"),
        ("a", 0.5, TOO_FEW, "one of two"),
        ("a, b, c", 0.5, TOO_MANY, "one too many"),
        (
            "a, c",
            0,
            "These are not exactly the right choices: something is missing, and something is too much.",
            "one right and one wrong cancel",
        ),
        (
            "c, d",
            0,
            "These are not exactly the right choices: something is missing, and something is too much.",
            "never less than nothing",
        ),
    ],
)
def test_shares_of_a_choice_are_counted(response, credit, feedback, why):
    verdict = Choice(SEVERAL, right=["a", "b"], credit="share").judge(response)
    assert (verdict.credit, verdict.feedback) == (credit, feedback)


GROWTH = [("a", "exp(x)"), ("b", "log(x)"), ("c", "x^2"), ("d", "x")]


@pytest.mark.parametrize(
    "response, outcome, credit, why",
    [
        ("b, d, c, a", Outcome.RIGHT, 1, "a list"),
        ("b < d < c < a", Outcome.RIGHT, 1, "a chain"),
        ("B D C A", Outcome.RIGHT, 1, "capital letters, blanks"),
        ("bdca", Outcome.RIGHT, 1, "letters alone"),
        ("d, b, c, a", Outcome.PARTLY_RIGHT, 1 - 2 / 6, "one pair of six is turned"),
        ("a, c, d, b", Outcome.WRONG, 0, "the other way round"),
        ("a, b", Outcome.UNREADABLE, 0, "two are missing"),
        ("b, b, c, a", Outcome.UNREADABLE, 0, "one twice"),
        ("b, d, c, e", Outcome.UNREADABLE, 0, "no such item"),
    ],
)
def test_an_order_is_judged_by_its_pairs(response, outcome, credit, why):
    verdict = Ordering(GROWTH, "bdca").judge(response)
    assert (verdict.outcome, verdict.credit) == (outcome, pytest.approx(credit))


def test_the_first_pair_out_of_order_is_named_and_no_more():
    verdict = Ordering(GROWTH, "bdca").judge("d, b, c, a")
    assert (
        verdict.feedback
        == "Not all of it is in order: look again at d and b, which stand next to each other."
    )


def test_an_order_that_is_incomplete_is_told_how_to_be_written():
    verdict = Ordering(GROWTH, "bdca").judge("a, b")
    assert (
        verdict.feedback
        == "Every item must be named, and each of them once. Write an order such as a, b, c, d."
    )
