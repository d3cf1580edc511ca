"""Practising in a real terminal: the live reading, hints, slips, doubts, several lines, Ctrl-C, an editor."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pytest

from gradcheck_course.practice.events import AmbiguityChosen, Answered, HintShown
from gradcheck_course.practice.store import Store
from gradcheck_exercises import find

PROGRAM = Path(sys.executable).with_name("gradcheck")
CHAIN = find("calculus/chain-rule").problem(7)
RIGHT_A, RIGHT_B = (part.answer.reference_text() for part in CHAIN.parts)
SLIP_B = CHAIN.part("b").slip_text(CHAIN.part("b").slips[0])
LOGARITHM = find("calculus/exp-log-base").problem(0)  # (b) is 1/(x ln 5): 1/x ln 5 can be read so


@pytest.fixture
def terminal(tmp_path):
    """A function that starts the program in a pseudo-terminal of 80 by 24, with data of its own."""
    started = []

    def start(*arguments: str, **environment: str) -> pexpect.spawn:
        settings = {**os.environ, "TERM": "xterm", "COLUMNS": "", "INPUTRC": "/dev/null", **environment}
        child = pexpect.spawn(
            str(PROGRAM), list(arguments), env=settings, dimensions=(24, 80), encoding="utf-8", timeout=20
        )
        child.delaybeforesend = 0.1
        started.append(child)
        return child

    yield start
    for child in started:
        child.close(force=True)


def ended(child):
    child.expect(pexpect.EOF)
    child.wait()
    return child.exitstatus


def ask(child, label):
    """Wait until the line for this part is there."""
    child.expect_exact(f"({label}) ›")
    child.expect_exact("q quit")


def recorded():
    with Store.open() as store:
        return [event.body for event in store.events()]


def test_a_session_with_a_hint_a_parse_error_a_slip_and_quit(terminal):
    child = terminal("practice", CHAIN.code)
    ask(child, "a")
    child.sendline("?")
    child.expect_exact("Hint 1 of 3 for (a)")
    ask(child, "a")
    child.sendline("2*(x")
    child.expect_exact("unreadable")
    child.expect(r"\^")
    child.expect_exact("That cost no try.")
    ask(child, "a")
    child.send(RIGHT_A)
    child.expect_exact("reads as")  # before the line is ended; only what changes on the screen is sent
    child.send("\r")
    child.expect_exact("✓ right")
    ask(child, "b")
    child.sendline(SLIP_B)
    child.expect_exact("✗ not yet")
    child.expect_exact("2 tries left.")
    ask(child, "b")
    child.sendline("q")
    child.expect_exact(f"The same again: gradcheck practice {CHAIN.code}")
    assert ended(child) == 0
    hint, unreadable, right, slip = recorded()
    assert isinstance(hint, HintShown)
    assert [one.outcome for one in (unreadable, right, slip)] == ["unreadable", "right", "wrong"]
    assert (right.attempt, right.hints, right.part) == (2, 1, "a")
    assert slip.slips == (CHAIN.part("b").slips[0].name,)
    assert 0 < slip.seconds < 20


def test_a_doubtful_line_is_asked_about_once(terminal):
    child = terminal("practice", LOGARITHM.code)
    ask(child, "a")
    child.sendline("s")
    ask(child, "b")
    child.sendline("1/x ln(5)")
    child.expect_exact("This can be read in two ways:")
    child.expect_exact("1/(x·ln(5))")
    child.expect_exact("Which one? [1] ›")
    child.sendline("2")
    child.expect_exact("Remembered.")
    child.expect_exact("✓ right")
    child.sendline("q")
    assert ended(child) == 0
    assert [one for one in recorded() if isinstance(one, AmbiguityChosen)] == [
        AmbiguityChosen(rule="quotient", usual=False)
    ]
    again = terminal("practice", LOGARITHM.code)
    ask(again, "a")
    again.sendline("s")
    ask(again, "b")
    again.send("1/x ln(5)")
    again.expect_exact("reads as")
    again.send("\r")
    again.expect_exact("reads as  1/(x·ln(5))")
    again.expect_exact("✓ right")


def test_a_line_can_be_edited_and_brought_back_even_from_the_last_time(terminal):
    child = terminal("practice", CHAIN.code)
    ask(child, "a")
    child.sendline("x^8")
    child.expect_exact("2 tries left.")
    ask(child, "a")
    child.sendline("q")
    assert ended(child) == 0
    child = terminal("practice", CHAIN.code)
    ask(child, "a")
    child.send("\x1b[A\x7f7\r")  # the line before, its last character replaced
    child.expect_exact("reads as  x⁷")


def test_a_matrix_may_have_several_lines(terminal):
    child = terminal("practice", "spectral/matrix-power", "--seed", "0")
    child.expect_exact("q quit")
    child.send("[1 2\r")
    child.send("3 4]\r")
    child.expect_exact("reads as  [1, 2; 3, 4]")


def test_ctrl_c_saves_and_ends_with_130(terminal):
    child = terminal("practice", CHAIN.code)
    ask(child, "a")
    child.sendline("x^8")
    ask(child, "a")
    child.sendintr()
    child.expect_exact("Stopped; progress saved.")
    assert ended(child) == 130
    assert [one.response for one in recorded() if isinstance(one, Answered)] == ["x^8"]


def test_ctrl_d_ends_a_session_as_q_does(terminal):
    child = terminal("practice", CHAIN.code)
    ask(child, "a")
    child.sendeof()
    child.expect_exact("0 of 2 parts right.")
    assert ended(child) == 0


def test_code_is_written_in_the_editor_and_an_endless_loop_hangs_nothing(terminal, tmp_path):
    editor = tmp_path / "editor.sh"
    loop = "def derivative(f, x, h):\\n    while True: pass\\n"
    editor.write_text(f"#!/bin/sh\nprintf '{loop}' > \"$1\"\n")
    editor.chmod(0o755)
    child = terminal("practice", "calculus/numerical-derivative", "--seed", "7", EDITOR=str(editor))
    child.expect_exact("(a) ›")
    child.sendline("s")
    child.expect_exact("e opens your editor")
    child.expect_exact("(b) ›")
    child.sendline("e")
    child.expect_exact("✗ not yet")
    child.expect_exact("2 tries left.")
    child.sendline("q")
    assert ended(child) == 0


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [([], {"ACCESSIBLE": "1"}), ([], {"TERM": "dumb"})],
    ids=["ACCESSIBLE=1", "a dumb terminal"],
)
def test_where_the_screen_is_read_aloud_lines_are_only_added(terminal, arguments, environment):
    child = terminal("practice", CHAIN.code, *arguments, **environment)
    child.expect_exact("q quit")
    child.expect_exact("(a) › ")
    child.sendline(RIGHT_A)
    child.expect_exact("right")
    child.sendline("q")
    assert ended(child) == 0
