"""What every request to the service has in common: who asks, limits, errors in words, headers."""

from __future__ import annotations

import asyncio
import errno
import functools
import json
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from jupyterhub.services.auth import HubOAuthCallbackHandler, HubOAuthenticated
from tornado.web import HTTPError, RequestHandler, stream_request_body

from gradcheck_course.classroom.files import FilePart
from gradcheck_course.classroom.members import Member, not_found
from gradcheck_course.classroom.room import Classroom
from gradcheck_course.classroom.workers import Workers
from gradcheck_course.errors import CourseError
from gradcheck_course.hub.identity import Caller, HubIdentify, Identify
from gradcheck_course.hub.limits import STUDENTS, TEACHERS, RateLimiter

LARGEST_BODY = 20 * 2**20
PAGE_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
API_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"

log = logging.getLogger("gradcheck.service")
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True)
class Desk:
    """What all handlers share.

    drawing  one thread for SymPy.    storing  a few for the records: nobody waits for a draw to hand in.
    judging  one thread, and one process, for answers that are checked at once.
    open     requests that are not answered yet; empty when the service may stop.
    """

    rooms: Mapping[str, Classroom]
    identify: Identify
    prefix: str
    drawing: Executor = field(default_factory=lambda: ThreadPoolExecutor(1, "gradcheck-drawing"))
    storing: Executor = field(default_factory=lambda: ThreadPoolExecutor(4, "gradcheck-storing"))
    judging: Executor = field(default_factory=lambda: ThreadPoolExecutor(1, "gradcheck-judging"))
    workers: Workers = field(default_factory=Workers)
    open: set[RequestHandler] = field(default_factory=set[RequestHandler])
    limiter: RateLimiter = field(default_factory=RateLimiter)

    def close(self) -> None:
        """End the threads, then close the records."""
        for executor in (self.drawing, self.storing, self.judging):
            executor.shutdown()
        self.workers.close()
        for room in self.rooms.values():
            room.close()


class RefusedError(HTTPError):
    """An error that the caller is told in words: code, message, action."""

    def __init__(self, status: int, code: str, message: str, action: str = "") -> None:
        super().__init__(status, "%s", message)
        self.code = code
        self.message = message
        self.action = action


