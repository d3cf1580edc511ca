"""The promises that the tree itself must keep."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("grader/gradcheck_grader", "exercises/gradcheck_exercises", "course/gradcheck_course")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
).stdout.split("\n")[:-1]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_source_file_has_outgrown_a_reader(path):
    assert len(path.read_text().splitlines()) <= 450


def test_every_source_file_says_what_it_is():
    openings = ('"""', 'r"""')
    silent = [str(path.relative_to(ROOT)) for path in SOURCES if not path.read_text().startswith(openings)]
    assert not silent


def test_no_file_names_the_address_of_a_package_index():
    index = re.compile(r"https?://[^\s)\"']*(pypi|pythonhosted|npmjs|debian)\.", re.IGNORECASE)
    named = [
        name
        for name in TRACKED
        if (ROOT / name).is_file()
        and index.search((ROOT / name).read_text(encoding="utf-8", errors="replace"))
    ]
    assert not named


def test_every_locked_package_has_a_hash():
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements.txt").read_text().strip())
    assert len(entries) > 50
    assert not [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]


def test_every_direct_dependency_is_locked_and_justified():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + [
        line for extra in project["optional-dependencies"].values() for line in extra
    ]
    locked = (ROOT / "requirements.txt").read_text()
    reasons = (ROOT / "ARCHITECTURE.md").read_text().split("## Dependencies")[1]
    names = {re.match(r"[A-Za-z0-9_.-]+", line).group() for line in wanted}
    assert not [name for name in names if f"\n{name}==" not in f"\n{locked}"]
    assert not [
        name for name in names if not re.search(rf"(^\| |, ){re.escape(name)}(,| \|)", reasons, re.MULTILINE)
    ]


def test_the_linter_refuses_every_function_that_evaluates_text(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text(
        '"""."""\n\nimport sympy\nfrom sympy import S, parse_expr, sympify\n'
        "from sympy.parsing.latex import parse_latex\n\n"
        "eval('1')\nexec('1')\nsympy.sympify('1')\nprint(S, parse_expr, sympify, parse_latex)\n"
    )
    command = [
        Path(sys.executable).with_name("ruff"),
        "check",
        "--config",
        ROOT / "pyproject.toml",
        "--output-format",
        "concise",
        bad,
    ]
    printed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    refused = {
        int(line.split(":")[1])
        for line in printed.splitlines()
        if " S307" in line or " S102" in line or " TID251" in line
    }
    assert refused == {4, 5, 7, 8, 9}


def test_the_readme_tells_the_two_commands_that_ci_uses():
    readme = (ROOT / "README.md").read_text()
    assert "\nmake demo" in readme
    assert "\nmake test" in readme
    assert "make test" in (ROOT / ".ci/run").read_text()


def test_the_readme_maps_every_top_level_folder():
    readme = (ROOT / "README.md").read_text()
    folders = {name.split("/")[0] for name in TRACKED if "/" in name and not name.startswith(".")}
    assert not [folder for folder in folders if f"{folder}/" not in readme]
