"""Largest and smallest eigenvalues: of quadratic forms, and for conditioning."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sympy import ImmutableMatrix, Integer, Rational, diag, log

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_exercises.bank.numeric import floats
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Number, UpToScale

Wrong = list[tuple[str, Value, str]]
PAIRS = tuple(  # the gap is a sum of two squares, or has such a divisor, so that integer matrices exist
    (low + gap, low)
    for gap in (2, 4, 5, 6, 8, 10, 13, 15)
    for low in range(-9, 7)
    if low and low + gap not in (-1, 0, 1) and low + gap <= 12
)
LOWEST = (2, 4, 5, 6, 8, 12, 13, 14, 15, 16, 18, 20, 25, 26, 30)
SIZE = 30_000


@dataclass(frozen=True)
class Form:
    """x ↦ xᵀ A x for a symmetric A, shape (2, 2), with its eigenvalues; v is an eigenvector to the larger."""

    A: Grid
    high: int
    low: int
    v: Grid
    radius: int

    @cached_property
    def wrong_highs(self) -> Wrong:
        """The name, response and feedback of each wrong maximum."""
        return [
            (
                "largest-entry",
                max(self.A),
                "This is the largest entry. The diagonal has the values along the axes only.",
            ),
            ("trace", self.A.trace(), "This is the trace, the sum of both eigenvalues."),
            (
                "squared",
                self.high**2,
                "You squared the eigenvalue. What is the form at an eigenvector of length 1?",
            ),
        ]

    @cached_property
    def wrong_lows(self) -> Wrong:
        """The name, response and feedback of each wrong minimum on the larger circle."""
        return [
            (
                "length-ignored",
                self.low,
                "This is the minimum over unit vectors. How does the form grow when x is made longer?",
            ),
            (
                "length-not-squared",
                self.low * self.radius,
                "The form has x in it twice, so the length counts twice.",
            ),
            (
                "maximum-instead",
                self.high * self.radius**2,
                "This is the largest value there. The smallest is wanted.",
            ),
        ]


@exercise("spectral/rayleigh-quotient", title="Extremes of a quadratic form", level=3)
def rayleigh_quotient(draw: Draw) -> Problem:
    """The largest and smallest values of a quadratic form on circles, and where they are taken.

    Trap: they are eigenvalues, not entries, and on a circle of another radius its square comes in.
    Source: Boyd & Vandenberghe, Convex Optimization, appendix A.5.2.
    """
    form = draw.until(_tells_forms_apart, lambda: _form(draw))
    return Problem(
        say(
            r"""
            Let $$q(x) = x^{\top} A x, \qquad A = {A}.$$

            Here $x$ is a column of two numbers, and $\|x\|$ its Euclidean norm.
            """,
            A=form.A,
        ),
        (_maximum_part(form), _minimum_part(form), _place_part(form)),
    )


def _form(draw: Draw) -> Form:
    """A symmetric integer matrix with two eigenvalues from a list, and a radius."""
    drawn = draw.symmetric_with_eigenvalues("A", draw.choice("eigenvalues", PAIRS), bound=15)
    v = drawn.P.col(0) * (1 if drawn.P[0, 0] > 0 else -1)
    high, low = drawn.values
    return Form(drawn.A, high, low, v, draw.integer("radius", 2, 6))


def _tells_forms_apart(form: Form) -> bool:
    """Whether no two responses to a question are equal."""
    highs = [form.high, *(value for _, value, _ in form.wrong_highs)]
    lows = [form.low * form.radius**2, *(value for _, value, _ in form.wrong_lows)]
    return len(set(highs)) == len(highs) and len(set(lows)) == len(lows)


def _eigenvalue_steps(form: Form) -> tuple[Step, ...]:
    """The eigenvalues of A."""
    trace, determinant = form.A.trace(), form.high * form.low
    return (
        step(
            "Trace and determinant of $A$",
            "",
            "{trace} and {determinant}",
            trace=trace,
            determinant=determinant,
        ),
        step(
            "The numbers with this sum and this product are the eigenvalues",
            "",
            "{high} and {low}",
            high=form.high,
            low=form.low,
        ),
    )


def _maximum_part(form: Form) -> Part:
    """The maximum over unit vectors."""
    return Part(
        say(r"What is the largest value of $q(x)$ over all $x$ with $\|x\| = 1$?"),
        Number(form.high),
        points=2,
        slips=tuple(Slip(*one) for one in form.wrong_highs),
        hints=hints(
            "Where $x$ is an eigenvector of length 1, $q(x)$ is its eigenvalue.",
            r"The trace of $A$ is {trace} and its determinant is {determinant}. Which two numbers have this "
            "sum and this product?",
            "Take the larger one of the two eigenvalues.",
            trace=form.A.trace(),
            determinant=form.high * form.low,
        ),
        steps=(
            *_eigenvalue_steps(form),
            step("The larger one is the maximum", "", "{high}", high=form.high),
        ),
        check=lambda _: _around(form, 1.0).max(),
    )


def _around(form: Form, radius: float) -> np.ndarray:
    """The values of the form on a circle, at many angles that lie close together."""
    angle = np.linspace(0, np.pi, 20_001)
    x = radius * np.array([np.cos(angle), np.sin(angle)])
    return np.einsum("ik,ij,jk->k", x, floats(form.A), x)


def _minimum_part(form: Form) -> Part:
    """The minimum on another circle."""
    radius, low = form.radius, form.low
    return Part(
        say(r"What is the smallest value of $q(x)$ over all $x$ with $\|x\| = {radius}$?", radius=radius),
        Number(low * radius**2),
        slips=tuple(Slip(*one) for one in form.wrong_lows),
        hints=hints(
            "Start with unit vectors, and make them longer.",
            r"$q({radius} u) = {radius}^2 q(u)$. What is the smallest value of $q(u)$ for $\|u\| = 1$?",
            "It is the smaller eigenvalue. Multiply it by the square of the radius.",
            radius=radius,
        ),
        steps=(
            step("Smallest value for unit vectors", "", "{low}", low=low),
            step("Times ${radius}^2$", "", "{value}", radius=radius, value=low * radius**2),
        ),
        check=lambda _: _around(form, float(radius)).min(),
    )


def _place_part(form: Form) -> Part:
    """Where the maximum is taken."""
    shifted = form.A - form.high * ImmutableMatrix(diag(1, 1))
    axis = ImmutableMatrix([1, 0] if form.A[0, 0] >= form.A[1, 1] else [0, 1])
    return Part(
        say(
            r"At which $x$ with $\|x\| = 1$ does $q$ take its largest value? Give one such $x$ as a vector, "
            "with `sqrt(...)` where a root is left."
        ),
        UpToScale(form.v, unit=True),
        slips=(
            Slip(
                "minimum-instead",
                ImmutableMatrix([-form.v[1], form.v[0]]),
                "There the form is smallest. Take the eigenvector to the other eigenvalue.",
            ),
            Slip(
                "along-an-axis",
                axis,
                "You took an axis with a large diagonal entry. Turning away from it makes the form larger.",
            ),
        ),
        hints=hints(
            "It is an eigenvector to the largest eigenvalue.",
            "Solve ${shifted} x = 0$. Which multiple of the first entry is the second one?",
            "Divide your solution by its norm.",
            shifted=shifted,
        ),
        steps=(
            step(
                "Subtract the eigenvalue {high} from the diagonal", "", "${it}$", high=form.high, it=shifted
            ),
            step("It sends this vector to 0", "", "${v}$", v=form.v),
            step("Divide by its norm", "$x$", "${x}$", x=form.v / form.v.norm()),
        ),
        check=lambda _: _top(floats(form.A)),
    )


def _top(A: np.ndarray) -> np.ndarray:
    """The eigenvector of length 1 to the largest eigenvalue, its first entry positive."""
    vector = np.linalg.eigh(A)[1][:, -1]
    return vector * np.sign(vector[0])


@dataclass(frozen=True)
class System:
    """A x = b with a symmetric positive definite A, shape (2, 2); b is known to so many digits."""

    A: Grid
    high: int
    low: int
    digits: int

    @property
    def condition(self) -> int:
        """The condition number, a power of 10."""
        return self.high // self.low

    @property
    def lost(self) -> int:
        """Its decimal logarithm."""
        return len(str(self.condition)) - 1


@exercise("spectral/condition-number", title="Condition number", level=3)
def condition_number(draw: Draw) -> Problem:
    """The condition number of a matrix and of its square, and how many digits of a solution it costs.

    Trap: it is the ratio of extreme singular values; the determinant says nothing, and AᵀA squares it.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, sections 4.5 and 9.2.
    """
    low, power = draw.choice("low", LOWEST), draw.choice("power", (1, 2, 3))
    high = low * 10**power
    drawn = draw.symmetric_with_eigenvalues("A", (high, low), bound=SIZE)
    system = System(drawn.A, high, low, draw.integer("digits", 2 * power + 1, 14))
    return Problem(
        say(
            r"""
            $$A = {A}$$

            The matrix is symmetric and positive definite. Let $\kappa$ be the condition number with respect
            to the Euclidean norm: $\kappa(A) = \frac{\sigma_1}{\sigma_2}$, the largest singular value over
            the smallest.
            """,
            A=system.A,
        ),
        (_condition_part(system), _squared_part(system), _digits_part(system)),
    )


def _condition_part(system: System) -> Part:
    """The condition number."""
    high, low, trace = system.high, system.low, system.A.trace()
    return Part(
        say(r"Find $\kappa(A)$."),
        Number(system.condition),
        points=2,
        slips=(
            Slip("inverted", Rational(low, high), "This is the smallest over the largest. Turn it round."),
            Slip(
                "determinant",
                Rational(1, high * low),
                "You took one over the determinant. A multiple of A has another one, but is no worse than A.",
            ),
            Slip(
                "squared",
                system.condition**2,
                "This is the square. For a symmetric matrix, singular values are eigenvalues without a root.",
            ),
        ),
        hints=hints(
            "For a symmetric positive definite matrix the singular values are the eigenvalues.",
            r"The trace is {trace} and the determinant is {determinant}. Which two numbers have this sum and "
            "this product?",
            "Divide the larger eigenvalue by the smaller one.",
            trace=trace,
            determinant=high * low,
        ),
        steps=(
            step(
                "Eigenvalues, with sum {trace} and product {determinant}",
                "",
                "{high} and {low}",
                trace=trace,
                determinant=high * low,
                high=high,
                low=low,
            ),
            step("Divide", r"$\kappa(A)$", "{ratio}", ratio=system.condition),
        ),
        check=lambda _: float(np.linalg.cond(floats(system.A))),
    )


def _squared_part(system: System) -> Part:
    """The condition number of the normal equations."""
    ratio = system.condition
    return Part(
        say(r"Find $\kappa(A^{\top} A)$, the condition number of the normal equations."),
        Number(ratio**2),
        slips=(
            Slip("not-squared", ratio, "This is that of A. The singular values of the product are squares."),
            Slip("doubled", 2 * ratio, "You doubled it. Singular values multiply here; they do not add up."),
            Slip("root", f"sqrt({ratio})", "You took the root. Is the product better or worse than A?"),
        ),
        hints=hints(
            "What are the singular values of $A^{\\top} A$?",
            r"They are $\sigma_1^2$ and $\sigma_2^2$. What is their ratio?",
            r"Square your $\kappa(A)$.",
        ),
        steps=(
            step(
                "Singular values are squared, and so is their ratio",
                r"$\kappa(A^{\top} A)$",
                "{value}",
                value=ratio**2,
            ),
        ),
        check=lambda _: _by_norms(floats(system.A).T @ floats(system.A)),
        follow=Follow(("a",), lambda own: Number(own["a"] ** 2) if own["a"] not in (0, 1) else None),
    )


def _by_norms(A: np.ndarray) -> float:
    """The norm of A times the norm of its inverse."""
    return float(np.linalg.norm(A, 2) * np.linalg.norm(np.linalg.inv(A), 2))


def _digits_part(system: System) -> Part:
    """How many digits are left."""
    digits, lost = system.digits, system.lost
    return Part(
        say(
            r"In $A x = b$ the relative error of $b$ is $10^{-{digits}}$: some {digits} digits are right. In "
            r"the worst case the relative error of $x$ is $\kappa(A)$ times as large, $10^{-d}$. Find $d$, "
            "the number of digits that are left.",
            digits=str(digits),
        ),
        Number(digits - lost),
        slips=(
            Slip(
                "none-lost",
                digits,
                "You lost no digits. Multiply the relative error by the condition number.",
            ),
            Slip(
                "squared-condition",
                digits - 2 * lost,
                "That many are left with the normal equations. Here A itself is solved with.",
            ),
            Slip("digits-gained", digits + lost, "The error grows, so that digits are lost, not gained."),
        ),
        hints=hints(
            "A factor of 10 in the relative error costs one digit.",
            r"How many digits does the factor $\kappa(A)$ cost? Take its decimal logarithm.",
            r"Subtract $\log_{10} \kappa(A)$ from {digits}.",
            digits=digits,
        ),
        steps=(
            step("Digits lost", r"$\log_{10} \kappa(A)$", "{lost}", lost=lost),
            step("Digits left", "$d$", "{left}", left=digits - lost),
        ),
        check=lambda _: _digits_left(system),
        follow=Follow(("a",), lambda own: _left_by(system, own["a"])),
    )


def _digits_left(system: System) -> float:
    """From the worst case itself: b along the largest, its error along the smallest eigenvector."""
    A = floats(system.A)
    vectors = np.linalg.eigh(A)[1]
    b, error = vectors[:, -1], 10.0**-system.digits * vectors[:, 0]
    x, wrong = np.linalg.solve(A, b), np.linalg.solve(A, error)
    return float(-np.log10(np.linalg.norm(wrong) / np.linalg.norm(x)))


def _left_by(system: System, own: Value) -> Number | None:
    """The digits left by an own condition number."""
    return Number(system.digits - log(own) / log(Integer(10))) if own > 1 else None
