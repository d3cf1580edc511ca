"""Policies over real HTTP: due dates, extensions, attempts, when feedback is shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import requests

from gradcheck_course.classroom.courses import load_course
from gradcheck_course.classroom.files import FilePart
from gradcheck_course.classroom.policies import Late, Policy, terms_for
from gradcheck_course.errors import CourseError

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DUE, LATER = NOW + timedelta(days=1), NOW + timedelta(days=3)
DAY = timedelta(days=1)


def with_policy(service, lines):
    """ps1 with these lines of TOML, released."""
    file = service.folder / "course.toml"
    text = file.read_text()
    head, exercise = text.split("\n\n[[assignment.exercise]]", 1)
    file.write_text(f"{head}\n{lines}\n\n[[assignment.exercise]]{exercise}")
    service.client("teacher").release("course101", "ps1")
    return service


def hand_in(service, name, content=b"work"):
    return service.client(name).submit("course101", "ps1", [FilePart("ps1.ipynb", content)])


@pytest.mark.parametrize(
    ("policy", "extended", "expected", "why"),
    [
        (Policy(), None, (DUE, None, None), "nothing but a due date"),
        (Policy(), LATER, (LATER, None, None), "an extension is the person's due date"),
        (Policy(closes=DUE + DAY), LATER, (LATER, LATER, None), "it stays open as long as someone has time"),
        (Policy(closes=LATER, when="closed"), None, (DUE, LATER, LATER), "feedback from when it closed"),
        (Policy(when="closed"), None, (DUE, None, DUE), "never closing: from when it was due"),
        (Policy(when="due"), LATER, (LATER, None, LATER), "feedback from the person's own due date"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_holds_for_a_person(policy, extended, expected, why):
    terms = terms_for(policy, DUE, extended=extended)
    assert (terms.due, terms.closes, terms.shown_from) == expected, why


def test_late_work_costs_for_each_day_begun_up_to_a_bound():
    late = Late(0.2, at_most=0.5)
    assert [late.share(hours * 3600) for hours in (0, 1, 24, 25, 49, 1000)] == [0, 0.2, 0.2, 0.4, 0.5, 0.5]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("attempts = 0", "assignment 1, attempts: A whole number from 1 to 20 is needed here."),
        ("checks = true", "assignment 1, checks: A whole number from 0 to 50 is needed here."),
        ("late = {per_day = 10}", "assignment 1, late, per_day: A number from 0 to 1 is needed here."),
        ("late = {at_most = 1}", "assignment 1, late, per_day: This key is missing."),
        ("feedback = {when = 'soon'}", "when: One of these is needed here: released, due, closed."),
        ("feedback = {how = 'due'}", "how: This key is not known. Known here: show, when."),
        ("closes = 2026-11-24T00:00:00Z", "closes: The assignment would close before it is due."),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_with_its_key(classroom_service, sums, lines, sentence):
    file = classroom_service.folder / "course.toml"
    file.write_text(
        file.read_text().replace("\n\n[[assignment.exercise]]", f"\n{lines}\n\n[[assignment.exercise]]", 1)
    )
    with pytest.raises(CourseError) as caught:
        load_course(classroom_service.folder, parts_of=sums.PARTS)
    assert str(caught.value).endswith(sentence)


def test_an_extension_holds_for_one_person_and_for_what_was_handed_in_before_it(classroom_service):
    service = with_policy(classroom_service, "")
    service.clock.now = DUE + timedelta(hours=1)
    assert [hand_in(service, name).late_seconds for name in ("alice", "bob")] == [3600, 3600]
    given = service.client("teacher").extend(
        "course101", "ps1", person="alice", due=LATER.isoformat(), reason="ill"
    )
    assert (given["person"], given["due"], given["by"]) == ("alice", LATER.isoformat(), "teacher")
    late = {one.person: one.late_seconds for one in service.client("teacher").submissions("course101", "ps1")}
    assert late == {"alice": 0, "bob": 3600}
    assert service.client("alice").assignments("course101")[0].due == LATER
    assert service.client("bob").assignments("course101")[0].due == DUE


def test_after_it_closed_nothing_is_accepted_but_with_an_extension(classroom_service):
    service = with_policy(classroom_service, f'closes = "{DUE.isoformat()}"')
    service.clock.now = DUE + timedelta(seconds=1)
    service.client("teacher").extend("course101", "ps1", person="bob", due=LATER.isoformat())
    with pytest.raises(CourseError, match="ps1 is closed; nothing more is accepted") as caught:
        hand_in(service, "alice")
    assert (caught.value.status, caught.value.code) == (409, "closed")
    assert hand_in(service, "bob").receipt


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"person": "alice", "due": "2026-12-01T00:00:00"}, "The due date has no time zone."),
        ({"person": "alice", "due": "soon"}, "The due date is not a date and time."),
        ({"person": 3}, "A person and a short reason are needed."),
        ({"person": "alice", "attempts": -1}, "The attempts are a whole number from 0 to 20."),
        ({"person": "alice", "reason": "x" * 501}, "A person and a short reason are needed."),
    ],
)
def test_an_extension_that_is_none_is_refused(classroom_service, body, sentence):
    with pytest.raises(CourseError) as caught:
        classroom_service.client("teacher").extend("course101", "ps1", **body)
    assert (caught.value.message, caught.value.status) == (sentence, 422)


def notebook(client):
    return client.fetch("course101", "ps1")[0].content


def test_a_new_attempt_has_new_problems_and_the_old_notebook_is_not_taken_for_it(classroom_service):
    service = with_policy(classroom_service, "attempts = 2")
    alice, teacher = service.client("alice"), service.client("teacher")
    first = notebook(alice)
    assert "This is attempt 1 of 2." in first.decode()
    hand_in(service, "alice", first)
    assert alice.begin_attempt("course101", "ps1") == 2
    second = notebook(alice)
    assert json.loads(second)["metadata"]["gradcheck"]["attempt"] == 2
    with pytest.raises(CourseError, match="the notebook of attempt 1, and you have begun") as caught:
        hand_in(service, "alice", first)
    assert caught.value.code == "old-attempt"
    receipt = hand_in(service, "alice", second)
    assert receipt.attempt == 2
    receipts = [one.receipt for one in teacher.submissions("course101", "ps1")]
    sets = [teacher.problems("course101", "ps1", "alice", receipt=one) for one in receipts]
    assert [one.attempt for one in sets] == [1, 2]
    assert sets[0].problems[0].parameters != sets[1].problems[0].parameters


@pytest.mark.parametrize(
    ("did", "sentence"),
    [
        ("nothing", "Your first attempt begins when you fetch the assignment."),
        ("fetch", "Hand in attempt 1 before you begin the next one."),
        ("all", "This was your last attempt: 2 of 2."),
        ("late", "ps1 is closed; nothing more is accepted."),
    ],
)
def test_an_attempt_that_may_not_be_begun_is_refused_in_words(classroom_service, did, sentence):
    service = with_policy(classroom_service, f'attempts = 2\ncloses = "{DUE.isoformat()}"')
    alice = service.client("alice")
    if did != "nothing":
        alice.fetch("course101", "ps1")
    if did == "all":
        hand_in(service, "alice", b"{}")
        alice.begin_attempt("course101", "ps1")
    if did == "late":
        service.clock.now = LATER
    with pytest.raises(CourseError) as caught:
        alice.begin_attempt("course101", "ps1")
    assert caught.value.message == sentence


def test_an_extension_may_give_more_attempts(classroom_service):
    service = with_policy(classroom_service, "")
    service.client("alice").fetch("course101", "ps1")
    hand_in(service, "alice", b"{}")
    service.client("teacher").extend("course101", "ps1", person="alice", attempts=1)
    assert service.client("alice").begin_attempt("course101", "ps1") == 2


def test_feedback_is_shown_from_the_persons_own_due_date_on(classroom_service):
    service = with_policy(classroom_service, 'feedback = {when = "due"}')
    alice, teacher = service.client("alice"), service.client("teacher")
    receipt = hand_in(service, "alice").receipt
    teacher.put_feedback("course101", receipt, [FilePart("ps1.html", b"well done")])
    teacher.extend("course101", "ps1", person="alice", due=LATER.isoformat())
    service.clock.now = LATER - timedelta(seconds=1)
    assert [one.feedback for one in alice.submissions("course101", "ps1")] == [False]
    with pytest.raises(CourseError, match="There is no feedback for this submission yet"):
        alice.feedback("course101", receipt)
    assert teacher.feedback("course101", receipt)
    service.clock.now = LATER
    assert alice.feedback("course101", receipt)[0].content == b"well done"


def test_who_was_withdrawn_is_out_and_who_came_to_the_roster_is_in(classroom_service):
    service = with_policy(classroom_service, "")
    roster = service.folder / "roster.csv"
    roster.write_text("id,first_name,last_name,email,status\nalice,A,Doe,,withdrawn\nstranger,S,Doe,,\n")
    assert service.client("stranger").fetch("course101", "ps1")
    with pytest.raises(CourseError, match="There is no such course"):
        service.client("alice").fetch("course101", "ps1")
    roster.write_text("id\nalice\n")
    assert service.client("alice").fetch("course101", "ps1")


def test_a_grader_marks_and_leads_nothing(classroom_service):
    assert {one.id: one.role for one in classroom_service.client("gina").courses()} == {"course101": "grader"}


def test_the_status_says_how_far_each_student_is(classroom_service):
    service = with_policy(classroom_service, "")
    service.client("alice").fetch("course101", "ps1")
    service.clock.now = DUE + timedelta(seconds=5)
    receipt = hand_in(service, "alice").receipt
    people = service.client("gina").standing("course101", "ps1")["people"]
    assert [one["person"] for one in people] == ["alice", "bob", "carol"]
    assert (people[0]["receipt"], people[0]["late_seconds"], people[0]["marked"]) == (receipt, 5, False)
    assert (people[1]["attempt"], people[1]["receipt"], people[1]["late_seconds"]) == (0, None, 0)


def test_the_events_say_who_did_what(classroom_service):
    with_policy(classroom_service, "")
    teacher = classroom_service.client("teacher")
    teacher.extend("course101", "ps1", person="bob", attempts=1, reason="ill")
    events = teacher.events("course101")
    assert events[-1] | {"number": 0, "at": ""} == {
        "number": 0, "at": "", "actor": "teacher", "action": "extend", "subject": "ps1/bob",
        "detail": {"due": None, "attempts": 1, "reason": "ill"},
    }  # fmt: skip
    assert teacher.events("course101", after=events[-2]["number"]) == events[-1:]


def test_the_page_offers_the_next_attempt_and_begins_it(classroom_service):
    service = with_policy(classroom_service, "attempts = 2")
    headers = {"Authorization": "token token-of-alice"}
    hand_in(service, "alice", notebook(service.client("alice")))
    page = requests.get(service.url, headers=headers, timeout=20).text
    assert "Attempt 1 of 2." in page
    assert 'action="/services/gradcheck/attempts/course101/ps1"' in page
    begun = requests.post(
        f"{service.url}attempts/course101/ps1", headers=headers, timeout=20, allow_redirects=False
    )
    assert (begun.status_code, begun.headers["Location"]) == (302, "/services/gradcheck/")
    after = requests.get(service.url, headers=headers, timeout=20).text
    assert ("Attempt 2 of 2." in after, "Begin attempt" in after) == (True, False)
