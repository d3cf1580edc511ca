"""The pages for browsers: what a person handed in and what came back. Plain HTML, no script."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tornado.web import HTTPError

from gradcheck_course.classroom.courses import Assignment, Course, zone
from gradcheck_course.classroom.members import Member, not_found
from gradcheck_course.classroom.room import Classroom
from gradcheck_course.hub.handlers import Handler, refusal_of
from gradcheck_course.hub.identity import HubIdentify
from gradcheck_course.records.store import Submitted
from gradcheck_course.web import render

# A feedback page quotes what a student wrote: no script, no form, no link to the reader's own origin.
FEEDBACK_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One assignment on the page; attempt: where the person is, 0 before they fetched it."""

    assignment: Assignment
    due: str
    released: bool
    receipts: tuple[Receipted, ...]
    attempt: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Receipted:
    """One submission on the page; pages are the feedback pages by name."""

    submitted: Submitted
    received: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One course on the page."""

    course: Course
    member: Member
    lines: tuple[Line, ...]


class PageHandler(Handler):
    """A page; a browser that nobody is logged in with is sent to the Hub's login."""

    def nobody(self) -> None:
        """To the login, where there is one."""
        if isinstance(self.desk.identify, HubIdentify):
            self.redirect(self.get_login_url())
        else:
            super().nobody()

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Tell an error on a page."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        complaint = self.complaint(status_code, kwargs.get("exc_info", (None, None, None))[1])
        self.finish(render("error.html", prefix=self.desk.prefix, **complaint))


class Home(PageHandler):
    """The prefix itself."""

    async def get(self) -> None:
        """The person's courses, assignments, receipts and feedback."""
        rooms = [
            (room, await self.stored(room.member, self.caller.name, self.caller.groups))
            for room in self.desk.rooms.values()
        ]
        sections = [await self.stored(section_of, room, member) for room, member in rooms if member]
        offered = any(0 < line.attempt < line.attempts for one in sections for line in one.lines)
        form = self.xsrf_form_html() if offered and not self.caller.by_token else ""
        shown = {"person": self.caller.name, "sections": sections, "xsrf": form}
        self.finish(render("home.html", prefix=self.desk.prefix, **shown))


class NextAttempt(PageHandler):
    """attempts/C/A"""

    async def post(self, course: str, assignment: str) -> None:
        """Begin the next attempt, then show the courses again."""
        room, member = await self.member(course)
        await self.drawn(room.begin_attempt, assignment, member)
        self.redirect(self.desk.prefix)


class FeedbackPage(PageHandler):
    """feedback/C/RECEIPT/PATH"""

    async def get(self, course: str, receipt: str, path: str) -> None:
        """One feedback page, fenced in: it holds text that a student wrote."""
        room, member = await self.member(course)
        for file in await self.stored(room.feedback, receipt, member):
            if file.path == path and path.endswith(".html"):
                self.set_header("Content-Security-Policy", FEEDBACK_POLICY)
                self.set_header("Content-Type", "text/html; charset=utf-8")
                self.finish(file.content)
                return
        raise refusal_of(not_found("There is no such feedback page."))


class NoPage(PageHandler):
    """An address that the service does not have."""

    async def prepare(self) -> None:
        """Say so, to anybody."""
        raise HTTPError(404)


def section_of(room: Classroom, member: Member) -> Section:
    """A course as a person sees it; blocks, and is called in a thread."""
    course = room.course
    lines = []
    for assignment, released in room.assignments(member):
        own = [item for item in room.submissions(assignment.name, member) if item.person == member.name]
        receipts = tuple(_receipted(room, course, member, item) for item in own)
        terms = room.terms(assignment, member.name)
        at = room.store.attempts(assignment.name).get(member.name, 0)
        due = _shown(terms.due, course)
        lines.append(Line(assignment, due, released, receipts, at, terms.attempts))
    return Section(course, member, tuple(lines))


def _receipted(room: Classroom, course: Course, member: Member, submitted: Submitted) -> Receipted:
    files = room.feedback(submitted.receipt, member) if submitted.feedback else ()
    pages = tuple(file.path for file in files if file.path.endswith(".html"))
    return Receipted(submitted, _shown(submitted.received_at, course), pages)


def _shown(moment: datetime | None, course: Course) -> str:
    return f"{moment.astimezone(zone(course.timezone)):%d %B %Y, %H:%M %Z}" if moment else ""


PAGE_ROUTES = (
    (r"", Home),
    (r"attempts/([^/]+)/([^/]+)", NextAttempt),
    (r"feedback/([^/]+)/([^/]+)/(.+)", FeedbackPage),
)
