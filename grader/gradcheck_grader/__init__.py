"""gradcheck's grader: decides whether a response is right, and says how it knows.

>>> from gradcheck_grader import Expression
>>> Expression("2x cos(x^2)", names=["x"]).judge("cos(x²) · 2x").outcome
<Outcome.RIGHT: 'right'>

Names are imported when they are first used: an error class costs no ball arithmetic.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradcheck_grader.answers.antiderivative import Antiderivative
    from gradcheck_grader.answers.array import Array
    from gradcheck_grader.answers.basis import Basis
    from gradcheck_grader.answers.by_property import ByProperty
    from gradcheck_grader.answers.choice import Choice
    from gradcheck_grader.answers.code import Code, Slopes, Speed, Trial
    from gradcheck_grader.answers.condition import Condition
    from gradcheck_grader.answers.derivation import Derivation
    from gradcheck_grader.answers.derivative import Derivative, Gradient, Jacobian
    from gradcheck_grader.answers.distribution import Distribution
    from gradcheck_grader.answers.eigenpairs import Eigenpairs
    from gradcheck_grader.answers.equation import Equation
    from gradcheck_grader.answers.expression import Expression
    from gradcheck_grader.answers.factorization import Factorization
    from gradcheck_grader.answers.finite_set import FiniteSet, Multiset
    from gradcheck_grader.answers.matrix import MatrixExpression
    from gradcheck_grader.answers.matrix_gradient import MatrixGradient
    from gradcheck_grader.answers.number import Number
    from gradcheck_grader.answers.ordered import Ordered
    from gradcheck_grader.answers.ordering import Ordering
    from gradcheck_grader.answers.protocol import Answer
    from gradcheck_grader.answers.real_set import RealSet
    from gradcheck_grader.answers.scaled import UpToScale, UpToSign
    from gradcheck_grader.answers.solves import Solves
    from gradcheck_grader.answers.truth import Truth
    from gradcheck_grader.answers.up_to import UpTo
    from gradcheck_grader.answers.within import Within
    from gradcheck_grader.cases import judge_case, judge_stream
    from gradcheck_grader.equality.comparison import Comparison
    from gradcheck_grader.equality.matrices import equal_matrices
    from gradcheck_grader.equality.matrices.declaring import shape_of
    from gradcheck_grader.equality.tolerance import EXACT, Tolerance
    from gradcheck_grader.equality.working import WrongStep, first_wrong_step
    from gradcheck_grader.errors import AnswerError, GradcheckError, ResponseError
    from gradcheck_grader.feedback.levels import at_level
    from gradcheck_grader.front import equal, judge
    from gradcheck_grader.limits import Limits
    from gradcheck_grader.notation import (
        COMPLEX,
        INTEGER,
        NONNEGATIVE,
        POSITIVE,
        REAL,
        Domain,
        Notation,
        Shape,
        between,
        real_names,
    )
    from gradcheck_grader.reading import Reading, read
    from gradcheck_grader.slips import Slip, derived_slips, name_derived_slips, name_slips
    from gradcheck_grader.sympy_bridge import from_sympy, to_sympy
    from gradcheck_grader.syntax.derivative import differentiate
    from gradcheck_grader.syntax.parser import parse
    from gradcheck_grader.syntax.printing import to_latex, to_plain, to_pretty, to_speech
    from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, num
    from gradcheck_grader.verdict import Evidence, NamedSlip, Outcome, Verdict

__all__ = [
    "COMPLEX",
    "EXACT",
    "INTEGER",
    "NONNEGATIVE",
    "POSITIVE",
    "REAL",
    "Answer",
    "AnswerError",
    "Antiderivative",
    "Apply",
    "Array",
    "Basis",
    "ByProperty",
    "Choice",
    "Code",
    "Comparison",
    "Condition",
    "Derivation",
    "Derivative",
    "Distribution",
    "Domain",
    "Eigenpairs",
    "Equation",
    "Evidence",
    "Expression",
    "Factorization",
    "FiniteSet",
    "GradcheckError",
    "Gradient",
    "Jacobian",
    "Limits",
    "MatrixExpression",
    "MatrixGradient",
    "Multiset",
    "Name",
    "NamedSlip",
    "Node",
    "Notation",
    "Num",
    "Number",
    "Ordered",
    "Ordering",
    "Outcome",
    "Reading",
    "RealSet",
    "ResponseError",
    "Shape",
    "Slip",
    "Slopes",
    "Solves",
    "Speed",
    "Tolerance",
    "Trial",
    "Truth",
    "UpTo",
    "UpToScale",
    "UpToSign",
    "Verdict",
    "Within",
    "WrongStep",
    "at_level",
    "between",
    "derived_slips",
    "differentiate",
    "equal",
    "equal_matrices",
    "first_wrong_step",
    "from_sympy",
    "judge",
    "judge_case",
    "judge_stream",
    "name_derived_slips",
    "name_slips",
    "num",
    "parse",
    "read",
    "real_names",
    "shape_of",
    "to_latex",
    "to_plain",
    "to_pretty",
    "to_speech",
    "to_sympy",
]
_HOMES = {
    "gradcheck_grader.answers.antiderivative": ("Antiderivative",),
    "gradcheck_grader.answers.array": ("Array",),
    "gradcheck_grader.answers.basis": ("Basis",),
    "gradcheck_grader.answers.eigenpairs": ("Eigenpairs",),
    "gradcheck_grader.answers.by_property": ("ByProperty",),
    "gradcheck_grader.answers.choice": ("Choice",),
    "gradcheck_grader.answers.code": (
        "Code",
        "Slopes",
        "Speed",
        "Trial",
    ),
    "gradcheck_grader.answers.condition": ("Condition",),
    "gradcheck_grader.answers.derivation": ("Derivation",),
    "gradcheck_grader.answers.derivative": (
        "Derivative",
        "Gradient",
        "Jacobian",
    ),
    "gradcheck_grader.answers.distribution": ("Distribution",),
    "gradcheck_grader.answers.equation": ("Equation",),
    "gradcheck_grader.answers.expression": ("Expression",),
    "gradcheck_grader.answers.factorization": ("Factorization",),
    "gradcheck_grader.answers.finite_set": (
        "FiniteSet",
        "Multiset",
    ),
    "gradcheck_grader.answers.matrix": ("MatrixExpression",),
    "gradcheck_grader.answers.matrix_gradient": ("MatrixGradient",),
    "gradcheck_grader.answers.number": ("Number",),
    "gradcheck_grader.answers.ordered": ("Ordered",),
    "gradcheck_grader.answers.ordering": ("Ordering",),
    "gradcheck_grader.answers.protocol": ("Answer",),
    "gradcheck_grader.answers.real_set": ("RealSet",),
    "gradcheck_grader.answers.scaled": (
        "UpToScale",
        "UpToSign",
    ),
    "gradcheck_grader.answers.solves": ("Solves",),
    "gradcheck_grader.answers.truth": ("Truth",),
    "gradcheck_grader.answers.up_to": ("UpTo",),
    "gradcheck_grader.answers.within": ("Within",),
    "gradcheck_grader.cases": ("judge_case", "judge_stream"),
    "gradcheck_grader.equality.comparison": ("Comparison",),
    "gradcheck_grader.equality.matrices": ("equal_matrices",),
    "gradcheck_grader.equality.matrices.declaring": ("shape_of",),
    "gradcheck_grader.equality.tolerance": (
        "EXACT",
        "Tolerance",
    ),
    "gradcheck_grader.equality.working": (
        "WrongStep",
        "first_wrong_step",
    ),
    "gradcheck_grader.errors": (
        "AnswerError",
        "GradcheckError",
        "ResponseError",
    ),
    "gradcheck_grader.feedback.levels": ("at_level",),
    "gradcheck_grader.front": ("equal", "judge"),
    "gradcheck_grader.limits": ("Limits",),
    "gradcheck_grader.notation": (
        "COMPLEX",
        "Domain",
        "INTEGER",
        "NONNEGATIVE",
        "Notation",
        "POSITIVE",
        "REAL",
        "Shape",
        "between",
        "real_names",
    ),
    "gradcheck_grader.reading": (
        "Reading",
        "read",
    ),
    "gradcheck_grader.slips": (
        "Slip",
        "derived_slips",
        "name_derived_slips",
        "name_slips",
    ),
    "gradcheck_grader.sympy_bridge": (
        "from_sympy",
        "to_sympy",
    ),
    "gradcheck_grader.syntax.derivative": ("differentiate",),
    "gradcheck_grader.syntax.parser": ("parse",),
    "gradcheck_grader.syntax.printing": (
        "to_latex",
        "to_plain",
        "to_pretty",
        "to_speech",
    ),
    "gradcheck_grader.syntax.tree": (
        "Apply",
        "Name",
        "Node",
        "Num",
        "num",
    ),
    "gradcheck_grader.verdict": (
        "Evidence",
        "NamedSlip",
        "Outcome",
        "Verdict",
    ),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = found
    return found
