"""Stationary points and what kind they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from math import gcd, prod

import numpy as np
from sympy import ImmutableMatrix, Integer, Rational, Symbol, sqrt

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_exercises.symbolic import Formula, Grid, Value
from gradcheck_grader import Array, Choice

x = Symbol("x")
NUMBERS = (-4, -3, -2, -1, 1, 2, 3, 4)
KINDS = (
    ("a", "a local minimum"),
    ("b", "a local maximum"),
    ("c", "neither: f goes on rising, or falling, through this point"),
)


@dataclass(frozen=True)
class Hills:
    """A polynomial whose derivative has these roots; scale times one with coefficients that share no factor.

    asked  "smallest" or "largest": the stationary point whose kind is asked for.
    """

    roots: tuple[int, ...]
    scale: int
    constant: int
    asked: str

    @cached_property
    def coefficients(self) -> tuple[int, ...]:
        """The coefficients of f, constant first."""
        if len(self.roots) == 2:
            p, q = self.roots
            rising = (6 * p * q, -3 * (p + q), 2)
        else:
            p, q, r = self.roots
            rising = (-12 * p * q * r, 6 * (p * q + p * r + q * r), -4 * (p + q + r), 3)
        shared = gcd(*rising)
        return (self.constant, *(self.scale * one // shared for one in rising))

    @cached_property
    def f(self) -> Formula:
        """The function, expanded."""
        return sum(a * x**k for k, a in enumerate(self.coefficients))

    @property
    def df(self) -> Formula:
        """Its derivative."""
        return sum(k * a * x ** (k - 1) for k, a in enumerate(self.coefficients) if k)

    @property
    def factored(self) -> Formula:
        """The derivative as a product."""
        product = prod(x - root for root in self.roots)
        return (len(self.coefficients) - 1) * self.coefficients[-1] * product

    @property
    def ddf(self) -> Formula:
        """Its second derivative."""
        return sum(k * (k - 1) * a * x ** (k - 2) for k, a in enumerate(self.coefficients) if k > 1)

    @cached_property
    def points(self) -> tuple[int, ...]:
        """The stationary points in increasing order."""
        return tuple(sorted(set(self.roots)))

    def value(self, at: Value) -> Value:
        """f at a number."""
        return sum(a * at**k for k, a in enumerate(self.coefficients))

    def bend(self, at: Value) -> Value:
        """The second derivative at a number."""
        return sum(k * (k - 1) * a * at ** (k - 2) for k, a in enumerate(self.coefficients) if k > 1)

    @property
    def bends(self) -> tuple[int, ...]:
        """The second derivative at each stationary point."""
        return tuple(map(self.bend, self.points))

    @property
    def index(self) -> int:
        """The place of the point whose kind is asked for."""
        return 0 if self.asked == "smallest" else -1

    def is_clear(self) -> bool:
        """Whether f and its second derivative have different values at the stationary points."""
        return self.bends != tuple(map(self.value, self.points))

    def key(self) -> str:
        """The kind of that point."""
        return _key_of(self.bends[self.index]) or "c"


ROOTS = tuple(
    roots
    for roots in (
        *combinations(range(-5, 6), 2),
        *(tuple(sorted((0, p, q))) for p, q in combinations(NUMBERS, 2)),
        *((0, 0, p) for p in (-6, -5, *NUMBERS, 5, 6)),
    )
    if Hills(roots, 1, 0, "smallest").is_clear()
)  # two for a cubic; three for a quartic, of which one is 0 and may count twice


def _key_of(bend: Value) -> str | None:
    """What the second derivative says; None where it is 0 and says nothing."""
    return "a" if bend > 0 else "b" if bend < 0 else None


@exercise("calculus/stationary-points", title="Stationary points", level=2)
def stationary_points(draw: Draw) -> Problem:
    """Stationary points are where the derivative is 0; the second derivative there tells most of them apart.

    Trap: the function itself need not be 0, and where the second derivative is 0 it tells nothing.
    Source: Stewart, Calculus: Early Transcendentals, 8th ed., section 4.3.
    """
    roots = draw.choice("roots", ROOTS)
    scale = draw.choice("scale", (1, -1, 2, -2))
    flat = Hills(roots, scale, 0, draw.choice("asked", ("smallest", "largest")))
    if draw.choice("lifted", ("no", "yes")) == "yes":
        same = flat.bends[0] - flat.value(flat.points[0])
        hills = replace(flat, constant=draw.integer("constant", -9, 9, exclude=(0, same)))
    else:
        hills = flat
    return Problem(
        say(
            """
            Let $$f(x) = {f}$$ for every real number $x$. A stationary point of $f$ is a number $x$ with
            $f'(x) = 0$.
            """,
            f=hills.f,
        ),
        (_points_part(hills), _bends_part(hills), _kind_part(hills)),
    )


def _column(entries: tuple[Value, ...]) -> Grid:
    return ImmutableMatrix(len(entries), 1, entries)


def _points_part(hills: Hills) -> Part:
    """The stationary points."""
    top = len(hills.coefficients) - 1
    common = top * hills.coefficients[-1]
    return Part(
        say("Find all stationary points of $f$. Give them as a list in increasing order, such as `[1, 2]`."),
        Array(_column(hills.points)),
        points=2,
        slips=_points_slips(hills),
        hints=hints(
            "Differentiate, and find where the derivative is 0.",
            "$f'(x) = {df}$. Take out the common factor {factor}. What is left to be 0?",
            "Write what is left as a product of factors $x - p$. The whole is 0 where one of its factors is, "
            "the common one included.",
            df=hills.df,
            factor=f"${common}$"
            if 0 not in hills.roots
            else f"${common} x^2$"
            if hills.roots[:2] == (0, 0)
            else f"${common} x$",
        ),
        steps=(
            step("Differentiate", "$f'(x)$", "${df}$", df=hills.df),
            step("Factor", "$f'(x)$", "${product}$", product=hills.factored),
            step("A product is 0 where a factor is", "$x$", "{roots}", roots=_alternatives(hills.points)),
        ),
        check=lambda _: _zeros_of_slope(hills),
    )


def _alternatives(points: tuple[int, ...]) -> str:
    *first, last = (f"${point}$" for point in points)
    return f"{', '.join(first)} or {last}"


def _points_slips(hills: Hills) -> tuple[Slip, ...]:
    """The wrong lists of points."""
    mirrored = tuple(sorted(-point for point in hills.points))
    bends = tuple(k * (k - 1) * a for k, a in enumerate(hills.coefficients) if k > 1)
    sentence = "You looked for where the second derivative is 0. There the slope turns; it need not be 0."
    slips = [Slip("inflection-points", _column(_real_zeros(bends)), sentence)]
    if 0 in hills.points:
        without = tuple(point for point in hills.points if point)
        sentence = "You divided by x. That loses one number, for which the derivative is 0 as well: which?"
        slips.append(Slip("zero-divided-away", _column(without), sentence))
    if mirrored != hills.points:
        sentence = "Put your numbers into the derivative: is it 0 there? A factor x + 2 is 0 at -2, not at 2."
        slips.append(Slip("signs-exchanged", _column(mirrored), sentence))
    else:
        sentence = "One number is missing. How many numbers have the same square?"
        slips.append(Slip("negative-root-lost", _column(tuple(p for p in hills.points if p >= 0)), sentence))
    if hills.constant == 0:
        zeros = _column(_real_zeros(hills.coefficients))
        sentence = "These are the zeros of f. At a stationary point not f is 0, but its slope."
        slips.append(Slip("zeros-of-f", zeros, sentence))
    return tuple(slips)


def _real_zeros(coefficients: Sequence[int]) -> tuple[Value, ...]:
    """The real zeros in increasing order of a quadratic times a power of x, its constant first."""
    if coefficients[0] == 0:
        low = next(k for k, a in enumerate(coefficients) if a)
        return tuple(sorted({Integer(0), *_real_zeros(coefficients[low:])}, key=float))
    if len(coefficients) < 3:
        return tuple(Rational(-coefficients[0], slope) for slope in coefficients[1:])
    c, b, a = coefficients
    if (under := b * b - 4 * a * c) < 0:
        return ()
    return tuple(sorted({(-b + sign * sqrt(under)) / (2 * a) for sign in (-1, 1)}, key=float))


def _zeros_of_slope(hills: Hills) -> list[float]:
    """The zeros of the derivative, as eigenvalues of a matrix."""
    found = np.roots(np.polyder(np.array(hills.coefficients[::-1], dtype=float)))
    return sorted({round(float(zero.real), 8) for zero in found})


def _bends_part(hills: Hills) -> Part:
    """The second derivative at each of them."""
    return Part(
        say("Find $f''$ at each stationary point. Give the numbers as a list, in the same order."),
        Array(_column(hills.bends)),
        slips=(
            Slip(
                "function-itself",
                _column(tuple(map(hills.value, hills.points))),
                "These are values of f. Whether f is positive or negative says nothing about its shape.",
            ),
            Slip(
                "first-derivative",
                _column((0,) * len(hills.points)),
                "These are values of the first derivative, which is 0 at every stationary point. "
                "Differentiate once more.",
            ),
        ),
        hints=hints(
            "Differentiate twice; then put the numbers in.",
            "$f'(x) = {df}$. Differentiate this, and put your numbers from (a) into what comes out.",
            "$f''(x) = {ddf}$. Put each of your numbers in for $x$.",
            df=hills.df,
            ddf=hills.ddf,
        ),
        steps=(
            step("Differentiate twice", "$f''(x)$", "${ddf}$", ddf=hills.ddf),
            *(
                step("Put in $x = {point}$", "$f''({point})$", "${bend}$", point=point, bend=bend)
                for point, bend in zip(hills.points, hills.bends, strict=True)
            ),
        ),
        check=lambda _: [_second_difference(hills, point) for point in _zeros_of_slope(hills)],
        follow=Follow(("a",), lambda own: _bends_at(hills, own["a"])),
    )


def _bends_at(hills: Hills, own: Grid) -> Array:
    """The second derivative at the person's own points."""
    return Array(_column(tuple(map(hills.bend, own))))


