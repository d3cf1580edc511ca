"""What is said of equations and of their solutions."""

from __future__ import annotations

from collections.abc import Sequence

from gradcheck_grader.feedback import lists
from gradcheck_grader.feedback.sets import HOLDS, placed
from gradcheck_grader.verdict import Evidence

NO_EQUATION = "An equation is needed here, such as y = 2x + 1."
NO_RULE = "I have no rule for a part of what is written."
ANOTHER_MULTIPLE = "Your equation has the right solutions, but it is not the one asked for."
NO_VALUES = "Values are needed here, such as x = 1 or x = 2."
INFINITELY_MANY = "This equation has infinitely many solutions, so a list of them cannot be complete."
CANNOT_COUNT = "Whether these are all the solutions could not be found out."
NOT_EMPTY = "The equation has a solution."
NO_SOLUTIONS = "The equation has no solution."
NO_VALUE_SEEN = "Whether this value solves the equation could not be seen."
NOT_NEAR = "No solution lies within the tolerance of the question."
OUTSIDE = "This value lies outside of the numbers that the question is about."
AT_SOME_PARAMETERS = "Other solutions were looked for at a few values of the parameters."


def solved_for(name: str) -> str:
    """What to say of a right equation that is not solved."""
    way = f"write {name} = … without {name} on the right"
    return f"Your equation is right, but it is to be solved for {name}: {way}."


def without(name: str) -> str:
    """What to say of a value that is written with the unknown itself."""
    return f"{name} is what the equation is to be solved for: write its values without {name}."


def differs(evidence: Evidence) -> str:
    """What to say of an equation with other solutions.

    >>> differs(Evidence("counterexample", at={"x": "1", "y": "2"}, needed="true", yours="false"))
    'x = 1, y = 2 is to be a solution, but does not satisfy your equation.'
    """
    place = placed(evidence.at)
    if not place:
        return f"Your equation is {evidence.yours}, but it should be {evidence.needed}."
    if evidence.yours == HOLDS:
        return f"{place} satisfies your equation, but it should not."
    return f"{place} is to be a solution, but does not satisfy your equation."


def searched(low: str, high: str) -> str:
    """Where solutions were looked for."""
    return f"Other solutions were looked for between {low} and {high} only."


def not_a_solution(name: str, value: str, left: str, right: str) -> str:
    """What to say of a value that does not solve the equation."""
    if left and right and left != right:
        return f"For {name} = {value} the left side is {left} and the right side {right}."
    return f"{name} = {value} does not satisfy the equation."


def found(right: int, written: Sequence[str], missing: int) -> str:
    """What to say of values of which some solve the equation.

    written  the values that do not;  missing  how many solutions were not given, as far as is known.

    >>> found(1, ["3"], 1)
    '1 of your 2 values solves the equation, but 3 does not. One solution is missing.'
    """
    total = right + len(written)
    if not written:
        begin = {1: "This value solves", 2: "Both values solve"}.get(right, f"All {right} values solve")
        return f"{begin} the equation, but {missing_solutions(missing)}."
    if right == 0:
        one = "This value does not solve the equation."
        return one if total == 1 else "None of your values solves the equation."
    shown = lists.named(written)
    first = f"{right} of your {total} values {'solves' if right == 1 else 'solve'} the equation, but {shown}."
    return f"{first} {missing_solutions(missing).capitalize()}." if missing else first


def missing_solutions(count: int) -> str:
    """How many solutions are missing, in words."""
    return "one solution is missing" if count == 1 else f"{count} solutions are missing"
