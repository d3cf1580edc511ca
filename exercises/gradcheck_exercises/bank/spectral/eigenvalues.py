"""Eigenvalues and eigenvectors of 2 × 2 matrices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import product

import numpy as np
from sympy import ImmutableMatrix, Rational, Symbol

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Formula, Grid, Value
from gradcheck_grader import Expression, FiniteSet
from gradcheck_grader.syntax.tree import Apply, Name, Node, num

lam = Symbol("lambda")
LARGEST = 12  # of the entries of a matrix
_UP_TO_3 = (-3, -2, -1, 1, 2, 3)
# Eigenvectors in the columns of P = [[a, b], [c, d]] with determinant 1; no entry is 0.
EIGENVECTORS = tuple(
    (a, b, c, d)
    for a in (1, 2, 3)
    for b in _UP_TO_3
    for c in _UP_TO_3
    for d in _UP_TO_3
    if a * d - b * c == 1
)
EIGENVALUES = (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5)
FUNCTIONS = ("square", "inverse", "shift")


@dataclass(frozen=True)
class Diagonalised:
    """A = P D P⁻¹ of shape (2, 2) with P of determinant 1 and two different eigenvalues, not 0.

    columns  P by rows: its columns are the eigenvectors.
    """

    columns: tuple[int, int, int, int]
    first: int
    second: int

    @property
    def P(self) -> Grid:
        """The eigenvectors as columns."""
        return ImmutableMatrix(2, 2, self.columns)

    @cached_property
    def A(self) -> Grid:
        """The matrix."""
        return self.of(self.first, self.second)

    def of(self, first: Value, second: Value) -> Grid:
        """The matrix with the same eigenvectors and other eigenvalues."""
        return ImmutableMatrix(2, 2, self.entries(first, second))

    def entries(self, first: Value, second: Value) -> tuple[Value, Value, Value, Value]:
        """The entries, by rows, of the matrix with the same eigenvectors and other eigenvalues."""
        a, b, c, d = self.columns
        return (
            a * d * first - b * c * second,
            a * b * (second - first),
            c * d * (first - second),
            a * d * second - b * c * first,
        )

    @property
    def trace(self) -> int:
        """The sum of the eigenvalues."""
        return self.first + self.second

    @property
    def determinant(self) -> int:
        """The product of the eigenvalues."""
        return self.first * self.second


def diagonalised(
    draw: Draw, values: tuple[int, ...], suits: Callable[[Diagonalised], bool], largest: int = LARGEST
) -> Diagonalised:
    """A suitable matrix with two of these eigenvalues; none of its entries is 0 or beyond the largest."""
    choices = _choices(values, suits, largest)
    first, second = draw.choice("eigenvalues", list(choices))
    return Diagonalised(draw.choice("P", choices[first, second]), first, second)


@cache
def _choices(
    values: tuple[int, ...], suits: Callable[[Diagonalised], bool], largest: int
) -> dict[tuple[int, int], list[tuple[int, int, int, int]]]:
    """The columns that suit each pair of eigenvalues; opposite ones are no pair."""
    found: dict[tuple[int, int], list[tuple[int, int, int, int]]] = {}
    for first, second in product(values, values):
        if first in (second, -second):
            continue
        for columns in EIGENVECTORS:
            one = Diagonalised(columns, first, second)
            if are_handy(one.entries(first, second), largest) and suits(one):
                found.setdefault((first, second), []).append(columns)
    return found


def are_handy(entries: Sequence[int], largest: int = LARGEST) -> bool:
    """Whether they are fit for work by hand: none is 0, and none is beyond the largest."""
    return all(0 < abs(entry) <= largest for entry in entries)


@exercise("spectral/eigenvalues-2x2", title="Eigenvalues of a 2 × 2 matrix", level=2)
def eigenvalues_2x2(draw: Draw) -> Problem:
    """Eigenvalues are the roots of the characteristic polynomial, which trace and determinant give at once.

    Trap: the diagonal holds the eigenvalues of triangular matrices only.
    Source: Strang, Introduction to Linear Algebra, 5th ed., section 6.1.
    """
    drawn = diagonalised(draw, EIGENVALUES, _tells_mistakes_apart)
    function = draw.choice("function", FUNCTIONS)
    shift = draw.choice("shift", (-3, -2, 2, 3)) if function == "shift" else 0
    return Problem(
        say("Let $$A = {A}.$$", A=drawn.A),
        (_polynomial_part(drawn), _eigenvalues_part(drawn), _function_part(drawn, function, shift)),
    )


def _tells_mistakes_apart(drawn: Diagonalised) -> bool:
    """Whether trace and determinant differ, and are not the eigenvalues with other signs."""
    trace, determinant = drawn.trace, drawn.determinant
    return trace != determinant and {trace, determinant} != {-drawn.first, -drawn.second}


def _polynomial(linear: int, constant: int) -> Formula:
    return lam**2 - linear * lam + constant


def _polynomial_part(drawn: Diagonalised) -> Part:
    """What is the characteristic polynomial?"""
    a, b, c, d = drawn.A
    trace, determinant = drawn.trace, drawn.determinant
    both = Apply("+", (_product(a, d), Apply("neg", (_product(b, c),))))
    return Part(
        say(
            r"Find the characteristic polynomial $p(\lambda) = \det(A - \lambda I)$. Write `lambda` for "
            r"$\lambda$."
        ),
        Expression(_polynomial(trace, determinant), names=["lambda"]),
        slips=(
            Slip(
                "sign-of-the-trace",
                _polynomial(-trace, determinant),
                "Look at the sign of the linear term: the diagonal has minus lambda twice.",
            ),
            Slip(
                "trace-and-determinant-exchanged",
                _polynomial(determinant, trace),
                "Trace and determinant have changed places.",
            ),
            Slip(
                "other-diagonal-left-out",
                _polynomial(trace, int(a * d)),
                "The product of the other diagonal is subtracted; you left it out.",
            ),
        ),
        hints=hints(
            r"Subtract $\lambda$ on the diagonal, and take the determinant of what you get.",
            r"$\det(A - \lambda I) = ({a} - \lambda)({d} - \lambda) - \ldots$ What is subtracted?",
            r"Multiply out $({a} - \lambda)({d} - \lambda) - {other}$, and collect.",
            a=a,
            d=d,
            other=_product(b, c),
        ),
        steps=(
            step(
                "The linear term has the trace with a minus",
                "trace of $A$",
                "${sum} = {trace}$",
                sum=Apply("+", (num(int(a)), num(int(d)))),
                trace=trace,
            ),
            step(
                "The constant is the determinant",
                r"$\det A$",
                "${both} = {determinant}$",
                both=both,
                determinant=determinant,
            ),
            step("Together", r"$p(\lambda)$", "${p}$", p=_polynomial(trace, determinant)),
        ),
        check=lambda at: float(np.linalg.det(floats(drawn.A) - at["lambda"] * np.eye(2))),
    )


def _product(left: Value, right: Value) -> Node:
    return Apply("*", (num(int(left)), num(int(right))))


def _eigenvalues_part(drawn: Diagonalised) -> Part:
    """What are the eigenvalues?"""
    a, _, _, d = drawn.A
    first, second = sorted((drawn.first, drawn.second))
    return Part(
        say("Find all eigenvalues of $A$. Give them as a set, such as `{6, 7}`."),
        FiniteSet(set_of(first, second), variable="lambda"),
        points=2,
        slips=(
            Slip(
                "diagonal-entries",
                set_of(a, d),
                "These are the entries on the diagonal. That would do for a triangular matrix only.",
            ),
            Slip(
                "signs-reversed",
                set_of(-first, -second),
                "Put your values into the polynomial: their signs are the wrong way round.",
            ),
            Slip(
                "trace-and-determinant",
                set_of(drawn.trace, drawn.determinant),
                "These are trace and determinant: the sum and the product of the eigenvalues.",
            ),
        ),
        hints=hints(
            "The eigenvalues are where the characteristic polynomial is 0.",
            "Their sum is {trace} and their product is {determinant}. Which two numbers are these?",
            r"Solve ${p} = 0$, by factoring or with the formula for quadratic equations.",
            trace=drawn.trace,
            determinant=drawn.determinant,
            p=_polynomial(drawn.trace, drawn.determinant),
        ),
        steps=(
            step(
                "Factor the characteristic polynomial",
                "${p}$",
                "${factored}$",
                p=_polynomial(drawn.trace, drawn.determinant),
                factored=Apply("*", (_factor(first), _factor(second))),
            ),
            step(
                "Read off where a factor is 0",
                "",
                r"$\lambda = {first}$ or $\lambda = {second}$",
                first=first,
                second=second,
            ),
        ),
        check=lambda at: _spectrum(floats(drawn.A)),
    )


def set_of(*values: Value) -> str:
    """The values as a set is written, in ascending order; a Python set has an order of its own."""
    return f"{{{', '.join(map(str, sorted(set(values))))}}}"


def _factor(root: int) -> Node:
    """λ − root."""
    size = num(abs(root))
    return Apply("+", (Name("lambda"), Apply("neg", (size,)) if root > 0 else size))


def _spectrum(matrix: np.ndarray) -> str:
    """The eigenvalues by NumPy, as a set of fractions."""
    values = [Fraction(float(value.real)).limit_denominator(60) for value in np.linalg.eigvals(matrix)]
    return set_of(*values)


@dataclass(frozen=True)
class Applied:
    """What a function of A is called, what it does to a number and to a matrix, and how one goes wrong.

    wrong  name, rule for a number, and feedback.
    """

    name: str
    rule: Callable[[Value], Value]
    by_numpy: Callable[[np.ndarray], np.ndarray]
    wrong: tuple[tuple[str, Callable[[Value], Value], str], ...]
    because: str


def _applied(function: str, shift: int) -> Applied:
    same = (
        "unchanged",
        lambda value: value,
        "These are the eigenvalues of A itself. What does the new matrix do to an eigenvector?",
    )
    if function == "square":
        doubled = (
            "doubled",
            lambda value: 2 * value,
            "You doubled the eigenvalues. Apply A twice to an eigenvector.",
        )
        return Applied(
            "A^2",
            lambda value: value**2,
            lambda A: A @ A,
            (doubled, same),
            r"$A^2 v = A (\lambda v) = \lambda^2 v$",
        )
    if function == "inverse":
        negated = (
            "negated",
            lambda value: -value,
            "The inverse undoes a stretching by dividing, not by changing the sign.",
        )
        return Applied(
            "A^{-1}",
            lambda value: Rational(1, value),
            np.linalg.inv,
            (negated, same),
            r"$A v = \lambda v$ gives $A^{-1} v = \frac{1}{\lambda} v$",
        )
    times = (
        "multiplied",
        lambda value: shift * value,
        "A multiple of the identity is added here. What does it do to an eigenvector?",
    )
    written = f"A {'+' if shift > 0 else '-'} {abs(shift)} I"
    return Applied(
        written,
        lambda value: value + shift,
        lambda A: A + shift * np.eye(2),
        (times, same),
        rf"$({written}) v = (\lambda {'+' if shift > 0 else '-'} {abs(shift)}) v$",
    )


def _function_part(drawn: Diagonalised, function: str, shift: int) -> Part:
    """What are the eigenvalues of a function of A?"""
    applied = _applied(function, shift)
    values = (drawn.first, drawn.second)
    right = {applied.rule(value) for value in values}
    return Part(
        say("Find all eigenvalues of ${name}$, without computing this matrix.", name=applied.name),
        FiniteSet(set_of(*right), variable="lambda"),
        slips=tuple(
            Slip(name, set_of(*map(rule, values)), feedback) for name, rule, feedback in applied.wrong
        ),
        hints=hints(
            r"It has the same eigenvectors as $A$. Take one, with $A v = \lambda v$.",
            "Multiply this $v$ by the new matrix. What comes out?",
            "{because}. Do this to each of your eigenvalues of $A$.",
            because=applied.because,
        ),
        steps=(
            step("On an eigenvector with eigenvalue $\\lambda$", "", applied.because),
            step(
                "Do this to both eigenvalues", "", "{first} and {second}", first=min(right), second=max(right)
            ),
        ),
        check=lambda at: _spectrum(applied.by_numpy(floats(drawn.A))),
    )
