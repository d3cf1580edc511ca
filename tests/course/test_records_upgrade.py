"""Records of another version: carried over with a copy, or left alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from gradcheck_course.errors import CourseError
from gradcheck_course.records import migrations
from gradcheck_course.records.copying import fill_tables
from gradcheck_course.records.database import Database, connect, shown_url
from gradcheck_course.records.models import APPEND_ONLY, SCHEMA_VERSION, Base
from gradcheck_course.records.rows import Deed
from gradcheck_course.records.store import NewSubmission, Store
from gradcheck_course.records.upgrading import Upgraded, upgrade_records

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
OLD = Path(__file__).with_name("records") / "version_1.sql"
WHAT = "SELECT type, name, tbl_name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"


@pytest.fixture
def old(tmp_path):
    """Records that the first version wrote: one row in each of its tables."""
    with closing(sqlite3.connect(tmp_path / "records.db")) as connection:
        connection.executescript(OLD.read_text())
    return f"sqlite:///{tmp_path / 'records.db'}"


def objects(url):
    engine = connect(url)
    with engine.connect() as connection:
        found = list(connection.exec_driver_sql(WHAT))
    engine.dispose()
    return found


def test_the_steps_end_at_the_version_of_the_tables():
    script = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert script.get_current_head() == f"{SCHEMA_VERSION:04d}"


def test_old_records_are_refused_with_the_command_that_carries_them_over(old):
    with pytest.raises(CourseError) as caught:
        Database(old)
    assert str(caught.value).endswith(
        "An older gradcheck wrote these records (version 1; this one needs 2). "
        "Stop the Hub, then run: gradcheck course upgrade FOLDER. It makes a copy first."
    )


def test_upgraded_records_hold_what_they_held(old, tmp_path):
    upgraded = upgrade_records(old, tmp_path / "backups", now=NOW)
    assert upgraded == Upgraded(1, 2, tmp_path / "backups" / "records-v1-20261124T120000.db")
    store = Store(tmp_path, "course101")
    (given,) = store.given("ps1", "alice")
    (submitted,) = store.submissions_of("ps1")
    assert (given.exercise, given.parameters, submitted.feedback) == ("sums/pair", {"a": 1}, True)
    assert [event.action for event in store.events()] == ["release", "give", "submit", "verdicts", "feedback"]
    assert [(person.name, person.active) for person in store.roll.people()] == [("alice", True)]
    store.close()


def test_upgraded_records_are_as_new_ones(old, tmp_path):
    upgrade_records(old, tmp_path / "backups", now=NOW)
    Database(f"sqlite:///{tmp_path / 'new.db'}").close()
    assert objects(old) == objects(f"sqlite:///{tmp_path / 'new.db'}")


@pytest.mark.parametrize("url", ["upgraded", "new", "postgresql"])
def test_the_tables_are_what_the_models_say(old, url, tmp_path, request):
    if url == "upgraded":
        upgrade_records(old, tmp_path / "backups", now=NOW)
    where = {"upgraded": old, "new": f"sqlite:///{tmp_path / 'new.db'}"}.get(url)
    database = Database(where or request.getfixturevalue("postgres").new_url())
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []
    database.close()


def test_the_copy_is_the_records_as_they_were(old, tmp_path):
    copy = upgrade_records(old, tmp_path, now=NOW).copy
    with closing(sqlite3.connect(copy)) as connection:
        assert "\n".join(connection.iterdump()) + "\n" == OLD.read_text()


def test_nothing_is_done_when_nothing_is_due(tmp_path):
    Database(f"sqlite:///{tmp_path / 'records.db'}").close()
    assert upgrade_records(f"sqlite:///{tmp_path / 'records.db'}", tmp_path, now=NOW) == Upgraded(2, 2)
    assert [path.name for path in tmp_path.iterdir() if "-v" in path.name] == []


def test_a_step_that_fails_leaves_the_records_as_they_were(old, tmp_path, monkeypatch):
    with connect(old).begin() as connection:
        connection.execute(text("CREATE TABLE checks (id INTEGER)"))
    before = objects(old)
    with pytest.raises(CourseError, match="could not be upgraded: table checks already exists"):
        upgrade_records(old, tmp_path / "backups", now=NOW)
    assert objects(old) == before


def test_where_no_records_are_there_is_nothing_to_upgrade(tmp_path):
    with pytest.raises(CourseError, match="There are no records here yet"):
        upgrade_records(f"sqlite:///{tmp_path / 'records.db'}", tmp_path, now=NOW)


def test_old_records_in_postgresql_are_carried_over_too(old, tmp_path, postgres):
    """PostgreSQL gets the tables of version 1 as the copy of SQLite's says, then every step."""
    url = postgres.new_url()
    source, target = connect(old), connect(url)
    metadata = reflected(source)
    metadata.create_all(target)
    fill_tables(source, target, metadata.sorted_tables)
    upgraded = upgrade_records(url, tmp_path / "backups", now=NOW)
    assert (upgraded.before, upgraded.after) == (1, 2)
    store = Store(tmp_path / "new", "course101", url=url)
    submitted = store.store_submission(NewSubmission("ps1", b"more"), Deed("alice", "student", NOW))
    assert [one.receipt for one in store.submissions_of("ps1")][1:] == [submitted.receipt]
    store.close()
    again = connect(f"sqlite:///{upgraded.copy}")
    with again.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM given")) == 1
    for engine in (source, target, again):
        engine.dispose()


def reflected(engine):
    from sqlalchemy import MetaData, event

    from gradcheck_course.records.copying import _in_general_terms

    metadata = MetaData()
    event.listen(metadata, "column_reflect", _in_general_terms)
    metadata.reflect(engine)
    return metadata


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nowhere", "This is no address of a database"),
        ("mysql+nothing://x", "This is no address of a database"),
        ("mssql+pyodbc://u:secret@h/d", "no address|not kept in mssql"),
    ],
)
def test_what_is_no_address_of_records_is_refused(url, sentence):
    with pytest.raises(CourseError, match=sentence) as caught:
        connect(url)
    assert "secret" not in str(caught.value)


def test_a_server_that_is_not_there_is_told_without_the_password():
    with pytest.raises(CourseError, match="The records cannot be opened") as caught:
        Database("postgresql://ada:secret@127.0.0.1:1/records")
    assert "secret" not in str(caught.value)
    assert shown_url("postgresql://ada:secret@h/records") == "postgresql://ada:***@h/records"


def test_every_table_of_events_is_guarded_in_both(tmp_path, postgres):
    new, url = f"sqlite:///{tmp_path / 'new.db'}", postgres.new_url()
    Database(new).close()
    Database(url).close()
    engine = connect(url)
    with engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT DISTINCT event_object_table FROM information_schema.triggers"
        )
        assert {row[0] for row in found} == set(APPEND_ONLY)
    engine.dispose()
    assert {row[2] for row in objects(new) if row[0] == "trigger"} == set(APPEND_ONLY)
