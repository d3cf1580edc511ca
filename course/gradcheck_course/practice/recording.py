"""Recording: each thing that a learner does in a session, as an event, at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from gradcheck_course import __version__
from gradcheck_course.practice.events import (
    AmbiguityChosen,
    Answered,
    Body,
    Event,
    HintShown,
    ProblemId,
    Skipped,
    SolutionShown,
    StepAnswered,
)
from gradcheck_course.practice.session import Ending, PartWork, Session
from gradcheck_course.practice.store import Store, StoreError
from gradcheck_exercises import Exercise, Problem


def problem_id(problem: Problem, exercise: Exercise) -> ProblemId:
    """How events name the problem."""
    seed = (problem.code or "#").partition("#")[2]
    level = problem.level or exercise.level
    return ProblemId(exercise=exercise.id, seed=seed, level=level, parts=len(problem.parts))


@dataclass
class Recorder:
    """Writes what happens into the learner's data.

    mode      of the answers: "learn", "test", "review", "place" or "once".
    trouble   why the last event could not be written; empty when it was.
    last      the last answer that was recorded.
    """

    store: Store
    mode: str = "learn"
    ticks: Callable[[], float] = time.monotonic
    trouble: str = ""
    last: Event | None = None
    _began: float | None = field(default=None, repr=False)

    @property
    def chosen(self) -> dict[str, bool]:
        """Which readings of doubtful lines the learner chose, by rule."""
        found: dict[str, bool | None] = {}
        for event in self.store.events():
            if isinstance(event.body, AmbiguityChosen):
                found[event.body.rule] = event.body.usual
        return {rule: usual for rule, usual in found.items() if usual is not None}

    def lines(self, most: int = 200) -> list[str]:
        """The answers of before, the oldest first: what the arrow keys bring back."""
        answers = [one.body.response for one in self.store.events() if isinstance(one.body, Answered)]
        return [text for text in answers if text.strip() and len(text) < 500][-most:]

    def shown(self) -> None:
        """A question is on the screen: from now on the learner thinks."""
        self._began = self.ticks()

    def answered(self, session: Session, work: PartWork, exercise: Exercise) -> None:
        """The newest try of this part, in a session where it was judged."""
        last, seconds = work.tries[-1], None
        if self._began is not None:
            seconds = round(max(0.0, self.ticks() - self._began), 1)
            self.shown()
        self.last = self._write(
            Answered(
                problem=problem_id(session.problem, exercise),
                part=work.part.label,
                response=last.response,
                outcome=str(last.verdict.outcome),
                credit=last.verdict.credit,
                attempt=len(work.tries),
                hints=work.hints,
                slips=tuple(slip.name for slip in last.verdict.slips),
                seconds=seconds,
                mode=self.mode,
                verdict=last.verdict.to_json(),
                engine={"gradcheck": __version__, "exercise": exercise.version},
            )
        )

    def hinted(self, session: Session, work: PartWork, exercise: Exercise) -> None:
        """The newest hint of this part."""
        given = problem_id(session.problem, exercise)
        self._write(HintShown(problem=given, part=work.part.label, number=work.hints))

    def ended(self, session: Session, work: PartWork, exercise: Exercise, ending: Ending) -> None:
        """A part was skipped, or its solution shown."""
        given, part = problem_id(session.problem, exercise), work.part.label
        if ending is Ending.SKIPPED:
            self._write(Skipped(problem=given, part=part, mode=self.mode))
        elif ending is Ending.SHOWN:
            self._write(SolutionShown(problem=given, part=part))

    def stepped(
        self, problem: Problem, exercise: Exercise, part: str, step: int, response: str, outcome: str
    ) -> None:
        """A blank of a worked example was filled."""
        given = problem_id(problem, exercise)
        self._write(StepAnswered(problem=given, part=part, step=step, response=response, outcome=outcome))

    def chose(self, rule: str, *, usual: bool | None) -> None:
        """A doubtful line was settled, from now on; None for that it will be asked again."""
        self._write(AmbiguityChosen(rule=rule, usual=usual))

    def _write(self, body: Body) -> Event | None:
        try:
            event = self.store.append(body)
        except StoreError as error:
            self.trouble = str(error)
            return None
        self.trouble = ""
        return event
