"""The service over real HTTP: who may do what, who gets which problems, what is kept."""

from __future__ import annotations

import base64
import json
import re
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import nbformat
import pytest
import requests

from gradcheck_course.classroom.files import FilePart
from gradcheck_course.classroom.founding import read_secret
from gradcheck_course.errors import CourseError
from gradcheck_course.hub.handlers_api import API_ROUTES
from gradcheck_course.hub.handlers_class import CLASS_ROUTES

COURSE = "api/courses/course101"
WORK = [{"path": "ps1.ipynb", "content": base64.b64encode(b"{}").decode()}]
VERDICT = {
    "outcome": "right", "credit": 1.0, "feedback": "", "read_as": "", "latex": "", "evidence": [],
    "slips": [], "points": 1.0, "max_points": 1.0, "response": "1239", "flags": [],
}  # fmt: skip


def ask(service, method, path, who, body=None, **options):
    headers = {"Authorization": f"token token-of-{who}"} if who else {}
    url = service.url + path
    return requests.request(
        method, url, headers=headers, json=body, timeout=20, allow_redirects=False, **options
    )


@pytest.fixture
def released(classroom_service):
    """ps1 is released; alice and bob have fetched and handed it in; alice has feedback."""
    teacher = classroom_service.client("teacher")
    teacher.release("course101", "ps1")
    for name in ("alice", "bob"):
        client = classroom_service.client(name)
        client.fetch("course101", "ps1")
        client.submit("course101", "ps1", [FilePart("ps1.ipynb", name.encode())])
    receipt = teacher.submissions("course101", "ps1")[0].receipt
    teacher.put_feedback("course101", receipt, [FilePart("ps1.html", b"<p>well done</p>")])
    classroom_service.receipt = receipt
    return classroom_service


ANSWER = {"label": "1a", "response": "1"}
# method, path, body, then the status for: nobody, stranger, bob, alice (whose receipt), a grader, teacher
TABLE = [
    ("GET", "api/courses", None, 401, 200, 200, 200, 200, 200),
    ("GET", f"{COURSE}/assignments", None, 401, 404, 200, 200, 200, 200),
    ("GET", "api/courses/other/assignments", None, 401, 404, 404, 404, 404, 404),
    ("POST", f"{COURSE}/assignments/ps2/release", None, 401, 404, 403, 403, 403, 200),
    ("DELETE", f"{COURSE}/assignments/ps2/release", None, 401, 404, 403, 403, 403, 200),
    ("POST", f"{COURSE}/assignments/none/release", None, 401, 404, 403, 403, 403, 404),
    ("GET", f"{COURSE}/assignments/ps1/files", None, 401, 404, 200, 200, 200, 200),
    ("GET", f"{COURSE}/assignments/ps2/files", None, 401, 404, 404, 404, 200, 200),
    ("GET", f"{COURSE}/assignments/none/files", None, 401, 404, 404, 404, 404, 404),
    ("POST", f"{COURSE}/assignments/ps1/submissions", {"files": WORK}, 401, 404, 201, 201, 201, 201),
    ("POST", f"{COURSE}/assignments/ps2/submissions", {"files": WORK}, 401, 404, 404, 404, 201, 201),
    ("GET", f"{COURSE}/assignments/ps1/submissions", None, 401, 404, 200, 200, 200, 200),
    ("GET", f"{COURSE}/assignments/ps2/submissions", None, 401, 404, 404, 404, 200, 200),
    ("GET", f"{COURSE}/submissions/RECEIPT/files", None, 401, 404, 404, 200, 200, 200),
    ("GET", f"{COURSE}/submissions/0123456789abcdef/files", None, 401, 404, 404, 404, 404, 404),
    ("GET", f"{COURSE}/assignments/ps1/problems/alice", None, 401, 404, 403, 403, 200, 200),
    ("GET", f"{COURSE}/assignments/ps1/problems/carol", None, 401, 404, 403, 403, 404, 404),
    ("GET", f"{COURSE}/assignments/ps1/verdicts", None, 401, 404, 403, 403, 200, 200),
    ("POST", f"{COURSE}/assignments/ps1/verdicts/alice", "VERDICT", 401, 404, 403, 403, 201, 201),
    ("POST", f"{COURSE}/assignments/ps1/verdicts/bob", "VERDICT", 401, 404, 403, 403, 404, 404),
    ("POST", f"{COURSE}/assignments/ps2/verdicts/alice", "VERDICT", 401, 404, 403, 403, 404, 404),
    ("PUT", f"{COURSE}/submissions/RECEIPT/feedback", {"files": WORK}, 401, 404, 403, 403, 200, 200),
    ("GET", f"{COURSE}/submissions/RECEIPT/feedback", None, 401, 404, 404, 200, 200, 200),
    ("POST", f"{COURSE}/assignments/ps1/attempts", None, 401, 404, 409, 409, 409, 409),
    ("POST", f"{COURSE}/assignments/ps2/attempts", None, 401, 404, 404, 404, 409, 409),
    ("GET", f"{COURSE}/assignments/ps1/extensions", None, 401, 404, 403, 403, 200, 200),
    ("POST", f"{COURSE}/assignments/ps1/extensions", {"person": "bob"}, 401, 404, 403, 403, 403, 201),
    ("POST", f"{COURSE}/assignments/ps1/extensions", {"person": "x"}, 401, 404, 403, 403, 403, 404),
    (
        "POST",
        f"{COURSE}/assignments/ps1/checks",
        {"label": "1a", "response": "1"},
        401,
        404,
        409,
        409,
        409,
        409,
    ),
    ("GET", f"{COURSE}/assignments/ps1/deal", None, 401, 404, 403, 403, 403, 200),
    ("POST", f"{COURSE}/assignments/ps1/deal", None, 401, 404, 403, 403, 403, 200),
    ("GET", f"{COURSE}/assignments/ps1/status", None, 401, 404, 403, 403, 200, 200),
    ("GET", f"{COURSE}/events", None, 401, 404, 403, 403, 403, 200),
    ("GET", "feedback/course101/RECEIPT/ps1.html", None, 401, 404, 404, 200, 200, 200),
    ("GET", "feedback/course101/RECEIPT/other.html", None, 401, 404, 404, 404, 404, 404),
    ("POST", "attempts/course101/ps1", None, 401, 404, 409, 409, 409, 409),
    ("GET", "", None, 401, 200, 200, 200, 200, 200),
    ("GET", "api/nothing", None, 404, 404, 404, 404, 404, 404),
    ("PATCH", "api/courses", None, 401, 405, 405, 405, 405, 405),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]} {row[1]}")
