"""The first minutes of a newcomer in a real terminal: a placement that is left, a plan, an exercise."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect

from gradcheck_course.practice.events import Answered, Placed, PlanSet
from gradcheck_course.practice.store import Store

PROGRAM = Path(sys.executable).with_name("gradcheck")


def test_a_newcomer_is_placed_plans_practises_and_leaves(tmp_path):
    data = tmp_path / "new.sqlite"
    settings = {**os.environ, "TERM": "xterm", "COLUMNS": "", "GRADCHECK_DATA": str(data)}
    child = pexpect.spawn(str(PROGRAM), env=settings, dimensions=(24, 80), encoding="utf-8", timeout=20)
    child.delaybeforesend = 0.1
    try:
        child.expect_exact("Number, or q to leave [1]: ")
        child.sendline("2")
        child.expect_exact("[1/6]")
        child.expect_exact("q quit")
        child.sendline("0")
        child.expect_exact("Noted.")
        child.expect_exact("q quit")
        child.sendline("q")
        child.expect_exact("On how many days of a week do you mean to practise? [3]: ")
        child.sendline("4")
        child.expect_exact("You begin with ")
        child.expect_exact("This week   1 of 4 planned practice days")
        child.expect_exact("Number, or q to leave [1]: ")
        child.sendline("")
        child.expect_exact("q quit")
        child.sendintr()
        child.expect_exact("Stopped; progress saved.")
        child.expect(pexpect.EOF)
        child.wait()
        assert child.exitstatus == 130
    finally:
        child.close(force=True)
    with Store.open(data) as store:
        bodies = [event.body for event in store.events()]
    assert [type(one) for one in bodies] == [Answered, Placed, PlanSet]
