"""The learner's data: one SQLite file of events, added to and never changed.

Several programs may write at once (WAL). What cannot be written is kept in memory and written with the next
event; a file that is damaged is set aside under a name with the date. Only forget throws anything away.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import uuid4

from gradcheck_course.practice.events import (
    KINDS,
    VERSION,
    Body,
    Event,
    EventError,
    from_record,
    time_of,
    to_record,
)
from gradcheck_grader import GradcheckError

VARIABLE = "GRADCHECK_DATA"
NAME = "learner.sqlite"
SCHEMA = 1
WAIT = 5.0  # seconds for another program to finish writing
_COLUMNS = "id, source, number, at, kind, version, body"
_TABLES = f"""
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

Now = Callable[[], datetime]


class StoreError(GradcheckError):
    """The data cannot be read or written now; the message says which file, why, and what to do.

    kind  "locked", "full", "newer" or "unusable".
    """

    def __init__(self, message: str, kind: str = "unusable") -> None:
        super().__init__(message)
        self.kind = kind


def utc_now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def data_file() -> Path:
    """Where the learner's data are: GRADCHECK_DATA (a file, or a folder that is there), else as usual."""
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        path = Path(named).expanduser().absolute()
        return path / NAME if path.is_dir() else path
    from platformdirs import user_data_path

    return user_data_path("gradcheck", appauthor=False) / NAME


class Store:
    """The events of one learner.

    notes  sentences that the learner must be told once: a damaged file, a folder that cannot be written.
    saved  whether what is appended goes to the file; False keeps it in memory alone.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, now: Now, *, saved: bool = True) -> None:
        self.path, self.saved = path, saved
        self.notes: list[str] = []
        self._connection, self._now = connection, now
        self._pending: list[tuple[Any, ...]] = []
        with _told(path):
            self._source = _source_of(connection)

    @classmethod
    def open(cls, path: Path | None = None, *, now: Now = utc_now, wait: float = WAIT) -> Store:
        """The events of this file, or of the usual one; the file is made when it is not there.

        Where it cannot be written, what is in it is copied to memory, and notes say so. Raises StoreError.
        """
        place = data_file() if path is None else path
        try:
            return cls(_connected(place, wait), place, now)
        except _DamagedError:
            aside = _set_aside(place, now())
            store = cls(_connected(place, wait), place, now)
            store.notes.append(
                f"Your data file {place} is damaged. It was kept as {aside.name}, and a new one begun. "
                "If you have an export, bring it back with: gradcheck data import FILE"
            )
            return store
        except _ReadOnlyError:
            return cls.in_memory(place, now=now)

    @classmethod
    def in_memory(cls, path: Path, *, now: Now = utc_now, because: str = "") -> Store:
        """What this file holds as far as it can be read, and a note that nothing of now is saved."""
        store = cls(_copied(path), path, now, saved=False)
        why = because or f"{path.parent} cannot be written."
        store.notes.append(
            f"{why} You can go on, but nothing of this is saved. To save it, let {VARIABLE} name a file "
            "that you may write."
        )
        return store

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Afterwards the file is free."""
        with suppress(StoreError):
            self.flush()
        self._connection.close()

    def now(self) -> datetime:
        """The moment, by the clock of this store."""
        return self._now()

    def append(self, body: Body) -> Event:
        """The event that this is now; on disk when this returns.

        Raises StoreError where it cannot be written: then it is kept, and written with the next or by flush.
        """
        at = self._now().astimezone(UTC)
        text = json.dumps(to_record(body), ensure_ascii=False, separators=(",", ":"))
        row = (uuid4().hex, self._source, at.isoformat(), body.KIND, VERSION, text)
        self._pending.append(row)
        return Event(row[0], self._source, self.flush(), at, body)

    def flush(self) -> int:
        """Writes what could not be written before; the number of the last event. Raises StoreError."""
        number = 0
        while self._pending:
            with _told(self.path):
                row = self._pending[0]
                (number,) = self._connection.execute(
                    "INSERT INTO events SELECT ?, ?, COALESCE(MAX(number), 0) + 1, ?, ?, ?, ? "
                    "FROM events WHERE source = ? RETURNING number",
                    (*row, self._source),
                ).fetchone()
            del self._pending[0]
        return number

    @property
    def waiting(self) -> int:
        """How many events could not be written yet."""
        return len(self._pending)

    def events(self, *, since: datetime | None = None) -> Iterator[Event]:
        """The events in the order in which they happened, from this moment on.

        Those of one file come in the order in which they were written, whatever its clock said; those of
        several files are merged by their times. Kinds of a newer gradcheck are passed over.
        """
        for row in self._in_order():
            event = _event_of(row)
            if event is not None and (since is None or event.at >= since):
                yield event

    def find(self, start: str) -> list[Event]:
        """The events whose id begins with this, at most a few."""
        pattern = start.replace("%", "").replace("_", "") + "%"
        with _told(self.path):
            rows = self._connection.execute(
                f"SELECT {_COLUMNS} FROM events WHERE id LIKE ? LIMIT 5",  # noqa: S608 - a constant
                (pattern,),
            ).fetchall()
        return [event for row in rows if (event := _event_of(row)) is not None]

    def export(self) -> Iterator[str]:
        """Every event as one line of JSON, those of a newer gradcheck too."""
        for row in self._in_order():
            record = dict(zip(_COLUMNS.split(", "), row, strict=True))
            yield json.dumps({**record, "body": json.loads(row[6])}, ensure_ascii=False)

    def import_lines(self, lines: Iterable[str]) -> tuple[int, int]:
        """How many of the exported events were new, and how many were there; all are taken, or none.

        Raises EventError for a line that is none, with its number.
        """
        rows = [_row_of(line, number) for number, line in enumerate(lines, start=1) if line.strip()]
        with _told(self.path), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            before = self._connection.total_changes
            self._connection.executemany("INSERT OR IGNORE INTO events VALUES (?,?,?,?,?,?,?)", rows)
            new = self._connection.total_changes - before
        return new, len(rows) - new

    def forget(self) -> int:
        """How many events were erased: all, from the disk as well, and what was set aside.

        Another program that has the file open goes on with an empty one.
        """
        self._pending.clear()
        with _told(self.path):
            self._connection.execute("PRAGMA secure_delete = ON")
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                (count,) = self._connection.execute("SELECT COUNT(*) FROM events").fetchone()
                self._connection.execute("DROP TRIGGER never_removed")
                self._connection.execute("DELETE FROM events")
                self._connection.execute("DELETE FROM source")
            self._connection.executescript(_TABLES)
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._source = _source_of(self._connection)
        for aside in set_aside(self.path):
            aside.unlink()
        return int(count)

    def _in_order(self) -> Iterator[tuple[Any, ...]]:
        with _told(self.path):
            rows = self._connection.execute(
                f"SELECT {_COLUMNS} FROM events ORDER BY source, number, at, id"  # noqa: S608 - a constant
            ).fetchall()
        files = [list(one) for _, one in groupby(rows, key=lambda row: row[1])]
        return merge(*files, key=lambda row: (row[3], row[1]))


