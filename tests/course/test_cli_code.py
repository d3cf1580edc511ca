"""Answers that are code, in a terminal: they come out of a file."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from gradcheck_course.cli.root import root
from gradcheck_exercises import find

NAME = "calculus/numerical-derivative"
SOLUTION = find(NAME).problem(7).part("b").answer.reference_text()


@pytest.fixture(autouse=True)
def quiet_terminal(monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


def gradcheck(*arguments, said=None):
    return CliRunner().invoke(root, list(arguments), prog_name="gradcheck", input=said)


def practised(answer, *more):
    return gradcheck("practice", NAME, "--seed", "7", "--part", "b", "--answer", answer, *more)


def test_code_is_judged_out_of_a_file(tmp_path):
    (tmp_path / "answer.py").write_text(SOLUTION)
    result = practised("@answer.py")
    assert result.exit_code == 0, result.output
    assert "reads as  def derivative(f, x, h) in 2 lines" in result.output


def test_code_may_be_given_as_it_is():
    assert practised(SOLUTION).exit_code == 0


def test_a_wrong_function_is_told_where_it_is_off(tmp_path):
    (tmp_path / "answer.py").write_text("def derivative(f, x, h):\n    return (f(x + h) - f(x)) / h")
    result = practised("@answer.py")
    assert result.exit_code == 1
    assert "result  relative error" in result.output
    assert "that is a forward difference" in result.output


def test_a_syntax_error_has_a_caret(tmp_path):
    (tmp_path / "answer.py").write_text("def derivative(f, x, h):\n    return (f(x")
    result = practised("@answer.py")
    assert result.exit_code == 4
    assert "This is not Python: '(' was never closed." in result.output
    assert "\n          return (f(x\n                   ^\n    Look at line 2." in result.output


UNREADABLE = [
    ("@missing.py", b"", "missing.py cannot be read: No such file or directory.", "no such file"),
    ("@.", b"", ". cannot be read: Is a directory.", "a folder"),
    ("@bytes.py", b"\xff\xfe\x00", "bytes.py is not text in UTF-8.", "no text"),
]


@pytest.mark.parametrize(
    ("answer", "held", "message"), [row[:3] for row in UNREADABLE], ids=[row[3] for row in UNREADABLE]
)
def test_a_file_that_cannot_be_read_is_told(tmp_path, answer, held, message):
    (tmp_path / "bytes.py").write_bytes(held)
    result = practised(answer)
    assert result.exit_code == 2
    assert result.stderr.strip() == message


def test_in_a_conversation_a_missing_file_costs_nothing_and_a_right_one_ends_the_part(tmp_path):
    (tmp_path / "mine.py").write_text(SOLUTION)
    result = gradcheck("practice", NAME, "--seed", "7", said="s\n@nothing.py\n@mine.py\nq\n")
    assert "or write a file, and answer with @ and its name: @answer.py" in " ".join(result.output.split())
    assert "nothing.py cannot be read" in result.output
    assert "1 of 2 parts right." in result.output


def test_a_mathematical_answer_that_begins_with_at_is_no_file():
    result = gradcheck("practice", NAME, "--seed", "7", "--answer", "@answer.py")
    assert result.exit_code == 4


def test_the_worked_solution_shows_the_code():
    result = gradcheck("show", NAME, "--seed", "7", "--solution")
    assert "  Answer:\n      def derivative(f, x, h):\n          return (f(x + h)" in result.output
