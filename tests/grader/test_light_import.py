"""The grader starts light: no SymPy, no NumPy, until somebody asks for them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = ("sympy", "numpy", "mpmath", "click", "rich", "IPython", "nbgrader", "tornado", "sqlalchemy")


def modules_after(code):
    """The top-level modules that a fresh interpreter has loaded after running the code."""
    script = (
        f"{code}\nimport sys, json\nprint(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import gradcheck_grader", "importing"),
        ("from gradcheck_grader import *; Expression('2x', names=['x']).judge('x + x')", "judging"),
        ("from gradcheck_grader import *; Number('1/3').judge('0.333')", "telling that a number is rounded"),
        (
            "from gradcheck_grader import *; MatrixExpression('A x', {'A': 'n×n', 'x': 'n'}).judge('x')",
            "matrices",
        ),
        ("from gradcheck_grader import *; Array([[1, 2]]).judge('[1, 3]')", "judging an array"),
        ("from gradcheck_grader import *; Derivation('x + x', '2x', 'x').judge('= x')", "judging working"),
        (
            "from gradcheck_grader import *; answer = Derivative('x^2', 'x'); verdict = answer.judge('x')\n"
            "name_derived_slips(verdict, 'x', answer)",
            "naming slips",
        ),
    ],
    ids=lambda value: value if " " not in value else None,
)
def test_judging_needs_neither_sympy_nor_numpy(code, why):
    assert modules_after(code).isdisjoint(HEAVY)


def test_public_names_are_there():
    import gradcheck_grader

    for name in (
        *(
            "Notation",
            "Domain",
            "REAL",
            "POSITIVE",
            "NONNEGATIVE",
            "INTEGER",
            "COMPLEX",
            "between",
            "real_names",
        ),
        *(
            "Outcome",
            "Verdict",
            "Evidence",
            "NamedSlip",
            "ResponseError",
            "AnswerError",
            "GradcheckError",
            "Limits",
        ),
        *(
            "read",
            "Reading",
            "parse",
            "equal",
            "Comparison",
            "Number",
            "Expression",
            "Array",
            "Choice",
            "Answer",
        ),
        *("Slip", "name_slips", "Tolerance", "from_sympy", "to_sympy", "to_plain", "to_latex", "to_pretty"),
    ):
        assert hasattr(gradcheck_grader, name), name
