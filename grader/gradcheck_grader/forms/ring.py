"""Trees as polynomials and fractions over the rationals; what is neither is an unknown of its own.

sin(x) + 1 is a polynomial in the unknown sin(x), and sqrt(2) is an unknown too: of form, not of value, is
all that is asked here.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import comb, gcd, lcm
from typing import final

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from gradcheck_grader.syntax.build import value_of
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num

MOST_TERMS = 4_000
MOST_DEGREE = 2_000
# Factoring may cost much more than expanding does.
MOST_TERMS_FACTORED = 400
MOST_DEGREE_FACTORED = 80
ARITHMETIC = frozenset({"+", "*", "neg", "/", "^"})

Quotient = tuple[fmpq_mpoly, fmpq_mpoly]


def whole_exponent(node: Node) -> int | None:
    """The exponent of a power, where it is a whole number of moderate size; else None."""
    if not isinstance(node, Apply) or node.head != "^":
        return None
    value = value_of(node.args[1])
    if value is None or value.denominator != 1 or abs(value) > MOST_DEGREE:
        return None
    return value.numerator


def is_arithmetic(node: Node) -> bool:
    """Whether the node is a sum, product, quotient or whole power, and not an unknown or a number."""
    if not isinstance(node, Apply) or node.head not in ARITHMETIC:
        return False
    return node.head != "^" or whole_exponent(node) is not None


@final
class Ring:
    """The polynomials in all unknowns of some trees."""

    def __init__(self, trees: Iterable[Node]) -> None:
        unknowns: dict[Node, int] = {}
        todo = list(trees)
        while todo:
            node = todo.pop()
            if isinstance(node, Apply) and is_arithmetic(node):
                todo.extend(node.args[:1] if node.head == "^" else node.args)
            elif not isinstance(node, Num):
                unknowns.setdefault(node, len(unknowns))
        names = tuple(f"u{number}" for number in range(len(unknowns)))
        context = fmpq_mpoly_ctx.get(names, Ordering.lex)
        self.unknowns = unknowns
        self.generators = context.gens()
        self.one = context.constant(1)

    def polynomial(self, tree: Node) -> fmpq_mpoly | None:
        """The tree multiplied out; None when something but a number is below a fraction bar, or too large."""
        found = self.quotient(tree)
        if found is None or not found[1].is_constant() or found[1].is_zero():
            return None
        return found[0] * (1 / found[1].leading_coefficient())

    def quotient(self, tree: Node) -> Quotient | None:
        """Top and bottom of the tree, multiplied out and not reduced; None when they grow too large."""
        if isinstance(tree, Num):
            value = fmpq(tree.value.numerator, tree.value.denominator)
            return self.one * value, self.one
        if not isinstance(tree, Apply) or not is_arithmetic(tree):
            return self.generators[self.unknowns[tree]], self.one
        if tree.head == "^":
            return self.power(tree)
        parts = [self.quotient(part) for part in tree.args]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        if tree.head == "neg":
            return -known[0][0], known[0][1]
        if tree.head == "/":
            (top, bottom), (over, under) = known
            return _checked(_product(top, under), _product(bottom, over))
        total: Quotient | None = known[0]
        for part in known[1:]:
            total = None if total is None else _joined(tree.head, total, part)
        return total

    def power(self, tree: Apply) -> Quotient | None:
        """A whole power."""
        exponent, base = whole_exponent(tree) or 0, self.quotient(tree.args[0])
        if base is None:
            return None
        top, bottom = base if exponent >= 0 else base[::-1]
        return _checked(_power(top, abs(exponent)), _power(bottom, abs(exponent)))

    def degree(self, polynomial: fmpq_mpoly, name: str) -> int:
        """The degree in a name."""
        number = self.unknowns.get(Name(name))
        return 0 if number is None else polynomial.degrees()[number]


def factors_of(polynomial: fmpq_mpoly) -> list[tuple[fmpq_mpoly, int]] | None:
    """The irreducible factors over the rationals with their multiplicities; None when it is too large."""
    small = polynomial.total_degree() <= MOST_DEGREE_FACTORED and len(polynomial) <= MOST_TERMS_FACTORED
    return list(polynomial.factor()[1]) if small and not polynomial.is_zero() else None


def content(polynomial: fmpq_mpoly) -> fmpq:
    """The largest positive number that can be taken out so that whole coefficients stay: 2 of 4 x + 6."""
    above, below = 0, 1
    for number in polynomial.coeffs():
        above, below = gcd(above, int(number.p)), lcm(below, int(number.q))
    return fmpq(above, below)


def _checked(top: fmpq_mpoly | None, bottom: fmpq_mpoly | None) -> Quotient | None:
    return None if top is None or bottom is None or bottom.is_zero() else (top, bottom)


def _joined(head: str, left: Quotient, right: Quotient) -> Quotient | None:
    """The sum or the product of two quotients."""
    bottom = _product(left[1], right[1])
    if head == "*":
        return _checked(_product(left[0], right[0]), bottom)
    if left[1] == right[1]:
        return left[0] + right[0], left[1]
    across = _product(left[0], right[1]), _product(right[0], left[1])
    if across[0] is None or across[1] is None:
        return None
    return _checked(across[0] + across[1], bottom)


def _product(left: fmpq_mpoly, right: fmpq_mpoly) -> fmpq_mpoly | None:
    small = len(left) * len(right) <= MOST_TERMS and left.total_degree() + right.total_degree() <= MOST_DEGREE
    return left * right if small else None


def _power(base: fmpq_mpoly, exponent: int) -> fmpq_mpoly | None:
    terms = comb(len(base) + exponent - 1, exponent) if len(base) else 0
    small = terms <= MOST_TERMS and base.total_degree() * exponent <= MOST_DEGREE
    return base**exponent if small else None
