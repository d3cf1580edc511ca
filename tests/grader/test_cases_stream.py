"""A stream of cases: one line out per line in, in order, flushed, whatever the line holds."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader.cases import judging, stream
from gradcheck_grader.cases.stream import LONGEST_LINE, judge_stream

GOOD = b'{"response": "x + x", "expected": "2x"}'


def verdicts(source: bytes, log=None):
    sink = io.BytesIO()
    judge_stream(io.BytesIO(source), sink, log or io.StringIO())
    return [json.loads(line) for line in sink.getvalue().decode().splitlines()]


@pytest.mark.parametrize(
    ("line", "sentence", "why"),
    [
        (b"{", "This line is no JSON: Expecting property name", "half an object"),
        (b"x + x", "This line is no JSON: Expecting value (column 1).", "no JSON at all"),
        (GOOD + GOOD, "This line is no JSON: Extra data (column 40).", "two cases on one line"),
        (b"[1, 2]", "A case is an object such as", "a list"),
        (b'"x"', "A case is an object such as", "a text"),
        (b"null", "A case is an object such as", "null"),
        (b"\xff\xfe{}", "This line is no", "another encoding"),
        (b'{"response": "\xe9"}', "This line is not UTF-8.", "Latin-1"),
        (
            b'{"response": NaN, "expected": "x"}',
            "This line is no JSON that can be read: NaN is no number.",
            "NaN",
        ),
        (b"[" * 200_000, "This line is no JSON that can be read:", "brackets without end"),
        (
            b'{"response": ' + b"9" * 5_000 + b"}",
            "This line is no JSON that can be read:",
            "a number without end",
        ),
        (b'{"a": "' + b"x" * LONGEST_LINE + b'"}', "This line is longer than 1000000 bytes.", "a long line"),
        (b'{"response": "x"}', 'The field "expected" is missing', "half a case"),
        (b"\x00", "This line is no JSON", "a NUL"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else None,
)
def test_a_bad_line_has_a_verdict_and_the_next_one_is_judged(line, sentence, why):
    first, second = verdicts(line + b"\n" + GOOD + b"\n")
    assert (first["outcome"], first["error"]["side"]) == ("unreadable", "case"), why
    assert first["error"]["message"].startswith(sentence), why
    assert second["outcome"] == "right"


def test_there_is_one_line_per_line_in_order_and_none_for_a_blank_one():
    lines = [json.dumps({"response": f"{n}", "expected": "3", "id": n}) for n in range(40)]
    found = verdicts("\n\n  \n".join(lines).encode())
    assert [verdict["id"] for verdict in found] == list(range(40))
    assert [verdict["id"] for verdict in found if verdict["outcome"] == "right"] == [3]


def test_a_last_line_without_an_end_is_judged():
    assert verdicts(GOOD)[0]["outcome"] == "right"


def test_windows_line_ends_and_a_byte_order_mark_pass():
    assert [one["outcome"] for one in verdicts(b"\xef\xbb\xbf" + GOOD + b"\r\n" + GOOD + b"\r\n")] == [
        "right"
    ] * 2


def test_the_answer_to_a_long_line_is_told_before_memory_is_full():
    line = b'{"response": "' + b"x" * (3 * LONGEST_LINE) + b'"}\n'
    assert [one["outcome"] for one in verdicts(line + GOOD)] == ["unreadable", "right"]


def test_half_a_character_is_written_in_ascii():
    sink = io.BytesIO()
    judge_stream(io.BytesIO(rb'{"response": "\ud800", "expected": "x", "id": "\ud800"}'), sink, io.StringIO())
    assert sink.getvalue().isascii()
    assert json.loads(sink.getvalue())["id"] == "\ud800"


def test_an_infinite_id_is_refused_since_JSON_has_none():
    (verdict,) = verdicts(b'{"response": "x", "expected": "x", "id": 1e999}')
    assert verdict["error"]["side"] == "case"


def test_a_crash_inside_a_decision_is_undecided_and_logged(monkeypatch):
    def broken(record):
        raise ZeroDivisionError("never mind")

    monkeypatch.setattr(stream, "judge_case", broken)
    log = io.StringIO()
    (verdict,) = verdicts(b'{"response": "x", "expected": "x", "id": 5}', log)
    assert (verdict["outcome"], verdict["credit"], verdict["id"]) == ("undecided", 0, 5)
    assert verdict["evidence"] == [
        {"kind": "limit", "note": "The grader failed at this case (ZeroDivisionError); its log says where."}
    ]
    assert "never mind" in log.getvalue()


def test_every_verdict_is_out_before_the_next_case_is_read():
    script = (
        "import sys; from gradcheck_grader import judge_stream\n"
        "judge_stream(sys.stdin.buffer, sys.stdout.buffer)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ)
    ) as child:
        for expected, outcome in (("2x", b"right"), ("3x", b"wrong")):
            child.stdin.write(json.dumps({"response": "x + x", "expected": expected}).encode() + b"\n")
            child.stdin.flush()
            assert outcome in child.stdout.readline()
        child.stdin.close()
        assert child.stdout.read() == b""


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")), max_size=5))
def test_any_lines_have_as_many_verdicts(lines):
    assert len(verdicts(b"\n".join(lines))) == sum(bool(line.strip()) for line in lines)


@pytest.mark.parametrize(
    "case",
    [
        {"response": "x + x", "expected": "2x"},
        {"response": "x", "expected": "2x"},
        {"response": "{1, 2}", "expected": "{2, 3}"},
        {"response": "B A", "expected": "A B", "notation": {"shapes": {"A": "n×n", "B": "n×n"}}},
        {"response": "x", "expected": "sin(x)/x", "kind": "antiderivative"},
        {"response": "2", "expected": "x^2 = 4", "kind": "solves"},
    ],
    ids=str,
)
def test_a_stream_imports_neither_sympy_nor_numpy(case):
    line = json.dumps(case).encode()
    script = (
        "import io, sys; from gradcheck_grader import judge_stream\n"
        f"judge_stream(io.BytesIO({line!r}), io.BytesIO())\n"
        "print({'sympy', 'numpy'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "set()\n"


def test_the_measured_time_is_that_of_the_case(monkeypatch):
    clock = iter([1.0, 1.25])
    monkeypatch.setattr(judging, "perf_counter", lambda: next(clock))
    assert verdicts(GOOD)[0]["ms"] == 250.0
