"""Mixtures: the laws of total expectation and total variance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sympy import Rational

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.bank.factors import as_factor
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Number

WEIGHTS = tuple(
    Rational(p, q)
    for p, q in ((1, 4), (1, 3), (2, 5), (1, 5), (3, 10), (1, 10), (3, 5), (2, 3), (3, 4), (4, 5))
)


@dataclass(frozen=True)
class Mixture:
    """With probability w a value of mean m and deviation s, otherwise one of mean n and deviation t."""

    w: Value
    m: int
    n: int
    s: int
    t: int

    def weigh(self, first: Value, second: Value) -> Value:
        """The mean of the two with the weights of the components."""
        return self.w * first + (1 - self.w) * second

    @property
    def mean(self) -> Value:
        """E[X]."""
        return self.weigh(Rational(self.m), self.n)

    @property
    def within(self) -> Value:
        """E[Var(X | Z)]."""
        return self.weigh(Rational(self.s**2), self.t**2)

    @property
    def between(self) -> Value:
        """Var(E[X | Z])."""
        return self.weigh((self.m - self.mean) ** 2, (self.n - self.mean) ** 2)

    def points(self) -> tuple[np.ndarray, np.ndarray]:
        """Four values, and how likely each is: a component is its mean plus or minus its deviation."""
        w = float(self.w)
        values = np.array([self.m - self.s, self.m + self.s, self.n - self.t, self.n + self.t], dtype=float)
        return values, np.array([w, w, 1 - w, 1 - w]) / 2


@exercise("probability/total-variance", title="Mean and variance of a mixture", level=3)
def total_variance(draw: Draw) -> Problem:
    """The variance of a mixture is the mean variance within its components plus the variance of their means.

    Trap: the components lie at different places, and that adds to the variance.
    Source: Blitzstein & Hwang, Introduction to Probability, 2nd ed., sections 9.3 and 9.5.
    """
    w = draw.choice("w", WEIGHTS)
    m = draw.integer("m", -4, 8)
    n = m + draw.choice("apart", (-6, -5, -4, -3, -2, 2, 3, 4, 5, 6))
    s = draw.integer("s", 1, 5)
    t = draw.integer("t", 1, 5, exclude=(s,))
    if w * m + (1 - w) * n == 0:
        m, n = m + 1, n + 1
    mixture = Mixture(w, m, n, s, t)
    return Problem(
        say(
            r"""
            A value $X$ comes from one of two components: $Z = 1$ with probability {w}, otherwise $Z = 2$.

            - If $Z = 1$, then $X$ has mean {m} and standard deviation {s}.
            - If $Z = 2$, then $X$ has mean {n} and standard deviation {t}.

            Give exact numbers.
            """,
            w=w,
            m=m,
            n=n,
            s=s,
            t=t,
        ),
        (_mean(mixture), _within(mixture), _variance(mixture)),
    )


def _mean(x: Mixture) -> Part:
    """E[X]."""
    return Part(
        say("What is $E[X]$?"),
        Number(x.mean),
        slips=distinct(
            x.mean,
            Slip(
                "unweighted",
                Rational(x.m + x.n, 2),
                "The components are not equally likely. Weigh each mean by how likely it is.",
            ),
            Slip(
                "weights-exchanged",
                (1 - x.w) * x.m + x.w * x.n,
                "You gave each component the weight of the other.",
            ),
            Slip(
                "sum",
                Rational(x.m + x.n),
                "You added the means. X comes from one of the components, not from both.",
            ),
        ),
        hints=hints(
            "First the mean given the component, then the mean of that over the components.",
            r"$E[X] = E[E[X \mid Z]] = {w} \cdot {m} + \text{?}$",
            r"Compute ${w} \cdot {m} + {v} \cdot {n}$.",
            w=x.w,
            v=1 - x.w,
            m=as_factor(x.m),
            n=as_factor(x.n),
        ),
        steps=(
            step(
                "The law of total expectation",
                r"${w} \cdot {m} + {v} \cdot {n}$",
                "${mean}$",
                w=x.w,
                v=1 - x.w,
                m=as_factor(x.m),
                n=as_factor(x.n),
                mean=x.mean,
            ),
        ),
        check=lambda at: np.average(x.points()[0], weights=x.points()[1]),
    )


def _within(x: Mixture) -> Part:
    """E[Var(X | Z)]."""
    return Part(
        say(r"What is $E[\operatorname{Var}(X \mid Z)]$, the mean variance within the components?"),
        Number(x.within),
        slips=distinct(
            x.within,
            Slip(
                "deviations-averaged",
                x.weigh(Rational(x.s), x.t) ** 2,
                "You averaged the deviations and squared. Square each first: variances are averaged.",
            ),
            Slip(
                "deviations",
                x.weigh(Rational(x.s), x.t),
                "This is the mean deviation. A variance is the square of a deviation.",
            ),
            Slip(
                "weights-squared",
                x.w**2 * x.s**2 + (1 - x.w) ** 2 * x.t**2,
                "You squared the weights. That is for sums of independent variables; here only "
                "one of them happens.",
            ),
        ),
        hints=hints(
            r"Given $Z$, the variance is that of one component.",
            r"$E[\operatorname{Var}(X \mid Z)] = {w} \cdot {s}^2 + \text{?}$",
            r"Compute ${w} \cdot {s}^2 + {v} \cdot {t}^2$.",
            w=x.w,
            v=1 - x.w,
            s=x.s,
            t=x.t,
        ),
        steps=(
            step(
                "Weigh the variances",
                r"${w} \cdot {s}^2 + {v} \cdot {t}^2$",
                "${within}$",
                w=x.w,
                v=1 - x.w,
                s=x.s,
                t=x.t,
                within=x.within,
            ),
        ),
        check=lambda at: _inside(x),
    )


def _inside(x: Mixture) -> float:
    """The mean squared distance of the four points from the mean of their own component."""
    values, weights = x.points()
    centres = np.repeat([values[:2].mean(), values[2:].mean()], 2)
    return float(weights @ (values - centres) ** 2)


def _variance(x: Mixture) -> Part:
    """Var(X)."""
    right = x.within + x.between
    return Part(
        say(r"What is $\operatorname{Var}(X)$?"),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "within-only",
                x.within,
                "That would be right if both components had the same mean. Their distance adds "
                "to the variance.",
            ),
            Slip(
                "between-only",
                x.between,
                "This is the variance of the component means. The components spread as well.",
            ),
            Slip("mean-square", right + x.mean**2, "This is E[X^2]. Subtract the square of the mean."),
            Slip(
                "squared-distance",
                x.within + (x.m - x.n) ** 2,
                "You added the squared distance of the means. How far is each from the mean of all?",
            ),
        ),
        hints=hints(
            r"Variance within the components, plus variance between them.",
            r"$\operatorname{Var}(X) = E[\operatorname{Var}(X \mid Z)] + \operatorname{Var}(\text{?})$",
            r"The two means lie around ${mean}$: their variance is "
            r"${w} \cdot ({m} - {centre})^2 + {v} \cdot ({n} - {centre})^2$.",
            m=x.m,
            n=x.n,
            mean=x.mean,
            centre=as_factor(x.mean),
            w=x.w,
            v=1 - x.w,
        ),
        steps=(
            step(
                "Between the components",
                r"$\operatorname{Var}(E[X \mid Z])$",
                "${between}$",
                between=x.between,
            ),
            step(
                "Add what lies within",
                r"${within} + {between}$",
                "${right}$",
                within=x.within,
                between=x.between,
                right=right,
            ),
        ),
        check=lambda at: float(np.cov(x.points()[0], aweights=x.points()[1], bias=True)),
        follow=Follow(("a", "b"), lambda own: _variance_from(own, x)),
    )


def _variance_from(own: Mapping[str, Value], x: Mixture) -> Number | None:
    """The variance from the person's own mean and own mean variance."""
    within, mean = own["b"], own["a"]
    return Number(within + x.weigh((x.m - mean) ** 2, (x.n - mean) ** 2)) if within > 0 else None
