"""Cases: a response and what is expected as plain JSON, each judged alone; docs/cases.md has every field."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gradcheck_grader.cases.prepared import ExpectedError, Prepared, prepared
from gradcheck_grader.cases.question import CaseError, Given, Policy, Question

if TYPE_CHECKING:
    from gradcheck_grader.cases.judging import judge_case
    from gradcheck_grader.cases.stream import judge_stream

__all__ = [
    "CaseError",
    "ExpectedError",
    "Given",
    "Policy",
    "Prepared",
    "Question",
    "judge_case",
    "judge_stream",
    "prepared",
]
_HOME_OF = {"judge_case": "judging", "judge_stream": "stream"}


def __getattr__(name: str) -> Any:
    # Cases in JSON are read only where somebody has some.
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
