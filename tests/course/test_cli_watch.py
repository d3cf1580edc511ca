"""gradcheck watch: functions in files, judged when they are saved."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner

from gradcheck_course.cli.root import root
from gradcheck_course.cli.watch_files import Watched, code_parts, start_text
from gradcheck_exercises import find, summaries

PROGRAM = Path(sys.executable).with_name("gradcheck")
NAME, FILE = "calculus/numerical-derivative", "numerical-derivative.py"
PROBLEM = find(NAME).problem(7)
(PART,) = code_parts(PROBLEM)
START = start_text(PROBLEM, [PART])
CODED = sorted(one["id"] for one in summaries() if "code" in one["kinds"])


def with_body(body: str) -> str:
    return START.replace("raise NotImplementedError", body)


RIGHT = with_body("return (f(x + h) - f(x - h)) / (2 * h)")
FORWARD = with_body("return (f(x + h) - f(x)) / h")


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def watched(*arguments: str):
    return CliRunner().invoke(root, ["watch", *arguments], prog_name="gradcheck")


def test_an_exercise_writes_a_file_to_begin_with():
    result = watched(NAME, "--seed", "7", "--once")
    assert Path(FILE).read_text(encoding="utf-8") == START
    assert result.stderr == f"Wrote {FILE}: open it in your editor.\n"
    assert result.stdout == f"{FILE}\n  Nothing is written yet for {PROBLEM.code}.\n"
    assert result.exit_code == 1


def test_what_was_written_is_never_overwritten(folder):
    (folder / FILE).write_text(RIGHT, encoding="utf-8")
    result = watched(NAME, "--seed", "8", "--once")
    assert result.stderr == f"Going on with {FILE}.\n"
    assert (folder / FILE).read_text(encoding="utf-8") == RIGHT


@pytest.mark.parametrize("name", CODED)
def test_every_start_file_names_its_problem_and_is_python(name, folder):
    problem = find(name).problem(3)
    text = start_text(problem, code_parts(problem))
    compile(text, name, "exec")
    assert max(map(len, text.splitlines())) <= 110
    (folder / "one.py").write_text(text, encoding="utf-8")
    file = Watched.of(folder / "one.py")
    assert file.problem.code == problem.code
    assert [part.label for part in file.parts] == [part.label for part in code_parts(problem)]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (RIGHT, 0, "✓ right"),
        (FORWARD, 1, "that is a forward difference"),
        (with_body("return f(x"), 4, "This is not Python: '(' was never closed."),
        (with_body("while True: pass"), 1, "Your code was stopped after 2 s of computing."),
    ],
    ids=["right", "slip", "no Python", "endless"],
)
def test_once_says_how_the_answer_is(folder, text, code, said):
    (folder / FILE).write_text(text, encoding="utf-8")
    result = watched(FILE, "--once")
    assert (result.exit_code, said in result.stdout) == (code, True), result.output


def test_a_folder_is_all_of_its_files_with_a_problem(folder):
    (folder / "other.py").write_text("print(1)\n")
    (folder / FILE).write_text(RIGHT, encoding="utf-8")
    record = json.loads(watched("--json").stdout)
    assert (record["schema"], record["ok"]) == ("gradcheck.watch/1", True)
    (file,) = record["files"]
    assert (file["file"], file["code"]) == (FILE, PROBLEM.code)
    assert file["parts"][PART.label]["outcome"] == "right"


@pytest.mark.parametrize(
    ("held", "argument", "said"),
    [
        (None, "none.py", "none.py cannot be read: No such file or directory."),
        ("x = 1\n", FILE, f"{FILE} does not say which problem it answers: begin it with # gradcheck: CODE."),
        (
            "# gradcheck: calculus/chain-rule#00000\n",
            FILE,
            "calculus/chain-rule asks for no code. Work on it with: gradcheck practice calculus/chain-rule",
        ),
        (None, "calculus/chain-rule", "calculus/chain-rule asks for no code."),
        (
            None,
            ".",
            "No file in . begins with '# gradcheck:'. "
            "Make one: gradcheck watch calculus/numerical-derivative",
        ),
        ("x = 1\n", NAME, f"{FILE} is there and is no file of {NAME}: move it away."),
    ],
    ids=["missing", "no problem", "no code in it", "no code", "empty folder", "in the way"],
)
def test_what_cannot_be_watched_is_told(folder, held, argument, said):
    if held is not None:
        (folder / FILE).write_text(held)
    result = watched(argument, "--once")
    assert result.exit_code == 2
    assert result.stderr.startswith(said)


@pytest.fixture
def terminal(folder):
    (folder / FILE).write_text(START, encoding="utf-8")
    settings = {**os.environ, "TERM": "xterm", "COLUMNS": ""}
    child = pexpect.spawn(
        str(PROGRAM), ["watch", FILE], env=settings, dimensions=(24, 80), encoding="utf-8", timeout=20
    )
    child.expect_exact("Nothing is written yet")
    child.expect_exact("q quit")
    yield child
    child.close(force=True)


def test_a_file_is_judged_when_it_is_saved_and_keys_are_heard(terminal, folder):
    (folder / FILE).write_text(FORWARD, encoding="utf-8")
    terminal.expect_exact("that is a forward difference")
    terminal.expect_exact("q quit")
    terminal.send("h")
    terminal.expect_exact("Hint 1 of 3")
    # As most editors save: a new file takes the place of the old one.
    (folder / "new").write_text(RIGHT, encoding="utf-8")
    (folder / "new").replace(folder / FILE)
    terminal.expect_exact("✓ right")
    terminal.send("q")
    terminal.expect(pexpect.EOF)
    terminal.wait()
    assert terminal.exitstatus == 0


def test_ctrl_c_ends_it_with_130(terminal):
    terminal.sendintr()
    terminal.expect_exact("Stopped.")
    terminal.expect(pexpect.EOF)
    terminal.wait()
    assert terminal.exitstatus == 130
