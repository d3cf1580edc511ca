"""Answers that were judged at once, from a notebook, and how many tries each person has used."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import final

from sqlalchemy import func, select

from gradcheck_course.records.database import Database
from gradcheck_course.records.models import AssignmentRow, CheckRow, PersonRow
from gradcheck_course.records.rows import Deed, assignment_row, note, person_row


@dataclass(frozen=True, slots=True)
class Checked:
    """One answer, and what was decided about it; counts: it used up a try."""

    attempt: int
    label: str
    response: str
    outcome: str
    credit: float
    counts: bool


@final
class Checks:
    """The answers of one course that were judged at once."""

    def __init__(self, database: Database, course: str) -> None:
        self.database = database
        self.course = course

    def add(self, assignment: str, checked: Checked, deed: Deed, *, most: int) -> int | None:
        """How many tries the actor has used, this one counted; None, and nothing is added, after the last.

        Looked at and added in one transaction: answers sent at the same time get no try more.
        """
        with self.database.writing() as session:
            row = assignment_row(session, self.course, assignment)
            person = person_row(session, self.course, deed.actor, role=deed.role)
            used = session.scalar(
                select(func.count(CheckRow.id)).where(
                    CheckRow.assignment_id == row.id,
                    CheckRow.person_id == person.id,
                    CheckRow.attempt == checked.attempt,
                    CheckRow.label == checked.label,
                    CheckRow.counts,
                )
            )
            if (used or 0) >= most:
                return None
            session.add(
                CheckRow(
                    assignment_id=row.id,
                    person_id=person.id,
                    attempt=checked.attempt,
                    label=checked.label,
                    response=checked.response,
                    outcome=checked.outcome,
                    credit=checked.credit,
                    counts=checked.counts,
                    at=deed.at,
                )
            )
            detail = {"label": checked.label, "outcome": checked.outcome, "attempt": checked.attempt}
            note(session, deed, "check", f"{assignment}/{deed.actor}", detail)
            return (used or 0) + checked.counts

    def known(self, assignment: str, person: str, attempt: int, label: str, response: str) -> str | None:
        """The outcome of this very response, when the person had it checked before; else None."""
        query = (
            select(CheckRow.outcome)
            .join(AssignmentRow, AssignmentRow.id == CheckRow.assignment_id)
            .join(PersonRow, PersonRow.id == CheckRow.person_id)
            .where(AssignmentRow.name == assignment, AssignmentRow.course_id == self.course)
            .where(PersonRow.name == person, CheckRow.attempt == attempt)
            .where(CheckRow.label == label, CheckRow.response == response)
            .limit(1)
        )
        with self.database.reading() as session:
            return session.scalar(query)

    def used(self, assignment: str, person: str, attempt: int) -> Counter[str]:
        """How many tries a person has used, by label."""
        query = (
            select(CheckRow.label, func.count())
            .join(AssignmentRow, AssignmentRow.id == CheckRow.assignment_id)
            .join(PersonRow, PersonRow.id == CheckRow.person_id)
            .where(AssignmentRow.name == assignment, AssignmentRow.course_id == self.course)
            .where(PersonRow.name == person, CheckRow.attempt == attempt, CheckRow.counts)
            .group_by(CheckRow.label)
        )
        with self.database.reading() as session:
            return Counter(dict(session.execute(query).all()))
