"""gradcheck doctor: what this machine can do, and at which level learners' code would be locked in."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import click

from gradcheck_course import __version__
from gradcheck_course.cli.exits import ExitCode
from gradcheck_course.cli.terminal import answer, emit, output_options, wants_json, wrapped

PACKAGES = ("numpy", "sympy", "python-flint")
CLASS = ("nbgrader", "jupyterhub", "sqlalchemy", "tornado")


@dataclass(frozen=True, slots=True)
class Health:
    """What was found.

    level   in force for learners' code; empty where there is none.    refusal  why there is none.
    levels  each level, and why it cannot be had; empty where it can.
    packages  by name, with the version; empty where one is missing.
    """

    level: str
    refusal: str
    minimum: str
    levels: dict[str, str]
    packages: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        """The documented record, gradcheck.doctor/1."""
        return {
            "schema": "gradcheck.doctor/1",
            "ok": not self.refusal,
            "gradcheck": __version__,
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.release()} {platform.machine()}",
            "packages": self.packages,
            "sandbox": {
                "level": self.level or None,
                "minimum": self.minimum,
                "levels": {level: reason or "can be had" for level, reason in self.levels.items()},
                "refusal": self.refusal,
            },
        }


@click.command("doctor", short_help="Say what this machine can do, and how code is locked in.")
@output_options
def command() -> ExitCode:
    """Say what this machine can do.

    Answers that are code run in a sandbox. Its levels are tried out, strongest first; the one in force is
    recorded with every verdict. GRADCHECK_SANDBOX names the weakest level that may be used.

    The exit code is 6 when code cannot be run safely here.
    """
    health = examined()
    if wants_json():
        emit(health.to_json())
    else:
        answer(lines(health))
    return ExitCode.MISSING if health.refusal else ExitCode.DONE


def examined() -> Health:
    """What is found on this machine now; every level is started once."""
    from gradcheck_grader.sandbox import SandboxError, levels_here
    from gradcheck_grader.sandbox.sharing import minimum

    found = levels_here()
    refusal, level, wanted = "", "", ""
    try:
        least = minimum()
        wanted = str(least)
        level = next((one for one, why in found.items() if not why and one.is_at_least(least)), "")
        if not level:
            refusal = f"No level of at least {least} can be had here."
    except SandboxError as error:
        refusal = str(error)
    packages = {name: _version(name) for name in (*PACKAGES, *CLASS)}
    return Health(str(level), refusal, wanted, {str(one): why for one, why in found.items()}, packages)


def lines(health: Health) -> str:
    """The findings for a person."""
    from gradcheck_grader.sandbox.levels import INSTALL

    record = health.to_json()
    rows = [f"gradcheck {__version__}, Python {record['python']}, {record['system']}", ""]
    rows += [f"  {name:14} {health.packages[name] or 'missing'}" for name in PACKAGES]
    absent = [name for name in CLASS if not health.packages[name]]
    rows.append(f"  {'for a class':14} {_missing(absent) if absent else 'all there'}")
    rows += ["", "Learners' code is locked in by"]
    for level, reason in health.levels.items():
        sign = "▸" if level == health.level else " "
        rows.append(f"{sign} {level:14} {reason or ('in force' if level == health.level else 'can be had')}")
    rows.append(f"  at least       {health.minimum or 'not a level'} (GRADCHECK_SANDBOX)")
    if health.refusal:
        rows += ["", wrapped(f"{health.refusal} {INSTALL}")]
    return "\n".join(rows)


def _missing(names: list[str]) -> str:
    return f"{', '.join(names)} missing; install with: pip install 'gradcheck[class]'"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