def test_who_may_do_what(released, row):
    method, path, body, *statuses = row
    path = path.replace("RECEIPT", released.receipt)
    if body == "VERDICT":
        body = {"receipt": released.receipt, "verdicts": {"1a": VERDICT}}
    people = (None, "stranger", "bob", "alice", "gina", "teacher")
    answers = [ask(released, method, path, who, body) for who in people]
    assert [answer.status_code for answer in answers] == statuses
    for answer in answers:
        if answer.status_code >= 400 and path.startswith("api"):
            assert set(answer.json()["error"]) == {"code", "message", "action"}
            assert answer.json()["error"]["message"]


def test_every_address_of_the_api_is_in_the_table_with_every_method():
    named = {(row[0], re.sub(r"^api/courses/[^/]+", "api/courses/C", row[1])) for row in TABLE}
    for pattern, handler in (*API_ROUTES, *CLASS_ROUTES):
        own = {"get", "post", "put", "delete"} & set(vars(handler))
        for method in own:
            found = [path for verb, path in named if verb.lower() == method and re.fullmatch(pattern, path)]
            assert found, f"{method} {pattern} is not in the table"


def test_a_student_is_told_the_same_of_others_receipts_as_of_none(released):
    answers = [
        ask(released, "GET", f"{COURSE}/submissions/{receipt}/files", "bob").text
        for receipt in (released.receipt, "0" * 24)
    ]
    assert answers[0] == answers[1]


def test_a_student_sees_own_submissions_without_names_and_an_instructor_all(released):
    own = released.client("bob").submissions("course101", "ps1")
    assert [(item.person, item.feedback) for item in own] == [("", False)]
    all_of_them = released.client("teacher").submissions("course101", "ps1")
    assert [(item.person, item.feedback) for item in all_of_them] == [("alice", True), ("bob", False)]


def test_the_same_student_always_gets_the_same_problems(released):
    alice = released.client("alice")
    first = alice.fetch("course101", "ps1")
    released.client("teacher").unrelease("course101", "ps1")
    released.client("teacher").release("course101", "ps1")
    assert alice.fetch("course101", "ps1") == first


def test_no_two_of_the_class_get_the_same_problem(released):
    statements = set()
    for name in ("alice", "bob", "carol", "teacher"):
        notebook = nbformat.reads(released.client(name).fetch("course101", "ps1")[0].content.decode(), 4)
        shown = [cell.source for cell in notebook.cells if cell.metadata.gradcheck.role == "statement"]
        statements.update(enumerate(shown))
    assert len(statements) == 8, "four people, two problems each; the smaller space has just four"


