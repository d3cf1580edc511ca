"""More time and more attempts for single people; the newest row for a person holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gradcheck_course.records.database import Database
from gradcheck_course.records.models import AssignmentRow, ExtensionRow, PersonRow
from gradcheck_course.records.rows import Deed, assignment_row, note, person_row


@dataclass(frozen=True, slots=True)
class Extension:
    """What one person has beyond the class; due: None where the class's own due date holds."""

    person: str
    due: datetime | None = None
    attempts: int = 0
    reason: str = ""
    by: str = ""
    at: datetime | None = None


@final
class Extensions:
    """The extensions of one course."""

    def __init__(self, database: Database, course: str) -> None:
        self.database = database
        self.course = course

    def add(self, assignment: str, extension: Extension, deed: Deed) -> Extension:
        """The extension as it is in the records now; it replaces an earlier one, which stays there."""
        due = extension.due.isoformat() if extension.due else None
        with self.database.writing() as session:
            row = ExtensionRow(
                assignment_id=assignment_row(session, self.course, assignment).id,
                person=person_row(session, self.course, extension.person, role="student"),
                due=extension.due,
                attempts=extension.attempts,
                reason=extension.reason,
                by=deed.actor,
                at=deed.at,
            )
            session.add(row)
            detail = {"due": due, "attempts": extension.attempts, "reason": extension.reason}
            note(session, deed, "extend", f"{assignment}/{extension.person}", detail)
            session.flush()
            return _extension(row)

    def of(self, assignment: str) -> dict[str, Extension]:
        """The extensions of an assignment by person."""
        with self.database.reading() as session:
            return {row.person.name: _extension(row) for row in self._newest(session, assignment)}

    def _newest(self, session: Session, assignment: str) -> list[ExtensionRow]:
        newest = select(func.max(ExtensionRow.id)).group_by(
            ExtensionRow.assignment_id, ExtensionRow.person_id
        )
        query = (
            select(ExtensionRow)
            .join(AssignmentRow, AssignmentRow.id == ExtensionRow.assignment_id)
            .join(PersonRow, PersonRow.id == ExtensionRow.person_id)
            .where(AssignmentRow.name == assignment, AssignmentRow.course_id == self.course)
            .where(ExtensionRow.id.in_(newest))
            .order_by(PersonRow.name)
        )
        return list(session.scalars(query))


def _extension(row: ExtensionRow) -> Extension:
    return Extension(row.person.name, row.due, row.attempts, row.reason, row.by, row.at)
