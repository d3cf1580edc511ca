"""Definite integrals between finite bounds, rigorously enclosed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, final

from flint import acb, arb, ctx

from gradcheck_grader.equality.balls import Ball
from gradcheck_grader.equality.loops import Body, units
from gradcheck_grader.equality.steps import METER

# Evaluations of the integrand at the lowest precision, and above.
MOST_EVALUATIONS = (600, 4_000)
DEEPEST = 160
SPARE_BITS = 8
# Above the lowest precisions fewer bits are aimed at: enough to be sure, and a bend costs as many steps.
MANY_BITS = 120


def _enclosed(integrand: Callable[[acb, bool], acb], start: acb, end: acb) -> acb:
    few = ctx.prec < MANY_BITS
    small = arb(2) ** (SPARE_BITS - ctx.prec if few else -max(80, ctx.prec * 3 // 8))
    return acb.integral(
        integrand,
        start,
        end,
        rel_tol=small,
        abs_tol=small,
        eval_limit=MOST_EVALUATIONS[0 if few else 1],
        depth_limit=DEEPEST,
    )


@final
class Integral:
    """The operation of a definite integral, on (from, to, nodes around).

    body      the integrand where it is only evaluated;  analytic: the same, nan unless it is analytic.
    is_real   whether all numbers are real: then the integrand must have a real value everywhere.
    """

    __slots__ = ("analytic", "body", "is_real")

    def __init__(self, body: Body, analytic: Body, *, is_real: bool) -> None:
        self.body, self.analytic, self.is_real = body, analytic, is_real

    def __call__(self, low: Ball, high: Ball, *around: Any) -> Any:
        nothing = arb.nan() if self.is_real else acb(arb.nan())
        if not (low.is_finite() and high.is_finite() and all(value.is_finite() for value in around)):
            return nothing
        start, end = acb(low), acb(high)
        complexes, cost = [acb(value) for value in around], self.body.weight * units(ctx.prec)

        def integrand(z: acb, analytic: bool) -> acb:
            if not METER.spend(cost):
                return acb(arb.nan())
            if analytic:
                return self.analytic.value(z, complexes)
            if not self.is_real:
                return self.body.value(z, around)
            return acb(self.body.value(z.real, around)) if z.imag.is_zero() else acb(arb.nan())

        if start.imag.is_zero() and end.imag.is_zero():
            total = _enclosed(integrand, start, end)
        elif self.body is self.analytic:
            # The bounds belong to an integral around this one: along the straight way between them.
            width = end - start
            total = width * _enclosed(lambda s, _: integrand(start + s * width, True), acb(0), acb(1))
        else:
            return nothing
        return total.real if self.is_real else total

    def is_undefined(self, values: Sequence[Any], args: tuple[int, ...], undefined: Collection[int]) -> bool:
        """Whether a bound has no value; an integrand without one at places may still have an integral."""
        return args[0] in undefined or args[1] in undefined

    def loses_something(self, low: Ball, high: Ball, *around: Any) -> bool:
        """Whether an error bound swallows something in the middle of the way."""
        return self.body.loses_something((low + high) / 2, around)
