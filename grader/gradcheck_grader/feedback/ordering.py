"""What a learner reads about the order of things."""

from __future__ import annotations

from collections.abc import Sequence

EACH_ONCE = "Every item must be named, and each of them once."


def example(keys: Sequence[str]) -> str:
    """How an order is written."""
    return f"Write an order such as {', '.join(sorted(keys))}."


def pair(first: str, second: str) -> str:
    """Two neighbours."""
    return f"{first} before {second}"


def out_of_order(first: str, second: str) -> str:
    """The first two neighbours that stand the wrong way round."""
    return f"Not all of it is in order: look again at {first} and {second}, which stand next to each other."
