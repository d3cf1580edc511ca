"""Notebooks: what is in them, what must not be, and how responses are read back whatever happened to them."""

from __future__ import annotations

import base64
import copy
import json

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import compute_checksum

from gradcheck_course.classroom.courses import load_course
from gradcheck_course.classroom.founding import read_secret
from gradcheck_course.classroom.notebooks import (
    answer_source,
    checksum,
    master_notebook,
    personal_notebook,
    with_responses,
)
from gradcheck_course.classroom.problems import GivenProblem
from gradcheck_course.classroom.responses import responses_of

GIVEN = (
    GivenProblem(1, "sums/pair", "v1", {"a": 1234, "b": 5}, {"a": 1.0, "b": 3.0}),
    GivenProblem(2, "sums/tiny", "v1", {"a": 1002, "b": 5}, {"a": 1.0}),
)


@pytest.fixture
def course(course_folder, sums):
    return load_course(course_folder, parts_of=sums.PARTS)


@pytest.fixture
def own(course, sums):
    return personal_notebook(course, course.assignment("ps1"), GIVEN, "alice", find=sums.find)


@pytest.fixture
def master(course, sums):
    return master_notebook(course, course.assignment("ps1"), find=sums.find)


def answers(notebook):
    return [cell for cell in notebook.cells if cell.metadata.gradcheck.role == "answer"]


def test_a_personal_notebook_has_its_cells_in_order(own):
    roles = [cell.metadata.gradcheck.role for cell in own.cells]
    assert roles == [
        "setup", "title",
        "statement", "prompt", "answer", "prompt", "answer",
        "statement", "prompt", "answer",
    ]  # fmt: skip
    assert "Let $a = 1234$" in own.cells[2].source
    assert "**1b** (3 points)" in own.cells[5].source
    assert "Due Wednesday, 25 November 2026, 12:00 UTC." in own.cells[1].source
    assert own.cells[4].source == "%%answer 1a\n# write your answer on the line below\n"


@pytest.mark.parametrize("kind", ["own", "master"])
def test_nbformat_and_nbgrader_accept_the_notebook(kind, request):
    notebook = request.getfixturevalue(kind)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            MetadataValidator().validate_cell(cell)
            assert checksum(cell) == compute_checksum(cell) == cell.metadata.nbgrader.checksum
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)


def test_answer_cells_are_graded_solutions_with_the_points_of_course_toml(own):
    described = [(cell.metadata.nbgrader.grade_id, cell.metadata.nbgrader.points) for cell in answers(own)]
    assert described == [("ps1-1a", 1.0), ("ps1-1b", 3.0), ("ps1-2a", 1.0)]
    assert all(cell.metadata.nbgrader.grade and cell.metadata.nbgrader.solution for cell in answers(own))
    assert not any(cell.metadata.nbgrader.locked for cell in answers(own))


def test_master_and_personal_notebook_have_the_same_cells(own, master):
    def frame(notebook):
        return [(cell.id, cell.metadata.get("nbgrader", {}).get("grade_id")) for cell in notebook.cells]

    assert frame(own) == frame(master)


def test_the_master_is_always_the_same_and_does_not_know_the_secret(course, master, sums):
    (course.folder / ".gradcheck" / "secret").unlink()
    assert master_notebook(course, course.assignment("ps1"), find=sums.find) == master


def test_the_setup_cell_carries_each_parts_notation_on_one_line(own):
    load, notation = own.cells[0].source.split("\n")
    assert load == "%load_ext gradcheck_course.jupyter"
    packed = notation.removeprefix("%gradcheck_notation ")
    notations = json.loads(base64.urlsafe_b64decode(packed))
    assert sorted(notations) == ["1a", "1b", "2a"]
    assert notations["1a"]["kind"] == "number"
    assert not set(packed) & set("{}$ "), "IPython would expand these"


def test_nothing_to_judge_by_is_in_a_personal_notebook(course, own, sums):
    text = nbformat.writes(own)
    setup = base64.urlsafe_b64decode(own.cells[0].source.split()[-1]).decode()
    forbidden = [
        read_secret(course.folder).hex(),
        *sums.SECRETS,
        "1239", str(7919 * 1239), "1007",
        "parameters", "seed", "fingerprint",
    ]  # fmt: skip
    for word in forbidden:
        assert word not in text
        assert word not in setup
    shown = [cell.source for cell in own.cells if cell.metadata.gradcheck.role == "statement"]
    assert text.count("1234") == sum(source.count("1234") for source in shown) == 1