def _second_difference(hills: Hills, at: float) -> float:
    """The second derivative from five values, exact for polynomials up to degree 5 but for rounding."""
    values = [float(hills.value(at + shift)) for shift in (-2, -1, 0, 1, 2)]
    return float(np.dot((-1, 16, -30, 16, -1), values)) / 12


def _kind_part(hills: Hills) -> Part:
    """What the smallest or the largest of them is."""
    point, bend = hills.points[hills.index], hills.bends[hills.index]
    words = dict(KINDS)
    return Part(
        say(f"Of what kind is the {hills.asked} of the stationary points?"),
        Choice(KINDS, right=hills.key()),
        slips=_kind_slips(hills.key()),
        hints=hints(
            "The second derivative says which way the graph is bent.",
            "A graph that is bent upwards looks like a valley, one that is bent downwards like a hilltop. "
            "What does your number from (b) say?",
            "If $f''$ is positive there, it is a valley; if negative, a hilltop. If it is 0, look at the "
            "sign of $f'$ on both sides.",
        ),
        steps=(
            step("The second derivative there", "$f''({point})$", "${bend}$", point=point, bend=bend),
            _last_step(hills.key(), words[hills.key()]),
        ),
        check=lambda _: _kind_by_values(hills),
        follow=Follow(("b",), lambda own: _kind_of(hills, own)),
    )


