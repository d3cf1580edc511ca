"""The conversation of `gradcheck practice`: a line editor, commands, verdicts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from random import Random

from gradcheck_course.cli import problems
from gradcheck_course.cli.files import UnreadableFileError, response_in
from gradcheck_course.cli.terminal import answer, shown, wrapped
from gradcheck_course.cli.verdicts import verdict_lines
from gradcheck_course.practice.session import (
    COMMANDS,
    Command,
    Ending,
    PartWork,
    Session,
    names_taken,
    read_command,
)
from gradcheck_exercises import Exercise
from gradcheck_exercises.codes import PRACTICE_SEEDS
from gradcheck_grader import Outcome
from gradcheck_grader.syntax.characters import showable

MEANINGS = {"hint": "hint", "skip": "skip", "worked": "worked solution", "new": "new numbers", "quit": "quit"}


def converse(session: Session, exercise: Exercise, *, rng: Random) -> Session:
    """Ask, judge and help until the learner quits or the input ends; what was done."""
    answer(problems.opening(session.problem, exercise))
    use_line_editing()
    asked = ""
    while True:
        work = session.current
        if work is not None and work.part.label != asked:
            answer(f"\n{problems.question(work.part)}\n\n{keys(work)}")
            asked = work.part.label
        line = read_line(work.part.label if work else "")
        command = _command(line, session, work)
        if line is None or (command and command.name == "quit") or (work is None and not line.strip()):
            break
        if command and command.name == "new":
            session, asked = _same_with_new_numbers(session, exercise, rng), ""
        elif command:
            session = ACTIONS[command.name](session, work, command)
        elif work is None:
            answer("  All parts are done. " + _after())
        elif line.strip():
            session = _answered(session, work, line)
    answer(f"\n{farewell(session)}")
    return session


def _command(line: str | None, session: Session, work: PartWork | None) -> Command | None:
    if line is None:
        return None
    labels = tuple(one.part.label for one in session.work)
    # When all is done nothing can be an answer, so a bare letter is always a command.
    text = line if work else f":{line.strip().removeprefix(':')}"
    part = (work or session.work[-1]).part
    return read_command(text, part.answer.notation, labels)


def use_line_editing() -> None:
    """Afterwards input() has history and arrow keys, where Python was built with a line editor."""
    if sys.stdin.isatty():
        try:
            import readline  # noqa: F401
        except ModuleNotFoundError:
            return


def read_line(label: str) -> str | None:
    """The next line; None at the end of the input. Input that does not come from a keyboard is echoed."""
    prompt = shown(f"  ({label}) › " if label else "  › ")
    try:
        line = input(prompt)
    except EOFError:
        answer()
        return None
    if not sys.stdin.isatty():
        answer(showable(line))
    return line


def keys(work: PartWork) -> str:
    """The keys of the conversation, as they can be typed while this part is open."""
    line = "  " + "   ".join(
        f"{key(one, work)} {MEANINGS[name]}" for one, name in COMMANDS.items() if name in MEANINGS
    )
    if work.part.kind == "code":
        return f"  Write it in a file, and answer with @ and its name: @answer.py\n{line}"
    return line


def key(letter: str, work: PartWork | None) -> str:
    """What to type for a command while this part is open: the letter; :letter where it may be an answer."""
    return f":{letter}" if work and letter in names_taken(work.part.answer.notation) else letter


def farewell(session: Session) -> str:
    """How far the learner came, and how to come back to this very problem."""
    solved = sum(work.ending is Ending.SOLVED for work in session.work)
    parts = "1 part" if len(session.work) == 1 else f"{len(session.work)} parts"
    return f"  {solved} of {parts} right.\n  The same again: gradcheck practice {session.problem.code}"


def _answered(session: Session, work: PartWork, line: str) -> Session:
    try:
        response = response_in(line, work.part.answer.notation)
    except UnreadableFileError as error:
        answer(f"  {error}")
        return session
    session, verdict = session.answered(work, response)
    now = session.part(work.part.label)
    answer(verdict_lines(now.tries[-1], work.part))
    answer()
    if verdict.outcome is Outcome.RIGHT:
        if session.current is None:
            answer("  All parts are done. " + _after())
        else:
            label = work.part.label
            answer(f"  {key('w', session.current)} {label} shows the worked solution of ({label}).")
    else:
        answer(wrapped(_what_next(session, now, verdict.outcome), indent=2))
    return session


def _what_next(session: Session, work: PartWork, outcome: Outcome) -> str:
    """What a try has cost, and what can be done now."""
    left, show = session.tries_left(work), f"{key('w', work)} shows the worked solution."
    if outcome is Outcome.UNREADABLE:
        return "That cost no try."
    if outcome is Outcome.UNDECIDED:
        return "That cost no try. Perhaps another form of it can be decided."
    if not left:
        return f"No try is left: {show} You may go on trying all the same."
    more = "? gives a hint." if work.hints < len(work.part.hints) else show
    return f"{left} {'tries' if left != 1 else 'try'} left. {more}"


def _after() -> str:
    return "w worked solution   v new numbers   q quit"


def _hint(session: Session, work: PartWork | None, command: Command) -> Session:
    if work is None:
        answer("  All parts are done. " + _after())
        return session
    if work.hints == len(work.part.hints):
        answer(f"  There is no further hint. {key('w', work)} shows the worked solution.")
        return session
    session = session.hinted(work)
    answer(problems.hint(work.part, session.part(work.part.label).hints) + "\n")
    return session


def _skip(session: Session, work: PartWork | None, command: Command) -> Session:
    if work is None:
        return session
    session = session.ended(work, Ending.SKIPPED)
    answer(f"  Skipped ({work.part.label}).")
    if session.current is None:
        answer("  " + _after())
    return session


def _worked(session: Session, work: PartWork | None, command: Command) -> Session:
    wanted = [session.part(command.label)] if command.label else [work] if work else list(session.work)
    for one in wanted:
        answer(f"\n{problems.solution(one.part)}")
        session = session.ended(one, Ending.SHOWN)
    if session.current is None and work is not None:
        answer("  " + _after())
    return session


def _help(session: Session, work: PartWork | None, command: Command) -> Session:
    answer(keys(work or session.work[-1]))
    answer("  Anything else is an answer. After a colon, as in :w, it is always a command.")
    return session


def _same_with_new_numbers(session: Session, exercise: Exercise, rng: Random) -> Session:
    fresh = Session.on(exercise.problem(rng.randrange(PRACTICE_SEEDS)), allowed=session.allowed)
    answer(f"\n{problems.opening(fresh.problem, exercise)}")
    return fresh


Action = Callable[[Session, PartWork | None, Command], Session]
ACTIONS: dict[str, Action] = {"hint": _hint, "skip": _skip, "worked": _worked, "help": _help}
