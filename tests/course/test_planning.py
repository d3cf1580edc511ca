"""What comes next: what is due, what is about right, something else than before; and the reason for it."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from tests.course.learners import CLEAN, MISSED, MONDAY, SKILLS, met

from gradcheck_course.practice.mastery import mastery
from gradcheck_course.practice.planning import Record, lacking, next_exercise
from gradcheck_course.practice.spacing import memories

POWER, CHAIN, SIGMOID, DOT, NORMS = SKILLS


def record(*encounters, recent=None):
    last = tuple(one.skill for one in encounters) if recent is None else recent
    return Record(SKILLS, mastery(encounters, SKILLS, UTC), memories(encounters), last, UTC)


def picked(*encounters, days=0.0, recent=None, **narrowed):
    return next_exercise(record(*encounters, recent=recent), MONDAY + timedelta(days=days), **narrowed)


def thrice(skill, part=CLEAN, day=0.0):
    return [met(skill, part, day=day)] * 3


def test_who_has_done_nothing_begins_at_the_beginning():
    pick = picked()
    assert (pick.skill.id, pick.reason) == (POWER, "New: a good place to begin.")


@pytest.mark.parametrize(("times", "word"), [(1, "second"), (2, "third")])
def test_a_new_skill_is_met_three_times_in_a_row(times, word):
    pick = picked(*[met(POWER, CLEAN)] * times)
    assert pick.skill.id == POWER
    assert pick.reason == f"The {word} of the first 3: a new skill is met three times in a row."


def test_after_three_another_skill_comes():
    assert picked(*thrice(POWER)).skill.id != POWER


def test_a_skill_comes_only_after_what_it_needs():
    missed = record(*thrice(POWER, MISSED))
    assert lacking(missed, SKILLS[CHAIN]) == (POWER,)
    assert next_exercise(missed, MONDAY).skill.id == DOT


def test_what_is_there_opens_what_builds_on_it_and_the_reason_says_so():
    pick = picked(*thrice(POWER), *thrice(DOT, MISSED), within=[CHAIN, SIGMOID])
    assert pick.skill.id == CHAIN
    assert pick.reason.startswith("New, and builds on what you know (The power rule):")


def test_who_can_do_what_builds_on_a_skill_is_not_asked_for_it():
    assert lacking(record(*thrice(SIGMOID)), SKILLS[SIGMOID]) == ()


def test_what_is_due_comes_before_what_is_new():
    pick = picked(*thrice(POWER), *thrice(DOT), days=9, recent=())
    assert (pick.kind, pick.skill.id) == ("due", POWER)
    assert pick.reason == "Due: last met 9 days ago, 78% likely that you still have it."


def test_neither_of_the_last_two_skills_comes_next():
    done = [*thrice(POWER), *thrice(DOT), *thrice(CHAIN)]
    pick = picked(*done, days=30, recent=(DOT, POWER))
    assert pick.skill.id == CHAIN


def test_what_was_passed_over_does_not_come_again():
    assert picked(passed=[POWER]).skill.id == DOT


def test_within_a_late_unit_the_first_of_it_comes_although_it_lacks_something():
    assert picked(within=[SIGMOID]).skill.id == SIGMOID


def test_nothing_comes_where_nothing_is_left():
    assert picked(within=[]) is None


def test_every_pick_has_its_reason_and_the_same_record_the_same_pick():
    encounters = [*thrice(POWER), *thrice(DOT, MISSED), *thrice(CHAIN)]
    first, second = picked(*encounters, days=3), picked(*encounters, days=3)
    assert first == second
    assert first.reason.endswith(".")
