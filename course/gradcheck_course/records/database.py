"""Opening a class's database: durable, consistent, append-only, and of a version that this program knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import DDL, Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from gradcheck_course.errors import CourseError
from gradcheck_course.records.models import APPEND_ONLY, SCHEMA_VERSION, Base, SchemaRow

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # a committed row survives a power cut: the receipt depends on it
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
)

for _table in APPEND_ONLY:
    for _verb in ("UPDATE", "DELETE"):
        _guard = DDL(
            f"CREATE TRIGGER {_table}_refuses_{_verb.lower()} BEFORE {_verb} ON {_table} "
            f"BEGIN SELECT RAISE(ABORT, '{_table} is append-only'); END"
        )
        event.listen(Base.metadata.tables[_table], "after_create", _guard.execute_if(dialect="sqlite"))


class Database:
    """A database with the tables of this version, handing out sessions that read or write."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)
        self._writing = self.engine.execution_options(writes=True)
        if self.engine.dialect.name == "sqlite":
            _prepare_sqlite(self.engine)
        self._make_tables(url)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the records from its first query to its end."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that is the only writer; on disk when the block ends, undone when it raises."""
        with Session(self._writing) as session, session.begin():
            yield session

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _make_tables(self, url: str) -> None:
        try:
            with self._writing.begin() as connection:
                found = _version(connection)
                if found is None:
                    Base.metadata.create_all(connection)
                    connection.execute(insert(SchemaRow).values(version=SCHEMA_VERSION))
        except DatabaseError as error:
            raise CourseError(
                f"The records cannot be opened: {error.orig}.",
                file=url,
                action="Is the folder there, writable, the disk not full? Else restore it from your backup.",
            ) from error
        if found is not None and found > SCHEMA_VERSION:
            raise CourseError(
                f"A newer gradcheck wrote these records (version {found}; this one knows {SCHEMA_VERSION}).",
                file=url,
                action="Install the newer gradcheck; this one leaves the records as they are.",
            )


def _version(connection: Connection) -> int | None:
    if not inspect(connection).has_table(SchemaRow.__tablename__):
        return None
    return connection.execute(select(SchemaRow.version)).scalar_one_or_none()


def _prepare_sqlite(engine: Engine) -> None:
    """Set every connection up, and say BEGIN ourselves.

    A writer takes its lock first, so that it never fails midway because another wrote since it read.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
