"""The course's service: `python -m gradcheck_course.hub.service`, started by the Hub.

It alone opens the records, knows the secret and draws graded problems; everybody else asks it over HTTP.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import secrets
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jupyterhub.services.auth import HubOAuth
from tornado.httpserver import HTTPServer
from tornado.log import enable_pretty_logging
from tornado.web import Application, StaticFileHandler

from gradcheck_course.classroom.room import Classroom
from gradcheck_course.classroom.soundness import fault_by_lint
from gradcheck_course.errors import CourseError
from gradcheck_course.hub.handlers import LARGEST_BODY, PAGE_POLICY, Callback, Desk, Nowhere
from gradcheck_course.hub.handlers_api import API_ROUTES, Description
from gradcheck_course.hub.handlers_class import CLASS_ROUTES
from gradcheck_course.hub.handlers_pages import PAGE_ROUTES, NoPage
from gradcheck_course.hub.identity import CACHE_SECONDS, HubIdentify, Identify
from gradcheck_course.hub.openapi import described
from gradcheck_course.web import STATIC

DEFAULT_PREFIX = "/services/gradcheck/"
STOP_SECONDS = 8.0  # the Hub kills after ten

log = logging.getLogger("gradcheck.service")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the service listens and what it serves."""

    folders: tuple[Path, ...]
    host: str
    port: int
    prefix: str = DEFAULT_PREFIX

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """What the Hub said. Raises CourseError for what it did not say."""
        folders = [folder for folder in environ.get("GRADCHECK_COURSE", "").split(os.pathsep) if folder]
        if not folders:
            raise CourseError(
                "GRADCHECK_COURSE is not set.",
                action="Set it to the course folder in the Hub's configuration.",
            )
        host, port = host_and_port(environ.get("JUPYTERHUB_SERVICE_URL", ""))
        prefix = environ.get("JUPYTERHUB_SERVICE_PREFIX") or DEFAULT_PREFIX
        return cls(tuple(map(Path, folders)), host, port, prefix)


def host_and_port(address: str) -> tuple[str, int]:
    """Where to listen. Raises CourseError for an address that does not say."""
    try:
        url = urlsplit(address)
        host, port = url.hostname, url.port
    except ValueError:
        host = port = None
    if not host or not port:
        raise CourseError(
            "JUPYTERHUB_SERVICE_URL names no host and port.",
            action="Start the service by the Hub: give it a url in c.JupyterHub.services.",
        )
    return host, port


class StyleHandler(StaticFileHandler):
    """Our style sheets: the same for everybody, so nobody needs to log in for them."""

    def set_extra_headers(self, path: str) -> None:
        """The policy of the pages that they belong to."""
        self.set_header("Content-Security-Policy", PAGE_POLICY)
        self.set_header("X-Content-Type-Options", "nosniff")


def open_rooms(folders: tuple[Path, ...]) -> dict[str, Classroom]:
    """The classrooms of these folders by course id. Raises CourseError for an unusable one or a second id."""
    rooms: dict[str, Classroom] = {}
    for folder in folders:
        room = Classroom.open(folder, fault=fault_by_lint)
        if room.course.id in rooms:
            raise CourseError(f"Two course folders have the id {room.course.id!r}.", file=str(folder))
        rooms[room.course.id] = room
    return rooms


def make_application(
    rooms: Mapping[str, Classroom], identify: Identify, *, prefix: str = DEFAULT_PREFIX
) -> Application:
    """The Tornado application; its settings["desk"] is what must be closed in the end."""
    desk = Desk(rooms, identify, prefix)
    start = re.escape(prefix)
    shared = {"desk": desk}
    routes = [(f"{start}{pattern}/?", handler, shared) for pattern, handler in (*API_ROUTES, *CLASS_ROUTES)]
    routes += [(f"{start}{pattern}", handler, shared) for pattern, handler in PAGE_ROUTES]
    return Application(
        [
            *routes,
            (f"{start}api/openapi.json", Description, shared),
            (f"{start}oauth_callback", Callback, shared),
            (f"{start}static/(.*)", StyleHandler, {"path": str(STATIC)}),
            (f"{start}api/.*", Nowhere, shared),
            (r".*", NoPage, shared),
        ],
        cookie_secret=secrets.token_bytes(32),
        desk=desk,
        description=described((*API_ROUTES, *CLASS_ROUTES), prefix=prefix),
        log_function=_log_request,
    )


async def serve(settings: Settings, application: Application, stop: asyncio.Event) -> None:
    """Serve until stop is set, then finish what was begun."""
    server = HTTPServer(application, max_body_size=LARGEST_BODY, xheaders=True)
    try:
        server.listen(settings.port, address=settings.host)
    except OSError as error:
        raise CourseError(
            f"The service cannot listen at {settings.host}:{settings.port}: {error}.",
            action="Is it running already? Give it another port in c.JupyterHub.services.",
        ) from error
    log.info("serving %s at %s:%d", settings.prefix, settings.host, settings.port)
    await stop.wait()
    server.stop()
    desk: Desk = application.settings["desk"]
    deadline = asyncio.get_running_loop().time() + STOP_SECONDS
    while desk.open and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.02)
    await server.close_all_connections()
    desk.close()
    log.info("stopped")


async def run(settings: Settings, application: Application) -> None:
    """Serve until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(settings, application, stop)


def main(environ: Mapping[str, str] = os.environ) -> int:
    """Serve the course that the environment names; 0 when it was stopped, 2 when it could not start."""
    enable_pretty_logging()
    logging.getLogger().setLevel(logging.INFO)
    try:
        settings = Settings.from_environment(environ)
        rooms = open_rooms(settings.folders)
        hub_auth = HubOAuth(cache_max_age=CACHE_SECONDS)
        application = make_application(rooms, HubIdentify(hub_auth), prefix=settings.prefix)
        asyncio.run(run(settings, application))
    except CourseError as error:
        log.error("%s", error)
        return 2
    return 0


def _log_request(handler: object) -> None:
    """One line a request, without query strings, which may hold login codes."""
    from tornado.web import RequestHandler

    if isinstance(handler, RequestHandler):
        request = handler.request
        level = logging.WARNING if handler.get_status() >= 500 else logging.INFO
        milliseconds = 1000 * request.request_time()
        log.log(level, "%d %s %s %.0f ms", handler.get_status(), request.method, request.path, milliseconds)


if __name__ == "__main__":
    sys.exit(main())
