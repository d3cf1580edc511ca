"""A class of the stand-in bank at the instructor's desk, ready to be marked by nbgrader or by us."""

from __future__ import annotations

import functools
import json
import os
import sys
from pathlib import Path

import nbformat
import nbgrader.api
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import Config

import gradcheck_exercises
from gradcheck_course.classroom.files import FilePart
from gradcheck_course.classroom.workers import Workers
from gradcheck_course.jupyter import preprocessors
from gradcheck_course.jupyter.configuration import configure
from gradcheck_course.jupyter.master import write_master

COURSE = "course101"
# nbgrader starts the program alembic for each new gradebook; once is enough for all tests here.
alembic_version = functools.cache(nbgrader.api.get_alembic_version)
# A bank after a fix: the right value of the first part of sums/pair is one more than it was.
FIXED = """
import importlib.util, sys
from dataclasses import replace
spec = importlib.util.spec_from_file_location("sums", {path!r})
sums = importlib.util.module_from_spec(spec)
sys.modules["sums"] = sums
spec.loader.exec_module(sums)
rebuild = sums.Sums.rebuild
def fixed(self, parameters):
    problem = rebuild(self, parameters)
    first, *rest = problem.parts
    if rest:
        first = replace(first, answer=replace(first.answer, value=first.answer.value + 1))
    return replace(problem, parts=(first, *rest))
sums.Sums.rebuild = fixed
sums.worker.main(sums.find)
"""


class Class:
    """A class with ps1 released, at the instructor's desk."""

    def __init__(self, service, config):
        self.service = service
        self.api = NbGraderAPI(config=config)
        write_master(service.course, service.course.assignment("ps1"))
        for step in (self.api.generate_assignment, self.api.release_assignment):
            done(step("ps1"))

    def answers(self, person):
        """What is right for each of the person's parts."""
        given = self.service.client("teacher").problems(COURSE, "ps1", person)
        return {
            f"{problem.position}{part.label}": str(part.answer.value)
            for problem in given.problems
            for part in problem.rebuild().parts
        }

    def submit(self, person, change, *, wrap=None):
        """Fetch, fill in what change(notebook, answers) does, submit; returns the notebook."""
        client = self.service.client(person)
        (file,) = client.fetch(COURSE, "ps1")
        notebook = nbformat.reads(file.content.decode(), as_version=4)
        change(notebook, self.answers(person))
        text = json.dumps(notebook) if wrap is None else wrap(notebook)
        client.submit(COURSE, "ps1", [FilePart("ps1.ipynb", text.encode())])
        return notebook

    def mark(self, *people):
        done(self.api.collect("ps1"))
        for person in people:
            done(self.api.autograde("ps1", person))

    def grades(self, person):
        """auto_score and needs_manual_grade by label."""
        with Gradebook(self.api.coursedir.db_url, COURSE) as gradebook:
            submission = gradebook.find_submission("ps1", person)
            return {
                grade.name.removeprefix("ps1-"): (grade.auto_score, grade.needs_manual_grade)
                for notebook in submission.notebooks
                for grade in notebook.grades
            }

    def scores(self, person):
        return {label: score for label, (score, _) in self.grades(person).items()}

    def flags(self, person):
        path = self.service.folder / "autograded" / person / "ps1" / "ps1.ipynb"
        cells = nbformat.read(path, as_version=4).cells
        return {
            cell.metadata.gradcheck.label: set(cell.metadata.gradcheck.flags)
            for cell in cells
            if cell.metadata.gradcheck.role == "answer"
        }


def done(result):
    assert result["success"], result.get("error", "") + result.get("log", "")


def answer_cell(notebook, label):
    return next(cell for cell in notebook.cells if cell.source.startswith(f"%%answer {label}"))


def fill(notebook, answers):
    """Write the answers below the placeholder lines."""
    for label, text in answers.items():
        answer_cell(notebook, label).source += text


@pytest.fixture
def bank(monkeypatch, sums):
    """The stand-in bank, for whatever asks for the bank."""
    summaries = [
        {"id": name, "title": "", "unit": "", "level": 1, "parts": parts, "kinds": []}
        for name, parts in sums.PARTS.items()
    ]
    monkeypatch.setattr(gradcheck_exercises, "find", sums.find, raising=False)
    monkeypatch.setattr(gradcheck_exercises, "summaries", lambda: summaries, raising=False)
    with Workers(1, command=[sys.executable, sums.__file__], seconds=3) as workers:
        monkeypatch.setattr(preprocessors, "shared_workers", lambda: workers)
        yield sums


@pytest.fixture
def marked_class(bank, classroom_service, tmp_path, monkeypatch):
    (tmp_path / "token").write_text("token-of-teacher")
    config = Config()
    configure(
        config,
        COURSE,
        course_folder=classroom_service.folder,
        service_url=classroom_service.url,
        token_file=tmp_path / "token",
    )
    monkeypatch.setenv("JUPYTERHUB_USER", "teacher")
    monkeypatch.setenv("GRADCHECK_SERVICE_URL", classroom_service.url)
    monkeypatch.setenv("GRADCHECK_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    monkeypatch.setattr(nbgrader.api, "get_alembic_version", alembic_version)
    monkeypatch.chdir(classroom_service.folder)
    return Class(classroom_service, config)
