"""Every problem of the bank is sound, on five fixed seeds and on three that change from day to day."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest

from gradcheck_exercises import every
from gradcheck_exercises.lint import CLAIMS, findings, fingerprint

FIXED = (0, 1, 2, 1000, 2**20 - 1)
TODAY = datetime.now(UTC).toordinal()
SEEDS = (*FIXED, *((3 * TODAY + turn) * 7919 % 2**20 for turn in range(3)))
GOLDEN = Path(__file__).parent / "golden"
EXERCISES = list(every())
DISTINCT = 200


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize("exercise", EXERCISES, ids=str)
def test_a_drawn_problem(exercise, claim):
    assert [str(finding) for finding in findings(exercise, SEEDS, [claim])] == []


@pytest.mark.parametrize("exercise", EXERCISES, ids=str)
def test_there_are_enough_problems_for_a_class(exercise):
    identities = {exercise.problem(seed).identity for seed in range(DISTINCT + 40)}
    assert len(identities) >= DISTINCT


@pytest.mark.parametrize("exercise", EXERCISES, ids=str)
def test_fifty_problems_are_drawn_in_a_second(exercise):
    exercise.problem(0)
    start = process_time()
    for seed in range(3000, 3050):
        exercise.problem(seed)
    assert process_time() - start < 1


@pytest.mark.parametrize("exercise", EXERCISES, ids=str)
def test_a_draw_throws_little_away(exercise):
    assert exercise.rejections(range(200)) < 0.5


@pytest.mark.parametrize("exercise", EXERCISES, ids=str)
def test_the_right_option_of_a_choice_is_not_always_the_same(exercise):
    problems = [exercise.problem(seed) for seed in range(40)]
    for index, part in enumerate(problems[0].parts):
        if part.kind == "choice":
            assert len({problem.parts[index].answer.reference_text() for problem in problems}) > 1


def test_problems_are_the_same_in_every_process():
    """Neither the order of sets nor what was imported before may show in a problem."""
    script = (
        "from gradcheck_exercises import find; from gradcheck_exercises.lint import fingerprint; import "
        "json, sys;"
        "print(json.dumps([fingerprint(find(name).problem(seed)) for name in sys.argv[1:] for seed in (0, "
        "1000)]))"
    )
    names = [exercise.id for exercise in EXERCISES]
    here = [fingerprint(exercise.problem(seed)) for exercise in EXERCISES for seed in (0, 1000)]
    for hash_seed in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", script, *reversed(names)],
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        )
        count = len(here) // len(names)
        in_order = [
            json.loads(there.stdout)[place * count : (place + 1) * count] for place in range(len(names))
        ]
        assert [text for texts in reversed(in_order) for text in texts] == here


@pytest.mark.parametrize("exercise", EXERCISES, ids=str)
def test_problems_are_what_they_were(exercise):
    """Parameters and answers of fixed seeds; a change here means that given problems are marked otherwise.

    Where the change is meant: python tests/exercises/golden/write.py
    """
    path = GOLDEN / f"{exercise.id.replace('/', '.')}.json"
    assert json.loads(path.read_text(encoding="utf-8")) == golden(exercise)


def golden(exercise):
    """Parameters, answers and slips of the fixed seeds."""
    return {
        str(seed): {
            "parameters": dict(problem.parameters),
            "answers": {part.label: part.answer.reference_text() for part in problem.parts},
            "slips": {part.label: [slip.name for slip in part.slips] for part in problem.parts},
        }
        for seed in FIXED
        for problem in [exercise.problem(seed)]
    }


@pytest.mark.parametrize("exercise", EXERCISES, ids=str)
def test_hints_do_not_give_the_answer_away(exercise):
    """The third hint says the step; what comes out is left to the person."""
    for seed in FIXED:
        for part in exercise.problem(seed).parts:
            if part.kind in ("number", "array"):
                answer = part.answer.reference_reading().pretty
                assert len(answer) < 3 or not [hint for hint in part.hints if answer in hint.text.terminal()]


@pytest.mark.parametrize("exercise", EXERCISES, ids=str)
def test_the_docstring_says_idea_trap_and_source(exercise):
    assert exercise.doc.idea.endswith(".")
    assert exercise.doc.trap.endswith(".")
    assert any(character.isdigit() for character in exercise.doc.source), "a source names its section"
