"""What each person's own Jupyter server loads: one folder of configuration for students, one for instructors.

The folders come first in JUPYTER_CONFIG_PATH, so they win over the environment's own files. Students read
them, so they hold no secret.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Literal

Role = Literal["student", "instructor"]
ROLES: tuple[Role, ...] = ("student", "instructor")

SERVER_EXTENSIONS: dict[Role, dict[str, bool]] = {
    "student": {
        "nbgrader.server_extensions.assignment_list": True,
        "nbgrader.server_extensions.validate_assignment": True,
        "nbgrader.server_extensions.formgrader": False,
        "nbgrader.server_extensions.course_list": False,
    },
    "instructor": {
        "nbgrader.server_extensions.assignment_list": False,
        "nbgrader.server_extensions.validate_assignment": True,
        "nbgrader.server_extensions.formgrader": True,
        "nbgrader.server_extensions.course_list": True,
    },
}
# The menu entry "Formgrader" of JupyterLab shows the formgrader in a frame, and the Hub forbids frames
# (Content-Security-Policy: frame-ancestors 'none'), so that entry could only ever show "refused to connect".
# Instructors land in the formgrader itself, in a tab of its own, and go on to JupyterLab from there.
# nbgrader's Validate runs the notebook and can only say that it "passes all the tests", which nobody judged:
# an answer's own cell says how it is read, or where it cannot be.
HIDDEN_IN_LAB: dict[Role, tuple[str, ...]] = {
    "student": (
        "@jupyter/nbgrader:formgrader",
        "@jupyter/nbgrader:course-list",
        "@jupyter/nbgrader:create-assignment",
        "@jupyter/nbgrader:validate-assignment",
    ),
    "instructor": ("@jupyter/nbgrader:formgrader", "@jupyter/nbgrader:assignment-list"),
}
# Language servers are off, and nobody can install extensions here.
HIDDEN_FOR_ALL = ("@jupyterlab/lsp-extension", "@jupyterlab/extensionmanager-extension")
FIRST_PAGE: dict[Role, str] = {"student": "/lab", "instructor": "/formgrader"}
HOUR = 3600


def server_configuration(role: Role) -> dict[str, Any]:
    """jupyter_server_config.json: no request leaves this machine, and what nobody uses is stopped."""
    return {
        "ServerApp": {
            # The language servers look for Node at every start; no exercise needs them.
            "jpserver_extensions": SERVER_EXTENSIONS[role] | {"jupyter_lsp": False},
            # In a container everyone is root, and Jupyter would refuse to start.
            "allow_root": os.geteuid() == 0,
            "shutdown_no_activity_timeout": 4 * HOUR,
        },
        "MappingKernelManager": {"cull_idle_timeout": HOUR, "cull_interval": 300},
        # "news_url": null and the read-only manager: JupyterLab would otherwise ask two sites on the
        # Internet.
        "LabApp": {
            "news_url": None,
            "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
            "extension_manager": "readonly",
        },
    }


def lab_settings() -> dict[str, Any]:
    """JupyterLab's own settings: no question about news at the first start."""
    return {
        "@jupyterlab/apputils-extension:notification": {
            "fetchNews": "false",
            "checkForUpdates": False,
            "doNotDisturbMode": False,
        }
    }


def nbgrader_configuration(role: Role, *, course_id: str, course_folder: Path) -> str:
    """nbgrader_config.py: our exchange and our marking, for a person of that role."""
    folder = f", course_folder={str(course_folder)!r}" if role == "instructor" else ""
    lines = [
        "from gradcheck_course.jupyter.configuration import configure",
        "",
        "c = get_config()  # noqa: F821",
        f"configure(c, {course_id!r}{folder})",
    ]
    return "\n".join(lines) + "\n"


def write_role_folders(folder: Path, *, course_id: str, course_folder: Path) -> None:
    """Write folder/student and folder/instructor; calling it again changes nothing."""
    for role in ROLES:
        place = folder / role
        (place / "labconfig").mkdir(parents=True, exist_ok=True)
        hidden = {"disabledExtensions": dict.fromkeys(HIDDEN_FOR_ALL + HIDDEN_IN_LAB[role], True)}
        files = {
            "jupyter_server_config.json": json.dumps(server_configuration(role), indent=1),
            "labconfig/page_config.json": json.dumps(hidden, indent=1),
            "labconfig/default_setting_overrides.json": json.dumps(lab_settings(), indent=1),
            "nbgrader_config.py": nbgrader_configuration(
                role, course_id=course_id, course_folder=course_folder
            ),
        }
        for name, content in files.items():
            (place / name).write_text(content)
