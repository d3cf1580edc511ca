"""Sums without end, enclosed: terms are added up until a bound of what is left is small enough.

The bound is that of a geometric series: where |t(k + 1)/t(k)| <= q < 1 for all k >= N, what is left from N on
is at most |t(N)|/(1 - q). The quotient is enclosed for all k >= N at once, as a ball in u = 1/k times a power
of k. Known are terms made of polynomials, powers, exponentials, factorials and binomials of the index. Where
the quotient tends to 1, as in 1/k^2, nothing is said, nor where it is larger: there a sum has no value, but
that is not proved here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import comb
from typing import TYPE_CHECKING, Any, final

from flint import acb, arb, ctx

from gradcheck_grader.equality.balls import Ball
from gradcheck_grader.equality.loops import Body, units, whole
from gradcheck_grader.equality.steps import METER

if TYPE_CHECKING:
    from gradcheck_grader.equality.structure import Graph

MOST_TERMS = 4_096
FEWEST_TERMS = 8
LARGEST_EXPONENT = 20
Around = Sequence[Any]
Polynomial = Callable[[Around], list[Any]]


@dataclass(frozen=True, slots=True)
class Growth:
    """t(k + 1)/t(k) for all k from somewhere on: a number in the ball, times k to the power."""

    ball: Any
    power: int = 0


Quotient = Callable[[Around, int], Growth | None]


@final
class Terms:
    """What is known of terms as functions of their index.

    places  where in the surroundings the nodes stand that do not depend on the index.
    """

    def __init__(
        self, graph: Graph, index: int, places: Mapping[int, int], from_real: Callable[[arb], Ball]
    ) -> None:
        self.graph, self.index, self.places, self.from_real = graph, index, places, from_real

    def quotient(self, node: int) -> Quotient | None:
        """t(k + 1)/t(k) of the term that the node is; None for one that is not known."""
        head, args = self.graph.heads[node], self.graph.args[node]
        if self._is_fixed(node):
            return lambda _around, _start: Growth(arb(1))
        if (polynomial := self.polynomial(node)) is not None:
            return lambda around, start: _of_polynomial(polynomial(around), start)
        match head:
            case "*":
                return _product([self.quotient(arg) for arg in args])
            case "^":
                return self._of_power(*args)
            case "exp":
                inside = self.polynomial(args[0])
                return None if inside is None else lambda around, _start: _of_exp(inside(around))
            case "factorial" | "gamma":
                inside = self.polynomial(args[0])
                late = 0 if head == "factorial" else 1
                return (
                    None if inside is None else lambda around, start: _factorial(inside(around), start, late)
                )
            case "binomial":
                return self._of_binomial(*args)
            case _:
                return None

    def polynomial(self, node: int) -> Polynomial | None:
        """The coefficients of a polynomial in the index, the constant one first; None for anything else."""
        graph = self.graph
        if node == self.index:
            return lambda _around: [arb(0), arb(1)]
        if self._is_fixed(node):
            return self._fixed(node)
        parts = [self.polynomial(arg) for arg in graph.args[node][: 1 if graph.heads[node] == "^" else None]]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        if graph.heads[node] == "+":
            return lambda around: reduce(_added, (part(around) for part in known))
        if graph.heads[node] == "*":
            return lambda around: reduce(_multiplied, (part(around) for part in known))
        times = graph.value(graph.args[node][1]) if graph.heads[node] == "^" else None
        if times is None or times.denominator != 1 or not 0 < times <= LARGEST_EXPONENT:
            return None
        count = times.numerator
        return lambda around: reduce(_multiplied, [known[0](around)] * count)

    def _is_fixed(self, node: int) -> bool:
        return node != self.index and self.index not in self.graph.bound.get(node, frozenset[int]())

    def _fixed(self, node: int) -> Polynomial | None:
        value = self.graph.value(node)
        if value is not None:
            return lambda _around: [_ball(value)]
        place = self.places.get(node)
        return None if place is None else lambda around: [around[place]]

    def _of_power(self, base: int, exponent: int) -> Quotient | None:
        times, inside = self.graph.value(exponent), self.quotient(base)
        if times is not None and times.denominator == 1 and inside is not None:
            return lambda around, start: _raised(inside(around, start), times.numerator)
        fixed, linear = self._fixed(base) if self._is_fixed(base) else None, self.polynomial(exponent)
        if fixed is None or linear is None:
            return None
        return lambda around, _start: _geometric(fixed(around)[0], linear(around))

    def _of_binomial(self, above: int, below: int) -> Quotient | None:
        top, bottom = self.polynomial(above), self.polynomial(below)
        if top is None or bottom is None:
            return None

        def quotient(around: Around, start: int) -> Growth | None:
            n, k = top(around), bottom(around)
            rest = _added(n, [-coefficient for coefficient in k])
            parts = [_factorial(part, start, 0) for part in (n, k, rest)]
            return _combined([parts[0], _raised(parts[1], -1), _raised(parts[2], -1)])

        return quotient


@final
class Series:
    """The operation of a sum without end, on (from, nodes around)."""

    __slots__ = ("body", "from_real", "quotient")

    def __init__(self, body: Body, from_real: Callable[[arb], Ball], quotient: Quotient) -> None:
        self.body, self.from_real, self.quotient = body, from_real, quotient

    def __call__(self, low: Ball, *around: Any) -> Any:
        nothing, first = self.from_real(arb.nan()), whole(low)
        if first is None or not all(value.is_finite() for value in around):
            return nothing
        total, check = self.from_real(arb(0)), FEWEST_TERMS
        for count in range(MOST_TERMS):
            if not METER.spend(self.body.weight * units(ctx.prec)):
                break
            term = self.body.value(self.from_real(arb(first + count)), around)
            if not term.is_finite():
                break
            if count >= check and first + count > 0:
                check *= 2
                growth = _bounded(self.quotient(around, first + count), first + count)
                # Behind the last zero of a polynomial there is a bound, where there was none before it.
                if count > FEWEST_TERMS * 8 and (growth is None or growth > 1):
                    break
                left = abs(term).upper() / (1 - growth).lower() if growth is not None and growth < 1 else None
                if left is not None and left < (abs(total).upper() + 1) * arb(2) ** -ctx.prec:
                    return total + _around_zero(left.upper(), total)
            total = total + term
        return nothing

    def is_undefined(self, values: Sequence[Any], args: tuple[int, ...], undefined: Collection[int]) -> bool:
        """Whether the first index has no value."""
        return args[0] in undefined

    def loses_something(self, *_given: Ball) -> bool:
        """Nothing is lost: terms are added up until the rest is too small to be seen at all."""
        return False


def _around_zero(size: arb, like: Ball) -> Ball:
    ball = arb(0, size)
    return acb(ball, ball) if isinstance(like, acb) else ball


def _ball(value: Fraction) -> arb:
    return arb(value.numerator) / value.denominator


def _up_to(size: arb) -> arb:
    """The ball from 0 to a size."""
    return arb(size / 2, size / 2)


def _bounded(growth: Growth | None, start: int) -> arb | None:
    """The largest size of the quotient from an index on; None where nothing is known, or it grows."""
    if growth is None or growth.power > 0:
        return None
    size = abs(growth.ball)
    if growth.power < 0:
        size = size.upper() * arb(start) ** growth.power
    return size.upper() if size.is_finite() else None


def _product(parts: Sequence[Quotient | None]) -> Quotient | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return lambda around, start: _combined([part(around, start) for part in known])


def _combined(parts: Sequence[Growth | None]) -> Growth | None:
    ball, power = arb(1), 0
    for part in parts:
        if part is None:
            return None
        ball, power = ball * part.ball, power + part.power
    return Growth(ball, power)


def _raised(growth: Growth | None, times: int) -> Growth | None:
    if growth is None or (times < 0 and growth.ball.contains(0)):
        return None
    return Growth(growth.ball**times, growth.power * times)


def _of_polynomial(coefficients: list[Any], start: int) -> Growth | None:
    """1 + (p(k + 1) - p(k))/p(k), above and below divided by k^degree and written in u = 1/k."""
    u, degree = _up_to(1 / arb(start)), len(coefficients) - 1
    below = sum((c * u ** (degree - i) for i, c in enumerate(coefficients)), arb(0))
    more = (c * comb(i, j) * u ** (degree - j) for i, c in enumerate(coefficients) for j in range(i))
    return None if below.contains(0) else Growth(1 + sum(more, arb(0)) / below)


def _slope(coefficients: list[Any]) -> Any | None:
    """The factor of the index in a linear polynomial; None for one of higher degree."""
    return None if len(coefficients) > 2 else coefficients[1] if len(coefficients) == 2 else arb(0)


def _of_exp(coefficients: list[Any]) -> Growth | None:
    slope = _slope(coefficients)
    return None if slope is None else Growth(slope.exp())


def _geometric(base: Any, exponent: list[Any]) -> Growth | None:
    slope = _slope(exponent)
    if slope is None:
        return None
    times = whole(slope)
    if times is not None:
        return None if times < 0 and base.contains(0) else Growth(base**times)
    return Growth(base**slope) if isinstance(base, arb) and base > 0 else None


def _factorial(coefficients: list[Any], start: int, late: int) -> Growth | None:
    """(a(k + 1) + b)!/(a k + b)!, a product of a factors a k + b + j, each k times (a + (b + j) u)."""
    slope = _slope(coefficients)
    times = None if slope is None else whole(slope)
    if times is None or not 0 <= times <= LARGEST_EXPONENT:
        return None
    u, shift = _up_to(1 / arb(start)), coefficients[0] - late
    factors = [times + (shift + j) * u for j in range(1, times + 1)]
    return Growth(reduce(lambda left, right: left * right, factors, arb(1)), times)


def _added(left: list[Any], right: list[Any]) -> list[Any]:
    longer, shorter = (left, right) if len(left) >= len(right) else (right, left)
    return [c + (shorter[i] if i < len(shorter) else 0) for i, c in enumerate(longer)]


def _multiplied(left: list[Any], right: list[Any]) -> list[Any]:
    made: list[Any] = [arb(0)] * (len(left) + len(right) - 1)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            made[i + j] = made[i + j] + a * b
    return made
