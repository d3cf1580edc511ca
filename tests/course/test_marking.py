"""Marking: every part given is decided, by the record alone; what breaks is undecided, never wrong."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import psutil
import pytest

from gradcheck_course.classroom.courses import load_course
from gradcheck_course.classroom.marking import NO_ANSWER, mark_notebook
from gradcheck_course.classroom.notebooks import personal_notebook, with_responses
from gradcheck_course.classroom.problems import GivenProblem
from gradcheck_course.classroom.workers import UNDECIDED, JudgeTask, Workers
from gradcheck_grader.verdict import Outcome

COMMAND = (sys.executable, str(Path(__file__).with_name("sums.py")))
GIVEN = (
    GivenProblem(1, "sums/pair", "v1", {"a": 1234, "b": 5}, {"a": 1.0, "b": 3.0}),
    GivenProblem(2, "sums/tiny", "v1", {"a": 1002, "b": 5}, {"a": 2.0}),
)


@pytest.fixture(scope="module")
def workers():
    with Workers(2, seconds=2.0, memory_mb=1024, command=COMMAND) as pool:
        yield pool


@pytest.fixture
def own(course_folder, sums):
    course = load_course(course_folder, parts_of=sums.PARTS)
    return personal_notebook(course, course.assignment("ps1"), GIVEN, "alice", find=sums.find)


def task(response, letter="a"):
    return JudgeTask("sums/pair", {"a": 1234, "b": 5}, {letter: response})


def outcomes(results):
    return [str(verdict.outcome) for verdicts in results for verdict in verdicts.values()]


def test_a_notebook_is_marked_part_by_part(own, workers):
    filled = with_responses(own, {"1a": "1239", "1b": "7", "2a": "import os"})
    marked = mark_notebook(filled, GIVEN, assignment="ps1", workers=workers)
    assert [(part.label, str(part.verdict.outcome), part.points) for part in marked.parts] == [
        ("1a", "right", 1.0),
        ("1b", "wrong", 0.0),
        ("2a", "unreadable", 0.0),
    ]
    assert (marked.points, marked.max_points) == (1.0, 6.0)
    assert marked.to_json()["1a"]["response"] == "1239"


def test_missing_and_unanswered_parts_are_said_apart_and_cost_no_crash(own, workers):
    own.cells = [cell for cell in own.cells if cell.metadata.gradcheck.get("label") != "1a"]
    marked = mark_notebook(own, GIVEN, assignment="ps1", workers=workers).by_label
    assert marked["1a"].flags == {"missing"}
    assert marked["1b"].flags == {"unanswered"}
    assert marked["1a"].verdict.feedback == NO_ANSWER
    assert marked["1a"].verdict.outcome is Outcome.UNREADABLE


def test_what_a_student_writes_into_metadata_changes_no_points(own, workers):
    filled = with_responses(own, {"1a": "1239"})
    for cell in filled.cells:
        cell.metadata["gradcheck"] = {"role": "answer", "label": "1a", "parameters": {"a": 1, "b": 1}}
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.points = 1000
    marked = mark_notebook(filled, GIVEN, assignment="ps1", workers=workers)
    assert (marked.by_label["1a"].points, marked.max_points) == (1.0, 6.0)


def test_marking_twice_gives_the_same(own, workers):
    filled = with_responses(own, {"1a": "1239", "1b": "8"})
    first, second = (mark_notebook(filled, GIVEN, assignment="ps1", workers=workers) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("response", ["hang", "die", "raise", "eat"])
def test_a_response_that_breaks_judging_is_undecided_and_the_others_are_judged(response, workers):
    results = workers.judge([task("1239"), task(response), task("1"), task("1239")])
    assert outcomes(results) == ["right", "undecided", "wrong", "right"]
    assert results[1]["a"].feedback == UNDECIDED


def test_a_crash_that_does_not_come_again_is_judged_at_the_second_try(tmp_path, workers, caplog):
    verdict = workers.judge([task(f"die once {tmp_path / 'mark'}")])[0]["a"]
    assert verdict.outcome is Outcome.UNREADABLE
    assert "judging sums/pair failed, time 1: it ended early" in caplog.text
    assert "time 2" not in caplog.text


def test_workers_stay_for_the_next_call_and_none_is_left_behind():
    before = set(psutil.Process().children())
    with Workers(2, command=COMMAND) as pool:
        pool.judge([task("1"), task("2")])
        first = set(psutil.Process().children()) - before
        pool.judge([task("3"), task("4"), task("5")])
        assert set(psutil.Process().children()) - before == first
        assert len(first) == 2
    assert not set(psutil.Process().children()) - before


def test_a_huge_response_to_a_process_that_does_not_read_is_given_up_in_time(monkeypatch):
    from gradcheck_course.classroom import workers as module

    monkeypatch.setattr(module._Process, "START_SECONDS", 0.2)
    deaf = (sys.executable, "-c", "import time; time.sleep(600)")
    begun = time.monotonic()
    with Workers(seconds=0.2, command=deaf) as pool:
        assert outcomes(pool.judge([task("1" * 10**6)])) == ["undecided"]
    assert time.monotonic() - begun < 10


def test_the_judging_process_gets_no_token(monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "t0ken")
    monkeypatch.setenv("MY_SECRET", "s3cret")
    show = "import os,sys; sys.stdin.readline(); sys.stderr.write(str(dict(os.environ))); sys.exit(1)"
    with Workers(command=(sys.executable, "-c", show)) as pool:
        read, written = _captured_stderr(lambda: pool.judge([task("1")]))
    assert outcomes(read) == ["undecided"]
    assert "PATH" in written
    assert "t0ken" not in written
    assert "s3cret" not in written


def _captured_stderr(work):
    """What work returns, and what its child processes wrote to stderr."""
    import os
    import tempfile

    with tempfile.TemporaryFile() as file:
        saved = os.dup(2)
        os.dup2(file.fileno(), 2)
        try:
            result = work()
        finally:
            os.dup2(saved, 2)
            os.close(saved)
        file.seek(0)
        return result, file.read().decode()


def test_warm_workers_are_those_that_judge():
    before = set(psutil.Process().children())
    with Workers(2, command=COMMAND).warm() as pool:
        started = set(psutil.Process().children()) - before
        assert len(started) == 2
        assert outcomes(pool.judge([task("1"), task("2")])) == ["wrong", "wrong"]
        assert set(psutil.Process().children()) - before == started
