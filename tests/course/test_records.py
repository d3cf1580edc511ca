"""The records: what is given stays, nothing is changed or lost, and a receipt means that it is on disk."""

from __future__ import annotations

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DatabaseError

from gradcheck_course.classroom.problems import GivenProblem
from gradcheck_course.errors import CourseError
from gradcheck_course.records.blobs import BlobFolder
from gradcheck_course.records.checks import Checked
from gradcheck_course.records.extensions import Extension
from gradcheck_course.records.models import APPEND_ONLY, SCHEMA_VERSION
from gradcheck_course.records.roll import Enrolled
from gradcheck_course.records.store import AlreadyGivenError, Deed, NewProblem, NewSubmission, Store

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ALICE, BOB, TEACHER = (Deed(name, "student", NOW) for name in ("alice", "bob", "teacher"))


@pytest.fixture(params=["sqlite", "postgresql"])
def store(tmp_path, request):
    url = request.getfixturevalue("postgres").new_url() if request.param == "postgresql" else ""
    store = Store(tmp_path / "records", "course101", url=url)
    yield store
    store.close()


def new_problem(mark="f0", *, position=1, repeat=0):
    given = GivenProblem(position, "sums/pair", "v1", {"a": 1}, {"a": 1.0})
    return NewProblem(given, 2**62 + 1, mark, repeat)


def filled(store):
    """One row in every table."""
    store.set_released("ps1", True, TEACHER)
    store.give_problems("ps1", [new_problem()], ALICE)
    submitted = store.store_submission(NewSubmission("ps1", b"work"), ALICE)
    verdict = {"outcome": "right", "points": 1.0, "max_points": 1.0}
    store.add_verdicts(submitted.receipt, {"1a": verdict}, TEACHER)
    store.add_feedback(submitted.receipt, b"page", TEACHER)
    store.extensions.add("ps1", Extension("alice", NOW, 1, "ill"), TEACHER)
    store.checks.add("ps1", Checked(1, "1a", "2", "wrong", 0.0, counts=True), ALICE, most=3)
    store.roll.take_over([Enrolled("alice", "student")], {"ps1": {"title": "Set 1"}}, TEACHER)
    return submitted


def test_what_was_given_is_given_again_after_a_restart(tmp_path):
    first = Store(tmp_path, "course101")
    first.give_problems("ps1", [new_problem(), new_problem("f1", position=2)], ALICE)
    first.close()
    again = Store(tmp_path, "course101")
    assert [given.position for given in again.given("ps1", "alice")] == [1, 2]
    assert again.given("ps1", "bob") == again.given("ps2", "alice") == again.given("ps1", "alice", 2) == ()
    assert again.used_parameters("ps1", "sums/pair") == {"f0": 1, "f1": 1}
    again.close()


