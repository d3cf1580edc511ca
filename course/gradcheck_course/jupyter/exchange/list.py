"""list: what is released and what was submitted, in the records that nbgrader's pages expect."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.exchange import abc

from gradcheck_course.classroom.client import AssignmentInfo, Receipt, ServiceClient
from gradcheck_course.jupyter.exchange.exchange import Exchange, own_name, stamp
from gradcheck_course.jupyter.layout import FEEDBACK_FOLDER

Info = dict[str, Any]


class ExchangeList(Exchange, abc.ExchangeList):
    """Lists released assignments; with inbound every submission one may see, with cached one's own."""

    def init_src(self) -> None:
        self.infos = self.submitted() if self.inbound or self.cached else self.released()

    def copy_files(self) -> None:
        """Listing copies nothing."""

    def list_files(self) -> list[Info]:
        """The records, and each as a line of the log."""
        if self.inbound or self.cached:
            self.log.info("Submitted assignments:")
            for group in self.infos:
                for info in group["submissions"]:
                    self.log.info("%s", _submitted_line(info))
        else:
            self.log.info("Released assignments:")
            for info in self.infos:
                note = " (already downloaded)" if info["status"] == "fetched" else ""
                self.log.info("%s %s%s", info["course_id"], info["assignment_id"], note)
        return self.infos

    def remove_files(self) -> list[Info]:
        """Close an assignment again. Submissions are never removed: they are records."""
        if self.inbound or self.cached:
            self.refuse("Submissions are kept: they are the record of what each person handed in.")
        self.client().unrelease(self.course(), self.assignment())
        self.log.info("No longer released: %s %s", self.course(), self.assignment())
        return [info | {"status": "removed"} for info in self.infos]

    def released(self) -> list[Info]:
        """One record for each released assignment."""
        client = self.client()
        return [
            self.released_info(course, assignment)
            for course in self.courses(client)
            for assignment in self.assignments(client, course)
            if assignment.status == "released"
        ]

    def released_info(self, course: str, assignment: AssignmentInfo) -> Info:
        """Status released, or fetched with the notebooks that are in the folder."""
        folder = self.local_folder(course, assignment.name)
        fetched = folder.is_dir()
        notebooks = sorted(folder.glob("*.ipynb")) if fetched else []
        return {
            "course_id": course,
            "assignment_id": assignment.name,
            "status": "fetched" if fetched else "released",
            "path": str(folder),
            "notebooks": [{"notebook_id": path.stem, "path": str(path)} for path in notebooks],
        }

    def submitted(self) -> list[Info]:
        """One record for each person and assignment, with its submissions inside, oldest first."""
        client = self.client()
        groups: dict[tuple[str, str, str], list[Info]] = {}
        for course in self.courses(client):
            for assignment in self.assignments(client, course):
                for receipt in client.submissions(course, assignment.name):
                    person = receipt.person or own_name()
                    if person == own_name() if self.cached else self.wants(person):
                        info = self.submitted_info(client, course, assignment.name, person, receipt)
                        groups.setdefault((course, person, assignment.name), []).append(info)
        return [
            {
                "course_id": course,
                "student_id": person,
                "assignment_id": name,
                "status": "submitted",
                "submissions": sorted(infos, key=lambda info: info["timestamp"]),
            }
            for (course, person, name), infos in sorted(groups.items())
        ]

    def submitted_info(
        self, client: ServiceClient, course: str, name: str, person: str, receipt: Receipt
    ) -> Info:
        """One submission, and where its feedback is."""
        timestamp = stamp(receipt.received_at)
        folder = self.local_folder(course, name)
        pages = folder / FEEDBACK_FOLDER / timestamp
        page = pages / f"{name}.html"
        has_local = page.is_file()
        feedback = {
            "has_local_feedback": has_local,
            "has_exchange_feedback": receipt.feedback,
            "feedback_updated": has_local
            and receipt.feedback
            and self.differs(client, course, receipt, page),
        }
        notebook = {
            "notebook_id": name,
            "path": str(folder / f"{name}.ipynb"),
            "local_feedback_path": str(page) if has_local else None,
        }
        return feedback | {
            "course_id": course,
            "student_id": person,
            "assignment_id": name,
            "timestamp": timestamp,
            "status": "submitted",
            "path": str(folder),
            "receipt": receipt.receipt,
            "notebooks": [notebook | feedback],
            "local_feedback_path": str(pages) if has_local else None,
        }

    def differs(self, client: ServiceClient, course: str, receipt: Receipt, page: Path) -> bool:
        """Whether the service has a newer page than the one that was fetched."""
        files = {file.path: file.content for file in client.feedback(course, receipt.receipt)}
        return files.get(page.name) != page.read_bytes()

    def courses(self, client: ServiceClient) -> list[str]:
        """The course that is set, else all of the person's."""
        if self.coursedir.course_id:
            return [self.coursedir.course_id]
        return [course.id for course in client.courses()]

    def assignments(self, client: ServiceClient, course: str) -> list[AssignmentInfo]:
        """The assignment that is named, else all of the course, by name."""
        wanted = self.coursedir.assignment_id
        found = [info for info in client.assignments(course) if wanted in ("", "*", info.name)]
        return sorted(found, key=lambda info: info.name)


def _submitted_line(info: Info) -> str:
    if info["has_local_feedback"] and not info["feedback_updated"]:
        note = "feedback already fetched"
    elif info["has_exchange_feedback"]:
        note = "feedback ready to be fetched"
    else:
        note = "no feedback available"
    return f"{info['course_id']} {info['student_id']} {info['assignment_id']} {info['timestamp']} ({note})"
