"""One course as the service runs it: what each person may see, and everything that they may do."""

from __future__ import annotations

import json
import logging
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat

from gradcheck_course.classroom.courses import Assignment, Course, load_course
from gradcheck_course.classroom.files import FilePart, pack, unpack
from gradcheck_course.classroom.founding import SERVICE_FOLDER, read_secret, records_url
from gradcheck_course.classroom.giving import Giver, broken_exercise, checked
from gradcheck_course.classroom.members import (
    NO_ASSIGNMENT,
    Member,
    bad_request,
    conflict,
    description,
    enrolled,
    member_of,
    not_found,
)
from gradcheck_course.classroom.notebooks import personal_notebook
from gradcheck_course.classroom.policies import Terms, terms_for
from gradcheck_course.classroom.problems import Find, GivenSet, find_exercise
from gradcheck_course.classroom.soundness import Fault, no_fault
from gradcheck_course.errors import CourseError
from gradcheck_course.records.extensions import Extension
from gradcheck_course.records.store import Deed, NewSubmission, Store, Submitted
from gradcheck_grader.errors import GradcheckError
from gradcheck_grader.verdict import Verdict

log = logging.getLogger("gradcheck.room")


class Classroom:
    """A course folder, its records and its secret, opened by the service alone.

    A method that takes a Member checks what that person may see; one that changes something records it.
    Methods block; the service calls them in threads.
    """

    def __init__(
        self,
        folder: Path,
        store: Store,
        *,
        find: Find = find_exercise,
        parts_of: Mapping[str, int] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        fault: Fault = no_fault,
    ) -> None:
        self.folder = folder
        self.store = store
        self.find = find
        self.clock = clock
        self._parts_of = parts_of
        self.giver = Giver(store, read_secret(folder), lambda: self.find, fault)
        self._stamp = self._file_stamp()
        self._course = load_course(folder, parts_of=parts_of)
        self._take_over(self._course)

    @classmethod
    def open(
        cls,
        folder: Path | str,
        *,
        find: Find = find_exercise,
        parts_of: Mapping[str, int] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        fault: Fault = no_fault,
    ) -> Classroom:
        """The classroom of a course folder. Raises CourseError when it cannot be used.

        fault  says what is wrong with a problem that was drawn, before it is given.
        """
        folder = Path(folder).resolve()
        course = load_course(folder, parts_of=parts_of)
        read_secret(folder)
        store = Store(folder / SERVICE_FOLDER, course.id, url=records_url(folder))
        return cls(folder, store, find=find, parts_of=parts_of, clock=clock, fault=fault)

    def close(self) -> None:
        """Close the records."""
        self.store.close()

    @property
    def course(self) -> Course:
        """The course as its folder describes it now. Raises CourseError while course.toml is not in order."""
        stamp = self._file_stamp()
        if stamp != self._stamp:
            course = load_course(self.folder, parts_of=self._parts_of)
            if course.id != self.store.course:
                raise CourseError(
                    f"The course's id was {self.store.course!r} and is now {course.id!r}.",
                    file=str(self.folder / "course.toml"),
                    key="course, id",
                    action="Put the old id back: the records are kept under it.",
                )
            self._take_over(course)
            self._course, self._stamp = course, stamp
        return self._course

    def _take_over(self, course: Course) -> None:
        """Record who is in the course and what its assignments are, as its files say now."""
        described = {assignment.name: description(assignment) for assignment in course.assignments}
        self.store.roll.take_over(enrolled(course), described, Deed("course files", "operator", self.clock()))

    def _last_course(self) -> Course:
        """The course as its folder described it when it was last in order: a typing mistake costs no work."""
        try:
            return self.course
        except CourseError as error:
            log.error("%s", error)
            return self._course

    def member(self, name: str, groups: frozenset[str]) -> Member | None:
        """The person's membership by their Hub groups and the roster; None for everybody else."""
        return member_of(self._last_course(), name, groups)

    # Assignments

    def assignments(self, member: Member) -> list[tuple[Assignment, bool]]:
        """The assignments that a person may see, with whether each is released."""
        released = self.store.released()
        listed = [(assignment, assignment.name in released) for assignment in self.course.assignments]
        return [(assignment, out) for assignment, out in listed if out or member.marks]

    def listed(self, member: Member) -> list[dict[str, Any]]:
        """The assignments that a person may see, with what holds for this person."""
        records = []
        for assignment, released in self.assignments(member):
            terms = self.terms(assignment, member.name)
            records.append(
                {
                    "name": assignment.name,
                    "title": assignment.title,
                    "due": terms.due.isoformat() if terms.due else None,
                    "closes": terms.closes.isoformat() if terms.closes else None,
                    "attempt": self.store.attempts(assignment.name).get(member.name, 0),
                    "attempts": terms.attempts,
                    "checks": assignment.policy.checks,
                    "status": "released" if released else "draft",
                }
            )
        return records

    def release(self, name: str, member: Member) -> datetime:
        """When the assignment was released: now, or earlier if it was so already."""
        assignment = self.course.assignment(name)
        if at := self.store.released().get(assignment.name):
            return at
        deed = self._deed(member)
        self.store.set_released(assignment.name, True, deed)
        return deed.at

    def unrelease(self, name: str, member: Member) -> None:
        """Withdraw the assignment from students; what they got and handed in stays."""
        assignment = self.course.assignment(name)
        if assignment.name in self.store.released():
            self.store.set_released(assignment.name, False, self._deed(member))

    # Problems

    def files(self, name: str, member: Member) -> tuple[FilePart, ...]:
        """The person's own notebook; their problems are drawn at the first call and stay for ever."""
        assignment = self.released_to(name, member)
        attempt = self.attempt(assignment, member.name)
        problems = self.giver.given_or_drawn(assignment, member.name, attempt, lambda: self._deed(member))
        terms = self.terms(assignment, member.name)
        whose = f"These problems are yours alone, `{member.name}`."
        if terms.attempts > 1:
            whose += f" This is attempt {attempt} of {terms.attempts}."
        try:
            notebook = personal_notebook(
                self.course,
                replace(assignment, due=terms.due),
                problems,
                member.name,
                whose=whose,
                find=self.find,
            )
        except CourseError:
            raise
        except GradcheckError as error:
            raise broken_exercise(assignment, error) from error
        notebook.metadata["gradcheck"]["attempt"] = attempt
        content = nbformat.writes(notebook).encode()
        return (FilePart(f"{assignment.notebook}.ipynb", content),)

    def problems(self, name: str, person: str, *, receipt: str = "") -> GivenSet:
        """The problems that a person got in the attempt of a receipt, else in the one submitted last.

        With today's points. Raises CourseError when they got none.
        """
        assignment = self.course.assignment(name)
        submitted = list(self.store.submissions_of(assignment.name, person))
        if receipt:
            submitted = [one for one in submitted if one.receipt == receipt]
            if not submitted:
                raise not_found("There is no submission with this receipt.")
        attempt = submitted[-1].attempt if submitted else self.attempt(assignment, person)
        given = checked(assignment, self.store.given(assignment.name, person, attempt))
        if not given:
            raise not_found(f"{person[:80]!r} has not fetched {assignment.name} yet.")
        return GivenSet(person, attempt, given)

    def attempt(self, assignment: Assignment, person: str) -> int:
        """The attempt that a person is at; 1 before they have begun."""
        return self.store.attempts(assignment.name).get(person, 1)

    def begin_attempt(self, name: str, member: Member) -> int:
        """The number of the attempt that was begun, with new problems. Raises CourseError when none may."""
        assignment = self.released_to(name, member)
        terms, at = self.terms(assignment, member.name), self.attempt(assignment, member.name)
        if terms.closed(self.clock()):
            raise closed(assignment)
        if not self.store.given(assignment.name, member.name, at):
            raise conflict("Your first attempt begins when you fetch the assignment.", code="not-fetched")
        if at >= terms.attempts:
            raise conflict(f"This was your last attempt: {at} of {terms.attempts}.", code="no-attempts")
        handed_in = {one.attempt for one in self.store.submissions_of(assignment.name, member.name)}
        if at not in handed_in:
            raise conflict(f"Hand in attempt {at} before you begin the next one.", code="not-submitted")
        self.giver.given_or_drawn(assignment, member.name, at + 1, lambda: self._deed(member))
        return at + 1

    # Extensions

    def terms(self, assignment: Assignment, person: str) -> Terms:
        """What holds for a person: the policy of the assignment, with their extension."""
        return self.everybodys_terms(assignment)(person)

    def everybodys_terms(self, assignment: Assignment) -> Callable[[str], Terms]:
        """The terms of each person, asked of the records once."""
        extensions = self.store.extensions.of(assignment.name)

        def terms(person: str) -> Terms:
            own = extensions.get(person) or Extension(person)
            return terms_for(assignment.policy, assignment.due, extended=own.due, more_attempts=own.attempts)

        return terms

    def extend(self, name: str, extension: Extension, member: Member) -> Extension:
        """The extension that now holds for a person. Raises CourseError when they are not in the course."""
        assignment = self.course.assignment(name)
        if extension.person not in {one.name for one in self.store.roll.people()}:
            raise not_found(f"{extension.person[:80]!r} is not in the course.")
        if extension.due and assignment.due is None:
            raise conflict(f"{assignment.name} has no due date, so there is none to move.", code="no-due")
        return self.store.extensions.add(assignment.name, extension, self._deed(member))

    def extensions(self, name: str) -> dict[str, Extension]:
        """The extensions of an assignment by person."""
        return self.store.extensions.of(self.course.assignment(name).name)

    # Submissions

    def submit(
        self, name: str, member: Member, files: Sequence[FilePart], *, said_time: str = ""
    ) -> Submitted:
        """The submission, on disk and in the records when this returns; late ones too, marked so.

        Raises CourseError after the assignment closed, and for the notebook of an attempt that is over.
        """
        assignment = self._open_to(name, member, course=self._last_course())
        deed, terms = self._deed(member), self.terms(assignment, member.name)
        if terms.closed(deed.at) and not member.marks:
            raise closed(assignment)
        attempt = self.attempt(assignment, member.name)
        said = attempt_in(files, assignment) if attempt > 1 else attempt
        if said not in (None, attempt):
            raise conflict(
                f"This is the notebook of attempt {said}, and you have begun attempt {attempt}.",
                action="Fetch the assignment again and hand in its new notebook.",
                code="old-attempt",
            )
        new = NewSubmission(
            assignment.name, pack(files), attempt, terms.late_seconds(deed.at), said_time=said_time
        )
        return self.store.store_submission(new, deed)

    def submissions(self, name: str, member: Member) -> tuple[Submitted, ...]:
        """The person's own submissions, or everybody's for who marks; oldest first."""
        assignment = self._open_to(name, member)
        found = self.store.submissions_of(assignment.name, None if member.marks else member.name)
        terms = self.everybodys_terms(assignment)
        return tuple(self._as_it_stands(one, terms(one.person), member) for one in found)

    def submission(self, receipt: str, member: Member) -> Submitted:
        """The submission of a receipt; for a student as if others' did not exist."""
        found = self.store.submission(receipt)
        if found is None or not (member.marks or found.person == member.name):
            raise not_found("There is no submission with this receipt.")
        return found

    def _as_it_stands(self, submitted: Submitted, terms: Terms, member: Member) -> Submitted:
        """With the lateness that holds now, extensions counted, and feedback only from when it is shown."""
        shown = member.marks or terms.shown_from is None or self.clock() >= terms.shown_from
        late = terms.late_seconds(submitted.received_at)
        return replace(submitted, late_seconds=late, feedback=submitted.feedback and shown)

    def submission_files(self, receipt: str, member: Member) -> tuple[FilePart, ...]:
        """The files of a submission, as they were handed in."""
        return unpack(self.store.submissions.get(self.submission(receipt, member).sha256))

    # Verdicts and feedback

    def add_verdicts(self, name: str, person: str, body: Mapping[str, Any], member: Member) -> None:
        """Add verdicts on a submission of that person to that assignment."""
        receipt, verdicts = body.get("receipt"), body.get("verdicts")
        if not isinstance(receipt, str) or not isinstance(verdicts, Mapping) or not verdicts:
            raise bad_request("A receipt and verdicts by label are needed.")
        found = self.submission(receipt, member)
        if (found.assignment, found.person) != (self.course.assignment(name).name, person):
            raise not_found("There is no submission with this receipt.")
        for label, record in verdicts.items():
            refuse_bad_verdict(label, record)
        self.store.add_verdicts(receipt, verdicts, self._deed(member))

    def verdicts(self, name: str) -> list[dict[str, Any]]:
        """The newest verdict for each label of each submission."""
        return self.store.verdicts(self.course.assignment(name).name)

    def put_feedback(self, receipt: str, files: Sequence[FilePart], member: Member) -> None:
        """Give the person of a submission these pages; the newest are shown."""
        found = self.submission(receipt, member)
        self.store.add_feedback(found.receipt, pack(files), self._deed(member))

    def feedback(self, receipt: str, member: Member) -> tuple[FilePart, ...]:
        """The feedback pages for a submission, from when the assignment's policy shows them."""
        found = self.submission(receipt, member)
        packed = self.store.feedback(found.receipt)
        if packed is not None and not member.marks:
            terms = self.terms(self._last_course().assignment(found.assignment), member.name)
            if terms.shown_from and self.clock() < terms.shown_from:
                packed = None
        if packed is None:
            raise not_found("There is no feedback for this submission yet.")
        return unpack(packed)

    def released_to(self, name: str, member: Member) -> Assignment:
        """The assignment, if it is released or the person teaches."""
        assignment = self._known(name, member)
        if not member.marks and assignment.name not in self.store.released():
            raise not_found(NO_ASSIGNMENT)
        return assignment

    def _open_to(self, name: str, member: Member, *, course: Course | None = None) -> Assignment:
        """The assignment, also when withdrawn from a person who has problems of it: no work is lost."""
        assignment = self._known(name, member, course=course)
        if member.marks or assignment.name in self.store.released():
            return assignment
        if not self.store.given(assignment.name, member.name):
            raise not_found(NO_ASSIGNMENT)
        return assignment

    def _known(self, name: str, member: Member, *, course: Course | None = None) -> Assignment:
        """The assignment; a student is not told which others there are."""
        course = course or self.course
        if not member.marks and name not in {assignment.name for assignment in course.assignments}:
            raise not_found(NO_ASSIGNMENT)
        return course.assignment(name)

    def _deed(self, member: Member) -> Deed:
        return Deed(member.name, member.role, self.clock())

    def _file_stamp(self) -> tuple[int, ...]:
        try:
            return tuple((self.folder / name).stat().st_mtime_ns for name in ("course.toml", "roster.csv"))
        except OSError as error:
            raise CourseError("The course folder is not complete.", file=str(error.filename)) from error


