"""Files as they travel between people and the service, and as one immutable string of bytes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from gradcheck_course.classroom.names import file_path_problem
from gradcheck_course.errors import CourseError

MOST_FILES = 100
LARGEST_FILE = 10 * 2**20


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file: a relative path and its bytes."""

    path: str
    content: bytes

    def to_json(self) -> dict[str, str]:
        """Path, and content in base64."""
        return {"path": self.path, "content": base64.b64encode(self.content).decode("ascii")}


def files_from_json(records: Any) -> tuple[FilePart, ...]:
    """The files that a person sent, each with a safe path and of a bearable size.

    Raises CourseError, with a code and status for the service's answer, for anything else.
    """
    if not isinstance(records, list) or not records:
        raise _refused('There are no files in this request: {"files": [{"path", "content"}]} is needed.')
    if len(records) > MOST_FILES:
        raise _refused(f"There are {len(records)} files; {MOST_FILES} is the most.", status=413)
    files = tuple(_file_from_json(record) for record in records)
    refuse_unsafe(files)
    return files


def refuse_unsafe(files: Iterable[FilePart]) -> None:
    """Raise CourseError when a path is unsafe or two paths would be the same file on some system."""
    seen: set[str] = set()
    for file in files:
        if problem := file_path_problem(file.path):
            raise _refused(problem, action="Rename the file and send it again.")
        if file.path.casefold() in seen:
            raise _refused(f"Two files have the name {file.path!r}.")
        seen.add(file.path.casefold())
    folders = {str(above) for path in seen for above in PurePosixPath(path).parents}
    if clash := sorted(folders & seen):
        raise _refused(f"The name {clash[0]!r} is both a file and a folder.")


def pack(files: Sequence[FilePart]) -> bytes:
    """The files as one string of bytes, the same for the same files in any order."""
    record = {"files": [file.to_json() for file in sorted(files, key=lambda file: file.path)]}
    return json.dumps(record, sort_keys=True, separators=(",", ":")).encode()


def unpack(packed: bytes) -> tuple[FilePart, ...]:
    """The files that were packed, by path.

    >>> unpack(pack([FilePart("b", b"2"), FilePart("a", b"1")]))
    (FilePart(path='a', content=b'1'), FilePart(path='b', content=b'2'))
    """
    records = json.loads(packed)["files"]
    return tuple(FilePart(record["path"], base64.b64decode(record["content"])) for record in records)


def sha256_of(packed: bytes) -> str:
    """The hash that names packed files, in hexadecimal."""
    return hashlib.sha256(packed).hexdigest()


def _file_from_json(record: Any) -> FilePart:
    if not isinstance(record, Mapping):
        raise _refused("A file is a record with path and content.")
    path, content = record.get("path"), record.get("content")
    if not isinstance(path, str) or not isinstance(content, str):
        raise _refused("The path and the content of a file are texts, the content in base64.")
    try:
        decoded = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _refused(f"The content of the file {path[:80]!r} is not base64.") from error
    if len(decoded) > LARGEST_FILE:
        raise _refused(
            f"The file {path[:80]!r} has {len(decoded) / 2**20:.1f} MB; {LARGEST_FILE >> 20} MB is the most.",
            action="Clear the outputs of the notebook, or leave the file out.",
            status=413,
        )
    return FilePart(path, decoded)


def _refused(message: str, *, action: str = "", status: int = 422) -> CourseError:
    return CourseError(
        message, action=action, code="too-large" if status == 413 else "bad-files", status=status
    )
