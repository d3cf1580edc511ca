"""Variance of a linear combination, and covariance with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sympy import Symbol

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct, sound
from gradcheck_exercises.bank.factors import factor_text
from gradcheck_grader import Number


@dataclass(frozen=True)
class Pair:
    """Two variables with means, variances and covariance, and the combination a X + b Y + c."""

    means: tuple[int, int]
    variances: tuple[int, int]
    covariance: int
    a: int
    b: int
    c: int

    @property
    def variance(self) -> int:
        """Var(a X + b Y + c)."""
        return self.squares + 2 * self.a * self.b * self.covariance

    @property
    def squares(self) -> int:
        """The variance if X and Y were uncorrelated."""
        return self.a**2 * self.variances[0] + self.b**2 * self.variances[1]

    def factor(self) -> np.ndarray:
        """The lower triangular L with L L^T equal to the covariance matrix, in floating point."""
        (v, w), k = self.variances, self.covariance
        return np.linalg.cholesky(np.array([[v, k], [k, w]], dtype=float))


COEFFICIENTS = tuple(
    (a, b) for a in range(-4, 5) for b in range(-4, 5) if min(a, b) < 0 and abs(a) > 1 and b != 0
)
VARIANCES = (2, 3, 4, 5, 6, 8, 9)


@exercise("probability/variance-linear", title="Variance of a linear combination", level=2)
def variance_linear(draw: Draw) -> Problem:
    """Constants leave a variance by their squares, and correlated terms bring twice their covariance.

    Trap: the variance of aX + bY is not a Var X + b Var Y, and an added constant changes no variance.
    Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 6.4.2 to 6.4.5.
    """
    return draw.until(sound, lambda: _variance_linear(draw))


def _variance_linear(draw: Draw) -> Problem:
    a, b = draw.choice("coefficients", COEFFICIENTS)
    mean_x, mean_y = draw.integer("mean_x", -5, 9), draw.integer("mean_y", -5, 9)
    pair = Pair(
        (mean_x, mean_y),
        (draw.choice("var_x", VARIANCES[1:]), draw.choice("var_y", VARIANCES)),
        draw.choice("covariance", (-1, 1)),
        a,
        b,
        draw.integer("c", 1, 9, exclude=(-a * mean_x - b * mean_y,)),
    )
    return Problem(
        say(
            r"""
            $X$ and $Y$ are random variables with
            $$E[X] = {mean_x}, \quad E[Y] = {mean_y}, \quad \operatorname{Var}(X) = {var_x}, \quad
            \operatorname{Var}(Y) = {var_y}, \quad \operatorname{Cov}(X, Y) = {covariance},$$
            and $Z = {z}$.
            """,
            mean_x=pair.means[0],
            mean_y=pair.means[1],
            var_x=pair.variances[0],
            var_y=pair.variances[1],
            covariance=pair.covariance,
            z=a * Symbol("X") + b * Symbol("Y") + pair.c,
        ),
        (_mean_of_z(pair), _variance_of_z(pair), _covariance_with_x(pair)),
    )


def _mean_of_z(pair: Pair) -> Part:
    """E[Z]."""
    x, y = pair.means
    mean = pair.a * x + pair.b * y + pair.c
    return Part(
        say("What is $E[Z]$?"),
        Number(mean),
        slips=distinct(
            mean,
            Slip("constant-lost", mean - pair.c, "You left out the constant. It moves the mean."),
            Slip(
                "signs-lost",
                abs(pair.a) * x + abs(pair.b) * y + pair.c,
                "Look at the signs of the coefficients: a mean keeps them.",
            ),
            Slip(
                "coefficients-lost",
                x + y + pair.c,
                "You added the two means as they are. Each is multiplied by its coefficient.",
            ),
        ),
        hints=hints(
            "Expectation is linear: sums and constant factors go through it.",
            r"$E[Z] = {a} \cdot E[X] + \text{?} \cdot E[Y] + \text{?}$",
            r"Compute ${a} \cdot {x} + {b} \cdot {y} + {c}$.",
            a=pair.a,
            b=factor_text(pair.b),
            c=pair.c,
            x=factor_text(x),
            y=factor_text(y),
        ),
        steps=(
            step(
                "Expectation is linear",
                r"${a} \cdot {x} + {b} \cdot {y} + {c}$",
                "${mean}$",
                a=pair.a,
                b=factor_text(pair.b),
                c=pair.c,
                x=factor_text(x),
                y=factor_text(y),
                mean=mean,
            ),
        ),
        check=lambda at: _sample(pair)[2].mean(),
    )


def _variance_of_z(pair: Pair) -> Part:
    """Var Z."""
    (v, w), k, variance = pair.variances, pair.covariance, pair.variance
    return Part(
        say(r"What is $\operatorname{Var}(Z)$?"),
        Number(variance),
        points=2,
        slips=distinct(
            variance,
            Slip(
                "covariance-forgotten",
                pair.squares,
                "That would be right for uncorrelated X and Y. These have a covariance.",
            ),
            Slip(
                "covariance-once",
                pair.squares + pair.a * pair.b * k,
                "The covariance enters twice: once as Cov(X, Y), once as Cov(Y, X).",
            ),
            Slip(
                "not-squared",
                pair.a * v + pair.b * w + 2 * pair.a * pair.b * k,
                "A constant factor leaves a variance by its square, so that no term with a "
                "variance is negative.",
            ),
            Slip(
                "constant-added",
                variance + pair.c,
                "You added the constant. It moves every value alike and changes no distance from the mean.",
            ),
        ),
        hints=hints(
            "$Z - E[Z] = a (X - E[X]) + b (Y - E[Y])$ for $Z = aX + bY + c$. What is the mean of its square?",
            r"$\operatorname{Var}(aX + bY + c) = a^2 \operatorname{Var}(X) + \text{?} + 2ab\,\text{?}$",
            r"Compute ${a}^2 \cdot {v} + {b}^2 \cdot {w} + 2 \cdot {a} \cdot {b} \cdot {k}$.",
            a=factor_text(pair.a),
            b=factor_text(pair.b),
            v=v,
            w=w,
            k=factor_text(k),
        ),
        steps=(
            step(
                "The squares of the coefficients",
                r"${a}^2 \cdot {v} + {b}^2 \cdot {w}$",
                "${squares}$",
                a=factor_text(pair.a),
                b=factor_text(pair.b),
                v=v,
                w=w,
                squares=pair.squares,
            ),
            step(
                "Twice the covariance",
                r"$2 \cdot {a} \cdot {b} \cdot {k}$",
                "${cross}$",
                a=factor_text(pair.a),
                b=factor_text(pair.b),
                k=factor_text(k),
                cross=2 * pair.a * pair.b * k,
            ),
            step(
                "Add; the constant changes nothing",
                r"$\operatorname{Var}(Z)$",
                "${variance}$",
                variance=variance,
            ),
        ),
        check=lambda at: _sample(pair)[2].var(),
    )


def _covariance_with_x(pair: Pair) -> Part:
    """Cov(X, Z)."""
    (v, w), k = pair.variances, pair.covariance
    found = pair.a * v + pair.b * k
    return Part(
        say(r"What is $\operatorname{Cov}(X, Z)$?"),
        Number(found),
        slips=distinct(
            found,
            Slip(
                "covariance-forgotten",
                pair.a * v,
                "Y is in Z too, and X and Y are correlated: a term is missing.",
            ),
            Slip(
                "squared",
                pair.a**2 * v + pair.b * k,
                "Here X stands once and Z once, so the coefficient a comes out once, without a square.",
            ),
            Slip(
                "roles-exchanged",
                pair.a * k + pair.b * w,
                "This is the covariance of Y and Z.",
            ),
        ),
        hints=hints(
            r"Covariance is linear in each place, and $\operatorname{Cov}(X, X)$ is the variance of $X$.",
            r"$\operatorname{Cov}(X, Z) = {a} \cdot \operatorname{Var}(X) + \text{?}$",
            r"Compute ${a} \cdot {v} + {b} \cdot {k}$.",
            a=pair.a,
            b=factor_text(pair.b),
            v=v,
            k=factor_text(k),
        ),
        steps=(
            step(
                "Covariance is linear in the second place",
                r"${a} \cdot {v} + {b} \cdot {k}$",
                "${found}$",
                a=pair.a,
                b=factor_text(pair.b),
                v=v,
                k=factor_text(k),
                found=found,
            ),
        ),
        check=lambda at: _cross(_sample(pair)),
    )


def _sample(pair: Pair) -> np.ndarray:
    """Four equally likely points (x, y, z) in columns, with exactly these means, variances and covariance."""
    signs = np.array([[1, 1, -1, -1], [1, -1, 1, -1]], dtype=float)
    x, y = pair.factor() @ signs + np.array(pair.means, dtype=float)[:, None]
    return np.array([x, y, pair.a * x + pair.b * y + pair.c])


def _cross(sample: np.ndarray) -> float:
    """The mean product of the distances of the first and the last row from their means."""
    x, _, z = sample
    return float(((x - x.mean()) * (z - z.mean())).mean())
