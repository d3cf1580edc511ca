"""The commands that lead a class, from the new assignment to the exported scores, against a real service."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from tests.course.classes import COURSE, fill

from gradcheck_course.classroom.assigning import add_assignment, moment_in
from gradcheck_course.classroom.courses import Assignment, ExerciseEntry, load_course
from gradcheck_course.classroom.policies import Late, Policy
from gradcheck_course.cli.root import root
from gradcheck_course.errors import CourseError
from gradcheck_course.jupyter.export import exported

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture
def run(marked_class):
    """Run a command of the course as its instructor, in its folder."""

    def course(*arguments):
        return CliRunner().invoke(root, ["course", *arguments], prog_name="gradcheck")

    course.given = marked_class
    course.service = marked_class.service
    return course


def test_a_new_assignment_is_at_the_end_of_the_file_and_the_rest_as_it_was(run):
    file = run.service.folder / "course.toml"
    before = file.read_text()
    result = run(
        "assign", "ps3", "sums/pair", "sums/tiny", "--due", "2026-12-01 23:59", "--late-per-day", "0.1",
        "--attempts", "2", "--checks", "3", "--feedback", "due",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert file.read_text().startswith(before)
    added = load_course(run.service.folder).assignment("ps3")
    assert added.due == datetime(2026, 12, 1, 23, 59, tzinfo=UTC)
    assert added.policy == Policy(Late(0.1), None, 2, 3, "due", "full")
    assert [one.id for one in added.exercises] == ["sums/pair", "sums/tiny"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["ps1", "sums/pair"], "The course course101 has an assignment 'ps1' already."),
        (["ps3", "sums/none"], "There is no exercise 'sums/none'."),
        (["a b", "sums/pair"], "'a b' is not usable as a name"),
        (["ps3", "sums/pair", "--due", "soon"], "'soon' is not a date and time. Write it like"),
        (["ps3", "sums/pair", "--late-per-day", "0.1"], "Without a due date this has no meaning: late."),
    ],
)
def test_an_assignment_that_cannot_be_is_refused_and_nothing_is_written(run, arguments, sentence):
    before = (run.service.folder / "course.toml").read_bytes()
    result = run("assign", *arguments)
    assert (result.exit_code, sentence in result.stderr) == (2, True), result.stderr
    assert (run.service.folder / "course.toml").read_bytes() == before


def test_times_without_a_zone_are_the_courses(tmp_path, run):
    course = run.service.course
    summer = moment_in(type(course)("c", "c", tmp_path, timezone="Europe/Berlin"), "2026-07-01 12:00")
    assert summer == datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


def test_a_preview_asks_for_what_the_exercises_ask(run):
    result = run("preview", "ps1")
    assert "Find $7919 (a + b)$." in result.stdout
    assert (run.service.folder / "source" / "ps1" / "ps1.ipynb").is_file()


def test_a_release_deals_to_everybody_first(run):
    result = run("release", "ps2", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["ok"] is True
    gives = [one.subject for one in run.service.room.store.events() if one.action == "give"]
    assert gives == ["ps2/alice", "ps2/bob", "ps2/carol"]
    with Gradebook(run.given.api.coursedir.db_url, COURSE) as gradebook:
        assert gradebook.find_assignment("ps2").max_score == 4


def test_where_students_must_share_problems_the_instructor_is_told_before_release(run):
    roster = run.service.folder / "roster.csv"
    roster.write_text(roster.read_text() + "dan,,,\neve,,,\n")
    run("assign", "ps3", "sums/tiny")
    refused = run("release", "ps3")
    assert (refused.exit_code, refused.stdout) == (1, "ps3 was not released.\n")
    assert "sums/tiny: 4 different problems for 5 students; up to 2 share one." in refused.stderr
    assert "ps3" not in run.service.room.store.released()
    assert run("release", "ps3", "--repeats").exit_code == 0
    assert "ps3" in run.service.room.store.released()


def test_status_says_how_far_the_class_is(run):
    run.given.submit("alice", fill)
    run.given.mark("alice")
    run("extend", "ps1", "bob", "--due", "2026-12-05 12:00", "--reason", "ill")
    assert run("status").stdout == (
        "ps1  released, 3 students: 1 fetched, 1 handed in, 1 marked\nps2  draft, 3 students\n"
    )
    assert run("status", "ps1").stdout.splitlines() == [
        "alice: fetched, handed in, 5 of 5 points",
        "bob: not fetched, extension to 2026-12-05T12:00:00+00:00",
        "carol: not fetched",
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["bob"], 2, "Say --due, --attempts or both; or --withdraw alone."),
        (["bob", "--withdraw", "--attempts", "1"], 2, "Say --due, --attempts or both; or --withdraw alone."),
        (["nobody", "--attempts", "1"], 2, "'nobody' is not in the course."),
        (["bob", "--withdraw"], 0, "bob has what the class has for ps1."),
        (["bob", "--attempts", "2"], 0, "bob has ps1 with 2 more attempts."),
    ],
)
def test_an_extension_by_command(run, arguments, code, sentence):
    result = run("extend", "ps1", *arguments)
    assert (result.exit_code, sentence in result.output) == (code, True), result.output


def wrong_first(notebook, answers):
    fill(notebook, {**answers, "1a": "12"})


@pytest.fixture
def marked(run):
    """alice is right, bob wrong in 1a; carol handed in nothing."""
    file = run.service.folder / "roster.csv"
    file.write_text("id,first_name,last_name,email\nalice,=Alice,Doe,a@b.c\nbob,Bob,Doe,\ncarol,,,\n")
    run.given.submit("alice", fill)
    run.given.submit("bob", wrong_first)
    run.given.mark("alice", "bob")
    return run


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            [],
            [
                ["id", "first_name", "last_name", "email", "ps1"],
                ["max", "", "", "", "5"],
                ["alice", "'=Alice", "Doe", "a@b.c", "5"],
                ["bob", "Bob", "Doe", "", "4"],
                ["carol", "", "", "", ""],
            ],
        ),
        (
            ["--by", "part"],
            [
                ["id", "first_name", "last_name", "email", "ps1-1a", "ps1-1b", "ps1-2a"],
                ["max", "", "", "", "1", "3", "1"],
                ["alice", "'=Alice", "Doe", "a@b.c", "1", "3", "1"],
                ["bob", "Bob", "Doe", "", "0", "3", "1"],
                ["carol", "", "", "", "", "", ""],
            ],
        ),
        (
            ["--by", "skill"],
            [
                ["id", "first_name", "last_name", "email", "sums"],
                ["max", "", "", "", "5"],
                ["alice", "'=Alice", "Doe", "a@b.c", "5"],
                ["bob", "Bob", "Doe", "", "4"],
                ["carol", "", "", "", ""],
            ],
        ),
        (
            ["--format", "canvas"],
            [
                ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Problem set 1"],
                ["    Points Possible", "", "", "", "", "5"],
                ["Doe, =Alice", "", "", "alice", "", "5"],
                ["Doe, Bob", "", "", "bob", "", "4"],
                ["carol", "", "", "carol", "", ""],
            ],
        ),
        (
            ["--format", "moodle"],
            [
                ["username", "email", "firstname", "lastname", "Problem set 1"],
                ["alice", "a@b.c", "'=Alice", "Doe", "5"],
                ["bob", "", "Bob", "Doe", "4"],
                ["carol", "", "", "", "-"],
            ],
        ),
    ],
    ids=["plain", "part", "skill", "canvas", "moodle"],
)
def test_scores_are_exported_in_the_columns_of_each_system(marked, options, expected, tmp_path):
    result = marked("export", *options, "--output", str(tmp_path / "scores.csv"))
    assert result.exit_code == 0, result.output
    assert list(csv.reader(io.StringIO((tmp_path / "scores.csv").read_text()))) == expected


def test_without_a_gradebook_there_is_nothing_to_export(course_folder, sums):
    with pytest.raises(CourseError, match="There is no gradebook yet"):
        exported(load_course(course_folder, parts_of=sums.PARTS), "plain", "assignment")


def test_a_whole_policy_reads_back_as_it_was_written(course_folder, sums):
    course = load_course(course_folder, parts_of=sums.PARTS)
    due, closes = datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 9, tzinfo=UTC)
    policy = Policy(Late(0.1, 0.5, 15), closes, 3, 4, "closed", "points")
    wanted = Assignment("ps3", 'A "title"', due, (ExerciseEntry("sums/tiny", {"a": 2.0}),), policy)
    assert add_assignment(course, wanted, parts_of=sums.PARTS).assignment("ps3") == wanted
