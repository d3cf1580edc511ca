"""gradcheck check --jsonl: one JSON case a line in, one verdict a line out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gradcheck_course.cli.root import root

PROGRAM = Path(sys.executable).with_name("gradcheck")


def stream(*lines: str, arguments: tuple[str, ...] = ()):
    return CliRunner().invoke(
        root, ["check", "--jsonl", *arguments], prog_name="gradcheck", input="\n".join(lines)
    )


def case(response: str, expected: str, **more) -> str:
    return json.dumps({"response": response, "expected": expected, **more})


def test_every_line_has_its_verdict_in_order():
    done = stream(case("x + x", "2x", id=1), "{", case("x", "3", id=3), "", case("[1, 2]", "[1, 3]", id=4))
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert [(one["outcome"], one.get("id")) for one in found] == [
        ("right", 1),
        ("unreadable", None),
        ("unreadable", 3),
        ("partly_right", 4),
    ]
    assert done.stderr == ""


def test_an_empty_input_has_no_verdicts():
    done = stream()
    assert (done.stdout, done.exit_code) == ("", 0)


@pytest.mark.parametrize(
    "arguments",
    [("x",), ("--is", "x"), ("--tol", "1"), ("--why",), ("--form", "factored")],
    ids=" ".join,
)
def test_it_stands_alone(arguments):
    done = stream(case("x", "x"), arguments=arguments)
    assert done.exit_code == 2
    assert done.stderr.startswith("--jsonl stands alone: every case says for itself what is asked.\n")
    assert done.stdout == ""


def test_a_process_answers_before_it_reads_on_and_ends_with_its_input():
    with subprocess.Popen(
        [PROGRAM, "check", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as child:
        for response, outcome in (("2x", "right"), ("3x", "wrong"), ("2(x", "unreadable")):
            child.stdin.write(case(response, "x + x") + "\n")
            child.stdin.flush()
            assert json.loads(child.stdout.readline())["outcome"] == outcome
        child.stdin.close()
        assert child.stdout.read() == ""
        assert child.wait(timeout=30) == 0


def test_a_reader_that_goes_away_leaves_no_traceback():
    script = f"yes '{case('x + x', '2x')}' | {PROGRAM} check --jsonl | head -n 3 | wc -l"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert (done.stdout.strip(), done.stderr) == ("3", "")