def test_two_fetches_at_once_give_one_set_of_problems(classroom_service):
    classroom_service.client("teacher").release("course101", "ps1")
    with ThreadPoolExecutor(8) as pool:
        clients = [classroom_service.client("alice") for _ in range(8)]
        fetched = list(pool.map(lambda client: client.fetch("course101", "ps1"), clients))
    assert len(set(fetched)) == 1
    gives = [event for event in classroom_service.room.store.events() if event.action == "give"]
    assert len(gives) == 1


def test_two_processes_that_draw_at_once_agree_in_the_records(classroom_service, sums):
    """A second service on the same records, between whose look and whose giving the first one gives."""
    from gradcheck_course.classroom.members import Member
    from gradcheck_course.classroom.room import Classroom

    first = classroom_service.room
    second = Classroom.open(first.folder, find=sums.find, parts_of=sums.PARTS, clock=classroom_service.clock)
    barrier = threading.Barrier(2)
    teacher = Member("teacher", "instructor")

    def fetch(room):
        give = room.store.give_problems
        room.store.give_problems = lambda *args, **kwargs: (barrier.wait(5), give(*args, **kwargs))
        return room.files("ps1", teacher)

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(fetch, (first, second))
    assert one == two
    second.close()


def test_submissions_at_once_are_all_kept_apart(released):
    def submit(number):
        name = ("alice", "bob")[number % 2]
        files = [FilePart("ps1.ipynb", f"{name} {number}".encode())]
        return name, files, released.client(name).submit("course101", "ps1", files)

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(submit, range(16)))
    assert len({receipt.receipt for _, _, receipt in done}) == 16
    for name, files, receipt in done:
        assert released.client(name).submission_files("course101", receipt.receipt) == tuple(files)


def test_a_receipted_submission_is_there_after_a_restart(released, sums):
    from gradcheck_course.classroom.members import Member
    from gradcheck_course.classroom.room import Classroom

    receipt = released.client("alice").submit("course101", "ps1", [FilePart("a.txt", b"work")])
    released.stop()
    room = Classroom.open(released.folder, find=sums.find, parts_of=sums.PARTS)
    assert room.submission_files(receipt.receipt, Member("alice", "student")) == (FilePart("a.txt", b"work"),)
    room.close()


def test_late_work_is_accepted_and_marked_late(released):
    released.clock.now += timedelta(days=1)
    assert released.client("bob").submit("course101", "ps1", [FilePart("a", b"")]).late_seconds == 0
    released.clock.now += timedelta(seconds=90)
    assert released.client("bob").submit("course101", "ps1", [FilePart("a", b"")]).late_seconds == 90


def test_what_was_fetched_can_be_handed_in_after_the_assignment_was_withdrawn(released):
    released.client("teacher").unrelease("course101", "ps1")
    assert released.client("bob").submit("course101", "ps1", [FilePart("a", b"")]).receipt
    with pytest.raises(CourseError, match="no such assignment"):
        released.client("bob").fetch("course101", "ps1")
    with pytest.raises(CourseError, match="no such assignment"):
        released.client("carol").submit("course101", "ps1", [FilePart("a", b"")])


def encoded(path, content="eA=="):
    return {"files": [{"path": path, "content": content}]}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (encoded("../x"), "leaves its folder"),
        (encoded("/etc/passwd"), "leaves its folder"),
        (encoded("a/../../x"), "leaves its folder"),
        (encoded("a\x00b"), "characters that not every system allows"),
        (encoded("a\\..\\b"), "characters that not every system allows"),
        (encoded("a\u202eb"), "characters that not every system allows"),
        (encoded(""), "A file name has 1 to 255 characters"),
        (encoded(["a"]), "The path and the content of a file are texts"),
        (encoded("a", "no base64!"), "is not base64"),
        (encoded("a", 3), "The path and the content of a file are texts"),
        ({"files": []}, "There are no files"),
        ({"files": "x"}, "There are no files"),
        ({}, "There are no files"),
        ([], "is not a JSON object"),
        ({"files": [WORK[0], WORK[0] | {"path": "PS1.IPYNB"}]}, "Two files have the name"),
        ({"files": WORK, "timestamp": "x" * 65}, "The timestamp is not a short text"),
        ({"files": WORK, "timestamp": {"a": 1}}, "The timestamp is not a short text"),
    ],
)
def test_submissions_that_cannot_be_kept_safely_are_refused_in_words(released, body, sentence):
    answer = ask(released, "POST", f"{COURSE}/assignments/ps1/submissions", "bob", body)
    assert answer.status_code == 422
    assert sentence in answer.json()["error"]["message"]
    assert len(released.client("bob").submissions("course101", "ps1")) == 1


