"""Immutable bytes on disk, each file named by the hash of what it holds."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from gradcheck_course.classroom.files import sha256_of
from gradcheck_course.errors import CourseError


class BlobFolder:
    """A folder of immutable files ab/<sha256>; what put returned for is on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise CourseError(f"This cannot be used as a folder: {error}.", file=str(folder)) from error

    def path(self, sha256: str) -> Path:
        """Where the bytes with that hash are, or would be."""
        return self.folder / sha256[:2] / sha256

    def put(self, content: bytes) -> str:
        """The hash of bytes that are now on disk, whole, and will be there after a power cut.

        The file is synced before it gets its name, then the folder with the name, then the folder above.
        """
        sha256 = sha256_of(content)
        target = self.path(sha256)
        target.parent.mkdir(mode=0o700, exist_ok=True)
        if not (target.is_file() and sha256_of(target.read_bytes()) == sha256):
            descriptor, name = tempfile.mkstemp(prefix=".new-", dir=target.parent)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(target)
            finally:  # it has its name by now, or is half-written
                Path(name).unlink(missing_ok=True)
        # Also when the file was there: whoever wrote it may have died before the name was safe.
        sync_folder(target.parent)
        sync_folder(self.folder)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes with that hash. Raises CourseError when the file is gone or is not what was written."""
        path = self.path(sha256)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CourseError(
                "A stored file cannot be read.", file=str(path), action="Restore it from your backup."
            ) from error
        if sha256_of(content) != sha256:
            raise CourseError(
                "A stored file has changed since it was written.",
                file=str(path),
                action="Restore it from your backup.",
            )
        return content


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on disk."""
    descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
