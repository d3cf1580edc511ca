"""What every change of the records has in common: who does it, its audit event, whose rows it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gradcheck_course.records.models import AssignmentRow, AuditRow, PersonRow


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does something, in which role, when; every change of the records carries one."""

    actor: str
    role: str
    at: datetime


def note(
    session: Session, deed: Deed, action: str, subject: str, detail: Mapping[str, Any] | None = None
) -> None:
    """Add an audit event to the same transaction as the change that it speaks of."""
    session.add(
        AuditRow(at=deed.at, actor=deed.actor, action=action, subject=subject, detail=dict(detail or {}))
    )


def assignment_row(session: Session, course: str, name: str) -> AssignmentRow:
    """The row of an assignment, made at the first thing that happens to it."""
    query = select(AssignmentRow).where(AssignmentRow.course_id == course, AssignmentRow.name == name)
    row = session.scalar(query)
    if row is None:
        row = AssignmentRow(course_id=course, name=name)
        session.add(row)
        session.flush()
    return row


def person_row(session: Session, course: str, name: str, *, role: str) -> PersonRow:
    """The row of a person, made or brought up to date with this role."""
    query = select(PersonRow).where(PersonRow.course_id == course, PersonRow.name == name)
    row = session.scalar(query)
    if row is None:
        row = PersonRow(course_id=course, name=name, role=role)
        session.add(row)
    row.role = role
    session.flush()
    return row
