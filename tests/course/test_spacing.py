"""When a skill is due follows from how its encounters went, and from nothing else."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from tests.course.learners import AIDED, CLEAN, LOOKED_UP, MISSED, MONDAY, SECOND, met

from gradcheck_course.practice.skills import day
from gradcheck_course.practice.spacing import LONGEST, backlog, due, forecast, memories

CHAIN = "calculus/chain"


def days_until_due(*encounters):
    found = memories(encounters)[CHAIN]
    return (found.due - found.last).days


@pytest.mark.parametrize(
    ("sooner", "later", "why"),
    [
        ((MISSED,), (AIDED,), "missed comes back before aided"),
        ((LOOKED_UP,), (AIDED,), "a solution looked up is a miss"),
        ((SECOND,), (CLEAN,), "right at once lasts longest"),
        ((CLEAN, MISSED, MISSED), (CLEAN, CLEAN, MISSED), "most parts missed is a miss"),
    ],
)
def test_what_went_worse_is_due_sooner(sooner, later, why):
    assert days_until_due(met(CHAIN, *sooner)) < days_until_due(met(CHAIN, *later)), why


def test_each_review_on_its_day_is_followed_by_a_longer_pause():
    encounters, pauses = [met(CHAIN, CLEAN)], []
    for _ in range(3):
        pauses.append(days_until_due(*encounters))
        reached = (memories(encounters)[CHAIN].due - MONDAY).days
        encounters.append(met(CHAIN, CLEAN, day=reached))
    assert pauses == sorted(set(pauses))


def test_no_pause_is_longer_than_120_days():
    encounters = [met(CHAIN, CLEAN, day=120 * n) for n in range(6)]
    assert days_until_due(*encounters) == LONGEST


def test_a_skill_is_remembered_at_85_per_cent_on_the_day_it_is_due():
    encounters = [met(CHAIN, CLEAN), met(CHAIN, CLEAN, day=4), met(CHAIN, CLEAN, day=20)]
    found = memories(encounters)[CHAIN]
    assert found.recall(found.due) == pytest.approx(0.85, abs=0.01)


def test_replayed_it_gives_the_same_dates():
    encounters = [met(CHAIN, part, day=n) for n, part in enumerate([CLEAN, MISSED, AIDED, CLEAN] * 5)]
    assert memories(encounters) == memories(encounters)


def test_a_clock_that_goes_backwards_counts_as_one_that_stands_still():
    back = memories([met(CHAIN, CLEAN, day=10), met(CHAIN, CLEAN, day=2)])
    still = memories([met(CHAIN, CLEAN, day=10), met(CHAIN, CLEAN, day=10)])
    assert back == still
    assert back[CHAIN].recall(MONDAY) == pytest.approx(1)


def test_an_encounter_without_an_answer_is_no_review():
    assert memories([met(CHAIN)]) == {}


def test_due_are_the_skills_of_today_and_before_the_least_remembered_first():
    found = memories([met("linalg/dot", MISSED), met(CHAIN, CLEAN, day=-30), met("linalg/norms", CLEAN)])
    waiting = due(found, MONDAY + timedelta(days=1), UTC)
    assert [one.skill for one in waiting] == [CHAIN, "linalg/dot"]


def many(count, *, day):
    return memories([met(f"u/{n:02}", MISSED, day=day) for n in range(count)])


def names(found, count):
    return dict.fromkeys(found, 0.5) | {f"u/{n:02}": 0.9 for n in range(count)}


def test_what_can_be_done_in_two_days_is_all_for_today():
    found = many(12, day=-3)
    assert len(backlog(found, {}, MONDAY, UTC).today) == 12


def test_a_backlog_is_spread_over_days():
    found = backlog(many(43, day=-3), {}, MONDAY, UTC)
    assert (len(found.today), found.waiting, found.days, found.restart) == (6, 43, 8, False)


def test_a_small_backlog_is_spread_when_asked_for():
    found = backlog(many(9, day=-3), {}, MONDAY, UTC, spread=True)
    assert (len(found.today), found.days) == (5, 2)


def test_after_a_long_time_away_the_two_easiest_come_first():
    found = many(43, day=-36)
    back = backlog(found, names(found, 2), MONDAY, UTC)
    assert [one.skill for one in back.today] == ["u/00", "u/01"]
    assert (back.waiting, back.days, back.restart) == (43, 8, True)


def test_the_forecast_counts_every_skill_on_its_day_and_what_waits_today():
    found = memories([met("linalg/dot", MISSED, day=-9), met(CHAIN, CLEAN), met("linalg/norms", CLEAN)])
    counted = dict(forecast(found, MONDAY, UTC, days=7))
    assert counted[day(MONDAY, UTC)] == 1
    assert counted[day(found[CHAIN].due, UTC)] == 2
    assert sum(counted.values()) == 3
