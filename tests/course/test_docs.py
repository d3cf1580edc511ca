"""The terminal transcripts in the documentation are what the terminal prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from gradcheck_course.cli.check import command
from gradcheck_course.cli.root import root

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {page.name: page.read_text() for page in sorted(DOCS.glob("*.md"))}
STEPS = [
    (name, *step.split("\n", 1))
    for name, text in PAGES.items()
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    for step in block.strip().removeprefix("$ ").split("\n$ ")
]


@pytest.mark.parametrize(
    ("page", "typed", "printed"), STEPS, ids=[f"{name}: {typed}" for name, typed, _ in STEPS]
)
def test_a_transcript_is_what_is_printed(page, typed, printed, monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("GRADCHECK_DATA", str(tmp_path / "data"))
    words = shlex.split(typed)
    fed = words[1] if words[0] == "echo" else ""
    words = words[words.index("gradcheck") + 1 :]
    found = CliRunner().invoke(root, words, prog_name="gradcheck", input=fed).stdout.strip()
    if printed.strip().endswith("…"):
        assert found.startswith(printed.strip().removesuffix("…"))
    else:
        assert found == printed.strip()


def test_every_option_of_check_is_documented():
    table = re.search(r"\| option \|.*?\n\n", PAGES["grader.md"], re.DOTALL)[0]
    documented = set(re.findall(r"[|,] `(--[a-z-]+)", table))
    assert documented == {option for one in command.params for option in one.opts if option.startswith("--")}
