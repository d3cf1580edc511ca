"""A disk that is full: a sentence for the student, nothing acknowledged that is not there, and on it goes."""

from __future__ import annotations

import errno
import os
import subprocess

import pytest
from tests.soak.school import ASSIGNMENT, COURSE, School

from gradcheck_course.classroom.files import FilePart
from gradcheck_course.errors import CourseError
from gradcheck_course.hub.handlers import is_full

MEGABYTE = 2**20


@pytest.fixture
def small_disk(tmp_path):
    """A disk of three megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def hand_in(school, content):
    return school.client("alice").submit(COURSE, ASSIGNMENT, [FilePart("ps1.ipynb", content)]).receipt


def test_a_full_disk_is_told_and_nothing_that_was_acknowledged_is_lost(small_disk):
    school = School(small_disk / COURSE, ["alice"])
    school.found()
    try:
        ballast = small_disk / "ballast"
        ballast.write_bytes(bytes(MEGABYTE))
        receipts: dict[str, bytes] = {}
        with pytest.raises(CourseError) as refused:
            for _ in range(100):
                content = os.urandom(100_000)
                receipts[hand_in(school, content)] = content
        assert str(refused.value) == (
            "There is no room left where the work of this course is kept: nothing was handed in. "
            "Keep your notebook, tell your instructor, and hand in again when there is room."
        )
        ballast.unlink()
        later = os.urandom(100_000)
        receipts[hand_in(school, later)] = later
        client = school.client("alice")
        kept = {item.receipt for item in client.submissions(COURSE, ASSIGNMENT)}
        assert kept == set(receipts)
        for receipt, content in receipts.items():
            assert client.submission_files(COURSE, receipt)[0].content == content
    finally:
        school.stop()


@pytest.mark.parametrize(
    ("error", "full", "_reason"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True, "the disk"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True, "somebody's share"),
        (RuntimeError("(sqlite3.OperationalError) database or disk is full"), True, "as SQLite says it"),
        (OSError(errno.EACCES, "Permission denied"), False, "another trouble"),
        (ValueError("full"), False, "another word"),
    ],
)
def test_what_a_full_disk_looks_like(error, full, _reason):
    assert is_full(error) is full
