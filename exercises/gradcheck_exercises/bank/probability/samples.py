"""The mean of a sample: its standard error, its approximate law, and how much data an error takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np
from sympy import Rational

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Distribution, Number


@dataclass(frozen=True)
class Sample:
    """A law with mean mu and deviation sigma, a sample of root^2 values, and the wanted standard error."""

    mu: int
    sigma: int
    root: int
    tenths: int

    @property
    def n(self) -> int:
        """The size of the sample."""
        return self.root**2

    @property
    def error(self) -> Value:
        """The standard error of the mean."""
        return Rational(self.sigma, self.root)

    @property
    def target(self) -> Value:
        """The standard error that is wanted."""
        return Rational(self.tenths, 10)

    @property
    def needed(self) -> int:
        """The least size with at most that standard error."""
        return ceil((self.sigma / self.target) ** 2)


@exercise("probability/clt-sample-mean", title="The mean of a sample", level=2)
def clt_sample_mean(draw: Draw) -> Problem:
    """The mean of n independent values spreads like one value divided by the root of n.

    Trap: to halve the standard error takes four times the data.
    Source: Wasserman, All of Statistics, section 5.4.
    """
    mu = draw.integer("mu", 2, 60)
    root = draw.integer("root_n", 3, 12)
    sigma = draw.integer("sigma", 3, 24, exclude=(root,))
    tenths = draw.choice("tenths", tuple(t for t in range(7, 31) if _uneven(sigma, t)))
    sample = Sample(mu, sigma, root, tenths)
    return Problem(
        say(
            r"""
            The losses on single examples are independent and have one law, with mean $\mu = {mu}$ and
            standard deviation $\sigma = {sigma}$. It is not a normal law. $\bar{X}_n$ is the mean of the
            losses on $n$ examples.
            """,
            mu=mu,
            sigma=sigma,
        ),
        (_standard_error(sample), _approximate_law(sample), _needed(sample)),
    )


def _uneven(sigma: int, tenths: int) -> bool:
    """Whether (sigma / target)^2 is no integer, so that rounding up and down differ, and of some size."""
    ratio: Value = Rational(10 * sigma, tenths) ** 2
    return ratio.q != 1 and 10 < ratio < 900


def _standard_error(s: Sample) -> Part:
    """The standard deviation of the mean."""
    return Part(
        say(r"What is the standard deviation of $\bar{X}_n$ for $n = {n}$, its standard error?", n=s.n),
        Number(s.error),
        slips=distinct(
            s.error,
            Slip(
                "no-root",
                Rational(s.sigma, s.n),
                "You divided by n. The variance is divided by n, the deviation by its root.",
            ),
            Slip(
                "unchanged", Rational(s.sigma), "This is the deviation of a single loss. A mean varies less."
            ),
            Slip(
                "of-the-sum",
                Rational(s.sigma * s.root),
                "This is the deviation of the sum. The mean is the sum divided by n.",
            ),
            Slip("variance", s.error**2, "This is the variance of the mean. Take its root."),
        ),
        hints=hints(
            "Variances of independent variables add up, and a factor comes out of a variance as its square.",
            r"$\operatorname{Var}(\bar{X}_n) = \frac{1}{n^2} \cdot n \sigma^2 = "
            r"\frac{\sigma^2}{\text{?}}$. Take the root.",
            r"Compute $\frac{sigma}{\sqrt{n}}$.",
            sigma=s.sigma,
            n=s.n,
        ),
        steps=(
            step(
                "The variance of the mean",
                r"$\frac{{sigma}^2}{n}$",
                "${variance}$",
                sigma=s.sigma,
                n=s.n,
                variance=s.error**2,
            ),
            step(
                "Take the root",
                r"$\sqrt{variance}$",
                "${error}$",
                variance=s.error**2,
                error=s.error,
            ),
        ),
        check=lambda at: _spread_of_means(s),
    )


def _spread_of_means(s: Sample) -> float:
    """The deviation of a mean of n values mu - sigma or mu + sigma, by adding one after another."""
    chances = np.array([1.0])
    for _ in range(s.n):
        chances = np.convolve(chances, [0.5, 0.5])
    means = s.mu + s.sigma * (2 * np.arange(s.n + 1) / s.n - 1)
    return float(np.sqrt(chances @ (means - chances @ means) ** 2))


def _approximate_law(s: Sample) -> Part:
    """The normal law near that of the mean."""
    variance = s.error**2
    return Part(
        say(
            r"Which normal law does the central limit theorem give for $\bar{X}_n$ with $n = "
            r"{n}$? Write it as "
            r"$N(\text{mean}, \text{variance})$.",
            n=s.n,
        ),
        Distribution(f"N({s.mu}, {variance})"),
        slips=_law_slips(s),
        hints=hints(
            "The mean of a sample has the mean of one value. What is its variance?",
            r"$N(\mu, \frac{\sigma^2}{\text{?}})$",
            r"The mean is ${mu}$, the variance $\frac{{sigma}^2}{n}$.",
            mu=s.mu,
            sigma=s.sigma,
            n=s.n,
        ),
        steps=(
            step("The mean stays", r"$E[\bar{X}_n]$", "${mu}$", mu=s.mu),
            step(
                "The variance is divided by n",
                r"$\frac{{sigma}^2}{n}$",
                "${variance}$",
                sigma=s.sigma,
                n=s.n,
                variance=variance,
            ),
        ),
        check=lambda at: f"N({s.mu}, {Fraction(_spread_of_means(s) ** 2).limit_denominator(200)})",
        follow=Follow(("a",), lambda own: _law_from(own, s.mu)),
    )


def _law_slips(s: Sample) -> tuple[Slip, ...]:
    """The wrong laws of the mean."""
    slips = [
        Slip(
            "law-of-one",
            f"N({s.mu}, {s.sigma**2})",
            "This is the spread of a single loss. A mean varies less.",
        ),
        Slip(
            "deviation-for-variance",
            f"N({s.mu}, {s.error})",
            "The second parameter is the variance here. You gave the standard error.",
        ),
        Slip(
            "mean-divided",
            f"N({Rational(s.mu, s.n)}, {s.error**2})",
            "The mean of the sample is not divided by n once more: it lies where the losses lie.",
        ),
    ]
    return tuple(slip for slip in slips if s.error != 1 or slip.name != "deviation-for-variance")


def _law_from(own: Mapping[str, Value], mu: int) -> Distribution | None:
    """The law with the person's own standard error."""
    return Distribution(f"N({mu}, {own['a'] ** 2})") if own["a"] > 0 else None


