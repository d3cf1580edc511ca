"""Version 1: the tables as they were made before there were migrations."""

from __future__ import annotations

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Nothing: records of this version have its tables."""
