"""Averages over samples: a function to write."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import ImmutableMatrix, Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.draw import Dataset
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Code, Number, Trial
from gradcheck_grader.sandbox import Function

SOLUTION = """import numpy as np
def monte_carlo(f, x, a, b, wanted):
    values = (b - a) * f(x)
    s = values.std(ddof=1)
    return values.mean(), s / np.sqrt(len(x)), int(np.ceil((s / wanted) ** 2))"""
NOT_SCALED = SOLUTION.replace("(b - a) * f(x)", "f(x)")
DEVIATION = SOLUTION.replace("s / np.sqrt(len(x))", "s")
SUM = SOLUTION.replace("values.mean()", "values.sum()")
BY_N = SOLUTION.replace("ddof=1", "ddof=0")
NO_SQUARE = SOLUTION.replace("(s / wanted) ** 2", "s / wanted")


@dataclass(frozen=True)
class Probe:
    """A function, by its source and its value at one number in Python's floats."""

    source: str
    value: Callable[[float], float]


@dataclass(frozen=True)
class Sampled:
    """The values of a function at uniform samples, and the width of the interval."""

    data: Dataset
    width: int

    @property
    def n(self) -> int:
        """How many samples there are."""
        return len(self.data.values)

    @property
    def estimate(self) -> Value:
        """The estimate of the integral."""
        return Rational(self.width * sum(self.data.values), self.n)

    @property
    def variance(self) -> Value:
        """The sample variance of the values, divided by n - 1."""
        mean = Rational(sum(self.data.values), self.n)
        return sum((value - mean) ** 2 for value in self.data.values) / (self.n - 1)

    @property
    def squared_error(self) -> Value:
        """The square of the standard error."""
        return self.width**2 * self.variance / self.n


@exercise("probability/monte-carlo-code", title="An integral from samples, with its error", level=3)
def monte_carlo_code(draw: Draw) -> Problem:
    """An integral is a width times a mean, and a mean of samples has a standard error.

    Trap: the width scales the error, too; and the error falls with the square root of the number of samples.
    Source: Wasserman, All of Statistics, section 24.2.
    """
    sampled = Sampled(
        draw.dataset("values", draw.integer("n", 4, 5), low=1, high=12, unbiased=True),
        draw.integer("width", 3, 5),
    )
    a = draw.integer("a", -2, 3)
    inputs = draw.integer("inputs", 0, 9_999)
    return Problem(
        say(
            r"""
            The points $x_1, \ldots, x_n$ were drawn independently, each uniformly from $[a, b]$. The **Monte
            Carlo estimate** of an integral is
            $$\int_a^b f(x) \, dx \approx I = \frac{1}{n} \sum_i v_i, \quad v_i = (b - a) \cdot f(x_i).$$

            Its **standard error** is $s / \sqrt{n}$, where $s^2$ is the sample variance of the $v_i$, the sum
            of squares divided by $n - 1$.
            """
        ),
        (_estimate_part(sampled, a), _error_part(sampled), _code_part(inputs)),
    )


def _estimate_part(m: Sampled, a: int) -> Part:
    """The estimate, from a few values."""
    total = sum(m.data.values)
    return Part(
        say(
            "Let $a = {a}$ and $b = {b}$. The {n} values $f(x_i)$ are ${values}$. Find the estimate $I$.",
            n=m.n,
            a=a,
            b=a + m.width,
            values=ImmutableMatrix([m.data.values]),
        ),
        Number(m.estimate),
        slips=(
            Slip(
                "width-left-out",
                Rational(total, m.n),
                "This is the mean of the function. An integral is a mean times the width of the interval.",
            ),
            Slip("sum-for-mean", m.width * total, "You added up. Divide by the number of samples, too."),
        ),
        hints=hints(
            "An integral is the mean of the function, times something.",
            "The mean of the values is ${mean}$. How wide is the interval?",
            r"Multiply: ${w} \cdot {mean}$.",
            mean=Rational(total, m.n),
            w=m.width,
        ),
        steps=(
            step("The mean of the values", "", "${mean}$", mean=Rational(total, m.n)),
            step(
                "Times the width",
                "${w} \\cdot {mean}$",
                "${v}$",
                w=m.width,
                mean=Rational(total, m.n),
                v=m.estimate,
            ),
        ),
        check=lambda _: m.width * float(np.mean(m.data.values)),
    )


def _error_part(m: Sampled) -> Part:
    """The square of the standard error."""
    return Part(
        say("Find the **square** of the standard error of $I$, exactly."),
        Number(m.squared_error),
        slips=(
            Slip(
                "variance-of-samples",
                m.width**2 * m.variance,
                "This is the variance of one sample. The variance of a mean of n of them is smaller.",
            ),
            Slip(
                "width-left-out-of-error",
                m.variance / m.n,
                "You took the variance of the values of f. What is averaged is (b - a) times as large.",
            ),
            Slip(
                "width-not-squared",
                m.width * m.variance / m.n,
                "A factor of a random variable is squared in its variance.",
            ),
            Slip(
                "divided-by-n",
                m.width**2 * m.variance * Rational(m.n - 1, m.n**2),
                "You divided the sum of squares by n. The sample variance divides by n - 1.",
            ),
        ),
        hints=hints(
            "First the variance of the values of $f$; then what the width and the mean make of it.",
            r"The sample variance of the values of $f$ is ${variance}$. What does the factor $b - a = {w}$ "
            r"do "
            "to a variance?",
            r"The square is ${w}^2 \cdot {variance} / {n}$.",
            variance=m.variance,
            w=m.width,
            n=m.n,
        ),
        steps=(
            step("The sample variance of the values of $f$", "", "${v}$", v=m.variance),
            step(
                "The width is squared",
                r"${w}^2 \cdot {v}$",
                "${u}$",
                w=m.width,
                v=m.variance,
                u=m.width**2 * m.variance,
            ),
            step(
                "Divide by $n$", "${u} / {n}$", "${r}$", u=m.width**2 * m.variance, n=m.n, r=m.squared_error
            ),
        ),
        check=lambda _: m.width**2 * float(np.var(m.data.values, ddof=1)) / m.n,
    )


