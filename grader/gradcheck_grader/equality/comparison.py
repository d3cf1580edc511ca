"""What comparing two expressions ends with."""

from __future__ import annotations

from dataclasses import dataclass

from gradcheck_grader.verdict import Evidence, Outcome


@dataclass(frozen=True, slots=True)
class Comparison:
    """right, wrong or undecided, and the reason."""

    outcome: Outcome
    evidence: Evidence

    @property
    def is_right(self) -> bool:
        """Whether the two are equal, as far as is known."""
        return self.outcome is Outcome.RIGHT


def right(evidence: Evidence) -> Comparison:
    """Equal, for this reason."""
    return Comparison(Outcome.RIGHT, evidence)


def wrong(evidence: Evidence) -> Comparison:
    """Not equal, for this reason."""
    return Comparison(Outcome.WRONG, evidence)


def undecided(reason: str) -> Comparison:
    """Not decided, for a reason given as a sentence."""
    return Comparison(Outcome.UNDECIDED, Evidence("limit", note=reason))
