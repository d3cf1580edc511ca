"""gradcheck progress: mastery with its reasons, practice days, slips with what to do about them, curves."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from tests.course.learner_files import AFTER, stand_still, written
from tests.course.simulated_learner import event, month

from gradcheck_course.cli.root import root
from gradcheck_course.practice.events import Answered, ProblemId


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return written(tmp_path_factory.mktemp("learner") / "month.sqlite", month()[1])


@pytest.fixture
def run(data, monkeypatch):
    stand_still(monkeypatch, data, AFTER - timedelta(days=2))  # a Monday, the day after practice

    def run(*words, **environment):
        return CliRunner().invoke(root, ["progress", *words], env=environment)

    return run


@pytest.fixture
def run_new(tmp_path, monkeypatch):
    stand_still(monkeypatch, tmp_path / "new.sqlite", AFTER)
    return lambda *words: CliRunner().invoke(root, ["progress", *words])


def test_it_shows_the_week_and_the_skills_that_were_met_last(run):
    found = run()
    assert found.exit_code == 0
    lines = found.stdout.splitlines()
    assert lines[0].startswith("  This week   1 of 5 planned practice days   ")
    assert len([line for line in lines if " in " in line or line.endswith("today")]) >= 15
    assert "more: gradcheck progress" in found.stdout


@pytest.mark.parametrize("columns", ["80", "50"])
@pytest.mark.parametrize("words", [(), ("linalg",), ("calculus/chain-rule",), ("--ascii",)])
def test_no_line_but_a_command_is_wider_than_the_terminal(run, words, columns):
    for line in run(*words, COLUMNS=columns).stdout.splitlines():
        assert len(line) <= int(columns) or "gradcheck " in line, line


def test_each_slip_comes_with_the_command_that_practises_it(run):
    lines = run().stdout.splitlines()
    slips = [at for at, line in enumerate(lines) if " of your " in line or "(every miss" in line]
    assert len(slips) == 3
    commands = [line for line in lines if line.startswith("    practise that: gradcheck practice ")]
    assert len(commands) == 3


def test_the_curves_are_braille_with_a_frame(run):
    assert any("⠤" in line for line in run().stdout.splitlines())
    assert "today" in run().stdout


@pytest.mark.parametrize("words", [("--no-plot",), ("--ascii",)])
def test_without_curves_or_beyond_ascii_there_is_no_braille(run, words):
    found = run(*words).stdout
    assert not any(0x2800 <= ord(sign) < 0x2900 for sign in found)


def test_ascii_is_ascii(run):
    assert run("--ascii").stdout.isascii()


def test_where_drawings_are_unwelcome_there_are_sentences(run):
    found = run(ACCESSIBLE="1").stdout
    assert not any(sign in found for sign in "█▁●│⠤")
    assert "Dot product and angle: " in run("linalg", ACCESSIBLE="1").stdout


def test_a_unit_shows_all_its_skills(run):
    found = run("spectral").stdout
    assert "Singular values" in found
    assert "not started" in found


def test_an_exercise_shows_why_it_has_its_word(run):
    found = run("calculus/chain-rule").stdout
    assert "problems right at once and without help" in found
    assert "Next review in" in found
    assert "Practise it: gradcheck practice calculus/chain-rule" in found


def test_an_exercise_that_was_never_met_says_so(run):
    found = run("spectral/svd-full").stdout
    assert "Nothing was answered yet." in found


def test_the_spreadsheet_has_a_row_for_each_skill_met(run):
    rows = list(csv.DictReader(io.StringIO(run("--csv").stdout)))
    assert len(rows) > 30
    assert {row["word"] for row in rows} <= {"learning", "familiar", "proficient", "mastered"}
    assert all(0 < float(row["chance"]) < 1 for row in rows)


def test_json_has_the_skills_with_their_reasons(run):
    found = json.loads(run("calculus", "--json").stdout)
    assert (found["schema"], found["ok"]) == ("gradcheck.progress/1", True)
    assert all(one["unit"] == "calculus" and one["reasons"] for one in found["skills"])
    assert sum(one["answers"] for one in found["days"]) > 0


def test_the_answers_since_a_day_are_those_of_its_days(run):
    days = json.loads(run("--since", "3d", "--json").stdout)["days"]
    assert len(days) <= 4


def test_a_plan_is_kept(run_new):
    assert run_new("--plan", "4").exit_code == 0
    assert json.loads(run_new("--json").stdout)["week"]["planned"] == 4


def test_who_is_new_is_told_how_to_begin(run_new):
    found = run_new()
    assert "Nothing was answered yet." in found.stdout
    assert found.stderr.strip() == "Begin: gradcheck"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "soon"), "'soon' is no stretch of time. Write 30d, 4w or 2026-03-01."),
        (("--since", "0d"), "'0d' is no stretch of time. Write 30d, 4w or 2026-03-01."),
        (("--since", "2030-01-01"), "--since: that day is not in the past."),
        (("--csv", "--json"), "--csv and --json exclude each other: both print a record."),
        (("calculos",), "There is no unit 'calculos'. The units are calculus, "),
        (("calculus/chain",), "There is no exercise 'calculus/chain'. Did you mean "),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(run, words, said):
    found = run(*words)
    assert found.exit_code == 2
    assert said in found.output.replace("\n", " ")


def test_an_exercise_that_left_the_bank_stops_nothing(tmp_path, monkeypatch):
    stand_still(monkeypatch, tmp_path / "gone.sqlite", AFTER)
    gone = ProblemId(exercise="calculus/gone", seed="00000", level=2)
    answered = Answered(problem=gone, part="a", response="x", outcome="wrong", credit=0.0, slips=("sign",))
    written(tmp_path / "gone.sqlite", [event(0, AFTER - timedelta(days=3), answered)])
    for words in (["progress"], ["progress", "--json"], ["today"], ["review"], ["review", "--forecast"]):
        assert CliRunner().invoke(root, words).exit_code == 0, words
