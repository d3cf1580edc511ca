"""What holds for every command: its options, its JSON, its exit codes, its place in docs/cli.md."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from gradcheck_course.cli.exits import ERROR_CODE, ExitCode
from gradcheck_course.cli.manual import filled, with_tables
from gradcheck_course.cli.root import root

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"


def leaves(group: click.Group, *above: str):
    """Every command below the group that is no group itself, with its names."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, *above, name)
        else:
            yield (*above, name), command


COMMANDS = dict(leaves(filled(root)))
NAMED = pytest.mark.parametrize("names", COMMANDS, ids=" ".join)


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("GRADCHECK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)


def gradcheck(*arguments: str, **settings):
    return CliRunner().invoke(root, list(arguments), prog_name="gradcheck", **settings)


@NAMED
def test_it_can_be_json_plain_and_ascii(names):
    options = {option for one in COMMANDS[names].params for option in one.opts}
    assert {"--json", "--plain", "--ascii"} <= options


@NAMED
def test_a_usage_error_is_one_json_object(names):
    # Where an answer may begin with a minus sign, an unknown option would be one.
    unknown = [] if names[-1] in ("check", "render") and len(names) == 1 else ["--no-such-option"]
    result = gradcheck(*names, "--json", *unknown)
    assert result.exit_code == ExitCode.USAGE
    error = json.loads(result.stdout)
    assert (error["schema"], error["ok"]) == ("gradcheck.error/1", False)
    assert error["error"]["code"] == ERROR_CODE[ExitCode.USAGE]
    assert result.stderr == ""


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--version"],
        ["today"],
        ["list", "--unit", "calculus"],
        ["learn"],
        ["learn", "calculus/chain-rule"],
        ["progress"],
        ["show", "calculus/chain-rule"],
        ["check", "2x", "--is", "x + x"],
        ["render", "x^2"],
        ["practice", "calculus/chain-rule", "--answer", "0"],
        ["data", "path"],
        ["completion", "bash"],
        ["bank", "list", "calculus"],
        ["bank", "show", "calculus/chain-rule"],
    ],
    ids=lambda words: " ".join(words) or "alone",
)
def test_an_answer_is_one_json_object_with_its_schema(arguments):
    result = gradcheck(*arguments, "--json")
    assert result.exit_code in (0, 1), result.output
    record = json.loads(result.stdout)
    assert re.fullmatch(r"gradcheck\.[a-z-]+/\d+", record["schema"])
    assert record["ok"] is True


@pytest.mark.parametrize("group", ["bank", "course", "data", "sheet"])
def test_a_group_alone_lists_its_commands_once(group):
    result = gradcheck(group)
    assert result.exit_code == ExitCode.USAGE
    assert result.stdout == ""
    assert result.stderr.count("Usage:") == 1


CODES = [
    (["check", "2x", "--is", "2x"], ExitCode.DONE, "right"),
    (["check", "3x", "--is", "2x"], ExitCode.NEGATIVE, "wrong"),
    (["check", "3x"], ExitCode.USAGE, "no truth"),
    (["check", "2(x", "--is", "2x"], ExitCode.UNREADABLE, "unreadable"),
    (["render", "2(x"], ExitCode.UNREADABLE, "unreadable"),
    (["show", "no/such"], ExitCode.USAGE, "no such exercise"),
]


@pytest.mark.parametrize(("arguments", "code", "why"), CODES, ids=[" ".join(row[0]) for row in CODES])
def test_the_exit_code_says_how_it_went(arguments, code, why):
    assert gradcheck(*arguments).exit_code == code, why


def test_the_page_names_every_command_and_every_exit_code():
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_tables(page), "run: .venv/bin/python -m gradcheck_course.cli.manual man"


@NAMED
def test_every_command_is_documented(names):
    assert f"| `gradcheck {' '.join(names)}" in PAGE.read_text(encoding="utf-8")
