"""gradcheck course serve: a Hub for a real class, by system users or with passwords of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace

import psutil
import pytest
from traitlets.config import Config

from gradcheck_course.classroom.courses import Person
from gradcheck_course.classroom.founding import init_course
from gradcheck_course.errors import CourseError
from gradcheck_course.hub.authenticator import matches, read_passwords
from gradcheck_course.hub.configuration import configure, settings_from_json
from gradcheck_course.hub.serving import (
    Serving,
    check_port,
    check_system,
    give_passwords,
    hub_settings,
)

MAIN = "from gradcheck_course.cli import main; main()"
LOCAL = Serving("127.0.0.1", 8765, system_users=False)


@pytest.fixture
def course(tmp_path):
    return init_course(
        tmp_path / "maths", course_id="maths", title="Maths", instructors=["grace"], graders=["gina"],
        students=[Person("ada"), Person("ben", withdrawn=True)],
    )  # fmt: skip


def configured(settings):
    c = Config()
    configure(c, settings)
    return c


def test_system_users_sign_in_with_their_own_passwords_and_work_as_themselves(course, tmp_path):
    settings, fresh = hub_settings(course, replace(LOCAL, system_users=True, host="10.0.0.7"))
    c = configured(replace(settings, role_folder=tmp_path / "roles"))
    assert fresh == {}
    assert c.JupyterHub.authenticator_class == "jupyterhub.auth.PAMAuthenticator"
    assert c.JupyterHub.spawner_class == "jupyterhub.spawner.LocalProcessSpawner"
    assert c.Authenticator.allowed_users == {"grace", "gina", "ada"}
    assert c.JupyterHub.bind_url == "http://10.0.0.7:8765/"
    assert c.Spawner.environment["JUPYTER_CONFIG_PATH"] == str(tmp_path / "roles" / "student")
    assert c.Spawner.environment["GRADCHECK_SERVICE_URL"].startswith("http://10.0.0.7:8765/")
    assert not settings.password_file.exists()
    assert settings_from_json(settings.to_json()) == settings


def test_without_system_users_new_people_get_passwords_once(course):
    settings, fresh = hub_settings(course, LOCAL)
    assert set(fresh) == {"grace", "gina", "ada"}
    assert hub_settings(course, LOCAL)[1] == {}
    renewed = hub_settings(course, replace(LOCAL, new_passwords=("ada",)))[1]
    known = read_passwords(settings.password_file)
    assert set(renewed) == {"ada"}
    assert matches(renewed["ada"], known["ada"])
    assert matches(fresh["gina"], known["gina"])
    assert configured(settings).JupyterHub.spawner_class == "jupyterhub.spawner.SimpleLocalProcessSpawner"


def test_who_left_the_class_loses_their_password(tmp_path):
    give_passwords(tmp_path / "p.json", {"ada", "ben"})
    give_passwords(tmp_path / "p.json", {"ada"})
    assert set(read_passwords(tmp_path / "p.json")) == {"ada"}
    with pytest.raises(CourseError, match="ben is not in the class"):
        give_passwords(tmp_path / "p.json", {"ada"}, ["ben"])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start servers of other users")
@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (("grace-of-no-system",), "No account on this system: grace-of-no-system. Make them, such as with:"),
        (("daemon",), "No instructor can write into the course folder, where the gradebook is kept."),
    ],
)
def test_a_system_that_is_not_ready_is_told_what_is_missing(tmp_path_factory, names, sentence):
    folder = tmp_path_factory.mktemp("served")
    course = init_course(folder / "maths", course_id="maths", title="M", instructors=names, students=[])
    for above in (course.folder, *course.folder.parents):
        if not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o001)
    with pytest.raises(CourseError) as caught:
        check_system(course)
    assert sentence in str(caught.value)


def test_a_port_that_is_taken_is_told_before_anything_starts():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CourseError, match=f"The class cannot be served at 127.0.0.1:{port}"):
            check_port(replace(LOCAL, port=port))


def test_a_class_is_served_until_it_is_ended(course, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", MAIN, "course", "serve", str(course.folder)]
    said = tmp_path / "said"
    with said.open("w") as output:
        process = subprocess.Popen(
            [*command, "--users", "local", "--port", str(port)], stdout=output, stderr=output
        )
    try:
        deadline = time.monotonic() + 100
        while "Serving maths" not in said.read_text():
            assert process.poll() is None, said.read_text()
            assert time.monotonic() < deadline, said.read_text()
            time.sleep(0.2)
        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/hub/login", timeout=20).read().decode()
        assert "password" in page
        started = {one.pid for one in psutil.Process(process.pid).children(recursive=True)}
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(60)
    words = said.read_text()
    assert code == 0, words
    assert words.startswith("Warning: everybody's notebooks run as the same system user")
    assert [name for name in ("ada", "gina", "grace") if f"\n{name}  " in words] == ["ada", "gina", "grace"]
    assert words.endswith("Stopped. Everything that was handed in is in the records.\n")
    assert started
    assert not [pid for pid in started if psutil.pid_exists(pid)]
    assert (course.folder / ".gradcheck" / "records.db").is_file()
