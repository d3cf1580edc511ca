"""gradcheck course collect: the newest submission of each, in nbgrader's folder."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from tests.course.classes import fill

from gradcheck_course.cli.root import root

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture
def collect(marked_class, monkeypatch):
    monkeypatch.setenv("GRADCHECK_SERVICE_URL", marked_class.service.url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "token-of-teacher")
    marked_class.submit("alice", fill)
    return lambda *arguments: CliRunner().invoke(root, ["course", "collect", "ps1", *arguments])


def receipts(given):
    return [one.receipt for one in given.service.client("alice").submissions("course101", "ps1")]


def collected(given):
    return (given.service.folder / "submitted" / "alice" / "ps1" / "receipt.txt").read_text()


def test_what_was_handed_in_is_fetched_and_the_next_step_is_said(collect):
    result = collect()
    assert result.stdout == "Collected 1 new submissions of ps1; 1 are here, 1 not marked yet.\n"
    assert result.stderr == "Next: gradcheck course autograde ps1\n"


def test_a_newer_submission_takes_the_place_of_the_older_one_unless_that_is_to_be_kept(collect, marked_class):
    collect()
    marked_class.submit("alice", fill)
    assert json.loads(collect("--keep", "--json").stdout)["new"] == []
    assert collected(marked_class) == receipts(marked_class)[0]
    assert json.loads(collect("--json").stdout)["new"] == ["alice"]
    assert collected(marked_class) == receipts(marked_class)[1]


def test_of_each_person_the_newest_in_time_can_be_taken(collect, marked_class):
    marked_class.service.clock.now += timedelta(days=2)
    marked_class.submit("alice", fill)
    collect("--before-due")
    assert collected(marked_class) == receipts(marked_class)[0]


def test_a_service_that_does_not_answer_is_one_sentence(collect, monkeypatch):
    monkeypatch.setenv("GRADCHECK_SERVICE_URL", "http://127.0.0.1:9/")
    result = collect()
    assert result.exit_code == 2
    assert result.stderr.strip().endswith(
        "The gradcheck service did not answer at http://127.0.0.1:9/ "
        "Is the Hub running? Nothing was lost: try again, then tell your instructor."
    )
