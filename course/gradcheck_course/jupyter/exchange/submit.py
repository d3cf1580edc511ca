"""submit: the bytes of the person's notebook to the service, and the receipt that comes back."""

from __future__ import annotations

import json
from pathlib import Path

from nbgrader.exchange import abc

from gradcheck_course.classroom.client import Receipt
from gradcheck_course.classroom.files import FilePart
from gradcheck_course.jupyter.exchange.exchange import Exchange, stamp
from gradcheck_course.jupyter.layout import RECEIPTS_FILE


class ExchangeSubmit(Exchange, abc.ExchangeSubmit):
    """Sends the assignment's notebook as it is on disk; nothing in it is read or run."""

    def init_src(self) -> None:
        self.folder = self.local_folder(self.course(), self.assignment())
        self.coursedir.assignment_id = self.folder.name
        self.notebook = self.folder / f"{self.folder.name}.ipynb"
        if not self.folder.is_dir():
            self.refuse(f"There is no folder {self.folder}. Fetch the assignment first.")
        if not self.notebook.is_file():
            self.refuse(
                f"There is no {self.notebook.name} in {self.folder}. "
                "If you renamed your notebook, give it that name again."
            )
        for other in sorted(self.folder.glob("*.ipynb")):
            if other != self.notebook:
                self.log.warning("%s is not part of the assignment and is not sent.", other.name)

    def copy_files(self) -> None:
        file = FilePart(self.notebook.name, self.notebook.read_bytes())
        receipt = self.client().submit(self.course(), self.assignment(), [file], timestamp=self.timestamp)
        try:
            record_receipt(self.folder / RECEIPTS_FILE, receipt)
        except OSError as error:  # it is handed in all the same
            self.log.warning("The receipt could not be added to %s: %s", RECEIPTS_FILE, error)
        self.log.info("Submitted as: %s %s %s", self.course(), self.assignment(), stamp(receipt.received_at))
        self.log.info("Receipt: %s  sha256: %s", receipt.receipt, receipt.sha256)
        if not is_notebook(file.content):
            self.log.warning(
                "%s cannot be read as a notebook, so nothing in it can be marked. "
                "Open it in JupyterLab, save it and submit again.",
                self.notebook.name,
            )
        if receipt.late_seconds:
            self.log.warning("This is %s after the due date.", lateness(receipt.late_seconds))


def is_notebook(content: bytes) -> bool:
    """Whether these bytes are a whole notebook.

    >>> is_notebook(b'{"cells": []}'), is_notebook(b'{"cells": [')
    (True, False)
    """
    try:
        record = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and isinstance(record.get("cells"), list)


def record_receipt(path: Path, receipt: Receipt) -> None:
    """Add one line to the person's list of receipts: when, which, and the hash of what was sent."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{stamp(receipt.received_at)}  receipt {receipt.receipt}  sha256 {receipt.sha256}\n")


def lateness(seconds: int) -> str:
    """A length of time for a person.

    >>> lateness(90_061)
    '1 d 1 h 1 min'
    >>> lateness(59)
    'less than a minute'
    """
    minutes = seconds // 60
    amounts = ((minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "min"))
    return " ".join(f"{amount} {unit}" for amount, unit in amounts if amount) or "less than a minute"
