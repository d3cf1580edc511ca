"""gradcheck data: where the file is, export, import without doubles, forget after asking."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from gradcheck_course.cli.root import root
from gradcheck_course.practice.events import PlanSet
from gradcheck_course.practice.store import Store, data_file


@pytest.fixture(autouse=True)
def quiet_terminal(monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("GRADCHECK_DATA", str(tmp_path / "mine.sqlite"))
    monkeypatch.chdir(tmp_path)


def data(*arguments, said=None):
    return CliRunner().invoke(root, ["data", *arguments], prog_name="gradcheck", input=said)


def planned(*days):
    with Store.open() as store:
        for one in days:
            store.append(PlanSet(days=one))


def test_path_says_where_and_that_nothing_is_there_yet(tmp_path):
    result = data("path")
    assert (result.exit_code, result.stdout) == (0, f"{tmp_path / 'mine.sqlite'}\n")
    assert result.stderr == "It is not there yet: it is made with your first answer.\n"
    planned(1)
    assert data("path").stderr == ""


def test_what_was_exported_can_be_imported_once(monkeypatch, tmp_path):
    planned(1, 2)
    result = data("export", "-o", "out.jsonl")
    assert result.stderr == (
        "2 events written to out.jsonl. Bring them back with: gradcheck data import out.jsonl\n"
    )
    assert data("export").stdout == Path("out.jsonl").read_text()
    assert data("import", "out.jsonl").stdout == "0 events added; 2 had been there.\n"
    monkeypatch.setenv("GRADCHECK_DATA", str(tmp_path / "other.sqlite"))
    assert data("import", "out.jsonl").stdout == "2 events added; 0 had been there.\n"
    with Store.open() as store:
        assert [event.body for event in store.events()] == [PlanSet(days=1), PlanSet(days=2)]


def test_import_reads_from_a_pipe():
    planned(1)
    assert data("import", "-", said=data("export").stdout).stdout == "0 events added; 1 had been there.\n"


REFUSED = [
    ("nowhere.jsonl", 6, "nowhere.jsonl cannot be read: No such file or directory.", "no file"),
    ("bytes.jsonl", 2, "bytes.jsonl is not text in UTF-8, so it is no export of gradcheck.", "no text"),
    ("bad.jsonl", 2, "Line 1 is no exported event: it has no id, source, number", "no event"),
]


@pytest.mark.parametrize(
    ("name", "code", "message"), [row[:3] for row in REFUSED], ids=[row[3] for row in REFUSED]
)
def test_what_cannot_be_imported_is_told(name, code, message):
    Path("bytes.jsonl").write_bytes(b"\xff")
    Path("bad.jsonl").write_text("{}\n")
    result = data("import", name)
    assert result.exit_code == code
    assert message in result.stderr


def test_forget_without_a_keyboard_needs_a_yes():
    planned(1)
    result = data("forget", said="y\n")
    assert result.exit_code == 2
    assert "To erase without being asked: gradcheck data forget --yes" in result.stderr
    assert data("forget", "--yes").stdout == "1 event erased.\n"
    assert data("export").stdout == ""


@pytest.mark.parametrize(
    ("said", "code", "left"), [("n\n", 1, 1), ("\n", 1, 1), ("y\n", 0, 0)], ids=["no", "Enter", "yes"]
)
def test_forget_asks(monkeypatch, said, code, left):
    planned(1)
    monkeypatch.setattr("gradcheck_course.cli.data._at_a_keyboard", lambda: True)
    result = data("forget", said=said)
    assert f"Erase 1 event in {data_file()}, for good?" in result.stdout
    assert result.exit_code == code
    assert len(data("export").stdout.splitlines()) == left


def test_nothing_can_be_forgotten_twice():
    assert data("forget", "--yes").stdout == f"There is nothing in {data_file()}.\n"


def test_every_command_answers_with_one_object():
    planned(1)
    for arguments in (["path"], ["export"], ["forget", "--yes"]):
        found = json.loads(data(*arguments, "--json").stdout)
        assert (found["schema"], found["ok"]) == ("gradcheck.data/1", True)


def test_a_file_that_is_in_use_ends_with_5(monkeypatch):
    planned(1)
    monkeypatch.setattr("gradcheck_course.practice.store.WAIT", 0.01)
    monkeypatch.setattr(Store.open.__func__, "__kwdefaults__", {**Store.open.__kwdefaults__, "wait": 0.01})
    other = sqlite3.connect(os.environ["GRADCHECK_DATA"], isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    result = data("export")
    assert result.exit_code == 5
    assert "is in use by another program. Close that, and try again." in result.stderr
    other.close()
