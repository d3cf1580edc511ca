"""Sums and products with an index, and the functions behind them.

Between bounds that are not both whole numbers nothing is said; nor where the upper one lies more than one
below the lower one: there some count the sum as empty and others count backwards.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, final

from flint import acb, arb, ctx

from gradcheck_grader.equality.balls import Ball
from gradcheck_grader.equality.losses import loses_something
from gradcheck_grader.equality.steps import METER, Step, mark_undefined

FARTHEST = 2**40
# The sum of a hundred terms is seen as one sum; more are looked into only so far.
LOOKED_INTO = 100


def units(bits: int) -> int:
    """How much more an operation costs at so many bits than at the fewest."""
    return 1 + bits // 128


@dataclass(frozen=True, slots=True)
class Body:
    """A function of one bound name and of some nodes around it, its own nodes renumbered.

    around  how many nodes of the surroundings it uses: these come first, the bound name comes next.
    steps, heads  that compute the rest;  root: where the value stands;  weight: the cost of a run.
    """

    around: int
    steps: tuple[Step, ...]
    heads: tuple[str, ...]
    root: int
    weight: int

    def run(self, index: Ball, around: Sequence[Any]) -> list[Any]:
        """The balls of all nodes."""
        values = [*around, index, *([None] * len(self.steps))]
        for node, operation, args, _ in self.steps:
            values[node] = operation(*[values[arg] for arg in args])
        return values

    def value(self, index: Ball, around: Sequence[Any]) -> Any:
        """The ball of the root."""
        return self.run(index, around)[self.root]

    def is_undefined(self, index: Ball, around: Sequence[Any], undefined: set[int]) -> bool:
        """Whether it is proved to have no value, given the nodes around that have none."""
        values, marked = self.run(index, around), set(undefined)
        mark_undefined(self.steps, values, marked)
        return self.root in marked

    def loses_something(self, index: Ball, around: Sequence[Any]) -> bool:
        """Whether an error bound swallows something that matters."""
        return loses_something(self.heads, self.steps, self.run(index, around))


@final
class Loop:
    """The operation of sum or prod, on (from, to, nodes around)."""

    __slots__ = ("body", "empty", "from_real", "product")

    def __init__(self, body: Body, from_real: Callable[[arb], Ball], *, product: bool) -> None:
        self.body, self.from_real, self.product = body, from_real, product
        self.empty = 1 if product else 0

    def __call__(self, low: Ball, high: Ball, *around: Any) -> Any:
        total = self.from_real(arb(self.empty))
        numbers = self._numbers(low, high)
        for number in numbers or ():
            term = self.body.value(self.from_real(arb(number)), around)
            total = total * term if self.product else total + term
            if not total.is_finite():
                break
        return self.from_real(arb.nan()) if numbers is None else total

    def is_undefined(self, values: Sequence[Any], args: tuple[int, ...], undefined: Collection[int]) -> bool:
        """Whether a bound has no value, or the body has none for some index."""
        if args[0] in undefined or args[1] in undefined:
            return True
        given = [values[node] for node in args]
        lost = {place for place, node in enumerate(args[2:]) if node in undefined}
        return any(
            self.body.is_undefined(self.from_real(arb(number)), given[2:], lost)
            for number in self._numbers(*given[:2]) or ()
        )

    def loses_something(self, low: Ball, high: Ball, *around: Any) -> bool:
        """Whether something is lost in a term; or in adding up, when the last term is swallowed."""
        numbers = (self._numbers(low, high) or range(0))[:LOOKED_INTO]
        return any(self.body.loses_something(self.from_real(arb(number)), around) for number in numbers)

    def _numbers(self, low: Ball, high: Ball) -> range | None:
        """The numbers from low to high, or None when nothing is said or that is too much work."""
        first, last = whole(low), whole(high)
        if first is None or last is None or last < first - 1:
            return None
        if not METER.spend((last - first + 1) * self.body.weight * units(ctx.prec)):
            return None
        return range(first, last + 1)


def whole(ball: Ball) -> int | None:
    """The whole number, not too large, that the ball is exactly; or None."""
    if isinstance(ball, acb):
        if not ball.imag.is_zero():
            return None
        ball = ball.real
    if not (ball.is_finite() and ball.is_exact() and abs(ball) < FARTHEST and ball.is_integer()):
        return None
    found = ball.unique_fmpz()
    return None if found is None else int(found)
