"""The learner's data: one SQLite file of events, added to and never changed.

Several programs may write at once (WAL). What cannot be written is kept in memory and written with the next
event; a file that is damaged is set aside under a name with the date. Only forget throws anything away.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
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
from gradcheck_course.practice.store_file import (
    TABLES,
    VARIABLE,
    DamagedError,
    ReadOnlyError,
    StoreError,
    connected,
    copied,
    put_aside,
    set_aside,
    told,
)

NAME = "learner.sqlite"
WAIT = 5.0  # seconds for another program to finish writing
_COLUMNS = "id, source, number, at, kind, version, body"
Now = Callable[[], datetime]


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
        with told(path):
            self._source = _source_of(connection)

    @classmethod
    def open(cls, path: Path | None = None, *, now: Now = utc_now, wait: float = WAIT) -> Store:
        """The events of this file, or of the usual one; the file is made when it is not there.

        Where it cannot be written, what is in it is copied to memory, and notes say so. Raises StoreError.
        """
        place = data_file() if path is None else path
        try:
            return cls(connected(place, wait), place, now)
        except DamagedError:
            aside = put_aside(place, now())
            store = cls(connected(place, wait), place, now)
            store.notes.append(
                f"Your data file {place} is damaged. It was kept as {aside.name}, and a new one begun. "
                "If you have an export, bring it back with: gradcheck data import FILE"
            )
            return store
        except ReadOnlyError:
            return cls.in_memory(place, now=now)

    @classmethod
    def in_memory(cls, path: Path, *, now: Now = utc_now, because: str = "") -> Store:
        """What this file holds as far as it can be read, and a note that nothing of now is saved."""
        store = cls(copied(path), path, now, saved=False)
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
            with told(self.path):
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
        with told(self.path):
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
        with told(self.path), self._connection:
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
        with told(self.path):
            self._connection.execute("PRAGMA secure_delete = ON")
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                (count,) = self._connection.execute("SELECT COUNT(*) FROM events").fetchone()
                self._connection.execute("DROP TRIGGER never_removed")
                self._connection.execute("DELETE FROM events")
                self._connection.execute("DELETE FROM source")
            self._connection.executescript(TABLES)
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._source = _source_of(self._connection)
        for aside in set_aside(self.path):
            aside.unlink()
        return int(count)

    def _in_order(self) -> Iterator[tuple[Any, ...]]:
        with told(self.path):
            rows = self._connection.execute(
                f"SELECT {_COLUMNS} FROM events ORDER BY source, number, at, id"  # noqa: S608 - a constant
            ).fetchall()
        files = [list(one) for _, one in groupby(rows, key=lambda row: row[1])]
        return merge(*files, key=lambda row: (row[3], row[1]))


def _source_of(connection: sqlite3.Connection) -> str:
    """The name of this data file, given to it once."""
    connection.execute(
        "INSERT INTO source SELECT ? WHERE NOT EXISTS (SELECT 1 FROM source)", (uuid4().hex[:12],)
    )
    (source,) = connection.execute("SELECT id FROM source").fetchone()
    return str(source)


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
