"""What a learner reads whose number is wrong in a way that has a name. None of it tells the number."""

from __future__ import annotations

from gradcheck_grader.feedback import NOT_THE_NUMBER

CUT_OFF = "Your number looks cut off: look at the next digit and round."
KEEP_MORE_DIGITS = "Your number is rounded too far: keep more digits."
POWER_OF_TEN = f"{NOT_THE_NUMBER} The digits are right, the power of ten is not."
PERCENTAGE = f"{NOT_THE_NUMBER} If it is a percentage, write the % behind it."
SIGN = f"{NOT_THE_NUMBER} Look at its sign."
NOT_REAL = "A real number is needed."
TOO_LARGE = "This number is too large."
TOO_SMALL = "This number is too small."
ON_THE_BOUND = "This number lies exactly on the bound, which does not count."


def give_places(places: int) -> str:
    """Rounded before the places that the question wants."""
    return f"Your number is rounded too early: give {places} decimal place{'' if places == 1 else 's'}."


def give_figures(figures: int) -> str:
    """Rounded before the figures that the question wants."""
    return (
        f"Your number is rounded too early: give {figures} significant figure{'' if figures == 1 else 's'}."
    )
