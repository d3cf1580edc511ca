"""`gradcheck demo --once`, run for real: a whole class, and nothing left behind."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import psutil
import pytest

from gradcheck_course.hub.configuration import scripts_folder, settings_from_json
from gradcheck_course.hub.demo_class import ASSIGNMENT, TRACE
from gradcheck_course.hub.processes import marked_processes

STUDENTS = ("ada", "ben", "cleo")
COMMAND = [str(scripts_folder() / "gradcheck"), "demo"]
# Far above the two minutes that are promised: a busy machine is no fault of the demo.
SECONDS = 300


@dataclass(frozen=True, slots=True)
class FinishedDemo:
    """What one run left: its output, and the folder that --folder keeps."""

    folder: Path
    code: int
    output: str
    progress: str

    @property
    def course(self) -> Path:
        return self.folder / "course101"

    def home(self, student: str) -> Path:
        return self.folder / "hub" / "homes" / student

    def notebook(self, student: str) -> dict[str, Any]:
        """The notebook in the student's home, after all."""
        return json.loads((self.home(student) / "ps1" / "ps1.ipynb").read_text())


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> FinishedDemo:
    folder = tmp_path_factory.mktemp("demo") / "class"
    started = subprocess.run(
        [*COMMAND, "--once", "--folder", str(folder)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        cwd=folder.parent,
    )
    return FinishedDemo(folder, started.returncode, started.stdout, started.stderr)


def processes_of(folder: Path) -> list[str]:
    """Every running process that knows the folder, by its command, its environment or where it runs."""
    found: list[str] = []
    for process in psutil.process_iter():
        try:
            known = [*process.cmdline(), *process.environ().values(), process.cwd()]
        except (psutil.Error, OSError):
            continue
        if process.pid != os.getpid() and any(str(folder) in text for text in known if text):
            found.append(" ".join(process.cmdline()))
    return found


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def cells(notebook: dict[str, Any], role: str) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["metadata"].get("gradcheck", {}).get("role") == role]


def test_the_class_is_held_and_the_command_says_so(demo: FinishedDemo) -> None:
    assert demo.code == 0, demo.progress
    assert "every score in nbgrader's gradebook is what it must be" in demo.progress


def test_nbgraders_own_gradebook_has_the_scores(demo: FinishedDemo) -> None:
    from nbgrader.api import Gradebook

    parts = len(cells(demo.notebook("ada"), "answer"))
    with Gradebook(f"sqlite:///{demo.course / 'gradebook.db'}", "course101") as gradebook:
        submissions = {name: gradebook.find_submission("ps1", name) for name in STUDENTS}
        scores = {name: float(submission.score or 0) for name, submission in submissions.items()}
        highest = {float(submission.max_score or 0) for submission in submissions.values()}
        counts = {name: len(submission.notebooks[0].grades) for name, submission in submissions.items()}
        waiting = [name for name, submission in submissions.items() if submission.needs_manual_grade]
    (most,) = highest
    assert counts == dict.fromkeys(STUDENTS, parts)
    assert parts >= 10
    assert scores["ada"] == most > 0
    assert 0 <= scores["ben"] < most
    assert scores["cleo"] == 0
    assert waiting == []


def test_no_two_students_have_the_same_problem(demo: FinishedDemo) -> None:
    for one, other in combinations(STUDENTS, 2):
        mine, theirs = (problems(demo.notebook(name)) for name in (one, other))
        assert len(mine) == len(theirs) == len(ASSIGNMENT.exercises)
        assert all(a != b for a, b in zip(mine, theirs, strict=True))


def problems(notebook: dict[str, Any]) -> list[str]:
    """Statement and prompts of each problem of a notebook."""
    texts: list[str] = []
    for cell in notebook["cells"]:
        role = cell["metadata"].get("gradcheck", {}).get("role")
        if role == "statement":
            texts.append(source(cell))
        elif role == "prompt":
            texts[-1] += source(cell)
    return texts


def fetched_texts(demo: FinishedDemo, student: str) -> Iterator[str]:
    """All that came with the assignment: the notebook without what was written and shown in it."""
    notebook = demo.notebook(student)
    for cell in notebook["cells"]:
        if cell["metadata"].get("gradcheck", {}).get("role") == "answer":
            cell["source"] = ""
        cell["outputs"] = []
    yield json.dumps(notebook["metadata"]) + "".join(map(json.dumps, notebook["cells"]))
    for path in (demo.home(student) / "ps1").rglob("*"):
        if path.is_file() and path.suffix != ".ipynb" and "feedback" not in path.parts:
            yield path.read_text()


