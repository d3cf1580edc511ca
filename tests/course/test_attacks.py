"""What people, accidents and operators try against a class: nothing is won, nobody else is stopped."""

from __future__ import annotations

import importlib.util
import json
import logging
import re
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from gradcheck_course.classroom.files import FilePart
from gradcheck_course.classroom.founding import init_course
from gradcheck_course.classroom.marking import mark_notebook
from gradcheck_course.classroom.notebooks import personal_notebook
from gradcheck_course.classroom.problems import GivenProblem
from gradcheck_course.classroom.responses import responses_of
from gradcheck_course.classroom.shown import question_of
from gradcheck_course.classroom.workers import JudgeTask, Workers
from gradcheck_course.errors import CourseError
from gradcheck_course.hub import service as service_module
from gradcheck_course.hub.handlers_api import API_ROUTES
from gradcheck_course.jupyter.exchange.exchange import stamp
from gradcheck_course.records.blobs import BlobFolder
from gradcheck_course.records.store import Store


def _load(name):
    spec = importlib.util.spec_from_file_location(f"attacks_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_desks = _load("test_exchange")
people, released = _desks.people, _desks.released

COMMAND = (sys.executable, str(Path(__file__).with_name("sums.py")))


def collected(service, person):
    folder = service.folder / "submitted" / person / "ps1"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def hand_in(service, person, *paths):
    files = [FilePart(path, person.encode()) for path in paths]
    return service.client(person).submit("course101", "ps1", files)


@pytest.mark.parametrize(
    "path",
    [
        "timestamp.txt/x",
        "Receipt.txt",
        "é" * 200,
        "nbgrader_config.py",
        "ps2.ipynb",
        "page.html",
        "gradcheck_course/__init__.py",
    ],
    ids=lambda path: path[:30],
)
def test_only_the_notebook_of_a_submission_reaches_the_instructors_folders(released, people, path):
    hand_in(released, "alice", "ps1.ipynb", path)
    hand_in(released, "bob", "ps1.ipynb")
    people("teacher").transfer("Collect")
    for name in ("alice", "bob"):
        assert collected(released, name) == {"ps1.ipynb", "timestamp.txt", "receipt.txt"}


def test_a_submission_without_the_notebook_is_told_and_stops_nobody_else(released, people, caplog):
    hand_in(released, "alice", "other.ipynb")
    hand_in(released, "bob", "ps1.ipynb")
    people("teacher").transfer("Collect")
    assert (collected(released, "alice"), "ps1.ipynb" in collected(released, "bob")) == (set(), True)
    assert "alice handed in no ps1.ipynb" in caplog.text


def test_a_file_that_is_a_folder_of_another_is_refused(released):
    with pytest.raises(CourseError, match="both a file and a folder"):
        hand_in(released, "alice", "a/b", "A")


def test_the_newest_submission_is_collected_also_when_the_clock_went_backwards(released, people):
    alice, teacher, start = people("alice"), people("teacher"), released.clock.now
    _desks.submit_at(alice, start, "first")
    teacher.transfer("Collect")
    _desks.submit_at(alice, start - timedelta(hours=1), "second")
    teacher.transfer("Collect", update=True)
    folder = released.folder / "submitted/alice/ps1"
    assert (folder / "ps1.ipynb").read_text() == "second"
    assert (folder / "timestamp.txt").read_text() == stamp(start - timedelta(hours=1))


def test_only_the_page_of_the_assignment_is_released_as_feedback(released, people):
    _desks.submit_at(people("alice"), released.clock.now, "x")
    _desks.release_page(released, "alice", "ours")
    (released.folder / "feedback/alice/ps1/forged.html").write_text("you have all points")
    people("teacher").transfer("ReleaseFeedback")
    (receipt,) = released.client("alice").submissions("course101", "ps1")
    files = released.client("alice").feedback("course101", receipt.receipt)
    assert [file.path for file in files] == ["ps1.html"]


def test_releasing_feedback_before_there_is_any_says_what_to_do_first(released, people, caplog):
    people("teacher").transfer("ReleaseFeedback")
    assert "Run `nbgrader generate_feedback ps1` first" in caplog.text


def test_a_submission_counts_also_when_the_list_of_receipts_cannot_be_written(released, people, caplog):
    alice = people("alice")
    alice.transfer("FetchAssignment")
    (alice.home / "ps1" / "receipts.txt").mkdir()
    caplog.set_level(logging.INFO)
    alice.transfer("Submit")
    (receipt,) = released.client("alice").submissions("course101", "ps1")
    assert f"Receipt: {receipt.receipt}" in caplog.text
    assert "could not be added to receipts.txt" in caplog.text


@pytest.mark.parametrize("content", [b"", b'{"cells": [', b"\xff\xfe", b"[" * 200_000])
def test_a_damaged_notebook_is_kept_and_its_owner_is_told(released, people, caplog, content):
    alice = people("alice")
    alice.transfer("FetchAssignment")
    alice.transfer("Submit")
    assert "cannot be read as a notebook" not in caplog.text
    alice.notebook.write_bytes(content)
    alice.transfer("Submit")
    assert len(released.client("alice").submissions("course101", "ps1")) == 2
    assert "cannot be read as a notebook" in caplog.text


def test_work_can_be_handed_in_while_course_toml_is_broken(released):
    released.client("alice").fetch("course101", "ps1")
    (released.folder / "course.toml").write_text("[course")
    assert hand_in(released, "alice", "ps1.ipynb").receipt


def cell_of(source, *, kind="code", label="1a"):
    return {"cell_type": kind, "source": source, "metadata": {"nbgrader": {"grade_id": f"ps1-{label}"}}}


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (cell_of("\n\n%%answer 1a\n2*x"), "IPython passes over blank lines before the magic"),
        (cell_of("%%answer 1a\n2*x", kind="markdown"), "one key turns a cell into Markdown"),
        (cell_of("%%answer 1a\n2*x", kind="raw"), "and another into raw text"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_stands_in_an_answer_cell_is_read(cell, why):
    assert responses_of({"cells": [cell]}, "ps1")["1a"].text == "2*x"


def test_half_a_surrogate_pair_is_read_as_a_sign_that_can_be_stored():
    source = json.loads('"%%answer 1a\\n\\ud800"')
    assert responses_of({"cells": [cell_of(source)]}, "ps1")["1a"].text == "\ufffd"


def test_a_file_that_was_damaged_on_disk_is_written_again_when_it_is_handed_in_again(tmp_path):
    blobs = BlobFolder(tmp_path)
    sha256 = blobs.put(b"work")
    blobs.path(sha256).write_bytes(b"")
    assert blobs.get(blobs.put(b"work")) == b"work"


@pytest.fixture
def lone_course(tmp_path):
    init_course(tmp_path / "course", course_id="course101", title="T", instructors=["teacher"], students=[])
    return tmp_path / "course"


def start_of(folder, url="http://127.0.0.1:1"):
    return service_module.main({"GRADCHECK_COURSE": str(folder), "JUPYTERHUB_SERVICE_URL": url})


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (
            lambda folder: (folder / ".gradcheck/records.db").write_bytes(b"no database" * 999),
            "cannot be opened",
        ),
        (lambda folder: (folder / ".gradcheck/submissions").write_text(""), "cannot be used as a folder"),
        (lambda folder: (folder / "course.toml").unlink(), "There is no course.toml"),
        (lambda folder: (folder / ".gradcheck/secret").unlink(), "secret cannot be read"),
    ],
    ids=["records that are none", "a file in the place of a folder", "no course.toml", "no secret"],
)
def test_the_service_does_not_start_on_a_bad_folder_and_says_why(lone_course, caplog, break_it, sentence):
    break_it(lone_course)
    assert start_of(lone_course) == 2
    assert sentence in caplog.text
    assert "Traceback" not in caplog.text


