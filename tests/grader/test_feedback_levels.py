"""What a person is shown at each level of feedback."""

from __future__ import annotations

import pytest

from gradcheck_grader import (
    Array,
    Evidence,
    Expression,
    NamedSlip,
    Number,
    Outcome,
    Slip,
    Verdict,
    at_level,
    name_slips,
)
from gradcheck_grader.feedback.levels import LEVELS

EXPRESSION = Expression("2x cos(x^2)", names=["x"])
ARRAY = Array("[[1, 2], [3, 4]]")
WRONG = name_slips(
    EXPRESSION.judge("cos(x^2)"), "cos(x^2)", EXPRESSION, [Slip("inner", "cos(x^2)", "Look inside.")]
)
PARTLY = ARRAY.judge("[[1, 2], [5, 6]]")
RIGHT = EXPRESSION.judge("2 cos(x^2) x")
UNDECIDED = EXPRESSION.judge("0/(x - x)")
UNREADABLE = EXPRESSION.judge("cos(x^2")


@pytest.mark.parametrize(
    ("verdict", "level", "feedback", "evidence", "slips", "why"),
    [
        (WRONG, "none", "", 0, 0, "nothing at all"),
        (WRONG, "outcome", "This is not right yet.", 0, 0, "no point, no numbers"),
        (WRONG, "where", "This is not right yet.", 1, 0, "an expression has no places"),
        (WRONG, "slip", "This is not right yet.", 1, 1, "the slip is named"),
        (WRONG, "full", "At x = 0.28 your answer gives 0.9969, but 0.5583 is needed.", 1, 1, "all"),
        (PARTLY, "none", "", 0, 0, "nothing at all"),
        (PARTLY, "outcome", "Part of this is right.", 0, 0, "not which part"),
        (
            PARTLY,
            "where",
            "Part of this is right. Look again at row 2, column 1; row 2, column 2.",
            2,
            0,
            "which entries",
        ),
        (
            PARTLY,
            "slip",
            "Part of this is right. Look again at row 2, column 1; row 2, column 2.",
            2,
            0,
            "there is no slip",
        ),
        (RIGHT, "none", "", 0, 0, "not even that it is right"),
        (RIGHT, "outcome", "That is right.", 0, 0, "not how it was seen"),
        (RIGHT, "full", "That is right.", 1, 0, "how it was seen"),
        (
            UNDECIDED,
            "outcome",
            "I could not decide whether this is right; a person can look at it.",
            0,
            0,
            "not why",
        ),
    ],
)
def test_a_level_shows_what_it_may_and_no_more(verdict, level, feedback, evidence, slips, why):
    shown = at_level(verdict, level)
    assert shown.feedback == feedback
    assert (len(shown.evidence), len(shown.slips)) == (evidence, slips)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("verdict", [WRONG, PARTLY, RIGHT, UNDECIDED], ids=lambda verdict: verdict.outcome)
def test_outcome_and_credit_and_what_was_written_stay_in_the_record(verdict, level):
    shown = at_level(verdict, level)
    assert (shown.outcome, shown.credit) == (verdict.outcome, verdict.credit)
    assert (shown.read_as, shown.latex) == (verdict.read_as, verdict.latex)


@pytest.mark.parametrize("level", LEVELS)
def test_an_unreadable_response_is_told_why_at_every_level(level):
    assert at_level(UNREADABLE, level) == UNREADABLE


@pytest.mark.parametrize("level", ["outcome", "where", "slip"])
def test_no_number_is_shown_below_the_full_level(level):
    shown = at_level(PARTLY, level)
    assert all(not (item.at or item.needed or item.yours or item.note) for item in shown.evidence)


def test_a_level_taken_twice_is_the_same():
    for level in LEVELS:
        assert at_level(at_level(WRONG, level), level) == at_level(WRONG, level)


def test_each_level_shows_no_less_than_the_one_below():
    sizes = [len(str(at_level(WRONG, level).to_json())) for level in LEVELS]
    assert sizes == sorted(sizes)


def test_of_many_places_the_first_six_are_shown():
    evidence = tuple(Evidence("counterexample", where=f"row {row}, column 1") for row in range(1, 9))
    verdict = Verdict(Outcome.WRONG, 0, "No.", evidence=evidence)
    places = "; ".join(f"row {row}, column 1" for row in range(1, 7))
    assert at_level(verdict, "where").feedback == f"This is not right yet. Look again at {places}; …."


def test_a_number_is_not_told_by_a_slip_level():
    verdict = Number("3").judge("4").with_slip(NamedSlip("off-by-one", "Count again."))
    shown = at_level(verdict, "slip").to_json()
    assert [slip["feedback"] for slip in shown["slips"]] == ["Count again."]
    assert shown["feedback"] == "This is not right yet."


def test_a_level_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="is one of none, outcome, where, slip, full; got 'all'"):
        at_level(RIGHT, "all")
