"""The recordings of README.md: casts that play, pictures that fit, of commands that there are."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from gradcheck_course.cli.root import BY_NAME

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "recordings"
NAMES = ["learner", "instructor"]


def shown(name: str) -> str:
    """All that appears in the terminal, without colours."""
    lines = (FOLDER / f"{name}.cast").read_text(encoding="utf-8").splitlines()[1:]
    text = "".join(json.loads(line)[2] for line in lines).replace("\r\n", "\n")
    return re.sub(r"\x1b\[[?0-9;]*[A-Za-z]|.*\r", "", text)


@pytest.mark.parametrize("name", NAMES)
def test_a_cast_is_of_version_2_and_its_time_goes_on(name):
    header, *events = map(json.loads, (FOLDER / f"{name}.cast").read_text(encoding="utf-8").splitlines())
    assert (header["version"], header["width"]) == (2, 80)
    assert [at for at, _, _ in events] == sorted(at for at, _, _ in events)
    assert {kind for _, kind, _ in events} == {"o"}
    assert events[-1][0] < 60


@pytest.mark.parametrize("name", NAMES)
def test_no_line_is_wider_than_the_terminal_and_no_bug_is_shown(name):
    lines = shown(name).splitlines()
    assert [line for line in lines if len(line) > 80] == []
    assert "bug in gradcheck" not in shown(name)
    assert "Usage:" not in shown(name)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_typed_are_commands_of_ours(name):
    typed = [shlex.split(line)[1:3] for line in shown(name).splitlines() if line.startswith("$ ")]
    assert len(typed) >= 2
    assert {program for program, _ in typed} == {"gradcheck"}
    assert {command for _, command in typed} <= set(BY_NAME)


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_stands_in_the_readme_and_needs_no_network(name):
    drawn = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    root = ET.fromstring(drawn)  # noqa: S314  our own file
    assert root.find("{http://www.w3.org/2000/svg}title").text
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
    assert f"docs/recordings/{name}.svg" in (ROOT / "README.md").read_text(encoding="utf-8")
