"""One course as the service runs it: what each person may see, and everything that they may do."""

from __future__ import annotations

import logging
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat

from gradcheck_course.classroom.courses import Assignment, Course, ExerciseEntry, load_course
from gradcheck_course.classroom.files import FilePart, pack, unpack
from gradcheck_course.classroom.founding import SERVICE_FOLDER, read_secret, records_url
from gradcheck_course.classroom.notebooks import personal_notebook
from gradcheck_course.classroom.problems import Find, GivenProblem, GivenSet, find_exercise
from gradcheck_course.classroom.seeds import Drawn, Place, draw_problem
from gradcheck_course.errors import CourseError
from gradcheck_course.records.store import (
    AlreadyGivenError,
    Deed,
    NewProblem,
    NewSubmission,
    Store,
    Submitted,
)
from gradcheck_grader.errors import GradcheckError
from gradcheck_grader.verdict import Verdict

INSTRUCTOR = "instructor"
STUDENT = "student"
MOST_TRIES = 5

log = logging.getLogger("gradcheck.room")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a course, with their role there."""

    name: str
    role: str

    @property
    def teaches(self) -> bool:
        """Whether they are an instructor."""
        return self.role == INSTRUCTOR


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
    ) -> None:
        self.folder = folder
        self.store = store
        self.find = find
        self.clock = clock
        self._parts_of = parts_of
        self._secret = read_secret(folder)
        self._stamp = self._file_stamp()
        self._course = load_course(folder, parts_of=parts_of)

    @classmethod
    def open(
        cls,
        folder: Path | str,
        *,
        find: Find = find_exercise,
        parts_of: Mapping[str, int] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> Classroom:
        """The classroom of a course folder. Raises CourseError when it cannot be used."""
        folder = Path(folder).resolve()
        course = load_course(folder, parts_of=parts_of)
        read_secret(folder)
        store = Store(folder / SERVICE_FOLDER, course.id, url=records_url(folder))
        return cls(folder, store, find=find, parts_of=parts_of, clock=clock)

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
            self._course, self._stamp = course, stamp
        return self._course

    def _last_course(self) -> Course:
        """The course as its folder described it when it was last in order: a typing mistake costs no work."""
        try:
            return self.course
        except CourseError as error:
            log.error("%s", error)
            return self._course

    def member(self, name: str, groups: frozenset[str]) -> Member | None:
        """The person's membership by their Hub groups; None for everybody else."""
        if f"formgrade-{self.store.course}" in groups:
            return Member(name, INSTRUCTOR)
        if f"nbgrader-{self.store.course}" in groups:
            return Member(name, STUDENT)
        return None

    # Assignments

    def assignments(self, member: Member) -> list[tuple[Assignment, bool]]:
        """The assignments that a person may see, with whether each is released."""
        released = self.store.released()
        listed = [(assignment, assignment.name in released) for assignment in self.course.assignments]
        return [(assignment, out) for assignment, out in listed if out or member.teaches]

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
        assignment = self._released(name, member)
        problems = self._given_or_drawn(assignment, member)
        try:
            notebook = personal_notebook(self.course, assignment, problems, member.name, find=self.find)
        except CourseError:
            raise
        except GradcheckError as error:
            raise _broken_exercise(assignment, error) from error
        content = nbformat.writes(notebook).encode()
        return (FilePart(f"{assignment.notebook}.ipynb", content),)

    def problems(self, name: str, person: str, attempt: int = 1) -> GivenSet:
        """The problems that a person got, with today's points. Raises CourseError when they got none."""
        assignment = self.course.assignment(name)
        given = self._checked(assignment, self.store.given(assignment.name, person, attempt))
        if not given:
            raise not_found(f"{person[:80]!r} has not fetched {assignment.name} yet.")
        return GivenSet(person, attempt, given)

    # Submissions

    def submit(
        self, name: str, member: Member, files: Sequence[FilePart], *, said_time: str = ""
    ) -> Submitted:
        """The submission, on disk and in the records when this returns; late ones too, marked so."""
        assignment = self._open_to(name, member, course=self._last_course())
        deed = self._deed(member)
        late = (deed.at - assignment.due).total_seconds() if assignment.due else 0.0
        new = NewSubmission(
            assignment.name, pack(files), late_seconds=max(0, math.ceil(late)), said_time=said_time
        )
        return self.store.store_submission(new, deed)

    def submissions(self, name: str, member: Member) -> tuple[Submitted, ...]:
        """The person's own submissions, or everybody's for an instructor; oldest first."""
        assignment = self._open_to(name, member)
        return self.store.submissions_of(assignment.name, None if member.teaches else member.name)

    def submission(self, receipt: str, member: Member) -> Submitted:
        """The submission of a receipt; for a student as if others' did not exist."""
        found = self.store.submission(receipt)
        if found is None or not (member.teaches or found.person == member.name):
            raise not_found("There is no submission with this receipt.")
        return found

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
        """The feedback pages for a submission."""
        packed = self.store.feedback(self.submission(receipt, member).receipt)
        if packed is None:
            raise not_found("There is no feedback for this submission yet.")
        return unpack(packed)

    def _released(self, name: str, member: Member) -> Assignment:
        """The assignment, if it is released or the person teaches."""
        assignment = self._known(name, member)
        if not member.teaches and assignment.name not in self.store.released():
            raise not_found(NO_ASSIGNMENT)
        return assignment

    def _open_to(self, name: str, member: Member, *, course: Course | None = None) -> Assignment:
        """The assignment, also when withdrawn from a person who has problems of it: no work is lost."""
        assignment = self._known(name, member, course=course)
        if member.teaches or assignment.name in self.store.released():
            return assignment
        if not self.store.given(assignment.name, member.name):
            raise not_found(NO_ASSIGNMENT)
        return assignment

    def _known(self, name: str, member: Member, *, course: Course | None = None) -> Assignment:
        """The assignment; a student is not told which others there are."""
        course = course or self.course
        if not member.teaches and name not in {assignment.name for assignment in course.assignments}:
            raise not_found(NO_ASSIGNMENT)
        return course.assignment(name)

    def _given_or_drawn(self, assignment: Assignment, member: Member) -> tuple[GivenProblem, ...]:
        """The person's problems; those that are missing are drawn and recorded."""
        for _ in range(MOST_TRIES):
            given = self._checked(assignment, self.store.given(assignment.name, member.name))
            missing = assignment.exercises[len(given) :]
            if not missing:
                return given
            drawn = self._draw(assignment, missing, member, first=len(given) + 1)
            try:
                self.store.give_problems(assignment.name, drawn, self._deed(member))
            except AlreadyGivenError:
                log.info("problems of %s for %s were given meanwhile", assignment.name, member.name)
        raise CourseError("Too many fetch at this moment.", action="Try again.", code="busy", status=503)

    def _draw(
        self, assignment: Assignment, entries: Sequence[ExerciseEntry], member: Member, *, first: int
    ) -> list[NewProblem]:
        used: dict[str, Counter[str]] = {}
        drawn: list[NewProblem] = []
        for position, entry in enumerate(entries, start=first):
            counts = used.setdefault(entry.id, self.store.used_parameters(assignment.name, entry.id))
            try:
                exercise = self.find(entry.id)
                place = Place(assignment.name, member.name, 1, entry.id)
                new = draw_problem(exercise, self._secret, place, counts)
            except GradcheckError as error:
                raise _broken_exercise(assignment, error) from error
            counts[new.fingerprint] += 1
            drawn.append(_new_problem(position, entry.id, exercise.version, new))
        return drawn

    def _checked(self, assignment: Assignment, given: tuple[GivenProblem, ...]) -> tuple[GivenProblem, ...]:
        """What was given, with the points of course.toml; its exercises must still stand where they stood."""
        for problem in given:
            entry = dict(enumerate(assignment.exercises, start=1)).get(problem.position)
            if entry is None or entry.id != problem.exercise:
                raise CourseError(
                    f"{problem.exercise} was given as problem {problem.position} of {assignment.name}.",
                    file="course.toml",
                    key=f"assignment {assignment.name}",
                    action="Put the exercises back in their places; new ones go to the end.",
                    code="assignment-changed",
                    status=409,
                )
        return tuple(
            replace(problem, points={a: entry.points.get(a, worth) for a, worth in problem.points.items()})
            for problem, entry in zip(given, assignment.exercises, strict=False)
        )

    def _deed(self, member: Member) -> Deed:
        return Deed(member.name, member.role, self.clock())

    def _file_stamp(self) -> tuple[int, ...]:
        try:
            return tuple((self.folder / name).stat().st_mtime_ns for name in ("course.toml", "roster.csv"))
        except OSError as error:
            raise CourseError("The course folder is not complete.", file=str(error.filename)) from error


NO_ASSIGNMENT = "There is no such assignment."
_LABEL = re.compile(r"[1-9][0-9]{0,3}[a-z]\Z")


def not_found(message: str) -> CourseError:
    """The error for what is not there, or not for this person: the same words in both cases."""
    return CourseError(message, code="not-found", status=404)


def bad_request(message: str) -> CourseError:
    """The error for a request whose body is not what was asked for."""
    return CourseError(message, code="bad-request", status=422)


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


def _new_problem(position: int, exercise: str, version: str, drawn: Drawn) -> NewProblem:
    points = {part.label: float(part.points) for part in drawn.problem.parts}
    given = GivenProblem(position, exercise, version, dict(drawn.problem.parameters), points)
    return NewProblem(given, drawn.seed, drawn.fingerprint, drawn.repeat)


def _broken_exercise(assignment: Assignment, error: GradcheckError) -> CourseError:
    log.error("%s: %s", assignment.name, error)
    return CourseError(
        f"A problem of {assignment.name} could not be made.",
        action="Tell your instructor; the service's log says which and why.",
        code="exercise",
        status=500,
    )
