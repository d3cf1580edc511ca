"""An expression evaluated at a point with rigorous error bounds.

Each evaluation ends as a ball that holds the true value, as UNDEFINED (proved: there is none) or as UNKNOWN
(no statement: overflow, a pole or a jump inside the ball).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from flint import acb, arb

from gradcheck_grader.equality import complex_balls, conditions, real_balls
from gradcheck_grader.equality.steps import Lazy, Operation, Proof

DEFAULT_BITS = 53


class Void(Enum):
    """Why an evaluation gave no ball."""

    UNDEFINED = "undefined"
    UNKNOWN = "unknown"


UNDEFINED, UNKNOWN = Void.UNDEFINED, Void.UNKNOWN
Ball = arb | acb
Value = arb | acb | Void


@dataclass(frozen=True, slots=True)
class Field:
    """The numbers that a program works with: every value in it is a ball of this field.

    That is a matter of memory safety: flint's functions are called unbound (acb.exp(z)), and python-flint
    does not check then what they are given: acb.exp of an arb reads memory that is none of its own.
    """

    operations: Mapping[str, Operation]
    proofs: Mapping[str, Proof | Lazy]
    integer_power: Callable[[int], Operation]
    from_real: Callable[[arb], Ball]
    constants: Mapping[str, Callable[[], Ball]]


def _euler() -> arb:
    return arb(1).exp()


_REAL_CASES, _COMPLEX_CASES = conditions.Cases(arb.nan()), conditions.Cases(acb(arb.nan()))
REALS = Field(
    real_balls.OPERATIONS | conditions.REAL | {"piecewise": _REAL_CASES},
    real_balls.UNDEFINED | {"piecewise": _REAL_CASES},
    real_balls.integer_power,
    arb,
    {"pi": arb.pi, "e": _euler},
)
COMPLEXES = Field(
    complex_balls.OPERATIONS | {"piecewise": _COMPLEX_CASES},
    complex_balls.UNDEFINED | {"piecewise": _COMPLEX_CASES},
    complex_balls.integer_power,
    acb,
    {"pi": lambda: acb(arb.pi()), "e": lambda: acb(_euler()), "i": lambda: acb(0, 1)},
)


def overlap(left: Ball, right: Ball) -> bool:
    """Whether the two may hold the same number."""
    if isinstance(left, arb) and isinstance(right, arb):
        return left.overlaps(right)
    return acb(left).overlaps(acb(right))


def is_narrow(ball: Ball) -> bool:
    """Whether the ball says enough to speak of agreement: 24 bits of it, or 40 bits after the point."""
    return ball.rel_accuracy_bits() >= 24 or bool(noise_of(ball) < 2.0**-40)


def accuracy_bits(ball: Ball) -> int:
    """Bits that the ball fixes: of the number, or after the point when it may be 0."""
    relative = int(ball.rel_accuracy_bits())
    if relative > 0:
        return relative
    for bits in (1024, 512, 256, 128, 64, 32):
        if noise_of(ball) < arb(2) ** -bits:
            return bits
    return 0


def noise_of(ball: Ball) -> arb:
    """The radius of the ball, as an exact number."""
    if isinstance(ball, acb):
        real, imaginary = ball.real.rad(), ball.imag.rad()
        return max(imaginary, real)
    return ball.rad()
