"""The part of the JSON API by which a class is led: attempts, extensions, how far it is, what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gradcheck_course.classroom.checking import check_answer
from gradcheck_course.classroom.dealing import deal, shared
from gradcheck_course.classroom.standing import standing
from gradcheck_course.hub.handlers import ApiHandler, RefusedError
from gradcheck_course.records.extensions import Extension

LONGEST_REASON = 500
MOST_EVENTS = 1000
DEAL_SECONDS = 2.0  # others wait as long for their notebooks


class Attempts(ApiHandler):
    """api/courses/C/assignments/A/attempts"""

    async def post(self, course: str, assignment: str) -> None:
        """Begin the next attempt, with new problems (where the assignment allows one)."""
        room, member = await self.member(course)
        attempt = await self.drawn(room.begin_attempt, assignment, member)
        self.answer({"name": assignment, "attempt": attempt}, status=201)


class Checks(ApiHandler):
    """api/courses/C/assignments/A/checks"""

    async def post(self, course: str, assignment: str) -> None:
        """Judge one answer of the caller's own problems now, as often as the assignment allows."""
        room, member = await self.member(course)
        body = self.json_body()
        label, response = body.get("label"), body.get("response")
        workers = self.desk.workers
        self.answer(await self.judged(check_answer, room, workers, assignment, member, label, response))


class Extensions(ApiHandler):
    """api/courses/C/assignments/A/extensions"""

    async def get(self, course: str, assignment: str) -> None:
        """Who has another due date, or more attempts (instructors, graders)."""
        room, _ = await self.member(course, marking=True)
        found = await self.stored(room.extensions, assignment)
        self.answer({"extensions": [extension_record(one) for one in found.values()]})

    async def post(self, course: str, assignment: str) -> None:
        """Give a person another due date, or more attempts; it replaces what they had (instructors)."""
        room, member = await self.member(course, teaching=True)
        wanted = extension_from(self.json_body())
        given = await self.stored(room.extend, assignment, wanted, member)
        self.answer(extension_record(given), status=201)


class Deal(ApiHandler):
    """api/courses/C/assignments/A/deal"""

    async def get(self, course: str, assignment: str) -> None:
        """For each exercise, how many students share a problem with others (instructors)."""
        room, _ = await self.member(course, teaching=True)
        self.answer({"exercises": await self.stored(shared, room, assignment)})

    async def post(self, course: str, assignment: str) -> None:
        """Draw and check problems for students without, for two seconds: ask again until all have theirs
        (instructors).
        """
        room, member = await self.member(course, teaching=True)
        self.answer(await self.drawn(deal, room, assignment, member, seconds=DEAL_SECONDS))


class Standing(ApiHandler):
    """api/courses/C/assignments/A/status"""

    async def get(self, course: str, assignment: str) -> None:
        """How far each person is with an assignment (instructors, graders)."""
        room, _ = await self.member(course, marking=True)
        self.answer(await self.stored(standing, room, assignment))


class Events(ApiHandler):
    """api/courses/C/events"""

    async def get(self, course: str) -> None:
        """Who did what, to what, when: oldest first, a page at a time; ?after=NUMBER (instructors)."""
        room, _ = await self.member(course, teaching=True)
        after = self.get_query_argument("after", "0")
        if not after.isdecimal() or len(after) > 18:
            raise RefusedError(422, "bad-request", "after is the number of an event.")
        found = await self.stored(room.store.events, after=int(after), most=MOST_EVENTS)
        self.answer(
            {
                "events": [
                    {
                        "number": one.id,
                        "at": one.at.isoformat(),
                        "actor": one.actor,
                        "action": one.action,
                        "subject": one.subject,
                        "detail": one.detail,
                    }
                    for one in found
                ]
            }
        )


def extension_from(body: dict[str, Any]) -> Extension:
    """The extension that a request asks for. Raises RefusedError for anything else."""
    person, due, reason = body.get("person"), body.get("due"), body.get("reason", "")
    attempts = body.get("attempts", 0)
    if not isinstance(person, str) or not isinstance(reason, str) or len(reason) > LONGEST_REASON:
        raise RefusedError(422, "bad-request", "A person and a short reason are needed.")
    if isinstance(attempts, bool) or not isinstance(attempts, int) or not 0 <= attempts <= 20:
        raise RefusedError(422, "bad-request", "The attempts are a whole number from 0 to 20.")
    try:
        moment = None if due is None else datetime.fromisoformat(due)
    except (TypeError, ValueError) as error:
        raise RefusedError(422, "bad-request", "The due date is not a date and time.") from error
    if moment is not None and moment.utcoffset() is None:
        raise RefusedError(422, "bad-request", "The due date has no time zone.")
    return Extension(person, moment, attempts, reason)


def extension_record(extension: Extension) -> dict[str, Any]:
    """An extension as the service tells it."""
    return {
        "person": extension.person,
        "due": extension.due.isoformat() if extension.due else None,
        "attempts": extension.attempts,
        "reason": extension.reason,
        "by": extension.by,
        "at": extension.at.isoformat() if extension.at else None,
    }


CLASS_ROUTES = (
    (r"api/courses/([^/]+)/assignments/([^/]+)/attempts", Attempts),
    (r"api/courses/([^/]+)/assignments/([^/]+)/checks", Checks),
    (r"api/courses/([^/]+)/assignments/([^/]+)/extensions", Extensions),
    (r"api/courses/([^/]+)/assignments/([^/]+)/deal", Deal),
    (r"api/courses/([^/]+)/assignments/([^/]+)/status", Standing),
    (r"api/courses/([^/]+)/events", Events),
)
