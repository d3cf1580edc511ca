"""Marking by nbgrader without a kernel: the honest score, whatever was done to the notebook."""

from __future__ import annotations

import json
import re

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from tests.course.classes import COURSE, answer_cell, done, fill
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from gradcheck_course.jupyter import configuration
from gradcheck_course.jupyter.configuration import configure
from gradcheck_course.jupyter.marked import only_sources

pytestmark = pytest.mark.filterwarnings(
    "ignore::sqlalchemy.exc.SAWarning", "ignore::nbformat.warnings.DuplicateCellId"
)


@pytest.fixture
def course(marked_class):
    return marked_class


def test_every_configured_preprocessor_exists_and_none_starts_a_kernel():
    named = [
        *configuration.GENERATE,
        *configuration.SANITIZE,
        *configuration.AUTOGRADE,
        *configuration.FEEDBACK,
    ]
    names = {import_item(name).__name__ for name in named}
    assert not names & {"Execute", "InstantiateTests", "ClearSolutions", "OverwriteCells", "SaveAutoGrades"}


def test_formgraders_own_pages_keep_their_template():
    config = Config()
    configure(config, COURSE, course_folder="/somewhere")
    assert "template_name" not in config.HTMLExporter
    assert "TemplateExporter" not in config


def formgraders_page(folder, person):
    """The page on which formgrader shows a submission, made with its own configuration and then ours."""
    config = FormgradeExtension().build_extra_config()
    configure(config, COURSE, course_folder=folder)
    known = {
        "base_url": "",
        "submission_id": "x",
        "index": 0,
        "total": 1,
        "notebook_path": "",
        "notebook_id": "ps1",
    }
    known |= {"assignment_id": "ps1", "student": person, "last_name": "", "first_name": ""}
    page, _ = HTMLExporter(config=config).from_filename(
        str(folder / "autograded" / person / "ps1" / "ps1.ipynb"),
        resources=known | {"index": 0, "total": 1},
    )
    return page


def test_formgraders_grading_page_shows_formulas_and_reasons_without_a_network(course):
    course.submit("alice", lambda notebook, answers: fill(notebook, answers | {"1b": "raise"}))
    course.mark("alice")
    page = formgraders_page(course.service.folder, "alice")
    assert page.count("<math") == 7  # two in each of two statements, one in each of three prompts
    assert "Find $a" not in page
    assert not re.findall(r"(?:src|href)=.(?:https?:)?//[^\"' ]+", page)
    assert "Undecided: a person will look at it" in page
    assert "mark-graded" in page
    assert "window.MathJax = {Hub" in page  # without it formgrader's own script stops, and saves no score


def test_right_and_wrong_answers_get_their_points_in_nbgraders_gradebook(course):
    course.submit("alice", fill)
    course.submit("bob", lambda notebook, answers: fill(notebook, answers | {"1a": "12"}))
    course.mark("alice", "bob")
    assert course.scores("alice") == {"1a": 1, "1b": 3, "2a": 1}
    assert course.scores("bob") == {"1a": 0, "1b": 3, "2a": 1}
    with Gradebook(course.api.coursedir.db_url, COURSE) as gradebook:
        assert gradebook.find_assignment("ps1").max_score == 5
        assert gradebook.find_student("alice").first_name == "Alice"
        assert gradebook.find_assignment("ps1").duedate is not None


def test_marking_twice_gives_the_same_and_the_service_has_the_verdicts(course):
    course.submit("alice", fill)
    course.mark("alice")
    course.mark("alice")
    verdicts = course.service.client("teacher").verdicts(COURSE, "ps1")
    assert {record["label"] for record in verdicts} == {"1a", "1b", "2a"}
    assert {record["person"] for record in verdicts} == {"alice"}
    assert course.scores("alice") == {"1a": 1, "1b": 3, "2a": 1}


def flip_metadata(notebook, answers):
    fill(notebook, answers | {"1a": "12"})
    for cell in notebook.cells:
        ours = cell.metadata.setdefault("nbgrader", {})
        ours.update(points=1000, grade=not ours.get("grade"), solution=False, locked=True, task=True)
        cell.metadata["gradcheck"] = {"role": "answer", "label": "1a", "verdict": "right", "credit": 1}


def reverse_order(notebook, answers):
    fill(notebook, answers | {"1a": "12"})
    notebook.cells.reverse()


def change_the_question(notebook, answers):
    fill(notebook, answers | {"1a": "2"})
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = "Let $a = 1$ and $b = 1$. Find $a + b$."
    notebook.metadata["gradcheck"] = {"course": COURSE, "assignment": "ps1", "parameters": {"a": 1, "b": 1}}


def run_code(notebook, answers):
    fill(notebook, answers | {"1a": "__import__('pathlib').Path('made').touch()"})
    code = "open('made', 'w'); get_ipython().system('touch made')"
    notebook.cells.insert(0, nbformat.v4.new_code_cell(code))


def same_ids(notebook, answers):
    fill(notebook, answers | {"1a": "12"})
    for cell in notebook.cells:
        cell["id"] = "same"
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader["grade_id"] = "ps1-1a"


def strange_types(notebook, answers):
    fill(notebook, answers | {"1a": "12"})
    notebook.metadata["language"] = 5
    notebook.cells[0]["metadata"] = {
        "nbgrader": {"schema_version": 99},
        "deep": json.loads("[" * 300 + "]" * 300),
    }
    notebook.cells[1]["outputs"] = {"not": "a list"}


