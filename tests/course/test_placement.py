"""Six problems place a learner: harder after right answers, easier after wrong ones, of different units."""

from __future__ import annotations

from datetime import UTC
from random import Random

import pytest
from tests.course.learners import CLEAN, MISSED, SKILLS, met

from gradcheck_course.practice.mastery import Ability, Mastery, mastery
from gradcheck_course.practice.placement import ITEMS, next_item, within_reach
from gradcheck_course.practice.skills import Skill, skills

BANK = skills()


def placed(succeeds):
    """The skills asked, and what is known after them, of somebody who succeeds as the function says."""
    known, asked = Mastery(), []
    while (skill := next_item(BANK, known, asked)) is not None:
        asked.append(skill)
        parts = [CLEAN if succeeds(skill) else MISSED] * skill.parts
        known = mastery([met(skill.id, *parts, level=skill.level)], BANK, UTC, start=known)
        asked[-1] = skill.id
    return [BANK[name] for name in asked], known


def test_six_are_asked_of_nearly_as_many_units():
    asked, _ = placed(lambda skill: True)
    assert len(asked) == ITEMS
    assert len({one.unit for one in asked}) >= ITEMS - 1


@pytest.mark.parametrize("succeeds", [True, False])
def test_it_gets_harder_after_right_answers_and_easier_after_wrong_ones(succeeds):
    levels = [one.level for one in placed(lambda skill: succeeds)[0]]
    assert (sum(levels[3:]) > sum(levels[:3])) == succeeds


def test_nothing_long_and_no_program_is_asked():
    asked, _ = placed(lambda skill: Random(skill.id).random() < 0.5)
    assert all(one.parts <= 3 and "code" not in one.kinds for one in asked)


@pytest.mark.parametrize("able", [-1.5, 0.0, 1.5])
def test_who_is_able_is_found_to_be(able):
    # A second way: a learner whose answers follow the model itself, the mean of many placements.
    found = []
    for seed in range(40):
        rng = Random(seed)
        chance = Mastery(general=Ability(able)).chance
        _, known = placed(lambda skill, rng=rng, chance=chance: rng.random() < chance(skill))
        found.append(known.general.value)
    mean = sum(found) / len(found)
    assert abs(mean) <= abs(able) + 0.3
    assert mean * able > 0.4 * able * able if able else abs(mean) < 0.4


def test_a_small_bank_ends_the_placement_early():
    asked = list(SKILLS)
    assert next_item(SKILLS, Mastery(), asked) is None


def test_a_program_is_never_asked_even_when_nothing_else_is_left():
    code = {"u/code": Skill("u/code", "A program", "u", 2, 0, kinds=("code",))}
    assert next_item(code, Mastery(), []) is None


def test_within_reach_is_what_would_probably_be_right_at_once():
    able = Mastery(general=Ability(1.5))
    assert [one.id for one in within_reach(SKILLS, able)] == [
        "calculus/power",
        "calculus/chain",
        "linalg/dot",
        "linalg/norms",
    ]
