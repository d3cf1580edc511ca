"""Encounters for tests about learners, with dates that can be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gradcheck_course.practice.skills import Encounter, PartMet, Skill

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLEAN = PartMet(1.0, right=True, tries=1)
AIDED = PartMet(0.5, right=True, hinted=True, tries=1)
SECOND = PartMet(0.0, right=True, tries=2)
MISSED = PartMet(0.0, tries=3)
LOOKED_UP = PartMet(shown=True)

# A small map: power before chain before sigmoid; dot by itself.
SKILLS = {
    one.id: one
    for one in (
        Skill("calculus/power", "The power rule", "calculus", 1, 0),
        Skill("calculus/chain", "The chain rule", "calculus", 2, 1, ("calculus/power",)),
        Skill("calculus/sigmoid", "The sigmoid", "calculus", 3, 2, ("calculus/chain",)),
        Skill("linalg/dot", "Dot products", "linalg", 1, 3),
        Skill("linalg/norms", "Norms", "linalg", 2, 4, ("linalg/dot",)),
    )
}


def met(skill, *parts, day=0.0, level=None, seed="0"):
    """An encounter with these parts, on a day after the first Monday of March 2026."""
    at = MONDAY + timedelta(days=day)
    labelled = dict(zip("abcde", parts, strict=False))
    return Encounter(
        skill, seed, level or (SKILLS[skill].level if skill in SKILLS else 2), len(parts), at, at, labelled
    )
