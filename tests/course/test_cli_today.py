"""gradcheck alone: what is due, one next exercise and why; a key each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from click.testing import CliRunner
from tests.course.learner_files import AFTER, stand_still, written
from tests.course.simulated_learner import month

from gradcheck_course.cli import today, today_learner
from gradcheck_course.cli.root import root


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return written(tmp_path_factory.mktemp("learner") / "month.sqlite", month()[1])


@pytest.fixture
def run(data, monkeypatch):
    stand_still(monkeypatch, data, AFTER)
    return lambda *words, **environment: CliRunner().invoke(root, ["today", *words], env=environment)


@pytest.fixture
def run_new(tmp_path, monkeypatch):
    stand_still(monkeypatch, tmp_path / "new.sqlite", AFTER)
    return lambda *words: CliRunner().invoke(root, ["today", *words])


def pressed(monkeypatch, *keys):
    """What is run when these keys are pressed, one after the other, and then q."""
    ran, left = [], iter([*keys, "q"])
    monkeypatch.setattr(today_learner, "is_asked", lambda: True)
    monkeypatch.setattr(today, "is_asked", lambda: True)
    monkeypatch.setattr("builtins.input", lambda prompt: next(left))
    monkeypatch.setattr(today, "run", lambda name, *words: ran.append(" ".join([name, *words])))
    return ran


def test_the_first_screen_says_where_the_work_stays_and_how_to_begin(run_new):
    found = run_new()
    assert found.exit_code == 0
    assert "Nothing to set up. Your work stays in " in " ".join(found.stdout.split())
    assert [line for line in found.stdout.splitlines() if "gradcheck " in line][1:] == [
        "  gradcheck practice calculus/power-rule",
        "  gradcheck start",
        "  gradcheck list",
        "  gradcheck --help",
    ]


def test_later_it_says_what_is_due_and_what_is_next_with_the_reason(run):
    found = " ".join(run().stdout.split())
    assert " due today (about " in found
    assert "Next: " in found
    assert "likely" in found


def test_json_has_what_the_screen_has(run):
    found = json.loads(run("--json").stdout)
    assert (found["schema"], found["ok"], found["new"]) == ("gradcheck.today/1", True, False)
    assert found["waiting"] >= len(found["due"]) > 0
    assert found["next"]["reason"].endswith(".")
    assert found["next"]["exercise"] not in {one["exercise"] for one in found["due"]}


def test_json_of_who_is_new_names_a_first_exercise(run_new):
    found = json.loads(run_new("--json").stdout)
    assert (found["new"], found["due"], found["next"]["exercise"]) == (True, [], "calculus/power-rule")


def test_one_key_begins_each_thing(run, monkeypatch):
    ran = pressed(monkeypatch, "", "2", "4")
    assert run().exit_code == 0
    assert [one.split()[0] for one in ran] == ["review", "practice", "progress"]


def test_the_keys_of_the_first_screen(run_new, monkeypatch):
    ran = pressed(monkeypatch, "1", "2", "3")
    run_new()
    assert ran == ["practice calculus/power-rule", "start", "list"]


def test_another_exercise_can_be_asked_for(run, monkeypatch):
    pressed(monkeypatch, "3", "3")
    offered = [line for line in run().stdout.splitlines() if line.startswith("  Next: ")]
    assert len(set(offered)) == len(offered) == 3


def test_a_key_that_is_none_is_told_so(run, monkeypatch):
    ran = pressed(monkeypatch, "9", "x")
    assert "  Please a number from 1 to 4, or q." in run().stdout
    assert ran == []


def test_the_end_of_the_input_leaves(run, monkeypatch):
    pressed(monkeypatch)

    def ended(prompt):
        raise EOFError

    monkeypatch.setattr("builtins.input", ended)
    assert run().exit_code == 0


def test_after_a_long_time_away_two_easy_ones_are_offered(data, monkeypatch):
    stand_still(monkeypatch, data, AFTER + timedelta(days=35))
    found = " ".join(CliRunner().invoke(root, ["today"]).stdout.split())
    assert "Welcome back; you were here last 37 days ago." in found
    assert "two easy ones to start." in found
    assert "2 of " in found


@pytest.mark.parametrize("columns", ["80", "50"])
def test_no_line_but_a_command_is_wider_than_the_terminal(run, columns):
    for line in run(COLUMNS=columns).stdout.splitlines():
        assert len(line) <= int(columns) or "gradcheck " in line, line


def test_in_sentences_there_are_no_dots(run):
    assert "·" not in run(ACCESSIBLE="1").stdout


def test_it_starts_without_sympy_or_numpy(data):
    code = (
        "import sys; from gradcheck_course.cli.root import root\n"
        "try: root(['today'])\n"
        "finally: print(sorted({'sympy', 'numpy', 'rich'} & set(sys.modules)), file=sys.stderr)"
    )
    environment = {**os.environ, "GRADCHECK_DATA": str(data)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert done.stderr.strip() == "[]"


def test_ctrl_c_in_an_exercise_leaves_the_screen_too(run, monkeypatch):
    pressed(monkeypatch, "2", "2")
    monkeypatch.setattr(today, "run", lambda name, *words: 130)
    found = run()
    assert found.exit_code == 130
    assert found.stdout.count("This week") == 1
