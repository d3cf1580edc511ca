"""What a command imports before it speaks, and how commands are found without importing them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

from gradcheck_course.cli import groups, root
from gradcheck_exercises import listed

PROGRAM = Path(sys.executable).with_name("gradcheck")
# Each of these costs as much as a tenth of the whole start, or more.
SLOW = {"dataclasses", "pathlib", "importlib.metadata", "importlib.resources", "logging", "difflib", "email"}
HEAVY = {"sympy", "numpy", "mpmath", "rich", "prompt_toolkit", "fsrs", "sqlite3", "asyncio", "nbgrader"}


def imported(*arguments: str) -> set[str]:
    """The modules whose import `-X importtime` reports."""
    command = [sys.executable, "-X", "importtime", str(PROGRAM), *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode in (0, 1), done.stderr
    return {
        line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time")
    }


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["list"]], ids=" ".join)
def test_what_has_to_start_at_once_imports_little(arguments):
    found = imported(*arguments)
    assert found & (SLOW | HEAVY) == set()
    assert {name for name in found if name.startswith("gradcheck_grader")} == set()


def test_check_imports_nothing_that_it_does_not_need():
    found = imported("check", "2x", "--is", "diff(x^2, x)")
    assert found & (HEAVY | {"subprocess", "pathlib", "difflib"}) <= {"difflib"}
    kinds = {"matrix", "distribution", "choice", "derivation", "solves", "real_set", "code"}
    assert found & {f"gradcheck_grader.answers.{kind}" for kind in kinds} == set()
    assert {name for name in found if name.startswith("gradcheck_grader.equality.matrices")} == set()


def test_a_group_completes_its_commands_without_importing_one(monkeypatch):
    def refused(name):
        raise AssertionError(f"{name} was imported")

    monkeypatch.setattr(groups.importlib, "import_module", refused)
    found = ShellComplete(root.root, {}, "gradcheck", "_X").get_completions([], "pra")
    assert [(one.value, one.help) for one in found] == [("practice", root.BY_NAME["practice"].help)]


def test_a_command_that_is_nearly_right_is_named():
    with pytest.raises(click.NoSuchCommand) as caught:
        root.root.resolve_command(click.Context(root.root), ["lst"])
    assert caught.value.format_message() == "No such command 'lst'. Did you mean 'list'?"


@pytest.mark.parametrize(
    ("held", "found", "why"),
    [
        ("[gradcheck.exercises]\nown = own\n", True, "a bank of its own"),
        ("[console_scripts]\nown = own:main\n", False, "a package with a program only"),
        (None, False, "a package that names nothing"),
    ],
)
def test_a_package_with_a_bank_is_told_from_others(tmp_path, monkeypatch, held, found, why):
    about = tmp_path / "own-1.0.dist-info"
    about.mkdir()
    if held is not None:
        (about / "entry_points.txt").write_text(held)
    monkeypatch.setattr(listed.sys, "path", [str(tmp_path)])
    monkeypatch.setattr(listed.sys, "meta_path", [])
    assert listed.named_by_a_package() is found, why


def test_where_packages_may_lie_in_an_archive_python_is_asked(tmp_path, monkeypatch):
    (tmp_path / "all.zip").write_bytes(b"")
    monkeypatch.setattr(listed.sys, "path", [str(tmp_path / "nowhere"), str(tmp_path / "all.zip")])
    assert listed.named_by_a_package()


@pytest.mark.parametrize("group", ["bank", "sheet"])
def test_a_group_says_of_its_commands_what_they_say_themselves(group):
    command = root.root.get_command(click.Context(root.root), group)
    for name, entry in command.entries.items():
        assert command.get_command(click.Context(command), name).get_short_help_str(limit=100) == entry.help
