"""Sandboxes for the tests: the one in force here, and one of each level that this machine allows."""

from __future__ import annotations

import pytest

from gradcheck_grader.sandbox import Level, Sandbox, SandboxError
from gradcheck_grader.sandbox.launch import launches
from gradcheck_grader.sandbox.visible import visible


@pytest.fixture(scope="session")
def strongest():
    """The sandbox in force here: there must be one."""
    box = Sandbox.start()
    yield box
    box.close()


@pytest.fixture(scope="session", params=list(Level))
def sandbox(request, strongest):
    """The sandbox of each level, skipped with the reason where it cannot be had; one always can."""
    if request.param is strongest.level:
        yield strongest
        return
    box = _of_level(request.param)
    yield box
    box.close()


def _of_level(level: Level) -> Sandbox:
    for launch in launches(visible()):
        if launch.level is level:
            try:
                return Sandbox.at(launch)
            except SandboxError as error:
                pytest.skip(f"level {level} cannot be had here: {error}")
    pytest.skip(f"level {level} cannot be had here: bubblewrap is not installed")
