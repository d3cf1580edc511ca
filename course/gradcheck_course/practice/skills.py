"""Skills: what a learner can know, an exercise each; and encounters, the problems in which it was shown.

An encounter is one problem as one learner met it. Only the first time counts: whoever meets the same numbers
again has seen the answer. All that is known of a learner follows from the encounters, in their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

AIDED = 0.5  # what a right first answer counts for after a hint
NEW_DAY = timedelta(hours=4)  # who practises after midnight still practises on the evening before


@dataclass(frozen=True, slots=True)
class Skill:
    """What one exercise teaches.

    order  its place in the teaching, from 0.       needs  skills of the bank that come before it.
    parts  of a problem.                            kinds  of answers that are asked for.
    """

    id: str
    title: str
    unit: str
    level: int
    order: int
    needs: tuple[str, ...] = ()
    parts: int = 1
    kinds: tuple[str, ...] = ()


Skills = Mapping[str, Skill]


def skills() -> Skills:
    """Every exercise that there is, as a skill, by name and in the order of teaching.

    What an exercise needs that is not in the bank is replaced by what that needs in turn.
    """
    from gradcheck_exercises import summaries
    from gradcheck_exercises.curriculum import curriculum

    listed = {one["id"]: one for one in summaries()}
    entries = curriculum().entries
    names = [name for name in entries if name in listed] + [name for name in listed if name not in entries]

    def needs(name: str) -> Iterable[str]:
        for need in entries[name].needs if name in entries else ():
            yield from [need] if need in listed else needs(need)

    return {
        name: Skill(
            name,
            listed[name]["title"],
            listed[name]["unit"],
            listed[name]["level"],
            order,
            tuple(dict.fromkeys(needs(name))),
            listed[name]["parts"],
            tuple(listed[name]["kinds"]),
        )
        for order, name in enumerate(names)
    }


@dataclass(frozen=True, slots=True)
class PartMet:
    """What a learner did on one part.

    score   what the first answer that could be judged is worth, 0 to 1; None before there is one.
    right   whether an answer was right, the first or a later one.
    hinted  whether a hint was seen before the first answer.     shown  whether the solution was.
    tries   answers that could be judged.
    """

    score: float | None = None
    right: bool = False
    hinted: bool = False
    shown: bool = False
    tries: int = 0

    @property
    def grade(self) -> float | None:
        """1 for right at once, ½ after a hint or another try, 0 for missed; None for no answer."""
        if self.score is None:
            return 0.0 if self.shown else None
        if not self.right or self.shown:
            return 0.0
        return 1.0 if self.clean else 0.5

    @property
    def clean(self) -> bool:
        """Whether the first answer was right, without help."""
        return self.score == 1.0


@dataclass(frozen=True, slots=True)
class Encounter:
    """One problem, met for the first time.

    level    at which it was drawn.               parts  how many it has.
    at       when it was first answered.          last   when something was last done about it.
    met      the parts on which something was done, by label.
    """

    skill: str
    seed: str
    level: int
    parts: int
    at: datetime
    last: datetime
    met: Mapping[str, PartMet] = field(default_factory=dict[str, PartMet])

    @property
    def scores(self) -> tuple[float, ...]:
        """What the first answers are worth; a solution that was looked up instead of answering is worth 0."""
        found = (0.0 if one.score is None and one.shown else one.score for one in self.met.values())
        return tuple(score for score in found if score is not None)

    @property
    def clean(self) -> bool:
        """Whether every part was right at the first answer and without help."""
        return len(self.met) >= self.parts and all(one.clean for one in self.met.values())

    @property
    def grade(self) -> float | None:
        """How well it went, 0 to 1, the mean of the parts; None when nothing was answered."""
        grades = [one.grade for one in self.met.values() if one.grade is not None]
        return sum(grades) / len(grades) if grades else None


def day(at: datetime, zone: tzinfo | None) -> date:
    """The learner's day of a moment; zone None is where this machine is.

    >>> from datetime import UTC
    >>> day(datetime(2026, 5, 2, 1, 30, tzinfo=UTC), UTC).isoformat()
    '2026-05-01'
    """
    return (at.astimezone(zone) - NEW_DAY).date()
