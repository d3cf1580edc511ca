"""Line breaks between the parts of a list: vectors or matrices, each on a line of its own."""

from __future__ import annotations

import re

_OPEN, _CLOSE = "([{", ")]}"
_ENVIRONMENT = ("\\begin", "\\end")
# What the line before may end with, and what a line begins with that goes on with it.
_ENDS = "])}'T"
_EQUATION = re.compile(r"\s*[A-Za-z\\][\w\\{}]*\s*=(?!=)")
_GOES_ON = ",;=+-*/^"


def lines_as_list(text: str) -> str:
    r"""The text with a comma for each line break between two lists, or two equations such as x = 1.

    >>> lines_as_list("[1, 2]\n[3,\n4]")
    '[1, 2],[3,\n4]'
    """
    found, depth = list(text), 0
    for place, letter in enumerate(text):
        depth += (letter in _OPEN) - (letter in _CLOSE)
        if letter == "\\":
            depth += text.startswith(_ENVIRONMENT[0], place) - text.startswith(_ENVIRONMENT[1], place)
        if letter == "\n" and depth == 0 and _is_between(text[:place], text[place:]):
            found[place] = ","
    return "".join(found)


def _is_between(before: str, behind: str) -> bool:
    """Whether a list ends before the first of some line breaks, and something of its own begins behind."""
    ended, begun = before.rstrip(), behind.strip()
    if not ended or not begun or "\n" in before[len(ended) :]:
        return False
    if ended[-1] in _ENDS and begun[0] not in _GOES_ON:
        return True
    return _EQUATION.match(ended.rpartition("\n")[2]) is not None and _EQUATION.match(begun) is not None
