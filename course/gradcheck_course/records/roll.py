"""Who is in a course and what its assignments are, as its files said from each moment on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gradcheck_course.records.database import Database
from gradcheck_course.records.models import AssignmentRow, AssignmentVersionRow, AuditRow, PersonRow
from gradcheck_course.records.rows import Deed, assignment_row, note


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody on the roster, or who teaches; active: not withdrawn."""

    name: str
    role: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    active: bool = True


@final
class Roll:
    """The people and the assignments of one course."""

    def __init__(self, database: Database, course: str) -> None:
        self.database = database
        self.course = course

    def take_over(
        self, people: Iterable[Enrolled], assignments: Mapping[str, Mapping[str, Any]], deed: Deed
    ) -> None:
        """Bring the records up to what the course's files say; each change leaves an audit event.

        Nobody is deleted: who was named and is no longer is withdrawn. A changed assignment gets a version.
        """
        with self.database.writing() as session:
            self._take_people({person.name: person for person in people}, session, deed)
            for name, content in assignments.items():
                self._take_assignment(name, content, session, deed)

    def people(self) -> tuple[Enrolled, ...]:
        """Everybody who ever was in the course, by name."""
        query = select(PersonRow).where(PersonRow.course_id == self.course).order_by(PersonRow.name)
        with self.database.reading() as session:
            return tuple(_enrolled(row) for row in session.scalars(query))

    def versions(self, assignment: str) -> tuple[dict[str, Any], ...]:
        """What an assignment was, oldest first."""
        query = (
            select(AssignmentVersionRow)
            .join(AssignmentRow, AssignmentRow.id == AssignmentVersionRow.assignment_id)
            .where(AssignmentRow.name == assignment, AssignmentRow.course_id == self.course)
            .order_by(AssignmentVersionRow.number)
        )
        with self.database.reading() as session:
            return tuple(row.content for row in session.scalars(query))

    def _take_people(self, named: Mapping[str, Enrolled], session: Session, deed: Deed) -> None:
        rows = session.scalars(select(PersonRow).where(PersonRow.course_id == self.course))
        known = {row.name: row for row in rows}
        for name, person in named.items():
            row = known.get(name)
            before = _enrolled(row) if row else None
            if before == person:
                continue
            if row is None:
                session.add(row := PersonRow(course_id=self.course, name=name))
            for key, value in asdict(person).items():
                setattr(row, key, value)
            action = "enrol" if before is None or not before.active else "change-person"
            note(session, deed, action if person.active else "withdraw", name, {"role": person.role})
        enrol = select(AuditRow.subject).where(AuditRow.action == "enrol")
        ever = set(session.scalars(enrol))  # others came by a group of the Hub alone
        for name, row in known.items():
            if name in ever and name not in named and row.active:
                row.active = False
                note(session, deed, "withdraw", name, {"role": row.role})

    def _take_assignment(self, name: str, content: Mapping[str, Any], session: Session, deed: Deed) -> None:
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        row = assignment_row(session, self.course, name)
        newest = session.scalar(
            select(func.max(AssignmentVersionRow.number)).where(AssignmentVersionRow.assignment_id == row.id)
        )
        if newest:
            known = select(AssignmentVersionRow.sha256).where(
                AssignmentVersionRow.assignment_id == row.id, AssignmentVersionRow.number == newest
            )
            if session.scalar(known) == sha256:
                return
        number = (newest or 0) + 1
        session.add(
            AssignmentVersionRow(
                assignment_id=row.id, number=number, sha256=sha256, content=dict(content), at=deed.at
            )
        )
        note(session, deed, "describe", name, {"version": number, "sha256": sha256})


def _enrolled(row: PersonRow) -> Enrolled:
    return Enrolled(row.name, row.role, row.first_name, row.last_name, row.email, row.active)
