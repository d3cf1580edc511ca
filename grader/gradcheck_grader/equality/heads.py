"""What is known of the heads of numbers: which can be evaluated, what that costs, which can bend or end."""

from __future__ import annotations

ENTIRE = frozenset({
    "+", "*", "^", "sin", "cos", "exp", "sinh", "cosh", "tanh", "asinh", "erf", "re", "im", "conj",
})  # fmt: skip
POLES = frozenset({"tan", "cot", "sec", "csc"})

# A function that agrees with another on a stretch need not agree beyond a bend (abs), a jump (floor) or an
# end of its domain (sqrt, asin): these are compared at more points, and at larger ones.
BENT = frozenset(
    {
        *("abs", "sign", "floor", "ceil", "min", "max", "sqrt", "root", "log", "asin", "acos", "atan"),
        *("acosh", "atanh", "factorial", "binomial", "gamma", "digamma", "polygamma", "arg"),
    }
)
# They jump at every whole number, so that what differs there differs at more than single points.
STEPPED = frozenset({"floor", "ceil"})
# Sums run through whole numbers only; cases bend or jump where they meet.
PATCHED = frozenset({"piecewise", "sum", "prod"})
FUNCTIONS = ENTIRE | POLES | BENT
# These become others before anything is evaluated.
REWRITTEN = frozenset({"neg", "/", "sigmoid", "softplus", "relu"})


def weight_of(head: str) -> int:
    """What one evaluation costs, in additions."""
    return 40 if head in _COSTLY else 2 if head in ("+", "*") else 8


_COSTLY = frozenset({"factorial", "binomial", "gamma", "digamma", "polygamma", "erf"})
