"""nbgrader's plug-in for late work: the policy of course.toml, with each person's own due date."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from nbgrader.plugins import LateSubmissionPlugin

from gradcheck_course.classroom.courses import load_course
from gradcheck_course.classroom.policies import terms_for
from gradcheck_course.jupyter.preprocessors import CoursePreprocessor
from gradcheck_course.jupyter.service import UsesService


def moment(text: str | None) -> datetime | None:
    """The moment that the service wrote."""
    return None if text is None else datetime.fromisoformat(text)


class LatePenalty(LateSubmissionPlugin):
    """Takes away what the assignment says for each day; an extension, asked of the service, counts.

    An assignment without a policy for late work is judged by nbgrader's own penalty_method.
    """

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """The points that are lost; None for none."""
        work: Any = self.parent  # nbgrader's AssignLatePenalties, which knows the assignment
        folder = CoursePreprocessor(parent=self).course_folder
        course = load_course(folder or ".")
        assignment = course.assignment(work.assignment_id)
        late = assignment.policy.late
        submission = work.gradebook.find_submission(work.assignment_id, student_id)
        if submission.timestamp is None:
            return None
        client = UsesService(parent=self).client()
        extended = {one["person"]: one["due"] for one in client.extensions(course.id, assignment.name)}
        terms = terms_for(assignment.policy, assignment.due, extended=moment(extended.get(student_id)))
        seconds = terms.late_seconds(submission.timestamp.replace(tzinfo=UTC))
        self.log.info("%s is %d seconds after their own due date", student_id, seconds)
        if not seconds:
            return None
        if late is None:
            return super().late_submission_penalty(student_id, score, total_seconds_late)
        return round(score * late.share(seconds), 6) or None
