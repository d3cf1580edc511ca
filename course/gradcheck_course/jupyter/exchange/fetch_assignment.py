"""fetch_assignment: the person's own notebook, from the service into a folder."""

from __future__ import annotations

from nbgrader.exchange import abc

from gradcheck_course.classroom.files import refuse_unsafe
from gradcheck_course.jupyter.exchange.exchange import Exchange, write_folder


class ExchangeFetchAssignment(Exchange, abc.ExchangeFetchAssignment):
    """Brings the person's own problems; work that is there is never overwritten."""

    def init_dest(self) -> None:
        self.folder = self.local_folder(self.course(), self.assignment())
        if self.folder.exists() and not self.replace_missing_files:
            self.refuse(
                f"You have {self.folder.name} already, in {self.folder}. "
                "Run the command again with --replace to get back missing files only."
            )

    def copy_files(self) -> None:
        files = self.client().fetch(self.course(), self.assignment())
        if not self.folder.exists():
            write_folder(self.folder, files)
        refuse_unsafe(files)
        for file in files:
            target = self.folder / file.path
            if not target.exists():
                self.log.warning("Replacing the missing file %s", target)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.content)
        self.log.info("Fetched: %s %s, in %s", self.course(), self.assignment(), self.folder)
