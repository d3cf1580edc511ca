"""Derivatives that a logarithm makes easy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import permutations
from math import prod

from sympy import Integer, Rational, Symbol, log

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_exercises.bank.calculus.complex_steps import complex_step
from gradcheck_exercises.symbolic import Formula, Value
from gradcheck_grader import Derivative, Domain, Number

x = Symbol("x")
TWO_EXPONENTS = ((2, 1), (2, 2), (3, 1), (3, 2), (2, -1), (3, -1), (2, -2), (3, -2))
THREE_EXPONENTS = ((2, 1, 1), (2, 2, 1), (3, 1, 1), (2, 1, -1), (3, 1, -1), (2, 2, -1), (2, 3, -1))
LARGEST = 150  # what f may be where it is asked for, as a number or as a fraction's parts


@dataclass(frozen=True)
class Powers:
    """f = product of (x - c)^m over all c and m; asked for at a place beyond the largest c."""

    place: int
    distances: tuple[int, ...]
    exponents: tuple[int, ...]

    @property
    def zeros(self) -> tuple[int, ...]:
        """The c of each factor."""
        return tuple(self.place - distance for distance in self.distances)

    @cached_property
    def f(self) -> Formula:
        """The function, as a product."""
        return prod((x - c) ** m for c, m in zip(self.zeros, self.exponents, strict=True))

    @property
    def logs(self) -> tuple[Formula, ...]:
        """The terms of its logarithm."""
        return tuple(m * log(x - c) for c, m in zip(self.zeros, self.exponents, strict=True))

    @property
    def terms(self) -> tuple[Formula, ...]:
        """Their derivatives."""
        return tuple(m / (x - c) for c, m in zip(self.zeros, self.exponents, strict=True))

    @property
    def names(self) -> dict[str, Domain]:
        """Where x may lie: where each factor is positive."""
        return {"x": Domain(low=Fraction(max(self.zeros)), low_open=True)}

    @cached_property
    def value(self) -> Value:
        """f at the place."""
        return prod(Rational(d) ** m for d, m in self._pairs())

    @cached_property
    def slope(self) -> Value:
        """The derivative of ln f at the place."""
        return sum((Rational(m, d) for d, m in self._pairs()), Integer(0))

    @property
    def multiplied(self) -> Value:
        """The terms of that, multiplied where they are to be added."""
        return prod(Rational(m, d) for d, m in self._pairs())

    @property
    def without_exponents(self) -> Value:
        """The same sum with 1 or -1 for each exponent."""
        return sum((Rational(1 if m > 0 else -1, d) for d, m in self._pairs()), Integer(0))

    @property
    def product_of_derivatives(self) -> Value:
        """The derivatives of the factors of f at the place, multiplied."""
        return prod(m * Rational(d) ** (m - 1) for d, m in self._pairs())

    def at(self, z: complex) -> complex:
        """f, without SymPy."""
        return prod((z - c) ** m for c, m in zip(self.zeros, self.exponents, strict=True))

    def is_clear(self) -> bool:
        """Whether the numbers are short, and no wrong rule gives the right one by chance."""
        first = (self.slope, self.multiplied, self.without_exponents)
        second = (self.slope * self.value, self.slope, self.slope / self.value, self.product_of_derivatives)
        short = max(self.value.p, self.value.q) <= LARGEST
        return short and self.slope != 0 and len(set(first)) == 3 and len({*second, Integer(0)}) == 5

    def _pairs(self) -> Iterator[tuple[int, int]]:
        return zip(self.distances, self.exponents, strict=True)


FACTORS = tuple(
    (distances, exponents)
    for several, reach in ((TWO_EXPONENTS, 4), (THREE_EXPONENTS, 3))
    for exponents in several
    for distances in permutations(range(1, reach + 1), len(exponents))
    if Powers(0, distances, exponents).is_clear()
)


@exercise("calculus/log-derivative", title="Differentiating the logarithm of a product", level=3)
def log_derivative(draw: Draw) -> Problem:
    """A logarithm makes a sum of a product, whose derivative is found term by term; times f it is f'.

    Trap: the logarithm of a product is a sum of logarithms, not a product; and exponents become factors.
    Source: Stewart, Calculus: Early Transcendentals, 8th ed., section 3.6.
    """
    distances, exponents = draw.choice("factors", FACTORS)
    powers = Powers(draw.integer("place", -3, 4), distances, exponents)
    return Problem(
        say(
            r"""
            Let $$f(x) = {f}$$ for $x > {c}$, and $\ell(x) = \ln f(x)$, as a likelihood is turned into a
            log-likelihood. Here ln is the natural logarithm; you may write log for it.
            """,
            f=powers.f,
            c=max(powers.zeros),
        ),
        (_slope_part(powers), _value_part(powers), _back_part(powers)),
    )


def _slope_part(powers: Powers) -> Part:
    """The derivative of the logarithm."""
    terms = powers.terms
    return Part(
        say(r"Find $\ell'(x)$."),
        Derivative(sum(powers.logs), x, names=powers.names, shown=sum(terms)),
        points=2,
        slips=(
            Slip(
                "log-of-product-as-product",
                prod(terms),
                "You multiplied the derivatives of the logarithms. What does a logarithm make of a product?",
            ),
            Slip(
                "exponents-lost",
                sum(
                    (1 if m > 0 else -1) / (x - c)
                    for c, m in zip(powers.zeros, powers.exponents, strict=True)
                ),
                "The exponents are gone. A logarithm brings an exponent in front, as a factor.",
            ),
            Slip(
                "inside-not-differentiated",
                1 / powers.f,
                "This is one over the inside. The chain rule has a second factor: the derivative of the "
                "inside.",
            ),
        ),
        hints=hints(
            "Do not use the product rule. What does a logarithm make of products and of powers?",
            r"$\ell(x) = {first} + \ldots$: write a term like this for each factor of $f$.",
            r"The derivative of $m \ln(x - c)$ is $\frac{m}{x - c}$. Add these for all factors{below}.",
            first=powers.logs[0],
            below=_below(powers),
        ),
        steps=(
            step(
                "The logarithm makes a sum of the product", r"$\ell(x)$", "${total}$", total=sum(powers.logs)
            ),
            step(
                "Differentiate each term, such as the first",
                r"$\frac{d}{dx}\left[{term}\right]$",
                "${slope}$",
                term=powers.logs[0],
                slope=terms[0],
            ),
            step("Add", r"$\ell'(x)$", "${total}$", total=sum(terms)),
        ),
        check=lambda at: complex_step(powers.at, at["x"]) / powers.at(at["x"]).real,
    )


def _below(powers: Powers) -> str:
    """What the third hint says of a factor that stands below."""
    return "; a factor below has a negative $m$" if min(powers.exponents) < 0 else ""


def _value_part(powers: Powers) -> Part:
    """Its value at the place."""
    return Part(
        say(r"Find $\ell'({place})$, exactly.", place=powers.place),
        Number(powers.slope),
        slips=(
            Slip(
                "log-of-product-as-product",
                powers.multiplied,
                "You multiplied the terms. The logarithm of a product is a sum, and so is its derivative.",
            ),
            Slip(
                "exponents-lost",
                powers.without_exponents,
                "Each term has an exponent of f above. You put 1 for all of them.",
            ),
        ),
        hints=hints(
            "Put the number into each term by itself.",
            r"For $x = {place}$ the first term is ${first}$. Which are the others?",
            "A factor $(x - c)^m$ gives $m$ over ${place} - c$. Bring the fractions to one denominator and "
            "add.",
            place=powers.place,
            first=Rational(powers.exponents[0], powers.distances[0]),
        ),
        steps=_value_steps(powers),
        check=lambda _: complex_step(powers.at, powers.place) / powers.at(powers.place).real,
    )


def _value_steps(powers: Powers) -> tuple[Step, ...]:
    """Each term, and their sum."""
    fractions = [Rational(m, d) for d, m in zip(powers.distances, powers.exponents, strict=True)]
    return (
        *(
            step("Put in $x = {place}$", "${term}$", "${value}$", place=powers.place, term=term, value=value)
            for term, value in zip(powers.terms, fractions, strict=True)
        ),
        step("Add", r"$\ell'({place})$", "${slope}$", place=powers.place, slope=powers.slope),
    )


def _back_part(powers: Powers) -> Part:
    """The derivative of f itself, which is f times that of its logarithm."""
    place, value, slope = powers.place, powers.value, powers.slope
    return Part(
        say("Use this to find $f'({place})$, exactly.", place=place),
        Number(slope * value),
        slips=(
            Slip(
                "log-derivative-itself",
                slope,
                "This is the slope of ln f. How do the slopes of f and of ln f hang together?",
            ),
            Slip(
                "divided-by-f",
                slope / value,
                "You divided by f. The slope of ln f is that of f divided by f: how do you get back?",
            ),
            Slip(
                "product-of-derivatives",
                powers.product_of_derivatives,
                "You multiplied the derivatives of the factors. That is not the derivative of a product.",
            ),
        ),
        hints=hints(
            r"By the chain rule, $\ell'(x)$ is one over $f(x)$, times something.",
            r"$\ell'(x) = \frac{f'(x)}{f(x)}$. Solve this for $f'(x)$.",
            r"$f'({place}) = f({place}) \cdot \ell'({place})$. The first factor is {value}; the second is "
            "your number from (b).",
            place=place,
            value=value,
        ),
        steps=(
            step("Chain rule", r"$\ell'(x)$", r"$\frac{f'(x)}{f(x)}$"),
            step("Value of $f$", "$f({place})$", "${value}$", place=place, value=value),
            step(
                r"Multiply by $\ell'({place})$",
                r"$f'({place})$",
                "${product}$",
                place=place,
                product=slope * value,
            ),
        ),
        check=lambda _: complex_step(powers.at, place),
        follow=Follow(("b",), lambda own: Number(own["b"] * value)),
    )
