"""Real numbers that can be put in order: rational, algebraic, closed, or caged by a change of sign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import Any

from flint import acb, arb, ctx, fmpq, fmpz_poly

from gradcheck_grader.equality.balls import DEFAULT_BITS, Void
from gradcheck_grader.equality.compiled import Compiled
from gradcheck_grader.equality.ladder import equal
from gradcheck_grader.equality.steps import PRECISION
from gradcheck_grader.notation import Notation
from gradcheck_grader.syntax.build import minus, over, rational, times
from gradcheck_grader.syntax.tree import Apply, Node, names_in, num
from gradcheck_grader.verdict import Outcome

PRECISIONS = (64, 256, 2048)
CAGED_BITS = 256
SPARE_BITS = 32
MOST_FACTOR = 1_000


@dataclass(frozen=True, slots=True)
class Exact:
    """A rational number."""

    value: Fraction

    def ball(self, bits: int) -> arb:
        """An enclosure."""
        with PRECISION:
            ctx.prec = bits
            try:
                return arb(fmpq(self.value.numerator, self.value.denominator))
            finally:
                ctx.prec = DEFAULT_BITS


@dataclass(frozen=True, slots=True)
class Algebraic:
    """One real root, counted from the left, of an irreducible polynomial of degree 2 or more.

    coefficients  integers without a common divisor, that of the highest power last and positive: so two of
                  these are the same number exactly when they are equal.
    """

    coefficients: tuple[int, ...]
    index: int

    def ball(self, bits: int) -> arb:
        """An enclosure."""
        return _real_roots(self.coefficients, bits)[self.index]


@dataclass(frozen=True, slots=True)
class Closed:
    """The value of an expression without names that vary; made by closed().

    zero_of  nodes of a graph that are 0 there, if they have a value.
    """

    tree: Node
    compiled: Compiled = field(compare=False, repr=False)
    zero_of: frozenset[int] = field(default=frozenset(), compare=False)

    def ball(self, bits: int) -> arb:
        """An enclosure."""
        value = self.compiled.at({}, bits)[1]
        return arb(0, "inf") if isinstance(value, Void) else acb(value).real


@dataclass(slots=True, eq=False)
class Caged:
    """The one place between low and high where a continuous function changes its sign.

    rising  whether the sign is negative at low.     zero_of  the nodes of a graph whose root it is.
    sign    of the function at a rational number: -1, 0, 1, or None when it cannot be seen.
    """

    sign: Callable[[Fraction, int], int | None]
    low: Fraction
    high: Fraction
    rising: bool
    zero_of: frozenset[int]

    def ball(self, bits: int) -> arb:
        """An enclosure, of CAGED_BITS at most."""
        self._narrow(min(bits, CAGED_BITS))
        low, high = Exact(self.low).ball(bits + SPARE_BITS), Exact(self.high).ball(bits + SPARE_BITS)
        with PRECISION:
            ctx.prec = bits + SPARE_BITS
            try:
                return low.union(high)
            finally:
                ctx.prec = DEFAULT_BITS

    def _narrow(self, bits: int) -> None:
        """Halves the cage until it is 2^-bits wide, or the sign in its middle cannot be seen."""
        goal = Fraction(1, 2**bits)
        while self.high - self.low > goal:
            middle = (self.low + self.high) / 2
            sign = self.sign(middle, bits + SPARE_BITS)
            if sign is None:
                return
            if sign == 0:
                self.low = self.high = middle
            elif (sign < 0) == self.rising:
                self.low = middle
            else:
                self.high = middle


Real = Exact | Algebraic | Closed | Caged


def closed(tree: Node, notation: Notation, *, zero_of: frozenset[int] = frozenset()) -> Closed | None:
    """The number that the tree is, or None when it has no value that can be computed."""
    if names_in(tree) - notation.constants:
        return None
    compiled = Compiled(tree, notation)
    value = compiled.at({}, DEFAULT_BITS)[1] if compiled.program.complete else None
    if value is None or isinstance(value, Void) or (isinstance(value, acb) and not value.imag.is_zero()):
        return None
    return Closed(tree, compiled, zero_of)


def tree_of(number: Real) -> Node | None:
    """An expression with this value; None where no formula is known here.

    >>> from gradcheck_grader.syntax.printing import to_plain
    >>> to_plain(tree_of(Algebraic((-1, -1, 1), 1)))
    '(1 + sqrt(5))/2'
    """
    match number:
        case Exact(value):
            return rational(value)
        case Closed(tree):
            return tree
        case Algebraic((c, b, a), index):
            return _quadratic(a, b, c, upper=index == 1)
        case _:
            return None


def _quadratic(a: int, b: int, c: int, *, upper: bool) -> Node:
    """The root by the formula, square factors taken out of the root."""
    inside, outside = b * b - 4 * a * c, 1
    for factor in range(2, MOST_FACTOR):
        while inside % factor**2 == 0:
            inside, outside = inside // factor**2, outside * factor
    common = gcd(gcd(outside, b), 2 * a)
    outside, b, below = outside // common, b // common, 2 * a // common
    root = times(num(outside), Apply("sqrt", (num(inside),)))
    root = root if upper else minus(root)
    above = root if b == 0 else Apply("+", (rational(Fraction(-b)), root))
    return over(above, num(below))


def roots_of(polynomial: fmpz_poly) -> list[Real]:
    """The real roots of a polynomial that is not 0, each once.

    >>> roots_of(fmpz_poly([-2, 1, -2, 1]))
    [Exact(value=Fraction(2, 1))]
    """
    found: list[Real] = []
    for factor, _ in polynomial.factor()[1]:
        coefficients = tuple(int(one) for one in factor.coeffs())
        if len(coefficients) == 2:
            found.append(Exact(Fraction(-coefficients[0], coefficients[1])))
        elif len(coefficients) > 2:
            if coefficients[-1] < 0:
                coefficients = tuple(-one for one in coefficients)
            count = len(_real_roots(coefficients, PRECISIONS[0]))
            found.extend(Algebraic(coefficients, index) for index in range(count))
    return found


@lru_cache(maxsize=512)
def _real_roots(coefficients: tuple[int, ...], bits: int) -> tuple[arb, ...]:
    """Enclosures of the real roots, from left to right; flint proves which roots are real."""
    with PRECISION:
        ctx.prec = bits
        try:
            roots: Any = fmpz_poly(list(coefficients)).complex_roots()
        finally:
            ctx.prec = DEFAULT_BITS
    real: list[arb] = [root.real for root, _ in roots if root.imag.is_zero()]
    return tuple(sorted(real, key=lambda root: Fraction(*_ratio(root.mid()))))


def _ratio(exact: arb) -> tuple[int, int]:
    number = exact.fmpq()
    return int(number.p), int(number.q)


def fraction_of(exact: arb) -> Fraction:
    """The rational number that a ball without radius is."""
    return Fraction(*_ratio(exact))


@dataclass(frozen=True, slots=True)
class Order:
    """How two numbers lie: -1, 0, 1, or None when that could not be found out.

    proved  False when they are the same as far as many digits show.
    """

    sign: int | None
    proved: bool = True


def order(a: Real, b: Real, notation: Notation) -> Order:
    """How a lies to b.

    >>> two = Exact(Fraction(2))
    >>> order(Algebraic((-2, 0, 1), 1), two, Notation()).sign
    -1
    """
    if a == b:
        return Order(0)
    if isinstance(a, Exact) and isinstance(b, Exact):
        return Order(1 if a.value > b.value else -1)
    caged = isinstance(a, Caged) or isinstance(b, Caged)
    for bits in PRECISIONS[:2] if caged else PRECISIONS:
        left, right = a.ball(bits), b.ball(bits)
        if not left.overlaps(right):
            return Order(-1 if left < right else 1)
    if caged:
        return Order(0, proved=False)
    return _same(a, b, notation)


def _same(a: Real, b: Real, notation: Notation) -> Order:
    """Whether two numbers that balls cannot separate are the same."""
    if isinstance(b, Closed) and not isinstance(a, Closed):
        a, b = b, a
    if not isinstance(a, Closed):
        return Order(None)
    match b:
        case Closed():
            comparison = equal(a.tree, b.tree, notation)
        case Exact():
            comparison = equal(a.tree, rational(b.value), notation)
        case Algebraic():
            comparison = equal(_polynomial_at(b.coefficients, a.tree), num(0), notation)
        case _:
            return Order(None)
    if comparison.outcome is not Outcome.RIGHT:
        return Order(None)
    return Order(0, proved=comparison.evidence.kind != "agrees")


def _polynomial_at(coefficients: tuple[int, ...], place: Node) -> Node:
    """The value of the polynomial there, by Horner's rule."""
    value: Node = num(coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        value = Apply("+", (Apply("*", (value, place)), rational(Fraction(coefficient))))
    return value
