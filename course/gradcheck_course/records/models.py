"""The tables. What happened is only ever added: a database refuses to change or delete a row of these."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

SCHEMA_VERSION = 2


class Moment(TypeDecorator[datetime]):
    """A moment, stored in UTC and given back with its time zone on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The same moment in UTC. Raises ValueError for a time without zone."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a recorded time needs its time zone; got {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment, with its zone where the database keeps none."""
        if value is None or value.utcoffset() is not None:
            return value
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The tables' common ground; constraints have names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class SchemaRow(Base):
    """One row: the version of these tables."""

    __tablename__ = "schema_version"
    version: Mapped[int] = mapped_column(Integer, primary_key=True)


class CourseRow(Base):
    """A course."""

    __tablename__ = "courses"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)


class PersonRow(Base):
    """Somebody of a course; name is the Hub user name; active: not withdrawn from the roster."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("course_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"))
    name: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    first_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    last_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    email: Mapped[str] = mapped_column(String(320), default="", server_default="")
    active: Mapped[bool] = mapped_column(default=True, server_default=true())


class AssignmentRow(Base):
    """An assignment that something happened to."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("course_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"))
    name: Mapped[str] = mapped_column(String(64))


class AssignmentVersionRow(Base):
    """An assignment as course.toml described it from a moment on: exercises, points, dates, policy."""

    __tablename__ = "assignment_versions"
    __table_args__ = (UniqueConstraint("assignment_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)


class ExtensionRow(Base):
    """More time, or more attempts, for one person; the newest row holds. due: None for the class's own."""

    __tablename__ = "extensions"
    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    due: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment)
    person: Mapped[PersonRow] = relationship(lazy="joined", innerjoin=True)


class CheckRow(Base):
    """An answer that was judged at once, from the notebook; counts: it used up a try."""

    __tablename__ = "checks"
    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    attempt: Mapped[int]
    label: Mapped[str] = mapped_column(String(16))
    response: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(16))
    credit: Mapped[float]
    counts: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Moment)


class ReleaseRow(Base):
    """An assignment was shown to students (released) or withdrawn; the newest row holds."""

    __tablename__ = "releases"
    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    released: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Moment)


class GivenRow(Base):
    """A problem given to a person, for ever.

    points  of its parts by letter, as the exercise sets them.
    repeat  how many in the assignment had the same parameters before.

    The first constraint makes giving twice impossible, the second one makes two people with the same problem
    impossible unless both know of it (repeat), whatever runs at the same time.
    """

    __tablename__ = "given"
    __table_args__ = (
        UniqueConstraint("assignment_id", "person_id", "attempt", "position", name="uq_given_once"),
        UniqueConstraint("assignment_id", "exercise", "fingerprint", "repeat", name="uq_given_alone"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    attempt: Mapped[int]
    position: Mapped[int]
    exercise: Mapped[str] = mapped_column(String(128))
    version: Mapped[str] = mapped_column(String(64))
    seed: Mapped[int] = mapped_column(BigInteger)
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    points: Mapped[dict[str, float]] = mapped_column(JSON)
    fingerprint: Mapped[str] = mapped_column(String(64))
    repeat: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)


class SubmissionRow(Base):
    """A submission that was receipted; its bytes are the file named by sha256."""

    __tablename__ = "submissions"
    id: Mapped[int] = mapped_column(primary_key=True)
    receipt: Mapped[str] = mapped_column(String(40), unique=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    attempt: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(Moment)
    late_seconds: Mapped[int]
    said_time: Mapped[str] = mapped_column(String(64))
    person: Mapped[PersonRow] = relationship(lazy="joined", innerjoin=True)
    assignment: Mapped[AssignmentRow] = relationship(lazy="joined", innerjoin=True)


class VerdictRow(Base):
    """What was decided about one response of a submission; the newest of a label holds."""

    __tablename__ = "verdicts"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    label: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str] = mapped_column(String(16))
    points: Mapped[float]
    max_points: Mapped[float]
    record: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)
    submission: Mapped[SubmissionRow] = relationship(lazy="joined", innerjoin=True)


class FeedbackRow(Base):
    """Feedback pages for a submission, packed in the file named by sha256; the newest row holds."""

    __tablename__ = "feedback"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment)


class AuditRow(Base):
    """Who did what, to what, when."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(Text)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


APPEND_ONLY = tuple(
    row.__tablename__
    for row in (
        AssignmentVersionRow,
        ReleaseRow,
        GivenRow,
        SubmissionRow,
        VerdictRow,
        FeedbackRow,
        AuditRow,
        ExtensionRow,
        CheckRow,
    )
)