def test_titles_are_text_and_never_markup(course, sums):
    assignment = course.assignment("ps1")
    hostile = type(assignment)("ps1", "<img src=x> `a` [b](c)", None, assignment.exercises)
    title = personal_notebook(course, hostile, GIVEN, "alice", find=sums.find).cells[1].source
    assert title.startswith("# &lt;img src=x&gt; \\`a\\` \\[b\\](c)\n")


def test_responses_are_what_stands_below_the_first_line(own):
    filled = with_responses(own, {"1a": "1239", "1b": "[1,\n 2]"})
    found = responses_of(filled, "ps1")
    assert {label: response.text for label, response in found.items()} == {
        "1a": "1239",
        "1b": "[1,\n 2]",
        "2a": "",
    }
    assert all(response.flags == frozenset() for response in found.values())
    assert responses_of(own, "ps1")["1a"].text == ""


def test_responses_survive_a_new_rendering(own, master):
    filled = with_responses(own, {"1a": "2*x", "2a": "7"})
    again = responses_of(with_responses(master, responses_of(filled, "ps1")), "ps1")
    assert {label: item.text for label, item in again.items()} == {"1a": "2*x", "1b": "", "2a": "7"}


def reordered(cells):
    cells.reverse()


def retyped(cells):
    """All metadata gone, as after copying into a new notebook."""
    for cell in cells:
        cell["metadata"] = {}


def first_line_gone(cells):
    cells[4]["source"] = "1239"


def other_magic(cells):
    cells[4]["source"] = "%%time\n1239"


def unknown_label(cells):
    cells[4]["source"] = "%%answer 9z\n1239"


def copied(cells):
    cells.append(copy.deepcopy(cells[4]) | {"source": answer_source("1a", "666"), "id": "copy"})


def copied_then_emptied(cells):
    cells.append(copy.deepcopy(cells[4]) | {"id": "copy"})
    cells[4]["source"] = answer_source("1a")


def named_in_another_cell(cells):
    cells[4]["source"] = answer_source("1a")
    cells.insert(0, {"cell_type": "code", "metadata": {}, "source": ["%%answer 1a\n", "1239"]})


def spaced(cells):
    cells[4]["source"] = "%%answer  1a  \r\n# note to myself\r\n\r\n  1239  \r\n\r\n"


@pytest.mark.parametrize(
    ("change", "flags"),
    [
        (reordered, set()),
        (spaced, set()),
        (retyped, {"relabelled"}),
        (first_line_gone, {"no-first-line"}),
        (other_magic, {"no-first-line"}),
        (unknown_label, {"relabelled"}),
        (copied, {"duplicated"}),
        (copied_then_emptied, {"duplicated"}),
        (named_in_another_cell, {"duplicated", "relabelled"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_response_is_found_whatever_was_done_to_the_cells(own, change, flags):
    notebook = json.loads(nbformat.writes(with_responses(own, {"1a": "1239"})))
    change(notebook["cells"])
    found = responses_of(notebook, "ps1", labels={"1a", "1b", "2a"})
    assert found["1a"].text == "1239"
    assert found["1a"].flags == flags
    assert set(found) <= {"1a", "1b", "2a"}


@pytest.mark.parametrize(
    "notebook",
    [
        {},
        {"cells": None},
        {"cells": "text"},
        {"cells": [None, 3, "x", []]},
        {"cells": [{"cell_type": "code"}]},
        {"cells": [{"cell_type": "code", "source": 3, "metadata": []}]},
        {"cells": [{"cell_type": "code", "source": [3], "metadata": {"nbgrader": {"grade_id": ["ps1-1a"]}}}]},
        {"cells": [{"cell_type": "code", "source": "%%answer 1a\n5", "id": {"a": 1}, "metadata": None}]},
        {"cells": [{"cell_type": "markdown", "source": "%%answer 1a\n5", "metadata": {}}]},
        {"cells": [{"cell_type": "code", "source": "%%answer " + "1" * 10**6, "metadata": {}}]},
    ],
)
def test_hostile_notebooks_are_read_without_an_error(notebook):
    assert all(response.text in ("", "5") for response in responses_of(notebook, "ps1").values())


def test_cells_of_another_assignment_do_not_count(own):
    found = responses_of(with_responses(own, {}), "ps2")
    assert all("relabelled" in response.flags for response in found.values())
