"""Checking a bank: which jobs there are, and what they came to, exercise by exercise."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from gradcheck_course.authoring.jobs import Done, Job
from gradcheck_course.authoring.processes import Crew, Lost
from gradcheck_exercises.lint import Finding

AT_ONCE = 5  # seeds in a job: few enough to stop soon, enough to be worth the sending


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one exercise.

    seeds     how many of its problems were checked;  surveyed  whether it was looked at as a whole.
    seconds   of processor time that these problems took.
    """

    exercise_id: str
    seeds: int = 0
    surveyed: bool = False
    seconds: float = 0.0
    findings: tuple[Finding, ...] = ()

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The findings that show something wrong."""
        return tuple(finding for finding in self.findings if not finding.doubt)

    @property
    def doubts(self) -> tuple[Finding, ...]:
        """The findings that could only not be decided."""
        return tuple(finding for finding in self.findings if finding.doubt)

    def with_done(self, done: Done) -> Checked:
        """The same, and what one more job came to."""
        return replace(
            self,
            seeds=self.seeds + len(done.job.seeds),
            surveyed=self.surveyed or not done.job.seeds,
            seconds=self.seconds + (done.seconds if done.job.seeds else 0.0),
            findings=(*self.findings, *done.findings),
        )


@dataclass(frozen=True, slots=True)
class BankCheck:
    """What came of a bank; wanted is how many seeds each exercise was to be checked with."""

    wanted: int
    exercises: tuple[Checked, ...]
    seconds: float
    jobs: int

    @property
    def failed(self) -> tuple[Checked, ...]:
        return tuple(one for one in self.exercises if one.failures)

    @property
    def undecided(self) -> tuple[Checked, ...]:
        """Those of which nothing is wrong, but something could not be decided."""
        return tuple(one for one in self.exercises if one.doubts and not one.failures)

    @property
    def is_cut_short(self) -> bool:
        """Whether time was up before every seed was checked."""
        return any(one.seeds < self.wanted or not one.surveyed for one in self.exercises)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to check: these exercises on the seeds from first on, in so many processes, for so long."""

    exercises: tuple[str, ...]
    seeds: int
    first: int = 0
    jobs: int = 1
    minutes: float | None = None
    ticks: Callable[[Done], None] = field(default=lambda done: None)

    def pieces(self) -> Iterator[Job]:
        """The jobs in rounds, so that all exercises have had about the same when time is up.

        The exercises as wholes come after the first round, since each takes about as long as 20 problems.
        """
        end = self.first + self.seeds
        for start in range(self.first, end, AT_ONCE):
            seeds = tuple(range(start, min(end, start + AT_ONCE)))
            yield from (Job(name, seeds) for name in self.exercises)
            if start == self.first:
                yield from (Job(name) for name in self.exercises)


def check_bank(plan: Plan, crew: Crew) -> BankCheck:
    """What is wrong with the exercises of the plan; each finished job is told to plan.ticks.

    crew  processes that perform jobs.
    """
    began = time.monotonic()
    until = float("inf") if plan.minutes is None else began + 60 * plan.minutes
    checked = {name: Checked(name) for name in plan.exercises}
    for result in crew.results(plan.pieces(), until=until):
        done = _of_lost(result) if isinstance(result, Lost) else result
        checked[done.job.exercise_id] = checked[done.job.exercise_id].with_done(done)
        plan.ticks(done)
    in_order = tuple(_sorted(one) for one in checked.values())
    return BankCheck(plan.seeds, in_order, time.monotonic() - began, plan.jobs)


def _of_lost(lost: Lost) -> Done:
    """A job that never came back, as a finding of its first seed."""
    job: Job = lost.job
    seed = job.seeds[0] if job.seeds else None
    seeds = f"the seeds {job.seeds[0]} to {job.seeds[-1]} were" if job.seeds else "many seeds were"
    message = f"while {seeds} checked: {lost.why}."
    return Done(job, (Finding(job.exercise_id, seed, "runs", message),), 0.0)


def _sorted(checked: Checked) -> Checked:
    """The findings by seed; jobs end in any order."""
    order = sorted(checked.findings, key=lambda one: (-1 if one.seed is None else one.seed, one.claim))
    return replace(checked, findings=tuple(order))


def alike(findings: Sequence[Finding]) -> Iterator[tuple[Finding, int]]:
    """The first finding of each claim and part, with how many there are like it."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.claim, finding.message.partition(":")[0]), []).append(finding)
    for group in groups.values():
        yield group[0], len(group)