def test_a_body_that_is_not_json_is_refused_in_words(released):
    url = f"{released.url}{COURSE}/assignments/ps1/submissions"
    headers = {"Authorization": "token token-of-bob"}
    for data in (b"", b"\xff", b"[" * 200_000):
        answer = requests.post(url, data=data, headers=headers, timeout=20)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad-request")


def test_too_many_and_too_large_files_are_refused(released):
    many = {"files": [{"path": f"f{number}", "content": ""} for number in range(101)]}
    answer = ask(released, "POST", f"{COURSE}/assignments/ps1/submissions", "bob", many)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too-large")
    large = encoded("large", base64.b64encode(bytes(10 * 2**20 + 1)).decode())
    answer = ask(released, "POST", f"{COURSE}/assignments/ps1/submissions", "bob", large)
    assert answer.status_code == 413
    assert "10 MB is the most" in answer.json()["error"]["message"]


@pytest.mark.parametrize(("who", "status"), [("bob", 413), ("nobody", 413)])
def test_a_huge_body_is_refused_before_it_is_read(released, who, status):
    head = (
        f"POST {released.prefix}{COURSE}/assignments/ps1/submissions HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: token token-of-{who}\r\nContent-Length: {2**30}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", released.port), timeout=10) as connection:
        connection.sendall(head.encode() + b"x" * 1000)
        assert connection.recv(12).decode() == f"HTTP/1.1 {status}"


def test_nobody_is_asked_to_send_a_body_before_saying_who_they_are(released):
    head = (
        f"POST {released.prefix}{COURSE}/assignments/ps1/submissions HTTP/1.1\r\nHost: x\r\n"
        "Content-Length: 1000000\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", released.port), timeout=10) as connection:
        connection.sendall(head.encode())
        assert connection.recv(12) == b"HTTP/1.1 401"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"outcome": "great"}, "cannot be read"),
        ({"credit": 0.5}, "cannot be read"),
        ({"points": 2.0}, "gives 2 of 1 points"),
        ({"points": -1}, "gives -1 of 1 points"),
        ({"points": "many"}, "cannot be read"),
        ({"max_points": 1e999, "points": 1e999}, "points"),
        ({"evidence": [{"kind": "x", "unknown": 1}]}, "cannot be read"),
    ],
)
def test_verdicts_that_are_none_are_refused(released, change, sentence):
    body = json.dumps({"receipt": released.receipt, "verdicts": {"1a": VERDICT | change}})
    url = f"{released.url}{COURSE}/assignments/ps1/verdicts/alice"
    answer = requests.post(url, data=body, headers={"Authorization": "token token-of-teacher"}, timeout=20)
    assert answer.status_code == 422
    assert sentence in answer.json()["error"]["message"]


def test_nothing_that_a_student_can_get_holds_seed_secret_parameters_or_anothers_name(released, sums):
    teacher = released.client("teacher")
    for receipt in teacher.submissions("course101", "ps1"):
        teacher.add_verdicts("course101", "ps1", receipt.person, receipt.receipt, {"1a": VERDICT})
    paths = [
        "", "api/courses", f"{COURSE}/assignments", f"{COURSE}/assignments/ps1/files",
        f"{COURSE}/assignments/ps1/submissions", f"{COURSE}/submissions/{released.receipt}/files",
        f"{COURSE}/submissions/{released.receipt}/feedback",
    ]  # fmt: skip
    seen = ""
    for path in paths:
        answer = ask(released, "GET", path, "alice")
        assert answer.status_code == 200
        seen += answer.text
        for file in answer.json().get("files", []) if path.startswith("api") else []:
            seen += base64.b64decode(file["content"]).decode()
    with released.room.store.database.reading() as session:
        from gradcheck_course.records.models import GivenRow

        rows = list(session.query(GivenRow))
    assert rows
    hidden = [read_secret(released.folder).hex(), *sums.SECRETS, "bob", "parameters"]
    hidden += [str(row.seed) for row in rows] + [row.fingerprint for row in rows]
    assert not [word for word in hidden if word in seen]
    given = teacher.problems("course101", "ps1", "alice")
    assert "seed" not in json.dumps(given.to_json())


