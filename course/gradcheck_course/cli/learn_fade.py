"""gradcheck learn EXERCISE --fade: a worked example with blanks, as many as fit what the learner knows."""

from __future__ import annotations

from random import SystemRandom

from gradcheck_course.cli import problems
from gradcheck_course.cli.conversation import Desk
from gradcheck_course.cli.data_store import opened_to_practise
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.practice_worked import Blanks, record, work_through
from gradcheck_course.cli.terminal import answer, emit, talk, wants_json, wrapped
from gradcheck_course.practice.learner import learner
from gradcheck_course.practice.recording import Recorder
from gradcheck_course.practice.store import Store
from gradcheck_course.practice.worked import faded, faded_by, steps_to_blank
from gradcheck_exercises import Problem, find

FADE = "fade"


def faded_example(named: str, share: float | None) -> ExitCode:
    """Show the example and ask for its blank steps; share None leaves as many blank as fit the learner."""
    problem = problems.problem_named(named, seed=None, rng=SystemRandom())
    exercise = find(problem.exercise_id)
    with opened_to_practise() as store:
        blanks, why = _blanks(problem, share, store)
        if wants_json():
            emit({"schema": "gradcheck.learn/1", "ok": True, "example": record(problem, exercise, blanks)})
            return ExitCode.DONE
        if why:
            answer(wrapped(why, indent=2) + "\n")
        try:
            work_through(problem, exercise, blanks, Desk.at(Recorder(store, mode=FADE)))
        except KeyboardInterrupt:
            talk("\nStopped.")
            return ExitCode.INTERRUPTED
    talk(f"\nNow with other numbers: gradcheck practice {exercise.id}")
    return ExitCode.DONE


def _blanks(problem: Problem, share: float | None, store: Store) -> tuple[Blanks, str]:
    """The blank steps, and why there are so many."""
    if share is not None:
        return faded_by(problem.parts, share), ""
    now = learner(store.events())
    skill = now.skills.get(problem.exercise_id)
    chance = now.mastery.chance(skill) if skill is not None else 0.0
    likely = f"You are right at once with {chance:.0%}"
    # A chance that follows from other skills says nothing yet about the steps of this one.
    is_new = problem.exercise_id not in now.mastery.known
    likely = "This is new to you" if is_new else likely
    count = 1 if is_new else steps_to_blank(chance)
    if count is None:
        return faded_by(problem.parts, 1.0), f"{likely}: every step that can be is left to you."
    if not count:
        return faded(problem.parts, 0), f"{likely}: here is the whole example."
    steps = "the last step" if count == 1 else f"the last {count} steps"
    return faded(problem.parts, count), f"{likely}: here is an example with {steps} of each part left to you."
