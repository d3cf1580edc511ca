"""The whole cycle with nbgrader's own commands, the real bank and a real service."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbgrader import apps
from nbgrader.api import Gradebook

from gradcheck_course.classroom.courses import Assignment, ExerciseEntry, Person
from gradcheck_course.classroom.founding import init_course
from gradcheck_course.classroom.room import Classroom
from gradcheck_course.jupyter.master import write_master
from gradcheck_grader.sympy_bridge import from_sympy
from gradcheck_grader.syntax.printing import to_plain

COURSE = "course101"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
STUDENTS = ("alice", "bob", "carol")
EXERCISES = (
    "calculus/chain-rule",
    "linalg/matmul",
    "probability/bayes-test",
    "optimization/gd-step-2d",
    "backprop/mlp-two-layer",
)
STUDENT_CONFIG = """
from gradcheck_course.jupyter.configuration import configure
configure(get_config(), course_id="course101")
"""


pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


class Cycle:
    """One class and its folders; command runs an nbgrader command as one of its people."""

    def __init__(self, root: Path, conftest: SimpleNamespace) -> None:
        self.root = root
        self.folder = root / COURSE
        init_course(
            self.folder,
            course_id=COURSE,
            title="Mathematics",
            instructors=["teacher"],
            students=[Person(name, name.title(), "Doe", "") for name in STUDENTS],
            assignments=[
                Assignment(
                    "ps1", "Problem set 1", NOW + timedelta(days=1), tuple(map(ExerciseEntry, EXERCISES))
                )
            ],
        )
        for name in STUDENTS:
            (root / name).mkdir()
            (root / name / "nbgrader_config.py").write_text(STUDENT_CONFIG)
        clock = conftest.Clock(NOW)
        self.service = conftest.RunningService(Classroom.open(self.folder, clock=clock), clock)
        self.fetched: dict[str, str] = {}

    def command(self, person: str, app: type, *arguments: str) -> None:
        """Run the command in this process, in the person's folder, with the person's token."""
        environment = {
            "GRADCHECK_SERVICE_URL": self.service.url,
            "JUPYTERHUB_API_TOKEN": f"token-of-{person}",
            "JUPYTERHUB_USER": person,
            "JUPYTER_CONFIG_DIR": str(self.root / "nowhere"),
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        }
        home = self.folder if person == "teacher" else self.root / person
        with pytest.MonkeyPatch.context() as patch, contextlib.chdir(home):
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "path", list(sys.path))
            running = app()
            running.initialize([*arguments, "--log-level", "ERROR"])
            running.start()
            running.reset()

    def notebook(self, person: str) -> Path:
        return self.root / person / "ps1" / "ps1.ipynb"

    def problems(self, person: str) -> list:
        given = self.service.room.problems("ps1", person)
        return [(problem.position, problem.rebuild()) for problem in given.problems]

    def parts(self, person: str) -> dict:
        return {
            f"{position}{part.label}": part
            for position, problem in self.problems(person)
            for part in problem.parts
        }

    def write(self, person: str, responses: dict[str, str], *, change=lambda notebook: None) -> None:
        """Write responses into the person's notebook, do something else to it, and submit."""
        path = self.notebook(person)
        self.fetched[person] = path.read_text()
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            label = cell.source.split("\n", 1)[0].removeprefix("%%answer ")
            if cell.source.startswith("%%answer") and label in responses:
                cell.source += responses[label]
        change(notebook)
        nbformat.write(notebook, path)
        self.command(person, apps.SubmitApp, "ps1")

    def scores(self, person: str) -> dict[str, float | None]:
        with Gradebook(f"sqlite:///{self.folder}/gradebook.db", COURSE) as gradebook:
            submission = gradebook.find_submission("ps1", person)
            return {
                grade.name.removeprefix("ps1-"): grade.score
                for notebook in submission.notebooks
                for grade in notebook.grades
            }

    def page(self, person: str) -> str:
        (path,) = (self.root / person / "ps1" / "feedback").rglob("ps1.html")
        return path.read_text()


def cheat(made: Path):
    """Everything at once: points, flags, a deleted cell, a claimed verdict, and code."""

    def change(notebook):
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade"):
                cell.metadata.nbgrader.update(points=1000, solution=False, locked=True)
            cell.metadata["gradcheck"] = {"role": "answer", "outcome": "right", "credit": 1, "points": 1000}
        notebook.cells = [cell for cell in notebook.cells if not cell.source.startswith("%%answer 2a")]
        notebook.cells.insert(0, nbformat.v4.new_code_cell(f"open({str(made)!r}, 'w')"))

    return change


@pytest.fixture(scope="module")
def cycle(request, tmp_path_factory) -> Iterator[Cycle]:
    """The class after its cycle: alice is right, bob makes the first slip of 1a, carol cheats."""
    here = str(Path(__file__).with_name("conftest.py"))
    conftest = next(
        p for p in request.config.pluginmanager.get_plugins() if getattr(p, "__file__", "") == here
    )
    cycle = Cycle(tmp_path_factory.mktemp("cycle"), conftest)
    try:
        run_through(cycle)
        yield cycle
    finally:
        cycle.service.stop()


