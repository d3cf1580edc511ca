"""fetch_feedback: the person's feedback pages, from the service into the assignment's folder."""

from __future__ import annotations

from nbgrader.exchange import abc

from gradcheck_course.jupyter.exchange.exchange import Exchange, own_name, stamp, write_folder
from gradcheck_course.jupyter.layout import FEEDBACK_FOLDER


class ExchangeFetchFeedback(Exchange, abc.ExchangeFetchFeedback):
    """Brings every released page; each submission's stand in a folder named by its time."""

    def init_dest(self) -> None:
        self.folder = self.local_folder(self.course(), self.assignment()) / FEEDBACK_FOLDER

    def copy_files(self) -> None:
        client = self.client()
        receipts = client.submissions(self.course(), self.assignment())
        own = [receipt for receipt in receipts if receipt.person in ("", own_name())]
        ready = [receipt for receipt in own if receipt.feedback]
        for receipt in ready:
            folder = self.folder / stamp(receipt.received_at)
            write_folder(folder, client.feedback(self.course(), receipt.receipt))
            self.log.info("Fetched feedback: %s", folder)
        if not own:
            self.log.warning("You have not submitted %s.", self.assignment())
        elif not ready:
            self.log.warning("There is no feedback on %s yet.", self.assignment())
