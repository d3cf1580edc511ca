"""nbgrader's exchange over HTTP: against a real service on loopback, with each person's own token."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory
from nbgrader.server_extensions.assignment_list.handlers import AssignmentList
from nbgrader.utils import parse_utc
from traitlets.config import Config

from gradcheck_course.errors import CourseError
from gradcheck_course.jupyter import exchange
from gradcheck_course.jupyter.configuration import configure
from gradcheck_course.jupyter.exchange.exchange import stamp

SUBMISSION_KEYS = {
    "course_id", "student_id", "assignment_id", "timestamp", "status", "path", "notebooks",
    "has_local_feedback", "has_exchange_feedback", "feedback_updated", "local_feedback_path",
}  # fmt: skip


class Person:
    """Somebody at their own desk: a folder, a token, and nbgrader as it is configured for them."""

    def __init__(self, service, name, home, monkeypatch, *, url=None):
        self.service, self.name, self.home, self.monkeypatch = service, name, home, monkeypatch
        home.mkdir(parents=True, exist_ok=True)
        token = home / ".token"
        token.write_text(f"token-of-{name}")
        self.config = Config()
        folder = service.folder if name == "teacher" else None
        configure(
            self.config, "course101", course_folder=folder, service_url=url or service.url, token_file=token
        )

    def transfer(self, kind, assignment="ps1", **settings):
        """Start one exchange class as an nbgrader command does; returns what it returns."""
        self.monkeypatch.setenv("JUPYTERHUB_USER", self.name)
        self.monkeypatch.chdir(self.home)
        config = Config(json.loads(json.dumps(self.config)))
        config.CourseDirectory.assignment_id = assignment
        coursedir, factory = CourseDirectory(config=config), ExchangeFactory(config=config)
        made = getattr(factory, kind)(
            coursedir=coursedir, authenticator=Authenticator(config=config), config=config
        )
        for name, value in settings.items():
            setattr(coursedir if hasattr(coursedir, name) else made, name, value)
        return made.start()

    @property
    def notebook(self):
        return self.home / "ps1" / "ps1.ipynb"


@pytest.fixture
def people(classroom_service, tmp_path, monkeypatch):
    def person(name, **settings):
        return Person(classroom_service, name, tmp_path / "homes" / name, monkeypatch, **settings)

    return person


@pytest.fixture
def released(classroom_service, people):
    """The service, with ps1 released and its release folder there."""
    (classroom_service.folder / "release" / "ps1").mkdir()
    people("teacher").transfer("ReleaseAssignment")
    return classroom_service


def test_every_class_is_one_that_nbgraders_factory_takes():
    config = Config()
    configure(config, "course101")
    factory = ExchangeFactory(config=config)
    kinds = set(factory.class_traits(config=True))
    assert len(kinds) == 8
    for kind in kinds:
        assert getattr(factory, kind).__module__.startswith("gradcheck_course.jupyter.exchange")
    assert not [name for name in exchange.__all__ if not hasattr(exchange, name)]


def test_releasing_needs_the_preview_first_and_says_so(classroom_service, people):
    with pytest.raises(ExchangeError, match=r"Run `nbgrader generate_assignment ps1` first"):
        people("teacher").transfer("ReleaseAssignment")
    assert people("alice").transfer("List", "") == []


def test_releasing_twice_changes_nothing_and_says_so(released, people):
    with pytest.raises(ExchangeError, match=r"ps1 is released already"):
        people("teacher").transfer("ReleaseAssignment")
    people("teacher").transfer("ReleaseAssignment", force=True)


def test_a_student_cannot_release(classroom_service, people):
    (people("alice").home / "release" / "ps1").mkdir(parents=True)
    with pytest.raises(ExchangeError):
        people("alice").transfer("ReleaseAssignment")
    assert people("bob").transfer("List", "") == []


def test_each_student_fetches_their_own_problems_and_always_the_same(released, people):
    alice, bob = people("alice"), people("bob")
    alice.transfer("FetchAssignment")
    bob.transfer("FetchAssignment")
    first = alice.notebook.read_bytes()
    assert first != bob.notebook.read_bytes()
    assert nbformat.reads(first.decode(), as_version=4).metadata.gradcheck.assignment == "ps1"
    alice.notebook.unlink()
    alice.transfer("FetchAssignment", replace_missing_files=True)
    assert alice.notebook.read_bytes() == first


def test_fetching_never_overwrites_work(released, people):
    alice = people("alice")
    alice.transfer("FetchAssignment")
    alice.notebook.write_text("my work")
    with pytest.raises(ExchangeError, match=r"You have ps1 already"):
        alice.transfer("FetchAssignment")
    alice.transfer("FetchAssignment", replace_missing_files=True)
    assert alice.notebook.read_text() == "my work"


def test_a_new_attempt_is_fetched_beside_the_old_notebook(released, people):
    file = released.folder / "course.toml"
    file.write_text(file.read_text().replace('name = "ps1"\n', 'name = "ps1"\nattempts = 2\n'))
    alice = people("alice")
    alice.transfer("FetchAssignment")
    first = alice.notebook.read_bytes()
    alice.transfer("Submit")
    released.client("alice").begin_attempt("course101", "ps1")
    alice.transfer("FetchAssignment", replace_missing_files=True)
    assert alice.notebook.read_bytes() != first
    assert alice.notebook.with_name("ps1 (attempt 1).ipynb").read_bytes() == first
    alice.transfer("Submit")
    assert [one.attempt for one in released.client("alice").submissions("course101", "ps1")] == [1, 2]


def test_what_is_not_released_cannot_be_fetched_and_leaves_no_folder(classroom_service, people):
    with pytest.raises(ExchangeError):
        people("alice").transfer("FetchAssignment")
    assert not (people("alice").home / "ps1").exists()


def test_submitting_sends_the_bytes_on_disk_and_keeps_the_receipt(released, people):
    alice = people("alice")
    alice.transfer("FetchAssignment")
    alice.notebook.write_text('{"not": "a notebook, and not read here"}')
    alice.transfer("Submit")
    (receipt,) = released.client("alice").submissions("course101", "ps1")
    assert receipt.receipt in (alice.home / "ps1" / "receipts.txt").read_text()
    assert receipt.sha256 in (alice.home / "ps1" / "receipts.txt").read_text()
    (file,) = released.client("alice").submission_files("course101", receipt.receipt)
    assert file.content == alice.notebook.read_bytes()


def test_submitting_without_the_notebook_says_what_to_do(released, people):
    alice = people("alice")
    with pytest.raises(ExchangeError, match=r"Fetch the assignment first"):
        alice.transfer("Submit")
    alice.transfer("FetchAssignment")
    alice.notebook.rename(alice.notebook.with_name("mine.ipynb"))
    with pytest.raises(ExchangeError, match=r"If you renamed your notebook"):
        alice.transfer("Submit")


def test_the_listings_have_every_field_that_nbgraders_pages_read(released, people):
    alice = people("alice")
    (info,) = alice.transfer("List", "")
    assert (info["course_id"], info["assignment_id"], info["status"]) == ("course101", "ps1", "released")
    alice.transfer("FetchAssignment")
    (info,) = alice.transfer("List", "")
    assert info["status"] == "fetched"
    assert [Path(nb["path"]) for nb in info["notebooks"]] == [alice.notebook]
    alice.transfer("Submit")
    (group,) = alice.transfer("List", "", cached=True)
    assert (group["student_id"], group["status"]) == ("alice", "submitted")
    (submission,) = group["submissions"]
    assert submission.keys() >= SUBMISSION_KEYS
    assert parse_utc(submission["timestamp"]) == released.clock.now.replace(tzinfo=None)


def test_a_student_sees_only_their_own_submissions_and_an_instructor_everybodys(released, people):
    for name in ("alice", "bob"):
        people(name).transfer("FetchAssignment")
        people(name).transfer("Submit")
    seen = people("alice").transfer("List", "", inbound=True)
    assert [group["student_id"] for group in seen] == ["alice"]
    seen = people("teacher").transfer("List", "", inbound=True)
    assert [group["student_id"] for group in seen] == ["alice", "bob"]
    assert [
        g["student_id"] for g in people("teacher").transfer("List", "", inbound=True, student_id="bob")
    ] == ["bob"]
    assert people("teacher").transfer("List", "", cached=True) == []


def test_unreleasing_hides_the_assignment_and_submissions_are_never_removed(released, people):
    people("alice").transfer("FetchAssignment")
    people("alice").transfer("Submit")
    with pytest.raises(CourseError, match=r"Submissions are kept"):
        people("teacher").transfer("List", inbound=True, remove=True)
    people("teacher").transfer("List", remove=True)
    assert people("bob").transfer("List", "") == []
    assert len(released.client("teacher").submissions("course101", "ps1")) == 1


def submit_at(person, moment, text):
    """Submit this text at this moment of the service's clock."""
    person.service.clock.now = moment
    if not person.notebook.parent.exists():
        person.transfer("FetchAssignment")
    person.notebook.write_text(text)
    person.transfer("Submit")


