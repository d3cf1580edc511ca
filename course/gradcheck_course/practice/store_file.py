"""The file of a learner's data as SQLite has it: opened, made, read where it cannot be written, set aside."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from gradcheck_grader import GradcheckError

VARIABLE = "GRADCHECK_DATA"
SCHEMA = 1
TABLES = f"""
CREATE TABLE IF NOT EXISTS events (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL,
    kind TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS events_in_order ON events (source, number, at, id);
CREATE TABLE IF NOT EXISTS source (id TEXT NOT NULL) STRICT;
CREATE TRIGGER IF NOT EXISTS never_changed BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER IF NOT EXISTS never_removed BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
PRAGMA user_version = {SCHEMA};
"""


class StoreError(GradcheckError):
    """The data cannot be read or written now; the message says which file, why, and what to do.

    kind  "locked", "full", "newer", "foreign" or "unusable".
    """

    def __init__(self, message: str, kind: str = "unusable") -> None:
        super().__init__(message)
        self.kind = kind


class DamagedError(Exception):
    """The file is no data file any more."""


class ReadOnlyError(Exception):
    """The file, or its folder, cannot be written."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Within it, what SQLite refuses becomes a StoreError with a sentence."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explained(error, path) from error


_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})
_READ_ONLY = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM})
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary code of an error; 0 where the module itself raised it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _explained(error: sqlite3.Error, path: Path) -> StoreError:
    code = _code(error)
    if code in _LOCKED:
        return StoreError(f"{path} is in use by another program. Close that, and try again.", "locked")
    if code in _FULL:
        return StoreError(f"{path} cannot grow: the disk is full. Make room, and go on.", "full")
    if code in _READ_ONLY:
        return StoreError(f"{path} cannot be written. Let {VARIABLE} name a file that you may write.")
    if code in _DAMAGED:
        return StoreError(f"{path} was damaged while in use. Start again: it will be set aside.")
    return StoreError(f"{path} cannot be used: {error}. Save a copy of it, and tell us.")


def connected(path: Path, wait: float) -> sqlite3.Connection:
    """A connection to a file with our tables."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ReadOnlyError from error
    try:
        connection = sqlite3.connect(path, timeout=wait, isolation_level=None)
    except sqlite3.OperationalError as error:  # a folder, or no right to make it
        raise ReadOnlyError from error
    try:
        _prepare(connection, path, wait)
    except BaseException:
        connection.close()
        raise
    return connection


def _write_ahead(connection: sqlite3.Connection, wait: float) -> None:
    """Turns to WAL. While another program does, SQLite refuses at once, whatever the timeout: try again."""
    deadline = time.monotonic() + wait
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if _code(error) not in _LOCKED or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _prepare(connection: sqlite3.Connection, path: Path, wait: float) -> None:
    """Makes the tables where there are none yet, in a file of ours that can be written."""
    try:
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        if not _is_ours(connection):
            raise StoreError(
                f"{path} is the database of another program. Let {VARIABLE} name another file.", "foreign"
            )
        if schema > SCHEMA:
            raise StoreError(
                f"{path} was written by a newer gradcheck. Update this one: pip install -U gradcheck", "newer"
            )
        _write_ahead(connection, wait)
        connection.execute("PRAGMA synchronous = FULL")
        # One writer at a time makes the tables; whoever waited finds them.
        connection.executescript(f"BEGIN IMMEDIATE; {TABLES} COMMIT;")
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise DamagedError
    except sqlite3.Error as error:
        if _code(error) in _DAMAGED:
            raise DamagedError from error
        if _code(error) in _READ_ONLY:
            raise ReadOnlyError from error
        raise _explained(error, path) from error


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Whether the file has our tables, or none at all."""
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return not names or {"events", "source"} <= names


def copied(path: Path) -> sqlite3.Connection:
    """What can be read of the file, in memory; empty tables where nothing can."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    # In a folder that cannot be written, SQLite could not make the files that WAL needs: then immutable, by
    # which it passes over what stands in the WAL alone.
    for mode in ("mode=ro", "mode=ro&immutable=1"):
        address = f"{path.absolute().as_uri()}?{mode}"
        with suppress(sqlite3.Error), closing(sqlite3.connect(address, uri=True)) as there:
            if there.execute("PRAGMA user_version").fetchone()[0] == SCHEMA and _is_ours(there):
                there.backup(memory)
                break
    memory.executescript(TABLES)
    return memory


def put_aside(path: Path, now: datetime) -> Path:
    """The new name of a damaged file and of what belongs to it."""
    stamp = f"damaged-{now.astimezone(UTC):%Y%m%dT%H%M%S}"
    aside, count = path.with_name(f"{path.name}.{stamp}"), 1
    while aside.exists():
        count += 1
        aside = path.with_name(f"{path.name}.{stamp}-{count}")
    path.rename(aside)
    for ending in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    return aside


def set_aside(path: Path) -> list[Path]:
    """The damaged files that were kept beside this one."""
    return sorted(path.parent.glob(f"{path.name}.damaged-*"))
