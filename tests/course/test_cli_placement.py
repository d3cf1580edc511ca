"""gradcheck start: six problems, each chosen by the answers before it; then a plan, and where to begin."""

from __future__ import annotations

import json
from random import Random

import pytest
from click.testing import CliRunner
from tests.course.learner_files import AFTER, stand_still

from gradcheck_course.cli import start
from gradcheck_course.cli.root import root
from gradcheck_course.practice.events import Answered, Placed, PlanSet
from gradcheck_course.practice.store import Store


@pytest.fixture
def run(tmp_path, monkeypatch):
    stand_still(monkeypatch, tmp_path / "new.sqlite", AFTER)
    monkeypatch.setattr(start, "SystemRandom", lambda: Random(1))

    def run(*words, typed=()):
        return CliRunner().invoke(root, ["start", *words], input="".join(f"{one}\n" for one in typed))

    return run


@pytest.fixture
def bodies(tmp_path):
    def bodies(kind):
        with Store.open(tmp_path / "new.sqlite") as store:
            return [one.body for one in store.events() if isinstance(one.body, kind)]

    return bodies


def test_who_skips_everything_begins_at_the_beginning_of_the_easy(run, bodies):
    found = run(typed=["s"] * 30)
    assert found.exit_code == 0
    assert [f"[{number}/6]" in found.stdout for number in range(1, 8)] == [True] * 6 + [False]
    assert bodies(Placed) == [Placed(problems=6)]
    assert "You begin with " in found.stdout
    assert "level 1 of 5." in found.stdout


def test_it_gets_easier_after_what_was_skipped(run):
    found = run(typed=["s"] * 30).stdout
    levels = [
        int(line.split("level ")[1][0]) for line in found.splitlines() if "level " in line and "#" in line
    ]
    assert levels[0] == 2
    assert sum(levels[1:]) < 2 * len(levels[1:])


def test_an_answer_is_noted_without_a_verdict_until_the_problem_is_done(run, bodies):
    found = run(typed=["0", "0", "0", "q"]).stdout
    assert "Noted." in found
    assert "of 3 parts right." in " ".join(found.split())
    assert {one.mode for one in bodies(Answered)} == {"place"}


def test_there_are_no_hints(run):
    found = run(typed=["?", "q"]).stdout
    assert "Hint 1 of" not in found


def test_who_leaves_keeps_what_was_answered(run, bodies):
    run(typed=["0", "0", "0", "q"])
    assert bodies(Placed) == [Placed(problems=1, finished=False)]
    assert bodies(Answered)


def test_it_can_be_skipped(run, bodies):
    found = run("--skip")
    assert bodies(Placed) == [Placed(problems=0, finished=False)]
    assert "gradcheck practice calculus/power-rule" in found.stdout


def test_the_plan_is_asked_for_once_where_somebody_is_there(run, bodies, monkeypatch):
    monkeypatch.setattr(start, "can_be_asked", lambda: True)
    assert (
        "On how many days of a week do you mean to practise? [3]: " in run("--skip", typed=["9", "4"]).stdout
    )
    run("--skip", typed=["5"])
    assert bodies(PlanSet) == [PlanSet(days=4)]


def test_json_says_where_to_begin_and_asks_nothing(run, bodies):
    found = json.loads(run("--json").stdout)
    assert (found["schema"], found["placed"], found["begin_with"]) == (
        "gradcheck.start/1",
        False,
        "calculus/power-rule",
    )
    assert bodies(Placed) == []
