"""Who is asking: the Hub says, by token or by the browser's cookie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from jupyterhub.services.auth import HubOAuth
from tornado.web import HTTPError, RequestHandler

from gradcheck_course.classroom.names import person_id_problem

CACHE_SECONDS = 30  # how long a person who was removed from a group may still be let in


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody whom the Hub knows; by_token: not a browser, so no page of another can make them ask."""

    name: str
    groups: frozenset[str]
    by_token: bool


class Identify(Protocol):
    """Tells who is asking."""

    async def identify(self, handler: RequestHandler) -> Caller | None:
        """The caller, or None when the request names nobody. Raises HTTPError 403 for whom it refuses."""
        ...


class HubIdentify:
    """Asks the Hub; lets in who has the scope to use this service."""

    def __init__(self, hub_auth: HubOAuth) -> None:
        self.hub_auth = hub_auth

    async def identify(self, handler: RequestHandler) -> Caller | None:
        """The caller, or None. Raises HTTPError 403 without the scope, or for a change without XSRF token."""
        model = await self.hub_auth.get_user(handler, sync=False)
        by_token = bool(self.hub_auth.get_token(handler, in_cookie=False))
        if model is None:
            changes = handler.request.method not in ("GET", "HEAD", "OPTIONS")
            if changes and not by_token and self.hub_auth.get_token(handler):
                handler.check_xsrf_cookie()  # says 403 when this is why the Hub was not asked
            return None
        scopes = self.hub_auth.access_scopes
        if not scopes or not self.hub_auth.check_scopes(scopes, model):
            raise HTTPError(403, "this token lacks the scope to use the service")
        if person_id_problem(model["name"]):
            raise HTTPError(403, "this name cannot be used here")
        return Caller(model["name"], frozenset(model.get("groups") or ()), by_token)
