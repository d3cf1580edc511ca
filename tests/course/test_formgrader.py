"""formgrader's grading page in a browser without a network: formulas, reasons, a score that is kept."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from nbgrader.api import Gradebook
from playwright.sync_api import expect, sync_playwright
from tests.course.classes import COURSE, fill

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
SECONDS = 60


@pytest.fixture
def server(marked_class, tmp_path):
    """The address of a Jupyter server with formgrader, in the folder of a class with an undecided answer."""
    if not Path(CHROMIUM).exists() and not os.environ.get("GRADCHECK_REQUIRE_BROWSER"):
        pytest.skip(f"there is no Chromium at {CHROMIUM} (on Debian: apt install chromium)")
    marked_class.submit("alice", lambda notebook, answers: fill(notebook, answers | {"1b": "raise"}))
    marked_class.mark("alice")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--allow-root", "--ServerApp.token=t", f"--ServerApp.port={port}"]
    options.append("--ServerApp.jpserver_extensions=nbgrader.server_extensions.formgrader=True")
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", *options],
        cwd=marked_class.service.folder,
        env={**os.environ, "HOME": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path / "none")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/formgrader/api/status?token=t", process)
        yield address
    finally:
        process.terminate()
        process.wait(SECONDS)


def _wait_for(address, process):
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if requests.get(address, timeout=5).ok:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.2)
    raise AssertionError("the Jupyter server did not start")


def gradebook(given):
    return Gradebook(given.api.coursedir.db_url, COURSE)


def test_a_person_reads_formulas_and_reasons_offline_and_their_score_is_kept(server, marked_class, tmp_path):
    with gradebook(marked_class) as book:
        submission = book.find_submission_notebook("ps1", "ps1", "alice").id
    asked, broken = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(extra_http_headers={"Authorization": "token t"})
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.goto(f"{server}/formgrader/submissions/{submission}/?index=0", timeout=SECONDS * 1000)
        expect(page.get_by_text("Undecided: a person will look at it")).to_be_visible(timeout=SECONDS * 1000)
        assert page.locator("math").count() == 7
        fields = page.locator("input.score")
        expect(fields.nth(0)).to_have_attribute("placeholder", "1", timeout=SECONDS * 1000)
        page.screenshot(path=tmp_path / "formgrader.png", full_page=True)
        with page.expect_response(re.compile(r"/formgrader/api/grade/"), timeout=SECONDS * 1000):
            fields.nth(1).fill("2")
            fields.nth(1).blur()
        browser.close()
    assert broken == []
    assert [url for url in asked if not url.startswith(server)] == []
    with gradebook(marked_class) as book:
        grade = book.find_grade("ps1-1b", "ps1", "ps1", "alice")
        assert (grade.manual_score, grade.needs_manual_grade) == (2, False)