def test_the_service_says_when_it_cannot_listen(lone_course, caplog):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert start_of(lone_course, f"http://127.0.0.1:{taken.getsockname()[1]}") == 2
    assert "cannot listen" in caplog.text
    assert start_of(lone_course, "http://127.0.0.1:http") == 2
    assert "names no host and port" in caplog.text


def test_the_judging_process_inherits_only_what_a_program_needs(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://teacher:pass@db/grades")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    seen_file = str(tmp_path / "seen")
    show = f"import os,sys; sys.stdin.readline(); open({seen_file!r}, 'w').write(' '.join(os.environ))"
    with Workers(command=(sys.executable, "-c", show)) as pool:
        pool.judge([JudgeTask("sums/pair", {"a": 1, "b": 5}, {"a": "1"})])
    seen = set((tmp_path / "seen").read_text().split())
    assert "PATH" in seen
    assert not seen & {"DATABASE_URL", "AWS_ACCESS_KEY_ID"}


@pytest.mark.parametrize(
    ("responses", "outcomes", "why"),
    [
        ({"a": "1239", "b": "die"}, ["right", "undecided"], "an earlier part does not depend on a later one"),
        ({"a": "die", "b": "9811641"}, ["undecided", "right"], "right is right, whatever came before"),
        ({"a": "die", "b": "8"}, ["undecided", "undecided"], "it might follow from the part that is lost"),
        ({"a": "die", "b": "?"}, ["undecided", "unreadable"], "what cannot be read follows from nothing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_one_part_that_breaks_judging_does_not_take_the_others_along(responses, outcomes, why):
    with Workers(seconds=3, command=COMMAND) as pool:
        (verdicts,) = pool.judge([JudgeTask("sums/pair", {"a": 1234, "b": 5}, responses)])
    assert [str(verdicts[letter].outcome) for letter in responses] == outcomes


def test_a_huge_response_does_not_make_the_verdicts_too_large_to_store():
    given = GivenProblem(1, "sums/pair", "v1", {"a": 1234, "b": 5}, {"a": 1.0, "b": 3.0})
    huge = cell_of("%%answer 1a\n" + "\u20ac" * 3_000_000)
    with Workers(command=COMMAND) as pool:
        marked = mark_notebook({"cells": [huge]}, [given], assignment="ps1", workers=pool)
    assert str(marked.by_label["1a"].verdict.outcome) == "unreadable"
    assert len(json.dumps(marked.to_json())) < 200_000
    assert marked.to_json()["1a"]["response"].endswith("…")


def test_a_part_that_the_bank_got_after_release_is_not_asked(classroom_service, sums):
    course = classroom_service.course
    given = [GivenProblem(1, "sums/pair", "v0", {"a": 1234, "b": 5}, {"a": 1.0})]
    notebook = personal_notebook(course, course.assignment("ps1"), given, "alice", find=sums.find)
    roles = [cell.metadata.gradcheck.get("label") for cell in notebook.cells]
    assert [label for label in roles if label] == ["1a", "1a"]
    assert [part.letter for part in question_of(given[0].rebuild(sums.find), given[0].points).parts] == ["a"]


KEEP_HANDING_IN = """
import itertools, sys
from datetime import UTC, datetime
from pathlib import Path
from gradcheck_course.records.store import Deed, NewSubmission, Store

store = Store(Path(sys.argv[1]), "course101")
for number in itertools.count():
    deed = Deed("alice", "student", datetime.now(UTC))
    print(store.store_submission(NewSubmission("ps1", b"%d" % number), deed).receipt, number, flush=True)
"""


def test_every_receipt_that_was_given_before_kill_9_is_there_with_its_bytes(tmp_path):
    receipts = {}
    for _ in range(3):
        command = [sys.executable, "-c", KEEP_HANDING_IN, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            for _, line in zip(range(15), process.stdout, strict=False):
                receipt, number = line.split()
                receipts[receipt] = number.encode()
            process.kill()
    store = Store(tmp_path, "course101")
    kept = {item.receipt: store.submissions.get(item.sha256) for item in store.submissions_of("ps1")}
    store.close()
    assert len(receipts) == 45
    assert receipts.items() <= kept.items()


def test_every_route_and_method_of_the_api_is_in_the_table_of_who_may_do_what():
    table = {(row[0], row[1].split("api/")[1]) for row in _load("test_service").TABLE if "api/" in row[1]}
    for pattern, handler in API_ROUTES:
        asked = {method for method, path in table if re.fullmatch(pattern, f"api/{path}")}
        assert asked >= {name.upper() for name in ("get", "post", "put", "delete") if name in vars(handler)}
