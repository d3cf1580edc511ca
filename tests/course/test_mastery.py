"""Mastery follows from first answers, whatever the order of reading them and whatever the clock does."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.course.learners import AIDED, CLEAN, LOOKED_UP, MISSED, SECOND, SKILLS, met

from gradcheck_course.practice.mastery import Ability, Mastery, Word, difficulty, mastery, standing
from gradcheck_course.practice.skills import Skill, skills
from gradcheck_course.practice.spacing import memories

CHAIN = "calculus/chain"


def learned(*encounters):
    return mastery(encounters, SKILLS, UTC)


def chance(*encounters):
    return learned(*encounters).known[CHAIN].chance


PARTS = st.lists(st.sampled_from([CLEAN, AIDED, SECOND, MISSED, LOOKED_UP]), min_size=1, max_size=4)
ENCOUNTERS = st.lists(
    st.builds(
        lambda skill, parts, day, level: met(skill, *parts, day=day, level=level),
        st.sampled_from(sorted(SKILLS)),
        PARTS,
        st.floats(-5, 60),  # in no order: the clock goes backwards as often as not
        st.integers(1, 5),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(ENCOUNTERS, st.integers(0, 25))
def test_in_one_go_or_in_pieces_the_same_is_known(encounters, cut):
    before, after = encounters[:cut], encounters[cut:]
    first = mastery(before, SKILLS, UTC)
    assert mastery(after, SKILLS, UTC, start=first) == mastery(encounters, SKILLS, UTC)
    assert memories(after, start=memories(before)) == memories(encounters)


@settings(max_examples=60, deadline=None)
@given(ENCOUNTERS)
def test_a_chance_stays_between_none_and_certain(encounters):
    found = mastery(encounters, SKILLS, UTC)
    assert all(0 < one.chance < 1 for one in found.known.values())
    assert all(one.clean <= one.met for one in found.known.values())


@settings(max_examples=40, deadline=None)
@given(ENCOUNTERS, st.sampled_from(sorted(SKILLS)))
def test_a_right_answer_never_lowers_the_chance_and_a_miss_never_raises_it(encounters, skill):
    before = mastery(encounters, SKILLS, UTC)
    usual = before.chance(SKILLS[skill])
    assert mastery([met(skill, CLEAN)], SKILLS, UTC, start=before).known[skill].chance > usual
    assert mastery([met(skill, MISSED)], SKILLS, UTC, start=before).known[skill].chance < usual


def test_the_first_answer_moves_by_half_and_the_hundredth_by_an_eighth():
    moves = [Ability(0, evidence).moved(1, 0).value for evidence in (0, 10, 100)]
    assert moves == [0.5, 0.25, 0.125]


def test_the_update_is_the_gradient_of_the_likelihood():
    # A second way: K times the slope of log p at the ability, by a central difference.
    import math

    able, hard, h = 0.4, -0.3, 1e-6
    slope = (math.log(Ability(able + h).chance(hard)) - math.log(Ability(able - h).chance(hard))) / (2 * h)
    assert Ability(able).moved(1, hard).value - able == pytest.approx(slope, abs=1e-8)


@pytest.mark.parametrize(
    ("better", "worse", "why"),
    [
        ((CLEAN,), (AIDED,), "a hint halves what a right answer counts"),
        ((AIDED,), (SECOND,), "a second try does not make up for the first"),
        ((CLEAN, MISSED), (MISSED, MISSED), "one part of two"),
        ((CLEAN, CLEAN, CLEAN), (CLEAN,), "three parts are more evidence than one"),
    ],
)
def test_what_was_done_better_counts_for_more(better, worse, why):
    assert chance(met(CHAIN, *better)) > chance(met(CHAIN, *worse)), why


def test_four_parts_count_as_two_answers():
    assert learned(met(CHAIN, *[CLEAN] * 4)).known[CHAIN].ability.evidence == 2


def test_four_parts_move_more_than_one_problem_and_less_than_four():
    assert chance(met(CHAIN, CLEAN)) < chance(met(CHAIN, *[CLEAN] * 4)) < chance(*[met(CHAIN, CLEAN)] * 4)


def test_a_looked_up_solution_counts_as_a_miss():
    assert chance(met(CHAIN, LOOKED_UP)) == chance(met(CHAIN, MISSED))


def test_a_new_skill_starts_where_the_learner_is_in_general():
    found = learned(*[met("linalg/dot", CLEAN) for _ in range(6)])
    assert found.chance(SKILLS[CHAIN]) > Mastery().chance(SKILLS[CHAIN]) == 0.5
    assert found.chance(SKILLS[CHAIN]) > found.chance(SKILLS["calculus/sigmoid"])


def test_harder_levels_and_programs_are_harder_and_options_easier():
    order = [
        difficulty(Skill("u/a", "", "u", 2, 0, kinds=kinds), level=level)
        for kinds, level in ((("choice",), 2), ((), 2), (("code",), 2), (("code",), 4))
    ]
    assert order == sorted(order)


def test_what_left_the_bank_is_passed_over():
    gone = met(CHAIN, CLEAN)
    assert mastery([gone], {}, UTC) == Mastery()


def known(*encounters):
    return learned(*encounters).known[CHAIN]


@pytest.mark.parametrize(
    ("encounters", "recall", "word", "why"),
    [
        ([met(CHAIN, MISSED)], 1.0, Word.LEARNING, "one miss"),
        ([met(CHAIN, SECOND)] * 3, 1.0, Word.LEARNING, "second tries alone"),
        ([met(CHAIN, CLEAN)], 1.0, Word.FAMILIAR, "once right"),
        ([met(CHAIN, CLEAN)] * 4, 1.0, Word.PROFICIENT, "often right, in one sitting"),
        ([met(CHAIN, CLEAN, day=n // 4) for n in range(8)], 0.95, Word.MASTERED, "often right, on two days"),
        ([met(CHAIN, CLEAN, day=n // 4) for n in range(8)], 0.79, Word.PROFICIENT, "a while ago"),
        ([met(CHAIN, CLEAN)] * 8, 0.95, Word.PROFICIENT, "often right, but on one day"),
    ],
)
def test_the_word_for_a_skill(encounters, recall, word, why):
    assert standing(known(*encounters), recall).word is word, why


def test_a_skill_without_an_answer_is_new():
    found = standing(None, 0.0, predicted=0.6)
    assert (found.word, found.chance, found.reasons) == (Word.NEW, 0.6, ("Nothing was answered yet.",))


def test_the_reasons_say_what_is_missing():
    assert standing(known(met(CHAIN, CLEAN), met(CHAIN, SECOND)), 0.7).reasons == (
        "1 of 2 problems right at once and without help: 48% for the next.",
        "To be mastered it needs a chance of 85% to be right; it is 48%.",
        "To be mastered it needs 3 problems right at once and without help.",
        "To be mastered it needs problems right at once on 2 different days.",
        "To be mastered it needs a chance of 80% that you still have it; it is 70%.",
    )


def test_every_exercise_is_a_skill_and_needs_only_skills_of_the_bank():
    there = skills()
    assert all(set(one.needs) <= set(there) for one in there.values())
    assert [one.order for one in there.values()] == list(range(len(there)))


def test_what_a_skill_needs_comes_before_it():
    there = skills()
    assert all(there[need].order < one.order for one in there.values() for need in one.needs)
