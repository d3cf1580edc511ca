"""Who is in a course, in which role, and what each role may do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gradcheck_course.classroom.courses import Assignment, Course
from gradcheck_course.errors import CourseError
from gradcheck_course.records.roll import Enrolled

INSTRUCTOR = "instructor"
GRADER = "grader"
STUDENT = "student"

NO_ASSIGNMENT = "There is no such assignment."


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a course, with their role there."""

    name: str
    role: str

    @property
    def teaches(self) -> bool:
        """Whether they are an instructor: may release, extend, see what was done by whom."""
        return self.role == INSTRUCTOR

    @property
    def marks(self) -> bool:
        """Whether they see everybody's work, and mark it: instructors and graders."""
        return self.role in (INSTRUCTOR, GRADER)


def member_of(course: Course, name: str, groups: frozenset[str]) -> Member | None:
    """The person's membership; None for everybody else.

    Who teaches or marks is in the Hub's group for it. Students are in theirs, or on the roster; who was
    withdrawn from the roster is no member, whatever the Hub says.
    """
    if course.instructor_group in groups:
        return Member(name, GRADER if name in course.graders else INSTRUCTOR)
    if any(person.id == name for person in course.withdrawn):
        return None
    if course.student_group in groups or any(person.id == name for person in course.students):
        return Member(name, STUDENT)
    return None


def enrolled(course: Course) -> Iterator[Enrolled]:
    """Everybody whom the course's files name, as the records keep them."""
    teaching = dict.fromkeys(course.instructors, INSTRUCTOR) | dict.fromkeys(course.graders, GRADER)
    for name, role in teaching.items():
        yield Enrolled(name, role)
    for person in (*course.students, *course.withdrawn):
        if person.id not in teaching:
            yield Enrolled(
                person.id,
                STUDENT,
                person.first_name[:200],
                person.last_name[:200],
                person.email[:320],
                not person.withdrawn,
            )


def description(assignment: Assignment) -> dict[str, Any]:
    """An assignment as the records keep its versions."""
    return {
        "title": assignment.title,
        "due": assignment.due.isoformat() if assignment.due else None,
        "exercises": [{"id": entry.id, "points": dict(entry.points)} for entry in assignment.exercises],
        "policy": assignment.policy.to_json(),
    }


def not_found(message: str) -> CourseError:
    """The error for what is not there, or not for this person: the same words in both cases."""
    return CourseError(message, code="not-found", status=404)


def bad_request(message: str) -> CourseError:
    """The error for a request whose body is not what was asked for."""
    return CourseError(message, code="bad-request", status=422)


def conflict(message: str, *, code: str, action: str = "") -> CourseError:
    """The error for what may not be done now, or not any more."""
    return CourseError(message, action=action, code=code, status=409)
