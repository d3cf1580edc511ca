"""Worked examples that fade: which steps are blank, how they are judged, how they look."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from gradcheck_course.cli.root import root
from gradcheck_course.practice.events import Answered, StepAnswered
from gradcheck_course.practice.recording import problem_id
from gradcheck_course.practice.store import Store
from gradcheck_course.practice.worked import SAME, blanks, faded, faded_by, steps_to_blank
from gradcheck_exercises import Part, find, hints, say, step, summaries
from gradcheck_grader import Choice, Expression, Notation, Outcome, parse

CHAIN = "calculus/chain-rule"
PROBLEM = find(CHAIN).problem(7)  # sin(4x − 2)
A, B = PROBLEM.parts


@pytest.fixture(autouse=True)
def quiet_terminal(monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def fade(*lines, share="100", what=PROBLEM.code, more=()):
    arguments = ["learn", what, "--fade", *([share] if share else []), *more]
    result = CliRunner().invoke(
        root, arguments, prog_name="gradcheck", input="".join(f"{x}\n" for x in lines)
    )
    assert result.exit_code == 0, result.output
    return result.stdout


SAMPLE = [one["id"] for one in summaries()[::4]]


@pytest.mark.parametrize("name", SAMPLE)
def test_every_part_but_code_has_a_blank_and_its_own_result_fills_it(name):
    for part in find(name).problem(3).parts:
        found = blanks(part)
        assert bool(found) is (part.kind != "code")
        for blank in found:
            assert blank.judge(blank.answer.reference_text()).outcome is Outcome.RIGHT


def part_with(*steps):
    return Part(say("?"), Expression("6x", "x"), steps=steps, hints=hints("a", "b", "c"))


def test_what_stands_before_a_step_is_no_result_of_it():
    (blank,) = blanks(part_with(step("Multiply", "${a}$", "${b}$", a=parse("2*3", Notation()), b=6)))
    verdict = blank.judge("2*3")
    assert (verdict.outcome, verdict.feedback) == (Outcome.WRONG, SAME)
    assert blank.judge("6").outcome is Outcome.RIGHT
    assert blank.judge("7").outcome is Outcome.WRONG
    assert blank.judge("2*(").outcome is Outcome.UNREADABLE


def test_where_no_step_has_a_result_that_can_be_judged_the_last_one_is_the_answer():
    part = Part(say("?"), Choice((("p", "yes"), ("q", "no")), "p"), steps=(step("Look", "", "it is so"),))
    (blank,) = blanks(part)
    assert (blank.number, blank.judge("p").outcome, blank.judge("q").outcome) == (
        1,
        Outcome.RIGHT,
        Outcome.WRONG,
    )


def test_a_slip_in_the_last_step_is_named():
    wrong = blanks(B)[-1].judge(B.slip_text(B.slips[0]))
    assert [slip.name for slip in wrong.slips] == [B.slips[0].name]


def test_the_last_steps_are_blank_first():
    numbers = [blank.number for blank in blanks(B)]
    assert [one.number for one in faded([B], 1)["b"]] == numbers[-1:]
    assert [one.number for one in faded([B], 2)["b"]] == numbers[-2:]
    assert faded([B], 0)["b"] == ()
    assert [one.number for one in faded_by([B], 0.5)["b"]] == numbers[len(numbers) // 2 :]
    assert faded_by([B], 0)["b"] == ()
    assert len(faded_by([B], 1)["b"]) == len(numbers)


@pytest.mark.parametrize(
    ("chance", "count"), [(0.0, 0), (0.29, 0), (0.3, 1), (0.49, 1), (0.5, 2), (0.69, 2), (0.7, None)]
)
def test_who_knows_more_fills_in_more(chance, count):
    assert steps_to_blank(chance) == count


def test_a_blank_that_is_filled_goes_on_to_the_next_step():
    printed = fade("4", "4", "q")
    assert printed.index("d/dx[4·x] = …") < printed.index("1. … = ›") < printed.index("✓ right")
    assert "2 of 3 blank steps right." in printed or "2 of 4 blank steps right." in printed
    first, second = (event.body for event in Store.open().events())
    assert first == StepAnswered(
        problem=problem_id(PROBLEM, find(CHAIN)), part="a", step=1, response="4", outcome="right"
    )
    assert second.step > 1


def test_after_two_misses_the_step_is_shown():
    printed = fade("1", "(", "2", "q")
    assert printed.count("✗ not yet") == 2
    assert "d/dx[4·x] = 4" in printed


@pytest.mark.parametrize("key", ["w", "s"])
def test_a_step_can_be_looked_up(key):
    assert "d/dx[4·x] = 4" in fade(key, "q")


def test_hints_are_those_of_the_part():
    printed = fade("?", "?", "?", "?", "q")
    assert re.findall(r"Hint (\d) of 3 for \(a\)", printed) == ["1", "2", "3"]
    assert "There is no further hint. w shows the step." in printed


def test_nothing_is_blank_at_0_and_the_answer_is_there():
    printed = fade(share="0")
    assert "…" not in printed
    assert printed.count("Answer: ") == 2


def test_what_the_learner_knows_decides_where_no_number_is_given():
    assert "This is new to you: here is an example with the last step of each part left" in fade(
        "q", share=""
    )
    exercise = find(CHAIN)
    with Store.open() as store:
        for seed in range(8):
            problem = exercise.problem(seed)
            given = problem_id(problem, exercise)
            for label in "ab":
                store.append(Answered(problem=given, part=label, response="1", outcome="right", credit=1.0))
    assert "every step that can be is left to you." in fade("q", share="")


def test_json_has_the_blanks_without_their_results():
    found = json.loads(fade(more=["--json"]))
    a, _ = found["example"]["parts"]
    assert [one["blank"] for one in a["steps"]] == [
        number in {blank.number for blank in blanks(A)} for number in range(1, len(A.steps) + 1)
    ]
    assert a["steps"][0]["text"].endswith("…")
    assert "answer" not in a


def test_fade_needs_an_exercise():
    result = CliRunner().invoke(root, ["learn", "calculus", "--fade"], prog_name="gradcheck")
    assert result.exit_code == 2
    assert "--fade needs an exercise: gradcheck learn calculus/chain-rule --fade" in result.stderr
