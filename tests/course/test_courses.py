"""The course folder: what is read, what is refused and how, what is written."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta, timezone

import pytest

from gradcheck_course.classroom.courses import Assignment, ExerciseEntry, Person, load_course
from gradcheck_course.classroom.founding import init_course, read_secret
from gradcheck_course.classroom.names import assignment_name_problem, file_path_problem, person_id_problem
from gradcheck_course.errors import CourseError

PARTS = {"calculus/chain-rule": 2}
GOOD = """
[course]
id = "course101"
title = "Mathematics"
instructors = ["ada"]
timezone = "UTC"

[[assignment]]
name = "ps1"
title = "Problem set 1"
due = "2026-12-01T23:59:00+01:00"

[[assignment.exercise]]
id = "calculus/chain-rule"
points = {a = 1, b = 2.5}
"""
ROSTER = "id,first_name,last_name,email\nalice,Alice,Doe,alice@example.org\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "course.toml").write_text(GOOD)
    (tmp_path / "roster.csv").write_text(ROSTER)
    return tmp_path


def test_a_course_folder_is_read_into_records(folder):
    course = load_course(folder, parts_of=PARTS)
    assignment = course.assignment("ps1")
    assert (course.id, course.instructors, course.folder) == ("course101", ("ada",), folder)
    assert course.students == (Person("alice", "Alice", "Doe", "alice@example.org"),)
    assert assignment.due == datetime(2026, 12, 1, 22, 59, tzinfo=UTC)
    assert assignment.exercises == (ExerciseEntry("calculus/chain-rule", {"a": 1.0, "b": 2.5}),)
    assert assignment.grade_id("1a") == "ps1-1a"
    assert (course.instructor_group, course.student_group) == ("formgrade-course101", "nbgrader-course101")


def test_a_due_date_of_toml_itself_is_read_too(folder):
    text = GOOD.replace('"2026-12-01T23:59:00+01:00"', "2026-12-01T23:59:00+01:00")
    (folder / "course.toml").write_text(text)
    assert load_course(folder, parts_of=PARTS).assignment("ps1").due == datetime(
        2026, 12, 1, 22, 59, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("old", "new", "sentence", "why"),
    [
        ('id = "course101"', "", "course, id: This key is missing.", "no id"),
        ('id = "course101"', 'id = "../x"', "course, id: '../x' is not usable as a name", "id is a path"),
        (
            'title = "Mathematics"',
            "title = 3",
            "course, title: A text of one line is needed",
            "title is a number",
        ),
        ('["ada"]', '"ada"', "course, instructors: A list of texts is needed", "instructors is a text"),
        (
            '["ada"]',
            '["a/b"]',
            "course, instructors: 'a/b' is not usable as an id",
            "an instructor with a slash",
        ),
        ('"UTC"', '"Mars/North"', "The time zone 'Mars/North' is not known", "unknown zone"),
        ('"UTC"', '"../../etc/passwd"', "The time zone '../../etc/passwd' is not known", "zone is a path"),
        ('name = "ps1"', 'name = ".ps1"', "assignment 1, name: '.ps1' is not usable", "leading dot"),
        ('name = "ps1"', f'name = "{"x" * 65}"', "is 65 characters long; 64 is the most", "long name"),
        ("+01:00", "", "assignment 1, due: This date has no time zone. Write it like", "no zone in due date"),
        ('"2026-12-01T23:59:00+01:00"', '"soon"', "due: This is not a date and time.", "due is no date"),
        (
            "chain-rule",
            "no-such",
            "exercise 1, id: There is no exercise 'calculus/no-such'. See:",
            "unknown exercise",
        ),
        ("{a = 1,", "{a = -1,", "Part a is worth -1; points are 0 or more.", "negative points"),
        ("{a = 1,", "{a = nan,", "The points of part a are not a number.", "nan points"),
        ("{a = 1,", "{z = 1,", "has no part 'z'. Its parts: a, b.", "points of no part"),
        ("points =", "poinst =", "key is not known. Known here: id, points.", "misspelt key"),
        (
            "[[assignment.exercise]]",
            "[assignment.exercise]",
            "Write [[exercise]] above each of them.",
            "one table",
        ),
        ("[course]", "[course", "The file is not valid TOML", "not TOML"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)
def test_what_is_wrong_in_course_toml_is_said_with_file_key_and_way_out(folder, old, new, sentence, why):
    assert GOOD.count(old) >= 1, why
    (folder / "course.toml").write_text(GOOD.replace(old, new))
    with pytest.raises(CourseError) as caught:
        load_course(folder, parts_of=PARTS)
    assert sentence in str(caught.value)
    assert "course.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name\nalice\n", "line 1: The roster has no column id."),
        ("id\nalice\nalice\n", "The id 'alice' is there twice."),
        ("id\nalice\n../bob\n", "line 3, id: '../bob' is not usable as an id"),
        ("id\n\n.hidden\n", "'.hidden' is not usable as an id"),
    ],
)
def test_what_is_wrong_in_the_roster_is_said_with_its_line(folder, text, sentence):
    (folder / "roster.csv").write_text(text)
    with pytest.raises(CourseError, match="roster") as caught:
        load_course(folder, parts_of=PARTS)
    assert sentence in str(caught.value)


def test_a_roster_from_a_spreadsheet_with_a_byte_order_mark_is_read(folder):
    (folder / "roster.csv").write_text("\ufeff" + ROSTER, encoding="utf-8")
    assert [person.id for person in load_course(folder, parts_of=PARTS).students] == ["alice"]


def test_two_assignments_of_one_name_are_refused(folder):
    (folder / "course.toml").write_text(GOOD + GOOD[GOOD.index("[[assignment]]") :])
    with pytest.raises(CourseError, match="Two assignments have the name 'ps1'"):
        load_course(folder, parts_of=PARTS)


def test_a_folder_without_course_toml_says_how_to_make_one(tmp_path):
    with pytest.raises(CourseError, match="gradcheck course init"):
        load_course(tmp_path, parts_of=PARTS)


def new_course(folder, **changes):
    due = datetime(2026, 12, 1, 23, 59, tzinfo=timezone(timedelta(hours=1)))
    exercises = (ExerciseEntry("calculus/chain-rule", {"a": 1.5}),)
    settings = {
        "course_id": "course101",
        "title": 'The "odd" \\ title – ünïcode',
        "instructors": ["ada"],
        "students": [Person("alice", 'A "quoted", name', "Doe", "a@b.c"), Person("bob")],
        "assignments": [Assignment("ps1", "Set 1", due, exercises)],
        "parts_of": PARTS,
    }
    return init_course(folder, **(settings | changes))


def test_a_new_course_reads_back_as_it_was_given(tmp_path):
    course = new_course(tmp_path / "new")
    assert course == load_course(tmp_path / "new", parts_of=PARTS)
    assert course.title == 'The "odd" \\ title – ünïcode'
    assert course.students[0].first_name == 'A "quoted", name'
    assert course.assignment("ps1").exercises[0].points == {"a": 1.5}
    names = {path.name for path in (tmp_path / "new").iterdir()}
    assert names == {
        "course.toml", "roster.csv", "nbgrader_config.py", ".gradcheck",
        "source", "release", "submitted", "autograded", "feedback",
    }  # fmt: skip
    compile((tmp_path / "new" / "nbgrader_config.py").read_text(), "nbgrader_config.py", "exec")


def test_the_secret_is_new_for_each_course_and_for_the_owner_alone(tmp_path):
    new_course(tmp_path / "one")
    new_course(tmp_path / "two")
    secret = tmp_path / "one" / ".gradcheck" / "secret"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(secret.parent.stat().st_mode) == 0o700
    assert len(read_secret(tmp_path / "one")) == 32
    assert read_secret(tmp_path / "one") != read_secret(tmp_path / "two")


@pytest.mark.parametrize("taken", ["course.toml", "roster.csv", ".gradcheck", "source", "gradebook.db"])
def test_a_new_course_never_overwrites(tmp_path, taken):
    (tmp_path / taken).write_text("mine")
    if taken == "gradebook.db":
        new_course(tmp_path)
    else:
        with pytest.raises(CourseError, match=f"has {taken} already"):
            new_course(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == [taken]
    assert (tmp_path / taken).read_text() == "mine"


def test_a_course_that_would_not_be_readable_leaves_nothing_behind(tmp_path):
    with pytest.raises(CourseError, match="is not usable as a name"):
        new_course(tmp_path, course_id="a b")
    assert list(tmp_path.iterdir()) == []


def test_a_secret_that_others_can_read_is_refused(tmp_path):
    new_course(tmp_path)
    (tmp_path / ".gradcheck" / "secret").chmod(0o644)
    with pytest.raises(CourseError, match="Others can read the course secret"):
        read_secret(tmp_path)


@pytest.mark.parametrize("path", ["ps1.ipynb", "data/a b.csv", "Übung.ipynb", ".hidden", "a..b/c"])
def test_good_file_names_pass(path):
    assert file_path_problem(path) == ""


@pytest.mark.parametrize(
    "path",
    [
        "",
        "../x",
        "a/../b",
        "/etc/passwd",
        "a//b",
        "./a",
        "a/",
        "a\x00b",
        "a\nb",
        "a\\b",
        "C:x",
        "~root",
        " a",
        "x" * 256,
    ],
)
def test_bad_file_names_are_refused(path):
    assert file_path_problem(path)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a b", "a\x00", "-a", "x" * 65, "a\n"])
def test_bad_names_of_people_and_assignments_are_refused(name):
    assert person_id_problem(name)
    assert assignment_name_problem(name)
