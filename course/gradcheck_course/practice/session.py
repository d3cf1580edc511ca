"""One learner on one problem: responses, tries, hints, what was shown. Every step gives a new session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from gradcheck_course.practice.line_readings import Chosen, Doubt, doubts
from gradcheck_exercises import Part, Problem
from gradcheck_grader import GradcheckError, Notation, Outcome, Verdict

TRIES = 3


class Ending(StrEnum):
    """How the work on a part stands."""

    OPEN = "open"
    SOLVED = "solved"
    SHOWN = "shown"
    SKIPPED = "skipped"
    GIVEN = "given"  # in a test: answered, and judged at the end


class UnknownPartError(GradcheckError):
    """A label that no part of the problem has; the message lists those it has."""


@dataclass(frozen=True, slots=True)
class Try:
    """A response and its verdict."""

    response: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class PartWork:
    """What was done on one part."""

    part: Part
    tries: tuple[Try, ...] = ()
    hints: int = 0
    ending: Ending = Ending.OPEN

    @property
    def spent(self) -> int:
        """Tries that cost: the wrong and the partly right ones. Unreadable and undecided ones are free."""
        return sum(one.verdict.outcome in (Outcome.WRONG, Outcome.PARTLY_RIGHT) for one in self.tries)

    @property
    def response(self) -> str | None:
        """The last response that could be read."""
        readable = [one.response for one in self.tries if one.verdict.outcome is not Outcome.UNREADABLE]
        return readable[-1] if readable else None


@dataclass(frozen=True, slots=True)
class Session:
    """The work on a problem, part after part. allowed is how many tries count for each part."""

    problem: Problem
    work: tuple[PartWork, ...]
    allowed: int = TRIES

    @classmethod
    def on(cls, problem: Problem, *, allowed: int = TRIES) -> Session:
        """A session in which nothing has been done yet."""
        return cls(problem, tuple(PartWork(part) for part in problem.parts), allowed)

    @property
    def current(self) -> PartWork | None:
        """The first part that is still open; None when all have ended."""
        return next((work for work in self.work if work.ending is Ending.OPEN), None)

    def tries_left(self, work: PartWork) -> int:
        """Tries that still count."""
        return max(0, self.allowed - work.spent)

    def answered(self, work: PartWork, response: str) -> tuple[Session, Verdict]:
        """The session after a response to this part, and the verdict on it.

        Earlier responses go along, since a part may build on what the learner found before.
        """
        responses = {one.part.label: one.response for one in self.work if one.response is not None}
        verdict = judge(self.problem, {**responses, work.part.label: response})[work.part.label]
        ending = Ending.SOLVED if verdict.outcome is Outcome.RIGHT else work.ending
        done = replace(work, tries=(*work.tries, Try(response, verdict)), ending=ending)
        return self._with(done), verdict

    def doubt(self, work: PartWork, response: str, chosen: Chosen) -> Doubt | None:
        """A doubt about the line which nobody settled yet and which decides how it is judged; else None."""
        for one in doubts(response, work.part.answer.notation):
            if one.rule not in chosen:
                _, usual = self.answered(work, response)
                _, other = self.answered(work, one.other.text)
                if usual.outcome is not other.outcome:
                    return one
        return None

    def hinted(self, work: PartWork) -> Session:
        """The session after the next hint of this part was given; the same when there is no further one."""
        return self._with(replace(work, hints=min(work.hints + 1, len(work.part.hints))))

    def ended(self, work: PartWork, ending: Ending) -> Session:
        """The session after this part was skipped or its solution shown; what was solved stays solved."""
        return self if work.ending is Ending.SOLVED else self._with(replace(work, ending=ending))

    def part(self, label: str) -> PartWork:
        """The work on the part of that label. Raises UnknownPartError."""
        for work in self.work:
            if work.part.label == label:
                return work
        labels = ", ".join(work.part.label for work in self.work)
        raise UnknownPartError(f"There is no part {label!r}. This problem has: {labels}.")

    def _with(self, work: PartWork) -> Session:
        changed = tuple(work if one.part.label == work.part.label else one for one in self.work)
        return replace(self, work=changed)


def judge(problem: Problem, responses: Mapping[str, str]) -> dict[str, Verdict]:
    """The verdict on each response, by label."""
    return dict(problem.judge(dict(responses)))


COMMANDS = {
    "?": "hint",
    "s": "skip",
    "w": "worked",
    "n": "new",
    "q": "quit",
    "e": "editor",
    "why": "explain",
    "h": "help",
}


@dataclass(frozen=True, slots=True)
class Command:
    """A line that is no answer: a name out of COMMANDS, and the part it is about, if it says one."""

    name: str
    label: str = ""


def names_taken(notation: Notation) -> frozenset[str]:
    """What an answer in this notation may consist of alone: these words cannot be commands by themselves."""
    if notation.kind == "code":  # a name alone is no program
        return frozenset()
    return frozenset(notation.names) | {key.lower() for key, _ in notation.options} | notation.constants


def read_command(line: str, notation: Notation, labels: tuple[str, ...] = ()) -> Command | None:
    """The command that a line is; None when it is an answer.

    A letter is a command unless the answer may use it as a name; with a colon before it, it always is one.

    >>> from gradcheck_grader import REAL
    >>> read_command("w", Notation()), read_command("w", Notation(names={"w": REAL}))
    (Command(name='worked', label=''), None)
    >>> read_command(":w b", Notation(names={"w": REAL}), ("a", "b"))
    Command(name='worked', label='b')
    """
    text = line.strip().lower()
    forced = text.startswith(":")
    word, *rest = text.removeprefix(":").split() or [""]
    name = COMMANDS.get(word) or (word if word in COMMANDS.values() else None)
    if name is None or (not forced and word in names_taken(notation)):
        return None
    if not rest:
        return Command(name)
    return Command(name, rest[0]) if name == "worked" and len(rest) == 1 and rest[0] in labels else None


def outcome(works: Sequence[PartWork]) -> Outcome:
    """One word for the newest responses together.

    Unreadable if one is, since it must be typed again; right if all are; wrong if nothing earned credit.
    """
    found = {work.tries[-1].verdict.outcome for work in works if work.tries}
    if Outcome.UNREADABLE in found:
        return Outcome.UNREADABLE
    if found == {Outcome.RIGHT}:
        return Outcome.RIGHT
    if not found & {Outcome.WRONG, Outcome.PARTLY_RIGHT}:
        return Outcome.UNDECIDED
    return Outcome.PARTLY_RIGHT if credit(works) else Outcome.WRONG


def credit(works: Sequence[PartWork]) -> float:
    """The share of the points of these parts that their newest responses earn, 0 to 1."""
    points = sum(work.part.points for work in works)
    earned = sum(work.part.points * work.tries[-1].verdict.credit for work in works if work.tries)
    return round(earned / points, 6) if points else 0.0
