"""What a conversation says besides problems and verdicts: keys, what a try has cost, the way back."""

from __future__ import annotations

from gradcheck_course.practice.session import COMMANDS, Ending, PartWork, Session, names_taken
from gradcheck_grader import Outcome

TEST, PLACE = "test", "place"
MEANINGS = {"hint": "hint", "skip": "skip", "worked": "worked solution", "new": "new numbers", "quit": "quit"}
SHORT = {"hint": "hint", "skip": "skip", "worked": "solution", "new": "new", "quit": "quit"}
REMEMBERED = "Remembered. To be asked again some day: gradcheck practice --ask-again"
HELP = (
    "Anything else is an answer. After a colon, as in :w, it is always a command. why says how the last "
    "verdict came about. Up and down bring back what was typed before."
)
MISSES = 2  # after so many it helps more to see it worked


def key(letter: str, work: PartWork | None) -> str:
    """What to type for a command while this part is open: the letter; :letter where it may be an answer."""
    return f":{letter}" if work and letter in names_taken(work.part.answer.notation) else letter


def keys(work: PartWork, *, test: bool = False, hints: bool = True) -> str:
    """The keys of the conversation, as they can be typed while this part is open."""
    line = _row(work, MEANINGS, "   ", test=test, hints=hints)
    if work.part.kind == "code":
        return f"e opens your editor; or write a file, and answer with @ and its name: @answer.py\n{line}"
    if work.part.kind == "derivation":
        return f"A line for each step; an empty line ends them.\n{line}"
    return line


def short_keys(work: PartWork, *, test: bool = False, hints: bool = True) -> str:
    """The keys in half a line."""
    if work.part.kind == "derivation":
        return "a line for each step, an empty line ends them   ? hint"
    begun = "e editor  " if work.part.kind == "code" else ""
    return begun + _row(work, SHORT, "  ", test=test, hints=hints)


def _row(work: PartWork, meanings: dict[str, str], between: str, *, test: bool, hints: bool) -> str:
    left_out = {"hint", "worked", "new"} if test else set() if hints else {"hint"}
    listed = [(one, name) for one, name in COMMANDS.items() if name in meanings and name not in left_out]
    return between.join(f"{key(one, work)} {meanings[name]}" for one, name in listed)


def what_next(session: Session, work: PartWork, outcome: Outcome | None, *, hints: bool = True) -> str:
    """What a try has cost, and what can be done now; outcome None where nothing was tried."""
    show = f"{key('w', work)} shows the worked solution."
    if outcome is None:
        return show
    if outcome is Outcome.UNREADABLE:
        return "That cost no try."
    if outcome is Outcome.UNDECIDED:
        return "That cost no try. Perhaps another form of it can be decided."
    left = session.tries_left(work)
    if not left:
        return f"No try is left: {show} You may go on trying all the same."
    if work.spent >= MISSES:
        more = f"{key('w', work)} shows it worked, then {key('n', work)} gives the same with new numbers."
    else:
        more = "? gives a hint." if hints and work.hints < len(work.part.hints) else show
    return f"{left} {'tries' if left != 1 else 'try'} left. {more}"


_ORDINALS = {1: "First", 2: "Second", 3: "Third"}
_NUMBERS = {1: "one hint", 2: "two hints", 3: "three hints"}


def how_it_went(work: PartWork) -> str:
    """With which try and how many hints a part was solved; empty for the first try without any."""
    if not work.spent and not work.hints:
        return ""
    nth = work.spent + 1
    tried = f"{_ORDINALS.get(nth, f'{nth}th')} try"
    return f"{tried}, {_NUMBERS[work.hints]}." if work.hints else f"{tried}."


def all_done(following: str) -> str:
    """The keys when every part has ended."""
    return f"{f'Enter {following}' + '   ' if following else ''}w worked solution   n new numbers   q quit"


def farewell(session: Session) -> str:
    """How far the learner came, and how to come back to this very problem."""
    solved = sum(work.ending is Ending.SOLVED for work in session.work)
    parts = "1 part" if len(session.work) == 1 else f"{len(session.work)} parts"
    return f"  {solved} of {parts} right.\n  The same again: gradcheck practice {session.problem.code}"
