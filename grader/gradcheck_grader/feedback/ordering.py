"""What a learner reads about the order of things."""

from __future__ import annotations


def pair(first: str, second: str) -> str:
    """Two neighbours."""
    return f"{first} before {second}"


def out_of_order(first: str, second: str) -> str:
    """The first two neighbours that stand the wrong way round."""
    return f"Not all of it is in order: look again at {first} and {second}, which stand next to each other."
