"""Mastery: how likely a learner is to be right, skill by skill, from first answers alone.

A logistic model with one ability for each skill, moved by each answer as ratings in chess are (Elo): the
chance of a right answer is 1/(1 + e^(difficulty − ability)), and an answer moves the ability by
K·(score − chance). K falls from 1 to ¼ as evidence grows. The parts of a problem lean on each other, so that
n of them count as √n answers. A skill that is new starts at the learner's ability in general, which the same
answers move.
After Pelánek et al., User Modeling and User-Adapted Interaction 27 (2017), 89.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum

from gradcheck_course.practice.skills import Encounter, Skill, Skills, day

K_FIRST, K_LAST, K_HALVED_AFTER = 1.0, 0.25, 10.0
PER_LEVEL = 0.7  # how much harder a level is than the one below, in logits
USUAL_LEVEL = 2  # whose difficulty is 0
# Typed answers cannot be guessed, options can; a program has more places to go wrong.
OF_KIND = {"choice": -0.4, "code": 0.4}

FAMILIAR, PROFICIENT, MASTERED = 0.5, 0.75, 0.85
CLEAN_PROFICIENT, CLEAN_MASTERED, DAYS_MASTERED, RECALL_MASTERED = 2, 3, 2, 0.8


class Word(StrEnum):
    """How well a skill is known, in one word."""

    NEW = "new"
    LEARNING = "learning"
    FAMILIAR = "familiar"
    PROFICIENT = "proficient"
    MASTERED = "mastered"


@dataclass(frozen=True, slots=True)
class Ability:
    """How able somebody is, in logits, and how much evidence that rests on, in answers."""

    value: float = 0.0
    evidence: float = 0.0

    def chance(self, difficulty: float) -> float:
        """The chance of a right answer at this difficulty."""
        return 1 / (1 + math.exp(difficulty - self.value))

    def moved(self, score: float, difficulty: float, *, weight: float = 1.0) -> Ability:
        """The ability after an answer of this score, 0 to 1.

        >>> Ability().moved(1, 0).value, Ability().moved(0, 0).value
        (0.5, -0.5)
        """
        k = max(K_LAST, K_FIRST / (1 + self.evidence / K_HALVED_AFTER))
        value = self.value + weight * k * (score - self.chance(difficulty))
        return Ability(value, self.evidence + weight)


@dataclass(frozen=True, slots=True)
class Known:
    """What first answers have shown of one skill.

    chance   of a right answer at the usual level of the exercise.
    met      problems.               clean  of these, right at once and without help.
    days     on which those were.    path   each moment at which the chance changed, and the chance from then.
    """

    skill: str
    ability: Ability
    chance: float
    met: int = 0
    clean: int = 0
    days: frozenset[date] = frozenset()
    path: tuple[tuple[datetime, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Mastery:
    """All skills in which anything was answered, by name, and the ability in general."""

    known: dict[str, Known] = field(default_factory=dict[str, Known])
    general: Ability = Ability()

    def chance(self, skill: Skill, *, level: int | None = None) -> float:
        """The chance of a right answer; where the skill is new, what the ability in general says."""
        known = self.known.get(skill.id)
        ability = known.ability if known else self.general
        return ability.chance(difficulty(skill, level=level))


@dataclass(frozen=True, slots=True)
class Standing:
    """The word for a skill, the number behind it, and the reasons, a sentence each."""

    word: Word
    chance: float
    reasons: tuple[str, ...]


def difficulty(skill: Skill, *, level: int | None = None) -> float:
    """How hard a problem of this skill is, in logits, from what it asks for; 0 for a usual one of level 2.

    >>> difficulty(Skill("calculus/chain-rule", "", "calculus", 2, 0)), round(difficulty(
    ...     Skill("linalg/matmul-code", "", "linalg", 3, 0, kinds=("code", "number"))), 2)
    (0.0, 0.9)
    """
    kinds = [OF_KIND.get(kind, 0.0) for kind in skill.kinds] or [0.0]
    return PER_LEVEL * ((level or skill.level) - USUAL_LEVEL) + sum(kinds) / len(kinds)


def mastery(
    encounters: Iterable[Encounter], skills: Skills, zone: tzinfo | None, *, start: Mastery | None = None
) -> Mastery:
    """What these encounters show, in their order, after what was known at the start.

    Encounters of exercises that are no longer in the bank are passed over.
    """
    found = start or Mastery()
    for encounter in encounters:
        if encounter.skill in skills and encounter.scores:
            found = _after(found, encounter, skills[encounter.skill], zone)
    return found


def _after(before: Mastery, encounter: Encounter, skill: Skill, zone: tzinfo | None) -> Mastery:
    """What is known after one more encounter."""
    known = before.known.get(skill.id) or Known(skill.id, Ability(before.general.value), 0.0)
    ability, general = known.ability, before.general
    hard, weight = difficulty(skill, level=encounter.level), 1 / math.sqrt(max(1, encounter.parts))
    for score in encounter.scores:
        ability = ability.moved(score, hard, weight=weight)
        general = general.moved(score, hard, weight=weight)
    chance = ability.chance(difficulty(skill))
    clean = {day(encounter.at, zone)} if encounter.clean else set[date]()
    after = Known(
        skill.id,
        ability,
        chance,
        known.met + 1,
        known.clean + len(clean),
        known.days | clean,
        (*known.path, (encounter.at, chance)),
    )
    return Mastery({**before.known, skill.id: after}, general)


def standing(known: Known | None, recall: float, *, predicted: float = 0.0) -> Standing:
    """The word for a skill and why; recall is the chance that it is still there now.

    predicted  the chance of a right answer where nothing was answered yet.
    """
    if known is None or not known.met:
        return Standing(Word.NEW, predicted, ("Nothing was answered yet.",))
    missing = _missing(known, recall)
    if not missing:
        word = Word.MASTERED
    elif known.chance >= PROFICIENT and known.clean >= CLEAN_PROFICIENT:
        word = Word.PROFICIENT
    else:
        word = Word.FAMILIAR if known.chance >= FAMILIAR and known.clean else Word.LEARNING
    problems = "1 problem" if known.met == 1 else f"{known.met} problems"
    shown = f"{known.clean} of {problems} right at once and without help: {known.chance:.0%} for the next."
    return Standing(word, known.chance, (shown, *(f"To be mastered it needs {one}" for one in missing)))


def _missing(known: Known, recall: float) -> list[str]:
    """What a skill still needs to be mastered, each as the end of a sentence."""
    missing: list[str] = []
    # What is shown as 85% is 85%.
    if round(known.chance, 2) < MASTERED:
        missing.append(f"a chance of {MASTERED:.0%} to be right; it is {known.chance:.0%}.")
    if known.clean < CLEAN_MASTERED:
        missing.append(f"{CLEAN_MASTERED} problems right at once and without help.")
    if len(known.days) < DAYS_MASTERED:
        missing.append(f"problems right at once on {DAYS_MASTERED} different days.")
    if round(recall, 2) < RECALL_MASTERED:
        missing.append(f"a chance of {RECALL_MASTERED:.0%} that you still have it; it is {recall:.0%}.")
    return missing
