"""A running class: a student and an instructor in a real browser, and what tokens may not do."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from gradcheck_course.classroom.founding import init_course
from gradcheck_course.errors import CourseError
from gradcheck_course.hub import demo
from gradcheck_course.hub.authenticator import generate_passwords
from gradcheck_course.hub.configuration import HubSettings
from gradcheck_course.hub.demo_class import ADA, ASSIGNMENT, COURSE_ID, INSTRUCTOR
from gradcheck_course.hub.demo_kernel import run_cells
from gradcheck_course.hub.demo_people import Caller
from gradcheck_course.hub.demo_report import Progress

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
# Patience for a busy machine with two cores; a page takes a second or two on a quiet one.
SECONDS = 60
expect.set_options(timeout=SECONDS * 1000)


@dataclass(frozen=True, slots=True)
class OpenClass:
    """A running Hub with one student and one instructor, ps1 released."""

    settings: HubSettings
    passwords: dict[str, str]
    people: demo.People


@pytest.fixture(scope="module")
def open_class(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenClass]:
    root = tmp_path_factory.mktemp("browser")
    course = init_course(
        root / COURSE_ID,
        course_id=COURSE_ID,
        title="In the browser",
        instructors=[INSTRUCTOR],
        students=[ADA],
        assignments=[ASSIGNMENT],
    )
    passwords = generate_passwords([INSTRUCTOR, ADA.id])
    with ExitStack() as stack:
        hub = demo.serving_hub(demo.demo_settings(root, course, passwords), stack)
        people = demo.gather(course, hub, Progress())
        people.instructor.release()
        yield OpenClass(hub.settings, passwords, people)


# For one test each: while Playwright runs, its event loop runs in this thread, and no other can be started.
@pytest.fixture
def browser() -> Iterator[Browser]:
    """Debian's Chromium; where it is required, its absence is a failure."""
    if not Path(CHROMIUM).exists() and not os.environ.get("GRADCHECK_REQUIRE_BROWSER"):
        pytest.skip(f"there is no Chromium at {CHROMIUM} (on Debian: apt install chromium)")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go; kept where GRADCHECK_SCREENSHOTS names a folder."""
    folder = Path(os.environ.get("GRADCHECK_SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def signed_in(browser: Browser, open_class: OpenClass, person: str, pictures: Path) -> Iterator[Page]:
    """A page of the person, who signed in by the form; afterwards no request had gone to another host."""
    asked: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(SECONDS * 1000)
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    try:
        page.goto(open_class.settings.url)
        page.get_by_label("Username").fill(person)
        page.locator("#password_input").fill(open_class.passwords[person])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(re.compile(f"/user/{person}/"))
        yield page
    finally:
        page.screenshot(path=pictures / f"{person}-last.png")
        context.close()
    hosts = {urlsplit(url).hostname for url in asked if urlsplit(url).scheme in ("http", "https", "ws")}
    assert hosts == {"127.0.0.1"}


def open_assignment_list(page: Page) -> None:
    page.locator(".lm-MenuBar-item", has_text="Nbgrader").click()
    page.locator(".lm-Menu-itemLabel", has_text="Assignment List").click()


def fetch_and_open(page: Page, pictures: Path) -> Locator:
    """Fetch ps1 in the Assignment List and open its notebook; the kernel is ready."""
    page.get_by_role("button", name="Fetch").click()
    expect(page.get_by_role("button", name="Submit")).to_be_visible()
    page.screenshot(path=pictures / "1-assignment-list.png")
    page.locator("#fetched_assignments_list a", has_text="ps1").first.click()
    page.locator("#fetched_assignments_list a").last.click()
    notebook = page.locator(".jp-NotebookPanel .jp-Notebook")
    expect(notebook).to_contain_text("%%answer 1a")
    # JupyterLab forgets a cell that is run before the kernel is there.
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle")
    return notebook


def answer_in(page: Page, label: str, response: str) -> None:
    """Type the response below the first line of the answer cell and run the cell."""
    cell = page.locator(".jp-Notebook .jp-CodeCell", has_text=f"%%answer {label}")
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(response)
    page.keyboard.press("Shift+Enter")


def press(page: Page, button: Locator) -> None:
    """Press a button of the formgrader and close the message that it worked."""
    button.click()
    message = page.locator(".modal.in")
    expect(message.locator(".modal-body")).to_contain_text("Success", ignore_case=True)
    message.get_by_role("button", name="OK").click()
    # Gone with its fading, or the next picture and the next click meet it.
    expect(page.locator(".modal, .modal-backdrop")).to_have_count(0)


def test_a_student_fetches_answers_and_submits(
    browser: Browser, open_class: OpenClass, pictures: Path
) -> None:
    with signed_in(browser, open_class, ADA.id, pictures) as page:
        open_assignment_list(page)
        notebook = fetch_and_open(page, pictures)
        problems = open_class.people.service.problems(COURSE_ID, ASSIGNMENT.name, ADA.id).problems
        right = problems[0].rebuild().parts[0].answer.reference_text()
        notebook.locator(".jp-CodeCell").first.locator(".cm-content").click()
        page.keyboard.press("Shift+Enter")
        expect(notebook).to_contain_text("Ready for your answers")
        answer_in(page, "1a", right)
        expect(notebook.locator(".jp-OutputArea", has_text="reads as")).to_be_visible()
        page.screenshot(path=pictures / "2-reads-as.png")
        answer_in(page, "1b", "2x +")
        expect(notebook.locator("pre[role=status]")).to_be_visible()
        page.screenshot(path=pictures / "3-unreadable.png")
        page.keyboard.press("Control+s")
        expect(page.locator(".lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)
        page.locator(".lm-TabBar-tabLabel", has_text="Assignments").click()
        page.get_by_role("button", name="Submit").click()
        expect(page.locator("#submitted_assignments_list")).to_contain_text("ps1")
        page.screenshot(path=pictures / "4-submitted.png")
    (receipt,) = open_class.people.service.submissions(COURSE_ID, ASSIGNMENT.name)
    assert receipt.person == ADA.id


def test_an_instructor_collects_marks_and_sees_the_score_in_the_formgraders_own_tab(
    browser: Browser, open_class: OpenClass, pictures: Path
) -> None:
    with signed_in(browser, open_class, INSTRUCTOR, pictures) as page:
        page.wait_for_url(re.compile(r"/user/iris/formgrader"))
        assert page.evaluate("window.top === window.self")
        row = page.locator("tr", has=page.locator("td.name", has_text="ps1"))
        expect(row).to_be_visible()
        page.screenshot(path=pictures / "5-formgrader.png")
        press(page, row.locator("td.collect a"))
        row.locator("td.num-submissions a").click()
        page.wait_for_url(re.compile("manage_submissions/ps1"))
        row = page.locator("tr", has=page.locator("td.student-id", has_text="ada"))
        press(page, row.locator("td.autograde a"))
        expect(row.locator("td.score")).to_have_text(re.compile(r"^1 / 2\d$"))
        page.screenshot(path=pictures / "6-scores.png")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("user/iris/api/contents", "the instructor's server"),
        ("user/iris/formgrader/api/status", "the formgrader"),
        ("hub/api/users", "who else exists"),
        ("hub/api/groups", "the groups"),
        ("services/gradcheck/api/courses/course101/assignments/ps1/problems/ada", "the problems' parameters"),
        ("services/gradcheck/api/courses/course101/assignments/ps1/verdicts", "everybody's verdicts"),
    ],
    ids=lambda value: value.replace(" ", "-"),
)
def test_a_students_token_is_refused(open_class: OpenClass, path: str, why: str) -> None:
    token = open_class.people.students[0].server.token
    with pytest.raises(CourseError) as refused:
        Caller(open_class.settings.url, token).request("GET", path)
    assert refused.value.status in (403, 404), why


def test_a_students_kernel_reaches_the_service_as_that_student(open_class: OpenClass) -> None:
    code = "from gradcheck_course.classroom.client import ServiceClient as S; S.from_environment().courses()"
    notebook = {"cells": [{"cell_type": "code", "source": code}]}
    cell = run_cells(open_class.people.students[0].server, "scratch.ipynb", notebook)["cells"][0]
    shown = cell["outputs"][0]["data"]["text/plain"]
    assert "course101" in shown
    assert "student" in shown
    assert "instructor" not in shown


def test_a_students_server_has_no_formgrader(open_class: OpenClass) -> None:
    with pytest.raises(CourseError) as absent:
        open_class.people.students[0].server.request("GET", "formgrader/api/status")
    assert absent.value.status == 404


def test_the_sign_in_page_refuses_a_wrong_password(open_class: OpenClass) -> None:
    with requests.Session() as session:
        address = f"{open_class.settings.url}hub/login"
        session.get(address, timeout=SECONDS)
        form = {"username": ADA.id, "_xsrf": session.cookies.get("_xsrf", path="/hub/")}
        refused = session.post(address, data=form | {"password": "wrong"}, timeout=SECONDS)
        assert refused.status_code == 403
        assert "Invalid username or password" in refused.text
