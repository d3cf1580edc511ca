"""--bank adds a folder of exercises to every command that finds them by name."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from gradcheck_course.cli.root import root
from gradcheck_exercises.banks import VARIABLE

FILE = '''
from gradcheck_exercises import Draw, Part, Problem, exercise, say
from gradcheck_grader import Number


@exercise("own/sum", title="Sum of two", level=1)
def sums(draw: Draw) -> Problem:
    """Adding.

    Trap: none.
    Source: a book, section 1.
    """
    a = draw.integer("a", 1, 9)
    return Problem(say("Add {a} and 1.", a=a), (Part(say("Sum?"), Number(a + 1)),))
'''


@pytest.fixture
def bank(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, "")
    (tmp_path / "sums.py").write_text(FILE)
    return str(tmp_path)


def ran(*arguments):
    return CliRunner().invoke(root, arguments, prog_name="gradcheck")


def test_a_list_has_the_exercises_of_the_folder(bank):
    assert "own/sum" not in ran("list").output
    found = json.loads(ran("list", "--unit", "own", "--json", "--bank", bank).output)
    assert [one["title"] for one in found["exercises"]] == ["Sum of two"]


def test_an_exercise_of_the_folder_is_shown_and_practised(bank):
    shown = ran("show", "own/sum", "--seed", "3", "--bank", bank)
    assert shown.exit_code == 0
    a = int(shown.output.partition("Add ")[2].partition(" ")[0])
    done = ran("practice", "own/sum", "--seed", "3", "--answer", str(a + 1), "--bank", bank)
    assert done.exit_code == 0


def test_a_folder_that_is_not_there_is_refused(bank):
    refused = ran("list", "--bank", f"{bank}/nowhere")
    assert refused.exit_code != 0
    assert "is no folder" in refused.output + refused.stderr
