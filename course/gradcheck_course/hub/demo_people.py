"""What people of the demo do, each with their own token at their own Jupyter server.

These are the requests that JupyterLab's Assignment List and the formgrader make in a browser. nbgrader
answers them inside the person's own server, whose exchange classes then speak to the course's service with
that server's token.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import requests

from gradcheck_course.errors import CourseError
from gradcheck_course.hub.configuration import SERVICE_ACCESS, HubSettings

# Above what the slowest step takes on a busy machine: autograding imports all of SymPy once.
SECONDS = 120
# For a look whether somebody serves there: who listens at a port need not be ours, and may never answer.
GLANCE = 5
TOKEN_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Caller:
    """An address, the token that is shown there, and the seconds that an answer may take."""

    url: str
    token: str
    patience: float = SECONDS

    def request(
        self, method: str, path: str, *, body: Any = None, params: Mapping[str, str] | None = None
    ) -> Any:
        """The decoded JSON answer, None for an empty one. Raises CourseError for anything but success."""
        try:
            response = requests.request(
                method,
                self.url + path,
                headers={"Authorization": f"token {self.token}"},
                json=body,
                params=params,
                timeout=self.patience,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise CourseError(f"{method} {self.url}{path}: {error}", code="no-answer") from error
        if not 200 <= response.status_code < 300:
            raise CourseError(
                f"{method} {self.url}{path} was answered with {response.status_code}: {response.text[:300]}",
                code="refused",
                status=response.status_code,
            )
        return response.json() if response.content else None


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs the Hub: starts servers and makes tokens, and does nothing in anybody's name."""

    caller: Caller
    service_url: str

    @classmethod
    def of(cls, settings: HubSettings) -> Operator:
        """The operator of the Hub with these settings."""
        return cls(Caller(f"{settings.url}hub/api/", settings.operator_token), settings.service_url)

    def hub_serves(self) -> bool:
        """Whether the Hub answers. The proxy's port opens seconds earlier and says 404 until then."""
        try:
            return "version" in (replace(self.caller, patience=GLANCE).request("GET", "") or {})
        except CourseError:
            return False

    def service_serves(self) -> bool:
        """Whether the course's service answers: it refuses the operator, who is nobody of the class.

        The Hub goes on without it when it takes longer than ten seconds to start.
        """
        try:
            Caller(self.service_url, self.caller.token, GLANCE).request("GET", "api/courses")
        except CourseError as error:
            return error.status in (401, 403)
        return True

    def start_server(self, person: str) -> None:
        """Ask for the person's server; it is ready once servers_ready says so."""
        self.caller.request("POST", f"users/{person}/server", body={})

    def server_ready(self, person: str) -> bool:
        """Whether the person's server serves. Raises CourseError when it failed to start."""
        servers = self.caller.request("GET", f"users/{person}")["servers"]
        if "" not in servers:
            raise CourseError(f"The Jupyter server of {person} did not start.", code="server")
        return bool(servers[""]["ready"])

    def token_for(self, person: str) -> str:
        """A token of the person's own for a day: their server and the course's service, nothing else."""
        scopes = [f"access:servers!user={person}", SERVICE_ACCESS]
        body = {"note": "gradcheck demo", "expires_in": TOKEN_SECONDS, "scopes": scopes}
        return self.caller.request("POST", f"users/{person}/tokens", body=body)["token"]


@dataclass(frozen=True, slots=True)
class Student:
    """A student at their own server, in one assignment."""

    name: str
    server: Caller
    course: str
    assignment: str

    @property
    def choice(self) -> dict[str, str]:
        return {"course_id": self.course, "assignment_id": self.assignment}

    def listed(self, status: str) -> dict[str, Any]:
        """The Assignment List's entry of that status. Raises CourseError when there is none."""
        answer = self.server.request("GET", "assignments", params={"course_id": self.course})
        entries = answer["value"] if answer["success"] else []
        for entry in entries:
            if (entry["assignment_id"], entry["status"]) == (self.assignment, status):
                return entry
        raise CourseError(
            f"The Assignment List of {self.name} does not show {self.assignment} as {status}: {answer}"
        )

    def fetch(self) -> str:
        """Fetch; return the notebook's path. nbgrader answers 200 even when fetching failed: so look."""
        self.server.request("POST", "assignments/fetch", body=self.choice)
        return self.listed("fetched")["notebooks"][0]["path"]

    def open_notebook(self, path: str) -> dict[str, Any]:
        """The notebook as it stands in the student's home."""
        return self.server.request("GET", f"api/contents/{path}", params={"content": "1"})["content"]

    def save_notebook(self, path: str, notebook: dict[str, Any]) -> None:
        """Save as JupyterLab does."""
        body = {"type": "notebook", "format": "json", "content": notebook}
        self.server.request("PUT", f"api/contents/{path}", body=body)

    def submit(self) -> None:
        """Submit what is saved; the Assignment List then shows it."""
        answer = self.server.request("POST", "assignments/submit", body=self.choice)
        if not answer["success"]:
            raise CourseError(f"{self.name} could not submit: {answer['value']}", code="submit")
        self.listed("submitted")

    def fetch_feedback(self) -> str:
        """Fetch the feedback; return the page's path in the student's home."""
        self.server.request("POST", "assignments/fetch_feedback", body=self.choice)
        for submission in self.listed("submitted")["submissions"]:
            if folder := submission.get("local_feedback_path"):
                files = self.server.request("GET", f"api/contents/{quote(folder)}")["content"]
                return next(file["path"] for file in files if file["name"].endswith(".html"))
        raise CourseError(f"{self.name} got no feedback.", code="feedback")


@dataclass(frozen=True, slots=True)
class Instructor:
    """The instructor at the formgrader of their own server, with one assignment."""

    name: str
    server: Caller
    assignment: str

    def press(self, action: str) -> None:
        """What a button of the formgrader does. Raises CourseError with nbgrader's own log when it failed."""
        answer = self.server.request("POST", f"formgrader/api/{action}")
        if not answer["success"]:
            words = "\n".join(answer.get(name, "") for name in ("log", "error"))
            raise CourseError(f"{action} failed for {self.name}:\n{words}", code="formgrader")

    def release(self) -> None:
        """Generate the students' version and release it."""
        self.press(f"assignment/{self.assignment}/assign")
        self.press(f"assignment/{self.assignment}/release")

    def collect(self) -> None:
        self.press(f"assignment/{self.assignment}/collect")

    def autograde(self, student: str) -> None:
        self.press(f"submission/{self.assignment}/{student}/autograde")

    def give_feedback(self) -> None:
        """Generate everybody's feedback and release it."""
        self.press(f"assignment/{self.assignment}/generate_feedback")
        self.press(f"assignment/{self.assignment}/release_feedback")

    def scores(self) -> dict[str, tuple[float, float]]:
        """Score and highest possible score by student, as nbgrader's gradebook has them."""
        entries = self.server.request("GET", f"formgrader/api/submissions/{self.assignment}")
        return {entry["student"]: (entry["score"], entry["max_score"]) for entry in entries}
