"""Tab in a shell, and the man pages: both are made from the commands, and name each of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from gradcheck_course.cli.completion import INSTALLED
from gradcheck_course.cli.exits import MEANING
from gradcheck_course.cli.manual import filled, write_manual
from gradcheck_course.cli.root import root
from gradcheck_exercises import summaries

PROGRAM = Path(sys.executable).with_name("gradcheck")


def completed(*words: str) -> list[str]:
    return [
        one.value
        for one in ShellComplete(root, {}, "gradcheck", "_X").get_completions(list(words[:-1]), words[-1])
    ]


def commands(group: click.Group, *above: str):
    """Every command below the group, with its names."""
    for name, command in group.commands.items():
        yield (*above, name)
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)


EVERY = list(commands(filled(root)))


@pytest.mark.parametrize(
    ("words", "found", "why"),
    [
        (("show", "calculus/chain-r"), ["calculus/chain-rule"], "an exercise"),
        (("show", "CALCULUS/chain-r"), ["calculus/chain-rule"], "capitals do not matter"),
        (("bank", "try", "calculus/chain-r"), ["calculus/chain-rule"], "in a group"),
        (("bank", "ne"), ["new"], "a command of a group"),
        (("completion", "z"), ["zsh"], "a choice"),
        (("check", "--antid"), ["--antiderivative-of"], "an option"),
        (("show", "no/such"), [], "nothing"),
    ],
)
def test_tab_completes(words, found, why):
    assert completed(*words) == found, why


def test_where_a_unit_may_stand_units_are_offered_too():
    assert completed("learn", "spec")[0] == "spectral"


def test_every_exercise_is_offered():
    assert completed("show", "") == [one["id"] for one in summaries()]


def test_the_shell_gets_its_names_without_the_bank():
    environment = {
        **os.environ,
        "_GRADCHECK_COMPLETE": "bash_complete",
        "COMP_WORDS": "gradcheck show calculus/chain-r",
        "COMP_CWORD": "2",
    }
    done = subprocess.run(
        [sys.executable, "-X", "importtime", str(PROGRAM)],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.stdout == "plain,calculus/chain-rule\n"
    for heavy in ("sympy", "numpy", "gradcheck_exercises.registry", "importlib.metadata"):
        assert f" {heavy}\n" not in done.stderr


@pytest.mark.parametrize("shell", INSTALLED)
def test_the_script_names_our_program_and_the_talk_is_apart(shell):
    result = CliRunner().invoke(root, ["completion", shell], prog_name="gradcheck")
    assert result.exit_code == 0
    assert "_GRADCHECK_COMPLETE" in result.stdout
    assert result.stderr.endswith(f"{INSTALLED[shell][1]}\n")


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_reads_its_script():
    script = CliRunner().invoke(root, ["completion", "bash"], prog_name="gradcheck").stdout
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(scope="module")
def manual(tmp_path_factory):
    folder = tmp_path_factory.mktemp("man")
    write_manual(folder, date="2026-11-24")
    return folder


@pytest.mark.parametrize("names", [(), *EVERY], ids=lambda names: " ".join(names) or "gradcheck")
def test_every_command_has_a_man_page(manual, names):
    page = (manual / f"{'-'.join(('gradcheck', *names))}.1").read_text()
    assert page.startswith('.TH "')
    assert ".SH SYNOPSIS" in page


def test_the_first_man_page_has_every_exit_code(manual):
    page = (manual / "gradcheck.1").read_text()
    for code, said in MEANING.items():
        assert f".TP\n{code:d}\n{said}\n" in page