class Discreet(RequestHandler):
    """Logs how a request failed, but not its query, where login codes stand."""

    def log_exception(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """One line for a refusal, the whole story for a failure of ours."""
        request = self.request
        if isinstance(value, HTTPError):
            log.info("refused %s %s: %s", request.method, request.path, value)
        elif value is not None:
            log.error("failed at %s %s", request.method, request.path, exc_info=value)


class Handler(HubOAuthenticated, Discreet):  # pyright: ignore[reportIncompatibleMethodOverride]
    """A request of somebody whom the Hub knows; nobody else is answered."""

    policy = PAGE_POLICY

    def initialize(self, desk: Desk) -> None:
        """Take what all handlers share."""
        self.desk = desk
        self.caller = Caller("", frozenset(), False)
        if isinstance(desk.identify, HubIdentify):
            self.hub_auth = desk.identify.hub_auth

    def set_default_headers(self) -> None:
        """Headers of every answer, errors too."""
        self.set_header("Content-Security-Policy", self.policy)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")
        if wait := getattr(self, "retry_after", 0):
            self.set_header("Retry-After", str(wait))

    async def prepare(self) -> None:
        """Find out who asks, and refuse a change that another site's page could have made a browser send."""
        self.desk.open.add(self)
        caller = await self.desk.identify.identify(self)
        if caller is None:
            self.nobody()
            return
        if not caller.by_token and self.request.method not in ("GET", "HEAD", "OPTIONS"):
            self.check_xsrf_cookie()
        self.caller = caller
        self.refuse_too_many()

    def refuse_too_many(self) -> None:
        """Refuse somebody who asks so often that others would have to wait."""
        teaches = any(f"formgrade-{course}" in self.caller.groups for course in self.desk.rooms)
        wait = self.desk.limiter.seconds_to_wait(self.caller.name, TEACHERS if teaches else STUDENTS)
        if wait:
            self.retry_after = wait
            said = "You ask more often than the service answers."
            raise RefusedError(429, "too-many", said, f"Wait {wait} s, then try again.")

    def nobody(self) -> None:
        """Answer somebody whom the Hub does not know."""
        raise RefusedError(
            401, "no-token", "The service does not know who you are.", "Log in to the Hub again."
        )

    def on_finish(self) -> None:
        """The request is answered."""
        self.desk.open.discard(self)

    def on_connection_close(self) -> None:
        """The caller went away; what was begun is finished, but there is nobody to answer."""
        self.desk.open.discard(self)

    async def member(
        self, course: str, *, teaching: bool = False, marking: bool = False
    ) -> tuple[Classroom, Member]:
        """The course and the caller's membership. Others' courses do not exist for them.

        teaching  refuses everybody but instructors; marking everybody but instructors and graders.
        """
        room = self.desk.rooms.get(course)
        member = await self.stored(room.member, self.caller.name, self.caller.groups) if room else None
        if room is None or member is None:
            raise refusal_of(not_found("There is no such course."))
        if (teaching and not member.teaches) or (marking and not member.marks):
            who = "instructors" if teaching else "instructors and graders"
            raise RefusedError(403, "forbidden", f"Only {who} of the course may do this.")
        return room, member

    async def stored(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of work on the records, done in a thread."""
        return await self._in(self.desk.storing, functools.partial(work, *args, **kwargs))

    async def drawn(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of work that draws or renders problems, done in the one thread for it."""
        return await self._in(self.desk.drawing, functools.partial(work, *args, **kwargs))

    async def judged(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of work that judges an answer, done in the one thread for it."""
        return await self._in(self.desk.judging, functools.partial(work, *args, **kwargs))

    async def _in(self, executor: Executor, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(executor, work)
        except CourseError as error:
            raise refusal_of(error) from error

    def complaint(self, status: int, error: BaseException | None) -> dict[str, str]:
        """Code, message and action for the caller; how we failed ourselves stays in the log."""
        if isinstance(error, RefusedError):
            return {"code": error.code, "message": error.message, "action": error.action}
        if error is not None and is_full(error):
            log.error("the disk of the records is full: make room, and nothing else has to be done")
            return {"code": "disk-full", "message": _FULL, "action": _WHEN_FULL}
        if status == HTTPStatus.FORBIDDEN:
            return {"code": "forbidden", "message": "You may not do this.", "action": _FORBIDDEN}
        phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Error"
        code = phrase.lower().replace(" ", "-")
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return {"code": code, "message": f"The service refused this request: {phrase}.", "action": ""}
        return {
            "code": code,
            "message": "The service failed at this request.",
            "action": "Try again; if it stays so, tell your instructor: the service's log says why.",
        }


_FULL = "There is no room left where the work of this course is kept: nothing was handed in."
_WHEN_FULL = "Keep your notebook, tell your instructor, and hand in again when there is room."
_FORBIDDEN = "Log in to the Hub again. In a notebook: restart your server, so that it gets a new token."


def is_full(error: BaseException) -> bool:
    """Whether the disk, or somebody's share of it, is full; SQLite says so in words of its own."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if "database or disk is full" in str(cause):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def refusal_of(error: CourseError) -> RefusedError:
    """The refusal that tells a CourseError; one without a status is the operator's and stays in the log."""
    if error.status:
        return RefusedError(error.status, error.code, error.message, error.action)
    log.error("%s", error)
    return RefusedError(
        503,
        "course-files",
        "The files of this course are not in order.",
        "Instructors: the service's log names the file and what to do. Students: try again later.",
    )


@stream_request_body
class ApiHandler(Handler):
    """A request of the JSON API; who asks and how much they send is checked before the body is read."""

    policy = API_POLICY

    def initialize(self, desk: Desk) -> None:
        """Begin with an empty body."""
        super().initialize(desk)
        self.body = bytearray()

    async def prepare(self) -> None:
        """Refuse a body that is too large, then who may not ask."""
        length = self.request.headers.get("Content-Length", "0")
        if length.isdecimal() and int(length) > LARGEST_BODY:
            raise RefusedError(
                413,
                "too-large",
                f"This is {int(length) / 2**20:.1f} MB; {LARGEST_BODY >> 20} MB is the most.",
                "Clear the outputs of your notebook, or leave large files out.",
            )
        await super().prepare()

    def data_received(self, chunk: bytes) -> None:
        """Collect the body."""
        self.body += chunk

    def json_body(self) -> dict[str, Any]:
        """The body as a JSON object. Raises RefusedError for anything else."""
        try:
            record = json.loads(bytes(self.body))
        except (ValueError, RecursionError) as error:
            raise RefusedError(422, "bad-request", "The body of this request is not JSON.") from error
        if not isinstance(record, dict):
            raise RefusedError(422, "bad-request", "The body of this request is not a JSON object.")
        return record

    def answer(self, record: Mapping[str, Any], *, status: int = 200) -> None:
        """Answer with a JSON object."""
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(record))

    def answer_files(self, files: tuple[FilePart, ...]) -> None:
        """Answer with files."""
        self.answer({"files": [file.to_json() for file in files]})

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Tell an error as {"error": {"code", "message", "action"}}."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        complaint = self.complaint(status_code, error)
        full = complaint["code"] == "disk-full"
        # What is refused before its body was read ends its connection: nobody may send another request on it.
        self.set_header("Connection", "close")
        self.answer({"error": complaint}, status=HTTPStatus.INSUFFICIENT_STORAGE if full else status_code)


class Nowhere(ApiHandler):
    """An address that the service does not have."""

    async def prepare(self) -> None:
        """Say so, to anybody."""
        raise RefusedError(404, "not-found", "The service has no such address.")


class Callback(Discreet, HubOAuthCallbackHandler):
    """Where the Hub sends a browser back to after logging in."""

    def initialize(self, desk: Desk) -> None:
        """Take the Hub's part of what handlers share."""
        if isinstance(desk.identify, HubIdentify):
            self.hub_auth = desk.identify.hub_auth
