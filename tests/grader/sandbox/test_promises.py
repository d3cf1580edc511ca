"""What docs/security.md says has a test, and the one place that runs text is where it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
NAMED = re.findall(r"`(test_\w+|attack-[a-z-]+)`", (ROOT / "docs/security.md").read_text(encoding="utf-8"))
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests").rglob("test_*.py")))
INSIDE = "grader/gradcheck_grader/sandbox/inside/learner.py"


@pytest.mark.parametrize("name", sorted(set(NAMED)))
def test_a_test_that_is_named_exists(name):
    assert f"def {name}(" in TESTS if name.startswith("test_") else f'"{name}"' in TESTS


def test_only_the_sandbox_turns_text_into_code():
    calls = re.compile(r"(?<![\w.\"'`])(?:eval|exec)\(")
    sources = [path for name in ("grader", "exercises", "course") for path in (ROOT / name).rglob("*.py")]
    found = [
        str(path.relative_to(ROOT)) for path in sources if calls.search(path.read_text(encoding="utf-8"))
    ]
    assert found == [INSIDE]