def test_collecting_takes_the_newest_and_only_replaces_with_update(released, people):
    alice, teacher, start = people("alice"), people("teacher"), released.clock.now
    submit_at(alice, start, "first")
    submit_at(alice, start + timedelta(minutes=1), "second")
    teacher.transfer("Collect")
    folder = released.folder / "submitted" / "alice" / "ps1"
    assert (folder / "ps1.ipynb").read_text() == "second"
    assert (folder / "timestamp.txt").read_text() == stamp(start + timedelta(minutes=1))
    submit_at(alice, start + timedelta(minutes=2), "third")
    teacher.transfer("Collect")
    assert (folder / "ps1.ipynb").read_text() == "second"
    teacher.transfer("Collect", update=True)
    assert (folder / "ps1.ipynb").read_text() == "third"
    newest = released.client("teacher").submissions("course101", "ps1")[-1]
    assert (folder / "receipt.txt").read_text() == newest.receipt


def test_collecting_before_the_due_date_takes_the_last_in_time_or_else_the_last(released, people):
    due = released.course.assignment("ps1").due
    submit_at(people("alice"), due - timedelta(hours=1), "in time")
    submit_at(people("alice"), due + timedelta(hours=1), "late")
    submit_at(people("bob"), due + timedelta(hours=2), "late only")
    people("teacher").transfer("Collect", before_duedate=True)
    submitted = released.folder / "submitted"
    assert (submitted / "alice/ps1/ps1.ipynb").read_text() == "in time"
    assert (submitted / "bob/ps1/ps1.ipynb").read_text() == "late only"


