"""The Poisson law of a number of events in an interval of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb, exp

from sympy import Rational, factorial
from sympy import exp as power_of_e

from gradcheck_exercises import Draw, Follow, Part, Problem, Slip, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Formula, Value
from gradcheck_grader import Number, Tolerance

FOUR_PLACES = Tolerance(places=4)
APART = 0.002
EVENTS = {
    "requests": "requests reach a server",
    "faults": "faults occur in a data centre",
    "mails": "e-mails arrive",
    "photons": "particles hit a detector",
}
PACES = tuple(
    (rate, minutes)
    for rate in (2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 18)
    for minutes in (5, 6, 10, 12, 15, 20, 24, 25, 30, 36, 40, 45, 50, 75, 90)
    if Rational(1, 2) <= Rational(rate * minutes, 60) <= Rational(7, 2) and rate * minutes != 60
)


@dataclass(frozen=True)
class Arrivals:
    """Events at a rate by the hour, in so many minutes, and the number k that is asked about."""

    rate: int
    minutes: int
    k: int

    @property
    def expected(self) -> Value:
        """How many events are expected."""
        return Rational(self.rate * self.minutes, 60)

    def by_moments(self, k: int) -> float:
        """P(X = k) as a limit of binomial laws, from two large n by Richardson's extrapolation."""
        few, many = (self._binomial(n, k) for n in (200_000, 400_000))
        return 2 * many - few

    def _binomial(self, n: int, k: int) -> float:
        p = self.rate * self.minutes / 60 / n
        return comb(n, k) * p**k * (1 - p) ** (n - k)


@exercise("probability/poisson", title="Poisson probabilities over an interval", level=2)
def poisson(draw: Draw) -> Problem:
    """In t hours a Poisson process has a Poisson number of events with the mean rate times t.

    Trap: the rate belongs to another interval than the question; scale it first.
    Source: Blitzstein & Hwang, Introduction to Probability, 2nd ed., sections 4.7 and 13.1.
    """
    event = draw.choice("event", tuple(EVENTS))
    rate, minutes = draw.choice("pace", PACES)
    arrivals = Arrivals(rate, minutes, draw.choice("k", (1, 2, 3)))
    return Problem(
        say(
            """
            On average {rate} {event} in an hour, independently of each other and at a constant rate: the
            number of them in any interval of time has a Poisson law. Let $X$ be the number in {minutes}
            minutes. Give each probability exactly, such as $2 e^{-2}$, or as a decimal that is correct to 4
            places.
            """,
            rate=rate,
            event=EVENTS[event],
            minutes=minutes,
        ),
        (_expected(arrivals), _exactly(arrivals), _some(arrivals)),
    )


def _expected(a: Arrivals) -> Part:
    """E[X]."""
    right = a.expected
    return Part(
        say("What is $E[X]$, the expected number in {minutes} minutes?", minutes=a.minutes),
        Number(right, tolerance=FOUR_PLACES),
        slips=distinct(
            right,
            Slip(
                "not-scaled", a.rate, "This is the expected number in a whole hour. How long is the interval?"
            ),
            Slip(
                "minutes-as-hours",
                a.rate * a.minutes,
                "The rate is by the hour, the interval is in minutes. Convert one of them.",
            ),
            Slip(
                "inverted",
                Rational(60 * a.rate, a.minutes),
                "You divided by the share of an hour. Should it be more or fewer?",
            ),
        ),
        hints=hints(
            "At a constant rate, twice the time brings twice as many.",
            r"{minutes} minutes are $\frac{minutes}{60}$ of an hour. With which number is the "
            r"rate multiplied?",
            r"Compute ${rate} \cdot \frac{minutes}{60}$.",
            rate=a.rate,
            minutes=a.minutes,
        ),
        steps=(
            step(
                "Scale the rate to the interval",
                r"${rate} \cdot \frac{minutes}{60}$",
                "${right}$",
                rate=a.rate,
                minutes=a.minutes,
                right=right,
            ),
        ),
        check=lambda at: sum(k * a.by_moments(k) for k in range(1, 40)),
    )


