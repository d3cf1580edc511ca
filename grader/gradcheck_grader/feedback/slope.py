"""What a wrong derivative is told: how fast the function changes, which tells nothing of the formula."""

from __future__ import annotations

from gradcheck_grader.feedback import UNDEFINED
from gradcheck_grader.verdict import Evidence

THE_FUNCTION = "the function"
NOT_THE_SLOPE = "This is not how fast the function changes."


def slope(evidence: Evidence, *, variable: str, order: int = 1, subject: str = THE_FUNCTION) -> str:
    """What to say of a derivative that is wrong at a point.

    subject  what is differentiated: the function, or one of several.

    >>> slope(Evidence("slope", at={"x": "1.21"}, needed="0.2577", yours="0.1065"), variable="x")
    'At x = 1.21 the function rises 0.2577 per unit of x; your formula says 0.1065.'
    """
    place = ", ".join(f"{name} = {value}" for name, value in evidence.at.items())
    if not place:
        return NOT_THE_SLOPE
    if evidence.yours == UNDEFINED:
        return f"At {place} your formula has no value, but {subject} has a {_noun(order)} there."
    if evidence.needed == UNDEFINED:
        return f"At {place} your formula has a value, but {subject} has no {_noun(order)} there."
    truth = _changes(evidence.needed, variable, order, subject)
    sentence = f"At {place} {truth}; your formula says {evidence.yours}."
    return f"{sentence} {evidence.note}" if evidence.note else sentence


def _noun(order: int) -> str:
    return "slope" if order == 1 else f"derivative of order {order}"


def _changes(needed: str, variable: str, order: int, subject: str) -> str:
    if order == 2:
        return f"the slope of {subject} changes by {needed} per unit of {variable}"
    if order > 2:
        return f"the derivative of order {order} of {subject} is {needed}"
    if needed == "0":
        return f"{subject} neither rises nor falls along {variable}"
    if needed.endswith("i"):
        return f"{subject} changes by {needed} per unit of {variable}"
    if needed.startswith("-"):
        return f"{subject} falls {needed[1:]} per unit of {variable}, a slope of {needed}"
    return f"{subject} rises {needed} per unit of {variable}"


def entry_for(variable: str) -> str:
    """The name of an entry of a gradient."""
    return f"the entry for {variable}"


def component(number: int) -> str:
    """The name of one function of several, counted from 1."""
    return f"component {number} of the function"
