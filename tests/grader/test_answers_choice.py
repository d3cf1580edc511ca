"""Choice: keys, sets of keys, and what people are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcheck_grader import AnswerError, Choice, Notation, Ordering, Outcome, read

RIGHT, WRONG, UNREADABLE = Outcome.RIGHT, Outcome.WRONG, Outcome.UNREADABLE
PARTLY = Outcome.PARTLY_RIGHT
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
        ("b, d, c, a", RIGHT, 1, "a list"),
        ("b < d < c < a", RIGHT, 1, "a chain"),
        ("b → d → c → a", RIGHT, 1, "arrows"),
        ("b->d->c->a", RIGHT, 1, "typed arrows"),
        ("B D C A", RIGHT, 1, "capital letters, blanks"),
        ("(b) (d) (c) (a)", RIGHT, 1, "keys in brackets"),
        ("bdca", RIGHT, 1, "letters alone"),
        ("log(x) < x < x^2 < exp(x)", RIGHT, 1, "the items written out"),
        ("b, x, c, exp(x)", RIGHT, 1, "keys and items mixed"),
        ("d, b, c, a", PARTLY, 1 - 2 / 6, "one pair of six is turned"),
        ("b, a, d, c", PARTLY, 1 - 2 * 2 / 6, "one item is two places off"),
        ("d, b, a, c", PARTLY, 1 - 2 * 2 / 6, "two pairs of neighbours are turned"),
        ("a, b, d, c", WRONG, 0, "as many pairs are turned as not"),
        ("a, c, d, b", WRONG, 0, "the other way round"),
        ("a, b", UNREADABLE, 0, "two are missing"),
        ("b, b, c, a", UNREADABLE, 0, "one twice"),
        ("b, d, c, e", UNREADABLE, 0, "no such item"),
        ("a > c > d > b", UNREADABLE, 0, "it is not said which end comes first"),
        ("", UNREADABLE, 0, "nothing"),
        (",,,", UNREADABLE, 0, "nothing but signs"),
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


@pytest.mark.parametrize(
    ("response", "sentence"),
    [
        ("a, b", "c, d are missing. Name every item once."),
        ("abc", "d is missing. Name every item once."),
        ("b, d, b, a", "'b' stands here a second time. Name every item once."),
        ("b, d, c, e", "There is no option 'e'. Write one of: a, b, c, d."),
        (
            "b > d > c > a",
            "With > it is not clear which end comes first. Write them from first to last, with commas.",
        ),
    ],
)
def test_an_order_that_cannot_be_read_is_told_why(response, sentence):
    assert Ordering(GROWTH, "bdca").judge(response).feedback == sentence


def test_a_students_own_process_reads_the_order_as_it_was_written():
    """The notation is all that it has."""
    notation = Notation.from_json(Ordering(GROWTH, "bdca").notation.to_json())
    assert read("d < b < a < c", notation).plain == "d, b, a, c"
    assert read("b, a", Choice(OPTIONS, "b").notation).plain == "a, b"


def test_an_order_without_part_credit_is_right_or_wrong():
    assert Ordering(GROWTH, "bdca", credit=False).judge("d, b, c, a").outcome is WRONG


def test_another_order_is_how_a_slip_is_recognised():
    answer = Ordering(GROWTH, "bdca")
    assert answer.with_reference("a, c, d, b").judge("acdb").outcome is RIGHT
    assert answer.reference_text() == "b, d, c, a" == answer.reference_reading().plain
    with pytest.raises(AnswerError, match="d is missing"):
        answer.with_reference("a, b, c")


@pytest.mark.parametrize(
    ("items", "order", "message"),
    [
        ([("a", "x"), ("A", "y")], "aA", "Two items have the same key: a, A. Give each its own."),
        (GROWTH, "abc", "The right order is one of all of a, b, c, d; got a, b, c."),
        ([("a", "x")], "a", "The right order is one of all of a; got a."),
    ],
)
def test_items_that_make_no_order_are_the_authors_error(items, order, message):
    with pytest.raises(AnswerError, match=message):
        Ordering(items, order)


@given(st.permutations("abcd"))
def test_the_credit_of_an_order_is_kendalls_correlation(given_order):
    """Counted the other way: swaps of neighbours that sorting by bubbles needs."""
    rank = ["bdca".index(key) for key in given_order]
    swaps = sum(rank[i] > rank[j] for j in range(4) for i in range(j))
    verdict = Ordering(GROWTH, "bdca").judge(", ".join(given_order))
    assert verdict.credit == pytest.approx(max(0, 1 - swaps / 3))


@given(st.sets(st.sampled_from("abcd"), min_size=1))
def test_the_credit_of_a_choice_is_never_negative_and_full_for_the_very_choice_only(chosen):
    verdict = Choice(SEVERAL, right=["a", "b"], credit="share").judge(", ".join(chosen))
    assert 0 <= verdict.credit <= 1
    assert (verdict.credit == 1) is (chosen == {"a", "b"})


@given(st.text(alphabet="abcd<>, →()-\n.", max_size=20))
def test_any_text_has_a_verdict_as_an_order(response):
    assert Ordering(GROWTH, "bdca").judge(response).outcome in Outcome
