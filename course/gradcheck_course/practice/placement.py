"""Placement: six problems that find where a learner best begins, each chosen by the answers before it."""

from __future__ import annotations

from collections.abc import Sequence

from gradcheck_course.practice.mastery import Mastery
from gradcheck_course.practice.planning import AIM
from gradcheck_course.practice.skills import Skill, Skills

ITEMS = 6
MOST_PARTS, HARDEST = 3, 4  # a placement is short
TELLING = 0.5  # the chance of success at which an answer tells most
SAME_UNIT = 0.2  # how much farther from that a problem of another unit may be


def next_item(skills: Skills, mastery: Mastery, asked: Sequence[str]) -> Skill | None:
    """The skill that tells most after those that were asked; None after six, or where none is left.

    It is the one that is as likely to succeed as to fail; a unit that was asked for already has to be a good
    deal nearer to that. Programs are left out, and problems of many parts.
    """
    if len(asked) >= ITEMS:
        return None
    seen = {skills[name].unit for name in asked if name in skills}
    left = [one for one in skills.values() if one.id not in asked and _is_short(one)]
    return min(
        left,
        key=lambda one: (_distance(mastery, one) + SAME_UNIT * (one.unit in seen), one.order),
        default=None,
    )


def _is_short(skill: Skill) -> bool:
    return skill.parts <= MOST_PARTS and skill.level <= HARDEST and "code" not in skill.kinds


def _distance(mastery: Mastery, skill: Skill) -> float:
    # What was answered before says too much about itself: the chance is that of the ability in general.
    chance = Mastery(general=mastery.general).chance(skill)
    return round(abs(chance - TELLING), 6)


def within_reach(skills: Skills, mastery: Mastery) -> list[Skill]:
    """The skills at which the learner would probably succeed at once, in the order of teaching."""
    return [one for one in skills.values() if mastery.chance(one) >= AIM]
