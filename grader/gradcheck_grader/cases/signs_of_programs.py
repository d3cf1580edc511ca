"""How programs write the imaginary unit and e: I and E as SymPy prints them, 2j as Python does."""

from __future__ import annotations

import re
from collections.abc import Collection

_EULER = re.compile(r"(?<![\w.\\])E(?![\w(\[])")
_UNIT = re.compile(r"(?<![^\W\d_])(?<![_.\\])[Ij](?![\w(\[])")
IMAGINARY = re.compile(r"(?<![^\W\d_])(?<![_.\\])i(?![\w(\[])")


def by_hand(text: str, names: Collection[str]) -> str:
    """The text of the same length with e for E, and i for I and j, unless these are names.

    >>> by_hand("2*E - 3*I", ()), by_hand("I*R", ("I", "R"))
    ('2*e - 3*i', 'I*R')
    """
    if "E" not in names:
        text = _EULER.sub("e", text)
    return _UNIT.sub(lambda unit: unit[0] if unit[0] in names else "i", text)
