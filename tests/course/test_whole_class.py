"""Thirty students and two assignments by the instructor's commands: all agree on every score."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import nbformat
import nbgrader.api
import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from tests.course.classes import COURSE, FIXED, alembic_version, answer_cell, done, fill
from tests.course.conftest import NOW, Clock, RunningService
from traitlets.config import Config

from gradcheck_course.classroom import workers as workers_module
from gradcheck_course.classroom.courses import Assignment, ExerciseEntry, Person
from gradcheck_course.classroom.files import FilePart
from gradcheck_course.classroom.founding import init_course
from gradcheck_course.classroom.members import STUDENT, Member
from gradcheck_course.classroom.room import Classroom
from gradcheck_course.classroom.workers import Workers
from gradcheck_course.cli.root import root
from gradcheck_course.jupyter import preprocessors
from gradcheck_course.jupyter.configuration import configure

pytestmark = pytest.mark.filterwarnings(
    "ignore::sqlalchemy.exc.SAWarning", "ignore::nbformat.warnings.DuplicateCellId"
)
PEOPLE = [f"student{number:02}" for number in range(30)]
NAMES = ("ps1", "ps2")
LATE = "student07"


def change_of(number):
    """What this student does: every third makes a mistake, some write nonsense, break judging, or tamper."""

    def change(notebook, answers):
        wrong = {1: "12", 2: str(int(answers["1a"]) + 1), 4: "no number", 5: "raise"}
        fill(notebook, answers | ({"1a": wrong[number % 6]} if number % 6 in wrong else {}))
        if number % 10 == 3:
            notebook.cells.remove(answer_cell(notebook, "1b"))
            notebook.cells.reverse()
        if number % 10 == 8:
            notebook.cells.append(nbformat.v4.new_code_cell("%%answer 1b\n1"))

    return change


def hand_in(room, name, person, number):
    """Fetch, write, and hand in."""
    member = Member(person, STUDENT)
    (file,) = room.files(name, member)
    answers = {
        f"{problem.position}{part.label}": str(part.answer.value)
        for problem in room.problems(name, person).problems
        for part in problem.rebuild(room.find).parts
    }
    notebook = nbformat.reads(file.content.decode(), as_version=4)
    change_of(number)(notebook, answers)
    room.submit(name, member, [FilePart(file.path, json.dumps(notebook).encode())])


@pytest.fixture
def class_of_thirty(tmp_path, bank, sums, monkeypatch):
    """The running class: both assignments are due tomorrow, and everybody but one has handed in."""
    pair, tiny = ExerciseEntry("sums/pair", {"b": 3}), ExerciseEntry("sums/tiny")
    due = NOW + timedelta(days=1)
    init_course(
        tmp_path / COURSE,
        course_id=COURSE,
        title="Sums",
        instructors=["teacher"],
        students=[Person(person) for person in PEOPLE],
        assignments=[Assignment("ps1", "One", due, (pair, tiny)), Assignment("ps2", "Two", due, (pair,))],
    )
    clock = Clock()
    service = RunningService(Classroom.open(tmp_path / COURSE, find=sums.find, clock=clock), clock)
    monkeypatch.setenv("GRADCHECK_SERVICE_URL", service.url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "token-of-teacher")
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    monkeypatch.setattr(nbgrader.api, "get_alembic_version", alembic_version)
    monkeypatch.setattr(workers_module, "COMMAND", (sys.executable, sums.__file__))
    monkeypatch.chdir(tmp_path / COURSE)
    yield service
    service.stop()


def desk_api(service):
    config = Config()
    configure(config, COURSE, course_folder=service.folder)
    return NbGraderAPI(config=config)


def run(*arguments):
    result = CliRunner().invoke(root, ["course", *arguments, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def scores(api):
    """Every score and penalty that the gradebook has, by assignment, student and part."""
    with Gradebook(api.coursedir.db_url, COURSE) as gradebook:
        return {
            (name, one.student.id, grade.name): (grade.auto_score, grade.needs_manual_grade, penalty)
            for name in NAMES
            for one in gradebook.assignment_submissions(name)
            for notebook in one.notebooks
            for penalty in [notebook.late_submission_penalty]
            for grade in notebook.grades
        }


def mark_by_nbgrader(api):
    for name in NAMES:
        for person in PEOPLE:
            done(api.autograde(name, person, force=True))


def teach(service):
    """Until both assignments are marked; one student hands ps2 in late, with an extension."""
    room = service.room
    for name in NAMES:
        run("release", name, "--repeats")  # there are fewer problems of sums/tiny than students
        for number, person in enumerate(PEOPLE):
            if (name, person) != ("ps2", LATE):
                hand_in(room, name, person, number)
    service.clock.now += timedelta(days=3)
    until = (service.clock.now + timedelta(days=1)).isoformat()
    run("extend", "ps2", LATE, "--due", until, "--reason", "ill")
    hand_in(room, "ps2", LATE, 7)
    for name in NAMES:
        assert len(run("collect", name)["new"]) == len(PEOPLE)
        assert run("autograde", name)["marked"] == len(PEOPLE)


def test_a_class_of_thirty_runs_through_and_both_ways_of_marking_agree_on_every_score(
    class_of_thirty, sums, monkeypatch, tmp_path
):
    api = desk_api(class_of_thirty)
    teach(class_of_thirty)
    (tmp_path / "fixed.py").write_text(FIXED.format(path=sums.__file__))
    command = (sys.executable, str(tmp_path / "fixed.py"))
    monkeypatch.setattr(workers_module, "COMMAND", command)
    announced = run("regrade", "ps1", "--dry-run")["changes"]
    assert {change["moves"] for change in announced} == {-1.0, 1.0}
    assert run("regrade", "ps1", "--yes")["changes"] == announced
    run("regrade", "ps2", "--yes")

    ours = scores(api)
    assert len(ours) == len(PEOPLE) * (3 + 2)
    assert {penalty for _, _, penalty in ours.values()} == {None}
    records = {
        (name, row["person"], f"{name}-{row['label']}"): row["verdict"]
        for name in NAMES
        for row in class_of_thirty.client("teacher").verdicts(COURSE, name)
    }
    assert {key: record["points"] for key, record in records.items()} == {
        key: score or 0.0 for key, (score, _, _) in ours.items()
    }
    with Workers(2, command=command) as pool:
        monkeypatch.setattr(preprocessors, "shared_workers", lambda: pool)
        mark_by_nbgrader(api)
    assert scores(api) == ours

    assert run("feedback", "ps1", "--release")["released"] == len(PEOPLE)
    newest = class_of_thirty.client("teacher").submissions(COURSE, "ps1")
    page = class_of_thirty.client("teacher").feedback(COURSE, newest[4].receipt)[0].content.decode()
    assert f"For <strong>{newest[4].person}</strong>" in page
    (first, *_) = run("report", "items", "ps1")["items"]
    right = sum(
        score == 1 for (name, _, part), (score, _, _) in ours.items() if (name, part) == ("ps1", "ps1-1a")
    )
    assert first["mean"] == pytest.approx(right / len(PEOPLE), abs=1e-4)
