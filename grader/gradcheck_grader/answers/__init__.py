"""The kinds of answer, one a file: each says which responses are right.

Each is imported when it is first asked for: who judges numbers does not wait for matrices.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gradcheck_grader.answers.antiderivative import Antiderivative
    from gradcheck_grader.answers.array import Array
    from gradcheck_grader.answers.choice import Choice
    from gradcheck_grader.answers.condition import Condition
    from gradcheck_grader.answers.derivation import Derivation
    from gradcheck_grader.answers.derivative import Derivative, Gradient, Jacobian
    from gradcheck_grader.answers.equation import Equation
    from gradcheck_grader.answers.expression import Expression
    from gradcheck_grader.answers.finite_set import FiniteSet, Multiset
    from gradcheck_grader.answers.matrix import MatrixExpression
    from gradcheck_grader.answers.matrix_gradient import MatrixGradient
    from gradcheck_grader.answers.number import Number
    from gradcheck_grader.answers.ordered import Ordered
    from gradcheck_grader.answers.protocol import Answer
    from gradcheck_grader.answers.real_set import RealSet
    from gradcheck_grader.answers.solves import Solves
    from gradcheck_grader.answers.truth import Truth
    from gradcheck_grader.answers.up_to import UpTo
    from gradcheck_grader.answers.within import Within

__all__ = [
    "Answer",
    "Antiderivative",
    "Array",
    "Choice",
    "Condition",
    "Derivation",
    "Derivative",
    "Equation",
    "Expression",
    "FiniteSet",
    "Gradient",
    "Jacobian",
    "MatrixExpression",
    "MatrixGradient",
    "Multiset",
    "Number",
    "Ordered",
    "RealSet",
    "Solves",
    "Truth",
    "UpTo",
    "Within",
]
_HOMES = {
    "antiderivative": ("Antiderivative",),
    "array": ("Array",),
    "choice": ("Choice",),
    "condition": ("Condition",),
    "derivation": ("Derivation",),
    "derivative": (
        "Derivative",
        "Gradient",
        "Jacobian",
    ),
    "equation": ("Equation",),
    "expression": ("Expression",),
    "finite_set": (
        "FiniteSet",
        "Multiset",
    ),
    "matrix": ("MatrixExpression",),
    "matrix_gradient": ("MatrixGradient",),
    "number": ("Number",),
    "ordered": ("Ordered",),
    "protocol": ("Answer",),
    "real_set": ("RealSet",),
    "solves": ("Solves",),
    "truth": ("Truth",),
    "up_to": ("UpTo",),
    "within": ("Within",),
}
_HOME_OF = {name: f"{__name__}.{module}" for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
