"""gradcheck course: what instructors and operators do, one command a file, imported when it is called."""

from __future__ import annotations

import importlib

import click

from gradcheck_course.cli.boundary import needs_extra

HERE = "gradcheck_course.cli"

# name -> module, in the order of a class; each module names its command `command`.
COMMANDS = {
    "init": f"{HERE}.course_init",
    "roster": f"{HERE}.course_roster",
    "assign": f"{HERE}.course_assign",
    "preview": f"{HERE}.course_preview",
    "release": f"{HERE}.course_release",
    "status": f"{HERE}.course_status",
    "extend": f"{HERE}.course_extend",
    "collect": f"{HERE}.course_collect",
    "autograde": f"{HERE}.course_autograde",
    "regrade": f"{HERE}.course_regrade",
    "feedback": f"{HERE}.course_feedback",
    "report": f"{HERE}.course_report",
    "export": f"{HERE}.course_export",
    "serve": f"{HERE}.course_serve",
    "backup": f"{HERE}.course_backup",
    "restore": f"{HERE}.course_restore",
    "upgrade": f"{HERE}.course_upgrade",
    "doctor": f"{HERE}.course_doctor",
}


class Course(click.Group):
    """A group that imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        with needs_extra("class"):
            return importlib.import_module(module).command


@click.group("course", cls=Course, short_help="Run a class.")
def command() -> None:
    """Run a class: its folder holds the roster, the assignments and what nbgrader needs.

    Commands that name a folder work on the files in it; the others ask the course's service.
    """
