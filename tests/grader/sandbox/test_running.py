"""The sandbox as its callers see it: levels, refusals, life and death."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from gradcheck_grader.sandbox import Bounds, Ended, Fault, Function, Level, Sandbox, SandboxError, sharing
from gradcheck_grader.sandbox import running as module
from gradcheck_grader.sandbox.launch import Launch, launches
from gradcheck_grader.sandbox.visible import visible

DOUBLE = "def f(x):\n    return 2 * x"


def test_the_level_in_force_is_recorded_with_every_run(sandbox):
    assert sandbox.run(DOUBLE, "f", [[1]]).level is sandbox.level


def test_calls_come_back_in_order(strongest):
    report = strongest.run(DOUBLE, "f", [[1], [2.5], [np.arange(2)]])
    assert [np.asarray(call.value).tolist() for call in report.calls] == [2, 5.0, [0, 2]]
    assert report.parameters == ("x",)


def test_changed_inputs_are_told(strongest):
    report = strongest.run(
        "def f(x, y):\n    y[0] = 7\n    return y", "f", [[np.zeros(2), np.zeros(2)], [1, [1]]]
    )
    assert [call.changed for call in report.calls] == [(1,), (1,)]


def test_each_call_has_inputs_of_its_own(strongest):
    x = np.zeros(1)
    report = strongest.run("def f(x):\n    x += 1\n    return x", "f", [[x], [x]])
    assert [call.value.tolist() for call in report.calls] == [[1], [1]]


def test_a_function_can_be_an_input(strongest):
    report = strongest.run("def f(g, x):\n    return g(x)", "f", [[Function("lambda x: math.exp(x)"), 0.0]])
    assert report.calls[0].value == 1.0


FAULTS = [
    ("def f():\n    return 1 / 0", Fault("ZeroDivisionError", "division by zero", 2), "in the function"),
    ("import numpy as np\nx = np.zeros(2)[5]", None, "at the top"),
    ("def f():\n    raise SystemExit(3)", Fault("SystemExit", "3", 2), "what ends a program"),
    ("def f():\n    import numpy as np\n    return np.ones(2) @ np.ones(3)", None, "within NumPy"),
    (
        "class E(Exception):\n    def __str__(self): raise self\ndef f():\n    raise E",
        Fault("E", "", 4),
        "in itself",
    ),
]


@pytest.mark.parametrize(("source", "fault"), [row[:2] for row in FAULTS], ids=[row[2] for row in FAULTS])
def test_an_error_is_told_with_its_line(strongest, source, fault):
    report = strongest.run(source, "f", [[]])
    found = report.fault or report.calls[0].fault
    assert report.ended is Ended.FINISHED
    assert found == fault if fault else found.line == len(source.split("\n"))


def test_a_missing_function_is_told(strongest):
    report = strongest.run("g = 1", "g", [[]])
    assert (report.parameters, report.fault, report.calls) == (None, None, ())


def test_calls_before_an_endless_one_are_kept(strongest):
    report = strongest.run(
        "def f(n):\n    while n: pass\n    return 1", "f", [[0], [0], [1]], bounds=Bounds(cpu_s=1)
    )
    assert report.ended is Ended.COMPUTED
    assert [call.value for call in report.calls] == [1, 1]


def test_large_inputs_and_results_come_through(strongest):
    x = np.random.default_rng(0).normal(size=(1000, 1000))
    report = strongest.run(DOUBLE, "f", [[x]])
    assert np.array_equal(report.calls[0].value, 2 * x)


def test_levels_are_ordered():
    assert Level.BUBBLEWRAP.is_at_least(Level.NAMESPACES)
    assert Level.NAMESPACES.is_at_least(Level.NAMESPACES)
    assert not Level.LANDLOCK.is_at_least(Level.NAMESPACES)


def test_without_any_level_it_is_refused_with_what_to_install(monkeypatch):
    monkeypatch.setattr(module, "launches", lambda shown: [Launch(Level.LANDLOCK, ("/bin/false",))])
    with pytest.raises(SandboxError) as refused:
        Sandbox.start()
    assert str(refused.value) == (
        "Learners' code cannot be run safely on this machine. Install bubblewrap (Debian, Ubuntu: apt "
        "install bubblewrap), or use Linux 6.2 or newer with Landlock; in a container, allow user "
        "namespaces. (landlock: it did not start)"
    )


def test_a_weaker_level_than_was_asked_for_is_never_used(monkeypatch):
    weak = [launch for launch in launches(visible()) if launch.level is Level.LANDLOCK]
    monkeypatch.setattr(module, "launches", lambda shown: weak)
    with pytest.raises(SandboxError, match="at level bubblewrap"):
        Sandbox.start(at_least=Level.BUBBLEWRAP)


def test_a_level_that_does_not_hold_is_not_in_force(monkeypatch):
    """The strongest way to start is bent so that the grader can be seen inside."""
    first = launches(visible())[0]
    if first.level is not Level.BUBBLEWRAP:
        pytest.skip("needs bubblewrap, whose command can be bent")
    home = module.gradcheck_grader.__file__
    at = first.command.index("--remount-ro")
    folders = [
        part for path in reversed(Path(home).parents) for part in ("--perms", "0755", "--dir", str(path))
    ]
    shown = [*folders[4:], "--ro-bind", home, home]
    bent = Launch(first.level, (*first.command[:at], *shown, *first.command[at:]))
    with pytest.raises(SandboxError, match=r"code in it could do what it must not: \['reading'\]"):
        Sandbox.at(bent)


def test_the_operator_can_ask_for_a_level(monkeypatch):
    monkeypatch.setenv("GRADCHECK_SANDBOX", "namespaces")
    assert sharing.minimum() is Level.NAMESPACES
    monkeypatch.setenv("GRADCHECK_SANDBOX", "docker")
    with pytest.raises(SandboxError) as refused:
        sharing.minimum()
    assert str(refused.value) == (
        "GRADCHECK_SANDBOX is one of bubblewrap, namespaces, landlock; it is set to 'docker'."
    )


def test_a_sandbox_that_was_killed_is_an_error_then_a_new_one():
    first = sharing.shared()
    os.killpg(first.process_id, signal.SIGKILL)
    with pytest.raises(SandboxError):
        first.run(DOUBLE, "f", [[1]])
    again = sharing.shared()
    assert again is not first
    assert again.run(DOUBLE, "f", [[1]]).calls[0].value == 2


@pytest.mark.parametrize("level", list(Level))
def test_nothing_is_left_of_a_judge_that_was_killed_in_the_middle_of_a_run(level):
    """The judge is killed so that it can tidy nothing up, while the code in the sandbox computes."""
    script = (
        "from gradcheck_grader.sandbox import *; from gradcheck_grader.sandbox.launch import launches\n"
        "from gradcheck_grader.sandbox.visible import visible\n"
        f"box = Sandbox.at(next(one for one in launches(visible()) if one.level == {str(level)!r}))\n"
        "print(box.process_id, flush=True)\n"
        "box.run('while True: pass', 'f', [], bounds=Bounds(cpu_s=60, wall_s=60))"
    )
    judge = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    line = judge.stdout.readline()
    judge.kill()
    judge.communicate()
    if not line:
        pytest.skip(f"level {level} cannot be had here")
    deadline = time.monotonic() + 10
    with pytest.raises(ProcessLookupError):
        while time.monotonic() < deadline:
            os.killpg(int(line), 0)
            time.sleep(0.02)


def test_limits_that_are_tighter_already_are_kept():
    """As in a marking process, whose own memory is limited: our limits must not fail there."""
    script = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (900 << 20,) * 2)\n"
        "from gradcheck_grader.sandbox import shared\n"
        "print(shared().run('def f(): return 1', 'f', [[]]).calls[0].value)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout == "1\n", done.stderr


def test_what_fails_before_the_code_begins_is_not_the_codes_fault(strongest):
    with pytest.raises(SandboxError, match="A run ended before the code in it could begin"):
        strongest.run("def f(): return 1", "f", [[]], bounds=Bounds(memory_mb="no number"))


def test_a_fork_has_a_sandbox_of_its_own():
    ours = sharing.shared()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            own = sharing.shared()
            code = 0 if own is not ours and own.run(DOUBLE, "f", [[4]]).calls[0].value == 8 else 2
            own.close()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert ours.run(DOUBLE, "f", [[1]]).calls[0].value == 2
