"""How fast gradient descent is on a quadratic: learning rates, condition number, numbers of steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

import numpy as np
from sympy import ImmutableMatrix, Rational

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Grid, Value
from gradcheck_grader import Number, RealSet

# (a, b, c) of [[a, b], [b, c]] with integer eigenvalues, 0 < m < L
CURVATURES = tuple(
    (a, b, c, m, big)
    for a in range(1, 13)
    for c in range(1, 13)
    for b in range(-6, 7)
    if b and a * c > b * b
    for root in [round(sqrt((a - c) ** 2 + 4 * b * b))]
    if root * root == (a - c) ** 2 + 4 * b * b and (a + c - root) % 2 == 0
    for m, big in [((a + c - root) // 2, (a + c + root) // 2)]
)


@dataclass(frozen=True)
class Bowl:
    """f(x) = 1/2 x^T A x - b^T x, where A has the eigenvalues m < L."""

    A: Grid
    b: Grid
    m: int
    L: int

    @property
    def best(self) -> Value:
        """The learning rate with the best worst case."""
        return Rational(2, self.m + self.L)

    @property
    def rate(self) -> Value:
        """By which factor the distance shrinks with it, at worst."""
        return Rational(self.L - self.m, self.L + self.m)

    def worst(self, rate: float) -> float:
        """By which factor a distance can grow or shrink in one step: the norm of I - rate A."""
        A = np.array(self.A.tolist(), dtype=float)
        return float(np.linalg.norm(np.eye(2) - rate * A, 2))


@exercise("optimization/step-size-range", title="Learning rates for which descent converges", level=3)
def step_size_range(draw: Draw) -> Problem:
    """On a quadratic descent converges exactly for learning rates below 2 over the largest eigenvalue.

    Trap: the steepest direction limits the rate, the flattest one makes it slow.
    Source: Boyd & Vandenberghe, Convex Optimization, section 9.3.
    """
    a, b, c, m, big = draw.choice("curvature", CURVATURES)
    bowl = Bowl(ImmutableMatrix([[a, b], [b, c]]), draw.vector("b", 2, bound=5, exclude=(0,)), m, big)
    return Problem(
        say(
            r"""
            Gradient descent $x_{k+1} = x_k - \eta \nabla f(x_k)$ with a constant learning rate $\eta$ is run
            on $$f(x) = \frac{1}{2} x^\top A x - b^\top x, \quad A = {A}, \quad b = {b}.$$
            """,
            A=bowl.A,
            b=bowl.b,
        ),
        (_largest(bowl), _range(bowl), _best(bowl), _factor(bowl)),
    )


def _largest(f: Bowl) -> Part:
    """L."""
    right = Rational(f.L)
    return Part(
        say("What is the largest eigenvalue $L$ of the Hessian matrix of $f$?"),
        Number(right),
        slips=distinct(
            right,
            Slip("doubled", 2 * right, "With the half in front the Hessian matrix is A itself, not 2A."),
            Slip("smallest", Rational(f.m), "This is the smallest eigenvalue."),
            Slip("trace", Rational(f.m + f.L), "This is the sum of both eigenvalues, the trace."),
            Slip(
                "largest-entry",
                Rational(max(f.A[0, 0], f.A[1, 1])),
                "An entry of the diagonal is no eigenvalue where other entries are not 0.",
            ),
        ),
        hints=hints(
            r"The Hessian matrix of $\frac{1}{2} x^\top A x$ is $A$ when $A$ is symmetric.",
            r"Solve $\lambda^2 - {trace} \lambda + \text{?} = 0$.",
            r"Solve $\lambda^2 - {trace} \lambda + {det} = 0$ and take the larger solution.",
            trace=f.m + f.L,
            det=f.m * f.L,
        ),
        steps=(
            step(
                "The characteristic polynomial",
                "",
                r"$\lambda^2 - {trace} \lambda + {det}$",
                trace=f.m + f.L,
                det=f.m * f.L,
            ),
            step("Its zeros", "", "${m}$ and ${L}$", m=f.m, L=f.L),
        ),
        check=lambda at: np.linalg.eigvalsh(np.array(f.A.tolist(), dtype=float))[-1],
    )


def _range(f: Bowl) -> Part:
    """The learning rates that work from every start."""
    right = f"(0, {Rational(2, f.L)})"
    wrong = {
        "half-of-it": (
            f"(0, {Rational(1, f.L)})",
            "Up to there the steps never cross the minimiser. They may cross it a little and still converge.",
        ),
        "smallest-eigenvalue": (
            f"(0, {Rational(2, f.m)})",
            "The flattest direction allows that. The steepest one does not.",
        ),
        "ends-included": (
            f"[0, {Rational(2, f.L)}]",
            "At the ends the distance does not shrink in some direction.",
        ),
        "unbounded": (
            "(0, inf)",
            "With a large rate each step jumps further across the minimiser than the one before.",
        ),
    }
    return Part(
        say(r"For which $\eta$ does it converge to the minimiser from every start? Give an interval."),
        RealSet(right, ("eta",)),
        points=2,
        slips=tuple(Slip(name, text, said) for name, (text, said) in wrong.items()),
        hints=hints(
            r"Along an eigenvector of $\lambda$ each step multiplies the distance by $1 - \eta \lambda$.",
            r"It must be that $|1 - \eta \lambda| < 1$ for every eigenvalue. Which eigenvalue is "
            r"the strictest?",
            r"Solve $-1 < 1 - {L} \eta < 1$.",
            L=f.L,
        ),
        steps=(
            step("The strictest condition", "", r"$|1 - {L} \eta| < 1$", L=f.L),
            step("Solve", "", r"$0 < \eta < {bound}$", bound=Rational(2, f.L)),
        ),
        check=lambda at: f"(0, {_limit(f)})",
        follow=Follow(
            ("a",), lambda own: RealSet(f"(0, {2 / own['a']})", ("eta",)) if own["a"] > 0 else None
        ),
    )


def _limit(f: Bowl) -> Value:
    """The largest rate at which no distance grows, by halving an interval; as the fraction near it."""
    low, high = 1e-6, 4.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if f.worst(middle) < 1 else (low, middle)
    return Fraction(low).limit_denominator(100)


def _best(f: Bowl) -> Part:
    """The best rate."""
    right = f.best
    return Part(
        say(
            r"Which $\eta$ makes the largest of the factors $|1 - \eta \lambda|$, over both "
            r"eigenvalues, as small as "
            r"possible?"
        ),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "one-over-largest",
                Rational(1, f.L),
                "With it the steep direction is done in one step, but the flat one waits.",
            ),
            Slip("one-over-sum", right / 2, "The two factors are equal in size at twice that rate."),
            Slip(
                "bound-of-the-range",
                Rational(2, f.L),
                "With it the steep direction does not converge at all.",
            ),
            Slip(
                "one-over-smallest",
                Rational(1, f.m),
                "With it the flat direction is done in one step. What does the steep one do?",
            ),
        ),
        hints=hints(
            "As the rate grows, one factor falls and the other rises.",
            r"They balance where $1 - \eta \cdot {m} = -(1 - \eta \cdot \text{?})$.",
            r"Solve $1 - {m} \eta = {L} \eta - 1$.",
            m=f.m,
            L=f.L,
        ),
        steps=(
            step("Balance both factors", "", r"$1 - {m} \eta = {L} \eta - 1$", m=f.m, L=f.L),
            step("Solve", r"$\eta$", "${right}$", right=right),
        ),
        check=lambda at: _searched(f),
    )


def _searched(f: Bowl) -> float:
    """The rate with the least worst factor, by golden sections."""
    low, high, golden = 0.0, 2.0 / f.L, (sqrt(5) - 1) / 2
    for _ in range(90):
        left, right = high - golden * (high - low), low + golden * (high - low)
        low, high = (low, right) if f.worst(left) < f.worst(right) else (left, high)
    return (low + high) / 2


def _factor(f: Bowl) -> Part:
    """The rate of convergence."""
    right = f.rate
    return Part(
        say(
            r"With that $\eta$: by which factor, at worst, does one step multiply the distance "
            r"from the minimiser?"
        ),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "condition-number",
                Rational(f.m, f.L),
                "This is one over the condition number. How do the factors depend on it?",
            ),
            Slip("complement", 1 - right, "This is the share that is taken away. Which share is left?"),
            Slip("squared", right**2, "This is by how much f falls at worst: the square of it."),
        ),
        hints=hints(
            r"Put your $\eta$ into $|1 - \eta \lambda|$.",
            r"With the condition number $\kappa = \frac{L}{m}$ it is $\frac{\kappa - 1}{\text{?}}$.",
            r"Compute $1 - {best} \cdot {m}$.",
            L=f.L,
            m=f.m,
            best=f.best,
        ),
        steps=(
            step(
                "Put the rate into the factor",
                r"$1 - {best} \cdot {m}$",
                "${right}$",
                best=f.best,
                m=f.m,
                right=right,
            ),
        ),
        check=lambda at: f.worst(_searched(f)),
        follow=Follow(("c",), lambda own: _worst_from(own, f)),
    )


def _worst_from(own: Mapping[str, Value], f: Bowl) -> Number | None:
    """The worst factor at the person's own rate, where it still converges."""
    worst = max(abs(1 - own["c"] * f.m), abs(1 - own["c"] * f.L))
    return Number(worst) if 0 < worst < 1 else None
