"""Practice days against the learner's own plan, and the slips they make."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import pytest
from tests.course.learners import MONDAY

from gradcheck_course.practice.habits import LONGEST_ANSWER, frequent_slips, per_day, seconds, week
from gradcheck_course.practice.learner import Answer


def answer(*, day=0.0, skill="calculus/chain", right=True, slips=(), took=30.0):
    return Answer(MONDAY + timedelta(days=day), skill, right, tuple(slips), took)


@pytest.mark.parametrize(
    ("days", "now", "dots", "why"),
    [
        ([], 0, "· · · · · · ·", "nothing yet"),
        ([0, 0, 2], 3, "● · ● · · · ·", "a day counts once"),
        ([-1, 1], 1, "· ● · · · · ·", "Sunday is of the week before"),
        ([0.6], 1, "● · · · · · ·", "after midnight is still the evening before"),
        ([4], 1, "· · · · · · ·", "a later day, by a clock that went backwards"),
    ],
)
def test_the_days_of_the_week(days, now, dots, why):
    this = week([answer(day=one) for one in days], MONDAY + timedelta(days=now), UTC)
    assert this.dots() == dots, why


def test_the_week_says_how_many_days_were_planned():
    this = week([answer(), answer(day=1)], MONDAY + timedelta(days=1), UTC, plan=4)
    assert (this.practised, this.plan, this.answers, this.seconds) == (2, 4, 2, 60.0)


def test_answers_of_other_weeks_are_not_counted():
    answers = [answer(day=-1), answer(), answer(day=9)]
    assert week(answers, MONDAY + timedelta(days=1), UTC).answers == 1


def test_who_was_away_during_an_answer_did_not_practise_for_so_long():
    assert seconds([answer(took=30), answer(took=90_000), answer(took=-5)]) == 30 + LONGEST_ANSWER


def test_each_day_has_its_answers():
    answers = [answer(), answer(right=False), answer(day=2)]
    since, until = date(2026, 3, 1), date(2026, 3, 4)
    assert [counts for _, *counts in per_day(answers, UTC, since=since, until=until)] == [
        [0, 0],
        [2, 1],
        [0, 0],
        [1, 1],
    ]


def test_the_most_frequent_slips_come_first_with_the_exercise_that_has_them():
    missed = [
        answer(right=False, slips=["sign"], skill="linalg/dot"),
        answer(right=False, slips=["inner-dropped"]),
        answer(right=False, slips=["inner-dropped"]),
        answer(right=False),
    ]
    found = frequent_slips(missed)
    assert [(one.words, one.skill, one.count, one.misses) for one in found] == [
        ("inner dropped", "calculus/chain", 2, 3),
        ("sign", "linalg/dot", 1, 1),
    ]
