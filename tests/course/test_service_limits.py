"""How often one may ask, and the description of the API."""

from __future__ import annotations

import re

import pytest
import requests

from gradcheck_course.hub.handlers_api import API_ROUTES
from gradcheck_course.hub.handlers_class import CLASS_ROUTES
from gradcheck_course.hub.limits import MOST_PEOPLE, Rate, RateLimiter

RATE = Rate(burst=3, per_second=0.5)


class Seconds:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_burst_is_answered_then_as_many_as_the_rate_allows():
    clock = Seconds()
    limiter = RateLimiter(clock=clock)
    assert [limiter.seconds_to_wait("alice", RATE) for _ in range(5)] == [0, 0, 0, 2, 2]
    clock.now = 2.0
    assert [limiter.seconds_to_wait("alice", RATE) for _ in range(2)] == [0, 2]
    clock.now = 1000.0
    assert [limiter.seconds_to_wait("alice", RATE) for _ in range(4)] == [0, 0, 0, 2]


def test_one_person_uses_up_nothing_of_anothers():
    limiter = RateLimiter(clock=Seconds())
    for _ in range(9):
        limiter.seconds_to_wait("alice", RATE)
    assert limiter.seconds_to_wait("bob", RATE) == 0


def test_the_names_that_are_remembered_are_bounded():
    limiter = RateLimiter(clock=Seconds())
    for number in range(MOST_PEOPLE + 50):
        limiter.seconds_to_wait(f"p{number}", RATE)
    assert len(limiter._buckets) == MOST_PEOPLE


def get(service, path, who):
    headers = {"Authorization": f"token token-of-{who}"}
    return requests.get(service.url + path, headers=headers, timeout=20)


def test_who_asks_too_often_is_told_when_to_ask_again(classroom_service):
    limiter = classroom_service.application.settings["desk"].limiter
    while not limiter.seconds_to_wait("alice", Rate(burst=120, per_second=0.001)):
        pass
    answer = get(classroom_service, "api/courses", "alice")
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too-many")
    assert int(answer.headers["Retry-After"]) >= 1
    assert get(classroom_service, "api/courses", "bob").status_code == 200


@pytest.fixture
def described(classroom_service):
    return get(classroom_service, "api/openapi.json", "alice").json()


def test_every_address_and_method_is_described(described):
    assert described["openapi"] == "3.1.0"
    known = {(path, method) for path, methods in described["paths"].items() for method in methods}
    for pattern, handler in (*API_ROUTES, *CLASS_ROUTES):
        for method in {"get", "post", "put", "delete"} & set(vars(handler)):
            assert any(re.fullmatch("/" + pattern, path) and method == verb for path, verb in known)
    assert all(
        operation["summary"] for methods in described["paths"].values() for operation in methods.values()
    )


@pytest.mark.parametrize(
    ("path", "method", "roles", "status"),
    [
        ("release", "post", ["instructor"], "200"),
        ("status", "get", ["instructor", "grader"], "200"),
        ("submissions", "post", ["student", "grader", "instructor"], "201"),
    ],
)
def test_the_description_says_who_may_and_what_comes(described, path, method, roles, status):
    operation = described["paths"][f"/api/courses/{{course}}/assignments/{{assignment}}/{path}"][method]
    assert (operation["x-roles"], status in operation["responses"]) == (roles, True)
    assert [one["name"] for one in operation["parameters"]] == ["course", "assignment"]


def test_strangers_are_not_told_the_description(classroom_service):
    assert requests.get(classroom_service.url + "api/openapi.json", timeout=20).status_code == 401
