"""The service with the real bank: every exercise is given, and marked from the record by real workers."""

from __future__ import annotations

import base64

import nbformat
import pytest

from gradcheck_course.classroom.courses import Assignment, ExerciseEntry, Person
from gradcheck_course.classroom.founding import init_course
from gradcheck_course.classroom.marking import mark_notebook
from gradcheck_course.classroom.notebooks import with_responses
from gradcheck_course.classroom.problems import label_of
from gradcheck_course.classroom.room import Classroom, Member
from gradcheck_course.classroom.workers import Workers
from gradcheck_exercises import summaries

PEOPLE = ("alice", "bob", "carol")


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """A course that asks every exercise of the bank."""
    entries = tuple(ExerciseEntry(summary["id"]) for summary in summaries())
    folder = tmp_path_factory.mktemp("bank")
    init_course(
        folder,
        course_id="course101",
        title="Mathematics",
        instructors=["teacher"],
        students=[Person(name) for name in PEOPLE],
        assignments=[Assignment("ps1", "All of it", None, entries)],
    )
    room = Classroom.open(folder)
    room.release("ps1", Member("teacher", "instructor"))
    yield room
    room.close()


def fetched(room, name):
    (file,) = room.files("ps1", Member(name, "student"))
    return nbformat.reads(file.content.decode(), as_version=4)


def test_no_two_of_the_class_get_the_same_problem_of_any_exercise(room):
    for name in PEOPLE:
        fetched(room, name)
    sets = [room.problems("ps1", name).problems for name in PEOPLE]
    for given in zip(*sets, strict=True):
        assert len({str(problem.parameters) for problem in given}) == len(PEOPLE), given[0].exercise


def test_no_notebook_holds_an_answer_hint_slip_or_step(room):
    notebook = fetched(room, "alice")
    setup = base64.urlsafe_b64decode(notebook.cells[0].source.split()[-1]).decode()
    sources = "\n".join(cell.source for cell in notebook.cells)
    everything = [(given, given.rebuild()) for given in room.problems("ps1", "alice").problems]
    # A short answer, one half, may well stand in the question of another exercise.
    asked = "".join(
        problem.statement.markdown() + "".join(part.markdown() for part in problem.parts)
        for _, problem in everything
    )
    for given, problem in everything:
        for part in problem.parts:
            told = [hint.text.markdown() for hint in part.hints]
            told += [slip.feedback for slip in part.slips] + [slip.name for slip in part.slips]
            told += [step.markdown() for step in part.steps]
            told += [part.answer.reference_text(), part.answer.reference_reading().latex]
            hidden = [text for text in told if len(text) > 3 and text not in asked]
            assert hidden, f"{given.exercise}, part {part.label} leaves nothing to look for"
            found = [text for text in hidden if text in sources or text in setup]
            assert not found, f"{given.exercise}, part {part.label}"


def test_answers_from_the_record_earn_every_point_and_nonsense_none(room):
    notebook = fetched(room, "bob")
    given = room.problems("ps1", "bob").problems
    right = {
        label_of(problem.position, part.label): part.answer.reference_text()
        for problem in given
        for part in problem.rebuild().parts
    }
    with Workers(2) as workers:
        best = mark_notebook(with_responses(notebook, right), given, assignment="ps1", workers=workers)
        nonsense = dict.fromkeys(right, "__import__('os').system('true')")
        worst = mark_notebook(with_responses(notebook, nonsense), given, assignment="ps1", workers=workers)
    assert {part.label: str(part.verdict.outcome) for part in best.parts} == dict.fromkeys(right, "right")
    assert best.points == best.max_points > 0
    assert {str(part.verdict.outcome) for part in worst.parts} == {"unreadable"}
    assert worst.points == 0
