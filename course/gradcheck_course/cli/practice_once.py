"""practice --answer: answers from the command line, judged and recorded, without a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from random import SystemRandom
from typing import Any

import click

from gradcheck_course import __version__
from gradcheck_course.cli import problems
from gradcheck_course.cli.exits import ExitCode, exit_for
from gradcheck_course.cli.explain_verdict import receipt
from gradcheck_course.cli.files import response_in
from gradcheck_course.cli.terminal import answer, emit, talk, wants_json
from gradcheck_course.cli.verdicts import verdict_lines
from gradcheck_course.practice.line_readings import settled
from gradcheck_course.practice.recording import Recorder
from gradcheck_course.practice.session import PartWork, Session, credit, outcome
from gradcheck_course.practice.store import Store
from gradcheck_exercises import Exercise, find

ONCE = "once"


def judged_at_once(
    store: Store,
    what: str,
    seed: int | None,
    level: int | None,
    responses: Sequence[str],
    label: str | None,
) -> ExitCode:
    """Judge the responses, print the verdicts, and give the code that says them."""
    problem = problems.problem_named(what, seed=seed, level=level, rng=SystemRandom())
    exercise, session = find(problem.exercise_id), Session.on(problem)
    parts = [session.part(label)] if label else list(session.work)
    if len(responses) > len(parts):
        raise click.UsageError(f"There are {len(responses)} answers for {len(parts)} part(s).")
    recorder, receipts = Recorder(store, mode=ONCE), dict[str, str]()
    chosen = recorder.chosen
    for work, response in zip(parts, responses, strict=False):
        notation = work.part.answer.notation
        session, _ = session.answered(work, settled(response_in(response, notation), notation, chosen))
        recorder.answered(session, session.part(work.part.label), exercise)
        if recorder.last is not None:
            receipts[work.part.label] = receipt(recorder.last)
    works = [work for work in session.work if work.tries]
    if wants_json():
        emit(record(session, exercise, works, receipts))
    else:
        tell(session, exercise, works)
        if recorder.trouble:
            talk(recorder.trouble)
    return exit_for(work.tries[-1].verdict.outcome for work in works)


def tell(session: Session, exercise: Exercise, works: Sequence[PartWork]) -> None:
    """Print the problem as talk, and the verdicts as the answer."""
    talk(f"{problems.opening(session.problem, exercise)}\n")
    for work in works:
        talk(problems.question(work.part))
        answer(verdict_lines(work.tries[-1], work.part))


def record(
    session: Session, exercise: Exercise, works: Sequence[PartWork], receipts: dict[str, str]
) -> dict[str, Any]:
    """The documented record, gradcheck.practice/1."""
    code = session.problem.code
    return {
        "schema": "gradcheck.practice/1",
        "ok": True,
        "outcome": str(outcome(works)),
        "credit": credit(works),
        "exercise": exercise.id,
        "code": code,
        "seed": code.rpartition("#")[2] if code else None,
        "parts": [part_record(work, receipts.get(work.part.label)) for work in works],
        "engine": {"gradcheck": __version__, "exercise": exercise.version},
    }


def part_record(work: PartWork, kept_as: str | None) -> dict[str, Any]:
    """One part of gradcheck.practice/1: how the response was read, its verdict, and its receipt."""
    last = work.tries[-1]
    verdict = last.verdict.to_json()
    reading = {"raw": last.response, "read_as": verdict.pop("read_as"), "latex": verdict.pop("latex")}
    del verdict["schema"]
    kept = {"label": work.part.label, "points": work.part.points, "answer": reading}
    return {**kept, **verdict, "cost": "try" if work.spent else "none", "receipt": kept_as}
