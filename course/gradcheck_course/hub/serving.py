"""`gradcheck course serve`: JupyterHub for a real class on this machine, until it is ended."""

from __future__ import annotations

import os
import pwd
import secrets
import socket
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from gradcheck_course.classroom.courses import Course, load_course
from gradcheck_course.classroom.founding import SERVICE_FOLDER, read_secret, records_url
from gradcheck_course.errors import CourseError
from gradcheck_course.hub.authenticator import (
    StoredPassword,
    generate_passwords,
    read_passwords,
    store_password,
    write_stored,
)
from gradcheck_course.hub.configuration import HubSettings
from gradcheck_course.hub.demo_people import Operator
from gradcheck_course.hub.demo_signals import Ended, ended_by_signals, no_more_signals
from gradcheck_course.hub.processes import (
    RunningHub,
    end_marked,
    free_ports,
    running_hub,
    wait_until,
)
from gradcheck_course.records.database import connect, version_of
from gradcheck_course.records.upgrading import upgrade_records

LOCAL_WARNING = (
    "Warning: everybody's notebooks run as the same system user, who can read all of them and the course's "
    "secret. Start this as root, with an account for each person, for a class that is graded."
)


@dataclass(frozen=True, slots=True)
class Serving:
    """How a class is served.

    system_users  each person is a user of this system and signs in with their system password; needs root.
    """

    host: str
    port: int
    system_users: bool
    new_passwords: tuple[str, ...] = ()


def serve_class(
    folder: Path, serving: Serving, *, say: Callable[[str], None], now: Callable[[], datetime]
) -> None:
    """Serve the class until a signal ends it; no process that was started is left.

    Records of an older gradcheck are carried over first, with a copy. Raises CourseError when the class
    cannot be served, or the Hub ends by itself.
    """
    course = load_course(folder)
    read_secret(course.folder)
    _upgrade(course, say, now)
    check_port(serving)
    settings, fresh = hub_settings(course, serving)
    if serving.system_users:
        check_system(course)
    else:
        say(LOCAL_WARNING)
    try:
        with ended_by_signals(), ExitStack() as stack:
            stack.callback(end_marked, settings.marker)
            settings = _with_role_folder(settings, stack)
            hub = stack.enter_context(running_hub(settings))
            stack.callback(no_more_signals)
            _wait(hub)
            for person, password in fresh.items():
                say(f"{person}  {password}")
            if fresh:
                say("These passwords are shown only now; --new-password NAME makes another.")
            say(f"Serving {course.id} at {settings.url} (Ctrl-C ends it)")
            while True:
                hub.check_alive()
                time.sleep(1)
    except Ended:
        say("Stopped. Everything that was handed in is in the records.")


def hub_settings(course: Course, serving: Serving) -> tuple[HubSettings, dict[str, str]]:
    """The Hub's settings, and the passwords that were made for people who had none."""
    state = course.folder / SERVICE_FOLDER / "hub"
    state.mkdir(mode=0o700, exist_ok=True)
    settings = HubSettings(
        course_id=course.id,
        course_folder=course.folder,
        state_folder=state,
        instructors=(*course.instructors, *course.graders),
        students=tuple(person.id for person in course.students),
        ports=replace(free_ports(), public=serving.port),
        operator_token=secrets.token_hex(32),
        marker=secrets.token_hex(16),
        public_host=serving.host,
        system_users=serving.system_users,
    )
    if serving.system_users:
        return settings, {}
    people = {*settings.instructors, *settings.students}
    return settings, give_passwords(settings.password_file, people, serving.new_passwords)


def check_port(serving: Serving) -> None:
    """Raise CourseError when the class cannot listen where it should."""
    try:
        with socket.create_server((serving.host, serving.port)):
            pass
    except (OSError, OverflowError) as error:
        raise CourseError(
            f"The class cannot be served at {serving.host}:{serving.port}: {error}.",
            action="Name another --port, or an address of this machine as --host.",
        ) from error


def give_passwords(path: Path, people: set[str], renew: Sequence[str] = ()) -> dict[str, str]:
    """New passwords for people who have none, or need another; who left the class loses theirs.

    Raises CourseError for somebody to renew who is not in the class.
    """
    if strangers := sorted(set(renew) - people):
        raise CourseError(f"{strangers[0]} is not in the class.", action="See: gradcheck course roster list")
    try:
        known: dict[str, StoredPassword] = read_passwords(path)
    except FileNotFoundError:
        known = {}
    fresh = generate_passwords(sorted((people - set(known)) | set(renew)))
    kept = {person: word for person, word in known.items() if person in people}
    write_stored(path, kept | {person: store_password(word) for person, word in fresh.items()})
    return fresh


def check_system(course: Course) -> None:
    """Raise CourseError where this system is not ready for a class of its own users."""
    if os.geteuid() != 0:
        raise CourseError("Only root can start servers of other users.", action="Leave --users system out.")
    people = [*course.instructors, *course.graders, *(person.id for person in course.students)]
    missing = [name for name in people if not _has_account(name)]
    if missing:
        raise CourseError(
            f"No account on this system: {', '.join(missing[:10])}{' …' if len(missing) > 10 else ''}.",
            action=f"Make them, such as with: useradd -m -s /bin/bash {missing[0]}; passwd {missing[0]}",
        )
    for path in (course.folder, *course.folder.parents):
        if not path.stat().st_mode & 0o001 and path != course.folder:
            raise CourseError(
                "Instructors cannot reach the course folder.", file=str(path), action=f"Run: chmod a+x {path}"
            )
    owner = course.folder.stat()
    shared = owner.st_mode & 0o020
    if not shared and owner.st_uid not in {pwd.getpwnam(name).pw_uid for name in course.instructors}:
        raise CourseError(
            "No instructor can write into the course folder, where the gradebook is kept.",
            file=str(course.folder),
            action="Give the folder (but not .gradcheck) to an instructor, or to their group with g+w.",
        )


def _has_account(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _upgrade(course: Course, say: Callable[[str], None], now: Callable[[], datetime]) -> None:
    engine = connect(records_url(course.folder))
    try:
        with engine.connect() as connection:
            there = version_of(connection) is not None
    finally:
        engine.dispose()
    if there:
        backups = course.folder / SERVICE_FOLDER / "backups"
        done = upgrade_records(records_url(course.folder), backups, now=now())
        if done.copy:
            say(f"Carried the records from version {done.before} to {done.after}; as they were: {done.copy}")


def _with_role_folder(settings: HubSettings, stack: ExitStack) -> HubSettings:
    """Settings whose folder of Jupyter's configuration other users can read; it holds no secret."""
    if not settings.system_users:
        return settings
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix=f"gradcheck-{settings.course_id}-"))
    Path(folder).chmod(0o755)
    return replace(settings, role_folder=Path(folder))


def _wait(hub: RunningHub) -> None:
    operator = Operator.of(hub.settings)

    def serves() -> bool:
        hub.check_ports()
        hub.check_alive()
        return operator.hub_serves() and operator.service_serves()

    wait_until(serves, what="the Hub and the course's service", log=hub.log)