def _last_step(key: str, words: str) -> Step:
    """What follows from the second derivative."""
    if key == "c":
        return step("It is 0, so the sign of $f'$ decides", "$f'$", "the same sign on both sides: neither")
    bent = "It is positive: bent upwards" if key == "a" else "It is negative: bent downwards"
    return step(bent, "", words)


def _kind_slips(key: str) -> tuple[Slip, ...]:
    """The wrong kinds."""
    if key == "c":
        sentence = "The second derivative is 0 there: it says nothing. Compare f on both sides."
        return (Slip("minimum-claimed", "a", sentence), Slip("maximum-claimed", "b", sentence))
    return (
        Slip(
            "extremes-exchanged",
            "b" if key == "a" else "a",
            "The other way round: the sign of the second derivative says how the graph is bent, upwards or "
            "downwards. The sign of f itself says nothing.",
        ),
        Slip(
            "neither-claimed",
            "c",
            "The second derivative is not 0 there, so the slope changes its sign at this point.",
        ),
    )


def _kind_of(hills: Hills, own: Mapping[str, Grid]) -> Choice | None:
    """What follows from the person's own second derivatives, if they say anything."""
    key = _key_of(own["b"][hills.index])
    return Choice(KINDS, right=key) if key else None


def _kind_by_values(hills: Hills) -> str:
    """The kind, from values of f a little to the left and to the right."""
    here = _zeros_of_slope(hills)[hills.index]
    rises = [float(hills.value(here + shift) - hills.value(here)) > 0 for shift in (-0.05, 0.05)]
    return "c" if rises[0] != rises[1] else "a" if rises[0] else "b"
