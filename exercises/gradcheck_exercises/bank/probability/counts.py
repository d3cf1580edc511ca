"""Counting laws: binomial and Poisson."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, floor

import numpy as np
from sympy import Rational, binomial, sqrt

from gradcheck_exercises import Draw, Part, Problem, Slip, Step, exercise, hints, say, step
from gradcheck_exercises.bank.distinct import distinct
from gradcheck_exercises.symbolic import Value
from gradcheck_grader import Number, Tolerance

FOUR_PLACES = Tolerance(places=4)
APART = 0.002
CHANCES = tuple(
    Rational(p, q)
    for p, q in (
        (1, 4),
        (1, 3),
        (2, 5),
        (1, 2),
        (3, 5),
        (2, 3),
        (3, 4),
        (1, 5),
        (4, 5),
        (3, 10),
        (7, 10),
        (1, 6),
        (5, 6),
        (3, 8),
        (5, 8),
    )
)
TRIALS = {
    "clicks": ("{n} users see an advertisement", "each clicks", "clicks"),
    "pictures": ("A classifier is run on {n} pictures", "each is labelled correctly", "correct labels"),
    "units": ("A dropout layer has {n} units", "each is kept", "units that are kept"),
    "bits": ("{n} bits are sent", "each arrives unchanged", "bits that arrive unchanged"),
}


@dataclass(frozen=True)
class Trials:
    """n independent trials, each a success with probability p; k successes, and at least m of them."""

    n: int
    p: Value
    k: int
    m: int

    def chance(self, k: int) -> Value:
        """P(X = k)."""
        return binomial(self.n, k) * self.p**k * (1 - self.p) ** (self.n - k)

    def least(self, m: int) -> Value:
        """P(X >= m)."""
        return sum(self.chance(k) for k in range(m, self.n + 1))

    def counted(self) -> list[float]:
        """P(X = 0), …, P(X = n) by adding one trial after another, without any formula."""
        chances = np.array([1.0])
        for _ in range(self.n):
            chances = np.convolve(chances, [1 - float(self.p), float(self.p)])
        return [float(chance) for chance in chances]


@exercise("probability/binomial", title="Binomial probabilities", level=2)
def binomial_law(draw: Draw) -> Problem:
    """The number of successes in independent trials: one value, a tail, and the spread.

    Trap: the successes can fall in many places, so the product of probabilities counts many times.
    Source: Blitzstein & Hwang, Introduction to Probability, 2nd ed., section 3.3 and example 4.2.3.
    """
    setting = draw.choice("setting", tuple(TRIALS))
    n = draw.integer("n", 4, 10)
    p = draw.choice("p", CHANCES)
    middle = min(max(floor(n * p), 1), n - 2)
    k = middle + draw.choice("above", (0, 1))
    m = draw.choice("bound", (1, 2) if p < Rational(1, 2) else (-1, -2)) % n
    trials = Trials(n, p, k, m)
    opening, event, counted = TRIALS[setting]
    return Problem(
        say(
            """
            {opening}, and independently of the others {event} with probability {p}. Let $X$ be the number of
            {counted}. Give each answer exactly, or as a decimal that is correct to 4 places.
            """,
            opening=opening.replace("{n}", str(n)),
            event=event,
            counted=counted,
            p=p,
        ),
        (_exactly(trials), _at_least(trials), _deviation(trials)),
    )


def _exactly(t: Trials) -> Part:
    """P(X = k)."""
    q = 1 - t.p
    right = t.chance(t.k)
    return Part(
        say("What is $P(X = {k})$?", k=t.k),
        Number(right, tolerance=FOUR_PLACES),
        slips=distinct(
            right,
            Slip(
                "no-coefficient",
                t.p**t.k * q ** (t.n - t.k),
                "That is the probability of one certain order of successes and failures. How "
                "many orders are there?",
            ),
            Slip(
                "chances-exchanged",
                binomial(t.n, t.k) * q**t.k * t.p ** (t.n - t.k),
                "You exchanged the probabilities of success and failure.",
            ),
            Slip(
                "failures-left-out",
                binomial(t.n, t.k) * t.p**t.k,
                "You counted the successes alone. The other trials have to fail.",
            ),
            Slip(
                "at-least",
                t.least(t.k),
                "That is the probability of so many or more. Here it is exactly so many.",
            ),
            apart=APART,
        ),
        hints=hints(
            "One certain order of successes and failures has a product of probabilities. Count the orders.",
            r"$P(X = k) = \frac{n!}{k! (n - k)!} \cdot p^k \cdot \text{?}$, here with $n = "
            r"{size}$ and $k = {count}$.",
            "There are {orders} orders, and each has the probability ${product}$.",
            size=t.n,
            count=t.k,
            orders=comb(t.n, t.k),
            product=_one_order(t),
        ),
        steps=(
            step(
                "Count the orders",
                r"$\frac{{size}!}{{count}! \cdot {rest}!}$",
                "${orders}$",
                size=t.n,
                count=t.k,
                rest=t.n - t.k,
                orders=comb(t.n, t.k),
            ),
            step(
                "One order has this probability",
                f"${_one_order(t)}$",
                "${one}$",
                one=t.p**t.k * q ** (t.n - t.k),
            ),
            _multiplied(t.k, right),
        ),
        check=lambda at: t.counted()[t.k],
    )


def _one_order(t: Trials) -> str:
    """The probability of k successes and n - k failures in a certain order, in LaTeX."""
    return rf"{_power(t.p, t.k)} \cdot {_power(1 - t.p, t.n - t.k)}"


def _power(base: Value, exponent: int) -> str:
    fraction = rf"\frac{{{base.p}}}{{{base.q}}}"
    return fraction if exponent == 1 else rf"\left({fraction}\right)^{{{exponent}}}"


def _multiplied(k: int, right: Value) -> Step:
    return step(
        "Multiply",
        "$P(X = {k})$",
        r"${right} \approx {decimal}$",
        k=k,
        right=right,
        decimal=f"{float(right):.4f}",
    )


def _at_least(t: Trials) -> Part:
    """P(X >= m)."""
    few = t.m <= 2
    right = t.least(t.m)
    values = range(t.m) if few else range(t.m, t.n + 1)
    terms = " + ".join(f"P(X = {k})" for k in values)
    return Part(
        say(r"What is $P(X \geq {m})$?", m=t.m),
        Number(right, tolerance=FOUR_PLACES),
        points=2,
        slips=distinct(
            right,
            Slip(
                "strict", t.least(t.m + 1), "That is the probability of more. The bound itself belongs to it."
            ),
            Slip(
                "one-value",
                t.chance(t.m),
                "That is the probability of this value alone. Larger ones belong to it too.",
            ),
            Slip("other-tail", 1 - right, "That is the probability of fewer successes. Take the complement."),
            Slip(
                "at-most",
                1 - t.least(t.m + 1),
                "That is the probability of at most so many. Which side is asked?",
            ),
            apart=APART,
        ),
        hints=hints(
            "Add the probabilities of all values that belong to the event, or of all that do not.",
            r"Fewer terms: $P(X \geq {m}) = {other}$. Which terms are these?",
            r"It is ${written}$.",
            m=t.m,
            other=r"1 - P(X < \text{?})" if few else r"P(X = \text{?}) + \dots + P(X = \text{?})",
            written=f"1 - ({terms})" if few and t.m > 1 else (f"1 - {terms}" if few else terms),
        ),
        steps=(
            step(
                "Take the values that do not belong to it" if few else "Take the values that belong to it",
                f"${terms}$",
                "${chance}$",
                chance=sum(t.chance(k) for k in values),
            ),
            step(
                "Take the complement" if few else "That is the answer",
                r"$P(X \geq {m})$",
                r"${right} \approx {decimal}$",
                m=t.m,
                right=right,
                decimal=f"{float(right):.4f}",
            ),
        ),
        check=lambda at: sum(t.counted()[t.m :]),
    )


def _deviation(t: Trials) -> Part:
    """The standard deviation of X."""
    variance = t.n * t.p * (1 - t.p)
    return Part(
        say("What is the standard deviation of $X$?"),
        Number(sqrt(variance), tolerance=FOUR_PLACES),
        slips=distinct(
            sqrt(variance),
            Slip("variance", variance, "This is the variance. The standard deviation is its square root."),
            Slip("mean-for-variance", sqrt(t.n * t.p), "The variance of one trial is p (1 - p), not p."),
            Slip(
                "trials-out-of-the-root",
                t.n * sqrt(t.p * (1 - t.p)),
                "You added standard deviations. Of independent variables the variances add up.",
            ),
            apart=APART,
        ),
        hints=hints(
            r"$X$ is a sum of independent variables that are 0 or 1, and their variances add up.",
            r"One trial has the variance $p \cdot \text{?}$. How many are there?",
            r"Take the square root of ${n} \cdot {p} \cdot {q}$.",
            n=t.n,
            p=t.p,
            q=1 - t.p,
        ),
        steps=(
            step(
                "Variance of one trial, times their number",
                r"${n} \cdot {p} \cdot {q}$",
                "${variance}$",
                n=t.n,
                p=t.p,
                q=1 - t.p,
                variance=variance,
            ),
            step(
                "Take the root",
                r"$\sqrt{variance}$",
                r"${deviation} \approx {decimal}$",
                variance=variance,
                deviation=sqrt(variance),
                decimal=f"{float(sqrt(variance)):.4f}",
            ),
        ),
        check=lambda at: _spread(t.counted()),
    )


def _spread(chances: list[float]) -> float:
    """The standard deviation of a variable that has the values 0, 1, 2 … with these chances."""
    values = np.arange(len(chances))
    mean = float(values @ chances)
    return float(np.sqrt((values - mean) ** 2 @ chances))
