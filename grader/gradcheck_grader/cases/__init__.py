"""Cases: a response and what is expected as plain JSON, each judged alone; docs/cases.md has every field."""

from __future__ import annotations

from gradcheck_grader.cases.judging import judge_case
from gradcheck_grader.cases.prepared import ExpectedError, Prepared, prepared
from gradcheck_grader.cases.question import CaseError, Given, Policy, Question
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
