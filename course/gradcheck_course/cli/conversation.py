"""The conversation of `gradcheck practice` on one problem: answers, verdicts, commands, all recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random, SystemRandom
from typing import NamedTuple

from gradcheck_course.cli import problems
from gradcheck_course.cli.conversation_line import Asked, Line, is_open, line_of
from gradcheck_course.cli.conversation_words import (
    HELP,
    PLACE,
    REMEMBERED,
    TEST,
    all_done,
    farewell,
    how_it_went,
    keys,
    short_keys,
    what_next,
)
from gradcheck_course.cli.files import UnreadableFileError, response_in
from gradcheck_course.cli.practice_standing import chance_of, standing_line
from gradcheck_course.cli.spoken import shown_response
from gradcheck_course.cli.terminal import answer, shown_maths, talk, wants_plain, wrapped
from gradcheck_course.cli.verdicts import verdict_lines
from gradcheck_course.practice.line_readings import Doubt, settled, shown_reading
from gradcheck_course.practice.recording import Recorder
from gradcheck_course.practice.session import Command, Ending, PartWork, Session, read_command
from gradcheck_course.practice.store import Store, data_file
from gradcheck_exercises import Exercise
from gradcheck_exercises.codes import PRACTICE_SEEDS
from gradcheck_grader import Notation, Outcome

READS_AS = "reads as  "
_SEVERAL_LINES = frozenset({"array", "matrix", "any", "set", "tuple"})


@dataclass
class Desk:
    """What a conversation is held with.

    line      where answers are typed.          recorder  where they are written down.
    rng       of new numbers.                   hints     whether there are any.
    following what Enter leads to when all parts are done; empty where it ends the command.
    chosen    how this learner means doubtful lines.
    """

    line: Line
    recorder: Recorder
    rng: Random = field(default_factory=SystemRandom)
    hints: bool = True
    following: str = ""
    chosen: dict[str, bool] = field(default_factory=dict[str, bool])

    @classmethod
    def at(cls, recorder: Recorder, *, rng: Random | None = None, hints: bool = True) -> Desk:
        """A desk in this terminal, with the answers and choices of before."""
        line = line_of(recorder.lines())
        return cls(line, recorder, rng or SystemRandom(), hints, chosen=recorder.chosen)

    @property
    def is_test(self) -> bool:
        """Whether verdicts wait until the end."""
        return self.recorder.mode in (TEST, PLACE)


class Talked(NamedTuple):
    """The session as it ended, and whether the learner quit, rather than being done with the problem."""

    session: Session
    quit: bool


def converse(
    session: Session, exercise: Exercise, *, rng: Random | None = None, desk: Desk | None = None
) -> Talked:
    """Ask, judge and help until the learner is done with the problem, quits, or the input ends.

    Without a desk nothing is recorded.
    """
    if desk is None:
        desk = Desk.at(Recorder(Store.in_memory(data_file())), rng=rng)
    answer(problems.opening(session.problem, exercise))
    talk_on = _Conversation(desk, exercise)
    while True:
        work = session.current
        talk_on.ask(work)
        line = desk.line.read(talk_on.asked_for(work))
        command = _command(line, session, work)
        if line is None or (command is not None and command.name == "quit"):
            return _left(desk, session)
        if work is None and not line.strip():
            return Talked(session, quit=False) if desk.following else _left(desk, session)
        if command:
            session = talk_on.obey(session, work, command)
        elif work is not None and line.strip():
            session = talk_on.answered(session, work, line)
        if session.current is None and desk.is_test:
            return Talked(session, quit=False)
        if session.current is None:
            talk_on.tell_that_all_is_done(first=work is not None)


def _left(desk: Desk, session: Session) -> Talked:
    if not desk.is_test:
        answer(f"\n{farewell(session)}")
    return Talked(session, quit=True)


def _command(line: str | None, session: Session, work: PartWork | None) -> Command | None:
    if line is None:
        return None
    labels = tuple(one.part.label for one in session.work)
    # When all is done nothing can be an answer, so a bare letter is always a command.
    text = line if work else f":{line.strip().removeprefix(':')}"
    part = (work or session.work[-1]).part
    return read_command(text, part.answer.notation, labels)


class _Conversation:
    """One problem at a desk: what was asked last, and what each command does."""

    def __init__(self, desk: Desk, exercise: Exercise) -> None:
        self.desk, self.exercise = desk, exercise
        self._asked = ""
        self._told = ""
        self._before = chance_of(desk.recorder.store, exercise.id)

    def tell_that_all_is_done(self, *, first: bool) -> None:
        """Says the keys; the first time also what the problem has changed."""
        store = self.desk.recorder.store
        if first and (said := standing_line(store, self.exercise.id, self._before, store.now())):
            answer(wrapped(said, indent=2))
        answer("  All parts are done.")
        answer(wrapped(all_done(self.desk.following), indent=2))

    def ask(self, work: PartWork | None) -> None:
        """Afterwards the question of this part is on the screen."""
        if work is None or work.part.label == self._asked:
            return
        answer(f"\n{problems.question(work.part)}\n")
        if not self.desk.line.is_live or work.part.kind == "code":
            answer(wrapped(keys(work, test=self.desk.is_test, hints=self.desk.hints), indent=2))
        self._asked = work.part.label
        self.desk.recorder.shown()

    def asked_for(self, work: PartWork | None) -> Asked:
        """What the line asks for."""
        if work is None:
            return Asked("  › ", lambda _: None)
        part, desk = work.part, self.desk

        def under(text: str) -> str | None:
            if not text.strip():
                return short_keys(work, test=desk.is_test, hints=desk.hints)
            if part.kind in ("code", "choice") or text.strip().startswith(":"):
                return None
            read = shown_reading(text, part.answer.notation, desk.chosen)
            if read and "\n" in read:  # there is one line for it
                return f"{READS_AS}{read.splitlines()[-1].strip()}"
            return READS_AS + (
                shown_maths(read, settled(text, part.answer.notation, desk.chosen)) if read else "…"
            )

        return Asked(f"  ({part.label}) › ", under, ends_at_once(part.answer.notation))

    def answered(self, session: Session, work: PartWork, line: str) -> Session:
        """The session after an answer was typed."""
        try:
            response = response_in(line, work.part.answer.notation)
        except UnreadableFileError as error:
            answer(f"  {error}")
            return session
        return self._judged(session, work, self._meant(session, work, response))

    def _judged(self, session: Session, work: PartWork, response: str) -> Session:
        session, verdict = session.answered(work, response)
        now = session.part(work.part.label)
        self.desk.recorder.answered(session, now, self.exercise)
        self._tell_trouble()
        if self.desk.is_test and verdict.outcome is not Outcome.UNREADABLE:
            answer("  Noted.")
            return session.ended(now, Ending.GIVEN)
        answer(verdict_lines(now.tries[-1], work.part))
        if verdict.outcome is Outcome.RIGHT and (said := how_it_went(now)):
            answer(f"    {said}")
        answer()
        if verdict.outcome is not Outcome.RIGHT:
            answer(wrapped(what_next(session, now, verdict.outcome, hints=self.desk.hints), indent=2))
            answer()
        return session

    def _meant(self, session: Session, work: PartWork, line: str) -> str:
        """The line as the learner means it; asked where nobody knows yet and it decides the verdict."""
        desk = self.desk
        response = settled(line, work.part.answer.notation, desk.chosen)
        doubt = session.doubt(work, response, desk.chosen)
        if doubt is None:
            return response
        usual = self._usual(doubt, work.part.answer.notation)
        if usual is None:
            return response
        desk.chosen[doubt.rule] = usual
        desk.recorder.chose(doubt.rule, usual=usual)
        return response if usual else settled(line, work.part.answer.notation, desk.chosen)

    def _usual(self, doubt: Doubt, notation: Notation) -> bool | None:
        """Which of the two is meant, as the learner says; None where the input ends."""
        ways = [shown_response(way.text, way.text, notation) for way in (doubt.usual, doubt.other)]
        if wants_plain():
            rows = ["This can be read in two ways:", f"1: {ways[0]}", f"2: {ways[1]}"]
            answer("\n".join(wrapped(row, indent=2) for row in rows))
        else:
            answer(wrapped(f"? This can be read in two ways:   1  {ways[0]}      2  {ways[1]}", indent=2))
        while True:
            said = self.desk.line.read(Asked("  Which one? [1] › "))
            if said is None:
                return None
            if said.strip() in ("", "1", "2"):
                answer(wrapped(REMEMBERED, indent=2))
                return said.strip() != "2"
            answer("  Please type 1 or 2.")

    def obey(self, session: Session, work: PartWork | None, command: Command) -> Session:
        """The session after a command."""
        if self.desk.is_test and command.name not in ("skip", "help", "editor"):
            answer("  This is a test: hints and solutions come at the end. q leaves it.")
            return session
        if command.name == "new":
            return self._with_new_numbers(session)
        return getattr(self, f"_{command.name}")(session, work, command)

    def _with_new_numbers(self, session: Session) -> Session:
        level = session.problem.level if session.problem.level in self.exercise.levels else None
        level = None if level == self.exercise.level else level
        problem = self.exercise.problem(self.desk.rng.randrange(PRACTICE_SEEDS), level=level)
        answer(f"\n{problems.opening(problem, self.exercise)}")
        self._asked = ""
        self._before = chance_of(self.desk.recorder.store, self.exercise.id)
        return Session.on(problem, allowed=session.allowed)

    def _hint(self, session: Session, work: PartWork | None, _: Command) -> Session:
        if work is None:
            return session
        if not self.desk.hints:
            answer("  Hints are off (--no-hints).")
        elif work.hints == len(work.part.hints):
            answer(f"  There is no further hint. {what_next(session, work, None)}")
        else:
            session = session.hinted(work)
            now = session.part(work.part.label)
            answer(problems.hint(work.part, now.hints) + "\n")
            self.desk.recorder.hinted(session, now, self.exercise)
            self._tell_trouble()
        return session

    def _skip(self, session: Session, work: PartWork | None, _: Command) -> Session:
        if work is None:
            return session
        session = self._end(session, work, Ending.SKIPPED)
        answer(f"  Skipped ({work.part.label}).")
        return session

    def _worked(self, session: Session, work: PartWork | None, command: Command) -> Session:
        wanted = [session.part(command.label)] if command.label else [work] if work else list(session.work)
        for one in wanted:
            answer(f"\n{problems.solution(one.part)}")
            session = self._end(session, one, Ending.SHOWN)
        answer()
        return session

    def _end(self, session: Session, work: PartWork, ending: Ending) -> Session:
        if work.ending is Ending.OPEN:
            self.desk.recorder.ended(session, work, self.exercise, ending)
            self._tell_trouble()
        return session.ended(work, ending)

    def _editor(self, session: Session, work: PartWork | None, _: Command) -> Session:
        if work is None:
            return session
        from gradcheck_course.cli.code_editor import EditorError, edited

        try:
            response = edited(work)
        except EditorError as error:
            answer(wrapped(str(error), indent=2))
            return session
        if response is None:
            answer("  Nothing was written. That cost no try.")
            return session
        return self._judged(session, work, response)

    def _explain(self, session: Session, work: PartWork | None, _: Command) -> Session:
        last = self.desk.recorder.last
        if last is None:
            answer("  Nothing was answered yet.")
        else:
            from gradcheck_course.cli.explain_verdict import explained, receipt

            answer(f"{explained(last)}\n  To come back to it: gradcheck explain {receipt(last)}")
        return session

    def _help(self, session: Session, work: PartWork | None, _: Command) -> Session:
        shown = keys(work or session.work[-1], test=self.desk.is_test, hints=self.desk.hints)
        answer(wrapped(shown, indent=2))
        answer(wrapped(HELP, indent=2))
        return session

    def _tell_trouble(self) -> None:
        """Says once why an answer could not be written down."""
        trouble = self.desk.recorder.trouble
        if trouble and trouble != self._told:
            talk(wrapped(f"{trouble} It will be saved with your next answer, if that can be.", indent=2))
        self._told = trouble


def ends_at_once(notation: Notation) -> Callable[[str], bool]:
    """Whether Enter ends a text in this notation, rather than beginning another line."""
    if notation.kind == "derivation":

        def ends(text: str) -> bool:
            rows = text.split("\n")
            return not rows[-1].strip() or (len(rows) == 1 and read_command(text, notation) is not None)

        return ends
    if notation.kind in _SEVERAL_LINES:
        return lambda text: not text.split("\n")[-1].strip() or not is_open(text)
    return lambda _: True
