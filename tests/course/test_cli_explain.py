"""gradcheck explain: codes and words have a sentence; a recorded answer is shown and judged again."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from gradcheck_course.cli.exits import ERROR_CODE, ExitCode
from gradcheck_course.cli.explain_words import RULES
from gradcheck_course.cli.root import root
from gradcheck_course.practice.events import Answered, ProblemId
from gradcheck_course.practice.line_readings import doubts
from gradcheck_course.practice.replay import replayed
from gradcheck_course.practice.store import Store
from gradcheck_exercises import find
from gradcheck_grader import Notation, Outcome, real_names

PROBLEM = find("calculus/chain-rule").problem(7)
SLIP = PROBLEM.part("b").slips[0]


@pytest.fixture(autouse=True)
def quiet_terminal(monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def gradcheck(*arguments):
    return CliRunner().invoke(root, list(arguments), prog_name="gradcheck")


def explained(what):
    result = gradcheck("explain", what)
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


@pytest.mark.parametrize(
    "what", [*(str(int(code)) for code in ExitCode), *ERROR_CODE.values(), *Outcome, *RULES], ids=str
)
def test_every_code_and_word_has_a_sentence(what):
    said = explained(what)
    assert said.endswith((".", ")"))
    assert json.loads(gradcheck("explain", what, "--json").stdout)["word"] == what


def test_every_kind_of_evidence_that_the_grader_gives_has_a_sentence():
    for kind in ("same-tree", "counterexample", "slope", "shape", "follow-through", "sandbox"):
        assert explained(kind).startswith("Evidence: ")


def test_a_word_that_means_two_things_is_told_with_both():
    said = explained("undecided")
    assert "Outcome: no proof either way" in said
    assert "Error in JSON, exit code 3" in said


@pytest.mark.parametrize(
    ("rule", "text"),
    [("power", "sin x^2"), ("quotient", "1/2x"), ("exponent", "e^2x"), ("extent", "sin x/2")],
    ids=str,
)
def test_the_examples_of_doubts_are_doubts_of_that_rule(rule, text):
    assert text in RULES[rule]
    assert rule in {one.rule for one in doubts(text, Notation(names=real_names("x")))}


def test_without_anything_all_words_are_listed_in_80_columns():
    result = gradcheck("explain")
    assert {"130", "undecided", "slope"} <= {
        line.split()[0] for line in result.stdout.splitlines() if line[0] != " "
    }
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "undecided" in json.loads(gradcheck("explain", "--json").stdout)["meanings"]


def answered(label, text):
    done = gradcheck("practice", PROBLEM.code, "--part", label, "--answer", text, "--json")
    return json.loads(done.stdout)["parts"][0]["receipt"]


def test_an_answer_is_shown_with_its_evidence_and_judged_again():
    receipt = answered("b", PROBLEM.part("b").slip_text(SLIP))
    said = explained(receipt)
    assert f"{PROBLEM.code} (b), answer 1" in said
    assert "✗ not yet" in said
    assert SLIP.feedback.split(".")[0] in said
    assert said.endswith("Judged again now: the same.")
    assert explained("last") == said


def test_an_answer_that_would_be_judged_otherwise_today_is_told():
    _, seed = PROBLEM.code.split("#")
    given = ProblemId(exercise="calculus/chain-rule", seed=seed, level=2, parts=2)
    right = PROBLEM.part("a").answer.reference_text()
    with Store.open() as store:
        store.append(Answered(problem=given, part="a", response=right, outcome="wrong", credit=0.0))
    said = explained("last")
    assert said.endswith("Judged again now: ✓ right. The exercise or the grader has changed since.")
    found = json.loads(gradcheck("explain", "last", "--json").stdout)
    assert (found["same"], found["now"]["outcome"]) == (False, "right")


def test_an_answer_whose_exercise_is_gone_is_shown_all_the_same():
    given = ProblemId(exercise="calculus/gone", seed="00000", level=2)
    with Store.open() as store:
        store.append(Answered(problem=given, part="a", response="1", outcome="right", credit=1.0))
    assert "It cannot be judged again: " in explained("last")


def test_an_answer_is_judged_again_with_what_was_answered_before_and_not_after(monkeypatch):
    asked = []

    class Spy:
        def problem(self, seed, *, level=None):
            return self

        def part(self, label):
            return None

        def judge(self, responses):
            asked.append(responses)
            return {label: PROBLEM.judge({"a": "4"})["a"] for label in responses}

    monkeypatch.setattr("gradcheck_course.practice.replay.find", lambda name: Spy())
    given = ProblemId(exercise="calculus/chain-rule", seed="0007z", level=2, parts=2)
    said = [("a", "1", "wrong"), ("a", "(", "unreadable"), ("b", "2", "wrong"), ("a", "3", "wrong")]
    with Store.open() as store:
        events = [
            store.append(Answered(problem=given, part=part, response=text, outcome=outcome, credit=0.0))
            for part, text, outcome in said
        ]
    replayed(events[2], events)
    assert asked == [{"a": "1", "b": "2"}]


REFUSED = [
    ("last", "You have not answered anything yet. Begin: gradcheck practice", "nothing there"),
    ("abcdef12", "No answer in your data has the receipt abcdef12.", "unknown receipt"),
    ("botany", "'botany' is no code, word or receipt. All codes and words: gradcheck explain", "no word"),
]


@pytest.mark.parametrize(("what", "sentence"), [row[:2] for row in REFUSED], ids=[row[2] for row in REFUSED])
def test_what_cannot_be_explained_is_told_with_code_2(what, sentence):
    result = gradcheck("explain", what)
    assert result.exit_code == 2
    assert sentence in result.stderr