def run_through(cycle: Cycle) -> None:
    write_master(cycle.service.course, cycle.service.course.assignment("ps1"))
    cycle.command("teacher", apps.GenerateAssignmentApp, "ps1")
    cycle.command("teacher", apps.ReleaseAssignmentApp, "ps1")
    for name in STUDENTS:
        cycle.command(name, apps.FetchAssignmentApp, "ps1")
    answers = {
        name: {label: part.answer.reference_text() for label, part in cycle.parts(name).items()}
        for name in STUDENTS
    }
    made = cycle.root / "made"
    slip = to_plain(from_sympy(cycle.parts("bob")["1a"].slips[0].response))
    cycle.write("alice", answers["alice"])
    cycle.write("bob", answers["bob"] | {"1a": slip, "1b": "2*lamda"})
    code = f"__import__('pathlib').Path({str(made)!r}).touch()"
    cycle.write("carol", answers["carol"] | {"1a": code}, change=cheat(made))
    cycle.command("teacher", apps.CollectApp, "ps1")
    cycle.command("teacher", apps.AutogradeApp, "ps1")
    cycle.command("teacher", apps.GenerateFeedbackApp, "ps1")
    cycle.command("teacher", apps.ReleaseFeedbackApp, "ps1")
    for name in STUDENTS:
        cycle.command(name, apps.FetchFeedbackApp, "ps1")


def full(cycle: Cycle, person: str) -> dict[str, float]:
    return {label: float(part.points) for label, part in cycle.parts(person).items()}


def test_no_two_students_get_the_same_problem(cycle):
    identities = [problem.identity for name in STUDENTS for _, problem in cycle.problems(name)]
    assert len(identities) == len(set(identities)) == len(STUDENTS) * len(EXERCISES)


def test_right_answers_earn_every_point_in_nbgraders_own_gradebook(cycle):
    assert cycle.scores("alice") == full(cycle, "alice")


def test_a_slip_and_an_unreadable_answer_earn_nothing_and_the_rest_its_points(cycle):
    assert cycle.scores("bob") == full(cycle, "bob") | {"1a": 0, "1b": 0}


def test_a_cheats_notebook_ends_at_the_honest_score_and_makes_no_file(cycle):
    assert cycle.scores("carol") == full(cycle, "carol") | {"1a": 0, "2a": 0}
    assert not list(cycle.root.rglob("made"))


def test_the_gradebook_has_the_names_the_due_date_and_the_points_of_the_course(cycle):
    with Gradebook(f"sqlite:///{cycle.folder}/gradebook.db", COURSE) as gradebook:
        assignment = gradebook.find_assignment("ps1")
        assert assignment.max_score == sum(full(cycle, "alice").values())
        assert assignment.duedate == (NOW + timedelta(days=1)).replace(tzinfo=None)
        assert {student.first_name for student in gradebook.students} == {"Alice", "Bob", "Carol"}
        assert not [s.student.id for s in assignment.submissions if s.needs_manual_grade]


def test_nothing_that_a_student_fetches_tells_an_answer(cycle):
    secret = (cycle.folder / ".gradcheck" / "secret").read_text().strip()
    for name in STUDENTS:
        text = cycle.fetched[name]
        assert secret not in text
        hidden = [
            said.markdown()
            for part in cycle.parts(name).values()
            for said in (*(hint.text for hint in part.hints), *part.steps)
        ]
        hidden += [slip.feedback for part in cycle.parts(name).values() for slip in part.slips]
        assert not [line for line in hidden if line in text]


def test_each_page_shows_the_persons_own_answers_with_verdict_slip_and_solution(cycle):
    alice, bob, carol = map(cycle.page, STUDENTS)
    assert alice.count("✓") == 2 * len(full(cycle, "alice"))
    assert "A slip that gives this answer" in bob
    assert "2*lamda" in bob
    assert "Worked solution of part 1a" in bob
    assert "The cell for this answer was not in the notebook" in carol
    assert not [page for page in (alice, bob, carol) if "<script" in page or "http-equiv" not in page]


def test_every_formula_on_the_pages_is_mathml(cycle):
    for name in STUDENTS:
        page = cycle.page(name)
        assert page.count("<math") > 20
        assert "<code>\\" not in page
        assert "$" not in page


def test_the_service_has_a_verdict_on_every_part_and_its_evidence(cycle):
    verdicts = cycle.service.client("teacher").verdicts(COURSE, "ps1")
    assert len(verdicts) == sum(len(full(cycle, name)) for name in STUDENTS)


def test_marking_again_gives_the_same_scores(cycle):
    before = {name: cycle.scores(name) for name in STUDENTS}
    cycle.command("teacher", apps.AutogradeApp, "ps1", "--force")
    assert {name: cycle.scores(name) for name in STUDENTS} == before
