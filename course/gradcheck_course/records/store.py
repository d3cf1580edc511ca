"""The questions that the service asks the records, and the events that it adds to them."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gradcheck_course.classroom.problems import GivenProblem
from gradcheck_course.records.blobs import BlobFolder
from gradcheck_course.records.checks import Checks
from gradcheck_course.records.database import Database
from gradcheck_course.records.extensions import Extensions
from gradcheck_course.records.models import (
    AssignmentRow,
    AuditRow,
    CourseRow,
    FeedbackRow,
    GivenRow,
    PersonRow,
    ReleaseRow,
    SubmissionRow,
    VerdictRow,
)
from gradcheck_course.records.roll import Roll
from gradcheck_course.records.rows import Deed, assignment_row, note, person_row


class AlreadyGivenError(Exception):
    """Somebody else gave these problems, or took these parameters, a moment ago: look again."""


@dataclass(frozen=True, slots=True)
class NewProblem:
    """A problem to be given, with what only the records may know: its seed."""

    given: GivenProblem
    seed: int
    fingerprint: str
    repeat: int


@dataclass(frozen=True, slots=True)
class NewSubmission:
    """A submission to be stored.

    said_time  what the sender's own clock said; kept, and never decides anything.
    """

    assignment: str
    packed: bytes
    attempt: int = 1
    late_seconds: int = 0
    said_time: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A submission that is on disk and in the records."""

    receipt: str
    person: str
    assignment: str
    attempt: int
    sha256: str
    received_at: datetime
    late_seconds: int
    feedback: bool


