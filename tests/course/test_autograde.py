"""gradcheck course autograde: the scores of nbgrader autograde, side by side; stopped, it goes on."""

from __future__ import annotations

import json
import subprocess
import sys

import nbformat
import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from tests.course.classes import COURSE, answer_cell, done, fill

from gradcheck_course.classroom import workers as workers_module
from gradcheck_course.classroom.workers import Workers
from gradcheck_course.cli.course_options import remaining
from gradcheck_course.cli.root import root
from gradcheck_course.errors import CourseError
from gradcheck_course.jupyter import autograde as autograde_module
from gradcheck_course.jupyter.autograde import Autograder
from gradcheck_course.jupyter.desk import Desk

pytestmark = pytest.mark.filterwarnings(
    "ignore::sqlalchemy.exc.SAWarning", "ignore::nbformat.warnings.DuplicateCellId"
)


def wrong(notebook, answers):
    fill(notebook, answers | {"1a": "12", "2a": "no number"})


def damaged(notebook, answers):
    """A deleted cell, a copied one, moved ones, altered points, and a response that breaks judging."""
    fill(notebook, answers | {"1b": "raise"})
    notebook.cells.remove(answer_cell(notebook, "2a"))
    notebook.cells.append(nbformat.v4.new_code_cell("%%answer 1a\n12"))
    notebook.cells.reverse()
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader["points"] = 1000


@pytest.fixture
def handed_in(marked_class):
    """The class after three have handed in: alice is right, bob wrong, carol's notebook is damaged."""
    marked_class.submit("alice", fill)
    marked_class.submit("bob", wrong)
    marked_class.submit("carol", damaged)
    done(marked_class.api.collect("ps1"))
    return marked_class


@pytest.fixture
def pool(sums):
    with Workers(2, command=[sys.executable, sums.__file__], seconds=3) as workers:
        yield workers


def marker(given, pool):
    desk = Desk.open(given.service.folder)
    client = given.service.client("teacher")
    return Autograder(desk, desk.course.assignment("ps1"), client, pool)


def mark(given, pool):
    one = marker(given, pool)
    return {graded.person: graded for graded in one.mark(one.desk.handed_in(one.assignment))}


