"""release_feedback: the generated pages to the service, each to the submission it is about."""

from __future__ import annotations

from pathlib import Path

from nbgrader.exchange import abc

from gradcheck_course.classroom.client import ServiceClient
from gradcheck_course.classroom.files import FilePart
from gradcheck_course.jupyter.exchange.exchange import Exchange
from gradcheck_course.jupyter.layout import RECEIPT_FILE


class ExchangeReleaseFeedback(Exchange, abc.ExchangeReleaseFeedback):
    """Gives each person their own pages; the receipt beside a page says which submission it is about."""

    def copy_files(self) -> None:
        client = self.client()
        step = self.coursedir.feedback_directory
        root = Path(self.coursedir.format_path(step, "*", self.assignment()))
        folders = sorted(Path(root.anchor).glob(str(root.relative_to(root.anchor))))
        wanted = [folder for folder in folders if self.wants(folder.parent.name)]
        for folder in wanted:
            self.release(client, folder)
        if not wanted:
            name = self.assignment()
            self.log.warning("There are no pages yet. Run `nbgrader generate_feedback %s` first.", name)

    def release(self, client: ServiceClient, folder: Path) -> None:
        """Send the page in one person's folder."""
        person = folder.parent.name
        # No other page: nbgrader copies what lies beside a notebook from folder to folder.
        page = folder / f"{self.assignment()}.html"
        receipt = folder / RECEIPT_FILE
        if not page.is_file() or not receipt.is_file():
            self.log.warning("%s has no page that belongs to a receipt, and is left out.", person)
            return
        number = receipt.read_text(encoding="utf-8").strip()
        client.put_feedback(self.course(), number, [FilePart(page.name, page.read_bytes())])
        self.log.info("Released feedback for %s on %s", person, self.assignment())
