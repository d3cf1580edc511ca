"""Records copied from one database into another, whatever the two are."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData, Table, create_engine, event, func, insert, inspect, select

from gradcheck_course.errors import CourseError

_ROWS = 500


def copy_records(engine: Engine, target: Path) -> None:
    """Write what the database holds now into a new SQLite file, synced; others may write meanwhile.

    Raises CourseError when the file is there already.
    """
    if target.exists():
        raise CourseError("This file is there already.", file=str(target), action="Name another one.")
    staging = target.with_name(target.name + ".new")
    staging.unlink(missing_ok=True)
    staging.touch(mode=0o600)
    if engine.dialect.name == "sqlite":
        _copy_sqlite(engine, staging)
    else:
        _copy_tables(engine, staging)
    descriptor = os.open(staging, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    staging.replace(target)


def fill_tables(source: Engine, target: Engine, tables: Iterable[Table]) -> None:
    """Copy the rows of these tables, in an order that references allow; the target has them, empty."""
    ordered = list(tables)
    with source.connect() as reading, target.execution_options(writes=True).begin() as writing:
        for table in ordered:
            rows: Any = reading.execute(select(table)).mappings()
            for batch in rows.partitions(_ROWS):
                writing.execute(insert(table), [dict(row) for row in batch])
        if target.dialect.name == "postgresql":
            for table in ordered:
                _continue_numbers(writing, table)


def _copy_sqlite(engine: Engine, target: Path) -> None:
    with engine.connect() as connection, closing(sqlite3.connect(target)) as copy:
        driver: Any = connection.connection.driver_connection
        connection.rollback()  # SQLite copies pages beside a reader's transaction, not inside of it
        driver.backup(copy)
        # A copy is one file, wherever it is carried.
        copy.execute("PRAGMA journal_mode=DELETE")


def _copy_tables(engine: Engine, target: Path) -> None:
    """Tables of any version, as the database itself describes them."""
    metadata = MetaData()
    event.listen(metadata, "column_reflect", _in_general_terms)
    metadata.reflect(engine)
    copy = create_engine(f"sqlite:///{target}")
    try:
        metadata.create_all(copy)
        fill_tables(engine, copy, metadata.sorted_tables)
    finally:
        copy.dispose()


def _in_general_terms(_inspector: object, _table: object, column: dict[str, Any]) -> None:
    column["type"] = column["type"].as_generic()
    column["default"] = None


def _continue_numbers(connection: Any, table: Table) -> None:
    """Let the numbers that PostgreSQL hands out begin after the highest that was copied."""
    column = table.columns.get("id")
    if column is None or not inspect(connection).has_table(table.name):
        return
    sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
    highest = connection.scalar(select(func.max(column)))
    if sequence and highest:
        connection.execute(select(func.setval(sequence, highest)))
