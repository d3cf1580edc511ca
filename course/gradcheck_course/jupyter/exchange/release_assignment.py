"""release_assignment: tells the service that students may fetch; each gets problems of their own."""

from __future__ import annotations

from pathlib import Path

from nbgrader.exchange import abc

from gradcheck_course.jupyter.exchange.exchange import Exchange, stamp


class ExchangeReleaseAssignment(Exchange, abc.ExchangeReleaseAssignment):
    """Opens an assignment. The release folder shows what it looks like; no file of it is copied."""

    def init_src(self) -> None:
        step = self.coursedir.release_directory
        name = self.assignment()
        folder = Path(self.coursedir.format_path(step, ".", name))
        if not folder.is_dir():
            self.refuse(f"There is no {folder}. Run `nbgrader generate_assignment {name}` first.")

    def copy_files(self) -> None:
        client = self.client()
        released = {info.name for info in client.assignments(self.course()) if info.status == "released"}
        if self.assignment() in released and not self.force:
            self.refuse(f"{self.assignment()} is released already. Nothing was changed.")
        released_at = client.release(self.course(), self.assignment())
        self.log.info("Released: %s %s, at %s", self.course(), self.assignment(), stamp(released_at))