def test_collecting_can_be_about_one_person_or_all_but_one(released, people):
    for name in ("alice", "bob", "carol"):
        submit_at(people(name), released.clock.now, name)
    people("teacher").transfer("Collect", student_id="bob")
    assert [path.name for path in (released.folder / "submitted").iterdir()] == ["bob"]
    people("teacher").transfer("Collect", student_id_exclude="carol")
    assert {path.name for path in (released.folder / "submitted").iterdir()} == {"alice", "bob"}


def release_page(service, person, text):
    """Put a page where generate_feedback would, for the newest submission."""
    receipt = service.client("teacher").submissions("course101", "ps1")[-1].receipt
    folder = service.folder / "feedback" / person / "ps1"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ps1.html").write_text(text)
    (folder / "receipt.txt").write_text(receipt)


def test_feedback_reaches_the_person_it_is_about_and_nobody_else(released, people):
    alice, bob = people("alice"), people("bob")
    submit_at(bob, released.clock.now, "bob's")
    submit_at(alice, released.clock.now, "alice's")
    release_page(released, "alice", "for alice")
    people("teacher").transfer("ReleaseFeedback")
    alice.transfer("FetchFeedback")
    bob.transfer("FetchFeedback")
    (page,) = (alice.home / "ps1" / "feedback").rglob("*.html")
    assert page.read_text() == "for alice"
    assert page.parent.name == stamp(released.clock.now)
    assert not list((bob.home / "ps1").rglob("*.html"))


def test_the_list_says_when_there_is_feedback_and_when_it_has_changed(released, people):
    alice = people("alice")
    submit_at(alice, released.clock.now, "x")
    states = []

    def look():
        ((info,),) = [group["submissions"] for group in alice.transfer("List", "", cached=True)]
        assert bool(info["local_feedback_path"]) == info["has_local_feedback"]
        states.append((info["has_exchange_feedback"], info["has_local_feedback"], info["feedback_updated"]))

    look()
    release_page(released, "alice", "one")
    people("teacher").transfer("ReleaseFeedback")
    look()
    alice.transfer("FetchFeedback")
    look()
    release_page(released, "alice", "two")
    people("teacher").transfer("ReleaseFeedback")
    look()
    assert states == [
        (False, False, False), (True, False, False), (True, True, False), (True, True, True)
    ]  # fmt: skip


