"""The normal law: standardising, probabilities between bounds, percentiles."""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, sqrt

from sympy import Rational

from gradcheck_exercises import Draw, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_grader import Number, Tolerance

TABLE = {0: "0.5", 1: "0.6915", 2: "0.8413", 3: "0.9332", 4: "0.9772", 5: "0.9938"}  # z = k/2
PERCENTILES = {90: "1.2816", 95: "1.6449", 99: "2.3263"}
THREE_PLACES = Tolerance(places=3)
TWO_PLACES = Tolerance(places=2)
APART = 0.002
SCALES = {
    "iq": "The score $X$ in a test",
    "time": "The time $X$ that a training step takes, in milliseconds,",
    "noise": "The reading $X$ of a sensor",
    "length": "The number $X$ of tokens in a document, taken as continuous,",
}
BOUNDS = tuple((low, high) for low in range(-5, 5) for high in range(low + 1, 6) if low + high and low * high)


@dataclass(frozen=True)
class Normal:
    """A normal law with mean mu and standard deviation sigma, and bounds at halves of sigma."""

    mu: int
    sigma: int
    low: int
    high: int

    def at(self, halves: int) -> int:
        """The value that lies so many halves of sigma above the mean."""
        return self.mu + halves * self.sigma // 2

    def between(self) -> float:
        """P(a < X < b) by Simpson's rule over the density."""
        a, b, n = self.low / 2, self.high / 2, 400
        width = (b - a) / n
        weights = [1, *(4 if k % 2 else 2 for k in range(1, n)), 1]
        values = (_density(a + k * width) for k in range(n + 1))
        return width / 3 * sum(w * value for w, value in zip(weights, values, strict=True))


def _density(z: float) -> float:
    return 2.718281828459045 ** (-z * z / 2) / sqrt(6.283185307179586)


def _phi(halves: float) -> float:
    """The standard normal distribution function at so many halves."""
    return (1 + erf(halves / 2 / sqrt(2))) / 2


@exercise("probability/gaussian-standardise", title="Standardising a normal variable", level=2)
def gaussian_standardise(draw: Draw) -> Problem:
    """Every question about a normal law becomes one about the standard normal law by counting deviations.

    Trap: divide by the standard deviation, not by the variance, and keep the sign.
    Source: Wasserman, All of Statistics, section 2.4.
    """
    scale = draw.choice("scale", tuple(SCALES))
    mu = draw.integer("mu", 20, 90)
    sigma = 2 * draw.integer("half_sigma", 2, 9)
    low, high = draw.choice("bounds", BOUNDS)
    percent = draw.choice("percent", tuple(PERCENTILES))
    law = Normal(mu, sigma, low, high)
    return Problem(
        say(
            r"""
            {subject} has a normal law with mean $\mu = {mu}$ and variance $\sigma^2 = {variance}$. $\Phi$ is
            the distribution function of the standard normal law:

            - $\Phi(0.5) = 0.6915$, $\Phi(1) = 0.8413$, $\Phi(1.5) = 0.9332$, $\Phi(2) = 0.9772$,
              $\Phi(2.5) = 0.9938$,
            - $\Phi(1.2816) = 0.90$, $\Phi(1.6449) = 0.95$, $\Phi(2.3263) = 0.99$.
            """,
            subject=SCALES[scale],
            mu=mu,
            variance=sigma * sigma,
        ),
        (_score(law), _between(law), _percentile(law, percent)),
    )


def _score(law: Normal) -> Part:
    """The standard score of a."""
    a, z = law.at(law.low), Rational(law.low, 2)
    return Part(
        say("How many standard deviations above the mean is ${a}$? Below the mean it is negative.", a=a),
        Number(z),
        slips=distinct(
            z,
            Slip(
                "variance-for-deviation",
                Rational(a - law.mu, law.sigma**2),
                "You divided by the variance. The standard deviation is its root.",
            ),
            Slip("sign", -z, "Look at the sign: is the value above the mean or below?"),
            Slip(
                "not-divided",
                Rational(a - law.mu),
                "This is the distance from the mean. Measure it in deviations.",
            ),
        ),
        hints=hints(
            "Take the distance from the mean, and measure it in standard deviations.",
            r"$z = \frac{x - \mu}{\text{?}}$",
            r"The standard deviation is ${sigma}$. Compute $\frac{{a} - {mu}}{sigma}$.",
            sigma=law.sigma,
            a=a,
            mu=law.mu,
        ),
        steps=(
            step("The root of the variance", r"$\sigma$", "${sigma}$", sigma=law.sigma),
            step("Standardise", r"$\frac{{a} - {mu}}{sigma}$", "${z}$", a=a, mu=law.mu, sigma=law.sigma, z=z),
        ),
        check=lambda at: (a - law.mu) / law.sigma,
    )


