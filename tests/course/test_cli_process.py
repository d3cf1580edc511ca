"""The program as a process: what it imports, what stands on which stream, a session in a real terminal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from gradcheck_exercises import find

PROGRAM = Path(sys.executable).with_name("gradcheck")
PROBLEM = find("calculus/chain-rule").problem(7)
HEAVY = {"sympy", "numpy", "rich", "IPython", "nbgrader", "jupyterhub", "sqlalchemy", "tornado", "requests"}
RIGHT_A, RIGHT_B = (part.answer.reference_text() for part in PROBLEM.parts)


def gradcheck(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "80", **environment}
    return subprocess.run(
        [PROGRAM, *arguments], env=settings, capture_output=True, encoding="utf-8", timeout=60, check=False
    )


def imported_by(*arguments: str) -> set[str]:
    """The top-level modules that a command has imported when it ends."""
    script = (
        "import sys\n"
        "from gradcheck_course.cli.root import root\n"
        "try:\n    root(sys.argv[1:], prog_name='gradcheck')\n"
        "finally:\n    sys.stderr.write('\\n' + ' '.join({name.partition('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        [],
        ["list"],
        ["list", "--json"],
        ["learn"],
        ["practice", "--help"],
        ["course", "--help"],
    ],
    ids=" ".join,
)
def test_what_only_says_something_imports_nothing_heavy(arguments):
    assert imported_by(*arguments) & HEAVY == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ["2x", "--is", "diff(x^2, x)"],
        ["x", "--is", "x+1"],
        ["[1, 2]", "--is", "[1, 2]"],
        ["[1, 0; 2, 1], [2, 1; 0, 3]", "--factors", "LU of [2, 1; 4, 5]"],
        ["[1, 1; 1, 1]", "--is", "[2, 0; 0, 0]", "--property", "symmetric, trace 2"],
        ["[2, 4]", "--is", "[1, 2]", "--up-to", "scale"],
    ],
    ids=["equal", "not equal", "vector", "factors", "property", "setting"],
)
def test_check_imports_neither_sympy_nor_numpy(arguments):
    assert imported_by("check", *arguments) & HEAVY == set()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "2x", "--is", "diff(x^2, x)"], 0),
        (["check", "x", "--is", "2x"], 1),
        (["check", "x"], 2),
        (["check", "x +", "--is", "2x"], 4),
        (["list"], 0),
        (["show", "no/such-exercise"], 2),
        (["learn", "botany"], 2),
        (["practice", PROBLEM.code, "--answer", RIGHT_A], 0),
        (["practice", PROBLEM.code, "--answer", "0"], 1),
        (["practice", PROBLEM.code, "--answer", "(x"], 4),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_the_process_ends_with_the_code_and_json_is_one_clean_object(arguments, code):
    assert gradcheck(*arguments).returncode == code
    done = gradcheck(*arguments, "--json", FORCE_COLOR="1", CLICOLOR_FORCE="1")
    assert done.returncode == code
    assert "\x1b" not in done.stdout
    assert done.stderr == ""
    assert isinstance(json.loads(done.stdout), dict)


def test_a_pipe_gets_no_colour():
    assert "\x1b" not in gradcheck("check", "x", "--is", "2x").stdout


def test_where_only_ascii_can_be_shown_nothing_else_is_printed():
    done = gradcheck("check", "x^2", "--is", "x*x", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0
    assert done.stdout.startswith("+ equal\n  yours  x^2\n  --is   x*x\n")


def test_a_read_only_home_does_not_hurt(tmp_path):
    done = gradcheck("list", HOME=str(tmp_path / "nowhere"), XDG_STATE_HOME="/proc/nowhere")
    assert done.returncode == 0


@pytest.fixture
def terminal():
    """A function that starts the program in a pseudo-terminal of 80 by 24."""
    started = []

    def start(*arguments: str, **environment: str) -> pexpect.spawn:
        settings = {**os.environ, "TERM": "xterm", "COLUMNS": "", "INPUTRC": "/dev/null", **environment}
        child = pexpect.spawn(
            str(PROGRAM), list(arguments), env=settings, dimensions=(24, 80), encoding="utf-8", timeout=30
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.close(force=True)


@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)], ids=["", "NO_COLOR"]
)
def test_a_terminal_gets_colour_unless_somebody_said_no(terminal, environment, coloured):
    child = terminal("check", "x", "--is", "2x", **environment)
    child.expect(pexpect.EOF)
    assert ("\x1b[31m" in child.before) is coloured


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="this system has no pipes that break")
def test_a_reader_that_stops_early_sees_no_traceback():
    done = subprocess.run(
        ["bash", "-c", f"{PROGRAM} list --json | head -c 1"],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("{", "")
