"""Every problem of the bank is sound, on three seeds that change from commit to commit.

`make bank` checks many more: gradcheck bank check.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from gradcheck_exercises import every
from gradcheck_exercises.lint import findings, findings_of_survey, fingerprint

FIXED = (0, 1, 2, 1000, 2**20 - 1)
GOLDEN = Path(__file__).parent / "golden"
EXERCISES = list(every())
ROOT = Path(__file__).parents[2]


def rotating(turns=3):
    """Seeds that change with every commit, or with GRADCHECK_SEED where it is set."""
    start = os.environ.get("GRADCHECK_SEED") or _commit()
    return tuple(
        int.from_bytes(sha256(f"{start} {turn}".encode()).digest()[:4]) % 200 for turn in range(turns)
    )


def _commit():
    """The name of the commit under test; nothing where there is no repository."""
    asked = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()


@pytest.mark.parametrize("exercise", EXERCISES, ids=str)
def test_drawn_problems(exercise):
    """Each finding names its seed: GRADCHECK_SEED need not be known to see one again."""
    assert [str(finding) for finding in findings(exercise, rotating())] == []


@pytest.mark.parametrize("exercise", EXERCISES, ids=str)
def test_an_exercise_as_a_whole(exercise):
    """On few seeds here; `make bank` surveys 240. Speed is not for a test: a machine may be busy."""
    found = findings_of_survey(exercise, range(60))
    assert [str(finding) for finding in found if finding.claim != "is drawn quickly"] == []


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
