"""A real PostgreSQL server of the tests' own, in a temporary folder, reached by a socket there."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg


def binaries() -> Path | None:
    """Where Debian, or PATH, keeps the server; None where it is not installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if not found and on_path:
        found = [Path(on_path).parent]
    return max(found, default=None)


class Server:
    """Hands out a new, empty database at each call of `new_url`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    def new_url(self) -> str:
        self.count += 1
        name = f"records{self.count}"
        with psycopg.connect(f"host={self.folder} user=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://postgres@/{name}?host={quote(str(self.folder), safe='')}"


@contextmanager
def running_server(found: Path) -> Iterator[Server]:
    """The server, gone with its folder afterwards; root may not run it, and the user nobody does."""
    folder = Path(tempfile.mkdtemp(prefix="gradcheck-pg-", dir="/tmp"))
    user = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def run(*command: str) -> None:
        # Output into a file: a server that inherits a pipe keeps it open.
        with (folder / "commands.log").open("ab") as log:
            subprocess.run(command, check=True, stdout=log, stderr=log, cwd=folder, **user)

    data = str(folder / "data")
    settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    (folder / "commands.log").touch()
    try:
        run(str(found / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        run(
            str(found / "pg_ctl"), "-D", data, "-l", str(folder / "server.log"), "-o", settings, "-w", "start"
        )
        try:
            yield Server(folder)
        finally:
            run(str(found / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)
