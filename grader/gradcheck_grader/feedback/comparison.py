"""Sentences about how two expressions were compared."""

from __future__ import annotations

from collections.abc import Sequence

EMPTY_DOMAIN = "The declared domain holds no number at which the two could be compared."
TOO_MUCH_WORK = "Comparing the two would take more work than one answer may cost."


def differ_at_single_points(place: str) -> str:
    """What is said of functions that differ only where they jump."""
    return f"At {place} the two differ; single points do not count."


def too_few_of(agreed: int, tried: int) -> str:
    """Why agreement at some points is no decision when at most of them nothing could be computed."""
    return f"The two agree at {agreed} of {tried} points; at the others they could not be computed."


def two_values(texts: Sequence[str]) -> str:
    """The values of an expression with ±, as a set."""
    return " or ".join(dict.fromkeys(texts))
