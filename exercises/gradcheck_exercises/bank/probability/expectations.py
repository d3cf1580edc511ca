"""Expectation and variance of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sympy import ImmutableMatrix, Rational

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Number

WEIGHTS = (
    (1, 2, 3),
    (1, 1, 2),
    (1, 2, 5),
    (1, 3, 4),
    (2, 3, 5),
    (1, 4, 5),
    (1, 1, 3),
    (1, 2, 2),
    (2, 1, 7),
    (1, 2, 3, 4),
    (1, 1, 2, 4),
    (1, 2, 2, 3),
    (1, 1, 3, 5),
    (2, 1, 3, 6),
)


@dataclass(frozen=True)
class Law:
    """A random variable with few values, and how likely each of them is."""

    values: tuple[int, ...]
    chances: tuple[Value, ...]

    def mean(self, power: int = 1) -> Value:
        """The expectation of this power."""
        return sum(p * value**power for value, p in zip(self.values, self.chances, strict=True))

    @property
    def variance(self) -> Value:
        """E[X^2] - E[X]^2."""
        return self.mean(2) - self.mean() ** 2

    def people(self) -> np.ndarray:
        """A population in which each value is as frequent as it is likely."""
        everything = int(np.lcm.reduce([int(p.q) for p in self.chances]))
        return np.repeat(np.array(self.values, dtype=float), [int(p * everything) for p in self.chances])


@exercise("probability/discrete-expectation", title="Expectation and variance of a table", level=1)
def discrete_expectation(draw: Draw) -> Problem:
    """An expectation weighs values by probability; the variance is the mean square less the squared mean.

    Trap: E[X^2] is not E[X]^2; their difference is the variance, which is never negative.
    Source: Wasserman, All of Statistics, sections 3.1 to 3.3.
    """
    law = draw.until(_telling, lambda: _law(draw))
    rows = ImmutableMatrix([law.values, law.chances])
    return Problem(
        say(
            """
            A random variable $X$ takes {count} values. Above stands each value $x$, below it the probability
            $P(X = x)$:
            $${rows}$$
            Give exact numbers, such as $7/3$.
            """,
            count=len(law.values),
            rows=rows,
        ),
        (_mean(law), _mean_square(law), _variance(law)),
    )


def _law(draw: Draw) -> Law:
    """Distinct values of which one at least is negative, with probabilities of one small denominator."""
    weights = draw.choice("weights", WEIGHTS)
    values: list[int] = []
    for index in range(len(weights)):
        low, high = (-6, -1) if index == 0 else (-4, 9)
        values.append(draw.integer(f"x{index + 1}", low, high, exclude=(0, *values)))
    order = sorted(zip(values, weights, strict=True))
    whole = sum(weights)
    return Law(tuple(value for value, _ in order), tuple(Rational(weight, whole) for _, weight in order))


def _telling(law: Law) -> bool:
    """Whether the wrong rules give other numbers than the right ones."""
    count = len(law.values)
    mean, square = law.mean(), law.mean(2)
    plain = Rational(sum(law.values), count)
    weighted_once = sum(law.values)
    return (
        len({mean, plain, Rational(weighted_once), Rational(0)}) == 4 - (plain == weighted_once)
        and len({square, mean**2, Rational(sum(v * v for v in law.values), count), mean}) == 4
        and len({law.variance, square, square - mean, square + mean**2}) == 4
    )


def _terms(law: Law, power: int) -> str:
    """The sum that an expectation is, in LaTeX."""
    inside = [f"({value})" if value < 0 else f"{value}" for value in law.values]
    raised = [f"{one}^{power}" if power > 1 else one for one in inside]
    return " + ".join(
        rf"\frac{{{p.p}}}{{{p.q}}} \cdot {value}" for p, value in zip(law.chances, raised, strict=True)
    )


def _mean(law: Law) -> Part:
    """E[X]."""
    count = len(law.values)
    return Part(
        say("What is the expectation $E[X]$?"),
        Number(law.mean()),
        slips=(
            Slip(
                "unweighted",
                Rational(sum(law.values), count),
                "This is the plain mean of the values. Each value counts as much as it is likely.",
            ),
            Slip(
                "divided-again",
                law.mean() / count,
                "You divided a weighted sum by the number of values. The probabilities add up to 1 already.",
            ),
            Slip(
                "signs-lost",
                sum(p * abs(value) for value, p in zip(law.values, law.chances, strict=True)),
                "You took a negative value as a positive one. It pulls the mean down.",
            ),
        ),
        hints=hints(
            "The expectation is a mean in which likely values count more.",
            r"$E[X] = \sum x \cdot P(X = x)$. The first term is ${first} \cdot {p}$; what are the others?",
            "Add up ${terms}$.",
            first=law.values[0],
            p=law.chances[0],
            terms=_terms(law, 1),
        ),
        steps=(
            step(
                "Weigh each value by its probability",
                "${terms}$",
                "${mean}$",
                terms=_terms(law, 1),
                mean=law.mean(),
            ),
        ),
        check=lambda at: law.people().mean(),
    )


def _mean_square(law: Law) -> Part:
    """E[X^2]."""
    count = len(law.values)
    return Part(
        say("What is $E[X^2]$?"),
        Number(law.mean(2)),
        slips=(
            Slip(
                "square-of-the-mean",
                law.mean() ** 2,
                "You squared the expectation. First square each value, then take the expectation.",
            ),
            Slip(
                "unweighted",
                Rational(sum(value * value for value in law.values), count),
                "This is the plain mean of the squares. Weigh each square by its probability.",
            ),
            Slip(
                "probabilities-squared",
                sum((p * value) ** 2 for value, p in zip(law.values, law.chances, strict=True)),
                "You squared the probabilities as well. Only the value is squared.",
            ),
        ),
        hints=hints(
            "$X^2$ is a random variable of its own, with the same probabilities.",
            r"$E[X^2] = \sum x^2 \cdot P(X = x)$. The first term is ${square} \cdot {p}$; what "
            r"are the others?",
            "Add up ${terms}$.",
            square=law.values[0] ** 2,
            p=law.chances[0],
            terms=_terms(law, 2),
        ),
        steps=(
            step(
                "Weigh each square by its probability",
                "${terms}$",
                "${mean}$",
                terms=_terms(law, 2),
                mean=law.mean(2),
            ),
        ),
        check=lambda at: (law.people() ** 2).mean(),
    )


def _variance(law: Law) -> Part:
    """Var X."""
    mean, square = law.mean(), law.mean(2)
    return Part(
        say(r"What is the variance $\operatorname{Var}(X)$?"),
        Number(law.variance),
        slips=(
            Slip(
                "mean-not-subtracted",
                square,
                "This is the mean square E[X^2]. A variance measures from the mean: what is to "
                "be subtracted?",
            ),
            Slip(
                "mean-not-squared",
                square - mean,
                "You subtracted E[X]. Its square has to be subtracted.",
            ),
            Slip(
                "added-for-subtracted",
                square + mean**2,
                "You added the squared mean. It is subtracted.",
            ),
        ),
        hints=hints(
            "The variance is the mean squared distance from the mean.",
            r"$\operatorname{Var}(X) = E[X^2] - \text{?}$",
            "Subtract $({mean})^2$ from ${square}$.",
            mean=mean,
            square=square,
        ),
        steps=(
            step("Square the expectation", "$E[X]^2$", "${squared}$", squared=mean**2),
            step(
                "Subtract it from the mean square",
                "${square} - {squared}$",
                "${variance}$",
                square=square,
                squared=mean**2,
                variance=law.variance,
            ),
        ),
        check=lambda at: law.people().var(),
        follow=Follow(("a", "b"), _variance_of),
    )


def _variance_of(own: Mapping[str, Value]) -> Number | None:
    """The variance from the person's own moments, where they can be the moments of something."""
    found = own["b"] - own["a"] ** 2
    return Number(found) if found > 0 and own["a"] != 0 else None
