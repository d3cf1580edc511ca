"""The demo checks its own class, and keeps the logs when something went wrong."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from gradcheck_course.classroom.problems import GivenProblem, GivenSet
from gradcheck_course.errors import CourseError
from gradcheck_course.hub.demo import demo_folder, run
from gradcheck_course.hub.demo_class import (
    ASSIGNMENT,
    STUDENTS,
    TRACE,
    Homework,
    add_code_cell,
    faults,
    fill_in,
    habits,
    homework_of,
    traces,
)
from gradcheck_course.hub.demo_signals import Ended
from gradcheck_exercises import find


@pytest.fixture(scope="module")
def homework() -> list[Homework]:
    """What the three students write for problems of the whole assignment."""
    habit_of = habits(Path("/nowhere"))
    return [
        homework_of(person, given(person.id, seed), habit_of[person.id])
        for seed, person in enumerate(STUDENTS)
    ]


def given(person: str, seed: int) -> GivenSet:
    problems: list[GivenProblem] = []
    for position, entry in enumerate(ASSIGNMENT.exercises, start=1):
        exercise = find(entry.id)
        problem = exercise.problem(seed)
        points = {part.label: float(part.points) for part in problem.parts}
        problems.append(GivenProblem(position, entry.id, exercise.version, problem.parameters, points))
    return GivenSet(person, 1, tuple(problems))


def recorded(homework: list[Homework]) -> list[dict[str, Any]]:
    return [
        {"person": work.person.id, "label": label} | verdict.to_json()
        for work in homework
        for label, verdict in work.expected.items()
    ]


def scores(homework: list[Homework]) -> dict[str, tuple[float, float]]:
    return {work.person.id: (work.score, work.max_score) for work in homework}


def test_a_class_that_went_well_has_no_fault(homework: list[Homework]) -> None:
    assert faults(homework, recorded(homework), scores(homework)) == []


def test_each_student_works_as_they_do(homework: list[Homework]) -> None:
    ada, ben, cleo = homework
    assert {verdict.outcome for verdict in ada.expected.values()} == {"right"}
    assert "right" not in {verdict.outcome for verdict in ben.expected.values()}
    assert all(verdict.slips for verdict in ben.expected.values())
    assert {verdict.outcome for verdict in cleo.expected.values()} == {"unreadable"}
    assert sum(TRACE in response for response in cleo.responses.values()) >= 5


def test_a_wrong_score_in_the_gradebook_is_a_fault(homework: list[Homework]) -> None:
    most = homework[0].max_score
    wrong = scores(homework) | {"ada": (most - 1, most)}
    (fault,) = faults(homework, recorded(homework), wrong)
    assert fault == f"nbgrader has {most - 1} of {most} for ada, not {most} of {most}."


def test_a_student_missing_in_the_gradebook_is_a_fault(homework: list[Homework]) -> None:
    missing = {name: score for name, score in scores(homework).items() if name != "cleo"}
    assert faults(homework, recorded(homework), missing) == [
        f"nbgrader has 0.0 of 0.0 for cleo, not 0.0 of {homework[0].max_score}."
    ]


def test_a_verdict_that_differs_or_is_missing_is_a_fault(homework: list[Homework]) -> None:
    verdicts = recorded(homework)
    verdicts[0] = verdicts[0] | {"outcome": "undecided"}
    last = verdicts[-1]["label"]
    assert faults(homework, verdicts[:-1], scores(homework)) == [
        "ada's 1a was judged undecided, not right.",
        f"cleo's {last} was judged nothing, not unreadable.",
    ]


def test_a_trace_is_found_however_deep_it_lies(tmp_path: Path) -> None:
    assert traces(tmp_path) == []
    deep = tmp_path / "hub" / "homes" / "cleo" / TRACE
    deep.parent.mkdir(parents=True)
    deep.touch()
    assert traces(tmp_path) == [deep]


def test_responses_are_typed_below_the_first_line_and_nowhere_else(tmp_path: Path) -> None:
    notebook: dict[str, Any] = {
        "cells": [
            {"cell_type": "markdown", "metadata": {}, "source": "Find it."},
            {
                "cell_type": "code",
                "metadata": {"gradcheck": {"role": "answer", "label": "1a"}},
                "source": ["%%answer 1a\n", "# write your answer on the line below\n"],
            },
        ]
    }
    fill_in(notebook, {"1a": "2*x"})
    add_code_cell(notebook, tmp_path)
    sources = [cell["source"] for cell in notebook["cells"]]
    assert sources[:2] == ["Find it.", "%%answer 1a\n2*x"]
    assert str(tmp_path / TRACE) in sources[2]


def test_a_temporary_folder_stays_and_is_named_when_something_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with (
        pytest.raises(CourseError, match=r"No luck\. What was made, and .* are kept") as failed,
        demo_folder(None),
    ):
        raise CourseError("No luck.")
    (kept,) = tmp_path.iterdir()
    assert str(kept) in str(failed.value)


@pytest.mark.parametrize("ended", [True, False], ids=["after-Ctrl-C", "after-a-good-class"])
def test_a_temporary_folder_goes_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ended: bool
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with suppress(Ended), demo_folder(None) as folder:
        assert folder.parent == tmp_path
        (folder / "log").touch()
        if ended:
            raise Ended(2)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert run(once=True, folder=tmp_path / "file" / "demo") == 1
    assert "cannot be used: Not a directory. Name another folder." in capsys.readouterr().err
