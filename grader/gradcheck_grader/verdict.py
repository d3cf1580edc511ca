"""What the grader decided about one response, and why: one schema for every caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

SCHEMA = "gradcheck.verdict/1"


class Outcome(StrEnum):
    """The five ends that judging can have; the strings stand in every record."""

    RIGHT = "right"
    PARTLY_RIGHT = "partly_right"
    WRONG = "wrong"
    UNREADABLE = "unreadable"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for an outcome.

    kind     same-tree, exact, proved or agrees: why it is right;  counterexample, undefined, shape, slope,
             property, element or line: why it is wrong;  form: right, but not written as asked;
             choice, follow-through;  limit: why nothing was decided;
             sandbox: at which level code was locked in while it ran.
    where    the part of the response it speaks of, such as "row 1, column 2"; empty for the whole.
    at       the point, as printable values by name.
    needed   what was needed there, printed; yours: what the response gives there.
    points   how many points agreed, to how many digits.
    note     a sentence for a person, when the numbers do not speak for themselves.
    """

    kind: str
    where: str = ""
    at: Mapping[str, str] = field(default_factory=dict[str, str])
    needed: str = ""
    yours: str = ""
    points: int = 0
    digits: int = 0
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """The fields that say something."""
        record: dict[str, Any] = {"kind": self.kind}
        for name in ("where", "needed", "yours", "points", "digits", "note"):
            if value := getattr(self, name):
                record[name] = value
        if self.at:
            record["at"] = dict(self.at)
        return record


@dataclass(frozen=True, slots=True)
class NamedSlip:
    """A slip whose response was the one given."""

    name: str
    feedback: str

    def to_json(self) -> dict[str, str]:
        """Name and feedback."""
        return {"name": self.name, "feedback": self.feedback}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the grader decided about one response, and why.

    credit    a share of the points, 0 to 1.
    feedback  a sentence or two for the person who wrote the response.
    read_as   the response as it was read, in plain notation; latex: the same in LaTeX. Empty when unreadable.
    evidence  the reasons, strongest first.
    slips     the named slips that produce this response.
    error     for unreadable responses: message, at and suggestion.
    """

    outcome: Outcome
    credit: float
    feedback: str = ""
    read_as: str = ""
    latex: str = ""
    evidence: tuple[Evidence, ...] = ()
    slips: tuple[NamedSlip, ...] = ()
    error: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.credit <= 1:
            raise ValueError(f"credit is a share of the points, 0 to 1; got {self.credit}")
        if self.outcome is Outcome.RIGHT and self.credit != 1:
            raise ValueError(f"a right response earns credit 1; got {self.credit}")
        if self.outcome in (Outcome.WRONG, Outcome.UNREADABLE, Outcome.UNDECIDED) and self.credit != 0:
            raise ValueError(f"a response judged {self.outcome} earns credit 0; got {self.credit}")

    def with_slip(self, slip: NamedSlip) -> Verdict:
        """The same verdict with one more named slip."""
        return replace(self, slips=(*self.slips, slip))

    def to_json(self) -> dict[str, Any]:
        """The documented record, gradcheck.verdict/1."""
        record: dict[str, Any] = {
            "schema": SCHEMA,
            "outcome": str(self.outcome),
            "credit": self.credit,
            "read_as": self.read_as,
            "latex": self.latex,
            "evidence": [item.to_json() for item in self.evidence],
            "slips": [slip.to_json() for slip in self.slips],
            "feedback": self.feedback,
        }
        if self.error is not None:
            record["error"] = dict(self.error)
        return record

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Verdict:
        """The verdict that to_json wrote."""
        return cls(
            outcome=Outcome(record["outcome"]),
            credit=record["credit"],
            feedback=record["feedback"],
            read_as=record["read_as"],
            latex=record["latex"],
            evidence=tuple(Evidence(**item) for item in record["evidence"]),
            slips=tuple(NamedSlip(**item) for item in record["slips"]),
            error=record.get("error"),
        )