def test_when_the_service_does_not_answer_one_sentence_says_so(released, people):
    lost = people("alice", url="http://127.0.0.1:9/services/gradcheck/")
    with pytest.raises(ExchangeError, match=r"did not answer") as caught:
        lost.transfer("FetchAssignment")
    assert caught.value.__context__ is None
    with pytest.raises(CourseError, match=r"did not answer"):
        lost.transfer("List", "")


def test_formgrader_starts_without_the_service_and_knows_that_there_is_no_exchange(
    classroom_service, people, monkeypatch
):
    teacher = people("teacher", url="http://127.0.0.1:9/services/gradcheck/")
    monkeypatch.setenv("JUPYTERHUB_USER", "teacher")
    api = NbGraderAPI(config=teacher.config)
    assert api.exchange_missing


def test_a_stranger_gets_a_refusal(released, people):
    with pytest.raises(ExchangeError):
        people("stranger").transfer("FetchAssignment")


@pytest.fixture
def assignment_list(released, people, monkeypatch):
    """JupyterLab's Assignment List, as alice's server runs it."""
    alice = people("alice")
    token = alice.home / ".token"
    (alice.home / "nbgrader_config.py").write_text(
        "from gradcheck_course.jupyter.configuration import configure\n"
        f"configure(get_config(), 'course101', service_url={released.url!r}, token_file={str(token)!r})\n"
    )
    monkeypatch.setenv("JUPYTERHUB_USER", "alice")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(alice.home))
    monkeypatch.setenv("HOME", str(alice.home))
    monkeypatch.chdir(alice.home)
    manager = AssignmentList()
    manager.root_dir = str(alice.home)
    return manager


def test_the_assignment_list_of_jupyterlab_works_unchanged(assignment_list, released):
    def listed():
        answer = assignment_list.list_assignments(course_id="course101")
        assert answer["success"], answer["value"]
        json.dumps(answer)
        return [(info["status"], info["assignment_id"]) for info in answer["value"]]

    assert assignment_list.list_courses() == {"success": True, "value": ["course101"]}
    assert listed() == [("released", "ps1")]
    assert assignment_list.fetch_assignment("course101", "ps1") == {"success": True}
    assert listed() == [("fetched", "ps1")]
    assert assignment_list.submit_assignment("course101", "ps1") == {"success": True}
    assert listed() == [("fetched", "ps1"), ("submitted", "ps1")]
    release_page(released, "alice", "page")
    receipt = released.client("alice").submissions("course101", "ps1")[0].receipt
    released.client("teacher").put_feedback(
        "course101", receipt, released.client("alice").submission_files("course101", receipt)
    )
    assert assignment_list.fetch_feedback("course101", "ps1") == {"success": True}


def test_the_assignment_list_shows_our_sentence_and_not_advice_about_a_folder(assignment_list, released):
    released.stop()
    answer = assignment_list.list_assignments(course_id="course101")
    assert not answer["success"]
    assert "did not answer" in answer["value"]
    assert "exchange directory" not in answer["value"]
    failed = assignment_list.submit_assignment("course101", "ps1")
    assert "Fetch the assignment first" in failed["value"]


def test_formgraders_buttons_release_list_and_collect(released, people, monkeypatch):
    teacher = people("teacher")
    submit_at(people("alice"), released.clock.now, "x")
    monkeypatch.setenv("JUPYTERHUB_USER", "teacher")
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(os.sys.executable).parent), os.environ["PATH"]]))
    with Gradebook(f"sqlite:///{released.folder}/gradebook.db", "course101"):
        api = NbGraderAPI(config=teacher.config)
        assert api.exchange_is_functional
        assert api.get_released_assignments() == {"ps1"}
        assert api.collect("ps1")["success"]
        assert api.get_submitted_students("ps1") == {"alice"}
        assert api.unrelease("ps1")["success"]
        assert api.get_released_assignments() == set()
        assert api.release_assignment("ps1")["success"]
