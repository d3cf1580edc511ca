"""A whole class in one file, and back again, on this machine or another: checked byte by byte."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from gradcheck_course import __version__
from gradcheck_course.classroom.courses import load_course
from gradcheck_course.classroom.founding import (
    NBGRADER_FOLDERS,
    RECORDS_FILE,
    SECRET_FILE,
    SERVICE_FOLDER,
    read_secret,
    records_url,
    write_private,
)
from gradcheck_course.errors import CourseError
from gradcheck_course.records.copying import copy_records, fill_tables
from gradcheck_course.records.database import Database, connect, shown_url, version_of
from gradcheck_course.records.models import Base, FeedbackRow, SchemaRow, SubmissionRow
from gradcheck_course.records.upgrading import upgrade_records

SCHEMA = "gradcheck.backup/1"
MANIFEST = "manifest.json"
RECORDS = f"{SERVICE_FOLDER}/records.db"
GRADEBOOK = "gradebook.db"
# What nbgrader makes again from these, and what belongs to one machine, stays out.
FILES = ("course.toml", "roster.csv", "nbgrader_config.py", SECRET_FILE)
FOLDERS = ("source", f"{SERVICE_FOLDER}/submissions", f"{SERVICE_FOLDER}/feedback")


@dataclass(frozen=True, slots=True)
class Backup:
    """A file that holds a class."""

    path: Path
    course: str
    files: int
    size: int


def back_up(folder: Path, target: Path, *, now: datetime, parts_of: Any = None) -> Backup:
    """The class of a folder in a new file, on disk when this returns. The service may run meanwhile.

    The records are copied before the files they speak of, which are only ever added: none is missing.
    Raises CourseError when the file is there already.
    """
    folder, target = folder.resolve(), target.resolve()
    course = load_course(folder, parts_of=parts_of)
    read_secret(folder)
    if target.exists():
        raise CourseError(f"{target} is there already.", action="Name a new file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".gradcheck-backup-", dir=target.parent) as staging:
        copies = _copies(folder, Path(staging))
        archive = Path(staging) / "archive"
        archive.touch(mode=0o600)
        hashes: dict[str, str] = {}
        with tarfile.open(archive, "w:gz", compresslevel=6) as tar:
            for name, path in [*copies.items(), *_files(folder)]:
                hashes[name] = _sha256(path)
                tar.add(path, name, recursive=False)
            manifest = {
                "schema": SCHEMA,
                "course": course.id,
                "gradcheck": __version__,
                "made_at": now.isoformat(),
                "files": hashes,
            }
            written = Path(staging) / MANIFEST
            written.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
            tar.add(written, MANIFEST, recursive=False)
        _sync(archive)
        archive.replace(target)
    return Backup(target, course.id, len(hashes), target.stat().st_size)


def restore(source: Path, folder: Path, *, records: str = "", now: datetime, parts_of: Any = None) -> Backup:
    """The class of a file in a new folder, complete and checked, or nothing.

    records  the address of an empty database for its records; an SQLite file in the folder unless given.

    Raises CourseError when the file is damaged or no backup, or the folder is taken.
    """
    folder = folder.resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} is there already.", action="Name a new folder.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".gradcheck-restore-", dir=folder.parent) as name:
        staging = Path(name) / "course"
        staging.mkdir(mode=0o700)
        manifest = _extracted(source, staging)
        (staging / SERVICE_FOLDER).chmod(0o700)
        (staging / SECRET_FILE).chmod(0o600)
        for step in NBGRADER_FOLDERS:
            (staging / step).mkdir(exist_ok=True)
        url = f"sqlite:///{staging / RECORDS}"
        upgrade_records(url, staging / SERVICE_FOLDER / "backups", now=now)
        _check_blobs(url, staging, source)
        load_course(staging, parts_of=parts_of)
        if records:
            _move_records(url, records)
            (staging / RECORDS).unlink()
            write_private(staging / RECORDS_FILE, records + "\n")
        staging.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        staging.rename(folder)
    return Backup(folder, manifest["course"], len(manifest["files"]), source.stat().st_size)


def _copies(folder: Path, staging: Path) -> dict[str, Path]:
    """The databases, as they are at one moment, by the name that they have in the class's folder."""
    records = staging / "records.db"
    engine = connect(records_url(folder))
    try:
        with engine.connect() as connection:
            if version_of(connection) is None:
                raise CourseError("There are no records yet.", action="Start the service once.")
        copy_records(engine, records)
    finally:
        engine.dispose()
    copies = {RECORDS: records}
    if (folder / GRADEBOOK).is_file():
        copies[GRADEBOOK] = staging / GRADEBOOK
        with (
            closing(sqlite3.connect(f"file:{folder / GRADEBOOK}?mode=ro", uri=True)) as gradebook,
            closing(sqlite3.connect(copies[GRADEBOOK])) as copy,
        ):
            gradebook.backup(copy)
    return copies


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for name in FILES:
        if (folder / name).is_file():
            yield name, folder / name
    for name in FOLDERS:
        for path in sorted((folder / name).rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith(".new-"):
                yield path.relative_to(folder).as_posix(), path


def _extracted(source: Path, staging: Path) -> dict[str, Any]:
    """What the manifest says, after every file is there as it says, and nothing else is."""
    try:
        with tarfile.open(source, "r:gz") as tar:
            tar.extractall(staging, filter="data")
        path = staging / MANIFEST
        manifest = json.loads(path.read_text(encoding="utf-8"))
        path.unlink()
        hashes = dict(manifest["files"])
        known = manifest["schema"] == SCHEMA and isinstance(manifest["course"], str)
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise _damaged(source, f"it cannot be read ({type(error).__name__})") from error
    if not known or not {"course.toml", "roster.csv", SECRET_FILE, RECORDS} <= set(hashes):
        raise _damaged(source, "it lacks what every backup has")
    found = {path.relative_to(staging).as_posix(): path for path in staging.rglob("*") if path.is_file()}
    if set(found) != set(hashes):
        raise _damaged(source, f"{min(set(found) ^ set(hashes))} is missing or does not belong there")
    for name, path in found.items():
        if _sha256(path) != hashes[name]:
            raise _damaged(source, f"{name} has changed")
    return manifest


def _check_blobs(url: str, staging: Path, source: Path) -> None:
    """Every submission and every page that the records speak of must be there."""
    engine = connect(url)
    try:
        with engine.connect() as connection:
            for row, kind in ((SubmissionRow, "submissions"), (FeedbackRow, "feedback")):
                for sha256 in connection.scalars(select(row.sha256)):
                    if not (staging / SERVICE_FOLDER / kind / sha256[:2] / sha256).is_file():
                        raise _damaged(source, f"{kind}/{sha256[:12]} is missing")
    finally:
        engine.dispose()


def _move_records(source: str, target: str) -> None:
    """Copy the records into an empty database."""
    engine = connect(target)
    with engine.connect() as connection:
        taken = version_of(connection) is not None
    engine.dispose()
    if taken:
        raise CourseError(
            "There are records in this database already.", file=shown_url(target), action="Name an empty one."
        )
    database, reading = Database(target), connect(source)
    try:
        tables = [one for one in Base.metadata.sorted_tables if one.name != SchemaRow.__tablename__]
        fill_tables(reading, database.engine, tables)
    finally:
        database.close()
        reading.dispose()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _damaged(source: Path, why: str) -> CourseError:
    return CourseError(
        f"This is not a whole backup: {why}.",
        file=str(source),
        action="Take another one; nothing was restored.",
    )
