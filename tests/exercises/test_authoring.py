"""The example of docs/authoring.md is a sound exercise, as it stands there."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from gradcheck_exercises import banks, find
from gradcheck_exercises.draw import Draw
from gradcheck_exercises.lint import findings, findings_of_survey

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "authoring.md"


@pytest.fixture
def example(tmp_path, monkeypatch):
    """The exercise of the document, in a bank of its own."""
    (code,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "parabolas.py").write_text(code, encoding="utf-8")
    monkeypatch.setenv(banks.VARIABLE, str(tmp_path))
    before = set(sys.modules)
    yield find("own/lowest-point")
    for name in set(sys.modules) - before:
        if name.startswith("gradcheck_bank_"):
            del sys.modules[name]


def test_the_example_is_sound(example):
    assert [str(finding) for finding in findings(example, range(25))] == []
    assert [str(finding) for finding in findings_of_survey(example)] == []


def test_a_mistake_in_the_example_is_paid_for_once(example):
    problem = example.problem(1)
    own = [entry + 1 for entry in problem.parameters["f"][1]]
    answer = problem.parts[2].follow.answer({"b": own})
    verdicts = problem.judge({"b": str(own), "c": answer.reference_text()})
    assert (str(verdicts["b"].outcome), str(verdicts["c"].outcome)) == ("wrong", "right")


def test_every_method_that_the_document_names_exists():
    table = DOCUMENT.read_text(encoding="utf-8").partition("## What can be drawn")[2].partition("\n## ")[0]
    first_columns = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = [name for cell in first_columns for name in re.findall(r"`(\w+)", cell)]
    assert len(named) > 25
    assert not [name for name in named if not callable(getattr(Draw, name, None))]
    public = {name for name in vars(Draw) if not name.startswith("_") and callable(getattr(Draw, name))}
    assert public - set(named) == {"finish", "recorded", "built", "error"} - set(named)
