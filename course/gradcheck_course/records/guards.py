"""What keeps a table append-only: the database itself refuses to change or delete a row."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

_POSTGRESQL_FUNCTION = (
    "CREATE OR REPLACE FUNCTION gradcheck_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"
)


def guard_tables(connection: Connection, tables: Iterable[str]) -> None:
    """Make the tables append-only; they must be there and not guarded yet."""
    for statement in _statements(connection.dialect.name, tuple(tables)):
        connection.exec_driver_sql(statement)


def _statements(dialect: str, tables: tuple[str, ...]) -> list[str]:
    if dialect == "postgresql":
        return [
            _POSTGRESQL_FUNCTION,
            *(
                f"CREATE TRIGGER {table}_refuses_{name} BEFORE {events} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION gradcheck_append_only()"
                for table in tables
                for name, events, each in (
                    ("change", "UPDATE OR DELETE", "ROW"),
                    ("truncate", "TRUNCATE", "STATEMENT"),
                )
            ),
        ]
    return [
        f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in tables
        for verb in ("UPDATE", "DELETE")
    ]
