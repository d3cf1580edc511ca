"""The report of a bug: a file on this machine, with the traceback and the command line."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from gradcheck_course import __version__


def bug_report(error: Exception, arguments: Sequence[str], *, now: datetime) -> str:
    """The text of a report: versions, the command line, the traceback."""
    lines = [
        f"gradcheck {__version__}, Python {sys.version.split()[0]}, {sys.platform}, {now.isoformat()}",
        f"arguments: {json.dumps(list(arguments))}",
        "",
        *traceback.format_exception(error),
    ]
    return "\n".join(lines)


def write_report(text: str, name: str) -> Path | None:
    """The path of a new file with this text, in the state or a temporary folder; None if neither takes it."""
    for folder in (state_folder(), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # mkstemp never follows a link that somebody else put in the temporary folder.
            descriptor, path = tempfile.mkstemp(prefix=f"gradcheck-{name}-", suffix=".txt", dir=folder)
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
        except OSError:
            continue
        return Path(path)
    return None


def state_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where this program notes things: gradcheck in XDG_STATE_HOME, LOCALAPPDATA or ~/.local/state.

    >>> state_folder({"XDG_STATE_HOME": "/var/tmp/state"}).as_posix()
    '/var/tmp/state/gradcheck'
    """
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        # The XDG specification says that a relative path is to be ignored.
        if (value := environment.get(name)) and Path(value).is_absolute():
            return Path(value) / "gradcheck"
    return Path(environment.get("HOME") or Path("~").expanduser()) / ".local/state/gradcheck"
