"""Two variables with a joint normal law: correlation, and the law of one given the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sympy import ImmutableMatrix, Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Number

SHAPES = tuple(
    (a, b, c)
    for a in range(1, 7)
    for b in range(1, 7)
    for c in range(-a * b + 1, a * b)
    if c
    and a != b
    and 2 * abs(c) >= b
    and (3 * c % (a * b) == 0 or 4 * c % (a * b) == 0 or 5 * c % (a * b) == 0)
)


@dataclass(frozen=True)
class GaussianPair:
    """Deviations a and b, covariance c, means m and n, and the value x that the second variable takes."""

    a: int
    b: int
    c: int
    m: int
    n: int
    x: int

    @property
    def correlation(self) -> Value:
        """The covariance over both deviations."""
        return Rational(self.c, self.a * self.b)

    @property
    def slope(self) -> Value:
        """By how much the conditional mean rises per unit of x."""
        return Rational(self.c, self.b**2)

    @property
    def mean(self) -> Value:
        """E[X1 | X2 = x]."""
        return self.m + self.slope * (self.x - self.n)

    @property
    def variance(self) -> Value:
        """Var(X1 | X2 = x)."""
        return self.a**2 - self.slope * self.c

    def slice(self) -> tuple[float, float]:
        """Mean and variance of the joint density along the line X2 = x, by summing."""
        S = np.array([[self.a**2, self.c], [self.c, self.b**2]], dtype=float)
        wide = 12 * self.a
        first = np.linspace(self.m - wide, self.m + wide, 40_001)
        away = np.stack([first - self.m, np.full_like(first, self.x - self.n)])
        heights = np.einsum("in,ij,jn->n", away, np.linalg.inv(S), away)
        weights = np.exp(-(heights - heights.min()) / 2)
        weights /= weights.sum()
        mean = float(weights @ first)
        return mean, float(weights @ (first - mean) ** 2)


@exercise("probability/gaussian-conditional", title="Conditioning a bivariate normal law", level=3)
def gaussian_conditional(draw: Draw) -> Problem:
    """Given one of two jointly normal variables the other is normal, with a shifted mean and less variance.

    Trap: the shift is measured by the covariance over the variance of what is known, not by the correlation.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 6.5.1.
    """
    a, b, c = draw.choice("shape", SHAPES)
    n = draw.integer("n", -5, 5)
    steps = draw.choice("steps", (-3, -2, -1, 1, 2, 3))
    nowhere: Value = -Rational(c * steps, b * b)
    m = draw.integer("m", 1, 9, exclude=(nowhere,))
    pair = GaussianPair(a, b, c, m, n, n + steps)
    return Problem(
        say(
            r"""
            $(X_1, X_2)$ has a bivariate normal law with mean and covariance matrix
            $$\mu = {mu}, \quad \Sigma = {S}.$$
            Then $X_2$ is observed: $X_2 = {x}$. Give exact numbers.
            """,
            mu=ImmutableMatrix([m, n]),
            S=ImmutableMatrix([[a * a, c], [c, b * b]]),
            x=pair.x,
        ),
        (_correlation(pair), _mean(pair), _variance(pair)),
    )


def _correlation(pair: GaussianPair) -> Part:
    """The correlation coefficient."""
    right = pair.correlation
    v, w = pair.a**2, pair.b**2
    return Part(
        say(r"What is the correlation coefficient $\rho$ of $X_1$ and $X_2$?"),
        Number(right),
        slips=distinct(
            right,
            Slip(
                "variances-for-deviations",
                Rational(pair.c, v * w),
                "You divided by the variances. Divide by the deviations, their roots.",
            ),
            Slip(
                "covariance",
                Rational(pair.c),
                "This is the covariance. A correlation lies between -1 and 1: divide by the deviations.",
            ),
            Slip(
                "regression-slope",
                pair.slope,
                "You divided by one variance alone. A correlation treats both variables alike.",
            ),
        ),
        hints=hints(
            "A correlation is a covariance without units.",
            r"$\rho = \frac{\operatorname{Cov}(X_1, X_2)}{\sigma_1 \cdot \text{?}}$, and the "
            r"variances stand on the diagonal.",
            r"Compute $\frac{c}{{a} \cdot {b}}$.",
            a=pair.a,
            b=pair.b,
            c=pair.c,
        ),
        steps=(
            step("The roots of the diagonal", "", r"$\sigma_1 = {a}, \sigma_2 = {b}$", a=pair.a, b=pair.b),
            step(
                "Divide the covariance by both",
                r"$\frac{c}{{a} \cdot {b}}$",
                "${right}$",
                a=pair.a,
                b=pair.b,
                c=pair.c,
                right=right,
            ),
        ),
        check=lambda at: np.corrcoef(_four_points(pair))[0, 1],
    )


def _four_points(pair: GaussianPair) -> np.ndarray:
    """Four equally likely points with these variances and this covariance."""
    S = np.array([[pair.a**2, pair.c], [pair.c, pair.b**2]], dtype=float)
    return np.linalg.cholesky(S) @ np.array([[1, 1, -1, -1], [1, -1, 1, -1]], dtype=float)


def _mean(pair: GaussianPair) -> Part:
    """The conditional mean."""
    right = pair.mean
    away = pair.x - pair.n
    return Part(
        say("What is $E[X_1 \\mid X_2 = {x}]$?", x=pair.x),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "correlation-for-slope",
                pair.m + pair.correlation * away,
                "You multiplied by the correlation. It has lost the units: the shift needs "
                "covariance over variance.",
            ),
            Slip(
                "mean-not-subtracted",
                pair.m + pair.slope * pair.x,
                "Measure from the mean: what counts is how far X2 lies from its own mean.",
            ),
            Slip("mean-lost", pair.slope * away, "This is the shift. Where does it start?"),
            Slip(
                "mean-unchanged",
                Rational(pair.m),
                "The two are correlated, so the observation shifts the mean.",
            ),
            Slip(
                "other-variance",
                pair.m + Rational(pair.c, pair.a**2) * away,
                "You divided by the variance of X1. Divide by that of what is observed.",
            ),
        ),
        hints=hints(
            "The mean moves in proportion to how far the observed value lies from its own mean.",
            r"$E[X_1 \mid X_2 = x] = \mu_1 + \frac{\Sigma_{12}}{\text{?}} (x - \mu_2)$",
            r"Compute ${m} + {slope} \cdot {away}$.",
            m=pair.m,
            slope=f"({pair.slope})" if pair.slope < 0 else pair.slope,
            away=f"({away})" if away < 0 else away,
        ),
        steps=(
            step(
                "Covariance over the variance of what is known",
                r"$\frac{c}{w}$",
                "${slope}$",
                c=pair.c,
                w=pair.b**2,
                slope=pair.slope,
            ),
            step("How far the observed value lies from its mean", r"$x - \mu_2$", "${away}$", away=away),
            step("Shift the mean", r"$E[X_1 \mid X_2 = {x}]$", "${right}$", x=pair.x, right=right),
        ),
        check=lambda at: pair.slice()[0],
    )


def _variance(pair: GaussianPair) -> Part:
    """The conditional variance."""
    right = pair.variance
    v = pair.a**2
    return Part(
        say(r"What is $\operatorname{Var}(X_1 \mid X_2 = {x})$?", x=pair.x),
        Number(right),
        points=2,
        slips=distinct(
            right,
            Slip(
                "variance-unchanged",
                Rational(v),
                "To know X2 leaves less doubt about X1, since the two are correlated.",
            ),
            Slip("not-squared", v - pair.slope, "The covariance enters squared: once for each side."),
            Slip("added", v + pair.slope * pair.c, "An observation cannot add doubt here. Look at the sign."),
            Slip(
                "correlation-squared",
                v - pair.correlation**2,
                "You subtracted the square of the correlation. It is a share of the variance.",
            ),
        ),
        hints=hints(
            "An observation takes away the part of the variance that it explains, whatever value it has.",
            r"$\operatorname{Var}(X_1 \mid X_2) = \Sigma_{11} - \frac{\Sigma_{12}^2}{\text{?}}$",
            r"Compute ${v} - \frac{{c}^2}{w}$.",
            v=v,
            c=f"({pair.c})" if pair.c < 0 else pair.c,
            w=pair.b**2,
        ),
        steps=(
            step(
                "What the observation explains",
                r"$\frac{{c}^2}{w}$",
                "${explained}$",
                c=f"({pair.c})" if pair.c < 0 else pair.c,
                w=pair.b**2,
                explained=pair.slope * pair.c,
            ),
            step(
                "Subtract it",
                r"${v} - {explained}$",
                "${right}$",
                v=v,
                explained=pair.slope * pair.c,
                right=right,
            ),
        ),
        check=lambda at: pair.slice()[1],
    )
