"""How the program ends: exit codes, errors in words and in JSON, reports of bugs, signs and colour."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from gradcheck_course import __version__
from gradcheck_course.cli import boundary, reports, root, terminal
from gradcheck_course.cli.exits import ERROR_CODE, MEANING, ExitCode, exit_for
from gradcheck_course.errors import CourseError
from gradcheck_grader.errors import AnswerError, ResponseError

ROOT = Path(__file__).parents[2]


def gradcheck(*arguments: str, **settings):
    return CliRunner().invoke(root.root, list(arguments), prog_name="gradcheck", **settings)


def raising(error: BaseException):
    def command() -> int:
        raise error

    return command


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "gradcheck"


def test_every_exit_code_is_documented_in_help():
    printed = gradcheck("--help").stdout
    for code in ExitCode:
        assert re.search(rf"^  {code:d} +{re.escape(MEANING[code][:30])}", printed, re.MULTILINE)


@pytest.mark.parametrize(
    ("outcomes", "code", "why"),
    [
        (["right", "right"], 0, "all right"),
        (["partly_right"], 1, "partly right is not right"),
        (["right", "wrong"], 1, "one wrong answer makes the whole negative"),
        (["wrong", "undecided"], 1, "the open one cannot make the whole right"),
        (["right", "undecided"], 3, "only the open one is in the way"),
        (["unreadable", "wrong", "undecided"], 4, "what cannot be read must be typed again"),
    ],
)
def test_the_exit_code_says_the_outcomes(outcomes, code, why):
    assert exit_for(outcomes) == code, why


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (click.UsageError("No such thing."), 2, "No such thing."),
        (click.BadParameter("It is odd."), 2, "Invalid value: It is odd."),
        (
            CourseError("No date.", file="course.toml", action="Add it."),
            2,
            "course.toml: No date. Add it.",
        ),
        (ResponseError("Never closed.", "2(x", 1, "Add the )."), 4, "Never closed.\n  2(x\n   ^\nAdd the )."),
        (MemoryError(), 5, "This took more memory than there is."),
        (OSError(errno.ENOSPC, "No space left on device", "/data/x"), 5, "/data/x: No space left on device."),
        (PermissionError(errno.EACCES, "Permission denied", "/data/x"), 6, "/data/x: Permission denied."),
        (boundary.Missing("There is no Hub."), 6, "There is no Hub."),
        (KeyboardInterrupt(), 130, "Stopped."),
        (click.Abort(), 130, "Stopped."),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
def test_each_error_has_its_code_and_its_sentence(error, code, sentence, capsys):
    assert boundary.run(raising(error), []) == code
    out, err = capsys.readouterr()
    assert (out, err) == ("", sentence + "\n")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (click.UsageError("No such thing."), {"code": "usage", "message": "No such thing."}),
        (
            ResponseError("Never closed.", "2(x", 1, "Add the )."),
            {"code": "unreadable", "message": "Never closed.", "at": [1, 2], "suggestion": "Add the )."},
        ),
        (boundary.Missing("There is no Hub."), {"code": "missing", "message": "There is no Hub."}),
        (KeyboardInterrupt(), {"code": "interrupted", "message": "Stopped."}),
    ],
    ids=["usage", "unreadable", "missing", "interrupted"],
)
def test_with_json_an_error_is_one_object_on_stdout(error, expected, capsys):
    boundary.run(raising(error), ["--json"])
    out, err = capsys.readouterr()
    assert json.loads(out) == {"schema": "gradcheck.error/1", "ok": False, "error": expected}
    assert err == ""


def test_every_failing_exit_code_has_a_name_in_json():
    assert set(ExitCode) - set(ERROR_CODE) == {ExitCode.DONE, ExitCode.NEGATIVE}


@pytest.mark.parametrize(
    "bug", [ZeroDivisionError("division by zero"), AnswerError("the bank is wrong")], ids=repr
)
def test_a_bug_writes_its_traceback_to_a_file_and_says_where(bug, state, capsys):
    assert boundary.run(raising(bug), ["check", "x"]) == 70
    err = capsys.readouterr().err
    (report,) = state.iterdir()
    said = f"This is a bug in gradcheck: {type(bug).__name__}: {bug}"
    assert err.startswith(f"{said}\nA report was written to {report}\n")
    text = report.read_text()
    assert f"gradcheck {__version__}" in text
    assert 'arguments: ["check", "x"]' in text
    assert "Traceback (most recent call last)" in text
    assert report.stat().st_mode & 0o077 == 0


def test_a_bug_in_json_names_the_report(state, capsys):
    boundary.run(raising(ZeroDivisionError("division by zero")), ["--json"])
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "bug"
    assert Path(error["report"]).parent == state


def test_a_report_goes_to_the_temporary_folder_when_the_state_folder_takes_none(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(reports.tempfile, "gettempdir", lambda: str(tmp_path))
    path = reports.write_report("text", "bug")
    assert path is not None
    assert path.parent == tmp_path


def test_a_report_is_printed_when_no_folder_takes_it(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(reports.tempfile, "gettempdir", lambda: str(tmp_path / "file"))
    assert boundary.run(raising(ZeroDivisionError("division by zero")), []) == 70
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_the_state_folder_ignores_a_relative_path():
    assert reports.state_folder({"XDG_STATE_HOME": "here", "HOME": "/home/ada"}) == Path(
        "/home/ada/.local/state/gradcheck"
    )


def test_two_reports_of_one_second_are_two_files(state):
    now = datetime(2026, 11, 1, tzinfo=UTC)
    text = reports.bug_report(ZeroDivisionError(), [], now=now)
    assert reports.write_report(text, "bug") != reports.write_report(text, "bug")


def test_a_missing_package_names_the_extra_to_install():
    with pytest.raises(boundary.Missing) as caught, boundary.needs_extra("class"):
        raise ModuleNotFoundError("No module named 'jupyterhub.app'", name="jupyterhub.app")
    assert caught.value.message == (
        "This needs jupyterhub, which is not installed here. Install it with: pip install 'gradcheck[class]'"
    )


def test_a_module_of_ours_that_is_missing_is_a_bug():
    with pytest.raises(ModuleNotFoundError), boundary.needs_extra("class"):
        raise ModuleNotFoundError("No module named 'gradcheck_course.gone'", name="gradcheck_course.gone")


def test_gradcheck_alone_says_what_to_do_next(tmp_path):
    result = gradcheck(env={"GRADCHECK_DATA": str(tmp_path / "new")})
    assert result.exit_code == 0
    assert "gradcheck practice calculus/" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_gradcheck_alone_in_json_says_the_same_as_today(tmp_path):
    new = {"GRADCHECK_DATA": str(tmp_path / "new")}
    assert json.loads(gradcheck("--json", env=new).stdout) == json.loads(
        gradcheck("today", "--json", env=new).stdout
    )


def test_the_version_in_json_is_one_object():
    record = {"schema": "gradcheck.version/1", "ok": True, "version": __version__}
    assert json.loads(gradcheck("--version", "--json").stdout) == record
    assert json.loads(gradcheck("--json", "--version").stdout) == record


def test_the_version_is_that_of_the_distribution():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert gradcheck("--version").stdout == f"gradcheck {project['version']}\n"


@pytest.mark.parametrize("entry", root.ENTRIES, ids=lambda entry: entry.name)
def test_every_command_exists_and_says_in_help_what_the_list_says(entry):
    command = root.root.get_command(click.Context(root.root), entry.name)
    assert command is not None
    assert command.name == entry.name
    assert command.get_short_help_str(limit=100) == entry.help
    assert gradcheck(entry.name, "--help").exit_code == 0


def test_help_shows_the_commands_under_their_headings():
    printed = gradcheck("--help").stdout
    headings = dict.fromkeys(entry.heading for entry in root.ENTRIES)
    assert list(headings) == ["LEARN", "AUTHOR", "CLASS", "HOUSE"]
    for heading in headings:
        rows = "".join(f"  {entry.name} .*\n" for entry in root.ENTRIES if entry.heading == heading)
        assert re.search(f"^{heading}:\n{rows}", printed, re.MULTILINE)
    assert max(map(len, printed.splitlines())) <= 80


def test_an_unknown_command_is_a_usage_error():
    result = gradcheck("practise")
    assert result.exit_code == 2
    assert "No such command 'practise'" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("place", [["--json", "nothing"], ["nothing", "--json"]], ids=" ".join)
def test_json_may_stand_before_or_after_the_command(place):
    result = gradcheck(*place)
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["code"] == "usage"


@pytest.mark.parametrize(
    ("environment", "is_terminal", "colour"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
        ({"ACCESSIBLE": "1"}, True, False),
    ],
    ids=[
        *("terminal", "pipe", "NO_COLOR", "empty NO_COLOR", "dumb", "FORCE_COLOR", "no FORCE_COLOR"),
        *("both", "ACCESSIBLE"),
    ],
)
def test_colour_needs_a_terminal_and_nobody_who_said_no(environment, is_terminal, colour, monkeypatch):
    monkeypatch.setattr(terminal.sys.stdout, "isatty", lambda: is_terminal, raising=False)
    assert terminal.wants_colour(environment) is colour


@pytest.mark.parametrize("outcome", terminal.SIGNS)
def test_every_verdict_has_a_sign_a_word_and_an_ascii_sign(outcome, monkeypatch):
    sign, plain, word, _ = terminal.SIGNS[outcome]
    monkeypatch.setattr(terminal, "wants_ascii", lambda: False)
    assert click.unstyle(terminal.signed(outcome)) == f"{sign} {word}"
    monkeypatch.setattr(terminal, "wants_ascii", lambda: True)
    assert click.unstyle(terminal.signed(outcome)) == f"{plain} {word}"
    assert plain.isascii()


def test_signs_are_ascii_where_stdout_cannot_show_them(monkeypatch):
    monkeypatch.setattr(terminal.sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="latin-1"))
    assert terminal.wants_ascii()


@pytest.mark.parametrize(
    ("written", "ascii_form"),
    [
        ("2·x·cos(x²)", "2*x*cos(x^2)"),
        ("−λ₁", "-lambda_1"),
        ("∂f/∂x ≤ ∞", "df/dx <= inf"),
        ("x¹² + A⁻¹", "x^12 + A^(-1)"),
        ("aᵢⱼ xₖ₊₁", "a_ij x_(k+1)"),
        ("ȳ, m̂ₜ ≠ x̄", "y_bar, m_hat_t != x_bar"),
        ("日", "?"),
    ],
)
def test_mathematics_is_spelled_in_ascii(written, ascii_form):
    assert terminal.to_ascii(written) == ascii_form


def test_long_sentences_are_wrapped_and_indented(monkeypatch):
    monkeypatch.setenv("COLUMNS", "44")
    lines = terminal.wrapped("word " * 20, indent=4).splitlines()
    assert all(line.startswith("    word") and len(line) <= 44 for line in lines)


@pytest.mark.parametrize(("columns", "width"), [("20", 40), ("200", 80), ("60", 60), ("many", 80)])
def test_the_width_is_that_of_the_terminal_within_bounds(columns, width, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    assert os.environ["COLUMNS"] == columns
    assert terminal.width() == width
