"""gradcheck course init: a folder that the rest of the course can read."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner

from gradcheck_course.classroom.courses import load_course
from gradcheck_course.classroom.room import Classroom
from gradcheck_course.cli.root import root


def gradcheck(*arguments: str):
    return CliRunner().invoke(root, list(arguments), prog_name="gradcheck")


def test_a_new_course_can_be_loaded(tmp_path):
    roster = tmp_path / "people.csv"
    roster.write_text("id,first_name,last_name,email\nada,Ada,Lovelace,ada@example.org\n")
    result = gradcheck(
        "course", "init", str(tmp_path / "maths"), "--title", "Mathematics", "--instructor", "grace",
        "--roster", str(roster), "--json",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    folder = tmp_path / "maths"
    assert json.loads(result.stdout) == {
        "schema": "gradcheck.course/1",
        "ok": True,
        "course": "maths",
        "folder": str(folder),
        "students": 1,
        "instructors": ["grace"],
    }
    course = load_course(folder, parts_of={})
    assert (course.title, course.instructors, [person.id for person in course.students]) == (
        "Mathematics",
        ("grace",),
        ["ada"],
    )


def test_an_existing_course_is_never_overwritten(tmp_path):
    (tmp_path / "course.toml").write_text("mine")
    result = gradcheck("course", "init", str(tmp_path), "--id", "maths")
    assert result.exit_code == 2
    assert "has course.toml already" in result.stderr
    assert (tmp_path / "course.toml").read_text() == "mine"


def test_a_name_that_cannot_be_a_course_is_refused(tmp_path):
    result = gradcheck("course", "init", str(tmp_path / "new"), "--id", "../x")
    assert result.exit_code == 2
    assert result.stdout == ""


def new_course(tmp_path, *options):
    result = gradcheck("course", "init", str(tmp_path / "maths"), "--instructor", "grace", *options)
    assert result.exit_code == 0, result.output
    return tmp_path / "maths"


def test_old_records_are_upgraded_once_with_a_copy(tmp_path):
    folder = new_course(tmp_path)
    with closing(sqlite3.connect(folder / ".gradcheck" / "records.db")) as connection:
        connection.executescript((Path(__file__).with_name("records") / "version_1.sql").read_text())
    first, second = (gradcheck("course", "upgrade", str(folder)) for _ in range(2))
    assert first.stdout.startswith(
        "The records are of version 2 now; they were of version 1.\nAs they were: /"
    )
    assert Path(first.stdout.split(": ")[1].strip()).is_file()
    assert second.stdout == "The records are of version 2 already; nothing was changed.\n"


def test_the_records_can_be_in_postgresql(tmp_path, postgres):
    url = postgres.new_url()
    folder = new_course(tmp_path, "--records", url)
    assert (folder / ".gradcheck" / "records-url").stat().st_mode & 0o777 == 0o600
    room = Classroom.open(folder)
    assert str(room.store.database.engine.url.drivername) == "postgresql+psycopg"
    room.close()
    assert not (folder / ".gradcheck" / "records.db").exists()


def test_an_address_of_records_that_others_can_read_is_refused(tmp_path):
    folder = new_course(tmp_path, "--records", "postgresql://grace:secret@127.0.0.1:1/maths")
    (folder / ".gradcheck" / "records-url").chmod(0o644)
    result = gradcheck("course", "upgrade", str(folder))
    assert result.exit_code == 2
    assert (
        "Others can read the address of the records, which may hold a password. Run: chmod 600"
        in result.stderr
    )
