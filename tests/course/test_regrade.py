"""gradcheck course regrade: who moves and why, before anything is written; nothing is lost midway."""

from __future__ import annotations

import json
import sys

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from tests.course.classes import COURSE, FIXED, done, fill

from gradcheck_course.classroom import workers as workers_module
from gradcheck_course.cli.root import root

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


def one_more(notebook, answers):
    fill(notebook, answers | {"1a": str(int(answers["1a"]) + 1)})


@pytest.fixture
def regrade(marked_class, sums, monkeypatch, tmp_path):
    """Runs commands at the desk after alice (right before the fix) and bob (right after it) were marked."""
    marked_class.submit("alice", fill)
    marked_class.submit("bob", one_more)
    done(marked_class.api.collect("ps1"))
    monkeypatch.setenv("GRADCHECK_SERVICE_URL", marked_class.service.url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "token-of-teacher")
    monkeypatch.setattr(workers_module, "COMMAND", (sys.executable, sums.__file__))

    def run(*arguments, input="", what="regrade"):
        return CliRunner().invoke(root, ["course", what, "ps1", "--jobs", "1", *arguments], input=input)

    assert run(what="autograde").exit_code == 0
    (tmp_path / "fixed.py").write_text(FIXED.format(path=sums.__file__))
    monkeypatch.setattr(workers_module, "COMMAND", (sys.executable, str(tmp_path / "fixed.py")))
    return run


@pytest.fixture
def scores(marked_class):
    def read():
        with Gradebook(marked_class.api.coursedir.db_url, COURSE) as gradebook:
            return {s.student.id: s.score for s in gradebook.assignment_submissions("ps1")}

    return read


def test_a_dry_run_says_who_moves_and_why_and_writes_nothing(regrade, scores, marked_class):
    before = marked_class.service.client("teacher").verdicts(COURSE, "ps1")
    result = regrade("--dry-run")
    assert result.stdout.splitlines() == [
        "2 submissions of ps1 judged again; 2 students move.",
        "",
        "alice  -1 points",
        "  1a  right (1) -> wrong (0)",
        f"      Read as {marked_class.answers('alice')['1a']}",
        "",
        "bob  +1 points",
        "  1a  wrong (0) -> right (1)",
        f"      Read as {int(marked_class.answers('bob')['1a']) + 1}",
    ]
    assert result.stderr == "Nothing was written.\n"
    assert scores() == {"alice": 5, "bob": 4}
    assert marked_class.service.client("teacher").verdicts(COURSE, "ps1") == before


def test_a_regrade_moves_scores_in_gradebook_and_records_and_a_second_one_finds_nothing(
    regrade, scores, marked_class
):
    assert regrade("--yes").stderr.splitlines()[0] == "Written: 2 submissions."
    assert scores() == {"alice": 4, "bob": 5}
    newest = {
        (row["person"], row["label"]): row["verdict"]["points"]
        for row in marked_class.service.client("teacher").verdicts(COURSE, "ps1")
    }
    assert (newest["alice", "1a"], newest["bob", "1a"]) == (0, 1)
    assert regrade("--yes").stdout == "2 submissions of ps1 judged again; 0 students move.\n"


def test_never_lower_keeps_what_is_worth_more_and_lets_others_rise(regrade, scores):
    result = regrade("--never-lower", "--yes")
    assert "  1a  right (1) -> wrong (0); the earlier verdict is kept\n" in result.stdout
    assert scores() == {"alice": 5, "bob": 5}


def test_nothing_is_written_when_the_question_is_answered_with_no(regrade, scores):
    result = regrade(input="n\n")
    assert result.stderr.splitlines()[-1] == "Nothing was written."
    assert scores() == {"alice": 5, "bob": 4}


def test_a_score_given_by_a_person_stays_and_is_said(regrade, scores, marked_class):
    with Gradebook(marked_class.api.coursedir.db_url, COURSE) as gradebook:
        gradebook.find_grade("ps1-1a", "ps1", "ps1", "alice").manual_score = 0.5
        gradebook.db.commit()
    assert "right (1) -> wrong (0); a person's score stays\n" in regrade("--yes").stdout
    assert scores() == {"alice": 4.5, "bob": 5}


def test_a_regrade_that_was_cut_off_after_the_records_is_finished_by_the_next(
    regrade, scores, marked_class, monkeypatch
):
    from gradcheck_course.jupyter import autograde

    with monkeypatch.context() as patch:
        patch.setattr(autograde, "write_scores", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        assert regrade("--yes").exit_code == 130
    assert scores() == {"alice": 5, "bob": 4}
    assert regrade("--yes").exit_code == 0
    assert scores() == {"alice": 4, "bob": 5}


def test_what_is_not_marked_yet_is_left_to_autograde(regrade, marked_class):
    marked_class.submit("carol", fill)
    done(marked_class.api.collect("ps1"))
    record = json.loads(regrade("--dry-run", "--json").stdout)
    assert (record["judged"], record["written"], record["failed"]) == (2, 0, [])
    assert [change["student"] for change in record["changes"]] == ["alice", "bob"]
    assert record["changes"][0]["before"] == {"outcome": "right", "points": 1.0}


def test_json_needs_a_decision_beforehand(regrade):
    record = json.loads(regrade("--json").stdout)
    assert record["error"]["message"] == "With --json nobody can be asked: add --dry-run or --yes."
