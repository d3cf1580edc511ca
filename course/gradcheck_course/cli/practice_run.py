"""A sitting: problems one after the other, until they are done or the learner quits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gradcheck_course.cli import problems
from gradcheck_course.cli.conversation import Desk, Talked, converse
from gradcheck_course.cli.terminal import answer, wrapped
from gradcheck_course.cli.verdicts import verdict_lines
from gradcheck_course.practice.session import TRIES, Session
from gradcheck_exercises import Exercise, Problem


@dataclass(frozen=True, slots=True)
class Turn:
    """A problem of a sitting, and a line before it, such as why it is this one."""

    problem: Problem
    exercise: Exercise
    note: str = ""


class Sat(NamedTuple):
    """The sessions of a sitting, and whether the learner quit before its end."""

    sessions: tuple[Session, ...]
    quit: bool


def sit(turns: Iterable[Turn], desk: Desk, *, tries: int = TRIES, count: int = 1) -> Sat:
    """What was done, turn by turn; the next turn is asked for when the one before has ended.

    count  how many turns there will be. In a test every verdict comes at the end.
    """
    done: list[tuple[Session, Exercise]] = []
    left = False
    for number, turn in enumerate(turns, start=1):
        desk.following = "next problem" if number < count and not desk.is_test else desk.following
        if number == count:
            desk.following = ""
        _begin(number, count, turn)
        session = Session.on(turn.problem, allowed=tries)
        talked: Talked = converse(session, turn.exercise, desk=desk)
        done.append((talked.session, turn.exercise))
        left = talked.quit
        if left or number == count:
            break
    sessions = tuple(session for session, _ in done)
    if desk.is_test:
        _results(done)
    elif count > 1:
        answer(wrapped(_summary(sessions), indent=2))
    return Sat(sessions, left)


def _begin(number: int, count: int, turn: Turn) -> None:
    """The number of the problem, and its note."""
    if number > 1:
        answer()
    if count > 1 or turn.note:
        place = f"[{number}/{count}] " if count > 1 else ""
        answer(wrapped(f"{place}{turn.note}".rstrip(), indent=2) + "\n")


def _results(done: Sequence[tuple[Session, Exercise]]) -> None:
    """Every verdict of a test, and the points."""
    points = earned = 0.0
    for session, exercise in done:
        answer(f"\n{problems.header(session.problem, exercise)}")
        for work in session.work:
            points += work.part.points
            readable = [one for one in work.tries if one.verdict.error is None]
            if not readable:
                answer(f"\n  ({work.part.label}) was not answered.")
                continue
            earned += work.part.points * readable[-1].verdict.credit
            answer(f"\n{problems.question(work.part)}")
            answer(verdict_lines(readable[-1], work.part))
    answer(f"\n  {earned:g} of {points:g} points.")
    for session, _ in done:
        answer(f"  Look at it again: gradcheck show {session.problem.code} --solution")


def _summary(sessions: Sequence[Session]) -> str:
    """How many problems went how."""
    from gradcheck_course.practice.session import Ending

    first = sum(all(_at_once(session, index) for index in range(len(session.work))) for session in sessions)
    solved = sum(all(work.ending is Ending.SOLVED for work in session.work) for session in sessions)
    return f"{len(sessions)} problems: {first} right at once, {solved - first} after help or another try."


def _at_once(session: Session, index: int) -> bool:
    from gradcheck_course.practice.session import Ending

    work = session.work[index]
    return work.ending is Ending.SOLVED and not work.spent and not work.hints
