"""The service's API described in OpenAPI 3.1, made from the handlers themselves: it cannot lag behind."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from typing import Any

from tornado.web import RequestHandler

from gradcheck_course import __version__

METHODS = ("get", "post", "put", "delete")
_ERROR = {"$ref": "#/components/schemas/Error"}
_STATUS = {
    "401": "The Hub does not know the caller.",
    "403": "The caller's role, or their token, may not do this.",
    "404": "There is no such thing, or not for the caller.",
    "409": "It may not be done now; code says why.",
    "413": "The body, or a file in it, is too large.",
    "422": "The body is not what was asked for.",
    "429": "Too many requests; Retry-After says when to ask again.",
}


def described(routes: Iterable[tuple[str, type[RequestHandler]]], *, prefix: str) -> dict[str, Any]:
    """The description of these routes. The summary of a method is its docstring's first line."""
    paths: dict[str, Any] = {}
    for pattern, handler in routes:
        path, names = _path(pattern, handler)
        paths[path] = {
            method: _operation(getattr(handler, method), names)
            for method in METHODS
            if method in vars(handler)
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "gradcheck: the service of a course",
            "version": __version__,
            "description": "Every call brings a Hub token: Authorization: token TOKEN. Bodies are JSON.",
        },
        "servers": [{"url": prefix.rstrip("/")}],
        "security": [{"hub": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"hub": {"type": "apiKey", "in": "header", "name": "Authorization"}},
            "schemas": {"Error": _error_schema()},
        },
    }


def _path(pattern: str, handler: type[RequestHandler]) -> tuple[str, list[str]]:
    """The pattern with the names of its places, which the handler's methods give them."""
    method = next(getattr(handler, one) for one in METHODS if one in vars(handler))
    names = list(inspect.signature(method).parameters)[1:]
    left = iter(names)
    path = re.sub(r"\([^)]*\)", lambda _: "{" + next(left) + "}", pattern)
    return f"/{path}", names


def _operation(method: Any, names: list[str]) -> dict[str, Any]:
    told = inspect.getdoc(method) or ""
    if "(instructors, graders)" in told:
        roles = ["instructor", "grader"]
    elif "(instructors)" in told:
        roles = ["instructor"]
    else:
        roles = ["student", "grader", "instructor"]
    success = "201" if "status=201" in inspect.getsource(method) else "200"
    responses: dict[str, Any] = {
        status: {"description": text, "content": {"application/json": {"schema": _ERROR}}}
        for status, text in _STATUS.items()
    }
    responses[success] = {
        "description": "Done.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
    operation: dict[str, Any] = {
        "summary": told.partition("\n")[0],
        "x-roles": roles,
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
        ],
        "responses": dict(sorted(responses.items())),
    }
    if "json_body" in inspect.getsource(method):
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": {"type": "object"}}},
        }
    return operation


def _error_schema() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["code", "message", "action"],
                "properties": {"code": text, "message": text, "action": text},
            }
        },
    }