def set_aside(path: Path) -> list[Path]:
    """The damaged files that were kept beside this one."""
    return sorted(path.parent.glob(f"{path.name}.damaged-*"))


class _DamagedError(Exception):
    """The file is no data file any more."""


class _ReadOnlyError(Exception):
    """The file, or its folder, cannot be written."""


@contextmanager
def _told(path: Path) -> Iterator[None]:
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


def _connected(path: Path, wait: float) -> sqlite3.Connection:
    """A connection to a file with our tables."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise _ReadOnlyError from error
    try:
        connection = sqlite3.connect(path, timeout=wait, isolation_level=None)
    except sqlite3.OperationalError as error:  # a folder, or no right to make it
        raise _ReadOnlyError from error
    try:
        _prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Makes the tables where there are none yet, in a file of ours that can be written."""
    try:
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        if schema > SCHEMA:
            raise StoreError(
                f"{path} was written by a newer gradcheck. Update this one: pip install -U gradcheck", "newer"
            )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # One writer at a time makes the tables; whoever waited finds them.
        connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} COMMIT;")
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise _DamagedError
    except sqlite3.Error as error:
        if _code(error) in _DAMAGED:
            raise _DamagedError from error
        if _code(error) in _READ_ONLY:
            raise _ReadOnlyError from error
        raise _explained(error, path) from error


def _source_of(connection: sqlite3.Connection) -> str:
    """The name of this data file, given to it once."""
    connection.execute(
        "INSERT INTO source SELECT ? WHERE NOT EXISTS (SELECT 1 FROM source)", (uuid4().hex[:12],)
    )
    (source,) = connection.execute("SELECT id FROM source").fetchone()
    return str(source)


def _copied(path: Path) -> sqlite3.Connection:
    """What can be read of the file, in memory; empty tables where nothing can."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    # immutable: in a folder that cannot be written, SQLite could not make the files that WAL needs.
    there_only = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with suppress(sqlite3.Error), closing(sqlite3.connect(there_only, uri=True)) as there:
        if there.execute("PRAGMA user_version").fetchone()[0] <= SCHEMA:
            there.backup(memory)
    memory.executescript(_TABLES)
    return memory


def _set_aside(path: Path, now: datetime) -> Path:
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


def _event_of(row: tuple[Any, ...]) -> Event | None:
    """The event of a row; None where only a newer gradcheck understands it."""
    identity, source, number, at, kind, version, body = row
    if version > VERSION or kind not in KINDS:
        return None
    return Event(identity, source, number, time_of(at), from_record(kind, json.loads(body)))


def _row_of(line: str, number: int) -> tuple[Any, ...]:
    """The row that an exported line says. Raises EventError with the number of the line."""
    try:
        record = json.loads(line)
        if not isinstance(record, dict):
            raise EventError("it is no object")
        if missing := [name for name in _COLUMNS.split(", ") if name not in record]:
            raise EventError(f"it has no {', '.join(missing)}")
        texts = all(isinstance(record[name], str) for name in ("id", "source", "kind"))
        counts = all(type(record[name]) is int for name in ("number", "version"))
        if not (texts and counts):
            raise EventError("id, source and kind are texts, number and version whole numbers")
        if record["version"] <= VERSION and record["kind"] in KINDS:
            from_record(record["kind"], record["body"])
        at = time_of(record["at"]).isoformat()
    except (json.JSONDecodeError, EventError) as error:
        raise EventError(f"Line {number} is no exported event: {error}") from error
    body = json.dumps(record["body"], ensure_ascii=False, separators=(",", ":"))
    return (record["id"], record["source"], record["number"], at, record["kind"], record["version"], body)
