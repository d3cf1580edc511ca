"""What is known of the heads of numbers: which can be evaluated, and which can bend, jump or end."""

from __future__ import annotations

ENTIRE = frozenset({"+", "*", "^", "sin", "cos", "exp", "sinh", "cosh", "tanh", "asinh", "erf"})
POLES = frozenset({"tan", "cot", "sec", "csc"})

# A function that agrees with another on a stretch need not agree beyond a bend (abs), a jump (floor) or an
# end of its domain (sqrt, asin): these are compared at more points, and at larger ones.
BENT = frozenset(
    {
        *("abs", "sign", "floor", "ceil", "min", "max", "sqrt", "root", "log", "asin", "acos", "atan"),
        *("acosh", "atanh", "factorial", "binomial", "gamma"),
    }
)
FUNCTIONS = ENTIRE | POLES | BENT
# These become others before anything is evaluated.
REWRITTEN = frozenset({"neg", "/", "sigmoid", "softplus", "relu"})
