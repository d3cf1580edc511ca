"""nbgrader's gradebook as the marker writes it: scores and comments of one notebook at a time."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from nbgrader.api import BaseCell, Grade, GradeCell, SubmittedAssignment, SubmittedNotebook
from nbgrader.utils import parse_utc

from gradcheck_course.classroom.courses import Assignment
from gradcheck_course.classroom.marking import MarkedNotebook, MarkedPart
from gradcheck_course.errors import CourseError
from gradcheck_course.jupyter.page import summary

log = logging.getLogger("gradcheck.gradebook")


def record_assignment(gradebook: Any, assignment: Assignment) -> None:
    """Give the gradebook the due date of course.toml, so that nbgrader's late penalties apply."""
    due = None if assignment.due is None else parse_utc(assignment.due)
    gradebook.update_or_create_assignment(assignment.name, duedate=due)


def record_submission(gradebook: Any, assignment: Assignment, person: str, received: datetime | None) -> bool:
    """Give the gradebook the person and the moment of the submission; whether that is late.

    An earlier penalty is taken back: who is late gets one anew.
    """
    gradebook.update_or_create_student(person)
    moment = {} if received is None else {"timestamp": parse_utc(received)}
    submission = gradebook.update_or_create_submission(assignment.name, person, **moment)
    for notebook in submission.notebooks:
        notebook.late_submission_penalty = None
    return submission.total_seconds_late > 0


def write_scores(gradebook: Any, assignment: Assignment, person: str, marked: MarkedNotebook) -> None:
    """Write the scores and the machine's reasons, all in one transaction.

    What is undecided, and what a person has scored before, waits for a person. Raises CourseError when the
    gradebook lacks a part.
    """
    notebook = gradebook.find_submission_notebook(assignment.notebook, assignment.name, person)
    # One query for all names: nbgrader's objects would ask for each of theirs.
    query = gradebook.db.query(BaseCell.id, BaseCell.name).filter(
        BaseCell.notebook_id == notebook.notebook_id
    )
    names = dict(query.all())
    worth = dict(
        gradebook.db.query(GradeCell.name, GradeCell.max_score).filter(GradeCell.id.in_(names)).all()
    )
    grades = {names[grade.cell_id]: grade for grade in notebook.grades}
    comments = {names[comment.cell_id]: comment for comment in notebook.comments}
    for part in marked.parts:
        name = assignment.grade_id(part.label)
        if name not in grades or name not in comments:
            raise CourseError(
                f"The gradebook has no cell {name}.",
                action=f"Run `nbgrader generate_assignment {assignment.name} --force`.",
            )
        _score(grades[name], name, part, float(worth[name] or 0))
        comments[name].auto_comment = summary(part.label, part.verdict.to_json(), part.flags)
    gradebook.db.commit()


def _score(grade: Any, name: str, part: MarkedPart, worth: float) -> None:
    if worth != part.max_points:
        log.warning(
            "%s is worth %g in the gradebook and %g in the record: the share is kept. "
            "Run `nbgrader generate_assignment` to make them equal.",
            name,
            worth,
            part.max_points,
        )
    share = part.points / part.max_points if part.max_points else 0.0
    grade.auto_score = None if part.needs_person else share * worth
    grade.needs_manual_grade = part.needs_person or grade.manual_score is not None


def scored_by_hand(gradebook: Any, assignment: Assignment) -> dict[str, dict[str, float]]:
    """The scores that a person has given, by student and label."""
    prefix = assignment.grade_id("")
    query = (
        gradebook.db.query(SubmittedAssignment.student_id, BaseCell.name, Grade.manual_score)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .filter(Grade.manual_score.is_not(None), BaseCell.name.startswith(prefix))
    )
    scores: dict[str, dict[str, float]] = {}
    for student, name, score in query.all():
        scores.setdefault(student, {})[name.removeprefix(prefix)] = score
    return scores
