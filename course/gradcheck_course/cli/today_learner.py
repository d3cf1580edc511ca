"""The learner as the data file has them now; choices by number; commands begun from other commands."""

from __future__ import annotations

import importlib
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

import click

from gradcheck_course.cli.data_store import opened, opened_to_practise, refusal
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, shown, talk
from gradcheck_course.practice.events import Body
from gradcheck_course.practice.learner import Learner, learner
from gradcheck_course.practice.skills import Encounter, skills
from gradcheck_course.practice.spacing import Backlog, backlog
from gradcheck_course.practice.store import Store, StoreError, utc_now

USUAL_MINUTES = 1.5  # for a problem, before the learner's own pace is known
PACE = 30  # how many of the last problems it is measured from
MODULES = {"list": "listing"}

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen: a word and what it means; the command that does it, and what with."""

    word: str
    text: str
    command: str
    what: str = ""

    @property
    def typed(self) -> str:
        """The command line that does the same; empty where there is none."""
        return "" if self.command == "other" else f"gradcheck {self.command} {self.what}".rstrip()


@dataclass(frozen=True, slots=True)
class Present:
    """The learner now.

    folder  where the data are.   saved  whether they can be written there.
    """

    learner: Learner
    now: datetime
    folder: Path
    saved: bool = True

    @property
    def kept(self) -> str:
        """A sentence that says where the work stays."""
        if not self.saved:
            return "Nothing of this is saved."
        place = str(self.folder)
        home = str(Path.home())
        return f"Your work stays in {'~' + place[len(home) :] if place.startswith(home) else place}."

    def backlog(self, *, spread: bool = False, unit: str = "") -> Backlog:
        """What is due today; of one unit, where it is named."""
        found = {
            name: one
            for name, one in self.learner.memories.items()
            if not unit or self.learner.skills[name].unit == unit
        }
        chances = {name: known.chance for name, known in self.learner.mastery.known.items()}
        return backlog(found, chances, self.now, self.learner.zone, spread=spread)


def clock() -> datetime:
    """The moment; one place, so that a test can stand still."""
    return utc_now()


def to_practise() -> Store:
    """The learner's data, by this clock; a memory for this command alone where they cannot be used."""
    return opened_to_practise(now=clock)


def looked(store: Store) -> Present:
    """The learner after all that this store holds."""
    found = learner(store.events(), start=Learner(skills=skills()))
    return Present(found, clock(), store.path.parent, store.saved)


def present() -> Present:
    """The learner after all that the data file holds."""
    with opened(now=clock) as store:
        return looked(store)


def noted(store: Store, *bodies: Body) -> Present:
    """The learner after these things were written down."""
    try:
        for body in bodies:
            store.append(body)
    except StoreError as error:
        raise refusal(error) from error
    return looked(store)


def minutes(found: Learner, problems: int) -> str:
    """How long so many problems may take, at the pace of the last ones.

    >>> minutes(Learner(skills={}), 6)
    '9 minutes'
    """
    times = [(one.last - one.at).total_seconds() / 60 for one in found.encounters[-PACE:]]
    real = [one for one in times if 0.2 <= one <= 30]
    pace = statistics.median(real) if len(real) >= 5 else USUAL_MINUTES
    count = max(1, round(pace * problems))
    return f"{count} minute{'s' * (count != 1)}"


def unless_stopped(store: Store, talk_on: Callable[[], object]) -> ExitCode:
    """Done, or interrupted by Ctrl-C: then it is said that every answer so far is kept."""
    try:
        talk_on()
    except KeyboardInterrupt:
        saved = store.saved and not store.waiting
        talk("\nStopped; progress saved." if saved else "\nStopped. What you did could not be saved.")
        return ExitCode.INTERRUPTED
    return ExitCode.DONE


def is_asked() -> bool:
    """Whether somebody is there to press a key: both ends are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def chosen(choices: Sequence[Choice]) -> Choice | None:
    """The choice that was typed, by its number; the first for an empty line, None to leave."""
    while True:
        try:
            line = input(shown("\n  Number, or q to leave [1]: ")).strip().lower()
        except EOFError:
            answer()
            return None
        if line in ("q", "quit", ":q", "exit"):
            return None
        if not line:
            return choices[0]
        if line.isdecimal() and 1 <= int(line) <= len(choices):
            return choices[int(line) - 1]
        answer(f"  Please a number from 1 to {len(choices)}, or q.")


def run(name: str, *words: str) -> object:
    """Run the command of this name, as if it had been typed after the one that runs."""
    command = importlib.import_module(f"gradcheck_course.cli.{MODULES.get(name, name)}").command
    parent = click.get_current_context(silent=True)
    return command.main(list(words), prog_name=f"gradcheck {name}", standalone_mode=False, parent=parent)


def work_on(
    store: Store, here: Present, skill: str, *, mode: str, following: str, rng: Random
) -> tuple[Key, bool]:
    """A new problem of this skill is asked; which it was, and whether the learner left before its end.

    mode       of what is recorded, "review" or "place".     following  what Enter leads to afterwards.
    """
    # Imported here: the bank is built with SymPy, which takes a while to load.
    from gradcheck_course.cli.conversation import Desk, converse
    from gradcheck_course.practice.recording import Recorder
    from gradcheck_course.practice.session import TRIES, Session
    from gradcheck_exercises import find
    from gradcheck_exercises.codes import PRACTICE_SEEDS

    exercise = find(skill)
    problem = exercise.problem(rng.randrange(PRACTICE_SEEDS))
    while (key := (skill, (problem.code or "").partition("#")[2])) in here.learner.met:
        problem = exercise.problem(rng.randrange(PRACTICE_SEEDS))
    placing = mode == "place"
    desk = Desk.at(Recorder(store, mode=mode), rng=rng, hints=not placing)
    desk.following = following
    talked = converse(Session.on(problem, allowed=1 if placing else TRIES), exercise, desk=desk)
    return key, talked.quit


def met_now(here: Present, keys: Sequence[Key]) -> list[Encounter]:
    """The encounters with these problems, as far as something was answered."""
    found = (here.learner.met.get(key) for key in keys)
    return [one for one in found if one is not None and one.scores]