def _needed(s: Sample) -> Part:
    """The least n for a wanted standard error."""
    ratio = Rational(s.sigma) / s.target
    right = Rational(s.needed)
    return Part(
        say(
            "The standard error is to be at most {target}. What is the smallest $n$ for which it is so?",
            target=f"{s.tenths / 10:.1f}",
        ),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "rounded-down",
                right - 1,
                "With so many the standard error is still a little too large. Round up.",
            ),
            Slip("no-square", Rational(ceil(ratio)), "The error falls with the root of n. Did you square?"),
            Slip(
                "wrong-square",
                Rational(ceil(s.sigma**2 / s.target)),
                "You squared the deviation of one loss. Square the wanted error as well.",
            ),
        ),
        hints=hints(
            r"Set the standard error $\frac{\sigma}{\sqrt{n}}$ against the bound and solve for $n$.",
            r"$\sqrt{n} \geq \frac{sigma}{target}$, so $n \geq \text{?}$",
            r"Compute $(\frac{sigma}{target})^2$ and round up.",
            sigma=s.sigma,
            target=f"{s.tenths / 10:.1f}",
        ),
        steps=(
            step(
                "Solve for the root of n",
                r"$\frac{{sigma}}{target}$",
                r"${ratio} \leq \sqrt{n}$",
                sigma=s.sigma,
                target=f"{s.tenths / 10:.1f}",
                ratio=ratio,
            ),
            step(
                "Square and round up",
                "",
                r"$n \geq {square} \approx {decimal}$, so $n = {right}$",
                square=ratio**2,
                decimal=f"{float(ratio**2):.2f}",
                right=right,
            ),
        ),
        check=lambda at: next(n for n in range(1, 2000) if s.sigma / n**0.5 <= s.tenths / 10),
    )
