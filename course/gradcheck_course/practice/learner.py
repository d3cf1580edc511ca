"""A learner: all that follows from the events of the data file, folded in the order in which they came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from functools import cached_property

from gradcheck_course.practice.events import (
    Answered,
    Event,
    HintShown,
    Placed,
    PlanSet,
    Skipped,
    SolutionShown,
)
from gradcheck_course.practice.mastery import Mastery, Standing, mastery, standing
from gradcheck_course.practice.planning import Record
from gradcheck_course.practice.skills import AIDED, Encounter, PartMet, Skill, Skills, skills
from gradcheck_course.practice.spacing import Memory, memories

# What is done about a problem later than this belongs to no encounter: its numbers are known by then.
OPEN_FOR = timedelta(hours=12)
JUDGED = frozenset({"right", "partly_right", "wrong"})

Key = tuple[str, str]
Deed = Answered | HintShown | SolutionShown | Skipped


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that could be judged."""

    at: datetime
    skill: str
    right: bool
    slips: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Learner:
    """What the events say.

    met        the problems met, by exercise and share code, in the order of the first thing done about them.
    answers    all that could be judged, first and later ones.
    placed     whether there was a placement, or it was declined.
    before     how many problems had been met when it ended.
    plan       practice days a week that the learner wants; 0 for no plan.
    zone       where a day begins; None for where this machine is.
    """

    met: Mapping[Key, Encounter] = field(default_factory=dict[Key, Encounter])
    answers: tuple[Answer, ...] = ()
    placed: bool = False
    before: int = 0
    plan: int = 0
    zone: tzinfo | None = None
    skills: Skills = field(default_factory=skills)

    @cached_property
    def encounters(self) -> tuple[Encounter, ...]:
        """The problems in which something was answered, in their order."""
        return tuple(one for one in self.met.values() if one.scores)

    @cached_property
    def mastery(self) -> Mastery:
        """What is known, from first answers."""
        return mastery(self.encounters, self.skills, self.zone)

    @cached_property
    def memories(self) -> Mapping[str, Memory]:
        """What is remembered, of skills that are still in the bank."""
        return memories(one for one in self.encounters if one.skill in self.skills)

    @cached_property
    def record(self) -> Record:
        """What planning looks at: a placement is no practice, its last skill is not met again at once."""
        later = list(self.met.values())[self.before :]
        recent = tuple(one.skill for one in later if one.scores)
        return Record(self.skills, self.mastery, self.memories, recent, self.zone)

    @property
    def is_new(self) -> bool:
        """Whether nothing was answered and no placement declined."""
        return not self.answers and not self.placed

    def standing(self, skill: Skill, now: datetime) -> Standing:
        """The word for a skill now, and why."""
        memory = self.memories.get(skill.id)
        recall = memory.recall(now) if memory else 0.0
        return standing(self.mastery.known.get(skill.id), recall, predicted=self.mastery.chance(skill))


def learner(events: Iterable[Event], *, start: Learner | None = None, zone: tzinfo | None = None) -> Learner:
    """What these events say, after what was there at the start; replayed in pieces, the same.

    Kinds of events that say nothing about what is known are passed over.
    """
    found = start or Learner(zone=zone)
    met, answers = dict(found.met), list(found.answers)
    placed, before, plan = found.placed, found.before, found.plan
    for event in events:
        body = event.body
        if isinstance(body, Deed):
            _do(met, event.at, body)
        if isinstance(body, Answered) and body.outcome in JUDGED:
            right = body.outcome == "right"
            answers.append(Answer(event.at, body.problem.exercise, right, body.slips, body.seconds or 0.0))
        elif isinstance(body, Placed):
            placed, before = True, len(met)
        elif isinstance(body, PlanSet):
            plan = body.days
    return replace(found, met=met, answers=tuple(answers), placed=placed, before=before, plan=plan)


def _do(met: dict[Key, Encounter], at: datetime, body: Deed) -> None:
    """Change the encounter that the event belongs to, or begin it."""
    problem = body.problem
    key = (problem.exercise, problem.seed)
    encounter = met.get(key)
    if encounter is None:
        encounter = Encounter(*key, problem.level, problem.parts, at, at)
    elif at - encounter.last > OPEN_FOR:
        return
    part = encounter.met.get(body.part, PartMet())
    if (after := _after(part, body)) is not part:
        changed = {**encounter.met, body.part: after}
        met[key] = replace(encounter, met=changed, last=max(at, encounter.last))


def _after(part: PartMet, body: Deed) -> PartMet:
    """The part after one more thing was done about it."""
    if isinstance(body, HintShown):
        return part if part.tries else replace(part, hinted=True)
    if isinstance(body, Skipped):  # in a placement it says that this is not known; else nothing
        return replace(part, score=0.0) if body.mode == "place" and part.score is None else part
    if isinstance(body, SolutionShown):
        return part if part.right else replace(part, shown=True)
    if body.outcome not in JUDGED or part.shown:
        return part
    right, tries = part.right or body.outcome == "right", part.tries + 1
    if part.score is not None:
        return replace(part, right=right, tries=tries)
    hinted = part.hinted or body.hints > 0
    score = body.credit * (AIDED if hinted else 1.0)
    return replace(part, score=score, right=right, hinted=hinted, tries=tries)
