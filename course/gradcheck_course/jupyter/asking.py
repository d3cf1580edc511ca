"""How a student's kernel asks the service about one answer: the standard library, the person's own token."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

SECONDS = 40.0
NO_SERVICE = "The course's service did not answer. Try again later, or hand in without a check."
NO_HUB = "Answers are checked on the course's Hub only. Handing in works as always."
_WORDS = {
    "right": "right",
    "partly_right": "partly right",
    "wrong": "not yet",
    "unreadable": "cannot be read (this cost no check)",
    "undecided": "could not be decided (this cost no check); a person will look at it when you hand in",
}


@dataclass(frozen=True, slots=True)
class Checking:
    """Where answers of a notebook are checked, and how often for each part."""

    course: str
    assignment: str
    most: int


def ask(checking: Checking, label: str, response: str, environ: Mapping[str, str] = os.environ) -> str:
    """What the service says of the answer, in a sentence; every failure is one too."""
    service = environ.get("GRADCHECK_SERVICE_URL", "")
    token = environ.get("JUPYTERHUB_API_TOKEN", "")
    if not service.startswith(("http://", "https://")) or not token:
        return NO_HUB
    place = f"api/courses/{quote(checking.course)}/assignments/{quote(checking.assignment)}/checks"
    request = Request(  # noqa: S310 - http or https, as the Hub set it
        f"{service.rstrip('/')}/{place}",
        data=json.dumps({"label": label, "response": response}).encode(),
        headers={"Authorization": f"token {token}", "Content-Type": "application/json"},
        method="POST",
    )
    try:
        # No proxy of the environment: it would see the token.
        with build_opener(ProxyHandler({})).open(request, timeout=SECONDS) as answer:
            return told(json.load(answer))
    except HTTPError as error:
        return _refused(error)
    except (OSError, HTTPException, ValueError):
        return NO_SERVICE


def told(record: Mapping[str, Any]) -> str:
    """A verdict in words.

    >>> told({"label": "1a", "outcome": "wrong", "feedback": "A sign is lost.", "tries_left": 2})
    '1a: not yet. A sign is lost. You can check 2 more.'
    """
    left = record["tries_left"]
    more = "This was your last check of this part." if left <= 0 else f"You can check {left} more."
    feedback = " ".join(str(record["feedback"]).split())
    words = _WORDS.get(record["outcome"], "undecided")
    return " ".join(part for part in (f"{record['label']}: {words}.", feedback, more) if part)


def _refused(error: HTTPError) -> str:
    try:
        complaint = json.load(error)["error"]
        return f"{complaint['message']} {complaint['action']}".strip()
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return NO_SERVICE
