"""A printed part of a tree and how tightly it binds; the levels are those of the parser.

Printers work from the leaves up, so that no tree is too deep for them.
"""

from __future__ import annotations

from typing import NamedTuple

RELATION, SUM, NEGATIVE, PRODUCT, POWER, ATOM = 5, 10, 15, 20, 40, 100


class Piece(NamedTuple):
    """Text, and the level of its loosest operator that no bracket holds."""

    text: str
    level: int = ATOM
