"""What is said of conditions and of sets of real numbers."""

from __future__ import annotations

from collections.abc import Mapping

from gradcheck_grader.verdict import Evidence

HOLDS, FAILS = "true", "false"
INSIDE, OUTSIDE = "in the set", "not in the set"
CANNOT_SEE = "At some places it cannot be seen which of the two hold."
NOT_TESTED = "The two agree wherever I looked, but part of what is written made no difference there."
NO_RULE = "I have no rule for a part of what is written."
NO_CONDITION = "A condition is needed here, such as x < 1."
NO_SET = "A set is needed here, such as [0, 1) or x < 1."
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def condition_differs(evidence: Evidence) -> str:
    """What to say of a condition that holds where it must not, or fails where it must hold.

    >>> condition_differs(Evidence("counterexample", at={"x": "2"}, needed="true", yours="false"))
    'Your condition does not hold for x = 2, but it should.'
    """
    place = placed(evidence.at)
    if not place:
        return f"Your statement is {evidence.yours}, but it should be {evidence.needed}."
    if evidence.yours == HOLDS:
        return f"Your condition holds for {place}, but it should not."
    return f"Your condition does not hold for {place}, but it should."


def set_differs(evidence: Evidence, name: str) -> str:
    """What to say of a set that has a number too many or too few.

    name  of the numbers that the set is made of; the other names are parameters.

    >>> set_differs(Evidence("counterexample", at={"x": "2"}, needed="true", yours="false"), "x")
    '2 is not in your set, but it should be.'
    """
    others = placed({other: value for other, value in evidence.at.items() if other != name})
    number = evidence.at.get(name, "")
    start = f"With {others}, {number}" if others else number
    if evidence.yours == INSIDE or evidence.yours == HOLDS:
        return f"{start} is in your set, but it should not be."
    return f"{start} is not in your set, but it should be."


def boundary(number: str, *, yours: bool) -> str:
    """What to say when only a bracket is wrong.

    yours  whether the number is in the set that was written.
    """
    if yours:
        return f"Your set has the right ends, but {number} does not belong to it."
    return f"Your set has the right ends, but {number} belongs to it as well."


def one_end(side: str, interval: int, total: int) -> str:
    """What to say when one end of one interval is wrong; interval counts from 0."""
    if total == 1 or interval >= len(ORDINALS):
        return f"Look again at the {side} end of your interval."
    return f"Look again at the {side} end of your {ORDINALS[interval]} interval."


def reversed_interval(low: str, high: str) -> str:
    """What to say of an interval whose ends are the wrong way round."""
    return f"Nothing lies between {low} and {high}, in this order: write the smaller end first."


def own_name(name: str) -> str:
    """What to say of a set whose ends are written with the name of its members."""
    return (
        f"Here {name} stands for the members of the set, so an end of an interval cannot be written with it."
    )


def placed(at: Mapping[str, str]) -> str:
    """A place, as it is written in a sentence."""
    return ", ".join(f"{name} = {value}" for name, value in at.items())
