"""`make soak`: kill -9 while a class hands in and is marked, and a hundred submissions within ten seconds.

Nothing that was acknowledged may be lost, nothing is marked twice, and the same command goes on.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
from tests.soak.school import ASSIGNMENT, School
from tests.soak.serving import COURSE, TEACHER

from gradcheck_course.classroom.courses import load_course
from gradcheck_course.classroom.files import sha256_of
from gradcheck_course.jupyter.master import write_master

CLASS = 20
LOAD = 100
SUBMISSIONS = 200
KILLS = 12


def killed_while_handing_in(folder: Path, chance: random.Random) -> tuple[School, str]:
    """The class after 200 submissions during which the service was killed; a sentence about what is there."""
    school = School(folder, [f"s{number:02d}" for number in range(CLASS)])
    school.found()
    over = threading.Event()

    def killer() -> None:
        while not over.wait(chance.uniform(0.05, 0.8)):
            school.kill()
            school.start()

    killing = threading.Thread(target=killer)
    killing.start()
    work = [(school.students[number % CLASS], f"work {number}".encode()) for number in range(SUBMISSIONS)]
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda one: school.hand_in(*one), work))
    over.set()
    killing.join()
    kept = {
        submission.receipt: submission
        for name in school.students
        for submission in school.client(name).submissions(COURSE, ASSIGNMENT)
    }
    lost = [
        receipt
        for receipt, (name, content) in zip(receipts, work, strict=True)
        if receipt not in kept or _content(school, name, receipt) != content
    ]
    if lost or len(set(receipts)) < len(receipts):
        raise SystemExit(f"LOST: {len(lost)} of {len(receipts)} acknowledged submissions")
    return school, (
        f"{SUBMISSIONS} submissions, service killed {school.starts - 1} times: "
        f"all acknowledged ones are there with their bytes, {len(kept) - len(receipts)} more than those"
    )


def _content(school: School, name: str, receipt: str) -> bytes:
    (file,) = school.client(name).submission_files(COURSE, receipt)
    return file.content


def killed_while_marking(school: School, chance: random.Random) -> str:
    """What came out of marking that was killed, its workers too, beside marking that was left alone."""
    for number, name in enumerate(school.students):
        school.hand_in(name, school.solved(name, right=number % 2 == 0))
    environment = _desk(school)
    course = load_course(school.folder)
    write_master(course, course.assignment(ASSIGNMENT))
    _run(
        school,
        environment,
        str(Path(sys.executable).with_name("nbgrader")),
        "generate_assignment",
        ASSIGNMENT,
        "--force",
    )
    _run(school, environment, str(Path(sys.executable).with_name("nbgrader")), "collect", ASSIGNMENT)
    undisturbed = school.folder.with_name("undisturbed")
    shutil.copytree(school.folder, undisturbed)
    _mark(undisturbed, environment)
    kills = 0
    while kills < KILLS:
        command = [str(Path(sys.executable).with_name("gradcheck")), "course", "autograde", ASSIGNMENT]
        process = subprocess.Popen(
            command, cwd=school.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            process.wait(chance.uniform(1.0, 3.5))
            break  # done in spite of it
        except subprocess.TimeoutExpired:
            _kill_one_of(process, chance)
            kills += 1
    _mark(school.folder, environment)
    ours, theirs = _gradebook(school.folder), _gradebook(undisturbed)
    if ours != theirs:
        raise SystemExit(f"DIFFERENT: {set(ours) ^ set(theirs)}")
    return f"{CLASS} notebooks marked, killed {kills} times: the {len(ours)} scores of an undisturbed run"


def _kill_one_of(process: subprocess.Popen[bytes], chance: random.Random) -> None:
    """kill -9 of the command, or of one of its workers; then the command ends or goes on by itself."""
    workers = psutil.Process(process.pid).children(recursive=True)
    if workers and chance.random() < 0.5:
        os.kill(chance.choice(workers).pid, signal.SIGKILL)
        time.sleep(0.5)
    process.kill()
    process.wait()


def _desk(school: School) -> dict[str, str]:
    token = school.folder.with_name("token")
    token.write_text(f"token-of-{TEACHER}")
    token.chmod(0o600)
    return os.environ | {
        "GRADCHECK_SERVICE_URL": school.url,
        "GRADCHECK_TOKEN_FILE": str(token),
        "JUPYTERHUB_USER": TEACHER,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }


def _run(school: School, environment: dict[str, str], *command: str) -> None:
    _checked(command, school.folder, environment)


def _checked(command: Sequence[str], folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")


def _mark(folder: Path, environment: dict[str, str]) -> None:
    command = [str(Path(sys.executable).with_name("gradcheck")), "course", "autograde", ASSIGNMENT]
    _checked(command, folder, environment)


def _gradebook(folder: Path) -> list[tuple[object, ...]]:
    """Every score of nbgrader's gradebook, as often as it is there."""
    question = (
        "SELECT s.student_id, b.name, g.auto_score, g.needs_manual_grade FROM grade g "
        "JOIN submitted_notebook n ON g.notebook_id = n.id "
        "JOIN submitted_assignment s ON n.assignment_id = s.id "
        "JOIN grade_cells c ON g.cell_id = c.id JOIN base_cell b ON b.id = c.id ORDER BY 1, 2"
    )
    with sqlite3.connect(folder / "gradebook.db") as database:
        return database.execute(question).fetchall()


def hundred_in_ten_seconds(folder: Path, chance: random.Random) -> str:
    """How long a hundred students waited who handed in within the same ten seconds."""
    school = School(folder, [f"s{number:03d}" for number in range(LOAD)])
    school.found()
    try:
        for name in school.students:
            school.client(name).fetch(COURSE, ASSIGNMENT)
        content = school.solved(school.students[0], right=True)
        moments = [chance.uniform(0, 10) for _ in school.students]
        began = time.monotonic()

        def submit(number: int) -> tuple[float, str]:
            time.sleep(max(0, began + moments[number] - time.monotonic()))
            start = time.monotonic()
            receipt = school.hand_in(school.students[number], content + b" " * number)
            return time.monotonic() - start, receipt

        with ThreadPoolExecutor(LOAD) as pool:
            done = list(pool.map(submit, range(LOAD)))
        waited = sorted(seconds for seconds, _ in done)
        if len({receipt for _, receipt in done}) < LOAD:
            raise SystemExit("LOST: somebody has no receipt of their own")
        stored = {sha256_of(_content(school, n, r)) for n, (_, r) in zip(school.students, done, strict=True)}
        if len(stored) < LOAD:
            raise SystemExit("LOST: somebody's bytes are not theirs")
        return (
            f"{LOAD} submissions of {len(content) // 1024} kB within 10 s: all receipted, median "
            f"{statistics.median(waited) * 1000:.0f} ms, p99 {waited[int(LOAD * 0.99) - 1] * 1000:.0f} ms, "
            f"worst {waited[-1] * 1000:.0f} ms"
        )
    finally:
        school.stop()


def main() -> None:
    """All of it, in a folder that is removed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=None, help="of the moments at which something is killed")
    seed = parser.parse_args().seed
    seed = random.SystemRandom().randrange(10_000) if seed is None else seed
    chance = random.Random(seed)
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="gradcheck-soak-") as place:
        school, said = killed_while_handing_in(Path(place) / "killed" / COURSE, chance)
        try:
            print(said, flush=True)
            print(killed_while_marking(school, chance), flush=True)
        finally:
            school.stop()
        print(hundred_in_ten_seconds(Path(place) / "load" / COURSE, chance), flush=True)


if __name__ == "__main__":
    main()
