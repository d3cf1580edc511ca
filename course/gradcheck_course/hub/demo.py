"""`gradcheck demo`: a whole class on this machine, from the course folder to the fetched feedback.

Nothing is played: a real JupyterHub with its proxy and the course's service, a Jupyter server for each
person, and nbgrader inside of those servers. This process only asks them, over HTTP, for what people press
in a browser.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from gradcheck_course.classroom.client import ServiceClient
from gradcheck_course.classroom.courses import Course
from gradcheck_course.classroom.founding import init_course
from gradcheck_course.errors import CourseError
from gradcheck_course.hub.authenticator import generate_passwords, write_passwords
from gradcheck_course.hub.configuration import HubSettings
from gradcheck_course.hub.demo_class import (
    ASSIGNMENT,
    CLEO,
    COURSE_ID,
    COURSE_TITLE,
    INSTRUCTOR,
    STUDENTS,
    Homework,
    add_code_cell,
    faults,
    fill_in,
    habits,
    homework_of,
    traces,
)
from gradcheck_course.hub.demo_kernel import run_cells
from gradcheck_course.hub.demo_people import Caller, Instructor, Operator, Student
from gradcheck_course.hub.demo_report import (
    Progress,
    feedback_places,
    gradebook,
    print_all,
    sign_in_table,
)
from gradcheck_course.hub.demo_signals import Ended, ended_by_signals, no_more_signals
from gradcheck_course.hub.processes import (
    PortTakenError,
    RunningHub,
    end_marked,
    free_ports,
    running_hub,
    stop_hub,
    wait_until,
)

Item = TypeVar("Item")
Result = TypeVar("Result")
TRIES = 3
SERVER_SECONDS = 120


@dataclass(frozen=True, slots=True)
class People:
    """Everybody of the class at their running servers, and the instructor's way to the service."""

    instructor: Instructor
    students: tuple[Student, ...]
    service: ServiceClient


def run(*, once: bool, folder: Path | None = None) -> int:
    """Hold the class; return the exit code of the command.

    once    end after the gradebook; otherwise serve until Ctrl-C.
    folder  where course, homes and logs are made and kept; a new or empty folder. None: a temporary one.

    No process that was started is left, whether the class went well, went wrong, or was ended half-way.
    """
    progress = Progress()
    with ended_by_signals():
        try:
            with demo_folder(folder) as root:
                hold_class(root, once=once, progress=progress)
        except CourseError as error:
            progress.say(str(error))
            return 1
        except Ended as ended:
            progress.say("Ended before the class was over. Every process is stopped.")
            return ended.exit_code
    return 0


@contextmanager
def demo_folder(folder: Path | None) -> Iterator[Path]:
    """A folder for the demo; a temporary one is gone afterwards, unless something failed: it has the logs."""
    if folder is not None:
        yield new_folder(folder)
        return
    root = Path(tempfile.mkdtemp(prefix="gradcheck-demo-")).resolve()
    try:
        yield root
    except CourseError as error:
        raise CourseError(
            str(error), action=f"What was made, and hub/hub.log, are kept in {root}."
        ) from error
    except Ended:
        shutil.rmtree(root)
        raise
    shutil.rmtree(root)


def new_folder(folder: Path) -> Path:
    """The folder, made where it is missing. Raises CourseError when there is something in it."""
    folder = folder.resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        taken = any(folder.iterdir())
    except OSError as error:
        raise CourseError(
            f"{folder} cannot be used: {error.strerror}.", action="Name another folder."
        ) from error
    if taken:
        raise CourseError(f"{folder} is not empty.", action="Name a new folder.", code="folder")
    return folder


def hold_class(root: Path, *, once: bool, progress: Progress) -> None:
    """The class from beginning to end. Raises CourseError when anything is not as it must be."""
    progress.say(f"Making a course with five exercises in {root}")
    course = init_course(
        root / COURSE_ID,
        course_id=COURSE_ID,
        title=COURSE_TITLE,
        instructors=[INSTRUCTOR],
        students=STUDENTS,
        assignments=[ASSIGNMENT],
    )
    passwords = generate_passwords([INSTRUCTOR, *(student.id for student in STUDENTS)])
    settings = demo_settings(root, course, passwords)
    with ExitStack() as stack:
        stack.callback(end_marked, settings.marker)
        progress.say("Starting JupyterHub, its proxy and the course's service")
        hub = serving_hub(settings, stack)
        stack.callback(no_more_signals)
        teach(root, course, hub, passwords, progress)
        if not once:
            serve(hub, progress)
        progress.say("Stopping every process")


def demo_settings(root: Path, course: Course, passwords: Mapping[str, str]) -> HubSettings:
    """The Hub's settings, on ports that are free now; the password hashes are written."""
    settings = HubSettings(
        course_id=course.id,
        course_folder=course.folder,
        state_folder=root / "hub",
        instructors=course.instructors,
        students=tuple(student.id for student in course.students),
        ports=free_ports(),
        operator_token=secrets.token_hex(32),
        marker=secrets.token_hex(16),
    )
    settings.state_folder.mkdir(mode=0o700)
    write_passwords(settings.password_file, passwords)
    return settings


