"""Every sentence that a learner reads from the grader, in one place. None tells the answer.

Here is what every kind of answer says; a kind with sentences of its own has a file beside this one.

The one exception is a witness: the value that was needed at one point.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gradcheck_grader.verdict import Evidence

RIGHT = "That is right."
UNDEFINED = "undefined"
FINITE = "a finite value"
HUGE = "a huge number"
TINY = "a number very near 0"

# Why equality was seen, or not: the notes of an Evidence.
WITHIN_TOLERANCE = "The two agree within the tolerance of the question."
ISOLATED_POINTS = "Single points where something is divided by 0 do not count."
POINTS_LEFT_OUT = "A point where only one of the two has a value was left out; single points do not count."
DIFFERENT_FUNCTIONS = "The two are different functions."
CANNOT_COMPUTE = "Something in one of the two cannot be computed yet."
TOOK_TOO_LONG = "Comparing the two took too long."
TOO_FINE = "The numbers in it are too large or too small to be compared to the last digit."
ON_THE_EDGE = "The difference lies exactly on the edge of the tolerance, as far as can be seen."


def too_few_points(agreed: int) -> str:
    """Why too few points is no decision."""
    if agreed == 0:
        return "No point was found where both have a value that can be computed."
    points = "one point" if agreed == 1 else f"{agreed} points"
    return f"The two agree, but only {points} could be found where both have a value."


def equal_but_for_chance(power_of_ten: int) -> str:
    """What agreement modulo a prime means."""
    return f"Equal by exact arithmetic; the chance of an error is below 10^{power_of_ten}."


def differ_beyond(digits: int) -> str:
    """What two equal-looking numbers need to be told apart."""
    return f"The two differ only after {digits} digits."


def shape(rows_and_columns: tuple[int, int]) -> str:
    """A shape as it is written: 2×3."""
    rows, columns = rows_and_columns
    return f"{rows}×{columns}"


# What a verdict says.
NOT_THE_NUMBER = "This is not the number needed."
NO_VALUE = (
    "Your answer has no value: look for a division by 0, or for a root or logarithm that does not exist."
)
HAS_A_VALUE = "Your answer has a value, but the right answer has none."
NOT_EQUAL = "Your answer is not equal to what is needed."
WRONG_CHOICE = "This is not the right choice."
TOO_FEW_CHOICES = "What you chose is right, but something is missing."
TOO_MANY_CHOICES = "All that is right is among your choices, but there is too much."
WRONG_CHOICES = "These are not exactly the right choices: something is missing, and something is too much."
A_COLUMN_IS_NEEDED = (
    "You wrote a row, but a column is needed. A plain list such as [1, 2] is read as a column here."
)
A_ROW_IS_NEEDED = (
    "You wrote a column, but a row is needed. A plain list such as [1, 2] is read as a row here."
)


def wrong(evidence: Evidence, *, number: bool = False) -> str:
    """What to say of a wrong answer with this evidence.

    number  whether the question asks for a single number, whose value must not be told.

    >>> wrong(Evidence("counterexample", at={"x": "1.21"}, needed="0.26", yours="0.11"))
    'At x = 1.21 your answer gives 0.11, but 0.26 is needed.'
    """
    place = _place(evidence.at)
    if not place:
        return _wrong_constant(evidence, number=number)
    if evidence.yours == UNDEFINED:
        return f"At {place} your answer has no value, but one is needed there."
    if evidence.needed == UNDEFINED:
        return f"At {place} your answer has a value, but the right answer has none there."
    sentence = f"At {place} your answer gives {evidence.yours}, but {evidence.needed} is needed."
    return f"{sentence} {evidence.note}" if evidence.note else sentence


def undecided(evidence: Evidence) -> str:
    """What to say when nothing was decided."""
    sentence = (
        "I could not decide whether this is right; that is not your fault, and a person can look at it."
    )
    return f"{sentence} {evidence.note}".strip()


def rounded(response: str) -> str:
    """What to say of a rounded number where an exact one is wanted."""
    way_out = "This question wants it exactly, as a fraction or with roots, pi or e."
    return f"{response} is the right number, but rounded. {way_out}"


def read_otherwise(read_as: str, others: Sequence[str], *, what: str = "your answer") -> str:
    """What to say when the outcome depends on how the text is read."""
    other = " or ".join(others)
    return f"I read {what} as {read_as}. If you mean {other}, write it with these brackets."


def shapes_differ(yours: tuple[int, int], needed: tuple[int, int], *, transposed: bool) -> str:
    """What to say of an array of another shape.

    transposed  whether the transpose of what was written would be right.
    """
    if yours[0] == needed[1] == 1 and yours[1] == needed[0]:
        return A_COLUMN_IS_NEEDED
    if yours[1] == needed[0] == 1 and yours[0] == needed[1]:
        return A_ROW_IS_NEEDED
    sentence = f"Your array is {shape(yours)} (rows × columns), but {shape(needed)} is needed."
    return f"{sentence} It is the transpose of the right one." if transposed else sentence


def choices(chosen: frozenset[str], needed: frozenset[str]) -> str:
    """What to say of several choices that are not the right ones."""
    if chosen < needed:
        return TOO_FEW_CHOICES
    return TOO_MANY_CHOICES if chosen > needed else WRONG_CHOICES


def entry(row: int, column: int) -> str:
    """The name of an entry, counted from 1."""
    return f"row {row}, column {column}"


def entries(right: int, total: int, wrong_entries: Sequence[str]) -> str:
    """What to say when some entries of an array are wrong."""
    shown = "; ".join(wrong_entries[:6]) + ("; …" if len(wrong_entries) > 6 else "")
    verb = "is" if right == 1 else "are"
    count = f"{right} of {total} entries {verb} right." if right else "None of the entries is right."
    return f"{count} Look again at {shown}." if right else count


def _wrong_constant(evidence: Evidence, *, number: bool) -> str:
    if evidence.yours == UNDEFINED:
        return NO_VALUE
    if evidence.needed == UNDEFINED:
        return HAS_A_VALUE
    return NOT_THE_NUMBER if number else NOT_EQUAL


def _place(at: Mapping[str, str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in at.items())
