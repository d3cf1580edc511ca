"""The service's HTTP API as typed calls: for exchange classes, pre-processors and commands."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import requests

from gradcheck_course.classroom.files import FilePart, files_from_json
from gradcheck_course.classroom.problems import GivenSet
from gradcheck_course.errors import CourseError

CONNECT_SECONDS = 10.0
LARGEST_BODY = 20 * 2**20


@dataclass(frozen=True, slots=True)
class CourseInfo:
    """A course of the caller; role is instructor or student."""

    id: str
    title: str
    role: str


@dataclass(frozen=True, slots=True)
class AssignmentInfo:
    """An assignment that the caller may see; status is draft or released.

    due  is the caller's own.    attempt  where they are, 0 before they fetched.    attempts  how many may be.
    """

    name: str
    title: str
    due: datetime | None
    status: str
    attempt: int = 0
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Receipt:
    """The service's word that a submission is on disk.

    person is empty for one's own; late_seconds 0 when in time; feedback says whether there is some.
    """

    receipt: str
    sha256: str
    received_at: datetime
    late_seconds: int = 0
    feedback: bool = False
    person: str = ""
    attempt: int = 1

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Receipt:
        """The receipt that the service wrote."""
        return cls(
            receipt=record["receipt"],
            sha256=record["sha256"],
            received_at=datetime.fromisoformat(record["received_at"]),
            late_seconds=record.get("late_seconds", 0),
            feedback=record.get("feedback", False),
            person=record.get("person", ""),
            attempt=record.get("attempt", 1),
        )


class ServiceClient:
    """The service, asked with one person's token. Every failure is a CourseError that says who must act."""

    def __init__(self, url: str, token: str, *, timeout: float = 60.0) -> None:
        """url is the service's prefix; timeout, in seconds, is for one answer."""
        self.url = url.rstrip("/") + "/"
        self.timeout = timeout
        self._session = requests.Session()
        # Nothing of the environment: a proxy would see the token, and .netrc would replace it.
        self._session.trust_env = False
        self._session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
        self._session.headers["Authorization"] = f"token {token}"

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str] = os.environ, *, timeout: float = 60.0
    ) -> ServiceClient:
        """The service and token that the environment names; see service_url and token_of.

        Raises CourseError when it names none.
        """
        return cls(service_url(environ), token_of(environ), timeout=timeout)

    def courses(self) -> tuple[CourseInfo, ...]:
        """The courses of the caller."""
        return tuple(CourseInfo(**record) for record in self._list("courses", "courses"))

    def assignments(self, course: str) -> tuple[AssignmentInfo, ...]:
        """The assignments that the caller may see."""
        records = self._list("assignments", "courses", course, "assignments")
        return tuple(
            AssignmentInfo(
                record["name"],
                record["title"],
                _moment(record["due"]),
                record["status"],
                record.get("attempt", 0),
                record.get("attempts", 1),
            )
            for record in records
        )

    def release(self, course: str, assignment: str) -> datetime:
        """When it was released. Instructors only."""
        record = self._ask("POST", "courses", course, "assignments", assignment, "release")
        return datetime.fromisoformat(record["released_at"])

    def unrelease(self, course: str, assignment: str) -> None:
        """Withdraw it. Instructors only."""
        self._ask("DELETE", "courses", course, "assignments", assignment, "release")

    def fetch(self, course: str, assignment: str) -> tuple[FilePart, ...]:
        """The caller's own notebook, with their own problems."""
        return self._files("courses", course, "assignments", assignment, "files")

    def submit(
        self, course: str, assignment: str, files: Sequence[FilePart], *, timestamp: str = ""
    ) -> Receipt:
        """The receipt for these files: when this returns they are on the service's disk."""
        body = {"files": [file.to_json() for file in files], "timestamp": timestamp}
        record = self._ask("POST", "courses", course, "assignments", assignment, "submissions", body=body)
        return Receipt.from_json(record)

    def submissions(self, course: str, assignment: str) -> tuple[Receipt, ...]:
        """The caller's own submissions, everybody's for an instructor; oldest first."""
        records = self._list("submissions", "courses", course, "assignments", assignment, "submissions")
        return tuple(Receipt.from_json(record) for record in records)

    def submission_files(self, course: str, receipt: str) -> tuple[FilePart, ...]:
        """The files as they were handed in."""
        return self._files("courses", course, "submissions", receipt, "files")

    def problems(self, course: str, assignment: str, person: str, *, receipt: str = "") -> GivenSet:
        """The recorded problems of a person, of the attempt of a receipt where one is named.

        Instructors and graders only.
        """
        path = ("courses", course, "assignments", assignment, "problems", person)
        return GivenSet.from_json(self._ask("GET", *path, query={"receipt": receipt} if receipt else None))

    def begin_attempt(self, course: str, assignment: str) -> int:
        """The number of the caller's next attempt, which was begun."""
        return self._ask("POST", "courses", course, "assignments", assignment, "attempts")["attempt"]

    def deal(self, course: str, assignment: str) -> tuple[int, int]:
        """How many students have their problems, of how many; some more than before. Instructors only."""
        record = self._ask("POST", "courses", course, "assignments", assignment, "deal")
        return record["dealt"], record["of"]

    def shared(self, course: str, assignment: str) -> tuple[dict[str, Any], ...]:
        """For each exercise, how many students have how many different problems. Instructors only."""
        return tuple(self._list("exercises", "courses", course, "assignments", assignment, "deal"))

    def extend(self, course: str, assignment: str, **extension: Any) -> dict[str, Any]:
        """The extension that was given: person, due, attempts, reason, by, at. Instructors only."""
        return self._ask("POST", "courses", course, "assignments", assignment, "extensions", body=extension)

    def extensions(self, course: str, assignment: str) -> tuple[dict[str, Any], ...]:
        """The extensions of an assignment. Instructors and graders only."""
        return tuple(self._list("extensions", "courses", course, "assignments", assignment, "extensions"))

    def standing(self, course: str, assignment: str) -> dict[str, Any]:
        """How far each person is with an assignment. Instructors and graders only."""
        return self._ask("GET", "courses", course, "assignments", assignment, "status")

    def events(self, course: str, *, after: int = 0) -> tuple[dict[str, Any], ...]:
        """A page of audit events after a number. Instructors only."""
        query = {"after": str(after)}
        return tuple(self._ask("GET", "courses", course, "events", query=query)["events"])

    def add_verdicts(
        self,
        course: str,
        assignment: str,
        person: str,
        receipt: str,
        verdicts: Mapping[str, Mapping[str, Any]],
    ) -> None:
        """Add verdicts by label, as MarkedNotebook.to_json() gives them. Instructors only."""
        body = {"receipt": receipt, "verdicts": {label: dict(record) for label, record in verdicts.items()}}
        self._ask("POST", "courses", course, "assignments", assignment, "verdicts", person, body=body)

    def verdicts(self, course: str, assignment: str) -> tuple[dict[str, Any], ...]:
        """The newest verdicts: records with person, receipt, label, verdict. Instructors only."""
        return tuple(self._list("verdicts", "courses", course, "assignments", assignment, "verdicts"))

    def put_feedback(self, course: str, receipt: str, files: Sequence[FilePart]) -> None:
        """Give the person of a submission these pages. Instructors only."""
        body = {"files": [file.to_json() for file in files]}
        self._ask("PUT", "courses", course, "submissions", receipt, "feedback", body=body)

    def feedback(self, course: str, receipt: str) -> tuple[FilePart, ...]:
        """The feedback pages for a submission."""
        return self._files("courses", course, "submissions", receipt, "feedback")

    def _files(self, *path: str) -> tuple[FilePart, ...]:
        return files_from_json(self._ask("GET", *path).get("files"))

    def _list(self, key: str, *path: str) -> list[dict[str, Any]]:
        return self._ask("GET", *path)[key]

    def _ask(
        self,
        method: str,
        *path: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """The service's answer. Raises CourseError for everything but a success."""
        url = self.url + "/".join(["api", *(quote(part, safe="") for part in path)])
        data = None if body is None else json.dumps(body).encode()
        if data is not None and len(data) > LARGEST_BODY:
            raise CourseError(
                f"These files are {len(data) / 2**20:.1f} MB together; {LARGEST_BODY >> 20} MB is the most.",
                action="Clear the outputs of the notebook, or leave large files out.",
                code="too-large",
                status=413,
            )
        try:
            answer = self._session.request(
                method,
                url,
                data=data,
                params=query,
                headers={"Content-Type": "application/json"} if data is not None else None,
                timeout=(CONNECT_SECONDS, self.timeout),
                allow_redirects=False,
            )
        except requests.Timeout as error:
            raise self._silent("did not answer in time") from error
        except requests.RequestException as error:
            raise self._silent("did not answer") from error
        return self._record(answer)

    def _record(self, answer: requests.Response) -> dict[str, Any]:
        try:
            record = answer.json()
        except requests.JSONDecodeError as error:
            raise self._strange(answer.status_code) from error
        if not isinstance(record, dict) or (answer.ok and "error" in record):
            raise self._strange(answer.status_code)
        if answer.ok:
            return record
        complaint = record.get("error")
        if not isinstance(complaint, dict):
            raise self._strange(answer.status_code)
        raise CourseError(
            str(complaint.get("message", "")),
            action=str(complaint.get("action", "")),
            code=str(complaint.get("code", "")),
            status=answer.status_code,
        )

    def _silent(self, what: str) -> CourseError:
        return CourseError(
            f"The gradcheck service {what} at {self.url}",
            action="Is the Hub running? Nothing was lost: try again, then tell your instructor.",
            code="no-answer",
        )

    def _strange(self, status: int) -> CourseError:
        return CourseError(
            f"What answers at {self.url} (status {status}) is not the gradcheck service.",
            action="Tell whoever runs the Hub: is the service running, and is GRADCHECK_SERVICE_URL right?",
            code="no-service",
            status=status,
        )


def service_url(environ: Mapping[str, str]) -> str:
    """The service's address: GRADCHECK_SERVICE_URL, else below the Hub's public address.

    Raises CourseError without either: at the Hub's API, whose address every server knows, are no services.
    """
    if url := environ.get("GRADCHECK_SERVICE_URL"):
        if urlsplit(url).scheme not in ("http", "https"):
            raise CourseError(f"GRADCHECK_SERVICE_URL is not an address: {url!r}.", action=_SET_URL)
        return url
    public = urlsplit(environ.get("JUPYTERHUB_PUBLIC_HUB_URL", ""))
    if public.scheme in ("http", "https"):
        root = public.path.rstrip("/").removesuffix("/hub")
        return urlunsplit((public.scheme, public.netloc, f"{root}/services/gradcheck/", "", ""))
    raise CourseError("I do not know where the gradcheck service is.", action=_SET_URL)


_SET_URL = (
    "Set GRADCHECK_SERVICE_URL, such as http://127.0.0.1:8000/services/gradcheck/ "
    "(in a Hub: in c.Spawner.environment)."
)


def token_of(environ: Mapping[str, str]) -> str:
    """The person's token: from the file GRADCHECK_TOKEN_FILE names, else JUPYTERHUB_API_TOKEN.

    Raises CourseError when there is none.
    """
    if name := environ.get("GRADCHECK_TOKEN_FILE"):
        try:
            token = Path(name).expanduser().read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CourseError("The token file cannot be read.", file=name, action=_HOW_TO_TELL) from error
    else:
        token = environ.get("JUPYTERHUB_API_TOKEN", "").strip()
    if not token or not token.isascii() or not token.isprintable():
        raise CourseError("There is no token that says who you are.", action=_HOW_TO_TELL)
    return token


_HOW_TO_TELL = (
    "On the Hub, restart your server. Elsewhere, make a token at the Hub (File, Hub Control Panel, Token), "
    "write it into a file and name that file in GRADCHECK_TOKEN_FILE."
)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
