"""Attacks on the sandbox by code that a learner could hand in; each at every level that can be had here."""

from __future__ import annotations

import os
import socket
import sys
import sysconfig
import tempfile
import textwrap
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import gradcheck_exercises
import gradcheck_grader
from gradcheck_grader.sandbox import Bounds, Ended, Foreign, Sandbox
from gradcheck_grader.sandbox.launch import launches
from gradcheck_grader.sandbox.visible import visible

SHORT = Bounds(cpu_s=1, wall_s=60, memory_mb=768, output_mb=1)
HELP = """import os, sys
import numpy as np
def channel():
    for number in range(3, 64):
        try:
            os.fstat(number)
            return number
        except OSError:
            pass
def frame(text, blob=b""):
    return len(text).to_bytes(4, "big") + len(blob).to_bytes(4, "big") + text.encode() + blob
"""
LINE = HELP.count("\n") + 2
ROOT = Path(__file__).resolve().parents[3]


def run(sandbox, body, inputs=(), *, bounds=SHORT):
    """The report on a function f of no parameters, or of `x`, with this body."""
    head = "def f(x):" if inputs else "def f():"
    return sandbox.run(
        f"{HELP}{head}\n{textwrap.indent(textwrap.dedent(body), '    ')}",
        "f",
        [list(inputs)],
        bounds=bounds,
    )


def value(sandbox, body, inputs=()):
    """What the function gave; the run must have come to its end."""
    report = run(sandbox, body, inputs)
    assert report.ended is Ended.FINISHED, report
    assert report.calls[0].fault is None, report
    return report.calls[0].value


REFUSED = [
    ("attack-fork", "os.fork()", "PermissionError", "a process that outlives its limits"),
    ("attack-fork-bomb", "while True: os.fork()", "PermissionError", "processes without end"),
    (
        "attack-thread",
        "import threading; threading.Thread(target=print).start()",
        "RuntimeError",
        "work that goes on after the answer",
    ),
    (
        "attack-exec",
        "os.execv(sys.executable, ['python'])",
        "PermissionError",
        "a program without our limits",
    ),
    (
        "attack-subprocess",
        "import _posixsubprocess, subprocess; subprocess.run(['/usr/bin/id'])",
        ("PermissionError", "ModuleNotFoundError"),
        "a program",
    ),
    ("attack-socket", "import socket; socket.socket()", "PermissionError", "the network"),
    (
        "attack-unix-socket",
        "import socket; socket.socket(socket.AF_UNIX)",
        "PermissionError",
        "the host's services",
    ),
    ("attack-signal-all", "os.kill(-1, 9)", "PermissionError", "every process it may signal"),
    ("attack-signal-parent", "os.kill(os.getppid(), 9)", "PermissionError", "the zygote"),
    ("attack-signal-first", "os.kill(1, 15)", "PermissionError", "the first process of the namespace"),
    ("attack-write-file", "open('/tmp/left', 'w')", "OSError", "a file for the next learner"),
    ("attack-write-here", "open('left', 'w')", "OSError", "a file where we happen to be"),
    ("attack-write-library", "open(np.__file__, 'a')", "OSError", "NumPy for everybody after"),
    ("attack-make-folder", "os.mkdir('/tmp/left')", "PermissionError", "a folder"),
    ("attack-delete", "os.unlink(np.__file__)", "PermissionError", "NumPy itself"),
    ("attack-rename", "os.rename(np.__file__, '/tmp/x')", "PermissionError", "NumPy itself"),
    ("attack-chmod", "os.chmod(np.__file__, 0o777)", "PermissionError", "rights on a file"),
    (
        "attack-raise-limit",
        "import resource; resource.setrlimit(resource.RLIMIT_CPU, (-1, -1))",
        "ValueError",
        "time",
    ),
    (
        "attack-raise-memory",
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
        "ValueError",
        "memory",
    ),
    ("attack-be-root", "os.setuid(0)", "PermissionError", "root"),
    ("attack-sleep", "import time; time.sleep(60)", "PermissionError", "hours of a worker"),
    ("attack-shared-memory", "os.memfd_create('x')", "PermissionError", "memory that is a file"),
    ("attack-pipe", "os.pipe()", "PermissionError", "a way to wait for ever"),
    (
        "attack-timer",
        "import signal; signal.setitimer(signal.ITIMER_REAL, 1)",
        "itimer_error",
        "a later signal",
    ),
]


