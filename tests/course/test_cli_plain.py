"""--plain: words instead of signs and drawings, for a voice or a Braille line; and what fits 50 columns."""

from __future__ import annotations

import re

import click
import pytest
from click.testing import CliRunner

from gradcheck_course.cli import root, spoken, terminal
from gradcheck_exercises import find

# What a voice reads out as "ballot x", "box drawings light vertical", or not at all.
DRAWN = re.compile(r"[✓✗\u2500-\u259f\u2800-\u28ff⎛⎝⎜⎞⎟⎠⎡⎢⎣⎤⎥⎦⁰¹²³⁴⁵⁶⁷⁸⁹√∑∫]")


def gradcheck(*arguments: str, **environment: str):
    return CliRunner().invoke(root.root, list(arguments), prog_name="gradcheck", env=environment)


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("Let $f(x) = x^2$.", "Let f of x equals x squared."),
        ("For\n\n$$\\frac{1}{x}$$\n\nfind it.", "For\nthe fraction 1 over x\nfind it."),
        ("By it: $a$ = $b$", "By it: a equals b"),
        ("Type `a*b`, **not** ab.", "Type a*b, not ab."),
        ("One of\n- $a$\n- $b$", "One of\na\nb"),
        ("```python\ndef f(x):\n    return x\n```", "def f(x):\n    return x"),
    ],
    ids=["in a line", "on a line", "two sides", "marks", "list", "code"],
)
def test_a_text_is_said(markdown, words):
    assert spoken.said(markdown) == words


@pytest.mark.parametrize(
    "asked", [(("--plain",), {}), ((), {"ACCESSIBLE": "1"})], ids=["--plain", "ACCESSIBLE"]
)
@pytest.mark.parametrize(
    "command",
    [
        ("show", "calculus/chain-rule#00000", "--solution", "--hint", "3"),
        ("show", "spectral/eigenvector", "--seed", "1", "--solution"),
        ("check", "[x^2, 1; 0, sqrt(x)]", "--is", "[x^2, 1; 0, 2]"),
        ("practice", "calculus/chain-rule#00000", "--answer", "x^2"),
        ("list", "--unit", "spectral"),
        ("today",),
    ],
    ids=" ".join,
)
def test_nothing_is_drawn_for_a_voice(command, asked, tmp_path):
    options, environment = asked
    result = gradcheck(*command, *options, GRADCHECK_DATA=str(tmp_path / "data"), **environment)
    assert result.exit_code in (0, 1), result.output
    assert DRAWN.findall(result.output) == []
    assert "\x1b" not in result.output


def test_the_outcome_is_a_word():
    assert gradcheck("check", "2x", "--is", "2x", "--plain").stdout.startswith("equal\n  yours  2 x\n")


@pytest.mark.parametrize("name", ["calculus/chain-rule", "spectral/svd-full", "probability/bayes-test"])
def test_every_text_of_a_problem_can_be_said(name):
    problem = find(name).problem(3)
    texts = [problem.statement, *(part.prompt for part in problem.parts)]
    texts += [one.text for part in problem.parts for one in part.hints]
    for text in texts:
        assert "$" not in spoken.said(text.markdown())


@pytest.mark.parametrize("columns", ["80", "50"])
@pytest.mark.parametrize("entry", root.ENTRIES, ids=lambda entry: entry.name)
def test_no_help_is_wider_than_the_terminal(entry, columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    above = click.Context(root.root, info_name="gradcheck", max_content_width=80)
    command = root.root.get_command(above, entry.name)
    lines = command.get_help(click.Context(command, parent=above, info_name=entry.name)).splitlines()
    assert [line for line in lines if len(line) > int(columns)] == []


def test_the_help_of_the_program_fits_50_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    lines = root.root.get_help(click.Context(root.root, info_name="gradcheck")).splitlines()
    assert [line for line in lines if len(line) > 50] == []


@pytest.mark.parametrize("columns", ["80", "50"])
@pytest.mark.parametrize(
    "command",
    [("list",), ("list", "--plain"), ("learn",), ("check", "x^2 + 1", "--is", "(x+1)^2")],
    ids=" ".join,
)
def test_nothing_is_wider_than_the_terminal(command, columns):
    lines = click.unstyle(gradcheck(*command, COLUMNS=columns).stdout).splitlines()
    assert [line for line in lines if len(line) > int(columns)] == []


def test_where_there_is_no_room_for_a_table_each_exercise_has_lines_of_its_own():
    lines = gradcheck("list", "--unit", "spectral", COLUMNS="50").stdout.splitlines()
    assert lines[:2] == ["spectral/eigenvalues-2x2", "  Eigenvalues of a 2 × 2 matrix, level 2, 3 parts"]


@pytest.mark.parametrize(("value", "plain"), [("1", True), ("true", True), ("0", False), ("", False)])
def test_accessible_is_a_switch(value, plain):
    assert terminal.wants_plain({"ACCESSIBLE": value}) is plain


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ("80", "\nWork on it: gradcheck practice spectral/svd-full#00025\n"),
        ("50", "\nWork on it:\n  gradcheck practice spectral/svd-full#00025\n"),
    ],
)
def test_a_command_to_type_is_never_cut_in_two(columns, told):
    assert gradcheck("show", "spectral/svd-full", "--seed", "2", COLUMNS=columns).stderr == told


def test_the_first_to_start_is_one_of_the_easiest():
    assert gradcheck("list", "--unit", "calculus").stderr == (
        "\nStart one: gradcheck practice calculus/power-rule\n"
    )
