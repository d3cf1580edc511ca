"""The client: what it says when the service is not there, is not ours, or refuses."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from gradcheck_course.classroom.client import ServiceClient, service_url, token_of
from gradcheck_course.classroom.files import FilePart
from gradcheck_course.errors import CourseError


@pytest.fixture
def answering():
    """Starts a server that answers everything the same: answering(status, body) is its address."""
    servers = []

    def start(status, body, location=""):
        class Same(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                if location:
                    self.send_header("Location", location)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Same)
        threading.Thread(target=server.serve_forever).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/services/gradcheck/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_service_that_is_not_there_is_said_with_its_address_and_what_to_do():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/services/gradcheck"
    with pytest.raises(CourseError) as caught:
        ServiceClient(url, "t").courses()
    assert str(caught.value) == (
        f"The gradcheck service did not answer at {url}/ "
        "Is the Hub running? Nothing was lost: try again, then tell your instructor."
    )
    assert caught.value.code == "no-answer"


def test_a_service_that_is_silent_is_given_up():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        client = ServiceClient(f"http://127.0.0.1:{listener.getsockname()[1]}/", "t", timeout=0.2)
        with pytest.raises(CourseError, match="did not answer in time"):
            client.courses()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>Hub</html>"),
        (302, b""),
        (404, b"not found"),
        (200, b"[]"),
        (500, b'{"error": 3}'),
        (502, b""),
    ],
)
def test_another_server_is_told_apart_from_a_refusal(answering, status, body):
    with pytest.raises(CourseError, match="is not the gradcheck service") as caught:
        ServiceClient(answering(status, body, "http://127.0.0.1:9/"), "t").courses()
    assert caught.value.code == "no-service"


def test_the_services_words_become_the_error(classroom_service):
    with pytest.raises(CourseError) as caught:
        classroom_service.client("mallory").courses()
    assert (caught.value.status, caught.value.code) == (401, "no-token")
    assert "Log in to the Hub again." in str(caught.value)


def test_names_cannot_leave_their_place_in_the_address(classroom_service):
    teacher = classroom_service.client("teacher")
    for name in ("../../../courses", "ps1/files", "%2e%2e", "ps1?x=1", "ps1#"):
        with pytest.raises(CourseError) as caught:
            teacher.problems("course101", "ps1", name)
        assert caught.value.status == 404


def test_files_that_would_leave_their_folder_are_refused_on_arrival(answering):
    body = b'{"files": [{"path": "../../.bashrc", "content": "eA=="}]}'
    with pytest.raises(CourseError, match="leaves its folder"):
        ServiceClient(answering(200, body), "t").fetch("course101", "ps1")


def test_too_much_is_refused_before_it_is_sent():
    files = [FilePart(f"f{number}", bytes(6 * 2**20)) for number in range(3)]
    with pytest.raises(CourseError, match="MB together; 20 MB is the most"):
        ServiceClient("http://127.0.0.1:9/", "t").submit("course101", "ps1", files)


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        ({"GRADCHECK_SERVICE_URL": "http://h:1/services/gradcheck/"}, "http://h:1/services/gradcheck/"),
        ({"JUPYTERHUB_PUBLIC_HUB_URL": "https://h/hub/"}, "https://h/services/gradcheck/"),
        ({"JUPYTERHUB_PUBLIC_HUB_URL": "https://h/base/hub/"}, "https://h/base/services/gradcheck/"),
    ],
)
def test_the_environment_says_where_the_service_is(environ, url):
    assert service_url(environ) == url


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"JUPYTERHUB_API_URL": "http://127.0.0.1:8081/hub/api"},
        {"GRADCHECK_SERVICE_URL": "file:///etc/passwd"},
    ],
)
def test_without_an_address_it_says_what_to_set(environ):
    with pytest.raises(CourseError, match="Set GRADCHECK_SERVICE_URL, such as http://127"):
        service_url(environ)


def test_the_token_comes_from_a_file_or_the_hub(tmp_path):
    (tmp_path / "token").write_text("from-file\n")
    assert token_of({"JUPYTERHUB_API_TOKEN": "from-hub"}) == "from-hub"
    assert (
        token_of({"GRADCHECK_TOKEN_FILE": str(tmp_path / "token"), "JUPYTERHUB_API_TOKEN": "x"})
        == "from-file"
    )
    for environ in (
        {},
        {"GRADCHECK_TOKEN_FILE": str(tmp_path / "none")},
        {"JUPYTERHUB_API_TOKEN": "a\nb: c"},
    ):
        with pytest.raises(CourseError, match="name that file in GRADCHECK_TOKEN_FILE"):
            token_of(environ)


def test_a_netrc_file_does_not_replace_the_token(classroom_service, tmp_path, monkeypatch):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login mallory password x\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert classroom_service.client("alice").courses()[0].role == "student"