def gradebook_of(given):
    """All that the gradebook says of ps1, by person and part."""
    with Gradebook(given.api.coursedir.db_url, COURSE) as gradebook:
        return {
            (submission.student.id, grade.name): (
                grade.auto_score,
                grade.needs_manual_grade,
                gradebook.find_comment(grade.name, "ps1", "ps1", submission.student.id).auto_comment,
                submission.timestamp,
                notebook.late_submission_penalty,
            )
            for submission in gradebook.assignment_submissions("ps1")
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def files_of(given):
    folder = given.service.folder / "autograded"
    return {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}


def contents(given):
    """Every autograded file: notebooks without the ids that nbformat draws anew, others as they are."""
    return {
        name: json.loads(path.read_text()) if name.endswith(".ipynb") else path.read_bytes()
        for name, path in files_of(given).items()
    }


def test_both_ways_of_marking_leave_the_same_gradebook_notebooks_and_records(handed_in, pool):
    graded = mark(handed_in, pool)
    ours, notebooks = gradebook_of(handed_in), contents(handed_in)
    modes = {name: path.stat().st_mode for name, path in files_of(handed_in).items()}
    verdicts = handed_in.service.client("teacher").verdicts(COURSE, "ps1")
    for person in graded:
        done(handed_in.api.autograde("ps1", person, force=True))
    assert gradebook_of(handed_in) == ours
    assert contents(handed_in) == notebooks
    assert {name: path.stat().st_mode for name, path in files_of(handed_in).items()} == modes
    assert handed_in.service.client("teacher").verdicts(COURSE, "ps1") == verdicts


def test_each_submission_is_told_with_its_points_and_what_waits_for_a_person(handed_in, pool):
    told = mark(handed_in, pool)
    assert {name: graded.points for name, graded in told.items()} == {"alice": 5, "bob": 3, "carol": 1}
    assert {name: graded.undecided for name, graded in told.items() if graded.undecided} == {"carol": ("1b",)}
    assert {name: graded.flagged for name, graded in told.items() if graded.flagged} == {
        "carol": ("1a", "1b", "2a")
    }


def test_a_late_submission_gets_the_penalty_that_is_configured(handed_in, pool):
    config = handed_in.service.folder / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    handed_in.service.clock.now = handed_in.service.course.assignment("ps1").due.replace(year=2027)
    handed_in.submit("alice", fill)
    done(handed_in.api.collect("ps1", update=True))
    mark(handed_in, pool)
    with Gradebook(handed_in.api.coursedir.db_url, COURSE) as gradebook:
        penalties = {
            submission.student.id: submission.notebooks[0].late_submission_penalty
            for submission in gradebook.assignment_submissions("ps1")
        }
    assert penalties == {"alice": 5, "bob": None, "carol": None}


def test_marking_that_stops_midway_goes_on_with_the_first_that_is_not_stored(handed_in, pool, monkeypatch):
    monkeypatch.setattr(autograde_module, "BATCH", 1)
    one = marker(handed_in, pool)
    marking = one.mark(one.desk.handed_in(one.assignment))
    assert next(marking).person == "alice"
    marking.close()
    left = [h.person for h in one.desk.handed_in(one.assignment) if not one.desk.is_marked(h, one.assignment)]
    assert left == ["bob", "carol"]
    assert {person for person, _ in gradebook_of(handed_in)} == {"alice"}


def test_a_newer_submission_is_not_taken_for_marked(handed_in, pool):
    mark(handed_in, pool)
    handed_in.submit("bob", fill)
    done(handed_in.api.collect("ps1", update=True))
    desk = Desk.open(handed_in.service.folder)
    assignment = desk.course.assignment("ps1")
    assert [h.person for h in desk.handed_in(assignment) if not desk.is_marked(h, assignment)] == ["bob"]


def test_a_submission_without_problems_is_told_and_stops_nobody_else(handed_in, pool):
    folder = handed_in.service.folder / "submitted"
    (folder / "zoe").mkdir()
    (folder / "alice" / "ps1").rename(folder / "zoe" / "ps1")
    told = mark(handed_in, pool)
    assert told["zoe"].problem == "There is no submission with this receipt."
    assert [name for name, graded in told.items() if not graded.problem] == ["bob", "carol"]


def test_two_at_a_time_are_refused(handed_in):
    desk = Desk.open(handed_in.service.folder)
    with desk.alone(), pytest.raises(CourseError) as caught, Desk.open(desk.course.folder).alone():
        pass
    assert str(caught.value) == (
        "course101 is being marked at this moment, by another command. Wait until that one has ended."
    )


def test_an_assignment_that_was_never_generated_is_refused_with_the_command(handed_in, pool):
    one = marker(handed_in, pool)
    one.assignment = handed_in.service.course.assignment("ps2")
    with pytest.raises(CourseError) as caught:
        list(one.mark([]))
    assert str(caught.value) == (
        "The gradebook does not know ps2 yet. "
        f"In {handed_in.service.folder}: nbgrader generate_assignment ps2"
    )


def test_a_folder_whose_nbgrader_is_set_up_for_another_course_is_refused(handed_in, tmp_path):
    config = handed_in.service.folder / "nbgrader_config.py"
    config.write_text("get_config().CourseDirectory.root = '/nowhere'\n")
    with pytest.raises(CourseError) as caught:
        Desk.open(handed_in.service.folder)
    assert str(caught.value) == (
        f"{config}: nbgrader is not set up for this course here. "
        "Call gradcheck_course.jupyter.configuration.configure there, as `course init` does."
    )


@pytest.fixture
def command(handed_in, sums, monkeypatch):
    """Runs `gradcheck course autograde` at the desk."""
    monkeypatch.setattr(workers_module, "COMMAND", (sys.executable, sums.__file__))
    monkeypatch.setenv("GRADCHECK_SERVICE_URL", handed_in.service.url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "token-of-teacher")

    def run(*arguments):
        return CliRunner().invoke(root, ["course", "autograde", "ps1", "--jobs", "1", *arguments])

    return run


def test_the_command_says_what_it_did_and_what_is_next(command):
    result = command()
    assert (result.exit_code, result.stdout) == (0, "Marked 3 of 3 submissions of ps1.\n")
    assert result.stderr.splitlines() == [
        "Parts that only a person can decide, in formgrader's manual grading: carol (1b)",
        "Cells that were deleted, copied or changed: carol (1a, 1b, 2a)",
        "Next: gradcheck course feedback ps1",
    ]


def test_the_command_leaves_what_is_marked_until_it_is_forced(command):
    command()
    again = command()
    assert again.stdout == "Marked 0 of 0 submissions of ps1.\n"
    assert again.stderr.splitlines()[0] == (
        "3 were marked before, and left as they are (--force marks them again)."
    )
    assert command("--force").stdout == "Marked 3 of 3 submissions of ps1.\n"


def test_the_command_marks_one_student_and_tells_it_in_json(command):
    record = json.loads(command("--student", "bob", "--json").stdout)
    assert record == {
        "schema": "gradcheck.autograde/1",
        "ok": True,
        "assignment": "ps1",
        "marked": 1,
        "marked_before": 0,
        "submissions": [{"student": "bob", "points": 3.0, "max_points": 5.0, "undecided": [], "flagged": []}],
    }


def test_the_command_names_a_student_who_handed_nothing_in(command):
    assert "Nothing of zoe was collected for ps1." in command("--student", "zoe").stderr


def test_the_time_that_is_left_follows_from_the_pace():
    assert remaining(30.0, 3, 9) == "60 s"


def test_marking_a_class_imports_neither_the_bank_nor_sympy():
    code = (
        "import sys, gradcheck_course.jupyter.autograde\n"
        "print([name for name in ('sympy', 'gradcheck_exercises.bank') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_a_command_that_is_stopped_says_how_far_it_came_and_the_next_one_goes_on(command, monkeypatch):
    store, stored = Autograder.store, []

    def stop_at_the_second(self, gradebook, script, marked):
        if stored:
            raise KeyboardInterrupt
        stored.append(script.handed.person)
        return store(self, gradebook, script, marked)

    with monkeypatch.context() as patch:
        patch.setattr(Autograder, "store", stop_at_the_second)
        stopped = command()
    assert stopped.exit_code == 130
    assert "Stopped: 1 of 3 are marked. The same command goes on.\n" in stopped.stderr
    assert command().stdout == "Marked 2 of 2 submissions of ps1.\n"
