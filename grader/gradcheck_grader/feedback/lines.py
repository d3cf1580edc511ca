"""What is said of lines of working: which one does not follow, and how one can see that."""

from __future__ import annotations

from gradcheck_grader.feedback import UNDEFINED
from gradcheck_grader.feedback.sets import FAILS, HOLDS
from gradcheck_grader.verdict import Evidence

THE_START = "the start"
NOT_FINISHED = "Every line follows from the one before, but you are not at the end yet."
NOTHING_DONE = "This is the start again: no step has been made yet."
NOT_STRICT = "This shows the inequality, but not that the two are never equal."
NOT_AN_EXPRESSION = "The lines of this working are expressions, joined by signs such as =."
NOT_A_STATEMENT = "The lines of this working are equations or inequalities; here only one side is written."
NOTHING_TO_CONTINUE = "A line that begins with = continues an equation, and there is none before it."
WRITE_BOTH = "Write both sides."
WRITE_ONE_SIDE = "Write each line as an expression, with = before it."
EQUAL_HERE = "The two are equal."

_CLAIMS = {
    "=": "should be equal to",
    "<=": "should be at least",
    "<": "should be more than",
    ">=": "should be at most",
    ">": "should be less than",
}


def line(number: int) -> str:
    """The name of a line, counted from 1; the start is number 0."""
    return f"line {number}" if number else THE_START


def wrong_line(number: int, text: str, sign: str, evidence: Evidence) -> str:
    """What to say of the first line that does not follow.

    number, text  of the line.      sign  that stands before it.
    evidence      needed is what the line before gives, yours what this line gives.
    """
    here, before = line(number), line(number - 1)
    place = ", ".join(f"{name} = {value}" for name, value in evidence.at.items())
    if sign in _CLAIMS:
        head = f"{here.capitalize()}, {text}, {_CLAIMS[sign]} {before}"
        return _of_values(head, here, before, place, evidence)
    head = f"{here.capitalize()}, {text}, does not follow from {before}."
    return f"{head} {_of_statements(here, before, place, evidence)}".strip()


def _of_values(head: str, here: str, before: str, place: str, evidence: Evidence) -> str:
    at = f"at {place} " if place else ""
    if evidence.yours in (HOLDS, FAILS):
        return f"{head}, but is not for {place}." if place else f"{head}, but is not."
    if evidence.yours == UNDEFINED:
        return f"{head}, but {at}{here} has no value, and {before} has one."
    if evidence.needed == UNDEFINED:
        return f"{head}, but {at}{here} has a value, and {before} has none."
    if not evidence.yours:
        return f"{head}, but is not. {evidence.note}".strip()
    sentence = f"{head}, but {at}{before} gives {evidence.needed} and {here} gives {evidence.yours}."
    return f"{sentence} {evidence.note}" if evidence.note else sentence


def _of_statements(here: str, before: str, place: str, evidence: Evidence) -> str:
    if evidence.yours not in (HOLDS, FAILS):
        return ""
    at = f"For {place} " if place else ""
    holds, fails = (before, here) if evidence.yours == FAILS else (here, before)
    sentence = f"{at}{holds} holds, but {fails} does not."
    return sentence[0].upper() + sentence[1:]


def other_sign(sign: str, relation: str) -> str:
    """What to say of a sign that does not fit into the chain."""
    return f"The lines of this working are joined by {relation}; here stands {sign}."


def keep_the_sign(relation: str) -> str:
    """What to do about such a sign."""
    return "Write = there." if relation == "=" else f"A chain goes one way only: write {relation} or = there."


def too_few_steps(made: int, needed: int) -> str:
    """What to say of working that is right, but leaves too much out."""
    steps = "one step" if needed == 1 else f"{needed} steps"
    return f"All of this is right, but show at least {steps}; I count {made}."


def undecided_line(number: int, note: str) -> str:
    """What to say when one line could not be compared with the one before."""
    sentence = (
        f"I could not decide whether {line(number)} follows from {line(number - 1)}; a person can look at it."
    )
    return f"{sentence} {note}".strip()
