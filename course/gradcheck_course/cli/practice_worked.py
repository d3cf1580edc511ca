"""A worked example with blanks, in a terminal: each step is shown, or its result asked for and judged."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from gradcheck_course.cli import problems
from gradcheck_course.cli.conversation import READS_AS, Desk, ends_at_once
from gradcheck_course.cli.conversation_line import Asked
from gradcheck_course.cli.conversation_words import key
from gradcheck_course.cli.spoken import shown_step
from gradcheck_course.cli.terminal import answer, shown_maths, width
from gradcheck_course.cli.verdicts import verdict_lines
from gradcheck_course.practice.line_readings import settled, shown_reading
from gradcheck_course.practice.session import PartWork, Try, read_command
from gradcheck_course.practice.worked import Blank
from gradcheck_exercises import Exercise, Part, Problem, Step, say
from gradcheck_grader import Notation, Outcome

MISSES = 2  # after which the step is shown
INDENT = 5
Blanks = Mapping[str, tuple[Blank, ...]]


class _LeftError(Exception):
    """The learner quits, or the input ends."""


@dataclass
class Filled:
    """How many blanks there were, and how many were filled rightly."""

    blanks: int = 0
    right: int = 0


def work_through(problem: Problem, exercise: Exercise, blanks: Blanks, desk: Desk) -> Filled:
    """How the learner fared; the example is on the screen, as far as they went."""
    answer(problems.opening(problem, exercise))
    filled = Filled()
    with suppress(_LeftError):
        for part in problem.parts:
            _part(problem, exercise, part, {one.number: one for one in blanks[part.label]}, desk, filled)
    if filled.blanks:
        steps = "1 blank step" if filled.blanks == 1 else f"{filled.blanks} blank steps"
        answer(f"\n  {filled.right} of {steps} right.")
    return filled


def _part(
    problem: Problem,
    exercise: Exercise,
    part: Part,
    blanks: Mapping[int, Blank],
    desk: Desk,
    filled: Filled,
) -> None:
    """One part: its question, then its steps one after the other, then its answer."""
    answer(f"\n{problems.question(part)}\n")
    for number, step in enumerate(part.steps, start=1):
        blank = blanks.get(number)
        if blank is None:
            answer(_numbered(number, step))
            continue
        filled.blanks += 1
        answer(_numbered(number, emptied(step)))
        desk.recorder.shown()
        filled.right += _fill(problem, exercise, blank, desk)
    answer(problems.final_answer(part))


def emptied(step: Step) -> Step:
    """The step without its result."""
    return replace(step, after=say("…"))


def _numbered(number: int, step: Step) -> str:
    lines = shown_step(step, width() - INDENT - 2).splitlines()
    return "\n".join([f"  {number}. {lines[0]}", *(f"     {line}" for line in lines[1:])])


def _fill(problem: Problem, exercise: Exercise, blank: Blank, desk: Desk) -> bool:
    """Whether the blank was filled rightly; afterwards the step is on the screen. Raises _LeftError."""
    notation, misses, hints = blank.answer.notation, 0, 0
    while misses < MISSES:
        line = desk.line.read(_asked(blank, notation, desk))
        if line is None:
            raise _LeftError
        command = read_command(line, notation)
        if command is not None and command.name == "quit":
            raise _LeftError
        if command is not None and command.name in ("worked", "skip"):
            break
        if command is not None:
            hints = _help(blank, hints)
        elif line.strip():
            done = _judged(problem, exercise, blank, settled(line, notation, desk.chosen), desk)
            if done.verdict.outcome is Outcome.RIGHT:
                return True
            misses += done.verdict.outcome in (Outcome.WRONG, Outcome.PARTLY_RIGHT)
    answer(_numbered(blank.number, blank.step))
    return False


def _judged(problem: Problem, exercise: Exercise, blank: Blank, response: str, desk: Desk) -> Try:
    """The response and its verdict, told and recorded."""
    done = Try(response, blank.judge(response))
    outcome = str(done.verdict.outcome)
    desk.recorder.stepped(problem, exercise, blank.part.label, blank.number, response, outcome)
    answer(verdict_lines(done, replace(blank.part, answer=blank.answer)))
    return done


def _help(blank: Blank, hints: int) -> int:
    """How many hints of the part were given, after one more."""
    part = blank.part
    if hints < len(part.hints):
        answer(problems.hint(part, hints + 1))
        return hints + 1
    answer(f"  There is no further hint. {key('w', PartWork(part))} shows the step.")
    return hints


def _asked(blank: Blank, notation: Notation, desk: Desk) -> Asked:
    """What the line asks for."""

    def under(text: str) -> str | None:
        if not text.strip():
            work = PartWork(replace(blank.part, answer=blank.answer))
            return f"? hint  {key('w', work)} shows the step  {key('q', work)} quit"
        read = shown_reading(text, notation, desk.chosen)
        return READS_AS + (shown_maths(read, settled(text, notation, desk.chosen)) if read else "…")

    return Asked(f"  {blank.number}. … = › ", under, ends_at_once(notation))


def record(problem: Problem, exercise: Exercise, blanks: Blanks) -> dict[str, Any]:
    """The example for a program: its steps as Markdown with LaTeX, those that are blank without a result."""
    found = problems.record(problem, exercise, solved=True)
    for entry, part in zip(found["parts"], problem.parts, strict=True):
        empty = {one.number for one in blanks[part.label]}
        entry["steps"] = [
            {"blank": number in empty, "text": (emptied(step) if number in empty else step).markdown()}
            for number, step in enumerate(part.steps, start=1)
        ]
        if empty:
            del entry["answer"]
    return found
