"""A learner who is no person: 300 problems over 30 days, answered as a model of learning and forgetting says.

To see what gradcheck makes of it: .venv/bin/python tests/course/simulated_learner.py
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random

from gradcheck_course.practice.events import Answered, Event, HintShown, PlanSet, ProblemId, SolutionShown
from gradcheck_course.practice.learner import Learner, learner
from gradcheck_course.practice.planning import next_exercise
from gradcheck_course.practice.skills import Skill, skills
from gradcheck_course.practice.spacing import backlog

BEGIN = datetime(2026, 3, 2, 17, tzinfo=UTC)
DAYS, A_DAY = 30, 12


@dataclass
class Pupil:
    """What is true of the learner, which gradcheck has to find out.

    strength  by skill, in logits: grows with each problem, more from one that was within reach, and fades.
    """

    rng: Random
    talent: float = 0.6
    strength: dict[str, float] = field(default_factory=dict[str, float])
    last: dict[str, datetime] = field(default_factory=dict[str, datetime])

    def chance(self, skill: Skill, now: datetime) -> float:
        """The true chance of a right answer."""
        away = (now - self.last.get(skill.id, now)).total_seconds() / 86_400
        kept = self.strength.get(skill.id, 0.0) * math.exp(-away / 40)
        bent = Random(skill.id).gauss(0, 0.9)  # some come easily to this pupil, some do not
        return 1 / (1 + math.exp(0.8 * (skill.level - 2) - self.talent - bent - kept))

    def practised(self, skill: Skill, now: datetime) -> None:
        """Afterwards the skill is stronger."""
        self.strength[skill.id] = min(3.5, self.strength.get(skill.id, 0.0) + 0.4)
        self.last[skill.id] = now


def problem_of(skill: Skill, number: int) -> ProblemId:
    """A problem with numbers that were never met."""
    return ProblemId(exercise=skill.id, seed=f"{number:05}", level=skill.level, parts=skill.parts)


def answers(pupil: Pupil, skill: Skill, number: int, at: datetime) -> Iterator[tuple[datetime, object]]:
    """The events of one problem: each part right at once, after a hint, or missed and looked up."""
    problem = problem_of(skill, number)
    for label in "abcdefgh"[: skill.parts]:
        right = pupil.rng.random() < pupil.chance(skill, at)
        given = {"problem": problem, "part": label, "response": "x", "seconds": 40.0}
        if right:
            yield at, Answered(outcome="right", credit=1.0, **given)
            continue
        slips = ("inner-dropped",) if pupil.rng.random() < 0.4 else ()
        yield at, Answered(outcome="wrong", credit=0.0, slips=slips, **given)
        yield at, HintShown(problem=problem, part=label, number=1)
        if pupil.rng.random() < 0.6:
            yield at, Answered(outcome="right", credit=1.0, attempt=2, hints=1, **given)
        else:
            yield at, SolutionShown(problem=problem, part=label)
    pupil.practised(skill, at)


def simulated(*, seed: int = 7, days: int = DAYS, a_day: int = A_DAY) -> tuple[Learner, list[Event], Pupil]:
    """The learner as gradcheck knows them after the days, the events, and the truth."""
    pupil, found, events = Pupil(Random(seed)), Learner(zone=UTC, skills=skills()), []

    def happened(at: datetime, body: object) -> None:
        nonlocal found
        event = Event(f"{len(events):06}", "simulated", len(events) + 1, at, body)
        events.append(event)
        found = learner([event], start=found)

    happened(BEGIN, PlanSet(days=5))
    for today in range(days):
        if today % 6 == 5:  # a free day after five
            continue
        for number in range(a_day):
            now = BEGIN + timedelta(days=today, minutes=5 * number)
            chances = {name: known.chance for name, known in found.mastery.known.items()}
            due = backlog(found.memories, chances, now, UTC).today if number < a_day // 2 else ()
            skill = found.skills[due[0].skill] if due else next_exercise(found.record, now).skill
            for at, body in answers(pupil, skill, len(events), now):
                happened(at, body)
    return found, events, pupil


@lru_cache(maxsize=1)
def month() -> tuple[Learner, list[Event], Pupil]:
    """The usual month, simulated once."""
    return simulated()


if __name__ == "__main__":
    from click.testing import CliRunner

    from gradcheck_course.cli import progress_screen as screen

    learned, _, _ = month()
    now = BEGIN + timedelta(days=DAYS)
    met = [one for one in learned.skills.values() if one.id in learned.mastery.known]
    since = screen.start_of(learned, now, None)
    with CliRunner().isolation():
        table = screen.table(learned, met, now, since=since)
    print(table, screen.skills_curve(learned, met, since=since, now=now), sep="\n\n")  # noqa: T201
