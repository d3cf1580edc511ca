"""Answers checked at once: in the notebook, by the service, as often as the assignment allows."""

from __future__ import annotations

import json
import sys

import pytest
import requests
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from gradcheck_course.classroom.workers import Workers
from gradcheck_course.jupyter.asking import NO_HUB, NO_SERVICE, Checking, ask


@pytest.fixture
def service(classroom_service, sums):
    """ps1 with two checks, released and fetched by alice; her right answer to 1a is on service.right."""
    file = classroom_service.folder / "course.toml"
    file.write_text(file.read_text().replace('name = "ps1"\n', 'name = "ps1"\nchecks = 2\n'))
    classroom_service.client("teacher").release("course101", "ps1")
    classroom_service.client("alice").fetch("course101", "ps1")
    desk = classroom_service.application.settings["desk"]
    desk.workers = Workers(1, command=[sys.executable, sums.__file__], seconds=5)
    given = classroom_service.client("teacher").problems("course101", "ps1", "alice").problems[0]
    classroom_service.right = str(given.parameters["a"] + given.parameters["b"])
    return classroom_service


def check(service, response, *, label="1a", who="alice", assignment="ps1"):
    url = f"{service.url}api/courses/course101/assignments/{assignment}/checks"
    headers = {"Authorization": f"token token-of-{who}"}
    body = {"label": label, "response": response}
    return requests.post(url, json=body, headers=headers, timeout=60)


def test_tries_are_counted_and_end(service):
    answers = [check(service, text) for text in ("1", " 1 ", "no number", service.right, "2")]
    told = [answer.json() for answer in answers[:4]]
    assert [(one["outcome"], one["tries_left"]) for one in told] == [
        ("wrong", 1),
        ("wrong", 1),  # the same again costs nothing
        ("unreadable", 1),
        ("right", 0),
    ]
    assert (answers[4].status_code, answers[4].json()["error"]["code"]) == (409, "no-tries")
    assert answers[4].json()["error"]["message"].startswith("You have used all 2 checks of 1a.")
    assert check(service, service.right).json()["outcome"] == "right"


def test_what_cannot_be_decided_costs_no_try(service):
    assert check(service, "raise").json() == {
        "label": "1a",
        "outcome": "undecided",
        "read_as": "",
        "feedback": "This answer could not be decided automatically. A person will look at it.",
        "tries_left": 2,
    }


def test_how_much_is_told_is_the_assignments_policy(service):
    file = service.folder / "course.toml"
    file.write_text(file.read_text().replace("checks = 2\n", 'checks = 2\nfeedback = {show = "verdicts"}\n'))
    assert check(service, "1").json()["feedback"] == ""


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"label": "9z"}, 404, "You have no part '9z' in ps1."),
        ({"label": 3}, 422, "A label and a response are needed."),
        ({"response": "1" * 20_001}, 422, "A label and a response are needed."),
        ({"who": "bob"}, 404, "You have no part '1a' in ps1."),
        ({"assignment": "ps2"}, 404, "There is no such assignment."),
        ({"assignment": "ps2", "who": "teacher"}, 409, "Answers of ps2 are not checked before you hand in."),
    ],
)
def test_what_is_not_checked_is_refused_in_words(service, change, status, sentence):
    answer = check(service, **{"response": "1", **change})
    assert (answer.status_code, answer.json()["error"]["message"]) == (status, sentence)


def test_an_answer_leaves_nothing_to_judge_by_in_the_reply(service, sums):
    reply = check(service, "1").text
    assert not [word for word in (service.right, "parameters", "seed", "expected") if word in reply]


@pytest.fixture
def kernel(service, monkeypatch):
    """alice's kernel with her notebook's setup cell run."""
    monkeypatch.setenv("GRADCHECK_SERVICE_URL", service.url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "token-of-alice")
    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))

    def run(cell):
        with capture_output() as captured:
            assert shell.run_cell(cell).success
        return [one.data["text/plain"] for one in captured.outputs]

    notebook = json.loads(service.client("alice").fetch("course101", "ps1")[0].content)
    run.said = run("".join(notebook["cells"][0]["source"]))
    yield run
    shell.run_line_magic("unload_ext", "gradcheck_course.jupyter")
    InteractiveShell.clear_instance()


def test_a_student_checks_an_answer_in_the_notebook(kernel, service):
    assert kernel.said[1] == "Each part can be checked 2 times before you hand in: %check 1a"
    assert kernel("%check 1a") == ["Run the cell of 1a first, then check it."]
    assert kernel("%%answer 1a\n12") == ["reads as 12\n(to have it checked: %check 1a)"]
    assert kernel("%check 1a") == ["1a: not yet. You can check 1 more."]
    kernel(f"%%answer 1a\n{service.right}")
    assert kernel("%check 1a") == ["1a: right. This was your last check of this part."]
    kernel("%%answer 1a\n13")
    assert kernel("%check 1a") == ["You have used all 2 checks of 1a. It is marked when you hand in."]


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({}, NO_HUB),
        ({"GRADCHECK_SERVICE_URL": "file:///etc", "JUPYTERHUB_API_TOKEN": "x"}, NO_HUB),
        ({"GRADCHECK_SERVICE_URL": "http://127.0.0.1:9/", "JUPYTERHUB_API_TOKEN": "x"}, NO_SERVICE),
    ],
)
def test_without_a_service_a_check_says_so(environ, sentence):
    assert ask(Checking("course101", "ps1", 2), "1a", "12", environ) == sentence


def test_a_refusal_is_shown_in_the_services_words(service):
    environ = {"GRADCHECK_SERVICE_URL": service.url, "JUPYTERHUB_API_TOKEN": "token-of-alice"}
    assert ask(Checking("course101", "ps2", 2), "1a", "12", environ) == "There is no such assignment."
