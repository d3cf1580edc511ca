"""Planning: which exercise comes next, and why, in a line.

Four things speak for a skill: that it is due; that a right answer is about 80 % likely, where most is
learned; that it is none of the last two (mixing feels harder and lasts longer); and its place in the
teaching. A skill is met only after what it needs, and three times in a row when it is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from gradcheck_course.practice.mastery import FAMILIAR, Mastery
from gradcheck_course.practice.skills import Skill, Skills, day
from gradcheck_course.practice.spacing import Memory

AIM = 0.8  # the chance of success at which most is learned
BLOCK = 3  # how often a new skill is met in a row
APART = 2  # how many other skills lie between, after that
DUE, NEAR, FRESH, PLACE, REPEATED = 1.0, 1.0, 0.3, 0.5, 2.0
SHAKY = 0.15  # what each skill that is not yet familiar takes from the wish for a new one


@dataclass(frozen=True, slots=True)
class Pick:
    """The next exercise, with the reason, the chance of a right answer, and what spoke for it in numbers.

    kind  "block", "due", "new" or "practice".
    """

    skill: Skill
    kind: str
    reason: str
    chance: float
    weight: float


@dataclass(frozen=True, slots=True)
class Record:
    """What planning looks at. recent are the skills of the last encounters, the newest last."""

    skills: Skills
    mastery: Mastery
    memories: Mapping[str, Memory]
    recent: tuple[str, ...]
    zone: tzinfo | None = None


def next_exercise(
    record: Record, now: datetime, *, within: Iterable[str] | None = None, passed: Iterable[str] = ()
) -> Pick | None:
    """The exercise that is best met now; None where nothing is left.

    within  only these skills.   passed  none of these: what was passed over today.
    """
    wanted = set(record.skills if within is None else within) - set(passed)
    block = _block(record)
    if block is not None and block.skill.id in wanted:
        return block
    picks = [_pick(record, skill, now) for skill in record.skills.values() if skill.id in wanted]
    ready = [one for one in picks if one.kind == "due" or not lacking(record, one.skill)]
    # Where everything lacks something, as within a late unit, the first in the teaching opens the way.
    return max(ready or picks[:1], key=lambda one: (one.weight, -one.skill.order), default=None)


def lacking(record: Record, skill: Skill) -> tuple[str, ...]:
    """What the skill needs that is not there yet.

    A need is there once it is familiar; where it was never met, when the ability in general makes it likely.
    """
    return tuple(need for need in skill.needs if not _is_there(record, record.skills[need]))


def _is_there(record: Record, skill: Skill) -> bool:
    known = record.mastery.known.get(skill.id)
    if known is not None:
        return known.chance >= FAMILIAR
    return record.mastery.chance(skill) >= AIM or any(_follows(record, skill))


def _follows(record: Record, skill: Skill) -> Iterator[bool]:
    """Whether each skill that builds on this one is familiar: then this one need not be asked for."""
    for other in record.skills.values():
        known = record.mastery.known.get(other.id)
        if known is not None and skill.id in other.needs:
            yield known.chance >= FAMILIAR and known.clean > 0


def _block(record: Record) -> Pick | None:
    """The skill that was just met for the first or second time, once more."""
    last = record.recent[-1] if record.recent else ""
    known = record.mastery.known.get(last)
    if known is None or last not in record.skills or known.met >= BLOCK:
        return None
    skill = record.skills[last]
    word = "second" if known.met == 1 else "third"
    reason = f"The {word} of the first {BLOCK}: a new skill is met three times in a row."
    return Pick(skill, "block", reason, known.chance, 0.0)


def _pick(record: Record, skill: Skill, now: datetime) -> Pick:
    """The skill with what speaks for it."""
    chance = record.mastery.chance(skill)
    near = NEAR * (1 - abs(chance - AIM) / AIM)
    place = PLACE * (1 - skill.order / max(1, len(record.skills)))
    again = REPEATED * (skill.id in record.recent[-APART:])
    memory = record.memories.get(skill.id)
    if memory is not None and memory.is_due(now, record.zone):
        recall = memory.recall(now)
        ago = days_ago((day(now, record.zone) - day(memory.last, record.zone)).days)
        reason = f"Due: last met {ago}, {recall:.0%} likely that you still have it."
        return Pick(skill, "due", reason, chance, DUE + (1 - recall) + near - again)
    if skill.id in record.mastery.known:
        reason = f"More practice: {chance:.0%} likely to be right at once; most is learned near {AIM:.0%}."
        # What is neither due nor shaky can wait.
        return Pick(skill, "practice", reason, chance, near - again - (chance >= AIM))
    # What only a placement asked is none that is being learned.
    learning = (record.mastery.known[name] for name in set(record.recent) & set(record.mastery.known))
    shaky = SHAKY * sum(one.chance < FAMILIAR for one in learning)
    return Pick(skill, "new", _why_new(record, skill, chance), chance, FRESH + near + place - shaky)


def _why_new(record: Record, skill: Skill, chance: float) -> str:
    likely = f"{chance:.0%} likely to be right at once"
    known = [record.skills[need].title for need in skill.needs if need in record.mastery.known]
    if known:
        return f"New, and builds on what you know ({known[0]}): {likely}."
    return (
        f"New: {likely}, from your answers so far." if record.mastery.known else "New: a good place to begin."
    )


def days_ago(days: int) -> str:
    """A number of days in words.

    >>> days_ago(0), days_ago(1), days_ago(9)
    ('today', 'yesterday', '9 days ago')
    """
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