def half_a_character(notebook, answers):
    fill(notebook, answers | {"1a": "\ud800"})
    notebook.cells[1].source += "\udfff"


@pytest.mark.parametrize(
    "change",
    [flip_metadata, reverse_order, change_the_question, run_code, same_ids, strange_types, half_a_character],
    ids=lambda change: change.__name__,
)
def test_a_manipulated_notebook_ends_at_the_honest_score_and_nothing_is_run(course, change):
    course.submit("alice", change)
    course.mark("alice")
    assert course.scores("alice") == {"1a": 0, "1b": 3, "2a": 1}
    assert not list(course.service.folder.rglob("made"))
    with Gradebook(course.api.coursedir.db_url, COURSE) as gradebook:
        assert gradebook.find_assignment("ps1").max_score == 5


def test_a_deleted_cell_scores_nothing_and_is_flagged_and_no_person_is_needed(course):
    def delete(notebook, answers):
        fill(notebook, answers)
        notebook.cells.remove(answer_cell(notebook, "1b"))

    course.submit("alice", delete)
    course.mark("alice")
    assert course.grades("alice") == {"1a": (1, False), "1b": (0, False), "2a": (1, False)}
    assert course.flags("alice") == {"1a": set(), "1b": {"missing"}, "2a": set()}


def test_a_changed_question_is_flagged_at_its_parts_and_is_judged_as_it_was_given(course):
    def change(notebook, answers):
        fill(notebook, answers)
        notebook.cells[2].source = "## Problem 1\n\nLet $a = 1$ and $b = 1$."

    course.submit("alice", change)
    course.mark("alice")
    assert course.flags("alice") == {"1a": {"altered"}, "1b": {"altered"}, "2a": set()}
    assert sum(course.scores("alice").values()) == 5


def test_cells_in_another_order_are_flagged_and_cost_nothing(course):
    def move(notebook, answers):
        fill(notebook, answers)
        first = answer_cell(notebook, "1a")
        notebook.cells.remove(first)
        notebook.cells.insert(notebook.cells.index(answer_cell(notebook, "1b")) + 1, first)

    course.submit("alice", move)
    course.mark("alice")
    assert course.flags("alice") == {"1a": {"moved"}, "1b": {"moved"}, "2a": set()}
    assert sum(course.scores("alice").values()) == 5


def test_of_copied_cells_the_first_with_something_written_counts_and_it_is_flagged(course):
    def copy(notebook, answers):
        fill(notebook, answers)
        second = nbformat.from_dict(answer_cell(notebook, "1a"))
        notebook.cells.append(nbformat.v4.new_code_cell("%%answer 1a\n12", metadata=second.metadata))

    course.submit("alice", copy)
    course.mark("alice")
    assert course.scores("alice")["1a"] == 1
    assert "duplicated" in course.flags("alice")["1a"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        '{"cells": 5}',
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": [], "cells": [1]}',
    ],
)
def test_a_file_that_is_no_notebook_counts_as_empty_and_stops_nobody_else(course, text):
    course.submit("alice", fill, wrap=lambda notebook: text or " ")
    course.submit("bob", fill)
    course.mark("alice", "bob")
    assert course.scores("alice") == {"1a": 0, "1b": 0, "2a": 0}
    assert sum(course.scores("bob").values()) == 5


def test_what_cannot_be_decided_waits_for_a_person_with_the_reasons(course):
    course.submit("alice", lambda notebook, answers: fill(notebook, answers | {"1b": "raise"}))
    course.mark("alice")
    assert course.grades("alice") == {"1a": (1, False), "1b": (None, True), "2a": (1, False)}
    with Gradebook(course.api.coursedir.db_url, COURSE) as gradebook:
        comment = gradebook.find_comment("ps1-1b", "ps1", "ps1", "alice")
        assert "Undecided" in comment.auto_comment


def test_a_persons_score_is_kept_when_it_is_marked_again(course):
    course.submit("alice", fill)
    course.mark("alice")
    with Gradebook(course.api.coursedir.db_url, COURSE) as gradebook:
        gradebook.find_grade("ps1-1a", "ps1", "ps1", "alice").manual_score = 0.5
        gradebook.db.commit()
    course.mark("alice")
    with Gradebook(course.api.coursedir.db_url, COURSE) as gradebook:
        grade = gradebook.find_grade("ps1-1a", "ps1", "ps1", "alice")
        assert (grade.score, grade.auto_score, grade.needs_manual_grade) == (0.5, 1, True)


def test_an_edited_source_notebook_changes_nothing_and_the_preview_has_no_answers(course):
    source = course.service.folder / "source/ps1/ps1.ipynb"
    source.write_text(source.read_text().replace('"points": 3', '"points": 300'))
    done(course.api.generate_assignment("ps1"))
    with Gradebook(course.api.coursedir.db_url, COURSE) as gradebook:
        assert gradebook.find_assignment("ps1").max_score == 5
    release = (course.service.folder / "release/ps1/ps1.ipynb").read_text()
    assert "%%answer 1a" in release
    assert not [secret for secret in ("SLIP-FEEDBACK", "HINT-TEXT", "STEP-TEXT") if secret in release]


def test_only_sources_keeps_no_more_than_the_marker_reads():
    cell = {"cell_type": "code", "source": "x", "metadata": {"nbgrader": {"grade_id": "ps1-1a", "points": 9}}}
    kept = only_sources({"cells": [cell, 7, {"source": ["no"]}]})
    assert [c.source for c in kept.cells] == ["x", ""]
    assert kept.cells[0].metadata == {"nbgrader": {"grade_id": "ps1-1a"}}
