"""gradcheck course roster: people come, change, leave and come back; nobody is deleted."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from gradcheck_course.classroom.courses import Person, load_course
from gradcheck_course.classroom.founding import init_course
from gradcheck_course.classroom.roster import merge
from gradcheck_course.cli.root import root

ADA, BEN, CLEO = Person("ada", "Ada", "L", "a@b.c"), Person("ben", "Ben", "B"), Person("cleo", "Cleo", "C")


@pytest.fixture
def roster(tmp_path):
    folder = tmp_path / "maths"
    init_course(folder, course_id="maths", title="Maths", instructors=["grace"], students=[ADA, BEN])

    def run(*arguments, csv=""):
        (tmp_path / "list.csv").write_text(csv)
        given = [str(tmp_path / "list.csv") if one == "LIST" else one for one in arguments]
        command = ["course", "roster", *given, "--course", str(folder)]
        return CliRunner().invoke(root, command, prog_name="gradcheck")

    run.folder = folder
    return run


@pytest.mark.parametrize(
    ("listed", "withdraw", "expected", "why"),
    [
        ([ADA], False, [(), (), (), ()], "nobody is withdrawn unless asked for"),
        ([ADA], True, [(), (), ("ben",), ()], "who is not listed is withdrawn"),
        ([CLEO, ADA, BEN], True, [("cleo",), (), (), ()], "who is new comes to the end"),
        ([Person("ada", "Augusta")], False, [(), ("ada",), (), ()], "a name changes"),
        ([Person("ada")], False, [(), (), (), ()], "an empty field says nothing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_list_changes(listed, withdraw, expected, why):
    merged = merge([ADA, BEN], listed, withdraw=withdraw)
    assert [merged.added, merged.changed, merged.withdrawn, merged.returned] == expected, why
    assert {one.id for one in merged.people} >= {"ada", "ben"}


def test_the_same_list_twice_changes_nothing_the_second_time():
    once = merge([ADA, BEN], [CLEO, ADA], withdraw=True)
    assert merge(once.people, [CLEO, ADA], withdraw=True).empty


def test_who_left_comes_back_by_a_later_list(roster):
    gone = roster("import", "LIST", "--withdraw", csv="id\nada\n")
    assert gone.stdout == "withdrawn (1): ben\n"
    assert [one.id for one in load_course(roster.folder).withdrawn] == ["ben"]
    back = roster("import", "LIST", csv="id\nben\n")
    assert back.stdout == "returned (1): ben\n"
    course = load_course(roster.folder)
    assert (course.students, course.withdrawn) == ((ADA, BEN), ())
    assert (roster.folder / "roster.csv.before").read_text().count("withdrawn") == 1


def test_a_dry_run_writes_nothing(roster):
    before = (roster.folder / "roster.csv").read_bytes()
    result = roster("import", "LIST", "--dry-run", "--json", csv="id\ncleo\n")
    assert json.loads(result.stdout) == {
        "schema": "gradcheck.roster/1", "ok": True, "written": False,
        "added": ["cleo"], "changed": [], "withdrawn": [], "returned": [],
    }  # fmt: skip
    assert (roster.folder / "roster.csv").read_bytes() == before


def test_another_systems_columns_are_named(roster):
    result = roster(
        "import", "LIST", "--column", "id=SIS Login ID", "--column", "last_name=Surname",
        csv="Student,SIS Login ID,Surname\nX,cleo,C\n",
    )  # fmt: skip
    assert result.exit_code == 0
    assert load_course(roster.folder).students[2] == Person("cleo", "", "C")


@pytest.mark.parametrize(
    ("options", "csv", "sentence"),
    [
        (["--column", "id=Login"], "id\nada\n", "line 1: The roster has no column Login."),
        (["--column", "login"], "id\nada\n", "--column login: write one of id, first_name"),
        ([], "id,status\nada,gone\n", "line 2, status: The status 'gone' is not known. Write active or"),
        ([], "id\n../x\n", "line 2, id: '../x' is not usable as an id"),
    ],
)
def test_a_list_that_cannot_be_taken_over_is_refused(roster, options, csv, sentence):
    before = (roster.folder / "roster.csv").read_bytes()
    result = roster("import", "LIST", *options, csv=csv)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert (roster.folder / "roster.csv").read_bytes() == before


def test_everybody_is_listed_with_their_role(roster):
    result = roster("list")
    assert result.stdout.splitlines() == [
        "grace  instructor",
        "ada    student     Ada L",
        "ben    student     Ben B",
    ]
    assert result.stderr == "2 students, 0 withdrawn\n"


def test_what_looks_wrong_is_said(roster):
    roster("import", "LIST", csv="id,first_name,last_name,email\ncleo,ADA,l,A@B.C\ngrace,,,\n")
    result = roster("check")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "grace is a student, and instructor in course.toml: they get that role.",
        "ada and cleo have the address a@b.c: one person, or two?",
        "ada and cleo have the name ada l: one person, or two?",
        "grace has no name.",
    ]
