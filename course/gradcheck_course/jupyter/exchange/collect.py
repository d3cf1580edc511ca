"""collect: the submissions of a class, from the service into nbgrader's submitted folder."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.exchange import abc

from gradcheck_course.classroom.client import Receipt, ServiceClient
from gradcheck_course.classroom.files import FilePart
from gradcheck_course.jupyter.exchange.exchange import Exchange, stamp, write_folder
from gradcheck_course.jupyter.layout import RECEIPT_FILE, TIMESTAMP_FILE


class ExchangeCollect(Exchange, abc.ExchangeCollect):
    """Writes one submission of each person: the newest, or with before_duedate the newest in time."""

    def copy_files(self) -> None:
        client = self.client()
        receipts = client.submissions(self.course(), self.assignment())
        assignments = {info.name: info for info in client.assignments(self.course())}
        due = assignments[self.assignment()].due if self.assignment() in assignments else None
        chosen = choose((r for r in receipts if self.wants(r.person)), due if self.before_duedate else None)
        for receipt in chosen:
            self.collect(client, receipt)
        if not chosen:
            self.log.warning("There are no submissions of %s to collect.", self.assignment())

    def collect(self, client: ServiceClient, receipt: Receipt) -> None:
        """Write one submission, unless what is there should stay."""
        step = self.coursedir.submitted_directory
        folder = Path(self.coursedir.format_path(step, receipt.person, self.assignment()))
        if folder.exists() and not self.replaces(folder, receipt):
            hint = "is the newest" if self.update else "is there already; --update takes newer ones"
            self.log.info("Kept: the submission of %s %s", receipt.person, hint)
            return
        name = f"{self.assignment()}.ipynb"
        # Nothing else is marked, and any other file would lie beside the instructor's own: a configuration
        # that nbgrader reads, a page that looks like feedback, a name that stops the writing.
        sent = [file for file in client.submission_files(self.course(), receipt.receipt) if file.path == name]
        if not sent:
            self.log.warning("Left out: %s handed in no %s", receipt.person, name)
            return
        own = [
            FilePart(TIMESTAMP_FILE, stamp(receipt.received_at).encode()),
            FilePart(RECEIPT_FILE, receipt.receipt.encode()),
        ]
        write_folder(folder, [*sent, *own])
        self.log.info("Collected: %s %s", receipt.person, self.assignment())

    def replaces(self, folder: Path, receipt: Receipt) -> bool:
        """Whether the submission takes the place of the one in the folder."""
        if not (self.update or self.before_duedate):
            return False
        # By the receipt and not by the time: the newest is the last in the records, whatever the clock said.
        known = folder / RECEIPT_FILE
        return not known.is_file() or known.read_text(encoding="utf-8").strip() != receipt.receipt


def choose(receipts: Iterable[Receipt], due: datetime | None) -> list[Receipt]:
    """One receipt a person, by person: the newest up to the due date, else the newest of all.

    receipts  oldest first.
    """
    newest: dict[str, Receipt] = {}
    in_time: dict[str, Receipt] = {}
    for receipt in receipts:
        newest[receipt.person] = receipt
        if due is not None and receipt.received_at.astimezone(UTC) <= due.astimezone(UTC):
            in_time[receipt.person] = receipt
    return [in_time.get(person, newest[person]) for person in sorted(newest)]
