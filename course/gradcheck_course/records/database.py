"""Opening a class's database: durable, consistent, append-only, and of a version that this program knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError
from sqlalchemy.orm import Session

from gradcheck_course.errors import CourseError
from gradcheck_course.records.guards import guard_tables
from gradcheck_course.records.models import APPEND_ONLY, SCHEMA_VERSION, Base, SchemaRow

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # a committed row survives a power cut: the receipt depends on it
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
)

# alembic's own table, in a collection of its own: it is no table of ours.
_STEP = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)

# One writer at a time, as SQLite has it: what was looked at is so when it is written.
_WRITERS_LOCK = "SELECT pg_advisory_xact_lock(7183459204221)"

for _table in APPEND_ONLY:
    event.listen(
        Base.metadata.tables[_table],
        "after_create",
        lambda table, connection, **_: guard_tables(connection, [table.name]),
    )


class Database:
    """A database with the tables of this version, handing out sessions that read or write."""

    def __init__(self, url: str) -> None:
        self.engine = connect(url)
        self._writing = self.engine.execution_options(writes=True)
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
                found = version_of(connection)
                if found is None:
                    make_tables(connection)
        except DatabaseError as error:
            raise CourseError(
                f"The records cannot be opened: {error.orig}.",
                file=shown_url(url),
                action="Is the folder there, writable, the disk not full? Else restore it from your backup.",
            ) from error
        if found is not None and found > SCHEMA_VERSION:
            raise CourseError(
                f"A newer gradcheck wrote these records (version {found}; this one knows {SCHEMA_VERSION}).",
                file=shown_url(url),
                action="Install the newer gradcheck; this one leaves the records as they are.",
            )
        if found is not None and found < SCHEMA_VERSION:
            raise CourseError(
                f"An older gradcheck wrote these records (version {found}; this one needs {SCHEMA_VERSION}).",
                file=shown_url(url),
                action="Stop the Hub, then run: gradcheck course upgrade FOLDER. It makes a copy first.",
            )


def connect(url: str) -> Engine:
    """An engine for these records; nothing is opened yet. Raises CourseError for what is no such address."""
    try:
        address = make_url(url)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        engine = create_engine(address)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise CourseError(
            f"This is no address of a database: {error}.", file=shown_url(url), action=_ADDRESS
        ) from error
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    elif engine.dialect.name == "postgresql":
        _prepare_postgresql(engine)
    else:
        raise CourseError(f"Records are not kept in {engine.dialect.name}.", action=_ADDRESS)
    return engine


_ADDRESS = "Write it like postgresql://user:password@host/database; without one, a file of SQLite is used."


def shown_url(url: str) -> str:
    """The address without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "the address of the records"


def version_of(connection: Connection) -> int | None:
    """The version of the tables; None where there are none."""
    if not inspect(connection).has_table(SchemaRow.__tablename__):
        return None
    return connection.execute(select(SchemaRow.version)).scalar_one_or_none()


def make_tables(connection: Connection) -> None:
    """Make the tables of this version, as if every migration had run."""
    Base.metadata.create_all(connection)
    connection.execute(insert(SchemaRow).values(version=SCHEMA_VERSION))
    _STEP.create(connection)
    connection.execute(insert(_STEP).values(version_num=f"{SCHEMA_VERSION:04d}"))


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


def _prepare_postgresql(engine: Engine) -> None:
    """Let writers wait for each other, and a reader see one state from its first query to its end."""

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes", False):
            connection.exec_driver_sql(_WRITERS_LOCK)
        else:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
