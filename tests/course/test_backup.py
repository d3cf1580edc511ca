"""A class in one file: whole, checked, and alive again on another machine and in another database."""

from __future__ import annotations

import io
import json
import sqlite3
import stat
import tarfile
from contextlib import closing
from datetime import UTC, datetime

import pytest

from gradcheck_course.classroom.backup import back_up, restore
from gradcheck_course.classroom.files import FilePart
from gradcheck_course.classroom.founding import read_secret
from gradcheck_course.classroom.members import Member
from gradcheck_course.classroom.room import Classroom
from gradcheck_course.errors import CourseError

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TEACHER = Member("teacher", "instructor")


@pytest.fixture
def lived_in(classroom_service):
    """A class in which things happened; the service still runs."""
    service = classroom_service
    service.client("teacher").release("course101", "ps1")
    for name in ("alice", "bob"):
        service.client(name).fetch("course101", "ps1")
        service.client(name).submit("course101", "ps1", [FilePart("ps1.ipynb", name.encode())])
    receipt = service.client("teacher").submissions("course101", "ps1")[0].receipt
    service.client("teacher").put_feedback("course101", receipt, [FilePart("ps1.html", b"well done")])
    (service.folder / "source" / "ps1").mkdir()
    (service.folder / "source" / "ps1" / "ps1.ipynb").write_text("{}")
    with closing(sqlite3.connect(service.folder / "gradebook.db")) as gradebook:
        gradebook.executescript("CREATE TABLE grade (score); INSERT INTO grade VALUES (3);")
    return service


@pytest.fixture
def file(lived_in, tmp_path, sums):
    back_up(lived_in.folder, tmp_path / "class.gradcheck", now=NOW, parts_of=sums.PARTS)
    return tmp_path / "class.gradcheck"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_class_goes_on_elsewhere_as_if_nothing_had_happened(file, lived_in, tmp_path, sums, kind, request):
    url = request.getfixturevalue("postgres").new_url() if kind == "postgresql" else ""
    lived_in.stop()
    restore(file, tmp_path / "new", records=url, now=NOW, parts_of=sums.PARTS)
    room = Classroom.open(tmp_path / "new", find=sums.find, parts_of=sums.PARTS, clock=lambda: NOW)
    before = Classroom.open(lived_in.folder, find=sums.find, parts_of=sums.PARTS, clock=lambda: NOW)
    for name in ("alice", "bob"):
        assert room.problems("ps1", name) == before.problems("ps1", name)
        assert room.files("ps1", Member(name, "student")) == before.files("ps1", Member(name, "student"))
    receipts = room.submissions("ps1", TEACHER)
    assert receipts == before.submissions("ps1", TEACHER)
    assert room.submission_files(receipts[1].receipt, TEACHER) == (FilePart("ps1.ipynb", b"bob"),)
    assert room.feedback(receipts[0].receipt, TEACHER) == (FilePart("ps1.html", b"well done"),)
    assert len(room.store.events()) == len(before.store.events())
    # what comes next is numbered on, and drawn by the same secret
    assert read_secret(tmp_path / "new") == read_secret(lived_in.folder)
    again = [one.files("ps1", Member("carol", "student")) for one in (room, before)]
    assert again[0] == again[1]
    room.submit("ps1", Member("carol", "student"), [FilePart("ps1.ipynb", b"carol")])
    assert len(room.submissions("ps1", TEACHER)) == 3
    room.close()
    before.close()


def test_gradebook_and_masters_come_along_and_modes_are_narrow(file, tmp_path, sums):
    restore(file, tmp_path / "new", now=NOW, parts_of=sums.PARTS)
    with closing(sqlite3.connect(tmp_path / "new" / "gradebook.db")) as gradebook:
        assert gradebook.execute("SELECT score FROM grade").fetchall() == [(3,)]
    assert (tmp_path / "new" / "source" / "ps1" / "ps1.ipynb").read_text() == "{}"
    assert (tmp_path / "new" / "submitted").is_dir()
    modes = [file, tmp_path / "new" / ".gradcheck" / "secret", tmp_path / "new" / ".gradcheck"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in modes] == [0o600, 0o600, 0o700]


def test_the_address_of_the_database_stays_on_its_machine(file):
    with tarfile.open(file) as tar:
        assert not [name for name in tar.getnames() if "records-url" in name or "backups" in name]


def test_neither_a_backup_nor_a_class_is_ever_overwritten(file, lived_in, tmp_path, sums):
    with pytest.raises(CourseError, match=r"class.gradcheck is there already. Name a new file."):
        back_up(lived_in.folder, file, now=NOW, parts_of=sums.PARTS)
    with pytest.raises(CourseError, match=r"course101 is there already. Name a new folder."):
        restore(file, lived_in.folder, now=NOW, parts_of=sums.PARTS)


def test_records_are_not_restored_over_others(file, tmp_path, sums, postgres):
    url = postgres.new_url()
    restore(file, tmp_path / "one", records=url, now=NOW, parts_of=sums.PARTS)
    with pytest.raises(CourseError, match="There are records in this database already"):
        restore(file, tmp_path / "two", records=url, now=NOW, parts_of=sums.PARTS)
    assert not (tmp_path / "two").exists()


def changed(file, change):
    """The archive with change(name, content) -> content, or None to leave a file out; plus what it names."""
    members = {}
    with tarfile.open(file) as tar:
        for member in tar.getmembers():
            members[member.name] = tar.extractfile(member).read()
    members = {name: change(name, content) for name, content in members.items()}
    with tarfile.open(file, "w:gz") as tar:
        for name, content in members.items():
            if content is not None:
                info = tarfile.TarInfo(name)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))


def without_blobs(name, content):
    """A backup whose manifest agrees that the submissions are not there."""
    if name == "manifest.json":
        record = json.loads(content)
        record["files"] = {key: value for key, value in record["files"].items() if "/submissions/" not in key}
        return json.dumps(record).encode()
    return None if "/submissions/" in name else content


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda name, content: content + b" " if name == "roster.csv" else content, "roster.csv has changed"),
        (lambda name, content: None if name == "course.toml" else content, "course.toml is missing or does"),
        (lambda name, content: None if name == "manifest.json" else content, "cannot be read (FileNotFound"),
        (lambda name, content: b"{}" if name == "manifest.json" else content, "it cannot be read (KeyError)"),
        (without_blobs, "submissions/"),
    ],
    ids=["a byte more", "a file less", "no manifest", "another manifest", "submissions lost"],
)
def test_a_damaged_backup_is_refused_and_leaves_nothing(file, tmp_path, sums, change, sentence):
    changed(file, change)
    with pytest.raises(CourseError) as caught:
        restore(file, tmp_path / "new", now=NOW, parts_of=sums.PARTS)
    assert "This is not a whole backup: " in str(caught.value)
    assert sentence in str(caught.value)
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".gradcheck-*"))


def test_half_a_file_is_refused(file, tmp_path, sums):
    file.write_bytes(file.read_bytes()[:2000])
    with pytest.raises(CourseError, match="This is not a whole backup"):
        restore(file, tmp_path / "new", now=NOW, parts_of=sums.PARTS)


def test_a_path_that_leaves_the_folder_is_never_written(file, tmp_path, sums):
    with tarfile.open(file, "w:gz") as tar:
        info = tarfile.TarInfo("../outside")
        tar.addfile(info, io.BytesIO(b""))
    with pytest.raises(CourseError, match="This is not a whole backup"):
        restore(file, tmp_path / "new", now=NOW, parts_of=sums.PARTS)
    assert not (tmp_path / "outside").exists()
