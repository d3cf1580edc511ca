"""%%answer in a student's kernel: says how an answer is read; judges, runs and raises nothing."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import textwrap

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from gradcheck_course.jupyter.magic import answer_display, notations_from, response_text
from gradcheck_grader.notation import REAL, Notation

NOTATIONS = {
    "1a": Notation(kind="expression", names={"x": REAL}),
    "1b": Notation(kind="choice", options=(("a", "a minimum"), ("b", "a <b>saddle</b>"))),
}


def payload(notations=NOTATIONS):
    records = {label: notation.to_json() for label, notation in notations.items()}
    return base64.urlsafe_b64encode(json.dumps(records, separators=(",", ":")).encode()).decode()


@pytest.fixture(scope="module")
def shell():
    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.run_cell("%load_ext gradcheck_course.jupyter")
    yield shell
    InteractiveShell.clear_instance()


def run(shell, cell):
    """Standard output and error, and the displays, of a cell that must end well."""
    with capture_output() as captured:
        assert shell.run_cell(cell).success
    return captured


@pytest.fixture
def ready(shell):
    run(shell, f"%gradcheck_notation {payload()}")
    return shell


def test_an_answer_is_shown_as_it_is_read(ready):
    captured = run(ready, "%%answer 1a\n# write your answer on the line below\n2x cos(x^2)")
    (shown,) = captured.outputs
    assert shown.data["text/plain"] == "reads as 2·x·cos(x²)"
    assert shown.data["text/latex"].startswith("reads as $")
    assert captured.stderr == ""


def test_an_option_is_shown_with_its_text():
    assert answer_display("1b", "B", NOTATIONS)["text/plain"] == "reads as b) a <b>saddle</b>"


def test_the_setup_cell_says_which_parts_there_are(shell):
    (shown,) = run(shell, f"%gradcheck_notation {payload()}").outputs
    assert shown.data["text/plain"] == "Ready for your answers: 1a, 1b."


def test_what_cannot_be_read_has_a_caret_under_the_place_and_is_escaped():
    shown = answer_display("1a", "2*lamda*<b>", NOTATIONS)
    lines = shown["text/plain"].splitlines()
    assert lines[1].strip() == "2*lamda*<b>"
    assert lines[2].index("^") == lines[1].index("lamda")
    assert "<b>" not in shown["text/html"]
    assert shown["text/html"].startswith("<pre")


@pytest.mark.parametrize(
    ("cell", "said", "why"),
    [
        ("%%answer 1a", "Nothing is written here yet.", "the body is gone: IPython itself would refuse it"),
        ("%%answer 1a\n", "Nothing is written here yet.", "an empty line"),
        ("%%answer 1a\n# 2x\n\n", "Nothing is written here yet.", "only a comment"),
        ("%%answer 7z\nx", "The parts of this notebook: 1a, 1b.", "no such part"),
        ("%%answer\nx", "The first line does not name a part.", "no part named"),
        ("%%answer 1a\n2x +", "^", "ends after an operator"),
        ("%%answer 1a\n" + "(" * 5000, "^", "nested too deep"),
        ("%%answer 1a\n\x00\x1b[2J\ud800", "^", "control characters"),
        ("%%answer 1b\nz", "z", "no such option"),
        ("%%answer {open('made','w')}\nx", "There is no part", "braces on a magic's line are not expanded"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value and "%" not in value else "",
)
def test_whatever_is_typed_gets_a_sentence_and_never_a_traceback(
    ready, tmp_path, monkeypatch, cell, said, why
):
    monkeypatch.chdir(tmp_path)
    captured = run(ready, cell)
    (shown,) = captured.outputs
    assert said in shown.data["text/plain"], why
    assert captured.stderr == ""
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "hostile",
    [
        "__import__('os').system('touch made')",
        "open('made', 'w')",
        '(lambda: exec(\'open("made","w")\'))()',
        "!touch made",
        "%system touch made",
        "{open('made','w')}",
    ],
)
def test_nothing_that_is_typed_is_run(ready, tmp_path, monkeypatch, hostile):
    monkeypatch.chdir(tmp_path)
    run(ready, f"%%answer 1a\n{hostile}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "damaged", ["", "no base64!", "bm8ganNvbg==", "W10=", "eyIxYSI6IHt9fQ==", "eyIxYSI6IDF9"]
)
def test_a_damaged_setup_line_is_refused_with_a_way_out(shell, damaged):
    with pytest.raises(ValueError, match=r"."):
        notations_from(damaged)
    captured = run(shell, f"%gradcheck_notation {damaged}")
    assert "Fetch the assignment again" in captured.outputs[0].data["text/plain"]
    assert captured.stderr == ""


def test_before_the_setup_cell_was_run_the_way_out_is_said():
    assert "Run the first code cell" in answer_display("1a", "x", {})["text/plain"]


@pytest.mark.parametrize(
    "body", ["# a\n x \n", "", "\n\n", "x\n# no\ny", "  # indented\n2", "a\r\nb", "%%answer\nx", "  x  "]
)
def test_the_magic_and_the_marker_see_the_same_response(body):
    from gradcheck_course.classroom.responses import response_text as marked

    assert response_text(body) == marked(f"%%answer 1a\n{body}")


def test_a_students_kernel_imports_nothing_that_could_judge():
    program = f"""
        import sys
        from IPython.core.interactiveshell import InteractiveShell
        shell = InteractiveShell.instance()
        setup = "%load_ext gradcheck_course.jupyter\\n%gradcheck_notation {payload()}"
        for cell in (setup, "%%answer 1a\\n2x"):
            assert shell.run_cell(cell).success
        banned = ("gradcheck_exercises", "gradcheck_course.classroom", "gradcheck_course.records",
                  "gradcheck_course.hub", "nbgrader", "sympy", "numpy")
        print("FOUND", [name for name in sys.modules if name.startswith(banned)])
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True
    )
    assert "FOUND []" in done.stdout
    assert "reads as" in done.stdout
    assert done.stderr == ""