def serving_hub(settings: HubSettings, stack: ExitStack) -> RunningHub:
    """A Hub that serves and that the stack will stop; on other ports where somebody took one meanwhile."""
    for left in reversed(range(TRIES)):
        hub = stack.enter_context(running_hub(settings))
        try:
            wait_for_hub(hub)
        except PortTakenError:
            if not left:
                raise
            stop_hub(hub)
            hub.log.unlink()
            settings = replace(settings, ports=free_ports())
        else:
            return hub
    raise CourseError("No free ports were found.")


def wait_for_hub(hub: RunningHub) -> None:
    """Return once the Hub serves."""
    operator = Operator.of(hub.settings)

    def serves() -> bool:
        hub.check_ports()
        hub.check_alive()
        return operator.hub_serves() and operator.service_serves()

    wait_until(serves, what="the Hub and the course's service", log=hub.log)


def teach(
    root: Path, course: Course, hub: RunningHub, passwords: Mapping[str, str], progress: Progress
) -> None:
    """Release, fetch, answer, submit, collect, mark, give feedback; check the outcome and print it."""
    people = gather(course, hub, progress)
    progress.say(f"{INSTRUCTOR} releases {ASSIGNMENT.name}")
    people.instructor.release()
    homework = do_homework(people, root, progress)
    progress.say(f"{INSTRUCTOR} collects, marks and gives feedback")
    people.instructor.collect()
    for student in people.students:
        people.instructor.autograde(student.name)
    people.instructor.give_feedback()
    progress.say("ada, ben and cleo fetch their feedback")
    places = together(Student.fetch_feedback, people.students)
    feedback = {student.name: place for student, place in zip(people.students, places, strict=True)}
    recorded = people.service.verdicts(COURSE_ID, ASSIGNMENT.name)
    verdicts = [entry | entry["verdict"] for entry in recorded]
    print_all([gradebook(homework, verdicts), feedback_places(hub.settings, feedback)])
    found = faults(homework, verdicts, people.instructor.scores())
    found += [f"Something that cleo wrote was run: it made {path}." for path in traces(root)]
    if found:
        raise CourseError("The class did not go as it must: " + " ".join(found), code="demo")
    progress.say(
        "Checked: every score in nbgrader's gradebook is what it must be, and nothing cleo wrote was run"
    )
    print_all([sign_in_table(hub.settings, passwords)])


def gather(course: Course, hub: RunningHub, progress: Progress) -> People:
    """Start everybody's server; return once all serve, with the master notebook written meanwhile."""
    # Imported here: it brings nbformat and SymPy, which take seconds that the Hub's start need not wait for.
    from gradcheck_course.jupyter.master import write_master

    settings, operator = hub.settings, Operator.of(hub.settings)
    names = (*settings.instructors, *settings.students)
    progress.say(f"Starting the Jupyter servers of {', '.join(names)}")
    for name in names:
        operator.start_server(name)
    write_master(course, ASSIGNMENT)

    def all_serve() -> bool:
        hub.check_alive()
        return all(operator.server_ready(name) for name in names)

    wait_until(all_serve, what="the Jupyter servers", log=hub.log, seconds=SERVER_SECONDS, pause=0.5)
    tokens = {name: operator.token_for(name) for name in names}
    servers = {name: Caller(f"{settings.url}user/{name}/", token) for name, token in tokens.items()}
    return People(
        Instructor(INSTRUCTOR, servers[INSTRUCTOR], ASSIGNMENT.name),
        tuple(Student(name, servers[name], course.id, ASSIGNMENT.name) for name in settings.students),
        ServiceClient(settings.service_url, tokens[INSTRUCTOR]),
    )


def do_homework(people: People, root: Path, progress: Progress) -> list[Homework]:
    """Each student fetches, answers and submits; return what they wrote and what it must be worth."""
    progress.say("ada, ben and cleo fetch their own problems")
    paths = together(Student.fetch, people.students)
    progress.say("ada answers all right, ben makes typical slips, cleo writes unreadable things and code")
    # One after another: SymPy's caches are not made for threads.
    habit_of = habits(root)
    homework = [
        homework_of(
            person, people.service.problems(COURSE_ID, ASSIGNMENT.name, person.id), habit_of[person.id]
        )
        for person in STUDENTS
    ]
    progress.say("They run their cells and submit")
    together(lambda item: hand_in(*item, root), list(zip(people.students, paths, homework, strict=True)))
    return homework


def hand_in(student: Student, path: str, work: Homework, root: Path) -> None:
    """Type the responses, run all cells, save and submit."""
    notebook = student.open_notebook(path)
    fill_in(notebook, work.responses)
    run_cells(student.server, path, notebook)
    if work.person == CLEO:
        add_code_cell(notebook, root)
    student.save_notebook(path, notebook)
    student.submit()


def together(action: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """What the action returns for each item, done for all at the same time."""
    pool = ThreadPoolExecutor(len(items))
    try:
        return [future.result() for future in [pool.submit(action, item) for item in items]]
    finally:
        # Never waited for: when Ctrl-C ended us, the Hub ends next, and with it every request that is under
        # way.
        pool.shutdown(wait=False, cancel_futures=True)


def serve(hub: RunningHub, progress: Progress) -> None:
    """Return when somebody ends the demo. Raises CourseError when the Hub ends by itself."""
    progress.say("The class is yours to look at. Ctrl-C ends it.")
    try:
        while True:
            hub.check_alive()
            time.sleep(1)
    except Ended:
        return
