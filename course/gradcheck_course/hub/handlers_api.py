"""The JSON API: each class is one address, each method says who may use it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from gradcheck_course.classroom.files import files_from_json
from gradcheck_course.hub.handlers import ApiHandler, RefusedError
from gradcheck_course.records.store import Submitted

LONGEST_TIME = 64


class Description(ApiHandler):
    """api/openapi.json"""

    async def get(self) -> None:
        """The description of this API in OpenAPI."""
        self.answer(self.settings["description"])


class Courses(ApiHandler):
    """api/courses"""

    async def get(self) -> None:
        """The courses of the caller, with their role."""
        courses = []
        for course_id, room in self.desk.rooms.items():
            if member := await self.stored(room.member, self.caller.name, self.caller.groups):
                course = await self.stored(lambda room=room: room.course)
                courses.append({"id": course_id, "title": course.title, "role": member.role})
        self.answer({"courses": courses})


class Assignments(ApiHandler):
    """api/courses/C/assignments"""

    async def get(self, course: str) -> None:
        """The assignments that the caller may see."""
        room, member = await self.member(course)
        listed = await self.stored(room.listed, member)
        self.answer({"assignments": listed})


class Release(ApiHandler):
    """api/courses/C/assignments/A/release"""

    async def post(self, course: str, assignment: str) -> None:
        """Show the assignment to students (instructors)."""
        room, member = await self.member(course, teaching=True)
        at = await self.stored(room.release, assignment, member)
        self.answer({"name": assignment, "released_at": _when(at)})

    async def delete(self, course: str, assignment: str) -> None:
        """Withdraw it (instructors)."""
        room, member = await self.member(course, teaching=True)
        await self.stored(room.unrelease, assignment, member)
        self.answer({"name": assignment, "released_at": None})


class Files(ApiHandler):
    """api/courses/C/assignments/A/files"""

    async def get(self, course: str, assignment: str) -> None:
        """The caller's own notebook, with their own problems."""
        room, member = await self.member(course)
        self.answer_files(await self.drawn(room.files, assignment, member))


class Submissions(ApiHandler):
    """api/courses/C/assignments/A/submissions"""

    async def get(self, course: str, assignment: str) -> None:
        """The caller's own submissions; everybody's for an instructor."""
        room, member = await self.member(course)
        submitted = await self.stored(room.submissions, assignment, member)
        self.answer({"submissions": [_receipt(item, named=member.marks) for item in submitted]})

    async def post(self, course: str, assignment: str) -> None:
        """Hand in. What this answers 201 to is on disk."""
        room, member = await self.member(course)
        body = self.json_body()
        said = body.get("timestamp", "")
        if (
            not isinstance(said, str)
            or len(said) > LONGEST_TIME
            or not (said.isprintable() and said.isascii())
        ):
            raise RefusedError(422, "bad-request", "The timestamp is not a short text.")
        files = await self.stored(files_from_json, body.get("files"))
        submitted = await self.stored(room.submit, assignment, member, files, said_time=said)
        self.answer(_receipt(submitted, named=member.marks), status=201)


class SubmissionFiles(ApiHandler):
    """api/courses/C/submissions/RECEIPT/files"""

    async def get(self, course: str, receipt: str) -> None:
        """The files as they were handed in (their own, or instructors)."""
        room, member = await self.member(course)
        self.answer_files(await self.stored(room.submission_files, receipt, member))


class Problems(ApiHandler):
    """api/courses/C/assignments/A/problems/PERSON"""

    async def get(self, course: str, assignment: str, person: str) -> None:
        """The recorded parameters of a person's problems (instructors, graders); neither seed nor secret.

        Those of the attempt that ?receipt=RECEIPT belongs to, else of the one submitted last.
        """
        room, _ = await self.member(course, marking=True)
        receipt = self.get_query_argument("receipt", "")
        found = await self.stored(room.problems, assignment, person, receipt=receipt)
        self.answer(found.to_json())


class Verdicts(ApiHandler):
    """api/courses/C/assignments/A/verdicts"""

    async def get(self, course: str, assignment: str) -> None:
        """The newest verdicts (instructors, graders)."""
        room, _ = await self.member(course, marking=True)
        self.answer({"verdicts": await self.stored(room.verdicts, assignment)})


class PersonVerdicts(ApiHandler):
    """api/courses/C/assignments/A/verdicts/PERSON"""

    async def post(self, course: str, assignment: str, person: str) -> None:
        """Add verdicts on a submission of that person (instructors, graders)."""
        room, member = await self.member(course, marking=True)
        body = self.json_body()
        await self.stored(room.add_verdicts, assignment, person, body, member)
        self.answer({"person": person, "labels": sorted(body["verdicts"])}, status=201)


class Feedback(ApiHandler):
    """api/courses/C/submissions/RECEIPT/feedback"""

    async def get(self, course: str, receipt: str) -> None:
        """The feedback pages (for their own submission, or instructors)."""
        room, member = await self.member(course)
        self.answer_files(await self.stored(room.feedback, receipt, member))

    async def put(self, course: str, receipt: str) -> None:
        """Give feedback pages to the person of that submission (instructors, graders)."""
        room, member = await self.member(course, marking=True)
        files = await self.stored(files_from_json, self.json_body().get("files"))
        await self.stored(room.put_feedback, receipt, files, member)
        self.answer({"receipt": receipt, "files": [file.path for file in files]})


def _receipt(submitted: Submitted, *, named: bool) -> dict[str, Any]:
    """The receipt as its owner sees it; named: with whose it is."""
    record = asdict(submitted) | {"received_at": _when(submitted.received_at)}
    if not named:
        del record["person"]
    return record


def _when(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


API_ROUTES = (
    (r"api/courses", Courses),
    (r"api/courses/([^/]+)/assignments", Assignments),
    (r"api/courses/([^/]+)/assignments/([^/]+)/release", Release),
    (r"api/courses/([^/]+)/assignments/([^/]+)/files", Files),
    (r"api/courses/([^/]+)/assignments/([^/]+)/submissions", Submissions),
    (r"api/courses/([^/]+)/assignments/([^/]+)/problems/([^/]+)", Problems),
    (r"api/courses/([^/]+)/assignments/([^/]+)/verdicts", Verdicts),
    (r"api/courses/([^/]+)/assignments/([^/]+)/verdicts/([^/]+)", PersonVerdicts),
    (r"api/courses/([^/]+)/submissions/([^/]+)/files", SubmissionFiles),
    (r"api/courses/([^/]+)/submissions/([^/]+)/feedback", Feedback),
)