class Store:
    """The records of one course."""

    def __init__(self, folder: Path, course: str, *, url: str = "") -> None:
        """Open, or make, the records in a folder. url names another database than the SQLite file there."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.course = course
        self.database = Database(url or sqlite_url(folder))
        self.extensions = Extensions(self.database, course)
        self.checks = Checks(self.database, course)
        self.roll = Roll(self.database, course)
        self.submissions = BlobFolder(folder / "submissions")
        self.pages = BlobFolder(folder / "feedback")
        with self.database.writing() as session:
            if session.get(CourseRow, course) is None:
                session.add(CourseRow(id=course))

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    # Releases

    def set_released(self, assignment: str, released: bool, deed: Deed) -> None:
        """Record that an assignment was released or withdrawn."""
        with self.database.writing() as session:
            row = self._assignment(session, assignment)
            session.add(ReleaseRow(assignment_id=row.id, released=released, at=deed.at))
            note(session, deed, "release" if released else "unrelease", assignment)

    def released(self) -> dict[str, datetime]:
        """When each assignment that is released now was released."""
        newest = select(func.max(ReleaseRow.id)).group_by(ReleaseRow.assignment_id)
        query = (
            select(AssignmentRow.name, ReleaseRow.at)
            .join(ReleaseRow, ReleaseRow.assignment_id == AssignmentRow.id)
            .where(ReleaseRow.id.in_(newest), ReleaseRow.released, AssignmentRow.course_id == self.course)
        )
        with self.database.reading() as session:
            return dict(session.execute(query).all())

    # Problems

    def given(self, assignment: str, person: str, attempt: int = 1) -> tuple[GivenProblem, ...]:
        """The problems that a person got, by position; empty when none were given yet."""
        query = (
            select(GivenRow)
            .join(AssignmentRow, AssignmentRow.id == GivenRow.assignment_id)
            .join(PersonRow, PersonRow.id == GivenRow.person_id)
            .where(AssignmentRow.name == assignment, AssignmentRow.course_id == self.course)
            .where(PersonRow.name == person, GivenRow.attempt == attempt)
            .order_by(GivenRow.position)
        )
        with self.database.reading() as session:
            return tuple(
                GivenProblem(row.position, row.exercise, row.version, row.parameters, row.points)
                for row in session.scalars(query)
            )

    def used_parameters(self, assignment: str, exercise: str) -> Counter[str]:
        """How many have each fingerprint of parameters in an exercise of an assignment."""
        query = (
            select(GivenRow.fingerprint, func.count())
            .join(AssignmentRow, AssignmentRow.id == GivenRow.assignment_id)
            .where(AssignmentRow.name == assignment, AssignmentRow.course_id == self.course)
            .where(GivenRow.exercise == exercise)
            .group_by(GivenRow.fingerprint)
        )
        with self.database.reading() as session:
            return Counter(dict(session.execute(query).all()))

    def give_problems(
        self,
        assignment: str,
        problems: Sequence[NewProblem],
        deed: Deed,
        *,
        attempt: int = 1,
        person: str = "",
    ) -> None:
        """Record the problems that a person, the actor unless another is named, gets: all of them, or none.

        Raises AlreadyGivenError when one of the positions, or one of the parameter sets, was taken meanwhile.
        """
        try:
            with self.database.writing() as session:
                row = self._assignment(session, assignment)
                role = deed.role if person in ("", deed.actor) else "student"
                whose = person_row(session, self.course, person or deed.actor, role=role)
                session.add_all(
                    _given_row(new, row.id, whose.id, attempt=attempt, at=deed.at) for new in problems
                )
                detail = {"attempt": attempt, "repeats": sum(new.repeat > 0 for new in problems)}
                note(session, deed, "give", f"{assignment}/{whose.name}", detail)
        except IntegrityError as error:
            raise AlreadyGivenError(assignment) from error

    # Submissions

    def store_submission(self, new: NewSubmission, deed: Deed) -> Submitted:
        """A submission of the actor that is on disk, then in the committed records, then returned."""
        sha256 = self.submissions.put(new.packed)
        with self.database.writing() as session:
            row = SubmissionRow(
                receipt=secrets.token_hex(12),
                assignment=self._assignment(session, new.assignment),
                person=self._person(session, deed),
                attempt=new.attempt,
                sha256=sha256,
                size=len(new.packed),
                received_at=deed.at,
                late_seconds=new.late_seconds,
                said_time=new.said_time,
            )
            session.add(row)
            session.flush()
            detail = {"receipt": row.receipt, "sha256": sha256, "late_seconds": new.late_seconds}
            note(session, deed, "submit", f"{new.assignment}/{deed.actor}", detail)
            stored = _submitted(row, feedback=False)
        # Only here, after the block, is the row committed: what is returned is a receipt.
        return stored  # noqa: RET504

    def submissions_of(self, assignment: str, person: str | None = None) -> tuple[Submitted, ...]:
        """The submissions of an assignment, of one person or of all, oldest first."""
        query = _submissions().where(AssignmentRow.name == assignment, AssignmentRow.course_id == self.course)
        if person is not None:
            query = query.where(PersonRow.name == person)
        with self.database.reading() as session:
            return tuple(_submitted(row, feedback=feedback) for row, feedback in session.execute(query))

    def submission(self, receipt: str) -> Submitted | None:
        """The submission with that receipt; None when there is none."""
        query = _submissions().where(SubmissionRow.receipt == receipt, AssignmentRow.course_id == self.course)
        with self.database.reading() as session:
            found = session.execute(query).first()
            return None if found is None else _submitted(found[0], feedback=found[1])

    # Verdicts and feedback

    def add_verdicts(self, receipt: str, verdicts: Mapping[str, Mapping[str, Any]], deed: Deed) -> None:
        """Add what was decided about a submission, by label; earlier verdicts stay in the records."""
        with self.database.writing() as session:
            submission = _by_receipt(session, receipt)
            session.add_all(
                VerdictRow(
                    submission_id=submission.id,
                    label=label,
                    outcome=record["outcome"],
                    points=record["points"],
                    max_points=record["max_points"],
                    record=dict(record),
                    at=deed.at,
                )
                for label, record in verdicts.items()
            )
            note(session, deed, "verdicts", receipt, {"labels": sorted(verdicts)})

    def verdicts(self, assignment: str) -> list[dict[str, Any]]:
        """The newest verdict for each label of each submission of an assignment."""
        newest = select(func.max(VerdictRow.id)).group_by(VerdictRow.submission_id, VerdictRow.label)
        query = (
            select(VerdictRow)
            .join(SubmissionRow, SubmissionRow.id == VerdictRow.submission_id)
            .join(AssignmentRow, AssignmentRow.id == SubmissionRow.assignment_id)
            .where(AssignmentRow.name == assignment, AssignmentRow.course_id == self.course)
            .where(VerdictRow.id.in_(newest))
            .order_by(VerdictRow.submission_id, VerdictRow.label)
        )
        with self.database.reading() as session:
            return [
                {
                    "person": row.submission.person.name,
                    "receipt": row.submission.receipt,
                    "label": row.label,
                    "verdict": row.record,
                }
                for row in session.scalars(query)
            ]

    def add_feedback(self, receipt: str, packed: bytes, deed: Deed) -> None:
        """Add feedback pages for a submission; the person sees the newest ones."""
        sha256 = self.pages.put(packed)
        with self.database.writing() as session:
            submission = _by_receipt(session, receipt)
            session.add(FeedbackRow(submission_id=submission.id, sha256=sha256, at=deed.at))
            note(session, deed, "feedback", receipt, {"sha256": sha256})

    def feedback(self, receipt: str) -> bytes | None:
        """The newest feedback pages for a submission, packed; None when there are none."""
        query = (
            select(FeedbackRow.sha256)
            .join(SubmissionRow, SubmissionRow.id == FeedbackRow.submission_id)
            .where(SubmissionRow.receipt == receipt)
            .order_by(FeedbackRow.id.desc())
            .limit(1)
        )
        with self.database.reading() as session:
            sha256 = session.scalar(query)
        return None if sha256 is None else self.pages.get(sha256)

    # Attempts

    def attempts(self, assignment: str) -> dict[str, int]:
        """The newest attempt of each person who got problems of an assignment."""
        query = (
            select(PersonRow.name, func.max(GivenRow.attempt))
            .join(GivenRow, GivenRow.person_id == PersonRow.id)
            .join(AssignmentRow, AssignmentRow.id == GivenRow.assignment_id)
            .where(AssignmentRow.name == assignment, AssignmentRow.course_id == self.course)
            .group_by(PersonRow.name)
        )
        with self.database.reading() as session:
            return dict(session.execute(query).all())

    # Audit

    def events(self, *, after: int = 0, most: int | None = None) -> list[AuditRow]:
        """The audit events after a number, oldest first, as many as asked for."""
        query = select(AuditRow).where(AuditRow.id > after).order_by(AuditRow.id).limit(most)
        with self.database.reading() as session:
            return list(session.scalars(query))

    def _assignment(self, session: Session, name: str) -> AssignmentRow:
        return assignment_row(session, self.course, name)

    def _person(self, session: Session, deed: Deed) -> PersonRow:
        return person_row(session, self.course, deed.actor, role=deed.role)


def sqlite_url(folder: Path) -> str:
    """The address of the records in a folder, where no other database is named."""
    return f"sqlite:///{folder / 'records.db'}"


def _given_row(new: NewProblem, assignment: int, person: int, *, attempt: int, at: datetime) -> GivenRow:
    return GivenRow(
        assignment_id=assignment,
        person_id=person,
        attempt=attempt,
        position=new.given.position,
        exercise=new.given.exercise,
        version=new.given.version,
        seed=new.seed,
        parameters=dict(new.given.parameters),
        points=dict(new.given.points),
        fingerprint=new.fingerprint,
        repeat=new.repeat,
        at=at,
    )


def _submissions() -> Select[SubmissionRow, bool]:
    has_feedback = select(FeedbackRow.id).where(FeedbackRow.submission_id == SubmissionRow.id).exists()
    return (
        select(SubmissionRow, has_feedback)
        .join(AssignmentRow, AssignmentRow.id == SubmissionRow.assignment_id)
        .join(PersonRow, PersonRow.id == SubmissionRow.person_id)
        .order_by(SubmissionRow.id)
    )


def _by_receipt(session: Session, receipt: str) -> SubmissionRow:
    return session.scalars(select(SubmissionRow).where(SubmissionRow.receipt == receipt)).one()


def _submitted(row: SubmissionRow, *, feedback: bool) -> Submitted:
    return Submitted(
        receipt=row.receipt,
        person=row.person.name,
        assignment=row.assignment.name,
        attempt=row.attempt,
        sha256=row.sha256,
        received_at=row.received_at,
        late_seconds=row.late_seconds,
        feedback=feedback,
    )
