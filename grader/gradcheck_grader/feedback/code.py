"""Sentences about code: what it did, in which call, and how far its numbers are off."""

from __future__ import annotations

from collections.abc import Sequence

AGREES = "Each point is a call of your function."
GARBLED = "What your code sent back could not be read. Return the result, and leave open files alone."
LEFT = "Your code ended the program before it gave a result. Use return, not exit."
NO_FUNCTION = "When your code has run there is no such function in it."
MEMORY = (
    "Your code needed more memory than there is for it. Look for an array that is larger than it must be."
)
SLOW = (
    "The values are right, but this takes too long: let NumPy work on whole arrays instead of looping over "
    "entries, and form no array that is larger than needed."
)
CHANGED = "Your function changes its input {name}. Work on a copy, or write x = x - y instead of x -= y."
WAITED = "Your code was ended by the clock, which may be the fault of a busy machine."
UNSENDABLE = "What your function returns is too large, or has too many parts."


def stopped(seconds: int, group: str) -> str:
    """What to say of code that took all its time."""
    where = f" on {group}" if group else ""
    return f"Your code was stopped after {seconds} s of computing{where}. Look for a loop that does not end."


def crashed(number: int) -> str:
    """What to say of code that Python itself did not survive."""
    return f"Your code crashed Python (signal {number}). Look for a function that calls itself without end."


def flooded(megabytes: int) -> str:
    """What to say of a result that is too large."""
    return f"Your code gave back more than {megabytes} MB. Look at the shape of what you return."


def fault(kind: str, message: str, line: int, text: str) -> str:
    """What to say of an error, with the line it came from.

    >>> print(fault("IndexError", "index 3 is out of bounds", 2, "    return x[3]"))
    Your code raised IndexError in line 2: index 3 is out of bounds
      return x[3]
    """
    place = f" in line {line}" if line else ""
    told = f": {message}" if message else "."
    shown = f"\n  {text.strip()}" if text.strip() else ""
    return f"Your code raised {kind}{place}{told}{shown}"


def returned_nothing() -> str:
    """What to say of a function without return."""
    return "Your function returns nothing. Is there a return at its end?"


def another_type(name: str, yours: str, needed: str) -> str:
    """What to say of a value of another type than is needed."""
    return f"Your {name} is {yours}, but {needed} is needed."


def another_count(yours: int, needed: Sequence[str]) -> str:
    """What to say when another number of results came back."""
    return f"Your function returns {yours} values, but {len(needed)} are needed: {', '.join(needed)}."


def another_shape(name: str, yours: tuple[int, ...], needed: tuple[int, ...], *, transposed: bool) -> str:
    """What to say of an array of another shape.

    transposed  whether the transpose of it would be right.
    """
    sentence = f"Your {name} has shape {yours}, but {needed} is needed."
    return f"{sentence} It is the transpose of the right one." if transposed else sentence


def groups(passed: Sequence[str], failed: Sequence[str]) -> str:
    """Which groups of tests passed."""
    total = len(passed) + len(failed)
    verb = "passes" if len(passed) == 1 else "pass"
    return f"{len(passed) or 'None'} of {total} groups of tests {verb}. Look again at: {', '.join(failed)}."


def table(rows: Sequence[tuple[str, float, str, str, str]]) -> str:
    """A line for each output that is off: worst relative error, where, and both values.

    >>> print(table([("dW", 2.0, "[0, 3]", "0.5", "-0.5")]))
      dW  relative error 2 at [0, 3]: yours 0.5, needed -0.5
    """
    width = max((len(name) for name, *_ in rows), default=0)
    return "\n".join(
        f"  {name.ljust(width)}  relative error {error:.2g}{f' at {where}' if where else ''}: "
        f"yours {yours}, needed {needed}"
        for name, error, where, yours, needed in rows
    )
