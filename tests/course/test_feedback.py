"""gradcheck course feedback: the pages of nbgrader generate_feedback, each given to its owner once."""

from __future__ import annotations

import json
import sys

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from tests.course.classes import COURSE, done, fill

from gradcheck_course.classroom import workers as workers_module
from gradcheck_course.cli.root import root

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture
def run(marked_class, sums, monkeypatch):
    """Runs `gradcheck course …` at the desk of a class that is marked."""
    marked_class.submit("alice", fill)
    marked_class.submit("bob", lambda notebook, answers: fill(notebook, answers | {"1a": "12"}))
    done(marked_class.api.collect("ps1"))
    monkeypatch.setattr(workers_module, "COMMAND", (sys.executable, sums.__file__))
    monkeypatch.setenv("GRADCHECK_SERVICE_URL", marked_class.service.url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "token-of-teacher")

    def run(*arguments):
        return CliRunner().invoke(root, ["course", *arguments])

    assert run("autograde", "ps1", "--jobs", "1").exit_code == 0
    return run


def page(given, person):
    return given.service.folder / "feedback" / person / "ps1" / "ps1.html"


def released(given, person):
    client = given.service.client(person)
    receipts = client.submissions(COURSE, "ps1")
    return client.feedback(COURSE, receipts[-1].receipt)


def test_the_pages_are_those_that_nbgrader_makes(run, marked_class):
    result = run("feedback", "ps1")
    assert result.stdout == "2 pages of ps1, 2 of them new or changed.\n"
    ours = {person: page(marked_class, person).read_bytes() for person in ("alice", "bob")}
    done(marked_class.api.generate_feedback("ps1", force=True))
    assert {person: page(marked_class, person).read_bytes() for person in ours} == ours


def test_the_command_says_where_to_look_and_what_is_next(run, marked_class):
    assert run("feedback", "ps1").stderr == (
        f"Next: look at {page(marked_class, 'alice')}, then: gradcheck course feedback ps1 --release\n"
    )


def test_each_person_gets_their_own_page_and_the_same_one_once(run, marked_class):
    assert run("feedback", "ps1", "--release").stdout.endswith("2 were given to their owners.\n")
    (file,) = released(marked_class, "bob")
    assert b"For <strong>bob</strong>" in file.content
    assert run("feedback", "ps1", "--release").stdout == (
        "2 pages of ps1, 0 of them new or changed.\n0 were given to their owners.\n"
    )


def test_a_score_and_comment_of_a_person_make_a_new_page(run, marked_class):
    run("feedback", "ps1", "--release")
    with Gradebook(marked_class.api.coursedir.db_url, COURSE) as gradebook:
        gradebook.find_grade("ps1-1a", "ps1", "ps1", "bob").manual_score = 0.5
        gradebook.find_comment("ps1-1a", "ps1", "ps1", "bob").manual_comment = "Half of it."
        gradebook.db.commit()
    record = json.loads(run("feedback", "ps1", "--release", "--json").stdout)
    assert (record["pages"], record["changed"], record["released"]) == (2, 1, 1)
    (file,) = released(marked_class, "bob")
    assert b"Half of it." in file.content


def test_a_page_shows_no_more_than_the_policy_of_the_assignment(run, marked_class):
    file = marked_class.service.folder / "course.toml"
    policy = 'feedback = {show = "points"}\n'
    file.write_text(file.read_text().replace('name = "ps1"\n', f'name = "ps1"\n{policy}'))
    run("feedback", "ps1")
    made = page(marked_class, "bob").read_text()
    assert "Verdicts and solutions are not shown" in made
    assert "STEP-TEXT" not in made


def test_before_marking_the_command_says_what_comes_first(marked_class, monkeypatch):
    marked_class.submit("alice", fill)
    done(marked_class.api.collect("ps1"))
    result = CliRunner().invoke(root, ["course", "feedback", "ps1"])
    assert result.stderr == "Nothing is marked yet. Next: gradcheck course autograde ps1\n"
