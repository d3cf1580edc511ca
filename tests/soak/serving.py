"""The real service on loopback, in a process of its own, for people who are known by a token alone."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tornado.web import RequestHandler

from gradcheck_course.classroom.room import Classroom
from gradcheck_course.hub.identity import Caller
from gradcheck_course.hub.service import Settings, make_application, run

COURSE = "soak101"
TEACHER = "teacher"
PREFIX = "/services/gradcheck/"


class TokenIdentify:
    """Knows token-of-NAME for everybody: who is on the roster is the service's own question."""

    async def identify(self, handler: RequestHandler) -> Caller | None:
        """Whom the token says."""
        name = handler.request.headers.get("Authorization", "").removeprefix("token token-of-")
        role = "formgrade" if name == TEACHER else "nbgrader"
        return Caller(name, frozenset({f"{role}-{COURSE}"}), by_token=True) if name else None


def main(folder: str, port: str) -> None:
    """Serve a course folder until SIGTERM."""
    room = Classroom.open(Path(folder))
    application = make_application({room.course.id: room}, TokenIdentify(), prefix=PREFIX)
    settings = Settings((room.folder,), "127.0.0.1", int(port), PREFIX)
    asyncio.run(run(settings, application))


if __name__ == "__main__":
    main(*sys.argv[1:])
