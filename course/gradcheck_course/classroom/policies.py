"""What holds for an assignment beside its problems: dates, late work, attempts, feedback, checks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gradcheck_course.classroom.toml import Table

DAY = 86_400
WHEN = ("released", "due", "closed")
SHOW = ("full", "verdicts", "points")
MOST_ATTEMPTS = 20
MOST_CHECKS = 50


@dataclass(frozen=True, slots=True)
class Late:
    """What late work costs: a share of the points for each day begun, after some minutes of grace."""

    per_day: float
    at_most: float = 1.0
    grace_minutes: float = 0.0

    def share(self, seconds: float) -> float:
        """The share of the points that is lost.

        >>> late = Late(per_day=0.1, at_most=0.5, grace_minutes=15)
        >>> [late.share(minutes * 60) for minutes in (0, 15, 16, 24 * 60 + 16, 30 * 24 * 60)]
        [0.0, 0.0, 0.1, 0.2, 0.5]
        """
        days = math.ceil(max(0.0, seconds - 60 * self.grace_minutes) / DAY)
        return min(self.at_most, days * self.per_day)


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy of an assignment.

    late      what late work costs; None: nothing.
    closes    after this moment nothing is accepted; None: late work always is.
    attempts  how many times a person may begin, each with problems of their own.
    checks    how many answers to a part are judged at once, in the notebook; 0: none.
    when      from when feedback is shown: once released, after the due date, after the assignment closed.
    show      how much is shown: all, the verdicts without solutions, the points alone.
    """

    late: Late | None = None
    closes: datetime | None = None
    attempts: int = 1
    checks: int = 0
    when: str = "released"
    show: str = "full"

    def to_json(self) -> dict[str, Any]:
        """The record that versions of assignments keep."""
        late = self.late
        return {
            "late": [late.per_day, late.at_most, late.grace_minutes] if late else None,
            "closes": self.closes.isoformat() if self.closes else None,
            "attempts": self.attempts,
            "checks": self.checks,
            "feedback": {"when": self.when, "show": self.show},
        }


@dataclass(frozen=True, slots=True)
class Terms:
    """The policy as it holds for one person, extensions counted."""

    due: datetime | None
    closes: datetime | None
    attempts: int
    shown_from: datetime | None

    def late_seconds(self, moment: datetime) -> int:
        """How late that is, in whole seconds, rounded up."""
        return 0 if self.due is None else max(0, math.ceil((moment - self.due) / timedelta(seconds=1)))

    def closed(self, moment: datetime) -> bool:
        """Whether nothing is accepted any more."""
        return self.closes is not None and moment > self.closes


def terms_for(
    policy: Policy, due: datetime | None, *, extended: datetime | None = None, more_attempts: int = 0
) -> Terms:
    """What holds for a person with an extension to another due date, and with more attempts."""
    own = extended or due
    closes = max(policy.closes, own) if policy.closes and own else policy.closes
    shown = {"released": None, "due": own, "closed": closes or own}[policy.when]
    return Terms(own, closes, policy.attempts + more_attempts, shown)


def read_policy(table: Table, due: datetime | None) -> Policy:
    """The policy in the table of an assignment. Raises CourseError for what makes no sense."""
    late, feedback = table.maybe("late"), table.maybe("feedback")
    policy = Policy(
        late=_late(late) if late else None,
        closes=table.moment("closes"),
        attempts=table.whole("attempts", least=1, most=MOST_ATTEMPTS) or 1,
        checks=table.whole("checks", least=0, most=MOST_CHECKS) or 0,
        when=feedback.one_of("when", WHEN) if feedback else "released",
        show=feedback.one_of("show", SHOW) if feedback else "full",
    )
    if feedback:
        feedback.nothing_else()
    if policy.closes and due and policy.closes < due:
        raise table.error("The assignment would close before it is due.", key="closes")
    for key, needs in (("late", policy.late), ("feedback", policy.when != "released")):
        if needs and due is None and not (key == "feedback" and policy.closes):
            raise table.error(f"Without a due date this has no meaning: {key}.", key="due")
    return policy


def _late(table: Table) -> Late:
    late = Late(
        per_day=table.number("per_day", least=0.0, most=1.0),
        at_most=table.number("at_most", default=1.0, least=0.0, most=1.0),
        grace_minutes=table.number("grace_minutes", default=0.0, least=0.0, most=10_000.0),
    )
    table.nothing_else()
    return late
