"""gradcheck course init: a folder that the rest of the course can read."""

from __future__ import annotations

import json

from click.testing import CliRunner

from gradcheck_course.classroom.courses import load_course
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