@pytest.mark.parametrize(
    ("deed", "problem", "why"),
    [
        (ALICE, new_problem("other"), "the same place twice"),
        (BOB, new_problem("f0"), "the same parameters to another, unknowingly"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_giving_twice_is_impossible(store, deed, problem, why):
    store.give_problems("ps1", [new_problem("f0")], ALICE)
    with pytest.raises(AlreadyGivenError):
        store.give_problems("ps1", [new_problem("f9", position=2), problem], deed)
    assert len(store.given("ps1", "alice")) == 1
    assert store.given("ps1", "bob") == ()
    store.give_problems("ps1", [new_problem("f0", repeat=1)], BOB)
    assert store.used_parameters("ps1", "sums/pair")["f0"] == 2


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def all_filled(tmp_path_factory, request):
    url = request.getfixturevalue("postgres").new_url() if request.param == "postgresql" else ""
    store = Store(tmp_path_factory.mktemp("records"), "course101", url=url)
    filled(store)
    yield store
    store.close()


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET id = id"])
def test_the_database_itself_refuses_to_change_what_happened(all_filled, table, change):
    with pytest.raises(DatabaseError, match="append-only"), all_filled.database.writing() as session:
        session.execute(text(change.format(table)))


def test_times_without_a_zone_are_refused(store):
    with pytest.raises(Exception, match="needs its time zone"):
        store.set_released("ps1", True, Deed("teacher", "instructor", datetime(2026, 1, 1)))  # noqa: DTZ001


def test_an_assignment_is_released_until_it_is_withdrawn(store):
    assert store.released() == {}
    store.set_released("ps1", True, TEACHER)
    assert store.released() == {"ps1": NOW}
    store.set_released("ps1", False, TEACHER)
    assert store.released() == {}


def test_every_change_leaves_an_audit_event(store):
    submitted = filled(store)
    events = [(event.actor, event.action, event.subject) for event in store.events()]
    assert events == [
        ("teacher", "release", "ps1"),
        ("alice", "give", "ps1/alice"),
        ("alice", "submit", "ps1/alice"),
        ("teacher", "verdicts", submitted.receipt),
        ("teacher", "feedback", submitted.receipt),
        ("teacher", "extend", "ps1/alice"),
        ("alice", "check", "ps1/alice"),
        ("teacher", "describe", "ps1"),
    ]


def test_the_newest_verdict_holds_and_the_older_ones_stay(store):
    submitted = filled(store)
    better = {"outcome": "wrong", "points": 0.0, "max_points": 1.0}
    store.add_verdicts(submitted.receipt, {"1a": better, "1b": better}, TEACHER)
    assert [(item["label"], item["verdict"]["outcome"]) for item in store.verdicts("ps1")] == [
        ("1a", "wrong"),
        ("1b", "wrong"),
    ]
    with store.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM verdicts")).scalar() == 3


def test_a_receipt_comes_after_bytes_names_and_row_are_on_disk(store, monkeypatch):
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def watched_fsync(descriptor):
        steps.append("sync folder" if Path(f"/proc/self/fd/{descriptor}").is_dir() else "sync file")
        fsync(descriptor)

    def watched_replace(path, target):
        steps.append("name")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(Path, "replace", watched_replace)
    event.listen(store.database.engine, "commit", lambda _: steps.append("commit"))
    submitted = store.store_submission(NewSubmission("ps1", b"work"), ALICE)
    steps.append("receipt")
    assert steps == ["sync file", "name", "sync folder", "sync folder", "commit", "receipt"]
    assert store.submissions.get(submitted.sha256) == b"work"


def test_commits_are_synced_and_the_log_is_written_ahead(tmp_path):
    store = Store(tmp_path, "course101")
    with store.database.writing() as session:
        asked = [session.execute(text(f"PRAGMA {name}")).scalar() for name in ("synchronous", "journal_mode")]
    store.close()
    assert asked == [2, "wal"]


def test_a_crash_before_the_row_leaves_no_receipt_and_the_same_bytes_can_come_again(store, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(store, "_assignment", lambda *_: (_ for _ in ()).throw(OSError("power cut")))
        with pytest.raises(OSError, match="power cut"):
            store.store_submission(NewSubmission("ps1", b"work"), ALICE)
    assert store.submissions_of("ps1") == ()
    assert store.store_submission(NewSubmission("ps1", b"work"), ALICE).person == "alice"


def test_the_same_work_of_two_people_is_two_submissions(store):
    receipts = {store.store_submission(NewSubmission("ps1", b"same"), who).receipt for who in (ALICE, BOB)}
    assert len(receipts) == 2
    assert {item.person for item in store.submissions_of("ps1")} == {"alice", "bob"}
    assert [item.person for item in store.submissions_of("ps1", "bob")] == ["bob"]


def test_a_stored_file_that_changed_is_never_handed_out(tmp_path):
    blobs = BlobFolder(tmp_path)
    sha256 = blobs.put(b"work")
    blobs.path(sha256).write_bytes(b"other work")
    with pytest.raises(CourseError, match="has changed since it was written"):
        blobs.get(sha256)


def test_records_of_a_newer_gradcheck_are_left_alone(tmp_path):
    Store(tmp_path, "course101").close()
    with sqlite3.connect(tmp_path / "records.db") as connection:
        connection.execute("UPDATE schema_version SET version = ?", (SCHEMA_VERSION + 1,))
    with pytest.raises(CourseError, match="A newer gradcheck wrote these records"):
        Store(tmp_path, "course101")


def test_the_newest_extension_of_a_person_holds(store):
    later = NOW + timedelta(days=2)
    store.extensions.add("ps1", Extension("alice", NOW), TEACHER)
    store.extensions.add("ps1", Extension("alice", later, 1, "ill"), TEACHER)
    store.extensions.add("ps1", Extension("bob", None, 2), TEACHER)
    found = store.extensions.of("ps1")
    assert {name: (one.due, one.attempts, one.by) for name, one in found.items()} == {
        "alice": (later, 1, "teacher"),
        "bob": (None, 2, "teacher"),
    }
    assert store.extensions.of("ps2") == {}


def test_tries_end_and_what_does_not_count_costs_none(store):
    unreadable = Checked(1, "1a", "2x+", "unreadable", 0.0, counts=False)
    wrong = Checked(1, "1a", "3", "wrong", 0.0, counts=True)
    tried = [store.checks.add("ps1", one, ALICE, most=2) for one in (wrong, unreadable, wrong, wrong)]
    assert tried == [1, 1, 2, None]
    assert store.checks.used("ps1", "alice", 1) == {"1a": 2}
    assert store.checks.used("ps1", "alice", 2) == store.checks.used("ps1", "bob", 1) == {}


def test_tries_at_the_same_time_are_not_one_more_than_allowed(store):
    wrong = Checked(1, "1a", "3", "wrong", 0.0, counts=True)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: store.checks.add("ps1", wrong, ALICE, most=3), range(6)))
    assert sorted(number for number in found if number) == [1, 2, 3]


def test_who_leaves_the_roster_is_withdrawn_and_who_comes_back_is_enrolled_again(store):
    alice, bob = Enrolled("alice", "student", "Alice"), Enrolled("bob", "student")
    for named in ([alice, bob], [alice], [alice, bob], [replace(alice, last_name="Doe"), bob]):
        store.roll.take_over(named, {}, TEACHER)
    assert [(event.action, event.subject) for event in store.events()] == [
        ("enrol", "alice"),
        ("enrol", "bob"),
        ("withdraw", "bob"),
        ("enrol", "bob"),
        ("change-person", "alice"),
    ]
    assert store.roll.people() == (replace(alice, last_name="Doe"), bob)


def test_an_assignment_gets_a_version_when_it_changes_and_only_then(store):
    for content in ({"due": 1, "a": 2}, {"a": 2, "due": 1}, {"due": 2}):
        store.roll.take_over([], {"ps1": content}, TEACHER)
    assert store.roll.versions("ps1") == ({"due": 1, "a": 2}, {"due": 2})
