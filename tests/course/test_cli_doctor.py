"""gradcheck doctor: what is in force, what is missing, and with which exit code."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from gradcheck_course.cli import doctor
from gradcheck_course.cli.root import root
from gradcheck_grader import sandbox
from gradcheck_grader.sandbox import Level

LEVELS = {Level.BUBBLEWRAP: "bubblewrap is not installed", Level.NAMESPACES: "", Level.LANDLOCK: ""}


def gradcheck(*arguments):
    return CliRunner().invoke(root, ["doctor", *arguments], prog_name="gradcheck")


@pytest.fixture
def without_bubblewrap(monkeypatch):
    monkeypatch.delenv("GRADCHECK_SANDBOX", raising=False)
    monkeypatch.setattr(sandbox, "levels_here", lambda: dict(LEVELS))


def test_the_level_in_force_is_the_one_that_verdicts_record():
    record = json.loads(gradcheck("--json").output)
    assert record["schema"] == "gradcheck.doctor/1"
    assert record["sandbox"]["level"] == sandbox.shared().level
    assert record["packages"]["numpy"]


@pytest.mark.usefixtures("without_bubblewrap")
def test_a_person_sees_the_level_and_why_a_stronger_one_is_not_in_force():
    result = gradcheck()
    assert result.exit_code == 0
    assert "  bubblewrap     bubblewrap is not installed\n▸ namespaces     in force\n" in result.output
    assert "  at least       landlock (GRADCHECK_SANDBOX)" in result.output


@pytest.mark.usefixtures("without_bubblewrap")
def test_a_level_that_is_asked_for_and_cannot_be_had_is_an_error(monkeypatch):
    monkeypatch.setenv("GRADCHECK_SANDBOX", "bubblewrap")
    result = gradcheck()
    assert result.exit_code == 6
    assert "No level of at least bubblewrap can be had here. Install bubblewrap" in " ".join(
        result.output.split()
    )


@pytest.mark.usefixtures("without_bubblewrap")
def test_a_level_that_is_none_is_an_error(monkeypatch):
    monkeypatch.setenv("GRADCHECK_SANDBOX", "docker")
    record = json.loads(gradcheck("--json").output)
    assert (record["ok"], record["sandbox"]["level"]) == (False, None)
    assert record["sandbox"]["refusal"].startswith("GRADCHECK_SANDBOX is one of bubblewrap")


@pytest.mark.usefixtures("without_bubblewrap")
def test_a_missing_extra_names_its_command(monkeypatch):
    monkeypatch.setattr(doctor, "_version", lambda name: "" if name == "nbgrader" else "1.0")
    assert "nbgrader missing; install with: pip install 'gradcheck[class]'" in gradcheck().output
