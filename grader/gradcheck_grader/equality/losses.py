"""Where an evaluation cannot see what was written: then agreement says nothing of it; more bits are needed.

1 + exp(-1000) agrees with 1, tanh(800) with tanh(900) and cos(1e-300) with 1 at every usual precision.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import arb

from gradcheck_grader.equality.balls import Ball, noise_of
from gradcheck_grader.equality.steps import Step
from gradcheck_grader.syntax.bound import BINDERS

NEAR_ONE_AT_ZERO = frozenset({"exp", "cos", "cosh", "sec"})
# Near infinity atan u and atan (u + 1), or asinh u and log 2 u, differ by about 1 / u^2.
OFF_BY_A_SQUARE = frozenset({"atan", "asinh", "acosh"})
# Not 0 where the argument is not, though it may be too small to be told from it.
NEVER_ZERO = frozenset({"exp", "^", "sec"})
TENDS_TO_ONE = frozenset({"tanh", "erf"})
LOSSY = BINDERS | NEAR_ONE_AT_ZERO | TENDS_TO_ONE | NEVER_ZERO | OFF_BY_A_SQUARE | {"+", "cosh", "sinh"}


def loses_something(heads: Sequence[str], steps: Sequence[Step], values: Sequence[Any]) -> bool:
    """Whether some step has an argument, proved to matter, that its error bound swallows.

    heads  of the nodes of the steps.
    """
    for head, (node, operation, args, _) in zip(heads, steps, strict=True):
        if head not in LOSSY:
            continue
        given = [values[arg] for arg in args]
        inside = getattr(operation, "loses_something", None)
        if values[node].is_finite() and (inside(*given) if inside else _loses(head, values[node], given)):
            return True
    return False


def _loses(head: str, value: Ball, args: list[Ball]) -> bool:
    if head == "+":
        return _hides_a_term(value, args)
    if head in TENDS_TO_ONE:
        # tanh and erf are below 1 for every real argument.
        return isinstance(value, arb) and bool(value.abs_upper() >= 1)
    if head in OFF_BY_A_SQUARE:
        return bool(args[0].abs_upper() ** 2 * noise_of(value) > 1)
    if head in ("cosh", "sinh") and args[0].abs_lower() * 2 > value.rel_accuracy_bits():
        return True  # exp(-u) is swallowed by exp(u)
    if head in NEVER_ZERO and value.contains(0) and not args[0].contains(0):
        return True
    return (head in NEAR_ONE_AT_ZERO or head == "^") and _hides_a_small_argument(value, args[-1])


def _hides_a_term(total: Ball, terms: list[Ball]) -> bool:
    """Whether a term that is proved not to be 0 is smaller than the error bound of the sum."""
    noise = noise_of(total)
    return any(term.abs_upper() < noise and term.abs_lower() > 0 for term in terms)


def _hides_a_small_argument(value: Ball, argument: Ball) -> bool:
    """Whether the value may be 1, the value at 0, though the argument is small and proved not to be 0."""
    small = argument.abs_upper() < 0.5 and argument.abs_lower() > 0
    return small and not value.is_exact() and value.contains(1)