def test_an_instructors_problems_have_the_points_of_course_toml_and_rebuild(released, sums):
    first, second = released.client("teacher").problems("course101", "ps1", "alice").problems
    assert (first.points, second.points) == ({"a": 1.0, "b": 3.0}, {"a": 1.0})
    total = first.parameters["a"] + first.parameters["b"]
    assert str(first.rebuild(sums.find).judge({"a": str(total)})["a"].outcome) == "right"


def test_course_toml_is_read_again_when_it_changes(released):
    file = released.folder / "course.toml"
    text = file.read_text()
    file.write_text(text.replace('"Problem set 2"', '"The second one"').replace('"b" = 3', '"b" = 4'))
    teacher = released.client("teacher")
    assert teacher.assignments("course101")[1].title == "The second one"
    assert teacher.problems("course101", "ps1", "alice").problems[0].points["b"] == 4.0
    file.write_text(text.replace("[course]", "[course"))
    with pytest.raises(CourseError, match="files of this course are not in order") as caught:
        teacher.assignments("course101")
    assert (caught.value.status, str(released.folder) in str(caught.value)) == (503, False)
    file.write_text(text)
    assert teacher.assignments("course101")[1].title == "Problem set 2"


def test_an_exercise_added_at_the_end_is_drawn_and_a_moved_one_is_refused(released, sums):
    file = released.folder / "course.toml"
    text, before = file.read_text(), released.client("teacher").problems("course101", "ps1", "alice").problems
    second = '[[assignment.exercise]]\nid = "sums/tiny"\n'
    file.write_text(text.replace(second, second + "\n" + second))
    released.client("alice").fetch("course101", "ps1")
    after = released.client("teacher").problems("course101", "ps1", "alice").problems
    assert after[:2] == before
    assert len(after) == 3
    file.write_text(text.replace('id = "sums/pair"\npoints = {"b" = 3}', 'id = "sums/tiny"'))
    with pytest.raises(CourseError, match="sums/pair was given as problem 1 of ps1"):
        released.client("alice").fetch("course101", "ps1")


def test_an_exercise_that_breaks_is_told_kindly_and_logged(classroom_service, caplog):
    from gradcheck_grader.errors import GradcheckError

    def broken(_):
        raise GradcheckError("sums/pair: the draw failed")

    classroom_service.room.find = broken
    with pytest.raises(CourseError, match="of ps1 could not be made") as caught:
        classroom_service.client("teacher").fetch("course101", "ps1")
    assert caught.value.status == 500
    assert "the draw failed" in caplog.text
    assert "the draw failed" not in str(caught.value)


def test_pages_have_a_policy_and_feedback_is_fenced_in(released):
    home = ask(released, "GET", "", "alice")
    assert home.headers["Content-Security-Policy"].startswith("default-src 'self'; object-src 'none'")
    assert "Mathematics &lt;for&gt; Machines" in home.text
    assert "<script" not in home.text
    assert f"feedback/course101/{released.receipt}/ps1.html" in home.text
    page = ask(released, "GET", f"feedback/course101/{released.receipt}/ps1.html", "alice")
    assert page.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert (page.text, page.headers["X-Content-Type-Options"]) == ("<p>well done</p>", "nosniff")
    assert ask(released, "GET", "static/gradcheck.css", None).status_code == 200
    assert ask(released, "GET", "static/../templates/home.html", None).status_code in (403, 404)
    missing = ask(released, "GET", "nowhere", "alice")
    assert missing.status_code == 404
    assert "To your courses" in missing.text


def test_a_request_in_flight_is_finished_when_the_service_stops(released):
    room, begun = released.room, threading.Event()
    submit = room.submit

    def slow(*args, **kwargs):
        begun.set()
        time.sleep(0.5)
        return submit(*args, **kwargs)

    room.submit = slow
    with ThreadPoolExecutor(1) as pool:
        client = released.client("bob")
        future = pool.submit(client.submit, "course101", "ps1", [FilePart("a", b"last minute")])
        assert begun.wait(5)
        released.stop()
        assert future.result().receipt


def test_drawing_does_not_keep_others_from_handing_in(released):
    room, draws = released.room, threading.Event()
    find = room.find

    def slow(exercise_id):
        draws.wait(5)
        return find(exercise_id)

    room.find = slow
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(released.client("carol").fetch, "course101", "ps1")
        assert released.client("bob").submit("course101", "ps1", [FilePart("a", b"")]).receipt
        assert not future.done()
        draws.set()
        assert future.result()
