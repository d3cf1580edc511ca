"""JupyterHub for one course, as configuration: the class itself, and how to run it on one machine.

`configure_class` is what every Hub needs: the course's service, its groups, and tokens that may speak to
the service. A production `jupyterhub_config.py` calls it and brings its own sign-in, spawner and proxy.
`configure_machine` adds those three for trying out: generated passwords, local processes, and a proxy that
needs no Node.
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gradcheck_course.hub.servers import FIRST_PAGE, write_role_folders

HOST = "127.0.0.1"
SERVICE = "gradcheck"
OPERATOR = "gradcheck-operator"
MARKER = "GRADCHECK_HUB"
SERVICE_ACCESS = f"access:services!service={SERVICE}"


@dataclass(frozen=True, slots=True)
class Ports:
    """Four free ports: the one people use, and three between our own processes."""

    public: int
    hub: int
    proxy: int
    service: int


@dataclass(frozen=True, slots=True)
class HubSettings:
    """Everything the Hub of one course needs to know.

    state_folder    database, cookie secret, password hashes, logs, home folders; its owner's only.
    operator_token  lets whoever runs the Hub start servers; empty for none.
    marker          stands in the environment of every process that the Hub starts.
    public_host     the address at which people reach the Hub.
    system_users    each person is a user of this system; otherwise all servers run as the Hub's own user.
    role_folder     where Jupyter's configuration of each role is, for all to read; else in state_folder.
    """

    course_id: str
    course_folder: Path
    state_folder: Path
    instructors: tuple[str, ...]
    students: tuple[str, ...]
    ports: Ports
    operator_token: str = ""
    marker: str = ""
    public_host: str = HOST
    system_users: bool = False
    role_folder: Path | None = None

    @property
    def url(self) -> str:
        """Where people go."""
        host = HOST if self.public_host in ("0.0.0.0", "::", "") else self.public_host  # noqa: S104
        return f"http://{host}:{self.ports.public}/"

    @property
    def service_url(self) -> str:
        """The course's service as everybody reaches it, through the proxy."""
        return f"{self.url}services/{SERVICE}/"

    @property
    def password_file(self) -> Path:
        return self.state_folder / "passwords.json"

    @property
    def homes(self) -> Path:
        return self.state_folder / "homes"

    def home(self, person: str) -> Path:
        return self.homes / person

    def to_json(self) -> str:
        """Readable by settings_from_json."""
        record = asdict(self) | {
            "course_folder": str(self.course_folder),
            "state_folder": str(self.state_folder),
            "role_folder": str(self.role_folder) if self.role_folder else None,
        }
        return json.dumps(record, indent=1)


def settings_from_json(text: str) -> HubSettings:
    """The very settings that to_json wrote."""
    record = json.loads(text)
    return HubSettings(
        **record
        | {
            "course_folder": Path(record["course_folder"]),
            "state_folder": Path(record["state_folder"]),
            "role_folder": Path(record["role_folder"]) if record["role_folder"] else None,
            "instructors": tuple(record["instructors"]),
            "students": tuple(record["students"]),
            "ports": Ports(**record["ports"]),
        }
    )


def scripts_folder() -> Path:
    """Where this environment keeps its commands: unresolved, as virtual environments are made of links."""
    return Path(sysconfig.get_path("scripts"))


def command_path() -> str:
    """PATH for all we start: our environment first, because nbgrader runs `alembic` by its bare name."""
    return os.pathsep.join([str(scripts_folder()), "/usr/local/bin", "/usr/bin", "/bin"])


def process_environment(settings: HubSettings) -> dict[str, str]:
    """All that a process of the Hub inherits; nothing else of the operator's environment gets there."""
    kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TZ") if name in os.environ}
    return kept | {"PATH": command_path(), MARKER: settings.marker}


def configure_class(c: Any, settings: HubSettings) -> None:
    """The course on any Hub: its service, its groups, and what each token may do."""
    configure_service(c, settings)
    configure_scopes(c, operator=bool(settings.operator_token))
    configure_roles(c, settings)
    c.JupyterHub.load_groups = {
        f"formgrade-{settings.course_id}": {"users": list(settings.instructors)},
        f"nbgrader-{settings.course_id}": {"users": list(settings.students)},
    }


def configure_service(c: Any, settings: HubSettings) -> None:
    """The course's service, started and ended by the Hub."""
    service: dict[str, Any] = {
        "name": SERVICE,
        "url": f"http://{HOST}:{settings.ports.service}",
        "command": [sys.executable, "-m", "gradcheck_course.hub.service"],
        "cwd": str(settings.state_folder),
        "environment": process_environment(settings) | {"GRADCHECK_COURSE": str(settings.course_folder)},
        # The service is the course's own: a page that asks "may it know who you are?" would only puzzle.
        "oauth_no_confirm": True,
        "oauth_client_allowed_scopes": [SERVICE_ACCESS],
        "display": False,
    }
    operator = {"name": OPERATOR, "api_token": settings.operator_token, "display": False}
    c.JupyterHub.services = [service, operator] if settings.operator_token else [service]


