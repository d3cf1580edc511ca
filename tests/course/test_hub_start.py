"""A Hub that finds its port taken starts on another one."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from gradcheck_course.classroom.founding import init_course
from gradcheck_course.hub import demo
from gradcheck_course.hub.configuration import HOST
from gradcheck_course.hub.demo_class import ADA, ASSIGNMENT, COURSE_ID, INSTRUCTOR
from gradcheck_course.hub.processes import marked_processes


@pytest.mark.parametrize("port", ["public"])
def test_a_port_that_somebody_took_meanwhile_is_given_up(tmp_path: Path, port: str) -> None:
    course = init_course(
        tmp_path / COURSE_ID,
        course_id=COURSE_ID,
        title="Taken",
        instructors=[INSTRUCTOR],
        students=[ADA],
        assignments=[ASSIGNMENT],
    )
    settings = demo.demo_settings(tmp_path, course, {})
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        number = taken.getsockname()[1]
        settings = replace(settings, ports=replace(settings.ports, **{port: number}))
        with ExitStack() as stack:
            hub = demo.serving_hub(settings, stack)
            assert demo.Operator.of(hub.settings).hub_serves()
            assert getattr(hub.settings.ports, port) != number
        assert marked_processes(settings.marker) == []
