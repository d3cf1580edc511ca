"""Version 2: who people are, versions of assignments, extensions, and answers checked at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gradcheck_course.records.guards import guard_tables

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what version 2 has; nothing that is there is changed."""
    for name, length in (("first_name", 200), ("last_name", 200), ("email", 320)):
        op.add_column("people", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    op.add_column("people", sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_table(
        "assignment_versions",
        _id(),
        sa.PrimaryKeyConstraint("id", name="pk_assignment_versions"),
        _reference("assignment_versions", "assignment_id", "assignments"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("assignment_id", "number", name="uq_assignment_versions_assignment_id"),
    )
    op.create_table(
        "extensions",
        _id(),
        sa.PrimaryKeyConstraint("id", name="pk_extensions"),
        *_whose("extensions"),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "checks",
        _id(),
        sa.PrimaryKeyConstraint("id", name="pk_checks"),
        *_whose("checks"),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(16), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("credit", sa.Float(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    for table in ("extensions", "checks"):
        op.create_index(f"ix_{table}_assignment_id", table, ["assignment_id"])
    guard_tables(op.get_bind(), ("assignment_versions", "extensions", "checks"))


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _reference(table: str, column: str, target: str) -> sa.Column[int]:
    key = sa.ForeignKey(f"{target}.id", name=f"fk_{table}_{column}")
    return sa.Column(column, sa.Integer(), key, nullable=False)


def _whose(table: str) -> tuple[sa.Column[int], ...]:
    return (_reference(table, "assignment_id", "assignments"), _reference(table, "person_id", "people"))