def _exactly(a: Arrivals) -> Part:
    """P(X = k)."""
    mean, k = a.expected, a.k
    right = _chance(mean, k)
    return Part(
        say("What is $P(X = {k})$?", k=k),
        Number(f"{mean**k / factorial(k)} e^(-{mean})", tolerance=FOUR_PLACES),
        points=2,
        slips=distinct(
            right,
            Slip(
                "not-scaled", _chance(Rational(a.rate), k), "You took the rate of a whole hour as the mean."
            ),
            Slip(
                "factorial-lost",
                right * factorial(k),
                "The order in which the events come does not matter: a factorial is missing.",
            ),
            Slip(
                "exponential-lost",
                mean**k / factorial(k),
                "The probabilities of all k must add up to 1. Which factor sees to that?",
            ),
            apart=APART,
        ),
        hints=hints(
            r"Use the Poisson law with the mean of (a).",
            r"$P(X = k) = \mu^k \cdot \text{?} / k!$ with $\mu = E[X]$.",
            "Compute ${product}$.",
            product=_in_latex(mean, k),
        ),
        steps=(
            step(
                "The Poisson law",
                f"${_in_latex(mean, k)}$",
                r"${right} \approx {decimal}$",
                right=rf"{_ratio(mean**k / factorial(k))} e^{{-{mean}}}",
                decimal=f"{_float(mean, k):.4f}",
            ),
        ),
        check=lambda at: a.by_moments(k),
        follow=Follow(("a",), lambda own: _from_mean(own, k)),
    )


def _some(a: Arrivals) -> Part:
    """P(X >= 1)."""
    mean = a.expected
    right = 1 - power_of_e(-mean)
    return Part(
        say(r"What is $P(X \geq 1)$, the probability of at least one?"),
        Number(f"1 - e^(-{mean})", tolerance=FOUR_PLACES),
        slips=distinct(
            right,
            Slip(
                "exactly-one",
                _chance(mean, 1),
                "That is the probability of exactly one. Two or more count as well.",
            ),
            Slip("none", power_of_e(-mean), "That is the probability of none. Take the complement."),
            Slip("not-scaled", 1 - power_of_e(-a.rate), "You took the rate of a whole hour as the mean."),
            apart=APART,
        ),
        hints=hints(
            "At least one is the opposite of none.",
            r"$P(X \geq 1) = 1 - P(X = \text{?})$",
            r"$P(X = 0) = e^{-{mean}}$; subtract it from 1.",
            mean=mean,
        ),
        steps=(
            step("The probability of none", "$P(X = 0)$", "$e^{-{mean}}$", mean=mean),
            step(
                "Take the complement",
                r"$P(X \geq 1)$",
                r"$1 - e^{-{mean}} \approx {decimal}$",
                mean=mean,
                decimal=f"{1 - exp(-mean):.4f}",
            ),
        ),
        check=lambda at: sum(a.by_moments(k) for k in range(1, 40)),
        follow=Follow(("a",), lambda own: _from_mean(own, None)),
    )


def _from_mean(own: Mapping[str, Value], k: int | None) -> Number | None:
    """The probability with the person's own mean, where that is a sensible one."""
    mean = own["a"]
    if not 0 < mean <= 100:
        return None
    return Number(1 - power_of_e(-mean) if k is None else _chance(mean, k), tolerance=FOUR_PLACES)


def _chance(mean: Value, k: int) -> Formula:
    """P(X = k) for a Poisson variable with this mean."""
    return mean**k / factorial(k) * power_of_e(-mean)


def _in_latex(mean: Value, k: int) -> str:
    """P(X = k) in LaTeX, with numbers put in."""
    base = rf"\left({_ratio(mean)}\right)" if mean.q > 1 and k > 1 else _ratio(mean)
    return rf"{base}{f'^{k}' if k > 1 else ''} \cdot e^{{-{mean}}} / {k}!"


def _ratio(value: Value) -> str:
    return str(value) if value.q == 1 else rf"\frac{{{value.p}}}{{{value.q}}}"


def _float(mean: Value, k: int) -> float:
    return float(mean**k / factorial(k)) * exp(-mean)
