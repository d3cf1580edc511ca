"""What is said of finite sets, multisets and tuples."""

from __future__ import annotations

from collections.abc import Sequence

NO_LIST = "A list of elements is needed here, such as {1, 2}."
NO_TUPLE = "A tuple is needed here, such as (1, 2)."
AN_INTERVAL = "You wrote an interval. A list of elements is needed here; write it as {1, 2}."
WITHOUT_NAMES = "Write the entries alone, without names or signs of equality: (1, 2)."
HOW_OFTEN = "You have the right values; count again how often each of them occurs."
ANOTHER_ORDER = "These are the right entries, but not in the right order."
TOO_MANY_TO_COMPARE = "There are too many elements to compare each with each."
NOT_EMPTY = "The set that is needed is not empty."
EMPTY = "The set that is needed has no elements."
MOST_NAMED = 6


def element(number: int) -> str:
    """The name of an element, counted from 1."""
    return f"element {number}"


def entry(number: int) -> str:
    """The name of an entry of a tuple, counted from 1."""
    return f"entry {number}"


def members(right: int, written: Sequence[str], missing: int, *, total: int) -> str:
    """What to say of a set of which some elements are right.

    written  the elements that do not belong;  missing  how many were not given;  total  how many were given.

    >>> members(2, ["5"], 1, total=3)
    '2 of your 3 elements belong to the set, but 5 does not. One element is missing.'
    """
    if not right:
        return _none_belongs(total)
    if not written:
        begin = _all_belong(right)
        return f"{begin}, but {missing_elements(missing)}."
    verb = "belongs" if right == 1 else "belong"
    first = f"{right} of your {total} elements {verb} to the set, but {named(written)}."
    return f"{first} {missing_elements(missing).capitalize()}." if missing else first


def _none_belongs(total: int) -> str:
    if total == 1:
        return "Your element does not belong to the set."
    return "None of your elements belongs to the set."


def _all_belong(right: int) -> str:
    if right == 1:
        return "Your element belongs to the set"
    return (
        "Both of your elements belong to the set"
        if right == 2
        else f"All {right} of your elements belong to the set"
    )


def named(written: Sequence[str]) -> str:
    """The elements that do not belong, as the end of a sentence: 3 and 5 do not."""
    shown = list(written[:MOST_NAMED]) + (["…"] if len(written) > MOST_NAMED else [])
    if len(shown) == 1:
        return f"{shown[0]} does not"
    return f"{', '.join(shown[:-1])} and {shown[-1]} do not"


def missing_elements(count: int) -> str:
    """How many elements are missing, in words."""
    return "one element is missing" if count == 1 else f"{count} elements are missing"


def tuple_length(yours: int, needed: int) -> str:
    """What to say of a tuple of another length."""
    entries = "one entry" if yours == 1 else f"{yours} entries"
    return f"Your tuple has {entries}, but {needed} {'is' if needed == 1 else 'are'} needed."


def tuple_entries(right: int, total: int, wrong_entries: Sequence[str]) -> str:
    """What to say when some entries of a tuple are wrong."""
    if not right:
        return "Your entry is not right." if total == 1 else "None of the entries is right."
    shown = ", ".join(wrong_entries[:MOST_NAMED]) + (", …" if len(wrong_entries) > MOST_NAMED else "")
    verb = "is" if right == 1 else "are"
    return f"{right} of {total} entries {verb} right. Look again at {shown}."
