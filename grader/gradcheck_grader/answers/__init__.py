"""The kinds of answer, one a file: each says which responses are right."""

from __future__ import annotations

from gradcheck_grader.answers.array import Array
from gradcheck_grader.answers.choice import Choice
from gradcheck_grader.answers.derivation import Derivation
from gradcheck_grader.answers.derivative import Derivative, Gradient, Jacobian
from gradcheck_grader.answers.expression import Expression
from gradcheck_grader.answers.matrix import MatrixExpression
from gradcheck_grader.answers.matrix_gradient import MatrixGradient
from gradcheck_grader.answers.number import Number
from gradcheck_grader.answers.protocol import Answer
from gradcheck_grader.answers.within import Within

__all__ = [
    "Answer",
    "Array",
    "Choice",
    "Derivation",
    "Derivative",
    "Expression",
    "Gradient",
    "Jacobian",
    "MatrixExpression",
    "MatrixGradient",
    "Number",
    "Within",
]