@pytest.mark.parametrize("student", STUDENTS)
def test_nothing_fetched_tells_secret_or_seed(demo: FinishedDemo, student: str) -> None:
    secret = (demo.course / ".gradcheck" / "secret").read_text().strip()
    records = sqlite3.connect(f"file:{demo.course / '.gradcheck' / 'records.db'}?mode=ro", uri=True)
    seeds = [str(seed) for (seed,) in records.execute("SELECT seed FROM given")]
    records.close()
    assert len(seeds) == len(STUDENTS) * len(ASSIGNMENT.exercises)
    text = "".join(fetched_texts(demo, student))
    assert secret not in text
    assert not any(seed in text for seed in seeds)


@pytest.mark.parametrize("student", STUDENTS)
def test_nothing_fetched_holds_an_answer(demo: FinishedDemo, student: str) -> None:
    from gradcheck_exercises import find

    text = "".join(fetched_texts(demo, student))
    records = sqlite3.connect(f"file:{demo.course / '.gradcheck' / 'records.db'}?mode=ro", uri=True)
    rows = records.execute("SELECT exercise, parameters FROM given").fetchall()
    records.close()
    answers = [
        part.answer.reference_text()
        for exercise, parameters in rows
        for part in find(exercise).rebuild(json.loads(parameters)).parts
    ]
    # A single digit or a choice's key stands in every text by chance.
    telling = [answer for answer in answers if len(answer) > 7]
    assert len(telling) > 10
    assert [answer for answer in telling if answer in text] == []


def test_what_was_written_was_shown_to_the_student_as_it_was_read(demo: FinishedDemo) -> None:
    shown = [json.dumps(cell["outputs"]) for cell in cells(demo.notebook("ada"), "answer")]
    assert shown and all("reads as" in output for output in shown)


def test_code_that_a_student_wrote_left_no_trace_anywhere(demo: FinishedDemo) -> None:
    places = [demo.folder.parent, Path("/tmp")]  # noqa: S108 - looked at, not written to
    assert list(places[0].rglob(f"{TRACE}*")) == list(places[1].glob(f"{TRACE}*")) == []
    submitted = (demo.course / "submitted" / "cleo" / "ps1" / "ps1.ipynb").read_text()
    assert TRACE in submitted, "the attempt was handed in"


@pytest.mark.parametrize("student", STUDENTS)
def test_each_student_has_feedback_on_their_own_work_only(demo: FinishedDemo, student: str) -> None:
    (page,) = (demo.home(student) / "ps1" / "feedback").rglob("*.html")
    text = page.read_text()
    assert "<script" not in text
    assert not re.search(r"(src|href)=[\"']?https?://", text)
    others = [name for name in STUDENTS if name != student]
    assert not any(re.search(rf"\b{name}\b", text) for name in others)


def test_the_output_tells_what_was_written_why_and_how_to_sign_in(demo: FinishedDemo) -> None:
    for word in ("right", "not yet", "unreadable", "Sign in at http://127.0.0.1:", "iris", *STUDENTS):
        assert word in demo.output
    assert len(re.findall(r"\b[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}\b", demo.output)) == 4


def test_no_process_is_left(demo: FinishedDemo) -> None:
    settings = settings_from_json((demo.folder / "hub" / "hub.json").read_text())
    assert marked_processes(settings.marker) == []
    assert processes_of(demo.folder) == []


def test_ended_half_way_it_leaves_neither_process_nor_folder(tmp_path: Path) -> None:
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [*COMMAND, "--once"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    ) as started:
        assert started.stderr is not None
        for line in started.stderr:
            if "Starting the Jupyter servers" in line:
                break
        # Servers are on their way up at this moment, the hardest one to end at.
        time.sleep(1)
        os.killpg(started.pid, signal.SIGINT)
        said = started.stderr.read()
        started.wait(60)
    assert started.returncode == 130
    assert "Every process is stopped" in said
    assert processes_of(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()
    refused = subprocess.run(
        [*COMMAND, "--once", "--folder", str(tmp_path)], capture_output=True, text=True, timeout=SECONDS
    )
    assert refused.returncode == 1
    assert "is not empty. Name a new folder." in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
