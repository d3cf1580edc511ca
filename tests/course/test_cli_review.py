"""gradcheck review: what is due, with new numbers; how it went, and when it is due again."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest
from click.testing import CliRunner
from tests.course.learner_files import AFTER, stand_still, written
from tests.course.simulated_learner import event, month, problem_of

from gradcheck_course.cli import review, today_learner
from gradcheck_course.cli.root import root
from gradcheck_course.practice.events import Answered
from gradcheck_course.practice.store import Store
from gradcheck_exercises import find
from gradcheck_exercises.codes import PRACTICE_SEEDS

POWER, CHAIN = "calculus/power-rule", "calculus/chain-rule"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return written(tmp_path_factory.mktemp("learner") / "month.sqlite", month()[1])


@pytest.fixture
def run(data, monkeypatch):
    stand_still(monkeypatch, data, AFTER)
    return lambda *words, **environment: CliRunner().invoke(root, ["review", *words], env=environment)


def practised(path, *names, days_ago=10):
    """A data file in which each of these exercises was met once, right at once."""
    skills = today_learner.skills()
    events = [
        event(
            number,
            AFTER - timedelta(days=days_ago),
            Answered(
                problem=problem_of(skills[name], number),
                part=label,
                response="x",
                outcome="right",
                credit=1.0,
            ),
        )
        for number, (name, label) in enumerate((name, label) for name in names for label in "ab")
    ]
    return written(path, events)


@pytest.fixture
def two_due(tmp_path, monkeypatch):
    stand_still(monkeypatch, tmp_path / "two.sqlite", AFTER)
    monkeypatch.setattr(review, "SystemRandom", lambda: Random(5))
    path = practised(tmp_path / "two.sqlite", POWER, CHAIN)

    def run(*typed, words=()):
        return CliRunner().invoke(root, ["review", *words], input="".join(f"{one}\n" for one in typed))

    return run, path


def right_answers(*names):
    """What is typed by somebody who knows everything, for the numbers of Random(5)."""
    rng, typed = Random(5), []
    for name in names:
        problem = find(name).problem(rng.randrange(PRACTICE_SEEDS))
        typed += [*(part.answer.reference_text() for part in problem.parts), ""]
    return typed


def recorded(path):
    with Store.open(path) as store:
        return [
            one.body for one in store.events() if isinstance(one.body, Answered) and one.body.mode == "review"
        ]


def test_who_knows_everything_is_done_and_told_when_it_comes_back(two_due):
    run, path = two_due
    found = run(*right_answers(CHAIN, POWER))
    assert found.exit_code == 0
    assert "[1/2] Chain rule · last met 10 days ago · 77% likely" in found.stdout
    assert "Done 2: 2 right at once.\n  The next is due in " in found.stdout
    assert [one.problem.exercise for one in recorded(path)] == [CHAIN, CHAIN, POWER, POWER]


def test_the_numbers_are_new(two_due):
    run, path = two_due
    run(*right_answers(CHAIN, POWER))
    assert all(one.problem.seed != "00000" for one in recorded(path))


def test_a_miss_is_counted_and_due_again_soon(two_due):
    run, _ = two_due
    _, *others = right_answers(CHAIN, POWER)
    found = run("0", "w", "w", *others[1:])
    assert "Done 2: 1 right at once, 1 missed." in found.stdout
    assert "Due: 1 " in found.stdout


def test_who_leaves_is_told_how_it_went_so_far(two_due):
    run, _ = two_due
    found = run(*right_answers(CHAIN), "q")
    assert "[2/2]" in found.stdout
    assert "Done 1: 1 right at once." in found.stdout
    assert "1 still today" in found.stdout


def test_who_answers_nothing_loses_nothing(two_due):
    run, path = two_due
    found = run("q")
    assert "Nothing was answered. What was due stays due." in found.stdout
    assert recorded(path) == []


def test_a_limit_is_kept(two_due):
    run, _ = two_due
    assert "1 for today (about 2 minutes). New numbers every time." in run("q", words=["-n", "1"]).stdout


def test_when_nothing_is_due_it_says_when_something_will_be(tmp_path, monkeypatch):
    stand_still(monkeypatch, tmp_path / "fresh.sqlite", AFTER)
    practised(tmp_path / "fresh.sqlite", POWER, days_ago=0)
    found = CliRunner().invoke(root, ["review"]).stdout
    assert found.splitlines()[0] == "  Nothing is due today; the next is due in 4 days."
    assert found.splitlines()[1].startswith("  Something else: gradcheck practice ")


def test_of_who_is_new_nothing_is_due(tmp_path, monkeypatch):
    stand_still(monkeypatch, tmp_path / "new.sqlite", AFTER)
    found = CliRunner().invoke(root, ["review"]).stdout
    assert found == "  Nothing is due today.\n  Something else: gradcheck practice calculus/power-rule\n"


def test_json_lists_what_is_due_and_asks_nothing(run):
    found = json.loads(run("--json").stdout)
    assert (found["schema"], found["ok"]) == ("gradcheck.review/1", True)
    assert found["waiting"] == len(found["today"]) > 0
    assert all(0 < one["recall"] < 1 for one in found["today"])
    assert sum(one["due"] for one in found["forecast"]) >= found["waiting"]


def test_no_two_of_a_unit_follow_each_other_while_another_is_left(run):
    units = [one["exercise"].partition("/")[0] for one in json.loads(run("--json").stdout)["today"]]
    pairs = sum(first == second for first, second in pairwise(units))
    assert pairs <= max(0, 2 * max(map(units.count, units)) - len(units) - 1)


def test_a_topic_keeps_to_its_unit(run):
    found = json.loads(run("--topic", "linalg", "--json").stdout)
    assert all(one["exercise"].startswith("linalg/") for one in found["today"])


def test_a_backlog_is_spread_by_itself_and_sooner_when_asked(data, monkeypatch):
    stand_still(monkeypatch, data, AFTER + timedelta(days=9))
    by_itself = json.loads(CliRunner().invoke(root, ["review", "--json"]).stdout)
    assert by_itself["waiting"] > 12
    assert by_itself["spread_over_days"] > 2
    assert len(by_itself["today"]) < 7


def test_after_a_long_time_away_two_easy_ones_come_first(data, monkeypatch):
    stand_still(monkeypatch, data, AFTER + timedelta(days=35))
    found = CliRunner().invoke(root, ["review"], input="q\n").stdout
    said = " ".join(found.split())
    assert said.startswith("Welcome back. ")
    assert "are waiting; here are 2 easy ones to start. The rest is spread over" in said
    assert "[1/2]" in said


@pytest.mark.parametrize("words", [(), ("--ascii",)])
def test_the_forecast_has_a_row_for_each_day(run, words):
    rows = run("--forecast", *words).stdout.splitlines()
    assert len(rows) == 14
    assert rows[0].startswith("  today      ")
    assert all(row.isascii() for row in rows) == bool(words)


def test_the_forecast_is_drawn_with_no_bars_where_sentences_are_wanted(run):
    found = run("--forecast", ACCESSIBLE="1").stdout
    assert found.splitlines()[1].startswith("  tomorrow, 2 Apr: ")


def test_a_unit_that_is_none_is_refused(run):
    found = run("--topic", "calculos")
    assert found.exit_code == 2
    assert (
        "There is no unit 'calculos'. The units are calculus, linalg, spectral, vectorcalc." in found.output
    )


def test_ctrl_c_keeps_what_was_answered_and_says_so(two_due, monkeypatch):
    run, path = two_due
    typed = iter(right_answers(CHAIN)[:1])

    def line(prompt):
        try:
            return next(typed)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr("builtins.input", line)
    found = run()
    assert found.exit_code == 130
    assert found.stderr.strip() == "Stopped; progress saved."
    assert len(recorded(path)) == 1


def test_a_voice_hears_no_dots_or_brackets_in_a_heading(two_due):
    run, _ = two_due
    found = run("q", words=["--plain"]).stdout.splitlines()
    assert "  1 of 2: Chain rule, last met 10 days ago, 77% likely that you still have it." in found
