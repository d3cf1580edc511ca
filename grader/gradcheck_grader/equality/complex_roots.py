"""How many complex solutions a polynomial equation in one name has, each counted once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from flint import acb, acb_poly, arb, fmpq, fmpq_poly

from gradcheck_grader.syntax.build import value_of
from gradcheck_grader.syntax.tree import Apply, Name, Node

MOST_DEGREE = 60


class NoPolynomialError(Exception):
    """A tree that is no polynomial with coefficients a + b i, a and b rational, or of too high a degree."""


@final
@dataclass(frozen=True, slots=True)
class _Gaussian:
    """A polynomial with coefficients a + b i."""

    real: fmpq_poly
    imaginary: fmpq_poly

    def __add__(self, other: _Gaussian) -> _Gaussian:
        return _Gaussian(self.real + other.real, self.imaginary + other.imaginary)

    def __mul__(self, other: _Gaussian) -> _Gaussian:
        if self.degree() + other.degree() > MOST_DEGREE:
            raise NoPolynomialError
        return _Gaussian(
            self.real * other.real - self.imaginary * other.imaginary,
            self.real * other.imaginary + self.imaginary * other.real,
        )

    def degree(self) -> int:
        return max(self.real.degree(), self.imaginary.degree())


_MINUS_ONE = _Gaussian(fmpq_poly([-1]), fmpq_poly([]))
_I = _Gaussian(fmpq_poly([]), fmpq_poly([1]))
_X = _Gaussian(fmpq_poly([0, 1]), fmpq_poly([]))


def count_of_roots(tree: Node, name: str) -> int | None:
    """How many different complex roots a polynomial has; None for 0, and where that is not seen.

    >>> from gradcheck_grader.syntax.tree import num
    >>> count_of_roots(Apply("+", (Apply("^", (Name("z"), num(3))), num(-1))), "z")
    3
    """
    try:
        found = _polynomial(tree, name)
    except NoPolynomialError:
        return None
    if found.degree() < 0:
        return None
    if found.imaginary.degree() < 0:
        return found.degree() - found.real.gcd(found.real.derivative()).degree()
    powers = range(found.degree() + 1)
    numeric = acb_poly([acb(arb(found.real[power]), arb(found.imaginary[power])) for power in powers])
    try:
        return len(numeric.roots())  # flint isolates all of them, or says that it could not
    except ValueError:
        return None


def _polynomial(tree: Node, name: str) -> _Gaussian:
    value = value_of(tree)
    if value is not None:
        return _Gaussian(fmpq_poly([fmpq(value.numerator, value.denominator)]), fmpq_poly([]))
    if isinstance(tree, Name) and tree.name in (name, "i"):
        return _X if tree.name == name else _I
    if not isinstance(tree, Apply):
        raise NoPolynomialError
    match tree.head, tree.args:
        case "+", terms:
            return _sum([_polynomial(term, name) for term in terms])
        case "neg", (inside,):
            return _MINUS_ONE * _polynomial(inside, name)
        case "*", factors:
            return _product([_polynomial(factor, name) for factor in factors])
        case "/", (above, below):
            return _polynomial(above, name) * _inverse(_polynomial(below, name))
        case "^", (base, exponent):
            power = value_of(exponent)
            if power is None or power.denominator != 1 or not 0 <= power <= MOST_DEGREE:
                raise NoPolynomialError
            return _product([_polynomial(base, name)] * int(power))
        case _:
            raise NoPolynomialError


def _sum(terms: list[_Gaussian]) -> _Gaussian:
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def _product(factors: list[_Gaussian]) -> _Gaussian:
    result = _Gaussian(fmpq_poly([1]), fmpq_poly([]))
    for factor in factors:
        result = result * factor
    return result


def _inverse(below: _Gaussian) -> _Gaussian:
    """1/(a + b i) of numbers that are not both 0."""
    if below.degree() != 0:
        raise NoPolynomialError
    real, imaginary = below.real[0], below.imaginary[0]
    size = real * real + imaginary * imaginary
    return _Gaussian(fmpq_poly([real / size]), fmpq_poly([-imaginary / size]))