def closed(assignment: Assignment) -> CourseError:
    """The error for whoever comes after an assignment closed."""
    return conflict(
        f"{assignment.name} is closed; nothing more is accepted.",
        code="closed",
        action="Ask your instructor for an extension.",
    )


def attempt_in(files: Sequence[FilePart], assignment: Assignment) -> int | None:
    """The attempt that a submitted notebook says it is of; None where it says none."""
    for file in files:
        if file.path == f"{assignment.notebook}.ipynb":
            try:
                said = json.loads(file.content)["metadata"]["gradcheck"]["attempt"]
            except (ValueError, KeyError, TypeError, RecursionError):
                return None
            return said if isinstance(said, int) and not isinstance(said, bool) else None
    return None


_LABEL = re.compile(r"[1-9][0-9]{0,3}[a-z]\Z")


def refuse_bad_verdict(label: Any, record: Any) -> None:
    """Raise CourseError unless the record is a verdict with points, for a label."""
    if not isinstance(label, str) or not _LABEL.match(label) or not isinstance(record, Mapping):
        raise bad_request(f"{str(label)[:40]!r} is not a label with a verdict.")
    try:
        Verdict.from_json(record)
        points, most = float(record["points"]), float(record["max_points"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise bad_request(f"The verdict for {label} cannot be read: {error}.") from error
    if not 0 <= points <= most < math.inf:
        raise bad_request(f"The verdict for {label} gives {points:g} of {most:g} points.")
