"""How long marking takes: `gradcheck course autograde` beside `nbgrader autograde`, in one run.

make bench-marking                                            300 students × 10 parts
make bench-marking BENCH_ARGS="--students 50 --stock 5"       sooner

Both commands run as processes of their own on this machine, one after the other. Ours marks the whole class,
and all of its time counts. nbgrader's marks a sample, since it takes seconds for each: ten functions with a
test each, in plain Python; the time that it takes to start is taken off.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from tests.course.conftest import NOW, Clock, RunningService

from gradcheck_course.classroom.courses import Assignment, ExerciseEntry, Person
from gradcheck_course.classroom.files import FilePart
from gradcheck_course.classroom.founding import init_course
from gradcheck_course.classroom.members import STUDENT, Member
from gradcheck_course.classroom.problems import label_of
from gradcheck_course.classroom.room import Classroom
from gradcheck_course.hub.demo_class import all_right, fill_in, typical_slips, write_answers
from gradcheck_course.jupyter.exchange.exchange import stamp
from gradcheck_course.jupyter.layout import RECEIPT_FILE, TIMESTAMP_FILE
from gradcheck_course.jupyter.master import write_master

COURSE = "course101"
EXERCISES = ("calculus/chain-rule", "linalg/matmul", "probability/bayes-test", "linalg/solve-system")
PARTS = 10
WANTED = 0.1  # of nbgrader's time for a notebook
HERE = Path(sys.executable).parent


def seconds_of(folder: Path, command: Sequence[str], **environment: str) -> float:
    """How long a command takes in a folder. Raises CalledProcessError, with what it said, when it fails."""
    path = os.pathsep.join([str(HERE), os.environ["PATH"]])
    begun = perf_counter()
    done = subprocess.run(
        [str(HERE / command[0]), *command[1:]],
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONWARNINGS": "ignore", **environment},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return perf_counter() - begun


def ours(root: Path, students: int) -> float:
    """Seconds for each notebook of a class of that size, its start included."""
    entries = tuple(map(ExerciseEntry, EXERCISES))
    people = [Person(f"student{number:03}") for number in range(students)]
    course = init_course(
        root / COURSE,
        course_id=COURSE,
        title="Marking",
        instructors=["teacher"],
        students=people,
        assignments=[Assignment("ps1", "Problem set", None, entries)],
    )
    service = RunningService(Classroom.open(course.folder, clock=Clock()), Clock())
    try:
        for number, person in enumerate(people):
            hand_in(service.room, person.id, number)
        write_master(course, course.assignment("ps1"))
        seconds_of(course.folder, ["nbgrader", "generate_assignment", "ps1"])
        token = {"GRADCHECK_SERVICE_URL": service.url, "JUPYTERHUB_API_TOKEN": "token-of-teacher"}
        taken = seconds_of(course.folder, ["gradcheck", "course", "autograde", "ps1"], **token)
    finally:
        service.stop()
    marked = list(course.folder.glob("autograded/*/ps1/ps1.ipynb"))
    if len(marked) != students:
        raise SystemExit(f"{len(marked)} of {students} notebooks were marked.")
    return taken / students


def hand_in(room: Classroom, person: str, number: int) -> None:
    """Draw the person's problems, answer them, hand in, and collect; every third one makes slips."""
    member = Member(person, STUDENT)
    if number == 0:
        room.release("ps1", Member("teacher", "instructor"))
    (file,) = room.files("ps1", member)
    notebook = nbformat.reads(file.content.decode(), as_version=4)
    habit = typical_slips if number % 3 == 0 else all_right
    given = room.problems("ps1", person).problems
    responses = {
        label_of(problem.position, letter): text
        for problem in given
        for letter, text in write_answers(problem, habit, 0).items()
    }
    if len(responses) != PARTS:
        raise SystemExit(f"The class has {len(responses)} parts, not {PARTS}: choose other exercises.")
    fill_in(notebook, responses)
    content = nbformat.writes(notebook).encode()
    submitted = room.submit("ps1", member, [FilePart(file.path, content)])
    folder = room.folder / "submitted" / person / "ps1"
    folder.mkdir(parents=True)
    (folder / file.path).write_bytes(content)
    (folder / RECEIPT_FILE).write_text(submitted.receipt)
    (folder / TIMESTAMP_FILE).write_text(stamp(submitted.received_at))


def stock(root: Path, students: int) -> float:
    """Seconds for each notebook that nbgrader marks by itself, its start taken off."""
    for name in ("source/ps1", "release", "submitted", "autograded"):
        (root / name).mkdir(parents=True)
    (root / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'stock'\n")
    nbformat.write(python_notebook(), root / "source" / "ps1" / "ps1.ipynb")
    seconds_of(root, ["nbgrader", "generate_assignment", "ps1"])
    for number in range(students):
        folder = root / "submitted" / f"student{number:03}" / "ps1"
        folder.mkdir(parents=True)
        nbformat.write(python_notebook(), folder / "ps1.ipynb")
        (folder / TIMESTAMP_FILE).write_text(stamp(NOW))
    start = seconds_of(root, ["nbgrader", "autograde", "--version"])
    return (seconds_of(root, ["nbgrader", "autograde", "ps1"]) - start) / students


def python_notebook() -> NotebookNode:
    """Ten functions, answered, with a test of a point each."""
    cells: list[NotebookNode] = []
    for number in range(PARTS):
        solution = f"def f{number}(x):\n    ### BEGIN SOLUTION\n    return x + {number}\n    ### END SOLUTION"
        cells.append(_cell(f"answer{number}", solution, solution=True))
        cells.append(_cell(f"test{number}", f"assert f{number}(1) == {number + 1}", points=1))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _cell(grade_id: str, source: str, *, solution: bool = False, points: int = 0) -> NotebookNode:
    ours = {"grade": bool(points), "solution": solution, "locked": bool(points), "task": False}
    worth = {"points": points} if points else {}
    metadata = {**ours, **worth, "schema_version": 3, "grade_id": grade_id, "cell_type": "code"}
    return new_code_cell(source, metadata={"nbgrader": metadata})


def main() -> int:
    """Print both times and their ratio; 1 when the ratio is larger than wanted."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--students", type=int, default=300, help="in our class")
    options.add_argument("--stock", type=int, default=8, help="notebooks that nbgrader marks by itself")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        theirs = stock(Path(folder) / "stock", given.stock)
        mine = ours(Path(folder), given.students)
    print(f"nbgrader autograde          {theirs:7.3f} s a notebook ({given.stock} notebooks, ten tests each)")
    print(f"gradcheck course autograde  {mine:7.3f} s a notebook ({given.students} × {PARTS} parts)")
    print(f"ratio                       {mine / theirs:7.3f} (wanted: at most {WANTED})")
    return int(mine > WANTED * theirs)


if __name__ == "__main__":
    sys.exit(main())
