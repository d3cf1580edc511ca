"""How many steps a method needs, by the condition number."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log, log10, sqrt

from sympy import Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Number


@exercise("optimization/convergence-rate", title="How many steps to a given accuracy", level=3)
def convergence_rate(draw: Draw) -> Problem:
    """Steps to an accuracy grow with the condition number, and with its root for the accelerated method.

    Trap: with linear convergence the error falls geometrically: the accuracy counts by its logarithm.
    Source: Nesterov, Lectures on Convex Optimization, 2nd ed., theorems 2.1.14 and 2.2.3.
    """
    kappa = draw.choice("kappa", tuple(k * k for k in range(3, 31)))
    digits = draw.integer("digits", 2, 9)
    size = draw.integer("size", 1, 9)
    race = Race(kappa, digits, size)
    return Problem(
        say(
            r"""
            A strongly convex quadratic has the condition number $\kappa = {kappa}$. The distance from the
            minimiser is {size} at the start. In every step

            - gradient descent multiplies it by $\frac{\kappa - 1}{\kappa + 1}$,
            - the accelerated method multiplies it by $\frac{\sqrt{\kappa} - 1}{\sqrt{\kappa} + 1}$

            (take these bounds as what happens). The distance shall be at most $10^{-{digits}}$.
            """,
            kappa=kappa,
            size=size,
            digits=digits,
        ),
        (_shrink(race), _plain(race), _fast(race)),
    )


@dataclass(frozen=True)
class Race:
    """The condition number, a square; the accuracy 10^-digits; and the distance at the start."""

    kappa: int
    digits: int
    size: int

    def needed(self, factor: float) -> int:
        """The least number of steps with this factor."""
        return ceil(log(self.size * 10.0**self.digits) / -log(factor))

    def counted(self, factor: float) -> int:
        """The same, by multiplying until it is enough."""
        left, steps = float(self.size), 0
        while left > 10.0**-self.digits:
            left, steps = left * factor, steps + 1
        return steps

    @property
    def slow(self) -> Value:
        """The factor of gradient descent."""
        return Rational(self.kappa - 1, self.kappa + 1)

    @property
    def quick(self) -> Value:
        """The factor of the accelerated method."""
        root = round(sqrt(self.kappa))
        return Rational(root - 1, root + 1)


def _shrink(r: Race) -> Part:
    """The factor of the accelerated method."""
    return Part(
        say("What is the factor of the accelerated method?"),
        Number(r.quick),
        slips=distinct(
            r.quick,
            Slip(
                "root-forgotten",
                r.slow,
                "This is the factor of plain gradient descent. Here the root of the condition number counts.",
            ),
            Slip("inverted", 1 / r.quick, "A factor above 1 would be a growth."),
            Slip("complement", 1 - r.quick, "This is what is taken away. What is left?"),
        ),
        hints=hints(
            "Take the root of the condition number first.",
            r"$\sqrt{{kappa}} = {root}$. What stands above the bar, and what below?",
            r"Compute $\frac{{root} - 1}{{root} + 1}$.",
            kappa=r.kappa,
            root=round(sqrt(r.kappa)),
        ),
        steps=(
            step(
                "Put in the root",
                r"$\frac{{root} - 1}{{root} + 1}$",
                "${right}$",
                root=round(sqrt(r.kappa)),
                right=r.quick,
            ),
        ),
        check=lambda at: (r.kappa**0.5 - 1) / (r.kappa**0.5 + 1),
    )


def _plain(r: Race) -> Part:
    """Steps of gradient descent."""
    return _count(r, "How many steps does gradient descent need?", r.slow, r.quick, "accelerated-method")


def _fast(r: Race) -> Part:
    """Steps of the accelerated method."""
    return _count(r, "How many steps does the accelerated method need?", r.quick, r.slow, "plain-descent")


def _count(r: Race, question: str, factor: Value, other: Value, name: str) -> Part:
    """The least number of steps with a factor."""
    right = Rational(r.needed(float(factor)))
    times = "" if r.size == 1 else rf"{r.size} \cdot"
    return Part(
        say(question),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                name, Rational(r.needed(float(other))), "This is the number for the other of the two methods."
            ),
            Slip(
                "rounded-down",
                right - 1,
                "After so many steps the distance is still a little too large. Round up.",
            ),
            Slip(
                "start-forgotten",
                Rational(ceil(r.digits * log(10) / -log(factor))),
                "Account for the distance at the start: it is not 1.",
            ),
            Slip(
                "log-of-ten",
                Rational(ceil(log10(r.size * 10.0**r.digits) / -log(factor))),
                "Take both logarithms to the same base.",
            ),
        ),
        hints=hints(
            r"After $k$ steps the distance is ${times} q^k$ with the factor $q$.",
            r"Solve ${times} q^k \leq 10^{-{digits}}$ for $k$ by logarithms. Which way does "
            r"the sign turn, since $\ln q < 0$?",
            r"Compute $\frac{\ln({times} 10^{digits})}{-\ln({factor})}$ and round up.",
            times=times,
            digits=r.digits,
            factor=factor,
        ),
        steps=(
            step(
                "Solve for k, to two decimals",
                "",
                r"$\frac{\ln({times} 10^{digits})}{-\ln({factor})} \approx {ratio}$",
                times=times,
                digits=r.digits,
                factor=factor,
                ratio=f"{log(r.size * 10.0**r.digits) / -log(factor):.2f}",
            ),
            step("Round up", "$k$", "${right}$", right=right),
        ),
        check=lambda at: r.counted(float(factor)),
    )
