"""Functions that are put into others, by name."""

from __future__ import annotations

import cmath
from collections.abc import Callable

from sympy import cos, exp, log, sin, sqrt

from gradcheck_exercises.symbolic import Formula

Rule = Callable[[Formula], Formula]
OUTSIDES: dict[str, tuple[Rule, Rule, Callable[[complex], complex]]] = {
    "exp": (exp, exp, cmath.exp),
    "sin": (sin, cos, cmath.sin),
    "cos": (cos, lambda w: -sin(w), cmath.cos),
    "log": (log, lambda w: 1 / w, cmath.log),
    "sqrt": (sqrt, lambda w: 1 / (2 * sqrt(w)), cmath.sqrt),
}  # each with its derivative, and as it is on complex numbers


CALLED = {"exp": "exponential", "sin": "sine", "cos": "cosine", "log": "logarithm", "sqrt": "root"}
