"""Carrying records to this version: a copy of them first, then every step in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, update
from sqlalchemy.exc import DatabaseError

from gradcheck_course.errors import CourseError
from gradcheck_course.records.copying import copy_records
from gradcheck_course.records.database import connect, shown_url, version_of
from gradcheck_course.records.models import SCHEMA_VERSION, SchemaRow

_FIRST = "0001"  # records of version 1 do not know of alembic


@dataclass(frozen=True, slots=True)
class Upgraded:
    """From which version to which; copy: the records as they were, None if nothing was due."""

    before: int
    after: int
    copy: Path | None = None


def upgrade_records(url: str, backups: Path, *, now: datetime) -> Upgraded:
    """The records at url, brought to this version after a copy of them was made in backups.

    All steps are one transaction: when one fails, the records are as before. Raises CourseError when there
    are no records, a newer gradcheck wrote them, or a step fails.
    """
    engine = connect(url)
    try:
        with engine.connect() as connection:
            before = version_of(connection)
        if before is None:
            raise CourseError("There are no records here yet.", file=shown_url(url))
        if before > SCHEMA_VERSION:
            raise CourseError(
                f"A newer gradcheck wrote these records (version {before}; this one knows {SCHEMA_VERSION}).",
                file=shown_url(url),
                action="Install the newer gradcheck; this one leaves the records as they are.",
            )
        if before == SCHEMA_VERSION:
            return Upgraded(before, before)
        backups.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy = backups / f"records-v{before}-{now:%Y%m%dT%H%M%S}.db"
        copy_records(engine, copy)
        with engine.execution_options(writes=True).begin() as connection:
            _run_steps(connection, before)
    except DatabaseError as error:
        raise CourseError(
            f"The records could not be upgraded: {error.orig}.",
            file=shown_url(url),
            action="They are as they were. Tell us, with this sentence.",
        ) from error
    finally:
        engine.dispose()
    return Upgraded(before, SCHEMA_VERSION, copy)


def _run_steps(connection: Connection, before: int) -> None:
    configuration = _configuration()
    configuration.attributes["connection"] = connection
    if before == 1:
        command.stamp(configuration, _FIRST)
    command.upgrade(configuration, "head")
    # An older program reads this number and leaves the records alone.
    connection.execute(update(SchemaRow).values(version=SCHEMA_VERSION))


def _configuration() -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    return configuration
