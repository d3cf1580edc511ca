"""The learner's data file: what goes in comes out, in order, whatever happens to the file."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_course.practice import store as store_module
from gradcheck_course.practice.events import (
    KINDS,
    AmbiguityChosen,
    Answered,
    EventError,
    HintShown,
    Placed,
    PlanSet,
    ProblemId,
    Skipped,
    SolutionShown,
    StepAnswered,
    from_record,
    time_of,
    to_record,
)
from gradcheck_course.practice.store import Store, StoreError, data_file

MORNING = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
GIVEN = ProblemId(exercise="calculus/chain-rule", seed="k7f3q", level=2, parts=2)
ANSWER = Answered(
    problem=GIVEN,
    part="a",
    response="cos(x²)",
    outcome="wrong",
    credit=0.0,
    slips=("inner-dropped",),
    seconds=41.5,
    verdict={"outcome": "wrong", "evidence": [{"kind": "slope"}]},
    engine={"gradcheck": "0.1.0"},
)
BODIES = [
    ANSWER,
    HintShown(problem=GIVEN, part="a", number=1),
    SolutionShown(problem=GIVEN, part="b"),
    Skipped(problem=GIVEN, part="b"),
    StepAnswered(problem=GIVEN, part="a", step=2, response="2x", outcome="right"),
    AmbiguityChosen(rule="sin-power", usual=False),
    Placed(problems=6),
    PlanSet(days=4),
]


class Clock:
    """A clock that moves a minute with each look, or as told."""

    def __init__(self, at=MORNING, step=timedelta(minutes=1)):
        self.at, self.step = at, step

    def __call__(self):
        self.at += self.step
        return self.at


@pytest.fixture
def path(tmp_path):
    return tmp_path / "learner.sqlite"


def bodies(store):
    return [event.body for event in store.events()]


def test_every_kind_of_event_is_tried_here():
    assert {one.KIND for one in BODIES} == set(KINDS)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.KIND)
def test_an_event_comes_back_as_it_was(path, body):
    with Store.open(path, now=Clock()) as store:
        written = store.append(body)
        assert list(store.events()) == [written]
    with Store.open(path) as again:
        assert list(again.events()) == [written]
        assert written.at == MORNING + timedelta(minutes=1)


@given(
    st.text(max_size=40),
    st.floats(0, 1),
    st.none() | st.floats(0, 1e6),
    st.lists(st.text(max_size=9), max_size=3),
)
@settings(max_examples=40)
def test_a_body_is_what_its_record_says(response, credit, seconds, slips):
    body = Answered(
        problem=GIVEN,
        part="a",
        response=response,
        outcome="partly_right",
        credit=credit,
        seconds=seconds,
        slips=tuple(slips),
    )
    assert from_record("answered", json.loads(json.dumps(to_record(body)))) == body


BAD_RECORDS = [
    ("flew", {}, r"'flew' is no kind of event\. They are answered, .*plan-set\.", "unknown kind"),
    ("plan-set", [], r"plan-set is to be an object, and is \[\]\.", "no object"),
    ("plan-set", {}, r"plan-set lacks a field; it has none of days\.", "field missing"),
    ("plan-set", {"days": True}, r"plan-set\.days cannot be True\.", "a bool is no number"),
    (
        "skipped",
        {"problem": {"exercise": 1}, "part": "a"},
        r"skipped\.problem\.exercise cannot be 1\.",
        "deep",
    ),
]


@pytest.mark.parametrize(
    ("kind", "record", "message"), [row[:3] for row in BAD_RECORDS], ids=[row[3] for row in BAD_RECORDS]
)
def test_what_is_no_event_is_told(kind, record, message):
    with pytest.raises(EventError, match=f"^{message}$"):
        from_record(kind, record)


def test_fields_of_a_newer_gradcheck_are_passed_over():
    assert from_record("plan-set", {"days": 3, "weeks": 9}) == PlanSet(days=3)


@pytest.mark.parametrize("text", ["yesterday", "2026-05-01T08:00:00", 7, None])
def test_a_moment_has_a_zone(text):
    with pytest.raises(EventError, match="is no moment such as 2026-05-01T18:30:00"):
        time_of(text)


def test_events_stay_in_the_order_of_writing_when_the_clock_goes_backwards(path):
    with Store.open(path, now=Clock(step=-timedelta(hours=1))) as store:
        for days in (1, 2, 3):
            store.append(PlanSet(days=days))
        assert [one.days for one in bodies(store)] == [1, 2, 3]


def test_since_leaves_out_what_was_before(path):
    with Store.open(path, now=Clock()) as store:
        events = [store.append(PlanSet(days=days)) for days in (1, 2, 3)]
        assert list(store.events(since=events[1].at)) == events[1:]


def test_find_gives_the_event_of_an_id_that_is_cut_short(path):
    with Store.open(path) as store:
        event = store.append(ANSWER)
        assert store.find(event.id[:8]) == [event]
        assert store.find("%") == [event]  # no pattern, only a beginning


def test_events_cannot_be_changed_or_removed(path):
    with Store.open(path) as store:
        store.append(ANSWER)
    raw = sqlite3.connect(path)
    for statement in ("UPDATE events SET at = 'never'", "DELETE FROM events"):
        with pytest.raises(sqlite3.IntegrityError, match="events are never"):
            raw.execute(statement)
    raw.close()


def test_two_machines_merge_by_time_without_doubles(tmp_path):
    with (
        Store.open(tmp_path / "one.sqlite", now=Clock()) as one,
        Store.open(tmp_path / "two.sqlite", now=Clock(MORNING + timedelta(seconds=30))) as two,
    ):
        for days in (1, 3):
            one.append(PlanSet(days=days))
        for days in (2, 4):
            two.append(PlanSet(days=days))
        assert one.import_lines(two.export()) == (2, 0)
        assert one.import_lines(two.export()) == (0, 2)
        assert two.import_lines(one.export()) == (2, 2)
        assert [body.days for body in bodies(one)] == [1, 2, 3, 4]
        assert list(one.events()) == list(two.events())


def test_a_copy_of_the_file_that_went_on_by_itself_merges_too(tmp_path):
    with Store.open(tmp_path / "one.sqlite") as one:
        one.append(PlanSet(days=1))
    shutil.copy(tmp_path / "one.sqlite", tmp_path / "two.sqlite")
    with Store.open(tmp_path / "one.sqlite") as one, Store.open(tmp_path / "two.sqlite") as two:
        one.append(PlanSet(days=2))
        two.append(PlanSet(days=3))
        assert one.import_lines(two.export()) == (1, 1)
        assert sorted(body.days for body in bodies(one)) == [1, 2, 3]


def test_events_of_a_newer_gradcheck_are_kept_and_handed_on(path):
    with Store.open(path) as store:
        store.append(ANSWER)
        (line,) = store.export()
        newer = {**json.loads(line), "id": "x", "kind": "flew", "body": {"far": 1}}
        assert store.import_lines([json.dumps(newer)]) == (1, 0)
        assert bodies(store) == [ANSWER]
        assert json.dumps(newer) in list(store.export())


BAD_LINES = [
    ("no", "Expecting value", "no JSON"),
    ("[]", "it is no object", "a list"),
    ("{}", "it has no id, source, number, at, kind, version, body", "empty"),
    ({"number": "1"}, "id, source and kind are texts, number and version whole numbers", "number as text"),
    ({"at": "noon"}, "'noon' is no moment such as", "no moment"),
    ({"body": {}}, "plan-set lacks a field", "no body"),
]


@pytest.mark.parametrize(
    ("changed", "message"), [row[:2] for row in BAD_LINES], ids=[row[2] for row in BAD_LINES]
)
def test_a_bad_line_imports_nothing_and_is_named(path, changed, message):
    with Store.open(path) as store:
        store.append(PlanSet(days=1))
        good = next(store.export())
        bad = changed if isinstance(changed, str) else json.dumps({**json.loads(good), **changed})
        fresh = json.dumps({**json.loads(good), "id": "other"})
        with pytest.raises(EventError, match=f"^Line 2 is no exported event: {message}"):
            store.import_lines([fresh, bad])
        assert len(bodies(store)) == 1


def test_forget_erases_the_events_from_the_disk_as_well(path):
    with Store.open(path) as store:
        store.append(ANSWER)
        path.with_name(f"{path.name}.damaged-20260501T080000").write_text("cos(x²)")
        assert store.forget() == 1
        assert bodies(store) == []
        store.append(PlanSet(days=2))
    assert "cos(x²)".encode() not in b"".join(file.read_bytes() for file in path.parent.iterdir())
    with Store.open(path) as again:
        assert bodies(again) == [PlanSet(days=2)]


@pytest.mark.parametrize(
    "spoil",
    [lambda data: b"no database at all" * 50, lambda data: data[:4096] + b"\xff" * 4096 + data[8192:]],
    ids=["no database", "a page is gone"],
)
def test_a_damaged_file_is_set_aside_and_a_new_one_begun(path, spoil):
    with Store.open(path) as store:
        for _ in range(40):
            store.append(ANSWER)
    spoiled = spoil(path.read_bytes())
    path.write_bytes(spoiled)
    with Store.open(path, now=lambda: MORNING) as store:
        aside = path.with_name("learner.sqlite.damaged-20260501T080000")
        assert store.notes == [
            f"Your data file {path} is damaged. It was kept as {aside.name}, and a new one begun. "
            "If you have an export, bring it back with: gradcheck data import FILE"
        ]
        store.append(PlanSet(days=2))
        assert bodies(store) == [PlanSet(days=2)]
    assert aside.read_bytes()[100:] == spoiled[100:]  # SQLite counts openings in the first 100


def test_a_file_of_a_newer_gradcheck_is_left_alone(path):
    with Store.open(path) as store:
        store.append(ANSWER)
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA user_version = 9")
    raw.close()
    with pytest.raises(StoreError) as refused:
        Store.open(path)
    assert refused.value.kind == "newer"
    assert str(refused.value) == (
        f"{path} was written by a newer gradcheck. Update this one: pip install -U gradcheck"
    )


@pytest.mark.parametrize("version", [0, 1, 9])
def test_the_database_of_another_program_is_left_alone(path, version):
    raw = sqlite3.connect(path)
    raw.executescript(f"CREATE TABLE pages (url TEXT); PRAGMA user_version = {version};")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        Store.open(path)
    assert str(refused.value) == (
        f"{path} is the database of another program. Let GRADCHECK_DATA name another file."
    )
    assert path.read_bytes() == before
    with Store.in_memory(path) as store:
        store.append(ANSWER)
        assert bodies(store) == [ANSWER]


def test_what_another_program_has_just_written_is_seen_where_nothing_can_be_written(path):
    with Store.open(path) as there:
        there.append(ANSWER)  # as long as it is open, this stands in the WAL alone
        with Store.in_memory(path) as store:
            assert bodies(store) == [ANSWER]


def test_what_cannot_be_written_while_locked_is_written_later(path):
    with Store.open(path, wait=0.01) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as refused:
            store.append(PlanSet(days=1))
        assert str(refused.value) == f"{path} is in use by another program. Close that, and try again."
        assert (refused.value.kind, store.waiting) == ("locked", 1)
        other.execute("COMMIT")
        other.close()
        store.append(PlanSet(days=2))
        assert [body.days for body in bodies(store)] == [1, 2]
        assert store.waiting == 0


def test_a_full_disk_loses_nothing(path):
    with Store.open(path) as store:
        store.append(PlanSet(days=1))
        pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
        store._connection.execute(f"PRAGMA max_page_count = {pages}")
        long = Answered(problem=GIVEN, part="a", response="x" * 20_000, outcome="wrong", credit=0.0)
        with pytest.raises(StoreError) as refused:
            store.append(long)
        assert str(refused.value) == f"{path} cannot grow: the disk is full. Make room, and go on."
        store._connection.execute("PRAGMA max_page_count = 100000")
        assert store.flush() == 2
        assert bodies(store) == [PlanSet(days=1), long]


READ_ONLY_NOTE = (
    "{folder} cannot be written. You can go on, but nothing of this is saved. To save it, let "
    "GRADCHECK_DATA name a file that you may write."
)


def test_where_nothing_can_be_written_work_goes_on_in_memory():
    place = store_module.Path("/proc/nowhere/learner.sqlite")
    with Store.open(place) as store:
        store.append(ANSWER)
        assert bodies(store) == [ANSWER]
        assert store.saved is False
        assert store.notes == [READ_ONLY_NOTE.format(folder="/proc/nowhere")]


def test_what_was_saved_can_be_read_where_it_can_no_longer_be_written(path, monkeypatch):
    with Store.open(path) as store:
        store.append(ANSWER)

    def refused(*_):
        raise store_module.ReadOnlyError

    monkeypatch.setattr(store_module, "connected", refused)
    with Store.open(path) as store:
        store.append(PlanSet(days=2))
        assert bodies(store) == [ANSWER, PlanSet(days=2)]
    monkeypatch.undo()
    with Store.open(path) as store:
        assert bodies(store) == [ANSWER]


def test_two_processes_write_into_the_same_file(path):
    script = (
        "import sys\nfrom pathlib import Path\n"
        "from gradcheck_course.practice.store import Store\n"
        "from gradcheck_course.practice.events import PlanSet\n"
        "with Store.open(Path(sys.argv[1])) as store:\n"
        "    for days in range(60):\n        store.append(PlanSet(days=days))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(path)], env=os.environ) for _ in range(2)]
    assert [one.wait(60) for one in running] == [0, 0]
    with Store.open(path) as store:
        events = list(store.events())
        assert sorted(event.number for event in events) == list(range(1, 121))
        assert sorted(event.body.days for event in events) == sorted(2 * list(range(60)))


def test_many_programs_may_begin_the_same_file_at_once(path):
    script = (
        "import sys, time\nfrom pathlib import Path\n"
        "from gradcheck_course.practice.store import Store\n"
        "print('ready', flush=True)\nsys.stdin.readline()\n"
        "Store.open(Path(sys.argv[1])).close()\n"
    )
    command = [sys.executable, "-c", script]
    for number in range(3):
        place = path.with_name(f"{number}.sqlite")
        running = [
            subprocess.Popen(
                [*command, str(place)],
                env=os.environ,
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            for _ in range(6)
        ]
        assert [one.stdout.readline() for one in running] == ["ready\n"] * 6
        for one in running:  # all at the same moment: SQLite refuses to turn to WAL while another does
            one.stdin.write("\n")
            one.stdin.flush()
        assert [one.wait(60) for one in running] == [0] * 6


def test_the_file_is_where_the_variable_says(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADCHECK_DATA", str(tmp_path / "mine.sqlite"))
    assert data_file() == tmp_path / "mine.sqlite"
    monkeypatch.setenv("GRADCHECK_DATA", str(tmp_path))
    assert data_file() == tmp_path / "learner.sqlite"
    monkeypatch.delenv("GRADCHECK_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_file() == tmp_path / "gradcheck" / "learner.sqlite"
