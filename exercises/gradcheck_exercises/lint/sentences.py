"""What a claim may yield beside a sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence about something that could not be decided, and so is not shown to be wrong."""

    sentence: str
