"""gradcheck bank list, show, preview and try: what an author sees of an exercise."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.root import root
from gradcheck_exercises import find, summaries

POWER, NORMS = "calculus/power-rule", "linalg/norms"


def gradcheck(*arguments: str):
    return CliRunner().invoke(root, ["bank", *arguments], prog_name="gradcheck")


# --- list and show -----------------------------------------------------------------------------------


def test_the_list_counts_the_exercises_of_each_unit():
    result = gradcheck("list", "linalg")
    count = sum(one["unit"] == "linalg" for one in summaries())
    assert result.stdout.splitlines()[0] == f"linalg: {count}"
    assert NORMS in result.stdout
    assert POWER not in result.stdout


def test_the_list_as_a_record():
    record = json.loads(gradcheck("list", "--json").stdout)
    assert record["schema"] == "gradcheck.bank-list/1"
    assert [one["id"] for one in record["exercises"]] == [one["id"] for one in summaries()]


def test_the_list_of_a_unit_without_exercises_is_empty():
    assert json.loads(gradcheck("list", "geometry", "--json").stdout)["exercises"] == []


@pytest.mark.parametrize("arguments", [["bank", "--help"], ["bank", "list"], ["bank", "check", "--help"]])
def test_a_light_command_imports_nothing_heavy(arguments):
    script = (
        "import sys\nfrom gradcheck_course.cli.root import root\n"
        "try:\n    root(sys.argv[1:], prog_name='gradcheck')\n"
        "finally:\n    sys.stderr.write(' '.join({name.partition('.')[0] for name in sys.modules}))\n"
    )
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=True)
    assert not {"sympy", "numpy", "rich", "jinja2", "nbconvert"} & set(done.stderr.split())


def test_show_says_what_the_docstring_says_and_where_the_exercise_stands():
    record = json.loads(gradcheck("show", NORMS, "--json").stdout)
    doc = find(NORMS).doc
    assert (record["idea"], record["trap"], record["source"]) == (doc.idea, doc.trap, doc.source)
    assert record["file"].endswith("gradcheck_exercises/bank/linalg/vectors.py")
    assert list(record["parameters"]) == list(find(NORMS).problem(0).parameters)
    assert record["parts"][0]["slips"]["no-absolute-values"].startswith("You added the entries")


def test_show_is_readable_as_text():
    lines = gradcheck("show", NORMS).stdout.splitlines()
    assert lines[:2] == ["Three norms of a vector · level 1 of 5", NORMS]
    assert "(a) Number, 1 point, 3 hints, 1 steps, a second computation" in lines
    assert all(len(line) <= 80 for line in lines if not line.startswith("File"))


def test_an_exercise_that_is_not_there_is_a_usage_error():
    result = gradcheck("show", "linalg/norm")
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr == "There is no exercise 'linalg/norm'. Did you mean linalg/norms?\n"


# --- preview -----------------------------------------------------------------------------------------


def test_a_preview_shows_so_many_problems_from_the_seed_on():
    output = gradcheck("preview", NORMS, "-n", "2", "--seed", "5").stdout
    assert [line for line in output.splitlines() if line.startswith("seed ")] == [
        f"seed 5  {find(NORMS).problem(5).code}",
        f"seed 6  {find(NORMS).problem(6).code}",
    ]


def test_a_preview_shows_answers_only_when_asked():
    answer = find(POWER).problem(0).parts[1].answer.reference_reading().pretty
    assert f"      {answer}" not in gradcheck("preview", POWER, "-n", "1").stdout.splitlines()
    assert f"      {answer}" in gradcheck("preview", POWER, "-n", "1", "--answers").stdout.splitlines()


def test_a_preview_as_a_record_has_hints_and_steps():
    record = json.loads(gradcheck("preview", NORMS, "-n", "1", "--json").stdout)
    assert record["findings"] == []
    part = record["problems"][0]["parts"][0]
    assert (len(part["hints"]), len(part["steps"])) == (3, 1)


def test_a_preview_as_a_page_is_written_to_the_file(tmp_path):
    file = tmp_path / "norms.html"
    result = gradcheck("preview", NORMS, "-n", "2", "-o", str(file))
    assert result.stdout == f"{file}\n"
    text = file.read_text(encoding="utf-8")
    assert 'id="seed-1"' in text
    assert "All exercises" not in text, "there is no page to go back to"


# --- try ---------------------------------------------------------------------------------------------


def test_a_response_is_tried_on_many_problems():
    result = gradcheck("try", NORMS, "-1", "--part", "c", "--seeds", "3")
    assert result.exit_code == ExitCode.NEGATIVE
    assert result.stderr == "\n3 problems: 3 not yet.\n"
    needed = find(NORMS).problem(1).parts[2].answer.reference_text()
    assert f"✗ not yet  seed 1: -1\n    needed {needed}\n" in result.stdout


def test_names_in_braces_stand_for_what_was_drawn():
    share = "{sensitivity}/100/{one_in} + (1 - 1/{one_in}) (1 - {specificity}/100)"
    record = json.loads(gradcheck("try", "probability/bayes-test", share, "--json").stdout)
    drawn = find("probability/bayes-test").problem(0).parameters
    assert record["problems"][0]["response"].startswith(f"{drawn['sensitivity']}/100/{drawn['one_in']} + ")
    assert record["outcomes"] == {"right": 20}


def test_a_slip_is_named_when_it_is_tried():
    exercise = find(NORMS)
    part = exercise.problem(0).parts[0]
    response = part.slip_text(part.slips[0])
    output = gradcheck("try", NORMS, response, "--seeds", "1").stdout
    assert f"{part.slips[0].name}: " in output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--part", "z", "1"], "linalg/norms has no part 'z'; its parts are a, b, c."),
        (["{rows}"], "{rows} is none of the values that are drawn: size, magnitudes, signs, order."),
    ],
)
def test_a_trial_that_makes_no_sense_is_a_usage_error(arguments, sentence):
    result = gradcheck("try", NORMS, *arguments)
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr.splitlines()[0] == sentence


def test_an_unreadable_response_has_the_exit_code_of_one():
    assert gradcheck("try", NORMS, "3 +", "--seeds", "1").exit_code == ExitCode.UNREADABLE
