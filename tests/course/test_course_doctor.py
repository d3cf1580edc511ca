"""gradcheck course doctor: each thing that can stand in the way is found and told with its way out."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from gradcheck_course.classroom.health import Look, examined
from gradcheck_course.cli.root import root


def looks(folder):
    return {one.what: one for one in examined(folder)}


@pytest.fixture
def course(bank, course_folder, monkeypatch):
    monkeypatch.delenv("GRADCHECK_SERVICE_URL", raising=False)
    roster = course_folder / "roster.csv"
    roster.write_text("id,first_name,last_name,email\nalice,Alice,Doe,\n")
    return course_folder


def test_a_course_in_order_has_nothing_in_its_way(course):
    found = looks(course)
    assert [one for one in found.values() if one.problem] == []
    assert found["course.toml"] == Look("course.toml", "course101: 2 assignments")
    assert found["exercises"].told == "2, and each draws"
    assert found["records"].told == "none yet: the service makes them"


def open_secret(folder):
    (folder / ".gradcheck" / "secret").chmod(0o644)


def old_records(folder):
    with closing(sqlite3.connect(folder / ".gradcheck" / "records.db")) as connection:
        connection.executescript((Path(__file__).with_name("records") / "version_1.sql").read_text())


def no_students(folder):
    (folder / "roster.csv").write_text("id\n")


def no_toml(folder):
    (folder / "course.toml").write_text("[course")


@pytest.mark.parametrize(
    ("harm", "what", "sentence"),
    [
        (open_secret, "secret", "Others can read the course secret. Run: chmod 600"),
        (
            old_records,
            "records",
            "They are of version 1; this gradcheck needs 2. Run: gradcheck",
        ),
        (no_students, "roster", "Nobody is on the roster."),
        (no_toml, "course.toml", "The file is not valid TOML"),
    ],
)
def test_what_is_wrong_is_found_with_its_way_out(course, harm, what, sentence):
    harm(course)
    assert sentence in looks(course)[what].problem
    result = CliRunner().invoke(root, ["course", "doctor", "--course", str(course)], prog_name="gradcheck")
    assert result.exit_code == 1
    assert f"! {what}" in result.stdout


def test_a_service_that_does_not_answer_is_told(course, monkeypatch):
    monkeypatch.setenv("GRADCHECK_SERVICE_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "x")
    assert looks(course)["service"].problem.startswith("The gradcheck service did not answer at")