def _code_part(inputs: int) -> Part:
    """The estimate, its error and the number of samples that are needed, as code."""
    probes, trials = _trials(inputs)
    by_source = {probe.source: probe.value for probe in probes}
    return Part(
        say(
            r"""
            Write a function that gives three results, for samples `x` of shape (n,): the estimate $I$, its
            standard error, and the least whole number $N$ of samples for which $s / \sqrt{N}$ is at most
            `wanted`, as an `int`. Here `f` is a Python function that takes arrays entry by entry. Begin with
            `import numpy as np`.
            """
        ),
        Code(
            "monte_carlo(f, x, a, b, wanted)",
            SOLUTION,
            lambda f, *rest: _by_sums(by_source[f.source], *rest),
            trials,
            outputs=("estimate", "error", "needed"),
        ),
        points=2,
        slips=(
            Slip(
                "width-left-out-code",
                NOT_SCALED,
                "You left the width out. What is averaged is (b - a) times a value of f.",
            ),
            Slip(
                "deviation-for-error",
                DEVIATION,
                "Your error is the deviation of one sample. A mean of n samples is more precise than that.",
            ),
            Slip("sum-for-mean-code", SUM, "Your estimate is a sum. It has to be a mean."),
            Slip(
                "divided-by-n-code",
                BY_N,
                "You divided the sum of squares by n. NumPy does so unless ddof says otherwise.",
            ),
            Slip(
                "count-not-squared",
                NO_SQUARE,
                "For half the error you need four times the samples, not twice as many.",
            ),
        ),
        hints=hints(
            "Make an array of the $v_i$ first. All three results come from its mean and its deviation.",
            "`values.std(ddof=1)` is $s$. Solve the condition on $N$ for $N$: which power of $s$ is in it?",
            "The condition is $N \\ge (s / \\mathrm{wanted})^2$. Use `np.ceil`, and make it an `int`.",
        ),
        steps=(
            step("What is averaged", "", "`values = (b - a) * f(x)`"),
            step("Estimate and error", "", "`values.mean()` and `values.std(ddof=1) / np.sqrt(len(x))`"),
            step("Solve $s / \\sqrt{N} \\le$ `wanted` for $N$", "", "`int(np.ceil(np.square(s / wanted)))`"),
        ),
        check=lambda _: [_by_pairs(by_source[t.inputs[0].source], *t.inputs[1:]) for t in trials],
    )


def _trials(inputs: int) -> tuple[tuple[Probe, ...], tuple[Trial, ...]]:
    """Functions on intervals, each with samples that are given."""
    rng = np.random.default_rng(inputs)
    k = int(rng.integers(1, 4))
    probes = (
        Probe(f"lambda x: np.exp(-x / {k})", lambda at: math.exp(-at / k)),
        Probe(f"lambda x: x ** 2 + {k}", lambda at: at * at + k),
        Probe(f"lambda x: np.sin({k} * x)", lambda at: math.sin(k * at)),
    )
    intervals = ((0.0, 2.0), (-1.0, 2.0), (0.0, 3.0))
    sizes, wanted = (40, 12, 25), (0.01, 0.05, 0.02)
    ordinary = tuple(
        Trial((Function(probe.source), rng.uniform(a, b, size=n), a, b, precision))
        for probe, (a, b), n, precision in zip(probes, intervals, sizes, wanted, strict=True)
    )
    pair = Trial((Function(probes[1].source), rng.uniform(1, 4, size=2), 1.0, 4.0, 0.1), "two samples")
    return probes, (*ordinary, pair)


def _by_sums(f: Any, x: Any, a: float, b: float, wanted: float) -> tuple[float, float, int]:
    """The results, by sums of Python's floats."""
    values = [(b - a) * f(at) for at in x.tolist()]
    mean = math.fsum(values) / len(values)
    variance = math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)
    return mean, math.sqrt(variance / len(values)), math.ceil(variance / wanted**2)


def _by_pairs(f: Any, x: Any, a: float, b: float, wanted: float) -> tuple[float, float, int]:
    """The results, with the variance as half the mean squared difference of two of the values."""
    values = np.array([f(at) for at in x.tolist()])
    n = len(values)
    variance = (b - a) ** 2 * ((values[:, None] - values[None, :]) ** 2).sum() / (2 * n * (n - 1))
    return (b - a) * float(np.average(values)), float(variance / n) ** 0.5, int(variance // wanted**2) + 1