def configure_scopes(c: Any, *, operator: bool) -> None:
    """Who may speak to whom.

    The service itself has no scope: a request brings the person's own token, and whoami tells name and
    groups. The default role `server` would give a notebook's token 403 at the service, so it is widened by
    that one scope.
    """
    roles: list[dict[str, Any]] = [
        {"name": "user", "scopes": ["self", SERVICE_ACCESS]},
        {"name": "server", "scopes": ["users:activity!user", "access:servers!server", SERVICE_ACCESS]},
    ]
    if operator:
        scopes = ["list:users", "read:users", "read:servers", "servers", "tokens"]
        roles.append({"name": OPERATOR, "scopes": scopes, "services": [OPERATOR]})
    c.JupyterHub.load_roles = roles


def configure_roles(c: Any, settings: HubSettings) -> None:
    """Each role's own Jupyter configuration and first page.

    JUPYTERHUB_API_URL names the Hub's inner port, which serves no /services/: hence GRADCHECK_SERVICE_URL.
    """
    folder = settings.role_folder or settings.state_folder / "jupyter"
    write_role_folders(folder, course_id=settings.course_id, course_folder=settings.course_folder)
    # Replaces the default list, which would hand on PYTHONPATH and LD_LIBRARY_PATH.
    c.Spawner.env_keep = []
    c.Spawner.environment = process_environment(settings) | {
        "GRADCHECK_SERVICE_URL": settings.service_url,
        "JUPYTER_CONFIG_PATH": str(folder / "student"),
    }
    c.Spawner.cmd = [str(scripts_folder() / "jupyterhub-singleuser")]
    c.Spawner.default_url = FIRST_PAGE["student"]
    c.Spawner.group_overrides = {
        "instructors": {
            "groups": [f"formgrade-{settings.course_id}"],
            "spawner_override": {
                "default_url": FIRST_PAGE["instructor"],
                # The formgrader refuses a course folder outside of the server's own root.
                "notebook_dir": str(settings.course_folder),
                "environment": {"JUPYTER_CONFIG_PATH": str(folder / "instructor")},
            },
        }
    }


def configure_machine(c: Any, settings: HubSettings) -> None:
    """One machine: our own processes on 127.0.0.1, all state in the state folder.

    Without system users all is one user's: that spawner keeps nobody from anybody else's files, and is for
    trying out.
    """
    state, ports = settings.state_folder, settings.ports
    c.JupyterHub.bind_url = f"http://{settings.public_host}:{ports.public}/"
    c.JupyterHub.hub_bind_url = f"http://{HOST}:{ports.hub}/hub/"
    c.JupyterHub.db_url = f"sqlite:///{state / 'jupyterhub.sqlite'}"
    c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
    c.JupyterHub.cleanup_servers = True
    c.JupyterHub.cleanup_proxy = True
    # Answer a request for a server at once; who asks looks again until it is ready.
    c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}
    # An absolute command: npm's proxy has the same name and may come first on PATH.
    c.ConfigurableHTTPProxy.command = [str(scripts_folder() / "configurable-http-proxy")]
    c.ConfigurableHTTPProxy.api_url = f"http://{HOST}:{ports.proxy}"
    c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")
    c.Spawner.ip = HOST
    # A first start on a busy machine compiles nothing twice but may take long.
    c.Spawner.start_timeout = 120
    c.Spawner.http_timeout = 120
    if settings.system_users:
        configure_system_users(c, settings)
        return
    configure_sign_in(c, settings)
    c.JupyterHub.spawner_class = "jupyterhub.spawner.SimpleLocalProcessSpawner"
    c.SimpleLocalProcessSpawner.home_dir_template = str(settings.homes / "{username}")
    for person in (*settings.instructors, *settings.students):
        settings.home(person).mkdir(mode=0o700, parents=True, exist_ok=True)


def configure_system_users(c: Any, settings: HubSettings) -> None:
    """The people of the class as users of this system: PAM knows their passwords."""
    c.JupyterHub.authenticator_class = "jupyterhub.auth.PAMAuthenticator"
    c.Authenticator.allowed_users = set(settings.instructors) | set(settings.students)
    c.Authenticator.admin_users = set()
    c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
    # Not the Hub's current folder, which its users cannot enter.
    c.Spawner.notebook_dir = "~"


def configure_sign_in(c: Any, settings: HubSettings) -> None:
    """The people of the class, each by their generated password; nobody is an administrator."""
    c.JupyterHub.authenticator_class = "gradcheck_course.hub.authenticator.PasswordFileAuthenticator"
    c.PasswordFileAuthenticator.password_file = str(settings.password_file)
    c.Authenticator.allowed_users = set(settings.instructors) | set(settings.students)
    c.Authenticator.admin_users = set()


def configure(c: Any, settings: HubSettings) -> None:
    """The course, on this machine."""
    configure_class(c, settings)
    configure_machine(c, settings)


def write_hub_configuration(settings: HubSettings) -> Path:
    """The jupyterhub_config.py that was written, with the settings it reads, for its owner only."""
    settings.state_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings_file = settings.state_folder / "hub.json"
    write_private(settings_file, settings.to_json())
    lines: Iterable[str] = (
        "from pathlib import Path",
        "",
        "from gradcheck_course.hub.configuration import configure, settings_from_json",
        "",
        f"text = Path({str(settings_file)!r}).read_text()",
        "configure(get_config(), settings_from_json(text))  # noqa: F821",
    )
    path = settings.state_folder / "jupyterhub_config.py"
    write_private(path, "\n".join(lines) + "\n")
    return path


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read."""
    path.touch(mode=0o600)
    path.write_text(text)