@pytest.mark.parametrize(("body", "error"), [row[1:3] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_the_kernel_refuses(sandbox, body, error):
    report = run(sandbox, body)
    assert report.ended is Ended.FINISHED
    assert report.calls[0].fault is not None
    assert report.calls[0].fault.type in ((error,) if isinstance(error, str) else error)
    assert report.calls[0].fault.line == LINE


SYSCALLS = [
    ("attack-ptrace", (101, 117), "16, os.getppid(), 0, 0", "the memory of the zygote"),
    ("attack-read-memory-of-others", (310, 270), "os.getppid(), 0, 0, 0, 0, 0", "the memory of the zygote"),
    ("attack-user-namespace", (272, 97), "0x10000000", "every capability, in a namespace of its own"),
    ("attack-clone3", (435, 435), "0, 0", "a process by the newer call"),
    ("attack-mount", (165, 40), "0, 0, 0, 0, 0", "another view of the files"),
    ("attack-keyring", (250, 219), "0, 0, 0, 0, 0", "keys of the session"),
    ("attack-bpf", (321, 280), "0, 0, 0", "programs in the kernel"),
    ("attack-io-uring", (425, 425), "1, 0", "calls that no filter sees"),
    ("attack-perf", (298, 241), "0, 0, 0, 0, 0", "what others compute"),
    ("attack-openat2", (437, 437), "-100, 0, 0, 0", "opening by the newer call, whose flags no filter sees"),
    ("attack-pidfd", (434, 434), "os.getppid(), 0", "a handle on another process"),
]


@pytest.mark.parametrize(
    ("numbers", "arguments"), [row[1:3] for row in SYSCALLS], ids=[row[0] for row in SYSCALLS]
)
def test_the_filter_refuses_the_system_call(sandbox, numbers, arguments):
    number = numbers[os.uname().machine == "aarch64"]
    code = "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
    code += f"return [libc.syscall({number}, {arguments}), ctypes.get_errno()]"
    assert value(sandbox, code) in ([-1, 1], [-1, 38])  # EPERM; ENOSYS, so that the C library tries the older


def test_calls_of_the_other_architecture_kill(sandbox):
    if os.uname().machine != "x86_64":
        pytest.skip("int 0x80 is of x86-64")
    code = """
    import ctypes
    libc = ctypes.CDLL(None)
    libc.mmap.restype = ctypes.c_void_p
    page = libc.mmap(None, ctypes.c_size_t(4096), 7, 0x22, -1, ctypes.c_long(0))
    ctypes.memmove(page, bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]), 8)  # getpid of 32 bits
    return ctypes.CFUNCTYPE(ctypes.c_int)(page)()
    """
    assert run(sandbox, code).ended is Ended.CRASHED


HIDDEN = [
    ("attack-read-shadow", "/etc/shadow", "passwords"),
    ("attack-read-passwd", "/etc/passwd", "who lives on the machine"),
    ("attack-read-grader", gradcheck_grader.__file__, "how it will be judged"),
    ("attack-read-bank", gradcheck_exercises.__file__, "every answer of the bank"),
    ("attack-read-repository", str(ROOT / "README.md"), "the repository"),
    (
        "attack-read-packages",
        sysconfig.get_path("purelib", vars={"base": sys.base_prefix}),
        "packages, ours too",
    ),
    ("attack-read-home", str(Path.home()), "somebody's home"),
    ("attack-read-own-memory", "/proc/self/mem", "the memory of a process"),
    ("attack-read-first-process", "/proc/1/environ", "the environment of others"),
    ("attack-read-kernel", "/sys/kernel", "the machine"),
    ("attack-read-devices", "/dev/mem", "the machine's memory"),
    ("attack-read-temporary-files", "/tmp", "what others left"),  # noqa: S108
    ("attack-read-logs", "/var/log", "what happened here"),
]


@pytest.mark.parametrize("path", [row[1] for row in HIDDEN], ids=[row[0] for row in HIDDEN])
def test_nothing_of_the_host_can_be_read(sandbox, path):
    code = """
    try:
        return sorted(os.listdir(x))
    except OSError:
        pass
    try:
        return open(x, "rb").read(20).hex()
    except OSError:
        return []
    """
    # A folder may be there because Python lies below it: then nothing but the way to Python is in it.
    ways = [Path(shown) for _, shown in visible().binds]
    assert not [name for name in value(sandbox, code, [path]) if not _leads_to(Path(path) / name, ways)]


def _leads_to(path, ways):
    return any(path in (way, *way.parents) for way in ways)


@pytest.mark.parametrize(
    "name",
    ["gradcheck_grader", "gradcheck_exercises", "gradcheck_course", "sympy", "flint"],
    ids=lambda name: f"attack-import-{name}",
)
def test_no_package_beside_numpy_can_be_imported(sandbox, name):
    report = run(sandbox, f"import {name}")
    assert report.calls[0].fault.type == "ModuleNotFoundError"


def test_attack_open_files_of_the_judge(sandbox):
    code = """
    found = []
    for descriptor in range(3, 64):
        try:
            os.fstat(descriptor); found.append(descriptor)
        except OSError:
            pass
    return found
    """
    assert len(value(sandbox, code)) == 1  # the channel for its own results


def test_attack_environment_of_the_judge(sandbox, monkeypatch):
    monkeypatch.setenv("COURSE_SECRET", "x")
    fresh = Sandbox.at(next(one for one in launches(visible()) if one.level is sandbox.level))
    assert "COURSE_SECRET" not in value(fresh, "return list(os.environ)")
    fresh.close()


def test_attack_address_of_a_service_on_this_machine(sandbox):
    with socket.create_server(("127.0.0.1", 0)) as server:
        body = f"import socket; socket.socket().connect(('127.0.0.1', {server.getsockname()[1]}))"
        assert run(sandbox, body).calls[0].fault.type == "PermissionError"


ENDINGS = [
    (
        "attack-endless-loop-caught",
        """
     import signal
     signal.signal(signal.SIGXCPU, signal.SIG_IGN)
     while True:
         try:
             while True: pass
         except BaseException: pass
     """,
        Ended.COMPUTED,
        "the first signal is ignored, the second cannot be",
    ),
    ("attack-endless-in-c", "sum(iter(int, 1))", Ended.COMPUTED, "no bytecode runs"),
    ("attack-exit", "os._exit(0)", Ended.LEFT, "leaves before the results"),
    ("attack-exit-with-code", "os._exit(70)", Ended.LEFT, "leaves with a code of ours"),
    ("attack-crash", "import ctypes; ctypes.string_at(0)", Ended.CRASHED, "reads where nothing is"),
    ("attack-abort", "os.abort()", Ended.CRASHED, "ends by a signal to itself"),
    (
        "attack-deep-recursion",
        """
     sys.setrecursionlimit(10**9)
     class A:
         def __repr__(self): return repr(self)
     repr(A())
     """,
        Ended.CRASHED,
        "runs out of the stack",
    ),
    (
        "attack-wait-for-ever",
        "import threading; a = threading.Lock(); a.acquire(); a.acquire()",
        Ended.WAITED,
        "neither computes nor ends",
    ),
    ("attack-flood", "return np.zeros(10_000_000, dtype=np.uint8)", Ended.FLOODED, "more than is taken"),
    (
        "attack-flood-channel",
        "while True: os.write(channel(), b'0' * 65536)",
        Ended.FLOODED,
        "bytes without end",
    ),
    ("attack-close-channel", "os.close(channel())", Ended.LEFT, "no result at all"),
    ("attack-forge-record", "os.write(channel(), frame('[]')); return 1", Ended.GARBLED, "no record"),
    ("attack-forge-garbage", "os.write(channel(), b'garbage' * 50); return 1", Ended.GARBLED, "no frame"),
    (
        "attack-forge-length",
        "os.write(channel(), b'\\xff' * 8); return 1",
        Ended.GARBLED,
        "gigabytes announced",
    ),
    (
        "attack-forge-nesting",
        "os.write(channel(), frame('[' * 10**6)); return 1",
        Ended.GARBLED,
        "no end of lists",
    ),
    (
        "attack-forge-array",
        'os.write(channel(), frame(\'{"array":["<f8",[1000000000],0]}\')); return 1',
        Ended.GARBLED,
        "an array without its bytes",
    ),
    (
        "attack-forge-pickle",
        "os.write(channel(), frame('{\"array\":[\"|O\",[1],0]}', b'12345678')); return 1",
        Ended.GARBLED,
        "objects by address",
    ),
    (
        "attack-forge-digits",
        "os.write(channel(), frame('9' * 10**5)); return 1",
        Ended.GARBLED,
        "a number that takes long to read",
    ),
]


@pytest.mark.parametrize(("body", "ended"), [row[1:3] for row in ENDINGS], ids=[row[0] for row in ENDINGS])
def test_a_run_ends_whatever_it_does(strongest, body, ended):
    bounds = replace(SHORT, wall_s=2) if ended is Ended.WAITED else SHORT
    assert run(strongest, body, bounds=bounds).ended is ended
    assert value(strongest, "return 1") == 1


def test_attack_endless_loop(sandbox):
    report = run(sandbox, "while True: pass")
    assert report.ended is Ended.COMPUTED
    assert 0.5 < report.cpu_s < 2.5
    assert value(sandbox, "return 1") == 1


def test_attack_memory_bomb(sandbox):
    report = run(sandbox, "return len(bytearray(3 << 30))")
    assert report.calls[0].fault.type == "MemoryError"


def test_attack_memory_bomb_of_small_objects(strongest):
    report = run(strongest, "a = []\nwhile True: a.append(bytearray(1 << 20))")
    assert report.calls[0].fault.type == "MemoryError"


def test_attack_forged_results_are_data_like_any_other(strongest):
    code = 'os.write(channel(), frame(\'{"dict":[["value",7],["changed",[]]]}\')); return 8'
    report = run(strongest, code)
    assert [call.value for call in report.calls] in ([7, 8], [7])


def test_attack_forged_texts_are_cut_and_cleaned(strongest):
    fault = '{"dict":[["type","\\\\u001b[2J"],["message","%s"],["line",99999999999999]]}' % ("x" * 10**6)
    code = f'os.write(channel(), frame(\'{{"dict":[["error",{fault}]]}}\')); os._exit(0)'
    found = run(strongest, code).calls[0].fault
    assert (found.type, len(found.message), found.line) == ("?[2J", 2000, 0)


def test_attack_printing_does_not_reach_the_results(sandbox):
    report = run(sandbox, "print('x' * 10**6); os.write(1, b'0' * 10**6); os.write(2, b'1'); return 2")
    assert report.calls[0].value == 2
    assert report.printed == "x" * 2000


OBJECTS = [
    (
        "attack-equal-to-everything",
        "class A:\n    def __eq__(self, other): return True\nreturn A()",
        Foreign("answer.f.<locals>.A"),
        "an object that says it is right",
    ),
    (
        "attack-text-of-another-type",
        "class A(str): pass\nreturn A('1')",
        Foreign("answer.f.<locals>.A"),
        "no text",
    ),
    (
        "attack-number-of-another-type",
        "class A(float):\n    def __abs__(self): return 0\nreturn A(1)",
        Foreign("answer.f.<locals>.A"),
        "a number with rules of its own",
    ),
    (
        "attack-object-array",
        "return np.array([object()])",
        Foreign("numpy array of object"),
        "objects in an array",
    ),
    ("attack-text-array", "return np.array(['a'])", Foreign("numpy array of <U1"), "texts in an array"),
    ("attack-nan", "return float('nan')", "nan", "equal to nothing"),
    ("attack-function", "return f", Foreign("builtins.function"), "code"),
    ("attack-list-in-itself", "a = []\na.append(a)\nreturn a", None, "no end"),
    ("attack-enormous-number", "return 10**10**5", None, "too many digits"),
    (
        "attack-lie-about-type",
        "class A:\n    __class__ = float\nreturn A()",
        Foreign("answer.f.<locals>.A"),
        "a mask",
    ),
    ("attack-key-of-another-type", "return {1: 2}", Foreign("builtins.dict"), "a dict by numbers"),
]


@pytest.mark.parametrize(("body", "expected"), [row[1:3] for row in OBJECTS], ids=[row[0] for row in OBJECTS])
def test_only_plain_data_comes_out(strongest, body, expected):
    report = run(strongest, body)
    assert report.ended is Ended.FINISHED
    found = report.calls[0].value
    assert (repr(found) if isinstance(found, float) else found) == expected
    assert bool(report.calls[0].unsendable) is (expected is None)


def test_attack_subclass_of_an_array_comes_out_as_an_array(strongest):
    code = """
    class A(np.ndarray):
        def __eq__(self, other): return True
        def __array_function__(self, *args, **kwargs): return True
    return np.zeros(2).view(A)
    """
    found = value(strongest, code)
    assert type(found) is np.ndarray
    assert found.tolist() == [0, 0]


PERSISTENT = [
    ("attack-builtins", "import builtins; builtins.abs = lambda x: 0", "return abs(-3)", 3, "builtins"),
    ("attack-numpy", "np.sum = lambda x: 0", "return int(np.sum(np.ones(3)))", 3, "NumPy's functions"),
    (
        "attack-json",
        "import json; json.dumps = None",
        "import json; return json.dumps([])",
        "[]",
        "our encoding",
    ),
    ("attack-modules", "sys.modules['numpy'] = None", "return np.__name__", "numpy", "the table of modules"),
    (
        "attack-import-hooks",
        "sys.meta_path.clear()",
        "return len(sys.meta_path) > 2",
        True,
        "imports",
    ),
    (
        "attack-clock",
        "import time; time.time = lambda: 0",
        "import time; return time.time() > 1",
        True,
        "time",
    ),
    ("attack-seed", "np.random.seed(7)", "return float(np.random.rand())", 0.5488135039273248, "randomness"),
    ("attack-trace", "sys.settrace(lambda *a: None)", "return sys.gettrace() is None", True, "a tracer"),
    (
        "attack-exit-handlers",
        "import atexit; atexit.register(os._exit, 3)",
        "return 1",
        1,
        "what runs at the end",
    ),
    (
        "attack-encoder",
        "import inside.encoding as e; e.encode = lambda v: b''",
        "return 1",
        1,
        "what sends results",
    ),
]


@pytest.mark.parametrize(
    ("body", "after", "expected"), [row[1:4] for row in PERSISTENT], ids=[row[0] for row in PERSISTENT]
)
def test_nothing_lasts_until_the_next_run(strongest, body, after, expected):
    run(strongest, body)
    assert value(strongest, after) == expected


def test_attack_frames_hold_nothing_of_the_judge(strongest):
    code = """
    frame, names = sys._getframe(), set()
    while frame:
        names |= {frame.f_code.co_filename.rpartition("/")[2]} | set(map(str, frame.f_locals))
        frame = frame.f_back
    return sorted(names)
    """
    found = value(strongest, code)
    assert not [name for name in found if "answer" in name and name != "answer"]
    assert {"learner.py", "zygote.py"} <= set(found)


def test_attack_search_of_all_objects_finds_no_reference(strongest):
    code = """
    import gc
    gc.unfreeze()
    return [len([o for o in gc.get_objects() if isinstance(o, dict) and x[::-1] in o]), len(sys.argv)]
    """
    assert value(strongest, code, ["ecnerefer"])[0] == 0


def test_attack_second_learner_sees_nothing_of_the_first(strongest):
    run(strongest, "secret_of_the_first = 'kx' + 'qv'; return secret_of_the_first * 3")
    code = "import gc; gc.unfreeze(); return [o for o in map(str, gc.get_objects()) if x[::-1] in o][:1]"
    assert value(strongest, code, ["qkxvqxk"[::-1]]) == []


def test_learners_of_many_threads_come_one_after_the_other(strongest):
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(value(strongest, "return x + 1", [n])))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(1, 9))


def test_a_sandbox_that_is_closed_leaves_no_process_and_no_file(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    box = Sandbox.start()
    assert run(box, "os._exit(0)").ended is Ended.LEFT
    group = box.process_id
    box.close()
    deadline = time.monotonic() + 10  # the last of them may still have to be reaped by the system
    with pytest.raises(ProcessLookupError):
        while time.monotonic() < deadline:
            os.killpg(group, 0)
            time.sleep(0.02)
    assert not list(tmp_path.iterdir())
