"""Whether two matrix expressions are the same for all matrices of the declared shapes and traits."""

from __future__ import annotations

from gradcheck_grader.equality.matrices.compare import compare, equal_matrices
from gradcheck_grader.equality.matrices.shapes import infer
from gradcheck_grader.equality.matrices.sides import Expressed, Setting
from gradcheck_grader.equality.matrices.typed import Fault, ShapeError, Typed, UnsupportedError

__all__ = [
    "Expressed",
    "Fault",
    "Setting",
    "ShapeError",
    "Typed",
    "UnsupportedError",
    "compare",
    "equal_matrices",
    "infer",
]
