"""What the Hub of a course is told: who may do what, and that all stays on this machine."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from gradcheck_course.hub.configuration import (
    HubSettings,
    Ports,
    configure,
    configure_class,
    settings_from_json,
    write_hub_configuration,
)
from gradcheck_course.hub.servers import nbgrader_configuration

ACCESS = "access:services!service=gradcheck"


@pytest.fixture
def settings(tmp_path: Path) -> HubSettings:
    return HubSettings(
        course_id="course101",
        course_folder=tmp_path / 'it\'s "course"',
        state_folder=tmp_path / "hub",
        instructors=("iris",),
        students=("ada", "ben"),
        ports=Ports(8001, 8002, 8003, 8004),
        operator_token="operator's token",
        marker="mark",
    )


@pytest.fixture
def configured(settings: HubSettings) -> Config:
    c = Config()
    configure(c, settings)
    return c


def test_settings_come_back_from_their_file_unchanged(settings: HubSettings) -> None:
    assert settings_from_json(settings.to_json()) == settings


def test_the_written_configuration_says_the_same_and_only_its_owner_reads_it(
    settings: HubSettings, configured: Config
) -> None:
    path = write_hub_configuration(settings)
    loaded: Any = PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
    assert loaded.JupyterHub == configured.JupyterHub
    for file in (path, settings.state_folder / "hub.json"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_every_address_is_on_this_machine(configured: Config) -> None:
    hub = configured.JupyterHub
    addresses = [hub.bind_url, hub.hub_bind_url, configured.ConfigurableHTTPProxy.api_url]
    addresses += [service["url"] for service in hub.services if "url" in service]
    assert len(addresses) == 4
    assert all(address.startswith("http://127.0.0.1:") for address in addresses)
    assert configured.Spawner.ip == "127.0.0.1"


def test_each_token_may_do_no_more_than_its_work_needs(configured: Config) -> None:
    roles = {role["name"]: role for role in configured.JupyterHub.load_roles}
    assert roles["user"]["scopes"] == ["self", ACCESS]
    assert roles["server"]["scopes"] == ["users:activity!user", "access:servers!server", ACCESS]
    assert not any("gradcheck" in role.get("services", []) for role in roles.values())
    assert not any(scope.startswith("admin") for role in roles.values() for scope in role["scopes"])
    assert configured.Authenticator.admin_users == set()


def test_a_hub_without_operator_has_neither_the_service_nor_the_role(settings: HubSettings) -> None:
    from dataclasses import replace

    c = Config()
    configure_class(c, replace(settings, operator_token=""))
    assert [service["name"] for service in c.JupyterHub.services] == ["gradcheck"]
    assert {role["name"] for role in c.JupyterHub.load_roles} == {"user", "server"}


def test_groups_have_the_names_that_nbgrader_gives_them(configured: Config) -> None:
    assert configured.JupyterHub.load_groups == {
        "formgrade-course101": {"users": ["iris"]},
        "nbgrader-course101": {"users": ["ada", "ben"]},
    }


def test_nothing_of_the_operators_environment_reaches_a_server(
    settings: HubSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    c = Config()
    configure(c, settings)
    assert c.Spawner.env_keep == []
    environments = [c.Spawner.environment, c.JupyterHub.services[0]["environment"]]
    for environment in environments:
        assert not {"AWS_SECRET_ACCESS_KEY", "PYTHONPATH"} & set(environment)
        assert settings.operator_token not in environment.values()


def test_commands_are_absolute_and_come_from_our_own_environment(configured: Config) -> None:
    for command in (configured.Spawner.cmd[0], configured.ConfigurableHTTPProxy.command[0]):
        assert Path(command).is_file()
    assert configured.Spawner.environment["PATH"].startswith(str(Path(configured.Spawner.cmd[0]).parent))


def test_only_instructors_have_the_formgrader_and_the_course_folder(
    settings: HubSettings, configured: Config
) -> None:
    folder = settings.state_folder / "jupyter"
    extension = "nbgrader.server_extensions.formgrader"
    for role, expected in (("student", False), ("instructor", True)):
        config = json.loads((folder / role / "jupyter_server_config.json").read_text())
        assert config["ServerApp"]["jpserver_extensions"][extension] is expected
    assert str(settings.course_folder) not in json.dumps(configured.Spawner.environment)
    assert "course_folder" not in (folder / "student" / "nbgrader_config.py").read_text()
    overrides = configured.Spawner.group_overrides["instructors"]["spawner_override"]
    assert overrides["notebook_dir"] == str(settings.course_folder)


def test_nothing_that_a_students_server_reads_is_secret(settings: HubSettings, configured: Config) -> None:
    texts = [path.read_text() for path in (settings.state_folder / "jupyter").rglob("*") if path.is_file()]
    assert len(texts) == 8
    assert not any(settings.operator_token in text for text in texts)


def test_a_folder_with_quotes_in_its_name_is_written_right(settings: HubSettings) -> None:
    text = nbgrader_configuration("instructor", course_id="c", course_folder=settings.course_folder)
    compile(text, "nbgrader_config.py", "exec")
    assert repr(str(settings.course_folder)) in text
