"""gradcheck bank new and diff: skeletons that are sound as they stand, and what changed since a revision."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gradcheck_course.authoring import comparing
from gradcheck_course.authoring.skeletons import write_skeleton
from gradcheck_course.cli.bank_diff import lines
from gradcheck_course.cli.bank_new import KINDS
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.root import root
from gradcheck_exercises.lint import findings, findings_of_survey

NORMS = "linalg/norms"


def gradcheck(*arguments: str):
    return CliRunner().invoke(root, ["bank", *arguments], prog_name="gradcheck")


# --- new ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_skeleton_of_each_kind_is_a_sound_exercise(kind, tmp_path):
    exercise = write_skeleton(f"mine/my-{kind}", kind, folder=tmp_path).exercise
    assert exercise.id == f"mine/my-{kind}"
    assert [str(finding) for finding in findings(exercise, range(8))] == []
    slow = [finding for finding in findings_of_survey(exercise) if finding.claim != "is drawn quickly"]
    assert slow == []


def test_the_test_of_a_skeleton_passes(tmp_path):
    result = gradcheck("new", "mine/first-try", "--kind", "gd", "--into", str(tmp_path), "--json")
    written = json.loads(result.stdout)
    assert written["exercise"] == "mine/first-try"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", written["test"]]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert "1 passed" in done.stdout, done.stdout


def test_a_skeleton_is_found_in_its_bank(tmp_path):
    assert gradcheck("new", "mine/first-try", "--into", str(tmp_path)).exit_code == 0
    program = Path(sys.executable).with_name("gradcheck")
    command = [program, "bank", "show", "mine/first-try", "--bank", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.stdout.splitlines()[:2] == ["First try · level 1 of 5", "mine/first-try"]


def test_what_is_there_is_never_overwritten(tmp_path):
    gradcheck("new", "mine/first-try", "--into", str(tmp_path))
    again = gradcheck("new", "mine/first-try", "--into", str(tmp_path))
    assert again.exit_code == ExitCode.USAGE
    assert again.stderr.splitlines()[0] == (
        f"{tmp_path}/mine/first_try.py is there already. Choose another name, or write into another folder."
    )


def test_a_name_that_is_none_is_refused(tmp_path):
    result = gradcheck("new", "Mine/First_Try!", "--into", str(tmp_path))
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr.splitlines()[0] == (
        "'mine/first_try!' is not a name like unit/slug, in small letters, digits and hyphens."
    )
    assert list(tmp_path.iterdir()) == []


# --- diff --------------------------------------------------------------------------------------------


def problem(**changes):
    """One problem of a snapshot."""
    whole = {
        "parameters": {"n": 3},
        "texts": ["Find it."],
        "help": [],
        "answers": {"a": "2*x"},
        "slips": {"a": {"s": "x"}},
        "responses": {"a": ["2*x", "x"]},
        "verdicts": {"a": [["right", 1.0], ["wrong", 0.0]]},
    }
    return {**whole, **changes}


@pytest.mark.parametrize(
    ("changes", "aspects", "example", "reason"),
    [
        ({}, {}, None, "nothing changed"),
        ({"texts": ["Find x."]}, {"texts": (0,)}, None, "the question is worded otherwise"),
        (
            {"answers": {"a": "x + x"}},
            {"answers": (0,)},
            (0, "(a) 2*x", "x + x"),
            "the same problem has another answer",
        ),
        (
            {"verdicts": {"a": [["right", 1.0], ["partly_right", 0.5]]}},
            {"verdicts": (0,)},
            (0, "(a) x was wrong", "it is partly right (0.5)"),
            "the same response is judged otherwise",
        ),
        (
            {"parameters": {"n": 4}, "answers": {"a": "3*x"}},
            {"parameters": (0,), "answers": (0,)},
            None,
            "another problem: its answer says nothing",
        ),
    ],
)
def test_what_changed_is_told_by_aspect(changes, aspects, example, reason):
    change = comparing._change("a/b", {"0": problem()}, {"0": problem(**changes)})
    assert (change.aspects, change.example) == (aspects, example), reason
    assert change.state == ("changed" if aspects else "same")


def test_exercises_that_are_new_or_gone_say_so():
    assert comparing._change("a/b", None, {}).state == "new"
    assert comparing._change("a/b", {}, None).state == "gone"


def test_a_change_reads_as_sentences():
    new = problem(verdicts={"a": [["right", 1.0], ["undecided", 0.0]]})
    change = comparing._change("a/b", {"0": problem()}, {"0": new})
    assert lines(change, 10)[1:] == [
        "  verdicts in 1 of 10",
        "  seed 0: (a) x was wrong; now it is undecided",
    ]


def test_nothing_changed_since_now():
    result = gradcheck("diff", "HEAD", NORMS, "--seeds", "2", "--json")
    assert result.exit_code == ExitCode.DONE, result.output
    record = json.loads(result.stdout)
    assert record["exercises"] == [{"id": NORMS, "state": "same", "changed": {}, "example": None}]


def test_a_revision_that_is_not_there_is_a_usage_error():
    result = gradcheck("diff", "no-such-revision")
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr.startswith("git knows no revision 'no-such-revision'.\n")
