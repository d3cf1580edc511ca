"""Ending every process that the Hub started, and saying clearly what was waited for in vain."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gradcheck_course.errors import CourseError
from gradcheck_course.hub.configuration import MARKER
from gradcheck_course.hub.demo_signals import Ended, ended_by_signals, no_more_signals
from gradcheck_course.hub.processes import end_marked, free_ports, marked_processes, wait_until

SLEEPER = "print('up', flush=True); import time; time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER
# A child in a session of its own, as the Hub, its spawner and Jupyter make them.
PARENT = (
    "import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', sys.argv[1]], "
    "start_new_session=True, stdout=subprocess.PIPE); child.stdout.readline(); "
)


def start(code: str, marker: str, *arguments: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | {MARKER: marker},
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"up\n"
    return process


@pytest.mark.parametrize(
    ("code", "arguments", "why"),
    [
        (SLEEPER, (), "one that ends when asked"),
        (STUBBORN, (), "one that ignores being asked"),
        (PARENT + SLEEPER, (SLEEPER,), "one with a child in another session"),
        (PARENT + "print('up', flush=True)", (STUBBORN,), "a stubborn orphan, whose parent has ended"),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) and len(value) < 50 else "",
)
def test_no_marked_process_is_left(code: str, arguments: tuple[str, ...], why: str) -> None:
    marker = secrets.token_hex(8)
    with start(code, marker, *arguments) as process:
        assert marked_processes(marker), why
        end_marked(marker)
        assert marked_processes(marker) == []
        process.wait(5)


def test_a_process_with_another_marker_is_left_alone() -> None:
    with start(SLEEPER, "another") as process:
        end_marked(secrets.token_hex(8))
        end_marked("")
        assert process.poll() is None
        process.kill()


def test_four_different_free_ports_are_found() -> None:
    ports = free_ports()
    assert len({ports.public, ports.hub, ports.proxy, ports.service}) == 4


def test_waiting_in_vain_says_for_what_and_where_the_log_is(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"Waited 0 s for the Hub to serve, in vain\. The log .*hub\.log"):
        wait_until(lambda: False, what="the Hub to serve", log=tmp_path / "hub.log", seconds=0.05, pause=0.01)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda n: n.name)
def test_the_first_ending_signal_ends_and_the_next_ones_do_not_disturb(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    cleaned = False
    with pytest.raises(Ended, match=number.name), ended_by_signals():
        try:
            os.kill(os.getpid(), number)
            time.sleep(5)
        finally:
            os.kill(os.getpid(), number)
            time.sleep(0.05)
            cleaned = True
    assert cleaned
    assert signal.getsignal(number) is before


def test_a_signal_while_an_error_is_cleaned_up_does_not_disturb_either() -> None:
    with ended_by_signals():
        no_more_signals()
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)
