"""The service as the Hub starts it: with tokens, scopes, login and cookies. The Hub is a small stand-in."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from gradcheck_course.classroom.client import ServiceClient
from gradcheck_course.classroom.files import FilePart
from gradcheck_course.errors import CourseError

ACCESS = "access:services!service=gradcheck"
PREFIX = "/services/gradcheck/"
USERS = {
    "alice-token": {"name": "alice", "groups": ["nbgrader-course101"], "scopes": [ACCESS]},
    "narrow-token": {"name": "alice", "groups": ["nbgrader-course101"], "scopes": ["read:users!user=alice"]},
    "odd-token": {"name": "../odd", "groups": ["nbgrader-course101"], "scopes": [ACCESS]},
    "teacher-token": {"name": "teacher", "groups": ["formgrade-course101"], "scopes": [ACCESS]},
}
STARTER = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("sums", sys.argv[1])
sums = importlib.util.module_from_spec(spec)
sys.modules["sums"] = sums
spec.loader.exec_module(sums)
from gradcheck_course.classroom.room import Classroom
from gradcheck_course.hub import service
service.open_rooms = lambda folders: {
    "course101": Classroom.open(folders[0], find=sums.find, parts_of=sums.PARTS)
}
sys.exit(service.main())
"""


class WhoAmI(RequestHandler):
    """hub/api/user: whose is this token?"""

    def get(self):
        model = USERS.get(self.request.headers.get("Authorization", "").removeprefix("token "))
        if model is None:
            self.set_status(403)
        self.finish(json.dumps({"kind": "user", "admin": False, **(model or {})}))


class TokenFor(RequestHandler):
    """hub/api/oauth2/token: the token for a login's code, for whoever knows the service's own."""

    def post(self):
        assert self.get_argument("client_secret") == "service-token"
        assert self.get_argument("code_verifier")
        self.finish(json.dumps({"access_token": self.get_argument("code")}))


@pytest.fixture
def hub():
    """The address of the API of a Hub that knows USERS."""
    ready, stop = threading.Event(), asyncio.Event()
    found = {}

    async def serve():
        server = HTTPServer(Application([("/hub/api/user", WhoAmI), ("/hub/api/oauth2/token", TokenFor)]))
        server.listen(0, address="127.0.0.1")
        found["port"] = next(iter(server._sockets.values())).getsockname()[1]
        found["loop"] = asyncio.get_running_loop()
        ready.set()
        await stop.wait()
        server.stop()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(10)
    yield f"http://127.0.0.1:{found['port']}/hub/api"
    found["loop"].call_soon_threadsafe(stop.set)
    thread.join(10)


@pytest.fixture
def process(hub, course_folder):
    """The service's process, as the Hub starts it; process.url is its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "GRADCHECK_COURSE": str(course_folder),
        "JUPYTERHUB_SERVICE_NAME": "gradcheck",
        "JUPYTERHUB_SERVICE_PREFIX": PREFIX,
        "JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:{port}",
        "JUPYTERHUB_API_URL": hub,
        "JUPYTERHUB_API_TOKEN": "service-token",
        "JUPYTERHUB_CLIENT_ID": "service-gradcheck",
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_OAUTH_ACCESS_SCOPES": json.dumps([ACCESS]),
    }
    command = [sys.executable, "-c", STARTER, str(Path(__file__).with_name("sums.py"))]
    popen = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    popen.url = f"http://127.0.0.1:{port}{PREFIX}"
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0 or popen.poll() is not None:
                break
        time.sleep(0.1)
    yield popen
    popen.kill()
    popen.communicate()


def logged_in(url, token):
    """A browser's session after the Hub's login, and the answer that the login ends with."""
    session = requests.Session()
    to_hub = session.get(url, allow_redirects=False, timeout=10)
    assert to_hub.status_code == 302
    query = parse_qs(urlsplit(to_hub.headers["Location"]).query)
    back = {"code": token, "state": query["state"][0]}
    return session, session.get(f"{url}oauth_callback", params=back, timeout=10)


def test_tokens_scopes_login_cookies_and_the_end(process, course_folder):
    check_tokens(process.url)
    check_browser(process.url, course_folder)
    check_stop(process)


def check_tokens(url):
    teacher, alice = ServiceClient(url, "teacher-token"), ServiceClient(url, "alice-token")
    assert [course.role for course in teacher.courses() + alice.courses()] == ["instructor", "student"]
    teacher.release("course101", "ps1")
    alice.submit("course101", "ps1", alice.fetch("course101", "ps1"))
    for token, status in (("unknown", 401), ("narrow-token", 403), ("odd-token", 403)):
        with pytest.raises(CourseError) as caught:
            ServiceClient(url, token).submit("course101", "ps1", [FilePart("a", b"")])
        assert caught.value.status == status
    assert requests.get(f"{url}api/courses?token=alice-token", timeout=10).status_code == 401


def check_browser(url, folder):
    session, home = logged_in(url, "alice-token")
    assert home.status_code == 200
    assert "<strong>alice</strong>" in home.text
    assert session.get(f"{url}api/courses", timeout=10).json()["courses"][0]["role"] == "student"
    hand_in = f"{url}api/courses/course101/assignments/ps1/submissions"
    for forged in ({}, {"X-XSRFToken": "guess"}):
        # Without a body: it is refused before that is read, and whoever still sends one may see a reset.
        refused = session.post(hand_in, headers=forged, timeout=10)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden")
    file = folder / "course.toml"
    file.write_text(file.read_text().replace('name = "ps1"\n', 'name = "ps1"\nattempts = 2\n'))
    again = f"{url}attempts/course101/ps1"
    assert session.post(again, timeout=10).status_code == 403
    token = re.search(r'name="_xsrf" value="([^"]+)"', session.get(url, timeout=10).text)[1]
    begun = session.post(again, data={"_xsrf": token}, timeout=10)
    assert "Attempt 2 of 2." in begun.text
    stranger = requests.get(f"{url}oauth_callback", params={"code": "alice-token", "state": "x"}, timeout=10)
    assert stranger.status_code == 403, "a login that this browser did not begin"
    cookie = next(cookie for cookie in session.cookies if cookie.name == "service-gradcheck")
    assert cookie.path == PREFIX
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert "alice-token" not in cookie.value


def check_stop(process):
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0
    log = process.stderr.read()
    assert "stopped" in log
    assert not re.search(r"alice-token|teacher-token|Traceback", log)


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({}, "GRADCHECK_COURSE is not set. Set it to the course folder"),
        ({"GRADCHECK_COURSE": "/x"}, "JUPYTERHUB_SERVICE_URL names no host and port."),
        (
            {"GRADCHECK_COURSE": "/no/such", "JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:1"},
            "There is no course.toml in /no/such.",
        ),
    ],
)
def test_a_service_that_cannot_start_says_why_and_exits_2(environ, sentence, caplog):
    from gradcheck_course.hub.service import main

    assert main(environ) == 2
    assert sentence in caplog.text
