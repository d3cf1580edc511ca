"""fetch_assignment: the person's own notebook, from the service into a folder."""

from __future__ import annotations

import json
from pathlib import Path

from nbgrader.exchange import abc

from gradcheck_course.classroom.files import FilePart, refuse_unsafe
from gradcheck_course.jupyter.exchange.exchange import Exchange, write_folder


class ExchangeFetchAssignment(Exchange, abc.ExchangeFetchAssignment):
    """Brings the person's own problems; work that is there is never overwritten."""

    def init_dest(self) -> None:
        self.folder = self.local_folder(self.course(), self.assignment())
        if self.folder.exists() and not self.replace_missing_files:
            self.refuse(
                f"You have {self.folder.name} already, in {self.folder}. "
                "Run the command again with --replace to get back missing files, "
                "or the notebook of an attempt that you have begun since."
            )

    def copy_files(self) -> None:
        files = self.client().fetch(self.course(), self.assignment())
        if not self.folder.exists():
            write_folder(self.folder, files)
        refuse_unsafe(files)
        for file in files:
            target = self.folder / file.path
            self.put_aside(target, file)
            if not target.exists():
                self.log.warning("Replacing the missing file %s", target)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.content)
        self.log.info("Fetched: %s %s, in %s", self.course(), self.assignment(), self.folder)

    def put_aside(self, target: Path, file: FilePart) -> None:
        """Give the notebook of an earlier attempt another name, so that the new one has its place."""
        had = attempt_of(target.read_bytes()) if target.is_file() else 0
        if not 0 < had < attempt_of(file.content):
            return
        aside = target.with_name(f"{target.stem} (attempt {had}){target.suffix}")
        if aside.exists():
            self.refuse(f"{aside.name} is in {self.folder} already. Give it another name, then fetch again.")
        target.rename(aside)
        self.log.info("Your notebook of attempt %d is now %s", had, aside.name)


def attempt_of(content: bytes) -> int:
    """The attempt that a notebook says it is of; 1 where it says none, 0 where it is no notebook of ours.

    >>> attempt_of(b'{"metadata": {"gradcheck": {"attempt": 2}}}'), attempt_of(b"[]")
    (2, 0)
    """
    try:
        said = json.loads(content)["metadata"]["gradcheck"].get("attempt", 1)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return 0
    return said if isinstance(said, int) else 0
