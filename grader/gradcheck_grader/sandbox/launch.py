"""The command that starts a sandbox at each level."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gradcheck_grader.sandbox.levels import Level
from gradcheck_grader.sandbox.visible import HOME, INSIDE, PACKAGES, Visible

# Warm, small and the same every time: one thread, one hash, no locale of the host.
ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
_START = "import sys; sys.path.insert(0, {home!r}); from inside.zygote import main; main()"


@dataclass(frozen=True, slots=True)
class Launch:
    """A way to start a sandbox: its level and the command."""

    level: Level
    command: tuple[str, ...]


def launches(shown: Visible) -> list[Launch]:
    """The ways to start a sandbox that may work here, strongest first."""
    wrapper = shutil.which("bwrap", path=os.environ.get("PATH", os.defpath))
    found = [Launch(Level.BUBBLEWRAP, _bubblewrap(wrapper, shown))] if wrapper else []
    return [*found, Launch(Level.NAMESPACES, _namespaces(shown)), Launch(Level.LANDLOCK, _landlock(shown))]


def _bubblewrap(wrapper: str, shown: Visible) -> tuple[str, ...]:
    """Bubblewrap with every namespace. Root keeps what it needs to become nobody, and nothing else."""
    if os.geteuid() == 0:
        user = ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        user = ["--unshare-user", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL"]
    options = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    options += [*user, "--clearenv"]  # no session of its own: one signal must reach the whole group
    for name, value in ENVIRONMENT.items():
        options += ["--setenv", name, value]
    for folder in _folders_of(shown):
        options += ["--perms", "0755", "--dir", folder]  # else they are root's alone
    for source, target in shown.binds:
        options += ["--ro-bind", source, target]
    for target, place in shown.links:
        options += ["--symlink", target, place]
    for mask in shown.masks:
        options += ["--tmpfs", mask, "--remount-ro", mask]
    options += ["--remount-ro", "/", "--chdir", "/"]
    settings = {"level": Level.BUBBLEWRAP, "packages": PACKAGES}
    return (wrapper, *options, "--", *_python(shown, HOME, settings))


def _folders_of(shown: Visible) -> list[str]:
    """The folders in which something is shown, outer ones first."""
    folders = {str(folder) for _, target in shown.binds for folder in Path(target).parents}
    return sorted(folders - {"/"})


def _namespaces(shown: Visible) -> tuple[str, ...]:
    settings = {
        "level": Level.NAMESPACES,
        "packages": PACKAGES,
        "binds": shown.binds,
        "links": shown.links,
        "masks": shown.masks,
    }
    return _python(shown, str(INSIDE.parent), settings)


def _landlock(shown: Visible) -> tuple[str, ...]:
    packages = str(Path(shown.modules[0]).parent)
    settings = {"level": Level.LANDLOCK, "packages": packages, "paths": shown.paths()}
    return _python(shown, str(INSIDE.parent), settings)


def _python(shown: Visible, home: str, settings: Mapping[str, object]) -> tuple[str, ...]:
    """Python without site packages, without the current folder, writing no bytecode."""
    start = _START.format(home=home)
    return (shown.python, "-P", "-s", "-S", "-B", "-c", start, json.dumps({"home": home, **settings}))