def _between(law: Normal) -> Part:
    """P(a < X < b)."""
    a, b = law.at(law.low), law.at(law.high)
    low, high = _phi(law.low), _phi(law.high)
    return Part(
        say("What is $P({a} < X < {b})$? Give a decimal that is correct to 3 places.", a=a, b=b),
        Number(f"{high - low:.6f}", tolerance=THREE_PLACES),
        points=2,
        slips=distinct(
            high - low,
            Slip(
                "one-tail",
                f"{high:.6f}",
                "This is the probability of all values below the upper bound. Subtract what lies too low.",
            ),
            Slip(
                "sign-lost",
                f"{abs(_phi(abs(law.high)) - _phi(abs(law.low))):.6f}",
                "A negative z has its own value: by symmetry it is one minus that of the positive z.",
            ),
            Slip(
                "tails",
                f"{1 - high + low:.6f}",
                "This is the probability of the values outside of the bounds.",
            ),
            Slip(
                "added",
                f"{high + low:.6f}",
                "You added the two values of the distribution function. Subtract them.",
            ),
            apart=APART,
        ),
        hints=hints(
            "Standardise both bounds. The probability between them is a difference.",
            r"$P(a < X < b) = \Phi(z_b) - \text{?}$, and $\Phi(-z) = 1 - \Phi(z)$.",
            r"Compute $\Phi({high}) - \Phi({low})$.",
            low=Rational(law.low, 2),
            high=Rational(law.high, 2),
        ),
        steps=(
            step(
                "Standardise the bounds",
                "",
                r"$z_a = {low}, z_b = {high}$",
                low=Rational(law.low, 2),
                high=Rational(law.high, 2),
            ),
            step(
                "Look both up, by symmetry where z is negative",
                "",
                r"$\Phi(z_a) = {first}, \Phi(z_b) = {second}$",
                first=_looked_up(law.low),
                second=_looked_up(law.high),
            ),
            step(
                "Subtract",
                r"$P({a} < X < {b})$",
                r"${p}$",
                a=a,
                b=b,
                p=f"{float(_looked_up(law.high)) - float(_looked_up(law.low)):.4f}",
            ),
        ),
        check=lambda at: f"{law.between():.5f}",
    )


def _looked_up(halves: int) -> str:
    """The table's value, by symmetry where z is negative."""
    return TABLE[halves] if halves >= 0 else f"{1 - float(TABLE[-halves]):.4f}"


def _percentile(law: Normal, percent: int) -> Part:
    """The value below which X lies with a given probability."""
    z = PERCENTILES[percent]
    right = law.mu + law.sigma * Rational(z)
    return Part(
        say(
            "Below which value does $X$ lie with probability {percent} %? Give a decimal that is "
            "correct to 2 "
            "places.",
            percent=percent,
        ),
        Number(f"{float(right):.4f}", tolerance=TWO_PLACES),
        slips=distinct(
            right,
            Slip(
                "variance-for-deviation",
                law.mu + law.sigma**2 * Rational(z),
                "You multiplied z by the variance. z counts standard deviations.",
            ),
            Slip(
                "lower-tail",
                law.mu - law.sigma * Rational(z),
                "This value has so much above it. Should it lie above the mean or below?",
            ),
            Slip(
                "not-shifted",
                law.sigma * Rational(z),
                "This is the distance from the mean. Where does it start?",
            ),
            apart=0.02,
        ),
        hints=hints(
            r"First find the $z$ with $\Phi(z) = 0.{percent}$.",
            r"It is $z = {z}$. Then undo the standardising: $x = \mu + \text{?}$",
            r"Compute ${mu} + {z} \cdot {sigma}$.",
            percent=percent,
            z=z,
            mu=law.mu,
            sigma=law.sigma,
        ),
        steps=(
            step("Look up the percentile", "$z$", "${z}$", z=z),
            step(
                "Back to the scale of X",
                r"${mu} + {z} \cdot {sigma}$",
                "${right}$",
                mu=law.mu,
                z=z,
                sigma=law.sigma,
                right=f"{float(right):.2f}",
            ),
        ),
        check=lambda at: f"{_inverse(percent / 100) * law.sigma + law.mu:.4f}",
    )


def _inverse(chance: float) -> float:
    """The z below which the standard normal law has this probability, by halving an interval."""
    low, high = -8.0, 8.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _phi(2 * middle) < chance else (low, middle)
    return low
